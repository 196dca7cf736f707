/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sqlite.h: what the files of the driver for SQLite share. Only they include it.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "driver.h"

#include "file_lock.h"

#include <sqlite3.h>

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

/* What SQLite says for the words of statements that are the store's own; ends with one of NULL. */
extern const StoreWord store_sqlite_words[];

StoreError store_sqlite_error(int result);

/* False, and the error that result stands for; what names what was tried. */
bool store_sqlite_fail(sqlite3 *database, int result, const char *what, GError **error);

bool store_sqlite_execute(StoreConnection *connection, const char *sql, const char *what, GError **error);

/* Makes durable that the log was begun afresh, after a sync of it failed (log_is_doubtful). */
bool store_sqlite_renew_log(StoreConnection *connection, GError **error);

void store_sqlite_statement_end(StoreStatement *statement); /* NULL is allowed */

#endif
