/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* views_outcomes.c: who told how it turned out: the partner alone, both, and where the two are far apart. */
#include "support/view_sample.h"
#include "views/export.h"

#include <sodium.h>
#include <string.h>

#define PIECES 10

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char *advice[PIECES];
} Fixture;

static char *follow(Fixture *fixture) {
  ActionSample *sample = fixture->sample;
  char *advice = g_strdup(
      action_sample_do(sample, "ben", "advise",
                       "{'option':'Ask again','know_by':'2026-02-01','worked_if':'it is quiet','sure':'sure'}"));
  action_sample_do(sample, "ada", "set_stake", "{'advice':'%s','stake':'1000'}", advice);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", advice);
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','decision':'follow','shown':'%s','acknowledged':true}",
                   advice, shown);
  return advice;
}

/* Ten pieces of advice that were followed, of which nobody has told how they turned out, past the day when it is known. */
static void set_up(Fixture *fixture, const void *data) {
  (void)data;
  fixture->sample = action_sample_new();
  action_sample_open(fixture->sample, fixture->partner, fixture->engagement);
  for (int piece = 0; piece < PIECES; piece++)
    fixture->advice[piece] = follow(fixture);
  fixture->sample->now_ms += 60 * SAMPLE_DAY_MS;
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  for (int piece = 0; piece < PIECES; piece++)
    g_free(fixture->advice[piece]);
  action_sample_finish(fixture->sample); /* a rebuild makes the same of it */
}

static void tell(Fixture *fixture, const char *person, int piece, int worked, const char *road) {
  action_sample_do(fixture->sample, person, "report_outcome", "{'advice':'%s','worked':'%d %%','road':'%s'}",
                   fixture->advice[piece], worked, road);
}

static json_t *standing_of(Fixture *fixture, size_t *to_report) {
  json_t *partner = view_sample_ask(fixture->sample, "ada", "partner", "{'partner':'%s'}", fixture->partner);
  json_t *today = view_sample_ask(fixture->sample, "ada", "today", "{}");
  *to_report = json_array_size(json_object_get(today, "to_report"));
  json_t *standing = json_incref(json_object_get(json_array_get(json_object_get(partner, "standings"), 0), "document"));
  json_decref(partner);
  json_decref(today);
  return standing;
}

/* A partner can't tell themselves into freedom: it counts, it is said whose word it is, and the business goes on being
 * asked. Where the business has told too, it is earned. */
static void test_alone(Fixture *fixture, const void *data) {
  (void)data;
  size_t to_report = 0;
  for (int piece = 0; piece < PIECES; piece++)
    tell(fixture, "ben", piece, 100, "taken");
  json_t *standing = standing_of(fixture, &to_report);
  g_assert_cmpint(view_integer(standing, "outcomes", -1), ==, PIECES);
  g_assert_cmpint(view_integer(standing, "worked", -1), ==, PIECES * 10000);
  g_assert_cmpint(view_integer(standing, "told_by_partner", -1), ==, PIECES);
  g_assert_cmpint(view_integer(json_object_get(standing, "limit"), "limit_minor", -1), ==, 0);
  g_assert_cmpstr(view_text(json_object_get(standing, "limit"), "reason"), ==, "too_few");
  g_assert_cmpuint(to_report, ==, PIECES);
  json_decref(standing);
  json_t *partners = view_sample_ask(fixture->sample, "ada", "partners", "{}");
  g_assert_cmpint(view_integer(json_array_get(json_object_get(partners, "partners"), 0), "overdue", -1), ==, PIECES);
  json_decref(partners);
  for (int piece = 0; piece < PIECES; piece++)
    tell(fixture, "ada", piece, 100, "taken");
  standing = standing_of(fixture, &to_report);
  g_assert_cmpint(view_integer(standing, "told_by_partner", -1), ==, 0);
  g_assert_cmpint(view_integer(json_object_get(standing, "limit"), "limit_minor", -1), >=, 100000);
  g_assert_cmpuint(to_report, ==, 0);
  json_decref(standing);
}

