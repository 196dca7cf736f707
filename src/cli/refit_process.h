/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * refit_process.h: `bellwether refit` as a process of its own beside the server, for one workspace at a time.
 *
 * A process, because a large record's fit takes memory that should be given back, and time that nobody who asks for a page
 * should wait for; it runs at a low priority.
 */
#ifndef BELLWETHER_CLI_REFIT_PROCESS_H
#define BELLWETHER_CLI_REFIT_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct RefitProcess RefitProcess;

/* store: the database's path. now_ms gives the time that the process takes it to be. */
RefitProcess *refit_process_new(const char *store, int64_t (*now_ms)(void *context), void *clock_context);
void refit_process_free(RefitProcess *process); /* nothing may be running; NULL is allowed */

/* Refits the workspace and waits for it (HttpCatchUpRun). False where that did not work, after the process has said why on
 * standard error, or was cancelled. */
bool refit_process_run(void *process, const char *workspace);

/* Ends the one that is running, and any to come (HttpCatchUpCancel). */
void refit_process_cancel(void *process);

#endif
