/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* handover.c: a queue between two threads. */
#include "handover.h"

struct Handover {
  GMutex mutex; /* of all below */
  GCond changed;
  GQueue things;
  GQueue used;
  GDestroyNotify release;
  guint most;
  guint awaited; /* how many things the taker waits for; 0: it does not wait */
  bool ended;
  bool stopped;
};

Handover *handover_new(guint most, GDestroyNotify release) {
  Handover *handover = g_new0(Handover, 1);
  g_mutex_init(&handover->mutex);
  g_cond_init(&handover->changed);
  g_queue_init(&handover->things);
  g_queue_init(&handover->used);
  handover->most = most;
  handover->release = release;
  return handover;
}

void handover_free(Handover *handover) {
  if (handover == NULL)
    return;
  g_queue_clear_full(&handover->things, handover->release);
  g_queue_clear_full(&handover->used, handover->release);
  g_cond_clear(&handover->changed);
  g_mutex_clear(&handover->mutex);
  g_free(handover);
}

bool handover_give(Handover *handover, gpointer thing) {
  g_mutex_lock(&handover->mutex);
  while (g_queue_get_length(&handover->things) >= handover->most && !handover->stopped)
    g_cond_wait(&handover->changed, &handover->mutex);
  bool taken = !handover->stopped;
  if (taken) {
    g_queue_push_tail(&handover->things, thing);
    if (handover->awaited > 0 && g_queue_get_length(&handover->things) >= handover->awaited)
      g_cond_signal(&handover->changed);
  }
  GQueue used = handover->used;
  g_queue_init(&handover->used);
  g_mutex_unlock(&handover->mutex);
  g_queue_clear_full(&used, handover->release);
  if (!taken)
    handover->release(thing);
  return taken;
}

void handover_end(Handover *handover) {
  g_mutex_lock(&handover->mutex);
  handover->ended = true;
  g_cond_signal(&handover->changed);
  g_mutex_unlock(&handover->mutex);
}

static void give_back(Handover *handover, gpointer used) {
  if (used != NULL)
    g_queue_push_tail(&handover->used, used);
}

gpointer handover_take(Handover *handover, gpointer used) {
  g_mutex_lock(&handover->mutex);
  give_back(handover, used);
  /* Who found nothing waits for several, so as not to be woken for each. */
  handover->awaited = g_queue_is_empty(&handover->things) ? handover->most / 2 : 0;
  while (g_queue_get_length(&handover->things) < handover->awaited && !handover->ended)
    g_cond_wait(&handover->changed, &handover->mutex);
  handover->awaited = 0;
  gpointer thing = g_queue_pop_head(&handover->things);
  if (g_queue_get_length(&handover->things) == handover->most / 2)
    g_cond_signal(&handover->changed);
  g_mutex_unlock(&handover->mutex);
  return thing;
}

void handover_stop(Handover *handover, gpointer used) {
  g_mutex_lock(&handover->mutex);
  give_back(handover, used);
  handover->stopped = true;
  g_cond_signal(&handover->changed);
  g_mutex_unlock(&handover->mutex);
}