/* Nor by telling it better than the business does, after it. */
static void test_better(Fixture *fixture, const void *data) {
  (void)data;
  size_t to_report = 0;
  for (int piece = 0; piece < PIECES; piece++)
    tell(fixture, "ada", piece, piece % 2 == 0 ? 100 : 75, "taken");
  json_t *before = standing_of(fixture, &to_report);
  for (int piece = 0; piece < PIECES; piece++)
    tell(fixture, "ben", piece, 100, "taken");
  json_t *after = standing_of(fixture, &to_report);
  g_assert_cmpint(view_integer(after, "worked", 0), >, view_integer(before, "worked", 0));
  g_assert_cmpint(view_integer(json_object_get(after, "limit"), "limit_minor", -1), <=,
                  view_integer(json_object_get(before, "limit"), "limit_minor", -1));
  g_assert_cmpint(view_integer(json_object_get(after, "limit"), "reliable", -1), ==,
                  view_integer(json_object_get(before, "limit"), "reliable", -1));
  json_decref(before);
  json_decref(after);
}

/* Who tells it anew is seen to: where they told it before is said beside it. */
static void test_told_anew(Fixture *fixture, const void *data) {
  (void)data;
  tell(fixture, "ada", 0, 100, "taken");
  int64_t first = view_integer(fixture->sample->reply, "entry", 0);
  tell(fixture, "ben", 0, 100, "taken");
  tell(fixture, "ada", 0, 40, "taken");
  json_t *document = view_sample_ask(fixture->sample, "ben", "advice", "{'advice':'%s'}", fixture->advice[0]);
  const json_t *outcomes = json_object_get(document, "outcomes");
  g_assert_cmpuint(json_array_size(outcomes), ==, 2);
  g_assert_cmpstr(view_text(json_array_get(outcomes, 0), "side"), ==, "client");
  g_assert_cmpint(view_integer(json_array_get(outcomes, 0), "replaces", 0), ==, first);
  g_assert_null(json_object_get(json_array_get(outcomes, 1), "replaces"));
  json_decref(document);
}

/* Whatever the record takes, estimates can be made of: the largest sums, and what was told while a clock was set back. */
static void test_extremes(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "change_workspace", "{'hour_worth':'90071992547409.91','check_minutes':60000}");
  action_sample_do(sample, "ada", "grant_mandate",
                   "{'engagement':'%s','level':'entrust','budget':'1000','period_days':30,'expires_at':'2026-12-31'}",
                   fixture->engagement);
  g_autofree char *act =
      g_strdup(action_sample_do(sample, "ben", "act",
                                "{'option':'All of it','stake':'90071992547409.91','cost':'0','know_by':'2026-12-01',"
                                "'worked_if':'it holds'}"));
  action_sample_do(sample, "ben", "report_outcome", "{'advice':'%s','worked':'100 %%'}", act);
  g_autofree char *advice = g_strdup(action_sample_do(
      sample, "ben", "advise", "{'option':'Ask once more','know_by':'2026-12-01','worked_if':'it is quiet'}"));
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", advice);
  int64_t right_ms = sample->now_ms;
  sample->now_ms -= 5000;
  g_autofree char *shown = action_sample_shown(sample, "ada", advice);
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','decision':'follow','shown':'%s'}", advice, shown);
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':'0 %%'}", advice);
  sample->now_ms = right_ms;
  size_t to_report = 0;
  json_t *standing = standing_of(fixture, &to_report);
  g_assert_cmpint(view_integer(standing, "outcomes", 0), ==, 2);
  json_decref(standing);
}

/* What was carried out is the road that was taken: nobody can tell of it another time, as of one that was not. */
static void test_carried_out(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_refuse(fixture->sample, "ben", "report_outcome", RECORD_PROBLEM_CONFLICT, "road",
                       "{'advice':'%s','worked':'100 %%','road':'advice'}", fixture->advice[0]);
  g_autofree char *brief =
      g_strdup(action_sample_do(fixture->sample, "ada", "import_brief", "{'question':'Where to?'}"));
  g_autofree char *imported = g_strdup(
      action_sample_do(fixture->sample, "ada", "import_advice",
                       "{'brief':'%s','engagement':'%s','given_at':'2025-06-01','option':'Stay','worked':'0 %%'}",
                       brief, fixture->engagement));
  action_sample_refuse(fixture->sample, "ben", "report_outcome", RECORD_PROBLEM_CONFLICT, "road",
                       "{'advice':'%s','worked':'100 %%','road':'advice'}", imported);
}

