/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* schema.c: bringing a database up to the version that this program works with. */
#include "schema.h"

#include "error.h"

static bool apply_files(StoreConnection *connection, unsigned version, GError **error) {
  int64_t have = 0;
  if (!store_connection_run(connection,
                            "CREATE TABLE IF NOT EXISTS schema_version (only_row @integer NOT NULL PRIMARY KEY "
                            "CHECK (only_row = 1), version @integer NOT NULL) @keyed",
                            error) ||
      !store_connection_ask(connection, "SELECT COALESCE(MAX(version), 0) FROM schema_version", &have, error))
    return false;
  if (have > store_schema_file_count) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER,
                "the database has schema version %" G_GINT64_FORMAT "; this program knows up to %u", have,
                store_schema_file_count);
    return false;
  }
  if (have >= version)
    return true; /* nothing to write, so nothing to sync */
  for (unsigned file = (unsigned)have; file < version; file++) {
    if (!store_connection_run(connection, store_schema_files[file].sql, error)) {
      g_prefix_error(error, "schema file %s: ", store_schema_files[file].name);
      return false;
    }
  }
  g_autofree char *set = g_strdup_printf("INSERT INTO schema_version (only_row, version) VALUES (1, %u) "
                                         "ON CONFLICT (only_row) DO UPDATE SET version = excluded.version",
                                         version);
  return store_connection_run(connection, set, error) && store_connection_note_sizes(connection, error);
}

bool store_schema_is_known(StoreConnection *connection, GError **error) {
  int64_t have = 0;
  if (!store_connection_ask(connection, "SELECT COALESCE(MAX(version), 0) FROM schema_version", &have, error))
    return false;
  if (have > store_schema_file_count)
    g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER,
                "a newer program has brought the database to schema version %" G_GINT64_FORMAT
                " while this one was running, which knows up to %u",
                have, store_schema_file_count);
  return have <= store_schema_file_count;
}

bool store_schema_apply(StoreConnection *connection, unsigned version, GError **error) {
  g_assert(version <= store_schema_file_count);
  if (!store_connection_begin(connection, true, error))
    return false;
  if (apply_files(connection, version, error) && store_connection_commit(connection, error))
    return true;
  store_connection_rollback(connection);
  return false;
}
