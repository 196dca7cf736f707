/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * driver.h: what a database must be able to do for the store. Only this room includes it.
 *
 * sqlite.c is the one driver so far. Another one brings these functions, its meaning of the type words (statements.h)
 * and its own way of locking; statements and schema stay the same.
 */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "statements.h"
#include "store.h"

typedef struct StoreConnection StoreConnection; /* used by one thread at a time */

typedef enum {
  STORE_CONNECTION_WRITER, /* the one that writes and clears the log */
  STORE_CONNECTION_READER
} StoreConnectionUse;

/* Opens a connection; for a writer the database is made where there is none. NULL with an error. */
StoreConnection *store_connection_open(const StoreOptions *options, StoreConnectionUse use, GError **error);
void store_connection_close(StoreConnection *connection); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreConnection, store_connection_close)

/* The lock that writers of all processes take in turns for each batch, and whoever moves or clears the log.
 * STORE_ERROR_BUSY where it can't be had in options.busy_timeout_ms. Readers have none. */
bool store_connection_lock(StoreConnection *connection, GError **error);
void store_connection_unlock(StoreConnection *connection);

bool store_connection_begin(StoreConnection *connection, bool to_write, GError **error);
bool store_connection_commit(StoreConnection *connection, GError **error);
void store_connection_rollback(StoreConnection *connection); /* nothing happens where no transaction stands */

/* One mark at a time, inside a transaction. */
bool store_connection_mark(StoreConnection *connection, GError **error);
bool store_connection_keep_marked(StoreConnection *connection, GError **error);
bool store_connection_undo_marked(StoreConnection *connection, GError **error);

/* Grows with each row changed by a statement that took effect, one that failed was undone and changed none, and with each
 * alteration. */
int64_t store_connection_changes(const StoreConnection *connection);

/* Whether the transaction still stands: a full disk or lack of memory may have rolled back all of it. */
bool store_connection_in_transaction(const StoreConnection *connection);

/* Whether every value that was read since the transaction began, or the mark was set, was really had: a column has no
 * error of its own. STORE_ERROR_NO_MEMORY where not. */
bool store_connection_is_sound(const StoreConnection *connection, GError **error);

/* Statements without parameters or rows, their type words expanded; and a question with one integer for an answer. */
bool store_connection_run(StoreConnection *connection, const char *sql, GError **error);
bool store_connection_ask(StoreConnection *connection, const char *sql, int64_t *answer, GError **error);

/* The statement that makes the index of that name, free with g_free, or NULL where there is no such index. */
bool store_connection_index(StoreConnection *connection, const char *name, char **found, GError **error);

/* Makes or drops an index in the transaction. It counts as a change. */
bool store_connection_alter(StoreConnection *connection, const char *sql, GError **error);

/* Where any thread may look for such a number without the connection, and without waiting for others who look: NULL where
 * there is no such place. It is there until the connection is closed. Outside a transaction. */
const void *store_connection_version_place(StoreConnection *connection);

/* The number there, which is not one of store_connection_version's; false while a commit is changing it. */
bool store_version_look(const void *place, int64_t *version);

/* Lets the connection keep more in memory, from now on. */
void store_connection_widen(StoreConnection *connection);

/* A number that changes when another connection, of whichever process, has committed. Outside a transaction, or at the
 * beginning of one that writes. */
bool store_connection_version(StoreConnection *connection, int64_t *version, GError **error);

/* How much the log holds, in pages; 0 for a database that needs no clearing. Call this and all of the following with the
 * lock held. */
int64_t store_connection_log_pages(const StoreConnection *connection);

/* Moves what it can of the log to its place; waits for nobody. */
bool store_connection_move_log(StoreConnection *connection, GError **error);

/* Notes, durably and for all processes, that something is about to be erased; whether that is so and the log was not
 * cleared since. */
bool store_connection_note_wipe(StoreConnection *connection, GError **error);
bool store_connection_wipe_is_owed(const StoreConnection *connection);

/* Leaves nothing in the log, and takes the note back. STORE_ERROR_NOT_WIPED where somebody who reads keeps it for longer
 * than wait_ms, or the disk fails. */
bool store_connection_wipe_log(StoreConnection *connection, int wait_ms, GError **error);

/* Tells the database how large its tables may grow, so that it looks rows up by the right index from the first day on.
 * Inside the transaction that brought the schema up to date. */
bool store_connection_note_sizes(StoreConnection *connection, GError **error);

/* Writes one state of the database to an empty file, while others write on. */
bool store_connection_copy(StoreConnection *connection, const char *path, GError **error);

/* A named statement, ready for its parameters. scope: NULL for identity statements. */
StoreStatement *store_connection_statement(StoreConnection *connection, const StoreScope *scope,
                                           const StoreStatementText *text, GError **error);

#endif
