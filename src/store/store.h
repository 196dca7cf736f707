/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * store.h: keeping what is entered, and reading it.
 *
 * A store is a database, whichever one; nothing here says which. Reading and writing happens in callbacks that are
 * given a transaction. One write runs at a time, on a thread of the store's or, where nobody else writes, on its caller's,
 * and those that wait are committed together, so that many writers pay for one sync of the disk; a write that fails is
 * undone alone. store_write returns once the write is durable, or with an error and nothing of it kept.
 *
 * Any thread may call these functions, but for store_close, which is called when all others have returned. A callback must
 * not call store_read or store_write itself.
 *
 * There are two kinds of transaction, and no way from one to the other: on one workspace's data, for a scope, and on
 * identity (persons, sessions, tokens), which belongs to no workspace. Statements of one kind don't compile with the
 * other's transaction.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "error.h"
#include "scope.h"

#include <stdint.h>

#define STORE_READERS_MAX 64
#define STORE_BATCH_MAX 256 /* writes that are committed together */

/* Fills bytes with randomness that nobody can foresee. */
typedef void (*StoreRandom)(void *context, uint8_t *bytes, size_t count);

typedef struct {
  const char *path;    /* of the database; its log and lock lie beside it */
  unsigned readers;    /* who read at the same time, 1 to STORE_READERS_MAX; 0: 4 */
  int busy_timeout_ms; /* how long to wait for other processes; 0: 10,000 */
  StoreRandom random;  /* NULL: the system's; tests give their own */
  void *random_context;
  const char *vfs;      /* for tests of failing disks; NULL otherwise */
  bool unsafe_unsynced; /* for the test that shows what syncing is good for; false otherwise */
} StoreOptions;

typedef struct Store Store;
typedef struct StoreTransaction StoreTransaction;                 /* on a workspace's data, for a scope */
typedef struct StoreIdentityTransaction StoreIdentityTransaction; /* on persons, sessions, tokens */

/* Opens the database, made where there is none, and brings its schema up to date. options are copied. */
Store *store_open(const StoreOptions *options, GError **error);

/* Ends what waits, then closes. Nobody else may be inside any more. NULL is allowed. */
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* How much room one workspace has; 0: as much as it takes. Entries cost no query to count, for the journal's size is read
 * with every append anyway; files are added up when one comes. */
typedef struct {
  int64_t entries_max;
  int64_t file_bytes_max; /* of all its files together, each counted once */
} StoreQuota;

/* For all workspaces, from now on; without a call there is none. Before other threads use the store. */
void store_set_quota(Store *store, const StoreQuota *quota);

/* Does one thing inside a transaction. False with an error undoes it. A write may be run a second time, after a failure
 * of others beside it: what it leaves in data must not depend on how often it was run. It runs on another thread. */
typedef bool (*StoreWork)(StoreTransaction *transaction, void *data, GError **error);
typedef bool (*StoreIdentityWork)(StoreIdentityTransaction *transaction, void *data, GError **error);

/* Returns after the write is durable, or with an error and nothing of it kept. STORE_ERROR_ROLE for observers. */
bool store_write(Store *store, const StoreScope *scope, StoreWork work, void *data, GError **error);

/* The same, and what the write erased is gone from the log before it returns; others write meanwhile.
 * STORE_ERROR_NOT_WIPED: the write is durable, but for up to busy_timeout_ms somebody read an older state. The clearing is
 * tried again, by this process and by whoever opens the database next, until it is done. */
bool store_write_wiping(Store *store, const StoreScope *scope, StoreWork work, void *data, GError **error);

/* Does the work once for each scope, in one transaction: all of it or nothing. For what reaches over workspaces, such as
 * importing a file of several. */
bool store_write_each(Store *store, const StoreScope *const *scopes, size_t count, StoreWork work, void *data,
                      GError **error);

/* Reads one state of the data, whatever is written meanwhile. Runs on the caller's thread. */
bool store_read(Store *store, const StoreScope *scope, StoreWork work, void *data, GError **error);

/* The same, but STORE_ERROR_BUSY where it would have to wait for others who read. */
bool store_read_at_once(Store *store, const StoreScope *scope, StoreWork work, void *data, GError **error);

bool store_write_identity(Store *store, StoreIdentityWork work, void *data, GError **error);
bool store_write_identity_wiping(Store *store, StoreIdentityWork work, void *data, GError **error); /* as above */
bool store_read_identity(Store *store, StoreIdentityWork work, void *data, GError **error);

/* Writes one state of the whole database to a new file, while others go on reading and writing. It is durable before this
 * returns; what was made of it is removed where it fails. STORE_ERROR_CONFLICT where the file is there already. */
bool store_copy(Store *store, const char *path, GError **error);

/* A number that is another one after anything was committed by anybody, and the same while nothing was: what was read
 * after asking for it still holds while it is the same. False with an error. */
bool store_version(Store *store, int64_t *version, GError **error);

/* The names of all workspaces, for whoever looks after the database: char *, free with g_ptr_array_unref. */
GPtrArray *store_workspace_names(Store *store, GError **error);

const StoreScope *store_transaction_scope(const StoreTransaction *transaction);

/* The room that its workspace has. */
const StoreQuota *store_transaction_quota(const StoreTransaction *transaction);

Store *store_transaction_store(const StoreTransaction *transaction);

/* For work that goes over much of a large record, in a process that ends with it: more memory for who does it, from now
 * on. */
void store_transaction_widen(StoreTransaction *transaction);

/* Random bytes from the store's source, for salts and blinds. */
void store_transaction_random(StoreTransaction *transaction, uint8_t *bytes, size_t count);
void store_random(Store *store, uint8_t *bytes, size_t count);

#endif
