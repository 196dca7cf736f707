/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signed statements and receipts: what holds, and that nothing in them can be changed. */
#include "journal/error.h"
#include "support/journal_sample.h"

#include <sodium.h>
#include <string.h>

/* ---- Keys ------------------------------------------------------------------------------------------------------- */

/* RFC 8032 §7.1, test 1: the pair of a seed. */
static void test_key_pair(void) {
  uint8_t seed[JOURNAL_SEED_BYTES];
  JournalPublicKey public_key;
  g_auto(JournalSecretKey) secret_key;
  char hex[2 * JOURNAL_KEY_BYTES + 1];
  g_assert_true(
      journal_hex_read("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", 64, seed, sizeof seed));
  journal_key_pair(seed, &public_key, &secret_key);
  journal_hex_write(public_key.bytes, sizeof public_key.bytes, hex);
  g_assert_cmpstr(hex, ==, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  JournalHash id = journal_key_id(&public_key);
  journal_hex_write(id.bytes, sizeof id.bytes, hex);
  g_assert_cmpstr(hex, ==, "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9");
}

static void test_wipe(void) {
  JournalSecretKey key;
  JournalSecretKey zero = {0};
  memset(&key, 7, sizeof key);
  journal_secret_key_wipe(&key);
  g_assert_cmpmem(&key, sizeof key, &zero, sizeof zero);
}

/* A signature counts for its context, its value and its key, and for nothing else. */
static void test_signature_is_bound(void) {
  g_autoptr(JournalSample) sample = sample_new(1);
  g_autoptr(JournalSample) other = sample_new(2);
  JournalSignature signature;
  json_auto_t *value = json_pack("{s:i, s:i}", "b", 1, "a", 2);
  json_auto_t *same = json_pack("{s:i, s:i}", "a", 2, "b", 1);
  json_auto_t *changed = json_pack("{s:i, s:i}", "a", 2, "b", 2);
  g_assert_true(journal_key_sign(&sample->secret_key, "context/1", value, &signature, NULL));
  g_assert_true(journal_key_verify(&sample->public_key, "context/1", same, &signature, NULL));
  g_autoptr(GError) error = NULL;
  g_assert_false(journal_key_verify(&sample->public_key, "context/1", changed, &signature, &error));
  g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_SIGNATURE);
  g_assert_false(journal_key_verify(&sample->public_key, "context/2", value, &signature, NULL));
  g_assert_false(journal_key_verify(&other->public_key, "context/1", value, &signature, NULL));
}

#define KEY_A "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define KEY_B "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"

static void test_key_file(void) {
  static const char *const good[] = {KEY_A, KEY_A "\n", "# ours\n\n" KEY_A "\r\n" KEY_B " \t\n", KEY_A "\n" KEY_A "\n"};
  static const size_t counts[] = {1, 1, 2, 1};
  static const char *const wrong[] = {"",
                                      "\n#\n",
                                      "x",
                                      (KEY_A "0"),
                                      (KEY_A "\nno\n"),
                                      (" " KEY_A),
                                      "D75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A"};
  JournalKeySet set;
  for (size_t index = 0; index < G_N_ELEMENTS(good); index++) {
    g_assert_true(journal_key_set_read(&set, good[index], strlen(good[index]), NULL));
    g_assert_cmpuint(set.count, ==, counts[index]);
  }
  for (size_t index = 0; index < G_N_ELEMENTS(wrong); index++) {
    g_autoptr(GError) error = NULL;
    g_assert_false(journal_key_set_read(&set, wrong[index], strlen(wrong[index]), &error));
    g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED);
  }
  g_assert_false(journal_key_set_read(&set, KEY_A "\n\0", 66, NULL));
}

static void test_key_file_bounds(void) {
  g_autoptr(GString) file = g_string_new(NULL);
  JournalKeySet set;
  for (int key = 0; key < JOURNAL_KEYS_MAX; key++)
    g_string_append_printf(file, "%064x\n", key);
  g_assert_true(journal_key_set_read(&set, file->str, file->len, NULL));
  g_string_append_printf(file, "%064x\n", 4711);
  g_autoptr(GError) error = NULL;
  g_assert_false(journal_key_set_read(&set, file->str, file->len, &error));
  g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
  g_autoptr(GString) comment = g_string_new(KEY_A "\n#");
  while (comment->len < JOURNAL_KEY_FILE_BYTES_MAX)
    g_string_append_c(comment, ' ');
  g_assert_true(journal_key_set_read(&set, comment->str, comment->len, NULL));
  g_assert_false(journal_key_set_read(&set, comment->str, comment->len + 1, NULL));
}

/* ---- Heads ------------------------------------------------------------------------------------------------------ */

