/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * attachments.h: files, by the SHA-256 of their content.
 *
 * A file goes in as chunks, each a write of its own, so that a large one never holds up the writes beside it. It is
 * there once all chunks are: an upload that breaks off leaves chunks that the next one of the same file takes up.
 */
#ifndef STORE_ATTACHMENTS_H
#define STORE_ATTACHMENTS_H

#include "journal/hash.h"
#include "store.h"

#define STORE_ATTACHMENT_BYTES_MAX (20 * 1024 * 1024)
#define STORE_CHUNK_BYTES (256 * 1024)

/* Keeps a file for an engagement (NULL: hidden from partners) and gives its hash. STORE_ERROR_LIMIT past the bound;
 * STORE_ERROR_QUOTA where the workspace's files would take more room than they may;
 * STORE_ERROR_ROLE where a partner names an engagement that is not theirs. */
bool store_attachment_add(Store *store, const StoreScope *scope, const char *engagement, const void *bytes,
                          size_t length, JournalHash *hash, GError **error);

/* The file's bytes: free with g_bytes_unref. NULL with STORE_ERROR_NOT_FOUND where there is none or not for this scope,
 * STORE_ERROR_CORRUPT where they are no longer what the hash says. */
GBytes *store_attachment_read(Store *store, const StoreScope *scope, const JournalHash *hash, GError **error);

/* Erases the file for good, for all engagements, as store_erase_text does. The business's own people only:
 * STORE_ERROR_ROLE. */
bool store_attachment_erase(Store *store, const StoreScope *scope, const JournalHash *hash, GError **error);

/* ---- Inside a transaction --------------------------------------------------------------------------------------- */

/* How many bytes the file has; -1 where there is none or not for this scope. False with an error. */
bool store_attachment_find(StoreTransaction *transaction, const JournalHash *hash, int64_t *bytes, GError **error);

/* Lets an engagement's partner ("": nobody else's) read a file of so many bytes that is there. */
bool store_attachment_share(StoreTransaction *transaction, const JournalHash *hash, const char *engagement,
                            int64_t bytes, GError **error);

/* store_attachment_erase inside a transaction of store_write_wiping; STORE_ERROR_NOT_FOUND where there is none. */
bool store_attachment_remove(StoreTransaction *transaction, const JournalHash *hash, GError **error);

#endif
