/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * record_file.h: a record of advice, decisions and outcomes, read from a CSV file, or from JSON Lines as `export` writes them.
 *
 * The file has a header line; its columns come in any order:
 *
 *   brief, partner, at              required in the header and in every line
 *   outcome or advice_outcome       one of them required where the file is learned from
 *   workspace, skill, advice, confidence, stake, own_view, own_view_confidence, decision, chosen, own_view_outcome,
 *   client_outcome, client_advice_outcome, outcome_at, acted, know_by
 *                                   as wanted; other columns are kept and ignored
 *
 * Taken as spreadsheets save them: UTF-8 with or without a byte order mark, lines ending in LF, CRLF or CR, fields
 * parted by commas, semicolons or tabs (whichever the header has most of), quoted fields with newlines in them, and
 * decimal commas where no comma parts the fields; a line "sep=;" may stand before the header. Lines of which every field is empty don't count.
 *
 * A file that begins with a brace is JSON Lines: an object a line, with these names for its members (json_rows.h).
 *
 * A file is taken whole or not at all. Every line that is not understood gets one problem, which names the file, the
 * physical line where the row starts, the column (its number and name), what was expected and what was found.
 */
#ifndef BELLWETHER_CLI_RECORD_FILE_H
#define BELLWETHER_CLI_RECORD_FILE_H

#include "bellwether/bellwether.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#define RECORD_FILE_BYTES_MAX (INT64_C(1) << 30)  /* of a whole file */
#define RECORD_ROW_BYTES_MAX (INT64_C(1) << 20)   /* of one row, with its quotes and newlines */
#define RECORD_FIELD_BYTES_MAX (INT64_C(1) << 16) /* of a field that is not for the engine (those: its own bound) */
#define RECORD_COLUMNS_MAX 256
#define RECORD_PROBLEMS_MAX 100 /* listed; of the rest only the lines */

typedef enum {
  RECORD_LEARN, /* outcomes are needed, and looked at */
  RECORD_NEW,   /* new advice: decisions and outcomes are kept in the row's fields but not looked at */
  RECORD_ENTER  /* as for learning, and nobody wants the fields as they stand: rows have none */
} RecordPurpose;

/* What few rows have, and is nothing to the engine. */
typedef struct {
  int64_t
      know_by_ms; /* when one wants to know; BELLWETHER_TIME_UNKNOWN: not said. A date alone is the end of that day */
  bool acted;     /* the partner did it without asking, under a mandate */
} RecordExtra;

typedef struct {
  uint32_t line;       /* the physical line of the file where the row starts, from 1 */
  uint32_t extra;      /* what few rows have (record_file_extra): its place in the file's list from 1; 0: it has none */
  const char **fields; /* as in the file but for the quotes; as many as the file has columns. RECORD_ENTER: NULL */
  const char *workspace; /* "" where the file has no such column */
  BellwetherRow
      advice; /* its strings are those of the file's `text`; outcome_at given as a date alone is the end of that day,
                            for the hour is not known */
} RecordRow;

typedef struct {
  char *name;           /* for messages */
  char separator;       /* ',' ';' or '\t' */
  bool json_lines;      /* it is JSON Lines; written again, it is CSV */
  bool separator_line;  /* before the header stood "sep=;", which tells some spreadsheets the separator */
  bool byte_order_mark; /* the file started with one */
  bool crlf;            /* its first line ended in CR LF */
  bool decimal_comma;   /* a number in it had a decimal comma, or semicolons part its fields and none had a point */
  GPtrArray *columns;   /* char *: the header as it stands */
  GArray *rows;         /* RecordRow, in the order of the file */
  GArray *extras;       /* RecordExtra */
  GStringChunk *text;   /* what the rows' strings point into */
} RecordFile;

typedef struct {
  GPtrArray *texts; /* char *, "FILE:LINE:COLUMN (NAME): expected …, found …"; at most RECORD_PROBLEMS_MAX */
  GArray *more;     /* size_t: the lines of those that have no text; their ranges are printed */
  size_t count;     /* of all problems */
  char *summary;    /* how many of the file's lines are wrong; NULL where the file as a whole is */
  int exit_status;  /* of sysexits.h: EX_NOINPUT, EX_IOERR or EX_DATAERR; 0 while there is no problem */
} RecordProblems;

void record_problems_init(RecordProblems *problems);
void record_problems_clear(RecordProblems *problems);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RecordProblems, record_problems_clear)

/* "… and 3 more lines like these: 5 to 6, 9" to standard error; the lines (size_t) are put in order. Nothing of none. */
void record_lines_print(GArray *lines);

/* Writes the problems to standard error, one a line, which more there are, and how many lines are wrong of all. */
void record_problems_print(const RecordProblems *problems);

/* Reads a file ("-": standard input). NULL and at least one problem where it can't be taken. Free the result.
 *
 * RECORD_ENTER gives the rows that can be read even where others can't, beside the problems of those: to be looked at for
 * what else is wrong, and not to be taken. */
RecordFile *record_file_read(const char *path, RecordPurpose purpose, RecordProblems *problems);

/* The same for a file that is in memory already. */
RecordFile *record_file_parse(const char *name, const char *bytes, size_t length, RecordPurpose purpose,
                              RecordProblems *problems);

/* All that a stream gives, where it is at most `bytes_max` bytes. NULL with errno where it can't be read, EFBIG where it
 * is longer: a file is then not read at all, a pipe no further. */
GString *record_stream_read(FILE *stream, size_t bytes_max);

void record_file_free(RecordFile *file); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordFile, record_file_free)

static inline size_t record_file_row_count(const RecordFile *file) {
  return file->rows->len;
}
static inline const RecordRow *record_file_row(const RecordFile *file, size_t index) {
  return &g_array_index(file->rows, RecordRow, index);
}

static inline RecordExtra record_file_extra(const RecordFile *file, const RecordRow *row) {
  return row->extra == 0 ? (RecordExtra){.know_by_ms = BELLWETHER_TIME_UNKNOWN}
                         : g_array_index(file->extras, RecordExtra, row->extra - 1);
}

/* Whether the header names this column (without regard to case). */
bool record_file_has_column(const RecordFile *file, const char *column);

#endif
