/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sqlite.c: the driver for SQLite.
 *
 * The log (WAL) is synced with each commit, and only the writer moves what it holds into the database ("checkpoint"):
 * with readers doing so at any time nobody could say when an erased text has left the log. Writers of several processes
 * take turns by a lock on a file of its own (file_lock.h); SQLite's own busy handler polls, and starves whoever polls
 * worst.
 */
#include "driver.h"

#include "file_lock.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Pages that a connection keeps, in KiB (negative: not a number of pages). A server has several readers for as long as it
 * runs, and must stay small, but only one writer, whose pages are touched again by the next write; what is done over all of
 * a large record takes more, and then ends. */
#define CACHE_READER "-8192"
#define CACHE_WRITER "-24576"
#define CACHE_WIDE "-49152"

/* Prepared once, and kept by its connection from one use to the next with the names of its parameters: SQLite finds a name
 * by going through all of them. */
struct StoreStatement {
  StoreConnection *connection;
  sqlite3_stmt *prepared;
  unsigned number; /* its place in the cache */
  int bind_result; /* the first binding that failed */
  int parameter_count;
  char **parameters; /* without their colons; copies, for SQLite's own go when it prepares again by itself */
  int workspace;     /* which of them the scope fills in, each from 0; -1: it has none */
  int person;
  int sees_all;
  int engagements;
};

struct StoreConnection {
  sqlite3 *database;
  sqlite3_stmt *version; /* NULL until it is asked for */
  sqlite3_stmt *begin;   /* these: of transactions, which come by the thousand */
  sqlite3_stmt *end;
  sqlite3_stmt *begin_write;
  sqlite3_stmt *commit;
  StoreFileLock *lock; /* NULL: a reader's connection, which has none */
  int busy_timeout_ms;
  int log_pages;
  bool sorts_in_files;  /* for an alteration; it may have failed to be taken back */
  int64_t alterations;  /* of the schema, which SQLite does not count as changes */
  bool log_is_doubtful; /* a sync of it failed, and it was not begun afresh since */
  int trouble;          /* why a column's value could not be had since the last mark; SQLITE_OK: none */
  StoreStatement *statements[STORE_STATEMENT_COUNT]; /* NULL: not prepared yet, or in use */
};

static const StoreWord words[] = {
    {"@text", "TEXT"},    {"@integer", "INTEGER"}, {"@bytes", "BLOB"},     {"@keyed", "STRICT, WITHOUT ROWID"},
    {"@rows", "STRICT"},  {"@zeros", "zeroblob"},  {"@each", "json_each"}, {"@least", "min"},
    {"@greatest", "max"}, {"@place", "instr"},     {NULL, NULL},
};

/* ---- Errors ----------------------------------------------------------------------------------------------------- */

