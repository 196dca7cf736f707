/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* written.c: from columns to JSON text. */
#include "written.h"

#include "record/field_text.h"
#include "shut.h"

#include <string.h>

#define COLUMNS_MAX 48
#define KEY_BYTES 48 /* a column's name with quotes, comma and colon */
#define NUMBER_BYTES 24

/* ---- Values ----------------------------------------------------------------------------------------------------- */

/* g_string_append_len, where there is room without a call. */
static inline void put(GString *text, const char *bytes, size_t length) {
  if (text->len + length >= text->allocated_len) {
    g_string_append_len(text, bytes, (gssize)length);
    return;
  }
  memcpy(text->str + text->len, bytes, length);
  text->len += length;
  text->str[text->len] = '\0';
}

void written_integer(GString *text, int64_t value) {
  char digits[NUMBER_BYTES];
  char *at = digits + sizeof digits;
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do
    *--at = (char)('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (value < 0)
    *--at = '-';
  put(text, at, (size_t)(digits + sizeof digits - at));
}

static void write_escape(GString *text, unsigned char byte) {
  static const char shorts[] = {
      ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\'};
  if (byte < sizeof shorts && shorts[byte] != '\0') {
    g_string_append_c(text, '\\');
    g_string_append_c(text, shorts[byte]);
  } else {
    g_string_append_printf(text, "\\u%04X", byte);
  }
}

/* False where it is not valid UTF-8, which what comes from people always is. */
static bool write_text(GString *text, const char *string, size_t length) {
  size_t begin = 0;
  unsigned char all = 0;
  put(text, "\"", 1);
  for (size_t at = 0; at < length; at++) {
    unsigned char byte = (unsigned char)string[at];
    all |= byte;
    if (byte >= ' ' && byte != '"' && byte != '\\')
      continue;
    put(text, string + begin, at - begin);
    write_escape(text, byte);
    begin = at + 1;
  }
  put(text, string + begin, length - begin);
  put(text, "\"", 1);
  return all < 0x80 || g_utf8_validate_len(string, length, NULL);
}

void written_string(GString *text, const char *string) {
  write_text(text, string, strlen(string));
}

static int append(const char *bytes, size_t length, void *text) {
  g_string_append_len(text, bytes, (gssize)length);
  return 0;
}

void written_value(GString *text, const json_t *value) {
  json_dump_callback(value, append, text, JSON_COMPACT | JSON_ENCODE_ANY);
}

void written_member(ViewRun *run, const char *name) {
  g_string_append_c(run->written, ',');
  written_string(run->written, name);
  g_string_append_c(run->written, ':');
}

static void write_time(ViewRun *run, int64_t at_ms) {
  char spelt[RECORD_TEXT_TIME_BYTES + 2] = "\"";
  record_text_write_time(at_ms, spelt + 1);
  spelt[RECORD_TEXT_TIME_BYTES] = '"'; /* in the place of its end */
  put(run->written, spelt, RECORD_TEXT_TIME_BYTES + 1);
  if (at_ms > run->now_ms)
    run->until_ms = MIN(run->until_ms, at_ms);
}

/* ---- Columns ---------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *name; /* the statement's */
  char key[KEY_BYTES];
  unsigned key_length;
  bool is_truth;
  bool is_time;
  bool is_document;
  ViewShutColumn shut;
} Column;

/* Of advice what a partner may not read stays away; of advice that may be shut, what tells of it too. */
typedef enum { ROWS_PLAIN, ROWS_OF_ADVICE, ROWS_TO_SHUT } RowsKind;

typedef struct {
  ViewRun *run;
  StoreStatement *statement;
  int count;
  int entry; /* the place of the column of that name; -1: none */
  Column columns[COLUMNS_MAX];
  ViewShutCase shut; /* where they are rows of advice */
  RowsKind kind;
} Rows;

static void describe_column(Rows *rows, int place) {
  Column *column = &rows->columns[place];
  const char *name = store_column_name(rows->statement, place);
  size_t length = strlen(name);
  g_assert(length + sizeof ",\"\":" <= KEY_BYTES);
  column->name = name;
  column->is_truth = g_str_has_prefix(name, "is_") || g_str_has_prefix(name, "has_") || g_str_has_prefix(name, "may_");
  column->is_time = g_str_has_suffix(name, "_ms");
  column->is_document = strcmp(name, "document") == 0;
  /* Where nothing may be shut, only a partner has something kept from them. */
  bool all = rows->kind == ROWS_PLAIN || (rows->kind == ROWS_OF_ADVICE && !rows->shut.is_of_partner);
  column->shut = all ? VIEW_SHUT_NEVER : view_shut_column(&rows->shut, name, place);
  length -= column->is_time ? strlen("_ms") : 0;
  column->key[0] = ',';
  column->key[1] = '"';
  memcpy(column->key + 2, name, length);
  memcpy(column->key + 2 + length, "\":", 2);
  column->key_length = (unsigned)length + 4;
  if (strcmp(name, "entry") == 0)
    rows->entry = place;
}

static void describe(Rows *rows) {
  rows->count = store_column_count(rows->statement);
  rows->entry = -1;
  g_assert(rows->count <= COLUMNS_MAX);
  for (int place = 0; place < rows->count; place++)
    describe_column(rows, place);
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

static bool write_column(Rows *rows, const Column *column, const StoreValue *value, GError **error) {
  GString *text = rows->run->written;
  bool ok = true;
  put(text, column->key, column->key_length);
  if (value->type == STORE_VALUE_INTEGER && column->is_truth)
    g_string_append(text, value->integer != 0 ? "true" : "false");
  else if (value->type == STORE_VALUE_INTEGER && column->is_time)
    write_time(rows->run, value->integer);
  else if (value->type == STORE_VALUE_INTEGER)
    written_integer(text, value->integer);
  else if (value->type == STORE_VALUE_BYTES && column->is_document)
    put(text, value->bytes, value->length); /* as the store wrote it, compact and valid */
  else
    ok = write_text(text, value->bytes, value->length);
  if (!ok)
    g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT, "what is stored as %s can't be read", column->name);
  return ok;
}

/* The columns of the row that the statement is at, each after a comma. */
static bool write_columns(Rows *rows, GError **error) {
  bool is_shut = rows->kind == ROWS_TO_SHUT && view_shut_is_owed(&rows->shut, rows->run, rows->statement);
  for (int place = 0; place < rows->count; place++) {
    const Column *column = &rows->columns[place];
    StoreValue value;
    if (column->shut == VIEW_SHUT_ALWAYS || (column->shut == VIEW_SHUT_WHILE_OWED && is_shut))
      continue;
    store_column_value(rows->statement, place, &value);
    if (value.type != STORE_VALUE_NULL && !write_column(rows, column, &value, error))
      return false;
  }
  if (is_shut)
    g_string_append(rows->run->written, ",\"is_shut\":true");
  return true;
}

static bool write_row(Rows *rows, GError **error) {
  GString *text = rows->run->written;
  size_t begin = text->len;
  if (!write_columns(rows, error))
    return false;
  if (text->len > begin)
    text->str[begin] = '{'; /* in the place of the first comma */
  else
    g_string_append_c(text, '{');
  put(text, "}", 1);
  return true;
}

static void bind_json(StoreStatement *statement, int place, const json_t *value) {
  if (json_is_string(value))
    store_bind_text_at(statement, place, json_string_value(value), json_string_length(value));
  else if (json_is_integer(value))
    store_bind_integer_at(statement, place, json_integer_value(value));
  else if (json_is_boolean(value))
    store_bind_integer_at(statement, place, json_is_true(value));
}

StoreStatement *written_statement(const ViewRun *run, StoreWorkspaceStatement name, const char *id, size_t most,
                                  GError **error) {
  StoreStatement *statement = store_statement(run->transaction, name, error);
  const char *parameter = NULL;
  for (int place = 0; statement != NULL && (parameter = store_statement_parameter(statement, place)) != NULL; place++) {
    if (strcmp(parameter, "workspace_id") == 0 || g_str_has_prefix(parameter, "scope_"))
      continue; /* the store's */
    if (strcmp(parameter, "id") == 0 && id != NULL)
      store_bind_text_at(statement, place, id, strlen(id));
    else if (strcmp(parameter, "now_ms") == 0)
      store_bind_integer_at(statement, place, run->now_ms);
    else if (strcmp(parameter, "most") == 0)
      store_bind_integer_at(statement, place, (int64_t)most);
    else
      bind_json(statement, place, json_object_get(run->parameters, parameter));
  }
  return statement;
}

static bool write_rows(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *id, size_t most,
                       RowsKind kind, int64_t *last_entry, GError **error) {
  g_autoptr(StoreStatement) statement = written_statement(run, name, id, most + 1, error);
  if (statement == NULL)
    return false;
  Rows rows = {.run = run, .statement = statement, .kind = kind};
  view_shut_begin(&rows.shut, run);
  size_t count = 0;
  bool row = false;
  bool ok = store_statement_step(statement, &row, error);
  written_member(run, member);
  g_string_append_c(run->written, '[');
  for (; ok && row && count < most; ok = store_statement_step(statement, &row, error)) {
    if (count++ == 0)
      describe(&rows);
    else
      g_string_append_c(run->written, ',');
    if (!write_row(&rows, error))
      return false;
    if (last_entry != NULL && rows.entry >= 0 && count == most)
      *last_entry = store_column_integer(statement, rows.entry);
  }
  g_string_append_c(run->written, ']');
  if (ok && row)
    view_say_more(run, member);
  return ok;
}

bool written_rows(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *id, size_t most,
                  GError **error) {
  return write_rows(run, member, name, id, most, ROWS_PLAIN, NULL, error);
}

bool written_advice(ViewRun *run, const char *member, StoreWorkspaceStatement name, StoreWorkspaceStatement unsealed,
                    const char *id, size_t most, int64_t *last_entry, GError **error) {
  bool may_be_shut = false;
  *last_entry = 0;
  return view_shut_may_be(run, &may_be_shut, error) &&
         write_rows(run, member, may_be_shut ? name : unsealed, id, most, may_be_shut ? ROWS_TO_SHUT : ROWS_OF_ADVICE,
                    last_entry, error);
}

static bool write_first(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *id, bool *found,
                        GError **error) {
  g_autoptr(StoreStatement) statement = written_statement(run, name, id, 1, error);
  *found = false;
  if (statement == NULL || !store_statement_step(statement, found, error))
    return false;
  Rows rows = {.run = run, .statement = statement};
  if (*found)
    describe(&rows);
  if (member == NULL)
    return !*found || write_columns(&rows, error);
  if (*found)
    written_member(run, member);
  return !*found || write_row(&rows, error);
}

bool written_members(ViewRun *run, StoreWorkspaceStatement name, const char *id, GError **error) {
  bool found = false;
  return write_first(run, NULL, name, id, &found, error);
}

bool written_required(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *parameter,
                      GError **error) {
  bool found = false;
  const char *id = view_text(run->parameters, parameter);
  if (!write_first(run, member, name, id, &found, error))
    return false;
  return found || view_refuse_thing(run, parameter);
}
