/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * writer.c: commits the writes that wait together.
 *
 * Making something durable costs one sync of the disk, however much it is. So whatever came in while the last batch was
 * being synced makes the next one: alone a writer waits for one sync, and sixty-four wait for little more than one.
 *
 * Left at that, sixty-four who write one after another fall into two halves that take turns, and each pays for two syncs.
 * Where syncs are dear all should share one. So a batch takes in whoever comes before its commit, which also lets some
 * make their writes ready while those of others are done; and before it commits, those that were acknowledged with the
 * last one are given a moment to come back, shorter than the commit that it would spare. Where that is not enough, for
 * they take longer or had nothing more to write, the next batches wait for nobody: then it is tried again, more and more
 * seldom. What that costs: thirty who all pause for as long as their work takes together come to pause together, and write
 * a quarter less than in two halves (measured with pauses of 20 ms to the millisecond; random ones make no difference).
 * Who writes alone never waits, and need not be handed over: it writes on its own thread, for to wake another and be woken
 * again would cost a good part of the write. What there is to tidy up it leaves to the writer's.
 *
 * A write that fails mostly does so before it has changed anything, rows or schema, by a rule or a field: then there is
 * nothing to undo, and the others go on. One that had changed something is undone with all of the batch, and the batch is
 * run once more with a mark before each write, so that it is undone alone. Marks from the start would make every write pay
 * for the rare one: SQLite keeps a copy of each page that is touched after a mark.
 *
 * What can't be undone alone is what takes the whole transaction with it: a full disk, an I/O error, no memory, a commit
 * that fails. Then none of the batch is acknowledged, and each is tried alone, so that the one that does not fit does not
 * keep out those that do.
 *
 * What was erased is durable like any write, but still in the log until that is cleared, which needs a moment in which
 * nobody reads an older state. Who erased waits for that moment, and nobody else: it is tried again between the batches,
 * each time for so short that writers hardly notice, and at last without anybody waiting.
 */
#include "writer.h"

#define LOG_PAGES_MAX 2000          /* pages in the log before it is moved: 8 MB with SQLite's usual pages */
#define GATHER_US_MAX 20000         /* how long a batch waits for those that were just acknowledged */
#define GATHER_SKIP_MAX 64          /* batches that don't wait, after waiting was in vain again and again */
#define NOT_WAITING SIZE_MAX        /* to wake a thread is a call of the system, also where it is awake */
#define TOLD_BY_WRITER 8            /* of a batch; these tell the others */
#define WIPE_WAIT_MS 20             /* how long writers stand still for one attempt to clear the log */
#define WIPE_PAUSE_US 20000         /* between attempts, as long as somebody waits */
#define WIPE_PAUSE_LATER_US 1000000 /* and when nobody does */

typedef struct Write {
  StoreWriteKind kind;
  StoreWriterWork work;
  void *context;
  bool ok;
  GError *error;
  GMutex mutex; /* of done; each its own, so that many who are told at once don't stand in each other's way */
  bool done;
  GCond is_done;
  struct Write *next; /* whom its caller tells next; NULL: nobody */
} Write;

/* Writes that are committed together. */
typedef struct {
  Write *writes[STORE_BATCH_MAX];
  size_t count;
  bool grows;         /* who comes before it is committed joins it */
  gint64 patience_us; /* how much longer it may wait for them; 0: not at all */
} Batch;

struct StoreWriter {
  StoreConnection *connection;
  StoreWriterWatch watch;
  int patience_ms;
  GThread *thread;
  GMutex mutex; /* of the six below */
  GCond has_work;
  GQueue waiting; /* Write, each on its caller's stack */
  size_t wanted;  /* how many must wait before the thread is woken; NOT_WAITING: it is awake, or a caller writes */
  bool is_lent;   /* a caller writes, and the thread waits until it has */
  bool log_waits; /* for the thread to tend it */
  bool stopping;
  /* Whose turn it is to write: the thread's, or the caller's to whom it is lent. */
  size_t expected;    /* how many would wait if all came back */
  gint64 patience_us; /* how long it is worth waiting for them */
  gint64 commit_us;   /* how long the last commit took */
  unsigned skip;      /* batches that wait for nobody, after waiting was in vain */
  unsigned skip_next;
  GQueue erasing;       /* Write: committed, and waiting for the log to be cleared */
  gint64 give_up_at_us; /* when the first of them has waited long enough */
  gint64 wipe_at_us;    /* when to try to clear the log; 0: nothing is owed */
};

