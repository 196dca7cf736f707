/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* phrases.h: what documents hold, in the words of a page. Every char * that is returned is the caller's. */
#ifndef WORDS_PHRASES_H
#define WORDS_PHRASES_H

#include <glib.h>
#include <jansson.h>
#include <stdint.h>

/* Members: NULL, or the value given, where they are not there. */
const char *phrase_text(const json_t *object, const char *name);
int64_t phrase_integer(const json_t *object, const char *name, int64_t otherwise);

char *phrase_money(int64_t minor, const char *currency); /* "1,200.50 EUR" */
char *phrase_date(const json_t *object, const char *name,
                  const char *zone);      /* "2026-03-01" there; "" where it is not */
char *phrase_measure(int64_t millionths); /* "2,950" */

/* An estimate as a chance: "7 in 10, between 5 and 8"; NULL where it is not known. */
char *phrase_chance(const json_t *estimate);

/* A standing: "2 of 3 worked; too early to say more (between 3 and 9 in 10)", and why the limit is what it is. */
char *phrase_standing(const json_t *document);
char *phrase_limit(const json_t *document, const char *currency);

/* A mandate's level: "decides up to the limit". Static storage. */
const char *phrase_level(const char *level);

/* What an advice recommends and what became of it, in one line: "The old mill (fairly sure): overridden". */
char *phrase_advice(const json_t *advice);

/* A goal: "Rent, euros a month: 3,000 to 2,000 by 2026-12-31; as it goes 3,060 then, and 1 in 100 that it is reached". */
char *phrase_goal(const json_t *goal, const char *zone);

#endif
