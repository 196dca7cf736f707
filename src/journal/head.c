/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * head.c: statements, their JSON and their signatures.
 *
 * The public key travels with the statement, so that a receipt can be looked at without any other file; that tells
 * whether it was changed since it was signed, and not yet by whom it was signed. The key id in what is signed ties
 * the two together.
 */
#include "head.h"

#include "entry.h"
#include "error.h"
#include "form.h"

#include <string.h>

#define HEAD_CONTEXT "bellwether/head/1"
#define ROTATION_CONTEXT "bellwether/rotation/1"
#define BEGINNING_CONTEXT "bellwether/beginning/1"

#define AT_FIELD                                                                                                       \
  { "at", JOURNAL_FORM_INTEGER, JOURNAL_TIME_MIN_MS, JOURNAL_TIME_MAX_MS }
#define WORKSPACE_FIELD                                                                                                \
  { "workspace", JOURNAL_FORM_NAME, 1, JOURNAL_WORKSPACE_BYTES_MAX }
#define EPOCH_FIELD                                                                                                    \
  { "epoch", JOURNAL_FORM_INTEGER, 1, JOURNAL_INTEGER_MAX }
#define KEY_ID_FIELD                                                                                                   \
  { "key", JOURNAL_FORM_HEX, JOURNAL_HASH_BYTES, JOURNAL_HASH_BYTES }
#define PUBLIC_KEY_FIELD                                                                                               \
  { "public_key", JOURNAL_FORM_HEX, JOURNAL_KEY_BYTES, JOURNAL_KEY_BYTES }
#define SIGNATURE_FIELD                                                                                                \
  { "signature", JOURNAL_FORM_HEX, JOURNAL_SIGNATURE_BYTES, JOURNAL_SIGNATURE_BYTES }

static const JournalField head_form[] = {
    AT_FIELD,
    EPOCH_FIELD,
    KEY_ID_FIELD,
    {"root", JOURNAL_FORM_HEX, JOURNAL_HASH_BYTES, JOURNAL_HASH_BYTES},
    {"size", JOURNAL_FORM_INTEGER, 0, JOURNAL_INTEGER_MAX},
    WORKSPACE_FIELD,
};
static const JournalField signed_head_form[] = {
    {"head", JOURNAL_FORM_OBJECT, 1, 16}, PUBLIC_KEY_FIELD, SIGNATURE_FIELD};

static const JournalField rotation_form[] = {
    AT_FIELD,
    {"from", JOURNAL_FORM_HEX, JOURNAL_KEY_BYTES, JOURNAL_KEY_BYTES},
    {"to", JOURNAL_FORM_HEX, JOURNAL_KEY_BYTES, JOURNAL_KEY_BYTES},
    WORKSPACE_FIELD,
};
static const JournalField signed_rotation_form[] = {{"rotation", JOURNAL_FORM_OBJECT, 1, 16}, SIGNATURE_FIELD};

static const JournalField beginning_form[] = {
    AT_FIELD, {"continues", JOURNAL_FORM_OBJECT, 1, 16}, EPOCH_FIELD, KEY_ID_FIELD, WORKSPACE_FIELD,
};
static const JournalField signed_beginning_form[] = {
    {"beginning", JOURNAL_FORM_OBJECT, 1, 16}, PUBLIC_KEY_FIELD, SIGNATURE_FIELD};

#define FORM_CHECK(json, what, form, error) journal_form_check(json, what, form, G_N_ELEMENTS(form), error)

/* Signs a statement that was just built, after holding it against the form that its readers will use. */
static bool sign_built(json_t *built, const char *what, const JournalField *form, size_t count, const char *context,
                       const JournalSecretKey *secret_key, JournalSignature *signature, GError **error) {
  json_auto_t *json = journal_form_built(built, error);
  return json != NULL && journal_form_check(json, what, form, count, error) &&
         journal_key_sign(secret_key, context, json, signature, error);
}

