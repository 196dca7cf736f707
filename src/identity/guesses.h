/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * guesses.h: slowing down whoever guesses, without locking anybody out. Only this room includes it.
 *
 * Before a password or a code is looked at, the guess is counted as a wrong one, in the store, so that all servers count
 * together and guesses sent at once don't slip by; if it was right, it is taken back. Counted are
 *
 *     whose and from where    an account and an address: five are free, then 1 s, 2 s, 4 s... up to 15 minutes to wait
 *     whose                   an account, from anywhere: 60 an hour; of codes 10 an hour
 *     from where              an address, at any account: 60 an hour
 *
 * A stranger who guesses at somebody's account therefore fills only buckets of strangers. Who has signed in from a
 * browser before shows its device cookie ("bwd_", made for that account alone: OWASP's device cookies) and has a bucket
 * of their own, 10 an hour. So the most that an attacker with many addresses reaches is that the account can't be
 * entered from a new device while the attack goes on; a link to a new password brings a device cookie with it, and so
 * gets past that too.
 *
 * Kept is a keyed hash of account and address, for an hour or a day; nobody can read an address out of it. An address of
 * IPv6 counts with all of its /64, which is what one customer has.
 */
#ifndef IDENTITY_GUESSES_H
#define IDENTITY_GUESSES_H

#include "internal.h"

typedef enum { GUESS_PASSWORD, GUESS_CODE, GUESS_AGAIN /* of somebody who is signed in */ } GuessOf;

typedef struct GuessRule GuessRule;

typedef struct {
  uint8_t bucket[HASH_BYTES];
  const GuessRule *rule;
} GuessBucket;

#define GUESS_BUCKETS_MAX 3

typedef struct {
  bool is_known; /* the device */
  GuessBucket device;
  GuessBucket strangers[GUESS_BUCKETS_MAX];
  unsigned count;
  bool by_device; /* the guess was counted against the device's bucket */
} Guess;

/* Whose account: a hash that stands for its name, whether there is such an account or not. person: its id; NULL where
 * there is none. address, device: as in IdentitySignIn. */
void identity_guess_begin(const Identity *identity, Guess *guess, GuessOf what, const uint8_t name_hash[HASH_BYTES],
                          const char *person, const char *address, const char *device);

/* Counts it. RECORD_PROBLEM_BUSY where it is too early; retry_after_s gets how long (it may be NULL). */
bool identity_guess_take(Identity *identity, Guess *guess, int64_t now_ms, unsigned *retry_after_s,
                         RecordProblem *problem);

/* Inside a transaction: it was right. through: nothing more is asked, so that what was wrong before is forgiven. */
bool identity_guess_was_right(StoreIdentityTransaction *transaction, const Guess *guess, bool through, GError **error);

/* Makes a device cookie for the person; or gives the one back that was shown, where it is one. */
void identity_device_make(Identity *identity, const char *person, const char *shown,
                          char device[IDENTITY_SECRET_BYTES]);

#endif
