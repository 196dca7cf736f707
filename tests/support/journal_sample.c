/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* journal_sample.c: journals for the tests, and a store for them in memory. */
#include "journal_sample.h"

#include <sodium.h>
#include <string.h>

void sample_random(JournalSample *sample, uint8_t *bytes, size_t count) {
  unsigned char seed[randombytes_SEEDBYTES] = {0};
  memcpy(seed, &sample->seed, sizeof sample->seed);
  memcpy(seed + 8, &sample->drawn, sizeof sample->drawn);
  sample->drawn++;
  randombytes_buf_deterministic(bytes, count, seed);
}

static void draw_key(JournalSample *sample) {
  uint8_t seed[JOURNAL_SEED_BYTES];
  sample_random(sample, seed, sizeof seed);
  journal_key_pair(seed, &sample->public_key, &sample->secret_key);
}

JournalSample *sample_new(uint64_t seed) {
  JournalSample *sample = g_new0(JournalSample, 1);
  sample->seed = seed;
  sample->at_ms = INT64_C(1760000000000);
  sample->epoch = 1;
  journal_frontier_init(&sample->frontier);
  for (unsigned level = 0; level < JOURNAL_TREE_LEVELS; level++)
    sample->levels[level] = g_array_new(FALSE, FALSE, sizeof(JournalHash));
  sample->entries = g_ptr_array_new_with_free_func((GDestroyNotify)journal_entry_free);
  sample->file = g_string_new(NULL);
  sample->rotations = g_ptr_array_new_with_free_func(g_free);
  draw_key(sample);
  return sample;
}

void sample_free(JournalSample *sample) {
  if (sample == NULL)
    return;
  for (unsigned level = 0; level < JOURNAL_TREE_LEVELS; level++)
    g_array_unref(sample->levels[level]);
  g_ptr_array_unref(sample->entries);
  g_string_free(sample->file, TRUE);
  g_ptr_array_unref(sample->rotations);
  journal_secret_key_wipe(&sample->secret_key);
  g_free(sample);
}

JournalSample *sample_of(uint64_t seed, int64_t entries) {
  JournalSample *sample = sample_new(seed);
  while (sample->frontier.size < entries)
    sample_add(sample);
  sample_sign(sample);
  return sample;
}

bool sample_read_node(void *context, JournalNode node, JournalHash *hash, GError **error) {
  (void)error;
  JournalSample *sample = context;
  sample->reads++;
  g_assert_cmpuint(node.level, <, JOURNAL_TREE_LEVELS);
  g_assert_cmpint(node.index, <, (int64_t)sample->levels[node.level]->len);
  *hash = g_array_index(sample->levels[node.level], JournalHash, (guint)node.index);
  return true;
}

bool sample_write_node(void *context, JournalNode node, const JournalHash *hash, GError **error) {
  (void)error;
  JournalSample *sample = context;
  g_assert_cmpint(node.index, ==, (int64_t)sample->levels[node.level]->len);
  g_array_append_vals(sample->levels[node.level], hash, 1);
  return true;
}

void sample_append(JournalSample *sample, JournalEntry *entry) {
  g_autoptr(GError) error = NULL;
  JournalHash leaf;
  size_t length = 0;
  g_assert_cmpint(entry->seq, ==, sample->frontier.size + 1);
  journal_entry_leaf_hash(entry, &leaf, &error);
  g_assert_no_error(error);
  journal_frontier_append(&sample->frontier, &leaf, sample_write_node, sample, &error);
  g_assert_no_error(error);
  g_autofree char *line = journal_entry_line(entry, &length, &error);
  g_assert_no_error(error);
  g_string_append_len(sample->file, line, (gssize)length);
  g_ptr_array_add(sample->entries, entry);
}

/* An entry with this body, of which the reference is taken. */
static JournalEntry *new_entry(JournalSample *sample, const char *actor, const char *kind, json_t *body) {
  g_autoptr(GError) error = NULL;
  uint8_t blind[JOURNAL_BLIND_BYTES];
  sample_random(sample, blind, sizeof blind);
  sample->at_ms += 60000;
  JournalEntry *entry = journal_entry_new(sample->frontier.size + 1, sample->at_ms, actor, kind, body, blind, &error);
  g_assert_no_error(error);
  json_decref(body);
  return entry;
}

static void commit(JournalSample *sample, JournalEntry *entry, const char *pointer) {
  g_autoptr(GError) error = NULL;
  uint8_t salt[JOURNAL_SALT_BYTES];
  sample_random(sample, salt, sizeof salt);
  journal_entry_commit_text(entry, pointer, salt, &error);
  g_assert_no_error(error);
}

