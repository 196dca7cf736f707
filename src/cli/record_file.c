/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A record read from a file, CSV or JSON Lines: which columns there are, what each may hold, and what is wrong where. */
#include "record_file.h"

#include "csv_rows.h"
#include "json_rows.h"
#include "record_columns.h"

#include "words/words.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#define FOUND_CHARACTERS_MAX 40
#define TEN_THOUSANDTHS 10000

/* A file is no text where more than one in sixteen of its first bytes are control characters: a stray one in a field is
 * reported with its place, and compressed or compiled files have more than twice as many. */
#define BINARY_BYTES 4096
#define BINARY_SHARE 16

typedef struct {
  RecordFile *file;
  RecordPurpose purpose;
  RecordProblems *problems;
  bool has_header;
  bool header_is_right;
  size_t rows;                  /* below the header, empty ones not counted */
  const RecordColumn **columns; /* per column of the file; NULL: not ours */
  ColumnReader fields;
  GHashTable *options; /* as they stand: as they are compared, in the file's text */
} Reader;

/* ---- Problems -------------------------------------------------------------------------------------------------- */

void record_problems_init(RecordProblems *problems) {
  *problems = (RecordProblems){.texts = g_ptr_array_new_with_free_func(g_free),
                               .more = g_array_new(FALSE, FALSE, sizeof(size_t))};
}

void record_problems_clear(RecordProblems *problems) {
  g_clear_pointer(&problems->texts, g_ptr_array_unref);
  g_clear_pointer(&problems->more, g_array_unref);
  g_clear_pointer(&problems->summary, g_free);
}

/* line: 0 of the file as a whole. */
static void add_problem(RecordProblems *problems, int exit_status, size_t line, char *text) {
  problems->count++;
  if (problems->exit_status == 0) {
    problems->exit_status = exit_status;
  }
  if (problems->texts->len < RECORD_PROBLEMS_MAX) {
    g_ptr_array_add(problems->texts, text);
  } else {
    g_array_append_val(problems->more, line);
    g_free(text);
  }
}

static int compare_lines(const void *left, const void *right) {
  const size_t *first = left;
  const size_t *second = right;
  return (*first > *second) - (*first < *second);
}

void record_lines_print(GArray *lines) {
  if (lines->len == 0)
    return;
  g_array_sort(lines, compare_lines);
  fprintf(stderr, ngettext("… and %u more line like these:", "… and %u more lines like these:", lines->len),
          lines->len);
  for (guint first = 0, last = 0; first < lines->len; first = last + 1) {
    size_t begin = g_array_index(lines, size_t, first);
    for (last = first; last + 1 < lines->len && g_array_index(lines, size_t, last + 1) <= begin + (last + 1 - first);)
      last++;
    size_t end = g_array_index(lines, size_t, last);
    fprintf(stderr, "%s %zu", first > 0 ? "," : "", begin);
    if (end > begin)
      fprintf(stderr, _(" to %zu"), end);
  }
  fprintf(stderr, "\n");
}

void record_problems_print(const RecordProblems *problems) {
  for (guint i = 0; i < problems->texts->len; i++) {
    fprintf(stderr, "%s\n", (const char *)g_ptr_array_index(problems->texts, i));
  }
  record_lines_print(problems->more);
  if (problems->summary != NULL) {
    fprintf(stderr, "%s\n", problems->summary);
  }
}

/* What stands in a field, quoted and short enough for a message; bytes that are no text are shown as \xHH. */
static char *describe_field(const char *field, size_t bytes) {
  if (bytes == 0) {
    return g_strdup(_("nothing"));
  }
  GString *shown = g_string_new("\"");
  const char *end = field + bytes;
  size_t characters = 0;
  while (field < end && characters++ < FOUND_CHARACTERS_MAX) {
    gunichar character = g_utf8_get_char_validated(field, end - field);
    if (character == (gunichar)-1 || character == (gunichar)-2 || g_unichar_iscntrl(character)) {
      g_string_append_printf(shown, "\\x%02X", (unsigned char)*field++);
    } else {
      g_string_append_unichar(shown, character);
      field = g_utf8_next_char(field);
    }
  }
  g_string_append(shown, field < end ? "…\"" : "\"");
  return g_string_free(shown, FALSE);
}

