/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One writes at a time: who does it on which thread, who is committed together, who fails alone, and who takes others along. */
#include "store/driver.h"
#include "store/writer.h"
#include "support/store_sample.h"

#include <glib/gstdio.h>

#define BATCH 64

typedef struct {
  StoreSample *sample;
  StoreConnection *looking; /* to see what is there */
  StoreWriter *writer;
  GMutex mutex;
  GCond changed;
  bool held;
  int transactions; /* begun by the writer */
} Bench;

typedef struct {
  Bench *bench;
  const char *sql; /* NUMBER stands for the number */
  GThread *ran_on;
  GError *error;
  StoreWriteKind kind;
  int number;
  int runs;
  bool shrugs; /* says that all is well, whatever the statement said */
  bool silent; /* fails without an error */
  bool ok;
} Job;

#define INSERT "INSERT INTO things VALUES (NUMBER)"
#define TWICE "INSERT INTO things VALUES (NUMBER), (0)"                          /* 0 is there already */
#define HALF "INSERT INTO things VALUES (NUMBER); INSERT INTO things VALUES (0)" /* the first of the two takes effect */
#define UNDO_ALL "INSERT INTO things VALUES (NUMBER); ROLLBACK"

static bool count_transaction(StoreConnection *connection, void *context, GError **error) {
  (void)connection, (void)error;
  Bench *bench = context;
  bench->transactions++;
  return true;
}

static bool leave(StoreConnection *connection, void *context, GError **error) {
  (void)connection, (void)context, (void)error;
  return true;
}

static void ignore(void *context) {
  (void)context;
}

static Bench *bench_new(void) {
  Bench *bench = g_new0(Bench, 1);
  bench->sample = store_sample_new();
  store_close(g_steal_pointer(&bench->sample->store));
  bench->sample->options.busy_timeout_ms = 200;
  GError *error = NULL;
  StoreConnection *connection = store_connection_open(&bench->sample->options, STORE_CONNECTION_WRITER, &error);
  g_assert_no_error(error);
  g_assert_true(store_connection_run(connection, "CREATE TABLE things (number INTEGER PRIMARY KEY) STRICT", &error));
  g_assert_true(store_connection_run(connection, "INSERT INTO things VALUES (0)", &error));
  bench->looking = store_connection_open(&bench->sample->options, STORE_CONNECTION_READER, &error);
  StoreWriterWatch watch = {.begun = count_transaction, .done = leave, .ended = ignore, .context = bench};
  bench->writer = store_writer_new(connection, 200, &watch);
  g_mutex_init(&bench->mutex);
  g_cond_init(&bench->changed);
  return bench;
}

static void bench_free(Bench *bench) {
  store_connection_close(bench->looking);
  store_writer_free(bench->writer);
  store_sample_free(bench->sample);
  g_mutex_clear(&bench->mutex);
  g_cond_clear(&bench->changed);
  g_free(bench);
}

static int64_t ask(const Bench *bench, const char *sql) {
  int64_t answer = -1;
  g_assert_true(store_connection_ask(bench->looking, sql, &answer, NULL));
  return answer;
}

static bool do_job(StoreConnection *connection, void *context, GError **error) {
  Job *job = context;
  job->runs++;
  job->ran_on = g_thread_self();
  g_autoptr(GString) sql = g_string_new(job->sql);
  g_autofree char *number = g_strdup_printf("%d", job->number);
  g_string_replace(sql, "NUMBER", number, 0);
  bool ok = store_connection_run(connection, sql->str, job->shrugs ? NULL : error);
  return (ok || job->shrugs) && !job->silent;
}

static gpointer run_job(gpointer data) {
  Job *job = data;
  Bench *bench = job->bench;
  job->ok = store_writer_run(bench->writer, job->kind, do_job, job, &job->error);
  return NULL;
}

static bool hold_up(StoreConnection *connection, void *context, GError **error) {
  (void)connection, (void)error;
  Bench *bench = context;
  g_mutex_lock(&bench->mutex);
  bench->held = true;
  g_cond_broadcast(&bench->changed);
  g_mutex_unlock(&bench->mutex);
  while (store_writer_waiting(bench->writer) < BATCH)
    g_usleep(1000);
  return true;
}

static void wait_until_held(Bench *bench) {
  g_mutex_lock(&bench->mutex);
  while (!bench->held)
    g_cond_wait(&bench->changed, &bench->mutex);
  g_mutex_unlock(&bench->mutex);
}

