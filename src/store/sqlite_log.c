/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sqlite_log.c: the driver's log (WAL), and the version of the database that its index in shared memory tells. */
#include "sqlite.h"

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
bool store_sqlite_renew_log(StoreConnection *connection, GError **error) {
  int result = sqlite3_wal_checkpoint_v2(connection->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  if (result == SQLITE_OK)
    result = sync_log(connection);
  if (result != SQLITE_OK)
    return store_sqlite_fail(connection->database, result, "beginning the log afresh after the disk failed", error);
  connection->log_pages = 0;
  connection->log_is_doubtful = false;
  return true;
}

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
  return result == SQLITE_ROW || store_sqlite_fail(connection->database, result, "asking for the version", error);
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
    return store_sqlite_fail(connection->database, result, "moving what the log holds", error);
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