/* The business is told what the partner said of it, beside its question. */
static void test_asked(Fixture *fixture, const void *data) {
  (void)data;
  tell(fixture, "ben", 3, 70, "taken");
  json_t *today = view_sample_ask(fixture->sample, "ada", "today", "{}");
  size_t index = 0;
  size_t told = 0;
  const json_t *row = NULL;
  json_array_foreach(json_object_get(today, "to_report"), index, row) {
    bool is_it = strcmp(view_text(row, "id"), fixture->advice[3]) == 0;
    g_assert_true((json_object_get(row, "partner_worked") != NULL) == is_it);
    told += is_it ? 1 : 0;
    if (is_it)
      g_assert_cmpint(view_integer(row, "partner_worked", 0), ==, 7000);
  }
  g_assert_cmpuint(told, ==, 1);
  json_decref(today);
}

/* Advice that the partner says they never gave is none of theirs: it is not asked for, and not counted as heard. */
static void test_contradicted(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *noted = g_strdup(action_sample_do(
      sample, "ada", "note_advice", "{'partner':'%s','option':'Paint it','know_by':'2026-04-01'}", fixture->partner));
  g_autofree char *secret = g_strdup(view_text(sample->reply, "secret"));
  g_autofree char *shown = action_sample_shown(sample, "ada", noted);
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','decision':'override','reason':'No','shown':'%s'}", noted,
                   shown);
  sample->now_ms += 2 * SAMPLE_DAY_MS;
  for (int contradicted = 0; contradicted < 2; contradicted++) {
    if (contradicted == 1)
      action_sample_do(sample, "guest", "confirm_advice", "{'secret':'%s','agrees':false}", secret);
    json_t *partner = view_sample_ask(sample, "ada", "partner", "{'partner':'%s'}", fixture->partner);
    g_assert_cmpint(view_integer(json_object_get(partner, "last_ten"), "followed", 0), ==,
                    contradicted == 1 ? 100000 : 90000);
    json_decref(partner);
  }
  /* Nor in how sure they were and in the months, whatever becomes of it; and switching own views on for another partner,
   * so that decisions are gone through one by one, counts no other way. */
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':0,'road':'advice'}", noted);
  char other[21];
  action_sample_add_others(sample, other);
  for (int own_views = 0; own_views < 2; own_views++) {
    if (own_views == 1)
      action_sample_do(sample, "ada", "change_engagement", "{'engagement':'%s','own_views':'on'}", other);
    json_t *partner = view_sample_ask(sample, "ada", "partner", "{'partner':'%s'}", fixture->partner);
    const json_t *months = json_object_get(partner, "months");
    g_assert_cmpint(view_integer(json_object_get(partner, "last_ten"), "decided", 0), ==, 10);
    g_assert_cmpint(view_integer(json_object_get(partner, "last_ten"), "followed", 0), ==, 100000);
    g_assert_cmpuint(json_array_size(json_object_get(partner, "stated")), ==, 0); /* of the others nothing is known */
    for (size_t month = 0; month < json_array_size(months); month++)
      g_assert_cmpint(view_integer(json_array_get(months, month), "overridden", -1), ==, 0);
    json_decref(partner);
  }
  sample->now_ms += 40 * SAMPLE_DAY_MS;
  json_t *today = view_sample_ask(sample, "ada", "today", "{}");
  g_assert_cmpuint(json_array_size(json_object_get(today, "to_report")), ==, PIECES);
  json_decref(today);
}

static size_t topics_of(Fixture *fixture, const char *person, const json_t **first, json_t **document) {
  *document = view_sample_ask(fixture->sample, person, "engagement", "{'engagement':'%s'}", fixture->engagement);
  const json_t *topics = json_object_get(*document, "topics");
  *first = json_array_get(topics, 0);
  return json_array_size(topics);
}

static void expect_topics(Fixture *fixture, size_t count) {
  static const char *const people[] = {"ada", "ben"};
  for (size_t side = 0; side < G_N_ELEMENTS(people); side++) {
    const json_t *first = NULL;
    json_t *document = NULL;
    g_assert_cmpuint(topics_of(fixture, people[side], &first, &document), ==, count);
    json_decref(document);
  }
}

static bool is_topic(Fixture *fixture, const char *person, int piece) {
  json_t *document = view_sample_ask(fixture->sample, person, "advice", "{'advice':'%s'}", fixture->advice[piece]);
  bool topic = json_is_true(json_object_get(json_object_get(document, "advice"), "is_topic"));
  json_decref(document);
  return topic;
}

/* Three tenths apart and more is a topic of the next review, for both sides; once that is closed, what was told before it
 * began is none any more. */