static bool is_wiping(const Write *write) {
  return write->kind == STORE_WRITE_WIPING || write->kind == STORE_WRITE_IDENTITY_WIPING;
}

static bool is_of_identity(const Write *write) {
  return write->kind == STORE_WRITE_IDENTITY || write->kind == STORE_WRITE_IDENTITY_WIPING;
}

/* Does the work of one write, and says whether to keep it. */
static bool try_work(StoreConnection *connection, Write *write) {
  if (is_wiping(write) && !store_connection_note_wipe(connection, &write->error))
    return false;
  bool ok = write->work(connection, write->context, &write->error);
  if (!ok && write->error == NULL)
    g_set_error_literal(&write->error, STORE_ERROR, STORE_ERROR_INTERNAL, "a write failed without saying why");
  return ok;
}

typedef enum {
  STANDS,    /* the transaction, with this write or without any of it */
  HALF_DONE, /* the write failed, and what it had changed is still there */
  GONE       /* the transaction was undone */
} Standing;

/* Does the work of one write and looks what stands then. */
static Standing run_one(StoreConnection *connection, Write *write) {
  g_clear_error(&write->error);
  int64_t before = store_connection_changes(connection);
  write->ok = try_work(connection, write);
  if (!store_connection_in_transaction(connection)) {
    if (write->ok) /* the write did not notice; nothing of it is there */
      g_set_error_literal(&write->error, STORE_ERROR, STORE_ERROR_IO, "the transaction was undone");
    write->ok = false;
    return GONE;
  }
  return write->ok || store_connection_changes(connection) == before ? STANDS : HALF_DONE;
}

/* The same inside a mark, to which a write that failed is undone. */
static Standing run_marked(StoreConnection *connection, Write *write) {
  g_clear_error(&write->error);
  write->ok = false;
  if (!store_connection_mark(connection, &write->error))
    return GONE;
  Standing standing = run_one(connection, write);
  if (standing == GONE)
    return GONE;
  if (!write->ok)
    return store_connection_undo_marked(connection, NULL) ? STANDS : GONE;
  write->ok = store_connection_keep_marked(connection, &write->error);
  return write->ok ? STANDS : GONE;
}

/* None of it was kept: every write has an error then. */
static void undo_all(StoreConnection *connection, Batch *batch, const GError *error) {
  store_connection_rollback(connection);
  for (size_t index = 0; index < batch->count; index++) {
    Write *write = batch->writes[index];
    if (write->error == NULL)
      write->error = error != NULL
                         ? g_error_copy(error)
                         : g_error_new_literal(STORE_ERROR, STORE_ERROR_IO, "a write beside it undid the transaction");
    write->ok = false;
  }
}

/* Identity never shares a transaction with workspace data; nor do those that append one after another with those that may
 * delete what they append to, or are several. */
static bool belong_together(const Write *first, const Write *second) {
  return is_of_identity(first) == is_of_identity(second) &&
         (first->kind == STORE_WRITE_WORKSPACE) == (second->kind == STORE_WRITE_WORKSPACE);
}

/* Puts the writes that wait into the batch, in their order. The mutex is held. */
static void take_waiting(StoreWriter *writer, Batch *batch) {
  while (batch->count < STORE_BATCH_MAX && !g_queue_is_empty(&writer->waiting)) {
    if (batch->count > 0 && !belong_together(batch->writes[0], g_queue_peek_head(&writer->waiting)))
      return;
    batch->writes[batch->count++] = g_queue_pop_head(&writer->waiting);
  }
}

/* Gives those that were just acknowledged a moment to come back; at least two are expected, so that nobody takes itself to
 * be alone meanwhile. The mutex is held. */
static void gather(StoreWriter *writer, Batch *batch) {
  gint64 start_us = g_get_monotonic_time();
  bool in_time = true;
  writer->wanted = 1;
  while (in_time && g_queue_is_empty(&writer->waiting) && !writer->stopping)
    in_time = g_cond_wait_until(&writer->has_work, &writer->mutex, start_us + batch->patience_us);
  writer->wanted = NOT_WAITING;
  batch->patience_us = MAX(batch->patience_us - (g_get_monotonic_time() - start_us), 0);
}

