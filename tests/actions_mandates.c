/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* actions_mandates.c: mandates granted, narrowed, widened and taken back, and what partners decide under them. */
#include "support/action_sample.h"

#include <string.h>

#define ACT "'option':'Renew','know_by':'2027-06-01','worked_if':'it is cheaper'"

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char other[21]; /* engagement of eve's */
  char mandate[21];
} Fixture;

static void grant(Fixture *fixture, const char *terms) {
  g_strlcpy(fixture->mandate,
            action_sample_do(fixture->sample, "ada", "grant_mandate",
                             "{'engagement':'%s','expires_at':'2026-12-31',%s}", fixture->engagement, terms),
            sizeof fixture->mandate);
}

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

static void expect_note(const Fixture *fixture, const char *words) {
  const char *note = json_string_value(json_object_get(fixture->sample->reply, "note"));
  if (words == NULL)
    g_assert_null(note);
  else if (note == NULL || strstr(note, words) == NULL)
    g_error("expected \"%s\" in \"%s\"", words, note);
}

/* Where the partner decides without a limit or a budget, the reply says so, at once and after each change. */
static void test_notes(Fixture *fixture, const void *data) {
  (void)data;
  static const struct {
    const char *terms;
    const char *note;
  } cases[] = {{"'level':'advise'", NULL},
               {"'level':'entrust'", "no limit and no budget"},
               {"'level':'entrust','budget':'500','period_days':30", "There is no limit: "},
               {"'level':'entrust','limit':'500'", "There is no budget: "},
               {"'level':'act_within','limit':'500'", "There is no budget: "},
               {"'level':'act_and_report','limit':'500','budget':'500','period_days':30", NULL},
               {"'level':'entrust','limit':'500','budget':'500','period_days':30", NULL}};
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    grant(fixture, cases[index].terms);
    expect_note(fixture, cases[index].note);
    action_sample_do(fixture->sample, "ada", "revoke_mandate", "{'mandate':'%s'}", fixture->mandate);
  }
  grant(fixture, "'level':'entrust','limit':'500','budget':'500','period_days':30");
  action_sample_do(fixture->sample, "ada", "change_mandate", "{'mandate':'%s','no_limit':true}", fixture->mandate);
  expect_note(fixture, "There is no limit: ");
}

static void test_grant(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  static const struct {
    const char *person;
    RecordProblemKind kind;
    const char *field;
    const char *terms;
  } refused[] = {
      {"cyd", RECORD_PROBLEM_FORBIDDEN, NULL, "'level':'advise','expires_at':'2026-12-31'"},
      {"ben", RECORD_PROBLEM_FORBIDDEN, NULL, "'level':'advise','expires_at':'2026-12-31'"},
      {"ada", RECORD_PROBLEM_INVALID, "expires_at", "'level':'advise'"},
      {"ada", RECORD_PROBLEM_INVALID, "expires_at", "'level':'advise','expires_at':'2025-12-31'"},
      {"ada", RECORD_PROBLEM_INVALID, "expires_at", "'level':'advise','expires_at':'2036-12-31'"},
      {"ada", RECORD_PROBLEM_INVALID, "expires_at",
       "'level':'advise','expires_at':'2026-12-31','begins_at':'2027-01-01'"},
      {"ada", RECORD_PROBLEM_INVALID, "limit", "'level':'act_within','expires_at':'2026-12-31'"},
      {"ada", RECORD_PROBLEM_INVALID, "budget",
       "'level':'act_within','expires_at':'2026-12-31','limit':'1','budget':'5'"},
      {"ada", RECORD_PROBLEM_INVALID, "budget",
       "'level':'act_within','expires_at':'2026-12-31','limit':'1','period_days':5"},
      {"ada", RECORD_PROBLEM_INVALID, "check_one_in",
       "'level':'act_within','expires_at':'2026-12-31','limit':'1','check_one_in':1001"},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(refused); index++)
    action_sample_refuse(sample, refused[index].person, "grant_mandate", refused[index].kind, refused[index].field,
                         "{'engagement':'%s',%s}", fixture->engagement, refused[index].terms);
  grant(fixture, "'level':'act_within','limit':'500'");
  expect(fixture, "SELECT limit_minor || ' ' || check_one_in || ' ' || period_days FROM mandates", "50000 10 0");
  action_sample_refuse(sample, "ada", "grant_mandate", RECORD_PROBLEM_CONFLICT, "engagement",
                       "{'engagement':'%s','expires_at':'2026-12-31','level':'advise'}", fixture->engagement);
  action_sample_do(sample, "ada", "revoke_mandate", "{'mandate':'%s'}", fixture->mandate);
  grant(fixture, "'level':'advise'");
}

