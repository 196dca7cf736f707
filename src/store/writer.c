/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * writer.c: commits the writes that wait together.
 *
 * Making something durable costs one sync of the disk, however much it is. So whatever came in while the last batch was
 * being synced makes the next one: alone a writer waits for one sync, and sixty-four wait for little more than one.
 * Nobody is made to wait for company.
 *
 * Each write is inside a mark of its own; one that fails is undone alone. What can't be undone alone is what takes the
 * whole transaction with it: a full disk, an I/O error, no memory, a commit that fails. Then none of the batch is
 * acknowledged, and each is tried alone, so that the one that does not fit does not keep out those that do.
 */
#include "writer.h"

#define LOG_PAGES_MAX 2000 /* pages in the log before it is cleared: 8 MB with SQLite's usual pages */

typedef struct {
  StoreWriteKind kind;
  StoreWriterWork work;
  void *context;
  bool ok;
  bool done;
  GError *error;
  GCond is_done;
} Write;

struct StoreWriter {
  StoreConnection *connection;
  GThread *thread;
  GMutex mutex; /* of the three below, and of every write's done */
  GCond has_work;
  GQueue waiting; /* Write, each on its caller's stack */
  bool stopping;
  bool wipe_owed; /* the thread's own: something was erased and is still in the log */
};

/* Runs one write inside its mark. False where the transaction is gone. */
static bool run_one(StoreConnection *connection, Write *write) {
  g_clear_error(&write->error);
  write->ok = store_connection_mark(connection, &write->error);
  if (!write->ok)
    return false;
  write->ok = write->work(connection, write->context, &write->error);
  if (!store_connection_in_transaction(connection)) {
    if (write->ok) /* the write did not notice; nothing of it is there */
      g_set_error_literal(&write->error, STORE_ERROR, STORE_ERROR_IO, "the transaction was undone");
    write->ok = false;
    return false;
  }
  if (write->ok && !store_connection_keep_marked(connection, &write->error)) {
    write->ok = false;
    return false;
  }
  return write->ok || store_connection_undo_marked(connection, NULL);
}

/* All in one transaction, with the lock held. False where nothing of it was kept and it is worth trying each alone;
 * every write has its error then. */
static bool commit_together(StoreConnection *connection, Write **writes, size_t count) {
  g_autoptr(GError) error = NULL;
  bool stands = store_connection_begin(connection, true, &error);
  for (size_t index = 0; stands && index < count; index++)
    stands = run_one(connection, writes[index]);
  if (stands && store_connection_commit(connection, &error))
    return true;
  store_connection_rollback(connection);
  for (size_t index = 0; index < count; index++) {
    if (writes[index]->error == NULL)
      writes[index]->error =
          error != NULL ? g_error_copy(error)
                        : g_error_new_literal(STORE_ERROR, STORE_ERROR_IO, "a write beside it undid the transaction");
    writes[index]->ok = false;
  }
  return false;
}

static void acknowledge(StoreWriter *writer, Write *write) {
  g_mutex_lock(&writer->mutex);
  write->done = true;
  g_cond_signal(&write->is_done);
  g_mutex_unlock(&writer->mutex);
}

/* Clears the log where it grew long or something was erased. Those who erased are told if it could not be done. */
static void clear_log(StoreWriter *writer, Write **erasing, size_t count) {
  bool wipe = writer->wipe_owed;
  if (!wipe && store_connection_log_pages(writer->connection) < LOG_PAGES_MAX)
    return;
  g_autoptr(GError) error = NULL;
  /* A failure loses nothing: the log keeps what it holds, and the next batch tries again. */
  if (store_connection_clear_log(writer->connection, wipe, &error)) {
    writer->wipe_owed = false;
    return;
  }
  for (size_t index = 0; index < count; index++) {
    erasing[index]->ok = false;
    erasing[index]->error =
        g_error_new(STORE_ERROR, STORE_ERROR_NOT_WIPED, "it is erased, but still in the log: %s", error->message);
  }
}

