/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* epoch.c: what ends with an epoch, and the entry that begins the next one. */
#include "epoch.h"

#include "store/problem.h"

#define BEGINNER "bellwether" /* who enters a new epoch */
#define EPOCH_LOTS 1000       /* for restores within the same millisecond, or by a clock that is given */

typedef struct {
  const StoreKeyFile *keys;
  const char *workspace;
  bool with_new_key;
  int64_t now_ms;
  int64_t epoch;         /* that was begun; 0: none was needed */
  int64_t before;        /* the one that it follows */
  bool is_signed;        /* something was, before */
  JournalPublicKey last; /* with which */
  unsigned generation;   /* of that one; 0: it is not of this file */
} Beginning;

/* Finds the last key that signed. */
static bool find_last_key(StoreTransaction *transaction, Beginning *what, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_KEY_LIST, error);
  bool row = false;
  bool ok = statement != NULL && store_statement_step(statement, &row, error);
  what->is_signed = row;
  while (ok && row)
    ok = store_column_copy(statement, 1, what->last.bytes, sizeof what->last.bytes, error) &&
         store_statement_step(statement, &row, error);
  what->generation = what->is_signed ? store_key_generation(what->keys, what->workspace, &what->last) : 0;
  return ok;
}

/* By the key in force; where there is none, or it was lost, by the newest. */
static bool sign_beginning(const Beginning *what, int64_t size, const JournalHash *root, JournalPublicKey *public_key,
                           JournalBeginning *beginning, GError **error) {
  g_auto(JournalSecretKey) secret_key;
  unsigned generation = what->generation > 0 ? what->generation : what->keys->count;
  store_key_pair(what->keys, generation, what->workspace, public_key, &secret_key);
  *beginning = (JournalBeginning){.epoch = what->epoch, .at_ms = what->now_ms};
  beginning->continues = (JournalHead){.epoch = what->before, .size = size, .at_ms = what->now_ms, .root = *root};
  beginning->continues.key = journal_key_id(what->is_signed ? &what->last : public_key);
  g_strlcpy(beginning->workspace, what->workspace, sizeof beginning->workspace);
  g_strlcpy(beginning->continues.workspace, what->workspace, sizeof beginning->continues.workspace);
  return journal_beginning_sign(beginning, public_key, &secret_key, error);
}

/* A backup may be restored twice, and what is entered after the one is not what is entered after the other: each has a number
 * of its own, and the later one mostly the higher. So it is of the time, and then by lot. */
static int64_t next_epoch(StoreTransaction *transaction, const Beginning *what) {
  uint16_t lot = 0;
  store_transaction_random(transaction, (uint8_t *)&lot, sizeof lot);
  return MAX(what->before, what->now_ms) + 1 + lot % EPOCH_LOTS;
}

static bool enter_beginning(StoreTransaction *transaction, Beginning *what, GError **error) {
  int64_t size = 0;
  JournalHash root;
  json_t *row = store_query_row(transaction, STORE_WORKSPACE_GET, NULL, error);
  if (row == NULL || !store_journal_root(transaction, &size, &root, error)) {
    json_decref(row);
    return false;
  }
  what->before = action_integer(row, "epoch", 1);
  what->epoch = next_epoch(transaction, what);
  json_decref(row);
  JournalPublicKey key;
  JournalBeginning beginning;
  if (!sign_beginning(what, size, &root, &key, &beginning, error))
    return false;
  json_t *body = journal_beginning_to_json(&beginning);
  StoreNewEntry entry = {.at_ms = what->now_ms, .kind = JOURNAL_KIND_BEGIN_EPOCH, .body = body};
  StoreAppended appended;
  bool is_first = what->with_new_key || !what->is_signed; /* of this key's statements: it is in force from here on */
  bool ok = store_entry_append(transaction, &entry, &appended, error) &&
            (!is_first || store_key_add(transaction, appended.seq, &key, error));
  json_decref(body);
  json_t *parameters = json_pack("{s:I}", "epoch", (json_int_t)what->epoch);
  ok = ok && store_execute(transaction, STORE_WORKSPACE_SET_EPOCH, parameters, NULL, error);
  json_decref(parameters);
  return ok;
}

