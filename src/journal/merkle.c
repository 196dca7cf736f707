/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * merkle.c: growing the tree, and proving with it.
 *
 * The RFC defines roots and proofs by recursion over lists of leaves, which takes all leaves. Here the same cuts are
 * walked, but every part that is a perfect subtree is one stored node. A tree of n leaves is cut at the largest power
 * of two below n, so all parts but those along its right edge are perfect; the right edge is made on the fly from one
 * node for each 1 in n's binary.
 *
 * A proof lists siblings from the leaf upwards, while the walk goes from the root down: it collects and turns round.
 */
#include "merkle.h"

#include "error.h"

#include <string.h>

/* ---- The frontier ----------------------------------------------------------------------------------------------- */

static unsigned count_ones(int64_t number) {
  return (unsigned)__builtin_popcountll((unsigned long long)number);
}

void journal_frontier_init(JournalFrontier *frontier) {
  memset(frontier, 0, sizeof *frontier);
}

bool journal_frontier_append(JournalFrontier *frontier, const JournalHash *leaf, JournalNodeWrite write, void *context,
                             GError **error) {
  if (frontier->size >= JOURNAL_TREE_SIZE_MAX) {
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "the journal is full: 2^53 - 1 entries");
    return false;
  }
  unsigned count = frontier->count;
  JournalNode node = {.level = 0, .index = frontier->size};
  JournalHash hash = *leaf;
  if (write != NULL && !write(context, node, &hash, error))
    return false;
  /* As in adding 1 to a binary number: each trailing 1 of the old size is a subtree that this leaf completes. */
  for (int64_t carry = frontier->size; (carry & 1) != 0; carry >>= 1) {
    hash = journal_hash_children(&frontier->hashes[--count], &hash);
    node = (JournalNode){.level = node.level + 1, .index = node.index >> 1};
    if (write != NULL && !write(context, node, &hash, error))
      return false;
  }
  frontier->hashes[count] = hash;
  frontier->count = count + 1;
  frontier->size++;
  g_assert(frontier->count == count_ones(frontier->size));
  return true;
}

/* One hash over perfect subtrees side by side, the largest first: each is the left sibling of all to its right. */
static JournalHash fold(const JournalHash *hashes, unsigned count) {
  g_assert(count > 0);
  JournalHash hash = hashes[count - 1];
  for (unsigned left = count - 1; left > 0; left--)
    hash = journal_hash_children(&hashes[left - 1], &hash);
  return hash;
}

JournalHash journal_frontier_root(const JournalFrontier *frontier) {
  return frontier->count == 0 ? journal_hash_empty() : fold(frontier->hashes, frontier->count);
}

size_t journal_frontier_encode(const JournalFrontier *frontier, uint8_t bytes[JOURNAL_FRONTIER_BYTES_MAX]) {
  for (unsigned index = 0; index < 8; index++)
    bytes[index] = (uint8_t)((uint64_t)frontier->size >> (56 - 8 * index));
  memcpy(bytes + 8, frontier->hashes, frontier->count * sizeof frontier->hashes[0]);
  return 8 + frontier->count * sizeof frontier->hashes[0];
}

bool journal_frontier_decode(JournalFrontier *frontier, const uint8_t *bytes, size_t length, GError **error) {
  uint64_t size = 0;
  for (unsigned index = 0; index < 8 && index < length; index++)
    size = size << 8 | bytes[index];
  if (length < 8 || size > (uint64_t)JOURNAL_TREE_SIZE_MAX ||
      length != 8 + count_ones((int64_t)size) * sizeof frontier->hashes[0]) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "%zu bytes are not a tree's frontier", length);
    return false;
  }
  journal_frontier_init(frontier);
  frontier->size = (int64_t)size;
  frontier->count = count_ones(frontier->size);
  memcpy(frontier->hashes, bytes + 8, frontier->count * sizeof frontier->hashes[0]);
  return true;
}

/* ---- From stored nodes ------------------------------------------------------------------------------------------ */

typedef struct {
  JournalNodeRead read;
  void *context;
} Nodes;

