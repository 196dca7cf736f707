/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * html_check.h: what can be told of a page without a browser.
 *
 * Not a parser of all of HTML: one of the HTML that Bellwether writes, whose every element is closed and whose every
 * attribute is in double quotes or stands alone. Anything else in a page was not written by it.
 */
#ifndef TESTS_HTML_CHECK_H
#define TESTS_HTML_CHECK_H

/* NULL where all is well; otherwise what is wrong, with the markup around it: free with g_free. All is well where
 *   - elements are nested and closed, attributes quoted and none twice, '<' and '&' only where they mean markup;
 *   - text is UTF-8 without control characters;
 *   - nothing is there that the strict policy would stop or that runs: style elements and attributes, scripts without a
 *     src, on... attributes; no link leads elsewhere than to http, https, mailto or a path;
 *   - no id is there twice; for, aria-describedby, aria-labelledby, aria-controls and links to "#..." name one that is;
 *   - every input, select and textarea that is seen has a label, a legend around it or aria-label;
 *   - every form that is posted has the hidden fields, every button and link some text, and there is one h1. */
char *html_check(const char *html);

/* Every address of a link and of a form in the page, in its order: free with g_strfreev. element: "a" or "form". */
char **html_addresses(const char *html, const char *element);

#endif
