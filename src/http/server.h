/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * server.h: the server as a whole: started, and stopped without losing what it has accepted.
 *
 * libmicrohttpd's threads read requests and answer what the cache has; everything else is suspended and done by a bounded
 * pool of workers (server.c). When too many wait, the next is told to come back (503).
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "catch_up.h"
#include "settings.h"

#include "actions/installation.h"
#include "identity/identity.h"

typedef struct HttpServer HttpServer;

typedef struct {
  const HttpSettings *settings;       /* lasts as long as the server */
  Installation *installation;         /* likewise */
  Identity *identity;                 /* likewise */
  int64_t (*clock_ms)(void *context); /* NULL: the system's */
  void *clock_context;
  void (*log)(void *context, const char *line); /* one JSON object a line, without its end; NULL: nobody reads it */
  void *log_context;
  HttpCatchUpRun catch_up; /* makes one workspace's estimates anew; NULL: nobody does */
  HttpCatchUpCancel catch_up_cancel;
  void *catch_up_context;
} HttpServerOptions;

/* Begins to listen. NULL with an error. */
HttpServer *http_server_start(const HttpServerOptions *options, GError **error);

/* Takes nothing new, finishes what it has accepted (for at most half a minute), and ends. NULL is allowed. */
void http_server_stop(HttpServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpServer, http_server_stop)

/* The port that it listens at; 0 of a local socket. */
unsigned http_server_port(const HttpServer *server);

/* Where people find it: base-url, or made of the address. Static storage of the server. */
const char *http_server_url(const HttpServer *server);

#endif
