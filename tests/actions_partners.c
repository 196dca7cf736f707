/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* actions_partners.c: the direction and its goals, skills, partners, contacts, engagements and fees. */
#include "support/action_sample.h"

#include <string.h>

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char other[21]; /* engagement of eve's */
} Fixture;

static void set_up(Fixture *fixture, const void *data) {
  (void)data;
  fixture->sample = action_sample_new();
  action_sample_open(fixture->sample, fixture->partner, fixture->engagement);
  action_sample_add_others(fixture->sample, fixture->other);
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_finish(fixture->sample);
}

static void expect(Fixture *fixture, const char *sql, const char *answer) {
  g_autofree char *found = action_sample_ask(fixture->sample, sql);
  g_assert_cmpstr(found, ==, answer);
}

static void test_direction(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "cyd", "set_direction", RECORD_PROBLEM_FORBIDDEN, NULL, "{'words':'Up'}");
  action_sample_refuse(sample, "ada", "set_direction", RECORD_PROBLEM_INVALID, "words", "{'words':'  '}");
  action_sample_do(sample, "ada", "set_direction", "{'words':'Fewer, larger clients'}");
  expect(fixture, "SELECT shared FROM directions", "1");
  action_sample_do(sample, "ada", "set_direction", "{'words':'Fewer, larger, nearer clients','shared':false}");
  action_sample_do(sample, "ada", "set_direction", "{'words':'Fewer, larger, nearer, kinder clients'}");
  expect(fixture, "SELECT shared FROM directions", "0"); /* other words give nothing out that was kept back */
  expect(fixture, "SELECT COUNT(*) FROM directions", "1");
}

static void test_goals(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ada", "add_goal", RECORD_PROBLEM_INVALID, "target",
                       "{'name':'n','measure':'m','baseline':'4','target':'4','due_at':'2026-12-31'}");
  action_sample_refuse(sample, "ada", "add_goal", RECORD_PROBLEM_INVALID, "due_at",
                       "{'name':'n','measure':'m','baseline':'4','target':'5','due_at':'2025-12-31'}");
  g_autofree char *goal = g_strdup(action_sample_do(
      sample, "ada", "add_goal",
      "{'name':'Grow','measure':'orders a month','baseline':'40','target':'60.5','due_at':'2026-12-31'}"));
  expect(fixture, "SELECT baseline || ' ' || target FROM goals", "40000000 60500000");
  action_sample_refuse(sample, "ada", "change_goal", RECORD_PROBLEM_INVALID, NULL, "{'goal':'%s'}", goal);
  action_sample_refuse(sample, "ada", "change_goal", RECORD_PROBLEM_INVALID, "target", "{'goal':'%s','target':'40'}",
                       goal);
  action_sample_refuse(sample, "ada", "change_goal", RECORD_PROBLEM_NOT_FOUND, "goal", "{'goal':'g999','target':'4'}");
  action_sample_do(sample, "ada", "change_goal", "{'goal':'%s','target':'70','name':'Grow more'}", goal);
  action_sample_refuse(sample, "ben", "record_reading", RECORD_PROBLEM_FORBIDDEN, NULL, "{'goal':'%s','value':'50'}",
                       goal);
  action_sample_refuse(sample, "cyd", "record_reading", RECORD_PROBLEM_INVALID, "read_at",
                       "{'goal':'%s','value':'50','read_at':'2026-02-01'}", goal);
  action_sample_do(sample, "cyd", "record_reading", "{'goal':'%s','value':'50','read_at':'2025-12-01'}", goal);
  action_sample_do(sample, "cyd", "record_reading", "{'goal':'%s','value':'45','read_at':'2025-12-01'}", goal);
  action_sample_do(sample, "ada", "record_reading", "{'goal':'%s','value':'-1'}", goal);
  expect(fixture, "SELECT group_concat(value, ' ') FROM (SELECT value FROM readings ORDER BY at_ms)",
         "45000000 -1000000");
  action_sample_do(sample, "ada", "close_goal", "{'goal':'%s','outcome':'reached','words':'At last'}", goal);
  action_sample_do(sample, "cyd", "record_reading", "{'goal':'%s','value':'71'}", goal); /* goes on being measured */
  action_sample_refuse(sample, "ada", "close_goal", RECORD_PROBLEM_CONFLICT, "goal",
                       "{'goal':'%s','outcome':'dropped'}", goal);
  action_sample_refuse(sample, "ada", "change_goal", RECORD_PROBLEM_CONFLICT, "goal", "{'goal':'%s','target':'80'}",
                       goal);
  g_autofree char *second = g_strdup(action_sample_do(
      sample, "ada", "add_goal", "{'name':'n','measure':'m','baseline':'4','target':'1','due_at':'2026-12-31'}"));
  action_sample_do(sample, "ada", "close_goal", "{'goal':'%s','outcome':'dropped'}", second);
  action_sample_refuse(sample, "cyd", "record_reading", RECORD_PROBLEM_CONFLICT, "goal", "{'goal':'%s','value':'2'}",
                       second);
}

