/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The tree against the well-known example of certificate transparency's reference implementations, and against the
 * RFC's recursive definitions for every size up to 130.
 */
#include "journal/error.h"
#include "support/journal_sample.h"

#include <sodium.h>
#include <string.h>

#define SIZES 130

/* ---- RFC 9162 §2.1, word for word ------------------------------------------------------------------------------- */

static int64_t largest_power_below(int64_t size) {
  int64_t power = 1;
  while (power * 2 < size)
    power *= 2;
  return power;
}

static JournalHash recursive_root(const JournalHash *leaves, int64_t count) {
  if (count == 0)
    return journal_hash_empty();
  if (count == 1)
    return leaves[0];
  int64_t cut = largest_power_below(count);
  JournalHash left = recursive_root(leaves, cut);
  JournalHash right = recursive_root(leaves + cut, count - cut);
  return journal_hash_children(&left, &right);
}

static void recursive_path(int64_t leaf, const JournalHash *leaves, int64_t count, JournalProof *proof) {
  if (count == 1)
    return;
  int64_t cut = largest_power_below(count);
  if (leaf < cut) {
    recursive_path(leaf, leaves, cut, proof);
    proof->hashes[proof->count++] = recursive_root(leaves + cut, count - cut);
  } else {
    recursive_path(leaf - cut, leaves + cut, count - cut, proof);
    proof->hashes[proof->count++] = recursive_root(leaves, cut);
  }
}

static void recursive_subproof(int64_t first, const JournalHash *leaves, int64_t count, bool whole,
                               JournalProof *proof) {
  if (first == count) {
    if (!whole)
      proof->hashes[proof->count++] = recursive_root(leaves, count);
    return;
  }
  int64_t cut = largest_power_below(count);
  if (first <= cut) {
    recursive_subproof(first, leaves, cut, whole, proof);
    proof->hashes[proof->count++] = recursive_root(leaves + cut, count - cut);
  } else {
    recursive_subproof(first - cut, leaves + cut, count - cut, false, proof);
    proof->hashes[proof->count++] = recursive_root(leaves, cut);
  }
}

/* ---- A tree to look at ------------------------------------------------------------------------------------------ */

typedef struct {
  JournalSample *sample;
  JournalHash leaves[SIZES];
  JournalHash roots[SIZES + 1];
} Tree;

static Tree *tree_new(int64_t size) {
  Tree *tree = g_new0(Tree, 1);
  tree->sample = sample_new(1);
  tree->roots[0] = journal_frontier_root(&tree->sample->frontier);
  for (int64_t index = 0; index < size; index++) {
    uint8_t data[2] = {(uint8_t)index, (uint8_t)(index * 7)};
    tree->leaves[index] = journal_hash_leaf(data, sizeof data);
    g_assert_true(
        journal_frontier_append(&tree->sample->frontier, &tree->leaves[index], sample_write_node, tree->sample, NULL));
    tree->roots[index + 1] = journal_frontier_root(&tree->sample->frontier);
  }
  return tree;
}

static void tree_free(Tree *tree) {
  sample_free(tree->sample);
  g_free(tree);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tree, tree_free)

static void assert_same_hash(const JournalHash *left, const JournalHash *right) {
  g_assert_cmpmem(left->bytes, JOURNAL_HASH_BYTES, right->bytes, JOURNAL_HASH_BYTES);
}

static void assert_same_proof(const JournalProof *left, const JournalProof *right) {
  g_assert_cmpuint(left->count, ==, right->count);
  for (size_t index = 0; index < left->count; index++)
    assert_same_hash(&left->hashes[index], &right->hashes[index]);
}

/* ---- The well-known tree of eight leaves ------------------------------------------------------------------------ */

