/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * receipt.c: receipts, written and read.
 *
 * Reading verifies: there is no way to hold a receipt that was read and is not sound. Nothing in the file is outside
 * what is verified: entry and proof lead to the root, which is signed; openings fit their commitments; the public key
 * fits its id, which is signed; every rotation is signed and linked to the next; and since the bytes must be canonical
 * there is no second way to write any of it.
 */
#include "receipt.h"

#include "error.h"
#include "form.h"

#include <string.h>

static const JournalField receipt_form[] = {
    {"bellwether", JOURNAL_FORM_NAME, 1, 32},
    {"entry", JOURNAL_FORM_OBJECT, 1, 16},
    {"format", JOURNAL_FORM_INTEGER, 1, JOURNAL_INTEGER_MAX},
    {"head", JOURNAL_FORM_OBJECT, 1, 16},
    {"openings", JOURNAL_FORM_OBJECT, 0, JOURNAL_ENTRY_TEXTS_MAX},
    {"proof", JOURNAL_FORM_ARRAY, 0, JOURNAL_PROOF_HASHES_MAX},
    {"public_key", JOURNAL_FORM_HEX, JOURNAL_KEY_BYTES, JOURNAL_KEY_BYTES},
    {"rotations", JOURNAL_FORM_ARRAY, 0, JOURNAL_RECEIPT_ROTATIONS_MAX},
    {"signature", JOURNAL_FORM_HEX, JOURNAL_SIGNATURE_BYTES, JOURNAL_SIGNATURE_BYTES},
};

JournalReceipt *journal_receipt_new(void) {
  return g_new0(JournalReceipt, 1);
}

void journal_receipt_free(JournalReceipt *receipt) {
  if (receipt == NULL)
    return;
  journal_entry_free(receipt->entry);
  g_free(receipt);
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

static json_t *pack_proof(const JournalProof *proof) {
  json_auto_t *array = json_array();
  for (size_t index = 0; index < proof->count && array != NULL; index++)
    if (json_array_append_new(array, journal_form_new_hex(proof->hashes[index].bytes, JOURNAL_HASH_BYTES)) != 0)
      return NULL;
  return g_steal_pointer(&array);
}

static json_t *pack_rotations(const JournalReceipt *receipt) {
  json_auto_t *array = json_array();
  for (size_t index = 0; index < receipt->rotation_count && array != NULL; index++)
    if (json_array_append_new(array, journal_rotation_to_json(&receipt->rotations[index])) != 0)
      return NULL;
  return g_steal_pointer(&array);
}

char *journal_receipt_write(const JournalReceipt *receipt, size_t *length, GError **error) {
  json_auto_t *head = journal_form_built(journal_head_to_json(&receipt->head), error);
  if (head == NULL)
    return NULL;
  json_auto_t *json = journal_form_built(
      json_pack("{s:s, s:o, s:i, s:O, s:O, s:o, s:O, s:o, s:O}", "bellwether", "receipt", "entry",
                journal_entry_to_json(receipt->entry), "format", JOURNAL_RECEIPT_FORMAT, "head",
                json_object_get(head, "head"), "openings", receipt->entry->openings, "proof",
                pack_proof(&receipt->proof), "public_key", json_object_get(head, "public_key"), "rotations",
                pack_rotations(receipt), "signature", json_object_get(head, "signature")),
      error);
  return json == NULL ? NULL : journal_canonical_write_line(json, JOURNAL_RECEIPT_BYTES_MAX, length, error);
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

static bool read_proof(const json_t *array, JournalProof *proof, GError **error) {
  proof->count = json_array_size(array);
  for (size_t index = 0; index < proof->count; index++) {
    const json_t *hash = json_array_get(array, index);
    if (!json_is_string(hash) || !journal_hex_read(json_string_value(hash), json_string_length(hash),
                                                   proof->hashes[index].bytes, JOURNAL_HASH_BYTES)) {
      g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the proof's element %zu is not a hash", index + 1);
      return false;
    }
  }
  return true;
}

static bool read_head(const json_t *json, JournalSignedHead *head, GError **error) {
  json_auto_t *signed_head = journal_form_built(json_pack("{s:O, s:O, s:O}", "head", json_object_get(json, "head"),
                                                          "public_key", json_object_get(json, "public_key"),
                                                          "signature", json_object_get(json, "signature")),
                                                error);
  return signed_head != NULL && journal_head_from_json(signed_head, head, error);
}

/* Each rotation's signature, and that the chain has no gap, stays in the workspace and ends at the head's key. */
static bool read_rotations(const json_t *array, JournalReceipt *receipt, GError **error) {
  receipt->rotation_count = json_array_size(array);
  for (size_t index = 0; index < receipt->rotation_count; index++) {
    JournalRotation *rotation = &receipt->rotations[index];
    if (!journal_rotation_from_json(json_array_get(array, index), rotation, error))
      return false;
    const JournalPublicKey *next = &receipt->head.public_key;
    JournalRotation following;
    if (index + 1 < receipt->rotation_count) {
      if (!journal_rotation_from_json(json_array_get(array, index + 1), &following, error))
        return false;
      next = &following.from;
    }
    if (!journal_key_equal(&rotation->to, next) || strcmp(rotation->workspace, receipt->head.head.workspace) != 0) {
      g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_KEY, "rotation %zu does not lead to the key after it", index + 1);
      return false;
    }
  }
  return true;
}

static bool verify_entry(const JournalReceipt *receipt, GError **error) {
  JournalHash leaf;
  const JournalHead *head = &receipt->head.head;
  if (!journal_entry_leaf_hash(receipt->entry, &leaf, error))
    return false;
  if (receipt->entry->seq > head->size) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_SEQUENCE,
                "entry %" G_GINT64_FORMAT " is beyond the %" G_GINT64_FORMAT " entries of the head",
                receipt->entry->seq, head->size);
    return false;
  }
  if (journal_merkle_verify_inclusion(receipt->entry->seq - 1, head->size, &leaf, &receipt->proof, &head->root))
    return true;
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_PROOF,
              "entry %" G_GINT64_FORMAT " is not in the journal that was signed: its proof does not lead to the root",
              receipt->entry->seq);
  return false;
}

