/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* key_check.c: holding the file of secrets against what it signed. */
#include "key_check.h"

#include "journal/head.h"
#include "statements.h"

#include <unistd.h>

typedef struct {
  bool is_needed;
  bool has_key;
  char workspace[JOURNAL_WORKSPACE_BYTES_MAX + 1];
  JournalPublicKey key;
} Witness;

static bool look(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Witness *witness = data;
  g_autoptr(StoreStatement) needed = store_identity_statement(transaction, STORE_SECRETS_NEEDED, error);
  if (needed == NULL || !store_statement_step(needed, &witness->is_needed, error))
    return false;
  g_autoptr(StoreStatement) key = store_identity_statement(transaction, STORE_SECRETS_WITNESS, error);
  if (key == NULL || !store_statement_step(key, &witness->has_key, error))
    return false;
  if (!witness->has_key)
    return true;
  g_strlcpy(witness->workspace, store_column_text(key, 0), sizeof witness->workspace);
  return store_column_copy(key, 1, witness->key.bytes, sizeof witness->key.bytes, error);
}

/* The database is asked before the file: whoever enters the first thing has made the file before. */
bool store_keys_open(Store *store, const char *path, StoreKeyFile *file, StoreKeysState *state, GError **error) {
  Witness witness = {0};
  store_key_file_wipe(file);
  if (!store_read_identity(store, look, &witness, error))
    return false;
  if (witness.is_needed && access(path, F_OK) != 0) {
    *state = STORE_KEYS_MISSING;
    return true;
  }
  if (!store_key_file_open(path, file, error))
    return false;
  bool foreign = witness.has_key && store_key_generation(file, witness.workspace, &witness.key) == 0;
  *state = foreign ? STORE_KEYS_FOREIGN : STORE_KEYS_FIT;
  return true;
}
