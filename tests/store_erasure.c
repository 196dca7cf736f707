/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What was erased is in no file of the database: texts, stored replies, messages, files. Put in and taken out in any
 * order, so that rows of all sizes come to lie beside ones that go; what stays is what it was.
 */
#include "store/attachments.h"
#include "support/store_sample.h"

#include <string.h>
#include <unistd.h>

#define STEPS 400
#define LOOK_EVERY 100

typedef enum { TEXT, REPLY, MESSAGE, FILE_OF_BYTES, KINDS } Kind;

typedef struct {
  Kind kind;
  int number;
  int64_t seq; /* of a text; a reply and a message are kept with the entry of that number */
  JournalHash hash;
  char *content;
} Thing;

static void thing_free(gpointer data) {
  Thing *thing = data;
  g_free(thing->content);
  g_free(thing);
}

/* A mark that is nowhere else, again and again. */
static char *make_mark(int number) {
  return g_strdup_printf("Zwetschge%05d", number);
}

static Thing *make_thing(GRand *random, int number) {
  static const size_t lengths[] = {14, 60, 200, 700, 1500, 3000, 4080, 9000, 60000};
  Thing *thing = g_new0(Thing, 1);
  thing->kind = (Kind)g_rand_int_range(random, 0, KINDS);
  thing->number = number;
  thing->seq = 1000 + number;
  g_autofree char *mark = make_mark(number);
  GString *content = g_string_new(NULL);
  size_t length = lengths[g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(lengths))];
  while (content->len < length)
    g_string_append(content, mark);
  thing->content = g_string_free(content, FALSE);
  return thing;
}

static bool keep(StoreTransaction *transaction, void *data, GError **error) {
  const Thing *thing = data;
  bool reply = thing->kind == REPLY;
  const uint8_t hash[32] = {1};
  g_autofree char *key = g_strdup_printf("key-%d", thing->number);
  g_autoptr(StoreStatement) statement =
      store_statement(transaction, reply ? STORE_IDEMPOTENCY_ADD : STORE_OUTBOX_ADD, error);
  store_bind_integer(statement, "seq", thing->seq);
  store_bind_bytes(statement, reply ? "reply" : "document", thing->content, strlen(thing->content));
  if (reply) {
    store_bind_text(statement, "request_key", key);
    store_bind_bytes(statement, "request_hash", hash, sizeof hash);
    store_bind_integer(statement, "at_ms", 5);
  } else {
    store_bind_text(statement, "kind", "mail");
    store_bind_integer(statement, "due_at_ms", 5);
  }
  return store_statement_run(statement, NULL, error);
}

static void put_in(StoreSample *sample, Thing *thing) {
  g_autoptr(GError) error = NULL;
  if (thing->kind == TEXT)
    thing->seq = store_sample_append(sample, NULL, thing->content).seq;
  else if (thing->kind == FILE_OF_BYTES)
    store_attachment_add(sample->store, sample->owner, NULL, thing->content, strlen(thing->content), &thing->hash,
                         &error);
  else
    store_write(sample->store, sample->owner, keep, thing, &error);
  g_assert_no_error(error);
}

static bool forget(StoreTransaction *transaction, void *data, GError **error) {
  const Thing *thing = data;
  StoreWorkspaceStatement name = thing->kind == REPLY ? STORE_IDEMPOTENCY_ERASE : STORE_OUTBOX_ERASE;
  g_autoptr(StoreStatement) statement = store_statement(transaction, name, error);
  store_bind_integer(statement, "seq", thing->seq);
  int64_t changed = 0;
  bool ok = store_statement_run(statement, &changed, error);
  g_assert_cmpint(changed, ==, 1);
  return ok;
}

static void take_out(StoreSample *sample, const Thing *thing) {
  g_autoptr(GError) error = NULL;
  if (thing->kind == TEXT)
    store_erase_text(sample->store, sample->owner, thing->seq, "/reason", &error);
  else if (thing->kind == FILE_OF_BYTES)
    store_attachment_erase(sample->store, sample->owner, &thing->hash, &error);
  else
    store_write_wiping(sample->store, sample->owner, forget, (Thing *)thing, &error);
  g_assert_no_error(error);
}

static bool read_text(StoreTransaction *transaction, void *data, GError **error) {
  const Thing *thing = data;
  g_autoptr(JournalEntry) entry = store_entry_read(transaction, thing->seq, error);
  g_assert_nonnull(entry);
  g_assert_cmpstr(journal_entry_text(entry, "/reason"), ==, thing->content);
  return true;
}

