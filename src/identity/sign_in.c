/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sign_in.c: from a name, a password and a code to a session. */
#include "sign_in.h"

#include "codes.h"
#include "guesses.h"
#include "links.h"
#include "sessions_internal.h"

#include <string.h>

static bool refuse(GError **error, RecordProblem *problem) {
  return identity_refuse(error, problem, RECORD_PROBLEM_FORBIDDEN, NULL,
                         N_("Try again, or ask for a link to a new password"),
                         "Name and password don't belong together");
}

static bool refuse_code(GError **error, RecordProblem *problem) {
  return identity_refuse(error, problem, RECORD_PROBLEM_FORBIDDEN, "code",
                         N_("Wait for the next one, or look at your phone's clock"),
                         "This code is not right, or was used");
}

static bool refuse_late(GError **error, RecordProblem *problem) {
  return identity_refuse(error, problem, RECORD_PROBLEM_NOT_FOUND, NULL, N_("Sign in again, with the password first"),
                         "This took too long, or too many codes were wrong");
}

typedef struct {
  Identity *identity;
  const Person *person;
  const Guess *guess;
  GBytes *rehashed;    /* the password hashed with today's settings, sealed; NULL: it is so already */
  NewSession *session; /* NULL: a code is asked for */
  NewLink *link;       /* of that; or the one that is used up by the code */
  const Code *code;
  int64_t now_ms;
  RecordProblem *problem;
} Beginning;

/* ---- The password ----------------------------------------------------------------------------------------------- */

static bool keep_rehashed(StoreIdentityTransaction *transaction, const Beginning *beginning, GError **error) {
  if (beginning->rehashed == NULL)
    return true;
  gsize length = 0;
  const void *sealed = g_bytes_get_data(beginning->rehashed, &length);
  return identity_execute(
      transaction, STORE_ACCOUNT_REHASH,
      VALUES(VALUE_TEXT("person_id", beginning->person->person), VALUE_BYTES("password_sealed", sealed, length)), NULL,
      error);
}

/* The password may have been changed since it was verified: then whoever knew the old one does not get in. */
static bool begin(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Beginning *beginning = data;
  bool stands = false;
  if (!identity_person_stands(transaction, beginning->person, &stands, error))
    return false;
  if (!stands)
    return refuse(error, beginning->problem);
  bool through = beginning->session != NULL;
  return keep_rehashed(transaction, beginning, error) &&
         identity_guess_was_right(transaction, beginning->guess, through, error) &&
         (through ? identity_new_session_add(beginning->identity, transaction, beginning->session,
                                             beginning->person->person, beginning->now_ms, error)
                  : identity_link_add_beside(transaction, beginning->link, error));
}

/* A failure to hash anew is no reason to keep somebody out. Free with g_bytes_unref; NULL: nothing to keep. */
static GBytes *rehash(Identity *identity, const Person *person, const char *password) {
  g_auto(RecordProblem) ignored = {0};
  if (!identity_password_is_old(identity, person->password))
    return NULL;
  g_autofree char *hash = identity_password_hash(identity, password, &ignored);
  return hash == NULL ? NULL : identity_seal(identity, person->key, person->person, "password", hash, strlen(hash));
}

/* Whose name and password these are; the guess is counted before they are looked at. */
static bool verify(Identity *identity, const IdentitySignIn *request, int64_t now_ms, Person *person, Guess *guess,
                   IdentitySignedIn *result, RecordProblem *problem) {
  bool found = false;
  bool same = false;
  uint8_t name_hash[HASH_BYTES];
  if (!identity_person_by_name(identity, request->name, person, &found, problem))
    return false;
  identity_any_name_hash(identity, request->name, name_hash);
  identity_guess_begin(identity, guess, GUESS_PASSWORD, name_hash, found ? person->person : NULL, request->address,
                       request->device);
  if (!identity_guess_take(identity, guess, now_ms, &result->retry_after_s, problem) ||
      !identity_password_verify(identity, request->password, found ? person->password : NULL, &same, problem))
    return false;
  return same || refuse(NULL, problem);
}

