/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* second_factor.c: turning the second factor on and off. */
#include "second_factor.h"

#include "accounts.h"
#include "codes.h"
#include "guesses.h"
#include "links.h"

#include <sodium.h>
#include <string.h>

typedef struct {
  const Person *person;
  const char *session;                 /* that goes on; NULL: none does */
  const Code *code;                    /* NULL: none is asked for */
  const Guess *guess;                  /* as which it was counted */
  GBytes *sealed;                      /* the new secret; NULL: none */
  const uint8_t (*hashes)[HASH_BYTES]; /* of new recovery codes; NULL: none */
  RecordProblem *problem;
} Change;

static bool refuse_code(GError **error, RecordProblem *problem) {
  return identity_refuse(error, problem, RECORD_PROBLEM_FORBIDDEN, "code",
                         N_("Wait for the next one, or look at your phone's clock"),
                         "This code is not right, or was used");
}

/* ---- On --------------------------------------------------------------------------------------------------------- */

static char *base32(const uint8_t secret[TOTP_BYTES], char text[IDENTITY_FACTOR_BYTES]) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; /* RFC 4648; 20 bytes need no padding */
  for (size_t group = 0; group < IDENTITY_FACTOR_BYTES - 1; group++) {
    size_t bit = 5 * group;
    unsigned pair = (unsigned)secret[bit / 8] << 8 | (bit / 8 + 1 < TOTP_BYTES ? secret[bit / 8 + 1] : 0);
    text[group] = letters[pair >> (11 - bit % 8) & 31];
  }
  text[IDENTITY_FACTOR_BYTES - 1] = '\0';
  return text;
}

static bool set_secret(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Change *change = data;
  gsize length = 0;
  const void *sealed = g_bytes_get_data(change->sealed, &length);
  bool stands = false;
  if (!identity_person_stands(transaction, change->person, &stands, error))
    return false;
  if (!stands)
    return identity_refuse(error, change->problem, RECORD_PROBLEM_CONFLICT, "password", N_("Sign in again"),
                           "Your password was changed elsewhere at this moment");
  return identity_execute(transaction, STORE_FACTOR_SET,
                          VALUES(VALUE_TEXT("person_id", change->person->person),
                                 VALUE_BYTES("totp_sealed", sealed, length), VALUE_INTEGER("totp_is_on", 0),
                                 VALUE_INTEGER("totp_step", 0)),
                          NULL, error);
}

bool identity_factor_begin(Identity *identity, const char *person, const char *password, const char *issuer,
                           int64_t now_ms, char secret[IDENTITY_FACTOR_BYTES], char **uri, RecordProblem *problem) {
  g_auto(Person) account = {0};
  *uri = NULL;
  if (!identity_person_confirm(identity, person, password, now_ms, &account, problem))
    return false;
  if (account.totp_is_on)
    return record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Turn it off first"),
                              "You have a second factor already");
  uint8_t bytes[TOTP_BYTES];
  identity_random(identity, bytes, sizeof bytes);
  g_autoptr(GBytes) sealed = identity_seal(identity, account.key, account.person, "totp", bytes, sizeof bytes);
  base32(bytes, secret);
  sodium_memzero(bytes, sizeof bytes);
  Change change = {.person = &account, .sealed = sealed, .problem = problem};
  if (!identity_write(identity, set_secret, &change, problem))
    return false;
  g_autofree char *place = g_uri_escape_string(issuer, NULL, FALSE);
  g_autofree char *name = g_uri_escape_string(account.name, NULL, FALSE);
  *uri = g_strdup_printf("otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=6&period=30", place, name,
                         secret, place);
  return true;
}

static bool turn_on(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Change *change = data;
  const Person *person = change->person;
  gsize length = 0;
  int64_t changed = 0;
  const void *sealed = g_bytes_get_data(person->totp_sealed, &length);
  if (!identity_execute(transaction, STORE_FACTOR_TURN_ON,
                        VALUES(VALUE_TEXT("person_id", person->person), VALUE_INTEGER("totp_step", change->code->step),
                               VALUE_BYTES("totp_sealed", sealed, length)),
                        &changed, error))
    return false;
  if (changed == 0)
    return refuse_code(error, change->problem);
  return identity_recovery_keep(transaction, person->person, change->hashes, error) &&
         identity_sessions_end_inside(transaction, person->person, change->session, NULL, error);
}

static bool find(Identity *identity, const char *id, Person *person, RecordProblem *problem) {
  bool found = false;
  return identity_person_by_id(identity, id, person, &found, problem) &&
         (found ||
          record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, NULL, N_("Sign in"), "There is no such account"));
}

