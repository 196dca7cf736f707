/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * identity_sample.h: accounts in a folder of their own, and what is done with them in one line each.
 *
 * Time is the sample's own (actions->now_ms); randomness comes from a counter. Passwords are worked out as cheaply as
 * Argon2id can be. Any failure that was not asked for ends the test.
 */
#ifndef TESTS_IDENTITY_SAMPLE_H
#define TESTS_IDENTITY_SAMPLE_H

#include "action_sample.h"

#include "identity/accounts.h"
#include "identity/sign_in.h"

#define SAMPLE_PASSWORD "Zwetschge im Mai"
#define SAMPLE_OTHER_PASSWORD "Birne am Zaun 44"

typedef struct {
  ActionSample *actions; /* the store, and workspaces in it */
  StoreKeyFile keys;
  IdentityOptions options;
  Identity *identity;
  uint64_t random;
  uint32_t addresses;    /* from which somebody tried to sign in */
  RecordProblem problem; /* the last one */
} IdentitySample;

IdentitySample *identity_sample_new(void);
void identity_sample_free(IdentitySample *sample); /* removes the folder */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IdentitySample, identity_sample_free)

/* The same accounts in an Identity with other options: those of the sample, as they are now. */
void identity_sample_reopen(IdentitySample *sample);

/* An account of that name with SAMPLE_PASSWORD; person gets its id. */
void identity_sample_add(IdentitySample *sample, const char *name, char person[IDENTITY_PERSON_BYTES]);

/* Signs in with SAMPLE_PASSWORD; secret gets the session's. */
void identity_sample_sign_in(IdentitySample *sample, const char *name, char secret[IDENTITY_SECRET_BYTES]);

/* Whether name and password open a session, from an address that was not seen before. */
bool identity_sample_may_sign_in(IdentitySample *sample, const char *name, const char *password);

/* Whether the secret is of a living session. */
bool identity_sample_is_in(IdentitySample *sample, const char *secret);

/* Ends the test unless the call was refused with a problem of that kind about that field (NULL: about none). */
void identity_sample_refused(IdentitySample *sample, bool ok, RecordProblemKind kind, const char *field);

/* Ends the test with the problem where the call was refused. */
void identity_sample_done(IdentitySample *sample, bool ok);

/* Whether any file of the database holds these bytes. */
bool identity_sample_files_hold(IdentitySample *sample, const void *bytes, size_t length);

#endif
