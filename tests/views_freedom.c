/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* views_freedom.c: who has earned more freedom than they have; what their advice came to, by how sure and by month. */
#include "support/view_sample.h"
#include "views/export.h"

#include <sodium.h>
#include <string.h>

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
} Fixture;

static void set_up(Fixture *fixture, const void *data) {
  (void)data;
  fixture->sample = action_sample_new();
  action_sample_open(fixture->sample, fixture->partner, fixture->engagement);
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_finish(fixture->sample);
}

static char *decide(Fixture *fixture, const char *sure, const char *decision) {
  ActionSample *sample = fixture->sample;
  char *advice = g_strdup(action_sample_do(
      sample, "ben", "advise", "{'option':'Ask again','know_by':'2027-06-01','worked_if':'it is quiet',%s}", sure));
  action_sample_do(sample, "ada", "set_stake", "{'advice':'%s','stake':'1000'}", advice);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", advice);
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','decision':'%s','shown':'%s','acknowledged':true%s}",
                   advice, decision, shown,
                   strcmp(decision, "override") == 0 || strcmp(decision, "adapt") == 0 ? ",'reason':'No'" : "");
  return advice;
}

static void follow(Fixture *fixture, const char *sure, int worked) {
  g_autofree char *advice = decide(fixture, sure, "follow");
  action_sample_do(fixture->sample, "ada", "report_outcome", "{'advice':'%s','worked':'%d %%'}", advice, worked);
}

static size_t freedom_count(Fixture *fixture, const char *view) {
  json_t *document = view_sample_ask(fixture->sample, "ada", view, "{}");
  const json_t *list = json_object_get(document, "freedom");
  g_assert_true(json_is_array(list));
  size_t count = json_array_size(list);
  json_decref(document);
  return count;
}

/* Ten that worked at 1,000 earn something: it is told until as much is granted, and again when that has run out. */
static void test_earned(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_assert_cmpuint(freedom_count(fixture, "today"), ==, 0);
  for (int outcome = 0; outcome < 10; outcome++)
    follow(fixture, "'sure':'sure'", 100);
  json_decref(view_sample_ask(sample, "ada", "partners", "{}")); /* makes the estimates */
  json_t *today = view_sample_ask(sample, "ada", "today", "{}");
  const json_t *row = json_array_get(json_object_get(today, "freedom"), 0);
  int64_t earned = view_integer(row, "earned_minor", 0);
  g_assert_cmpstr(view_text(row, "id"), ==, fixture->partner);
  g_assert_cmpint(earned, >=, 100000);
  g_assert_cmpint(earned, <=, 200000);    /* twice the largest stake */
  g_assert_cmpint(earned % 10000, ==, 0); /* a round figure */
  g_assert_cmpint(view_integer(row, "granted_minor", -2), ==, 0);
  json_decref(today);
  g_autofree char *mandate = g_strdup(action_sample_do(
      sample, "ada", "grant_mandate",
      "{'engagement':'%s','level':'act_within','limit':'500','expires_at':'2026-03-01','check_one_in':10}",
      fixture->engagement));
  today = view_sample_ask(sample, "ada", "today", "{}");
  row = json_array_get(json_object_get(today, "freedom"), 0);
  g_assert_cmpint(view_integer(row, "granted_minor", -2), ==, 50000);
  json_decref(today);
  g_autofree char *larger =
      g_strdup(action_sample_do(sample, "ada", "change_mandate", "{'mandate':'%s','limit':'5000'}", mandate));
  g_assert_cmpuint(freedom_count(fixture, "today"), ==, 0);
  g_assert_cmpuint(freedom_count(fixture, "partners"), ==, 0);
  action_sample_do(sample, "ada", "revoke_mandate", "{'mandate':'%s'}", larger);
  g_assert_cmpuint(freedom_count(fixture, "today"), ==, 1);
  g_assert_cmpuint(freedom_count(fixture, "partners"), ==, 1);
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s'}", fixture->engagement);
  action_sample_do(sample, "ada", "change_partner", "{'partner':'%s','retired':true}", fixture->partner);
  g_assert_cmpuint(freedom_count(fixture, "today"), ==, 0);
}

