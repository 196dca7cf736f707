/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* shut.c: rows of advice without what the reader may not know yet, or at all. */
#include "shut.h"

#include "record/rows.h"

#include <string.h>

enum { CASE_WORKSPACE_ON, CASE_ENGAGEMENT, CASE_TYPED_IN, CASE_SEALED, CASE_OPENED, CASE_SEEN, CASE_SETTLED };

static const char *const case_columns[] = {[CASE_WORKSPACE_ON] = "is_workspace_on",
                                           [CASE_ENGAGEMENT] = "engagement",
                                           [CASE_TYPED_IN] = "is_typed_in",
                                           [CASE_SEALED] = "is_sealed",
                                           [CASE_OPENED] = "is_opened",
                                           [CASE_SEEN] = "is_seen",
                                           [CASE_SETTLED] = "is_settled"};

static const char *const telling[] = {
    "option",        "option_number",   "reasons",     "alternatives",  "interest",          "sureness",
    "chance",        "reason",          "decision",    "decided_at_ms", "decided_by",        "worked",
    "advice_worked", "own_view_worked", "money_minor", "client_worked", "partner_worked",    "is_reason_erased",
    "state",         "worked_if",       "known_at_ms", "check_state",   "deferred_until_ms", "cost_minor",
    "mandate_id",
};

/* What the client thinks and was shown. Numbers of options, too: two rows with the same one tell that they are the same. */
static const char *const of_the_client[] = {
    "option_number",   "chosen_number",      "stake_minor",         "own_view",         "own_view_number",
    "own_view_chance", "own_view_worked",    "shown_advice",        "shown_advice_low", "shown_advice_high",
    "shown_own_view",  "shown_own_view_low", "shown_own_view_high", "shown_outcomes",
};

static void remove_members(json_t *row, const char *const *names, size_t count) {
  for (size_t index = 0; index < count; index++)
    json_object_del(row, names[index]);
}

void view_shut_row(const ViewRun *run, json_t *row) {
  RecordOwnViewCase one = record_own_view_case_of_advice(row, run->actor);
  bool owed = record_own_view_is_shut(&one);
  remove_members(row, case_columns, G_N_ELEMENTS(case_columns));
  if (!owed)
    return;
  remove_members(row, telling, G_N_ELEMENTS(telling));
  json_object_set_new(row, "is_shut", json_true());
}

void view_shut_rows(const ViewRun *run, json_t *rows) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    view_shut_row(run, row);
    view_spare_partner(run, row);
  }
}

void view_leave_out_shut(const ViewRun *run, json_t *rows, size_t most) {
  view_shut_rows(run, rows);
  for (size_t index = json_array_size(rows); index-- > 0;) {
    if (json_is_true(json_object_get(json_array_get(rows, index), "is_shut")))
      json_array_remove(rows, index);
  }
  while (json_array_size(rows) > most) /* cut only now: a gap would tell as much as the row */
    json_array_remove(rows, most);
}

/* ---- By columns ------------------------------------------------------------------------------------------------- */

static bool is_among(const char *name, const char *const *names, size_t count) {
  for (size_t index = 0; index < count; index++) {
    if (strcmp(name, names[index]) == 0)
      return true;
  }
  return false;
}

void view_shut_begin(ViewShutCase *shut, const ViewRun *run) {
  for (size_t index = 0; index < G_N_ELEMENTS(shut->places); index++)
    shut->places[index] = -1;
  shut->is_of_partner = run->actor->role == RECORD_ROLE_PARTNER;
}

ViewShutColumn view_shut_column(ViewShutCase *shut, const char *name, int place) {
  _Static_assert(G_N_ELEMENTS(case_columns) == G_N_ELEMENTS(shut->places), "a place for each column of the case");
  for (size_t index = 0; index < G_N_ELEMENTS(case_columns); index++) {
    if (strcmp(name, case_columns[index]) == 0) {
      shut->places[index] = place;
      return VIEW_SHUT_ALWAYS;
    }
  }
  if (shut->is_of_partner && is_among(name, of_the_client, G_N_ELEMENTS(of_the_client)))
    return VIEW_SHUT_ALWAYS;
  return is_among(name, telling, G_N_ELEMENTS(telling)) ? VIEW_SHUT_WHILE_OWED : VIEW_SHUT_NEVER;
}

bool view_shut_is_owed(const ViewShutCase *shut, const ViewRun *run, StoreStatement *statement) {
  for (size_t index = 0; index < G_N_ELEMENTS(shut->places); index++)
    g_assert(shut->places[index] >= 0); /* without them nobody could say */
  RecordOwnViewCase one = {
      .workspace_on = store_column_integer(statement, shut->places[CASE_WORKSPACE_ON]) != 0,
      .engagement = record_own_views_setting(store_column_text(statement, shut->places[CASE_ENGAGEMENT])),
      .role = run->actor->role,
      .may_decide = run->actor->may_decide,
      .typed_in = store_column_integer(statement, shut->places[CASE_TYPED_IN]) != 0,
      .sealed = store_column_integer(statement, shut->places[CASE_SEALED]) != 0,
      .opened = store_column_integer(statement, shut->places[CASE_OPENED]) != 0,
      .seen = store_column_integer(statement, shut->places[CASE_SEEN]) != 0,
      .settled = store_column_integer(statement, shut->places[CASE_SETTLED]) != 0,
  };
  return record_own_view_is_shut(&one);
}

enum { SHUT_NOT_ASKED, SHUT_NOTHING, SHUT_MAY_BE };

bool view_shut_may_be(ViewRun *run, bool *may_be, GError **error) {
  if (run->may_be_shut == SHUT_NOT_ASKED) {
    g_autoptr(StoreStatement) statement = store_statement(run->transaction, STORE_OWN_VIEWS_ANYWHERE, error);
    bool row = false;
    if (statement == NULL || !store_statement_step(statement, &row, error))
      return false;
    run->may_be_shut = row && store_column_integer(statement, 0) != 0 ? SHUT_MAY_BE : SHUT_NOTHING;
  }
  *may_be = run->may_be_shut == SHUT_MAY_BE;
  return true;
}

bool view_put_advice(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *id, size_t most,
                     GError **error) {
  json_t *rows = view_rows(run, name, id, most + 1, error);
  if (rows == NULL)
    return false;
  view_shut_rows(run, rows);
  return view_put_cut(run, member, rows, most);
}

void view_spare_partner(const ViewRun *run, json_t *row) {
  if (run->actor->role == RECORD_ROLE_PARTNER)
    remove_members(row, of_the_client, G_N_ELEMENTS(of_the_client));
}
