/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* frontiers.c: by workspace. */
#include "frontiers.h"

#include "tree.h"

typedef struct {
  const StoreScope *scope; /* of one who appended */
  JournalFrontier frontier;
} Appended;

struct StoreFrontiers {
  GHashTable *of_workspace; /* name, the scope's: Appended */
};

StoreFrontiers *store_frontiers_new(void) {
  StoreFrontiers *frontiers = g_new0(StoreFrontiers, 1);
  frontiers->of_workspace = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
  return frontiers;
}

void store_frontiers_free(StoreFrontiers *frontiers) {
  if (frontiers == NULL)
    return;
  g_hash_table_unref(frontiers->of_workspace);
  g_free(frontiers);
}

static Appended *find(const StoreFrontiers *frontiers, const StoreTransaction *transaction) {
  return g_hash_table_lookup(frontiers->of_workspace, store_scope_workspace(transaction->scope));
}

void store_frontiers_recall(const StoreFrontiers *frontiers, StoreTransaction *transaction) {
  const Appended *appended = find(frontiers, transaction);
  if (appended == NULL)
    return;
  transaction->frontier = appended->frontier;
  transaction->frontier_known = true;
}

void store_frontiers_note(StoreFrontiers *frontiers, const StoreTransaction *transaction) {
  if (!transaction->frontier_changed)
    return;
  Appended *appended = find(frontiers, transaction);
  if (appended == NULL) {
    appended = g_new0(Appended, 1);
    appended->scope = transaction->scope;
    g_hash_table_insert(frontiers->of_workspace, (char *)store_scope_workspace(transaction->scope), appended);
  }
  appended->frontier = transaction->frontier;
}

bool store_frontiers_write(const StoreFrontiers *frontiers, Store *store, StoreConnection *connection, GError **error) {
  GHashTableIter at;
  gpointer value = NULL;
  g_hash_table_iter_init(&at, frontiers->of_workspace);
  while (g_hash_table_iter_next(&at, NULL, &value)) {
    const Appended *appended = value;
    StoreTransaction transaction = {
        .store = store, .connection = connection, .scope = appended->scope, .to_write = true};
    store_frontier_write(&transaction, &appended->frontier);
    if (!store_frontier_keep(&transaction, error))
      return false;
  }
  return true;
}

void store_frontiers_forget(StoreFrontiers *frontiers) {
  g_hash_table_remove_all(frontiers->of_workspace);
}
