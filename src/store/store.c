/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * store.c: opening a store, and the transactions that it hands out.
 *
 * Readers are connections of their own, made when they are first needed and kept; whoever finds all in use waits. A
 * reader sees the state at its beginning and keeps nobody from writing.
 */
#include "store.h"

#include "batch.h"
#include "driver.h"
#include "durable.h"
#include "schema.h"
#include "transaction.h"
#include "tree.h"
#include "writer.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#define READERS_USUAL 4
#define BUSY_TIMEOUT_USUAL_MS 10000

struct Store {
  StoreOptions options;
  char *path;
  char *vfs;
  StoreWriter *writer;
  StoreQuota quota;
  StoreMembership *membership;
  StoreBatch *batch;    /* that is being written */
  int64_t seen_version; /* of the database, by whoever wrote, when that last began */
  GMutex random_mutex;  /* of options.random, where it is not the system's */
  GMutex mutex;         /* of what follows */
  GCond reader_free;
  unsigned waiting; /* for one: a signal that nobody waits for costs as much as one that somebody does */
  GPtrArray *free_readers;
  unsigned readers; /* free or in use */
  GMutex version_mutex;
  StoreConnection *version_reader; /* for store_version alone; NULL until it is asked for */
  const void *version_place;       /* atomic: where it can be seen without the lock; NULL: not known, or nowhere */
};

struct StoreIdentityTransaction {
  StoreConnection *connection;
};

static void system_random(void *context, uint8_t *bytes, size_t count) {
  (void)context;
  randombytes_buf(bytes, count);
}

/* Brings the database up to date. */
static bool prepare(StoreConnection *connection, GError **error) {
  if (!store_connection_lock(connection, error))
    return false;
  bool ready = store_schema_apply(connection, store_schema_file_count, error);
  store_connection_unlock(connection);
  return ready;
}

/* Where another process has committed, nothing that is kept here is taken for granted any more: not who is who, nor that
 * the tables are those that this program knows. It would go on writing without filling newer ones. */
static bool look_for_others(StoreConnection *connection, void *context, GError **error) {
  Store *store = context;
  int64_t version = 0;
  if (!store_connection_version(connection, &version, error))
    return false;
  if (version == store->seen_version)
    return true;
  store_membership_move_on(store->membership);
  if (!store_schema_is_known(connection, error))
    return false;
  store->seen_version = version;
  return true;
}

static bool end_batch(StoreConnection *connection, void *context, GError **error) {
  Store *store = context;
  return store_batch_write(store->batch, store, connection, error);
}

static void settle(void *context) {
  const Store *store = context;
  store_batch_forget(store->batch);
  store_membership_settle(store->membership);
}

Store *store_open(const StoreOptions *options, GError **error) {
  if (sodium_init() < 0) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_INTERNAL, "the system gives no random numbers");
    return NULL;
  }
  g_autoptr(Store) store = g_new0(Store, 1);
  store->options = *options;
  store->options.path = store->path = g_strdup(options->path);
  store->options.vfs = store->vfs = g_strdup(options->vfs);
  if (options->readers == 0)
    store->options.readers = READERS_USUAL;
  if (options->busy_timeout_ms == 0)
    store->options.busy_timeout_ms = BUSY_TIMEOUT_USUAL_MS;
  if (options->random == NULL)
    store->options.random = system_random;
  g_assert(store->options.readers <= STORE_READERS_MAX);
  g_mutex_init(&store->random_mutex);
  g_mutex_init(&store->mutex);
  g_cond_init(&store->reader_free);
  g_mutex_init(&store->version_mutex);
  store->membership = store_membership_new();
  store->batch = store_batch_new();
  store->free_readers = g_ptr_array_new_with_free_func((GDestroyNotify)store_connection_close);

  g_autoptr(StoreConnection) connection = store_connection_open(&store->options, STORE_CONNECTION_WRITER, error);
  if (connection == NULL || !prepare(connection, error))
    return NULL;
  StoreWriterWatch watch = {.begun = look_for_others, .done = end_batch, .ended = settle, .context = store};
  store->writer = store_writer_new(g_steal_pointer(&connection), store->options.busy_timeout_ms, &watch);
  return g_steal_pointer(&store);
}