/* The perfect subtrees of leaves [begin, end), the largest first. begin must be a multiple of the largest. */
static bool read_parts(const Nodes *nodes, int64_t begin, int64_t end, JournalHash hashes[JOURNAL_TREE_LEVELS],
                       unsigned *count, GError **error) {
  int64_t size = end - begin;
  *count = 0;
  for (int level = JOURNAL_TREE_LEVELS - 1; level >= 0; level--) {
    if ((size >> level & 1) == 0)
      continue;
    g_assert(*count < JOURNAL_TREE_LEVELS && begin % (INT64_C(1) << level) == 0);
    JournalNode node = {.level = (unsigned)level, .index = begin >> level};
    if (!nodes->read(nodes->context, node, &hashes[(*count)++], error))
      return false;
    begin += INT64_C(1) << level;
  }
  return true;
}

/* MTH(D[begin:end]) for a part that the RFC's cuts lead to, never empty. */
static bool read_subtree(const Nodes *nodes, int64_t begin, int64_t end, JournalHash *hash, GError **error) {
  JournalHash hashes[JOURNAL_TREE_LEVELS];
  unsigned count = 0;
  if (!read_parts(nodes, begin, end, hashes, &count, error))
    return false;
  *hash = fold(hashes, count);
  return true;
}

static bool check_size(int64_t size, GError **error) {
  if (size >= 0 && size <= JOURNAL_TREE_SIZE_MAX)
    return true;
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "no tree has %" G_GINT64_FORMAT " leaves", size);
  return false;
}

bool journal_frontier_load(JournalFrontier *frontier, int64_t size, JournalNodeRead read, void *context,
                           GError **error) {
  Nodes nodes = {read, context};
  journal_frontier_init(frontier);
  if (!check_size(size, error) || !read_parts(&nodes, 0, size, frontier->hashes, &frontier->count, error)) {
    journal_frontier_init(frontier);
    return false;
  }
  frontier->size = size;
  return true;
}

bool journal_merkle_root(int64_t size, JournalNodeRead read, void *context, JournalHash *root, GError **error) {
  JournalFrontier frontier;
  if (!journal_frontier_load(&frontier, size, read, context, error))
    return false;
  *root = journal_frontier_root(&frontier);
  return true;
}

/* The largest power of two below size, which is at least 2. */
static int64_t split_of(int64_t size) {
  return INT64_C(1) << (63 - __builtin_clzll((unsigned long long)(size - 1)));
}

static bool push_subtree(const Nodes *nodes, int64_t begin, int64_t end, JournalProof *proof, GError **error) {
  g_assert(proof->count < JOURNAL_PROOF_HASHES_MAX);
  return read_subtree(nodes, begin, end, &proof->hashes[proof->count++], error);
}

static void turn_round(JournalProof *proof) {
  for (size_t index = 0; index < proof->count / 2; index++) {
    JournalHash swapped = proof->hashes[index];
    proof->hashes[index] = proof->hashes[proof->count - 1 - index];
    proof->hashes[proof->count - 1 - index] = swapped;
  }
}

bool journal_merkle_prove_inclusion(int64_t leaf, int64_t size, JournalNodeRead read, void *context,
                                    JournalProof *proof, GError **error) {
  Nodes nodes = {read, context};
  proof->count = 0;
  if (!check_size(size, error))
    return false;
  if (leaf < 0 || leaf >= size) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_SEQUENCE,
                "leaf %" G_GINT64_FORMAT " is not in a tree of %" G_GINT64_FORMAT " leaves", leaf, size);
    return false;
  }
  int64_t begin = 0;
  int64_t end = size;
  while (end - begin > 1) {
    int64_t middle = begin + split_of(end - begin);
    bool goes_left = leaf < middle;
    if (!push_subtree(&nodes, goes_left ? middle : begin, goes_left ? end : middle, proof, error))
      return false;
    if (goes_left)
      end = middle;
    else
      begin = middle;
  }
  turn_round(proof);
  return true;
}

