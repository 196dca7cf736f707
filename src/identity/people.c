/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* people.c: looking an account up, and opening what is sealed in it. */
#include "accounts.h"
#include "guesses.h"

#include <sodium.h>
#include <string.h>

void identity_person_clear(Person *person) {
  g_free(person->name);
  if (person->password != NULL)
    sodium_memzero(person->password, strlen(person->password));
  g_free(person->password);
  if (person->totp != NULL)
    sodium_memzero(person->totp, TOTP_BYTES);
  g_free(person->totp);
  g_free(person->made_through);
  g_clear_pointer(&person->totp_sealed, g_bytes_unref);
  sodium_memzero(person, sizeof *person);
}

/* ---- Names ------------------------------------------------------------------------------------------------------ */

static bool has_control(const char *name) {
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at)) {
    if (g_unichar_iscntrl(g_utf8_get_char(at)))
      return true;
  }
  return false;
}

bool identity_name_check(const char *name, RecordProblem *problem) {
  size_t length = strlen(name);
  if (length < IDENTITY_NAME_BYTES_MIN || length > IDENTITY_NAME_BYTES_MAX)
    return record_problem_set(problem, RECORD_PROBLEM_INVALID, "name", N_("A mail address does well"),
                              "The name must have %d to %d bytes", IDENTITY_NAME_BYTES_MIN, IDENTITY_NAME_BYTES_MAX);
  bool is_text = g_utf8_validate(name, -1, NULL) && !has_control(name);
  if (!is_text)
    return record_problem_set(problem, RECORD_PROBLEM_INVALID, "name", N_("A mail address does well"),
                              "The name holds something that is no character");
  const char *last = g_utf8_prev_char(name + length);
  return !(g_unichar_isspace(g_utf8_get_char(name)) || g_unichar_isspace(g_utf8_get_char(last))) ||
         record_problem_set(problem, RECORD_PROBLEM_INVALID, "name", N_("Take the space away"),
                            "The name begins or ends with a space");
}

/* Folding can take a text out of its normal form, so that is made again. */
static char *fold(const char *name) {
  g_autofree char *normal = g_utf8_normalize(name, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  g_autofree char *folded = g_utf8_casefold(normal, -1);
  return g_utf8_normalize(folded, -1, G_NORMALIZE_DEFAULT_COMPOSE);
}

void identity_name_hash(const Identity *identity, const char *name, uint8_t hash[HASH_BYTES]) {
  g_autofree char *folded = fold(name);
  crypto_generichash(hash, HASH_BYTES, (const uint8_t *)folded, strlen(folded), identity->name_key,
                     sizeof identity->name_key);
}

void identity_any_name_hash(const Identity *identity, const char *text, uint8_t hash[HASH_BYTES]) {
  g_autofree char *first = g_strndup(text, IDENTITY_NAME_BYTES_MAX);
  g_autofree char *valid = g_utf8_make_valid(first, -1);
  identity_name_hash(identity, valid, hash);
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

enum {
  ID,
  KEY_NUMBER,
  GENERATION,
  KEY,
  NAME,
  PASSWORD,
  PASSWORD_VERSION,
  TOTP,
  TOTP_IS_ON,
  TOTP_STEP,
  MADE_THROUGH,
  MADE_AT
};

static char *open_column(StoreStatement *row, int column, const Person *person, const char *purpose, size_t *length,
                         GError **error) {
  size_t sealed_length = 0;
  const void *sealed = store_column_bytes(row, column, &sealed_length);
  return identity_unseal(person->key, person->person, purpose, sealed, sealed_length, length, error);
}

static bool is_empty(StoreStatement *row, int column) {
  size_t length = 0;
  store_column_bytes(row, column, &length);
  return length == 0;
}

static bool read_totp(StoreStatement *row, Person *person, GError **error) {
  size_t length = 0;
  const void *sealed = store_column_bytes(row, TOTP, &length);
  person->totp_sealed = g_bytes_new(length > 0 ? sealed : NULL, length);
  if (length == 0)
    return true;
  person->totp = (uint8_t *)open_column(row, TOTP, person, "totp", &length, error);
  if (person->totp != NULL && length != TOTP_BYTES) {
    g_clear_pointer(&person->totp, g_free);
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CORRUPT, "a second factor has the wrong length");
  }
  return person->totp != NULL;
}

static bool read_password(StoreStatement *row, Person *person, GError **error) {
  person->password_version = store_column_integer(row, PASSWORD_VERSION);
  if (is_empty(row, PASSWORD))
    return true;
  person->password = open_column(row, PASSWORD, person, "password", NULL, error);
  return person->password != NULL;
}

bool identity_person_read(Identity *identity, StoreStatement *row, Person *person, GError **error) {
  uint8_t secret[STORE_KEY_BYTES];
  int64_t generation = store_column_integer(row, GENERATION);
  if (!store_column_copy(row, KEY, secret, sizeof secret, error))
    return false;
  if (generation < 1 || generation > identity->keys->count) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CORRUPT,
                        "an account was sealed with a key that is not in the file of secrets");
    return false;
  }
  g_strlcpy(person->person, store_column_text(row, ID), sizeof person->person);
  person->key_number = store_column_integer(row, KEY_NUMBER);
  identity_person_key(identity, generation, secret, person->key);
  sodium_memzero(secret, sizeof secret);
  person->totp_is_on = store_column_integer(row, TOTP_IS_ON) != 0;
  person->totp_step = store_column_integer(row, TOTP_STEP);
  person->made_through = g_strdup(store_column_text(row, MADE_THROUGH));
  person->made_at_ms = store_column_integer(row, MADE_AT);
  person->name = open_column(row, NAME, person, "name", NULL, error);
  return person->name != NULL && read_password(row, person, error) && read_totp(row, person, error);
}

