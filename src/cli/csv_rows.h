/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * csv_rows.h: a CSV text cut into rows and fields, each row with the physical line where it starts.
 *
 * libcsv does the cutting, in its strict mode. It knows no line numbers and stops for good at the first error, so it is
 * fed one physical line at a time: we count the lines, and after an error start it anew with the next one.
 */
#ifndef BELLWETHER_CLI_CSV_ROWS_H
#define BELLWETHER_CLI_CSV_ROWS_H

#include <stddef.h>

typedef struct {
  size_t line;         /* the physical line where the row starts, from 1 */
  const char *problem; /* why the row could not be cut into fields, for people; NULL where it was */
  size_t count;        /* of fields; 0 with a problem */
  const char **fields; /* each followed by a NUL, and possibly with NULs within; valid during the call */
  const size_t *bytes; /* of each field, without the NUL that follows */
} CsvRow;

/* Called for each row that is not an empty line, in order. Returning anything but 0 ends the reading. */
typedef int (*CsvRowFunction)(const CsvRow *row, void *data);

/* Cuts `length` bytes into rows. A row of more than row_bytes_max bytes is a problem. */
void csv_rows_each(const char *bytes, size_t length, char separator, size_t row_bytes_max, CsvRowFunction on_row,
                   void *data);

#endif
