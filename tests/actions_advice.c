/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* actions_advice.c: the life of an advice, from the question to how it turned out, and what is refused on the way. */
#include "support/action_sample.h"

#include <string.h>

#define KNOW_BY "'2026-06-01'"

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char brief[21];
  char advice[21];
} Fixture;

#define OWING "owing" /* of a test where own views are owed from the beginning */

static void set_up(Fixture *fixture, const void *data) {
  fixture->sample = action_sample_new();
  action_sample_open(fixture->sample, fixture->partner, fixture->engagement);
  if (g_strcmp0(data, OWING) == 0)
    action_sample_do(fixture->sample, "ada", "change_workspace", "{'own_views':true}");
  g_strlcpy(fixture->brief,
            action_sample_do(fixture->sample, "ada", "ask",
                             "{'question':'Which office?','engagements':['%s'],'know_by':" KNOW_BY
                             ",'worked_if':'everybody fits','criteria':['light','price'],'stake':'12000'}",
                             fixture->engagement),
            sizeof fixture->brief);
  g_strlcpy(fixture->advice,
            action_sample_do(fixture->sample, "ben", "advise",
                             "{'brief':'%s','option':'The old mill','reasons':'It is quiet','sure':'fairly'}",
                             fixture->brief),
            sizeof fixture->advice);
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_finish(fixture->sample);
}

static void decide(Fixture *fixture, const char *rest) {
  g_autofree char *shown = action_sample_shown(fixture->sample, "ada", fixture->advice);
  action_sample_do(fixture->sample, "ada", "decide", "{'advice':'%s','shown':'%s',%s}", fixture->advice, shown, rest);
}

static void test_follow(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_CONFLICT, "advice",
                       "{'advice':'%s','decision':'follow'}", fixture->advice); /* not opened */
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_INVALID, "shown", "{'advice':'%s','decision':'follow'}",
                       fixture->advice);
  action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_INVALID, "shown",
                       "{'advice':'%s','decision':'follow','shown':'made_up'}", fixture->advice);
  decide(fixture, "'decision':'follow'");
  action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_CONFLICT, "advice",
                       "{'advice':'%s','decision':'follow'}", fixture->advice);
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':'100 %%'}", fixture->advice);
  action_sample_do(sample, "ben", "report_outcome", "{'advice':'%s','worked':'0.5'}", fixture->advice);
  g_autofree char *dump = action_sample_dump(sample);
  g_assert_nonnull(strstr(dump, "|7500|")); /* the mean of both sides */
}

static void test_override(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_autofree char *stale = action_sample_shown(sample, "ada", fixture->advice);
  action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_INVALID, "reason",
                       "{'advice':'%s','decision':'override','shown':'%s'}", fixture->advice, stale);
  action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_INVALID, "reason",
                       "{'advice':'%s','decision':'override','reason':' \\t','shown':'%s'}", fixture->advice, stale);
  /* The same again would be two outcomes of one thing; what was taken back may be said anew. */
  action_sample_refuse(sample, "ben", "advise", RECORD_PROBLEM_CONFLICT, "option",
                       "{'brief':'%s','option':'the  OLD mill ','chance':'70 %%'}", fixture->brief);
  for (int turn = 0; turn < 2; turn++) {
    g_autofree char *again =
        g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The tower'}", fixture->brief));
    action_sample_do(sample, "ben", "withdraw_advice", "{'advice':'%s'}", again);
  }
  action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_CONFLICT, "shown",
                       "{'advice':'%s','decision':'override','reason':'Too far out','shown':'%s'}", fixture->advice,
                       stale);
  decide(fixture, "'decision':'override','reason':'Too far out','option':'Stay'");
  g_assert_null(json_object_get(sample->reply, "note"));
  /* Whether there is a reason is told to no member who may not erase it: a view may be owed. */
  action_sample_do(sample, "ada", "add_person", "{'person':'flo','name_of_person':'Flo','role':'member'}");
  static const char *const asked[] = {"reason", "words"};
  for (size_t index = 0; index < G_N_ELEMENTS(asked); index++)
    action_sample_refuse(sample, "flo", "erase_text", RECORD_PROBLEM_NOT_FOUND, "field", "{'field':'%s','of':'%s'}",
                         asked[index], fixture->advice);
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':0,'road':'advice'}", fixture->advice);
  g_autofree char *dump = action_sample_dump(sample);
  g_assert_null(strstr(dump, "Too far out")); /* no words but in the openings, whose content is bytes */
}

