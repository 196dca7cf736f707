/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * receipt.h: a small file that proves an entry to be in a journal.
 *
 *     {"bellwether":"receipt","entry":{...},"format":1,"head":{...},"openings":{...},"proof":[...],
 *      "public_key":"...","rotations":[...],"signature":"..."}
 *
 * in canonical JSON and one newline. proof is the inclusion proof of leaf entry.seq - 1 in the tree of head.size.
 * openings holds the texts that the receiver may read. rotations, mostly empty, leads from a key that the receiver
 * has to the head's: each is signed by the key that the one before it names.
 */
#ifndef JOURNAL_RECEIPT_H
#define JOURNAL_RECEIPT_H

#include "entry.h"
#include "head.h"
#include "merkle.h"

#define JOURNAL_RECEIPT_FORMAT 1
#define JOURNAL_RECEIPT_BYTES_MAX (1024 * 1024) /* with the newline */
#define JOURNAL_RECEIPT_ROTATIONS_MAX 32

typedef struct {
  JournalEntry *entry; /* owned */
  JournalProof proof;
  JournalSignedHead head;
  size_t rotation_count;
  JournalRotation rotations[JOURNAL_RECEIPT_ROTATIONS_MAX];
} JournalReceipt;

/* A receipt to fill in: all zero. Free with journal_receipt_free, which frees the entry too. */
JournalReceipt *journal_receipt_new(void);
void journal_receipt_free(JournalReceipt *receipt); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalReceipt, journal_receipt_free)

/* The file's bytes, newline included; free with g_free. Nothing is verified here. */
char *journal_receipt_write(const JournalReceipt *receipt, size_t *length, GError **error);

/* Reads a file and verifies all that it says of itself: its form to the byte, texts, proof, signatures, the chain of
 * rotations. NULL with an error where anything is wrong. Whose key it is, is the next question. */
JournalReceipt *journal_receipt_read(const char *bytes, size_t length, GError **error);

/* Whether the head's key is one of these, or one of them leads to it by the rotations. JOURNAL_ERROR_KEY where not. */
bool journal_receipt_check_key(const JournalReceipt *receipt, const JournalKeySet *trusted, GError **error);

#endif
