/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* installation.c: opening a database and its secrets. */
#include "installation.h"

#include "store/problem.h"

#include <sodium.h>

struct Installation {
  Store *store;
  StoreKeyFile keys;
};

Installation *installation_open(const char *path, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  g_autoptr(Installation) installation = g_new0(Installation, 1);
  g_autofree char *key_path = g_strconcat(path, "-keys", NULL);
  StoreOptions options = {.path = path};
  installation->store = store_open(&options, &error);
  if (installation->store == NULL || !store_key_file_open(key_path, &installation->keys, &error)) {
    store_problem_set(problem, error);
    return NULL;
  }
  return g_steal_pointer(&installation);
}

void installation_close(Installation *installation) {
  if (installation == NULL)
    return;
  store_close(installation->store);
  store_key_file_wipe(&installation->keys);
  g_free(installation);
}

Store *installation_store(Installation *installation) {
  return installation->store;
}

const StoreKeyFile *installation_keys(const Installation *installation) {
  return &installation->keys;
}

json_t *installation_act(Installation *installation, const Action *action, const char *workspace, const char *person,
                         const json_t *document, int64_t now_ms, const char *request_key, RecordProblem *problem) {
  uint8_t key[STORE_KEY_BYTES];
  store_key_derive(&installation->keys, installation->keys.count, workspace, "snapshot", key);
  ActionOptions options = {.now_ms = now_ms, .request_key = request_key, .snapshot_key = key};
  json_t *reply = action_run(installation->store, action, workspace, person, document, &options, problem);
  sodium_memzero(key, sizeof key);
  return reply;
}
