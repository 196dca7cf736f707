/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Forecasts as columns added to a record's own. */
#include "forecast.h"

#include "csv_write.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

static const char *const added_columns[] = {"p_advice",       "p_advice_low",    "p_advice_high", "p_own_view",
                                            "p_own_view_low", "p_own_view_high", "take"};
enum { ADDED = G_N_ELEMENTS(added_columns) };

bool forecast_check_columns(const RecordFile *file) {
  for (size_t i = 0; i < ADDED; i++) {
    if (record_file_has_column(file, added_columns[i])) {
      fprintf(stderr, _("%s:1: expected no column named \"%s\": it is added here\n"), file->name, added_columns[i]);
      return false;
    }
  }
  return true;
}

void forecast_write_header(GString *text, const RecordFile *file) {
  csv_write_header(text, file, added_columns, ADDED);
}

void forecast_write_row(GString *text, const RecordFile *file, const RecordRow *row,
                        const BellwetherComparison *comparison) {
  const BellwetherEstimate *advice = &comparison->advice;
  const BellwetherEstimate *own = &comparison->own_view;
  bool has_own = comparison->has_own_view;
  char *added[] = {
      csv_write_number(file, advice->estimate),
      csv_write_number(file, advice->low),
      csv_write_number(file, advice->high),
      csv_write_number(file, has_own ? own->estimate : NAN),
      csv_write_number(file, has_own ? own->low : NAN),
      csv_write_number(file, has_own ? own->high : NAN),
      g_strdup(has_own && !comparison->take_advice ? "own_view" : "advice"),
  };
  csv_write_row(text, file, row, added, ADDED);
  for (size_t i = 0; i < ADDED; i++) {
    g_free(added[i]);
  }
}
