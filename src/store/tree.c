/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tree.c: stored nodes, the frontier, and the heads and proofs that are made of them. */
#include "tree.h"

#include "transaction.h"

#include "entries.h"
#include "statements.h"

/* Runs a statement that finds one hash, or says what is missing. */
static bool read_hash(StoreStatement *statement, JournalNode node, JournalHash *hash, GError **error) {
  bool row = false;
  if (!store_statement_step(statement, &row, error))
    return false;
  if (row)
    return store_column_copy(statement, 0, hash->bytes, sizeof hash->bytes, error);
  g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT,
              "node %" G_GINT64_FORMAT " of level %u is missing in the journal's tree", node.index, node.level);
  return false;
}

bool store_node_read(void *context, JournalNode node, JournalHash *hash, GError **error) {
  bool leaf = node.level == 0;
  g_autoptr(StoreStatement) statement = store_statement(context, leaf ? STORE_LEAF_HASH_GET : STORE_NODE_GET, error);
  if (statement == NULL)
    return false;
  if (leaf) {
    store_bind_integer(statement, "seq", node.index + 1);
  } else {
    store_bind_integer(statement, "level", node.level);
    store_bind_integer(statement, "place", node.index);
  }
  return read_hash(statement, node, hash, error);
}

bool store_node_write(void *context, JournalNode node, const JournalHash *hash, GError **error) {
  if (node.level == 0)
    return true;
  g_autoptr(StoreStatement) statement = store_statement(context, STORE_NODE_ADD, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "level", node.level);
  store_bind_integer(statement, "place", node.index);
  store_bind_bytes(statement, "hash", hash->bytes, sizeof hash->bytes);
  return store_statement_run(statement, NULL, error);
}

static bool load_frontier(StoreTransaction *transaction, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_FRONTIER_GET, error);
  bool row = false;
  if (statement == NULL || !store_statement_step(statement, &row, error))
    return false;
  if (!row) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "there is no workspace %s",
                store_scope_workspace(store_transaction_scope(transaction)));
    return false;
  }
  size_t length = 0;
  const void *bytes = store_column_bytes(statement, 0, &length);
  return journal_frontier_decode(&transaction->frontier, bytes, length, error);
}

bool store_frontier_read(StoreTransaction *transaction, JournalFrontier *frontier, GError **error) {
  if (!transaction->frontier_known && !load_frontier(transaction, error))
    return false;
  transaction->frontier_known = true;
  *frontier = transaction->frontier;
  return true;
}

void store_frontier_write(StoreTransaction *transaction, const JournalFrontier *frontier) {
  transaction->frontier = *frontier;
  transaction->frontier_known = true;
  transaction->frontier_changed = true;
}

bool store_frontier_keep(StoreTransaction *transaction, GError **error) {
  if (!transaction->frontier_changed)
    return true;
  uint8_t bytes[JOURNAL_FRONTIER_BYTES_MAX];
  size_t length = journal_frontier_encode(&transaction->frontier, bytes);
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_FRONTIER_SET, error);
  if (statement == NULL)
    return false;
  store_bind_bytes(statement, "frontier", bytes, length);
  return store_statement_run(statement, NULL, error);
}

bool store_journal_size(StoreTransaction *transaction, int64_t *size, GError **error) {
  JournalFrontier frontier;
  if (!store_frontier_read(transaction, &frontier, error))
    return false;
  *size = frontier.size;
  return true;
}

bool store_journal_root(StoreTransaction *transaction, int64_t *size, JournalHash *root, GError **error) {
  JournalFrontier frontier;
  if (!store_frontier_read(transaction, &frontier, error))
    return false;
  *size = frontier.size;
  *root = journal_frontier_root(&frontier);
  return true;
}

/* ---- Proofs ----------------------------------------------------------------------------------------------------- */

/* Whether 0 <= first <= size <= what the journal has. */
static bool check_sizes(StoreTransaction *transaction, int64_t first, int64_t size, GError **error) {
  JournalFrontier frontier;
  if (!store_frontier_read(transaction, &frontier, error))
    return false;
  if (0 <= first && first <= size && size <= frontier.size)
    return true;
  g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND,
              "the journal has %" G_GINT64_FORMAT " entries; a proof from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
              " is not of it",
              frontier.size, first, size);
  return false;
}

bool store_journal_prove_inclusion(StoreTransaction *transaction, int64_t seq, int64_t size, JournalProof *proof,
                                   GError **error) {
  /* seq 0 would be leaf -1, and is refused with the negative ones. */
  return check_sizes(transaction, seq == 0 ? -1 : seq, size, error) &&
         journal_merkle_prove_inclusion(seq - 1, size, store_node_read, transaction, proof, error);
}

bool store_journal_prove_consistency(StoreTransaction *transaction, int64_t first, int64_t second, JournalProof *proof,
                                     GError **error) {
  return check_sizes(transaction, first, second, error) &&
         journal_merkle_prove_consistency(first, second, store_node_read, transaction, proof, error);
}

/* ---- Heads ------------------------------------------------------------------------------------------------------ */

static bool read_epoch(StoreTransaction *transaction, int64_t *epoch, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_WORKSPACE_GET, error);
  bool row = false;
  if (statement == NULL || !store_statement_step(statement, &row, error))
    return false;
  g_assert(row); /* its frontier was just read */
  *epoch = store_column_integer(statement, 0);
  return true;
}

static bool find_head(StoreTransaction *transaction, JournalSignedHead *head, bool *found, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_HEAD_GET, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "size", head->head.size);
  store_bind_integer(statement, "epoch", head->head.epoch);
  if (!store_statement_step(statement, found, error))
    return false;
  size_t length = 0;
  const char *line = *found ? store_column_bytes(statement, 0, &length) : NULL;
  return !*found || journal_head_read(line, length, head, error);
}

static bool add_head(StoreTransaction *transaction, const JournalSignedHead *head, GError **error) {
  size_t length = 0;
  g_autofree char *line = journal_head_write(head, &length, error);
  if (line == NULL)
    return false;
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_HEAD_ADD, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "size", head->head.size);
  store_bind_integer(statement, "epoch", head->head.epoch);
  store_bind_bytes(statement, "line", line, length);
  return store_statement_run(statement, NULL, error);
}

bool store_head_sign(StoreTransaction *transaction, int64_t at_ms, StoreSigner signer, void *context,
                     JournalSignedHead *head, GError **error) {
  *head = (JournalSignedHead){.head.at_ms = at_ms};
  g_strlcpy(head->head.workspace, store_scope_workspace(store_transaction_scope(transaction)),
            sizeof head->head.workspace);
  bool found = false;
  if (!store_journal_root(transaction, &head->head.size, &head->head.root, error) ||
      !read_epoch(transaction, &head->head.epoch, error) || !find_head(transaction, head, &found, error))
    return false;
  return found || (signer(context, head, error) && add_head(transaction, head, error));
}
