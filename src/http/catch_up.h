/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * catch_up.h: workspaces whose estimates or search are behind their record, caught up with one after the other beside the
 * server's work.
 *
 * Views tell which ones are (ViewOptions.behind); so a workspace that nobody asks about costs nothing. Each is given a rest
 * after its turn, the longer the longer that took, so that a record that changes all day does not keep a core busy.
 */
#ifndef HTTP_CATCH_UP_H
#define HTTP_CATCH_UP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct HttpCatchUp HttpCatchUp;

/* Does the work for one workspace, on the thread of the HttpCatchUp, and returns when that is done; whether it went well. */
typedef bool (*HttpCatchUpRun)(void *context, const char *workspace);
/* Ends a run that is under way, from another thread. */
typedef void (*HttpCatchUpCancel)(void *context);

#define HTTP_CATCH_UP_WORKSPACES_MAX 10000 /* that may wait; of more the next view will tell again */

/* rest_s: how long one workspace rests at least. */
HttpCatchUp *http_catch_up_new(HttpCatchUpRun run, HttpCatchUpCancel cancel, void *context, int64_t rest_s);

/* Notes that this workspace is behind; nothing happens twice. Any thread. NULL is allowed: nobody catches up. */
void http_catch_up_add(HttpCatchUp *catch_up, const char *workspace);

/* Cancels what is under way, and ends. NULL is allowed. */
void http_catch_up_free(HttpCatchUp *catch_up);

/* How often it went well and how often not, so far. Of NULL: never. */
void http_catch_up_count(HttpCatchUp *catch_up, uint64_t *done, uint64_t *failed);

#endif