static gpointer hold_on_thread(gpointer data) {
  Bench *bench = data;
  g_assert_true(store_writer_run(bench->writer, STORE_WRITE_WORKSPACE, hold_up, bench, NULL));
  return NULL;
}

/* Runs BATCH jobs that wait behind one another, so that they are committed together. */
static void run_together(Bench *bench, Job *jobs) {
  GThread *threads[BATCH];
  bench->held = false;
  GThread *holder = g_thread_new("holder", hold_on_thread, bench);
  wait_until_held(bench);
  for (int index = 0; index < BATCH; index++)
    threads[index] = g_thread_new("writer", run_job, &jobs[index]);
  for (int index = 0; index < BATCH; index++)
    g_thread_join(threads[index]);
  g_thread_join(holder);
}

static void fill(Bench *bench, Job *jobs) {
  for (int index = 0; index < BATCH; index++)
    jobs[index] = (Job){.bench = bench, .kind = STORE_WRITE_WORKSPACE, .number = index + 1, .sql = INSERT};
}

static void clear(Job *jobs) {
  for (int index = 0; index < BATCH; index++)
    g_clear_error(&jobs[index].error);
}

/* A write fails that has changed something: all are run once more, and then it alone is undone. */
static void test_half_done(void) {
  Bench *bench = bench_new();
  Job jobs[BATCH];
  fill(bench, jobs);
  jobs[20].sql = HALF;
  jobs[50].sql = HALF;
  run_together(bench, jobs);
  for (int index = 0; index < BATCH; index++) {
    bool bad = index == 20 || index == 50;
    g_assert_true(jobs[index].ok == !bad);
    g_assert_true((jobs[index].error != NULL) == bad);
    g_assert_cmpint(jobs[index].runs, <=, 2);
  }
  g_assert_cmpint(MAX(jobs[20].runs, jobs[50].runs), ==, 2); /* whichever came first */
  g_assert_cmpint(ask(bench, "SELECT COUNT(*) FROM things"), ==, BATCH - 1);
  g_assert_cmpint(ask(bench, "SELECT COUNT(*) FROM things WHERE number IN (21, 51)"), ==, 0);
  clear(jobs);
  bench_free(bench);
}

/* One statement fails: it alone is undone, and nobody is run twice. */
static void test_one_bad(void) {
  Bench *bench = bench_new();
  Job jobs[BATCH];
  fill(bench, jobs);
  jobs[20].sql = TWICE;
  run_together(bench, jobs);
  for (int index = 0; index < BATCH; index++) {
    g_assert_true(jobs[index].ok == (index != 20));
    g_assert_cmpint(jobs[index].runs, ==, 1);
  }
  g_assert_error(jobs[20].error, STORE_ERROR, STORE_ERROR_CONFLICT);
  g_assert_cmpint(ask(bench, "SELECT COUNT(*) FROM things"), ==, BATCH);
  g_assert_cmpint(ask(bench, "SELECT COUNT(*) FROM things WHERE number = 21"), ==, 0);
  clear(jobs);
  bench_free(bench);
}

/* One takes the whole transaction with it, and may not even notice: the others are tried again, alone, and get in. */
static void test_one_undoes_all(void) {
  Bench *bench = bench_new();
  Job jobs[BATCH];
  fill(bench, jobs);
  jobs[20].sql = UNDO_ALL;
  jobs[40].sql = UNDO_ALL;
  jobs[40].shrugs = true;
  run_together(bench, jobs);
  int again = 0;
  for (int index = 0; index < BATCH; index++) {
    g_assert_true(jobs[index].ok == (index != 20 && index != 40));
    g_assert_cmpint(jobs[index].runs, <=, 2);
    again += jobs[index].runs > 1;
  }
  g_assert_cmpint(again, >, 0);
  g_assert_error(jobs[20].error, STORE_ERROR, STORE_ERROR_IO);
  g_assert_error(jobs[40].error, STORE_ERROR, STORE_ERROR_IO);
  g_assert_cmpint(ask(bench, "SELECT COUNT(*) FROM things"), ==, BATCH - 1);
  clear(jobs);
  bench_free(bench);
}

/* A write that fails without a word is still told as an error. */
static void test_silent(void) {
  Bench *bench = bench_new();
  Job jobs[BATCH];
  fill(bench, jobs);
  jobs[3].silent = true;
  run_together(bench, jobs);
  g_assert_error(jobs[3].error, STORE_ERROR, STORE_ERROR_INTERNAL);
  g_assert_cmpint(ask(bench, "SELECT COUNT(*) FROM things"), ==, BATCH);
  clear(jobs);
  bench_free(bench);
}

