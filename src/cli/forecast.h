/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* forecast.h: forecasts as columns added to a record's own. */
#ifndef BELLWETHER_CLI_FORECAST_H
#define BELLWETHER_CLI_FORECAST_H

#include "record_file.h"

/* Whether the file has none of the columns that a forecast adds; says so on standard error where it has. */
bool forecast_check_columns(const RecordFile *file);

void forecast_write_header(GString *text, const RecordFile *file);
void forecast_write_row(GString *text, const RecordFile *file, const RecordRow *row,
                        const BellwetherComparison *comparison);

#endif
