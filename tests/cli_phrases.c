/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cli_phrases.c: what documents hold, in the words of pages and of the command line. */
#include "words/phrases.h"

#include <string.h>

#define ASSERT_WORDS(call, expected)                                                                                   \
  do {                                                                                                                 \
    g_autofree char *said = (call);                                                                                    \
    g_assert_cmpstr(said, ==, (expected));                                                                             \
  } while (0)

/* A document with ' for ". */
static json_t *document(const char *text) {
  g_autofree char *exact = g_strdup(text);
  for (char *at = strchr(exact, '\''); at != NULL; at = strchr(at, '\''))
    *at = '"';
  json_t *parsed = json_loads(exact, 0, NULL);
  g_assert_nonnull(parsed);
  return parsed;
}

/* A day is that of the zone, in both of its spellings. */
static void test_dates(void) {
  json_t *object = document("{'late':'2026-01-12T23:30:00.000Z','leap':'2024-02-29T00:00:00Z','odd':'soon'}");
  ASSERT_WORDS(phrase_date(object, "late", "UTC"), "12 January 2026");
  ASSERT_WORDS(phrase_date(object, "late", "Europe/Dublin"), "12 January 2026");
  ASSERT_WORDS(phrase_date(object, "late", "Europe/Berlin"), "13 January 2026");
  ASSERT_WORDS(phrase_date_short(object, "late", "America/New_York"), "12 Jan 2026");
  ASSERT_WORDS(phrase_date_short(object, "leap", "America/New_York"), "28 Feb 2024");
  ASSERT_WORDS(phrase_date(object, "leap", NULL), "29 February 2024");
  ASSERT_WORDS(phrase_date(object, "odd", "UTC"), "");
  ASSERT_WORDS(phrase_date(object, "missing", "UTC"), "");
  ASSERT_WORDS(phrase_day(0), "1 January 1970");
  json_decref(object);
}

static void test_months(void) {
  ASSERT_WORDS(phrase_month("2026-01"), "Jan 2026");
  ASSERT_WORDS(phrase_month("2025-12"), "Dec 2025");
  ASSERT_WORDS(phrase_month("2025-13"), "2025-13");
  ASSERT_WORDS(phrase_month("2025-00"), "2025-00");
  ASSERT_WORDS(phrase_month("2025"), "2025");
}

static void test_mandates(void) {
  ASSERT_WORDS(phrase_checks(0), "no decision is drawn for a check");
  ASSERT_WORDS(phrase_checks(1), "every decision is checked");
  ASSERT_WORDS(phrase_checks(5), "one decision in 5 is drawn for a check");
  json_t *within = document("{'level':'act_within','limit_minor':150000,'budget_minor':450000,'period_days':90,"
                            "'check_one_in':1,'expires_at':'2026-01-31T00:00:00Z'}");
  ASSERT_WORDS(phrase_mandate(within, "EUR", "UTC"), "decides alone up to 1,500 EUR, until 31 January 2026");
  ASSERT_WORDS(phrase_mandate_full(within, "EUR", "UTC", PHRASE_OF_THEM),
               "decides alone up to 1,500 EUR, 4,500 EUR in 90 days at most, every decision is checked, until "
               "31 January 2026");
  json_t *advises = document("{'level':'advise'}");
  g_autofree char *yours = phrase_mandate_full(within, "EUR", "UTC", PHRASE_OF_YOU);
  g_assert_true(g_str_has_prefix(yours, "you decide alone up to 1,500 EUR, 4,500 EUR in 90 days"));
  ASSERT_WORDS(phrase_mandate_full(advises, "EUR", "UTC", PHRASE_OF_THEM), "advises");
  ASSERT_WORDS(phrase_mandate_full(advises, "EUR", "UTC", PHRASE_OF_YOU), "you advise");
  json_t *reports = document("{'level':'act_and_report','limit_minor':90000}");
  ASSERT_WORDS(phrase_mandate(reports, "EUR", "UTC"), "decides, and reports each, up to 900 EUR");
  json_decref(reports);
  json_decref(within);
  json_decref(advises);
}

