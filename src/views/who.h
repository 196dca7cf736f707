/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* who.h: by which name, and of which side, the people are who did something. */
#ifndef VIEWS_WHO_H
#define VIEWS_WHO_H

#include "view.h"

/* Adds to each row "side", client or partner, and "name", of the person whose id is in `member`. A partner is told the
 * names of the business's people and of their own, not those of other partners. A name that was erased, or a person who
 * is not known here, adds nothing. False with an error, by the store. */
bool view_add_who(ViewRun *run, json_t *rows, const char *member, GError **error);

/* What was said on a thing, each with who said it: put into the document as "messages". */
bool view_put_messages(ViewRun *run, const char *thing, size_t most, GError **error);

#endif
