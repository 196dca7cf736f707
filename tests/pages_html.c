/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pages_html.c: no value can be taken for markup, and no link leads where it should not. */
#include "support/html_check.h"

#include "pages/html.h"

#include <string.h>

/* Whatever somebody may type; each goes into a text, an attribute and a paragraph. */
static const char *const nasty[] = {
    "plain",
    "",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</textarea></title></p><b>",
    "&lt;b&gt; &amp; &#x41; &#65; &unknown; & &&",
    "<!-- --> ]]> <![CDATA[ <?php ?>",
    "javascript:alert(1)",
    "%s %n %d %",
    "-\x01-\x08\x0b\x0c\x0e\x1f\x7f",
    "\xc2\x80\xc2\x9f", /* the other control characters */
    "\xe2\x80\xae txet \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xa7\xf0\x9f\x8f\xbd",
    "line\r\nline\r\n\r\nparagraph\n\n\n\nlast",
};

static char *make(const char *value) {
  GString *html = g_string_new("<!doctype html>\n<h1>x</h1>");
  html_add(html, "<p title=\"%s\">%s</p>", value, value);
  html_raw(html, "<div>");
  html_text(html, value);
  html_raw(html, "</div>");
  html_words(html, value);
  return g_string_free(html, FALSE);
}

static unsigned count(const char *html, const char *what) {
  unsigned found = 0;
  for (const char *at = strstr(html, what); at != NULL; at = strstr(at + 1, what))
    found++;
  return found;
}

static void check_value(const char *value) {
  g_autofree char *html = make(value);
  g_autofree char *wrong = html_check(html);
  if (wrong != NULL)
    g_error("\"%s\": %s", value, wrong);
  /* No element but those that are ours. */
  unsigned ours = 4 + count(html, "<p dir=\"auto\">") + count(html, "<br>"); /* doctype, h1, p, div */
  unsigned closed = count(html, "</");
  g_assert_cmpuint(count(html, "<"), ==, ours + closed);
}

static void test_escaping(void) {
  for (size_t index = 0; index < G_N_ELEMENTS(nasty); index++)
    check_value(nasty[index]);
}

/* Random mixtures of what has a meaning in HTML, from a seed of our own. */
static void test_mixtures(void) {
  static const char *const parts[] = {"<", ">", "\"", "'",  "&",    ";",        "#x", "/", "=",
                                      "a", " ", "\n", "\r", "\x01", "\xc3\xa9", "--", "!"};
  g_autoptr(GRand) random = g_rand_new_with_seed(20260112);
  for (unsigned round = 0; round < 3000; round++) {
    g_autoptr(GString) value = g_string_new(NULL);
    for (int length = g_rand_int_range(random, 0, 30); length > 0; length--)
      g_string_append(value, parts[g_rand_int_range(random, 0, G_N_ELEMENTS(parts))]);
    check_value(value->str);
  }
}

static void test_long_word(void) {
  g_autofree char *word = g_strnfill(10000, 'w');
  check_value(word);
}

static void test_words(void) {
  g_autoptr(GString) html = g_string_new(NULL);
  html_words(html, "  one\r\ntwo\r\n\r\n\r\n<three>  \n");
  g_assert_cmpstr(html->str, ==, "<p dir=\"auto\">one<br>two</p>\n<p dir=\"auto\">&lt;three&gt;</p>\n");
  g_string_truncate(html, 0);
  html_words(html, NULL);
  html_words(html, " \n\n ");
  html_text(html, NULL);
  g_assert_cmpstr(html->str, ==, "");
}

static void test_links(void) {
  static const char *const safe[] = {"https://example.org/a?b=c#d", "http://x",   "HTTPS://X",
                                     "mailto:a@example.org",        "/w/x/today", "/"};
  static const char *const not_safe[] = {"javascript:alert(1)",
                                         "JaVaScRiPt:alert(1)",
                                         " https://x",
                                         "java\nscript:alert(1)",
                                         "//elsewhere.example",
                                         "data:text/html,x",
                                         "vbscript:x",
                                         "https://",
                                         "",
                                         "relative",
                                         "/\\elsewhere.example",
                                         "\x01https://x",
                                         "file:///etc/passwd",
                                         "mailto:"};
  for (size_t index = 0; index < G_N_ELEMENTS(safe); index++)
    g_assert_true(html_link_is_safe(safe[index]));
  for (size_t index = 0; index < G_N_ELEMENTS(not_safe); index++) {
    if (html_link_is_safe(not_safe[index]))
      g_error("\"%s\" is taken for safe", not_safe[index]);
  }
}

static void test_mail_links(void) {
  static const char *const cases[][2] = {
      {"ada@example.org", "mailto:ada@example.org"},
      {"ada+bills@example.org", "mailto:ada%2Bbills@example.org"},
      {"a@b.c?bcc=d@e.f&body=x", "mailto:a@b.c%3Fbcc%3Dd@e.f%26body%3Dx"},
      {"a\xE2\x80\xAE@b\n", "mailto:a%E2%80%AE@b%0A"},
      {"javascript:x//@", "mailto:javascript%3Ax%2F%2F@"},
      {"call me", NULL},
      {"", NULL},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_autofree char *link = html_mail_link(cases[index][0]);
    g_assert_cmpstr(link, ==, cases[index][1]);
  }
}

/* The yardstick can fail: each of these has one thing wrong. */
static void test_yardstick(void) {
  static const char *const wrong[] = {
      "<h1>x</h1><p>a & b</p>",
      "<h1>x</h1><p title=x>y</p>",
      "<h1>x</h1><p>",
      "<h1>x</h1></p>",
      "<h1>x</h1><b><i>y</b></i>",
      "<h1>x</h1><p style=\"color:red\">y</p>",
      "<h1>x</h1><p onclick=\"y\">z</p>",
      "<h1>x</h1><script>y</script>",
      "<h1>x</h1><a href=\"javascript:y\">z</a>",
      "<h1>x</h1><a href=\"#none\">z</a>",
      "<h1>x</h1><a href=\"/\"></a>",
      "<h1>x</h1><p id=\"a\">y</p><p id=\"a\">z</p>",
      "<h1>x</h1><input name=\"a\">",
      "<h1>x</h1><input id=\"a\" name=\"a\">",
      "<h1>x</h1><form method=\"post\"></form>",
      "<p>no heading</p>",
      "<h1>x</h1><h1>y</h1>",
      "<h1>x</h1><label for=\"no\">y</label>",
      "<h1>x</h1><p>\x01</p>",
      "<h1>x</h1><p>\xff</p>",
      "<h1>x</h1>< p>",
      "<h1>x</h1><p a=\"1\" a=\"2\">y</p>",
      "<h1>x</h1><p><p>y</p></p>",
      "<h1>x</h1><p/>",
  };
  for (size_t index = 0; index < G_N_ELEMENTS(wrong); index++) {
    g_autofree char *said = html_check(wrong[index]);
    if (said == NULL)
      g_error("nothing wrong is found in %s", wrong[index]);
  }
  g_autofree char *well = html_check("<!doctype html>\n<h1>x</h1><p title=\"&quot;\">a &amp; b<br></p>");
  g_assert_null(well);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/html/yardstick", test_yardstick);
  g_test_add_func("/html/escaping", test_escaping);
  g_test_add_func("/html/mixtures", test_mixtures);
  g_test_add_func("/html/long_word", test_long_word);
  g_test_add_func("/html/words", test_words);
  g_test_add_func("/html/links", test_links);
  g_test_add_func("/html/mail_links", test_mail_links);
  return g_test_run();
}