bool journal_merkle_prove_consistency(int64_t first, int64_t second, JournalNodeRead read, void *context,
                                      JournalProof *proof, GError **error) {
  Nodes nodes = {read, context};
  proof->count = 0;
  if (!check_size(second, error))
    return false;
  if (first < 0 || first > second) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_SEQUENCE,
                "a tree of %" G_GINT64_FORMAT " leaves does not begin one of %" G_GINT64_FORMAT, first, second);
    return false;
  }
  if (first == 0)
    return true;
  int64_t begin = 0;
  int64_t end = second;
  while (end != first) {
    int64_t middle = begin + split_of(end - begin);
    bool goes_left = first <= middle;
    if (!push_subtree(&nodes, goes_left ? middle : begin, goes_left ? end : middle, proof, error))
      return false;
    if (goes_left)
      end = middle;
    else
      begin = middle;
  }
  /* Whoever checks knows the whole first tree's root, and so needs the part only where it is not the whole. */
  if (begin > 0 && !push_subtree(&nodes, begin, end, proof, error))
    return false;
  turn_round(proof);
  return true;
}

/* ---- Verification ----------------------------------------------------------------------------------------------- */

bool journal_merkle_verify_inclusion(int64_t leaf, int64_t size, const JournalHash *leaf_hash,
                                     const JournalProof *proof, const JournalHash *root) {
  if (leaf < 0 || leaf >= size || size > JOURNAL_TREE_SIZE_MAX || proof->count > JOURNAL_PROOF_HASHES_MAX)
    return false;
  int64_t place = leaf;    /* of the node that is known, in its level */
  int64_t last = size - 1; /* the level's last place */
  JournalHash hash = *leaf_hash;
  for (size_t index = 0; index < proof->count; index++) {
    if (last == 0)
      return false;
    if ((place & 1) != 0 || place == last) {
      hash = journal_hash_children(&proof->hashes[index], &hash);
      /* A last node without a sibling moves up until it is a right child. */
      while ((place & 1) == 0 && place != 0) {
        place >>= 1;
        last >>= 1;
      }
    } else
      hash = journal_hash_children(&hash, &proof->hashes[index]);
    place >>= 1;
    last >>= 1;
  }
  return last == 0 && journal_hash_equal(&hash, root);
}

/* §2.1.4.2 from its step 2 on: 0 < first < second. */
static bool verify_growth(int64_t first, int64_t second, const JournalHash *first_root, const JournalHash *second_root,
                          const JournalProof *proof) {
  int64_t place = first - 1;
  int64_t last = second - 1;
  while ((place & 1) != 0) {
    place >>= 1;
    last >>= 1;
  }
  /* The first tree is perfect where place is 0 now: then its root, which is known, is not in the proof. */
  size_t index = place == 0 ? 0 : 1;
  if (proof->count < index)
    return false;
  JournalHash first_hash = place == 0 ? *first_root : proof->hashes[0];
  JournalHash second_hash = first_hash;
  for (; index < proof->count; index++) {
    const JournalHash *sibling = &proof->hashes[index];
    if (last == 0)
      return false;
    if ((place & 1) != 0 || place == last) {
      first_hash = journal_hash_children(sibling, &first_hash);
      second_hash = journal_hash_children(sibling, &second_hash);
      while ((place & 1) == 0 && place != 0) {
        place >>= 1;
        last >>= 1;
      }
    } else
      second_hash = journal_hash_children(&second_hash, sibling);
    place >>= 1;
    last >>= 1;
  }
  return last == 0 && journal_hash_equal(&first_hash, first_root) && journal_hash_equal(&second_hash, second_root);
}

bool journal_merkle_verify_consistency(int64_t first, int64_t second, const JournalHash *first_root,
                                       const JournalHash *second_root, const JournalProof *proof) {
  if (first < 0 || first > second || second > JOURNAL_TREE_SIZE_MAX || proof->count > JOURNAL_PROOF_HASHES_MAX)
    return false;
  JournalHash empty = journal_hash_empty();
  if (first == 0)
    return proof->count == 0 && journal_hash_equal(first_root, &empty) &&
           (second > 0 || journal_hash_equal(second_root, &empty));
  if (first == second)
    return proof->count == 0 && journal_hash_equal(first_root, second_root);
  return proof->count > 0 && verify_growth(first, second, first_root, second_root, proof);
}
