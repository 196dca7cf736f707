/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The journal in the store: appending, reading, proofs, heads, erasing, files, and what a scope may see. */
#include "store/attachments.h"
#include "store/driver.h"
#include "store/query.h"
#include "support/store_sample.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- Appending and proving -------------------------------------------------------------------------------------- */

typedef struct {
  int64_t seq;
  JournalEntry *entry;
} Reading;

static bool read_entry(StoreTransaction *transaction, void *data, GError **error) {
  Reading *reading = data;
  reading->entry = store_entry_read(transaction, reading->seq, error);
  return reading->entry != NULL;
}

static JournalEntry *entry_of(StoreSample *sample, const StoreScope *scope, int64_t seq, GError **error) {
  Reading reading = {.seq = seq};
  store_read(sample->store, scope, read_entry, &reading, error);
  return reading.entry;
}

static void test_append(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  for (int64_t seq = 1; seq <= 9; seq++) {
    g_autofree char *text = g_strdup_printf("because of %d, \xC3\xA9", (int)seq);
    g_assert_cmpint(store_sample_append(sample, NULL, text).seq, ==, seq);
  }
  store_sample_reopen(sample);
  g_assert_cmpint(store_sample_check(sample->store, sample->owner), ==, 9);
  GError *error = NULL;
  g_autoptr(JournalEntry) entry = entry_of(sample, sample->owner, 7, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(journal_entry_text(entry, "/reason"), ==, "because of 7, \xC3\xA9");
  g_assert_cmpstr(entry->actor, ==, "person:ada");
  g_assert_null(entry_of(sample, sample->owner, 10, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_clear_error(&error);
}

/* ---- Versions --------------------------------------------------------------------------------------------------- */

static int64_t version_of(Store *store) {
  GError *error = NULL;
  int64_t version = 0;
  store_version(store, &version, &error);
  g_assert_no_error(error);
  return version;
}

/* Another number after each commit, whoever made it, and the same while there is none; also where the log is cleared, and
 * begun afresh, meanwhile. */
static void test_version(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autoptr(Store) other = store_open(&sample->options, NULL);
  g_assert_nonnull(other);
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  version_of(sample->store);
  version_of(other); /* the first is asked of the connection, all others without it */
  Store *own = sample->store;
  for (int number = 0; number < 1200; number++) {
    sample->store = number % 3 == 0 ? other : own;
    store_sample_append(sample, NULL, "because");
    sample->store = own;
    int64_t version = version_of(own);
    g_assert_cmpint(version_of(own), ==, version);
    g_assert_cmpint(version_of(other), ==, version);
    g_assert_true(g_hash_table_add(seen, g_memdup2(&version, sizeof version)));
    GError *error = NULL;
    g_autoptr(JournalEntry) entry = entry_of(sample, sample->owner, number + 1, &error); /* reading changes nothing */
    g_assert_no_error(error);
    g_assert_nonnull(entry);
    g_assert_cmpint(version_of(own), ==, version);
  }
}

/* ---- Without waiting -------------------------------------------------------------------------------------------- */

static bool do_nothing(StoreTransaction *transaction, void *data, GError **error) {
  (void)transaction;
  (void)data;
  (void)error;
  return true;
}

static bool read_inside(StoreTransaction *transaction, void *data, GError **error) {
  (void)transaction;
  (void)error;
  const StoreSample *sample = data;
  GError *busy = NULL;
  g_assert_false(store_read_at_once(sample->store, sample->owner, do_nothing, NULL, &busy));
  g_assert_error(busy, STORE_ERROR, STORE_ERROR_BUSY);
  g_clear_error(&busy);
  return true;
}

/* While the only one who may read does, another is told so rather than made to wait. */
static void test_at_once(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  sample->options.readers = 1;
  store_sample_reopen(sample);
  GError *error = NULL;
  g_assert_true(store_read_at_once(sample->store, sample->owner, do_nothing, NULL, &error));
  g_assert_true(store_read(sample->store, sample->owner, read_inside, sample, &error));
  g_assert_true(store_read_at_once(sample->store, sample->owner, do_nothing, NULL, &error));
  g_assert_no_error(error);
}

/* ---- Proofs ----------------------------------------------------------------------------------------------------- */

typedef struct {
  JournalHash roots[20];
  JournalHash leaves[20];
} Tree;

static bool prove_all(StoreTransaction *transaction, void *data, GError **error) {
  Tree *tree = data;
  int64_t size = 0;
  JournalHash root;
  JournalProof proof;
  g_assert_true(store_journal_root(transaction, &size, &root, error));
  g_assert_true(journal_hash_equal(&root, &tree->roots[size]));
  for (int64_t seq = 1; seq <= size; seq++) {
    g_assert_true(store_journal_prove_inclusion(transaction, seq, size, &proof, error));
    g_assert_true(journal_merkle_verify_inclusion(seq - 1, size, &tree->leaves[seq], &proof, &root));
    g_assert_true(store_journal_prove_consistency(transaction, seq, size, &proof, error));
    g_assert_true(journal_merkle_verify_consistency(seq, size, &tree->roots[seq], &root, &proof));
  }
  g_assert_false(store_journal_prove_inclusion(transaction, 0, size, &proof, NULL));
  g_assert_false(store_journal_prove_inclusion(transaction, size + 1, size, &proof, NULL));
  g_assert_false(store_journal_prove_inclusion(transaction, 1, size + 1, &proof, NULL));
  g_assert_false(store_journal_prove_consistency(transaction, -1, size, &proof, NULL));
  return true;
}

static void test_proofs(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  Tree tree;
  JournalFrontier frontier;
  journal_frontier_init(&frontier);
  for (int64_t seq = 1; seq < 20; seq++) {
    tree.leaves[seq] = store_sample_append(sample, NULL, "why").leaf_hash;
    g_assert_true(journal_frontier_append(&frontier, &tree.leaves[seq], NULL, NULL, &error));
    tree.roots[seq] = journal_frontier_root(&frontier);
    g_assert_true(store_read(sample->store, sample->owner, prove_all, &tree, &error));
  }
}

/* ---- Heads ------------------------------------------------------------------------------------------------------ */

typedef struct {
  JournalPublicKey public_key;
  JournalSecretKey secret_key;
  JournalSignedHead head;
  int signed_times;
} Signing;

static bool sign(void *context, JournalSignedHead *head, GError **error) {
  Signing *signing = context;
  signing->signed_times++;
  return journal_head_sign(head, &signing->public_key, &signing->secret_key, error);
}

static bool sign_head(StoreTransaction *transaction, void *data, GError **error) {
  Signing *signing = data;
  return store_head_sign(transaction, 1760000001000, sign, signing, &signing->head, error);
}

static bool refuse(void *context, JournalSignedHead *head, GError **error) {
  (void)context, (void)head;
  g_set_error_literal(error, g_quark_from_static_string("test"), 1, "no key");
  return false;
}

static bool fail_to_sign(StoreTransaction *transaction, void *data, GError **error) {
  JournalSignedHead head;
  return store_head_sign(transaction, 1760000001000, refuse, data, &head, error);
}

static void test_heads(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  Signing signing = {.signed_times = 0};
  const uint8_t seed[JOURNAL_SEED_BYTES] = {7};
  journal_key_pair(seed, &signing.public_key, &signing.secret_key);
  store_sample_append(sample, NULL, "why");
  g_assert_false(store_write(sample->store, sample->owner, fail_to_sign, NULL, &error));
  g_assert_error(error, g_quark_from_static_string("test"), 1);
  g_clear_error(&error);
  for (int time = 0; time < 2; time++) {
    g_assert_true(store_write(sample->store, sample->owner, sign_head, &signing, &error));
    g_assert_cmpint(signing.signed_times, ==, 1);
    g_assert_cmpint(signing.head.head.size, ==, 1);
    g_assert_cmpstr(signing.head.head.workspace, ==, "studio-nine");
    size_t length = 0;
    g_autofree char *line = journal_head_write(&signing.head, &length, NULL);
    JournalSignedHead read;
    g_assert_true(journal_head_read(line, length, &read, &error));
  }
}

/* ---- Erasing ---------------------------------------------------------------------------------------------------- */

#define SECRET "Zwetschgenknoedel-"

static void append_secret(StoreSample *sample, int number, size_t length, GPtrArray *secrets) {
  GString *text = g_string_new(NULL);
  while (text->len < length)
    g_string_append_printf(text, SECRET "%05d ", number);
  store_sample_append(sample, NULL, text->str);
  g_ptr_array_add(secrets, g_strdup_printf(SECRET "%05d", number));
  g_string_free(text, TRUE);
}

/* Texts of all sizes, from a word to sixteen pages, erased in no order, with more appended between. */
static void test_erase(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autoptr(GPtrArray) secrets = g_ptr_array_new_with_free_func(g_free);
  const size_t lengths[] = {20, 300, 900, 2000, 4090, 9000, 60000};
  const int count = 200;
  for (int number = 0; number < count; number++)
    append_secret(sample, number, lengths[number % (int)G_N_ELEMENTS(lengths)], secrets);
  g_assert_true(store_sample_files_hold(sample, SECRET, strlen(SECRET)));
  for (int turn = 0; turn < count; turn++) {
    int number = turn * 77 % count;
    g_assert_true(store_erase_text(sample->store, sample->owner, number + 1, "/reason", &error));
    g_assert_no_error(error);
    const char *secret = g_ptr_array_index(secrets, (guint)number);
    if (turn % 10 == 0)
      g_assert_false(store_sample_files_hold(sample, secret, strlen(secret)));
  }
  g_assert_false(store_sample_files_hold(sample, SECRET, strlen(SECRET)));
  g_autoptr(JournalEntry) entry = entry_of(sample, sample->owner, 5, &error);
  g_assert_null(journal_entry_text(entry, "/reason"));
  g_assert_cmpint(store_sample_check(sample->store, sample->owner), ==, count);
  g_assert_true(store_erase_text(sample->store, sample->owner, 5, "/reason", &error));
  g_assert_false(store_erase_text(sample->store, sample->owner, 5, "/other", &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_clear_error(&error);
}

static bool keep_beside(StoreTransaction *transaction, void *data, GError **error) {
  const uint8_t hash[32] = {1};
  g_autoptr(StoreStatement) reply = store_statement(transaction, STORE_IDEMPOTENCY_ADD, error);
  store_bind_text(reply, "request_key", "k1");
  store_bind_bytes(reply, "request_hash", hash, sizeof hash);
  store_bind_integer(reply, "seq", 1);
  store_bind_integer(reply, "at_ms", 5);
  store_bind_bytes(reply, "reply", data, strlen(data));
  g_autoptr(StoreStatement) message = store_statement(transaction, STORE_OUTBOX_ADD, error);
  store_bind_integer(message, "seq", 1);
  store_bind_text(message, "kind", "mail");
  store_bind_integer(message, "due_at_ms", 5);
  store_bind_bytes(message, "document", data, strlen(data));
  return store_statement_run(reply, NULL, error) && store_statement_run(message, NULL, error);
}

static bool count_beside(StoreTransaction *transaction, void *data, GError **error) {
  int *found = data;
  bool row = false;
  g_autoptr(StoreStatement) reply = store_statement(transaction, STORE_IDEMPOTENCY_GET, error);
  store_bind_text(reply, "request_key", "k1");
  g_assert_true(store_statement_step(reply, &row, error));
  *found = row ? 1 : 0;
  g_autoptr(StoreStatement) due = store_statement(transaction, STORE_OUTBOX_DUE, error);
  store_bind_integer(due, "now_ms", 5);
  store_bind_integer(due, "most", 10);
  g_assert_true(store_statement_step(due, &row, error));
  *found += row && strcmp(store_column_text(due, 2), "mail") == 0 ? 1 : 0;
  return true;
}

/* Stored replies and messages about the entry go with its text. */
static void test_erase_beside(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  store_sample_append(sample, NULL, SECRET);
  int found = 0;
  g_assert_true(store_write(sample->store, sample->owner, keep_beside, SECRET, &error));
  g_assert_true(store_erase_text(sample->store, sample->owner, 1, "/reason", &error));
  g_assert_true(store_read(sample->store, sample->owner, count_beside, &found, &error));
  g_assert_cmpint(found, ==, 1); /* the message is not due any more; the reply's key stays known */
  g_assert_false(store_sample_files_hold(sample, SECRET, strlen(SECRET)));
  g_assert_false(store_write(sample->store, sample->owner, keep_beside, SECRET, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_CONFLICT);
  g_clear_error(&error);
}

typedef struct {
  StoreSample *sample;
  bool erased;
  GError *error;
} Reader;

static gpointer erase_on_thread(gpointer data) {
  Reader *reader = data;
  reader->erased = store_erase_text(reader->sample->store, reader->sample->owner, 1, "/reason", &reader->error);
  return NULL;
}

static bool read_while_erasing(StoreTransaction *transaction, void *data, GError **error) {
  g_autoptr(JournalEntry) entry = store_entry_read(transaction, 1, error);
  g_assert_nonnull(entry);
  g_thread_join(g_thread_new("eraser", erase_on_thread, data));
  return true;
}

/* Who reads an older state keeps the log from being cleared: that is said, and made up for as soon as they are done. */
static void test_erase_under_reader(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  sample->options.busy_timeout_ms = 50;
  store_sample_reopen(sample);
  store_sample_append(sample, NULL, SECRET);
  Reader reader = {.sample = sample};
  g_assert_true(store_read(sample->store, sample->owner, read_while_erasing, &reader, NULL));
  g_assert_false(reader.erased);
  g_assert_error(reader.error, STORE_ERROR, STORE_ERROR_NOT_WIPED);
  g_clear_error(&reader.error);
  /* Nobody writes any more, and still it goes. */
  for (int turn = 0; turn < 500 && store_sample_files_hold(sample, SECRET, strlen(SECRET)); turn++)
    g_usleep(20000);
  g_assert_false(store_sample_files_hold(sample, SECRET, strlen(SECRET)));
}

/* ---- Scopes ----------------------------------------------------------------------------------------------------- */

static bool fail_if_run(StoreTransaction *transaction, void *data, GError **error) {
  (void)transaction, (void)data, (void)error;
  g_assert_not_reached();
}

/* A statement that is for a parameter is not run without it, and says that it changed nothing. */
static bool execute_conditions(StoreTransaction *transaction, void *data, GError **error) {
  (void)data;
  int64_t changed = -1;
  g_assert_true(store_execute(transaction, STORE_DECISION_IMPORT, NULL, &changed, error));
  g_assert_cmpint(changed, ==, 0);
  return store_execute(transaction, STORE_DECISION_IMPORT, NULL, NULL, error);
}

static void test_conditions(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autoptr(StoreScope) owner = store_scope_new("studio-nine", "ada", RECORD_ROLE_OWNER, NULL, 0, &error);
  g_assert_true(store_write(sample->store, owner, execute_conditions, NULL, &error));
  g_assert_no_error(error);
}

static void test_scopes(void) {
  GError *error = NULL;
  StoreAppended appended;
  g_autoptr(StoreSample) sample = store_sample_new();
  const char *const engagements[] = {"e1", "e2"};
  g_autoptr(StoreScope) partner = store_scope_new("studio-nine", "ben", RECORD_ROLE_PARTNER, engagements, 2, &error);
  g_autoptr(StoreScope) observer = store_scope_new("studio-nine", "cy", RECORD_ROLE_OBSERVER, NULL, 0, &error);
  g_autoptr(StoreScope) elsewhere = store_scope_new("other", "ada", RECORD_ROLE_OWNER, NULL, 0, &error);
  store_sample_append(sample, NULL, "ours");
  store_sample_append(sample, "e1", "theirs");
  store_sample_append(sample, "e3", "another's");
  for (int64_t seq = 1; seq <= 3; seq++) {
    g_autoptr(JournalEntry) to_partner = entry_of(sample, partner, seq, NULL);
    g_autoptr(JournalEntry) to_observer = entry_of(sample, observer, seq, NULL);
    g_assert_true((to_partner != NULL) == (seq == 2));
    g_assert_nonnull(to_observer);
    g_assert_null(entry_of(sample, elsewhere, seq, NULL));
  }
  g_assert_false(store_erase_text(sample->store, partner, 3, "/reason", NULL));
  g_assert_true(store_erase_text(sample->store, partner, 2, "/reason", NULL));
  g_assert_true(store_sample_try_append(sample->store, partner, "e2", "mine", &appended, &error));
  const char *const not_theirs[] = {"e3", NULL, "\"", "e"};
  for (size_t index = 0; index < G_N_ELEMENTS(not_theirs); index++)
    g_assert_false(store_sample_try_append(sample->store, partner, not_theirs[index], "x", &appended, NULL));
  g_assert_false(store_sample_try_append(sample->store, observer, NULL, "x", &appended, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_ROLE);
  g_clear_error(&error);
  const StoreScope *both[] = {partner, observer};
  g_assert_false(store_write_each(sample->store, both, 2, fail_if_run, NULL, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_ROLE);
  g_clear_error(&error);
  g_assert_false(store_sample_try_append(sample->store, elsewhere, NULL, "x", &appended, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_clear_error(&error);
  g_assert_null(store_scope_new("", "ada", RECORD_ROLE_OWNER, NULL, 0, NULL));
  g_assert_null(store_scope_new("a", NULL, RECORD_ROLE_OWNER, NULL, 0, NULL));
  g_assert_null(store_scope_new("a", "b", RECORD_ROLE_PARTNER, not_theirs + 2, 1, NULL));
  g_assert_null(store_scope_new("a", "b", RECORD_ROLE_PARTNER, engagements, STORE_SCOPE_ENGAGEMENTS_MAX + 1, NULL));
}

/* What identity reads of the workspaces: who is where, and which key one was signed with. It writes nothing there. */
static const StoreIdentityStatement looking_across[] = {
    STORE_WORKSPACE_NAMES, STORE_PERSON_WORKSPACES, STORE_INVITATION_OPEN,  STORE_PERSON_PLACES,
    STORE_PERSON_OWNS,     STORE_PERSON_ROLE,       STORE_PERSON_ELSEWHERE, STORE_SECRETS_WITNESS};

/* Every statement on a workspace's data is held to one workspace. */
static void test_statements(void) {
  for (int name = 0; name < STORE_WORKSPACE_STATEMENT_COUNT; name++) {
    const char *sql = store_workspace_statement_text((StoreWorkspaceStatement)name).sql;
    g_assert_nonnull(strstr(sql, ":workspace_id"));
  }
  for (int name = 0; name < STORE_IDENTITY_STATEMENT_COUNT; name++) {
    const char *sql = store_identity_statement_text((StoreIdentityStatement)name).sql;
    bool is_known = false;
    for (size_t index = 0; index < G_N_ELEMENTS(looking_across); index++)
      is_known = is_known || name == (int)looking_across[index];
    g_assert_true(is_known ? g_str_has_prefix(sql, "SELECT ") : strstr(sql, "workspace_id") == NULL);
  }
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

static void test_attachments(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  const char *const engagements[] = {"e1"};
  g_autoptr(StoreScope) partner = store_scope_new("studio-nine", "ben", RECORD_ROLE_PARTNER, engagements, 1, &error);
  g_autofree uint8_t *bytes = g_malloc(STORE_ATTACHMENT_BYTES_MAX + 1);
  for (size_t index = 0; index <= STORE_ATTACHMENT_BYTES_MAX; index++)
    bytes[index] = (uint8_t)(index * 31 >> 3 ^ index >> 11);
  const size_t lengths[] = {0, 1, STORE_CHUNK_BYTES, STORE_CHUNK_BYTES + 1, STORE_ATTACHMENT_BYTES_MAX};
  for (size_t index = 0; index < G_N_ELEMENTS(lengths); index++) {
    JournalHash hash;
    for (int time = 0; time < 2; time++)
      g_assert_true(store_attachment_add(sample->store, sample->owner, index == 3 ? "e1" : NULL, bytes, lengths[index],
                                         &hash, &error));
    g_autoptr(GBytes) read = store_attachment_read(sample->store, sample->owner, &hash, &error);
    g_assert_no_error(error);
    g_assert_cmpmem(g_bytes_get_data(read, NULL), g_bytes_get_size(read), bytes, lengths[index]);
    g_autoptr(GBytes) to_partner = store_attachment_read(sample->store, partner, &hash, NULL);
    g_assert_true((to_partner != NULL) == (index == 3));
    g_assert_false(store_attachment_erase(sample->store, partner, &hash, NULL));
    if (index < 3)
      continue;
    const uint8_t *piece = bytes + STORE_CHUNK_BYTES - 40;
    g_assert_true(store_sample_files_hold(sample, piece, 40));
    g_assert_true(store_attachment_erase(sample->store, sample->owner, &hash, &error));
    g_assert_false(store_attachment_erase(sample->store, sample->owner, &hash, NULL));
    g_assert_null(store_attachment_read(sample->store, sample->owner, &hash, NULL));
  }
  JournalHash hash;
  g_assert_false(store_attachment_add(sample->store, partner, NULL, bytes, 1, &hash, NULL));
  g_assert_false(
      store_attachment_add(sample->store, sample->owner, NULL, bytes, STORE_ATTACHMENT_BYTES_MAX + 1, &hash, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_LIMIT);
  g_clear_error(&error);
}

/* ---- Room ------------------------------------------------------------------------------------------------------- */

static bool append_past(StoreTransaction *transaction, void *data, GError **error) {
  (void)data;
  json_t *body = json_object();
  const char *const texts[] = {NULL};
  StoreNewEntry new_entry = {.at_ms = 1, .kind = "erase_text", .body = body, .texts = texts, .past_quota = true};
  StoreAppended appended;
  bool ok = store_entry_append(transaction, &new_entry, &appended, error);
  json_decref(body);
  return ok;
}

/* At the bound, and one past it; what erases goes in all the same. */
static void test_quota_of_entries(void) {
  g_autoptr(GError) error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  store_set_quota(sample->store, &(StoreQuota){.entries_max = 3});
  StoreAppended appended;
  for (int entry = 0; entry < 3; entry++)
    store_sample_append(sample, NULL, "why");
  g_assert_false(store_sample_try_append(sample->store, sample->owner, NULL, "why", &appended, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_QUOTA);
  g_assert_true(store_write(sample->store, sample->owner, append_past, NULL, NULL));
  g_assert_cmpint(store_sample_check(sample->store, sample->owner), ==, 4);
  store_set_quota(sample->store, &(StoreQuota){0});
  store_sample_append(sample, NULL, "why");
}

/* A file counts once, however many engagements it is of; what was erased makes room. */
static void test_quota_of_files(void) {
  const char *const both[] = {"e1"};
  g_autoptr(StoreSample) sample = store_sample_new();
  g_autoptr(StoreScope) partner = store_scope_new("studio-nine", "ben", RECORD_ROLE_PARTNER, both, 1, NULL);
  g_autoptr(GError) error = NULL;
  JournalHash first;
  JournalHash hash;
  store_set_quota(sample->store, &(StoreQuota){.file_bytes_max = 10});
  g_assert_false(store_attachment_add(sample->store, sample->owner, NULL, "elevenbytes", 11, &hash, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_QUOTA);
  g_assert_true(store_attachment_add(sample->store, sample->owner, NULL, "sixsix", 6, &first, NULL));
  g_assert_true(store_attachment_add(sample->store, partner, "e1", "sixsix", 6, &first, NULL));
  g_assert_false(store_attachment_add(sample->store, partner, "e1", "fives", 5, &hash, NULL));
  g_assert_true(store_attachment_add(sample->store, partner, "e1", "four", 4, &hash, NULL));
  g_assert_false(store_attachment_add(sample->store, sample->owner, NULL, "1", 1, &hash, NULL));
  g_assert_true(store_attachment_erase(sample->store, sample->owner, &first, NULL));
  g_assert_true(store_attachment_add(sample->store, sample->owner, NULL, "1", 1, &hash, NULL));
}

/* ---- Identity --------------------------------------------------------------------------------------------------- */

static bool add_person(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const uint8_t hash[32] = {3};
  g_autoptr(StoreStatement) key = store_identity_statement(transaction, STORE_PERSON_KEY_ADD, error);
  store_bind_integer(key, "key_number", data != NULL ? 1 : 2);
  store_bind_integer(key, "generation", 1);
  store_bind_bytes(key, "secret", hash, sizeof hash);
  g_autoptr(StoreStatement) person = store_identity_statement(transaction, STORE_ACCOUNT_ADD, error);
  store_bind_text(person, "person_id", data != NULL ? data : "eve");
  store_bind_integer(person, "key_number", 1);
  store_bind_bytes(person, "name_hash", hash, sizeof hash); /* the same for both, which may not be */
  store_bind_bytes(person, "name_sealed", hash, sizeof hash);
  store_bind_bytes(person, "password_sealed", hash, sizeof hash);
  store_bind_text(person, "made_through", "");
  store_bind_integer(person, "now_ms", 1);
  return store_statement_run(key, NULL, error) && store_statement_run(person, NULL, error);
}

static bool find_person(StoreIdentityTransaction *transaction, void *data, GError **error) {
  bool row = false;
  g_autoptr(StoreStatement) person = store_identity_statement(transaction, STORE_ACCOUNT_BY_ID, error);
  store_bind_text(person, "person_id", data);
  return store_statement_step(person, &row, error) && row;
}

static void test_identity(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  g_assert_true(store_write_identity(sample->store, add_person, (char[]){"ada"}, &error));
  g_assert_false(store_write_identity(sample->store, add_person, NULL, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_CONFLICT);
  g_clear_error(&error);
  g_assert_true(store_read_identity(sample->store, find_person, (char[]){"ada"}, NULL));
  g_assert_false(store_read_identity(sample->store, find_person, (char[]){"eve"}, NULL));
}

/* ---- Drafts and tampering ---------------------------------------------------------------------------------------- */

static StoreConnection *raw_connection(StoreSample *sample) {
  StoreOptions options = sample->options;
  options.busy_timeout_ms = 100;
  return store_connection_open(&options, STORE_CONNECTION_WRITER, NULL);
}

typedef struct {
  StoreDraft *draft;
  bool fails;
} Drafted;

static bool append_drafted(StoreTransaction *transaction, void *data, GError **error) {
  const Drafted *drafted = data;
  int64_t size = 0;
  StoreAppended appended = {0};
  g_assert_true(store_journal_size(transaction, &size, error));
  json_t *more = json_pack("{s:I}", "before", (json_int_t)size);
  g_autoptr(StoreReadyEntry) ready = store_draft_finish(drafted->draft, NULL, false, more, size + 1, error);
  json_decref(more);
  g_assert_true(ready != NULL && store_entry_append_ready(transaction, ready, &appended, error));
  if (drafted->fails)
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CONFLICT, "not now");
  return !drafted->fails;
}

/* A draft whose write was undone is entered all the same when it is run again, under another number. */
static void test_draft_again(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  const char *const texts[] = {"/reason", NULL};
  json_t *body = json_pack("{s:s, s:s}", "advice", "a17", "reason", "a word in season");
  StoreNewEntry new_entry = {.at_ms = 1760000000000, .kind = "decide", .body = body, .texts = texts};
  Drafted drafted = {.draft = store_draft_new(sample->store, sample->owner, &new_entry, &error), .fails = true};
  g_assert_no_error(error);
  json_decref(body);
  g_assert_false(store_write(sample->store, sample->owner, append_drafted, &drafted, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_CONFLICT);
  g_clear_error(&error);
  store_sample_append(sample, NULL, "between");
  drafted.fails = false;
  g_assert_true(store_write(sample->store, sample->owner, append_drafted, &drafted, &error));
  store_draft_free(drafted.draft);
  g_assert_cmpint(store_sample_check(sample->store, sample->owner), ==, 2);
  g_assert_true(store_sample_files_hold(sample, "a word in season", strlen("a word in season")));
}

/* What was changed behind the program's back is found. */
static void test_tampering(void) {
  const char *const changes[] = {
      "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), 'a17', 'a18') AS BLOB) WHERE seq = 3",
      "UPDATE entries SET leaf_hash = zeroblob(32) WHERE seq = 3",
      "UPDATE openings SET content = CAST('no' AS BLOB) WHERE seq = 3",
      "DELETE FROM openings WHERE seq = 5; DELETE FROM entries WHERE seq = 5",
      "UPDATE nodes SET hash = zeroblob(32) WHERE level = 1 AND place = 1",
      "DELETE FROM nodes WHERE level = 2",
      "INSERT INTO nodes (workspace_id, level, place, hash) VALUES ('studio-nine', 9, 9, zeroblob(32))",
  };
  for (size_t index = 0; index < G_N_ELEMENTS(changes); index++) {
    g_autoptr(StoreSample) sample = store_sample_new();
    for (int entry = 0; entry < 5; entry++)
      store_sample_append(sample, NULL, "why");
    store_close(g_steal_pointer(&sample->store));
    StoreConnection *connection = raw_connection(sample);
    g_assert_true(store_connection_run(connection, changes[index], NULL));
    store_connection_close(connection);
    store_sample_reopen(sample);
    GError *error = NULL;
    g_assert_false(store_sample_try_check(sample->store, sample->owner, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_CORRUPT);
    g_clear_error(&error);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/store/entries/append", test_append);
  g_test_add_func("/store/version", test_version);
  g_test_add_func("/store/at once", test_at_once);
  g_test_add_func("/store/entries/proofs", test_proofs);
  g_test_add_func("/store/entries/heads", test_heads);
  g_test_add_func("/store/entries/erase", test_erase);
  g_test_add_func("/store/entries/erase beside", test_erase_beside);
  g_test_add_func("/store/entries/erase under a reader", test_erase_under_reader);
  g_test_add_func("/store/scopes", test_scopes);
  g_test_add_func("/store/conditions", test_conditions);
  g_test_add_func("/store/statements", test_statements);
  g_test_add_func("/store/attachments", test_attachments);
  g_test_add_func("/store/quota/entries", test_quota_of_entries);
  g_test_add_func("/store/quota/files", test_quota_of_files);
  g_test_add_func("/store/identity", test_identity);
  g_test_add_func("/store/entries/draft again", test_draft_again);
  g_test_add_func("/store/tampering", test_tampering);
  return g_test_run();
}