void store_close(Store *store) {
  if (store == NULL)
    return;
  g_assert(store->free_readers->len == store->readers);
  g_ptr_array_unref(store->free_readers);
  store_connection_close(store->version_reader);
  store_writer_free(store->writer); /* the last to close, for only it clears the log */
  store_membership_free(store->membership);
  store_batch_free(store->batch);
  g_cond_clear(&store->reader_free);
  g_mutex_clear(&store->random_mutex);
  g_mutex_clear(&store->mutex);
  g_mutex_clear(&store->version_mutex);
  g_free(store->path);
  g_free(store->vfs);
  g_free(store);
}

void store_set_quota(Store *store, const StoreQuota *quota) {
  store->quota = *quota;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

typedef struct {
  Store *store;
  const StoreScope *scope;
  const StoreScope *const *scopes; /* of a write over several workspaces */
  size_t scope_count;
  StoreWork work;
  StoreIdentityWork identity_work;
  void *data;
  bool reads; /* only */
} Request;

static bool do_work(StoreConnection *connection, void *context, GError **error) {
  const Request *request = context;
  StoreTransaction transaction = {
      .store = request->store, .connection = connection, .scope = request->scope, .to_write = !request->reads};
  return request->work(&transaction, request->data, error) && store_frontier_keep(&transaction, error) &&
         store_connection_is_sound(connection, error);
}

/* Of a batch whose writes append one after another: what they leave is written when all have. */
static bool do_work_of_batch(StoreConnection *connection, void *context, GError **error) {
  const Request *request = context;
  Store *store = request->store;
  StoreTransaction transaction = {.store = store, .connection = connection, .scope = request->scope, .to_write = true};
  store_batch_recall(store->batch, &transaction);
  if (!request->work(&transaction, request->data, error) || !store_connection_is_sound(connection, error))
    return false;
  store_batch_note(store->batch, &transaction);
  return true;
}

static bool do_identity_work(StoreConnection *connection, void *context, GError **error) {
  const Request *request = context;
  StoreIdentityTransaction transaction = {.connection = connection};
  return request->identity_work(&transaction, request->data, error) && store_connection_is_sound(connection, error);
}

static bool write_as(Store *store, StoreWriteKind kind, const StoreScope *scope, StoreWork work, void *data,
                     GError **error) {
  if (store_scope_role(scope) == RECORD_ROLE_OBSERVER) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_ROLE, "an observer only reads");
    return false;
  }
  Request request = {.store = store, .scope = scope, .work = work, .data = data};
  StoreWriterWork work_of_kind = kind == STORE_WRITE_WORKSPACE ? do_work_of_batch : do_work;
  return store_writer_run(store->writer, kind, work_of_kind, &request, error);
}

bool store_write(Store *store, const StoreScope *scope, StoreWork work, void *data, GError **error) {
  return write_as(store, STORE_WRITE_WORKSPACE, scope, work, data, error);
}

static bool do_each(StoreConnection *connection, void *context, GError **error) {
  Request *request = context;
  bool ok = true;
  for (size_t index = 0; ok && index < request->scope_count; index++) {
    request->scope = request->scopes[index];
    ok = do_work(connection, request, error);
  }
  return ok;
}

bool store_write_each(Store *store, const StoreScope *const *scopes, size_t count, StoreWork work, void *data,
                      GError **error) {
  for (size_t index = 0; index < count; index++) {
    if (store_scope_role(scopes[index]) == RECORD_ROLE_OBSERVER) {
      g_set_error_literal(error, STORE_ERROR, STORE_ERROR_ROLE, "an observer only reads");
      return false;
    }
  }
  Request request = {.store = store, .scopes = scopes, .scope_count = count, .work = work, .data = data};
  return store_writer_run(store->writer, STORE_WRITE_WORKSPACES, do_each, &request, error);
}

