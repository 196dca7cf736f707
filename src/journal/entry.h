/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * entry.h: one line of a journal.
 *
 * An entry is {format, seq, at, actor, kind, body}. Its leaf, the bytes that are hashed into the tree, is that object
 * in canonical JSON. What people wrote in their own words is not in the leaf: in its place in the body stands
 *
 *     {"commitment":"<SHA-256(salt || text)>"}
 *
 * and text and salt, the opening, are kept beside the entry under the place's JSON Pointer (RFC 6901, from the body).
 * Erasing an opening leaves the leaf as it was; without the 32 random bytes of salt nobody can find the text again by
 * guessing.
 *
 * Every body also holds "blind", 16 random bytes. A receipt shows hashes of the entries beside the one it proves, and
 * an entry is made of few and guessable things; with the blind a guess can't be confirmed.
 */
#ifndef JOURNAL_ENTRY_H
#define JOURNAL_ENTRY_H

#include "canonical.h"
#include "hash.h"

#define JOURNAL_ENTRY_FORMAT 1
#define JOURNAL_ENTRY_BYTES_MAX (128 * 1024)          /* of the leaf */
#define JOURNAL_ENTRY_NAME_BYTES_MAX 128              /* of actor, and of kind */
#define JOURNAL_ENTRY_TEXT_BYTES_MAX (64 * 1024)      /* of one text */
#define JOURNAL_ENTRY_OPENINGS_BYTES_MAX (512 * 1024) /* of an entry's openings, in canonical JSON */
#define JOURNAL_LINE_BYTES_MAX (1024 * 1024)          /* of an entry's or a head's line, newline included */
#define JOURNAL_ENTRY_TEXTS_MAX 64                    /* commitments in one body */
#define JOURNAL_ENTRY_POINTER_BYTES_MAX 256
#define JOURNAL_SALT_BYTES 32
#define JOURNAL_BLIND_BYTES 16
#define JOURNAL_TIME_MIN_MS INT64_C(-62135596800000) /* the start of the year 1, as in bellwether.h */
#define JOURNAL_TIME_MAX_MS INT64_C(253402300799999) /* the end of the year 9999 */

typedef struct {
  int64_t seq;   /* from 1 */
  int64_t at_ms; /* since 1970-01-01T00:00:00Z, by the signer's clock */
  char *actor;   /* who or which mandate: letters, digits and . _ : - */
  char *kind;    /* likewise */
  json_t *body;
  json_t *openings;     /* {"/pointer": {"salt": hex, "text": string}} */
  size_t openings_most; /* of texts committed to here: their openings are not longer than this in canonical JSON */
} JournalEntry;

/* A new entry; body is copied and must be an object without members named "blind" or "commitment". NULL with an error
 * where a bound is passed. blind: random bytes, never used before. Free with journal_entry_free. */
JournalEntry *journal_entry_new(int64_t seq, int64_t at_ms, const char *actor, const char *kind, const json_t *body,
                                const uint8_t blind[JOURNAL_BLIND_BYTES], GError **error);
void journal_entry_free(JournalEntry *entry); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalEntry, journal_entry_free)

/* Whether a value may stand in the body of a new entry: it holds no commitment, for those are made of texts. */
bool journal_entry_check_plain(const json_t *value, GError **error);

/* Puts a commitment in the place of the string at the pointer, and keeps the opening. salt: random bytes, never used
 * before. On error the entry is as it was. */
bool journal_entry_commit_text(JournalEntry *entry, const char *pointer, const uint8_t salt[JOURNAL_SALT_BYTES],
                               GError **error);

/* The text at the pointer, owned by the entry; NULL where it was erased, withheld or never was. */
const char *journal_entry_text(const JournalEntry *entry, const char *pointer);

/* Forgets the opening at the pointer, if there is one. The leaf stays what it was. */
void journal_entry_erase_text(JournalEntry *entry, const char *pointer);

/* How many texts the body commits to, and for how many of them the entry still has the opening. */
void journal_entry_count_texts(const JournalEntry *entry, size_t *committed, size_t *open);

/* The leaf's bytes: free with g_free. NULL with an error where the entry passes a bound. */
char *journal_entry_leaf(const JournalEntry *entry, size_t *length, GError **error);

/* The entry's line in a journal file, {"entry": {...}, "openings": {...}} and a newline; free with g_free. */
char *journal_entry_line(const JournalEntry *entry, size_t *length, GError **error);

/* SHA-256(0x00 || leaf). */
bool journal_entry_leaf_hash(const JournalEntry *entry, JournalHash *hash, GError **error);

/* The six members as a new JSON object, without the openings; NULL without memory. */
json_t *journal_entry_to_json(const JournalEntry *entry);

/* From JSON, checked to the last member; every opening must be of a commitment in the body, and fit it. */
JournalEntry *journal_entry_from_json(const json_t *entry, const json_t *openings, GError **error);

#endif
