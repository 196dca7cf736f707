/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* actions_talk.c: what is said around advice: questions, replies, talks; noted advice confirmed by its link; advice
 * withdrawn, its stake, and a brief that is closed. */
#include "support/action_sample.h"

#include <string.h>

#define KNOW_BY "'2026-06-01'"

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char other[21];  /* engagement of eve's */
  char brief[21];  /* to both */
  char advice[21]; /* of ben's */
  char secret[64]; /* of the last link */
} Fixture;

static void keep_secret(Fixture *fixture) {
  g_strlcpy(fixture->secret, action_text(fixture->sample->reply, "secret"), sizeof fixture->secret);
}

static void set_up(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample = action_sample_new();
  action_sample_open(sample, fixture->partner, fixture->engagement);
  action_sample_add_others(sample, fixture->other);
  g_strlcpy(fixture->brief,
            action_sample_do(sample, "ada", "ask",
                             "{'question':'Which office?','engagements':['%s','%s'],'know_by':" KNOW_BY
                             ",'worked_if':'everybody fits'}",
                             fixture->engagement, fixture->other),
            sizeof fixture->brief);
  g_strlcpy(fixture->advice,
            action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The old mill'}", fixture->brief),
            sizeof fixture->advice);
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_finish(fixture->sample);
}

static void expect(Fixture *fixture, const char *sql, const char *answer) {
  g_autofree char *found = action_sample_ask(fixture->sample, sql);
  g_assert_cmpstr(found, ==, answer);
}

/* ---- Questions -------------------------------------------------------------------------------------------------- */

static void test_between_two(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *asked =
      g_strdup(action_sample_do(sample, "ben", "question", "{'on':'%s','words':'How many desks?'}", fixture->brief));
  action_sample_refuse(sample, "eve", "reply", RECORD_PROBLEM_NOT_FOUND, "answers", "{'answers':'%s','words':'Nine'}",
                       asked);
  action_sample_refuse(sample, "ben", "question", RECORD_PROBLEM_INVALID, "to_all",
                       "{'on':'%s','words':'x','to_all':true}", fixture->brief);
  g_autofree char *reply = g_strdup(action_sample_do(sample, "cyd", "reply", "{'answers':'%s','words':'Nine'}", asked));
  action_sample_refuse(sample, "eve", "reply", RECORD_PROBLEM_NOT_FOUND, "answers", "{'answers':'%s','words':'x'}",
                       reply);
  action_sample_refuse(sample, "ben", "reply", RECORD_PROBLEM_INVALID, "to_all",
                       "{'answers':'%s','words':'x','to_all':true}", reply);
  action_sample_do(sample, "ben", "reply", "{'answers':'%s','words':'Thanks'}", reply);
  g_autofree char *sql = g_strdup_printf("SELECT COUNT(*) FROM messages WHERE engagement_id = '%s' AND thing_id = '%s'",
                                         fixture->engagement, fixture->brief);
  expect(fixture, sql, "3");
  expect(fixture, "SELECT COUNT(answers) FROM messages", "2");
}

static void test_to_all(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ada", "question", RECORD_PROBLEM_INVALID, "engagement", "{'on':'%s','words':'When?'}",
                       fixture->brief);
  action_sample_do(sample, "ada", "question", "{'on':'%s','words':'When?','engagement':'%s'}", fixture->brief,
                   fixture->other);
  g_autofree char *asked = g_strdup(
      action_sample_do(sample, "ada", "question", "{'on':'%s','words':'When?','to_all':true}", fixture->brief));
  expect(fixture, "SELECT COUNT(*) FROM messages WHERE engagement_id = ''", "1");
  g_autofree char *reply = g_strdup(action_sample_do(sample, "eve", "reply", "{'answers':'%s','words':'May'}", asked));
  action_sample_refuse(sample, "ben", "reply", RECORD_PROBLEM_NOT_FOUND, "answers", "{'answers':'%s','words':'x'}",
                       reply); /* what one partner replies is not for the other */
  action_sample_do(sample, "ben", "reply", "{'answers':'%s','words':'June'}", asked);
  action_sample_do(sample, "ada", "reply", "{'answers':'%s','words':'May is good','to_all':true}", reply);
  expect(fixture, "SELECT COUNT(*) FROM messages WHERE engagement_id = ''", "2");
}