static void test_change(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  grant(fixture, "'level':'act_within','limit':'500','budget':'900','period_days':30");
  const char *mandate = fixture->mandate;
  sample->now_ms += SAMPLE_DAY_MS;
  action_sample_refuse(sample, "eve", "change_mandate", RECORD_PROBLEM_NOT_FOUND, "mandate",
                       "{'mandate':'%s','limit':'1'}", mandate);
  action_sample_refuse(sample, "ada", "change_mandate", RECORD_PROBLEM_INVALID, NULL, "{'mandate':'%s'}", mandate);
  action_sample_refuse(sample, "dan", "change_mandate", RECORD_PROBLEM_FORBIDDEN, NULL,
                       "{'mandate':'%s','limit':'501'}", mandate);
  action_sample_refuse(sample, "ben", "change_mandate", RECORD_PROBLEM_FORBIDDEN, NULL,
                       "{'mandate':'%s','no_budget':true}", mandate);
  action_sample_refuse(sample, "ben", "change_mandate", RECORD_PROBLEM_FORBIDDEN, NULL,
                       "{'mandate':'%s','check_one_in':20}", mandate);
  action_sample_refuse(sample, "ada", "change_mandate", RECORD_PROBLEM_INVALID, "limit",
                       "{'mandate':'%s','no_limit':true}", mandate);
  action_sample_refuse(sample, "ada", "change_mandate", RECORD_PROBLEM_INVALID, "no_budget",
                       "{'mandate':'%s','no_budget':true,'budget':'5'}", mandate);
  action_sample_refuse(sample, "ada", "change_mandate", RECORD_PROBLEM_INVALID, "no_limit",
                       "{'mandate':'%s','no_limit':true,'limit':'5'}", mandate);
  g_autofree char *narrower =
      g_strdup(action_sample_do(sample, "cyd", "change_mandate", "{'mandate':'%s','limit':'400'}", mandate));
  action_sample_refuse(sample, "ada", "change_mandate", RECORD_PROBLEM_CONFLICT, "mandate",
                       "{'mandate':'%s','limit':'450'}", mandate); /* the old one is gone */
  g_autofree char *given_back = g_strdup(
      action_sample_do(sample, "ben", "change_mandate", "{'mandate':'%s','limit':'300','words':'x'}", narrower));
  action_sample_do(sample, "ada", "change_mandate",
                   "{'mandate':'%s','level':'entrust','no_limit':true,'no_budget':true}", given_back);
  expect(fixture,
         "SELECT group_concat(COALESCE(limit_minor, 'none') || (revoked_at_ms IS NULL), ' ') FROM (SELECT * FROM "
         "mandates ORDER BY CAST(substr(mandate_id, 2) AS INTEGER))",
         "500000 400000 300000 none1");
}

static void test_revoke(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  grant(fixture, "'level':'act_within','limit':'500'");
  action_sample_refuse(sample, "eve", "revoke_mandate", RECORD_PROBLEM_NOT_FOUND, "mandate", "{'mandate':'%s'}",
                       fixture->mandate);
  action_sample_do(sample, "ben", "revoke_mandate", "{'mandate':'%s','words':'Too much for me'}", fixture->mandate);
  action_sample_refuse(sample, "ada", "revoke_mandate", RECORD_PROBLEM_CONFLICT, "mandate", "{'mandate':'%s'}",
                       fixture->mandate);
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_CONFLICT, "mandate", "{" ACT ",'stake':'1'}");
}

