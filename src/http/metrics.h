/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * metrics.h: figures for Prometheus: how many requests of each route ended how, and how long they took. No figure names a
 * workspace or a person.
 */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include <glib.h>
#include <stdint.h>

#define HTTP_ROUTE_BYTES 96

typedef struct HttpMetrics HttpMetrics; /* any thread may call these */

HttpMetrics *http_metrics_new(void);
void http_metrics_free(HttpMetrics *metrics);

void http_metrics_count(HttpMetrics *metrics, const char *route, unsigned status, int64_t took_us);

/* What stands there now: how many connections, requests that are worked on or wait, and bytes of uploads. */
typedef struct {
  unsigned connections;
  unsigned working;
  int64_t upload_bytes;
  int64_t cache_hits;
  int64_t cache_misses;
  int64_t cache_bytes;
  uint64_t refits_done; /* of large records, beside the server */
  uint64_t refits_failed;
} HttpGauges;

/* All of it in Prometheus's text format. */
char *http_metrics_write(HttpMetrics *metrics, const HttpGauges *gauges);

#endif
