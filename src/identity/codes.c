/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* codes.c: codes of the app, and recovery codes. */
#include "codes.h"

#include <oath.h>
#include <sodium.h>
#include <string.h>

#define DIGITS 6
#define RECOVERY_LETTERS 16
#define STEPS_EITHER_SIDE 1

/* Base32 without l, o, 0 and 1, which are read for one another: 80 bits are 16 of them. */
static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";

void identity_totp_code(const uint8_t *secret, size_t length, uint64_t step, char code[DIGITS + 1]) {
  int result =
      oath_hotp_generate((const char *)secret, length, step, DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION, code);
  g_assert(result == OATH_OK); /* it fails for wrong arguments only */
}

/* The characters that count, at most `most` of them; false where there are more. */
static bool squeeze(const char *text, char *squeezed, size_t most) {
  size_t count = 0;
  for (; *text != '\0'; text++) {
    if (*text == ' ' || *text == '-')
      continue;
    if (count == most)
      return false;
    squeezed[count++] = g_ascii_tolower(*text);
  }
  squeezed[count] = '\0';
  return true;
}

/* Every step is worked out and compared, whichever fits, so that the time it takes tells nothing. */
static bool read_totp(const Person *person, const char *typed, int64_t now_ms, Code *code) {
  int64_t now_step = now_ms / STEP_MS;
  if (person->totp == NULL || strlen(typed) != DIGITS)
    return false;
  for (int64_t step = now_step - STEPS_EITHER_SIDE; step <= now_step + STEPS_EITHER_SIDE; step++) {
    char expected[DIGITS + 1];
    identity_totp_code(person->totp, TOTP_BYTES, (uint64_t)step, expected);
    if (sodium_memcmp(expected, typed, DIGITS) == 0 && step > person->totp_step) {
      code->is_totp = true;
      code->step = step;
    }
  }
  return code->is_totp;
}

static void hash_recovery(const Identity *identity, const char letters[RECOVERY_LETTERS], uint8_t hash[HASH_BYTES]) {
  crypto_generichash(hash, HASH_BYTES, (const uint8_t *)letters, RECOVERY_LETTERS, identity->recovery_key,
                     sizeof identity->recovery_key);
}

bool identity_code_read(const Identity *identity, const Person *person, const char *text, int64_t now_ms, Code *code) {
  char typed[RECOVERY_LETTERS + 1];
  memset(code, 0, sizeof *code);
  if (!squeeze(text, typed, RECOVERY_LETTERS))
    return false;
  code->is_recovery = strlen(typed) == RECOVERY_LETTERS && strspn(typed, alphabet) == RECOVERY_LETTERS;
  if (code->is_recovery)
    hash_recovery(identity, typed, code->hash);
  return code->is_recovery || read_totp(person, typed, now_ms, code);
}

bool identity_code_use(StoreIdentityTransaction *transaction, const Person *person, const Code *code, bool *used,
                       GError **error) {
  gsize length = 0;
  const void *sealed = g_bytes_get_data(person->totp_sealed, &length);
  int64_t changed = 0;
  bool ok =
      code->is_recovery
          ? identity_execute(
                transaction, STORE_RECOVERY_USE,
                VALUES(VALUE_TEXT("person_id", person->person), VALUE_BYTES("code_hash", code->hash, HASH_BYTES)),
                &changed, error)
          : identity_execute(transaction, STORE_FACTOR_USE,
                             VALUES(VALUE_TEXT("person_id", person->person), VALUE_INTEGER("totp_step", code->step),
                                    VALUE_BYTES("totp_sealed", sealed, length)),
                             &changed, error);
  *used = ok && changed == 1;
  return ok;
}

/* ---- Recovery codes --------------------------------------------------------------------------------------------- */

/* 32 letters, so the low five bits of a byte choose one evenly. */
static void draw_letters(Identity *identity, char letters[RECOVERY_LETTERS]) {
  uint8_t random[RECOVERY_LETTERS];
  identity_random(identity, random, sizeof random);
  for (size_t index = 0; index < RECOVERY_LETTERS; index++)
    letters[index] = alphabet[random[index] % 32];
  sodium_memzero(random, sizeof random);
}

void identity_recovery_draw(Identity *identity, IdentityRecovery *recovery,
                            uint8_t hashes[IDENTITY_RECOVERY_CODES][HASH_BYTES]) {
  for (size_t index = 0; index < IDENTITY_RECOVERY_CODES; index++) {
    char letters[RECOVERY_LETTERS];
    draw_letters(identity, letters);
    hash_recovery(identity, letters, hashes[index]);
    g_snprintf(recovery->codes[index], IDENTITY_RECOVERY_BYTES, "%.4s-%.4s-%.4s-%.4s", letters, letters + 4,
               letters + 8, letters + 12);
  }
}

bool identity_recovery_keep(StoreIdentityTransaction *transaction, const char *person,
                            const uint8_t hashes[IDENTITY_RECOVERY_CODES][HASH_BYTES], GError **error) {
  bool ok =
      identity_execute(transaction, STORE_RECOVERY_REMOVE_ALL, VALUES(VALUE_TEXT("person_id", person)), NULL, error);
  for (size_t index = 0; ok && index < IDENTITY_RECOVERY_CODES; index++)
    ok = identity_execute(transaction, STORE_RECOVERY_ADD,
                          VALUES(VALUE_TEXT("person_id", person), VALUE_BYTES("code_hash", hashes[index], HASH_BYTES)),
                          NULL, error);
  return ok;
}