static void test_act(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_FORBIDDEN, "mandate", "{" ACT ",'stake':'1'}");
  grant(fixture, "'level':'act_within','limit':'500','budget':'900','period_days':30,'check_one_in':1");
  action_sample_refuse(sample, "eve", "act", RECORD_PROBLEM_FORBIDDEN, "mandate", "{" ACT ",'stake':'1'}");
  action_sample_refuse(sample, "ada", "act", RECORD_PROBLEM_FORBIDDEN, NULL, "{" ACT ",'stake':'1'}");
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_INVALID, "stake", "{" ACT "}");
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_FORBIDDEN, "stake", "{" ACT ",'stake':'500.01'}");
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_FORBIDDEN, "cost", "{" ACT ",'stake':'1','cost':'901'}");
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_NOT_FOUND, "goal", "{" ACT ",'stake':'1','goal':'g999'}");
  g_autofree char *first =
      g_strdup(action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'500','cost':'600','sure':'sure'}"));
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_FORBIDDEN, "cost", "{" ACT ",'stake':'1','cost':'300.01'}");
  action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'1','cost':'300'}");
  sample->now_ms += 30 * SAMPLE_DAY_MS; /* a new period */
  action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'1','cost':'900'}");
  expect(fixture,
         "SELECT COUNT(*) FROM advice WHERE state = 'decided' AND decision = 'follow' AND mandate_id IS NOT "
         "NULL AND check_state = 'drawn'",
         "3");
  g_autofree char *named =
      g_strdup_printf("SELECT COUNT(*) FROM entries WHERE instr(leaf, '\"mandate\":\"%s\"')", fixture->mandate);
  expect(fixture, named, "3");
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':'100 %%'}", first);
  action_sample_do(sample, "ben", "report_outcome", "{'advice':'%s','worked':'50 %%'}", first);
  expect(fixture, "SELECT worked FROM advice WHERE worked IS NOT NULL", "7500");
  /* Until the 31st is until midnight of that day in Berlin. */
  sample->now_ms = SAMPLE_START_MS + 365 * SAMPLE_DAY_MS - SAMPLE_DAY_MS / 24 - 2;
  action_sample_do(sample, "ben", "act",
                   "{'option':'Renew','know_by':'2027-06-01','worked_if':'it is','stake':'1','cost':'0'}");
  sample->now_ms += 2;
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_CONFLICT, "mandate", "{" ACT ",'stake':'1'}");
}

static void test_levels(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  grant(fixture, "'level':'advise'");
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_FORBIDDEN, "mandate", "{" ACT ",'stake':'1'}");
  action_sample_do(sample, "ada", "revoke_mandate", "{'mandate':'%s'}", fixture->mandate);
  sample->now_ms += 1;
  grant(fixture, "'level':'act_and_report','limit':'5','begins_at':'2026-02-01','check_one_in':0");
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_CONFLICT, "mandate", "{" ACT ",'stake':'1'}");
  sample->now_ms = SAMPLE_START_MS + 31 * SAMPLE_DAY_MS;
  action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'5'}");
  expect(fixture, "SELECT COUNT(check_state) FROM advice", "0");
}

/* A change is no way to a fresh budget. */
static void test_spent_is_carried(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  grant(fixture, "'level':'act_within','limit':'500','budget':'900','period_days':30");
  action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'500','cost':'800'}");
  sample->now_ms += SAMPLE_DAY_MS;
  action_sample_do(sample, "ben", "change_mandate", "{'mandate':'%s','limit':'400'}", fixture->mandate);
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_FORBIDDEN, "cost", "{" ACT ",'stake':'1','cost':'101'}");
  action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'1','cost':'100'}");
}

/* A mandate ends with its engagement, whatever is done to either of them in between. */
static void test_engagement_ends(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  grant(fixture, "'level':'act_within','limit':'500'");
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s','ends_at':'2026-02-01'}", fixture->engagement);
  g_autofree char *changed =
      g_strdup(action_sample_do(sample, "ada", "change_mandate", "{'mandate':'%s','limit':'600'}", fixture->mandate));
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s','ends_at':'2026-03-01'}", fixture->engagement);
  action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'1'}");
  sample->now_ms = SAMPLE_START_MS + 32 * SAMPLE_DAY_MS; /* the 1st of February is over, in Berlin too */
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_CONFLICT, "mandate", "{" ACT ",'stake':'1'}");
}

static void test_on_brief(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  grant(fixture, "'level':'act_within','limit':'500'");
  g_autofree char *brief = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'?','engagements':['%s'],'know_by':'2027-06-01','worked_if':'x'}",
      fixture->engagement));
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_INVALID, "chance",
                       "{" ACT ",'stake':'1','brief':'%s','chance':'0.5','sure':'sure'}", brief);
  /* What is at stake is the larger of what either side says, and kept as the client says. */
  static const char *const stakes[][2] = {{"501", "1"}, {"100", "501"}, {"100", "50"}};
  for (size_t index = 0; index < G_N_ELEMENTS(stakes); index++) {
    g_autofree char *staked = g_strdup(
        action_sample_do(sample, "ada", "ask",
                         "{'question':'?','engagements':['%s'],'know_by':'2027-06-01','worked_if':'x','stake':'%s'}",
                         fixture->engagement, stakes[index][0]));
    if (index < 2)
      action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_FORBIDDEN, "stake",
                           "{" ACT ",'stake':'%s','brief':'%s'}", stakes[index][1], staked);
    else
      action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'%s','brief':'%s'}", stakes[index][1], staked);
  }
  expect(fixture, "SELECT stake_minor FROM advice", "10000");
  action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'1','brief':'%s'}", brief);
  expect(fixture, "SELECT COUNT(*) FROM briefs WHERE state = 'decided'", "2");
  action_sample_do(sample, "ada", "close_brief", "{'brief':'%s'}", brief);
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_CONFLICT, "brief", "{" ACT ",'stake':'1','brief':'%s'}",
                       brief);
}

