/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* html.c: escaping. */
#include "html.h"

#include <stdarg.h>
#include <string.h>

#define INSTEAD "\xEF\xBF\xBD" /* U+FFFD */

/* GLib escapes control characters as &#x1; and the like, which HTML takes for mistakes. An ampersand of a value comes out
 * as &amp;, so that nothing else looks like that. */
static void append_without_controls(GString *html, const char *escaped) {
  for (const char *found = strstr(escaped, "&#x"); found != NULL; found = strstr(escaped, "&#x")) {
    const char *end = strchr(found, ';');
    g_string_append_len(html, escaped, found - escaped);
    g_string_append(html, INSTEAD);
    escaped = end + 1;
  }
  g_string_append(html, escaped);
}

void html_raw(GString *html, const char *markup) {
  g_string_append(html, markup);
}

void html_add(GString *html, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *escaped = g_markup_vprintf_escaped(format, arguments);
  va_end(arguments);
  append_without_controls(html, escaped);
}

void html_text(GString *html, const char *text) {
  if (text != NULL)
    html_add(html, "%s", text);
}

static void add_paragraph(GString *html, const char *paragraph) {
  g_auto(GStrv) lines = g_strsplit(paragraph, "\n", -1);
  html_raw(html, "<p dir=\"auto\">");
  for (char **line = lines; *line != NULL; line++) {
    if (line != lines)
      html_raw(html, "<br>");
    html_text(html, *line);
  }
  html_raw(html, "</p>\n");
}

void html_words(GString *html, const char *words) {
  if (words == NULL)
    return;
  g_auto(GStrv) parts = g_strsplit(words, "\r", -1); /* browsers send lines with CR LF */
  g_autofree char *plain = g_strjoinv("", parts);
  g_auto(GStrv) paragraphs = g_strsplit(plain, "\n\n", -1);
  for (char **paragraph = paragraphs; *paragraph != NULL; paragraph++) {
    g_strstrip(*paragraph);
    if (**paragraph != '\0')
      add_paragraph(html, *paragraph);
  }
}

char *html_mail_link(const char *mail) {
  g_autofree char *escaped = g_uri_escape_string(mail, "@", FALSE);
  return strchr(mail, '@') != NULL ? g_strconcat("mailto:", escaped, NULL) : NULL;
}

bool html_link_is_safe(const char *address) {
  static const char *const schemes[] = {"http://", "https://", "mailto:", NULL};
  for (const char *at = address; *at != '\0'; at++) {
    if ((unsigned char)*at <= ' ' || *at == '\\') /* browsers skip blanks and turn \ around */
      return false;
  }
  for (const char *const *scheme = schemes; *scheme != NULL; scheme++) {
    if (g_ascii_strncasecmp(address, *scheme, strlen(*scheme)) == 0)
      return address[strlen(*scheme)] != '\0';
  }
  return address[0] == '/' && address[1] != '/';
}