static void add_field_problem(Reader *reader, const CsvRow *row, size_t column, const char *expected) {
  g_autofree char *found = describe_field(row->fields[column], row->bytes[column]);
  g_autofree char *hint = g_steal_pointer(&reader->fields.hint);
  g_autofree char *problem = hint == NULL ? g_strdup_printf(_("expected %s, found %s"), expected, found)
                                          : g_strdup_printf(_("expected %s, found %s (%s)"), expected, found, hint);
  const char *name = g_ptr_array_index(reader->file->columns, column);
  add_problem(reader->problems, EX_DATAERR, row->line,
              reader->file->json_lines
                  ? g_strdup_printf("%s:%zu (%s): %s", reader->file->name, row->line, name, problem)
                  : g_strdup_printf("%s:%zu:%zu (%s): %s", reader->file->name, row->line, column + 1, name, problem));
}

static void G_GNUC_PRINTF(3, 4) add_row_problem(Reader *reader, size_t line, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *problem = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  add_problem(reader->problems, EX_DATAERR, line, g_strdup_printf("%s:%zu: %s", reader->file->name, line, problem));
}

/* ---- The header ------------------------------------------------------------------------------------------------ */

bool record_file_has_column(const RecordFile *file, const char *column) {
  for (guint i = 0; i < file->columns->len; i++) {
    g_autofree char *plain = record_column_plain_name(g_ptr_array_index(file->columns, i));
    if (strcmp(plain, column) == 0) {
      return true;
    }
  }
  return false;
}

static void check_header_names(Reader *reader, const CsvRow *row) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (size_t i = 0; i < row->count; i++) {
    g_autofree char *plain = record_column_plain_name(row->fields[i]);
    if (*plain == '\0') {
      continue; /* spreadsheets leave nameless columns at the right */
    }
    gpointer first;
    if (g_hash_table_lookup_extended(seen, plain, NULL, &first)) {
      g_autofree char *expected =
          g_strdup_printf(_("every column once (it is column %zu already)"), (size_t)GPOINTER_TO_SIZE(first));
      add_field_problem(reader, row, i, expected);
      return;
    }
    g_hash_table_insert(seen, g_steal_pointer(&plain), GSIZE_TO_POINTER(i + 1));
  }
}

static char *join_columns(const RecordFile *file) {
  GString *joined = g_string_new(NULL);
  for (guint i = 0; i < file->columns->len; i++) {
    g_string_append_printf(joined, "%s%s", i == 0 ? "" : ", ", (const char *)g_ptr_array_index(file->columns, i));
  }
  return g_string_free(joined, FALSE);
}

static void check_header_complete(Reader *reader, const CsvRow *row) {
  static const char *const required[] = {"brief", "partner", "at"};
  for (size_t i = 0; i < G_N_ELEMENTS(required); i++) {
    if (!record_file_has_column(reader->file, required[i])) {
      g_autofree char *found = join_columns(reader->file);
      if (reader->file->json_lines)
        add_row_problem(reader, row->line,
                        _("expected a member named \"%s\" in every line, found the members: %s (a record needs brief, "
                          "partner, at, and outcome or advice_outcome)"),
                        required[i], found);
      else
        add_row_problem(reader, row->line,
                        _("expected a column named \"%s\", found the columns: %s (the first line names the columns; a "
                          "record needs brief, partner, at, and outcome or advice_outcome)"),
                        required[i], found);
      return;
    }
  }
  if (reader->purpose != RECORD_NEW && !record_file_has_column(reader->file, "outcome") &&
      !record_file_has_column(reader->file, "advice_outcome")) {
    add_row_problem(reader, row->line,
                    _("expected a column named \"outcome\" or \"advice_outcome\": there is nothing to learn from"));
  }
}

