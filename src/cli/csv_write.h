/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * csv_write.h: a record's rows written out again, with columns added.
 *
 * What comes out is in the dialect of what came in: separator, byte order mark, line ends and decimal commas, so that
 * the spreadsheet that saved the one opens the other. A field's content is kept byte for byte; it is quoted where it
 * has to be.
 */
#ifndef BELLWETHER_CLI_CSV_WRITE_H
#define BELLWETHER_CLI_CSV_WRITE_H

#include "record_file.h"

/* Appends the header: the file's columns and the added ones. */
void csv_write_header(GString *text, const RecordFile *file, const char *const *added, size_t count);

/* Appends a row: its fields as they are, and the added values ("" is an empty field). */
void csv_write_row(GString *text, const RecordFile *file, const RecordRow *row, char *const *added, size_t count);

/* A number for an added field: six decimals in the file's dialect, "" for NAN. Free with g_free. */
char *csv_write_number(const RecordFile *file, double number);

#endif