static StoreError error_code(int result) {
  switch (result & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_PROTOCOL: return STORE_ERROR_BUSY;
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

/* Where the log can't be had, SQLite says so by staying in another mode, not by an error. */
static bool turn_on_log(StoreConnection *connection, GError **error) {
  const char *what = "turning on the log";
  sqlite3_stmt *prepared = NULL;
  int result = sqlite3_prepare_v2(connection->database, "PRAGMA journal_mode = WAL", -1, &prepared, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_step(prepared);
  if (result != SQLITE_ROW)
    fail(connection->database, result, what, error);
  bool on = result == SQLITE_ROW && g_strcmp0((const char *)sqlite3_column_text(prepared, 0), "wal") == 0;
  if (result == SQLITE_ROW && !on)
    g_set_error(error, STORE_ERROR, STORE_ERROR_IO, "%s: this file system does not allow it", what);
  sqlite3_finalize(prepared);
  return on;
}

static bool set_up(StoreConnection *connection, const StoreOptions *options, bool writer, GError **error) {
  sqlite3_busy_timeout(connection->database, connection->busy_timeout_ms);
  sqlite3_db_config(connection->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, writer ? 0 : 1, NULL);
  sqlite3_db_config(connection->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_wal_autocheckpoint(connection->database, 0);
  const char *both = "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;";
  if (!store_connection_run(connection, both, error))
    return false;
  if (!writer)
    return store_connection_run(
        connection, "PRAGMA cache_size = " CACHE_READER "; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON", error);
  sqlite3_wal_hook(connection->database, note_log_pages, &connection->log_pages);
  const char *synced = options->unsafe_unsynced ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL";
  return store_connection_run(
             connection, "PRAGMA cache_size = " CACHE_WRITER "; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON",
             error) &&
         turn_on_log(connection, error) && store_connection_run(connection, synced, error);
}

/* SQLite would make the file readable for everybody. Only where there is none: closing a descriptor of a file that is in
 * use would give back the locks that SQLite holds on it. What fails here, opening will say. */
static void make_private(const char *path) {
  int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file >= 0)
    close(file);
}

static StoreFileLock *open_lock(const char *path, GError **error) {
  g_autofree char *lock_path = g_strconcat(path, "-lock", NULL);
  return store_file_lock_open(lock_path, error);
}

/* Counting what is allocated takes a lock of the whole process at each allocation, and nobody asks for the count. Only
 * possible before SQLite is first used; where somebody else was earlier, it counts on. */
static void stop_counting_memory(void) {
  static gsize once = 0;
  if (g_once_init_enter(&once)) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    g_once_init_leave(&once, 1);
  }
}

StoreConnection *store_connection_open(const StoreOptions *options, StoreConnectionUse use, GError **error) {
  bool writer = use == STORE_CONNECTION_WRITER;
  g_autoptr(StoreConnection) connection = g_new0(StoreConnection, 1);
  connection->busy_timeout_ms = options->busy_timeout_ms;
  stop_counting_memory();
  if (writer) {
    connection->lock = open_lock(options->path, error);
    if (connection->lock == NULL || !store_connection_lock(connection, error))
      return NULL;
    make_private(options->path);
  }
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

static void statement_end(StoreStatement *statement) {
  if (statement == NULL)
    return;
  sqlite3_finalize(statement->prepared);
  g_strfreev(statement->parameters);
  g_free(statement);
}

void store_connection_close(StoreConnection *connection) {
  if (connection == NULL)
    return;
  for (unsigned number = 0; number < STORE_STATEMENT_COUNT; number++)
    statement_end(connection->statements[number]);
  sqlite3_finalize(connection->version);
  sqlite3_finalize(connection->begin);
  sqlite3_finalize(connection->end);
  sqlite3_finalize(connection->begin_write);
  sqlite3_finalize(connection->commit);
  /* Closing the last connection moves the log's content, so it takes the lock too; without it, it still must close. */
  if (connection->database != NULL && connection->lock != NULL && !store_file_lock_is_held(connection->lock))
    store_connection_lock(connection, NULL);
  int result = sqlite3_close(connection->database);
  g_assert(result == SQLITE_OK);
  store_file_lock_close(connection->lock);
  g_free(connection);
}

/* ---- The writers' lock ------------------------------------------------------------------------------------------ */

bool store_connection_lock(StoreConnection *connection, GError **error) {
  return store_file_lock_take(connection->lock, connection->busy_timeout_ms, error);
}

void store_connection_unlock(StoreConnection *connection) {
  if (connection->lock != NULL)
    store_file_lock_give(connection->lock);
}

/* ---- Transactions ----------------------------------------------------------------------------------------------- */

static bool execute(StoreConnection *connection, const char *sql, const char *what, GError **error) {
  int result = sqlite3_exec(connection->database, sql, NULL, NULL, NULL);
  return result == SQLITE_OK || fail(connection->database, result, what, error);
}

/* Cutting the log is not synced by SQLite: after a crash the old content could be back, when nobody knows of it. */
static int sync_log(StoreConnection *connection) {
  sqlite3_file *log = NULL;
  int result = sqlite3_file_control(connection->database, NULL, SQLITE_FCNTL_JOURNAL_POINTER, &log);
  bool is_open = result == SQLITE_OK && log != NULL && log->pMethods != NULL;
  return is_open ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) : result;
}

/* After a sync of the log failed, a system may take what it could not write for written, and no later sync saves it: what
 * is appended behind such a hole would be lost with it, though it was acknowledged. So nothing is appended before all that
 * the log holds was written to its place anew, and the log begun afresh. */
static bool renew_log(StoreConnection *connection, GError **error) {
  int result = sqlite3_wal_checkpoint_v2(connection->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  if (result == SQLITE_OK)
    result = sync_log(connection);
  if (result != SQLITE_OK)
    return fail(connection->database, result, "beginning the log afresh after the disk failed", error);
  connection->log_pages = 0;
  connection->log_is_doubtful = false;
  return true;
}

/* Runs a statement that gives no rows, and that was prepared when it was first run. */
static int run_kept(StoreConnection *connection, sqlite3_stmt **statement, const char *sql) {
  int result = *statement != NULL
                   ? SQLITE_OK
                   : sqlite3_prepare_v3(connection->database, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
  if (result != SQLITE_OK)
    return result;
  result = sqlite3_step(*statement);
  sqlite3_reset(*statement);
  return result;
}

/* Also where SQLite keeps pages in case a statement fails, which have people's words: settled when a transaction begins. */
static bool sort_in_memory(StoreConnection *connection, GError **error) {
  connection->sorts_in_files = true;
  if (!execute(connection, "PRAGMA temp_store = MEMORY", "sorting in memory again", error))
    return false;
  connection->sorts_in_files = false;
  return true;
}

bool store_connection_begin(StoreConnection *connection, bool to_write, GError **error) {
  connection->trouble = SQLITE_OK;
  store_connection_rollback(connection); /* where the last one could not be ended, for want of memory */
  if (to_write && connection->log_is_doubtful && !renew_log(connection, error))
    return false;
  if (to_write && connection->sorts_in_files && !sort_in_memory(connection, error))
    return false;
  int result = to_write ? run_kept(connection, &connection->begin_write, "BEGIN IMMEDIATE")
                        : run_kept(connection, &connection->begin, "BEGIN");
  return result == SQLITE_DONE || fail(connection->database, result, "beginning a transaction", error);
}

bool store_connection_commit(StoreConnection *connection, GError **error) {
  int result = run_kept(connection, &connection->commit, "COMMIT");
  if (result == SQLITE_DONE)
    return true;
  fail(connection->database, result, "making it durable", error);
  if (sqlite3_extended_errcode(connection->database) == SQLITE_IOERR_FSYNC)
    connection->log_is_doubtful = true;
  return false;
}

void store_connection_rollback(StoreConnection *connection) {
  if (store_connection_in_transaction(connection))
    run_kept(connection, &connection->end, "ROLLBACK");
}

bool store_connection_mark(StoreConnection *connection, GError **error) {
  connection->trouble = SQLITE_OK;
  return execute(connection, "SAVEPOINT write", "beginning a write", error);
}

bool store_connection_keep_marked(StoreConnection *connection, GError **error) {
  return execute(connection, "RELEASE write", "ending a write", error);
}

bool store_connection_undo_marked(StoreConnection *connection, GError **error) {
  return execute(connection, "ROLLBACK TO write; RELEASE write", "undoing a write", error);
}

int64_t store_connection_changes(const StoreConnection *connection) {
  return sqlite3_total_changes64(connection->database) + connection->alterations;
}

bool store_connection_in_transaction(const StoreConnection *connection) {
  return sqlite3_get_autocommit(connection->database) == 0;
}

bool store_connection_is_sound(const StoreConnection *connection, GError **error) {
  if (connection->trouble == SQLITE_OK)
    return true;
  g_set_error(error, STORE_ERROR, (gint)error_code(connection->trouble), "reading a value: %s",
              sqlite3_errstr(connection->trouble));
  return false;
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

bool store_connection_alter(StoreConnection *connection, const char *sql, GError **error) {
  connection->alterations++;
  connection->sorts_in_files = true;
  /* What an index is sorted by has ids and numbers, no words. SQLite refuses this where the connection has used its database
   * for temporary tables, as renaming a column does. */
  bool ok = execute(connection, "PRAGMA temp_store = FILE", "preparing to sort", error) &&
            execute(connection, sql, "making or dropping an index, sorted in the folder for temporary files", error);
  return sort_in_memory(connection, ok ? error : NULL) && ok;
}

bool store_connection_index(StoreConnection *connection, const char *name, char **found, GError **error) {
  sqlite3_stmt *prepared = NULL;
  char *making = NULL;
  int result = sqlite3_prepare_v2(
      connection->database, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?1", -1, &prepared, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_bind_text(prepared, 1, name, -1, SQLITE_STATIC);
  if (result == SQLITE_OK)
    result = sqlite3_step(prepared);
  if (result == SQLITE_ROW)
    making = g_strdup((const char *)sqlite3_column_text(prepared, 0));
  bool ok = result == SQLITE_DONE || making != NULL ||
            fail(connection->database, result == SQLITE_ROW ? SQLITE_NOMEM : result, "looking up an index", error);
  sqlite3_finalize(prepared);
  if (ok)
    *found = making;
  return ok;
}

void store_connection_widen(StoreConnection *connection) {
  sqlite3_exec(connection->database, "PRAGMA cache_size = " CACHE_WIDE, NULL, NULL, NULL); /* else it is slower */
}

/* ---- The log ---------------------------------------------------------------------------------------------------- */

int64_t store_connection_log_pages(const StoreConnection *connection) {
  return connection->log_pages;
}

bool store_connection_version(StoreConnection *connection, int64_t *version, GError **error) {
  sqlite3_stmt **statement = &connection->version;
  int result = *statement != NULL ? SQLITE_OK
                                  : sqlite3_prepare_v3(connection->database, "PRAGMA data_version", -1,
                                                       SQLITE_PREPARE_PERSISTENT, statement, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_step(*statement);
  if (result == SQLITE_ROW)
    *version = sqlite3_column_int64(*statement, 0);
  sqlite3_reset(*statement);
  return result == SQLITE_ROW || fail(connection->database, result, "asking for the version", error);
}

/*
 * What SQLite itself asks at the beginning of each transaction, without the transaction: the header of the log's index,
 * which all processes share, and which each commit and each clearing of the log writes anew. It lies there twice; where
 * the two differ, somebody is just writing it. Its layout is part of the log's format (sqlite.org/walformat.html, 2.3):
 * how many frames are valid, their checksum and the log's salts are in it, so that no two states have the same. SQLite
 * compares these same bytes to know whether its pages still hold.
 */
#define INDEX_REGION_BYTES 32768
#define INDEX_HEADER_WORDS 6 /* 48 bytes */

const void *store_connection_version_place(StoreConnection *connection) {
  sqlite3_file *file = NULL;
  void volatile *index = NULL;
  int64_t version = 0;
  if (!store_connection_version(connection, &version, NULL)) /* has the log opened, where it was not */
    return NULL;
  int result = sqlite3_file_control(connection->database, NULL, SQLITE_FCNTL_FILE_POINTER, &file);
  if (result != SQLITE_OK || file->pMethods == NULL || file->pMethods->iVersion < 2)
    return NULL;
  result = file->pMethods->xShmMap(file, 0, INDEX_REGION_BYTES, 0, &index);
  return result == SQLITE_OK ? (const void *)(uintptr_t)index : NULL;
}

bool store_version_look(const void *place, int64_t *version) {
  const uint64_t *header = place;
  uint64_t hash = 0;
  for (int index = 0; index < INDEX_HEADER_WORDS; index++) {
    uint64_t first = __atomic_load_n(&header[index], __ATOMIC_ACQUIRE);
    if (first != __atomic_load_n(&header[INDEX_HEADER_WORDS + index], __ATOMIC_ACQUIRE))
      return false;
    hash = (hash ^ first) * UINT64_C(0x9e3779b97f4a7c15);
    hash ^= hash >> 29;
  }
  *version = (int64_t)hash;
  return hash != 0;
}

bool store_connection_move_log(StoreConnection *connection, GError **error) {
  int result = sqlite3_wal_checkpoint_v2(connection->database, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  if (result != SQLITE_OK && (result & 0xff) != SQLITE_BUSY)
    return fail(connection->database, result, "moving what the log holds", error);
  connection->log_pages = 0;
  return true;
}

bool store_connection_note_wipe(StoreConnection *connection, GError **error) {
  return store_file_lock_note(connection->lock, true, error);
}

bool store_connection_wipe_is_owed(const StoreConnection *connection) {
  return store_file_lock_is_noted(connection->lock);
}

bool store_connection_wipe_log(StoreConnection *connection, int wait_ms, GError **error) {
  sqlite3_busy_timeout(connection->database, wait_ms);
  int result = sqlite3_wal_checkpoint_v2(connection->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  sqlite3_busy_timeout(connection->database, connection->busy_timeout_ms);
  if (result == SQLITE_OK)
    result = sync_log(connection);
  if (result == SQLITE_OK) {
    connection->log_pages = 0;
    return store_file_lock_note(connection->lock, false, error);
  }
  const char *why = (result & 0xff) == SQLITE_BUSY ? "somebody who reads keeps it" : sqlite3_errstr(result);
  g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_WIPED, "it is erased, but still in the log: %s", why);
  return false;
}

/*
 * Without statistics SQLite takes the first column of a key for telling, and every key here begins with the workspace: it
 * would rather go through all of one than use an index on two columns. So the statistics are written down as they are
 * where it matters: a large workspace, few rows for each thing in it. ANALYZE only makes the table that they are in.
 */
static const char sizes[] =
    "PRAGMA analysis_limit = 1; ANALYZE; DELETE FROM sqlite_stat1;"
    "INSERT INTO sqlite_stat1 (tbl, idx, stat) "
    "SELECT tables.name, CASE WHEN indexes.origin = 'pk' AND tables.wr = 1 THEN tables.name ELSE indexes.name END, "
    "'1000000 ' || CASE (SELECT COUNT(*) FROM pragma_index_info(indexes.name)) "
    "WHEN 1 THEN CASE indexes.\"unique\" WHEN 1 THEN '1' ELSE '100000' END "
    "WHEN 2 THEN CASE indexes.\"unique\" WHEN 1 THEN '100000 1' ELSE '100000 20' END "
    "WHEN 3 THEN CASE indexes.\"unique\" WHEN 1 THEN '100000 20 1' ELSE '100000 20 2' END "
    "ELSE '100000 20 2 1' END "
    "FROM pragma_table_list AS tables JOIN pragma_index_list(tables.name) AS indexes "
    "WHERE tables.schema = 'main' AND tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'";

bool store_connection_note_sizes(StoreConnection *connection, GError **error) {
  return execute(connection, sizes, "noting the tables' sizes", error);
}

bool store_connection_copy(StoreConnection *connection, const char *path, GError **error) {
  /* The copy is a read of this database and a write of another one, which a connection that only reads may not do. */
  if (!execute(connection, "PRAGMA query_only = OFF", "copying the database", error))
    return false;
  sqlite3_stmt *prepared = NULL;
  int result = sqlite3_prepare_v2(connection->database, "VACUUM INTO ?1", -1, &prepared, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_bind_text(prepared, 1, path, -1, SQLITE_STATIC);
  if (result == SQLITE_OK)
    result = sqlite3_step(prepared);
  bool ok = result == SQLITE_DONE || fail(connection->database, result, "copying the database", error);
  sqlite3_finalize(prepared);
  return execute(connection, "PRAGMA query_only = ON", "copying the database", ok ? error : NULL) && ok;
}

/* ---- Statements ------------------------------------------------------------------------------------------------- */

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
  g_autofree char *expanded = store_words_expand(text->sql, words);
  int result = sqlite3_prepare_v3(connection->database, expanded, -1, SQLITE_PREPARE_PERSISTENT, &prepared, NULL);
  if (result != SQLITE_OK) {
    fail(connection->database, result, "preparing a statement", error);
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
    statement_end(statement);
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
