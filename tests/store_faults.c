/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Nothing acknowledged is lost, and nothing refused is half there. A disk that loses power, fails, or is full, and
 * memory that runs out, at every n-th call; and the same losses of power with syncing switched off, where this test must
 * find something lost, or it would prove nothing.
 *
 * A session opens the store on the faulty disk, writes alone, writes in a batch, erases, writes again, and closes. Each
 * write is two entries and a message in one transaction. Then the power is lost, whatever the fault was, and the files
 * are looked at on a sound disk.
 */
#include "support/faulty_disk.h"
#include "support/store_sample.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BATCH 3
#define WRITES (BATCH + 2)
#define SECRET "Zwetschgenknoedel"

typedef enum { NOT_TRIED, REFUSED, ACKNOWLEDGED } Fate;

typedef struct {
  StoreSample *sample;
  Fate fates[WRITES];
  Fate erasure;
} Session;

/* ---- What is written -------------------------------------------------------------------------------------------- */

typedef struct {
  int number;
  const char *text;
} Pair;

static bool add_message(StoreTransaction *transaction, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_OUTBOX_ADD, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "seq", 1000);
  store_bind_text(statement, "kind", "mail");
  store_bind_integer(statement, "due_at_ms", 5);
  store_bind_bytes(statement, "document", "hello", 5);
  return store_statement_run(statement, NULL, error);
}

static bool write_pair(StoreTransaction *transaction, void *data, GError **error) {
  const Pair *pair = data;
  const char *const texts[] = {"/reason", NULL};
  bool ok = true;
  for (int half = 0; ok && half < 2; half++) {
    json_t *body = json_pack("{s:i, s:s}", "pair", pair->number, "reason", pair->text);
    StoreNewEntry new_entry = {.at_ms = 1760000000000, .kind = "decide", .body = body, .texts = texts};
    StoreAppended appended;
    ok = store_entry_append(transaction, &new_entry, &appended, error);
    json_decref(body);
  }
  return ok && add_message(transaction, error);
}

static void write_one(Session *session, int number) {
  g_autofree char *longer = g_strnfill(9000, 'x');
  g_autoptr(GError) error = NULL;
  Pair pair = {.number = number, .text = number % 2 == 0 ? "short" : longer};
  bool ok = store_write(session->sample->store, session->sample->owner, write_pair, &pair, &error);
  g_assert_true(ok == (error == NULL));
  session->fates[number] = ok ? ACKNOWLEDGED : REFUSED;
}

/* ---- Several at once -------------------------------------------------------------------------------------------- */

typedef struct {
  Session *session;
  GMutex mutex;
  GCond changed;
  bool held;
  int waiting;
  int number; /* of the write that the next thread makes */
} Together;

/* Keeps the writer busy until the others wait behind it. It enters nothing, and is no use to anybody. */
static bool hold_up(StoreTransaction *transaction, void *data, GError **error) {
  (void)transaction, (void)error;
  Together *together = data;
  g_mutex_lock(&together->mutex);
  together->held = true;
  g_cond_broadcast(&together->changed);
  while (together->waiting < BATCH)
    g_cond_wait(&together->changed, &together->mutex);
  g_mutex_unlock(&together->mutex);
  g_usleep(500); /* from there to the queue */
  return true;
}

static gpointer hold_up_on_thread(gpointer data) {
  Together *together = data;
  bool ran = store_write(together->session->sample->store, together->session->sample->owner, hold_up, together, NULL);
  g_mutex_lock(&together->mutex);
  together->held = true; /* or it never will be */
  g_cond_broadcast(&together->changed);
  g_mutex_unlock(&together->mutex);
  return GINT_TO_POINTER(ran);
}

static gpointer write_on_thread(gpointer data) {
  Together *together = data;
  g_mutex_lock(&together->mutex);
  int number = together->number++;
  together->waiting++;
  g_cond_broadcast(&together->changed);
  g_mutex_unlock(&together->mutex);
  write_one(together->session, number);
  return NULL;
}

/* Writes BATCH at once, the first of them with that number. fault: armed when they wait. */
static void write_batch(Session *session, int first, FaultKind fault) {
  Together together = {.session = session, .number = first};
  g_mutex_init(&together.mutex);
  g_cond_init(&together.changed);
  GThread *threads[BATCH];
  GThread *holder = g_thread_new("holder", hold_up_on_thread, &together);
  g_mutex_lock(&together.mutex);
  while (!together.held)
    g_cond_wait(&together.changed, &together.mutex);
  g_mutex_unlock(&together.mutex);
  if (fault != FAULT_NONE)
    faulty_disk_arm(fault, 1);
  for (int index = 0; index < BATCH; index++)
    threads[index] = g_thread_new("writer", write_on_thread, &together);
  g_thread_join(holder);
  for (int index = 0; index < BATCH; index++)
    g_thread_join(threads[index]);
  g_mutex_clear(&together.mutex);
  g_cond_clear(&together.changed);
}

