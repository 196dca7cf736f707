/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * key_file.h: the secrets of an installation, in a file beside the database and never in it.
 *
 * The file holds a master secret for each generation, as lines of a number and 64 hexadecimal digits, the newest last;
 * lines that begin with # are for people. Every key is made from a master secret, with the workspace's name and a
 * purpose (BLAKE2b keyed with the master), so a host with a million workspaces keeps one small file. A workspace signs
 * with its key of the newest generation; a new line rotates the keys of all.
 */
#ifndef STORE_KEY_FILE_H
#define STORE_KEY_FILE_H

#include "error.h"

#include "journal/key.h"

#include <stdbool.h>
#include <stdint.h>

#define STORE_KEY_BYTES 32
#define STORE_KEY_GENERATIONS_MAX 64

typedef struct {
  unsigned count;
  uint8_t masters[STORE_KEY_GENERATIONS_MAX][STORE_KEY_BYTES];
} StoreKeyFile;

void store_key_file_wipe(StoreKeyFile *file);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreKeyFile, store_key_file_wipe)

/* Reads the file of that path. Where there is none it is made with a new secret (32 bytes of fresh randomness), readable
 * by its owner alone, and durable before this returns. STORE_ERROR_IO, STORE_ERROR_CORRUPT. */
bool store_key_file_open(const char *path, StoreKeyFile *file, GError **error);

/* The key of that generation (1 to count) for a workspace and a purpose ("head", "snapshot"). */
void store_key_derive(const StoreKeyFile *file, unsigned generation, const char *workspace, const char *purpose,
                      uint8_t key[STORE_KEY_BYTES]);

/* The pair with which the workspace's heads are signed in that generation. Declare the secret key with g_auto. */
void store_key_pair(const StoreKeyFile *file, unsigned generation, const char *workspace, JournalPublicKey *public_key,
                    JournalSecretKey *secret_key);

/* The generation whose pair for the workspace has this public key; 0: it is not of this file. */
unsigned store_key_generation(const StoreKeyFile *file, const char *workspace, const JournalPublicKey *key);

/* Copies the file to a new path, readable by its owner alone and durable. STORE_ERROR_IO. */
bool store_key_file_copy(const char *from, const char *to, GError **error);

#endif