/* The same figures to both sides, each spoken to as itself; below five outcomes no chance to the percent. */
static void test_standings(void) {
  json_t *known = document("{'outcomes':22,'worked':198000,'decisions':10,"
                           "'chance':{'estimate':8300,'low':7100,'high':9300},"
                           "'limit':{'limit_minor':0,'reason':'not_reliable','outcomes':7,'reliable':8700}}");
  ASSERT_WORDS(phrase_worked(known, PHRASE_OF_THEM), "19.8 of 22 worked");
  ASSERT_WORDS(phrase_next(known), "8 in 10, between 7 and 9");
  ASSERT_WORDS(phrase_earned(known, "EUR"), "none yet");
  ASSERT_WORDS(phrase_standing(known, PHRASE_OF_THEM),
               "19.8 of 22 worked; the chance that their next advice works is 83 % (between 71 and 93 %)");
  ASSERT_WORDS(phrase_standing(known, PHRASE_OF_YOU),
               "19.8 of 22 worked; the chance that your next advice works is 83 % (between 71 and 93 %)");
  g_autofree char *theirs = phrase_earned_why(known, "EUR", PHRASE_OF_THEM);
  g_autofree char *yours = phrase_earned_why(known, "EUR", PHRASE_OF_YOU);
  g_assert_nonnull(strstr(theirs, "their advice works"));
  g_assert_nonnull(strstr(yours, "your advice works"));
  json_decref(known);
  json_t *early = document("{'outcomes':1,'worked':10000,'chance':{'estimate':7400,'low':4600,'high':9400},"
                           "'limit':{'limit_minor':0,'reason':'no_stakes'}}");
  ASSERT_WORDS(phrase_worked(early, PHRASE_OF_THEM), "1 of 1 worked");
  ASSERT_WORDS(phrase_next(early), "too early to say more than between 5 and 9 in 10");
  ASSERT_WORDS(phrase_earned_why(early, "EUR", PHRASE_OF_THEM),
               "no advice whose outcome is known says what was at stake");
  json_decref(early);
  json_t *new_one = document("{'outcomes':0,'worked':0,'chance':{'estimate':7000,'low':4000,'high':9000},"
                             "'limit':{'limit_minor':490000,'reason':'earned'}}");
  json_object_set_new(json_object_get(new_one, "limit"), "check_cost_minor", json_integer(5300));
  ASSERT_WORDS(phrase_earned_why(new_one, "EUR", PHRASE_OF_THEM),
               "up to here a check (53 EUR) costs more than it adds");
  ASSERT_WORDS(phrase_earned_why(new_one, "JPY", PHRASE_OF_THEM),
               "up to here a check (5,300 JPY) costs more than it adds");
  ASSERT_WORDS(phrase_earned_why(new_one, "JPY", PHRASE_OF_YOU), "up to here a check costs more than it adds");
  ASSERT_WORDS(phrase_worked(new_one, PHRASE_OF_THEM), "no outcome known yet");
  ASSERT_WORDS(phrase_next(new_one), "usual is between 4 and 9 in 10");
  ASSERT_WORDS(phrase_earned(new_one, "EUR"), "up to 4,900 EUR a decision");
  json_decref(new_one);
}

static void test_stated(void) {
  json_t *sure = document("{'sureness':'sure','outcomes':8,'worked':60000,"
                          "'came_true':{'estimate':7300,'low':4200,'high':9300}}");
  ASSERT_WORDS(phrase_stated(sure), "Sure");
  ASSERT_WORDS(phrase_came_true(sure), "6 of 8 came true (7 in 10, between 4 and 9)");
  json_decref(sure);
  json_t *percent = document("{'chance':7000,'outcomes':1,'worked':5000,"
                             "'came_true':{'estimate':5000,'low':1000,'high':9000}}");
  ASSERT_WORDS(phrase_stated(percent), "About 70 % sure");
  ASSERT_WORDS(phrase_came_true(percent), "0.5 of 1 came true (5 in 10, between 1 and 9)");
  json_object_set_new(percent, "chance", json_integer(0)); /* what was said is counted by the nearest ten */
  ASSERT_WORDS(phrase_stated(percent), "Less than 5 % sure");
  json_object_set_new(percent, "chance", json_integer(10000));
  ASSERT_WORDS(phrase_stated(percent), "95 % sure or more");
  json_decref(percent);
  g_assert_cmpstr(phrase_stated_title(PHRASE_OF_THEM), ==, "What their “sure” is worth");
  g_assert_cmpstr(phrase_stated_title(PHRASE_OF_YOU), ==, "What your “sure” is worth");
}

