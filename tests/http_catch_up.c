/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* http_catch_up.c: who is caught up with, in which order, and that nothing happens twice or after the end. */
#include "http/catch_up.h"

/* A run that waits until it is let go on, so that the test knows what happens meanwhile. */
typedef struct {
  GMutex mutex;
  GCond changed;
  GPtrArray *begun; /* names, in order */
  unsigned allowed; /* runs that may end */
  unsigned ended;
  bool result;
  bool cancelled;
} Work;

static bool run(void *context, const char *workspace) {
  Work *work = context;
  g_mutex_lock(&work->mutex);
  g_ptr_array_add(work->begun, g_strdup(workspace));
  g_cond_broadcast(&work->changed);
  while (work->allowed == 0 && !work->cancelled)
    g_cond_wait(&work->changed, &work->mutex);
  if (work->allowed > 0)
    work->allowed--;
  work->ended++;
  g_cond_broadcast(&work->changed);
  bool result = work->result && !work->cancelled;
  g_mutex_unlock(&work->mutex);
  return result;
}

static void cancel(void *context) {
  Work *work = context;
  g_mutex_lock(&work->mutex);
  work->cancelled = true;
  g_cond_broadcast(&work->changed);
  g_mutex_unlock(&work->mutex);
}

static void work_init(Work *work) {
  *work = (Work){.begun = g_ptr_array_new_with_free_func(g_free), .result = true};
  g_mutex_init(&work->mutex);
  g_cond_init(&work->changed);
}

static void work_clear(Work *work) {
  g_ptr_array_unref(work->begun);
  g_mutex_clear(&work->mutex);
  g_cond_clear(&work->changed);
}

static void wait_begun(Work *work, unsigned count) {
  g_mutex_lock(&work->mutex);
  while (work->begun->len < count)
    g_cond_wait(&work->changed, &work->mutex);
  g_mutex_unlock(&work->mutex);
}

static void let_end(Work *work, unsigned ended) {
  g_mutex_lock(&work->mutex);
  work->allowed++;
  g_cond_broadcast(&work->changed);
  while (work->ended < ended)
    g_cond_wait(&work->changed, &work->mutex);
  g_mutex_unlock(&work->mutex);
}

static void wait_counted(HttpCatchUp *catch_up, uint64_t both) {
  uint64_t done = 0;
  uint64_t failed = 0;
  while (done + failed < both) {
    g_thread_yield();
    http_catch_up_count(catch_up, &done, &failed);
  }
}

/* One at a time, in the order in which they were told; told twice they have one turn. */
static void test_order(void) {
  Work work;
  work_init(&work);
  HttpCatchUp *catch_up = http_catch_up_new(run, cancel, &work, 0);
  http_catch_up_add(catch_up, "first");
  wait_begun(&work, 1);
  http_catch_up_add(catch_up, "second");
  http_catch_up_add(catch_up, "third");
  http_catch_up_add(catch_up, "second");
  let_end(&work, 1);
  wait_begun(&work, 2);
  let_end(&work, 2);
  wait_begun(&work, 3);
  let_end(&work, 3);
  wait_counted(catch_up, 3);
  g_assert_cmpuint(work.begun->len, ==, 3);
  g_assert_cmpstr(work.begun->pdata[1], ==, "second");
  g_assert_cmpstr(work.begun->pdata[2], ==, "third");
  http_catch_up_free(catch_up);
  work_clear(&work);
}

/* What becomes behind during its own turn gets another one: after its rest, and never while others have waited longer. */
static void test_again(void) {
  Work work;
  work_init(&work);
  HttpCatchUp *catch_up = http_catch_up_new(run, cancel, &work, 0);
  http_catch_up_add(catch_up, "one");
  wait_begun(&work, 1);
  http_catch_up_add(catch_up, "one");
  let_end(&work, 1);
  wait_begun(&work, 2);
  g_assert_cmpstr(work.begun->pdata[1], ==, "one");
  work.result = false;
  let_end(&work, 2);
  wait_counted(catch_up, 2);
  uint64_t done = 0;
  uint64_t failed = 0;
  http_catch_up_count(catch_up, &done, &failed);
  g_assert_cmpuint(done, ==, 1);
  g_assert_cmpuint(failed, ==, 1);
  http_catch_up_free(catch_up);
  work_clear(&work);
}

/* A long rest: the same workspace has no second turn, others do. */
static void test_rest(void) {
  Work work;
  work_init(&work);
  HttpCatchUp *catch_up = http_catch_up_new(run, cancel, &work, 86400);
  http_catch_up_add(catch_up, "one");
  wait_begun(&work, 1);
  let_end(&work, 1);
  wait_counted(catch_up, 1);
  http_catch_up_add(catch_up, "one");
  http_catch_up_add(catch_up, "other");
  wait_begun(&work, 2);
  g_assert_cmpstr(work.begun->pdata[1], ==, "other");
  let_end(&work, 2);
  wait_counted(catch_up, 2);
  http_catch_up_free(catch_up); /* ends although one waits */
  g_assert_cmpuint(work.begun->len, ==, 2);
  work_clear(&work);
}

/* The end cancels what is under way and begins nothing more. */
static void test_end(void) {
  Work work;
  work_init(&work);
  HttpCatchUp *catch_up = http_catch_up_new(run, cancel, &work, 0);
  http_catch_up_add(catch_up, "one");
  wait_begun(&work, 1);
  http_catch_up_add(catch_up, "two");
  http_catch_up_free(catch_up);
  g_assert_true(work.cancelled);
  g_assert_cmpuint(work.begun->len, ==, 1);
  work_clear(&work);
  http_catch_up_add(NULL, "nobody");
  http_catch_up_free(NULL);
}

/* More than may wait are told again another time. */
static void test_bound(void) {
  Work work;
  work_init(&work);
  HttpCatchUp *catch_up = http_catch_up_new(run, cancel, &work, 0);
  for (int number = 0; number < HTTP_CATCH_UP_WORKSPACES_MAX + 10; number++) {
    g_autofree char *name = g_strdup_printf("w%d", number);
    http_catch_up_add(catch_up, name);
    if (number == 0)
      wait_begun(&work, 1);
  }
  work.allowed = HTTP_CATCH_UP_WORKSPACES_MAX + 10;
  let_end(&work, HTTP_CATCH_UP_WORKSPACES_MAX);
  wait_counted(catch_up, HTTP_CATCH_UP_WORKSPACES_MAX);
  http_catch_up_free(catch_up);
  g_assert_cmpuint(work.begun->len, ==, HTTP_CATCH_UP_WORKSPACES_MAX);
  work_clear(&work);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/http/catch_up/order", test_order);
  g_test_add_func("/http/catch_up/again", test_again);
  g_test_add_func("/http/catch_up/rest", test_rest);
  g_test_add_func("/http/catch_up/end", test_end);
  g_test_add_func("/http/catch_up/bound", test_bound);
  return g_test_run();
}