static const char *const known_roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static JournalSample *known_tree(void) {
  static const struct {
    const char *bytes;
    size_t length;
  } leaves[] = {{"", 0},
                {"\x00", 1},
                {"\x10", 1},
                {"\x20\x21", 2},
                {"\x30\x31", 2},
                {"\x40\x41\x42\x43", 4},
                {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
                {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16}};
  JournalSample *sample = sample_new(1);
  for (size_t index = 0; index < G_N_ELEMENTS(leaves); index++) {
    JournalHash leaf = journal_hash_leaf(leaves[index].bytes, leaves[index].length);
    g_assert_true(journal_frontier_append(&sample->frontier, &leaf, sample_write_node, sample, NULL));
  }
  return sample;
}

static JournalHash hash_of(const char *hex) {
  JournalHash hash;
  g_assert_true(journal_hex_read(hex, strlen(hex), hash.bytes, sizeof hash.bytes));
  return hash;
}

static void test_known_roots(void) {
  g_autoptr(JournalSample) sample = known_tree();
  for (int64_t size = 0; size <= 8; size++) {
    JournalHash root;
    JournalHash known = hash_of(known_roots[size]);
    g_assert_true(journal_merkle_root(size, sample_read_node, sample, &root, NULL));
    assert_same_hash(&root, &known);
  }
}

typedef struct {
  int64_t first; /* leaf, or size of the first tree */
  int64_t size;
  const char *hashes[4];
} KnownProof;

static JournalProof proof_of(const KnownProof *known) {
  JournalProof proof = {0};
  for (; proof.count < 4 && known->hashes[proof.count] != NULL; proof.count++)
    proof.hashes[proof.count] = hash_of(known->hashes[proof.count]);
  return proof;
}

#define NODE_1 "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#define NODE_23 "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
#define NODE_4567 "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
#define NODE_4 "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
#define NODE_67 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
#define NODE_0123 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
#define NODE_01 "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
#define NODE_0 "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
#define NODE_45 "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"

static void test_known_inclusion(void) {
  static const KnownProof known[] = {{0, 1, {NULL}},
                                     {0, 8, {NODE_1, NODE_23, NODE_4567, NULL}},
                                     {5, 8, {NODE_4, NODE_67, NODE_0123, NULL}},
                                     {2, 3, {NODE_01, NULL}},
                                     {1, 5, {NODE_0, NODE_23, NODE_4, NULL}}};
  g_autoptr(JournalSample) sample = known_tree();
  for (size_t index = 0; index < G_N_ELEMENTS(known); index++) {
    JournalProof proof;
    JournalProof expected = proof_of(&known[index]);
    JournalHash root = hash_of(known_roots[known[index].size]);
    JournalHash leaf;
    g_assert_true(sample_read_node(sample, (JournalNode){0, known[index].first}, &leaf, NULL));
    g_assert_true(
        journal_merkle_prove_inclusion(known[index].first, known[index].size, sample_read_node, sample, &proof, NULL));
    assert_same_proof(&proof, &expected);
    g_assert_true(journal_merkle_verify_inclusion(known[index].first, known[index].size, &leaf, &expected, &root));
  }
}

static void test_known_consistency(void) {
  static const KnownProof known[] = {{1, 1, {NULL}},
                                     {1, 8, {NODE_1, NODE_23, NODE_4567, NULL}},
                                     {2, 8, {NODE_23, NODE_4567, NULL}},
                                     {6, 8, {NODE_45, NODE_67, NODE_0123, NULL}},
                                     {2, 5, {NODE_23, NODE_4, NULL}}};
  g_autoptr(JournalSample) sample = known_tree();
  for (size_t index = 0; index < G_N_ELEMENTS(known); index++) {
    JournalProof proof;
    JournalProof expected = proof_of(&known[index]);
    JournalHash first = hash_of(known_roots[known[index].first]);
    JournalHash second = hash_of(known_roots[known[index].size]);
    g_assert_true(journal_merkle_prove_consistency(known[index].first, known[index].size, sample_read_node, sample,
                                                   &proof, NULL));
    assert_same_proof(&proof, &expected);
    g_assert_true(journal_merkle_verify_consistency(known[index].first, known[index].size, &first, &second, &expected));
  }
}

/* ---- Every size ------------------------------------------------------------------------------------------------- */

static void test_all_roots(void) {
  g_autoptr(Tree) tree = tree_new(SIZES);
  for (int64_t size = 0; size <= SIZES; size++) {
    JournalHash expected = recursive_root(tree->leaves, size);
    JournalHash root;
    assert_same_hash(&tree->roots[size], &expected);
    g_assert_true(journal_merkle_root(size, sample_read_node, tree->sample, &root, NULL));
    assert_same_hash(&root, &expected);
  }
}

/* Whatever is changed of a proof that holds, it no longer does. */
static void assert_inclusion_breaks(int64_t leaf, int64_t size, const JournalHash *hash, JournalProof proof,
                                    const JournalHash *root) {
  JournalProof longer = proof;
  longer.hashes[longer.count++] = *root;
  g_assert_false(journal_merkle_verify_inclusion(leaf, size, hash, &longer, root));
  g_assert_false(journal_merkle_verify_inclusion(-1, size, hash, &proof, root));
  g_assert_false(journal_merkle_verify_inclusion(size, size, hash, &proof, root));
  if (leaf > 0)
    g_assert_false(journal_merkle_verify_inclusion(leaf - 1, size, hash, &proof, root));
  if (leaf + 1 < size)
    g_assert_false(journal_merkle_verify_inclusion(leaf + 1, size, hash, &proof, root));
  for (size_t index = 0; index < proof.count; index++) {
    JournalProof changed = proof;
    changed.hashes[index].bytes[leaf % JOURNAL_HASH_BYTES] ^= 1;
    g_assert_false(journal_merkle_verify_inclusion(leaf, size, hash, &changed, root));
  }
  if (proof.count > 0) {
    proof.count--;
    g_assert_false(journal_merkle_verify_inclusion(leaf, size, hash, &proof, root));
  }
  JournalHash other = *hash;
  other.bytes[0] ^= 0x80;
  g_assert_false(journal_merkle_verify_inclusion(leaf, size, &other, &proof, root));
}

static void test_all_inclusion(void) {
  g_autoptr(Tree) tree = tree_new(SIZES);
  for (int64_t size = 1; size <= SIZES; size++)
    for (int64_t leaf = 0; leaf < size; leaf++) {
      JournalProof proof;
      JournalProof expected = {0};
      recursive_path(leaf, tree->leaves, size, &expected);
      g_assert_true(journal_merkle_prove_inclusion(leaf, size, sample_read_node, tree->sample, &proof, NULL));
      assert_same_proof(&proof, &expected);
      g_assert_true(journal_merkle_verify_inclusion(leaf, size, &tree->leaves[leaf], &proof, &tree->roots[size]));
      assert_inclusion_breaks(leaf, size, &tree->leaves[leaf], proof, &tree->roots[size]);
    }
}

static void assert_consistency_breaks(const Tree *tree, int64_t first, int64_t second, JournalProof proof) {
  const JournalHash *first_root = &tree->roots[first];
  const JournalHash *second_root = &tree->roots[second];
  JournalProof longer = proof;
  longer.hashes[longer.count++] = *first_root;
  g_assert_false(journal_merkle_verify_consistency(first, second, first_root, second_root, &longer));
  for (size_t index = 0; index < proof.count; index++) {
    JournalProof changed = proof;
    changed.hashes[index].bytes[first % JOURNAL_HASH_BYTES] ^= 0x10;
    g_assert_false(journal_merkle_verify_consistency(first, second, first_root, second_root, &changed));
  }
  if (proof.count > 0) {
    JournalProof shorter = proof;
    shorter.count--;
    g_assert_false(journal_merkle_verify_consistency(first, second, first_root, second_root, &shorter));
  }
  const JournalHash *other = &tree->roots[second <= 1 ? second + 1 : second - 1];
  if (first > 0)
    g_assert_false(journal_merkle_verify_consistency(first, second, first_root, other, &proof));
  g_assert_false(journal_merkle_verify_consistency(first, second, &tree->roots[first + 1], second_root, &proof));
}

static void test_all_consistency(void) {
  g_autoptr(Tree) tree = tree_new(SIZES);
  for (int64_t second = 0; second < SIZES; second++)
    for (int64_t first = 0; first <= second; first++) {
      JournalProof proof;
      JournalProof expected = {0};
      if (first > 0)
        recursive_subproof(first, tree->leaves, second, true, &expected);
      g_assert_true(journal_merkle_prove_consistency(first, second, sample_read_node, tree->sample, &proof, NULL));
      assert_same_proof(&proof, &expected);
      g_assert_true(
          journal_merkle_verify_consistency(first, second, &tree->roots[first], &tree->roots[second], &proof));
      assert_consistency_breaks(tree, first, second, proof);
    }
}

static void test_out_of_range(void) {
  g_autoptr(Tree) tree = tree_new(3);
  static const int64_t inclusion[][2] = {{0, 0}, {3, 3}, {-1, 3}, {0, -1}, {0, JOURNAL_TREE_SIZE_MAX + 1}};
  static const int64_t consistency[][2] = {{4, 3}, {-1, 3}, {0, -1}, {1, JOURNAL_TREE_SIZE_MAX + 1}};
  JournalProof proof = {0};
  JournalHash root = tree->roots[3];
  for (size_t index = 0; index < G_N_ELEMENTS(inclusion); index++) {
    g_autoptr(GError) error = NULL;
    g_assert_false(journal_merkle_prove_inclusion(inclusion[index][0], inclusion[index][1], sample_read_node,
                                                  tree->sample, &proof, &error));
    g_assert_nonnull(error);
    g_assert_false(journal_merkle_verify_inclusion(inclusion[index][0], inclusion[index][1], &root, &proof, &root));
  }
  for (size_t index = 0; index < G_N_ELEMENTS(consistency); index++) {
    g_autoptr(GError) error = NULL;
    g_assert_false(journal_merkle_prove_consistency(consistency[index][0], consistency[index][1], sample_read_node,
                                                    tree->sample, &proof, &error));
    g_assert_nonnull(error);
    g_assert_false(
        journal_merkle_verify_consistency(consistency[index][0], consistency[index][1], &root, &root, &proof));
  }
  proof.count = JOURNAL_PROOF_HASHES_MAX + 1;
  g_assert_false(journal_merkle_verify_inclusion(0, 3, &root, &proof, &root));
  g_assert_false(journal_merkle_verify_consistency(1, 3, &root, &root, &proof));
  /* Nothing begins with the empty tree's root but the empty tree. */
  proof.count = 0;
  g_assert_false(journal_merkle_verify_consistency(0, 0, &tree->roots[0], &root, &proof));
  g_assert_false(journal_merkle_verify_consistency(0, 3, &root, &root, &proof));
}

/* ---- Storage ---------------------------------------------------------------------------------------------------- */

static void test_frontier_stored(void) {
  g_autoptr(Tree) tree = tree_new(SIZES);
  for (int64_t size = 0; size < SIZES; size++) {
    JournalFrontier loaded;
    JournalFrontier decoded;
    uint8_t bytes[JOURNAL_FRONTIER_BYTES_MAX];
    g_assert_true(journal_frontier_load(&loaded, size, sample_read_node, tree->sample, NULL));
    size_t length = journal_frontier_encode(&loaded, bytes);
    g_assert_true(journal_frontier_decode(&decoded, bytes, length, NULL));
    JournalHash root = journal_frontier_root(&decoded);
    assert_same_hash(&root, &tree->roots[size]);
    g_assert_true(journal_frontier_append(&decoded, &tree->leaves[size], NULL, NULL, NULL));
    root = journal_frontier_root(&decoded);
    assert_same_hash(&root, &tree->roots[size + 1]);
    g_assert_false(journal_frontier_decode(&decoded, bytes, length - 1, NULL));
    g_assert_false(journal_frontier_decode(&decoded, bytes, length + 1, NULL));
    bytes[0] = 0xff;
    g_assert_false(journal_frontier_decode(&decoded, bytes, length, NULL));
  }
}

static bool fail_to_write(void *context, JournalNode node, const JournalHash *hash, GError **error) {
  (void)hash;
  if (node.level < *(unsigned *)context)
    return true;
  g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY, "full");
  return false;
}

