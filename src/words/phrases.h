/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* phrases.h: what documents hold, in the words of a page. Every char * that is returned is the caller's. */
#ifndef WORDS_PHRASES_H
#define WORDS_PHRASES_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Members: NULL, or the value given, where they are not there. */
const char *phrase_text(const json_t *object, const char *name);
int64_t phrase_integer(const json_t *object, const char *name, int64_t otherwise);

/* A text that may have been erased, which the member of the second name says: then "(erased)". */
const char *phrase_kept(const json_t *object, const char *name, const char *erased);

/* Whether there is more than the document's list of that name holds. */
bool phrase_has_more(const json_t *document, const char *list);

char *phrase_money(int64_t minor, const char *currency); /* "1,200.50 EUR" */
/* Ten-thousandths as whole per cent, rounded as everywhere. */
int phrase_per_cent(int64_t ten_thousandths);
/* A value of a measure: what was written down as it was, "12,345.678"; what is only estimated to three figures, "12,300". */
char *phrase_measure(int64_t millionths);
char *phrase_measure_about(int64_t millionths);

/* Dates as people read them, in the zone: in a sentence "1 March 2026", in a column "1 Mar 2026"; "" where there is none. A
 * month of a year, "2026-03", is "Mar 2026". */
char *phrase_date(const json_t *object, const char *name, const char *zone);
char *phrase_date_short(const json_t *object, const char *name, const char *zone);
char *phrase_month(const char *month);

/* The day of a time in UTC, where no workspace says its zone: "1 March 2026". */
char *phrase_day(int64_t time_ms);

/* The same with the time of day, where it is not the day's first moment: "31 January 2026, 22:59 UTC"; in a zone, where it is
 * not its last either: "31 January 2026, 22:59". zone: NULL is UTC. */
char *phrase_moment(int64_t time_ms, const char *zone);

/* How many days of the calendar in that zone lie between a row's date and now; below nought: it is yet to come. G_MININT64 where
 * it has none. What is due by the end of a day is due today from its morning on. */
int64_t phrase_days_past(const json_t *row, const char *date, const json_t *document, const char *now,
                         const char *zone);

/* So many days: "1 day", "30 days". */
char *phrase_days(int64_t days);

/* Whom a phrase speaks of: the same figures are shown to both sides. */
typedef enum { PHRASE_OF_THEM, PHRASE_OF_YOU } PhraseOf;

/* An estimate as a chance: "7 in 10, between 5 and 8"; NULL where it is not known. */
char *phrase_chance(const json_t *estimate);

/* Who did a thing, of a row's "name" and "side", or its id in `member` where neither is known; and what a decider had been
 * shown when they decided, as chances, or NULL where nothing was. The caller frees them. */
char *phrase_who(const json_t *row, const char *member);
char *phrase_shown(const json_t *decision);

/* "What the record says is as of 5 January 2026; newer entries are not counted in yet", of a document whose estimates are
 * older than that; NULL of another. */
char *phrase_as_of(const json_t *document, const char *zone);

/* Whether the document's estimates are of all that is on record: what it says nothing of then, nothing counts for. */
bool phrase_is_of_today(const json_t *document);

/* A standing in one line: "2 of 3 worked; too early to say more (between 3 and 9 in 10)"; the count alone, "2 of 3 worked";
 * and how much can be said of the next advice: "8 in 10, between 7 and 9". */
char *phrase_standing(const json_t *document, PhraseOf of);
char *phrase_worked(const json_t *document, PhraseOf of);
char *phrase_next(const json_t *document);

/* What the words for how sure they were have been worth, of one row of "stated": what was said, "Fairly sure", "70 % sure";
 * how much of it came true, "6 of 8 came true (7 in 10, between 4 and 9)"; and the title over the rows. */
char *phrase_stated(const json_t *stated);
char *phrase_came_true(const json_t *stated);
const char *phrase_stated_title(PhraseOf of);

/* How much of a partner's last advice was followed, to whoever decides on it: "you followed 3 of their last 10 pieces of
 * advice"; NULL where nothing was decided. And since when a partner has gone quiet: "has said nothing unasked for 40 days,
 * and used to about every 5 days". */
char *phrase_followed(const json_t *last_ten);
char *phrase_quiet(const json_t *row);

/* The limit of a standing, "up to 4,900 EUR a decision" or "none yet", and why it is that; and both in one line. */
char *phrase_earned(const json_t *document, const char *currency);
char *phrase_earned_why(const json_t *document, const char *currency, PhraseOf of);
char *phrase_limit(const json_t *document, const char *currency);

/* Of a standing: the hours of checking that the freedom earned would have handed back so far; NULL where it is none. And how
 * often they were followed, beside how often the record says that they should have been; NULL where nobody decided. */
char *phrase_handed_back(const json_t *document);
char *phrase_heard(const json_t *standing);

/* A mandate's level: "decides up to the limit". Static storage. */
const char *phrase_level(const char *level);

/* A mandate: "decides alone up to 1,500 EUR, until 31 January 2026"; at length with its budget and its checks. */
char *phrase_mandate(const json_t *mandate, const char *currency, const char *zone);
char *phrase_mandate_full(const json_t *mandate, const char *currency, const char *zone, PhraseOf of);

/* How many decisions made alone are checked: "every decision is checked". */
char *phrase_checks(int64_t one_in);

/* What an advice recommends and what became of it, in one line: "The old mill (fairly sure): overridden". */
char *phrase_advice(const json_t *advice);

/* The same in pieces: what it recommends, and what became of it, "fairly sure; followed; it worked", without the reason. */
const char *phrase_option(const json_t *advice);
char *phrase_became(const json_t *advice);

/* What was decided, "followed in part"; how a road turned out of 10,000, "it worked to 30 %"; and of advice that the
 * business wrote down or read from a file, what the partner says to that: "written down by the business; the partner has
 * not confirmed it yet", NULL of any other. */
const char *phrase_decision(const char *decision);
char *phrase_outcome(int64_t worked);
const char *phrase_noted(const json_t *advice);

/* A goal: "Rent – euros a month: from 3,000 to 2,000 by 31 December 2026; as it goes it will be between …"; after that day
 * what was measured last, and of one that was closed whether it was reached. */
char *phrase_goal(const json_t *goal, const char *zone);

/* The same without its name. */
char *phrase_goal_course(const json_t *goal, const char *zone);

/* The goal that a row names, "Rent  [g4]", of its members "goal" and "goal_id" (or what the member is called before _id);
 * the id alone where its name is not the reader's, NULL where there is none. */
char *phrase_goal_named(const json_t *row, const char *member);

#endif
