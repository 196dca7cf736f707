/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * visible_locks.c: GLib's mutexes and conditions, made of the system's. Only for ThreadSanitizer, which watches the
 * system's and can't see into the library: it would take all that GLib's own protect for races. What a program defines
 * goes before what a library does. A GMutex may be used without g_mutex_init, so each is made when it is first needed.
 */
#include <errno.h>
#include <glib.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;

static void *made_at(gpointer *place, size_t size) {
  pthread_mutex_lock(&making);
  if (*place == NULL)
    *place = calloc(1, size); /* all zeros is what the initialisers say, with this C library */
  void *made = *place;
  pthread_mutex_unlock(&making);
  return made;
}

static pthread_mutex_t *mutex_of(GMutex *mutex) {
  return made_at(&mutex->p, sizeof(pthread_mutex_t));
}

static pthread_cond_t *condition_of(GCond *condition) {
  pthread_mutex_lock(&making);
  if (condition->p == NULL) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    condition->p = calloc(1, sizeof(pthread_cond_t));
    pthread_cond_init(condition->p, &attributes);
  }
  pthread_cond_t *made = condition->p;
  pthread_mutex_unlock(&making);
  return made;
}

void g_mutex_init(GMutex *mutex) {
  mutex->p = NULL;
}

void g_mutex_clear(GMutex *mutex) {
  if (mutex->p != NULL)
    pthread_mutex_destroy(mutex->p);
  free(mutex->p);
  mutex->p = NULL;
}

void g_mutex_lock(GMutex *mutex) {
  pthread_mutex_lock(mutex_of(mutex));
}

void g_mutex_unlock(GMutex *mutex) {
  pthread_mutex_unlock(mutex_of(mutex));
}

gboolean g_mutex_trylock(GMutex *mutex) {
  return pthread_mutex_trylock(mutex_of(mutex)) == 0;
}

void g_cond_init(GCond *condition) {
  condition->p = NULL;
}

void g_cond_clear(GCond *condition) {
  if (condition->p != NULL)
    pthread_cond_destroy(condition->p);
  free(condition->p);
  condition->p = NULL;
}

void g_cond_wait(GCond *condition, GMutex *mutex) {
  pthread_cond_wait(condition_of(condition), mutex_of(mutex));
}

void g_cond_signal(GCond *condition) {
  pthread_cond_signal(condition_of(condition));
}

void g_cond_broadcast(GCond *condition) {
  pthread_cond_broadcast(condition_of(condition));
}

gboolean g_cond_wait_until(GCond *condition, GMutex *mutex, gint64 end_us) {
  struct timespec end = {.tv_sec = end_us / G_USEC_PER_SEC, .tv_nsec = end_us % G_USEC_PER_SEC * 1000};
  return pthread_cond_timedwait(condition_of(condition), mutex_of(mutex), &end) != ETIMEDOUT;
}
