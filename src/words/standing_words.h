/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* standing_words.h: what a standing says, in plain words. */
#ifndef WORDS_STANDING_WORDS_H
#define WORDS_STANDING_WORDS_H

#include "bellwether/bellwether.h"

/* Outcomes from which on the numbers are shown; with fewer, counts and a range in words. */
#define TRUST_OUTCOMES_FOR_NUMBERS 5

/* The count alone: "2 of 3 worked", or that none is known yet. Free. */
char *trust_worked_words(const BellwetherStanding *standing, bool to_them);

/* The chance in words, with its count: "2 of 3 worked; too early to say more (between 3 and 9 in 10)". to_them: it is said
 * to the partner themselves. Free. */
char *trust_chance_words(const BellwetherStanding *standing, bool to_them);

/* Why the standing's limit is what it is, in one line of plain words. check_cost: what a check costs, as money, "53 EUR"; NULL
 * where no currency is known: then it is said as a number. Free with g_free. */
char *trust_limit_words(const BellwetherStanding *standing, bool to_them, const char *check_cost);

/* The reason as one word for programs: "too_few", "earned" … Static storage. */
const char *trust_limit_code(BellwetherLimitReason reason);

#endif
