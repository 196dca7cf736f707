/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "freedom.h"

#define CANDIDATES_MOST 100 /* of whom some may be granted enough already */
#define WITHOUT_LIMIT (-1)

bool freedom_put(ViewRun *run, size_t most, GError **error) {
  json_t *rows = view_rows(run, STORE_FREEDOM_EARNED, NULL, CANDIDATES_MOST, error);
  if (rows == NULL)
    return false;
  for (size_t index = json_array_size(rows); index-- > 0;) {
    const json_t *row = json_array_get(rows, index);
    int64_t granted = view_integer(row, "granted_minor", 0);
    if (granted == WITHOUT_LIMIT || granted >= view_integer(row, "earned_minor", 0))
      json_array_remove(rows, index);
  }
  while (json_array_size(rows) > most)
    json_array_remove(rows, most);
  return json_object_set_new(run->document, "freedom", rows) == 0;
}