/* Takes in those that came since. False where nobody did. */
static bool grow(StoreWriter *writer, Batch *batch) {
  size_t before = batch->count;
  g_mutex_lock(&writer->mutex);
  if (g_queue_is_empty(&writer->waiting) && batch->count < writer->expected && batch->patience_us > 0)
    gather(writer, batch);
  take_waiting(writer, batch);
  g_mutex_unlock(&writer->mutex);
  return batch->count > before;
}

/* All in one transaction, with the lock held. Unless it stands, nothing was kept and every write has an error. */
static Standing commit_once(StoreWriter *writer, Batch *batch, bool marked) {
  StoreConnection *connection = writer->connection;
  g_autoptr(GError) error = NULL;
  const StoreWriterWatch *watch = &writer->watch;
  bool begun = store_connection_begin(connection, true, &error) && watch->begun(connection, watch->context, &error);
  Standing standing = begun ? STANDS : GONE;
  for (size_t index = 0; standing == STANDS && (index < batch->count || (batch->grows && grow(writer, batch))); index++)
    standing = marked ? run_marked(connection, batch->writes[index]) : run_one(connection, batch->writes[index]);
  batch->grows = false;
  if (standing == STANDS && !watch->done(connection, watch->context, &error))
    standing = GONE;
  gint64 begun_us = g_get_monotonic_time();
  if (standing == STANDS && !store_connection_commit(connection, &error))
    standing = GONE;
  writer->commit_us = g_get_monotonic_time() - begun_us;
  if (standing != STANDS)
    undo_all(connection, batch, error);
  watch->ended(watch->context);
  return standing;
}

/* False where nothing of it was kept and it is worth trying each alone. */
static bool commit_together(StoreWriter *writer, Batch *batch) {
  Standing standing = commit_once(writer, batch, false);
  if (standing == HALF_DONE && batch->count > 1)
    standing = commit_once(writer, batch, true);
  return standing == STANDS;
}

static bool commit_alone(StoreWriter *writer, Write *write) {
  Batch batch = {.writes = {write}, .count = 1};
  return commit_together(writer, &batch);
}

/* The write is its caller's again, and no longer looked at. */
static void acknowledge(Write *write) {
  g_mutex_lock(&write->mutex);
  write->done = true;
  g_cond_signal(&write->is_done);
  g_mutex_unlock(&write->mutex);
}

static void acknowledge_all(Write *write) {
  while (write != NULL) {
    Write *next = g_steal_pointer(&write->next); /* its caller tells nobody */
    acknowledge(write);
    write = next;
  }
}

/* ---- The log ---------------------------------------------------------------------------------------------------- */

static void end_erasing(StoreWriter *writer, const GError *error) {
  Write *write = NULL;
  while ((write = g_queue_pop_head(&writer->erasing)) != NULL) {
    write->ok = error == NULL;
    write->error = error != NULL ? g_error_copy(error) : NULL;
    acknowledge(write);
  }
}

/* Tries to clear the log of what was erased. A failure loses nothing: it is tried again. */
static void wipe(StoreWriter *writer) {
  g_autoptr(GError) error = NULL;
  bool wiped = store_connection_wipe_log(writer->connection, WIPE_WAIT_MS, &error);
  gint64 now_us = g_get_monotonic_time();
  if (wiped || now_us >= writer->give_up_at_us)
    end_erasing(writer, error);
  bool awaited = !g_queue_is_empty(&writer->erasing);
  writer->wipe_at_us = wiped ? 0 : now_us + (awaited ? WIPE_PAUSE_US : WIPE_PAUSE_LATER_US);
}

/* After a batch, with the lock held: the log is cleared where something was erased, by whichever process, and moved
 * where it grew long. */
static void tend_log(StoreWriter *writer) {
  bool owed = store_connection_wipe_is_owed(writer->connection);
  if (owed && writer->wipe_at_us <= g_get_monotonic_time())
    wipe(writer);
  else if (store_connection_log_pages(writer->connection) >= LOG_PAGES_MAX)
    store_connection_move_log(writer->connection, NULL); /* if it fails, the log keeps what it holds */
}

/* Between batches, when it is time to try again. */
static void tend_log_alone(StoreWriter *writer) {
  g_autoptr(GError) error = NULL;
  if (store_connection_lock(writer->connection, &error)) {
    wipe(writer);
    store_connection_unlock(writer->connection);
    return;
  }
  g_autoptr(GError) not_wiped =
      g_error_new(STORE_ERROR, STORE_ERROR_NOT_WIPED, "it is erased, but still in the log: %s", error->message);
  end_erasing(writer, not_wiped);
  writer->wipe_at_us = g_get_monotonic_time() + WIPE_PAUSE_LATER_US;
}

