/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * readable.h: which of the journal's entries a person may read, and how.
 *
 * The scope has left out what is of no engagement of a partner's. Beside it an entry stays closed where it is about an
 * advice that is shut to the reader (shut.h), and where it is the other side's answer to a review to which the reader's
 * side has not given its own. To a partner only entries of the kinds that are meant for both sides are open, so that a
 * kind that is new stays closed until somebody has thought of it.
 */
#ifndef VIEWS_READABLE_H
#define VIEWS_READABLE_H

#include "view.h"

typedef enum {
  READABLE,
  READABLE_SHUT,     /* the reader owes a view on the advice that it is about */
  READABLE_REVIEW,   /* the other side's review, and the reader's side has not given its own */
  READABLE_BUSINESS, /* for the business's own eyes */
} Readable;

/* row: of ENTRY_PAGE or SEARCH_FIND ("entry", "document"). False with an error. */
bool readable_entry(ViewRun *run, const json_t *row, Readable *readable, GError **error);

/* Whether the entry's body holds, in plain figures, what record/see.h keeps from partners: a stake, a view, a snapshot:
 * that of an import does, for what is decided here keeps these in entries of no engagement. Such an entry can't be handed
 * to them whole, as a receipt must be; its texts may be read. */
bool readable_body_is_private(const json_t *entry);

/* Whether the entry is a decider's own view. Its option's number says whether somebody advised the same. */
bool readable_is_own_view(const json_t *entry);

/* Whether it can't be handed whole, as a receipt must be, to a reader who owes a view on the brief that it is about: *shut.
 * False with an error. */
bool readable_own_view_is_shut(ViewRun *run, const json_t *entry, bool *shut, GError **error);

/* The texts of the entry as an object by their pointers; an error is NULL. The caller has asked whether they may be
 * read. */
json_t *readable_texts(ViewRun *run, int64_t entry, GError **error);

#endif