static const json_t *find(const json_t *document, const char *list, const char *member, const char *value) {
  size_t index = 0;
  const json_t *row = NULL;
  json_array_foreach(json_object_get(document, list), index, row) {
    if (g_strcmp0(view_text(row, member), value) == 0)
      return row;
  }
  return NULL;
}

/* Both sides are told the same: by how sure they were, and by month. */
static void test_year(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  follow(fixture, "'sure':'sure'", 100);
  follow(fixture, "'sure':'sure'", 50);
  follow(fixture, "'chance':'72 %'", 0);
  g_autofree char *adapted = decide(fixture, "'sure':'fairly'", "adapt");
  sample->now_ms += 40 * SAMPLE_DAY_MS; /* from January into February */
  g_autofree char *overridden = decide(fixture, "'sure':'leaning'", "override");
  g_autofree char *deferred = decide(fixture, "'sure':'sure'", "defer");
  json_t *partner = view_sample_ask(sample, "ada", "partner", "{'partner':'%s'}", fixture->partner);
  json_t *portal = view_sample_ask(sample, "ben", "portal", "{}");
  const json_t *business = json_array_get(json_object_get(portal, "businesses"), 0);
  g_assert_true(json_equal(json_object_get(partner, "stated"), json_object_get(business, "stated")));
  g_assert_true(json_equal(json_object_get(partner, "months"), json_object_get(business, "months")));
  g_assert_cmpuint(json_array_size(json_object_get(partner, "stated")), ==, 2);
  const json_t *sure = find(partner, "stated", "sureness", "sure");
  g_assert_cmpint(view_integer(sure, "outcomes", 0), ==, 2);
  g_assert_cmpint(view_integer(sure, "worked", 0), ==, 15000);
  g_assert_cmpint(view_integer(json_object_get(sure, "came_true"), "estimate", 0), ==, 6250);
  const json_t *chance = json_array_get(json_object_get(partner, "stated"), 1);
  g_assert_cmpint(view_integer(chance, "chance", -1), ==, 7000); /* the nearest tenth */
  g_assert_cmpint(view_integer(chance, "worked", -1), ==, 0);
  g_assert_cmpuint(json_array_size(json_object_get(partner, "months")), ==, 2);
  const json_t *january = find(partner, "months", "month", "2026-01");
  const json_t *february = find(partner, "months", "month", "2026-02");
  g_assert_cmpint(view_integer(january, "followed", -1), ==, 3);
  g_assert_cmpint(view_integer(january, "adapted", -1), ==, 1);
  g_assert_cmpint(view_integer(february, "followed", -1), ==, 0);
  g_assert_cmpint(view_integer(february, "overridden", -1), ==, 1);
  json_decref(partner);
  /* A year and a month later nothing is left but what they said. */
  sample->now_ms += 400 * SAMPLE_DAY_MS;
  partner = view_sample_ask(sample, "ada", "partner", "{'partner':'%s'}", fixture->partner);
  g_assert_cmpuint(json_array_size(json_object_get(partner, "months")), ==, 0);
  g_assert_cmpuint(json_array_size(json_object_get(partner, "stated")), ==, 2);
  json_decref(partner);
  json_decref(portal);
}

/* Decides on one of two pieces of advice on a brief, while the other decider owes a view on it. Free with g_free. */
static char *decide_while_owed(Fixture *fixture, const char *decision) {
  ActionSample *sample = fixture->sample;
  char other[21];
  action_sample_add_others(sample, other);
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  g_autofree char *brief =
      g_strdup(action_sample_do(sample, "ada", "ask",
                                "{'question':'Where to?','engagements':['%s','%s'],'decide_by':'2026-03-01',"
                                "'know_by':'2026-06-01','worked_if':'it is quiet'}",
                                fixture->engagement, other));
  char *advice =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The barn','sure':'sure'}", brief));
  action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'The mill','sure':'sure'}", brief);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay'}", brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", advice);
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','shown':'%s',%s}", advice, shown, decision);
  return advice;
}