/* A write that was acknowledged is its caller's again and no longer looked at; so those that erased come last. */
static void write_batch(StoreWriter *writer, Write **writes, size_t count) {
  g_autoptr(GError) error = NULL;
  if (!store_connection_lock(writer->connection, &error)) {
    for (size_t index = 0; index < count; index++) {
      writes[index]->error = g_error_copy(error);
      acknowledge(writer, writes[index]);
    }
    return;
  }
  if (!commit_together(writer->connection, writes, count) && count > 1) {
    for (size_t index = 0; index < count; index++)
      commit_together(writer->connection, &writes[index], 1);
  }
  size_t erasing = 0;
  for (size_t index = 0; index < count; index++) {
    if (writes[index]->kind == STORE_WRITE_WIPING && writes[index]->ok)
      writes[erasing++] = writes[index];
    else
      acknowledge(writer, writes[index]);
  }
  writer->wipe_owed = writer->wipe_owed || erasing > 0;
  clear_log(writer, writes, erasing);
  store_connection_unlock(writer->connection);
  for (size_t index = 0; index < erasing; index++)
    acknowledge(writer, writes[index]);
}

/* Identity never shares a transaction with workspace data. */
static bool belong_together(const Write *first, const Write *second) {
  return (first->kind == STORE_WRITE_IDENTITY) == (second->kind == STORE_WRITE_IDENTITY);
}

/* Takes the writes that wait, in their order; 0 where the writer is to end. */
static size_t take_batch(StoreWriter *writer, Write **writes) {
  size_t count = 0;
  g_mutex_lock(&writer->mutex);
  while (g_queue_is_empty(&writer->waiting) && !writer->stopping)
    g_cond_wait(&writer->has_work, &writer->mutex);
  while (count < STORE_BATCH_MAX && !g_queue_is_empty(&writer->waiting)) {
    if (count > 0 && !belong_together(writes[0], g_queue_peek_head(&writer->waiting)))
      break;
    writes[count++] = g_queue_pop_head(&writer->waiting);
  }
  g_mutex_unlock(&writer->mutex);
  return count;
}

static gpointer write_until_stopped(gpointer data) {
  StoreWriter *writer = data;
  Write *writes[STORE_BATCH_MAX];
  for (size_t count = take_batch(writer, writes); count > 0; count = take_batch(writer, writes))
    write_batch(writer, writes, count);
  return NULL;
}

StoreWriter *store_writer_new(StoreConnection *connection) {
  StoreWriter *writer = g_new0(StoreWriter, 1);
  writer->connection = connection;
  g_mutex_init(&writer->mutex);
  g_cond_init(&writer->has_work);
  g_queue_init(&writer->waiting);
  writer->thread = g_thread_new("store-writer", write_until_stopped, writer);
  return writer;
}

void store_writer_free(StoreWriter *writer) {
  if (writer == NULL)
    return;
  g_mutex_lock(&writer->mutex);
  writer->stopping = true;
  g_cond_signal(&writer->has_work);
  g_mutex_unlock(&writer->mutex);
  g_thread_join(writer->thread);
  store_connection_close(writer->connection);
  g_cond_clear(&writer->has_work);
  g_mutex_clear(&writer->mutex);
  g_free(writer);
}

bool store_writer_run(StoreWriter *writer, StoreWriteKind kind, StoreWriterWork work, void *context, GError **error) {
  Write write = {.kind = kind, .work = work, .context = context};
  g_cond_init(&write.is_done);
  g_mutex_lock(&writer->mutex);
  g_assert(!writer->stopping);
  g_queue_push_tail(&writer->waiting, &write);
  g_cond_signal(&writer->has_work);
  while (!write.done)
    g_cond_wait(&write.is_done, &writer->mutex);
  g_mutex_unlock(&writer->mutex);
  g_cond_clear(&write.is_done);
  if (write.error != NULL)
    g_propagate_error(error, write.error);
  return write.ok;
}
