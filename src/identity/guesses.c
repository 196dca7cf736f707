/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* guesses.c: the buckets in which guesses are counted, and the cookies of known devices. */
#include "guesses.h"

#include <arpa/inet.h>
#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

/* How many are free; how long to wait then, twice as long each time, and at most; and for how long a bucket remembers:
 * from its first guess on (a window), or from its last. */
struct GuessRule {
  int64_t free;
  int64_t wait_ms;
  int64_t wait_max_ms;
  int64_t memory_ms;
  bool is_window;
};

static const GuessRule whose_and_where = {5, SECONDS_MS, 15 * MINUTES_MS, DAYS_MS, false};
static const GuessRule whose = {60, HOURS_MS, HOURS_MS, HOURS_MS, true};
static const GuessRule whose_code = {10, HOURS_MS, HOURS_MS, HOURS_MS, true};
static const GuessRule from_where = {60, HOURS_MS, HOURS_MS, HOURS_MS, true};
static const GuessRule known_device = {10, HOURS_MS, HOURS_MS, HOURS_MS, true};

#define DOUBLINGS_MAX 20 /* past any wait_max_ms; a shift by more would run over */
#define NONCE_BYTES 16

/* ---- Addresses -------------------------------------------------------------------------------------------------- */

/* What of an address counts: the four bytes of IPv4, the first eight of IPv6. What is none (a local socket) is one. */
static size_t address_prefix(const char *address, uint8_t prefix[16]) {
  static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  memset(prefix, 0, 16);
  if (address == NULL)
    return 0;
  if (inet_pton(AF_INET, address, prefix) == 1)
    return 4;
  if (inet_pton(AF_INET6, address, prefix) != 1)
    return 0;
  if (memcmp(prefix, mapped, sizeof mapped) != 0)
    return 8;
  memmove(prefix, prefix + sizeof mapped, 4);
  return 4;
}

/* ---- Devices ---------------------------------------------------------------------------------------------------- */

/* A nonce, and the proof that we gave it to that person. */
static void prove_device(const Identity *identity, const char *person, const uint8_t nonce[NONCE_BYTES],
                         uint8_t proof[HASH_BYTES - NONCE_BYTES]) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, identity->device_key, sizeof identity->device_key, HASH_BYTES - NONCE_BYTES);
  crypto_generichash_update(&state, nonce, NONCE_BYTES);
  crypto_generichash_update(&state, (const uint8_t *)person, strlen(person));
  crypto_generichash_final(&state, proof, HASH_BYTES - NONCE_BYTES);
}

static bool check_device(const Identity *identity, const char *person, const char *device, uint8_t bytes[HASH_BYTES]) {
  uint8_t proof[HASH_BYTES - NONCE_BYTES];
  if (person == NULL || !identity_secret_bytes(device, SECRET_DEVICE, bytes))
    return false;
  prove_device(identity, person, bytes, proof);
  return sodium_memcmp(proof, bytes + NONCE_BYTES, sizeof proof) == 0;
}

void identity_device_make(Identity *identity, const char *person, const char *shown,
                          char device[IDENTITY_SECRET_BYTES]) {
  uint8_t bytes[HASH_BYTES];
  if (!check_device(identity, person, shown, bytes)) {
    identity_random(identity, bytes, NONCE_BYTES);
    prove_device(identity, person, bytes, bytes + NONCE_BYTES);
  }
  identity_secret_write(SECRET_DEVICE, bytes, device);
}

/* ---- Buckets ---------------------------------------------------------------------------------------------------- */

/* Each part is of a length of its own or the last, so that no two buckets are hashed from the same bytes. */
static void name_bucket(const Identity *identity, GuessBucket *bucket, const GuessRule *rule, char kind,
                        const void *first, size_t first_length, const void *second, size_t second_length) {
  crypto_generichash_state state;
  uint8_t head[2] = {(uint8_t)kind, (uint8_t)first_length};
  crypto_generichash_init(&state, identity->guess_key, sizeof identity->guess_key, HASH_BYTES);
  crypto_generichash_update(&state, head, sizeof head);
  crypto_generichash_update(&state, first, first_length);
  crypto_generichash_update(&state, second, second_length);
  crypto_generichash_final(&state, bucket->bucket, HASH_BYTES);
  bucket->rule = rule;
}

void identity_guess_begin(const Identity *identity, Guess *guess, GuessOf what, const uint8_t name_hash[HASH_BYTES],
                          const char *person, const char *address, const char *device) {
  uint8_t device_bytes[HASH_BYTES];
  uint8_t prefix[16];
  size_t prefix_length = address_prefix(address, prefix);
  memset(guess, 0, sizeof *guess);
  guess->is_known = check_device(identity, person, device, device_bytes);
  if (guess->is_known)
    name_bucket(identity, &guess->device, &known_device, 'd', name_hash, HASH_BYTES, device_bytes, NONCE_BYTES);
  if (what == GUESS_AGAIN) { /* whoever has the session may be anywhere */
    name_bucket(identity, &guess->strangers[guess->count++], &known_device, 'g', name_hash, HASH_BYTES, "", 0);
    return;
  }
  name_bucket(identity, &guess->strangers[guess->count++], &whose_and_where, 'b', name_hash, HASH_BYTES, prefix,
              prefix_length);
  name_bucket(identity, &guess->strangers[guess->count++], what == GUESS_CODE ? &whose_code : &whose,
              what == GUESS_CODE ? 'c' : 'n', name_hash, HASH_BYTES, "", 0);
  if (prefix_length > 0)
    name_bucket(identity, &guess->strangers[guess->count++], &from_where, 'a', prefix, prefix_length, "", 0);
}