bool identity_factor_confirm(Identity *identity, const char *person, const char *session, const char *code,
                             int64_t now_ms, IdentityRecovery *recovery, RecordProblem *problem) {
  g_auto(Person) account = {0};
  Code read;
  if (!find(identity, person, &account, problem))
    return false;
  if (account.totp == NULL || account.totp_is_on)
    return record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Begin again"), "There is nothing to confirm");
  if (!identity_code_read(identity, &account, code, now_ms, &read) || !read.is_totp)
    return refuse_code(NULL, problem);
  uint8_t hashes[IDENTITY_RECOVERY_CODES][HASH_BYTES];
  identity_recovery_draw(identity, recovery, hashes);
  Change change = {.person = &account,
                   .session = session,
                   .code = &read,
                   .hashes = (const uint8_t(*)[HASH_BYTES])hashes,
                   .problem = problem};
  bool ok = identity_write(identity, turn_on, &change, problem);
  if (!ok)
    sodium_memzero(recovery, sizeof *recovery);
  return ok;
}

/* ---- Off, and new codes ----------------------------------------------------------------------------------------- */

static bool use_code(StoreIdentityTransaction *transaction, const Change *change, GError **error) {
  bool used = false;
  if (!identity_code_use(transaction, change->person, change->code, &used, error))
    return false;
  if (!used)
    return refuse_code(error, change->problem);
  return identity_guess_was_right(transaction, change->guess, true, error);
}

static bool set_off(StoreIdentityTransaction *transaction, const char *person, GError **error) {
  return identity_execute(transaction, STORE_FACTOR_SET,
                          VALUES(VALUE_TEXT("person_id", person), VALUE_BYTES("totp_sealed", "", 0),
                                 VALUE_INTEGER("totp_is_on", 0), VALUE_INTEGER("totp_step", 0)),
                          NULL, error) &&
         identity_execute(transaction, STORE_RECOVERY_REMOVE_ALL, VALUES(VALUE_TEXT("person_id", person)), NULL, error);
}

static bool turn_off(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Change *change = data;
  return (change->code == NULL || use_code(transaction, change, error)) &&
         set_off(transaction, change->person->person, error) &&
         identity_sessions_end_inside(transaction, change->person->person, change->session, NULL, error);
}

static bool renew(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Change *change = data;
  return use_code(transaction, change, error) &&
         identity_recovery_keep(transaction, change->person->person, change->hashes, error);
}

/* The password, and a code of somebody who has a second factor. */
static bool confirm_both(Identity *identity, const char *person, const char *password, const char *code, int64_t now_ms,
                         Person *account, Code *read, Guess *guess, RecordProblem *problem) {
  if (!identity_person_confirm(identity, person, password, now_ms, account, problem))
    return false;
  if (!account->totp_is_on)
    return record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("There is nothing to do"),
                              "You have no second factor");
  uint8_t name_hash[HASH_BYTES];
  identity_name_hash(identity, account->name, name_hash);
  identity_guess_begin(identity, guess, GUESS_CODE, name_hash, person, NULL, NULL);
  return identity_guess_take(identity, guess, now_ms, NULL, problem) &&
         (identity_code_read(identity, account, code, now_ms, read) || refuse_code(NULL, problem));
}

bool identity_factor_end(Identity *identity, const char *person, const char *session, const char *password,
                         const char *code, int64_t now_ms, RecordProblem *problem) {
  g_auto(Person) account = {0};
  Code read;
  Guess guess;
  if (!confirm_both(identity, person, password, code, now_ms, &account, &read, &guess, problem))
    return false;
  Change change = {.person = &account, .session = session, .code = &read, .guess = &guess, .problem = problem};
  return identity_write(identity, turn_off, &change, problem);
}

bool identity_recovery_renew(Identity *identity, const char *person, const char *password, const char *code,
                             int64_t now_ms, IdentityRecovery *recovery, RecordProblem *problem) {
  g_auto(Person) account = {0};
  Code read;
  Guess guess;
  if (!confirm_both(identity, person, password, code, now_ms, &account, &read, &guess, problem))
    return false;
  uint8_t hashes[IDENTITY_RECOVERY_CODES][HASH_BYTES];
  identity_recovery_draw(identity, recovery, hashes);
  Change change = {.person = &account,
                   .code = &read,
                   .guess = &guess,
                   .hashes = (const uint8_t(*)[HASH_BYTES])hashes,
                   .problem = problem};
  bool ok = identity_write(identity, renew, &change, problem);
  if (!ok)
    sodium_memzero(recovery, sizeof *recovery);
  return ok;
}

bool identity_factor_remove(Identity *identity, const char *name, RecordProblem *problem) {
  g_auto(Person) account = {0};
  Change change = {.person = &account, .problem = problem};
  return identity_person_require(identity, name, &account, problem) &&
         identity_write(identity, turn_off, &change, problem);
}

typedef struct {
  const char *person;
  int64_t left;
} Counting;

static bool count(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Counting *counting = data;
  bool found = false;
  g_autoptr(StoreStatement) row = identity_select(transaction, STORE_RECOVERY_COUNT,
                                                  VALUES(VALUE_TEXT("person_id", counting->person)), &found, error);
  counting->left = row != NULL ? store_column_integer(row, 0) : 0;
  return row != NULL;
}

bool identity_recovery_count(Identity *identity, const char *person, int64_t *left, RecordProblem *problem) {
  Counting counting = {.person = person};
  bool ok = identity_read(identity, count, &counting, problem);
  *left = counting.left;
  return ok;
}
