/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* table.h: a record in a CSV file, as text cells and as rows for the engine. Plain: commas, quotes, UTF-8. */
#ifndef VERIFY_TABLE_H
#define VERIFY_TABLE_H

#include "bellwether/bellwether.h"

typedef struct {
  char *text;
  size_t column_count, row_count; /* rows without the header */
  char **cells;                   /* header first */
} Table;

/* NULL where the file can't be read or its lines differ in length. */
Table *table_read(const char *path);
void table_free(Table *table);

/* The cell of a named column; "" where the file has no such column. */
const char *table_cell(const Table *table, size_t row, const char *column);

/* A number of a cell; NAN where it is empty. */
double table_number(const Table *table, size_t row, const char *column);

/* What the engine reads of a row. Strings belong to the table. */
void table_row(const Table *table, size_t row, BellwetherRow *result);

#endif