/* Whoever does something else and does not name it is told that it is not on record; and no option is made up for it. */
static void test_nothing_named(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  decide(fixture, "'decision':'override','reason':'Too far out'");
  const char *note = json_string_value(json_object_get(sample->reply, "note"));
  g_assert_nonnull(note);
  g_assert_nonnull(strstr(note, "not on record"));
  g_autofree char *chosen = action_sample_ask(sample, "SELECT COUNT(chosen_number) FROM advice");
  g_assert_cmpstr(chosen, ==, "0");
  decide(fixture, "'decision':'adapt','reason':'Half of it','corrects':true");
  g_assert_nonnull(json_object_get(sample->reply, "note"));
  decide(fixture, "'decision':'override','reason':'Too far out','option':'Stay','corrects':true");
  g_assert_null(json_object_get(sample->reply, "note"));
  decide(fixture, "'decision':'follow','corrects':true");
  g_assert_null(json_object_get(sample->reply, "note"));
}

static void test_sealed_views(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ada", "open_advice", RECORD_PROBLEM_CONFLICT, "own_view", "{'advice':'%s'}",
                       fixture->advice);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'The Old Mill','chance':6000}", fixture->brief);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay here','chance':6000}", fixture->brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  action_sample_refuse(sample, "ada", "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'on':'%s','option':'Stay'}", fixture->brief);
  /* The last one counts, and the journal keeps both. */
  g_autofree char *sealed = action_sample_ask(
      sample, "SELECT group_concat(CAST(content AS TEXT), '; ') FROM (SELECT content FROM openings JOIN entries ON "
              "entries.workspace_id = openings.workspace_id AND entries.seq = openings.seq WHERE "
              "instr(CAST(leaf AS TEXT), '\"kind\":\"seal_own_view\"') > 0 ORDER BY entries.seq)");
  g_assert_cmpstr(sealed, ==, "The Old Mill; Stay here");
  decide(fixture, "'decision':'override','reason':'As I said'");
  g_assert_null(json_object_get(sample->reply, "note")); /* what is done is the view, which is on record */
}

/* On a brief to two, a view is owed before any advice on it where it is for one of them, so that reading one neither tells of
 * the other nor makes it too late for a view. */
static void test_sealed_for_one(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  char other[21];
  action_sample_add_others(sample, other);
  action_sample_do(sample, "ada", "change_engagement", "{'engagement':'%s','own_views':'on'}", other);
  g_autofree char *brief = g_strdup(action_sample_do(
      sample, "ada", "ask",
      "{'question':'Where to?','engagements':['%s','%s'],'know_by':'2027-06-01','worked_if':'it is quiet'}",
      fixture->engagement, other));
  g_autofree char *of_ben =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The barn','sure':'sure'}", brief));
  action_sample_refuse(sample, "ada", "open_advice", RECORD_PROBLEM_CONFLICT, "own_view", "{'advice':'%s'}", of_ben);
  g_autofree char *of_eve =
      g_strdup(action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'The mill','sure':'sure'}", brief));
  action_sample_refuse(sample, "ada", "open_advice", RECORD_PROBLEM_CONFLICT, "own_view", "{'advice':'%s'}", of_ben);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay'}", brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", of_ben);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", of_eve);
  /* Who has typed one in owes none on the others any more. */
  g_autofree char *second = g_strdup(action_sample_do(
      sample, "ada", "ask",
      "{'question':'And then?','engagements':['%s','%s'],'know_by':'2027-06-01','worked_if':'it is quiet'}",
      fixture->engagement, other));
  g_autofree char *later =
      g_strdup(action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'Wait','sure':'sure'}", second));
  action_sample_refuse(sample, "ada", "open_advice", RECORD_PROBLEM_CONFLICT, "own_view", "{'advice':'%s'}", later);
  action_sample_do(sample, "ada", "note_advice", "{'partner':'%s','brief':'%s','option':'Go','know_by':'2027-06-01'}",
                   fixture->partner, second);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", later);
}