static void test_head_round(void) {
  g_autoptr(JournalSample) sample = sample_of(3, 5);
  JournalSignedHead head = sample_sign(sample);
  JournalSignedHead read;
  size_t length = 0;
  g_autofree char *bytes = journal_head_write(&head, &length, NULL);
  g_assert_true(journal_head_read(bytes, length, &read, NULL));
  g_assert_cmpstr(read.head.workspace, ==, SAMPLE_WORKSPACE);
  g_assert_cmpint(read.head.size, ==, 5);
  g_assert_cmpint(read.head.epoch, ==, 1);
  g_assert_cmpint(read.head.at_ms, ==, head.head.at_ms);
  g_assert_true(journal_hash_equal(&read.head.root, &head.head.root));
  for (size_t index = 0; index < length; index++)
    for (int bit = 0; bit < 8; bit++) {
      bytes[index] ^= (char)(1 << bit);
      g_assert_false(journal_head_read(bytes, length, &read, NULL));
      bytes[index] ^= (char)(1 << bit);
    }
  g_assert_false(journal_head_read(bytes, length - 1, &read, NULL));
}

static bool signs(const JournalHead *fields) {
  g_autoptr(JournalSample) sample = sample_new(1);
  JournalSignedHead head = {.head = *fields};
  return journal_head_sign(&head, &sample->public_key, &sample->secret_key, NULL);
}

static void test_head_bounds(void) {
  JournalHead head = {.workspace = "w", .epoch = 1};
  g_assert_true(signs(&head));
  head.size = JOURNAL_INTEGER_MAX;
  head.epoch = JOURNAL_INTEGER_MAX;
  head.at_ms = JOURNAL_TIME_MAX_MS;
  memset(head.workspace, 'w', JOURNAL_WORKSPACE_BYTES_MAX);
  g_assert_true(signs(&head));
  head.size++;
  g_assert_false(signs(&head));
  head.size = -1;
  g_assert_false(signs(&head));
  head.size = 0;
  head.epoch = 0;
  g_assert_false(signs(&head));
  head.epoch = 1;
  head.at_ms++;
  g_assert_false(signs(&head));
  head.at_ms = 0;
  head.workspace[0] = '-';
  g_assert_false(signs(&head));
  head.workspace[0] = '\0';
  g_assert_false(signs(&head));
}

/* ---- Receipts --------------------------------------------------------------------------------------------------- */

static void assert_reads(const GString *file) {
  g_autoptr(GError) error = NULL;
  g_autoptr(JournalReceipt) receipt = journal_receipt_read(file->str, file->len, &error);
  g_assert_no_error(error);
  g_assert_nonnull(receipt);
}

static void test_receipts_of_all_sizes(void) {
  g_autoptr(JournalSample) sample = sample_new(4);
  for (int64_t size = 1; size <= 20; size++) {
    sample_add(sample);
    for (int64_t seq = 1; seq <= size; seq++) {
      g_autoptr(GString) file = sample_receipt_file(sample, seq);
      assert_reads(file);
    }
  }
}

/* A receipt under an earlier head, after the journal has grown. */
static void test_receipt_of_earlier_head(void) {
  g_autoptr(JournalSample) sample = sample_of(5, 6);
  JournalSignedHead head = sample_sign(sample);
  for (int more = 0; more < 9; more++)
    sample_add(sample);
  g_autoptr(JournalReceipt) receipt = sample_receipt(sample, 4, &head);
  size_t length = 0;
  g_autofree char *bytes = journal_receipt_write(receipt, &length, NULL);
  g_autoptr(JournalReceipt) read = journal_receipt_read(bytes, length, NULL);
  g_assert_nonnull(read);
  g_assert_cmpint(read->entry->seq, ==, 4);
  g_assert_cmpstr(journal_entry_text(read->entry, "/options/0/name"), ==, "Harbour Street");
  g_assert_null(journal_entry_text(read->entry, "/options/1/name"));
}

/* Whichever bit is turned round, whichever byte is left out or doubled: it is noticed. */
static void test_every_byte_counts(void) {
  g_autoptr(JournalSample) sample = sample_of(6, 7);
  sample_rotate(sample);
  sample_rotate(sample);
  sample_add(sample);
  g_autoptr(GString) file = sample_receipt_file(sample, 4);
  assert_reads(file);
  for (size_t index = 0; index < file->len; index++) {
    for (int bit = 0; bit < 8; bit++) {
      file->str[index] ^= (char)(1 << bit);
      g_autoptr(JournalReceipt) changed = journal_receipt_read(file->str, file->len, NULL);
      g_assert_null(changed);
      file->str[index] ^= (char)(1 << bit);
    }
    g_autoptr(GString) shorter = g_string_new_len(file->str, (gssize)file->len);
    g_string_erase(shorter, (gssize)index, 1);
    g_autoptr(JournalReceipt) left_out = journal_receipt_read(shorter->str, shorter->len, NULL);
    g_assert_null(left_out);
    g_autoptr(GString) longer = g_string_new_len(file->str, (gssize)file->len);
    g_string_insert_c(longer, (gssize)index, file->str[index]);
    g_autoptr(JournalReceipt) doubled = journal_receipt_read(longer->str, longer->len, NULL);
    g_assert_null(doubled);
    g_autoptr(JournalReceipt) cut = journal_receipt_read(file->str, index, NULL);
    g_assert_null(cut);
  }
}

