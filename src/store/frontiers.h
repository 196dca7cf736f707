/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * frontiers.h: the frontiers of the journals that a batch appends to. Only this room includes it.
 *
 * Writes that are committed together mostly append to the same journal, each where the one before left off. So its frontier
 * is read for the first of them, and written once for all, before they are committed. Belongs to whoever writes.
 */
#ifndef STORE_FRONTIERS_H
#define STORE_FRONTIERS_H

#include "transaction.h"

typedef struct StoreFrontiers StoreFrontiers;

StoreFrontiers *store_frontiers_new(void);
void store_frontiers_free(StoreFrontiers *frontiers); /* NULL is allowed */

/* Before the work: what the journal's frontier is by the writes before, where there were any. */
void store_frontiers_recall(const StoreFrontiers *frontiers, StoreTransaction *transaction);

/* After work that has succeeded, which can only be undone with the whole batch from here on. The scope is borrowed until
 * store_frontiers_forget. */
void store_frontiers_note(StoreFrontiers *frontiers, const StoreTransaction *transaction);

/* Writes them all, before the commit; and has them forgotten, after it or when all was undone. */
bool store_frontiers_write(const StoreFrontiers *frontiers, Store *store, StoreConnection *connection, GError **error);
void store_frontiers_forget(StoreFrontiers *frontiers);

#endif