/* One is no plural. */
static void test_counts(void) {
  ASSERT_WORDS(phrase_days(1), "1 day");
  ASSERT_WORDS(phrase_days(30), "30 days");
  json_t *none = document("{'decided':0,'followed':0}");
  ASSERT_WORDS(phrase_followed(none), NULL);
  json_decref(none);
  json_t *one = document("{'decided':1,'followed':5000}");
  ASSERT_WORDS(phrase_followed(one), "you followed 0.5 of 1 piece of advice of theirs");
  json_decref(one);
  json_t *ten = document("{'decided':10,'followed':10000}");
  ASSERT_WORDS(phrase_followed(ten), "you followed 1 of their last 10 pieces of advice");
  json_decref(ten);
  json_t *daily = document("{'silent_days':1,'usual_days_between':1}");
  ASSERT_WORDS(phrase_quiet(daily), "has said nothing unasked for 1 day, and used to about every day");
  json_decref(daily);
  json_t *seldom = document("{'silent_days':40,'usual_days_between':5}");
  ASSERT_WORDS(phrase_quiet(seldom), "has said nothing unasked for 40 days, and used to about every 5 days");
  json_decref(seldom);
  json_t *mandate = document("{'level':'act_within','limit_minor':100,'budget_minor':100,'period_days':1}");
  ASSERT_WORDS(phrase_mandate_full(mandate, "EUR", "UTC", PHRASE_OF_THEM),
               "decides alone up to 1 EUR, 1 EUR in 1 day at most");
  json_decref(mandate);
}

/* Of an advice that was overridden the known outcome is that of what was done instead. */
static void test_advice(void) {
  json_t *followed =
      document("{'option':'The mill','sureness':'fairly','state':'decided','decision':'follow','worked':10000}");
  ASSERT_WORDS(phrase_became(followed), "fairly sure; followed; it worked");
  ASSERT_WORDS(phrase_advice(followed), "The mill (fairly sure): followed; it worked");
  json_decref(followed);
  json_t *refused =
      document("{'option':'The mill','state':'decided','decision':'override','reason':'Too far','worked':3000}");
  ASSERT_WORDS(phrase_became(refused), "overridden; what was done instead worked to 30 %");
  ASSERT_WORDS(phrase_advice(refused), "The mill: overridden, because: Too far; what was done instead worked to 30 %");
  json_decref(refused);
  json_t *shut = document("{'is_shut':true,'state':'open'}");
  ASSERT_WORDS(phrase_became(shut), "");
  g_assert_cmpstr(phrase_option(shut), ==, "shut: seal your own view, then open it");
  json_decref(shut);
  json_t *undecided = document("{'option':'The mill','state':'decided','worked':10000,'noted':'imported'}");
  json_t *withdrawn = document("{'option':'The mill','state':'withdrawn','reason':'Later'}"); /* put off before */
  ASSERT_WORDS(phrase_advice(withdrawn), "The mill: withdrawn");
  json_decref(withdrawn);
  ASSERT_WORDS(phrase_advice(undecided), "The mill: no decision is on record; it worked");
  g_assert_cmpstr(phrase_noted(undecided), ==, "read from a file of past advice");
  json_decref(undecided);
  json_t *erased = document("{'state':'open','chance':7000}");
  ASSERT_WORDS(phrase_became(erased), "70 % sure; waits for a decision");
  g_assert_cmpstr(phrase_option(erased), ==, "(erased)");
  json_decref(erased);
}

