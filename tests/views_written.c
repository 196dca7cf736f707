/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * views_written.c: what goes out as text is what would go out as values, and figures that are kept are those that one
 * would count.
 */
#include "support/figures.h"
#include "support/view_sample.h"

#include "record/declare.h"
#include "views/shut.h"
#include "views/written.h"
#include "views/year.h"

#include <sodium.h>
#include <string.h>

#define LIST_MOST 100

/* All that JSON must escape, and what it need not. */
#define ODD_WORDS "\\\"back\\\\slash\\\"\\n\\ttab \\u00e9\\u4e2d\\ud83c\\udfdb /end"
#define ODD_LINE "\\\"back\\\\slash\\\"tab \\u00e9\\u4e2d\\ud83c\\udfdb /end"

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char other_engagement[21];
  char other_partner[21];
} Fixture;

static void set_up(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample = action_sample_new();
  action_sample_open(sample, fixture->partner, fixture->engagement);
  action_sample_add_others(sample, fixture->other_engagement);
  g_autofree char *sql =
      g_strdup_printf("SELECT partner_id FROM engagements WHERE engagement_id = '%s'", fixture->other_engagement);
  g_autofree char *other = action_sample_ask(sample, sql);
  g_strlcpy(fixture->other_partner, other, sizeof fixture->other_partner);
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_finish(fixture->sample);
}

/* ---- Text and values -------------------------------------------------------------------------------------------- */

static const RecordField parameters[] = {
    FIELD_THING("partner", RECORD_FIELD_REQUIRED, "p", N_("The partner")),
    FIELD_INTEGER("before", 0, 1, MONEY_MAX, N_("Go on before this entry")),
    FIELD_END,
};

static bool read_both(ViewRun *run, GError **error) {
  const char *id = view_text(run->parameters, "partner");
  int64_t last_entry = 0;
  bool ok = view_put_rows(run, "contacts", STORE_CONTACT_LIST, id, LIST_MOST, error) &&
            written_rows(run, "contacts_written", STORE_CONTACT_LIST, id, LIST_MOST, error) &&
            view_put_rows(run, "engagements", STORE_ENGAGEMENT_LIST_OF_PARTNER, id, LIST_MOST, error) &&
            written_rows(run, "engagements_written", STORE_ENGAGEMENT_LIST_OF_PARTNER, id, LIST_MOST, error) &&
            view_put_rows(run, "mandates", STORE_MANDATES_IN_FORCE, id, LIST_MOST, error) &&
            written_rows(run, "mandates_written", STORE_MANDATES_IN_FORCE, id, LIST_MOST, error) &&
            view_put_rows(run, "standings", STORE_STANDINGS_OF_PARTNER, id, LIST_MOST, error) &&
            written_rows(run, "standings_written", STORE_STANDINGS_OF_PARTNER, id, LIST_MOST, error) &&
            view_put_advice(run, "advice", STORE_ADVICE_OF_PARTNER, id, LIST_MOST, error) &&
            written_advice(run, "advice_written", STORE_ADVICE_OF_PARTNER, STORE_ADVICE_OF_PARTNER_UNSEALED, id,
                           LIST_MOST, &last_entry, error);
  g_assert_cmpint(last_entry, ==, 0); /* there are fewer */
  return ok;
}

static const View both = {.name = "both", .who = VIEW_BY_ALL, .parameters = parameters, .read = read_both};

static json_t *see(Fixture *fixture, const View *view, const char *person, const char *partner) {
  g_auto(RecordProblem) problem = {0};
  ViewOptions options = {.store = fixture->sample->store, .now_ms = fixture->sample->now_ms};
  json_t *asked = json_pack("{s:s}", "partner", partner);
  json_t *document = view_run(view, SAMPLE_WORKSPACE, person, asked, &options, &problem);
  if (document == NULL)
    g_error("%s: %s", person, problem.message);
  json_decref(asked);
  return document;
}

