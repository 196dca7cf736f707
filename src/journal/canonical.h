/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * canonical.h: one value, one spelling. JSON as RFC 8785 (JCS) writes it, so that it can be hashed and signed.
 *
 * This is a profile of RFC 8785: whatever is accepted here is spelt as the RFC spells it, but less is accepted.
 *  - The only numbers are integers from -(2^53 - 1) to 2^53 - 1: no fractions, no exponents, no -0. Money is in minor
 *    units and chances are in ten-thousandths, so nothing else is needed, and no two libraries disagree on integers.
 *  - No U+0000 in strings or keys: not every database can keep it.
 *  - A key appears once in its object. Text is valid UTF-8, and is not normalised: what was entered is kept.
 *  - Depth, number of values and size are bounded.
 */
#ifndef JOURNAL_CANONICAL_H
#define JOURNAL_CANONICAL_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JOURNAL_INTEGER_MAX INT64_C(9007199254740991) /* 2^53 - 1; the least is its negative */
#define JOURNAL_CANONICAL_DEPTH_MAX 16                /* arrays and objects inside each other */
#define JOURNAL_CANONICAL_VALUES_MAX 16384            /* values in a document, its own included */
#define JOURNAL_CANONICAL_BYTES_MAX (2 * 1024 * 1024) /* of a document */

/* The canonical bytes of value: NUL-terminated, *length without the NUL; free with g_free. NULL with an error where
 * value holds what the profile refuses, or the result would be longer than bytes_max (itself at most
 * JOURNAL_CANONICAL_BYTES_MAX). value is not changed; its members may be in any order. */
char *journal_canonical_write(const json_t *value, size_t bytes_max, size_t *length, GError **error);

/* The same and a newline, as every file and line of a journal ends; bytes_max counts the newline. */
char *journal_canonical_write_line(const json_t *value, size_t bytes_max, size_t *length, GError **error);

/* The same of one member of an object, "key":value. depth objects and arrays are around the value, and *values, how many
 * the document has so far, grows by its own. */
char *journal_canonical_write_member(const char *key, size_t key_length, const json_t *value, unsigned depth,
                                     size_t *values, size_t bytes_max, size_t *length, GError **error);

/* Below, at or above 0 as the left key goes before, is or goes after the right one in an object. */
int journal_canonical_compare_keys(const char *left, size_t left_length, const char *right, size_t right_length);

/* Whether the canonical bytes of value can be written, without writing them; the errors are those of writing, but for
 * memory, which it hardly needs. */
bool journal_canonical_fits(const json_t *value, size_t bytes_max, GError **error);

/* Reads JSON in any spelling that the profile can write again: other white space, other order of keys, other escapes.
 * A new reference, or NULL with an error. */
json_t *journal_canonical_read(const char *bytes, size_t length, size_t bytes_max, GError **error);

/* Reads JSON that must already be canonical, to the byte. A new reference, or NULL with an error. */
json_t *journal_canonical_read_exact(const char *bytes, size_t length, size_t bytes_max, GError **error);

/* The same, of bytes that end in exactly one newline. */
json_t *journal_canonical_read_line(const char *bytes, size_t length, size_t bytes_max, GError **error);

/* Whether the bytes are canonical, to the byte; the error says why not. */
bool journal_canonical_check(const char *bytes, size_t length, size_t bytes_max, GError **error);

#endif
