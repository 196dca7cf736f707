/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sqlite.c: the driver for SQLite.
 *
 * The log (WAL) is synced with each commit, and only the writer moves what it holds into the database ("checkpoint"):
 * with readers doing so at any time nobody could say when an erased text has left the log. Writers of several processes
 * take turns by a lock on a file of its own (file_lock.h); SQLite's own busy handler polls, and starves whoever polls
 * worst.
 */
#include "sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Pages that a connection keeps, in KiB (negative: not a number of pages). A server has several readers for as long as it
 * runs, and must stay small, but only one writer, whose pages are touched again by the next write; what is done over all of
 * a large record takes more, and then ends. */
#define CACHE_READER "-8192"
#define CACHE_WRITER "-24576"
#define CACHE_WIDE "-49152"

#define ROOM_LEAST ((uint64_t)128 * 1024) /* bytes: the log's index alone grows by 32 KiB at a time */

const StoreWord store_sqlite_words[] = {
    {"@text", "TEXT"},    {"@integer", "INTEGER"}, {"@bytes", "BLOB"},     {"@keyed", "STRICT, WITHOUT ROWID"},
    {"@rows", "STRICT"},  {"@zeros", "zeroblob"},  {"@each", "json_each"}, {"@least", "min"},
    {"@greatest", "max"}, {"@place", "instr"},     {NULL, NULL},
};

/* ---- Errors ----------------------------------------------------------------------------------------------------- */

