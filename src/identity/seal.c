/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* seal.c: what is kept about somebody, closed with a key of theirs. The person and the purpose are bound into it, so that
 * nothing sealed can be put in another's place. */
#include "internal.h"

#include <sodium.h>
#include <string.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

void identity_person_key(const Identity *identity, int64_t generation, const uint8_t secret[STORE_KEY_BYTES],
                         uint8_t key[STORE_KEY_BYTES]) {
  uint8_t half[STORE_KEY_BYTES];
  store_key_derive(identity->keys, (unsigned)generation, "", "identity", half);
  crypto_generichash(key, STORE_KEY_BYTES, secret, STORE_KEY_BYTES, half, sizeof half);
  sodium_memzero(half, sizeof half);
}

/* No purpose holds a line's end. Free with g_free. */
static char *bound_text(const char *person, const char *purpose) {
  return g_strconcat(purpose, "\n", person, NULL);
}

GBytes *identity_seal(Identity *identity, const uint8_t key[STORE_KEY_BYTES], const char *person, const char *purpose,
                      const void *plain, size_t length) {
  g_autofree char *bound = bound_text(person, purpose);
  uint8_t *sealed = g_malloc(NONCE_BYTES + length + TAG_BYTES);
  identity_random(identity, sealed, NONCE_BYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, plain, length, (const uint8_t *)bound,
                                             strlen(bound), NULL, sealed, key);
  return g_bytes_new_take(sealed, NONCE_BYTES + length + TAG_BYTES);
}

char *identity_unseal(const uint8_t key[STORE_KEY_BYTES], const char *person, const char *purpose, const void *sealed,
                      size_t sealed_length, size_t *length, GError **error) {
  g_autofree char *bound = bound_text(person, purpose);
  const uint8_t *bytes = sealed;
  bool long_enough = sealed_length >= NONCE_BYTES + TAG_BYTES;
  g_autofree char *plain = g_malloc0(long_enough ? sealed_length - NONCE_BYTES - TAG_BYTES + 1 : 1);
  if (!long_enough || crypto_aead_xchacha20poly1305_ietf_decrypt((uint8_t *)plain, NULL, NULL, bytes + NONCE_BYTES,
                                                                 sealed_length - NONCE_BYTES, (const uint8_t *)bound,
                                                                 strlen(bound), bytes, key) != 0) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT,
                "what is kept of %s can't be opened: is this the right file of "
                "secrets",
                person);
    return NULL;
  }
  if (length != NULL)
    *length = sealed_length - NONCE_BYTES - TAG_BYTES;
  return g_steal_pointer(&plain);
}
