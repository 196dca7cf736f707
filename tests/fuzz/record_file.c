/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whatever bytes a record file holds: it is taken whole, or refused with at least one problem; and a file that was
 * taken is taken again, row for row and field for field, when it is written out. */
#include "cli/record_file.h"
#include "cli/csv_write.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length);

static void require(bool holds) {
  if (!holds) {
    abort();
  }
}

static void write_and_read(const RecordFile *file, RecordPurpose purpose) {
  g_autoptr(GString) text = g_string_new(NULL);
  csv_write_header(text, file, NULL, 0);
  for (size_t i = 0; i < record_file_row_count(file); i++) {
    csv_write_row(text, file, record_file_row(file, i), NULL, 0);
  }
  g_auto(RecordProblems) problems;
  record_problems_init(&problems);
  g_autoptr(RecordFile) again = record_file_parse("again", text->str, text->len, purpose, &problems);
  if (again == NULL || again->separator != file->separator) {
    return; /* with quotes gone or added, another separator can outnumber the first: not the same file */
  }
  require(record_file_row_count(again) == record_file_row_count(file));
  for (size_t i = 0; i < record_file_row_count(file); i++) {
    for (guint column = 0; column < file->columns->len; column++) {
      require(strcmp(record_file_row(file, i)->fields[column], record_file_row(again, i)->fields[column]) == 0);
    }
  }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  for (RecordPurpose purpose = RECORD_LEARN; purpose <= RECORD_NEW; purpose++) {
    g_auto(RecordProblems) problems;
    record_problems_init(&problems);
    g_autoptr(RecordFile) file = record_file_parse("input", (const char *)bytes, length, purpose, &problems);
    require((file == NULL) == (problems.count > 0));
    require(problems.texts->len <= RECORD_PROBLEMS_MAX);
    if (file != NULL) {
      write_and_read(file, purpose);
    }
  }
  return 0;
}