static void test_on_advice(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "eve", "question", RECORD_PROBLEM_NOT_FOUND, "on", "{'on':'%s','words':'x'}",
                       fixture->advice);
  action_sample_refuse(sample, "ada", "question", RECORD_PROBLEM_INVALID, "to_all",
                       "{'on':'%s','words':'x','to_all':true}", fixture->advice);
  action_sample_refuse(sample, "ada", "question", RECORD_PROBLEM_NOT_FOUND, "on", "{'on':'a999','words':'x'}");
  g_autofree char *asked =
      g_strdup(action_sample_do(sample, "dan", "question", "{'on':'%s','words':'Why?'}", fixture->advice));
  action_sample_refuse(sample, "ada", "reply", RECORD_PROBLEM_INVALID, "to_all",
                       "{'answers':'%s','words':'x','to_all':true}", asked);
  action_sample_do(sample, "ben", "reply", "{'answers':'%s','words':'It is quiet'}", asked);
  /* What was said is part of the advice's history. */
  g_autofree char *sql = g_strdup_printf("SELECT COUNT(*) FROM subjects WHERE thing_id = '%s'", fixture->advice);
  expect(fixture, sql, "3");
}

static void test_talk(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ben", "talk", RECORD_PROBLEM_FORBIDDEN, NULL, "{'engagement':'%s','words':'x'}",
                       fixture->engagement);
  action_sample_refuse(sample, "ada", "talk", RECORD_PROBLEM_INVALID, "talked_at",
                       "{'engagement':'%s','words':'x','talked_at':'2026-02-01'}", fixture->engagement);
  action_sample_do(sample, "ada", "talk", "{'engagement':'%s','words':'All well','talked_at':'2025-12-31'}",
                   fixture->engagement);
  expect(fixture, "SELECT at_ms FROM messages WHERE kind = 'talk'", "1767135600000"); /* midnight in Berlin */
}

/* ---- An advice's other ends ------------------------------------------------------------------------------------- */

static void test_withdraw(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "eve", "withdraw_advice", RECORD_PROBLEM_NOT_FOUND, "advice", "{'advice':'%s'}",
                       fixture->advice);
  action_sample_refuse(sample, "ada", "withdraw_advice", RECORD_PROBLEM_CONFLICT, "advice", "{'advice':'%s'}",
                       fixture->advice);
  action_sample_do(sample, "ben", "withdraw_advice", "{'advice':'%s','words':'It was let'}", fixture->advice);
  action_sample_refuse(sample, "ben", "withdraw_advice", RECORD_PROBLEM_CONFLICT, "advice", "{'advice':'%s'}",
                       fixture->advice);
  action_sample_refuse(sample, "ada", "set_stake", RECORD_PROBLEM_CONFLICT, "advice", "{'advice':'%s','stake':'5'}",
                       fixture->advice);
  expect(fixture, "SELECT state FROM advice", "withdrawn");
  expect(fixture, "SELECT COUNT(*) FROM messages WHERE kind = 'reply'", "1");
}

static void decide(Fixture *fixture, const char *rest) {
  action_sample_do(fixture->sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_autofree char *shown = action_sample_shown(fixture->sample, "ada", fixture->advice);
  action_sample_do(fixture->sample, "ada", "decide", "{'advice':'%s','shown':'%s',%s}", fixture->advice, shown, rest);
}

static void test_reply_to_override(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ben", "reply_to_override", RECORD_PROBLEM_CONFLICT, "advice",
                       "{'advice':'%s','words':'x'}", fixture->advice);
  decide(fixture, "'decision':'override','reason':'Too far out'");
  action_sample_refuse(sample, "eve", "reply_to_override", RECORD_PROBLEM_NOT_FOUND, "advice",
                       "{'advice':'%s','words':'x'}", fixture->advice);
  action_sample_do(sample, "ben", "reply_to_override", "{'advice':'%s','words':'There is a tram'}", fixture->advice);
  expect(fixture, "SELECT COUNT(*) FROM messages WHERE kind = 'reply_to_override'", "1");
  action_sample_refuse(sample, "ben", "withdraw_advice", RECORD_PROBLEM_CONFLICT, "advice", "{'advice':'%s'}",
                       fixture->advice);
}