/* An append that could not be stored has not happened. */
static void test_append_fails(void) {
  g_autoptr(Tree) tree = tree_new(7);
  for (unsigned level = 0; level <= 3; level++) {
    g_autoptr(GError) error = NULL;
    JournalFrontier before = tree->sample->frontier;
    g_assert_false(journal_frontier_append(&tree->sample->frontier, &tree->leaves[0], fail_to_write, &level, &error));
    g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY);
    g_assert_cmpint(tree->sample->frontier.size, ==, before.size);
    JournalHash root = journal_frontier_root(&tree->sample->frontier);
    assert_same_hash(&root, &tree->roots[7]);
  }
}

static bool fail_to_read(void *context, JournalNode node, JournalHash *hash, GError **error) {
  (void)node;
  memset(hash, 0, sizeof *hash);
  if ((*(int *)context)-- > 0)
    return true;
  g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY, "gone");
  return false;
}

static void test_read_fails(void) {
  JournalProof proof;
  JournalHash root;
  for (int reads = 0; reads < 3; reads++) {
    GError *errors[3] = {NULL, NULL, NULL};
    int left = reads;
    g_assert_false(journal_merkle_root(7, fail_to_read, &left, &root, &errors[0]));
    left = reads;
    g_assert_false(journal_merkle_prove_inclusion(2, 8, fail_to_read, &left, &proof, &errors[1]));
    left = reads;
    g_assert_false(journal_merkle_prove_consistency(3, 7, fail_to_read, &left, &proof, &errors[2]));
    for (int index = 0; index < 3; index++) {
      g_assert_error(errors[index], JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY);
      g_clear_error(&errors[index]);
    }
  }
}