/* Writes the receipt after a change to its JSON, and reads it again. */
static void assert_change_refused(const GString *file, void (*change)(json_t *json), gint code) {
  g_autoptr(GError) error = NULL;
  size_t length = 0;
  json_auto_t *json = json_loadb(file->str, file->len, 0, NULL);
  change(json);
  g_autofree char *bytes = journal_canonical_write_line(json, JOURNAL_RECEIPT_BYTES_MAX, &length, NULL);
  g_autoptr(JournalReceipt) receipt = journal_receipt_read(bytes, length, &error);
  g_assert_null(receipt);
  g_assert_error(error, JOURNAL_ERROR, code);
}

static void drop_proof(json_t *json) {
  json_object_del(json, "proof");
}
static void add_member(json_t *json) {
  json_object_set_new(json, "note", json_string("hello"));
}
static void rename_kind(json_t *json) {
  json_object_set_new(json, "bellwether", json_string("head"));
}
static void newer_format(json_t *json) {
  json_object_set_new(json, "format", json_integer(2));
}
static void shorten_proof(json_t *json) {
  json_array_remove(json_object_get(json, "proof"), 0);
}
static void lengthen_proof(json_t *json) {
  json_array_append(json_object_get(json, "proof"), json_array_get(json_object_get(json, "proof"), 0));
}
static void swap_proof(json_t *json) {
  json_t *proof = json_object_get(json, "proof");
  json_t *first = json_incref(json_array_get(proof, 0));
  json_array_remove(proof, 0);
  json_array_insert_new(proof, 1, first);
}
static void number_in_proof(json_t *json) {
  json_array_set_new(json_object_get(json, "proof"), 0, json_integer(1));
}
static void other_entry_number(json_t *json) {
  json_object_set_new(json_object_get(json, "entry"), "seq", json_integer(3));
}
static void entry_beyond(json_t *json) {
  json_object_set_new(json_object_get(json, "entry"), "seq", json_integer(99));
}
static void larger_head(json_t *json) {
  json_object_set_new(json_object_get(json, "head"), "size", json_integer(99));
}
static void other_key(json_t *json) {
  json_object_set_new(json, "public_key", json_string(KEY_A));
}
static void drop_rotation(json_t *json) {
  json_array_remove(json_object_get(json, "rotations"), 1);
}
static void swap_rotations(json_t *json) {
  json_t *rotations = json_object_get(json, "rotations");
  json_t *first = json_incref(json_array_get(rotations, 0));
  json_array_remove(rotations, 0);
  json_array_append_new(rotations, first);
}

static void test_changes(void) {
  g_autoptr(JournalSample) sample = sample_of(6, 7);
  sample_rotate(sample);
  sample_rotate(sample);
  g_autoptr(GString) file = sample_receipt_file(sample, 4);
  assert_change_refused(file, drop_proof, JOURNAL_ERROR_MALFORMED);
  assert_change_refused(file, add_member, JOURNAL_ERROR_MALFORMED);
  assert_change_refused(file, rename_kind, JOURNAL_ERROR_MALFORMED);
  assert_change_refused(file, newer_format, JOURNAL_ERROR_FORMAT);
  assert_change_refused(file, shorten_proof, JOURNAL_ERROR_PROOF);
  assert_change_refused(file, lengthen_proof, JOURNAL_ERROR_PROOF);
  assert_change_refused(file, swap_proof, JOURNAL_ERROR_PROOF);
  assert_change_refused(file, number_in_proof, JOURNAL_ERROR_MALFORMED);
  assert_change_refused(file, other_entry_number, JOURNAL_ERROR_PROOF);
  assert_change_refused(file, entry_beyond, JOURNAL_ERROR_SEQUENCE);
  assert_change_refused(file, larger_head, JOURNAL_ERROR_SIGNATURE);
  assert_change_refused(file, other_key, JOURNAL_ERROR_SIGNATURE);
  assert_change_refused(file, drop_rotation, JOURNAL_ERROR_KEY);
  assert_change_refused(file, swap_rotations, JOURNAL_ERROR_KEY);
}