static void test_topics(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  const json_t *first = NULL;
  json_t *document = NULL;
  tell(fixture, "ada", 0, 70, "taken");
  tell(fixture, "ben", 0, 99, "taken");
  tell(fixture, "ada", 1, 0, "taken");
  expect_topics(fixture, 0);
  tell(fixture, "ben", 1, 30, "taken");
  tell(fixture, "ben", 2, 100, "taken");
  expect_topics(fixture, 1);
  g_assert_cmpuint(topics_of(fixture, "ben", &first, &document), ==, 1);
  g_assert_cmpstr(view_text(first, "id"), ==, fixture->advice[1]);
  g_assert_cmpint(view_integer(first, "client_worked", -1), ==, 0);
  g_assert_cmpint(view_integer(first, "partner_worked", -1), ==, 3000);
  json_decref(document);
  g_assert_false(is_topic(fixture, "ada", 0));
  g_assert_true(is_topic(fixture, "ada", 1) && is_topic(fixture, "ben", 1));
  g_assert_false(is_topic(fixture, "ada", 2));
  g_autofree char *review = g_strdup(
      action_sample_do(sample, "ada", "open_review", "{'engagement':'%s','due_at':'2026-04-01'}", fixture->engagement));
  expect_topics(fixture, 1);
  sample->now_ms += 40 * SAMPLE_DAY_MS; /* past its day, so that it needs no answers */
  action_sample_do(sample, "ada", "close_review", "{'review':'%s'}", review);
  expect_topics(fixture, 0);
  tell(fixture, "ada", 2, 10, "taken");
  expect_topics(fixture, 1);
  tell(fixture, "ben", 2, 20, "taken"); /* they came together */
  expect_topics(fixture, 0);
}

/* What the client's own view would have brought stays with the client. */
static void test_own_view(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ada", "report_outcome", RECORD_PROBLEM_CONFLICT, "road",
                       "{'advice':'%s','worked':'40 %%','road':'own_view'}", fixture->advice[0]); /* there was none */
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  g_free(fixture->advice[0]);
  fixture->advice[0] = g_strdup(
      action_sample_do(sample, "ben", "advise",
                       "{'option':'Ask again','know_by':'2027-02-01','worked_if':'it is quiet','sure':'sure'}"));
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Wait','chance':6000}", fixture->advice[0]);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice[0]);
  g_autofree char *shown = action_sample_shown(sample, "ada", fixture->advice[0]);
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','decision':'follow','shown':'%s'}", fixture->advice[0],
                   shown);
  tell(fixture, "ada", 0, 100, "taken");
  tell(fixture, "ada", 0, 40, "own_view");
  json_t *of_ada = view_sample_ask(fixture->sample, "ada", "advice", "{'advice':'%s'}", fixture->advice[0]);
  json_t *of_ben = view_sample_ask(fixture->sample, "ben", "advice", "{'advice':'%s'}", fixture->advice[0]);
  g_assert_cmpuint(json_array_size(json_object_get(of_ada, "outcomes")), ==, 2);
  g_assert_cmpuint(json_array_size(json_object_get(of_ben, "outcomes")), ==, 1);
  g_assert_cmpstr(view_text(json_array_get(json_object_get(of_ben, "outcomes"), 0), "road"), ==, "taken");
  json_decref(of_ada);
  json_decref(of_ben);
}

/* A decision can be corrected until somebody has told how it turned out, on any road, whichever side: later what worked
 * could be moved to one's own account, and the figures would follow. */
static void test_corrected(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  static const char *const told[][2] = {{"ada", "taken"}, {"ben", "taken"}, {"ada", "advice"}, {"ada", "own_view"}};
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  for (size_t turn = 0; turn < G_N_ELEMENTS(told); turn++) {
    g_autofree char *advice = g_strdup(action_sample_do(
        sample, "ben", "advise", "{'option':'Sing','know_by':'2027-02-01','worked_if':'it is loud','sure':'leaning'}"));
    action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Shout','chance':6000}", advice);
    action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", advice);
    static const char *const decisions[] = {"'decision':'follow'",
                                            "'decision':'override','option':'Hum','reason':'No','acknowledged':true,"
                                            "'corrects':true"};
    for (size_t step = 0; step < G_N_ELEMENTS(decisions); step++) {
      g_autofree char *shown = action_sample_shown(sample, "ada", advice);
      action_sample_do(sample, "ada", "decide", "{'advice':'%s','shown':'%s',%s}", advice, shown, decisions[step]);
    }
    action_sample_do(sample, told[turn][0], "report_outcome", "{'advice':'%s','worked':'100 %%','road':'%s'}", advice,
                     told[turn][1]);
    g_autofree char *late = action_sample_shown(sample, "ada", advice);
    action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_CONFLICT, "corrects",
                         "{'advice':'%s','shown':'%s','decision':'follow','corrects':true}", advice, late);
    json_t *document = view_sample_ask(sample, "ada", "advice", "{'advice':'%s'}", advice);
    g_assert_null(json_object_get(document, "shown")); /* nothing to decide on it any more */
    json_decref(document);
  }
}

