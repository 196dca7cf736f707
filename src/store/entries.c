/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* entries.c: the journal in the store. Nodes, proofs and heads are in tree.c. */
#include "entries.h"

#include "statements.h"
#include "tree.h"

#include "journal/draft.h"

#include <sodium.h>
#include <string.h>

bool store_workspace_open(StoreTransaction *transaction, int64_t at_ms, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_WORKSPACE_ADD, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "opened_at_ms", at_ms);
  JournalFrontier empty;
  journal_frontier_init(&empty);
  if (!store_statement_run(statement, NULL, error))
    return false;
  store_frontier_write(transaction, &empty);
  return true;
}

typedef struct {
  const char *pointer; /* the entry's */
  uint8_t salt[JOURNAL_SALT_BYTES];
  const json_t *text; /* the entry's */
} Opening;

struct StoreDraft {
  JournalDraft *journal;
  Opening *openings;
  size_t opening_count;
};

struct StoreReadyEntry {
  const StoreDraft *draft;
  int64_t seq;
  char *engagement; /* NULL: of none */
  bool past_quota;
  char *leaf;
  size_t leaf_length;
  JournalHash leaf_hash;
};

/* ---- Appending -------------------------------------------------------------------------------------------------- */

static size_t count_texts(const StoreNewEntry *new_entry) {
  size_t count = 0;
  while (new_entry->texts != NULL && new_entry->texts[count] != NULL)
    count++;
  return MIN(count, (size_t)JOURNAL_ENTRY_TEXTS_MAX + 1); /* one more is refused */
}

static bool commit_texts(JournalEntry *entry, const StoreNewEntry *new_entry, size_t count, const uint8_t *salts,
                         GError **error) {
  for (size_t index = 0; index < count; index++) {
    if (!journal_entry_commit_text(entry, new_entry->texts[index], salts + index * JOURNAL_SALT_BYTES, error))
      return false;
  }
  return true;
}

static JournalEntry *make_entry(Store *store, const StoreScope *scope, const StoreNewEntry *new_entry, GError **error) {
  uint8_t random[JOURNAL_BLIND_BYTES + (JOURNAL_ENTRY_TEXTS_MAX + 1) * JOURNAL_SALT_BYTES];
  size_t count = count_texts(new_entry);
  size_t length = JOURNAL_BLIND_BYTES + count * JOURNAL_SALT_BYTES;
  store_random(store, random, length); /* all at once: each asking is a call of the system */
  char actor[sizeof "person:" + JOURNAL_ENTRY_NAME_BYTES_MAX];
  g_snprintf(actor, sizeof actor, "person:%s", store_scope_person(scope));
  g_autoptr(JournalEntry) entry =
      journal_entry_new(1, new_entry->at_ms, actor, new_entry->kind, new_entry->body, random, error);
  bool committed = entry != NULL && commit_texts(entry, new_entry, count, random + JOURNAL_BLIND_BYTES, error);
  sodium_memzero(random, length);
  return committed ? g_steal_pointer(&entry) : NULL;
}

static void note_openings(StoreDraft *draft) {
  json_t *openings = journal_draft_entry(draft->journal)->openings;
  draft->openings = g_new0(Opening, json_object_size(openings));
  const char *pointer = NULL;
  json_t *value = NULL;
  json_object_foreach(openings, pointer, value) {
    Opening *opening = &draft->openings[draft->opening_count++];
    const char *hex = json_string_value(json_object_get(value, "salt"));
    bool read = journal_hex_read(hex, strlen(hex), opening->salt, sizeof opening->salt);
    g_assert(read);
    opening->pointer = pointer;
    opening->text = json_object_get(value, "text");
  }
}

StoreDraft *store_draft_new(Store *store, const StoreScope *scope, const StoreNewEntry *new_entry, GError **error) {
  g_autoptr(JournalEntry) entry = make_entry(store, scope, new_entry, error);
  if (entry == NULL)
    return NULL;
  g_autoptr(StoreDraft) draft = g_new0(StoreDraft, 1);
  draft->journal = journal_draft_new(g_steal_pointer(&entry), error);
  if (draft->journal == NULL)
    return NULL;
  note_openings(draft);
  return g_steal_pointer(&draft);
}

void store_draft_free(StoreDraft *draft) {
  if (draft == NULL)
    return;
  if (draft->openings != NULL)
    sodium_memzero(draft->openings, draft->opening_count * sizeof *draft->openings);
  g_free(draft->openings);
  journal_draft_free(draft->journal);
  g_free(draft);
}

