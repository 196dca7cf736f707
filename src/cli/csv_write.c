/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A record's rows written out again, in the dialect in which they came. */
#include "csv_write.h"

#include "words/words.h"

#include <string.h>

static void append_field(GString *text, const char *field, char separator) {
  size_t length = strlen(field);
  bool spaced = length > 0 && (field[0] == ' ' || field[length - 1] == ' ');
  if (!spaced && strpbrk(field, "\"\r\n") == NULL && strchr(field, separator) == NULL) {
    g_string_append_len(text, field, (gssize)length);
    return;
  }
  g_string_append_c(text, '"');
  for (const char *at = field; *at != '\0'; at++) {
    if (*at == '"') {
      g_string_append_c(text, '"');
    }
    g_string_append_c(text, *at);
  }
  g_string_append_c(text, '"');
}

static void append_line(GString *text, const RecordFile *file, const char *const *kept, const char *const *added,
                        size_t count) {
  for (guint i = 0; i < file->columns->len; i++) {
    if (i > 0) {
      g_string_append_c(text, file->separator);
    }
    append_field(text, kept[i], file->separator);
  }
  for (size_t i = 0; i < count; i++) {
    g_string_append_c(text, file->separator);
    append_field(text, added[i], file->separator);
  }
  g_string_append(text, file->crlf ? "\r\n" : "\n");
}

void csv_write_header(GString *text, const RecordFile *file, const char *const *added, size_t count) {
  if (file->byte_order_mark) {
    g_string_append(text, "\xEF\xBB\xBF");
  }
  if (file->separator_line) {
    g_string_append_printf(text, "sep=%c%s", file->separator, file->crlf ? "\r\n" : "\n");
  }
  append_line(text, file, (const char *const *)file->columns->pdata, added, count);
}

void csv_write_row(GString *text, const RecordFile *file, const RecordRow *row, char *const *added, size_t count) {
  append_line(text, file, row->fields, (const char *const *)added, count);
}

char *csv_write_number(const RecordFile *file, double number) {
  char *written = words_number(number, 6);
  if (file->decimal_comma) {
    g_strdelimit(written, ".", ',');
  }
  return written;
}
