/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* deadline.c: a list of connections, and the thread that looks through it every second. */
#include "deadline.h"

#include <sys/socket.h>

#define LOOK_EVERY_US (G_USEC_PER_SEC / 2)

struct HttpDeadline {
  int socket_fd;
  gint64 at_us; /* atomic; of the monotonic clock */
  GList link;
};

struct HttpDeadlines {
  GMutex mutex;
  GCond stopping;
  GQueue queue;
  bool stop;
  GThread *thread;
};

static gint64 in_us(int64_t within_ms) {
  return within_ms == HTTP_DEADLINE_NONE ? G_MAXINT64 : g_get_monotonic_time() + within_ms * 1000;
}

/* With the lock, under which no connection of the list can be closed: so the socket is still that connection's. */
static void shut_late(HttpDeadlines *deadlines) {
  gint64 now_us = g_get_monotonic_time();
  for (GList *link = deadlines->queue.head; link != NULL; link = link->next) {
    HttpDeadline *deadline = link->data;
    gint64 at_us = __atomic_load_n(&deadline->at_us, __ATOMIC_RELAXED);
    /* Whoever puts it off at this very moment has won. libmicrohttpd closes it now, and it is not shut again. */
    if (at_us <= now_us &&
        __atomic_compare_exchange_n(&deadline->at_us, &at_us, G_MAXINT64, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      shutdown(deadline->socket_fd, SHUT_RDWR);
  }
}

static void *look(void *data) {
  HttpDeadlines *deadlines = data;
  g_mutex_lock(&deadlines->mutex);
  while (!deadlines->stop) {
    g_cond_wait_until(&deadlines->stopping, &deadlines->mutex, g_get_monotonic_time() + LOOK_EVERY_US);
    shut_late(deadlines);
  }
  g_mutex_unlock(&deadlines->mutex);
  return NULL;
}

HttpDeadlines *http_deadlines_new(void) {
  HttpDeadlines *deadlines = g_new0(HttpDeadlines, 1);
  g_mutex_init(&deadlines->mutex);
  g_cond_init(&deadlines->stopping);
  g_queue_init(&deadlines->queue);
  deadlines->thread = g_thread_new("deadlines", look, deadlines);
  return deadlines;
}

void http_deadlines_free(HttpDeadlines *deadlines) {
  if (deadlines == NULL)
    return;
  g_mutex_lock(&deadlines->mutex);
  deadlines->stop = true;
  g_cond_signal(&deadlines->stopping);
  g_mutex_unlock(&deadlines->mutex);
  g_thread_join(deadlines->thread);
  g_mutex_clear(&deadlines->mutex);
  g_cond_clear(&deadlines->stopping);
  g_free(deadlines);
}

HttpDeadline *http_deadline_add(HttpDeadlines *deadlines, int socket_fd, int64_t within_ms) {
  HttpDeadline *deadline = g_new0(HttpDeadline, 1);
  deadline->socket_fd = socket_fd;
  deadline->at_us = in_us(within_ms);
  deadline->link.data = deadline;
  g_mutex_lock(&deadlines->mutex);
  g_queue_push_tail_link(&deadlines->queue, &deadline->link);
  g_mutex_unlock(&deadlines->mutex);
  return deadline;
}

void http_deadline_set(HttpDeadlines *deadlines, HttpDeadline *deadline, int64_t within_ms) {
  (void)deadlines;
  __atomic_store_n(&deadline->at_us, in_us(within_ms),
                   __ATOMIC_RELAXED); /* several times a request: without the lock */
}

void http_deadline_remove(HttpDeadlines *deadlines, HttpDeadline *deadline) {
  g_mutex_lock(&deadlines->mutex);
  g_queue_unlink(&deadlines->queue, &deadline->link);
  g_mutex_unlock(&deadlines->mutex);
  g_free(deadline);
}

unsigned http_deadlines_count(HttpDeadlines *deadlines) {
  g_mutex_lock(&deadlines->mutex);
  unsigned count = deadlines->queue.length;
  g_mutex_unlock(&deadlines->mutex);
  return count;
}
