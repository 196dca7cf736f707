/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * cache.h: views' documents as they were sent, kept for as long as they would come out the same.
 *
 * A document holds until something is entered, or until a time that it speaks of. So each is kept with the version of
 * the whole database and with its workspace's (views/view.h): while the database has not changed at all nothing more has
 * to be asked; when it has, the workspace's version is. The bound is in bytes; what was used least lately makes room.
 */
#ifndef HTTP_CACHE_H
#define HTTP_CACHE_H

#include <glib.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

#define HTTP_ETAG_BYTES 48

typedef struct HttpCache HttpCache; /* any thread may call these */

/* One answer, shared: hold it with http_cached_ref while its responses are used. */
typedef struct {
  gint references; /* atomic */
  char etag[HTTP_ETAG_BYTES];
  struct MHD_Response *full;      /* NULL where it is not kept, and not sent */
  struct MHD_Response *unchanged; /* for a 304; the same */
  size_t length;                  /* of the body, in bytes */
  int64_t database_version;
  char *workspace_version; /* NULL: the document is of no one workspace, and holds for the database's version only */
  int64_t valid_until_ms;
} HttpCached;

HttpCached *http_cached_ref(HttpCached *cached);
void http_cached_unref(HttpCached *cached);

HttpCache *http_cache_new(size_t bytes_most);
void http_cache_free(HttpCache *cache);

/* What is kept under the key, whether or not it still holds: a new reference, or NULL. */
HttpCached *http_cache_get(HttpCache *cache, const char *key);

/* Keeps it, in the place of what was there. */
void http_cache_put(HttpCache *cache, const char *key, HttpCached *cached);

void http_cache_drop(HttpCache *cache, const char *key);

/* For the figures. */
void http_cache_count(HttpCache *cache, bool hit);
void http_cache_look(HttpCache *cache, int64_t *hits, int64_t *misses, int64_t *bytes);

#endif