static void expect_same(Fixture *fixture, const char *person, const char *partner, size_t advice, bool shut) {
  static const char *const lists[] = {"contacts", "engagements", "mandates", "standings", "advice"};
  json_t *document = see(fixture, &both, person, partner);
  for (size_t index = 0; index < G_N_ELEMENTS(lists); index++) {
    g_autofree char *written = g_strconcat(lists[index], "_written", NULL);
    g_assert_true(json_is_array(json_object_get(document, lists[index])));
    g_assert_true(json_equal(json_object_get(document, lists[index]), json_object_get(document, written)));
  }
  const json_t *rows = json_object_get(document, "advice_written");
  g_autofree char *text = view_sample_text(rows);
  g_assert_cmpuint(json_array_size(rows), ==, advice);
  g_assert_true((strstr(text, "\"is_shut\":true") != NULL) == shut);
  for (size_t index = 0; index < json_array_size(rows); index++) { /* nor that it was decided, or what would count */
    const json_t *row = json_array_get(rows, index);
    bool row_shut = json_is_true(json_object_get(row, "is_shut"));
    g_assert_true((json_object_get(row, "state") == NULL) == row_shut);
    g_assert_true(!row_shut || json_object_get(row, "worked_if") == NULL);
  }
  json_decref(document);
}

static void decide_as(Fixture *fixture, const char *advice, const char *how, const char *more) {
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", advice);
  bool follow = strcmp(how, "follow") == 0;
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','shown':'%s','decision':'%s'%s%s}", advice, shown, how,
                   follow ? "" : ",'option':'Stay','reason':'" ODD_WORDS "','acknowledged':true", more);
}

static void decide(Fixture *fixture, const char *advice, const char *how) {
  decide_as(fixture, advice, how, "");
}

static char *advise(Fixture *fixture, const char *how_sure) {
  return g_strdup(action_sample_do(fixture->sample, "ben", "advise",
                                   "{'option':'" ODD_LINE "','know_by':'2026-06-01','worked_if':'so'%s%s}",
                                   *how_sure != '\0' ? "," : "", how_sure));
}

static void test_text(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "add_contact", "{'partner':'%s','name':'" ODD_LINE "'}", fixture->partner);
  action_sample_do(sample, "ada", "grant_mandate",
                   "{'engagement':'%s','level':'act_within','limit':'500','expires_at':'2026-03-01','check_one_in':10}",
                   fixture->engagement);
  g_autofree char *first = advise(fixture, "'sure':'sure'");
  g_autofree char *second = advise(fixture, "'chance':'72 %'");
  g_free(advise(fixture, ""));
  decide(fixture, first, "override");
  decide(fixture, second, "follow");
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':'50 %%'}", second);
  json_t *once = view_sample_ask(sample, "ada", "partner", "{'partner':'%s'}", fixture->partner); /* makes standings */
  g_assert_cmpuint(json_array_size(json_object_get(once, "standings")), ==, 1);
  g_autofree char *text = view_sample_text(once);
  g_assert_nonnull(strstr(text, "\"\\\"back\\\\slash\\\"tab \xC3\xA9\xE4\xB8\xAD\xF0\x9F\x8F\x9B /end\""));
  json_decref(once);
  static const char *const people[] = {"ada", "dan", "cyd", "dot", "ben"};
  for (size_t index = 0; index < G_N_ELEMENTS(people); index++)
    expect_same(fixture, people[index], fixture->partner, 3, false);
  expect_same(fixture, "eve", fixture->partner, 0, false); /* another partner's */
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  g_free(advise(fixture, ""));
  expect_same(fixture, "ada", fixture->partner, 4, true);
  expect_same(fixture, "dan", fixture->partner, 4, true);
  expect_same(fixture, "cyd", fixture->partner, 4, false);
  expect_same(fixture, "dot", fixture->partner, 4, false);
  expect_same(fixture, "ben", fixture->partner, 4, false);
}

/* ---- As it is sent ---------------------------------------------------------------------------------------------- */

