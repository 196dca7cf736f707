/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Several processes on one database, and processes that are killed.
 *
 * kill -9 under thirty-two writers, again and again: what was acknowledged before is there after. Two processes that
 * write without a pause, with others reading: all of it gets in, and nobody is told to come back. One that writes now
 * and then beside one that never pauses: it gets its turn. One that holds the lock too long: one clear error.
 *
 * The program starts itself anew in a role: "append PATH THREADS COUNT" (a COUNT of 0: for ever) writes a StoreAppended
 * to its output for each entry that was acknowledged to it; "read PATH" goes through the journal until its input ends;
 * "hold PATH" says a byte once it holds the lock, and gives it back when its input ends.
 */
#include "store/file_lock.h"
#include "support/store_sample.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILLS_USUAL 50 /* KILLS in the environment: another number */
#define KILLS_EACH 5   /* on the same database */
#define VICTIM_THREADS "32"

/* ---- The roles -------------------------------------------------------------------------------------------------- */

typedef struct {
  Store *store;
  StoreScope *scope;
  int count;
} Appender;

/* What goes wrong is said, and the parent sees the status. */
static void must(bool ok, const GError *error) {
  if (ok)
    return;
  g_printerr("%s\n", error != NULL ? error->message : "failed");
  _exit(1);
}

static gpointer append_some(gpointer data) {
  const Appender *appender = data;
  for (int turn = 0; appender->count == 0 || turn < appender->count; turn++) {
    StoreAppended appended = {.seq = 0};
    GError *error = NULL;
    must(store_sample_try_append(appender->store, appender->scope, NULL, "why", &appended, &error), error);
    must(write(STDOUT_FILENO, &appended, sizeof appended) == (ssize_t)sizeof appended, NULL);
  }
  return NULL;
}

static int be_appender(Appender *appender, int threads, int count) {
  GThread **running = g_new0(GThread *, threads);
  appender->count = count;
  for (int index = 0; index < threads; index++)
    running[index] = g_thread_new("appender", append_some, appender);
  for (int index = 0; index < threads; index++)
    g_thread_join(running[index]);
  g_free(running);
  return 0;
}

static void set_nonblocking_input(void) {
  g_autoptr(GIOChannel) input = g_io_channel_unix_new(STDIN_FILENO);
  g_io_channel_set_flags(input, G_IO_FLAG_NONBLOCK, NULL);
}

static int be_reader(const Appender *reader) {
  char byte = 0;
  set_nonblocking_input();
  int64_t before = 0;
  while (read(STDIN_FILENO, &byte, 1) != 0) {
    int64_t entries = store_sample_check(reader->store, reader->scope);
    must(entries >= before, NULL);
    before = entries;
  }
  return 0;
}

static bool hold(StoreTransaction *transaction, void *data, GError **error) {
  (void)transaction, (void)data, (void)error;
  char byte = 'h';
  must(write(STDOUT_FILENO, &byte, 1) == 1, NULL);
  must(read(STDIN_FILENO, &byte, 1) == 0, NULL);
  return true;
}

static int be(int count, char **arguments) {
  StoreOptions options = {.path = arguments[2]};
  GError *error = NULL;
  Appender self = {.store = store_open(&options, &error)};
  must(self.store != NULL, error);
  self.scope = store_scope_new("studio-nine", "ada", RECORD_ROLE_OWNER, NULL, 0, NULL);
  int status = 0;
  if (strcmp(arguments[1], "append") == 0 && count == 5)
    status = be_appender(&self, atoi(arguments[3]), atoi(arguments[4]));
  else if (strcmp(arguments[1], "read") == 0)
    status = be_reader(&self);
  else
    must(store_write(self.store, self.scope, hold, NULL, &error), error);
  store_close(self.store);
  store_scope_free(self.scope);
  return status;
}

/* ---- Processes from outside ------------------------------------------------------------------------------------- */

static const char *program;

typedef struct {
  GPid id;
  int input;
  int output;
} Process;

