/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * words.h: numbers in plain words, and text fitted to a width.
 *
 * Numbers are written the same in every locale, so that two people read the same figures off one record. Every char *
 * that is returned is the caller's, to be freed with g_free.
 */
#ifndef WORDS_WORDS_H
#define WORDS_WORDS_H

#include "bellwether/bellwether.h"

#include <glib.h>
#include <jansson.h>

char *words_percent(double share);           /* "72 %": of estimates */
char *words_share(int64_t ten_thousandths);  /* "12.5 %": as somebody said or agreed it, to the last decimal */
char *words_amount(double amount);           /* "1,200": three figures that count, never more: of estimates */
char *words_count(size_t count);             /* "6,995" */
char *words_millionths(int64_t millionths);  /* "-12,345.678": as it was entered, to the last decimal that is not 0 */
char *words_sum(double sum);                 /* a sum of outcomes: "9", or "9.5" where they were fractions */
char *words_tenths(double low, double high); /* "between 3 and 9 in 10", or "about 7 in 10" */

/* An option's words as the record compares them (record/option.h), for rooms that see no record. */
char *words_folded(const char *words);

/* A name for a page or a terminal: control characters, which could move its cursor, as spaces, and cut with … where it
 * would take more than `width` columns. */
char *words_label(const char *name, int width);

/* Columns that a UTF-8 text takes on a terminal. */
int words_width(const char *text);

/* Cuts a text into lines of at most `width` columns, at spaces where there are any, always at newlines. */
GPtrArray *words_wrap(const char *text, int width);

/* The text with U+FFFD for every control character but line breaks and tabs: a terminal would take them for orders. Free. */
char *words_printable(const char *text);

/* A number for a table that a machine reads: fixed decimals, "" for NAN. */
char *words_number(double number, int decimals);

/* A finite number, or null. */
json_t *words_json_number(double number);
/* {"estimate", "low", "high"}, or null where there is no estimate. */
json_t *words_json_estimate(const BellwetherEstimate *estimate);

#endif