/* ---- Batches ---------------------------------------------------------------------------------------------------- */

static void await_wipe(StoreWriter *writer, Write *write) {
  gint64 now_us = g_get_monotonic_time();
  if (g_queue_is_empty(&writer->erasing))
    writer->give_up_at_us = now_us + (gint64)writer->patience_ms * 1000;
  g_queue_push_tail(&writer->erasing, write);
  writer->wipe_at_us = now_us;
}

/* How many there would be if all of a batch came back. The mutex is held. */
static void look_ahead(StoreWriter *writer, size_t count) {
  writer->expected = MIN(count + g_queue_get_length(&writer->waiting), (size_t)STORE_BATCH_MAX);
  writer->patience_us = MIN(writer->commit_us / 2, GATHER_US_MAX);
}

/* Tells each. To wake a thread on another core costs as much as a small write, so the writer wakes only some, and these
 * the others; but not the first, which is back the sooner. */
static void acknowledge_batch(StoreWriter *writer, const Batch *batch) {
  g_mutex_lock(&writer->mutex);
  look_ahead(writer, batch->count);
  g_mutex_unlock(&writer->mutex);
  Write *told[TOLD_BY_WRITER] = {NULL};
  size_t ready = 0;
  for (size_t index = 0; index < batch->count; index++) {
    Write *write = batch->writes[index];
    if (is_wiping(write) && write->ok) {
      await_wipe(writer, write);
      continue;
    }
    if (ready++ == 0) {
      acknowledge(write);
      continue;
    }
    Write **first = &told[(ready - 2) % TOLD_BY_WRITER];
    write->next = *first;
    *first = write;
  }
  for (size_t index = 0; index < TOLD_BY_WRITER && told[index] != NULL; index++)
    acknowledge(told[index]);
}

/* After a batch that waited: where it waited in vain the next ones don't. */
static void judge_patience(StoreWriter *writer, const Batch *batch) {
  bool in_vain = batch->count < writer->expected;
  writer->skip_next = in_vain ? MIN(2 * writer->skip_next + 1, GATHER_SKIP_MAX) : 0;
  writer->skip = writer->skip_next;
}

static void write_batch(StoreWriter *writer, Batch *batch) {
  g_autoptr(GError) error = NULL;
  if (!store_connection_lock(writer->connection, &error)) {
    for (size_t index = 0; index < batch->count; index++) {
      batch->writes[index]->error = g_error_copy(error);
      acknowledge(batch->writes[index]);
    }
    return;
  }
  bool waits = batch->patience_us > 0;
  if (!commit_together(writer, batch) && batch->count > 1) {
    for (size_t index = 0; index < batch->count; index++)
      commit_alone(writer, batch->writes[index]);
  }
  if (waits)
    judge_patience(writer, batch);
  acknowledge_batch(writer, batch);
  tend_log(writer);
  store_connection_unlock(writer->connection);
}

/* One write, by its caller. True where the log is to be tended. */
static bool write_alone(StoreWriter *writer, Write *write) {
  StoreConnection *connection = writer->connection;
  if (!store_connection_lock(connection, &write->error))
    return false;
  commit_alone(writer, write);
  bool tend = store_connection_wipe_is_owed(connection) || store_connection_log_pages(connection) >= LOG_PAGES_MAX;
  store_connection_unlock(connection);
  return tend;
}

static void tend_left_log(StoreWriter *writer) {
  if (store_connection_lock(writer->connection, NULL)) { /* else the next batch does it */
    tend_log(writer);
    store_connection_unlock(writer->connection);
  }
}

static bool has_work(const StoreWriter *writer) {
  return !writer->is_lent && (writer->waiting.length > 0 || writer->log_waits || writer->stopping);
}

/* Waits for writes, but not past the time to clear the log. False where the writer is to end. The mutex is held. */
static bool wait_for_work(StoreWriter *writer) {
  bool in_time = true;
  writer->wanted = 1;
  while (in_time && !has_work(writer)) {
    if (writer->wipe_at_us == 0)
      g_cond_wait(&writer->has_work, &writer->mutex);
    else
      in_time = g_cond_wait_until(&writer->has_work, &writer->mutex, writer->wipe_at_us);
  }
  writer->wanted = NOT_WAITING;
  return !in_time || writer->log_waits || !g_queue_is_empty(&writer->waiting);
}

