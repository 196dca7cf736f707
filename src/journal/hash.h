/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * hash.h: the three hashes of a Merkle tree (RFC 9162 §2.1.1, SHA-256), and hashes as text.
 *
 * As text a hash, key, salt or signature is lower-case hexadecimal, two digits a byte. Upper case is refused: one value
 * has one spelling, so that changing any byte of a receipt changes what it says.
 */
#ifndef JOURNAL_HASH_H
#define JOURNAL_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JOURNAL_HASH_BYTES 32
#define JOURNAL_HASH_HEX_BYTES (2 * JOURNAL_HASH_BYTES + 1) /* with the NUL */

typedef struct {
  uint8_t bytes[JOURNAL_HASH_BYTES];
} JournalHash;

/* The root of a tree without leaves: SHA-256 of nothing. */
JournalHash journal_hash_empty(void);

/* SHA-256(0x00 || bytes). bytes may be NULL where length is 0. */
JournalHash journal_hash_leaf(const void *bytes, size_t length);

/* SHA-256(0x01 || left || right). */
JournalHash journal_hash_children(const JournalHash *left, const JournalHash *right);

/* SHA-256(first || second), for commitments and key ids; second may be NULL where its length is 0. */
JournalHash journal_hash_pair(const void *first, size_t first_length, const void *second, size_t second_length);

bool journal_hash_equal(const JournalHash *left, const JournalHash *right);

/* Writes 2 * count hexadecimal digits and a NUL to hex. */
void journal_hex_write(const uint8_t *bytes, size_t count, char *hex);

/* Reads exactly 2 * count lower-case digits. False, with bytes undefined, where hex is anything else. */
bool journal_hex_read(const char *hex, size_t length, uint8_t *bytes, size_t count);

#endif
