/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* quiet.c: silences held against a partner's own past. */
#include "quiet.h"

#include <math.h>

#define DAY_MS INT64_C(86400000)
#define SILENT_DAYS_LEAST 45
#define UNASKED_LEAST 3
#define CHANCE_MOST 0.1
#define CANDIDATES_MOST 200
#define TALK_DAYS 60 /* who was talked with so lately needs no reminder */

/* Whether so long a silence would be odd; fills in what is said of it. */
static bool is_odd(const ViewRun *run, json_t *row) {
  int64_t unasked = view_integer(row, "unasked", 0);
  int64_t first = view_integer(row, "first_unasked_at_ms", 0);
  int64_t last = view_integer(row, "last_unasked_at_ms", 0);
  int64_t talked = view_integer(row, "last_talk_ms", INT64_MIN / 2);
  double span = (double)MAX(last - first, DAY_MS);
  double rate = (double)(unasked - 1) / span;
  double silence = (double)(run->now_ms - last);
  json_object_set_new(row, "silent_days", json_integer((run->now_ms - last) / DAY_MS));
  json_object_set_new(row, "usual_days_between", json_integer((json_int_t)llround(1 / rate / (double)DAY_MS)));
  return exp(-rate * silence) < CHANCE_MOST && run->now_ms - talked > TALK_DAYS * DAY_MS;
}

json_t *quiet_partners(ViewRun *run, const char *id, size_t most, GError **error) {
  json_t *parameters = json_pack("{s:I, s:i, s:i}", "recent_ms", (json_int_t)(run->now_ms - SILENT_DAYS_LEAST * DAY_MS),
                                 "unasked_least", UNASKED_LEAST, "most", CANDIDATES_MOST);
  if (id != NULL)
    json_object_set_new(parameters, "id", json_string(id));
  json_t *rows = store_query(run->transaction, id != NULL ? STORE_QUIET_PARTNER : STORE_TODAY_QUIET, parameters,
                             CANDIDATES_MOST, error);
  json_decref(parameters);
  for (size_t index = json_array_size(rows); index-- > 0;) {
    if (!is_odd(run, json_array_get(rows, index)))
      json_array_remove(rows, index);
  }
  while (json_array_size(rows) > most)
    json_array_remove(rows, json_array_size(rows) - 1);
  return rows;
}
