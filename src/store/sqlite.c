/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sqlite.c: the driver for SQLite.
 *
 * The log (WAL) is synced with each commit, and only the writer moves what it holds into the database ("checkpoint"):
 * with readers doing so at any time nobody could say when an erased text has left the log. Writers of several processes
 * take turns by one lock on a file of its own; SQLite's own busy handler polls, and starves whoever polls worst.
 */
#include "driver.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define LOCK_POLL_US_MAX 2000

struct StoreStatement {
  StoreConnection *connection;
  sqlite3_stmt *prepared;
  unsigned number; /* its place in the cache */
  int bind_result; /* the first binding that failed */
};

struct StoreConnection {
  sqlite3 *database;
  int lock_file; /* -1: none */
  bool locked;
  int busy_timeout_ms;
  int log_pages;
  sqlite3_stmt *statements[STORE_STATEMENT_COUNT]; /* prepared once; NULL: not yet, or in use */
};

static const StoreWord words[] = {
    {"@text", "TEXT"},
    {"@integer", "INTEGER"},
    {"@bytes", "BLOB"},
    {"@keyed", "STRICT, WITHOUT ROWID"},
    {"@rows", "STRICT"},
    {"@zeros", "zeroblob"},
    {"@each", "json_each"},
    {"@least", "min"},
    {"@greatest", "max"},
    {"@visible", "(:scope_sees_all OR engagement_id IN (SELECT value FROM json_each(:scope_engagements)))"},
    {NULL, NULL},
};

/* ---- Errors ----------------------------------------------------------------------------------------------------- */

static StoreError error_code(int result) {
  switch (result & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED: return STORE_ERROR_BUSY;
  case SQLITE_FULL: return STORE_ERROR_FULL;
  case SQLITE_NOMEM: return STORE_ERROR_NO_MEMORY;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB: return STORE_ERROR_CORRUPT;
  case SQLITE_CONSTRAINT: return STORE_ERROR_CONFLICT;
  case SQLITE_TOOBIG: return STORE_ERROR_LIMIT;
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
  case SQLITE_READONLY:
  case SQLITE_PERM: return result == SQLITE_IOERR_NOMEM ? STORE_ERROR_NO_MEMORY : STORE_ERROR_IO;
  default: return STORE_ERROR_INTERNAL;
  }
}

/* False, and the error that result stands for; what names what was tried. */
static bool fail(sqlite3 *database, int result, const char *what, GError **error) {
  g_set_error(error, STORE_ERROR, (gint)error_code(result), "%s: %s", what,
              database != NULL ? sqlite3_errmsg(database) : sqlite3_errstr(result));
  return false;
}

/* ---- Opening ---------------------------------------------------------------------------------------------------- */

static int note_log_pages(void *context, sqlite3 *database, const char *name, int pages) {
  (void)database, (void)name;
  *(int *)context = pages;
  return SQLITE_OK;
}

