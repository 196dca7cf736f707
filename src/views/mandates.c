/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mandates.c: what is left of a mandate's budget, counted as a decision under it is (actions/act.c). */
#include "mandates.h"

#include "record/rows.h"

static bool add_left(ViewRun *run, json_t *row, GError **error) {
  RecordMandate mandate = record_mandate_of_row(row, run->member->currency);
  int64_t from_ms = 0;
  int64_t until_ms = 0;
  if (!record_mandate_period(&mandate, run->now_ms, &from_ms, &until_ms))
    return true;
  json_t *period = json_pack("{s:s, s:I, s:I}", "id", view_text(row, "id"), "from_ms", (json_int_t)from_ms, "until_ms",
                             (json_int_t)until_ms);
  json_t *sum = store_query_row(run->transaction, STORE_SPENT, period, error);
  json_decref(period);
  if (sum == NULL)
    return false;
  int64_t spent = view_integer(sum, "spent", 0);
  json_decref(sum);
  json_object_set_new(row, "left_minor", json_integer(MAX(mandate.budget_minor - spent, 0)));
  json_object_set_new(row, "period_ends_at_ms", json_integer(until_ms));
  return true;
}

bool mandates_add_left(ViewRun *run, json_t *rows, GError **error) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    bool over = json_is_false(json_object_get(row, "is_in_force"));
    if (!over && !add_left(run, row, error))
      return false;
  }
  return rows != NULL;
}