static Process process_start(const char *role, const char *path, const char *threads, const char *count) {
  Process process = {.id = 0};
  GError *error = NULL;
  char *arguments[] = {(char *)program, (char *)role, (char *)path, (char *)threads, (char *)count, NULL};
  g_spawn_async_with_pipes(NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &process.id, &process.input,
                           &process.output, NULL, &error);
  g_assert_no_error(error);
  return process;
}

/* Ends its input, and waits. Returns what waitpid does. */
static int process_end(Process *process) {
  int status = 0;
  close(process->input);
  g_assert_cmpint(waitpid(process->id, &status, 0), ==, process->id);
  close(process->output);
  return status;
}

/* Reads what it acknowledges to the end; kills it once it did that often (0: never). */
static void process_collect(const Process *process, guint kill_after, GArray *acknowledged) {
  StoreAppended appended;
  guint count = 0;
  while (read(process->output, &appended, sizeof appended) == (ssize_t)sizeof appended) {
    g_array_append_val(acknowledged, appended);
    if (++count == kill_after)
      kill(process->id, SIGKILL);
  }
}

/* The journal is sound, and has every one of these. */
static void check_all(const StoreSample *sample, const GArray *acknowledged) {
  g_assert_cmpint(store_sample_check(sample->store, sample->owner), >=, acknowledged->len);
  for (guint index = 0; index < acknowledged->len; index++)
    g_assert_true(store_sample_has(sample->store, sample->owner, &g_array_index(acknowledged, StoreAppended, index)));
}

/* ---- Killed ----------------------------------------------------------------------------------------------------- */

static void kill_some(int kills, GRand *random) {
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autoptr(GArray) acknowledged = g_array_new(FALSE, FALSE, sizeof(StoreAppended));
  for (int turn = 0; turn < kills; turn++) {
    store_close(g_steal_pointer(&sample->store));
    Process victim = process_start("append", sample->options.path, VICTIM_THREADS, "0");
    process_collect(&victim, (guint)g_rand_int_range(random, 1, 300), acknowledged);
    int status = process_end(&victim);
    g_assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    store_sample_reopen(sample);
    check_all(sample, acknowledged);
  }
}

static void test_kill(void) {
  const char *asked = g_getenv("KILLS");
  int kills = asked != NULL ? atoi(asked) : KILLS_USUAL;
  g_autoptr(GRand) random = g_rand_new_with_seed(9);
  for (int done = 0; done < kills; done += KILLS_EACH)
    kill_some(MIN(KILLS_EACH, kills - done), random);
  g_test_message("killed %d times", kills);
}

/* One is killed while another writes on: it neither waits for the dead one nor loses anything. */
static void test_kill_beside(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autoptr(GArray) acknowledged = g_array_new(FALSE, FALSE, sizeof(StoreAppended));
  for (int turn = 0; turn < 5; turn++) {
    Process victim = process_start("append", sample->options.path, "8", "0");
    Process survivor = process_start("append", sample->options.path, "4", "25");
    process_collect(&victim, 40, acknowledged);
    guint before = acknowledged->len;
    process_collect(&survivor, 0, acknowledged);
    g_assert_cmpuint(acknowledged->len - before, ==, 100);
    g_assert_true(WIFSIGNALED(process_end(&victim)));
    g_assert_cmpint(process_end(&survivor), ==, 0);
  }
  check_all(sample, acknowledged);
}

/* ---- Side by side ----------------------------------------------------------------------------------------------- */

static void test_two_writers(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autoptr(GArray) acknowledged = g_array_new(FALSE, FALSE, sizeof(StoreAppended));
  Process reader = process_start("read", sample->options.path, NULL, NULL);
  Process first = process_start("append", sample->options.path, "8", "40");
  Process second = process_start("append", sample->options.path, "1", "40");
  process_collect(&second, 0, acknowledged);
  process_collect(&first, 0, acknowledged);
  g_assert_cmpint(process_end(&first), ==, 0);
  g_assert_cmpint(process_end(&second), ==, 0);
  g_assert_cmpint(process_end(&reader), ==, 0);
  g_assert_cmpuint(acknowledged->len, ==, 9 * 40);
  check_all(sample, acknowledged);
  g_assert_cmpint(store_sample_check(sample->store, sample->owner), ==, 9 * 40);
}