static int take_header(Reader *reader, const CsvRow *row) {
  RecordFile *file = reader->file;
  reader->has_header = true;
  if (row->count > RECORD_COLUMNS_MAX) {
    add_row_problem(reader, row->line, _("expected at most %d columns, found %zu"), RECORD_COLUMNS_MAX, row->count);
    return 1;
  }
  for (size_t i = 0; i < row->count; i++) {
    bool is_text = g_utf8_validate_len(row->fields[i], row->bytes[i], NULL);
    g_ptr_array_add(file->columns, is_text ? g_strdup(row->fields[i]) : g_strdup("?"));
    if (!is_text || row->bytes[i] > BELLWETHER_TEXT_BYTES_MAX) {
      add_field_problem(reader, row, i, _("a column name of at most 4,096 bytes of UTF-8"));
      return 1;
    }
  }
  check_header_names(reader, row);
  if (reader->problems->count == 0) {
    check_header_complete(reader, row);
  }
  reader->columns = g_new0(const RecordColumn *, row->count);
  for (size_t i = 0; i < row->count; i++) {
    reader->columns[i] = record_column_find(row->fields[i]);
  }
  reader->header_is_right = reader->problems->count == 0;
  return !reader->header_is_right;
}

/* ---- The rows -------------------------------------------------------------------------------------------------- */

static bool is_empty_row(const CsvRow *row) {
  for (size_t i = 0; i < row->count; i++) {
    if (row->bytes[i] > 0) {
      return false;
    }
  }
  return true;
}

/* Whether a field is text within its bound; adds the problem where not. */
static bool check_field_text(Reader *reader, const CsvRow *row, size_t column) {
  size_t bytes = row->bytes[column];
  bool is_ours = reader->columns[column] != NULL;
  if (bytes > (is_ours ? BELLWETHER_TEXT_BYTES_MAX : RECORD_FIELD_BYTES_MAX)) {
    g_autofree char *expected = g_strdup_printf(
        _("at most %d bytes (this has %zu)"), is_ours ? BELLWETHER_TEXT_BYTES_MAX : (int)RECORD_FIELD_BYTES_MAX, bytes);
    add_field_problem(reader, row, column, expected);
    return false;
  }
  if (memchr(row->fields[column], '\0', bytes) != NULL) {
    add_field_problem(reader, row, column, _("text without NUL bytes"));
    return false;
  }
  if (!g_utf8_validate_len(row->fields[column], bytes, NULL)) {
    add_field_problem(reader, row, column, _("text in UTF-8 (save the file as \"CSV UTF-8\")"));
    return false;
  }
  return true;
}

static size_t index_of_column(const Reader *reader, const char *name) {
  size_t index = 0;
  while (reader->columns[index] == NULL || strcmp(reader->columns[index]->name, name) != 0) {
    index++; /* the callers know that it is there */
  }
  return index;
}

/*
 * Whether an outcome is the mean of what the client says and of what a partner could have said: in ten-thousandths, as
 * both are kept. A mean is rounded up, so that twice the mean may be one too much and never one too little.
 */
static bool is_mean(double outcome, float client) {
  if (isnan(outcome) || !(client >= 0.0F))
    return true;
  long long partner = 2 * llround(outcome * TEN_THOUSANDTHS) - llround((double)client * TEN_THOUSANDTHS);
  return partner >= 0 && partner <= TEN_THOUSANDTHS + 1;
}

/* What can be seen only of the row as a whole. */
static bool check_row(Reader *reader, const CsvRow *row, const RecordRow *record) {
  const BellwetherRow *advice = &record->advice;
  bool is_right = is_mean(advice->outcome, advice->client_outcome);
  if (!is_right || !is_mean(advice->advice_outcome, advice->client_advice_outcome)) {
    add_field_problem(reader, row, index_of_column(reader, is_right ? "client_advice_outcome" : "client_outcome"),
                      _("what the client says of an outcome that is the mean of both sides' words"));
    return false;
  }
  const RecordExtra *extra = &reader->fields.extra;
  if (extra->acted && advice->decision != BELLWETHER_DECISION_NONE) {
    add_field_problem(reader, row, index_of_column(reader, "acted"),
                      _("nothing where the client decided (column \"decision\")"));
    return false;
  }
  if (record->advice.outcome_at_ms != BELLWETHER_TIME_UNKNOWN && record->advice.outcome_at_ms < record->advice.at_ms) {
    add_field_problem(reader, row, index_of_column(reader, "outcome_at"),
                      _("a time that is not before the advice was given (column \"at\")"));
    return false;
  }
  return true;
}

