/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* workers.c: a queue and its threads. */
#include "workers.h"

#include <stdbool.h>

struct HttpWorkers {
  GMutex mutex;
  GCond something;
  GQueue queue;
  bool ending;
  HttpWork work;
  void *context;
  GPtrArray *threads;
};

/* The next piece of work; NULL when there will be none. */
static void *take(HttpWorkers *workers) {
  g_mutex_lock(&workers->mutex);
  while (workers->queue.length == 0 && !workers->ending)
    g_cond_wait(&workers->something, &workers->mutex);
  void *data = g_queue_pop_head(&workers->queue);
  g_mutex_unlock(&workers->mutex);
  return data;
}

static void *run(void *data) {
  HttpWorkers *workers = data;
  for (void *next = take(workers); next != NULL; next = take(workers))
    workers->work(next, workers->context);
  return NULL;
}

HttpWorkers *http_workers_new(unsigned count, HttpWork work, void *context) {
  HttpWorkers *workers = g_new0(HttpWorkers, 1);
  g_mutex_init(&workers->mutex);
  g_cond_init(&workers->something);
  g_queue_init(&workers->queue);
  workers->work = work;
  workers->context = context;
  workers->threads = g_ptr_array_new();
  for (unsigned index = 0; index < count; index++)
    g_ptr_array_add(workers->threads, g_thread_new("worker", run, workers));
  return workers;
}

void http_workers_push(HttpWorkers *workers, void *data) {
  g_mutex_lock(&workers->mutex);
  g_queue_push_tail(&workers->queue, data);
  g_cond_signal(&workers->something);
  g_mutex_unlock(&workers->mutex);
}

void http_workers_free(HttpWorkers *workers) {
  if (workers == NULL)
    return;
  g_mutex_lock(&workers->mutex);
  workers->ending = true;
  g_cond_broadcast(&workers->something);
  g_mutex_unlock(&workers->mutex);
  for (guint index = 0; index < workers->threads->len; index++)
    g_thread_join(workers->threads->pdata[index]);
  g_ptr_array_unref(workers->threads);
  g_mutex_clear(&workers->mutex);
  g_cond_clear(&workers->something);
  g_free(workers);
}
