/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* reply.c: making responses, and problem documents. */
#include "reply.h"

#include <string.h>

#define POLICY                                                                                                         \
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "                \
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
#define TRANSPORT_AGE "max-age=31536000"

void http_reply_clear(HttpReply *reply) {
  if (reply->shared != NULL)
    http_cached_unref(reply->shared);
  else if (reply->response != NULL)
    MHD_destroy_response(reply->response);
  *reply = (HttpReply){0};
}

static void take(HttpReply *reply, unsigned status, const char *type, size_t length, struct MHD_Response *response) {
  http_reply_clear(reply);
  reply->status = status;
  reply->length = length;
  reply->response = response;
  if (type != NULL)
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
}

void http_reply_text(HttpReply *reply, unsigned status, const char *type, const char *text) {
  take(reply, status, type, strlen(text),
       MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_MUST_COPY));
}

void http_reply_json(HttpReply *reply, unsigned status, const char *type, const json_t *document) {
  char *dumped = json_dumps(document, JSON_COMPACT);
  take(reply, status, type, strlen(dumped),
       MHD_create_response_from_buffer(strlen(dumped), dumped, MHD_RESPMEM_MUST_FREE));
}

static void free_bytes(void *bytes) {
  g_bytes_unref(bytes);
}

void http_reply_bytes(HttpReply *reply, unsigned status, const char *type, GBytes *bytes) {
  gsize length = 0;
  const void *content = g_bytes_get_data(bytes, &length);
  take(reply, status, type, length,
       MHD_create_response_from_buffer_with_free_callback_cls(length, (void *)content, free_bytes, bytes));
}

void http_reply_empty(HttpReply *reply, unsigned status) {
  take(reply, status, NULL, 0, MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT));
}

void http_reply_redirect(HttpReply *reply, const char *location) {
  http_reply_empty(reply, MHD_HTTP_SEE_OTHER);
  http_reply_header(reply, MHD_HTTP_HEADER_LOCATION, location);
}

void http_reply_header(HttpReply *reply, const char *name, const char *value) {
  if (strpbrk(value, "\r\n") == NULL)
    MHD_add_response_header(reply->response, name, value);
}

void http_reply_add_usual(struct MHD_Response *response, bool secure) {
  MHD_add_response_header(response, "Content-Security-Policy", POLICY);
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
  MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
  MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
  MHD_add_response_header(response, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  if (MHD_get_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL) == NULL)
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  if (secure)
    MHD_add_response_header(response, "Strict-Transport-Security", TRANSPORT_AGE);
}

/* ---- Problems --------------------------------------------------------------------------------------------------- */

unsigned http_problem_status(const RecordProblem *problem) {
  switch (problem->kind) {
  case RECORD_PROBLEM_NONE: return MHD_HTTP_OK;
  case RECORD_PROBLEM_INVALID: return MHD_HTTP_UNPROCESSABLE_CONTENT;
  case RECORD_PROBLEM_FORBIDDEN: return MHD_HTTP_FORBIDDEN;
  case RECORD_PROBLEM_NOT_FOUND: return MHD_HTTP_NOT_FOUND;
  case RECORD_PROBLEM_CONFLICT: return MHD_HTTP_CONFLICT;
  case RECORD_PROBLEM_BUSY:
  case RECORD_PROBLEM_FAILED: return MHD_HTTP_SERVICE_UNAVAILABLE;
  }
  return MHD_HTTP_INTERNAL_SERVER_ERROR;
}

static void reply_problem(HttpReply *reply, unsigned status, const char *kind, const char *message, const char *advice,
                          const char *field) {
  /* "about:blank" says that the status says what kind it is, and "kind" is our one word for it. */
  json_t *document =
      json_pack("{s:s, s:s, s:i, s:s, s:s*, s:s*}", "type", "about:blank", "title", MHD_get_reason_phrase_for(status),
                "status", (int)status, "detail", message, "advice", advice, "field", field);
  if (kind != NULL)
    json_object_set_new(document, "kind", json_string(kind));
  http_reply_json(reply, status, HTTP_TYPE_PROBLEM, document);
  json_decref(document);
  if (status == MHD_HTTP_SERVICE_UNAVAILABLE || status == MHD_HTTP_TOO_MANY_REQUESTS) {
    g_autofree char *seconds = g_strdup_printf("%d", HTTP_RETRY_AFTER_S);
    http_reply_header(reply, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
  }
}

void http_reply_problem(HttpReply *reply, const RecordProblem *problem) {
  reply_problem(reply, http_problem_status(problem), record_problem_kind_text(problem->kind),
                problem->message != NULL ? problem->message : "", problem->advice, problem->field);
}

void http_reply_refusal(HttpReply *reply, unsigned status, const char *message, const char *advice) {
  reply_problem(reply, status, NULL, message, advice, NULL);
}
