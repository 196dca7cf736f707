/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * hash.c: hashing for the tree.
 *
 * A leaf and a node are told apart by one byte before what is hashed. Without it, the two hashes inside a node could
 * be passed off as the content of a leaf, and one root would stand for two different journals.
 *
 * SHA-256 is Nettle's, which uses the processor's own instructions for it where there are some: five times as fast as
 * libsodium's, and every write hashes all that it enters.
 */
#include "hash.h"

#include <nettle/sha2.h>
#include <sodium.h>

_Static_assert(SHA256_DIGEST_SIZE == JOURNAL_HASH_BYTES, "a hash is a SHA-256");

static void update(struct sha256_ctx *state, const void *bytes, size_t length) {
  if (length > 0)
    sha256_update(state, length, bytes);
}

static JournalHash finish(struct sha256_ctx *state, const void *first, size_t first_length, const void *second,
                          size_t second_length) {
  JournalHash hash;
  update(state, first, first_length);
  update(state, second, second_length);
  sha256_digest(state, sizeof hash.bytes, hash.bytes);
  sodium_memzero(state, sizeof *state); /* it may hold a salt or a secret */
  return hash;
}

static JournalHash hash_with_prefix(uint8_t prefix, const void *first, size_t first_length, const void *second,
                                    size_t second_length) {
  struct sha256_ctx state;
  sha256_init(&state);
  update(&state, &prefix, 1);
  return finish(&state, first, first_length, second, second_length);
}

JournalHash journal_hash_empty(void) {
  return journal_hash_pair(NULL, 0, NULL, 0);
}

JournalHash journal_hash_leaf(const void *bytes, size_t length) {
  return hash_with_prefix(0x00, bytes, length, NULL, 0);
}

JournalHash journal_hash_children(const JournalHash *left, const JournalHash *right) {
  return hash_with_prefix(0x01, left->bytes, sizeof left->bytes, right->bytes, sizeof right->bytes);
}

JournalHash journal_hash_pair(const void *first, size_t first_length, const void *second, size_t second_length) {
  struct sha256_ctx state;
  sha256_init(&state);
  return finish(&state, first, first_length, second, second_length);
}

bool journal_hash_equal(const JournalHash *left, const JournalHash *right) {
  return sodium_memcmp(left->bytes, right->bytes, JOURNAL_HASH_BYTES) == 0;
}

/* Without a table, for what is looked up in one can be told by how long it took. */
static char hex_of(unsigned value) {
  return (char)('0' + value + ((9 - value) >> 8 & ('a' - '9' - 1)));
}

void journal_hex_write(const uint8_t *bytes, size_t count, char *hex) {
  for (size_t index = 0; index < count; index++) {
    hex[2 * index] = hex_of(bytes[index] >> 4);
    hex[2 * index + 1] = hex_of(bytes[index] & 0x0f);
  }
  hex[2 * count] = '\0';
}

/* The value of a lower-case digit, or -1. */
static int hex_digit(char digit) {
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  if (digit >= 'a' && digit <= 'f')
    return digit - 'a' + 10;
  return -1;
}

bool journal_hex_read(const char *hex, size_t length, uint8_t *bytes, size_t count) {
  if (length != 2 * count)
    return false;
  for (size_t index = 0; index < count; index++) {
    int high = hex_digit(hex[2 * index]);
    int low = hex_digit(hex[2 * index + 1]);
    if (high < 0 || low < 0)
      return false;
    bytes[index] = (uint8_t)(high << 4 | low);
  }
  return true;
}
