/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* refit_process.c: starting it, waiting for it, ending it. */
#include "refit_process.h"

#include <glib.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define THIS_PROGRAM "/proc/self/exe" /* the same program even where a newer one was installed meanwhile */
#define NICENESS 10

struct RefitProcess {
  char *store;
  int64_t (*now_ms)(void *context);
  void *clock_context;
  GMutex mutex;
  GPid running; /* 0: none; as long as it is set it was not waited for, so the number is nobody else's */
  bool cancelled;
};

RefitProcess *refit_process_new(const char *store, int64_t (*now_ms)(void *context), void *clock_context) {
  RefitProcess *process = g_new0(RefitProcess, 1);
  process->store = g_strdup(store);
  process->now_ms = now_ms;
  process->clock_context = clock_context;
  g_mutex_init(&process->mutex);
  return process;
}

void refit_process_free(RefitProcess *process) {
  if (process == NULL)
    return;
  g_mutex_clear(&process->mutex);
  g_free(process->store);
  g_free(process);
}

/* In the child, before the program begins. */
static void lower_priority(void *data) {
  (void)data;
  setpriority(PRIO_PROCESS, 0, NICENESS); /* where that is not allowed it runs as others do */
}

static bool start(RefitProcess *process, const char *workspace, GError **error) {
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(process->now_ms(process->clock_context) / 1000);
  g_autofree char *clock = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
  const char *arguments[] = {THIS_PROGRAM, "refit", "--store", process->store, "--workspace", workspace,
                             "--clock",    clock,   NULL};
  g_mutex_lock(&process->mutex);
  bool ok = !process->cancelled &&
            g_spawn_async(NULL, (char **)arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL,
                          lower_priority, NULL, &process->running, error);
  g_mutex_unlock(&process->mutex);
  return ok;
}

bool refit_process_run(void *data, const char *workspace) {
  RefitProcess *process = data;
  g_autoptr(GError) error = NULL;
  if (!start(process, workspace, &error)) {
    if (error != NULL)
      fprintf(stderr, _("bellwether serve: the estimates can't be made anew: %s\n"), error->message);
    return false;
  }
  siginfo_t info;
  while (waitid(P_PID, (id_t)process->running, &info, WEXITED | WNOWAIT) != 0) {
  }
  g_mutex_lock(&process->mutex);
  int status = 0;
  waitpid(process->running, &status, 0);
  process->running = 0;
  g_mutex_unlock(&process->mutex);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void refit_process_cancel(void *data) {
  RefitProcess *process = data;
  g_mutex_lock(&process->mutex);
  process->cancelled = true;
  if (process->running != 0)
    kill(process->running, SIGTERM);
  g_mutex_unlock(&process->mutex);
}