typedef struct {
  Identity *identity;
  StoreIdentityStatement statement;
  const IdentityValue *values;
  Person *person;
  bool found;
} Search;

static bool search(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Search *what = data;
  g_autoptr(StoreStatement) row = identity_select(transaction, what->statement, what->values, &what->found, error);
  return row != NULL && (!what->found || identity_person_read(what->identity, row, what->person, error));
}

bool identity_person_by_name(Identity *identity, const char *name, Person *person, bool *found,
                             RecordProblem *problem) {
  uint8_t hash[HASH_BYTES];
  *found = false;
  if (strlen(name) > IDENTITY_NAME_BYTES_MAX || !g_utf8_validate(name, -1, NULL))
    return true; /* nobody's */
  identity_name_hash(identity, name, hash);
  Search what = {.identity = identity,
                 .statement = STORE_ACCOUNT_BY_NAME,
                 .values = VALUES(VALUE_BYTES("name_hash", hash, sizeof hash)),
                 .person = person};
  bool ok = identity_read(identity, search, &what, problem);
  *found = ok && what.found;
  return ok;
}

bool identity_person_by_id(Identity *identity, const char *id, Person *person, bool *found, RecordProblem *problem) {
  Search what = {.identity = identity,
                 .statement = STORE_ACCOUNT_BY_ID,
                 .values = VALUES(VALUE_TEXT("person_id", id)),
                 .person = person};
  bool ok = identity_read(identity, search, &what, problem);
  *found = ok && what.found;
  return ok;
}

bool identity_person_stands(StoreIdentityTransaction *transaction, const Person *person, bool *stands, GError **error) {
  g_autoptr(StoreStatement) row = identity_select(
      transaction, STORE_ACCOUNT_STANDS,
      VALUES(VALUE_TEXT("person_id", person->person), VALUE_INTEGER("password_version", person->password_version)),
      stands, error);
  return row != NULL;
}

static bool take_back(StoreIdentityTransaction *transaction, void *data, GError **error) {
  return identity_guess_was_right(transaction, data, true, error);
}

bool identity_person_confirm(Identity *identity, const char *id, const char *password, int64_t now_ms, Person *person,
                             RecordProblem *problem) {
  bool found = false;
  bool same = false;
  Guess guess;
  uint8_t name_hash[HASH_BYTES];
  if (!identity_person_by_id(identity, id, person, &found, problem))
    return false;
  if (!found)
    return record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, NULL, N_("Sign in"), "There is no such account");
  identity_name_hash(identity, person->name, name_hash);
  identity_guess_begin(identity, &guess, GUESS_AGAIN, name_hash, id, NULL, NULL);
  if (!identity_guess_take(identity, &guess, now_ms, NULL, problem) ||
      !identity_password_verify(identity, password, person->password, &same, problem))
    return false;
  if (same)
    return identity_write(identity, take_back, &guess, problem);
  return record_problem_set(problem, RECORD_PROBLEM_FORBIDDEN, "password", N_("Type it again, with care for capitals"),
                            "This is not your password");
}