static void test_followed_has_no_reply(Fixture *fixture, const void *data) {
  (void)data;
  decide(fixture, "'decision':'follow'");
  action_sample_refuse(fixture->sample, "ben", "reply_to_override", RECORD_PROBLEM_CONFLICT, "advice",
                       "{'advice':'%s','words':'x'}", fixture->advice);
}

static void test_stake(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_autofree char *stale = action_sample_shown(sample, "ada", fixture->advice);
  action_sample_do(sample, "cyd", "set_stake", "{'advice':'%s','stake':'5000'}", fixture->advice);
  expect(fixture, "SELECT stake_minor FROM advice", "500000");
  expect(fixture, "SELECT COUNT(*) FROM entries WHERE engagement_id <> '' AND instr(leaf, 'set_stake')", "0");
  action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_CONFLICT, "shown",
                       "{'advice':'%s','decision':'follow','shown':'%s'}", fixture->advice, stale);
  decide(fixture, "'decision':'follow'");
  action_sample_do(sample, "ada", "set_stake", "{'advice':'%s','stake':'4000'}", fixture->advice);
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':0}", fixture->advice);
  action_sample_refuse(sample, "ada", "set_stake", RECORD_PROBLEM_CONFLICT, "stake", "{'advice':'%s','stake':'1'}",
                       fixture->advice);
}

static void test_close_brief(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ben", "close_brief", RECORD_PROBLEM_FORBIDDEN, NULL, "{'brief':'%s'}", fixture->brief);
  action_sample_do(sample, "cyd", "close_brief", "{'brief':'%s','words':'We stay'}", fixture->brief);
  action_sample_refuse(sample, "cyd", "close_brief", RECORD_PROBLEM_CONFLICT, "brief", "{'brief':'%s'}",
                       fixture->brief);
  action_sample_refuse(sample, "eve", "advise", RECORD_PROBLEM_CONFLICT, "brief", "{'brief':'%s','option':'x'}",
                       fixture->brief);
  expect(fixture, "SELECT COUNT(*) FROM messages WHERE engagement_id = ''", "1"); /* all who were asked read why */
}

/* ---- Noted advice ----------------------------------------------------------------------------------------------- */

static char *note(Fixture *fixture) {
  char *noted =
      g_strdup(action_sample_do(fixture->sample, "ada", "note_advice",
                                "{'partner':'%s','option':'Paint it','know_by':" KNOW_BY "}", fixture->partner));
  keep_secret(fixture);
  return noted;
}

/* Decides on such a note, which is the fixture's advice from then on. */
static char *note_decided(Fixture *fixture, const char *decision) {
  char *noted = note(fixture);
  g_strlcpy(fixture->advice, noted, sizeof fixture->advice);
  decide(fixture, decision);
  return noted;
}

static void test_confirm(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *noted = note(fixture);
  action_sample_refuse(sample, "guest", "confirm_advice", RECORD_PROBLEM_NOT_FOUND, "secret",
                       "{'secret':'made up','agrees':true}");
  action_sample_refuse(sample, "ada", "confirm_advice", RECORD_PROBLEM_FORBIDDEN, "advice",
                       "{'secret':'%s','agrees':true}", fixture->secret);
  action_sample_refuse(sample, "dot", "confirm_advice", RECORD_PROBLEM_FORBIDDEN, "advice",
                       "{'secret':'%s','agrees':true}", fixture->secret);
  action_sample_refuse(sample, "eve", "confirm_advice", RECORD_PROBLEM_FORBIDDEN, NULL, "{'secret':'%s','agrees':true}",
                       fixture->secret); /* of another partner */
  action_sample_refuse(sample, "guest", "confirm_advice", RECORD_PROBLEM_INVALID, "agrees", "{'secret':'%s'}",
                       fixture->secret);
  action_sample_do(sample, "guest", "confirm_advice", "{'secret':'%s','agrees':true,'words':'In white'}",
                   fixture->secret);
  action_sample_refuse(sample, "guest", "confirm_advice", RECORD_PROBLEM_CONFLICT, "advice",
                       "{'secret':'%s','agrees':false}", fixture->secret);
  action_sample_refuse(sample, "ada", "new_link", RECORD_PROBLEM_CONFLICT, "advice", "{'advice':'%s'}", noted);
  expect(fixture, "SELECT noted || counts FROM advice WHERE noted <> 'no'", "confirmed1");
  expect(fixture, "SELECT person_id FROM messages", "guest");
  expect(fixture, "SELECT of_partner = (SELECT partner_id FROM advice WHERE advice_id = thing_id) FROM messages", "1");
}

