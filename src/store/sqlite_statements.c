/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sqlite_statements.c: the driver's statements, prepared once and kept, their parameters, and the values of their rows. */
#include "sqlite.h"

#include <string.h>

void store_sqlite_statement_end(StoreStatement *statement) {
  if (statement == NULL)
    return;
  sqlite3_finalize(statement->prepared);
  g_strfreev(statement->parameters);
  g_free(statement);
}

/* The parameter's place, from 0; -1 where the statement has none of that name. */
static int find_parameter(const StoreStatement *statement, const char *name) {
  for (int index = 0; index < statement->parameter_count; index++) {
    if (strcmp(statement->parameters[index], name) == 0)
      return index;
  }
  return -1;
}

static void bind_scope_text(StoreStatement *statement, int index, const char *text) {
  if (index >= 0)
    store_bind_text_at(statement, index, text, strlen(text));
}

static void bind_scope(StoreStatement *statement, const StoreScope *scope) {
  bind_scope_text(statement, statement->workspace, store_scope_workspace(scope));
  bind_scope_text(statement, statement->person, store_scope_person(scope));
  bind_scope_text(statement, statement->engagements, store_scope_engagements(scope));
  if (statement->sees_all >= 0)
    store_bind_integer_at(statement, statement->sees_all, store_scope_sees_all(scope));
}

static StoreStatement *prepare_statement(StoreConnection *connection, const StoreStatementText *text, GError **error) {
  sqlite3_stmt *prepared = NULL;
  g_autofree char *expanded = store_words_expand(text->sql, store_sqlite_words);
  int result = sqlite3_prepare_v3(connection->database, expanded, -1, SQLITE_PREPARE_PERSISTENT, &prepared, NULL);
  if (result != SQLITE_OK) {
    store_sqlite_fail(connection->database, result, "preparing a statement", error);
    return NULL;
  }
  StoreStatement *statement = g_new0(StoreStatement, 1);
  *statement = (StoreStatement){.connection = connection,
                                .prepared = prepared,
                                .number = text->number,
                                .parameter_count = sqlite3_bind_parameter_count(prepared)};
  statement->parameters = g_new0(char *, (gsize)statement->parameter_count + 1);
  for (int index = 0; index < statement->parameter_count; index++)
    statement->parameters[index] = g_strdup(sqlite3_bind_parameter_name(prepared, index + 1) + 1);
  statement->workspace = find_parameter(statement, "workspace_id");
  statement->person = find_parameter(statement, "scope_person");
  statement->sees_all = find_parameter(statement, "scope_sees_all");
  statement->engagements = find_parameter(statement, "scope_engagements");
  return statement;
}

StoreStatement *store_connection_statement(StoreConnection *connection, const StoreScope *scope,
                                           const StoreStatementText *text, GError **error) {
  StoreStatement *statement = g_steal_pointer(&connection->statements[text->number]);
  if (statement == NULL)
    statement = prepare_statement(connection, text, error);
  if (statement != NULL && scope != NULL)
    bind_scope(statement, scope);
  return statement;
}

void store_statement_free(StoreStatement *statement) {
  if (statement == NULL)
    return;
  sqlite3_reset(statement->prepared);
  sqlite3_clear_bindings(statement->prepared);
  statement->bind_result = SQLITE_OK;
  StoreStatement **place = &statement->connection->statements[statement->number];
  if (*place == NULL)
    *place = statement;
  else /* the same statement was run inside itself */
    store_sqlite_statement_end(statement);
}

static int parameter(const StoreStatement *statement, const char *name) {
  int index = find_parameter(statement, name);
  if (index < 0)
    g_error("the statement has no parameter %s: %s", name, sqlite3_sql(statement->prepared));
  return index;
}

static void note_binding(StoreStatement *statement, int result) {
  if (statement->bind_result == SQLITE_OK)
    statement->bind_result = result;
}

void store_bind_integer_at(StoreStatement *statement, int index, int64_t value) {
  note_binding(statement, sqlite3_bind_int64(statement->prepared, index + 1, value));
}

void store_bind_text_at(StoreStatement *statement, int index, const char *text, size_t length) {
  note_binding(statement,
               sqlite3_bind_text64(statement->prepared, index + 1, text, length, SQLITE_STATIC, SQLITE_UTF8));
}

void store_bind_bytes_at(StoreStatement *statement, int index, const void *bytes, size_t length) {
  /* A null pointer would bind NULL; no bytes are still bytes. */
  note_binding(statement,
               sqlite3_bind_blob64(statement->prepared, index + 1, length > 0 ? bytes : "", length, SQLITE_STATIC));
}

void store_bind_integer(StoreStatement *statement, const char *name, int64_t value) {
  store_bind_integer_at(statement, parameter(statement, name), value);
}

