/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* request.c: reading a request's target and its cookies. */
#include "request.h"

#include <string.h>

void http_request_clear(HttpRequest *request) {
  g_free(request->path);
  g_strfreev(request->segments);
  json_decref(request->query);
  g_clear_pointer(&request->body, g_byte_array_unref);
  *request = (HttpRequest){0};
}

bool http_is_token(const char *text) {
  if (*text == '\0')
    return false;
  for (; *text != '\0'; text++) {
    if (!g_ascii_isalnum(*text) && strchr("!#$%&'*+-.^_`|~", *text) == NULL)
      return false;
  }
  return true;
}

/* ---- The target ------------------------------------------------------------------------------------------------- */

static bool is_clean(const char *text) {
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar character = g_utf8_get_char(at);
    if (g_unichar_iscntrl(character) || character == '\\')
      return false;
  }
  return true;
}

/* One part of a target as text; NULL where it is malformed, holds a NUL or is not UTF-8. */
static char *decode(const char *text, size_t length, bool plus_is_space) {
  g_autofree char *plain = g_strndup(text, length);
  if (plus_is_space)
    g_strdelimit(plain, "+", ' ');
  char *decoded = g_uri_unescape_string(plain, NULL); /* NULL for %00, bad digits; does not check for UTF-8 */
  if (decoded == NULL || g_utf8_validate(decoded, -1, NULL))
    return decoded;
  g_free(decoded);
  return NULL;
}

static bool is_good_segment(const char *segment, bool last) {
  if (segment == NULL || strchr(segment, '/') != NULL || !is_clean(segment))
    return false;
  return strcmp(segment, ".") != 0 && strcmp(segment, "..") != 0 && (*segment != '\0' || last);
}

static bool read_path(HttpRequest *request, const char *path, size_t length) {
  if (length == 0 || length > HTTP_PATH_BYTES_MAX || path[0] != '/')
    return false;
  g_autofree char *copy = g_strndup(path + 1, length - 1);
  g_auto(GStrv) raw = g_strsplit(copy, "/", HTTP_SEGMENTS_MAX + 1);
  size_t count = g_strv_length(raw);
  if (count > HTTP_SEGMENTS_MAX)
    return false;
  g_autoptr(GPtrArray) segments = g_ptr_array_new_with_free_func(g_free);
  for (size_t index = 0; index < count; index++) {
    char *segment = decode(raw[index], strlen(raw[index]), false);
    if (!is_good_segment(segment, index + 1 == count)) {
      g_free(segment);
      return false;
    }
    g_ptr_array_add(segments, segment);
  }
  g_ptr_array_add(segments, NULL);
  request->segment_count = count;
  request->segments = (char **)g_ptr_array_free(g_steal_pointer(&segments), FALSE);
  g_autofree char *joined = g_strjoinv("/", request->segments);
  request->path = g_strconcat("/", joined, NULL);
  return true;
}

static bool read_pair(json_t *query, const char *pair) {
  const char *equals = strchr(pair, '=');
  size_t name_length = equals != NULL ? (size_t)(equals - pair) : strlen(pair);
  g_autofree char *name = decode(pair, name_length, true);
  g_autofree char *value = equals != NULL ? decode(equals + 1, strlen(equals + 1), true) : g_strdup("");
  return name != NULL && value != NULL && *name != '\0' && json_object_get(query, name) == NULL &&
         json_object_set_new(query, name, json_string(value)) == 0;
}

static bool read_query(HttpRequest *request, const char *text) {
  request->query = json_object();
  if (strlen(text) > HTTP_QUERY_BYTES_MAX)
    return false;
  g_auto(GStrv) pairs = g_strsplit(text, "&", HTTP_QUERY_NAMES_MAX + 1);
  if (g_strv_length(pairs) > HTTP_QUERY_NAMES_MAX)
    return false;
  for (char **pair = pairs; *pair != NULL; pair++) {
    if (**pair != '\0' && !read_pair(request->query, *pair))
      return false;
  }
  return true;
}

bool http_request_read_target(HttpRequest *request, const char *target) {
  if (strchr(target, '#') != NULL)
    return false;
  size_t length = strcspn(target, "?");
  return read_path(request, target, length) && read_query(request, target[length] == '?' ? target + length + 1 : "");
}

/* ---- Headers ---------------------------------------------------------------------------------------------------- */

char *http_request_cookie(const HttpRequest *request, const char *name) {
  if (request->headers.cookie == NULL)
    return NULL;
  g_auto(GStrv) pairs = g_strsplit(request->headers.cookie, ";", -1);
  size_t length = strlen(name);
  char *found = NULL;
  for (char **pair = pairs; *pair != NULL; pair++) {
    const char *text = g_strstrip(*pair);
    if (strncmp(text, name, length) != 0 || text[length] != '=')
      continue;
    if (found != NULL) { /* somebody put a second one beside ours: trust neither */
      g_free(found);
      return NULL;
    }
    found = g_strdup(text + length + 1);
  }
  return found;
}

bool http_request_has_type(const HttpRequest *request, const char *type) {
  const char *given = request->headers.content_type;
  size_t length = strlen(type);
  return given != NULL && g_ascii_strncasecmp(given, type, length) == 0 &&
         (given[length] == '\0' || given[length] == ';' || given[length] == ' ');
}
