/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * workers.h: a fixed number of threads that take work in the order in which it came.
 *
 * Ours rather than GThreadPool: its hand-over is inside GLib, where the sanitizer that looks for races can't see it.
 */
#ifndef HTTP_WORKERS_H
#define HTTP_WORKERS_H

#include <glib.h>

typedef struct HttpWorkers HttpWorkers;
typedef void (*HttpWork)(void *data, void *context);

/* Threads that run the function on whatever is pushed. */
HttpWorkers *http_workers_new(unsigned count, HttpWork work, void *context);
void http_workers_push(HttpWorkers *workers, void *data);

/* Ends once all that was pushed is done. NULL is allowed. */
void http_workers_free(HttpWorkers *workers);

#endif