/* ---- A session -------------------------------------------------------------------------------------------------- */

static char *template_folder; /* a store with one entry, closed; made once, for every session begins with a copy */

static void copy_file(const char *to_folder, const char *name) {
  g_autofree char *from = g_build_filename(template_folder, name, NULL);
  g_autofree char *to = g_build_filename(to_folder, name, NULL);
  g_autofree char *content = NULL;
  gsize length = 0;
  g_assert_true(g_file_get_contents(from, &content, &length, NULL));
  FILE *file = fopen(to, "w");
  g_assert_nonnull(file);
  g_assert_true(fwrite(content, 1, length, file) == length);
  g_assert_true(fclose(file) == 0);
}

static Session *session_new(const char *vfs, bool unsynced) {
  Session *session = g_new0(Session, 1);
  session->sample = store_sample_new_closed();
  copy_file(session->sample->folder, "record.db");
  copy_file(session->sample->folder, "record.db-lock");
  session->sample->options.busy_timeout_ms = 20;
  session->sample->options.vfs = vfs;
  session->sample->options.unsafe_unsynced = unsynced;
  return session;
}

static void session_free(Session *session) {
  store_sample_free(session->sample);
  g_free(session);
}

static void session_run(Session *session) {
  StoreSample *sample = session->sample;
  g_autoptr(GError) error = NULL;
  sample->store = store_open(&sample->options, &error);
  g_assert_true((sample->store != NULL) == (error == NULL));
  if (sample->store == NULL)
    return;
  write_one(session, 0);
  write_batch(session, 1, FAULT_NONE);
  bool erased = store_erase_text(sample->store, sample->owner, 1, "/reason", &error);
  g_assert_true(erased == (error == NULL));
  session->erasure = erased || g_error_matches(error, STORE_ERROR, STORE_ERROR_NOT_WIPED) ? ACKNOWLEDGED : REFUSED;
  write_one(session, WRITES - 1);
  store_close(g_steal_pointer(&sample->store));
}

/* ---- What is there afterwards ----------------------------------------------------------------------------------- */

typedef struct {
  int halves[WRITES];
  int messages;
  bool secret;
} Found;

static void note_entry(Found *found, const JournalEntry *entry) {
  const json_t *pair = json_object_get(entry->body, "pair");
  if (pair != NULL)
    found->halves[json_integer_value(pair)]++;
  else
    found->secret = journal_entry_text(entry, "/reason") != NULL;
}

static bool look(StoreTransaction *transaction, void *data, GError **error) {
  Found *found = data;
  int64_t entries = 0;
  if (!store_journal_check(transaction, &entries, error))
    return false;
  for (int64_t seq = 1; seq <= entries; seq++) {
    g_autoptr(JournalEntry) entry = store_entry_read(transaction, seq, error);
    if (entry == NULL)
      return false;
    note_entry(found, entry);
  }
  g_autoptr(StoreStatement) due = store_statement(transaction, STORE_OUTBOX_DUE, error);
  if (due == NULL)
    return false;
  store_bind_integer(due, "now_ms", 5);
  store_bind_integer(due, "most", 1000);
  bool row = false;
  bool ok = store_statement_step(due, &row, error);
  for (; ok && row; ok = store_statement_step(due, &row, error))
    found->messages++;
  return ok;
}

/* What of the session is not as it was said to be: 0 where all is well. */
static int compare(const Session *session, const Found *found) {
  int wrong = 0;
  int pairs = 0;
  for (int number = 0; number < WRITES; number++) {
    bool there = found->halves[number] == 2;
    bool whole = there || found->halves[number] == 0;
    pairs += there;
    if (!whole || (session->fates[number] == ACKNOWLEDGED && !there) ||
        (session->fates[number] == NOT_TRIED && found->halves[number] > 0)) {
      g_test_message("write %d, fate %d: %d halves", number, (int)session->fates[number], found->halves[number]);
      wrong++;
    }
  }
  wrong += found->messages != pairs;
  wrong += session->erasure == ACKNOWLEDGED && found->secret;
  wrong += session->erasure == NOT_TRIED && !found->secret;
  return wrong;
}

/* On a sound disk again. What else must hold of a sound store after a fault is asked here. */
static int count_wrong(Session *session) {
  StoreSample *sample = session->sample;
  sample->options.vfs = NULL;
  sample->options.unsafe_unsynced = false;
  g_autoptr(GError) error = NULL;
  Found found = {.messages = 0};
  sample->store = store_open(&sample->options, &error);
  if (sample->store == NULL || !store_read(sample->store, sample->owner, look, &found, &error)) {
    g_test_message("%s", error->message);
    return 1;
  }
  int wrong = compare(session, &found);
  if (wrong > 0) { /* as it must be somewhere without syncs: such a record may take no write */
    store_close(g_steal_pointer(&sample->store));
    return wrong;
  }
  /* It still takes writes. */
  store_sample_append(sample, NULL, "afterwards");
  store_close(g_steal_pointer(&sample->store));
  wrong += !found.secret && store_sample_files_hold(sample, SECRET, strlen(SECRET));
  return wrong;
}