static json_t *answer(Fixture *fixture, const char *view, const char *person, json_t *asked, bool at_once,
                      ViewAnswer *sent, RecordProblem *problem) {
  ViewOptions options = {
      .store = fixture->sample->store, .now_ms = fixture->sample->now_ms, .at_once = at_once, .wants_version = true};
  bool ok = view_answer(view_find(view), SAMPLE_WORKSPACE, person, asked, &options, sent, problem);
  json_decref(asked);
  json_t *document = ok ? json_loadb(sent->text, sent->length, JSON_REJECT_DUPLICATES, NULL) : NULL;
  g_assert_true(ok == (document != NULL));
  return document;
}

static void test_answer(Fixture *fixture, const void *data) {
  (void)data;
  g_autofree char *advice = advise(fixture, "'sure':'sure'");
  for (const View *const *view = view_list; *view != NULL; view++) {
    g_auto(RecordProblem) problem = {0};
    g_auto(ViewAnswer) sent = {0};
    json_t *asked = json_object();
    for (const RecordField *field = (*view)->parameters; field->name != NULL; field++) {
      if (strcmp(field->name, "partner") == 0)
        json_object_set_new(asked, "partner", json_string(fixture->partner));
      else if (strcmp(field->name, "advice") == 0 || strcmp(field->name, "brief") == 0)
        json_object_set_new(asked, field->name, json_string(advice));
      else if (strcmp(field->name, "engagement") == 0)
        json_object_set_new(asked, field->name, json_string(fixture->engagement));
    }
    json_t *document = answer(fixture, (*view)->name, "ada", json_incref(asked), false, &sent, &problem);
    ViewOptions options = {.store = fixture->sample->store, .now_ms = fixture->sample->now_ms};
    json_t *values = view_run(*view, SAMPLE_WORKSPACE, "ada", asked, &options, &problem);
    g_assert_true((document != NULL) == (values != NULL));
    g_assert_true(document == NULL || json_equal(document, values));
    g_assert_true((sent.version != NULL) == (document != NULL && (*view)->gather == NULL));
    json_decref(values);
    json_decref(document);
    json_decref(asked);
  }
}

/* What must be prepared first is not done at once; and what was once prepared is. */
static void test_at_once(Fixture *fixture, const void *data) {
  (void)data;
  g_auto(RecordProblem) problem = {0};
  g_auto(ViewAnswer) sent = {0};
  g_free(advise(fixture, "'sure':'sure'"));
  json_t *asked = json_pack("{s:s}", "partner", fixture->partner);
  g_assert_null(answer(fixture, "partner", "ada", json_incref(asked), true, &sent, &problem));
  g_assert_true(sent.takes_time);
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_NONE);
  json_t *prepared = answer(fixture, "partner", "ada", json_incref(asked), false, &sent, &problem);
  g_autofree char *version = g_strdup(sent.version);
  view_answer_clear(&sent);
  json_t *again = answer(fixture, "partner", "ada", json_incref(asked), true, &sent, &problem);
  g_assert_nonnull(again);
  g_assert_false(sent.takes_time);
  g_assert_true(json_equal(prepared, again));
  g_assert_cmpstr(sent.version, ==, version);
  g_assert_cmpint(sent.valid_until_ms, ==, fixture->sample->now_ms + VIEW_HOLDS_MS);
  view_answer_clear(&sent);
  g_free(advise(fixture, ""));
  g_assert_null(
      answer(fixture, "partner", "ada", json_incref(asked), true, &sent, &problem)); /* there is evidence anew */
  g_assert_true(sent.takes_time);
  g_assert_null(answer(fixture, "today", "ada", json_object(), true, &sent, &problem)); /* never quick */
  g_assert_true(sent.takes_time);
  /* What is refused is refused at once. */
  g_assert_null(answer(fixture, "partner", "ben", json_incref(asked), true, &sent, &problem));
  g_assert_false(sent.takes_time);
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_FORBIDDEN);
  g_assert_null(answer(fixture, "partner", "zoe", asked, true, &sent, &problem));
  g_assert_false(sent.takes_time);
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_NOT_FOUND);
  json_decref(prepared);
  json_decref(again);
}

