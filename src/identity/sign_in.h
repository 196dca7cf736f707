/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sign_in.h: from a name and a password to a session.
 *
 * A name that nobody has costs as much time as a wrong password, and both are told as one. Two passwords are worked out
 * at a time; who finds too many waiting is told RECORD_PROBLEM_BUSY.
 */
#ifndef IDENTITY_SIGN_IN_H
#define IDENTITY_SIGN_IN_H

#include "sessions.h"

typedef struct {
  const char *name;
  const char *password;
  const char
      *client; /* what the browser calls itself; its first IDENTITY_CLIENT_BYTES_MAX bytes are kept; NULL: none */
  const char *replaces; /* the secret of a session that ends by this, where the client had one; NULL: none */
} IdentitySignIn;

typedef struct {
  char person[IDENTITY_PERSON_BYTES];
  char session[IDENTITY_SECRET_BYTES]; /* the secret of a new session */
} IdentitySignedIn;

/* RECORD_PROBLEM_FORBIDDEN where name and password don't belong together. */
bool identity_sign_in(Identity *identity, const IdentitySignIn *request, int64_t now_ms, IdentitySignedIn *result,
                      RecordProblem *problem);

#endif
