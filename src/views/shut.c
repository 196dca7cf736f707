/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* shut.c: rows of advice without what the reader may not know yet, or at all. */
#include "shut.h"

#include "record/rows.h"

static const char *const case_columns[] = {"is_workspace_on", "engagement", "is_typed_in",
                                           "is_sealed",       "is_opened",  "is_settled"};

static const char *const telling[] = {
    "option",     "option_number", "reasons",       "alternatives",    "interest",
    "sureness",   "chance",        "reason",        "decision",        "decided_at_ms",
    "decided_by", "worked",        "advice_worked", "own_view_worked", "money_minor",
};

static const char *const of_the_client[] = {
    "stake_minor",       "own_view_worked", "shown_advice",   "shown_advice_low",
    "shown_advice_high", "shown_own_view",  "shown_outcomes",
};

static void remove_members(json_t *row, const char *const *names, size_t count) {
  for (size_t index = 0; index < count; index++)
    json_object_del(row, names[index]);
}

void view_shut_row(const ViewRun *run, json_t *row) {
  RecordOwnViewCase one = record_own_view_case_of_advice(row, run->actor);
  bool owed = record_own_view_is_owed(&one);
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

bool view_put_advice(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *id, size_t most,
                     GError **error) {
  json_t *rows = view_rows(run, name, id, most, error);
  if (rows == NULL)
    return false;
  view_shut_rows(run, rows);
  return json_object_set_new(run->document, member, rows) == 0;
}

void view_spare_partner(const ViewRun *run, json_t *row) {
  if (run->actor->role == RECORD_ROLE_PARTNER)
    remove_members(row, of_the_client, G_N_ELEMENTS(of_the_client));
}
