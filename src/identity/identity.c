/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* identity.c: the handle, secrets as text, and transactions with problems. */
#include "internal.h"

#include "journal/hash.h"
#include "store/problem.h"

#include <libintl.h>
#include <sodium.h>
#include <string.h>

#define PREFIX_BYTES 4 /* "bws_" */

static void system_random(void *context, uint8_t *bytes, size_t count) {
  (void)context;
  randombytes_buf(bytes, count);
}

static void set_usual(IdentityOptions *options) {
  if (options->session_idle_ms == 0)
    options->session_idle_ms = 12 * HOURS_MS;
  if (options->session_end_ms == 0)
    options->session_end_ms = 14 * DAYS_MS;
  if (options->session_rotate_ms == 0)
    options->session_rotate_ms = HOURS_MS;
  if (options->hash_passes == 0)
    options->hash_passes = 2;
  if (options->hash_memory_bytes == 0)
    options->hash_memory_bytes = (size_t)19 * 1024 * 1024;
  if (options->hashes_at_once == 0)
    options->hashes_at_once = 2;
  if (options->hashes_waiting == 0)
    options->hashes_waiting = 32;
  if (options->workspaces_max == 0)
    options->workspaces_max = 20;
  if (options->random == NULL)
    options->random = system_random;
}

/* A hash with today's settings that no password is known to fit. */
static char *make_dummy(Identity *identity) {
  uint8_t random[16 + 32]; /* a salt and what would be the hash */
  identity_random(identity, random, sizeof random);
  char salt[32];
  char hash[64];
  sodium_bin2base64(salt, sizeof salt, random, 16, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  sodium_bin2base64(hash, sizeof hash, random + 16, 32, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  return g_strdup_printf("$argon2id$v=19$m=%zu,t=%llu,p=1$%s$%s", identity->options.hash_memory_bytes / 1024,
                         identity->options.hash_passes, salt, hash);
}

Identity *identity_open(Store *store, const StoreKeyFile *keys, const IdentityOptions *options) {
  Identity *identity = g_new0(Identity, 1);
  identity->store = store;
  identity->keys = keys;
  if (options != NULL)
    identity->options = *options;
  set_usual(&identity->options);
  /* Names are found by the first generation's key for good: a new one would make everybody unknown. Forms that are open
   * while the keys change are refused once. */
  store_key_derive(keys, 1, "", "identity-names", identity->name_key);
  store_key_derive(keys, keys->count, "", "identity-csrf", identity->csrf_key);
  store_key_derive(keys, keys->count, "", "identity-guesses", identity->guess_key);
  /* What is kept for months outlives a new generation. */
  store_key_derive(keys, 1, "", "identity-devices", identity->device_key);
  store_key_derive(keys, 1, "", "identity-recovery", identity->recovery_key);
  identity->dummy_hash = make_dummy(identity);
  g_mutex_init(&identity->mutex);
  g_cond_init(&identity->hash_done);
  return identity;
}

void identity_close(Identity *identity) {
  if (identity == NULL)
    return;
  g_assert(identity->hashing == 0 && identity->waiting == 0);
  g_cond_clear(&identity->hash_done);
  g_mutex_clear(&identity->mutex);
  g_free(identity->dummy_hash);
  sodium_memzero(identity, sizeof *identity);
  g_free(identity);
}

void identity_random(Identity *identity, void *bytes, size_t count) {
  identity->options.random(identity->options.random_context, bytes, count);
}

void identity_new_id(Identity *identity, char letter, char id[IDENTITY_ID_BYTES]) {
  uint8_t random[(IDENTITY_ID_BYTES - 2) / 2];
  identity_random(identity, random, sizeof random);
  id[0] = letter;
  journal_hex_write(random, sizeof random, id + 1);
}

/* ---- Secrets ---------------------------------------------------------------------------------------------------- */

static void hash_text(const char text[IDENTITY_SECRET_BYTES], uint8_t hash[HASH_BYTES]) {
  crypto_generichash(hash, HASH_BYTES, (const uint8_t *)text, IDENTITY_SECRET_BYTES - 1, NULL, 0);
}

void identity_secret_write(SecretKind kind, const uint8_t bytes[HASH_BYTES], char text[IDENTITY_SECRET_BYTES]) {
  const char prefix[PREFIX_BYTES] = {'b', 'w', (char)kind, '_'};
  memcpy(text, prefix, sizeof prefix);
  sodium_bin2base64(text + PREFIX_BYTES, IDENTITY_SECRET_BYTES - PREFIX_BYTES, bytes, HASH_BYTES,
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* libsodium takes some bytes beyond ASCII for digits, and a secret is to have one spelling. */
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool identity_secret_bytes(const char *text, SecretKind kind, uint8_t bytes[HASH_BYTES]) {
  size_t length = 0;
  return text != NULL && strnlen(text, IDENTITY_SECRET_BYTES) == IDENTITY_SECRET_BYTES - 1 && text[0] == 'b' &&
         text[1] == 'w' && text[2] == (char)kind && text[3] == '_' &&
         strspn(text + PREFIX_BYTES, digits) == IDENTITY_SECRET_BYTES - 1 - PREFIX_BYTES &&
         sodium_base642bin(bytes, HASH_BYTES, text + PREFIX_BYTES, IDENTITY_SECRET_BYTES - 1 - PREFIX_BYTES, NULL,
                           &length, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
         length == HASH_BYTES;
}

void identity_secret_make(Identity *identity, SecretKind kind, char text[IDENTITY_SECRET_BYTES],
                          uint8_t hash[HASH_BYTES]) {
  uint8_t random[HASH_BYTES];
  identity_random(identity, random, sizeof random);
  identity_secret_write(kind, random, text);
  hash_text(text, hash);
  sodium_memzero(random, sizeof random);
}

bool identity_secret_read(const char *text, SecretKind kind, uint8_t hash[HASH_BYTES]) {
  uint8_t bytes[HASH_BYTES];
  bool ok = identity_secret_bytes(text, kind, bytes);
  if (ok)
    hash_text(text, hash);
  sodium_memzero(bytes, sizeof bytes);
  return ok;
}

/* ---- Transactions ----------------------------------------------------------------------------------------------- */

typedef bool (*Transact)(Store *store, StoreIdentityWork work, void *data, GError **error);

static bool transact(Transact how, Identity *identity, StoreIdentityWork work, void *data, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  record_problem_clear(problem);
  bool ok = how(identity->store, work, data, &error);
  if (ok) /* a first run may have been refused for what was undone since */
    record_problem_clear(problem);
  else if (problem->kind == RECORD_PROBLEM_NONE)
    store_problem_set(problem, error);
  return ok;
}

bool identity_write(Identity *identity, StoreIdentityWork work, void *data, RecordProblem *problem) {
  return transact(store_write_identity, identity, work, data, problem);
}

bool identity_write_if_may(Identity *identity, StoreIdentityWork work, void *data, bool *written,
                           RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  record_problem_clear(problem);
  *written = store_write_identity(identity->store, work, data, &error);
  if (*written || g_error_matches(error, STORE_ERROR, STORE_ERROR_NEWER)) {
    record_problem_clear(problem);
    return true;
  }
  return problem->kind != RECORD_PROBLEM_NONE ? false : store_problem_set(problem, error);
}

bool identity_write_wiping(Identity *identity, StoreIdentityWork work, void *data, RecordProblem *problem) {
  return transact(store_write_identity_wiping, identity, work, data, problem);
}

bool identity_read(Identity *identity, StoreIdentityWork work, void *data, RecordProblem *problem) {
  return transact(store_read_identity, identity, work, data, problem);
}

bool identity_refuse(GError **error, RecordProblem *problem, RecordProblemKind kind, const char *field,
                     const char *advice, const char *message) {
  g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CONFLICT, message);
  return record_problem_set(problem, kind, field, advice, "%s", gettext(message));
}

static void bind(StoreStatement *statement, const IdentityValue *values) {
  for (const IdentityValue *value = values; value != NULL && value->name != NULL; value++) {
    if (value->text != NULL)
      store_bind_text(statement, value->name, value->text);
    else if (value->bytes != NULL)
      store_bind_bytes(statement, value->name, value->bytes, value->length);
    else
      store_bind_integer(statement, value->name, value->integer);
  }
}

StoreStatement *identity_select(StoreIdentityTransaction *transaction, StoreIdentityStatement name,
                                const IdentityValue *values, bool *row, GError **error) {
  g_autoptr(StoreStatement) statement = store_identity_statement(transaction, name, error);
  if (statement == NULL)
    return NULL;
  bind(statement, values);
  return store_statement_step(statement, row, error) ? g_steal_pointer(&statement) : NULL;
}

bool identity_execute(StoreIdentityTransaction *transaction, StoreIdentityStatement name, const IdentityValue *values,
                      int64_t *changed, GError **error) {
  g_autoptr(StoreStatement) statement = store_identity_statement(transaction, name, error);
  if (statement == NULL)
    return false;
  bind(statement, values);
  return store_statement_run(statement, changed, error);
}