/* The next time that the text speaks of ends how long it holds, as one among the values does. */
static void test_until(Fixture *fixture, const void *data) {
  (void)data;
  g_auto(RecordProblem) problem = {0};
  g_auto(ViewAnswer) sent = {0};
  action_sample_do(fixture->sample, "ada", "grant_mandate",
                   "{'engagement':'%s','level':'act_within','limit':'500','expires_at':'2026-01-02T00:00:20Z'}",
                   fixture->engagement);
  fixture->sample->now_ms = SAMPLE_START_MS + SAMPLE_DAY_MS;
  json_t *document =
      answer(fixture, "partner", "ada", json_pack("{s:s}", "partner", fixture->partner), false, &sent, &problem);
  g_assert_cmpuint(json_array_size(json_object_get(document, "mandates")), ==, 1);
  g_assert_cmpint(sent.valid_until_ms, ==, fixture->sample->now_ms + 20000);
  json_decref(document);
}

/* ---- Figures ---------------------------------------------------------------------------------------------------- */

static void expect_figures(Fixture *fixture, const char *kept) {
  g_autofree char *wrong = action_sample_ask(fixture->sample, FIGURES_WRONG);
  g_assert_cmpstr(wrong, ==, "0");
  g_autofree char *there = action_sample_ask(
      fixture->sample, "SELECT group_concat(stated || ':' || decisions || ':' || outcomes || ':' || worked, ' ') FROM "
                       "(SELECT * FROM advice_figures ORDER BY engagement_id, stated)");
  g_assert_cmpstr(there, ==, kept);
}

static bool read_year(ViewRun *run, GError **error) {
  return year_put(run, view_text(run->parameters, "partner"), true, error);
}

static const View year = {.name = "year", .who = VIEW_BY_ALL, .parameters = parameters, .read = read_year};

/* The figures that are kept give the document that going through all advice gives, which is done where own views are owed
 * (to whom owes none nothing is shut). */
static void expect_same_year(Fixture *fixture) {
  json_t *kept = see(fixture, &year, "dot", fixture->partner);
  action_sample_do(fixture->sample, "ada", "change_workspace", "{'own_views':true}");
  json_t *gone_through = see(fixture, &year, "dot", fixture->partner);
  action_sample_do(fixture->sample, "ada", "change_workspace", "{'own_views':false}");
  g_assert_true(json_equal(kept, gone_through));
  g_assert_cmpuint(json_object_size(kept), ==, 4); /* stated, months, last_ten, zone */
  json_decref(kept);
  json_decref(gone_through);
}

static void test_figures(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  expect_figures(fixture, "");
  g_autofree char *first = advise(fixture, "'sure':'sure'");
  g_autofree char *second = advise(fixture, "'chance':'95 %'");
  g_autofree char *third = advise(fixture, "");
  g_autofree char *withdrawn = advise(fixture, "'sure':'fairly'");
  expect_figures(fixture, ""); /* nothing is decided */
  decide(fixture, first, "follow");
  decide(fixture, second, "override");
  decide(fixture, third, "follow");
  action_sample_do(sample, "ben", "withdraw_advice", "{'advice':'%s'}", withdrawn);
  expect_figures(fixture, "10:1:0:0 13:1:0:0 14:1:0:0");
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':'100 %%'}", first);
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':'30 %%'}",
                   second); /* of their own choice */
  expect_figures(fixture, "10:1:0:0 13:1:1:10000 14:1:0:0");
  /* The other side sees it differently; then the road not taken becomes known; then an outcome is replaced. */
  action_sample_do(sample, "ben", "report_outcome", "{'advice':'%s','worked':'50 %%'}", first);
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','road':'advice','worked':'80 %%'}", second);
  expect_figures(fixture, "10:1:1:8000 13:1:1:7500 14:1:0:0");
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':'0 %%'}", first);
  expect_figures(fixture, "10:1:1:8000 13:1:1:2500 14:1:0:0");
  expect_same_year(fixture);
  /* A decision that is corrected is one decision. */
  sample->now_ms += 1000;
  decide_as(fixture, third, "adapt", ",'corrects':true");
  expect_figures(fixture, "10:1:1:8000 13:1:1:2500 14:1:0:0");
  action_sample_do(sample, "ada", "grant_mandate",
                   "{'engagement':'%s','level':'act_within','limit':'500','expires_at':'2026-03-01'}",
                   fixture->engagement);
  action_sample_do(sample, "ben", "act",
                   "{'option':'Order the paint','stake':'20','cost':'20','know_by':'2026-02-01','worked_if':'dry'}");
  expect_figures(fixture, "10:1:1:8000 13:1:1:2500 14:2:0:0");
  expect_same_year(fixture);
  g_autofree char *sql = g_strdup_printf("SELECT option_entry FROM advice WHERE advice_id = '%s'", first);
  g_autofree char *entry = action_sample_ask(sample, sql);
  action_sample_do(sample, "ada", "erase_text", "{'entry':%s,'field':'option'}", entry);
  expect_figures(fixture, "10:1:1:8000 13:1:1:2500 14:2:0:0"); /* a text is gone, what came of it is not */
  expect_same_year(fixture);
}