static bool set_up(StoreConnection *connection, const StoreOptions *options, bool writer, GError **error) {
  sqlite3_busy_timeout(connection->database, connection->busy_timeout_ms);
  sqlite3_db_config(connection->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, writer ? 0 : 1, NULL);
  sqlite3_db_config(connection->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_wal_autocheckpoint(connection->database, 0);
  const char *both = "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; "
                     "PRAGMA cell_size_check = ON;";
  if (!store_connection_run(connection, both, error))
    return false;
  if (!writer)
    return store_connection_run(connection, "PRAGMA query_only = ON", error);
  sqlite3_wal_hook(connection->database, note_log_pages, &connection->log_pages);
  if (!store_connection_run(connection, "PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL", error))
    return false;
  return store_connection_run(
      connection, options->unsafe_unsynced ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL", error);
}

static bool open_lock_file(StoreConnection *connection, const char *path, GError **error) {
  g_autofree char *lock_path = g_strconcat(path, "-lock", NULL);
  connection->lock_file = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (connection->lock_file >= 0)
    return true;
  g_set_error(error, STORE_ERROR, STORE_ERROR_IO, "opening %s: %s", lock_path, g_strerror(errno));
  return false;
}

StoreConnection *store_connection_open(const StoreOptions *options, StoreConnectionUse use, GError **error) {
  bool writer = use == STORE_CONNECTION_WRITER;
  g_autoptr(StoreConnection) connection = g_new0(StoreConnection, 1);
  connection->lock_file = -1;
  connection->busy_timeout_ms = options->busy_timeout_ms;
  if (writer && (!open_lock_file(connection, options->path, error) || !store_connection_lock(connection, error)))
    return NULL;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (writer ? SQLITE_OPEN_CREATE : 0);
  int result = sqlite3_open_v2(options->path, &connection->database, flags, options->vfs);
  if (result != SQLITE_OK) {
    fail(connection->database, result, "opening the database", error);
    return NULL;
  }
  bool ready = set_up(connection, options, writer, error);
  store_connection_unlock(connection);
  return ready ? g_steal_pointer(&connection) : NULL;
}

void store_connection_close(StoreConnection *connection) {
  if (connection == NULL)
    return;
  for (unsigned number = 0; number < STORE_STATEMENT_COUNT; number++)
    sqlite3_finalize(connection->statements[number]);
  /* Closing the last connection moves the log's content, so it takes the lock too; without it, it still must close. */
  if (connection->lock_file >= 0 && !connection->locked)
    store_connection_lock(connection, NULL);
  int result = sqlite3_close(connection->database);
  g_assert(result == SQLITE_OK);
  store_connection_unlock(connection);
  if (connection->lock_file >= 0)
    close(connection->lock_file);
  g_free(connection);
}

/* ---- The writers' lock ------------------------------------------------------------------------------------------ */

bool store_connection_lock(StoreConnection *connection, GError **error) {
  g_assert(connection->lock_file >= 0 && !connection->locked);
  gint64 deadline_us = g_get_monotonic_time() + (gint64)connection->busy_timeout_ms * 1000;
  /* flock has no deadline of its own, so it is asked again and again, soon at first. */
  for (gulong pause_us = 50; flock(connection->lock_file, LOCK_EX | LOCK_NB) != 0;
       pause_us = MIN(pause_us * 2, LOCK_POLL_US_MAX)) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      g_set_error(error, STORE_ERROR, STORE_ERROR_IO, "locking the database: %s", g_strerror(errno));
      return false;
    }
    if (g_get_monotonic_time() >= deadline_us) {
      g_set_error(error, STORE_ERROR, STORE_ERROR_BUSY, "another process has been writing for over %d ms",
                  connection->busy_timeout_ms);
      return false;
    }
    g_usleep(pause_us);
  }
  connection->locked = true;
  return true;
}

void store_connection_unlock(StoreConnection *connection) {
  if (connection->locked)
    flock(connection->lock_file, LOCK_UN);
  connection->locked = false;
}

/* ---- Transactions ----------------------------------------------------------------------------------------------- */

static bool execute(StoreConnection *connection, const char *sql, const char *what, GError **error) {
  int result = sqlite3_exec(connection->database, sql, NULL, NULL, NULL);
  return result == SQLITE_OK || fail(connection->database, result, what, error);
}

bool store_connection_begin(StoreConnection *connection, bool to_write, GError **error) {
  return execute(connection, to_write ? "BEGIN IMMEDIATE" : "BEGIN", "beginning a transaction", error);
}

bool store_connection_commit(StoreConnection *connection, GError **error) {
  return execute(connection, "COMMIT", "making it durable", error);
}

void store_connection_rollback(StoreConnection *connection) {
  if (store_connection_in_transaction(connection))
    sqlite3_exec(connection->database, "ROLLBACK", NULL, NULL, NULL);
}

bool store_connection_mark(StoreConnection *connection, GError **error) {
  return execute(connection, "SAVEPOINT write", "beginning a write", error);
}

bool store_connection_keep_marked(StoreConnection *connection, GError **error) {
  return execute(connection, "RELEASE write", "ending a write", error);
}

bool store_connection_undo_marked(StoreConnection *connection, GError **error) {
  return execute(connection, "ROLLBACK TO write; RELEASE write", "undoing a write", error);
}

bool store_connection_in_transaction(const StoreConnection *connection) {
  return sqlite3_get_autocommit(connection->database) == 0;
}

bool store_connection_run(StoreConnection *connection, const char *sql, GError **error) {
  g_autofree char *expanded = store_words_expand(sql, words);
  return execute(connection, expanded, "preparing the database", error);
}

bool store_connection_ask(StoreConnection *connection, const char *sql, int64_t *answer, GError **error) {
  sqlite3_stmt *prepared = NULL;
  int result = sqlite3_prepare_v2(connection->database, sql, -1, &prepared, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_step(prepared);
  if (result == SQLITE_ROW)
    *answer = sqlite3_column_int64(prepared, 0);
  else
    fail(connection->database, result, "asking the database", error);
  sqlite3_finalize(prepared);
  return result == SQLITE_ROW;
}

/* ---- The log ---------------------------------------------------------------------------------------------------- */

int64_t store_connection_log_pages(const StoreConnection *connection) {
  return connection->log_pages;
}

bool store_connection_clear_log(StoreConnection *connection, bool wipe, GError **error) {
  int mode = wipe ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  int result = sqlite3_wal_checkpoint_v2(connection->database, NULL, mode, NULL, NULL);
  if (result == SQLITE_OK) {
    connection->log_pages = 0;
    return true;
  }
  if ((result & 0xff) == SQLITE_BUSY) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_WIPED,
                "it is erased, but somebody who reads keeps the log from being cleared");
    return !wipe;
  }
  return fail(connection->database, result, "clearing the log", error);
}

