/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * json_rows.h: JSON Lines, one object a line, cut into the rows that csv_rows.h would give of the same table.
 *
 * The columns are the members that any line has, in the order in which they first appear; they come first, as the row of a
 * header would, with the number of the first line. A member that a line lacks, or that is null, is an empty field.
 */
#ifndef BELLWETHER_CLI_JSON_ROWS_H
#define BELLWETHER_CLI_JSON_ROWS_H

#include "csv_rows.h"

#include <stdbool.h>

/* Whether a text begins as JSON Lines do: with a brace, after spaces and empty lines. */
bool json_rows_begin(const char *bytes, size_t length);

/* Cuts `length` bytes into rows. A line that is no JSON object of texts, numbers, true, false and null, that has a member
 * twice, or that is longer than row_bytes_max, is a problem; with more than columns_max columns the header alone is given. */
void json_rows_each(const char *bytes, size_t length, size_t row_bytes_max, size_t columns_max, CsvRowFunction on_row,
                    void *data);

#endif
