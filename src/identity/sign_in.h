/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sign_in.h: from a name and a password, and a code where a second factor is on, to a session.
 *
 * A name that nobody has costs as much time as a wrong password, and both are told as one. Two passwords are worked out
 * at a time; who finds too many waiting is told RECORD_PROBLEM_BUSY. So is whoever guesses too much: retry_after_s is
 * more than 0 then. guesses.h says how that is counted, and why nobody can be locked out by it.
 */
#ifndef IDENTITY_SIGN_IN_H
#define IDENTITY_SIGN_IN_H

#include "sessions.h"

#define IDENTITY_CODE_MINUTES 10  /* between the password and the code */
#define IDENTITY_CODE_TRIES_MAX 5 /* of codes, then the password is asked for again */
#define IDENTITY_DEVICE_DAYS 365  /* how long a browser should keep its device cookie */

typedef struct {
  const char *name;
  const char *password;
  const char
      *client; /* what the browser calls itself; its first IDENTITY_CLIENT_BYTES_MAX bytes are kept; NULL: none */
  const char *replaces; /* the secret of a session that ends by this, where the client had one; NULL: none */
  const char *address;  /* where it comes from: IPv4 or IPv6 as text; NULL: not known, such as a local socket */
  const char *device;   /* the device cookie that the browser showed; NULL: none */
} IdentitySignIn;

typedef struct {
  char person[IDENTITY_PERSON_BYTES];
  char session[IDENTITY_SECRET_BYTES]; /* the secret of a new session; "" where a code is still asked for */
  char code[IDENTITY_SECRET_BYTES];    /* then: what identity_sign_in_code wants back; else "" */
  char device[IDENTITY_SECRET_BYTES];  /* the device cookie to keep, once there is a session */
  unsigned retry_after_s;              /* of a refusal: after how long to try again; 0: no such thing */
} IdentitySignedIn;

/* RECORD_PROBLEM_FORBIDDEN where name and password don't belong together. */
bool identity_sign_in(Identity *identity, const IdentitySignIn *request, int64_t now_ms, IdentitySignedIn *result,
                      RecordProblem *problem);

/* The second step, where one is asked for: sign_in is the first one's result->code, code is what the person typed, of
 * the app or for recovery. Of the request client, replaces, address and device count. RECORD_PROBLEM_FORBIDDEN about "code"
 * where it is wrong or was used; RECORD_PROBLEM_NOT_FOUND where it is too late: begin with the password again. */
bool identity_sign_in_code(Identity *identity, const char *sign_in, const char *code, const IdentitySignIn *request,
                           int64_t now_ms, IdentitySignedIn *result, RecordProblem *problem);

#endif
