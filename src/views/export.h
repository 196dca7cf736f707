/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * export.h: a workspace's advice as rows in the columns of record files (docs/record-files.md), one at a time.
 *
 * What `import` takes back is the same record to the estimates. Scope and sealed doors hold here too: advice that is
 * shut to the reader is left out, and counted.
 */
#ifndef VIEWS_EXPORT_H
#define VIEWS_EXPORT_H

#include "view.h"

#define EXPORT_COLUMNS 20
extern const char *const export_columns[EXPORT_COLUMNS + 1]; /* ends with NULL */

/* Gets the values in the order of the columns; "" for none. Borrowed for the call. False ends the export. */
typedef bool (*ExportRow)(void *context, const char *const values[EXPORT_COLUMNS]);

/* Gives out every row in order of time. left_out: how many were not, because they are shut. False with the problem
 * filled in; ended by `row`, without one. */
bool export_rows(const ViewOptions *options, const char *workspace, const char *person, ExportRow row, void *context,
                 size_t *left_out, RecordProblem *problem);

/* Adds one row, or the columns' names, as a line of CSV (RFC 4180, but with a bare newline); a row as a line of JSON, in
 * which what is empty is not there. */
void export_write_csv(GString *text, const char *const values[EXPORT_COLUMNS]);
void export_write_json(GString *text, const char *const values[EXPORT_COLUMNS]);

#endif