static size_t months_of(Fixture *fixture, const char *first) {
  json_t *document = see(fixture, &year, "ada", fixture->partner);
  const json_t *months = json_object_get(document, "months");
  size_t count = json_array_size(months);
  g_assert_cmpstr(view_text(json_array_get(months, 0), "month"), ==, first);
  json_decref(document);
  return count;
}

/* A month is one of the workspace's zone, and the twelve end with the month that it is there. */
static void test_months(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *advice = advise(fixture, "'sure':'sure'");
  sample->now_ms = SAMPLE_START_MS + 31 * SAMPLE_DAY_MS - 1800000; /* half an hour before February */
  decide(fixture, advice, "follow");
  action_sample_do(sample, "ada", "change_workspace", "{'zone':'UTC'}");
  g_assert_cmpuint(months_of(fixture, "2026-01"), ==, 1);
  sample->now_ms += 3600000; /* a day has passed */
  g_assert_cmpuint(months_of(fixture, "2026-01"), ==, 2);
  action_sample_do(sample, "ada", "change_workspace", "{'zone':'Asia/Tokyo'}");
  g_assert_cmpuint(months_of(fixture, "2026-02"), ==, 1);
  expect_same_year(fixture);
  action_sample_do(sample, "ada", "change_workspace", "{'zone':'UTC'}");
  sample->now_ms = SAMPLE_START_MS + (365 - 1) * SAMPLE_DAY_MS; /* the last of December */
  g_assert_cmpuint(months_of(fixture, "2026-01"), ==, 12);
  expect_same_year(fixture);
  sample->now_ms += SAMPLE_DAY_MS;
  g_assert_cmpuint(months_of(fixture, NULL), ==, 0);
  expect_same_year(fixture);
}

/* Where there are more than two hundred decisions, the latest two hundred count. */
static void test_many(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "grant_mandate",
                   "{'engagement':'%s','level':'act_within','limit':'500','expires_at':'2026-03-01'}",
                   fixture->engagement);
  g_autofree char *first = advise(fixture, "'sure':'sure'");
  decide(fixture, first, "follow");
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':'100 %%'}", first);
  for (int number = 1; number <= 201; number++) {
    action_sample_do(sample, "ben", "act",
                     "{'option':'Paint %d','stake':'20','chance':'%d %%','know_by':'2026-02-01','worked_if':'dry'}",
                     number, number % 100);
    if (number == 199)
      expect_same_year(fixture); /* two hundred */
  }
  expect_same_year(fixture);
  json_t *document = see(fixture, &year, "ada", fixture->partner);
  g_assert_cmpuint(json_array_size(json_object_get(document, "stated")), ==, 0); /* the first is past them */
  const json_t *ten = json_object_get(document, "last_ten");
  g_assert_cmpint(view_integer(ten, "decided", -1), ==, 1); /* but still the client's last decision */
  json_decref(document);
}