bool identity_sign_in(Identity *identity, const IdentitySignIn *request, int64_t now_ms, IdentitySignedIn *result,
                      RecordProblem *problem) {
  g_auto(Person) person = {0};
  Guess guess;
  memset(result, 0, sizeof *result);
  if (!verify(identity, request, now_ms, &person, &guess, result, problem))
    return false;
  g_autoptr(GBytes) rehashed = rehash(identity, &person, request->password);
  g_auto(NewSession) session = {0};
  char code[IDENTITY_SECRET_BYTES] = "";
  NewLink link = {.purpose = LINK_CODE, .person = person.person};
  link.ends_at_ms = now_ms + IDENTITY_CODE_MINUTES * MINUTES_MS;
  if (person.totp_is_on)
    identity_secret_make(identity, SECRET_CODE, code, link.hash);
  else
    identity_new_session_prepare(identity, &session, &person, request->client, request->replaces);
  Beginning beginning = {.identity = identity,
                         .person = &person,
                         .guess = &guess,
                         .rehashed = rehashed,
                         .session = person.totp_is_on ? NULL : &session,
                         .link = &link,
                         .now_ms = now_ms,
                         .problem = problem};
  if (!identity_write(identity, begin, &beginning, problem))
    return false;
  g_strlcpy(result->person, person.person, sizeof result->person);
  g_strlcpy(result->session, session.secret, sizeof result->session);
  g_strlcpy(result->code, code, sizeof result->code);
  if (!person.totp_is_on)
    identity_device_make(identity, person.person, request->device, result->device);
  return true;
}

/* ---- The code --------------------------------------------------------------------------------------------------- */

static bool finish(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Beginning *beginning = data;
  char person[IDENTITY_PERSON_BYTES];
  bool used = false;
  if (!identity_link_take(transaction, beginning->link->hash, LINK_CODE, beginning->now_ms, person, beginning->problem,
                          error))
    return beginning->problem->kind == RECORD_PROBLEM_NONE ? false : refuse_late(NULL, beginning->problem);
  if (!identity_code_use(transaction, beginning->person, beginning->code, &used, error))
    return false;
  if (!used)
    return refuse_code(error, beginning->problem);
  return identity_guess_was_right(transaction, beginning->guess, true, error) &&
         identity_new_session_add(beginning->identity, transaction, beginning->session, person, beginning->now_ms,
                                  error);
}

/* After some wrong codes the password is asked for again. */
static bool count_try(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const NewLink *link = data;
  return identity_execute(transaction, STORE_LINK_TRY, VALUES(VALUE_BYTES("link_hash", link->hash, HASH_BYTES)), NULL,
                          error) &&
         identity_execute(
             transaction, STORE_LINK_REMOVE_TRIED,
             VALUES(VALUE_BYTES("link_hash", link->hash, HASH_BYTES), VALUE_INTEGER("most", IDENTITY_CODE_TRIES_MAX)),
             NULL, error);
}

static bool wrong_code(Identity *identity, NewLink *link, RecordProblem *problem) {
  return identity_write(identity, count_try, link, problem) && refuse_code(NULL, problem);
}

static bool find_person(Identity *identity, const NewLink *link, int64_t now_ms, Person *person,
                        RecordProblem *problem) {
  char id[IDENTITY_PERSON_BYTES];
  bool found = false;
  if (!identity_link_person(identity, link->hash, LINK_CODE, now_ms, id, &found, problem) ||
      (found && !identity_person_by_id(identity, id, person, &found, problem)))
    return false;
  return (found && person->totp_is_on) || refuse_late(NULL, problem);
}

bool identity_sign_in_code(Identity *identity, const char *sign_in, const char *code, const IdentitySignIn *request,
                           int64_t now_ms, IdentitySignedIn *result, RecordProblem *problem) {
  g_auto(Person) person = {0};
  g_auto(NewSession) session = {0};
  NewLink link = {0};
  Guess guess;
  Code read;
  uint8_t name_hash[HASH_BYTES];
  memset(result, 0, sizeof *result);
  if (!identity_secret_read(sign_in, SECRET_CODE, link.hash))
    return refuse_late(NULL, problem);
  if (!find_person(identity, &link, now_ms, &person, problem))
    return false;
  identity_name_hash(identity, person.name, name_hash);
  identity_guess_begin(identity, &guess, GUESS_CODE, name_hash, person.person, request->address, request->device);
  if (!identity_guess_take(identity, &guess, now_ms, &result->retry_after_s, problem))
    return false;
  if (!identity_code_read(identity, &person, code, now_ms, &read))
    return wrong_code(identity, &link, problem);
  identity_new_session_prepare(identity, &session, &person, request->client, request->replaces);
  Beginning beginning = {.identity = identity,
                         .person = &person,
                         .guess = &guess,
                         .session = &session,
                         .link = &link,
                         .code = &read,
                         .now_ms = now_ms,
                         .problem = problem};
  if (!identity_write(identity, finish, &beginning, problem))
    return problem->kind == RECORD_PROBLEM_FORBIDDEN && wrong_code(identity, &link, problem);
  g_strlcpy(result->person, person.person, sizeof result->person);
  g_strlcpy(result->session, session.secret, sizeof result->session);
  identity_device_make(identity, person.person, request->device, result->device);
  return true;
}
