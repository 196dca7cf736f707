/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * key.h: Ed25519 keys, what they sign, and which of them are trusted.
 *
 * A key is named by its id, the SHA-256 of the 32 bytes of the public key. What is signed is
 *
 *     context || 0x00 || canonical JSON
 *
 * where the context ("bellwether/head/1") says what kind of statement it is, so that a signature under one can't be
 * shown as one under another.
 */
#ifndef JOURNAL_KEY_H
#define JOURNAL_KEY_H

#include "canonical.h"
#include "hash.h"

#define JOURNAL_KEY_BYTES 32
#define JOURNAL_SEED_BYTES 32
#define JOURNAL_SIGNATURE_BYTES 64
#define JOURNAL_KEYS_MAX 64 /* in a set */
#define JOURNAL_KEY_FILE_BYTES_MAX 65536

typedef struct {
  uint8_t bytes[JOURNAL_KEY_BYTES];
} JournalPublicKey;

typedef struct {
  uint8_t bytes[JOURNAL_SIGNATURE_BYTES];
} JournalSignature;

/* Declare it with g_auto, and it is wiped when it goes out of scope. */
typedef struct {
  uint8_t bytes[64];
} JournalSecretKey;

void journal_secret_key_wipe(JournalSecretKey *key);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JournalSecretKey, journal_secret_key_wipe)

/* The pair that a seed of 32 random bytes stands for. Whoever owns the seed wipes it. */
void journal_key_pair(const uint8_t seed[JOURNAL_SEED_BYTES], JournalPublicKey *public_key,
                      JournalSecretKey *secret_key);

JournalHash journal_key_id(const JournalPublicKey *key);
bool journal_key_equal(const JournalPublicKey *left, const JournalPublicKey *right);

/* Signs value, in canonical form, under the context. */
bool journal_key_sign(const JournalSecretKey *key, const char *context, const json_t *value,
                      JournalSignature *signature, GError **error);

/* Whether the signature is the key's, on value under the context; the error is JOURNAL_ERROR_SIGNATURE where not. */
bool journal_key_verify(const JournalPublicKey *key, const char *context, const json_t *value,
                        const JournalSignature *signature, GError **error);

/* ---- Sets of trusted keys --------------------------------------------------------------------------------------- */

typedef struct {
  size_t count;
  JournalPublicKey keys[JOURNAL_KEYS_MAX];
} JournalKeySet;

bool journal_key_set_add(JournalKeySet *set, const JournalPublicKey *key, GError **error);
bool journal_key_set_contains(const JournalKeySet *set, const JournalPublicKey *key);

/* Reads a key file: a public key in lower-case hexadecimal on each line; empty lines and lines that begin with # are
 * for people. At least one key. Replaces what set held; on error it is undefined. */
bool journal_key_set_read(JournalKeySet *set, const char *text, size_t length, GError **error);

#endif
