/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sign_in.c: from a name and a password to a session. */
#include "sign_in.h"

#include "sessions_internal.h"

#include <string.h>

static bool refuse(GError **error, RecordProblem *problem) {
  return identity_refuse(error, problem, RECORD_PROBLEM_FORBIDDEN, NULL,
                         "Try again, or ask for a link to a new password", "Name and password don't belong together");
}

typedef struct {
  Identity *identity;
  const Person *person;
  GBytes *rehashed; /* the password hashed with today's settings, sealed; NULL: it is so already */
  NewSession *session;
  int64_t now_ms;
  RecordProblem *problem;
} Beginning;

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
  return keep_rehashed(transaction, beginning, error) &&
         identity_new_session_add(beginning->identity, transaction, beginning->session, beginning->person->person,
                                  beginning->now_ms, error);
}

/* A failure to hash anew is no reason to keep somebody out. Free with g_bytes_unref; NULL: nothing to keep. */
static GBytes *rehash(Identity *identity, const Person *person, const char *password) {
  g_auto(RecordProblem) ignored = {0};
  if (!identity_password_is_old(identity, person->password))
    return NULL;
  g_autofree char *hash = identity_password_hash(identity, password, &ignored);
  return hash == NULL ? NULL : identity_seal(identity, person->key, person->person, "password", hash, strlen(hash));
}

bool identity_sign_in(Identity *identity, const IdentitySignIn *request, int64_t now_ms, IdentitySignedIn *result,
                      RecordProblem *problem) {
  g_auto(Person) person = {0};
  bool found = false;
  bool same = false;
  memset(result, 0, sizeof *result);
  if (!identity_person_by_name(identity, request->name, &person, &found, problem) ||
      !identity_password_verify(identity, request->password, found ? person.password : NULL, &same, problem))
    return false;
  if (!same)
    return refuse(NULL, problem);
  g_autoptr(GBytes) rehashed = rehash(identity, &person, request->password);
  g_auto(NewSession) session = {0};
  identity_new_session_prepare(identity, &session, &person, request->client, request->replaces);
  Beginning beginning = {.identity = identity,
                         .person = &person,
                         .rehashed = rehashed,
                         .session = &session,
                         .now_ms = now_ms,
                         .problem = problem};
  if (!identity_write(identity, begin, &beginning, problem))
    return false;
  g_strlcpy(result->person, person.person, sizeof result->person);
  g_strlcpy(result->session, session.secret, sizeof result->session);
  return true;
}
