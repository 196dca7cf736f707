/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * deadline.h: every connection has a moment by which it must have got on, whatever trickles in on it.
 *
 * libmicrohttpd closes a connection on which nothing moves; one on which a byte a second moves it keeps for ever. So each
 * connection stands in a list with its deadline, and a thread shuts those down that are past it. While a request is
 * worked on there is none: that takes its time and ends by itself.
 */
#ifndef HTTP_DEADLINE_H
#define HTTP_DEADLINE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct HttpDeadlines HttpDeadlines; /* of all connections; any thread may call these */
typedef struct HttpDeadline HttpDeadline;   /* of one */

#define HTTP_DEADLINE_NONE INT64_MAX

HttpDeadlines *http_deadlines_new(void);
void http_deadlines_free(HttpDeadlines *deadlines); /* with no connection in it any more */

/* A connection on that socket, which is to get on within so many milliseconds. Removed before the socket is closed. */
HttpDeadline *http_deadline_add(HttpDeadlines *deadlines, int socket_fd, int64_t within_ms);
void http_deadline_set(HttpDeadlines *deadlines, HttpDeadline *deadline, int64_t within_ms);
void http_deadline_remove(HttpDeadlines *deadlines, HttpDeadline *deadline);

/* How many connections there are. */
unsigned http_deadlines_count(HttpDeadlines *deadlines);

#endif
