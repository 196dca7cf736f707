/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* batch.c: by workspace. */
#include "batch.h"

#include "query.h"
#include "tree.h"

#include <string.h>

typedef struct {
  const StoreScope *scope; /* of one who wrote */
  JournalFrontier frontier;
  bool appended;
  GArray *sums; /* StoreSum, each of another row */
} Left;

struct StoreBatch {
  GHashTable *of_workspace; /* name, the scope's: Left */
};

static void left_free(gpointer data) {
  Left *left = data;
  g_array_unref(left->sums);
  g_free(left);
}

StoreBatch *store_batch_new(void) {
  StoreBatch *batch = g_new0(StoreBatch, 1);
  batch->of_workspace = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, left_free);
  return batch;
}

void store_batch_free(StoreBatch *batch) {
  if (batch == NULL)
    return;
  g_hash_table_unref(batch->of_workspace);
  g_free(batch);
}

/* ---- One transaction -------------------------------------------------------------------------------------------- */

static bool write_sum(StoreTransaction *transaction, const StoreSum *sum, GError **error) {
  const StoreParameter own[] = {{.name = "of", .text = sum->of},
                                {.name = "more", .integer = sum->more},
                                {.name = "more_for_goals", .integer = sum->more_for_goals},
                                {.name = "more_unasked", .integer = sum->more_unasked},
                                {.name = "first_ms", .integer = sum->first_ms},
                                {.name = "last_ms", .integer = sum->last_ms}};
  StoreParameters parameters = {.own = own, .own_count = G_N_ELEMENTS(own)};
  return store_execute_with(transaction, sum->name, &parameters, error);
}

bool store_sum_add(StoreTransaction *transaction, const StoreSum *sum, GError **error) {
  if (!transaction->in_batch || transaction->sum_count == G_N_ELEMENTS(transaction->sums))
    return write_sum(transaction, sum, error);
  transaction->sums[transaction->sum_count++] = *sum;
  return true;
}

/* ---- All of them ------------------------------------------------------------------------------------------------ */

static Left *find(const StoreBatch *batch, const StoreTransaction *transaction) {
  return g_hash_table_lookup(batch->of_workspace, store_scope_workspace(transaction->scope));
}

void store_batch_recall(const StoreBatch *batch, StoreTransaction *transaction) {
  transaction->in_batch = true;
  const Left *left = find(batch, transaction);
  if (left == NULL || !left->appended)
    return;
  transaction->frontier = left->frontier;
  transaction->frontier_known = true;
}

/* Into the sum for the same row, where there is one. */
static void add_to(GArray *sums, const StoreSum *sum) {
  for (guint index = 0; index < sums->len; index++) {
    StoreSum *same = &g_array_index(sums, StoreSum, index);
    if (same->name != sum->name || strcmp(same->of, sum->of) != 0)
      continue;
    same->more += sum->more;
    same->more_for_goals += sum->more_for_goals;
    same->more_unasked += sum->more_unasked;
    same->first_ms = MIN(same->first_ms, sum->first_ms);
    same->last_ms = MAX(same->last_ms, sum->last_ms);
    return;
  }
  g_array_append_val(sums, *sum);
}

void store_batch_note(StoreBatch *batch, const StoreTransaction *transaction) {
  if (!transaction->frontier_changed && transaction->sum_count == 0)
    return;
  Left *left = find(batch, transaction);
  if (left == NULL) {
    left = g_new0(Left, 1);
    left->scope = transaction->scope;
    left->sums = g_array_new(FALSE, FALSE, sizeof(StoreSum));
    g_hash_table_insert(batch->of_workspace, (char *)store_scope_workspace(transaction->scope), left);
  }
  if (transaction->frontier_changed) {
    left->frontier = transaction->frontier;
    left->appended = true;
  }
  for (unsigned index = 0; index < transaction->sum_count; index++)
    add_to(left->sums, &transaction->sums[index]);
}

static bool write_left(const Left *left, StoreTransaction *transaction, GError **error) {
  if (left->appended)
    store_frontier_write(transaction, &left->frontier);
  bool ok = store_frontier_keep(transaction, error);
  for (guint index = 0; ok && index < left->sums->len; index++)
    ok = write_sum(transaction, &g_array_index(left->sums, StoreSum, index), error);
  return ok;
}

bool store_batch_write(const StoreBatch *batch, Store *store, StoreConnection *connection, GError **error) {
  GHashTableIter at;
  gpointer value = NULL;
  g_hash_table_iter_init(&at, batch->of_workspace);
  while (g_hash_table_iter_next(&at, NULL, &value)) {
    const Left *left = value;
    StoreTransaction transaction = {.store = store, .connection = connection, .scope = left->scope, .to_write = true};
    if (!write_left(left, &transaction, error))
      return false;
  }
  return store_connection_is_sound(connection, error);
}

void store_batch_forget(StoreBatch *batch) {
  g_hash_table_remove_all(batch->of_workspace);
}
