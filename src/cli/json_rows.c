/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON Lines cut into rows. They are gone through twice: for the names of the columns, and for the rows. */
#include "json_rows.h"

#include <glib/gi18n.h>
#include <jansson.h>
#include <string.h>

typedef struct {
  size_t row_bytes_max;
  size_t columns_max;
  CsvRowFunction on_row;
  void *data;
  GPtrArray *names;   /* char *, of the columns */
  GHashTable *places; /* of a name in names, plus one */
  GString *text;      /* the fields of the row, a NUL after each */
  GArray *starts;     /* size_t: where each field begins in it */
  GArray *bytes;      /* size_t: the length of each */
} Cutter;

/* Takes one line; anything but 0 ends the pass. */
typedef int (*LineFunction)(Cutter *cutter, const char *line, size_t length, size_t number);

static bool is_space(char character) {
  return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

bool json_rows_begin(const char *bytes, size_t length) {
  size_t at = 0;
  while (at < length && is_space(bytes[at]))
    at++;
  return at < length && bytes[at] == '{';
}

/* what: why NULL was returned; NULL where nobody asks. */
static json_t *read_line(const Cutter *cutter, const char *line, size_t length, json_error_t *what) {
  return length <= cutter->row_bytes_max ? json_loadb(line, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, what)
                                         : NULL;
}

static const char *problem_words(const json_error_t *what) {
  switch (json_error_code(what)) {
  case json_error_duplicate_key: return N_("a member of the object is there twice");
  case json_error_null_character: return N_("a text holds the character \\u0000, which no field may");
  case json_error_numeric_overflow: return N_("a number is too large");
  case json_error_invalid_utf8: return N_("the line is not UTF-8");
  default: return N_("this is not JSON: expected one whole object on the line");
  }
}

static int name_columns(Cutter *cutter, const char *line, size_t length, size_t number) {
  (void)number;
  json_t *object = read_line(cutter, line, length, NULL);
  const char *name = NULL;
  json_t *value = NULL;
  json_object_foreach(object, name, value) {
    if (g_hash_table_contains(cutter->places, name))
      continue;
    char *kept = g_strdup(name);
    g_ptr_array_add(cutter->names, kept);
    g_hash_table_insert(cutter->places, kept, GUINT_TO_POINTER(cutter->names->len));
  }
  json_decref(object);
  return cutter->names->len > cutter->columns_max;
}

/* A value as a file of texts would have it; NULL where it is a list or an object. Free. */
static char *field_text(const json_t *value) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (json_is_string(value))
    return g_strdup(json_string_value(value));
  if (json_is_integer(value))
    return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
  if (json_is_real(value)) { /* as short as it was written, where that is the same number */
    g_ascii_formatd(text, sizeof text, "%.15g", json_real_value(value));
    if (g_ascii_strtod(text, NULL) != json_real_value(value))
      g_ascii_dtostr(text, sizeof text, json_real_value(value));
    return g_strdup(text);
  }
  if (json_is_boolean(value))
    return g_strdup(json_is_true(value) ? "true" : "false");
  return value == NULL || json_is_null(value) ? g_strdup("") : NULL;
}

static bool take_fields(Cutter *cutter, const json_t *object) {
  g_string_truncate(cutter->text, 0);
  g_array_set_size(cutter->starts, 0);
  g_array_set_size(cutter->bytes, 0);
  for (guint column = 0; column < cutter->names->len; column++) {
    g_autofree char *field = field_text(json_object_get(object, g_ptr_array_index(cutter->names, column)));
    if (field == NULL)
      return false;
    size_t start = cutter->text->len;
    size_t bytes = strlen(field);
    g_array_append_val(cutter->starts, start);
    g_array_append_val(cutter->bytes, bytes);
    g_string_append_len(cutter->text, field, (gssize)bytes + 1);
  }
  return true;
}

static int give_problem(const Cutter *cutter, size_t number, const char *problem) {
  CsvRow row = {.line = number, .problem = problem};
  return cutter->on_row(&row, cutter->data);
}

static int give_row(Cutter *cutter, const char *line, size_t length, size_t number) {
  json_error_t what = {0};
  json_t *object = read_line(cutter, line, length, &what);
  bool is_json = object != NULL;
  bool is_object = json_is_object(object);
  bool is_flat = is_object && take_fields(cutter, object);
  json_decref(object);
  if (length > cutter->row_bytes_max)
    return give_problem(cutter, number, N_("a line of more than 1 MiB"));
  if (!is_json)
    return give_problem(cutter, number, problem_words(&what));
  if (!is_flat)
    return give_problem(cutter, number,
                        is_object ? N_("a list or an object stands where a text or a number belongs")
                                  : N_("expected an object, {\"column\": value, …}, and found another value"));
  size_t count = cutter->names->len;
  g_autofree const char **fields = g_new(const char *, count);
  for (size_t column = 0; column < count; column++)
    fields[column] = cutter->text->str + g_array_index(cutter->starts, size_t, column);
  CsvRow row = {.line = number, .count = count, .fields = fields, .bytes = (const size_t *)(void *)cutter->bytes->data};
  return cutter->on_row(&row, cutter->data);
}

static int give_header(const Cutter *cutter) {
  size_t count = cutter->names->len;
  g_autofree const char **fields = g_new(const char *, count);
  g_autofree size_t *bytes = g_new(size_t, count);
  for (size_t column = 0; column < count; column++) {
    fields[column] = g_ptr_array_index(cutter->names, column);
    bytes[column] = strlen(fields[column]);
  }
  CsvRow row = {.line = 1, .count = count, .fields = fields, .bytes = bytes};
  return cutter->on_row(&row, cutter->data);
}

/* Each line that is not blank, with its number. */
static int each_line(Cutter *cutter, const char *bytes, size_t length, LineFunction on_line) {
  const char *end = bytes + length;
  size_t number = 1;
  for (const char *line = bytes; line < end; number++) {
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    const char *next = newline != NULL ? newline + 1 : end;
    const char *word = line;
    while (word < next && is_space(*word))
      word++;
    int stopped = word < next ? on_line(cutter, line, (size_t)(next - line), number) : 0;
    if (stopped != 0)
      return stopped;
    line = next;
  }
  return 0;
}

void json_rows_each(const char *bytes, size_t length, size_t row_bytes_max, size_t columns_max, CsvRowFunction on_row,
                    void *data) {
  Cutter cutter = {.row_bytes_max = row_bytes_max, .columns_max = columns_max, .on_row = on_row, .data = data};
  cutter.names = g_ptr_array_new_with_free_func(g_free);
  cutter.places = g_hash_table_new(g_str_hash, g_str_equal);
  cutter.text = g_string_new(NULL);
  cutter.starts = g_array_new(FALSE, FALSE, sizeof(size_t));
  cutter.bytes = g_array_new(FALSE, FALSE, sizeof(size_t));
  bool too_many = each_line(&cutter, bytes, length, name_columns) != 0;
  if (give_header(&cutter) == 0 && !too_many)
    each_line(&cutter, bytes, length, give_row);
  g_hash_table_unref(cutter.places);
  g_ptr_array_unref(cutter.names);
  g_string_free(cutter.text, TRUE);
  g_array_free(cutter.starts, TRUE);
  g_array_free(cutter.bytes, TRUE);
}