/* That the statement names the key that comes with it, and that the key signed it. */
static bool verify_statement(const json_t *statement, const JournalHash *key, const JournalPublicKey *public_key,
                             const char *context, const JournalSignature *signature, GError **error) {
  JournalHash id = journal_key_id(public_key);
  if (!journal_hash_equal(&id, key)) {
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_SIGNATURE,
                        "\"key\" is not the id of the public key that comes with it");
    return false;
  }
  return journal_key_verify(public_key, context, statement, signature, error);
}

static void copy_workspace(char workspace[JOURNAL_WORKSPACE_BYTES_MAX + 1], const json_t *json) {
  g_strlcpy(workspace, journal_form_string(json, "workspace"), JOURNAL_WORKSPACE_BYTES_MAX + 1);
}

static json_t *pack_signed(const char *name, json_t *statement, const JournalPublicKey *public_key,
                           const JournalSignature *signature) {
  return json_pack("{s:o, s:o, s:o}", name, statement, "public_key",
                   journal_form_new_hex(public_key->bytes, JOURNAL_KEY_BYTES), "signature",
                   journal_form_new_hex(signature->bytes, JOURNAL_SIGNATURE_BYTES));
}

/* ---- Heads ------------------------------------------------------------------------------------------------------ */

static json_t *pack_head(const JournalHead *head) {
  return json_pack("{s:I, s:I, s:o, s:o, s:I, s:s}", "at", (json_int_t)head->at_ms, "epoch", (json_int_t)head->epoch,
                   "key", journal_form_new_hex(head->key.bytes, JOURNAL_HASH_BYTES), "root",
                   journal_form_new_hex(head->root.bytes, JOURNAL_HASH_BYTES), "size", (json_int_t)head->size,
                   "workspace", head->workspace);
}

static bool read_head(const json_t *json, JournalHead *head, GError **error) {
  if (!FORM_CHECK(json, "the head", head_form, error))
    return false;
  copy_workspace(head->workspace, json);
  head->epoch = journal_form_integer(json, "epoch");
  head->size = journal_form_integer(json, "size");
  head->at_ms = journal_form_integer(json, "at");
  journal_form_hex(json, "root", head->root.bytes, JOURNAL_HASH_BYTES);
  journal_form_hex(json, "key", head->key.bytes, JOURNAL_HASH_BYTES);
  return true;
}

bool journal_head_sign(JournalSignedHead *head, const JournalPublicKey *public_key, const JournalSecretKey *secret_key,
                       GError **error) {
  head->public_key = *public_key;
  head->head.key = journal_key_id(public_key);
  return sign_built(pack_head(&head->head), "the head", head_form, G_N_ELEMENTS(head_form), HEAD_CONTEXT, secret_key,
                    &head->signature, error);
}

json_t *journal_head_to_json(const JournalSignedHead *head) {
  return pack_signed("head", pack_head(&head->head), &head->public_key, &head->signature);
}

bool journal_head_from_json(const json_t *json, JournalSignedHead *head, GError **error) {
  if (!FORM_CHECK(json, "the signed head", signed_head_form, error))
    return false;
  const json_t *statement = json_object_get(json, "head");
  if (!read_head(statement, &head->head, error))
    return false;
  journal_form_hex(json, "public_key", head->public_key.bytes, JOURNAL_KEY_BYTES);
  journal_form_hex(json, "signature", head->signature.bytes, JOURNAL_SIGNATURE_BYTES);
  return verify_statement(statement, &head->head.key, &head->public_key, HEAD_CONTEXT, &head->signature, error);
}

bool journal_head_read(const char *bytes, size_t length, JournalSignedHead *head, GError **error) {
  json_auto_t *json = journal_canonical_read_line(bytes, length, JOURNAL_HEAD_BYTES_MAX, error);
  return json != NULL && journal_head_from_json(json, head, error);
}

char *journal_head_write(const JournalSignedHead *head, size_t *length, GError **error) {
  json_auto_t *json = journal_form_built(journal_head_to_json(head), error);
  return json == NULL ? NULL : journal_canonical_write_line(json, JOURNAL_HEAD_BYTES_MAX, length, error);
}

/* ---- Rotations -------------------------------------------------------------------------------------------------- */

