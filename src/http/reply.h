/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * reply.h: what is answered, before it goes onto the wire.
 *
 * Every reply carries the headers that keep a browser from being turned against us (reply.c); a handler sets the rest.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "cache.h"

#include "actions/installation.h"

#include <glib.h>
#include <jansson.h>
#include <microhttpd.h>
#include <stdbool.h>

#define HTTP_TYPE_JSON "application/json"
#define HTTP_TYPE_PROBLEM "application/problem+json"
#define HTTP_TYPE_HTML "text/html; charset=utf-8"
#define HTTP_TYPE_TEXT "text/plain; charset=utf-8"

#define HTTP_RETRY_AFTER_S 1

typedef struct {
  unsigned status;
  struct MHD_Response *response; /* owned; NULL: nothing was answered yet */
  size_t length;                 /* of its body, in bytes */
  bool complete;                 /* it has the usual headers already */
  HttpCached *shared;            /* the response is this one's; owned reference; NULL: it is the reply's own */
} HttpReply;

void http_reply_clear(HttpReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HttpReply, http_reply_clear)

/* Each takes the place of what was answered before. A text or document is copied; bytes are taken over. */
void http_reply_text(HttpReply *reply, unsigned status, const char *type, const char *text);
void http_reply_json(HttpReply *reply, unsigned status, const char *type, const json_t *document);
void http_reply_bytes(HttpReply *reply, unsigned status, const char *type, GBytes *bytes);
void http_reply_empty(HttpReply *reply, unsigned status);
void http_reply_redirect(HttpReply *reply, const char *location);

/* A problem document (RFC 9457) that names the field; 503s and 429s say when to try again. */
void http_reply_problem(HttpReply *reply, const RecordProblem *problem);

/* The same for what HTTP itself has to say: status, and a sentence each for what is wrong and what to do. */
void http_reply_refusal(HttpReply *reply, unsigned status, const char *message, const char *advice);

/* The status of a problem. */
unsigned http_problem_status(const RecordProblem *problem);

/* Adds a header. One whose value could break out of its line is dropped. */
void http_reply_header(HttpReply *reply, const char *name, const char *value);

/* Puts the usual headers onto a response: to be called once of each. secure: whether it goes out over TLS. */
void http_reply_add_usual(struct MHD_Response *response, bool secure);

#endif