typedef struct {
  int64_t failures;
  int64_t began_at_ms;
  int64_t next_at_ms;
} Count;

static bool read_count(StoreIdentityTransaction *transaction, const GuessBucket *bucket, int64_t now_ms, Count *count,
                       GError **error) {
  bool found = false;
  g_autoptr(StoreStatement) row = identity_select(
      transaction, STORE_THROTTLE_GET,
      VALUES(VALUE_BYTES("bucket", bucket->bucket, HASH_BYTES), VALUE_INTEGER("now_ms", now_ms)), &found, error);
  *count = (Count){.began_at_ms = now_ms};
  if (row != NULL && found)
    *count = (Count){store_column_integer(row, 0), store_column_integer(row, 1), store_column_integer(row, 2)};
  return row != NULL;
}

static int64_t wait_of(const GuessRule *rule, int64_t failures) {
  if (failures < rule->free)
    return 0;
  int64_t doublings = MIN(failures - rule->free, DOUBLINGS_MAX);
  return MIN(rule->wait_ms << doublings, rule->wait_max_ms);
}

static bool keep_count(StoreIdentityTransaction *transaction, const GuessBucket *bucket, int64_t now_ms, Count count,
                       GError **error) {
  const GuessRule *rule = bucket->rule;
  int64_t failures = count.failures + 1;
  int64_t wait_ms = wait_of(rule, failures);
  int64_t ends_at_ms = (rule->is_window ? count.began_at_ms : now_ms) + rule->memory_ms;
  return identity_execute(transaction, STORE_THROTTLE_SET,
                          VALUES(VALUE_BYTES("bucket", bucket->bucket, HASH_BYTES), VALUE_INTEGER("failures", failures),
                                 VALUE_INTEGER("began_at_ms", count.began_at_ms),
                                 VALUE_INTEGER("next_at_ms", now_ms + wait_ms),
                                 VALUE_INTEGER("ends_at_ms", ends_at_ms)),
                          NULL, error);
}

typedef struct {
  Guess *guess;
  int64_t now_ms;
  int64_t wait_ms; /* 0: it was counted */
} Taking;

/* Counts the guess in all of these buckets, or in none where one of them says to wait. */
static bool take_from(StoreIdentityTransaction *transaction, Taking *taking, const GuessBucket *buckets, unsigned count,
                      GError **error) {
  Count counts[GUESS_BUCKETS_MAX];
  taking->wait_ms = 0;
  for (unsigned index = 0; index < count; index++) {
    if (!read_count(transaction, &buckets[index], taking->now_ms, &counts[index], error))
      return false;
    taking->wait_ms = MAX(taking->wait_ms, counts[index].next_at_ms - taking->now_ms);
  }
  for (unsigned index = 0; taking->wait_ms <= 0 && index < count; index++) {
    if (!keep_count(transaction, &buckets[index], taking->now_ms, counts[index], error))
      return false;
  }
  return true;
}

static bool take(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Taking *taking = data;
  Guess *guess = taking->guess;
  guess->by_device = guess->is_known;
  if (guess->is_known && !take_from(transaction, taking, &guess->device, 1, error))
    return false;
  if (guess->is_known && taking->wait_ms <= 0)
    return true;
  guess->by_device = false;
  return take_from(transaction, taking, guess->strangers, guess->count, error);
}

bool identity_guess_take(Identity *identity, Guess *guess, int64_t now_ms, unsigned *retry_after_s,
                         RecordProblem *problem) {
  Taking taking = {.guess = guess, .now_ms = now_ms};
  if (!identity_write(identity, take, &taking, problem))
    return false;
  unsigned wait_s = (unsigned)((taking.wait_ms + SECONDS_MS - 1) / SECONDS_MS);
  if (retry_after_s != NULL)
    *retry_after_s = wait_s;
  if (wait_s == 0)
    return true;
  g_autofree char *advice = wait_s < 120 ? g_strdup_printf(_("Try again in %u seconds"), wait_s)
                                         : g_strdup_printf(_("Try again in %u minutes"), (wait_s + 59) / 60);
  return record_problem_set(problem, RECORD_PROBLEM_BUSY, NULL, advice, "There were too many wrong tries");
}

bool identity_guess_was_right(StoreIdentityTransaction *transaction, const Guess *guess, bool through, GError **error) {
  const GuessBucket *buckets = guess->by_device ? &guess->device : guess->strangers;
  unsigned count = guess->by_device ? 1 : guess->count;
  bool ok = true;
  for (unsigned index = 0; ok && index < count; index++) {
    bool is_own = guess->by_device || buckets[index].rule == &whose_and_where;
    ok = identity_execute(transaction, through && is_own ? STORE_THROTTLE_REMOVE : STORE_THROTTLE_TAKE_BACK,
                          VALUES(VALUE_BYTES("bucket", buckets[index].bucket, HASH_BYTES)), NULL, error);
  }
  return ok;
}