static void test_skills(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *skill = action_sample_ask(sample, "SELECT skill_id FROM skills");
  action_sample_refuse(sample, "ada", "change_skill", RECORD_PROBLEM_INVALID, NULL, "{'skill':'%s'}", skill);
  action_sample_refuse(sample, "ada", "change_skill", RECORD_PROBLEM_NOT_FOUND, "skill",
                       "{'skill':'s999','stance':'rent'}");
  action_sample_do(sample, "ada", "change_skill", "{'skill':'%s','stance':'focus','why':'We are better'}", skill);
  action_sample_do(sample, "ada", "change_skill", "{'skill':'%s','retired':true}", skill);
  expect(fixture, "SELECT stance || ' ' || state FROM skills", "focus retired");
  action_sample_refuse(sample, "ada", "start_engagement", RECORD_PROBLEM_CONFLICT, "skill",
                       "{'partner':'%s','skill':'%s'}", fixture->partner, skill);
  action_sample_do(sample, "ada", "change_skill", "{'skill':'%s','retired':false}", skill);
  expect(fixture, "SELECT stance || ' ' || state FROM skills", "focus held");
}

static void test_partners(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "cyd", "change_partner", "{'partner':'%s','about':'Old friends'}", fixture->partner);
  action_sample_refuse(sample, "ada", "change_partner", RECORD_PROBLEM_CONFLICT, "retired",
                       "{'partner':'%s','retired':true}", fixture->partner);
  g_autofree char *contact = g_strdup(action_sample_do(
      sample, "ada", "add_contact", "{'partner':'%s','name':'Ben','phone':'030 1'}", fixture->partner));
  action_sample_refuse(sample, "ada", "add_contact", RECORD_PROBLEM_NOT_FOUND, "partner",
                       "{'partner':'p999','name':'Ben'}");
  action_sample_do(sample, "ada", "retire_contact", "{'contact':'%s'}", contact);
  action_sample_refuse(sample, "ada", "retire_contact", RECORD_PROBLEM_CONFLICT, "contact", "{'contact':'%s'}",
                       contact);
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s'}", fixture->engagement);
  action_sample_do(sample, "ada", "change_partner", "{'partner':'%s','retired':true}", fixture->partner);
  expect(fixture, "SELECT state FROM partners ORDER BY seq", "retired");
  g_autofree char *skill = action_sample_ask(sample, "SELECT skill_id FROM skills");
  action_sample_refuse(sample, "ada", "start_engagement", RECORD_PROBLEM_CONFLICT, "partner",
                       "{'partner':'%s','skill':'%s'}", fixture->partner, skill);
}

