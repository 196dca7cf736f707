/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * installation.h: a database and its secrets, opened once by whoever runs the program.
 *
 * The faces (command line, server) get at the store through this, and through actions and views, and in no other way.
 */
#ifndef ACTIONS_INSTALLATION_H
#define ACTIONS_INSTALLATION_H

#include "action.h"
#include "store/attachments.h"
#include "store/key_check.h"

#define INSTALLATION_FILE_BYTES_MAX STORE_ATTACHMENT_BYTES_MAX

typedef struct Installation Installation;

/* Opens the database of that path, made where there is none, and the file of secrets beside it ("-keys"), which is made for
 * a database that has nothing yet. Where it is missing or another's, all can be read that needs no secrets, and nothing is
 * entered. NULL with the problem filled in. Any thread may use it. Close with installation_close. */
Installation *installation_open(const char *path, RecordProblem *problem);
void installation_close(Installation *installation); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Installation, installation_close)

Store *installation_store(Installation *installation);

/* NULL where the file of secrets is missing or another's. */
const StoreKeyFile *installation_keys(const Installation *installation);

/* Whether the file of secrets is there. False with the problem, which names it and says what to do. */
bool installation_check_keys(const Installation *installation, RecordProblem *problem);

/* The file of secrets of a database that has lost its own: what is at its path, made where there is nothing. It is not yet
 * installation_keys's. False with an error. Wipe it with store_key_file_wipe. */
bool installation_new_keys(const Installation *installation, StoreKeyFile *keys, GError **error);

/* How much room every workspace has, from now on: entries of its journal, and bytes of its files together; 0: as much as
 * it takes. What erases or takes rights away is never refused for want of room. Call it before others use it. */
void installation_set_quota(Installation *installation, int64_t entries_max, int64_t file_bytes_max);

/* store_version: a number that changes with anything that is committed. False with the problem filled in. */
bool installation_version(Installation *installation, int64_t *version, RecordProblem *problem);

/* An ETag for these bytes, quotes included: a hash with a key of the installation's, so that it tells nobody anything who
 * does not have the bytes. */
#define INSTALLATION_TAG_BYTES 48
void installation_tag(const Installation *installation, const void *bytes, size_t length,
                      char tag[INSTALLATION_TAG_BYTES]);

/* action_run, with the workspace's own snapshot key. request_key may be NULL. */
json_t *installation_act(Installation *installation, const Action *action, const char *workspace, const char *person,
                         const json_t *document, int64_t now_ms, const char *request_key, RecordProblem *problem);

/* Keeps a file's content for the person, so that an action can name it by its hash: 64 hexadecimal digits and a NUL. A
 * partner's is kept for them and the business. False with the problem filled in: too large, or they may not write. */
bool installation_keep_file(Installation *installation, const char *workspace, const char *person, const void *bytes,
                            size_t length, char hash[JOURNAL_HASH_HEX_BYTES], RecordProblem *problem);

/* A file's content for the person: free with g_bytes_unref. NULL with the problem filled in: there is none, or not for
 * them, which are told as one; or it was put to an advice on which they owe a view. */
GBytes *installation_read_file(Installation *installation, const char *workspace, const char *person, const char *hash,
                               RecordProblem *problem);

/* The same by the id that the file was given when it was put to something. */
GBytes *installation_fetch_file(Installation *installation, const char *workspace, const char *person, const char *id,
                                RecordProblem *problem);

/* Forgets such content again, where the action was refused and the file was put to nothing else. What fails here is
 * left: content that nothing names is no harm. */
void installation_drop_file(Installation *installation, const char *workspace, const char *person, const char *hash);

#endif