/* What is kept of a field. Where nobody wants the fields, words are kept once for all rows and numbers not at all. */
static const char *keep_field(Reader *reader, const CsvRow *row, size_t column, RecordRow *record) {
  if (reader->purpose != RECORD_ENTER)
    return record->fields[column] =
               g_string_chunk_insert_len(reader->file->text, row->fields[column], (gssize)row->bytes[column]);
  bool is_text = reader->columns[column] != NULL && reader->columns[column]->is_text;
  return is_text ? g_string_chunk_insert_const(reader->file->text, row->fields[column]) : row->fields[column];
}

static bool read_row(Reader *reader, const CsvRow *row, RecordRow *record) {
  reader->fields.extra = (RecordExtra){.know_by_ms = BELLWETHER_TIME_UNKNOWN};
  for (size_t i = 0; i < row->count; i++) {
    if (!check_field_text(reader, row, i)) {
      return false;
    }
    const char *field = keep_field(reader, row, i, record);
    const RecordColumn *column = reader->columns[i];
    if (column == NULL || (column->is_told_late && reader->purpose == RECORD_NEW)) {
      continue;
    }
    const char *expected = column->read(&reader->fields, record, field);
    if (expected != NULL) {
      add_field_problem(reader, row, i, expected);
      return false;
    }
  }
  return check_row(reader, row, record);
}

/* The engine compares options to the letter: as the record does, it is given them folded. One that would be too long, or
 * nothing, stays as it stands. */
static const char *option_for_engine(Reader *reader, const char *option) {
  if (option == NULL)
    return NULL;
  const char *known = g_hash_table_lookup(reader->options, option);
  if (known != NULL)
    return known;
  g_autofree char *folded = words_folded(option);
  bool fits = *folded != '\0' && strlen(folded) <= BELLWETHER_TEXT_BYTES_MAX;
  const char *kept = fits ? g_string_chunk_insert_const(reader->file->text, folded) : option;
  g_hash_table_insert(reader->options, (gpointer)(uintptr_t)option, (gpointer)(uintptr_t)kept);
  return kept;
}

static void fold_options(Reader *reader, BellwetherRow *row) {
  row->advice = option_for_engine(reader, row->advice);
  row->own_view = option_for_engine(reader, row->own_view);
  row->chosen = option_for_engine(reader, row->chosen);
}

static void keep_extra(Reader *reader, RecordRow *record) {
  const RecordExtra *extra = &reader->fields.extra;
  if (!extra->acted && extra->know_by_ms == BELLWETHER_TIME_UNKNOWN)
    return;
  g_array_append_val(reader->file->extras, reader->fields.extra);
  record->extra = reader->file->extras->len;
}

static int take_row(const CsvRow *row, void *data) {
  Reader *reader = data;
  reader->rows += reader->has_header && (row->problem != NULL || !is_empty_row(row));
  if (row->problem != NULL) {
    add_row_problem(reader, row->line, "%s", _(row->problem));
    return !reader->has_header;
  }
  if (!reader->has_header && row->count == 2 && strcmp(row->fields[0], "sep=") == 0 && row->bytes[1] == 0) {
    reader->file->separator_line = true;
    return 0;
  }
  if (!reader->has_header) {
    return take_header(reader, row);
  }
  size_t columns = reader->file->columns->len;
  if (is_empty_row(row)) {
    return 0; /* what spreadsheets save below the last row */
  }
  if (row->count != columns) {
    add_row_problem(reader, row->line, _("expected %zu fields, as many as the header has, found %zu"), columns,
                    row->count);
    return 0;
  }
  if (reader->file->rows->len >= BELLWETHER_ROWS_MAX) {
    add_row_problem(reader, row->line, _("expected at most %d rows"), BELLWETHER_ROWS_MAX);
    return 1;
  }
  RecordRow record = {.line = (uint32_t)row->line, .workspace = ""};
  if (reader->purpose != RECORD_ENTER) {
    record.fields = g_new0(const char *, columns);
  }
  bellwether_row_init(&record.advice);
  if (read_row(reader, row, &record)) {
    if (reader->purpose != RECORD_ENTER) /* who enters them keeps the words */
      fold_options(reader, &record.advice);
    keep_extra(reader, &record);
    g_array_append_val(reader->file->rows, record);
  } else {
    g_free(record.fields);
  }
  return 0;
}