static void test_engagements(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  const char *engagement = fixture->engagement;
  g_autofree char *goal = g_strdup(action_sample_do(
      sample, "ada", "add_goal", "{'name':'n','measure':'m','baseline':'4','target':'1','due_at':'2026-12-31'}"));
  action_sample_refuse(sample, "ada", "change_engagement", RECORD_PROBLEM_INVALID, NULL, "{'engagement':'%s'}",
                       engagement);
  action_sample_refuse(sample, "ada", "change_engagement", RECORD_PROBLEM_INVALID, "gain_share",
                       "{'engagement':'%s','gain_share':'5 %%'}", engagement);
  action_sample_refuse(sample, "ada", "change_engagement", RECORD_PROBLEM_NOT_FOUND, "goals",
                       "{'engagement':'%s','goals':['g999']}", engagement);
  action_sample_refuse(sample, "ada", "change_engagement", RECORD_PROBLEM_INVALID, "renews_at",
                       "{'engagement':'%s','renews_at':'2025-01-01'}", engagement);
  action_sample_refuse(sample, "ada", "change_engagement", RECORD_PROBLEM_INVALID, "no_renewal",
                       "{'engagement':'%s','renews_at':'2027-01-01','no_renewal':true}", engagement);
  action_sample_do(sample, "ada", "change_engagement",
                   "{'engagement':'%s','goals':['%s'],'gain_share':'5 %%','gain_goal':'%s','renews_at':'2027-01-01'}",
                   engagement, goal, goal);
  action_sample_do(sample, "ada", "change_engagement", "{'engagement':'%s','fee':'120','gain_share':'6 %%'}",
                   engagement);
  expect(fixture,
         "SELECT fee_minor || ' ' || gain_share || ' ' || (renews_at_ms > 0) "
         "FROM engagements WHERE fee_minor IS NOT NULL",
         "12000 600 1");
  expect(fixture, "SELECT COUNT(*) FROM engagement_goals", "1");
  action_sample_do(sample, "ada", "change_engagement", "{'engagement':'%s','no_renewal':true,'goals':[]}", engagement);
  expect(fixture, "SELECT COUNT(renews_at_ms) FROM engagements", "0");
  expect(fixture, "SELECT COUNT(*) FROM engagement_goals", "0");
  action_sample_do(sample, "cyd", "record_fee", "{'engagement':'%s','amount':'100.50','note':'March'}", engagement);
  action_sample_do(sample, "cyd", "record_fee", "{'engagement':'%s','amount':'-0.50'}", engagement);
  action_sample_refuse(sample, "cyd", "record_fee", RECORD_PROBLEM_INVALID, "paid_at",
                       "{'engagement':'%s','amount':'1','paid_at':'2027-01-01'}", engagement);
  expect(fixture, "SELECT SUM(amount_minor) FROM fees", "10000");
  action_sample_refuse(sample, "ada", "end_engagement", RECORD_PROBLEM_INVALID, "ends_at",
                       "{'engagement':'%s','ends_at':'2025-01-01'}", engagement);
  /* Nor before the last advice in it, unless that was taken back. */
  g_autofree char *late = g_strdup(
      action_sample_do(sample, "ben", "advise", "{'option':'Paint','know_by':'2026-06-01','worked_if':'it shines'}"));
  sample->now_ms += 1;
  action_sample_refuse(sample, "ada", "end_engagement", RECORD_PROBLEM_INVALID, "ends_at",
                       "{'engagement':'%s','ends_at':%" G_GINT64_FORMAT "}", engagement, sample->now_ms - 2);
  g_autofree char *earlier = g_strdup(
      action_sample_do(sample, "ada", "note_advice",
                       "{'partner':'%s','option':'Scrub','know_by':'2026-06-01','given_at':%" G_GINT64_FORMAT "}",
                       fixture->partner, sample->now_ms - SAMPLE_DAY_MS)); /* entered later, and said before */
  action_sample_refuse(sample, "ada", "end_engagement", RECORD_PROBLEM_INVALID, "ends_at",
                       "{'engagement':'%s','ends_at':%" G_GINT64_FORMAT "}", engagement, sample->now_ms - 2);
  action_sample_do(sample, "ada", "withdraw_advice", "{'advice':'%s'}", earlier);
  action_sample_do(sample, "ben", "withdraw_advice", "{'advice':'%s'}", late);
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s','ends_at':'2026-03-01'}", engagement);
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s','ends_at':'2026-02-01','words':'x'}",
                   engagement); /* not over: the end may move */
  sample->now_ms += 40 * SAMPLE_DAY_MS;
  action_sample_refuse(sample, "ada", "end_engagement", RECORD_PROBLEM_CONFLICT, "engagement", "{'engagement':'%s'}",
                       engagement);
  action_sample_refuse(sample, "ada", "change_engagement", RECORD_PROBLEM_CONFLICT, "engagement",
                       "{'engagement':'%s','fee':'1'}", engagement);
  action_sample_do(sample, "ada", "record_fee", "{'engagement':'%s','amount':'20'}", engagement); /* the last bill */
}

/* A brief that was put to a partner is not answered once they work no more. */
static void test_advice_after_the_end(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *brief = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'?','engagements':['%s'],'know_by':'2026-06-01','worked_if':'x'}",
      fixture->engagement));
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s','ends_at':'2026-01-02'}", fixture->engagement);
  action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'Stay'}", brief);
  sample->now_ms += 2 * SAMPLE_DAY_MS; /* the day of the end is over */
  action_sample_refuse(sample, "ben", "advise", RECORD_PROBLEM_CONFLICT, "engagement", "{'brief':'%s','option':'Go'}",
                       brief);
}