/* ---- Statements ------------------------------------------------------------------------------------------------- */

static void bind_scope(StoreStatement *statement, const StoreScope *scope) {
  store_bind_text(statement, "workspace_id", store_scope_workspace(scope));
  if (sqlite3_bind_parameter_index(statement->prepared, ":scope_person") > 0)
    store_bind_text(statement, "scope_person", store_scope_person(scope));
  if (sqlite3_bind_parameter_index(statement->prepared, ":scope_sees_all") > 0) {
    store_bind_integer(statement, "scope_sees_all", store_scope_sees_all(scope));
    store_bind_text(statement, "scope_engagements", store_scope_engagements(scope));
  }
}

StoreStatement *store_connection_statement(StoreConnection *connection, const StoreScope *scope,
                                           const StoreStatementText *text, GError **error) {
  sqlite3_stmt *prepared = g_steal_pointer(&connection->statements[text->number]);
  if (prepared == NULL) {
    g_autofree char *expanded = store_words_expand(text->sql, words);
    int result = sqlite3_prepare_v3(connection->database, expanded, -1, SQLITE_PREPARE_PERSISTENT, &prepared, NULL);
    if (result != SQLITE_OK) {
      fail(connection->database, result, "preparing a statement", error);
      return NULL;
    }
  }
  StoreStatement *statement = g_new0(StoreStatement, 1);
  *statement = (StoreStatement){.connection = connection, .prepared = prepared, .number = text->number};
  if (scope != NULL)
    bind_scope(statement, scope);
  return statement;
}

void store_statement_free(StoreStatement *statement) {
  if (statement == NULL)
    return;
  sqlite3_reset(statement->prepared);
  sqlite3_clear_bindings(statement->prepared);
  sqlite3_stmt **place = &statement->connection->statements[statement->number];
  if (*place == NULL)
    *place = statement->prepared;
  else /* the same statement was run inside itself */
    sqlite3_finalize(statement->prepared);
  g_free(statement);
}

static int parameter(StoreStatement *statement, const char *name) {
  char with_colon[64];
  g_snprintf(with_colon, sizeof with_colon, ":%s", name);
  int index = sqlite3_bind_parameter_index(statement->prepared, with_colon);
  if (index == 0)
    g_error("the statement has no parameter %s: %s", name, sqlite3_sql(statement->prepared));
  return index;
}

static void note_binding(StoreStatement *statement, int result) {
  if (statement->bind_result == SQLITE_OK)
    statement->bind_result = result;
}

void store_bind_integer(StoreStatement *statement, const char *name, int64_t value) {
  note_binding(statement, sqlite3_bind_int64(statement->prepared, parameter(statement, name), value));
}

void store_bind_text(StoreStatement *statement, const char *name, const char *text) {
  note_binding(statement, sqlite3_bind_text64(statement->prepared, parameter(statement, name), text, strlen(text),
                                              SQLITE_STATIC, SQLITE_UTF8));
}

void store_bind_bytes(StoreStatement *statement, const char *name, const void *bytes, size_t length) {
  /* A null pointer would bind NULL; no bytes are still bytes. */
  note_binding(statement, sqlite3_bind_blob64(statement->prepared, parameter(statement, name), length > 0 ? bytes : "",
                                              length, SQLITE_STATIC));
}

bool store_statement_step(StoreStatement *statement, bool *row, GError **error) {
  int result = statement->bind_result != SQLITE_OK ? statement->bind_result : sqlite3_step(statement->prepared);
  *row = result == SQLITE_ROW;
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    return true;
  return fail(statement->connection->database, result, "running a statement", error);
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

const char *store_column_text(StoreStatement *statement, int column) {
  const unsigned char *text = sqlite3_column_text(statement->prepared, column);
  return text != NULL ? (const char *)text : "";
}

const void *store_column_bytes(StoreStatement *statement, int column, size_t *length) {
  const void *bytes = sqlite3_column_blob(statement->prepared, column);
  *length = (size_t)sqlite3_column_bytes(statement->prepared, column);
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

const char *store_statement_parameter(StoreStatement *statement, int index) {
  const char *name = sqlite3_bind_parameter_name(statement->prepared, index + 1);
  return name != NULL ? name + 1 : NULL;
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