static bool make_up_node(void *context, JournalNode node, JournalHash *hash, GError **error) {
  (void)error;
  (*(int *)context)++;
  *hash = journal_hash_pair(&node.level, sizeof node.level, &node.index, sizeof node.index);
  return true;
}

/* A proof in a journal of a million entries, or of as many as there can be, takes few reads. */
static void test_reads_are_few(void) {
  static const int64_t sizes[] = {1000000, 1048575, 1048576, 1048577, JOURNAL_TREE_SIZE_MAX};
  for (size_t index = 0; index < G_N_ELEMENTS(sizes); index++) {
    int most = 2 * (64 - __builtin_clzll((unsigned long long)sizes[index]));
    for (int64_t leaf = 0; leaf < sizes[index]; leaf += sizes[index] / 7) {
      JournalProof proof;
      int reads = 0;
      g_assert_true(journal_merkle_prove_inclusion(leaf, sizes[index], make_up_node, &reads, &proof, NULL));
      g_assert_cmpint(reads, <=, most);
      reads = 0;
      g_assert_true(journal_merkle_prove_consistency(leaf + 1, sizes[index], make_up_node, &reads, &proof, NULL));
      g_assert_cmpint(reads, <=, most);
    }
  }
}

static void test_full(void) {
  g_autoptr(GError) error = NULL;
  JournalFrontier frontier;
  JournalHash leaf = journal_hash_leaf(NULL, 0);
  int reads = 0;
  g_assert_true(journal_frontier_load(&frontier, JOURNAL_TREE_SIZE_MAX - 1, make_up_node, &reads, NULL));
  g_assert_true(journal_frontier_append(&frontier, &leaf, NULL, NULL, NULL));
  g_assert_false(journal_frontier_append(&frontier, &leaf, NULL, NULL, &error));
  g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
}

