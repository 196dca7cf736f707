/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* shut.h: advice that stays shut to a decider who owes a view of their own. */
#ifndef VIEWS_SHUT_H
#define VIEWS_SHUT_H

#include "view.h"

/* Takes the columns of @own_view_case out of a row of advice. Where the person owes a view, every member that would tell
 * what was advised goes too (option, reasons, how sure, interest, decision and outcome), and "is_shut" is true. */
void view_shut_row(const ViewRun *run, json_t *row);

/* The same for every row of a list. */
void view_shut_rows(const ViewRun *run, json_t *rows);

/* The same, but rows that are shut are left out, where that a row is there would tell how it was decided; and what is left
 * beyond the most. */
void view_leave_out_shut(const ViewRun *run, json_t *rows, size_t most);

/* view_put_rows with view_shut_rows. */
bool view_put_advice(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *id, size_t most,
                     GError **error);

/* ---- The same by columns, for rows that become text without being values first (written.h) ---- */

/* Whether a view is owed on anything in the workspace: where none is, rows of advice are read without the columns of the
 * case (the statements _UNSEALED). False with an error. */
bool view_shut_may_be(ViewRun *run, bool *may_be, GError **error);

/* When a column of a row of advice stays away from the reader. */
typedef enum { VIEW_SHUT_NEVER, VIEW_SHUT_WHILE_OWED, VIEW_SHUT_ALWAYS } ViewShutColumn;

/* Where a statement's columns of @own_view_case are. */
typedef struct {
  int places[7];
  bool is_of_partner; /* the reader is an outsider */
} ViewShutCase;

void view_shut_begin(ViewShutCase *shut, const ViewRun *run);

/* What holds of the column of that name, in that place; notes where the columns of the case are. */
ViewShutColumn view_shut_column(ViewShutCase *shut, const char *name, int place);

/* Whether the reader owes a view on the row that the statement is at. */
bool view_shut_is_owed(const ViewShutCase *shut, const ViewRun *run, StoreStatement *statement);

/* Takes out what a partner may not read of an advice: the client's stake, own views, what a decider was shown, and the
 * numbers of options, which others may have named before. */
void view_spare_partner(const ViewRun *run, json_t *row);

#endif
