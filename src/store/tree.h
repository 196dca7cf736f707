/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tree.h: a journal's stored nodes and frontier. Only this room includes it; context is the StoreTransaction. */
#ifndef STORE_TREE_H
#define STORE_TREE_H

#include "journal/merkle.h"
#include "store.h"

/* For the journal's JournalNodeRead and JournalNodeWrite. Leaves are not written: they are the entries' own hashes. */
bool store_node_read(void *context, JournalNode node, JournalHash *hash, GError **error);
bool store_node_write(void *context, JournalNode node, const JournalHash *hash, GError **error);

/* STORE_ERROR_NOT_FOUND where the workspace is not there. */
bool store_frontier_read(StoreTransaction *transaction, JournalFrontier *frontier, GError **error);

/* Notes what the frontier is now; store_frontier_keep writes it, when the transaction's work has succeeded. */
void store_frontier_write(StoreTransaction *transaction, const JournalFrontier *frontier);
bool store_frontier_keep(StoreTransaction *transaction, GError **error);

#endif