/* How long a batch may wait for others. The mutex is held. */
static gint64 patience(StoreWriter *writer) {
  if (writer->expected <= 1)
    return 0;
  if (writer->skip > 0) {
    writer->skip--;
    return 0;
  }
  return writer->patience_us;
}

/* Begins a batch with the writes that wait; an empty one where it is time to clear the log, or to tend what was left. */
static Batch begin_batch(StoreWriter *writer, bool *tend, bool *go_on) {
  Batch batch = {.grows = true};
  g_mutex_lock(&writer->mutex);
  *go_on = wait_for_work(writer);
  *tend = writer->log_waits;
  writer->log_waits = false;
  take_waiting(writer, &batch);
  if (batch.count > 0)
    batch.patience_us = patience(writer);
  g_mutex_unlock(&writer->mutex);
  return batch;
}

static gpointer write_until_stopped(gpointer data) {
  StoreWriter *writer = data;
  bool go_on = true;
  while (go_on) {
    bool tend = false;
    Batch batch = begin_batch(writer, &tend, &go_on);
    if (batch.count > 0)
      write_batch(writer, &batch);
    else if (tend)
      tend_left_log(writer);
    else if (writer->wipe_at_us != 0)
      tend_log_alone(writer);
  }
  g_assert(g_queue_is_empty(&writer->erasing)); /* who closes the store waits for nothing any more */
  return NULL;
}

StoreWriter *store_writer_new(StoreConnection *connection, int patience_ms, const StoreWriterWatch *watch) {
  StoreWriter *writer = g_new0(StoreWriter, 1);
  writer->connection = connection;
  writer->watch = *watch;
  writer->patience_ms = patience_ms;
  writer->wanted = 1;
  g_mutex_init(&writer->mutex);
  g_cond_init(&writer->has_work);
  g_queue_init(&writer->waiting);
  g_queue_init(&writer->erasing);
  if (store_connection_wipe_is_owed(connection)) /* by one who crashed, or ended while somebody read */
    writer->wipe_at_us = g_get_monotonic_time();
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

/* Whether nobody else writes, waits, or is expected back, and the thread has nothing in hand. The mutex is held. */
static bool is_alone(const StoreWriter *writer, const Write *write) {
  return writer->wanted == 1 && !writer->is_lent && writer->waiting.length == 0 && writer->expected <= 1 &&
         writer->wipe_at_us == 0 && !writer->log_waits && !is_wiping(write);
}

/* The mutex is held, before and after; not meanwhile. */
static void run_alone(StoreWriter *writer, Write *write) {
  writer->is_lent = true;
  writer->wanted = NOT_WAITING;
  g_mutex_unlock(&writer->mutex);
  bool tend = write_alone(writer, write);
  g_mutex_lock(&writer->mutex);
  look_ahead(writer, 1);
  writer->log_waits = tend;
  writer->wanted = 1;
  writer->is_lent = false;
  if (has_work(writer))
    g_cond_signal(&writer->has_work);
}

/* The mutex is held; it is given back. */
static void wait_in_queue(StoreWriter *writer, Write *write) {
  g_mutex_init(&write->mutex);
  g_cond_init(&write->is_done);
  g_queue_push_tail(&writer->waiting, write);
  if (g_queue_get_length(&writer->waiting) >= writer->wanted)
    g_cond_signal(&writer->has_work);
  g_mutex_unlock(&writer->mutex);
  g_mutex_lock(&write->mutex);
  while (!write->done)
    g_cond_wait(&write->is_done, &write->mutex);
  g_mutex_unlock(&write->mutex);
  acknowledge_all(write->next);
  g_cond_clear(&write->is_done);
  g_mutex_clear(&write->mutex);
}

bool store_writer_run(StoreWriter *writer, StoreWriteKind kind, StoreWriterWork work, void *context, GError **error) {
  Write write = {.kind = kind, .work = work, .context = context};
  g_mutex_lock(&writer->mutex);
  g_assert(!writer->stopping);
  if (is_alone(writer, &write)) {
    run_alone(writer, &write);
    g_mutex_unlock(&writer->mutex);
  } else {
    wait_in_queue(writer, &write);
  }
  if (write.error != NULL)
    g_propagate_error(error, write.error);
  return write.ok;
}

unsigned store_writer_waiting(StoreWriter *writer) {
  g_mutex_lock(&writer->mutex);
  unsigned waiting = g_queue_get_length(&writer->waiting);
  g_mutex_unlock(&writer->mutex);
  return waiting;
}