/* What is there is what was put in; what was taken out is nowhere. */
static void look(StoreSample *sample, const GPtrArray *there, const GPtrArray *gone) {
  for (guint index = 0; index < there->len; index++) {
    Thing *thing = g_ptr_array_index(there, index);
    if (thing->kind == TEXT)
      g_assert_true(store_read(sample->store, sample->owner, read_text, thing, NULL));
    if (thing->kind == FILE_OF_BYTES) {
      g_autoptr(GBytes) bytes = store_attachment_read(sample->store, sample->owner, &thing->hash, NULL);
      g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), thing->content, strlen(thing->content));
    }
  }
  g_autoptr(GBytes) all = store_sample_files(sample);
  for (guint index = 0; index < gone->len + there->len; index++) {
    bool stays = index >= gone->len;
    const Thing *thing = stays ? g_ptr_array_index(there, index - gone->len) : g_ptr_array_index(gone, index);
    g_autofree char *mark = make_mark(thing->number);
    if (store_sample_bytes_hold(all, mark, strlen(mark)) != stays)
      g_error("a thing of kind %d, number %d, %zu bytes, is %s", (int)thing->kind, thing->number,
              strlen(thing->content), stays ? "missing" : "still there");
  }
}

static void test_in_any_order(gconstpointer data) {
  g_autoptr(GRand) random = g_rand_new_with_seed((guint32)GPOINTER_TO_INT(data));
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autoptr(GPtrArray) there = g_ptr_array_new_with_free_func(thing_free);
  g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(thing_free);
  for (int step = 1; step <= STEPS; step++) {
    if (there->len == 0 || g_rand_int_range(random, 0, 100) < 55) {
      g_ptr_array_add(there, make_thing(random, step));
      put_in(sample, g_ptr_array_index(there, there->len - 1));
    } else {
      guint which = (guint)g_rand_int_range(random, 0, (gint32)there->len);
      take_out(sample, g_ptr_array_index(there, which));
      g_ptr_array_add(gone, g_ptr_array_steal_index_fast(there, which));
    }
    if (step % LOOK_EVERY == 0)
      look(sample, there, gone);
  }
}

/* An upload that broke off can be erased as well, and a file that was erased can be attached again. */
static void test_again(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autofree char *content = g_strnfill(2 * STORE_CHUNK_BYTES, 'Q');
  JournalHash hash;
  for (int turn = 0; turn < 3; turn++) {
    g_assert_true(store_attachment_add(sample->store, sample->owner, NULL, content, strlen(content), &hash, NULL));
    g_autoptr(GBytes) bytes = store_attachment_read(sample->store, sample->owner, &hash, NULL);
    g_assert_cmpuint(g_bytes_get_size(bytes), ==, strlen(content));
    g_assert_true(store_attachment_erase(sample->store, sample->owner, &hash, NULL));
    g_assert_false(store_sample_files_hold(sample, "QQQQQQQQQQQQ", 12));
    g_assert_false(store_attachment_erase(sample->store, sample->owner, &hash, NULL));
  }
}

typedef struct {
  StoreSample *sample;
  const char *content;
  gint stop; /* atomic */
  int added;
} Adding;

static gpointer add_for_ever(gpointer data) {
  Adding *adding = data;
  while (!g_atomic_int_get(&adding->stop)) {
    JournalHash hash;
    g_autoptr(GError) error = NULL;
    if (store_attachment_add(adding->sample->store, adding->sample->owner, NULL, adding->content,
                             strlen(adding->content), &hash, &error))
      adding->added++;
    else
      g_assert_error(error, STORE_ERROR, STORE_ERROR_CONFLICT);
  }
  return NULL;
}

/* While one attaches a file and another erases it, it is there whole or not at all. */
static void test_erased_while_added(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autofree char *content = g_strnfill(3 * STORE_CHUNK_BYTES, 'Q');
  Adding adding = {.sample = sample, .content = content};
  JournalHash hash = journal_hash_pair(content, strlen(content), NULL, 0);
  GThread *thread = g_thread_new("adding", add_for_ever, &adding);
  for (int turn = 0; turn < 40; turn++) {
    g_autoptr(GError) error = NULL;
    store_attachment_erase(sample->store, sample->owner, &hash, NULL);
    g_usleep((gulong)turn * 100);
    g_autoptr(GBytes) bytes = store_attachment_read(sample->store, sample->owner, &hash, &error);
    g_assert_true(bytes != NULL || g_error_matches(error, STORE_ERROR, STORE_ERROR_NOT_FOUND));
  }
  g_atomic_int_set(&adding.stop, 1);
  g_thread_join(thread);
  g_test_message("attached %d times", adding.added);
}

int main(int argc, char **argv) {
  /* Nothing here is about syncing. */
  if (access("/dev/shm", W_OK) == 0)
    g_setenv("TMPDIR", "/dev/shm", TRUE);
  g_test_init(&argc, &argv, NULL);
  for (int seed = 1; seed <= 5; seed++) {
    g_autofree char *path = g_strdup_printf("/store/erasure/in any order/%d", seed);
    g_test_add_data_func(path, GINT_TO_POINTER(seed), test_in_any_order);
  }
  g_test_add_func("/store/erasure/again", test_again);
  g_test_add_func("/store/erasure/erased while added", test_erased_while_added);
  return g_test_run();
}