bool store_write_wiping(Store *store, const StoreScope *scope, StoreWork work, void *data, GError **error) {
  return write_as(store, STORE_WRITE_WIPING, scope, work, data, error);
}

bool store_write_identity(Store *store, StoreIdentityWork work, void *data, GError **error) {
  Request request = {.store = store, .identity_work = work, .data = data};
  return store_writer_run(store->writer, STORE_WRITE_IDENTITY, do_identity_work, &request, error);
}

bool store_write_identity_wiping(Store *store, StoreIdentityWork work, void *data, GError **error) {
  Request request = {.store = store, .identity_work = work, .data = data};
  return store_writer_run(store->writer, STORE_WRITE_IDENTITY_WIPING, do_identity_work, &request, error);
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

static void give_back(Store *store, StoreConnection *reader) {
  g_mutex_lock(&store->mutex);
  if (reader != NULL)
    g_ptr_array_add(store->free_readers, reader);
  else
    store->readers--;
  if (store->waiting > 0)
    g_cond_signal(&store->reader_free);
  g_mutex_unlock(&store->mutex);
}

/* at_once: STORE_ERROR_BUSY where all are in use. */
static StoreConnection *take_reader(Store *store, bool at_once, GError **error) {
  StoreConnection *reader = NULL;
  g_mutex_lock(&store->mutex);
  while (!at_once && store->free_readers->len == 0 && store->readers >= store->options.readers) {
    store->waiting++;
    g_cond_wait(&store->reader_free, &store->mutex);
    store->waiting--;
  }
  bool none = store->free_readers->len == 0 && store->readers >= store->options.readers;
  if (store->free_readers->len > 0)
    reader = g_ptr_array_steal_index_fast(store->free_readers, store->free_readers->len - 1);
  else if (!none)
    store->readers++;
  g_mutex_unlock(&store->mutex);
  if (none) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_BUSY, "everybody who may read at the same time does");
    return NULL;
  }
  if (reader == NULL) {
    reader = store_connection_open(&store->options, STORE_CONNECTION_READER, error);
    if (reader == NULL)
      give_back(store, NULL);
  }
  return reader;
}

static bool read_with(Store *store, bool at_once, StoreWriterWork work, Request *request, GError **error) {
  request->reads = true;
  StoreConnection *reader = take_reader(store, at_once, error);
  if (reader == NULL)
    return false;
  bool ok = store_connection_begin(reader, false, error);
  if (ok) {
    ok = work(reader, request, error);
    store_connection_rollback(reader);
  }
  /* One that can't end its transaction would go on seeing the old state, and keep the log from being cleared. */
  if (store_connection_in_transaction(reader))
    g_clear_pointer(&reader, store_connection_close);
  give_back(store, reader);
  return ok;
}

bool store_read(Store *store, const StoreScope *scope, StoreWork work, void *data, GError **error) {
  Request request = {.store = store, .scope = scope, .work = work, .data = data};
  return read_with(store, false, do_work, &request, error);
}

bool store_read_at_once(Store *store, const StoreScope *scope, StoreWork work, void *data, GError **error) {
  Request request = {.store = store, .scope = scope, .work = work, .data = data};
  return read_with(store, true, do_work, &request, error);
}

bool store_read_identity(Store *store, StoreIdentityWork work, void *data, GError **error) {
  Request request = {.store = store, .identity_work = work, .data = data};
  return read_with(store, false, do_identity_work, &request, error);
}