/* Once somebody else has decided all there was on a brief, a view of one's own is no longer owed. */
static void test_settled(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "add_person", "{'person':'cyd','name_of_person':'Cyd','role':'owner'}");
  action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The tower'}", fixture->brief);
  g_autofree char *other = g_strdup(sample->last_id);
  const char *const both[] = {fixture->advice, other};
  action_sample_do(sample, "cyd", "seal_own_view", "{'on':'%s','option':'Stay here'}", fixture->brief);
  for (size_t index = 0; index < G_N_ELEMENTS(both); index++) {
    action_sample_refuse(sample, "ada", "open_advice", RECORD_PROBLEM_CONFLICT, "own_view", "{'advice':'%s'}",
                         fixture->advice);
    action_sample_do(sample, "cyd", "open_advice", "{'advice':'%s'}", both[index]);
    g_autofree char *shown = action_sample_shown(sample, "cyd", both[index]);
    action_sample_do(sample, "cyd", "decide", "{'advice':'%s','decision':'override','reason':'No','shown':'%s'}",
                     both[index], shown);
  }
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
}

/* But not where something waited at every moment: what is decided now while the next waits already opens nothing. */
static void test_never_settled(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "add_person", "{'person':'cyd','name_of_person':'Cyd','role':'owner'}");
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay'}", fixture->brief);
  static const char *const options[] = {"The tower", "The barn", "The hall"};
  for (size_t index = 0; index < G_N_ELEMENTS(options); index++) {
    g_autofree char *next = g_strdup(
        action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'%s'}", fixture->brief, options[index]));
    action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
    decide(fixture, "'decision':'follow'");
    action_sample_refuse(sample, "cyd", "open_advice", RECORD_PROBLEM_CONFLICT, "own_view", "{'advice':'%s'}", next);
    g_strlcpy(fixture->advice, next, sizeof fixture->advice);
  }
  action_sample_do(sample, "ben", "withdraw_advice", "{'advice':'%s'}", fixture->advice); /* now nothing waits */
  g_autofree char *last =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The inn'}", fixture->brief));
  action_sample_do(sample, "cyd", "open_advice", "{'advice':'%s'}", last);
}

/* And it stays settled, whatever is told of what was withdrawn. */
static void test_settled_for_good(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "add_person", "{'person':'cyd','name_of_person':'Cyd','role':'owner'}");
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay'}", fixture->brief);
  g_autofree char *gone =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The tower'}", fixture->brief));
  action_sample_do(sample, "ben", "withdraw_advice", "{'advice':'%s'}", gone);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  decide(fixture, "'decision':'follow'");
  g_autofree char *next =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The barn'}", fixture->brief));
  for (int told = 0; told < 2; told++) {
    action_sample_refuse(sample, "cyd", "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                         "{'on':'%s','option':'The barn','chance':9000}", fixture->brief);
    if (told == 0)
      action_sample_do(sample, "ben", "report_outcome", "{'advice':'%s','worked':0,'road':'advice'}", gone);
  }
  action_sample_do(sample, "cyd", "open_advice", "{'advice':'%s'}", next);
}

/* To do what was advised is to follow it, whatever one calls it; and what a note or an act says anew of an advice that the
 * partner stands by would be another outcome of the same. */
