/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * schema.h: the tables, as numbered files that are in the program (src/store/schema/).
 *
 * A file that was released is never changed: what is to be otherwise is a new file. Its number is the version that a
 * database has once it was applied.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "driver.h"

typedef struct {
  const char *name;
  const char *sql;
} StoreSchemaFile;

extern const StoreSchemaFile store_schema_files[]; /* made by schema/embed; file number n is at n - 1 */
extern const unsigned store_schema_file_count;

/* Brings a writer's database up to that version (the last: store_schema_file_count), each file in the one transaction
 * or none. STORE_ERROR_NEWER, with nothing changed, where the database is beyond the last version. */
bool store_schema_apply(StoreConnection *connection, unsigned version, GError **error);

/* Whether the database still is what this program knows: STORE_ERROR_NEWER where a newer one has brought it further. */
bool store_schema_is_known(StoreConnection *connection, GError **error);

#endif