StoreReadyEntry *store_draft_finish(const StoreDraft *draft, const char *engagement, bool past_quota,
                                    const json_t *more, int64_t seq, GError **error) {
  g_autoptr(StoreReadyEntry) ready = g_new0(StoreReadyEntry, 1);
  ready->leaf = journal_draft_leaf(draft->journal, seq, more, &ready->leaf_length, error);
  if (ready->leaf == NULL)
    return NULL;
  ready->draft = draft;
  ready->seq = seq;
  ready->leaf_hash = journal_hash_leaf(ready->leaf, ready->leaf_length);
  ready->engagement = g_strdup(engagement);
  ready->past_quota = past_quota;
  return g_steal_pointer(&ready);
}

void store_ready_entry_free(StoreReadyEntry *ready) {
  if (ready == NULL)
    return;
  g_free(ready->engagement);
  g_free(ready->leaf);
  g_free(ready);
}

static bool add_openings(StoreTransaction *transaction, const StoreReadyEntry *ready, GError **error) {
  for (size_t index = 0; index < ready->draft->opening_count; index++) {
    const Opening *opening = &ready->draft->openings[index];
    g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_OPENING_ADD, error);
    if (statement == NULL)
      return false;
    store_bind_integer(statement, "seq", ready->seq);
    store_bind_text(statement, "pointer", opening->pointer);
    store_bind_bytes(statement, "salt", opening->salt, sizeof opening->salt);
    store_bind_bytes(statement, "content", json_string_value(opening->text), json_string_length(opening->text));
    if (!store_statement_run(statement, NULL, error))
      return false;
  }
  return true;
}

static bool add_leaf(StoreTransaction *transaction, const StoreReadyEntry *ready, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_ENTRY_ADD, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "seq", ready->seq);
  store_bind_text(statement, "engagement_id", ready->engagement != NULL ? ready->engagement : "");
  store_bind_bytes(statement, "leaf", ready->leaf, ready->leaf_length);
  store_bind_bytes(statement, "leaf_hash", ready->leaf_hash.bytes, sizeof ready->leaf_hash.bytes);
  return store_statement_run(statement, NULL, error);
}

static bool check_room(StoreTransaction *transaction, bool past_quota, int64_t size, GError **error) {
  int64_t most = store_transaction_quota(transaction)->entries_max;
  if (most == 0 || past_quota || size < most)
    return true;
  g_set_error(error, STORE_ERROR, STORE_ERROR_QUOTA,
              "the record has %" G_GINT64_FORMAT " entries, all that it may have", most);
  return false;
}

/* Whether one more may be appended, and the frontier that it is appended to. */
static bool may_append(StoreTransaction *transaction, const char *engagement, bool past_quota,
                       JournalFrontier *frontier, GError **error) {
  return store_scope_may_enter(store_transaction_scope(transaction), engagement, error) &&
         store_frontier_read(transaction, frontier, error) &&
         check_room(transaction, past_quota, frontier->size, error);
}

static bool append(StoreTransaction *transaction, const StoreReadyEntry *ready, JournalFrontier *frontier,
                   StoreAppended *appended, GError **error) {
  g_assert(ready->seq == frontier->size + 1);
  if (!add_leaf(transaction, ready, error) || !add_openings(transaction, ready, error) ||
      !journal_frontier_append(frontier, &ready->leaf_hash, store_node_write, transaction, error))
    return false;
  store_frontier_write(transaction, frontier);
  *appended = (StoreAppended){.seq = ready->seq, .leaf_hash = ready->leaf_hash};
  return true;
}

bool store_entry_append_ready(StoreTransaction *transaction, const StoreReadyEntry *ready, StoreAppended *appended,
                              GError **error) {
  JournalFrontier frontier;
  return may_append(transaction, ready->engagement, ready->past_quota, &frontier, error) &&
         append(transaction, ready, &frontier, appended, error);
}

