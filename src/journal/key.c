/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* key.c: signing and checking with libsodium, and the key file that people pass on. */
#include "key.h"

#include "error.h"

#include <sodium.h>
#include <string.h>

_Static_assert(crypto_sign_PUBLICKEYBYTES == JOURNAL_KEY_BYTES, "an Ed25519 public key");
_Static_assert(crypto_sign_SECRETKEYBYTES == sizeof(JournalSecretKey), "an Ed25519 secret key as libsodium keeps it");
_Static_assert(crypto_sign_SEEDBYTES == JOURNAL_SEED_BYTES, "an Ed25519 seed");
_Static_assert(crypto_sign_BYTES == JOURNAL_SIGNATURE_BYTES, "an Ed25519 signature");

void journal_secret_key_wipe(JournalSecretKey *key) {
  sodium_memzero(key->bytes, sizeof key->bytes);
}

void journal_key_pair(const uint8_t seed[JOURNAL_SEED_BYTES], JournalPublicKey *public_key,
                      JournalSecretKey *secret_key) {
  crypto_sign_seed_keypair(public_key->bytes, secret_key->bytes, seed);
}

JournalHash journal_key_id(const JournalPublicKey *key) {
  return journal_hash_pair(key->bytes, sizeof key->bytes, NULL, 0);
}

bool journal_key_equal(const JournalPublicKey *left, const JournalPublicKey *right) {
  return sodium_memcmp(left->bytes, right->bytes, sizeof left->bytes) == 0;
}

/* context || 0x00 || canonical JSON; free with g_free. */
static uint8_t *message_of(const char *context, const json_t *value, size_t *length, GError **error) {
  size_t json_length = 0;
  g_autofree char *json = journal_canonical_write(value, JOURNAL_CANONICAL_BYTES_MAX, &json_length, error);
  if (json == NULL)
    return NULL;
  size_t context_length = strlen(context) + 1;
  *length = context_length + json_length;
  uint8_t *message = g_try_malloc(*length);
  if (message == NULL) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY, "no memory for %zu bytes to sign", *length);
    return NULL;
  }
  memcpy(message, context, context_length);
  memcpy(message + context_length, json, json_length);
  return message;
}

bool journal_key_sign(const JournalSecretKey *key, const char *context, const json_t *value,
                      JournalSignature *signature, GError **error) {
  size_t length = 0;
  g_autofree uint8_t *message = message_of(context, value, &length, error);
  if (message == NULL)
    return false;
  crypto_sign_detached(signature->bytes, NULL, message, length, key->bytes);
  return true;
}

bool journal_key_verify(const JournalPublicKey *key, const char *context, const json_t *value,
                        const JournalSignature *signature, GError **error) {
  size_t length = 0;
  g_autofree uint8_t *message = message_of(context, value, &length, error);
  if (message == NULL)
    return false;
  if (crypto_sign_verify_detached(signature->bytes, message, length, key->bytes) == 0)
    return true;
  JournalHash id = journal_key_id(key);
  char hex[JOURNAL_HASH_HEX_BYTES];
  journal_hex_write(id.bytes, sizeof id.bytes, hex);
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_SIGNATURE, "the signature is not by the key %s", hex);
  return false;
}

bool journal_key_set_contains(const JournalKeySet *set, const JournalPublicKey *key) {
  for (size_t index = 0; index < set->count; index++)
    if (journal_key_equal(&set->keys[index], key))
      return true;
  return false;
}

bool journal_key_set_add(JournalKeySet *set, const JournalPublicKey *key, GError **error) {
  if (journal_key_set_contains(set, key))
    return true;
  if (set->count >= JOURNAL_KEYS_MAX) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "there are more than %d keys", JOURNAL_KEYS_MAX);
    return false;
  }
  set->keys[set->count++] = *key;
  return true;
}

static bool read_key_line(JournalKeySet *set, const char *line, size_t length, size_t number, GError **error) {
  JournalPublicKey key;
  while (length > 0 && strchr(" \t\r", line[length - 1]) != NULL && line[length - 1] != '\0')
    length--;
  if (length == 0 || line[0] == '#')
    return true;
  if (!journal_hex_read(line, length, key.bytes, sizeof key.bytes)) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED,
                "line %zu is not a public key of 64 lower-case hexadecimal digits", number);
    return false;
  }
  return journal_key_set_add(set, &key, error);
}

bool journal_key_set_read(JournalKeySet *set, const char *text, size_t length, GError **error) {
  set->count = 0;
  if (length > JOURNAL_KEY_FILE_BYTES_MAX) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "the key file is longer than %d bytes",
                JOURNAL_KEY_FILE_BYTES_MAX);
    return false;
  }
  const char *end = text + length;
  for (size_t number = 1; text < end; number++) {
    const char *newline = memchr(text, '\n', (size_t)(end - text));
    size_t line_length = (size_t)((newline == NULL ? end : newline) - text);
    if (!read_key_line(set, text, line_length, number, error))
      return false;
    text += line_length + 1;
  }
  if (set->count > 0)
    return true;
  g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the file holds no key");
  return false;
}