/* What is shut is counted nowhere: not among the last ten either, which would tell what became of it. */
static void expect_last_ten(Fixture *fixture, const char *person, int64_t decided) {
  json_t *document = see(fixture, &year, person, fixture->partner);
  g_assert_cmpint(view_integer(json_object_get(document, "last_ten"), "decided", -1), ==, decided);
  g_assert_cmpint(view_integer(json_object_get(document, "last_ten"), "followed", -1), ==, decided * 10000);
  g_assert_cmpuint(json_array_size(json_object_get(document, "months")), ==, (size_t)decided);
  json_decref(document);
}

static void test_shut(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  g_autofree char *brief = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'?','engagements':['%s','%s'],'know_by':'2026-06-01','worked_if':'x'}",
      fixture->engagement, fixture->other_engagement));
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Leap'}", brief);
  g_autofree char *advice =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'Stay'}", brief));
  action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'Go'}", brief); /* waits */
  decide(fixture, advice, "follow");
  expect_last_ten(fixture, "dan", 0); /* owes a view on the brief */
  expect_last_ten(fixture, "dot", 1); /* decides nothing */
  expect_last_ten(fixture, "ada", 1); /* has opened it */
  /* What was to be read while views were off does not become shut again. */
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':false}");
  action_sample_do(sample, "ada", "change_engagement", "{'engagement':'%s','own_views':'on'}", fixture->engagement);
  expect_last_ten(fixture, "dan", 1);
  action_sample_refuse(sample, "dan", "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'on':'%s','option':'Leap'}", brief);
  /* Nor what was while they were off for its partner. */
  g_autofree char *next = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'?','engagements':['%s'],'know_by':'2026-06-01','worked_if':'x'}",
      fixture->engagement));
  action_sample_do(sample, "dan", "seal_own_view", "{'on':'%s','option':'Leap'}", next);
  action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'Stay'}", next);
  for (int off = 0; off < 2; off++)
    action_sample_do(sample, "ada", "change_engagement", "{'engagement':'%s','own_views':'%s'}", fixture->engagement,
                     off == 0 ? "off" : "on");
  action_sample_refuse(sample, "dan", "seal_own_view", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'on':'%s','option':'Look'}", next);
}

/* ---- Between two transactions ------------------------------------------------------------------------------------ */

static ActionSample *sample_of_change;

static bool demote(const ViewOptions *options, const StoreMember *member, const json_t *checked,
                   RecordProblem *problem) {
  (void)options, (void)member, (void)checked, (void)problem;
  action_sample_do(sample_of_change, "ada", "change_person", "{'person':'cyd','role':'observer'}");
  return true;
}

static const View of_deciders = {.name = "of_deciders",
                                 .who = VIEW_BY_OWNER | VIEW_BY_MEMBER,
                                 .parameters = parameters,
                                 .prepare = demote,
                                 .read = read_year};

/* Whose role became another one while something was prepared is asked for it again. */
static void test_demoted(Fixture *fixture, const void *data) {
  (void)data;
  g_auto(RecordProblem) problem = {0};
  ViewOptions options = {.store = fixture->sample->store, .now_ms = fixture->sample->now_ms};
  json_t *asked = json_pack("{s:s}", "partner", fixture->partner);
  sample_of_change = fixture->sample;
  g_assert_null(view_run(&of_deciders, SAMPLE_WORKSPACE, "cyd", asked, &options, &problem));
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_FORBIDDEN);
  json_decref(asked);
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  add("/views/written/text", test_text);
  add("/views/written/answer", test_answer);
  add("/views/written/at once", test_at_once);
  add("/views/written/until", test_until);
  add("/views/figures/kept", test_figures);
  add("/views/figures/months", test_months);
  add("/views/figures/many", test_many);
  add("/views/figures/shut", test_shut);
  add("/views/written/demoted", test_demoted);
  return g_test_run();
}
