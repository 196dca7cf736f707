/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * merkle.h: the tree over a journal's entries, RFC 9162 §2.1.
 *
 * What is stored are the hashes of perfect subtrees. Node (level, index) covers the 2^level leaves from
 * index * 2^level on; it is stored once, when its last leaf is appended, and never changes. A journal of n entries
 * stores fewer than 2n nodes. Every root and proof, of the present tree or of any earlier size, is made from at most
 * 2 * log2(n) of them.
 *
 * Leaves are counted from 0 here, as in the RFC: the entry with seq s is leaf s - 1.
 */
#ifndef JOURNAL_MERKLE_H
#define JOURNAL_MERKLE_H

#include "hash.h"

#include <glib.h>

#define JOURNAL_TREE_SIZE_MAX INT64_C(9007199254740991) /* leaves; 2^53 - 1, so that a size is a JSON integer */
#define JOURNAL_TREE_LEVELS 54                          /* levels of a tree of that size, the leaves' own included */
#define JOURNAL_PROOF_HASHES_MAX 56

typedef struct {
  unsigned level; /* 0: leaves */
  int64_t index;
} JournalNode;

/* Reads a stored node's hash. False with an error where it can't; it is only asked for nodes that are complete. */
typedef bool (*JournalNodeRead)(void *context, JournalNode node, JournalHash *hash, GError **error);

/* Takes a node that has just become complete, to be stored. False with an error where it can't. */
typedef bool (*JournalNodeWrite)(void *context, JournalNode node, const JournalHash *hash, GError **error);

/* ---- The frontier: what must be known of a tree to append to it ------------------------------------------------- */

/* One hash for each 1 in the binary of size, of the largest subtree first. A plain value; copy it freely. */
typedef struct {
  int64_t size;
  unsigned count;
  JournalHash hashes[JOURNAL_TREE_LEVELS];
} JournalFrontier;

#define JOURNAL_FRONTIER_BYTES_MAX (8 + JOURNAL_TREE_LEVELS * JOURNAL_HASH_BYTES)

void journal_frontier_init(JournalFrontier *frontier); /* the empty tree */

/* The frontier of the tree of that size from its stored nodes. */
bool journal_frontier_load(JournalFrontier *frontier, int64_t size, JournalNodeRead read, void *context,
                           GError **error);

/* Appends a leaf. write (NULL: nobody wants them) gets the leaf's node and then each node that it completes, from
 * below. On error the frontier is as it was. */
bool journal_frontier_append(JournalFrontier *frontier, const JournalHash *leaf, JournalNodeWrite write, void *context,
                             GError **error);

JournalHash journal_frontier_root(const JournalFrontier *frontier);

/* As bytes: size in 8 bytes, the most significant first, then the hashes. Returns how many were written. */
size_t journal_frontier_encode(const JournalFrontier *frontier, uint8_t bytes[JOURNAL_FRONTIER_BYTES_MAX]);
bool journal_frontier_decode(JournalFrontier *frontier, const uint8_t *bytes, size_t length, GError **error);

/* ---- Roots and proofs from stored nodes ------------------------------------------------------------------------- */

typedef struct {
  size_t count;
  JournalHash hashes[JOURNAL_PROOF_HASHES_MAX];
} JournalProof;

/* The root of the first size leaves, of a tree that has at least as many. */
bool journal_merkle_root(int64_t size, JournalNodeRead read, void *context, JournalHash *root, GError **error);

/* PATH(leaf, D[size]) of §2.1.3.1: that the leaf is in the tree of that size. 0 <= leaf < size. */
bool journal_merkle_prove_inclusion(int64_t leaf, int64_t size, JournalNodeRead read, void *context,
                                    JournalProof *proof, GError **error);

/* PROOF(first, D[second]) of §2.1.4.1: that the tree of the first size begins that of the second.
 * 0 <= first <= second; the proof is empty where first is 0 or second. */
bool journal_merkle_prove_consistency(int64_t first, int64_t second, JournalNodeRead read, void *context,
                                      JournalProof *proof, GError **error);

/* ---- Verification: pure, from the proof alone ------------------------------------------------------------------- */

/* §2.1.3.2. Any numbers may be given; what does not make sense is false. */
bool journal_merkle_verify_inclusion(int64_t leaf, int64_t size, const JournalHash *leaf_hash,
                                     const JournalProof *proof, const JournalHash *root);

/* §2.1.4.2, which leaves open first = 0 (then first_root must be the empty tree's) and first = second (then the roots
 * must be equal); both need an empty proof. */
bool journal_merkle_verify_consistency(int64_t first, int64_t second, const JournalHash *first_root,
                                       const JournalHash *second_root, const JournalProof *proof);

#endif
