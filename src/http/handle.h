/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * handle.h: what a handler is given, and the one door by which a request reaches its handler (routes.c).
 */
#ifndef HTTP_HANDLE_H
#define HTTP_HANDLE_H

#include "cache.h"
#include "caller.h"
#include "catch_up.h"
#include "metrics.h"
#include "reply.h"
#include "request.h"
#include "settings.h"

#include "views/view.h"

/* A running server, as handlers know it. Never changes while it runs, but for what guards itself. */
typedef struct {
  const HttpSettings *settings;
  Installation *installation;
  Identity *identity;
  HttpCache *cache;
  HttpCallers *callers;
  HttpMetrics *metrics;
  HttpCatchUp *catch_up;                          /* NULL: nobody catches up by themselves */
  char *base_url;                                 /* without a "/" at its end */
  char *base_path;                                /* "" or "/bellwether" */
  bool secure;                                    /* people come over TLS: cookies are for it alone */
  GBytes *openapi;                                /* the API's document, as it is sent */
  gint stopping;                                  /* atomic: nothing new is taken */
  gint64 workers_until_us;                        /* atomic; monotonic: until then workers do quick views too */
  void (*gauges)(void *data, HttpGauges *gauges); /* fills in what the server knows of itself */
  void *gauges_data;
} HttpContext;

/* What views are asked with: the time is the request's. */
ViewOptions http_view_options(const HttpContext *context, int64_t now_ms);

/* What is known of one request beside the request itself. */
typedef struct {
  HttpContext *context;
  const HttpRequest *request;
  struct MHD_Connection *connection;
  HttpCaller caller;
  int64_t version; /* of the database, when the call began; 0: not asked yet */
  HttpReply reply;
  char device[IDENTITY_SECRET_BYTES]; /* the device cookie that the browser is to keep; "": none */
  unsigned retry_after_s;             /* somebody guessed too much: when to try again; 0: no such thing */
  bool end_cookie;                    /* the session is over: the browser is to forget it */
  char route[HTTP_ROUTE_BYTES]; /* its pattern, for logs and figures: "POST /api/v1/workspaces/{workspace}/decide" */
} HttpCall;

/* How many bytes the request's body may have. */
size_t http_body_most(const HttpContext *context, const HttpRequest *request);

/* Finds out who calls, and asks for the database's version before. False with the problem filled in. may_write: only of a
 * worker: a connection's thread has others to look after while the writer is busy (http_caller_find). */
bool http_call_identify(HttpCall *call, bool may_write, RecordProblem *problem);

/* Answers at once what needs no worker: true where it did. */
bool http_handle_quick(HttpCall *call);

/* Answers. On a worker's thread. */
void http_handle(HttpCall *call);

#endif