/* What is shut is not counted: one decider's decision tells the other, who owes a view, nothing. */
static void test_shut(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_free(decide_while_owed(fixture, "'decision':'follow'"));
  json_t *of_ada = view_sample_ask(sample, "ada", "partner", "{'partner':'%s'}", fixture->partner);
  json_t *of_dan = view_sample_ask(sample, "dan", "partner", "{'partner':'%s'}", fixture->partner);
  g_assert_cmpuint(json_array_size(json_object_get(of_ada, "months")), ==, 1);
  g_assert_cmpuint(json_array_size(json_object_get(of_dan, "months")), ==, 0);
  json_decref(of_ada);
  json_decref(of_dan);
}

/* A partner's question waits for the business until it is answered by one of theirs; its words stay on its page. */
static void test_questions(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *brief =
      g_strdup(action_sample_do(sample, "ada", "ask",
                                "{'question':'Where to?','engagements':['%s'],'decide_by':'2026-03-01',"
                                "'know_by':'2026-06-01','worked_if':'it is quiet'}",
                                fixture->engagement));
  action_sample_do(sample, "ada", "question", "{'on':'%s','words':'Any parking?'}", brief);
  g_autofree char *question =
      g_strdup(action_sample_do(sample, "ben", "question", "{'on':'%s','words':'How loud may it be?'}", brief));
  json_t *today = view_sample_ask(sample, "ada", "today", "{}");
  g_assert_cmpuint(json_array_size(json_object_get(today, "questions")), ==, 1);
  const json_t *row = json_array_get(json_object_get(today, "questions"), 0);
  g_assert_cmpstr(view_text(row, "thing_id"), ==, brief);
  g_autofree char *text = view_sample_text(today);
  g_assert_null(strstr(text, "loud"));
  json_decref(today);
  action_sample_do(sample, "ada", "reply", "{'answers':'%s','words':'As a library'}", question);
  today = view_sample_ask(sample, "ada", "today", "{}");
  g_assert_cmpuint(json_array_size(json_object_get(today, "questions")), ==, 0);
  json_decref(today);
}

static size_t replies_told(Fixture *fixture, const char *person, const char **first) {
  json_t *today = view_sample_ask(fixture->sample, person, "today", "{}");
  const json_t *replies = json_object_get(today, "replies");
  size_t count = json_array_size(replies);
  g_autofree char *text = view_sample_text(today);
  g_assert_null(strstr(text, "miss it"));
  if (first != NULL)
    *first = count > 0 ? g_intern_string(view_text(json_array_get(replies, 0), "thing_id")) : NULL;
  json_decref(today);
  return count;
}

/* What a partner replies to a decision is told for two weeks, the newest of each advice, or until somebody of the business
 * says something to it, or follows after all. */
static void test_replies(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  char *advice[3];
  const char *first = NULL;
  for (int index = 0; index < 3; index++) {
    advice[index] = decide(fixture, "'sure':'fairly'", index == 2 ? "adapt" : "override");
    for (int times = 0; times < 25; times++)
      action_sample_do(sample, "ben", "reply_to_override", "{'advice':'%s','words':'You will miss it'}", advice[index]);
  }
  g_assert_cmpuint(replies_told(fixture, "ada", &first), ==, 3);
  g_assert_cmpstr(first, ==, advice[2]);
  action_sample_do(sample, "ben", "question", "{'on':'%s','words':'Or will you?'}", advice[0]);
  action_sample_do(sample, "ada", "question", "{'on':'%s','words':'Who knows?'}", advice[1]);
  g_assert_cmpuint(replies_told(fixture, "ada", &first), ==, 2);
  g_assert_cmpstr(first, ==, advice[2]);
  g_autofree char *shown = action_sample_shown(sample, "ada", advice[2]);
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','decision':'follow','shown':'%s','corrects':true}",
                   advice[2], shown);
  g_assert_cmpuint(replies_told(fixture, "ada", &first), ==, 1);
  g_assert_cmpstr(first, ==, advice[0]);
  sample->now_ms += 15 * SAMPLE_DAY_MS;
  g_assert_cmpuint(replies_told(fixture, "ada", NULL), ==, 0);
  for (int index = 0; index < 3; index++)
    g_free(advice[index]);
}

