/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* installation.c: opening a database and its secrets. */
#include "installation.h"

#include "record/rows.h"
#include "store/attachments.h"
#include "store/member.h"
#include "store/problem.h"

#include <sodium.h>
#include <string.h>

#define TAG_HASH_BYTES 20 /* 40 digits */

struct Installation {
  Store *store;
  char *key_path;
  StoreKeysState keys_state;
  StoreKeyFile keys;
  uint8_t tag_key[STORE_KEY_BYTES];
};

Installation *installation_open(const char *path, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  g_autoptr(Installation) installation = g_new0(Installation, 1);
  StoreOptions options = {.path = path};
  installation->key_path = g_strconcat(path, "-keys", NULL);
  installation->store = store_open(&options, &error);
  if (installation->store == NULL || !store_keys_open(installation->store, installation->key_path, &installation->keys,
                                                      &installation->keys_state, &error)) {
    store_problem_set(problem, error);
    return NULL;
  }
  if (installation->keys_state == STORE_KEYS_FIT)
    store_key_derive(&installation->keys, 1, "", "tag", installation->tag_key);
  return g_steal_pointer(&installation);
}

void installation_close(Installation *installation) {
  if (installation == NULL)
    return;
  store_close(installation->store);
  store_key_file_wipe(&installation->keys);
  g_free(installation->key_path);
  g_free(installation);
}

Store *installation_store(Installation *installation) {
  return installation->store;
}

const StoreKeyFile *installation_keys(const Installation *installation) {
  return installation->keys_state == STORE_KEYS_FIT ? &installation->keys : NULL;
}

bool installation_check_keys(const Installation *installation, RecordProblem *problem) {
  const char *advice = N_("Put this one file back from a backup, and leave the database as it is, or what was entered "
                          "since would be lost; if there is no copy of it any more, see bellwether new-key --help");
  switch (installation->keys_state) {
  case STORE_KEYS_MISSING:
    return record_problem_set(problem, RECORD_PROBLEM_FAILED, NULL, advice,
                              "The file of secrets %s is missing: nothing can be signed without it, so nothing is "
                              "entered",
                              installation->key_path);
  case STORE_KEYS_FOREIGN:
    return record_problem_set(problem, RECORD_PROBLEM_FAILED, NULL, advice,
                              "The file of secrets %s is not the one with which this record was signed, so nothing is "
                              "entered",
                              installation->key_path);
  case STORE_KEYS_FIT: break;
  }
  return true;
}

bool installation_new_keys(const Installation *installation, StoreKeyFile *keys, GError **error) {
  return store_key_file_open(installation->key_path, keys, error);
}

void installation_set_quota(Installation *installation, int64_t entries_max, int64_t file_bytes_max) {
  StoreQuota quota = {.entries_max = entries_max, .file_bytes_max = file_bytes_max};
  store_set_quota(installation->store, &quota);
}

bool installation_version(Installation *installation, int64_t *version, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  return store_version(installation->store, version, &error) || store_problem_set(problem, error);
}

void installation_tag(const Installation *installation, const void *bytes, size_t length,
                      char tag[INSTALLATION_TAG_BYTES]) {
  uint8_t hash[TAG_HASH_BYTES];
  crypto_generichash(hash, sizeof hash, bytes, length, installation->tag_key, sizeof installation->tag_key);
  tag[0] = '"';
  sodium_bin2hex(tag + 1, INSTALLATION_TAG_BYTES - 1, hash, sizeof hash);
  g_strlcat(tag, "\"", INSTALLATION_TAG_BYTES);
}

