/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* signing.c: heads signed with the installation's keys. */
#include "signing.h"

#include "store/entries.h"
#include "store/problem.h"

#define SIGNER "bellwether" /* nobody's: the installation's own */

typedef struct {
  const StoreKeyFile *keys;
  const char *workspace;
  int64_t now_ms;
} Signing;

GArray *signing_keys(StoreTransaction *transaction, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_KEY_LIST, error);
  bool has_row = false;
  if (statement == NULL || !store_statement_step(statement, &has_row, error))
    return NULL;
  g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(SigningKey));
  while (has_row) {
    SigningKey key = {.from_entry = store_column_integer(statement, 0)};
    if (!store_column_copy(statement, 1, key.key.bytes, sizeof key.key.bytes, error))
      return NULL;
    g_array_append_val(keys, key);
    if (!store_statement_step(statement, &has_row, error))
      return NULL;
  }
  return g_steal_pointer(&keys);
}

/* Enters that from here on the newest key speaks for the workspace, signed by the one before. */
static bool rotate(StoreTransaction *transaction, const Signing *signing, const JournalPublicKey *last,
                   const JournalPublicKey *newest, GError **error) {
  unsigned generation = store_key_generation(signing->keys, signing->workspace, last);
  if (generation == 0) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CORRUPT,
                        "the file of secrets does not hold the key that signed this journal so far");
    return false;
  }
  JournalPublicKey public_key;
  g_auto(JournalSecretKey) secret_key;
  store_key_pair(signing->keys, generation, signing->workspace, &public_key, &secret_key);
  JournalRotation rotation = {.at_ms = signing->now_ms, .to = *newest};
  g_strlcpy(rotation.workspace, signing->workspace, sizeof rotation.workspace);
  if (!journal_rotation_sign(&rotation, &public_key, &secret_key, error))
    return false;
  json_t *body = journal_rotation_to_json(&rotation);
  StoreNewEntry entry = {.at_ms = signing->now_ms, .kind = JOURNAL_KIND_ROTATE_KEY, .body = body};
  StoreAppended appended;
  bool ok = store_entry_append(transaction, &entry, &appended, error) &&
            store_key_add(transaction, appended.seq, newest, error);
  json_decref(body);
  return ok;
}

static bool ensure_key(StoreTransaction *transaction, const Signing *signing, GError **error) {
  JournalPublicKey newest;
  g_auto(JournalSecretKey) secret_key;
  store_key_pair(signing->keys, signing->keys->count, signing->workspace, &newest, &secret_key);
  g_autoptr(GArray) keys = signing_keys(transaction, error);
  if (keys == NULL)
    return false;
  if (keys->len == 0)
    return store_key_add(transaction, 1, &newest, error);
  const SigningKey *last = &g_array_index(keys, SigningKey, keys->len - 1);
  return journal_key_equal(&last->key, &newest) || rotate(transaction, signing, &last->key, &newest, error);
}

static bool sign_with_newest(void *context, JournalSignedHead *head, GError **error) {
  const Signing *signing = context;
  JournalPublicKey public_key;
  g_auto(JournalSecretKey) secret_key;
  store_key_pair(signing->keys, signing->keys->count, signing->workspace, &public_key, &secret_key);
  return journal_head_sign(head, &public_key, &secret_key, error);
}

static bool sign(StoreTransaction *transaction, void *data, GError **error) {
  Signing *signing = data;
  JournalSignedHead head;
  return ensure_key(transaction, signing, error) &&
         store_head_sign(transaction, signing->now_ms, sign_with_newest, signing, &head, error);
}

/* Whether the newest key has signed all that is there, so that nothing is to be written; without the file of secrets,
 * whether any has. */
static bool is_signed(StoreTransaction *transaction, const Signing *signing, bool *is, GError **error) {
  JournalSignedHead head;
  JournalHash root;
  int64_t size = 0;
  g_autoptr(GError) none = NULL;
  *is = false;
  if (!store_journal_root(transaction, &size, &root, error))
    return false;
  if (!signing_last_head(transaction, &head, &none)) {
    if (g_error_matches(none, STORE_ERROR, STORE_ERROR_NOT_FOUND))
      return true;
    g_propagate_error(error, g_steal_pointer(&none));
    return false;
  }
  *is = head.head.size == size && journal_hash_equal(&head.head.root, &root) &&
        (signing->keys == NULL ||
         store_key_generation(signing->keys, signing->workspace, &head.public_key) == signing->keys->count);
  return true;
}

typedef struct {
  Signing signing;
  bool is_signed;
} Look;

static bool look(StoreTransaction *transaction, void *data, GError **error) {
  Look *look = data;
  return is_signed(transaction, &look->signing, &look->is_signed, error);
}

bool signing_sign(const ViewOptions *options, const char *workspace, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  g_autoptr(StoreScope) scope = store_scope_new(workspace, SIGNER, RECORD_ROLE_OWNER, NULL, 0, &error);
  Look seen = {.signing = {.keys = options->keys, .workspace = workspace, .now_ms = options->now_ms}};
  if (scope == NULL || !store_read(options->store, scope, look, &seen, &error))
    return store_problem_set(problem, error);
  if (seen.is_signed)
    return true;
  if (options->keys == NULL)
    return record_problem_set(problem, RECORD_PROBLEM_FAILED, NULL,
                              N_("Put the file of secrets, which ends in -keys, back beside the database"),
                              "There is no key to sign with");
  return store_write(options->store, scope, sign, &seen.signing, &error) || store_problem_set(problem, error);
}

bool signing_prepare(const ViewOptions *options, const StoreMember *member, const json_t *parameters,
                     RecordProblem *problem) {
  (void)parameters;
  return signing_sign(options, member->actor.workspace, problem);
}

bool signing_last_head(StoreTransaction *transaction, JournalSignedHead *head, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_HEAD_LAST, error);
  bool has_row = false;
  if (statement == NULL || !store_statement_step(statement, &has_row, error))
    return false;
  if (!has_row) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "this journal was not signed yet");
    return false;
  }
  size_t length = 0;
  const char *line = store_column_bytes(statement, 0, &length);
  return journal_head_read(line, length, head, error);
}

/* An entry with a new key that is no rotation began an epoch after a key was lost: nobody handed over to that one. */
int signing_rotations(StoreTransaction *transaction, JournalRotation *rotations, int most, GError **error) {
  json_t *rows = store_query(transaction, STORE_ROTATION_LIST, NULL, STORE_KEY_GENERATIONS_MAX, error);
  if (rows == NULL)
    return -1;
  int there = (int)json_array_size(rows);
  int count = 0;
  for (int index = MAX(there - most, 0); count >= 0 && index < there; index++) {
    const json_t *body = json_object_get(json_object_get(json_array_get(rows, (size_t)index), "document"), "body");
    if (json_object_get(body, "beginning") != NULL) {
      count = 0;
      continue;
    }
    json_t *signed_rotation = json_pack("{s:O, s:O}", "rotation", json_object_get(body, "rotation"), "signature",
                                        json_object_get(body, "signature"));
    bool read = signed_rotation != NULL && journal_rotation_from_json(signed_rotation, &rotations[count], error);
    json_decref(signed_rotation);
    count = read ? count + 1 : -1;
  }
  json_decref(rows);
  return count;
}
