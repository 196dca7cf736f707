/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* import_known.h: the advice that a workspace held before an import, so that a file is not taken twice. */
#ifndef ACTIONS_IMPORT_KNOWN_H
#define ACTIONS_IMPORT_KNOWN_H

#include "import.h"

#include "store/store.h"

typedef struct ImportKnown ImportKnown;

/* What of the workspace's advice could be told again by the rows of the source: of the partners that they name (name to
 * id) and their times, but for what is shut to the actor (borrowed, and kept until it is read): who owes a view on an
 * advice does not learn from a refused row that it says this. It goes through the source once and begins it anew; where
 * the workspace has no advice it does neither. Rows are looked for in it without the database. NULL with an error; free
 * with import_known_free. */
ImportKnown *import_known_read(StoreTransaction *transaction, const RecordActor *actor, const ImportSource *source,
                               GHashTable *partners, GError **error);
void import_known_free(ImportKnown *known); /* NULL is allowed */

/* The number of the entry in which this advice was given: the same question, partner, skill, time and option, to the
 * letter. 0: it is not known. known may be NULL. */
int64_t import_known_find(const ImportKnown *known, const BellwetherRow *row, const char *partner, const char *skill);

#endif
