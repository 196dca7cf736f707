/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * request.h: a request as a handler sees it, and what is refused before any handler sees it.
 *
 * A target is read strictly: a path of at most HTTP_PATH_BYTES_MAX bytes that begins with "/", whose percent signs are
 * followed by two digits, which is UTF-8 with no control character, no backslash, and no segment that is empty, "." or
 * "..". Of two readings of one target there is then only one.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define HTTP_PATH_BYTES_MAX 2000
#define HTTP_QUERY_BYTES_MAX 8000
#define HTTP_QUERY_NAMES_MAX 64
#define HTTP_SEGMENTS_MAX 12
#define HTTP_HEADERS_MAX 64
#define HTTP_ADDRESS_BYTES 64 /* of an address as text, with its end */

/* Texts are the connection's and last as long as the request; NULL where the header is not there. */
typedef struct {
  const char *host;
  const char *content_type;
  const char *content_length;
  const char *transfer_encoding;
  const char *cookie;
  const char *authorization;
  const char *accept;
  const char *origin;
  const char *fetch_site;
  const char *if_none_match;
  const char *idempotency_key;
  const char *csrf_token;
  const char *user_agent;
  const char *forwarded_for;
  const char *forwarded_proto;
  const char *forwarded_host;
} HttpHeaders;

typedef struct {
  const char *method; /* static storage */
  const char *target; /* as it came; the server's */
  char *path;         /* decoded */
  char **segments;    /* of the path, decoded; ends with NULL */
  size_t segment_count;
  json_t *query; /* {name: text}; a name given twice is refused */
  HttpHeaders headers;
  GByteArray *body;                 /* NULL: none */
  char address[HTTP_ADDRESS_BYTES]; /* of who asks, past the proxies that are trusted */
  bool secure;                      /* they asked over TLS, as far as we or our proxy can say */
  int64_t now_ms;
} HttpRequest;

void http_request_clear(HttpRequest *request);

/* Reads the target as it stood in the request line into path, segments and query. False where it is not so. */
bool http_request_read_target(HttpRequest *request, const char *target);

/* Whether a header's name is one that HTTP knows how to write. */
bool http_is_token(const char *text);

/* The value of a cookie: a new text, or NULL where there is none, or more than one of that name. */
char *http_request_cookie(const HttpRequest *request, const char *name);

/* Whether the content type is this one, whatever its parameters. */
bool http_request_has_type(const HttpRequest *request, const char *type);

#endif
