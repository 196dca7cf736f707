/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* catch_up.c: a thread that takes the workspace that has waited longest among those that have rested. */
#include "catch_up.h"

#define REST_TIMES 9 /* as long as a turn took: at most a tenth of a core for one workspace */

typedef struct {
  bool wanted;
  uint64_t noted;   /* the how manieth it was to be wanted */
  gint64 rested_us; /* not before */
} Turn;

struct HttpCatchUp {
  HttpCatchUpRun run;
  HttpCatchUpCancel cancel;
  void *context;
  gint64 rest_us;
  GMutex mutex;
  GCond changed;
  GHashTable *turns; /* of workspaces that wait or rest, by name */
  uint64_t noted;    /* so far */
  uint64_t done;
  uint64_t failed;
  bool running;
  bool stopping;
  GThread *thread;
};

/* The workspace whose turn it is, or NULL and when to look again (0: when something changes). Forgets who has rested and
 * wants nothing. */
static char *find_next(HttpCatchUp *catch_up, gint64 now_us, gint64 *look_again_us) {
  GHashTableIter iterator;
  const char *name = NULL;
  const char *found = NULL;
  Turn *turn = NULL;
  uint64_t found_noted = 0;
  *look_again_us = 0;
  g_hash_table_iter_init(&iterator, catch_up->turns);
  while (g_hash_table_iter_next(&iterator, (gpointer *)&name, (gpointer *)&turn)) {
    if (!turn->wanted && turn->rested_us <= now_us) {
      g_hash_table_iter_remove(&iterator);
    } else if (turn->wanted && turn->rested_us > now_us) {
      *look_again_us = *look_again_us == 0 ? turn->rested_us : MIN(*look_again_us, turn->rested_us);
    } else if (turn->wanted && (found == NULL || turn->noted < found_noted)) {
      found = name;
      found_noted = turn->noted;
    }
  }
  return g_strdup(found);
}

/* Runs one workspace's turn; the mutex is held before and after. */
static void take_turn(HttpCatchUp *catch_up, const char *workspace) {
  Turn *turn = g_hash_table_lookup(catch_up->turns, workspace);
  turn->wanted = false; /* what becomes behind from here on wants another turn */
  turn->rested_us = G_MAXINT64;
  catch_up->running = true;
  g_mutex_unlock(&catch_up->mutex);
  gint64 begun_us = g_get_monotonic_time();
  bool ok = catch_up->run(catch_up->context, workspace);
  gint64 ended_us = g_get_monotonic_time();
  g_mutex_lock(&catch_up->mutex);
  catch_up->running = false;
  turn->rested_us = ended_us + MAX(catch_up->rest_us, REST_TIMES * (ended_us - begun_us));
  *(ok ? &catch_up->done : &catch_up->failed) += 1;
}

static void *run(void *data) {
  HttpCatchUp *catch_up = data;
  g_mutex_lock(&catch_up->mutex);
  while (!catch_up->stopping) {
    gint64 look_again_us = 0;
    g_autofree char *workspace = find_next(catch_up, g_get_monotonic_time(), &look_again_us);
    if (workspace != NULL)
      take_turn(catch_up, workspace);
    else if (look_again_us != 0)
      g_cond_wait_until(&catch_up->changed, &catch_up->mutex, look_again_us);
    else
      g_cond_wait(&catch_up->changed, &catch_up->mutex);
  }
  g_mutex_unlock(&catch_up->mutex);
  return NULL;
}

HttpCatchUp *http_catch_up_new(HttpCatchUpRun work, HttpCatchUpCancel cancel, void *context, int64_t rest_s) {
  HttpCatchUp *catch_up = g_new0(HttpCatchUp, 1);
  catch_up->run = work;
  catch_up->cancel = cancel;
  catch_up->context = context;
  catch_up->rest_us = rest_s * G_USEC_PER_SEC;
  catch_up->turns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_init(&catch_up->mutex);
  g_cond_init(&catch_up->changed);
  catch_up->thread = g_thread_new("catch-up", run, catch_up);
  return catch_up;
}

void http_catch_up_add(HttpCatchUp *catch_up, const char *workspace) {
  if (catch_up == NULL)
    return;
  g_mutex_lock(&catch_up->mutex);
  Turn *turn = g_hash_table_lookup(catch_up->turns, workspace);
  if (turn == NULL && g_hash_table_size(catch_up->turns) < HTTP_CATCH_UP_WORKSPACES_MAX) {
    turn = g_new0(Turn, 1);
    g_hash_table_insert(catch_up->turns, g_strdup(workspace), turn);
  }
  if (turn != NULL && !turn->wanted) {
    turn->wanted = true;
    turn->noted = ++catch_up->noted;
    g_cond_signal(&catch_up->changed);
  }
  g_mutex_unlock(&catch_up->mutex);
}

void http_catch_up_free(HttpCatchUp *catch_up) {
  if (catch_up == NULL)
    return;
  g_mutex_lock(&catch_up->mutex);
  catch_up->stopping = true;
  bool running = catch_up->running;
  g_cond_signal(&catch_up->changed);
  g_mutex_unlock(&catch_up->mutex);
  if (running)
    catch_up->cancel(catch_up->context);
  g_thread_join(catch_up->thread);
  g_hash_table_unref(catch_up->turns);
  g_mutex_clear(&catch_up->mutex);
  g_cond_clear(&catch_up->changed);
  g_free(catch_up);
}

void http_catch_up_count(HttpCatchUp *catch_up, uint64_t *done, uint64_t *failed) {
  *done = *failed = 0;
  if (catch_up == NULL)
    return;
  g_mutex_lock(&catch_up->mutex);
  *done = catch_up->done;
  *failed = catch_up->failed;
  g_mutex_unlock(&catch_up->mutex);
}
