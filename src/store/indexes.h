/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * indexes.h: indexes that are made at once, for whoever fills an empty table with many rows.
 *
 * An index by partner or engagement gets each new advice in another place. Of a million, every one would have a page of it
 * written that was written for another a moment before; made at the end, in order, it is written once.
 */
#ifndef STORE_INDEXES_H
#define STORE_INDEXES_H

#include "store.h"

typedef struct StoreIndexes StoreIndexes;

/* Takes away the scattered indexes of advice, where no advice is there in any workspace: their makings, which are to be
 * given to store_indexes_make in the same transaction; without that they are gone when it is committed. Where there is
 * advice, nothing is done, and nothing will be by store_indexes_make. NULL with an error. */
StoreIndexes *store_indexes_put_off(StoreTransaction *transaction, GError **error);
bool store_indexes_make(StoreTransaction *transaction, const StoreIndexes *indexes, GError **error);
void store_indexes_free(StoreIndexes *indexes); /* NULL is allowed */

#endif
