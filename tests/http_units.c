/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* http_units.c: reading targets, cookies, settings and proxies, by table. */
#include "http/forwarded.h"
#include "http/listen.h"
#include "http/request.h"
#include "http/settings.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* ---- Targets ---------------------------------------------------------------------------------------------------- */

static void test_targets(void) {
  static const struct {
    const char *target;
    const char *path; /* NULL: refused */
    size_t segments;
    const char *query; /* as sorted JSON */
  } cases[] = {
      {"/", "/", 0, "{}"},
      {"/w/studio/today", "/w/studio/today", 3, "{}"},
      {"/w/studio/", "/w/studio/", 3, "{}"},
      {"/w/M%C3%BChle", "/w/M\303\274hle", 2, "{}"},
      {"/a?b=c&d=e%20f+g&h", "/a", 1, "{\"b\":\"c\",\"d\":\"e f g\",\"h\":\"\"}"},
      {"/a?b=%3D%26&&c=", "/a", 1, "{\"b\":\"=&\",\"c\":\"\"}"},
      {"/a+b", "/a+b", 1, "{}"},
      {"", NULL, 0, NULL},
      {"a", NULL, 0, NULL},
      {"*", NULL, 0, NULL},
      {"//a", NULL, 0, NULL},
      {"/a//b", NULL, 0, NULL},
      {"/.", NULL, 0, NULL},
      {"/a/../b", NULL, 0, NULL},
      {"/a/%2E%2e/b", NULL, 0, NULL},
      {"/a%2fb", NULL, 0, NULL},
      {"/a\\b", NULL, 0, NULL},
      {"/a%5cb", NULL, 0, NULL},
      {"/a%00", NULL, 0, NULL},
      {"/a%0a", NULL, 0, NULL},
      {"/a%7f", NULL, 0, NULL},
      {"/a%c2%85", NULL, 0, NULL},
      {"/%ff", NULL, 0, NULL},
      {"/%c0%af", NULL, 0, NULL},
      {"/%", NULL, 0, NULL},
      {"/%g1", NULL, 0, NULL},
      {"/a#b", NULL, 0, NULL},
      {"/a?b=%", NULL, 0, NULL},
      {"/a?b=%ff", NULL, 0, NULL},
      {"/a?b=1&b=2", NULL, 0, NULL},
      {"/a?=1", NULL, 0, NULL},
      {"/1/2/3/4/5/6/7/8/9/10/11/12", "/1/2/3/4/5/6/7/8/9/10/11/12", 12, "{}"},
      {"/1/2/3/4/5/6/7/8/9/10/11/12/13", NULL, 0, NULL},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    HttpRequest request = {0};
    g_test_message("%s", cases[index].target);
    g_assert_cmpint(http_request_read_target(&request, cases[index].target), ==, cases[index].path != NULL);
    if (cases[index].path != NULL) {
      char *query = json_dumps(request.query, JSON_COMPACT | JSON_SORT_KEYS);
      g_assert_cmpstr(request.path, ==, cases[index].path);
      g_assert_cmpuint(request.segment_count, ==, cases[index].segments);
      g_assert_cmpstr(query, ==, cases[index].query);
      free(query);
    }
    http_request_clear(&request);
  }
}

static void check_bound(size_t path_bytes, size_t query_bytes, size_t names, bool expected) {
  GString *target = g_string_new("/");
  while (target->len < path_bytes)
    g_string_append_c(target, 'a');
  g_string_append_c(target, '?');
  size_t begin = target->len;
  for (size_t name = 0; name < names; name++)
    g_string_append_printf(target, "%sn%zu=1", name > 0 ? "&" : "", name);
  if (query_bytes > 0)
    g_string_append(target, "n=");
  while (target->len < begin + query_bytes)
    g_string_append_c(target, 'a');
  HttpRequest request = {0};
  g_assert_cmpint(http_request_read_target(&request, target->str), ==, expected);
  http_request_clear(&request);
  g_string_free(target, TRUE);
}

static void test_bounds(void) {
  check_bound(HTTP_PATH_BYTES_MAX, 0, 0, true);
  check_bound(HTTP_PATH_BYTES_MAX + 1, 0, 0, false);
  check_bound(1, HTTP_QUERY_BYTES_MAX, 0, true);
  check_bound(1, HTTP_QUERY_BYTES_MAX + 1, 0, false);
  check_bound(1, 0, HTTP_QUERY_NAMES_MAX, true);
  check_bound(1, 0, HTTP_QUERY_NAMES_MAX + 1, false);
}