static json_t *pack_rotation(const JournalRotation *rotation) {
  return json_pack("{s:I, s:o, s:o, s:s}", "at", (json_int_t)rotation->at_ms, "from",
                   journal_form_new_hex(rotation->from.bytes, JOURNAL_KEY_BYTES), "to",
                   journal_form_new_hex(rotation->to.bytes, JOURNAL_KEY_BYTES), "workspace", rotation->workspace);
}

bool journal_rotation_sign(JournalRotation *rotation, const JournalPublicKey *public_key,
                           const JournalSecretKey *secret_key, GError **error) {
  rotation->from = *public_key;
  return sign_built(pack_rotation(rotation), "the rotation", rotation_form, G_N_ELEMENTS(rotation_form),
                    ROTATION_CONTEXT, secret_key, &rotation->signature, error);
}

json_t *journal_rotation_to_json(const JournalRotation *rotation) {
  return json_pack("{s:o, s:o}", "rotation", pack_rotation(rotation), "signature",
                   journal_form_new_hex(rotation->signature.bytes, JOURNAL_SIGNATURE_BYTES));
}

bool journal_rotation_from_json(const json_t *json, JournalRotation *rotation, GError **error) {
  if (!FORM_CHECK(json, "the signed rotation", signed_rotation_form, error))
    return false;
  const json_t *statement = json_object_get(json, "rotation");
  if (!FORM_CHECK(statement, "the rotation", rotation_form, error))
    return false;
  copy_workspace(rotation->workspace, statement);
  rotation->at_ms = journal_form_integer(statement, "at");
  journal_form_hex(statement, "from", rotation->from.bytes, JOURNAL_KEY_BYTES);
  journal_form_hex(statement, "to", rotation->to.bytes, JOURNAL_KEY_BYTES);
  journal_form_hex(json, "signature", rotation->signature.bytes, JOURNAL_SIGNATURE_BYTES);
  return journal_key_verify(&rotation->from, ROTATION_CONTEXT, statement, &rotation->signature, error);
}

/* ---- Beginnings ------------------------------------------------------------------------------------------------- */

static json_t *pack_beginning(const JournalBeginning *beginning) {
  JournalHash id = journal_key_id(&beginning->public_key);
  return json_pack("{s:I, s:o, s:I, s:o, s:s}", "at", (json_int_t)beginning->at_ms, "continues",
                   pack_head(&beginning->continues), "epoch", (json_int_t)beginning->epoch, "key",
                   journal_form_new_hex(id.bytes, JOURNAL_HASH_BYTES), "workspace", beginning->workspace);
}

bool journal_beginning_sign(JournalBeginning *beginning, const JournalPublicKey *public_key,
                            const JournalSecretKey *secret_key, GError **error) {
  beginning->public_key = *public_key;
  return sign_built(pack_beginning(beginning), "the beginning", beginning_form, G_N_ELEMENTS(beginning_form),
                    BEGINNING_CONTEXT, secret_key, &beginning->signature, error);
}

json_t *journal_beginning_to_json(const JournalBeginning *beginning) {
  return pack_signed("beginning", pack_beginning(beginning), &beginning->public_key, &beginning->signature);
}

bool journal_beginning_from_json(const json_t *json, JournalBeginning *beginning, GError **error) {
  JournalHash key;
  if (!FORM_CHECK(json, "the signed beginning", signed_beginning_form, error))
    return false;
  const json_t *statement = json_object_get(json, "beginning");
  if (!FORM_CHECK(statement, "the beginning", beginning_form, error) ||
      !read_head(json_object_get(statement, "continues"), &beginning->continues, error))
    return false;
  copy_workspace(beginning->workspace, statement);
  beginning->epoch = journal_form_integer(statement, "epoch");
  beginning->at_ms = journal_form_integer(statement, "at");
  journal_form_hex(statement, "key", key.bytes, JOURNAL_HASH_BYTES);
  journal_form_hex(json, "public_key", beginning->public_key.bytes, JOURNAL_KEY_BYTES);
  journal_form_hex(json, "signature", beginning->signature.bytes, JOURNAL_SIGNATURE_BYTES);
  return verify_statement(statement, &key, &beginning->public_key, BEGINNING_CONTEXT, &beginning->signature, error);
}