/* A connection that does nothing else: one that reads in a transaction would see the version of its state. */
bool store_version(Store *store, int64_t *version, GError **error) {
  const void *place = __atomic_load_n(&store->version_place, __ATOMIC_ACQUIRE);
  if (place != NULL && store_version_look(place, version))
    return true;
  g_mutex_lock(&store->version_mutex);
  if (store->version_reader == NULL) {
    store->version_reader = store_connection_open(&store->options, STORE_CONNECTION_READER, error);
    if (store->version_reader != NULL)
      __atomic_store_n(&store->version_place, store_connection_version_place(store->version_reader), __ATOMIC_RELEASE);
  }
  bool ok = store->version_reader != NULL && store_connection_version(store->version_reader, version, error);
  g_mutex_unlock(&store->version_mutex);
  return ok;
}

/* ---- The whole database ----------------------------------------------------------------------------------------- */

static bool make_durable(const char *path, GError **error) {
  if (store_sync_file(path) && store_sync_folder_of(path))
    return true;
  g_set_error(error, STORE_ERROR, STORE_ERROR_IO, "making %s durable: %s", path, g_strerror(errno));
  return false;
}

bool store_copy(Store *store, const char *path, GError **error) {
  int made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600); /* nobody else's to read; the copy fills it */
  if (made < 0) {
    g_set_error(error, STORE_ERROR, errno == EEXIST ? STORE_ERROR_CONFLICT : STORE_ERROR_IO, "making %s: %s", path,
                g_strerror(errno));
    return false;
  }
  close(made);
  StoreConnection *reader = take_reader(store, false, error);
  bool ok = reader != NULL && store_connection_copy(reader, path, error) && make_durable(path, error);
  if (reader != NULL)
    give_back(store, reader);
  if (!ok)
    unlink(path);
  return ok;
}

static bool collect_names(StoreConnection *connection, void *context, GError **error) {
  Request *request = context;
  StoreIdentityTransaction transaction = {.connection = connection};
  g_autoptr(StoreStatement) statement = store_identity_statement(&transaction, STORE_WORKSPACE_NAMES, error);
  bool row = false;
  bool ok = statement != NULL && store_statement_step(statement, &row, error);
  for (; ok && row; ok = store_statement_step(statement, &row, error))
    g_ptr_array_add(request->data, g_strdup(store_column_text(statement, 0)));
  return ok;
}

GPtrArray *store_workspace_names(Store *store, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  Request request = {.store = store, .data = names};
  return read_with(store, false, collect_names, &request, error) ? g_steal_pointer(&names) : NULL;
}

/* ---- Inside a transaction --------------------------------------------------------------------------------------- */

StoreStatement *store_statement(StoreTransaction *transaction, StoreWorkspaceStatement name, GError **error) {
  StoreStatementText text = store_workspace_statement_text(name);
  if (text.changes_members && transaction->to_write)
    store_membership_touch(transaction->store->membership);
  return store_connection_statement(transaction->connection, transaction->scope, &text, error);
}

StoreStatement *store_identity_statement(StoreIdentityTransaction *transaction, StoreIdentityStatement name,
                                         GError **error) {
  StoreStatementText text = store_identity_statement_text(name);
  return store_connection_statement(transaction->connection, NULL, &text, error);
}

const StoreScope *store_transaction_scope(const StoreTransaction *transaction) {
  return transaction->scope;
}

const StoreQuota *store_transaction_quota(const StoreTransaction *transaction) {
  return &transaction->store->quota;
}

void store_transaction_widen(StoreTransaction *transaction) {
  store_connection_widen(transaction->connection);
}

StoreMembership *store_membership(Store *store) {
  return store->membership;
}

Store *store_transaction_store(const StoreTransaction *transaction) {
  return transaction->store;
}

void store_transaction_random(StoreTransaction *transaction, uint8_t *bytes, size_t count) {
  store_random(transaction->store, bytes, count);
}

/* A source that was given may have a state; the system's has not. */
void store_random(Store *store, uint8_t *bytes, size_t count) {
  bool is_system = store->options.random == system_random;
  if (!is_system)
    g_mutex_lock(&store->random_mutex);
  store->options.random(store->options.random_context, bytes, count);
  if (!is_system)
    g_mutex_unlock(&store->random_mutex);
}
