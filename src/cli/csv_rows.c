/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A CSV text cut into rows; csv_rows.h tells why libcsv is fed line by line. */
#include "csv_rows.h"

#include <csv.h>
#include <glib/gi18n.h>
#include <stdbool.h>
#include <string.h>

typedef struct {
  struct csv_parser parser;
  char separator;
  CsvRowFunction on_row;
  void *data;
  size_t row_line;  /* where the row under way started */
  size_t row_bytes; /* what it has so far; 0: none is under way */
  GString *text;    /* its fields, a NUL after each */
  GArray *bytes;    /* size_t: the length of each */
  int stopped;      /* what on_row returned */
} Cutter;

static int is_never_space(unsigned char character) {
  (void)character;
  return 0; /* what a person entered is kept, spaces too */
}

static void cutter_start(Cutter *cutter) {
  if (csv_init(&cutter->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
    g_error("libcsv could not be set up"); /* it takes no memory yet; can't happen */
  }
  csv_set_delim(&cutter->parser, (unsigned char)cutter->separator);
  csv_set_space_func(&cutter->parser, is_never_space);
  csv_set_blk_size(&cutter->parser, 4096);
  g_string_truncate(cutter->text, 0);
  g_array_set_size(cutter->bytes, 0);
  cutter->row_bytes = 0;
}

static void cutter_restart(Cutter *cutter) {
  csv_free(&cutter->parser);
  cutter_start(cutter);
}

static void report_problem(Cutter *cutter, const char *problem) {
  CsvRow row = {.line = cutter->row_line, .problem = problem};
  cutter->stopped = cutter->on_row(&row, cutter->data);
}

static void on_field_end(void *field, size_t bytes, void *data) {
  Cutter *cutter = data;
  g_string_append_len(cutter->text, field, (gssize)bytes);
  g_string_append_c(cutter->text, '\0');
  g_array_append_val(cutter->bytes, bytes);
}

static void on_row_end(int terminator, void *data) {
  Cutter *cutter = data;
  (void)terminator;
  if (cutter->stopped != 0) {
    return;
  }
  size_t count = cutter->bytes->len;
  g_autofree const char **fields = g_new(const char *, count);
  const size_t *bytes = (const size_t *)(void *)cutter->bytes->data;
  const char *at = cutter->text->str;
  for (size_t i = 0; i < count; i++) {
    fields[i] = at;
    at += bytes[i] + 1;
  }
  CsvRow row = {.line = cutter->row_line, .count = count, .fields = fields, .bytes = bytes};
  cutter->stopped = cutter->on_row(&row, cutter->data);
  g_string_truncate(cutter->text, 0);
  g_array_set_size(cutter->bytes, 0);
  cutter->row_bytes = 0;
}

/* The end of the physical line that starts at `line`: past its LF, CR LF or CR. */
static const char *line_end(const char *line, const char *end) {
  for (const char *at = line; at < end; at++) {
    if (*at == '\n') {
      return at + 1;
    }
    if (*at == '\r') {
      return at + 1 < end && at[1] == '\n' ? at + 2 : at + 1;
    }
  }
  return end;
}

static bool is_blank(const char *line, const char *end) {
  return line < end && (*line == '\n' || *line == '\r');
}

static void cut_line(Cutter *cutter, const char *line, const char *end, size_t row_bytes_max) {
  size_t bytes = (size_t)(end - line);
  bool underway = cutter->row_bytes > 0;
  cutter->row_bytes += bytes;
  if (csv_parse(&cutter->parser, line, bytes, on_field_end, on_row_end, cutter) != bytes) {
    report_problem(cutter,
                   underway || memchr(line, '"', bytes) == NULL
                       ? N_("the quote that opens in this row is not closed as it should be")
                       : N_("a quote stands where none may: a field with quotes in it is quoted itself, its quotes "
                            "doubled"));
    cutter_restart(cutter);
  } else if (cutter->row_bytes > row_bytes_max) {
    report_problem(cutter, N_("a row of more than 1 MiB; is a quote not closed?"));
    cutter_restart(cutter);
  }
}

void csv_rows_each(const char *bytes, size_t length, char separator, size_t row_bytes_max, CsvRowFunction on_row,
                   void *data) {
  Cutter cutter = {.separator = separator, .on_row = on_row, .data = data};
  cutter.text = g_string_new(NULL);
  cutter.bytes = g_array_new(FALSE, FALSE, sizeof(size_t));
  cutter_start(&cutter);
  const char *end = bytes + length;
  size_t number = 1;
  for (const char *line = bytes; line < end && cutter.stopped == 0; number++) {
    const char *next = line_end(line, end);
    if (cutter.row_bytes == 0) {
      cutter.row_line = number;
    }
    if (cutter.row_bytes > 0 || !is_blank(line, next)) {
      cut_line(&cutter, line, next, row_bytes_max);
    }
    line = next;
  }
  if (cutter.stopped == 0 && csv_fini(&cutter.parser, on_field_end, on_row_end, &cutter) != 0) {
    report_problem(&cutter, N_("the quote that opens in this row is never closed"));
  }
  csv_free(&cutter.parser);
  g_string_free(cutter.text, TRUE);
  g_array_free(cutter.bytes, TRUE);
}