/* What is of identity is never in one transaction with what is of a workspace: what undoes one leaves the other. */
static void test_identity_apart(void) {
  Bench *bench = bench_new();
  Job jobs[BATCH];
  fill(bench, jobs);
  for (int index = 0; index < BATCH; index++) {
    jobs[index].kind = index % 2 == 0 ? STORE_WRITE_IDENTITY : STORE_WRITE_WORKSPACE;
    jobs[index].sql = index % 2 == 0 ? INSERT : UNDO_ALL;
  }
  run_together(bench, jobs);
  for (int index = 0; index < BATCH; index++) {
    g_assert_true(jobs[index].ok == (index % 2 == 0));
    if (index % 2 == 0)
      g_assert_cmpint(jobs[index].runs, ==, 1);
  }
  clear(jobs);
  bench_free(bench);
}

/* All that is kept is moved out of the log before that grows without bound, readers or not. */
static void test_log_is_moved(void) {
  Bench *bench = bench_new();
  Job jobs[BATCH];
  Job first = {.bench = bench, .sql = "CREATE TABLE blobs (number INTEGER, content BLOB)"};
  run_job(&first);
  g_assert_no_error(first.error);
  for (int turn = 0; turn < 3; turn++) {
    fill(bench, jobs);
    for (int index = 0; index < BATCH; index++)
      jobs[index].sql = "INSERT INTO blobs VALUES (NUMBER, zeroblob(400000))";
    run_together(bench, jobs);
    clear(jobs);
  }
  g_autofree char *path = g_strconcat(bench->sample->options.path, "-wal", NULL);
  GStatBuf facts;
  g_assert_cmpint(g_stat(path, &facts), ==, 0);
  /* Three batches of 26 MB went through it, and at most one is in it. */
  g_assert_cmpint(facts.st_size, <, 40000000);
  bench_free(bench);
}

/* Who is alone writes without another thread; who erases leaves it to the writer's, which sees to the log, and so do those
 * who come together. */
static void test_alone(void) {
  Bench *bench = bench_new();
  Job jobs[BATCH];
  fill(bench, jobs);
  for (int index = 0; index < 3; index++)
    run_job(&jobs[index]);
  jobs[3].kind = STORE_WRITE_WIPING;
  run_job(&jobs[3]);
  for (int index = 0; index < 4; index++) {
    g_assert_no_error(jobs[index].error);
    g_assert_true((jobs[index].ran_on == g_thread_self()) == (index < 3));
  }
  jobs[4].sql = TWICE;
  run_job(&jobs[4]);
  g_assert_error(jobs[4].error, STORE_ERROR, STORE_ERROR_CONFLICT);
  g_assert_cmpint(ask(bench, "SELECT COUNT(*) FROM things"), ==, 5);
  clear(jobs);
  fill(bench, jobs);
  for (int index = 0; index < BATCH; index++)
    jobs[index].number += BATCH;
  run_together(bench, jobs);
  for (int index = 0; index < BATCH; index++) {
    g_assert_no_error(jobs[index].error);
    g_assert_true(jobs[index].ran_on == jobs[0].ran_on && jobs[index].ran_on != g_thread_self());
  }
  bench_free(bench);
}

/* Is being written until somebody waits; once. */
static bool let_one_come(StoreConnection *connection, void *context, GError **error) {
  Bench *bench = context;
  g_mutex_lock(&bench->mutex);
  bool again = bench->held;
  bench->held = true;
  g_cond_broadcast(&bench->changed);
  g_mutex_unlock(&bench->mutex);
  while (!again && store_writer_waiting(bench->writer) == 0)
    g_usleep(1000);
  return store_connection_run(connection, "INSERT INTO things SELECT 1 + MAX(number) FROM things", error);
}

static gpointer let_come_on_thread(gpointer data) {
  Bench *bench = data;
  g_assert_true(store_writer_run(bench->writer, STORE_WRITE_WORKSPACE, let_one_come, bench, NULL));
  return NULL;
}

static GThread *begin_to_let_come(Bench *bench) {
  g_mutex_lock(&bench->mutex);
  bench->held = false;
  g_mutex_unlock(&bench->mutex);
  return g_thread_new("lets come", let_come_on_thread, bench);
}

