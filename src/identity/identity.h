/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * identity.h: who can sign in. This header has the handle; beside it
 *
 *     accounts.h       names and passwords
 *     sign_in.h        from a name and a password to a session
 *     sessions.h       sessions, and the token against forged forms
 *     second_factor.h  codes of an app, and for recovery
 *     tokens.h         what programs sign in with
 *     workspaces.h     who is where; sweeping
 *
 * Identity knows no HTTP: whoever serves gives it texts and gets texts back. It is apart from the workspaces' data and
 * never shares a transaction with it. Time and randomness come from outside: now_ms is milliseconds since 1970 in UTC.
 *
 * Secrets. A session, a link, a token: 32 random bytes, given out once as text with a prefix by which scanners for
 * secrets know it (bws_, bwl_, bwt_), and kept as a hash only. That hash needs no salt and no slowness, for nobody
 * guesses 256 bits.
 *
 * What says something about somebody is sealed with a key of theirs (XChaCha20-Poly1305). Half of it is in the database
 * and is overwritten when the account is deleted; the other half is in the file of secrets, so that a stolen database
 * alone gives no name away, and no password hash to guess at. An installation that loses that file has lost its
 * accounts, as it has lost its signatures.
 *
 * Any thread may call these functions. Each returns false with the problem filled in; nothing was changed then.
 */
#ifndef IDENTITY_IDENTITY_H
#define IDENTITY_IDENTITY_H

#include "record/actor.h"
#include "record/problem.h"
#include "store/key_file.h"
#include "store/store.h"

#include <stdint.h>

#define IDENTITY_SECRET_BYTES 48 /* of any secret as text, with its NUL: "bws_" and 43 characters */
#define IDENTITY_ID_BYTES 26     /* of a session's or a token's id, with its NUL */
#define IDENTITY_PERSON_BYTES (RECORD_PERSON_BYTES_MAX + 1)

/* What is 0 or NULL is as usual. */
typedef struct {
  int64_t session_idle_ms;        /* how long a session lives unused; 12 hours */
  int64_t session_end_ms;         /* how long at all; 14 days */
  int64_t session_rotate_ms;      /* after how long its secret is changed; 1 hour */
  unsigned long long hash_passes; /* of Argon2id; 2 */
  size_t hash_memory_bytes;       /* 19 MiB, for each that is worked out */
  unsigned hashes_at_once;        /* 2 */
  unsigned hashes_waiting;        /* who may wait for their turn; 32 */
  unsigned workspaces_max;        /* that one person may own; 20 */
  StoreRandom random;             /* the system's */
  void *random_context;
} IdentityOptions;

typedef struct Identity Identity;

/* options may be NULL, and are copied. store and keys are borrowed for as long as the Identity lives. Free with
 * identity_close, once nobody is inside any more. */
Identity *identity_open(Store *store, const StoreKeyFile *keys, const IdentityOptions *options);
void identity_close(Identity *identity); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identity, identity_close)

/* How many passwords were worked out so far: for measuring, and for the test that unknown names cost the same. */
uint64_t identity_hash_count(Identity *identity);

#endif