static void test_contradict(Fixture *fixture, const void *data) {
  (void)data;
  g_autofree char *noted = note_decided(fixture, "'decision':'follow'");
  expect(fixture, "SELECT SUM(decisions) FROM advice_figures", "1");
  action_sample_do(fixture->sample, "ben", "confirm_advice", "{'secret':'%s','agrees':false}", fixture->secret);
  expect(fixture, "SELECT noted || counts FROM advice WHERE noted <> 'no'", "contradicted0");
  expect(fixture, "SELECT COUNT(*) FROM advice_figures", "0"); /* as if it had never been decided */
}

/* A word against a note after the outcome, of either road, comes too late: then anyone would rather not have advised what
 * failed. But whoever notes may tell the outcome in the same minute, so it is taken for a fortnight all the same. */
static void deny_late(Fixture *fixture, const char *decision, const char *outcome, int64_t after_ms,
                      const char *becomes) {
  ActionSample *sample = fixture->sample;
  g_autofree char *noted = note_decided(fixture, decision);
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s',%s}", noted, outcome);
  action_sample_refuse(sample, "ada", "set_stake", RECORD_PROBLEM_CONFLICT, "stake", "{'advice':'%s','stake':'9'}",
                       noted);
  sample->now_ms += after_ms;
  action_sample_do(sample, "guest", "confirm_advice", "{'secret':'%s','agrees':false}", fixture->secret);
  g_autofree char *asked = g_strdup_printf("SELECT noted || counts FROM advice WHERE advice_id = '%s'", noted);
  expect(fixture, asked, becomes);
}

static void test_contradict_late(Fixture *fixture, const void *data) {
  (void)data;
  static const char *const follow = "'decision':'follow'";
  static const char *const override = "'decision':'override','reason':'No'";
  const int64_t fortnight_ms = 14 * SAMPLE_DAY_MS;
  deny_late(fixture, follow, "'worked':0", fortnight_ms, "contradicted1");
  deny_late(fixture, follow, "'worked':0", fortnight_ms - 1, "contradicted0");
  deny_late(fixture, override, "'worked':0,'road':'advice'", fortnight_ms, "contradicted1");
  deny_late(fixture, override, "'worked':0,'road':'advice'", fortnight_ms - 1, "contradicted0");
}

/* A partner who is signed in needs no link, has as long for it as with one, and speaks for themselves alone. */
static void test_confirm_signed_in(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *noted = note(fixture);
  action_sample_refuse(sample, "ada", "confirm_note", RECORD_PROBLEM_FORBIDDEN, NULL, "{'advice':'%s','agrees':true}",
                       noted);
  action_sample_refuse(sample, "eve", "confirm_note", RECORD_PROBLEM_NOT_FOUND, "advice",
                       "{'advice':'%s','agrees':true}", noted); /* of another partner */
  action_sample_refuse(sample, "ben", "confirm_note", RECORD_PROBLEM_CONFLICT, "advice",
                       "{'advice':'%s','agrees':true}", fixture->advice); /* their own */
  sample->now_ms += 91 * SAMPLE_DAY_MS;                                   /* past the link's end */
  action_sample_do(sample, "ben", "confirm_note", "{'advice':'%s','agrees':true,'words':'In white'}", noted);
  expect(fixture, "SELECT noted || counts FROM advice WHERE noted <> 'no'", "confirmed1");
  expect(fixture, "SELECT person_id FROM messages", "ben");
  action_sample_refuse(sample, "ben", "confirm_note", RECORD_PROBLEM_CONFLICT, "advice",
                       "{'advice':'%s','agrees':false}", noted);
  g_autofree char *taken_back = note(fixture);
  action_sample_do(sample, "ada", "withdraw_advice", "{'advice':'%s'}", taken_back);
  action_sample_refuse(sample, "ben", "confirm_note", RECORD_PROBLEM_CONFLICT, "advice",
                       "{'advice':'%s','agrees':true}", taken_back);
  for (int late = 0; late < 2; late++) {
    g_autofree char *decided = note_decided(fixture, "'decision':'follow'");
    action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':0}", decided);
    sample->now_ms += 14 * SAMPLE_DAY_MS - 1 + late;
    action_sample_do(sample, "ben", "confirm_note", "{'advice':'%s','agrees':false}", decided);
    g_autofree char *asked = g_strdup_printf("SELECT noted || counts FROM advice WHERE advice_id = '%s'", decided);
    expect(fixture, asked, late == 1 ? "contradicted1" : "contradicted0");
  }
}

