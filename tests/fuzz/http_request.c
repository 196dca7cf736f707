/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What somebody sends before anybody knows them: a target, cookies, whom a proxy heard from, one on each line. A target that
 * is taken has one reading, and writing that reading out and reading it again gives the same; a cookie is found where
 * there is one and only one; an address is one. */
#include "http/forwarded.h"
#include "http/handle.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define COOKIE "bellwether"
#define LINES 4

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length);

static void require(bool holds) {
  if (!holds) {
    abort();
  }
}

/* ---- The target ------------------------------------------------------------------------------------------------- */

static void require_clean(const char *text) {
  require(g_utf8_validate(text, -1, NULL));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
    require(!g_unichar_iscntrl(g_utf8_get_char(at)) && *at != '\\');
  }
}

static void require_segments(const HttpRequest *request) {
  require(request->segment_count <= HTTP_SEGMENTS_MAX && g_strv_length(request->segments) == request->segment_count);
  for (size_t index = 0; index < request->segment_count; index++) {
    const char *segment = request->segments[index];
    require_clean(segment);
    require(strchr(segment, '/') == NULL && strcmp(segment, ".") != 0 && strcmp(segment, "..") != 0);
    require(*segment != '\0' || index + 1 == request->segment_count);
  }
}

static void require_query(const HttpRequest *request) {
  const char *name = NULL;
  json_t *value = NULL;
  require(json_object_size(request->query) <= HTTP_QUERY_NAMES_MAX);
  json_object_foreach(request->query, name, value) {
    require(*name != '\0' && json_is_string(value) && g_utf8_validate(json_string_value(value), -1, NULL));
  }
}

/* The reading written out, with a percent sign wherever one may stand. Free with g_free. */
static char *write_target(const HttpRequest *request) {
  GString *target = g_string_new(NULL);
  for (size_t index = 0; index < request->segment_count; index++) {
    g_string_append_c(target, '/');
    g_string_append_uri_escaped(target, request->segments[index], NULL, FALSE);
  }
  if (request->segment_count == 0)
    g_string_append_c(target, '/');
  const char *name = NULL;
  json_t *value = NULL;
  char before = '?';
  json_object_foreach(request->query, name, value) {
    g_string_append_c(target, before);
    g_string_append_uri_escaped(target, name, NULL, FALSE);
    g_string_append_c(target, '=');
    g_string_append_uri_escaped(target, json_string_value(value), NULL, FALSE);
    before = '&';
  }
  return g_string_free(target, FALSE);
}

static void require_same_again(const HttpRequest *request) {
  HttpRequest again = {0};
  g_autofree char *target = write_target(request);
  const char *query = strchr(target, '?');
  size_t path_length = query != NULL ? (size_t)(query - target) : strlen(target);
  /* What is written out may be three times as long, and then be past a bound. */
  bool fits = path_length <= HTTP_PATH_BYTES_MAX && (query == NULL || strlen(query + 1) <= HTTP_QUERY_BYTES_MAX);
  bool taken = http_request_read_target(&again, target);
  require(taken || !fits);
  if (taken) {
    require(strcmp(again.path, request->path) == 0);
    require(g_strv_equal((const char *const *)again.segments, (const char *const *)request->segments));
    require(json_equal(again.query, request->query));
  }
  http_request_clear(&again);
}

static void try_target(const char *target, const char *type) {
  static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};
  HttpRequest request = {.headers = {.content_type = type}};
  if (http_request_read_target(&request, target)) {
    require(target[0] == '/' && request.path[0] == '/');
    require_clean(request.path);
    require_segments(&request);
    require_query(&request);
    require_same_again(&request);
    for (size_t index = 0; index < G_N_ELEMENTS(methods); index++) {
      request.method = methods[index];
      bool reads = index < 2;
      require((http_body_most(NULL, &request) == 0) == reads); /* goes through all routes */
    }
  }
  http_request_clear(&request);
}

/* ---- Cookies ---------------------------------------------------------------------------------------------------- */

static void try_cookies(const char *header) {
  HttpRequest request = {.headers = {.cookie = header}};
  g_autofree char *value = http_request_cookie(&request, COOKIE);
  size_t count = 0;
  for (const char *at = header; at != NULL; at = strchr(at, ';')) {
    at += *at == ';';
    while (g_ascii_isspace(*at))
      at++;
    count += g_str_has_prefix(at, COOKIE "=");
  }
  require((value != NULL) == (count == 1));
  require(value == NULL || (strchr(value, ';') == NULL && strstr(header, value) != NULL));
}

/* ---- Who asks --------------------------------------------------------------------------------------------------- */

static void require_address(const char *address) {
  struct in6_addr six;
  struct in_addr four;
  require(inet_pton(AF_INET, address, &four) == 1 || inet_pton(AF_INET6, address, &six) == 1);
}

static void try_forwarded(const char *list) {
  static const char *const trusted[] = {"", "192.0.2.0/24", "0.0.0.0/0, ::/0"};
  struct sockaddr_in peer = {.sin_family = AF_INET};
  require(inet_pton(AF_INET, "192.0.2.1", &peer.sin_addr) == 1);
  for (size_t index = 0; index < G_N_ELEMENTS(trusted); index++) {
    g_autoptr(HttpProxies) proxies = http_proxies_read(trusted[index], NULL);
    HttpRequest request = {.headers = {.forwarded_for = list}};
    http_forwarded_fill_in(proxies, (const struct sockaddr *)(const void *)&peer, false, &request);
    require_address(request.address);
    require(index > 0 || strcmp(request.address, "192.0.2.1") == 0); /* nobody is trusted: nothing is believed */
  }
  http_proxies_free(http_proxies_read(list, NULL)); /* a setting, but it has the same reader */
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  g_autofree char *text = g_strndup((const char *)bytes, length);
  g_auto(GStrv) lines = g_strsplit(text, "\n", LINES);
  guint count = g_strv_length(lines);
  if (count > 0)
    try_target(lines[0], count > 3 ? lines[3] : NULL);
  if (count > 1)
    try_cookies(lines[1]);
  if (count > 2)
    try_forwarded(lines[2]);
  return 0;
}