static void test_cookies(void) {
  static const struct {
    const char *header;
    const char *value;
  } cases[] = {
      {NULL, NULL},
      {"", NULL},
      {"bellwether=abc", "abc"},
      {"a=1; bellwether=abc; b=2", "abc"},
      {"a=1;bellwether=a=b", "a=b"},
      {"bellwether=abc; bellwether=def", NULL}, /* somebody put one beside ours */
      {"bellwether", NULL},
      {"bellwetherx=1", NULL},
      {"xbellwether=1", NULL},
      {"Bellwether=1", NULL},
      {"bellwether=", ""},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    HttpRequest request = {.headers = {.cookie = cases[index].header}};
    g_autofree char *value = http_request_cookie(&request, "bellwether");
    g_assert_cmpstr(value, ==, cases[index].value);
  }
}

/* ---- Proxies ---------------------------------------------------------------------------------------------------- */

static void test_proxies(void) {
  static const struct {
    const char *trusted;
    const char *peer; /* NULL: a local socket */
    const char *forwarded_for;
    const char *proto;
    const char *address;
    bool secure;
  } cases[] = {
      {"", "192.0.2.1", NULL, NULL, "192.0.2.1", false},
      {"", "192.0.2.1", "198.51.100.7", "https", "192.0.2.1", false}, /* not believed */
      {"192.0.2.1", "192.0.2.1", "198.51.100.7", "https", "198.51.100.7", true},
      {"192.0.2.1", "192.0.2.1", "203.0.113.9, 198.51.100.7", NULL, "198.51.100.7", false}, /* the first is a claim */
      {"192.0.2.0/24", "192.0.2.1", "203.0.113.9, 192.0.2.77", NULL, "203.0.113.9", false},
      {"192.0.2.0/24", "192.0.2.1", "192.0.2.5, 192.0.2.77", NULL, "192.0.2.5", false},
      {"192.0.2.0/25", "192.0.2.129", "203.0.113.9", NULL, "192.0.2.129", false},
      {"192.0.2.1", "192.0.2.1", "nonsense", "https", "192.0.2.1", true},
      {"192.0.2.1", "192.0.2.1", "203.0.113.9, nonsense", NULL, "192.0.2.1", false},
      {"192.0.2.1", "192.0.2.1", NULL, "http", "192.0.2.1", false},
      {"2001:db8::/32", "2001:db8::1", "2001:db9::5", "https", "2001:db9::5", true},
      {"192.0.2.1", "::ffff:192.0.2.1", "198.51.100.7", NULL, "198.51.100.7", false}, /* the same address */
      {"0.0.0.0/0", "192.0.2.1", "198.51.100.7", NULL, "198.51.100.7", false},
      {"", NULL, "198.51.100.7", "https", "198.51.100.7", true}, /* who else would be at a local socket */
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_autoptr(HttpProxies) proxies = http_proxies_read(cases[index].trusted, NULL);
    HttpRequest request = {
        .headers = {.forwarded_for = cases[index].forwarded_for, .forwarded_proto = cases[index].proto}};
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    const char *peer = cases[index].peer;
    bool is_four = peer != NULL && inet_pton(AF_INET, peer, &four.sin_addr) == 1;
    if (peer != NULL && !is_four)
      g_assert_cmpint(inet_pton(AF_INET6, peer, &six.sin6_addr), ==, 1);
    const void *address = peer == NULL ? NULL : is_four ? (const void *)&four : (const void *)&six;
    g_assert_nonnull(proxies);
    http_forwarded_fill_in(proxies, address, false, &request);
    g_test_message("%zu", index);
    g_assert_cmpstr(request.address, ==, cases[index].address);
    g_assert_cmpint(request.secure, ==, cases[index].secure);
  }
}

/* ---- Settings --------------------------------------------------------------------------------------------------- */