/* A skill's name is one skill's, however it is written; a partner has one running engagement in a skill. */
static void test_nothing_twice(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *skill = action_sample_ask(sample, "SELECT skill_id FROM skills");
  static const char *const same[] = {"brand design", "Brand Design", " brand \xC2\xA0 design ", "BRAND DESIGN",
                                     "Brand\xE2\x80\xAE de\xE2\x80\x8Bsign"};
  g_autofree char *brand =
      g_strdup(action_sample_do(sample, "ada", "add_skill", "{'name':'Brand design','stance':'rent'}"));
  for (size_t index = 0; index < G_N_ELEMENTS(same); index++) {
    action_sample_refuse(sample, "ada", "add_skill", RECORD_PROBLEM_CONFLICT, "name", "{'name':'%s','stance':'rent'}",
                         same[index]);
    action_sample_refuse(sample, "ada", "change_skill", RECORD_PROBLEM_CONFLICT, "name", "{'skill':'%s','name':'%s'}",
                         skill, same[index]);
    action_sample_do(sample, "ada", "change_skill", "{'skill':'%s','name':'%s'}", brand, same[index]);
  }
  action_sample_do(sample, "ada", "add_skill", "{'name':'brand designs','stance':'rent'}");
  action_sample_do(sample, "ada", "change_skill", "{'skill':'%s','retired':true}", brand);
  action_sample_do(sample, "ada", "add_skill", "{'name':'Brand design','stance':'rent'}"); /* the old one is retired */
  action_sample_refuse(sample, "ada", "change_skill", RECORD_PROBLEM_CONFLICT, "name", "{'skill':'%s','retired':false}",
                       brand);
  action_sample_do(sample, "ada", "change_skill", "{'skill':'%s','retired':false,'name':'design'}", brand);
  action_sample_refuse(sample, "ada", "start_engagement", RECORD_PROBLEM_CONFLICT, "skill",
                       "{'partner':'%s','skill':'%s'}", fixture->partner, skill);
  g_autofree char *new_skill = g_strdup(action_sample_do(sample, "ada", "add_skill", "{'name':'web','stance':'rent'}"));
  action_sample_do(sample, "ada", "start_engagement", "{'partner':'%s','skill':'%s'}", fixture->partner, new_skill);
  action_sample_do(sample, "ada", "start_engagement", "{'partner':'%s','skill':'%s','begins_at':'2026-06-01'}",
                   fixture->partner, skill); /* made ready for when the other ends */
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s'}", fixture->engagement);
  sample->now_ms += SAMPLE_DAY_MS;
  action_sample_do(sample, "ada", "start_engagement", "{'partner':'%s','skill':'%s'}", fixture->partner, skill);
}

/* Neither can two partners be told apart in a file who have the same name. */
static void test_same_partner(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  static const char *const same[] = {"Elm & Sons", "ELM  & sons"};
  g_autofree char *elm = g_strdup(action_sample_do(sample, "ada", "add_partner", "{'name':'Elm & Sons'}"));
  for (size_t index = 0; index < G_N_ELEMENTS(same); index++) {
    action_sample_refuse(sample, "ada", "add_partner", RECORD_PROBLEM_CONFLICT, "name", "{'name':'%s'}", same[index]);
    action_sample_refuse(sample, "ada", "change_partner", RECORD_PROBLEM_CONFLICT, "name",
                         "{'partner':'%s','name':'%s'}", fixture->partner, same[index]);
    action_sample_do(sample, "ada", "change_partner", "{'partner':'%s','name':'%s'}", elm, same[index]);
  }
  action_sample_do(sample, "ada", "add_partner", "{'name':'Elm & Son'}");
  action_sample_do(sample, "ada", "change_partner", "{'partner':'%s','retired':true}", elm);
  action_sample_do(sample, "ada", "add_partner", "{'name':'Elm & Sons'}"); /* the old one is retired */
  action_sample_refuse(sample, "ada", "change_partner", RECORD_PROBLEM_CONFLICT, "name",
                       "{'partner':'%s','retired':false}", elm);
  action_sample_do(sample, "ada", "change_partner", "{'partner':'%s','about':'The elder one'}", elm);
  action_sample_do(sample, "ada", "change_partner", "{'partner':'%s','retired':false,'name':'Elm the elder'}", elm);
}

/* One that was to begin later and never does. */
static void test_never_began(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *skill = action_sample_ask(sample, "SELECT skill_id FROM skills");
  g_autofree char *later =
      g_strdup(action_sample_do(sample, "ada", "start_engagement",
                                "{'partner':'%s','skill':'%s','begins_at':'2026-06-01'}", fixture->partner, skill));
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s'}", later);
  expect(fixture, "SELECT COUNT(*) FROM engagements WHERE begins_at_ms = ends_at_ms", "1");
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  add("/actions/partners/direction", test_direction);
  add("/actions/partners/goals", test_goals);
  add("/actions/partners/skills", test_skills);
  add("/actions/partners/nothing twice", test_nothing_twice);
  add("/actions/partners/same partner", test_same_partner);
  add("/actions/partners/partners", test_partners);
  add("/actions/partners/engagements", test_engagements);
  add("/actions/partners/advice_after_the_end", test_advice_after_the_end);
  add("/actions/partners/never_began", test_never_began);
  return g_test_run();
}