static void test_hex(void) {
  uint8_t bytes[2];
  char hex[5];
  g_assert_true(journal_hex_read("0aff", 4, bytes, 2));
  g_assert_cmpuint(bytes[0], ==, 0x0a);
  g_assert_cmpuint(bytes[1], ==, 0xff);
  journal_hex_write(bytes, 2, hex);
  g_assert_cmpstr(hex, ==, "0aff");
  static const char *const wrong[] = {"0aF0", "0a f", "0ag0", "0a", "0aff0", "0x0a", "/a00", ":a00", "`a00", ""};
  for (size_t index = 0; index < G_N_ELEMENTS(wrong); index++)
    g_assert_false(journal_hex_read(wrong[index], strlen(wrong[index]), bytes, 2));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  g_test_add_func("/journal/merkle/known-roots", test_known_roots);
  g_test_add_func("/journal/merkle/known-inclusion", test_known_inclusion);
  g_test_add_func("/journal/merkle/known-consistency", test_known_consistency);
  g_test_add_func("/journal/merkle/all-roots", test_all_roots);
  g_test_add_func("/journal/merkle/all-inclusion", test_all_inclusion);
  g_test_add_func("/journal/merkle/all-consistency", test_all_consistency);
  g_test_add_func("/journal/merkle/out-of-range", test_out_of_range);
  g_test_add_func("/journal/merkle/frontier-stored", test_frontier_stored);
  g_test_add_func("/journal/merkle/append-fails", test_append_fails);
  g_test_add_func("/journal/merkle/read-fails", test_read_fails);
  g_test_add_func("/journal/merkle/reads-are-few", test_reads_are_few);
  g_test_add_func("/journal/merkle/full", test_full);
  g_test_add_func("/journal/hash/hex", test_hex);
  return g_test_run();
}
