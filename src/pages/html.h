/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * html.h: writing HTML in which no value can be taken for markup.
 *
 * What a page writes is either a literal of ours (html_raw) or a format whose every value is escaped (html_add). Control
 * characters, which HTML can't hold in any spelling, come out as U+FFFD; so does half a character. A link that a person
 * typed goes through html_link_is_safe.
 */
#ifndef PAGES_HTML_H
#define PAGES_HTML_H

#include <glib.h>
#include <stdbool.h>

/* A literal of this program. */
void html_raw(GString *html, const char *markup);

/* A format of this program; its values are escaped, for text and for attributes in double quotes. */
void html_add(GString *html, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* One value alone, escaped. NULL is nothing. */
void html_text(GString *html, const char *text);

/* What somebody wrote at length: paragraphs where they left a line empty, breaks where they began a new one, in the
 * direction that its letters have. NULL: nothing. */
void html_words(GString *html, const char *words);

/* Whether an address may be the target of a link: http, https or mailto, or a path on this server. */
bool html_link_is_safe(const char *address);

/* The target of a link to somebody's mail address: all but letters, digits and a few signs is escaped, so that what stands
 * behind a '?' of theirs adds no receiver and no subject. Free with g_free; NULL where it is no address. */
char *html_mail_link(const char *mail);

#endif
