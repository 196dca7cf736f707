/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * key_check.h: whether a file of secrets is the database's.
 *
 * What the secrets signed and sealed can be continued with these secrets alone. So a file is made only for a database
 * that has nothing yet: where a file was lost, a new one would be another signer, and whoever holds a receipt must hear
 * of that from people, not find it out.
 */
#ifndef STORE_KEY_CHECK_H
#define STORE_KEY_CHECK_H

#include "key_file.h"
#include "store.h"

typedef enum {
  STORE_KEYS_FIT,
  STORE_KEYS_MISSING, /* there is no file, and there is something for which it is needed */
  STORE_KEYS_FOREIGN  /* the last key of the workspace that was looked at is not of this file */
} StoreKeysState;

/* Reads the file of secrets of that path, or makes it where the database has neither workspaces nor accounts. Of the
 * workspaces that were signed one is looked at, the first by name. False with an error: the file can't be read or made. */
bool store_keys_open(Store *store, const char *path, StoreKeyFile *file, StoreKeysState *state, GError **error);

#endif