/* ---- The disk --------------------------------------------------------------------------------------------------- */

/* One session with the fault at the n-th operation. *struck: whether there were that many. */
static int wrong_after(FaultKind kind, int64_t operation, bool unsynced, uint32_t seed, bool *struck) {
  Session *session = session_new(faulty_disk_register(), unsynced);
  faulty_disk_arm(kind, operation);
  session_run(session);
  *struck = faulty_disk_struck();
  faulty_disk_lose_power(seed * 7919 + (uint32_t)operation);
  int wrong = count_wrong(session);
  if (wrong > 0 && !unsynced)
    g_test_message("fault %d at operation %d, seed %u", (int)kind, (int)operation, seed);
  session_free(session);
  return wrong;
}

static void test_fault(gconstpointer data) {
  FaultKind kind = *(const FaultKind *)data;
  uint32_t seeds = kind == FAULT_POWER ? 2 : 1;
  int64_t operation = 0;
  for (uint32_t seed = 1; seed <= seeds; seed++) {
    bool struck = true;
    for (operation = 0; struck;)
      g_assert_cmpint(wrong_after(kind, ++operation, false, seed, &struck), ==, 0);
  }
  g_test_message("%d operations", (int)operation - 1);
  g_assert_cmpint(operation, >, kind == FAULT_SYNC_ONCE ? 8 : 40);
}

/* The test of the test: without syncs the same losses of power lose what was acknowledged. */
static void test_unsynced_loses(void) {
  bool struck = true;
  int losing = 0;
  for (int64_t operation = 1; struck; operation++)
    losing += wrong_after(FAULT_POWER, operation, true, 1, &struck) > 0;
  g_test_message("%d sessions lost something", losing);
  g_assert_cmpint(losing, >, 10);
}

/* With room missing once, in a batch of several, each is tried alone, and all get in. */
static void test_alone(void) {
  Session *session = session_new(faulty_disk_register(), false);
  session->sample->store = store_open(&session->sample->options, NULL);
  write_one(session, 0);
  write_batch(session, 1, FAULT_FULL_ONCE);
  g_assert_true(faulty_disk_struck());
  for (int number = 0; number <= BATCH; number++)
    g_assert_cmpint(session->fates[number], ==, ACKNOWLEDGED);
  store_close(g_steal_pointer(&session->sample->store));
  faulty_disk_lose_power(1);
  g_assert_cmpint(count_wrong(session), ==, 0);
  session_free(session);
}

/* ---- Memory ----------------------------------------------------------------------------------------------------- */

static void test_memory(gconstpointer data) {
  bool persistent = GPOINTER_TO_INT(data) != 0;
  bool struck = true;
  int64_t allocation = 1;
  for (; struck; allocation += 1 + allocation / 60) {
    Session *session = session_new(NULL, false);
    faulty_memory_arm(allocation, persistent);
    session_run(session);
    struck = faulty_memory_struck();
    faulty_memory_arm(0, false);
    g_assert_cmpint(count_wrong(session), ==, 0);
    session_free(session);
  }
  g_test_message("about %d allocations", (int)allocation);
  g_assert_cmpint(allocation, >, 1000);
}

/* ---- All -------------------------------------------------------------------------------------------------------- */

int main(int argc, char **argv) {
  static const FaultKind kinds[] = {FAULT_POWER, FAULT_IO_ONCE, FAULT_IO, FAULT_FULL_ONCE, FAULT_FULL, FAULT_SYNC_ONCE};
  static const char *const names[] = {"power", "IO once", "IO", "full once", "full", "sync once"};
  /* The disk is a model; under it, the fastest will do. */
  if (access("/dev/shm", W_OK) == 0)
    g_setenv("TMPDIR", "/dev/shm", TRUE);
  g_test_init(&argc, &argv, NULL);
  faulty_memory_install();
  g_autoptr(StoreSample) sample = store_sample_new();
  store_sample_append(sample, NULL, SECRET);
  store_close(g_steal_pointer(&sample->store));
  template_folder = sample->folder;
  for (size_t index = 0; index < G_N_ELEMENTS(kinds); index++) {
    g_autofree char *path = g_strconcat("/store/faults/", names[index], NULL);
    g_test_add_data_func(path, &kinds[index], test_fault);
  }
  g_test_add_func("/store/faults/unsynced loses", test_unsynced_loses);
  g_test_add_func("/store/faults/each alone", test_alone);
  g_test_add_data_func("/store/faults/memory once", GINT_TO_POINTER(0), test_memory);
  g_test_add_data_func("/store/faults/memory", GINT_TO_POINTER(1), test_memory);
  return g_test_run();
}