StoreError store_sqlite_error(int result) {
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

/* Whether there is too little room beside the database for what SQLite makes there, even to read. */
static bool has_no_room(const char *path) {
  g_autofree char *folder = g_path_get_dirname(path);
  struct statvfs about;
  return statvfs(folder, &about) == 0 && about.f_bavail * about.f_frsize < ROOM_LEAST;
}

/* SQLite tells a full disk as an I/O error like any other where what it extends is not the database: a reader's share of the
 * log's index, say. */
static bool is_full(sqlite3 *database, int result, const char *path) {
  if ((result & 0xff) == SQLITE_FULL)
    return true;
  if ((result & 0xff) != SQLITE_IOERR && (result & 0xff) != SQLITE_CANTOPEN)
    return false;
  int reason = sqlite3_system_errno(database);
  return store_sqlite_error(result) == STORE_ERROR_IO && (reason == ENOSPC || reason == EDQUOT || has_no_room(path));
}

bool store_sqlite_fail(sqlite3 *database, int result, const char *what, GError **error) {
  const char *path = database != NULL ? sqlite3_db_filename(database, "main") : NULL;
  if (path != NULL && *path != '\0' && is_full(database, result, path)) {
    if (has_no_room(path))
      g_set_error(error, STORE_ERROR, STORE_ERROR_FULL,
                  "%s: the disk of %s has no room left, and even reading takes a little beside it (%s)", what, path,
                  sqlite3_errmsg(database));
    else
      g_set_error(error, STORE_ERROR, STORE_ERROR_FULL,
                  "%s: there is no room left on the disk of %s, or on that of temporary files (%s)", what, path,
                  sqlite3_errmsg(database));
    return false;
  }
  g_set_error(error, STORE_ERROR, (gint)store_sqlite_error(result), "%s: %s", what,
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
    store_sqlite_fail(connection->database, result, what, error);
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
    store_sqlite_fail(connection->database, result, "opening the database", error);
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
    store_sqlite_statement_end(connection->statements[number]);
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

bool store_sqlite_execute(StoreConnection *connection, const char *sql, const char *what, GError **error) {
  int result = sqlite3_exec(connection->database, sql, NULL, NULL, NULL);
  return result == SQLITE_OK || store_sqlite_fail(connection->database, result, what, error);
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
  if (!store_sqlite_execute(connection, "PRAGMA temp_store = MEMORY", "sorting in memory again", error))
    return false;
  connection->sorts_in_files = false;
  return true;
}

bool store_connection_begin(StoreConnection *connection, bool to_write, GError **error) {
  connection->trouble = SQLITE_OK;
  store_connection_rollback(connection); /* where the last one could not be ended, for want of memory */
  if (to_write && connection->log_is_doubtful && !store_sqlite_renew_log(connection, error))
    return false;
  if (to_write && connection->sorts_in_files && !sort_in_memory(connection, error))
    return false;
  int result = to_write ? run_kept(connection, &connection->begin_write, "BEGIN IMMEDIATE")
                        : run_kept(connection, &connection->begin, "BEGIN");
  return result == SQLITE_DONE || store_sqlite_fail(connection->database, result, "beginning a transaction", error);
}

bool store_connection_commit(StoreConnection *connection, GError **error) {
  int result = run_kept(connection, &connection->commit, "COMMIT");
  if (result == SQLITE_DONE)
    return true;
  store_sqlite_fail(connection->database, result, "making it durable", error);
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
  return store_sqlite_execute(connection, "SAVEPOINT write", "beginning a write", error);
}

bool store_connection_keep_marked(StoreConnection *connection, GError **error) {
  return store_sqlite_execute(connection, "RELEASE write", "ending a write", error);
}

bool store_connection_undo_marked(StoreConnection *connection, GError **error) {
  return store_sqlite_execute(connection, "ROLLBACK TO write; RELEASE write", "undoing a write", error);
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
  g_set_error(error, STORE_ERROR, (gint)store_sqlite_error(connection->trouble), "reading a value: %s",
              sqlite3_errstr(connection->trouble));
  return false;
}

bool store_connection_run(StoreConnection *connection, const char *sql, GError **error) {
  g_autofree char *expanded = store_words_expand(sql, store_sqlite_words);
  return store_sqlite_execute(connection, expanded, "preparing the database", error);
}

bool store_connection_ask(StoreConnection *connection, const char *sql, int64_t *answer, GError **error) {
  sqlite3_stmt *prepared = NULL;
  int result = sqlite3_prepare_v2(connection->database, sql, -1, &prepared, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_step(prepared);
  if (result == SQLITE_ROW)
    *answer = sqlite3_column_int64(prepared, 0);
  else
    store_sqlite_fail(connection->database, result, "asking the database", error);
  sqlite3_finalize(prepared);
  return result == SQLITE_ROW;
}

bool store_connection_alter(StoreConnection *connection, const char *sql, GError **error) {
  connection->alterations++;
  connection->sorts_in_files = true;
  /* What an index is sorted by has ids and numbers, no words. SQLite refuses this where the connection has used its database
   * for temporary tables, as renaming a column does. */
  bool ok = store_sqlite_execute(connection, "PRAGMA temp_store = FILE", "preparing to sort", error) &&
            store_sqlite_execute(connection, sql,
                                 "making or dropping an index, sorted in the folder for temporary files", error);
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
            store_sqlite_fail(connection->database, result == SQLITE_ROW ? SQLITE_NOMEM : result, "looking up an index",
                              error);
  sqlite3_finalize(prepared);
  if (ok)
    *found = making;
  return ok;
}

void store_connection_widen(StoreConnection *connection) {
  sqlite3_exec(connection->database, "PRAGMA cache_size = " CACHE_WIDE, NULL, NULL, NULL); /* else it is slower */
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
  return store_sqlite_execute(connection, sizes, "noting the tables' sizes", error);
}

bool store_connection_copy(StoreConnection *connection, const char *path, GError **error) {
  /* The copy is a read of this database and a write of another one, which a connection that only reads may not do. */
  if (!store_sqlite_execute(connection, "PRAGMA query_only = OFF", "copying the database", error))
    return false;
  sqlite3_stmt *prepared = NULL;
  int result = sqlite3_prepare_v2(connection->database, "VACUUM INTO ?1", -1, &prepared, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_bind_text(prepared, 1, path, -1, SQLITE_STATIC);
  if (result == SQLITE_OK)
    result = sqlite3_step(prepared);
  bool ok = result == SQLITE_DONE || store_sqlite_fail(connection->database, result, "copying the database", error);
  sqlite3_finalize(prepared);
  return store_sqlite_execute(connection, "PRAGMA query_only = ON", "copying the database", ok ? error : NULL) && ok;
}