/* Who comes while a batch is being written is committed with it, unless it has no place there; and is undone by itself. */
static void test_late(void) {
  static const struct {
    StoreWriteKind kind;
    const char *sql;
    int transactions; /* one by who is alone, one or two for the second and the late one */
    int64_t things;
  } cases[] = {
      {STORE_WRITE_WORKSPACE, INSERT, 2, 4},   {STORE_WRITE_WORKSPACE, TWICE, 2, 3},
      {STORE_WRITE_WORKSPACE, HALF, 3, 3},     /* the batch once more, with marks */
      {STORE_WRITE_WORKSPACE, UNDO_ALL, 4, 3}, /* each of the batch by itself */
      {STORE_WRITE_IDENTITY, INSERT, 3, 4},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    Bench *bench = bench_new();
    GThread *alone = begin_to_let_come(bench);
    wait_until_held(bench);
    GThread *second = begin_to_let_come(bench);
    g_thread_join(alone);
    wait_until_held(bench);
    Job late = {.bench = bench, .kind = cases[index].kind, .number = 100, .sql = cases[index].sql};
    GThread *third = g_thread_new("late", run_job, &late);
    g_thread_join(second);
    g_thread_join(third);
    g_assert_true(late.ok == (strcmp(cases[index].sql, INSERT) == 0));
    g_assert_cmpint(bench->transactions, ==, cases[index].transactions);
    g_assert_cmpint(ask(bench, "SELECT COUNT(*) FROM things"), ==, cases[index].things);
    g_clear_error(&late.error);
    bench_free(bench);
  }
}

/* Another process holds the lock for longer than anybody waits: all are told so, whichever way they came, and nothing of
 * theirs is kept; afterwards they can. */
static void test_locked_out(void) {
  Bench *bench = bench_new();
  Job jobs[BATCH];
  fill(bench, jobs);
  StoreConnection *other = store_connection_open(&bench->sample->options, STORE_CONNECTION_WRITER, NULL);
  g_assert_nonnull(other);
  g_assert_true(store_connection_lock(other, NULL));
  GThread *threads[BATCH];
  for (int index = 0; index < BATCH; index++)
    threads[index] = g_thread_new("writer", run_job, &jobs[index]);
  for (int index = 0; index < BATCH; index++)
    g_thread_join(threads[index]);
  for (int index = 0; index < BATCH; index++) {
    g_assert_false(jobs[index].ok);
    g_assert_error(jobs[index].error, STORE_ERROR, STORE_ERROR_BUSY);
    g_assert_cmpint(jobs[index].runs, ==, 0);
  }
  Job alone = {.bench = bench, .number = BATCH + 1, .sql = INSERT};
  run_job(&alone);
  g_assert_error(alone.error, STORE_ERROR, STORE_ERROR_BUSY);
  g_clear_error(&alone.error);
  g_assert_cmpint(ask(bench, "SELECT COUNT(*) FROM things"), ==, 1);
  store_connection_unlock(other);
  run_job(&alone);
  g_assert_no_error(alone.error);
  g_assert_cmpint(ask(bench, "SELECT COUNT(*) FROM things"), ==, 2);
  store_connection_close(other);
  clear(jobs);
  bench_free(bench);
}

/* The log that those grow who write alone is moved too: not by them, but soon. */
static void test_log_of_one_is_moved(void) {
  Bench *bench = bench_new();
  Job first = {.bench = bench, .sql = "CREATE TABLE blobs (number INTEGER, content BLOB)"};
  run_job(&first);
  g_assert_no_error(first.error);
  for (int turn = 0; turn < 6; turn++) {
    Job job = {.bench = bench, .number = turn, .sql = "INSERT INTO blobs VALUES (NUMBER, zeroblob(10000000))"};
    run_job(&job);
    g_assert_no_error(job.error);
  }
  g_autofree char *path = g_strconcat(bench->sample->options.path, "-wal", NULL);
  GStatBuf facts;
  g_assert_cmpint(g_stat(path, &facts), ==, 0);
  g_assert_cmpint(facts.st_size, <, 25000000); /* of 60 MB that went through it */
  bench_free(bench);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/store/writer/one bad", test_one_bad);
  g_test_add_func("/store/writer/half done", test_half_done);
  g_test_add_func("/store/writer/one undoes all", test_one_undoes_all);
  g_test_add_func("/store/writer/silent", test_silent);
  g_test_add_func("/store/writer/identity apart", test_identity_apart);
  g_test_add_func("/store/writer/log is moved", test_log_is_moved);
  g_test_add_func("/store/writer/alone", test_alone);
  g_test_add_func("/store/writer/late", test_late);
  g_test_add_func("/store/writer/locked out", test_locked_out);
  g_test_add_func("/store/writer/log of one is moved", test_log_of_one_is_moved);
  return g_test_run();
}