/* ---- The file -------------------------------------------------------------------------------------------------- */

/* The separator that the header line has most of, outside quotes. */
static char sniff_separator(const char *bytes, size_t length) {
  size_t commas = 0;
  size_t semicolons = 0;
  size_t tabs = 0;
  bool quoted = false;
  for (size_t i = 0; i < length && (quoted || (bytes[i] != '\n' && bytes[i] != '\r')); i++) {
    quoted ^= bytes[i] == '"';
    commas += !quoted && bytes[i] == ',';
    semicolons += !quoted && bytes[i] == ';';
    tabs += !quoted && bytes[i] == '\t';
  }
  if (semicolons > commas && semicolons >= tabs) {
    return ';';
  }
  return tabs > commas ? '\t' : ',';
}

/* What a person would see when they opened it in an editor: is this text at all? NULL, or what it seems to be. */
static const char *recognise_other(const char *bytes, size_t length) {
  if (length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
    return _("UTF-16 (save the file as \"CSV UTF-8\")");
  }
  if (length >= 4 && (memcmp(bytes, "PK\x03\x04", 4) == 0 || memcmp(bytes, "\xD0\xCF\x11\xE0", 4) == 0)) {
    return _("a spreadsheet's own format (save the file as \"CSV UTF-8\")");
  }
  size_t looked_at = MIN(length, (size_t)BINARY_BYTES);
  size_t controls = 0;
  for (size_t i = 0; i < looked_at; i++) {
    controls += g_ascii_iscntrl(bytes[i]) && !g_ascii_isspace(bytes[i]);
  }
  return controls > looked_at / BINARY_SHARE ? _("a file that is not text") : NULL;
}

static void clear_row(gpointer row) {
  g_free(((RecordRow *)row)->fields);
}

static RecordFile *record_file_new(const char *name) {
  RecordFile *file = g_new0(RecordFile, 1);
  file->name = g_strdup(name);
  file->columns = g_ptr_array_new_with_free_func(g_free);
  file->rows = g_array_new(FALSE, FALSE, sizeof(RecordRow));
  file->extras = g_array_new(FALSE, FALSE, sizeof(RecordExtra));
  g_array_set_clear_func(file->rows, clear_row);
  file->text = g_string_chunk_new(1 << 16);
  return file;
}

void record_file_free(RecordFile *file) {
  if (file == NULL) {
    return;
  }
  g_free(file->name);
  g_ptr_array_unref(file->columns);
  g_array_unref(file->rows);
  g_array_unref(file->extras);
  g_string_chunk_free(file->text);
  g_free(file);
}

static char *summarise(const char *name, size_t wrong, size_t rows) {
  if (rows == 1) {
    return g_strdup_printf(_("%s: its only line is wrong; nothing was taken from the file"), name);
  }
  return g_strdup_printf(ngettext("%s: %zu of %zu lines is wrong; nothing was taken from the file",
                                  "%s: %zu of %zu lines are wrong; nothing was taken from the file", wrong),
                         name, wrong, rows);
}