void sample_add(JournalSample *sample) {
  int64_t seq = sample->frontier.size + 1;
  g_autofree char *text = g_strdup_printf(
      "Entry %d: \"take the smaller office\"\n\t\\ \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 \x01\x7f", (int)seq);
  JournalEntry *entry = NULL;
  switch (seq % 3) {
  case 0:
    entry = new_entry(
        sample, "person:ada", "decide",
        json_pack("{s:s, s:s, s:I}", "advice", "a17", "decision", "follow", "stake_minor", (json_int_t)250000));
    break;
  case 1:
    entry = new_entry(sample, "person:agent", "advise",
                      json_pack("{s:s, s:s, s:[{s:s, s:i}, {s:s, s:i}]}", "brief", "b4", "reasons", text, "options",
                                "name", "Harbour Street", "sure", 7000, "name", "Mill Lane", "sure", 3000));
    commit(sample, entry, "/reasons");
    commit(sample, entry, "/options/0/name");
    commit(sample, entry, "/options/1/name");
    journal_entry_erase_text(entry, "/options/1/name");
    break;
  default:
    entry = new_entry(sample, "mandate:m3", "ask",
                      json_pack("{s:s, s:b, s:n, s:s}", "a/b~c", text, "urgent", 1, "engagement", "", ""));
    commit(sample, entry, "/a~1b~0c");
    break;
  }
  sample_append(sample, entry);
}

JournalSignedHead sample_sign(JournalSample *sample) {
  g_autoptr(GError) error = NULL;
  JournalSignedHead head = {.head = {.workspace = SAMPLE_WORKSPACE,
                                     .epoch = sample->epoch,
                                     .size = sample->frontier.size,
                                     .at_ms = sample->at_ms,
                                     .root = journal_frontier_root(&sample->frontier)}};
  size_t length = 0;
  journal_head_sign(&head, &sample->public_key, &sample->secret_key, &error);
  g_assert_no_error(error);
  g_autofree char *line = journal_head_write(&head, &length, &error);
  g_assert_no_error(error);
  g_string_append_len(sample->file, line, (gssize)length);
  return head;
}

void sample_rotate(JournalSample *sample) {
  g_autoptr(GError) error = NULL;
  JournalPublicKey old_public = sample->public_key;
  g_auto(JournalSecretKey) old_secret = sample->secret_key;
  JournalRotation rotation = {.workspace = SAMPLE_WORKSPACE, .at_ms = sample->at_ms};
  draw_key(sample);
  rotation.to = sample->public_key;
  journal_rotation_sign(&rotation, &old_public, &old_secret, &error);
  g_assert_no_error(error);
  g_ptr_array_add(sample->rotations, g_memdup2(&rotation, sizeof rotation));
  sample_append(sample, new_entry(sample, "person:ada", JOURNAL_KIND_ROTATE_KEY, journal_rotation_to_json(&rotation)));
}

void sample_restore(JournalSample *sample, int64_t epoch) {
  g_autoptr(GError) error = NULL;
  JournalHash key = journal_key_id(sample->continues_key != NULL ? sample->continues_key : &sample->public_key);
  JournalBeginning beginning = {.workspace = SAMPLE_WORKSPACE,
                                .epoch = epoch,
                                .at_ms = sample->at_ms,
                                .continues = {.workspace = SAMPLE_WORKSPACE,
                                              .epoch = sample->epoch,
                                              .size = sample->frontier.size,
                                              .at_ms = sample->at_ms,
                                              .root = journal_frontier_root(&sample->frontier),
                                              .key = key}};
  journal_beginning_sign(&beginning, &sample->public_key, &sample->secret_key, &error);
  g_assert_no_error(error);
  sample_append(sample,
                new_entry(sample, "person:ada", JOURNAL_KIND_BEGIN_EPOCH, journal_beginning_to_json(&beginning)));
  sample->epoch = epoch;
}

JournalReceipt *sample_receipt(JournalSample *sample, int64_t seq, const JournalSignedHead *head) {
  g_autoptr(GError) error = NULL;
  JournalReceipt *receipt = journal_receipt_new();
  const JournalEntry *entry = g_ptr_array_index(sample->entries, (guint)(seq - 1));
  json_auto_t *json = journal_entry_to_json(entry);
  receipt->entry = journal_entry_from_json(json, entry->openings, &error);
  g_assert_no_error(error);
  receipt->head = *head;
  for (; receipt->rotation_count < sample->rotations->len; receipt->rotation_count++)
    receipt->rotations[receipt->rotation_count] =
        *(JournalRotation *)g_ptr_array_index(sample->rotations, (guint)receipt->rotation_count);
  journal_merkle_prove_inclusion(seq - 1, head->head.size, sample_read_node, sample, &receipt->proof, &error);
  g_assert_no_error(error);
  return receipt;
}

GString *sample_receipt_file(JournalSample *sample, int64_t seq) {
  g_autoptr(GError) error = NULL;
  size_t length = 0;
  JournalSignedHead head = sample_sign(sample);
  g_autoptr(JournalReceipt) receipt = sample_receipt(sample, seq, &head);
  g_autofree char *bytes = journal_receipt_write(receipt, &length, &error);
  g_assert_no_error(error);
  return g_string_new_len(bytes, (gssize)length);
}