/* Words are found by hashes with a key of the file's. */
static bool forget_words(StoreTransaction *transaction, GError **error) {
  json_t *nowhere = json_pack("{s:i, s:i}", "seq", 0, "generation", 0);
  bool ok = store_execute(transaction, STORE_SEARCH_CLEAR, NULL, NULL, error) &&
            store_execute(transaction, STORE_SEARCH_PROGRESS_SET, nowhere, NULL, error);
  json_decref(nowhere);
  return ok;
}

static bool begin_epoch(StoreTransaction *transaction, void *data, GError **error) {
  Beginning *what = data;
  what->epoch = 0;
  if (!find_last_key(transaction, what, error))
    return false;
  if (!what->with_new_key)
    return enter_beginning(transaction, what, error);
  bool is_needed = what->is_signed && what->generation == 0;
  return forget_words(transaction, error) && (!is_needed || enter_beginning(transaction, what, error));
}

/* From the last workspace to the first: the first is the one by which a file of secrets is known (store/key_check.h), so
 * that writing is open again when all are done. */
static bool begin_epochs(Store *store, Beginning what, EpochBegan began, void *context, GError **error) {
  g_autoptr(GPtrArray) names = store_workspace_names(store, error);
  for (guint left = names != NULL ? names->len : 0; left > 0; left--) {
    const char *name = names->pdata[left - 1];
    g_autoptr(StoreScope) scope = store_scope_new(name, BEGINNER, RECORD_ROLE_OWNER, NULL, 0, error);
    what.workspace = name;
    if (scope == NULL || !store_write(store, scope, begin_epoch, &what, error))
      return false;
    if (began != NULL && what.epoch > 0)
      began(context, name, what.epoch);
  }
  return names != NULL;
}

static bool remove_every(StoreIdentityTransaction *transaction, const StoreIdentityStatement *statements, size_t count,
                         GError **error) {
  bool ok = true;
  for (size_t index = 0; ok && index < count; index++) {
    g_autoptr(StoreStatement) statement = store_identity_statement(transaction, statements[index], error);
    ok = statement != NULL && store_statement_run(statement, NULL, error);
  }
  return ok;
}

/* A session that somebody ended after the backup, and a link that was used, must not live again. */
static bool end_sign_ins(StoreIdentityTransaction *transaction, void *data, GError **error) {
  static const StoreIdentityStatement statements[] = {STORE_SESSION_SECRETS_REMOVE_EVERY, STORE_SESSION_REMOVE_EVERY,
                                                      STORE_LINK_REMOVE_EVERY};
  (void)data;
  return remove_every(transaction, statements, G_N_ELEMENTS(statements), error);
}

static bool remove_accounts(StoreIdentityTransaction *transaction, void *data, GError **error) {
  static const StoreIdentityStatement statements[] = {STORE_RECOVERY_REMOVE_EVERY, STORE_TOKEN_REMOVE_EVERY,
                                                      STORE_ACCOUNT_REMOVE_EVERY};
  return end_sign_ins(transaction, data, error) &&
         remove_every(transaction, statements, G_N_ELEMENTS(statements), error);
}

bool epochs_begin_restored(Installation *installation, int64_t now_ms, EpochBegan began, void *context,
                           RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  Store *store = installation_store(installation);
  Beginning what = {.keys = installation_keys(installation), .now_ms = now_ms};
  return (store_write_identity(store, end_sign_ins, NULL, &error) &&
          begin_epochs(store, what, began, context, &error)) ||
         store_problem_set(problem, error);
}

bool epochs_begin_with_new_key(Installation *installation, int64_t now_ms, EpochBegan began, void *context,
                               RecordProblem *problem) {
  if (installation_keys(installation) != NULL)
    return record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL,
                              N_("To sign with a newer key, add a line to it: the number that follows, and 64 random "
                                 "hexadecimal digits"),
                              "The file of secrets is there, and nothing needs a new key");
  g_autoptr(GError) error = NULL;
  g_auto(StoreKeyFile) keys = {0};
  Store *store = installation_store(installation);
  Beginning what = {.keys = &keys, .with_new_key = true, .now_ms = now_ms};
  return (installation_new_keys(installation, &keys, &error) &&
          store_write_identity(store, remove_accounts, NULL, &error) &&
          begin_epochs(store, what, began, context, &error)) ||
         store_problem_set(problem, error);
}