bool store_entry_append(StoreTransaction *transaction, const StoreNewEntry *new_entry, StoreAppended *appended,
                        GError **error) {
  JournalFrontier frontier;
  if (!may_append(transaction, new_entry->engagement, new_entry->past_quota, &frontier, error))
    return false;
  g_autoptr(StoreDraft) draft =
      store_draft_new(store_transaction_store(transaction), store_transaction_scope(transaction), new_entry, error);
  g_autoptr(StoreReadyEntry) ready =
      draft != NULL
          ? store_draft_finish(draft, new_entry->engagement, new_entry->past_quota, NULL, frontier.size + 1, error)
          : NULL;
  return ready != NULL && append(transaction, ready, &frontier, appended, error);
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

static json_t *read_openings(StoreTransaction *transaction, int64_t seq, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_OPENING_LIST, error);
  if (statement == NULL)
    return NULL;
  store_bind_integer(statement, "seq", seq);
  json_t *openings = json_object();
  bool row = false;
  bool ok = store_statement_step(statement, &row, error);
  for (; ok && row; ok = store_statement_step(statement, &row, error)) {
    uint8_t salt[JOURNAL_SALT_BYTES];
    char hex[2 * JOURNAL_SALT_BYTES + 1];
    ok = store_column_copy(statement, 1, salt, sizeof salt, error);
    if (!ok)
      break;
    journal_hex_write(salt, sizeof salt, hex);
    size_t length = 0;
    const char *text = store_column_bytes(statement, 2, &length);
    json_t *opening = json_pack("{s:s, s:s%}", "salt", hex, "text", text, length);
    if (opening == NULL || json_object_set_new(openings, store_column_text(statement, 0), opening) != 0) {
      g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT, "a text of entry %" G_GINT64_FORMAT " can't be read", seq);
      ok = false;
      break;
    }
  }
  if (!ok)
    g_clear_pointer(&openings, json_decref);
  return openings;
}

/* An entry from its leaf, with what was not erased of its texts. */
static JournalEntry *open_leaf(StoreTransaction *transaction, int64_t seq, const char *leaf, size_t length,
                               const JournalHash *leaf_hash, GError **error) {
  JournalHash hash = journal_hash_leaf(leaf, length);
  g_autoptr(GError) why = NULL;
  json_t *json = NULL;
  if (journal_hash_equal(&hash, leaf_hash))
    json = journal_canonical_read_exact(leaf, length, JOURNAL_ENTRY_BYTES_MAX, &why);
  json_t *openings = json != NULL ? read_openings(transaction, seq, &why) : NULL;
  g_autoptr(JournalEntry) entry = openings != NULL ? journal_entry_from_json(json, openings, &why) : NULL;
  json_decref(openings);
  json_decref(json);
  if (entry != NULL && entry->seq == seq)
    return g_steal_pointer(&entry);
  g_set_error(error, STORE_ERROR, why != NULL && why->domain == STORE_ERROR ? why->code : (gint)STORE_ERROR_CORRUPT,
              "entry %" G_GINT64_FORMAT " is not as it was entered: %s", seq,
              why != NULL ? why->message : "its hash is another");
  return NULL;
}

bool store_entry_missing(int64_t seq, GError **error) {
  g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT, "the journal is damaged: entry %" G_GINT64_FORMAT " is missing",
              seq);
  return false;
}

/* A scope that doesn't see all is not told which of the numbers are entries. */
static bool tell_none(StoreTransaction *transaction, int64_t seq, GError **error) {
  int64_t size = 0;
  if (!store_journal_size(transaction, &size, error))
    return false;
  if (seq >= 1 && seq <= size && store_scope_sees_all(store_transaction_scope(transaction)))
    return store_entry_missing(seq, error);
  g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "there is no entry %" G_GINT64_FORMAT, seq);
  return false;
}

JournalEntry *store_entry_read(StoreTransaction *transaction, int64_t seq, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_ENTRY_GET, error);
  if (statement == NULL)
    return NULL;
  store_bind_integer(statement, "seq", seq);
  bool row = false;
  if (!store_statement_step(statement, &row, error))
    return NULL;
  if (!row) {
    tell_none(transaction, seq, error);
    return NULL;
  }
  JournalHash leaf_hash;
  size_t length = 0;
  const char *leaf = store_column_bytes(statement, 0, &length);
  if (!store_column_copy(statement, 1, leaf_hash.bytes, sizeof leaf_hash.bytes, error))
    return NULL;
  return open_leaf(transaction, seq, leaf, length, &leaf_hash, error);
}

/* ---- Erasing ---------------------------------------------------------------------------------------------------- */

typedef struct {
  int64_t seq;
  const char *pointer;
} Erasure;

static bool erase_beside(StoreTransaction *transaction, StoreWorkspaceStatement name, int64_t seq, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, name, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "seq", seq);
  return store_statement_run(statement, NULL, error);
}