static void test_settings(void) {
  static const struct {
    const char *name;
    const char *value;
    bool good;
  } cases[] = {
      {"workers", "1", true},
      {"workers", "512", true},
      {"workers", "0", false},
      {"workers", "513", false},
      {"workers", "many", false},
      {"workers", "", false},
      {"quiet", "yes", true},
      {"quiet", "no", true},
      {"quiet", "1", false},
      {"listen", "127.0.0.1:80", true},
      {"listen", "[::1]:0", true},
      {"listen", ":8080", true},
      {"listen", "unix:/run/a.sock", true},
      {"listen", "unix:", false},
      {"listen", "127.0.0.1", false},
      {"listen", "127.0.0.1:65536", false},
      {"base-url", "https://a.example", true},
      {"base-url", "https://a.example/b/", true},
      {"base-url", "ftp://a.example", false},
      {"base-url", "a.example", false},
      {"base-url", "https://a.example/?b", false},
      {"trusted-proxies", "10.0.0.0/8, ::1", true},
      {"trusted-proxies", "10.0.0.0/33", false},
      {"trusted-proxies", "proxy.example", false},
      {"tls-cert", "/a", false}, /* without its key */
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_auto(HttpSettings) settings;
    g_autoptr(GError) error = NULL;
    bool known = false;
    http_settings_usual(&settings);
    g_assert_true(http_settings_check(&settings, NULL));
    bool good = http_settings_set(&settings, cases[index].name, cases[index].value, &known, &error) &&
                http_settings_check(&settings, &error);
    g_test_message("%s = %s", cases[index].name, cases[index].value);
    g_assert_true(known);
    g_assert_cmpint(good, ==, cases[index].good);
    if (!good)
      g_assert_nonnull(strstr(error->message, cases[index].name));
  }
}

static bool read_text(const char *text, HttpSettings *settings, GError **error) {
  g_autofree char *path = NULL;
  int file = g_file_open_tmp("settings-XXXXXX", &path, NULL);
  g_assert_cmpint(file, >=, 0);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  close(file);
  bool ok = http_settings_read_file(settings, path, error);
  g_remove(path);
  return ok;
}

static void test_settings_file(void) {
  g_auto(HttpSettings) settings;
  g_autoptr(GError) error = NULL;
  http_settings_usual(&settings);
  g_assert_true(read_text("# a comment\n[server]\nworkers = 7\nbase-url=https://a.example\n", &settings, NULL));
  g_assert_cmpint(settings.workers, ==, 7);
  g_assert_cmpstr(settings.base_url, ==, "https://a.example");
  g_assert_false(read_text("[server]\nworker = 7\n", &settings, &error));
  g_assert_nonnull(strstr(error->message, "there is no setting \"worker\""));
  g_clear_error(&error);
  g_assert_false(read_text("[server]\nworkers = seven\n", &settings, &error));
  g_assert_nonnull(strstr(error->message, "expected a whole number from 1 to 512, found \"seven\""));
  g_clear_error(&error);
  g_assert_false(read_text("workers = 7\n", &settings, &error));
  g_clear_error(&error);
  g_assert_false(http_settings_read_file(&settings, "/nowhere/at/all", &error));
}

/* docs/bellwether.conf: every setting with its sentence, and what holds where nothing is said. REFRESH=1 writes it. */
static void test_settings_shown(void) {
  const char *source = g_getenv("SOURCE");
  g_autofree char *path = g_build_filename(source != NULL ? source : ".", "docs", "bellwether.conf", NULL);
  g_auto(HttpSettings) usual;
  GString *text = g_string_new(
      "# Every setting of `bellwether serve`, with what holds where nothing is said. An option (--base-url) or a\n"
      "# variable (BELLWETHER_BASE_URL) of the same name comes over what stands here.\n[server]\n");
  http_settings_usual(&usual);
  const char *name = NULL;
  const char *help = NULL;
  char *value = NULL;
  for (size_t index = 0; http_settings_describe(&usual, index, &name, &value, &help); index++) {
    g_string_append_printf(text, "\n# %s\n#%s=%s\n", help, name, value != NULL ? value : "");
    g_free(value);
  }
  if (g_getenv("REFRESH") != NULL)
    g_assert_true(g_file_set_contents(path, text->str, -1, NULL));
  g_autofree char *shown = NULL;
  g_assert_true(g_file_get_contents(path, &shown, NULL, NULL));
  g_assert_cmpstr(shown, ==, text->str);
  g_string_free(text, TRUE);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/http/targets", test_targets);
  g_test_add_func("/http/targets/bounds", test_bounds);
  g_test_add_func("/http/cookies", test_cookies);
  g_test_add_func("/http/proxies", test_proxies);
  g_test_add_func("/http/settings", test_settings);
  g_test_add_func("/http/settings/file", test_settings_file);
  g_test_add_func("/http/settings/shown", test_settings_shown);
  return g_test_run();
}