/* A reply would tell another decider, who owes a view of their own, that the advice was not followed. */
static void test_shut_replies(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *advice = decide_while_owed(fixture, "'decision':'override','acknowledged':true,'reason':'No'");
  action_sample_do(sample, "ben", "reply_to_override", "{'advice':'%s','words':'You will miss it'}", advice);
  g_assert_cmpuint(replies_told(fixture, "ada", NULL), ==, 1);
  g_assert_cmpuint(replies_told(fixture, "dan", NULL), ==, 0);
}

static bool note_own_view(void *context, const char *const values[EXPORT_COLUMNS]) {
  static const char *const columns[] = {"stake", "own_view", "own_view_confidence", "own_view_outcome", NULL};
  GString *told = context;
  for (size_t column = 0; column < EXPORT_COLUMNS; column++) {
    if (g_strv_contains(columns, export_columns[column]))
      g_string_append_printf(told, "%s;", values[column]);
  }
  return true;
}

static char *exported_to(Fixture *fixture, const char *person) {
  ViewOptions options = {.store = fixture->sample->store, .now_ms = fixture->sample->now_ms};
  g_autoptr(GString) told = g_string_new(NULL);
  g_auto(RecordProblem) problem = {0};
  size_t left_out = 0;
  g_assert_true(export_rows(&options, SAMPLE_WORKSPACE, person, note_own_view, told, &left_out, &problem));
  return g_strdup(told->str);
}

/* What the business wrote for itself goes out to its own people, and not to the partner. */
static void test_export(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  g_autofree char *advice = g_strdup(action_sample_do(
      sample, "ben", "advise", "{'option':'The barn','know_by':'2027-06-01','worked_if':'it is quiet','sure':'sure'}"));
  action_sample_do(sample, "ada", "set_stake", "{'advice':'%s','stake':'1000'}", advice);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay','chance':'80 %%'}", advice);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", advice);
  action_sample_do(sample, "ada", "decide",
                   "{'advice':'%s','decision':'override','shown':'%s','acknowledged':true,'reason':'No'}", advice,
                   shown);
  action_sample_refuse(sample, "ada", "report_outcome", RECORD_PROBLEM_CONFLICT, "road",
                       "{'advice':'%s','worked':'70 %%','road':'own_view'}", advice); /* it was done */
  g_autofree char *again = action_sample_shown(sample, "ada", advice);
  action_sample_do(sample, "ada", "decide",
                   "{'advice':'%s','decision':'adapt','shown':'%s','reason':'Half','option':'Half a barn',"
                   "'corrects':true}",
                   advice, again);
  action_sample_do(sample, "ada", "report_outcome", "{'advice':'%s','worked':'70 %%','road':'own_view'}", advice);
  g_autofree char *to_ada = exported_to(fixture, "ada");
  g_autofree char *to_ben = exported_to(fixture, "ben");
  g_assert_cmpstr(to_ada, ==, "1000.00;Stay;0.8000;0.7000;");
  g_assert_cmpstr(to_ben, ==, ";;;;");
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  add("/views/freedom/earned", test_earned);
  add("/views/freedom/year", test_year);
  add("/views/freedom/shut", test_shut);
  add("/views/freedom/questions", test_questions);
  add("/views/freedom/replies", test_replies);
  add("/views/freedom/shut replies", test_shut_replies);
  add("/views/freedom/export", test_export);
  return g_test_run();
}
