/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * store_sample.h: stores in a folder of their own, for the tests. Any failure that was not asked for ends the test.
 */
#ifndef TESTS_STORE_SAMPLE_H
#define TESTS_STORE_SAMPLE_H

#include "store/entries.h"
#include "store/statements.h"

typedef struct {
  char *folder;
  StoreOptions options; /* path is owned */
  Store *store;         /* NULL: closed */
  StoreScope *owner;    /* of the workspace "studio-nine" */
} StoreSample;

/* A new folder with an open store and an open workspace. */
StoreSample *store_sample_new(void);
StoreSample *store_sample_new_closed(void);  /* only the folder, to be filled */
void store_sample_free(StoreSample *sample); /* removes the folder */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreSample, store_sample_free)

void store_sample_reopen(StoreSample *sample);

/* Appends an entry for the engagement (NULL: none) whose one text, at /reason, is this. */
bool store_sample_try_append(Store *store, const StoreScope *scope, const char *engagement, const char *text,
                             StoreAppended *appended, GError **error);
StoreAppended store_sample_append(StoreSample *sample, const char *engagement, const char *text);

/* Goes through the whole journal; returns how many entries it has. */
int64_t store_sample_check(Store *store, const StoreScope *scope);

/* Whether the whole journal is sound. */
bool store_sample_try_check(Store *store, const StoreScope *scope, GError **error);

/* Whether an entry is there with this leaf hash. */
bool store_sample_has(Store *store, const StoreScope *scope, const StoreAppended *appended);

/* Copies the files of one folder into another, as they are. */
void store_sample_copy(const char *from, const char *to);

/* All that the files of the folder hold, one after the other; and whether it holds these bytes. */
GBytes *store_sample_files(const StoreSample *sample);
bool store_sample_bytes_hold(GBytes *all, const void *bytes, size_t length);

/* Whether any file of the folder holds these bytes. */
bool store_sample_files_hold(const StoreSample *sample, const void *bytes, size_t length);

#endif