json_t *installation_act(Installation *installation, const Action *action, const char *workspace, const char *person,
                         const json_t *document, int64_t now_ms, const char *request_key, RecordProblem *problem) {
  if (!installation_check_keys(installation, problem))
    return NULL;
  uint8_t key[STORE_KEY_BYTES];
  store_key_derive(&installation->keys, installation->keys.count, workspace, "snapshot", key);
  ActionOptions options = {.now_ms = now_ms, .request_key = request_key, .snapshot_key = key};
  json_t *reply = action_run(installation->store, action, workspace, person, document, &options, problem);
  sodium_memzero(key, sizeof key);
  return reply;
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

/* For which engagement a file is kept before it is known what it is put to: of a partner one of theirs, for what is of
 * none is hidden from them. Free with g_free; NULL for the business's own. */
static char *first_engagement(const StoreScope *scope) {
  if (store_scope_sees_all(scope))
    return NULL;
  json_t *engagements = json_loads(store_scope_engagements(scope), 0, NULL);
  char *first = g_strdup(json_string_value(json_array_get(engagements, 0)));
  json_decref(engagements);
  return first;
}

bool installation_keep_file(Installation *installation, const char *workspace, const char *person, const void *bytes,
                            size_t length, char hash[JOURNAL_HASH_HEX_BYTES], RecordProblem *problem) {
  g_auto(StoreMember) member = {0};
  if (!installation_check_keys(installation, problem) ||
      !store_member_find(installation->store, workspace, person, &member, problem))
    return false;
  g_autoptr(GError) error = NULL;
  g_autofree char *engagement = first_engagement(member.scope);
  JournalHash kept;
  if (!store_attachment_add(installation->store, member.scope, engagement, bytes, length, &kept, &error))
    return store_problem_set(problem, error);
  journal_hex_write(kept.bytes, sizeof kept.bytes, hash);
  return true;
}

static bool drop_file(StoreTransaction *transaction, void *data, GError **error) {
  const char *hash = data;
  JournalHash bytes;
  json_t *parameters = json_pack("{s:s}", "id", hash);
  json_t *row = store_query_row(transaction, STORE_FILES_OF_HASH, parameters, error);
  json_decref(parameters);
  bool unused = json_is_null(row);
  bool ok = row != NULL;
  json_decref(row);
  return ok && unused && journal_hex_read(hash, strlen(hash), bytes.bytes, sizeof bytes.bytes) &&
         store_attachment_remove(transaction, &bytes, error);
}

void installation_drop_file(Installation *installation, const char *workspace, const char *person, const char *hash) {
  g_auto(StoreMember) member = {0};
  g_auto(RecordProblem) problem = {0};
  g_autoptr(GError) error = NULL;
  if (store_member_find(installation->store, workspace, person, &member, &problem))
    store_write_wiping(installation->store, member.scope, drop_file, (void *)hash, &error);
}

typedef struct {
  const RecordActor *actor;
  const char *hash;
  bool shut;
} FileDoor;

static bool look_at_advice(void *context, json_t *row, GError **error) {
  FileDoor *door = context;
  (void)error;
  RecordOwnViewCase one = record_own_view_case_of_advice(row, door->actor);
  door->shut = door->shut || record_own_view_is_shut(&one);
  return true;
}

static bool read_file_door(StoreTransaction *transaction, void *data, GError **error) {
  FileDoor *door = data;
  json_t *parameters = json_pack("{s:s}", "id", door->hash);
  bool ok = store_query_each(transaction, STORE_ADVICE_OF_FILE, parameters, look_at_advice, door, error);
  json_decref(parameters);
  return ok;
}

/* What was put to an advice that is shut to the person is shut with it, wherever else it was put. */
static bool check_file_door(Installation *installation, const StoreMember *member, const char *hash,
                            RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  FileDoor door = {.actor = &member->actor, .hash = hash};
  if (!store_read(installation->store, member->scope, read_file_door, &door, &error))
    return store_problem_set(problem, error);
  return !door.shut || record_problem_refuse(problem, RECORD_REFUSED_OWN_VIEW_OWED);
}

GBytes *installation_read_file(Installation *installation, const char *workspace, const char *person, const char *hash,
                               RecordProblem *problem) {
  g_auto(StoreMember) member = {0};
  g_autoptr(GError) error = NULL;
  JournalHash bytes;
  if (!journal_hex_read(hash, strlen(hash), bytes.bytes, sizeof bytes.bytes)) {
    record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, "hash", N_("Look it up where the file was put"),
                       "There is no such file");
    return NULL;
  }
  if (!store_member_find(installation->store, workspace, person, &member, problem) ||
      !check_file_door(installation, &member, hash, problem))
    return NULL;
  GBytes *content = store_attachment_read(installation->store, member.scope, &bytes, &error);
  if (content == NULL)
    store_problem_set(problem, error);
  return content;
}

typedef struct {
  const char *id;
  json_t *row;
} FileSearch;

static bool find_hash(StoreTransaction *transaction, void *data, GError **error) {
  FileSearch *search = data;
  json_t *parameters = json_pack("{s:s}", "id", search->id);
  search->row = store_query_row(transaction, STORE_FILE_HASH, parameters, error);
  json_decref(parameters);
  return search->row != NULL;
}

GBytes *installation_fetch_file(Installation *installation, const char *workspace, const char *person, const char *id,
                                RecordProblem *problem) {
  g_auto(StoreMember) member = {0};
  g_autoptr(GError) error = NULL;
  FileSearch search = {.id = id};
  if (!store_member_find(installation->store, workspace, person, &member, problem))
    return NULL;
  if (!store_read(installation->store, member.scope, find_hash, &search, &error)) {
    store_problem_set(problem, error);
    return NULL;
  }
  const char *hash = json_string_value(json_object_get(search.row, "hash"));
  GBytes *content = NULL;
  if (hash != NULL)
    content = installation_read_file(installation, workspace, person, hash, problem);
  else
    record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, NULL, N_("Look up its id where it was put"),
                       N_("There is no file %s here, or it was erased"), id);
  json_decref(search.row);
  return content;
}