static bool check_envelope(const json_t *json, GError **error) {
  if (!journal_form_check(json, "the receipt", receipt_form, G_N_ELEMENTS(receipt_form), error))
    return false;
  if (strcmp(journal_form_string(json, "bellwether"), "receipt") != 0) {
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the file does not call itself a receipt");
    return false;
  }
  if (journal_form_integer(json, "format") == JOURNAL_RECEIPT_FORMAT)
    return true;
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_FORMAT,
              "the receipt has format %" G_GINT64_FORMAT ", and this program knows format %d",
              journal_form_integer(json, "format"), JOURNAL_RECEIPT_FORMAT);
  return false;
}

JournalReceipt *journal_receipt_read(const char *bytes, size_t length, GError **error) {
  json_auto_t *json = journal_canonical_read_line(bytes, length, JOURNAL_RECEIPT_BYTES_MAX, error);
  if (json == NULL || !check_envelope(json, error))
    return NULL;
  g_autoptr(JournalReceipt) receipt = journal_receipt_new();
  receipt->entry = journal_entry_from_json(json_object_get(json, "entry"), json_object_get(json, "openings"), error);
  if (receipt->entry == NULL || !read_proof(json_object_get(json, "proof"), &receipt->proof, error) ||
      !read_head(json, &receipt->head, error) || !read_rotations(json_object_get(json, "rotations"), receipt, error) ||
      !verify_entry(receipt, error))
    return NULL;
  return g_steal_pointer(&receipt);
}

bool journal_receipt_check_key(const JournalReceipt *receipt, const JournalKeySet *trusted, GError **error) {
  if (journal_key_set_contains(trusted, &receipt->head.public_key))
    return true;
  for (size_t index = 0; index < receipt->rotation_count; index++)
    if (journal_key_set_contains(trusted, &receipt->rotations[index].from))
      return true;
  char hex[JOURNAL_HASH_HEX_BYTES];
  journal_hex_write(receipt->head.head.key.bytes, JOURNAL_HASH_BYTES, hex);
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_KEY, "signed by the key %s, to which none of the trusted keys leads",
              hex);
  return false;
}
