/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * entries.h: the journal in the store.
 *
 * Appending, in one transaction: the number from the frontier, the leaf, the texts beside it, the tree's nodes, the
 * frontier. Proofs are made of stored nodes, about 2 * log2(n) of them.
 *
 * Erasing. Nothing may be left of a text in any file of the database. Deleting a row does not promise that: rows that
 * were moved when pages were split or joined leave copies in free space. So texts, replies, messages and files are kept
 * where rows only ever come at the end and none is ever deleted, for that may move its neighbours. A text is overwritten
 * in place with as many zeros; how long it was stays known. The others are left empty, in their place; the pages that
 * they gave back are overwritten by SQLite (secure_delete). Then the log is cleared (store_write_wiping).
 */
#ifndef STORE_ENTRIES_H
#define STORE_ENTRIES_H

#include "journal/entry.h"
#include "journal/head.h"
#include "journal/merkle.h"
#include "store.h"

/* What is to be entered. All is the caller's. */
typedef struct {
  int64_t at_ms;
  const char *kind;
  const char *engagement;   /* NULL: of none, and hidden from partners */
  const json_t *body;       /* as for journal_entry_new */
  const char *const *texts; /* JSON Pointers to the strings in body that are to be commitments; ends with NULL */
  bool past_quota;          /* it takes something away, and is never refused for want of room */
} StoreNewEntry;

typedef struct {
  int64_t seq;
  JournalHash leaf_hash;
} StoreAppended;

/* Opens the scope's workspace with an empty journal. STORE_ERROR_CONFLICT where it is there. */
bool store_workspace_open(StoreTransaction *transaction, int64_t at_ms, GError **error);

/* Appends an entry by the scope's person ("person:" and the name). STORE_ERROR_NOT_FOUND where the workspace is not
 * there. A partner enters only for an engagement of theirs: STORE_ERROR_ROLE. STORE_ERROR_QUOTA where the journal has as
 * many entries as the workspace may have. */
bool store_entry_append(StoreTransaction *transaction, const StoreNewEntry *new_entry, StoreAppended *appended,
                        GError **error);

/* An entry that is begun: its texts are committed to, and its salts are drawn. */
typedef struct StoreDraft StoreDraft;

/* Begins one by the scope's person, with what its body holds so far; new_entry->engagement and past_quota are not looked
 * at. Needs no transaction: whoever wants to enter does this before the writer is asked. A draft serves one entry, and
 * again where the write that it was for is run again. NULL with an error. */
StoreDraft *store_draft_new(Store *store, const StoreScope *scope, const StoreNewEntry *new_entry, GError **error);
void store_draft_free(StoreDraft *draft); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreDraft, store_draft_free)

/* An entry to which only its place in the tree is lacking. */
typedef struct StoreReadyEntry StoreReadyEntry;

/* A draft's entry under the number that it will get, of an engagement (NULL: of none), with more's members (NULL: none) in
 * its body too: no texts of people's. past_quota as above. The draft must last as long as what is made of it. Like
 * store_draft_new this may be done by another thread than the transaction's; NULL with an error. */
StoreReadyEntry *store_draft_finish(const StoreDraft *draft, const char *engagement, bool past_quota,
                                    const json_t *more, int64_t seq, GError **error);

/* Appends it; whoever finished it must have known which number it would get. It stays the caller's. */
bool store_entry_append_ready(StoreTransaction *transaction, const StoreReadyEntry *ready, StoreAppended *appended,
                              GError **error);
void store_ready_entry_free(StoreReadyEntry *ready); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreReadyEntry, store_ready_entry_free)

/* How many entries the journal has. */
bool store_journal_size(StoreTransaction *transaction, int64_t *size, GError **error);

/* The error that an entry within the journal is not there: STORE_ERROR_CORRUPT. False. */
bool store_entry_missing(int64_t seq, GError **error);

/* The entry with the texts that were not erased. NULL with STORE_ERROR_NOT_FOUND where there is none or not for this
 * scope; STORE_ERROR_CORRUPT where leaf and hash don't agree, or it is missing. Free with journal_entry_free. */
JournalEntry *store_entry_read(StoreTransaction *transaction, int64_t seq, GError **error);

/* How many entries the journal has, and its root. */
bool store_journal_root(StoreTransaction *transaction, int64_t *size, JournalHash *root, GError **error);

/* As in merkle.h; seq from 1. STORE_ERROR_NOT_FOUND where the sizes are not within the journal. */
bool store_journal_prove_inclusion(StoreTransaction *transaction, int64_t seq, int64_t size, JournalProof *proof,
                                   GError **error);
bool store_journal_prove_consistency(StoreTransaction *transaction, int64_t first, int64_t second, JournalProof *proof,
                                     GError **error);

/* Signs a head whose workspace, epoch, size, root and time are filled in; the secret key stays with whoever signs. */
typedef bool (*StoreSigner)(void *context, JournalSignedHead *head, GError **error);

/* Signs the journal as it is, and keeps the head; a head of this size and epoch that was signed before is given out
 * again. */
bool store_head_sign(StoreTransaction *transaction, int64_t at_ms, StoreSigner signer, void *context,
                     JournalSignedHead *head, GError **error);

/* Notes the key with which heads are signed from that entry on. */
bool store_key_add(StoreTransaction *transaction, int64_t from_seq, const JournalPublicKey *key, GError **error);

/* Goes through all of the journal: each leaf against its hash, the texts against their commitments, the numbers without
 * a gap, every node, the frontier. STORE_ERROR_CORRUPT where one does not fit. For a scope that sees all. */
bool store_journal_check(StoreTransaction *transaction, int64_t *entries, GError **error);

/* Erases the text at the pointer for good, with every stored reply and message of that entry. STORE_ERROR_NOT_FOUND
 * where there is no such text for this scope; erasing twice is no error. Made durable, and cleared from the log, before
 * it returns; STORE_ERROR_NOT_WIPED as in store.h. */
bool store_erase_text(Store *store, const StoreScope *scope, int64_t seq, const char *pointer, GError **error);

/* The same inside a transaction, which must be one of store_write_wiping. */
bool store_text_erase(StoreTransaction *transaction, int64_t seq, const char *pointer, GError **error);

#endif