typedef struct {
  Process process;
  GArray *acknowledged;
} Collecting;

static gpointer collect_on_thread(gpointer data) {
  const Collecting *collecting = data;
  process_collect(&collecting->process, 0, collecting->acknowledged);
  return NULL;
}

/* Who writes now and then waits for a batch or two of who never pauses, not for a gap of theirs. */
static void test_turns(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  sample->options.busy_timeout_ms = 2000;
  store_sample_reopen(sample);
  g_autoptr(GArray) theirs = g_array_new(FALSE, FALSE, sizeof(StoreAppended));
  g_autoptr(GArray) ours = g_array_new(FALSE, FALSE, sizeof(StoreAppended));
  Collecting greedy = {.process = process_start("append", sample->options.path, VICTIM_THREADS, "0"),
                       .acknowledged = theirs};
  GThread *collector = g_thread_new("collector", collect_on_thread, &greedy);
  for (int turn = 0; turn < 30; turn++) {
    StoreAppended appended = store_sample_append(sample, NULL, "now and then");
    g_array_append_val(ours, appended);
  }
  kill(greedy.process.id, SIGKILL);
  g_thread_join(collector);
  g_assert_true(WIFSIGNALED(process_end(&greedy.process)));
  check_all(sample, theirs);
  check_all(sample, ours);
}

