/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * listen.h: the socket that requests come in by: one of our own, or one that systemd hands over (socket activation).
 */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include <glib.h>
#include <stdbool.h>

/* Whether it can be listened there: "127.0.0.1:8080", "[::1]:0", "unix:/path". False with an error. */
bool http_listen_check(const char *where, GError **error);

/* A listening socket, or one that was handed over; -1 with an error. *port gets its port, 0 of a local socket. */
int http_listen_open(const char *where, unsigned *port, GError **error);

/* Whether an address is this machine's own (127.0.0.0/8, ::1, a local socket). */
bool http_listen_is_local(const char *where);

/* Tells systemd how it stands, where it asked: "READY=1", "STOPPING=1". */
void http_listen_notify(const char *state);

#endif