RecordFile *record_file_parse(const char *name, const char *bytes, size_t length, RecordPurpose purpose,
                              RecordProblems *problems) {
  g_autoptr(RecordFile) file = record_file_new(name);
  const char *other = recognise_other(bytes, length);
  if (other != NULL) {
    add_problem(problems, EX_DATAERR, 0, g_strdup_printf(_("%s:1: expected text in UTF-8, found %s"), name, other));
    return NULL;
  }
  if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
    file->byte_order_mark = true;
    bytes += 3;
    length -= 3;
  }
  const char *newline = memchr(bytes, '\n', length);
  file->crlf = newline != NULL && newline > bytes && newline[-1] == '\r';
  file->json_lines = json_rows_begin(bytes, length);
  file->separator = sniff_separator(bytes, length);
  if (file->json_lines)
    file->separator = ',';
  Reader reader = {.file = file, .purpose = purpose, .problems = problems, .fields = {.comma = file->separator != ','}};
  reader.options = g_hash_table_new(g_str_hash, g_str_equal);
  if (file->json_lines)
    json_rows_each(bytes, length, RECORD_ROW_BYTES_MAX, RECORD_COLUMNS_MAX, take_row, &reader);
  else
    csv_rows_each(bytes, length, file->separator, RECORD_ROW_BYTES_MAX, take_row, &reader);
  g_hash_table_unref(reader.options);
  g_free(reader.columns);
  /* spreadsheets part fields by semicolons where the comma is for decimals, though no number may show it */
  file->decimal_comma = reader.fields.comma_used || (file->separator == ';' && !reader.fields.point_used);
  if (reader.rows > 0 && problems->count > 0) {
    problems->summary = summarise(name, problems->count, reader.rows);
  }
  if (!reader.has_header && problems->count == 0) {
    add_problem(problems, EX_DATAERR, 0,
                g_strdup_printf(_("%s:1: expected a line with the names of the columns, found an "
                                  "empty file"),
                                name));
  }
  return problems->count == 0 || (purpose == RECORD_ENTER && reader.header_is_right) ? g_steal_pointer(&file) : NULL;
}

/* All of a stream; NULL where it can't be read (errno says why) or is too long (errno is EFBIG). */
GString *record_stream_read(FILE *stream, size_t bytes_max) {
  struct stat about;
  if (fstat(fileno(stream), &about) == 0 && S_ISREG(about.st_mode) && about.st_size > (off_t)bytes_max) {
    errno = EFBIG; /* seen before it has filled the memory */
    return NULL;
  }
  g_autoptr(GString) bytes = g_string_new(NULL);
  char block[1 << 16];
  for (size_t got; (got = fread(block, 1, sizeof block, stream)) > 0;) {
    if (bytes->len + got > bytes_max) {
      errno = EFBIG;
      return NULL;
    }
    g_string_append_len(bytes, block, (gssize)got);
  }
  return ferror(stream) ? NULL : g_steal_pointer(&bytes);
}

RecordFile *record_file_read(const char *path, RecordPurpose purpose, RecordProblems *problems) {
  bool is_standard_input = strcmp(path, "-") == 0;
  const char *name = is_standard_input ? _("standard input") : path;
  FILE *stream = is_standard_input ? stdin : fopen(path, "rb");
  if (stream == NULL) {
    add_problem(problems, EX_NOINPUT, 0, g_strdup_printf(_("%s: can't be opened: %s"), name, g_strerror(errno)));
    return NULL;
  }
  g_autoptr(GString) bytes = record_stream_read(stream, RECORD_FILE_BYTES_MAX);
  int error = errno;
  if (!is_standard_input) {
    fclose(stream); /* it was only read from: nothing can be lost */
  }
  if (bytes == NULL) {
    int status = error == EFBIG ? EX_DATAERR : error == EISDIR ? EX_NOINPUT : EX_IOERR;
    add_problem(problems, status, 0,
                error == EFBIG ? g_strdup_printf(_("%s: is longer than 1 GiB"), name)
                               : g_strdup_printf(_("%s: can't be read: %s"), name, g_strerror(error)));
    return NULL;
  }
  return record_file_parse(name, bytes->str, bytes->len, purpose, problems);
}
