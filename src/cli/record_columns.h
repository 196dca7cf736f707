/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_columns.h: the columns of a record file, and what a field of each may hold. */
#ifndef BELLWETHER_CLI_RECORD_COLUMNS_H
#define BELLWETHER_CLI_RECORD_COLUMNS_H

#include "record_file.h"

/* How the fields of a file are read, and what the reading found. */
typedef struct {
  bool comma;        /* decimal commas are taken: no comma parts the fields */
  bool comma_used;   /* one was found */
  bool point_used;   /* a decimal point was */
  RecordExtra extra; /* of the row that is read */
  char *hint;        /* how the field that was refused last would be written, where that is known; owned, may be NULL */
} ColumnReader;

/* Reads one field into the row. Returns what was expected, for people, where the field is not that; else NULL. */
typedef const char *(*ColumnFunction)(ColumnReader *reader, RecordRow *row, const char *field);

typedef struct {
  const char *name;
  ColumnFunction read;
  bool is_text;      /* kept by the engine as text, and bound by its bound */
  bool is_told_late; /* not looked at in new advice */
} RecordColumn;

/* The column of that name, without regard to case and to spaces around it; NULL where it is none of ours. */
const RecordColumn *record_column_find(const char *name);

/* A header's name, without the spaces around it and in small letters. Free with g_free. */
char *record_column_plain_name(const char *name);

#endif
