/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * batch.h: what the writes of a batch leave for its end. Only this room includes it.
 *
 * Writes that are committed together mostly append to the same journal, each where the one before left off. So its frontier
 * is read for the first of them, and written once for all; and what they all add to the same sums (store_sum_add) is added
 * once. Belongs to whoever writes.
 */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include "transaction.h"

typedef struct StoreBatch StoreBatch;

StoreBatch *store_batch_new(void);
void store_batch_free(StoreBatch *batch); /* NULL is allowed */

/* Before the work: what the journal's frontier is by the writes before, where there were any. */
void store_batch_recall(const StoreBatch *batch, StoreTransaction *transaction);

/* After work that has succeeded, which can only be undone with the whole batch from here on. The scope is borrowed until
 * store_batch_forget. */
void store_batch_note(StoreBatch *batch, const StoreTransaction *transaction);

/* Writes what was left, before the commit; and has it forgotten, after it or when all was undone. */
bool store_batch_write(const StoreBatch *batch, Store *store, StoreConnection *connection, GError **error);
void store_batch_forget(StoreBatch *batch);

#endif