/* A mandate does not begin before its engagement, also on a brief that was put to that. */
static void test_not_begun(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *skill = action_sample_ask(sample, "SELECT skill_id FROM skills");
  g_autofree char *partner = action_sample_ask(sample, "SELECT partner_id FROM partners");
  g_autofree char *later = g_strdup(action_sample_do(
      sample, "ada", "start_engagement", "{'partner':'%s','skill':'%s','begins_at':'2026-02-01'}", partner, skill));
  action_sample_do(sample, "ada", "grant_mandate",
                   "{'engagement':'%s','level':'act_within','limit':'500','expires_at':'2026-12-31'}", later);
  g_autofree char *brief = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'?','engagements':['%s'],'know_by':'2027-06-01','worked_if':'x'}", later));
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_CONFLICT, "engagement",
                       "{" ACT ",'stake':'1','brief':'%s'}", brief);
  sample->now_ms += 60 * SAMPLE_DAY_MS;
  action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'1','brief':'%s'}", brief);
}

static void test_check(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  grant(fixture, "'level':'act_within','limit':'500','check_one_in':1");
  g_autofree char *drawn = g_strdup(action_sample_do(sample, "ben", "act", "{" ACT ",'stake':'1'}"));
  action_sample_refuse(sample, "cyd", "check_act", RECORD_PROBLEM_FORBIDDEN, NULL, "{'advice':'%s','verdict':'sound'}",
                       drawn);
  action_sample_refuse(sample, "ben", "check_act", RECORD_PROBLEM_FORBIDDEN, NULL, "{'advice':'%s','verdict':'sound'}",
                       drawn);
  action_sample_do(sample, "dan", "check_act", "{'advice':'%s','verdict':'unsound','words':'Too dear'}", drawn);
  action_sample_do(sample, "ada", "check_act", "{'advice':'%s','verdict':'sound'}", drawn); /* a slip is mended */
  expect(fixture, "SELECT check_state FROM advice", "sound");
  action_sample_do(sample, "ada", "check_act", "{'advice':'%s','verdict':'unsound'}", drawn);
  expect(fixture, "SELECT check_state FROM advice", "unsound");
  expect(fixture, "SELECT COUNT(*) FROM messages", "1");
  /* What they decided was done: it can't be made the client's decision afterwards, for the outcome would be, too. */
  action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_CONFLICT, "advice",
                       "{'advice':'%s','decision':'override','reason':'Too dear','acknowledged':true,'corrects':true}",
                       drawn);
}

/* About as many are drawn as were said to be. */
static void test_drawn(Fixture *fixture, const void *data) {
  (void)data;
  grant(fixture, "'level':'act_within','limit':'500','check_one_in':4");
  for (int index = 0; index < 200; index++)
    action_sample_do(fixture->sample, "ben", "act", "{" ACT ",'stake':'1'}");
  g_autofree char *drawn = action_sample_ask(fixture->sample, "SELECT COUNT(check_state) FROM advice");
  g_assert_cmpint(atoi(drawn), >=, 25); /* 50 expected, standard deviation 6.1: four of them */
  g_assert_cmpint(atoi(drawn), <=, 75);
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  add("/actions/mandates/notes", test_notes);
  add("/actions/mandates/grant", test_grant);
  add("/actions/mandates/change", test_change);
  add("/actions/mandates/revoke", test_revoke);
  add("/actions/mandates/act", test_act);
  add("/actions/mandates/levels", test_levels);
  add("/actions/mandates/spent_is_carried", test_spent_is_carried);
  add("/actions/mandates/engagement_ends", test_engagement_ends);
  add("/actions/mandates/on_brief", test_on_brief);
  add("/actions/mandates/not_begun", test_not_begun);
  add("/actions/mandates/check", test_check);
  add("/actions/mandates/drawn", test_drawn);
  return g_test_run();
}
