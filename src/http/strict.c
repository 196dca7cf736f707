/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* strict.c: going through a request's headers once. */
#include "strict.h"

#include <stddef.h>
#include <string.h>

typedef struct {
  const char *name;
  size_t offset;
} Known;

/* Each may stand there once. Two X-Forwarded-For are as good as one with a comma, but which of them our own proxy wrote
 * can't be told. */
static const Known known[] = {
    {"Host", offsetof(HttpHeaders, host)},
    {"Content-Type", offsetof(HttpHeaders, content_type)},
    {"Content-Length", offsetof(HttpHeaders, content_length)},
    {"Transfer-Encoding", offsetof(HttpHeaders, transfer_encoding)},
    {"Cookie", offsetof(HttpHeaders, cookie)},
    {"Authorization", offsetof(HttpHeaders, authorization)},
    {"Accept", offsetof(HttpHeaders, accept)},
    {"Origin", offsetof(HttpHeaders, origin)},
    {"Sec-Fetch-Site", offsetof(HttpHeaders, fetch_site)},
    {"If-None-Match", offsetof(HttpHeaders, if_none_match)},
    {"Idempotency-Key", offsetof(HttpHeaders, idempotency_key)},
    {"X-CSRF-Token", offsetof(HttpHeaders, csrf_token)},
    {"User-Agent", offsetof(HttpHeaders, user_agent)},
    {"X-Forwarded-For", offsetof(HttpHeaders, forwarded_for)},
    {"X-Forwarded-Proto", offsetof(HttpHeaders, forwarded_proto)},
    {"X-Forwarded-Host", offsetof(HttpHeaders, forwarded_host)},
};

typedef struct {
  HttpHeaders *headers;
  const char *wrong;
  unsigned count;
} Reading;

/* The parser leaves name and value where they came in, with nothing but the colon and blanks between; only a header that
 * goes on in the next line is put together elsewhere. */
static bool is_one_line(const char *name, const char *value) {
  uintptr_t end = (uintptr_t)name + strlen(name) + 1;
  uintptr_t begin = (uintptr_t)value;
  if (begin < end || begin - end > HTTP_QUERY_BYTES_MAX)
    return false;
  return strspn(name + strlen(name) + 1, " \t") >= begin - end;
}

static bool is_clean(const char *value) {
  for (; *value != '\0'; value++) {
    if (((unsigned char)*value < ' ' && *value != '\t') || *value == 0x7f)
      return false;
  }
  return true;
}

static bool is_digits(const char *text) {
  return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

static const char *take(HttpHeaders *headers, const char *name, const char *value) {
  for (size_t index = 0; index < G_N_ELEMENTS(known); index++) {
    if (g_ascii_strcasecmp(name, known[index].name) != 0)
      continue;
    const char **place = (const char **)(void *)((char *)headers + known[index].offset);
    if (*place != NULL)
      return "A header that says one thing is given twice";
    *place = value;
    return NULL;
  }
  return NULL;
}

static enum MHD_Result read_one(void *data, enum MHD_ValueKind kind, const char *name, const char *value) {
  Reading *reading = data;
  (void)kind;
  if (value == NULL)
    value = name + strlen(name) + 1;
  if (++reading->count > HTTP_HEADERS_MAX)
    reading->wrong = "There are too many headers";
  else if (!http_is_token(name) || !is_clean(value))
    reading->wrong = "A header is malformed";
  else if (!is_one_line(name, value))
    reading->wrong = "A header goes on in the next line";
  else
    reading->wrong = take(reading->headers, name, value);
  return reading->wrong == NULL ? MHD_YES : MHD_NO;
}

const char *http_strict_read_headers(struct MHD_Connection *connection, HttpHeaders *headers) {
  Reading reading = {.headers = headers};
  MHD_get_connection_values(connection, MHD_HEADER_KIND, read_one, &reading);
  if (reading.wrong != NULL)
    return reading.wrong;
  if (headers->transfer_encoding != NULL && headers->content_length != NULL)
    return "Content-Length and Transfer-Encoding contradict each other";
  if (headers->transfer_encoding != NULL && g_ascii_strcasecmp(headers->transfer_encoding, "chunked") != 0)
    return "The transfer encoding must be \"chunked\"";
  if (headers->content_length != NULL && !is_digits(headers->content_length))
    return "The content length must be a number";
  return NULL;
}