/* The search's keyed hashes hold no word, but whoever has the key could ask them for one. */
static bool forget_words(StoreTransaction *transaction, int64_t seq, const char *pointer, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_SEARCH_ERASE, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "seq", seq);
  store_bind_text(statement, "pointer", pointer);
  return store_statement_run(statement, NULL, error);
}

bool store_text_erase(StoreTransaction *transaction, int64_t seq, const char *pointer, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_OPENING_ERASE, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "seq", seq);
  store_bind_text(statement, "pointer", pointer);
  int64_t changed = 0;
  if (!store_statement_run(statement, &changed, error))
    return false;
  if (changed == 0) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "entry %" G_GINT64_FORMAT " has no text at %s", seq,
                pointer);
    return false;
  }
  return erase_beside(transaction, STORE_IDEMPOTENCY_ERASE, seq, error) &&
         erase_beside(transaction, STORE_OUTBOX_ERASE, seq, error) && forget_words(transaction, seq, pointer, error);
}

static bool erase(StoreTransaction *transaction, void *data, GError **error) {
  const Erasure *erasure = data;
  return store_text_erase(transaction, erasure->seq, erasure->pointer, error);
}

bool store_erase_text(Store *store, const StoreScope *scope, int64_t seq, const char *pointer, GError **error) {
  Erasure erasure = {.seq = seq, .pointer = pointer};
  return store_write_wiping(store, scope, erase, &erasure, error);
}

/* ---- Keys ------------------------------------------------------------------------------------------------------- */

bool store_key_add(StoreTransaction *transaction, int64_t from_seq, const JournalPublicKey *key, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_KEY_ADD, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "from_seq", from_seq);
  store_bind_bytes(statement, "public_key", key->bytes, sizeof key->bytes);
  return store_statement_run(statement, NULL, error);
}

/* ---- Checking --------------------------------------------------------------------------------------------------- */

static bool contradiction(GError **error, int64_t seq, const char *what) {
  g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT, "entry %" G_GINT64_FORMAT ": %s", seq, what);
  return false;
}

/* Holds a node that the entries make against the stored one. */
static bool compare_node(void *context, JournalNode node, const JournalHash *hash, GError **error) {
  JournalHash stored;
  if (!store_node_read(context, node, &stored, error))
    return false;
  return journal_hash_equal(hash, &stored) || contradiction(error, node.index, "a node of the tree is another");
}

static bool check_entries(StoreTransaction *transaction, JournalFrontier *frontier, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_ENTRY_LIST, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "after", 0);
  store_bind_integer(statement, "most", JOURNAL_TREE_SIZE_MAX);
  bool row = false;
  bool ok = store_statement_step(statement, &row, error);
  for (; ok && row; ok = store_statement_step(statement, &row, error)) {
    int64_t seq = store_column_integer(statement, 0);
    if (seq != frontier->size + 1)
      return contradiction(error, frontier->size + 1, "it is missing");
    size_t length = 0;
    const char *leaf = store_column_bytes(statement, 1, &length);
    JournalHash hash;
    if (!store_column_copy(statement, 2, hash.bytes, sizeof hash.bytes, error))
      return false;
    g_autoptr(JournalEntry) entry = open_leaf(transaction, seq, leaf, length, &hash, error);
    if (entry == NULL || !journal_frontier_append(frontier, &hash, compare_node, transaction, error))
      return false;
  }
  return ok;
}

/* Every subtree was found with its hash; here, that there is none besides. size - (bits set in size) are perfect ones of
 * two leaves and more. */
static bool check_node_count(StoreTransaction *transaction, int64_t size, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_NODE_COUNT, error);
  bool row = false;
  if (statement == NULL || !store_statement_step(statement, &row, error))
    return false;
  int64_t expected = size;
  for (int64_t bits = size; bits > 0; bits >>= 1)
    expected -= bits & 1;
  return store_column_integer(statement, 0) == expected ||
         contradiction(error, size, "the tree has nodes that no entry made");
}

bool store_journal_check(StoreTransaction *transaction, int64_t *entries, GError **error) {
  JournalFrontier made;
  JournalFrontier stored;
  journal_frontier_init(&made);
  if (!store_frontier_read(transaction, &stored, error) || !check_entries(transaction, &made, error))
    return false;
  JournalHash made_root = journal_frontier_root(&made);
  JournalHash stored_root = journal_frontier_root(&stored);
  *entries = made.size;
  if (made.size != stored.size || !journal_hash_equal(&made_root, &stored_root))
    return contradiction(error, made.size, "the journal ends elsewhere than its frontier says");
  return check_node_count(transaction, made.size, error);
}
