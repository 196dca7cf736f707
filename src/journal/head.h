/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * head.h: the three statements that a journal's key signs.
 *
 *  - A head: the workspace's journal had this size and this root. {at, epoch, key, root, size, workspace}
 *  - A rotation: from now on that key speaks for the workspace. Signed by the old one. {at, from, to, workspace}
 *  - A beginning: the journal was restored from a backup; this epoch continues that head. {at, continues, epoch, key,
 *    workspace}, where continues is a head. Entries after that head, if there were any, are no longer in the journal.
 *
 * Rotations and beginnings are entries too, of the kinds "rotate_key" and "begin_epoch"; the body of such an entry is
 * the signed statement (and the blind).
 *
 * All are plain values without pointers.
 */
#ifndef JOURNAL_HEAD_H
#define JOURNAL_HEAD_H

#include "key.h"

#define JOURNAL_WORKSPACE_BYTES_MAX 64
#define JOURNAL_HEAD_BYTES_MAX 4096 /* of a signed head in canonical JSON */
#define JOURNAL_KIND_ROTATE_KEY "rotate_key"
#define JOURNAL_KIND_BEGIN_EPOCH "begin_epoch"

typedef struct {
  char workspace[JOURNAL_WORKSPACE_BYTES_MAX + 1]; /* letters, digits and . _ : - */
  int64_t epoch;                                   /* from 1; a restore begins a higher one */
  int64_t size;                                    /* entries */
  int64_t at_ms;                                   /* by the signer's clock */
  JournalHash root;
  JournalHash key; /* id of the signing key */
} JournalHead;

typedef struct {
  JournalHead head;
  JournalPublicKey public_key;
  JournalSignature signature;
} JournalSignedHead;

typedef struct {
  char workspace[JOURNAL_WORKSPACE_BYTES_MAX + 1];
  int64_t at_ms;
  JournalPublicKey from;
  JournalPublicKey to;
  JournalSignature signature; /* by from */
} JournalRotation;

typedef struct {
  char workspace[JOURNAL_WORKSPACE_BYTES_MAX + 1];
  int64_t epoch;
  int64_t at_ms;
  JournalHead continues;
  JournalPublicKey public_key;
  JournalSignature signature;
} JournalBeginning;

/* Signing fills in what follows from the key (key id, public key, from) and the signature; the caller fills in the
 * rest. Fails with an error where a field is out of its range. */
bool journal_head_sign(JournalSignedHead *head, const JournalPublicKey *public_key, const JournalSecretKey *secret_key,
                       GError **error);
bool journal_rotation_sign(JournalRotation *rotation, const JournalPublicKey *public_key,
                           const JournalSecretKey *secret_key, GError **error);
bool journal_beginning_sign(JournalBeginning *beginning, const JournalPublicKey *public_key,
                            const JournalSecretKey *secret_key, GError **error);

/* As JSON: {"head": {...}, "public_key": hex, "signature": hex}; {"rotation": {...}, "signature": hex};
 * {"beginning": {...}, "public_key": hex, "signature": hex}. New references; NULL without memory. */
json_t *journal_head_to_json(const JournalSignedHead *head);
json_t *journal_rotation_to_json(const JournalRotation *rotation);
json_t *journal_beginning_to_json(const JournalBeginning *beginning);

/* From JSON of exactly that form, with the signature checked against the public key that the statement names. Whether
 * that key is trusted is the caller's to ask. */
bool journal_head_from_json(const json_t *json, JournalSignedHead *head, GError **error);
bool journal_rotation_from_json(const json_t *json, JournalRotation *rotation, GError **error);
bool journal_beginning_from_json(const json_t *json, JournalBeginning *beginning, GError **error);

/* A file with one signed head, or a head's line in a journal: its canonical JSON and a newline. Free what was written
 * with g_free. */
char *journal_head_write(const JournalSignedHead *head, size_t *length, GError **error);
bool journal_head_read(const char *bytes, size_t length, JournalSignedHead *head, GError **error);

#endif