static void test_held_too_long(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  sample->options.busy_timeout_ms = 100;
  store_sample_reopen(sample);
  Process holder = process_start("hold", sample->options.path, NULL, NULL);
  char byte = 0;
  g_assert_cmpint(read(holder.output, &byte, 1), ==, 1);
  StoreAppended appended;
  g_autoptr(GError) error = NULL;
  g_assert_false(store_sample_try_append(sample->store, sample->owner, NULL, "why", &appended, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_BUSY);
  g_clear_error(&error);
  Store *another = store_open(&sample->options, &error);
  g_assert_null(another);
  g_assert_error(error, STORE_ERROR, STORE_ERROR_BUSY);
  g_assert_cmpint(store_sample_check(sample->store, sample->owner), ==, 0); /* readers don't wait */
  g_assert_cmpint(process_end(&holder), ==, 0);
  store_sample_append(sample, NULL, "why");
  g_assert_cmpint(store_sample_check(sample->store, sample->owner), ==, 1);
}

typedef struct {
  StoreFileLock *lock;
  gint stop;  /* atomic */
  gint turns; /* atomic */
} Greedy;

/* Takes the lock again at once, whenever it has given it back. */
static gpointer take_without_pause(gpointer data) {
  Greedy *greedy = data;
  while (!g_atomic_int_get(&greedy->stop)) {
    g_assert_true(store_file_lock_take(greedy->lock, 10000, NULL));
    g_atomic_int_inc(&greedy->turns);
    g_usleep(1000);
    store_file_lock_give(greedy->lock);
  }
  return NULL;
}

/* Counted in turns, not in time. Without the door, a greedy one has hundreds between two of the other's. */
static void test_lock_is_fair(void) {
  enum { TURNS = 30, GREEDY_TURNS_MAX = 10 };
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autofree char *path = g_build_filename(sample->folder, "turns", NULL);
  Greedy greedy = {.lock = store_file_lock_open(path, NULL)};
  StoreFileLock *patient = store_file_lock_open(path, NULL);
  GThread *thread = g_thread_new("greedy", take_without_pause, &greedy);
  int between = 0;
  for (int turn = 0; turn < TURNS; turn++) {
    int before = g_atomic_int_get(&greedy.turns);
    while (g_atomic_int_get(&greedy.turns) == before) /* it holds the lock again */
      g_thread_yield();
    before = g_atomic_int_get(&greedy.turns);
    g_assert_true(store_file_lock_take(patient, 10000, NULL));
    between += g_atomic_int_get(&greedy.turns) - before;
    store_file_lock_give(patient);
  }
  g_atomic_int_set(&greedy.stop, 1);
  g_thread_join(thread);
  g_test_message("%d turns of the greedy one in %d of the other", between, TURNS);
  g_assert_cmpint(between, <=, TURNS * GREEDY_TURNS_MAX);
  store_file_lock_close(greedy.lock);
  store_file_lock_close(patient);
}

/* The note outlives who wrote it; a file that is new has it. */
static void test_note(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autofree char *path = g_build_filename(sample->folder, "note", NULL);
  for (int turn = 0; turn < 3; turn++) {
    StoreFileLock *lock = store_file_lock_open(path, NULL);
    g_assert_true(store_file_lock_is_noted(lock) == (turn != 1));
    g_assert_true(store_file_lock_take(lock, 0, NULL));
    g_assert_true(store_file_lock_note(lock, turn == 1, NULL));
    store_file_lock_close(lock);
  }
  GError *error = NULL;
  g_assert_null(store_file_lock_open("/nowhere/at/all", &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_IO);
  g_clear_error(&error);
}

/* ---- Erased beside others --------------------------------------------------------------------------------------- */

#define SECRET "Zwetschgenknoedel"

typedef struct {
  StoreSample *sample;
  Store *other;
} Pair;

/* The other store erases, can't clear the log because of this reader, and is closed. */
static bool erase_and_leave(StoreTransaction *transaction, void *data, GError **error) {
  Pair *pair = data;
  JournalEntry *entry = store_entry_read(transaction, 1, error);
  g_assert_nonnull(entry);
  journal_entry_free(entry);
  g_autoptr(GError) not_wiped = NULL;
  g_assert_false(store_erase_text(pair->other, pair->sample->owner, 1, "/reason", &not_wiped));
  g_assert_error(not_wiped, STORE_ERROR, STORE_ERROR_NOT_WIPED);
  store_close(g_steal_pointer(&pair->other));
  return true;
}

/* What another erased, and left in the log, this one clears with its next write. */
static void test_erased_by_another(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  sample->options.busy_timeout_ms = 50;
  store_sample_reopen(sample);
  store_sample_append(sample, NULL, SECRET);
  Pair pair = {.sample = sample, .other = store_open(&sample->options, NULL)};
  g_assert_nonnull(pair.other);
  g_assert_true(store_read(sample->store, sample->owner, erase_and_leave, &pair, NULL));
  g_assert_true(store_sample_files_hold(sample, SECRET, strlen(SECRET)));
  store_sample_append(sample, NULL, "something else");
  for (int turn = 0; turn < 500 && store_sample_files_hold(sample, SECRET, strlen(SECRET)); turn++)
    g_usleep(10000);
  g_assert_false(store_sample_files_hold(sample, SECRET, strlen(SECRET)));
}

/* The database and what is beside it are nobody else's to read. */
static void test_private(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  store_sample_append(sample, NULL, "why");
  const char *const ends[] = {"", "-wal", "-shm", "-lock"};
  for (size_t index = 0; index < G_N_ELEMENTS(ends); index++) {
    g_autofree char *path = g_strconcat(sample->options.path, ends[index], NULL);
    GStatBuf facts;
    g_assert_cmpint(g_stat(path, &facts), ==, 0);
    g_assert_cmpint(facts.st_mode & 0077, ==, 0);
  }
}

int main(int argc, char **argv) {
  if (argc >= 3 && argv[1][0] != '-')
    return be(argc, argv);
  program = argv[0];
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/store/processes/kill", test_kill);
  g_test_add_func("/store/processes/kill beside", test_kill_beside);
  g_test_add_func("/store/processes/two writers", test_two_writers);
  g_test_add_func("/store/processes/turns", test_turns);
  g_test_add_func("/store/processes/held too long", test_held_too_long);
  g_test_add_func("/store/processes/lock is fair", test_lock_is_fair);
  g_test_add_func("/store/processes/note", test_note);
  g_test_add_func("/store/processes/erased by another", test_erased_by_another);
  g_test_add_func("/store/processes/private", test_private);
  return g_test_run();
}
