/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * passwords.c: which passwords are taken, and working them out (Argon2id), few at a time.
 *
 * Each that is worked out takes 19 MiB and some 20 ms of a processor, on purpose. So that signing in can't starve
 * everything else, two are worked out at once; some wait, and who comes then is told to come back.
 */
#include "accounts.h"
#include "internal.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <zxcvbn.h>

/* 2^27 guesses are 130 million. Who tries them on us, a hundred an hour, is busy for a century; who has stolen both the
 * database and the file of secrets, for a month on one processor. */
#define STRENGTH_BITS_MIN 27.0

/* The form in which it is compared, free with wipe_text; NULL where it is not UTF-8. */
static char *normal_form(const char *password) {
  return g_utf8_validate(password, -1, NULL) ? g_utf8_normalize(password, -1, G_NORMALIZE_DEFAULT_COMPOSE) : NULL;
}

static void wipe_text(char *text) {
  if (text != NULL)
    sodium_memzero(text, strlen(text));
  g_free(text);
}

/* ---- Which are taken -------------------------------------------------------------------------------------------- */

static bool is_strong(const char *normal, const char *name) {
  g_autofree char *folded = g_utf8_casefold(name, -1);
  g_auto(GStrv) parts = g_strsplit_set(folded, "@.-_ +", 16); /* the words that a mail address is made of */
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  g_ptr_array_add(words, folded);
  g_ptr_array_add(words, (gpointer) "bellwether");
  for (char **part = parts; *part != NULL; part++) {
    if (strlen(*part) >= 3)
      g_ptr_array_add(words, *part);
  }
  g_ptr_array_add(words, NULL);
  return ZxcvbnMatch(normal, (const char **)words->pdata, NULL) >= STRENGTH_BITS_MIN;
}

static bool check_length(const char *normal, const char *field, RecordProblem *problem) {
  glong characters = normal != NULL ? g_utf8_strlen(normal, -1) : 0;
  if (normal == NULL)
    return record_problem_set(problem, RECORD_PROBLEM_INVALID, field, N_("Choose one of ordinary characters"),
                              "The password is not valid text");
  if (characters < IDENTITY_PASSWORD_CHARACTERS_MIN)
    return record_problem_set(
        problem, RECORD_PROBLEM_INVALID, field, N_("A few words that don't belong together do well"),
        "The password is too short: %d characters are the least", IDENTITY_PASSWORD_CHARACTERS_MIN);
  return characters <= IDENTITY_PASSWORD_CHARACTERS_MAX ||
         record_problem_set(problem, RECORD_PROBLEM_INVALID, field, N_("Leave some of it out"),
                            "The password is too long: %d characters are the most", IDENTITY_PASSWORD_CHARACTERS_MAX);
}

bool identity_password_check(const char *password, const char *name, const char *field, RecordProblem *problem) {
  char *normal = strlen(password) <= 8 * IDENTITY_PASSWORD_CHARACTERS_MAX ? normal_form(password) : NULL;
  bool ok = check_length(normal, field, problem);
  if (ok && !is_strong(normal, name))
    ok =
        record_problem_set(problem, RECORD_PROBLEM_INVALID, field, N_("A few words that don't belong together do well"),
                           "This password is among the first that somebody would guess");
  wipe_text(normal);
  return ok;
}

/* ---- Working them out ------------------------------------------------------------------------------------------- */

static bool take_turn(Identity *identity, RecordProblem *problem) {
  g_mutex_lock(&identity->mutex);
  bool taken =
      identity->hashing < identity->options.hashes_at_once || identity->waiting < identity->options.hashes_waiting;
  if (taken) {
    identity->waiting++;
    while (identity->hashing >= identity->options.hashes_at_once)
      g_cond_wait(&identity->hash_done, &identity->mutex);
    identity->waiting--;
    identity->hashing++;
    identity->hashes++;
  }
  g_mutex_unlock(&identity->mutex);
  return taken || record_problem_set(problem, RECORD_PROBLEM_BUSY, NULL, N_("Try again in a few seconds"),
                                     "Too many people are signing in at this moment");
}

static void end_turn(Identity *identity) {
  g_mutex_lock(&identity->mutex);
  identity->hashing--;
  g_cond_signal(&identity->hash_done);
  g_mutex_unlock(&identity->mutex);
}

uint64_t identity_hash_count(Identity *identity) {
  g_mutex_lock(&identity->mutex);
  uint64_t hashes = identity->hashes;
  g_mutex_unlock(&identity->mutex);
  return hashes;
}

/* libsodium takes the salt from the system: it is in nobody's hand to choose. */
char *identity_password_hash(Identity *identity, const char *password, RecordProblem *problem) {
  char *normal = normal_form(password);
  g_assert(normal != NULL); /* identity_password_check came first */
  g_autofree char *hash = g_malloc0(crypto_pwhash_STRBYTES);
  bool ok = take_turn(identity, problem);
  if (ok) {
    ok = crypto_pwhash_str(hash, normal, strlen(normal), identity->options.hash_passes,
                           identity->options.hash_memory_bytes) == 0 ||
         record_problem_set(problem, RECORD_PROBLEM_FAILED, NULL, N_("Try again"), "There is no memory for a password");
    end_turn(identity);
  }
  wipe_text(normal);
  return ok ? g_steal_pointer(&hash) : NULL;
}

bool identity_password_verify(Identity *identity, const char *password, const char *hash, bool *same,
                              RecordProblem *problem) {
  size_t length = strlen(password);
  char *normal = length <= 8 * IDENTITY_PASSWORD_CHARACTERS_MAX ? normal_form(password) : NULL;
  if (!take_turn(identity, problem)) {
    wipe_text(normal);
    return false;
  }
  const char *text = normal != NULL ? normal : "";
  errno = 0;
  bool fits = crypto_pwhash_str_verify(hash != NULL ? hash : identity->dummy_hash, text, strlen(text)) == 0;
  bool known = fits || errno == EINVAL; /* what libsodium says of a wrong one; else it had no memory to tell */
  end_turn(identity);
  *same = fits && hash != NULL && normal != NULL;
  wipe_text(normal);
  return known ||
         record_problem_set(problem, RECORD_PROBLEM_FAILED, NULL, N_("Try again"), "There is no memory for a password");
}

bool identity_password_is_old(const Identity *identity, const char *hash) {
  return crypto_pwhash_str_needs_rehash(hash, identity->options.hash_passes, identity->options.hash_memory_bytes) != 0;
}
