/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* indexes.c: takes indexes away and makes them again, from what the database itself says of them. */
#include "indexes.h"

#include "transaction.h"

/* Of advice, by what does not grow with it. */
static const char *const scattered[] = {"advice_by_engagement", "advice_of_partner", "advice_decided_by_partner"};

struct StoreIndexes {
  char *makings[G_N_ELEMENTS(scattered)]; /* NULL: it was left where it is, or was not there */
};

StoreIndexes *store_indexes_put_off(StoreTransaction *transaction, GError **error) {
  StoreConnection *connection = transaction->connection;
  int64_t has_rows = 0;
  if (!store_connection_ask(connection, "SELECT EXISTS (SELECT 1 FROM advice)", &has_rows, error))
    return NULL;
  StoreIndexes *indexes = g_new0(StoreIndexes, 1);
  for (size_t index = 0; has_rows == 0 && index < G_N_ELEMENTS(scattered); index++) {
    g_autofree char *drop = g_strconcat("DROP INDEX ", scattered[index], NULL);
    bool found = store_connection_index(connection, scattered[index], &indexes->makings[index], error);
    if (!found || (indexes->makings[index] != NULL && !store_connection_alter(connection, drop, error))) {
      store_indexes_free(indexes);
      return NULL;
    }
  }
  return indexes;
}

bool store_indexes_make(StoreTransaction *transaction, const StoreIndexes *indexes, GError **error) {
  bool some = false;
  for (size_t index = 0; index < G_N_ELEMENTS(scattered); index++) {
    if (indexes->makings[index] == NULL)
      continue;
    if (!store_connection_alter(transaction->connection, indexes->makings[index], error))
      return false;
    some = true;
  }
  return !some || store_connection_note_sizes(transaction->connection, error);
}

void store_indexes_free(StoreIndexes *indexes) {
  if (indexes == NULL)
    return;
  for (size_t index = 0; index < G_N_ELEMENTS(scattered); index++)
    g_free(indexes->makings[index]);
  g_free(indexes);
}
