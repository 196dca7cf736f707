/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * journal_sample.h: journals for the tests, the same for the same seed.
 *
 * A sample keeps what a store would keep: lines, stored nodes, frontier and key. Any failure ends the test.
 */
#ifndef TESTS_JOURNAL_SAMPLE_H
#define TESTS_JOURNAL_SAMPLE_H

#include "journal/receipt.h"

#define SAMPLE_WORKSPACE "studio-nine"

typedef struct {
  uint64_t seed;
  uint64_t drawn; /* how often randomness was taken */
  int64_t at_ms;
  int64_t epoch;
  JournalFrontier frontier;
  GArray *levels[JOURNAL_TREE_LEVELS]; /* stored nodes: JournalHash by index */
  uint64_t reads;                      /* of stored nodes */
  GPtrArray *entries;                  /* JournalEntry, by seq - 1 */
  GString *file;                       /* the journal's lines so far */
  GPtrArray *rotations;                /* JournalRotation, oldest first */
  JournalPublicKey public_key;
  JournalSecretKey secret_key;
  const JournalPublicKey *continues_key; /* what the next epoch says that it continues; NULL: public_key */
} JournalSample;

JournalSample *sample_new(uint64_t seed);
void sample_free(JournalSample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalSample, sample_free)

/* A sound sample of this many entries and a signed head as its last line. */
JournalSample *sample_of(uint64_t seed, int64_t entries);

/* Appends the entry (whose seq must be the next), its nodes and its line. Takes ownership. */
void sample_append(JournalSample *sample, JournalEntry *entry);

/* Appends an entry of a kind that is told from its number, some with texts, some of them erased. */
void sample_add(JournalSample *sample);

/* Signs a head of the journal as it is; its line is appended too. */
JournalSignedHead sample_sign(JournalSample *sample);

/* Appends an entry that hands over to a new key, which signs from then on. */
void sample_rotate(JournalSample *sample);

/* Appends the entry that begins an epoch after a restore. */
void sample_restore(JournalSample *sample, int64_t epoch);

/* A receipt for an entry under the head, whose size may be smaller than the journal's. */
JournalReceipt *sample_receipt(JournalSample *sample, int64_t seq, const JournalSignedHead *head);

/* A receipt's file. */
GString *sample_receipt_file(JournalSample *sample, int64_t seq);

/* The stored nodes, for the room's JournalNodeRead and JournalNodeWrite; context is the sample. */
bool sample_read_node(void *context, JournalNode node, JournalHash *hash, GError **error);
bool sample_write_node(void *context, JournalNode node, const JournalHash *hash, GError **error);

void sample_random(JournalSample *sample, uint8_t *bytes, size_t count);

#endif