void store_bind_text(StoreStatement *statement, const char *name, const char *text) {
  store_bind_text_at(statement, parameter(statement, name), text, strlen(text));
}

void store_bind_bytes(StoreStatement *statement, const char *name, const void *bytes, size_t length) {
  store_bind_bytes_at(statement, parameter(statement, name), bytes, length);
}

bool store_statement_step(StoreStatement *statement, bool *row, GError **error) {
  *row = false;
  /* After an error that undid the transaction, a statement would be a transaction of its own. */
  if (!store_connection_in_transaction(statement->connection)) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_IO, "running a statement: the transaction was undone");
    return false;
  }
  int result = statement->bind_result != SQLITE_OK ? statement->bind_result : sqlite3_step(statement->prepared);
  *row = result == SQLITE_ROW;
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    return true;
  return store_sqlite_fail(statement->connection->database, result, "running a statement", error);
}

bool store_statement_run(StoreStatement *statement, int64_t *changed, GError **error) {
  bool row = false;
  if (!store_statement_step(statement, &row, error))
    return false;
  g_assert(!row);
  if (changed != NULL)
    *changed = sqlite3_changes64(statement->connection->database);
  return true;
}

int64_t store_column_integer(StoreStatement *statement, int column) {
  return sqlite3_column_int64(statement->prepared, column);
}

/* A value is NULL too where memory for it was lacking; the step before has long succeeded. */
static void note_trouble(StoreStatement *statement) {
  if (sqlite3_errcode(statement->connection->database) == SQLITE_NOMEM)
    statement->connection->trouble = SQLITE_NOMEM;
}

const char *store_column_text(StoreStatement *statement, int column) {
  const unsigned char *text = sqlite3_column_text(statement->prepared, column);
  if (text == NULL)
    note_trouble(statement);
  return text != NULL ? (const char *)text : "";
}

const void *store_column_bytes(StoreStatement *statement, int column, size_t *length) {
  const void *bytes = sqlite3_column_blob(statement->prepared, column);
  if (bytes == NULL)
    note_trouble(statement);
  *length = bytes != NULL ? (size_t)sqlite3_column_bytes(statement->prepared, column) : 0;
  return bytes != NULL ? bytes : "";
}

bool store_column_is_null(StoreStatement *statement, int column) {
  return sqlite3_column_type(statement->prepared, column) == SQLITE_NULL;
}

const char *store_column_name(StoreStatement *statement, int column) {
  return sqlite3_column_name(statement->prepared, column);
}

int store_column_count(StoreStatement *statement) {
  return sqlite3_column_count(statement->prepared);
}

StoreValueType store_column_type(StoreStatement *statement, int column) {
  switch (sqlite3_column_type(statement->prepared, column)) {
  case SQLITE_INTEGER: return STORE_VALUE_INTEGER;
  case SQLITE_TEXT: return STORE_VALUE_TEXT;
  case SQLITE_BLOB: return STORE_VALUE_BYTES;
  default: return STORE_VALUE_NULL; /* the schema has no other types */
  }
}

void store_column_value(StoreStatement *statement, int column, StoreValue *value) {
  sqlite3_value *stored = sqlite3_column_value(statement->prepared, column);
  *value = (StoreValue){.type = STORE_VALUE_NULL};
  switch (sqlite3_value_type(stored)) {
  case SQLITE_INTEGER:
    value->type = STORE_VALUE_INTEGER;
    value->integer = sqlite3_value_int64(stored);
    return;
  case SQLITE_TEXT:
    value->type = STORE_VALUE_TEXT;
    value->bytes = (const char *)sqlite3_value_text(stored);
    break;
  case SQLITE_BLOB:
    value->type = STORE_VALUE_BYTES;
    value->bytes = sqlite3_value_blob(stored);
    break;
  default: return; /* the schema has no other types */
  }
  value->length = (size_t)sqlite3_value_bytes(stored);
  if (value->bytes == NULL) { /* no bytes, or no memory for them */
    if (value->length > 0 || value->type == STORE_VALUE_TEXT)
      statement->connection->trouble = SQLITE_NOMEM;
    value->bytes = "";
    value->length = 0;
  }
}

const char *store_statement_parameter(StoreStatement *statement, int index) {
  return index < statement->parameter_count ? statement->parameters[index] : NULL;
}

bool store_column_copy(StoreStatement *statement, int column, void *bytes, size_t length, GError **error) {
  size_t stored = 0;
  const void *value = store_column_bytes(statement, column, &stored);
  if (stored != length) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT, "%zu bytes are stored where %zu belong", stored, length);
    return false;
  }
  memcpy(bytes, value, length);
  return true;
}