static void refuse_stale(ActionSample *sample, const char *advice, const char *shown) {
  action_sample_refuse(sample, "ada", "decide", RECORD_PROBLEM_CONFLICT, "shown",
                       "{'advice':'%s','decision':'follow','shown':'%s'}", advice, shown);
}

static char *look(ActionSample *sample, const char *advice) {
  json_decref(view_sample_ask(sample, "ada", "advice", "{'advice':'%s'}", advice)); /* makes the estimates anew */
  return action_sample_shown(sample, "ada", advice);
}

/* What turned out since a decider looked makes what they were shown stale, whether somebody had it worked out or not; what
 * turned out of another partner's does not, until then. */
static void test_stale(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  char other[21];
  action_sample_add_others(sample, other);
  action_sample_do(sample, "eve", "advise", "{'option':'Sing','know_by':'2027-02-01','worked_if':'it is loud'}");
  g_autofree char *of_eve = g_strdup(sample->last_id);
  g_autofree char *brief = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'?','engagements':['%s','%s'],'know_by':'2027-06-01','worked_if':'x'}",
      fixture->engagement, other));
  g_autofree char *beside =
      g_strdup(action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'Wait','sure':'sure'}", brief));
  g_autofree char *advice =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'Wait','sure':'sure'}", brief));
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", advice);
  g_autofree char *first = look(sample, advice);
  tell(fixture, "ada", 0, 0, "taken");
  refuse_stale(sample, advice, first);
  g_autofree char *second = look(sample, advice);
  action_sample_do(sample, "eve", "withdraw_advice", "{'advice':'%s'}", beside);
  refuse_stale(sample, advice, second);
  g_autofree char *third = look(sample, advice);
  action_sample_do(sample, "eve", "withdraw_advice", "{'advice':'%s'}", of_eve);
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','decision':'follow','shown':'%s'}", advice, third);
}

static bool note_tellers(void *context, const char *const values[EXPORT_COLUMNS]) {
  g_assert_cmpstr(export_columns[16], ==, "client_outcome");
  g_assert_cmpstr(export_columns[17], ==, "client_advice_outcome");
  g_string_append_printf(context, "%s/%s,", values[16], values[17]);
  return true;
}

/* A file of the record says it too. */
static void test_export(Fixture *fixture, const void *data) {
  (void)data;
  tell(fixture, "ben", 0, 100, "taken");
  tell(fixture, "ben", 1, 100, "taken");
  tell(fixture, "ada", 1, 40, "taken");
  tell(fixture, "ada", 2, 100, "taken");
  ViewOptions options = {.store = fixture->sample->store, .now_ms = fixture->sample->now_ms};
  g_autoptr(GString) told = g_string_new(NULL);
  g_auto(RecordProblem) problem = {0};
  size_t left_out = 0;
  g_assert_true(export_rows(&options, SAMPLE_WORKSPACE, "ada", note_tellers, told, &left_out, &problem));
  g_assert_cmpstr(told->str, ==, "none/,0.4000/,/,/,/,/,/,/,/,/,");
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  add("/views/outcomes/alone", test_alone);
  add("/views/outcomes/better", test_better);
  add("/views/outcomes/told anew", test_told_anew);
  add("/views/outcomes/extremes", test_extremes);
  add("/views/outcomes/carried out", test_carried_out);
  add("/views/outcomes/asked", test_asked);
  add("/views/outcomes/contradicted", test_contradicted);
  add("/views/outcomes/topics", test_topics);
  add("/views/outcomes/own view", test_own_view);
  add("/views/outcomes/stale", test_stale);
  add("/views/outcomes/corrected", test_corrected);
  add("/views/outcomes/export", test_export);
  return g_test_run();
}