static void test_same_option(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  static const char *const departing[] = {"override", "adapt"};
  for (size_t index = 0; index < G_N_ELEMENTS(departing); index++) {
    g_autofree char *shown = action_sample_shown(sample, "ada", fixture->advice);
    action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_INVALID, "option",
                         "{'advice':'%s','decision':'%s','reason':'No','option':'the  OLD mill','shown':'%s'}",
                         fixture->advice, departing[index], shown);
  }
  g_autofree char *partner = action_sample_ask(sample, "SELECT partner_id FROM advice LIMIT 1");
  action_sample_refuse(sample, "ada", "note_advice", RECORD_PROBLEM_CONFLICT, "option",
                       "{'partner':'%s','brief':'%s','option':'The old Mill','know_by':'2027-06-01'}", partner,
                       fixture->brief);
  action_sample_do(sample, "ada", "grant_mandate",
                   "{'engagement':'%s','level':'act_within','limit':'50000','expires_at':'2026-12-31'}",
                   fixture->engagement);
  action_sample_refuse(sample, "ben", "act", RECORD_PROBLEM_CONFLICT, "option",
                       "{'brief':'%s','option':'The old Mill','stake':'1','know_by':'2027-06-01','worked_if':'x'}",
                       fixture->brief);
  /* Where the advice is shut to who notes one, the refusal would tell of it. */
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  action_sample_do(sample, "ada", "add_person", "{'person':'cyd','name_of_person':'Cyd','role':'owner'}");
  action_sample_do(sample, "cyd", "note_advice",
                   "{'partner':'%s','brief':'%s','option':'The old Mill','know_by':'2027-06-01'}", partner,
                   fixture->brief);
}

/* A brief that was decided while nothing else waited was open to all who decide: no view comes after that, and none is
 * owed on what is advised there later. What was only withdrawn stays shut. */
static void test_settled_stays(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "add_person", "{'person':'cyd','name_of_person':'Cyd','role':'owner'}");
  action_sample_do(sample, "ben", "withdraw_advice", "{'advice':'%s'}", fixture->advice);
  action_sample_refuse(sample, "cyd", "open_advice", RECORD_PROBLEM_CONFLICT, "own_view", "{'advice':'%s'}",
                       fixture->advice);
  /* That it was withdrawn is told by no refusal either. */
  action_sample_refuse(sample, "cyd", "decide", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'advice':'%s','decision':'follow'}", fixture->advice);
  action_sample_refuse(sample, "cyd", "set_stake", RECORD_PROBLEM_CONFLICT, "own_view", "{'advice':'%s','stake':'5'}",
                       fixture->advice);
  g_strlcpy(fixture->advice,
            action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The mill'}", fixture->brief),
            sizeof fixture->advice);
  action_sample_do(sample, "cyd", "seal_own_view", "{'on':'%s','option':'Stay','chance':6000}", fixture->brief);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Go','chance':6000}", fixture->brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  action_sample_refuse(sample, "cyd", "report_outcome", RECORD_PROBLEM_CONFLICT, "advice",
                       "{'advice':'%s','worked':'0','road':'advice'}", fixture->advice); /* sealed, and not opened */
  decide(fixture, "'decision':'follow'");
  action_sample_refuse(sample, "cyd", "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'on':'%s','option':'The mill','chance':9900}", fixture->brief);
  g_autofree char *later =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'And a boat'}", fixture->brief));
  action_sample_refuse(sample, "cyd", "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'on':'%s','option':'No boat'}", fixture->brief);
  action_sample_do(sample, "cyd", "open_advice", "{'advice':'%s'}", later);
  /* Corrected later, it was still decided then. */
  decide(fixture, "'decision':'adapt','reason':'Half of it','option':'Half a mill','corrects':true");
  action_sample_do(sample, "ada", "add_person", "{'person':'eli','name_of_person':'Eli','role':'owner'}");
  action_sample_refuse(sample, "eli", "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'on':'%s','option':'No boat'}", fixture->brief);
}

/* Whoever corrects a decision, the view that was sealed before it stays what it was. */
static void test_correction_of_another(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "add_person", "{'person':'cyd','name_of_person':'Cyd','role':'owner'}");
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay','chance':6000}", fixture->brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  decide(fixture, "'decision':'override','reason':'Too far'");
  g_autofree char *before = action_sample_ask(sample, "SELECT own_view_number || ' ' || own_view_chance FROM advice");
  action_sample_do(sample, "cyd", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_autofree char *shown = action_sample_shown(sample, "cyd", fixture->advice);
  action_sample_do(sample, "cyd", "decide", "{'advice':'%s','decision':'follow','corrects':true,'shown':'%s'}",
                   fixture->advice, shown);
  g_autofree char *after = action_sample_ask(sample, "SELECT own_view_number || ' ' || own_view_chance FROM advice");
  g_assert_cmpstr(before, ==, after);
  g_assert_true(g_str_has_suffix(after, " 6000"));
  action_sample_do(sample, "cyd", "report_outcome", "{'advice':'%s','worked':'0','road':'own_view'}", fixture->advice);
}