/* A note that nobody gave is taken back by the client, until it was decided or the partner spoke. */
static void test_withdraw_note(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *noted = note(fixture);
  action_sample_refuse(sample, "ada", "withdraw_advice", RECORD_PROBLEM_CONFLICT, "advice", "{'advice':'%s'}",
                       fixture->advice); /* the partner's own */
  action_sample_refuse(sample, "dot", "withdraw_advice", RECORD_PROBLEM_FORBIDDEN, NULL, "{'advice':'%s'}", noted);
  action_sample_do(sample, "cyd", "withdraw_advice", "{'advice':'%s'}", noted);
  expect(fixture, "SELECT COUNT(*) FROM advice WHERE state = 'withdrawn'", "1");
  action_sample_refuse(sample, "guest", "confirm_advice", RECORD_PROBLEM_NOT_FOUND, "secret",
                       "{'secret':'%s','agrees':true}", fixture->secret);
}

static void test_links(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *noted = note(fixture);
  g_autofree char *before = g_strdup(fixture->secret);
  action_sample_refuse(sample, "ada", "new_link", RECORD_PROBLEM_CONFLICT, "advice", "{'advice':'%s'}",
                       fixture->advice); /* not a noted one */
  action_sample_refuse(sample, "ben", "new_link", RECORD_PROBLEM_FORBIDDEN, NULL, "{'advice':'%s'}", noted);
  action_sample_do(sample, "cyd", "new_link", "{'advice':'%s'}", noted);
  keep_secret(fixture);
  action_sample_refuse(sample, "guest", "confirm_advice", RECORD_PROBLEM_NOT_FOUND, "secret",
                       "{'secret':'%s','agrees':true}", before);
  sample->now_ms += 90 * SAMPLE_DAY_MS;
  action_sample_refuse(sample, "guest", "confirm_advice", RECORD_PROBLEM_CONFLICT, "link",
                       "{'secret':'%s','agrees':true}", fixture->secret);
  sample->now_ms -= 1;
  action_sample_do(sample, "guest", "confirm_advice", "{'secret':'%s','agrees':true}", fixture->secret);
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  add("/actions/talk/between_two", test_between_two);
  add("/actions/talk/to_all", test_to_all);
  add("/actions/talk/on_advice", test_on_advice);
  add("/actions/talk/talk", test_talk);
  add("/actions/talk/withdraw", test_withdraw);
  add("/actions/talk/reply_to_override", test_reply_to_override);
  add("/actions/talk/followed_has_no_reply", test_followed_has_no_reply);
  add("/actions/talk/stake", test_stake);
  add("/actions/talk/close_brief", test_close_brief);
  add("/actions/talk/confirm", test_confirm);
  add("/actions/talk/confirm-signed-in", test_confirm_signed_in);
  add("/actions/talk/contradict", test_contradict);
  add("/actions/talk/contradict_late", test_contradict_late);
  add("/actions/talk/withdraw_note", test_withdraw_note);
  add("/actions/talk/links", test_links);
  return g_test_run();
}
