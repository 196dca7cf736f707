/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cache.c: a table of answers, and the order in which they were used. */
#include "cache.h"

#include <string.h>

#define ENTRY_OVERHEAD_BYTES 3500 /* about what the two responses, with some ten headers each, take beside the body */

typedef struct {
  char *key;
  HttpCached *cached;
  size_t bytes;
  GList link;
} Entry;

struct HttpCache {
  GMutex mutex;
  GHashTable *entries; /* by key */
  GQueue by_use;       /* the latest first */
  size_t bytes;
  size_t bytes_most;
  int64_t hits;
  int64_t misses;
};

HttpCached *http_cached_ref(HttpCached *cached) {
  g_atomic_int_inc(&cached->references);
  return cached;
}

void http_cached_unref(HttpCached *cached) {
  if (cached == NULL || !g_atomic_int_dec_and_test(&cached->references))
    return;
  g_clear_pointer(&cached->full, MHD_destroy_response);
  g_clear_pointer(&cached->unchanged, MHD_destroy_response);
  g_free(cached->workspace_version);
  g_free(cached);
}

static void free_entry(void *data) {
  Entry *entry = data;
  http_cached_unref(entry->cached);
  g_free(entry->key);
  g_free(entry);
}

HttpCache *http_cache_new(size_t bytes_most) {
  HttpCache *cache = g_new0(HttpCache, 1);
  g_mutex_init(&cache->mutex);
  g_queue_init(&cache->by_use);
  cache->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_entry);
  cache->bytes_most = bytes_most;
  return cache;
}

void http_cache_free(HttpCache *cache) {
  if (cache == NULL)
    return;
  g_hash_table_unref(cache->entries);
  g_mutex_clear(&cache->mutex);
  g_free(cache);
}

/* With the lock. */
static void remove_entry(HttpCache *cache, Entry *entry) {
  g_queue_unlink(&cache->by_use, &entry->link);
  cache->bytes -= entry->bytes;
  g_hash_table_remove(cache->entries, entry->key);
}

HttpCached *http_cache_get(HttpCache *cache, const char *key) {
  g_mutex_lock(&cache->mutex);
  Entry *entry = g_hash_table_lookup(cache->entries, key);
  HttpCached *cached = NULL;
  if (entry != NULL) {
    g_queue_unlink(&cache->by_use, &entry->link);
    g_queue_push_head_link(&cache->by_use, &entry->link);
    cached = http_cached_ref(entry->cached);
  }
  g_mutex_unlock(&cache->mutex);
  return cached;
}

void http_cache_put(HttpCache *cache, const char *key, HttpCached *cached) {
  size_t bytes = cached->length + strlen(key) + ENTRY_OVERHEAD_BYTES;
  g_mutex_lock(&cache->mutex);
  Entry *before = g_hash_table_lookup(cache->entries, key);
  if (before != NULL)
    remove_entry(cache, before);
  if (bytes <= cache->bytes_most) {
    Entry *entry = g_new0(Entry, 1);
    entry->key = g_strdup(key);
    entry->cached = http_cached_ref(cached);
    entry->bytes = bytes;
    entry->link.data = entry;
    g_hash_table_insert(cache->entries, entry->key, entry);
    g_queue_push_head_link(&cache->by_use, &entry->link);
    cache->bytes += bytes;
  }
  while (cache->bytes > cache->bytes_most)
    remove_entry(cache, cache->by_use.tail->data);
  g_mutex_unlock(&cache->mutex);
}

void http_cache_drop(HttpCache *cache, const char *key) {
  g_mutex_lock(&cache->mutex);
  Entry *entry = g_hash_table_lookup(cache->entries, key);
  if (entry != NULL)
    remove_entry(cache, entry);
  g_mutex_unlock(&cache->mutex);
}

void http_cache_count(HttpCache *cache, bool hit) {
  g_mutex_lock(&cache->mutex);
  if (hit)
    cache->hits++;
  else
    cache->misses++;
  g_mutex_unlock(&cache->mutex);
}

void http_cache_look(HttpCache *cache, int64_t *hits, int64_t *misses, int64_t *bytes) {
  g_mutex_lock(&cache->mutex);
  *hits = cache->hits;
  *misses = cache->misses;
  *bytes = (int64_t)cache->bytes;
  g_mutex_unlock(&cache->mutex);
}