/* Where views are switched on, none is owed on what waits on that brief, for whoever decides could read it; nor does who may
 * decide only now owe one. On what is asked later they do. */
static void test_switched_on(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  char other[21];
  action_sample_add_others(sample, other);
  action_sample_do(sample, "ada", "add_person", "{'person':'eli','name_of_person':'Eli','role':'observer'}");
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  const char *const deciders[] = {"ada", "dan"};
  for (size_t index = 0; index < G_N_ELEMENTS(deciders); index++)
    action_sample_refuse(sample, deciders[index], "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                         "{'on':'%s','option':'Stay'}", fixture->brief);
  g_autofree char *brief = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'Then?','engagements':['%s'],'know_by':" KNOW_BY ",'worked_if':'it is quiet'}",
      fixture->engagement));
  g_autofree char *advice =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The barn'}", brief));
  action_sample_refuse(sample, "dan", "open_advice", RECORD_PROBLEM_CONFLICT, "own_view", "{'advice':'%s'}", advice);
  action_sample_do(sample, "ada", "change_person", "{'person':'cyd','may_decide':true}");
  action_sample_do(sample, "ada", "change_person", "{'person':'eli','role':'owner'}");
  action_sample_do(sample, "ada", "change_person", "{'person':'dan','name_of_person':'Daniel'}"); /* decides already */
  action_sample_refuse(sample, "cyd", "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'on':'%s','option':'Stay'}", brief);
  action_sample_refuse(sample, "eli", "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'on':'%s','option':'Stay'}", brief);
  action_sample_refuse(sample, "dan", "open_advice", RECORD_PROBLEM_CONFLICT, "own_view", "{'advice':'%s'}", advice);
  action_sample_do(sample, "dan", "seal_own_view", "{'on':'%s','option':'Stay'}", brief);
  /* Nor who was here before, and least of all who gave the advice. */
  g_autofree char *next = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'And then?','engagements':['%s'],'know_by':" KNOW_BY ",'worked_if':'x'}",
      fixture->engagement));
  action_sample_do(sample, "ada", "add_person", "{'person':'fay','name_of_person':'Fay','role':'observer'}");
  action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The hall'}", next);
  static const char *const again[] = {"fay", "ben"};
  for (size_t index = 0; index < G_N_ELEMENTS(again); index++) {
    action_sample_do(sample, "ada", "remove_person", "{'person':'%s'}", again[index]);
    action_sample_do(sample, "ada", "add_person",
                     "{'person':'%s','name_of_person':'Again','role':'member','may_decide':true}", again[index]);
    action_sample_refuse(sample, again[index], "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                         "{'on':'%s','option':'The hall','chance':9900}", next);
  }
  action_sample_do(sample, "ada", "add_person",
                   "{'person':'gus','name_of_person':'Gus','role':'member','may_decide':true}");
  action_sample_do(sample, "gus", "seal_own_view", "{'on':'%s','option':'The hall'}", next); /* who is new does */
}

/* Where none is owed whoever decides may read what was advised, opened or not. */
static void test_view_after_advice(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ada", "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'on':'%s','option':'Stay'}", fixture->brief);
  g_autofree char *next = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'Which van?','engagements':['%s'],'know_by':'2027-06-01','worked_if':'x'}",
      fixture->engagement));
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'None'}", next);
}