/* Who told it, where the partner did not say it here. */
static void test_noted(void) {
  static const struct {
    const char *advice;
    const char *expected;
  } cases[] = {
      {"{}", NULL},
      {"{'noted':'no'}", NULL},
      {"{'noted':'waiting'}", "written down by the business; the partner has not confirmed it yet"},
      {"{'noted':'confirmed'}", "written down by the business, and confirmed by the partner"},
      {"{'noted':'contradicted'}", "written down by the business, and contradicted by the partner"},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    json_t *advice = document(cases[index].advice);
    g_assert_cmpstr(phrase_noted(advice), ==, cases[index].expected);
    json_decref(advice);
  }
}

/* Only estimates that are older than the evidence say of when they are. */
static void test_age(void) {
  json_t *old = document("{'is_estimate_old':true,'estimated_at':'2026-01-12T23:30:00.000Z'}");
  ASSERT_WORDS(phrase_as_of(old, "Europe/Berlin"),
               "What the record says is as of 13 January 2026; newer entries are not counted in yet");
  json_decref(old);
  json_t *new_one = document("{'estimated_at':'2026-01-12T23:30:00.000Z'}");
  ASSERT_WORDS(phrase_as_of(new_one, "Europe/Berlin"), NULL);
  json_decref(new_one);
}

/* Before its day where it leads, after it where it stands, closed how. */
static void test_goals(void) {
  static const struct {
    const char *state;
    const char *expected;
  } cases[] = {
      {"'state':'open'", ""},
      {"'state':'open','climb':{'readings':0}", "; no reading yet, so nothing can be said"},
      {"'state':'open','climb':{'readings':2,'at_due_low':2345600000,'at_due_high':2999900000,'reached':50}",
       "; as it goes it will be between 2,340 and 2,990 then, and the chance of reaching it is less than 1 %"},
      {"'state':'open','climb':{'readings':2},'is_overdue':true,'stands_at':2000100000",
       "; that day is past; last measured at 2,000.1, short of the target"},
      {"'state':'open','climb':{'readings':2},'is_overdue':true,'stands_at':2000000000",
       "; that day is past; last measured at 2,000, so the target is reached"},
      {"'state':'open','climb':{'readings':0},'is_overdue':true", "; that day is past, and it was never measured"},
      {"'state':'reached'", "; it was reached"},
      {"'state':'dropped'", "; it was dropped"},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_autofree char *text =
        g_strdup_printf("{'name':'Rent','measure':'euros','baseline':3000500000,'target':2000000000,"
                        "'due_at':'2026-12-31T22:00:00Z',%s}",
                        cases[index].state);
    g_autofree char *expected =
        g_strdup_printf("Rent – euros: from 3,000.5 to 2,000 by 31 December 2026%s", cases[index].expected);
    json_t *goal = document(text);
    ASSERT_WORDS(phrase_goal(goal, "UTC"), expected);
    json_decref(goal);
  }
  json_t *upwards =
      document("{'measure':'sales','baseline':1000000,'target':3000000,'is_overdue':true,'stands_at':2000000}");
  g_autofree char *short_of = phrase_goal_course(upwards, "UTC");
  g_assert_true(g_str_has_suffix(short_of, "last measured at 2, short of the target"));
  json_object_set_new(upwards, "stands_at", json_integer(4000000));
  g_autofree char *beyond = phrase_goal_course(upwards, "UTC");
  g_assert_true(g_str_has_suffix(beyond, "last measured at 4, so the target is reached"));
  json_decref(upwards);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/phrases/dates", test_dates);
  g_test_add_func("/phrases/months", test_months);
  g_test_add_func("/phrases/mandates", test_mandates);
  g_test_add_func("/phrases/standings", test_standings);
  g_test_add_func("/phrases/stated", test_stated);
  g_test_add_func("/phrases/counts", test_counts);
  g_test_add_func("/phrases/advice", test_advice);
  g_test_add_func("/phrases/noted", test_noted);
  g_test_add_func("/phrases/age", test_age);
  g_test_add_func("/phrases/goals", test_goals);
  return g_test_run();
}
