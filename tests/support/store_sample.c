/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store_sample.c: stores in a folder of their own, for the tests. */
#define _GNU_SOURCE /* memmem */
#include "store_sample.h"

#include <glib/gstdio.h>
#include <string.h>

static bool open_workspace(StoreTransaction *transaction, void *data, GError **error) {
  (void)data;
  return store_workspace_open(transaction, 1760000000000, error);
}

static void remove_folder(const char *path) {
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    g_autofree char *file = g_build_filename(path, name, NULL);
    g_remove(file);
  }
  g_rmdir(path);
}

StoreSample *store_sample_new_closed(void) {
  GError *error = NULL;
  StoreSample *sample = g_new0(StoreSample, 1);
  sample->folder = g_dir_make_tmp("store-XXXXXX", &error);
  g_assert_no_error(error);
  sample->options.path = g_build_filename(sample->folder, "record.db", NULL);
  sample->owner = store_scope_new("studio-nine", "ada", RECORD_ROLE_OWNER, NULL, 0, &error);
  g_assert_no_error(error);
  return sample;
}

StoreSample *store_sample_new(void) {
  GError *error = NULL;
  StoreSample *sample = store_sample_new_closed();
  store_sample_reopen(sample);
  store_write(sample->store, sample->owner, open_workspace, NULL, &error);
  g_assert_no_error(error);
  return sample;
}

void store_sample_reopen(StoreSample *sample) {
  GError *error = NULL;
  store_close(sample->store);
  sample->store = store_open(&sample->options, &error);
  g_assert_no_error(error);
}

void store_sample_free(StoreSample *sample) {
  if (sample == NULL)
    return;
  store_close(sample->store);
  store_scope_free(sample->owner);
  remove_folder(sample->folder);
  g_free((char *)sample->options.path);
  g_free(sample->folder);
  g_free(sample);
}

typedef struct {
  const char *engagement;
  const char *text;
  StoreAppended *appended;
} Append;

static bool append(StoreTransaction *transaction, void *data, GError **error) {
  const Append *what = data;
  const char *const texts[] = {"/reason", NULL};
  json_t *body = json_pack("{s:s, s:s}", "advice", "a17", "reason", what->text);
  StoreNewEntry new_entry = {
      .at_ms = 1760000000000, .kind = "decide", .engagement = what->engagement, .body = body, .texts = texts};
  bool ok = store_entry_append(transaction, &new_entry, what->appended, error);
  json_decref(body);
  return ok;
}

bool store_sample_try_append(Store *store, const StoreScope *scope, const char *engagement, const char *text,
                             StoreAppended *appended, GError **error) {
  Append what = {.engagement = engagement, .text = text, .appended = appended};
  return store_write(store, scope, append, &what, error);
}

StoreAppended store_sample_append(StoreSample *sample, const char *engagement, const char *text) {
  GError *error = NULL;
  StoreAppended appended = {0};
  store_sample_try_append(sample->store, sample->owner, engagement, text, &appended, &error);
  g_assert_no_error(error);
  return appended;
}

static bool check(StoreTransaction *transaction, void *data, GError **error) {
  return store_journal_check(transaction, data, error);
}

bool store_sample_try_check(Store *store, const StoreScope *scope, GError **error) {
  int64_t entries = 0;
  return store_read(store, scope, check, &entries, error);
}

int64_t store_sample_check(Store *store, const StoreScope *scope) {
  GError *error = NULL;
  int64_t entries = 0;
  store_read(store, scope, check, &entries, &error);
  g_assert_no_error(error);
  return entries;
}

typedef struct {
  const StoreAppended *appended;
  bool found;
} Search;

static bool search(StoreTransaction *transaction, void *data, GError **error) {
  Search *what = data;
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_LEAF_HASH_GET, error);
  if (statement == NULL)
    return false;
  store_bind_integer(statement, "seq", what->appended->seq);
  bool row = false;
  JournalHash hash;
  if (!store_statement_step(statement, &row, error) ||
      (row && !store_column_copy(statement, 0, hash.bytes, sizeof hash.bytes, error)))
    return false;
  what->found = row && journal_hash_equal(&hash, &what->appended->leaf_hash);
  return true;
}

bool store_sample_has(Store *store, const StoreScope *scope, const StoreAppended *appended) {
  GError *error = NULL;
  Search what = {.appended = appended};
  store_read(store, scope, search, &what, &error);
  g_assert_no_error(error);
  return what.found;
}

void store_sample_copy(const char *from, const char *to) {
  GError *error = NULL;
  g_autofree char *content_of = g_build_filename(from, ".", NULL);
  char *arguments[] = {(char *)"cp", (char *)"-R", content_of, (char *)to, NULL};
  g_assert_true(g_spawn_sync(NULL, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error(error);
}

static void append_files(const char *path, GByteArray *all) {
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    g_autofree char *file = g_build_filename(path, name, NULL);
    g_autofree char *content = NULL;
    gsize size = 0;
    g_assert_true(g_file_get_contents(file, &content, &size, NULL));
    g_byte_array_append(all, (const guint8 *)content, (guint)size);
  }
}

/* Of an open store it reads copies: closing a descriptor of the database here would give back the locks that SQLite
 * holds on it. */
GBytes *store_sample_files(const StoreSample *sample) {
  GByteArray *all = g_byte_array_new();
  if (sample->store == NULL) {
    append_files(sample->folder, all);
  } else {
    g_autofree char *copies = g_dir_make_tmp("copies-XXXXXX", NULL);
    store_sample_copy(sample->folder, copies);
    append_files(copies, all);
    remove_folder(copies);
  }
  return g_byte_array_free_to_bytes(all);
}

bool store_sample_bytes_hold(GBytes *all, const void *bytes, size_t length) {
  return memmem(g_bytes_get_data(all, NULL), g_bytes_get_size(all), bytes, length) != NULL;
}

bool store_sample_files_hold(const StoreSample *sample, const void *bytes, size_t length) {
  g_autoptr(GBytes) all = store_sample_files(sample);
  return store_sample_bytes_hold(all, bytes, length);
}