static void test_noted(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ben", "note_advice", RECORD_PROBLEM_FORBIDDEN, NULL,
                       "{'partner':'%s','option':'Paint it','know_by':" KNOW_BY "}", fixture->partner);
  const char *noted = action_sample_do(sample, "ada", "note_advice",
                                       "{'partner':'%s','option':'Paint it','know_by':" KNOW_BY "}", fixture->partner);
  g_assert_cmpint(noted[0], ==, 'a');
  g_assert_nonnull(json_object_get(sample->reply, "secret"));
  /* Neither known before it was said, nor said when there was no engagement any more. */
  action_sample_refuse(sample, "ada", "note_advice", RECORD_PROBLEM_INVALID, "know_by",
                       "{'partner':'%s','option':'Wait','know_by':'2025-12-01'}", fixture->partner);
  action_sample_do(sample, "ada", "note_advice",
                   "{'partner':'%s','option':'Wait','know_by':'2025-12-01','given_at':'2025-11-01'}", fixture->partner);
  sample->now_ms += 2 * SAMPLE_DAY_MS;
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s'}", fixture->engagement);
  sample->now_ms += SAMPLE_DAY_MS;
  action_sample_refuse(sample, "ada", "note_advice", RECORD_PROBLEM_CONFLICT, "engagement",
                       "{'partner':'%s','brief':'%s','option':'Sue','know_by':" KNOW_BY "}", fixture->partner,
                       fixture->brief);
  action_sample_do(sample, "ada", "note_advice",
                   "{'partner':'%s','brief':'%s','option':'Sue','know_by':" KNOW_BY ",'given_at':'2026-01-02'}",
                   fixture->partner, fixture->brief);
  action_sample_do(sample, "ada", "note_advice",
                   "{'partner':'%s','engagement':'%s','option':'Or not','know_by':" KNOW_BY ",'given_at':'2026-01-02'}",
                   fixture->partner, fixture->engagement);
  action_sample_refuse(sample, "ada", "note_advice", RECORD_PROBLEM_NOT_FOUND, "engagement",
                       "{'partner':'%s','option':'Or not','know_by':" KNOW_BY "}", fixture->partner);
}

static void test_roles(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "add_person", "{'person':'dot','name_of_person':'Dot','role':'observer'}");
  action_sample_do(sample, "ada", "add_person", "{'person':'cyd','name_of_person':'Cyd','role':'member'}");
  const char *other = action_sample_do(sample, "ada", "add_partner", "{'name':'Another'}");
  action_sample_do(sample, "ada", "add_person", "{'person':'eve','name_of_person':'E','role':'partner','partner':'%s'}",
                   other);
  action_sample_refuse(sample, "eve", "report_outcome", RECORD_PROBLEM_NOT_FOUND, "advice",
                       "{'advice':'%s','worked':0}", fixture->advice);
  action_sample_refuse(sample, "eve", "advise", RECORD_PROBLEM_NOT_FOUND, "brief", "{'brief':'%s','option':'x'}",
                       fixture->brief);
  action_sample_refuse(sample, "dot", "open_advice", RECORD_PROBLEM_FORBIDDEN, NULL, "{'advice':'%s'}",
                       fixture->advice);
  action_sample_refuse(sample, "ben", "open_advice", RECORD_PROBLEM_FORBIDDEN, NULL, "{'advice':'%s'}",
                       fixture->advice);
  action_sample_refuse(sample, "nobody", "open_advice", RECORD_PROBLEM_NOT_FOUND, NULL, "{'advice':'%s'}",
                       fixture->advice);
  action_sample_do(sample, "cyd", "open_advice", "{'advice':'%s'}", fixture->advice);
  action_sample_refuse(sample, "cyd", "decide", RECORD_PROBLEM_FORBIDDEN, NULL, "{'advice':'%s','decision':'follow'}",
                       fixture->advice);
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

/* The same, of views that are owed before any advice. */
static void add_owing(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, OWING, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  add("/actions/advice/nothing named", test_nothing_named);
  add("/actions/advice/follow", test_follow);
  add("/actions/advice/override", test_override);
  add_owing("/actions/advice/sealed_views", test_sealed_views);
  add("/actions/advice/sealed for one", test_sealed_for_one);
  add_owing("/actions/advice/settled", test_settled);
  add_owing("/actions/advice/never-settled", test_never_settled);
  add_owing("/actions/advice/settled-for-good", test_settled_for_good);
  add("/actions/advice/same-option", test_same_option);
  add_owing("/actions/advice/settled stays", test_settled_stays);
  add_owing("/actions/advice/correction of another", test_correction_of_another);
  add("/actions/advice/switched on", test_switched_on);
  add("/actions/advice/view after advice", test_view_after_advice);
  add("/actions/advice/noted", test_noted);
  add("/actions/advice/roles", test_roles);
  return g_test_run();
}