static void test_texts_withheld(void) {
  g_autoptr(JournalSample) sample = sample_of(7, 4);
  JournalSignedHead head = sample_sign(sample);
  g_autoptr(JournalReceipt) receipt = sample_receipt(sample, 1, &head);
  journal_entry_erase_text(receipt->entry, "/reasons");
  size_t length = 0;
  g_autofree char *bytes = journal_receipt_write(receipt, &length, NULL);
  g_autoptr(JournalReceipt) read = journal_receipt_read(bytes, length, NULL);
  g_assert_nonnull(read);
  g_assert_null(strstr(bytes, "smaller office"));
}

/* ---- Trust ------------------------------------------------------------------------------------------------------ */

static void test_trust(void) {
  g_autoptr(JournalSample) sample = sample_of(8, 3);
  g_autoptr(JournalSample) stranger = sample_new(9);
  JournalPublicKey keys[3] = {sample->public_key};
  sample_rotate(sample);
  keys[1] = sample->public_key;
  sample_rotate(sample);
  keys[2] = sample->public_key;
  g_autoptr(GString) file = sample_receipt_file(sample, 2);
  g_autoptr(JournalReceipt) receipt = journal_receipt_read(file->str, file->len, NULL);
  for (size_t index = 0; index < 3; index++) {
    JournalKeySet set = {.count = 1, .keys = {keys[index]}};
    g_assert_true(journal_receipt_check_key(receipt, &set, NULL));
  }
  g_autoptr(GError) error = NULL;
  JournalKeySet set = {.count = 1, .keys = {stranger->public_key}};
  g_assert_false(journal_receipt_check_key(receipt, &set, &error));
  g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_KEY);
  JournalKeySet none = {0};
  g_assert_false(journal_receipt_check_key(receipt, &none, NULL));
}

/* A stranger who signs everything anew makes a sound receipt, and only the key tells. */
static void test_forged_by_stranger(void) {
  g_autoptr(JournalSample) sample = sample_of(8, 3);
  g_autoptr(JournalSample) stranger = sample_of(9, 3);
  g_autoptr(GString) file = sample_receipt_file(stranger, 2);
  g_autoptr(JournalReceipt) receipt = journal_receipt_read(file->str, file->len, NULL);
  g_assert_nonnull(receipt);
  JournalKeySet set = {.count = 1, .keys = {sample->public_key}};
  g_assert_false(journal_receipt_check_key(receipt, &set, NULL));
}

/* A stranger who claims that his key hands over to ours gains nothing: ours has to sign the head. A rotation to his
 * key needs our signature. */
static void test_forged_rotation(void) {
  g_autoptr(JournalSample) sample = sample_of(8, 3);
  g_autoptr(JournalSample) stranger = sample_of(9, 3);
  JournalSignedHead head = sample_sign(stranger);
  g_autoptr(JournalReceipt) receipt = sample_receipt(stranger, 2, &head);
  JournalRotation rotation = {.workspace = SAMPLE_WORKSPACE, .to = stranger->public_key};
  g_assert_true(journal_rotation_sign(&rotation, &stranger->public_key, &stranger->secret_key, NULL));
  rotation.from = sample->public_key;
  receipt->rotations[receipt->rotation_count++] = rotation;
  size_t length = 0;
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = journal_receipt_write(receipt, &length, NULL);
  g_autoptr(JournalReceipt) read = journal_receipt_read(bytes, length, &error);
  g_assert_null(read);
  g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_SIGNATURE);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  g_test_add_func("/journal/key/pair", test_key_pair);
  g_test_add_func("/journal/key/wipe", test_wipe);
  g_test_add_func("/journal/key/signature-is-bound", test_signature_is_bound);
  g_test_add_func("/journal/key/file", test_key_file);
  g_test_add_func("/journal/key/file-bounds", test_key_file_bounds);
  g_test_add_func("/journal/head/round", test_head_round);
  g_test_add_func("/journal/head/bounds", test_head_bounds);
  g_test_add_func("/journal/receipt/all-sizes", test_receipts_of_all_sizes);
  g_test_add_func("/journal/receipt/earlier-head", test_receipt_of_earlier_head);
  g_test_add_func("/journal/receipt/every-byte-counts", test_every_byte_counts);
  g_test_add_func("/journal/receipt/changes", test_changes);
  g_test_add_func("/journal/receipt/texts-withheld", test_texts_withheld);
  g_test_add_func("/journal/receipt/trust", test_trust);
  g_test_add_func("/journal/receipt/forged-by-stranger", test_forged_by_stranger);
  g_test_add_func("/journal/receipt/forged-rotation", test_forged_rotation);
  return g_test_run();
}
