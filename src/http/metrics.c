/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* metrics.c: counters by route and status, and a histogram of times by route. */
#include "metrics.h"

#include <string.h>

#define STATUS_CLASSES 6 /* 1xx to 5xx, at 1 to 5 */

static const int64_t bucket_us[] = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 10000000};
#define BUCKETS G_N_ELEMENTS(bucket_us)

typedef struct {
  int64_t by_class[STATUS_CLASSES];
  int64_t by_bucket[BUCKETS + 1];
  int64_t count;
  int64_t sum_us;
} Route;

struct HttpMetrics {
  GMutex mutex;
  GHashTable *routes; /* their patterns are bounded: only those that exist are counted by name */
};

HttpMetrics *http_metrics_new(void) {
  HttpMetrics *metrics = g_new0(HttpMetrics, 1);
  g_mutex_init(&metrics->mutex);
  metrics->routes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return metrics;
}

void http_metrics_free(HttpMetrics *metrics) {
  if (metrics == NULL)
    return;
  g_hash_table_unref(metrics->routes);
  g_mutex_clear(&metrics->mutex);
  g_free(metrics);
}

static size_t bucket_of(int64_t took_us) {
  size_t bucket = 0;
  while (bucket < BUCKETS && took_us > bucket_us[bucket])
    bucket++;
  return bucket;
}

void http_metrics_count(HttpMetrics *metrics, const char *name, unsigned status, int64_t took_us) {
  g_mutex_lock(&metrics->mutex);
  Route *route = g_hash_table_lookup(metrics->routes, name);
  if (route == NULL) {
    route = g_new0(Route, 1);
    g_hash_table_insert(metrics->routes, g_strdup(name), route);
  }
  route->by_class[MIN(status / 100, STATUS_CLASSES - 1)]++;
  route->by_bucket[bucket_of(took_us)]++;
  route->count++;
  route->sum_us += took_us;
  g_mutex_unlock(&metrics->mutex);
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

static void write_head(GString *text, const char *name, const char *type, const char *help) {
  g_string_append_printf(text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_counts(GString *text, GHashTable *routes) {
  GHashTableIter iter;
  void *name = NULL;
  void *value = NULL;
  write_head(text, "bellwether_requests_total", "counter", "Requests answered, by route and class of status.");
  g_hash_table_iter_init(&iter, routes);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    const Route *route = value;
    for (size_t class = 1; class < STATUS_CLASSES; class ++) {
      if (route->by_class[class] > 0)
        g_string_append_printf(text, "bellwether_requests_total{route=\"%s\",status=\"%zuxx\"} %" G_GINT64_FORMAT "\n",
                               (const char *)name, class, route->by_class[class]);
    }
  }
}

static void write_times(GString *text, GHashTable *routes) {
  GHashTableIter iter;
  void *name = NULL;
  void *value = NULL;
  write_head(text, "bellwether_request_seconds", "histogram", "How long requests took, from their last byte on.");
  g_hash_table_iter_init(&iter, routes);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    const Route *route = value;
    int64_t so_far = 0;
    for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
      char bound[G_ASCII_DTOSTR_BUF_SIZE];
      so_far += route->by_bucket[bucket];
      g_ascii_formatd(bound, sizeof bound, "%g", (double)bucket_us[bucket] / G_USEC_PER_SEC);
      g_string_append_printf(text, "bellwether_request_seconds_bucket{route=\"%s\",le=\"%s\"} %" G_GINT64_FORMAT "\n",
                             (const char *)name, bound, so_far);
    }
    char sum[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(sum, sizeof sum, "%.6f", (double)route->sum_us / G_USEC_PER_SEC);
    g_string_append_printf(text,
                           "bellwether_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %" G_GINT64_FORMAT
                           "\nbellwether_request_seconds_sum{route=\"%s\"} %s\n"
                           "bellwether_request_seconds_count{route=\"%s\"} %" G_GINT64_FORMAT "\n",
                           (const char *)name, route->count, (const char *)name, sum, (const char *)name, route->count);
  }
}

static void write_gauge(GString *text, const char *name, const char *type, const char *help, int64_t value) {
  write_head(text, name, type, help);
  g_string_append_printf(text, "%s %" G_GINT64_FORMAT "\n", name, value);
}

char *http_metrics_write(HttpMetrics *metrics, const HttpGauges *gauges) {
  GString *text = g_string_new(NULL);
  g_mutex_lock(&metrics->mutex);
  write_counts(text, metrics->routes);
  write_times(text, metrics->routes);
  g_mutex_unlock(&metrics->mutex);
  write_gauge(text, "bellwether_connections", "gauge", "Open connections.", gauges->connections);
  write_gauge(text, "bellwether_requests_working", "gauge", "Requests that are worked on or wait.", gauges->working);
  write_gauge(text, "bellwether_upload_bytes", "gauge", "Bytes of uploads in memory.", gauges->upload_bytes);
  write_gauge(text, "bellwether_cache_hits_total", "counter", "Answers that the cache had.", gauges->cache_hits);
  write_gauge(text, "bellwether_cache_misses_total", "counter", "Answers that it had not.", gauges->cache_misses);
  write_gauge(text, "bellwether_cache_bytes", "gauge", "Bytes that the cache holds.", gauges->cache_bytes);
  write_gauge(text, "bellwether_refits_total", "counter", "Large records whose estimates were made anew.",
              (int64_t)gauges->refits_done);
  write_gauge(text, "bellwether_refits_failed_total", "counter", "Large records where that failed.",
              (int64_t)gauges->refits_failed);
  return g_string_free(text, FALSE);
}
