/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* views_work.c: what the views say of a workspace with work in it, and of one without. */
#include "support/view_sample.h"
#include "views/words_index.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char goal[21];
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

static const json_t *first(const json_t *document, const char *list) {
  g_assert_cmpuint(json_array_size(json_object_get(document, list)), >=, 1);
  return json_array_get(json_object_get(document, list), 0);
}

static size_t count(const json_t *document, const char *list) {
  g_assert_true(json_is_array(json_object_get(document, list)));
  return json_array_size(json_object_get(document, list));
}

/* A goal of a year that is served, with readings that fall behind; two tasks, one of which serves it. */
static void do_work(Fixture *fixture) {
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "set_direction", "{'words':'A quieter studio'}");
  g_strlcpy(fixture->goal,
            action_sample_do(sample, "ada", "add_goal",
                             "{'name':'Rent','measure':'euros a month','baseline':'3000','target':'2000',"
                             "'due_at':'2026-12-31'}"),
            sizeof fixture->goal);
  action_sample_do(sample, "ada", "change_engagement", "{'engagement':'%s','goals':['%s'],'review_months':3}",
                   fixture->engagement, fixture->goal);
  action_sample_do(sample, "ada", "add_task", "{'engagement':'%s','title':'Compare rents','goal':'%s'}",
                   fixture->engagement, fixture->goal);
  action_sample_do(sample, "ada", "add_task", "{'engagement':'%s','title':'Fix the door'}", fixture->engagement);
  action_sample_do(sample, "ada", "record_fee", "{'engagement':'%s','amount':'450.00'}", fixture->engagement);
  for (int month = 1; month <= 6; month++) {
    sample->now_ms += 30 * SAMPLE_DAY_MS;
    action_sample_do(sample, "ada", "record_reading", "{'goal':'%s','value':'%d'}", fixture->goal, 3000 + 10 * month);
  }
}

static void test_direction(Fixture *fixture, const void *data) {
  (void)data;
  json_t *empty = view_sample_ask(fixture->sample, "ada", "direction", "{}");
  g_assert_cmpuint(count(empty, "goals"), ==, 0);
  g_assert_null(json_object_get(json_object_get(empty, "work"), "served_a_goal"));
  json_decref(empty);
  do_work(fixture);
  json_t *document = view_sample_ask(fixture->sample, "ben", "direction", "{}");
  g_assert_cmpstr(view_text(document, "words"), ==, "A quieter studio");
  const json_t *goal = first(document, "goals");
  const json_t *climb = json_object_get(goal, "climb");
  g_assert_cmpuint(json_array_size(json_object_get(goal, "readings")), ==, 6);
  g_assert_cmpint(view_integer(climb, "readings", 0), ==, 6);
  g_assert_cmpint(view_integer(climb, "reached", -1), <, 300); /* it rises and should fall */
  g_assert_cmpint(view_integer(climb, "at_due", 0), >, INT64_C(2900000000));
  g_assert_cmpstr(view_text(first(goal, "engagements"), "id"), ==, fixture->engagement);
  g_assert_cmpint(view_integer(json_object_get(document, "work"), "served_a_goal", 0), ==, 5000);
  json_decref(document);
}

static void test_engagement(Fixture *fixture, const void *data) {
  (void)data;
  do_work(fixture);
  json_t *document = view_sample_ask(fixture->sample, "ben", "engagement", "{'engagement':'%s'}", fixture->engagement);
  g_assert_cmpuint(count(document, "tasks"), ==, 2);
  g_assert_cmpuint(count(document, "goals"), ==, 1);
  g_assert_cmpint(view_integer(first(document, "fees"), "amount_minor", 0), ==, 45000);
  g_assert_cmpint(view_integer(json_object_get(document, "work"), "served_a_goal", 0), ==, 5000);
  g_assert_cmpuint(count(document, "mandates"), ==, 0);
  json_decref(document);
  view_sample_refuse(fixture->sample, "ada", "engagement", RECORD_PROBLEM_NOT_FOUND, "{'engagement':'e999'}");
}

static void test_today_and_partner(Fixture *fixture, const void *data) {
  (void)data;
  json_t *before = view_sample_ask(fixture->sample, "ada", "today", "{}");
  g_assert_cmpuint(count(before, "goals_off_course"), ==, 0);
  g_assert_cmpuint(count(before, "reviews_wanted"), ==, 0);
  json_decref(before);
  do_work(fixture);
  json_t *today = view_sample_ask(fixture->sample, "ada", "today", "{}");
  g_assert_cmpstr(view_text(first(today, "goals_off_course"), "id"), ==, fixture->goal);
  g_assert_cmpstr(view_text(first(today, "reviews_wanted"), "id"), ==, fixture->engagement);
  json_decref(today);
  action_sample_do(fixture->sample, "ada", "open_review", "{'engagement':'%s'}", fixture->engagement);
  json_t *opened = view_sample_ask(fixture->sample, "ada", "today", "{}");
  g_assert_cmpuint(count(opened, "reviews_wanted"), ==, 0);
  g_assert_cmpuint(count(opened, "to_review"), ==, 1);
  json_decref(opened);
  json_t *partner = view_sample_ask(fixture->sample, "ada", "partner", "{'partner':'%s'}", fixture->partner);
  g_assert_cmpint(view_integer(partner, "fees_minor", 0), ==, 45000);
  g_assert_cmpuint(count(partner, "goals"), ==, 1);
  g_assert_cmpint(view_integer(json_object_get(partner, "decided_alone"), "decisions", -1), ==, 0);
  json_decref(partner);
}

/* What a check costs is part of what is estimated: with another worth of an hour the freedom earned is another. */
static void test_worth_of_an_hour(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  int64_t costs[2];
  for (int index = 0; index < 2; index++) {
    action_sample_do(sample, "ada", "change_workspace", "{'hour_worth':'%d','check_minutes':30}", index == 0 ? 80 : 10);
    if (index == 0)
      action_sample_do(sample, "ada", "note_advice", "{'partner':'%s','option':'Stay','know_by':'2027-06-01'}",
                       fixture->partner);
    json_t *partners = view_sample_ask(sample, "ada", "partners", "{}");
    const json_t *standing = first(first(partners, "partners"), "standings");
    const json_t *limit = json_object_get(json_object_get(standing, "document"), "limit");
    costs[index] = view_integer(limit != NULL ? limit : json_object_get(standing, "limit"), "check_cost_minor", -1);
    json_decref(partners);
  }
  g_assert_cmpint(costs[0], ==, 4000);
  g_assert_cmpint(costs[1], ==, 500);
}

/* However much the business itself asks, a partner's question waits for an answer. */
static void test_questions(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *advice = g_strdup(
      action_sample_do(sample, "ben", "advise", "{'option':'Stay','know_by':'2027-06-01','worked_if':'nobody moves'}"));
  action_sample_do(sample, "ben", "question", "{'on':'%s','words':'Until when?'}", advice);
  for (int count = 0; count < 210; count++)
    action_sample_do(sample, "ada", "question", "{'on':'%s','words':'And why?'}", advice);
  json_t *today = view_sample_ask(sample, "ada", "today", "{}");
  g_assert_cmpuint(count(today, "questions"), ==, 1);
  json_decref(today);
}

/* A skill bought by the task deserves a partner for two reasons, never for one. */
static void test_skills(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *skill = g_strdup(action_sample_do(sample, "ada", "add_skill", "{'name':'print','stance':'rent'}"));
  g_autofree char *engagement = g_strdup(
      action_sample_do(sample, "ada", "start_engagement", "{'partner':'%s','skill':'%s'}", fixture->partner, skill));
  for (int task = 0; task < 4; task++)
    action_sample_do(sample, "ada", "add_task", "{'engagement':'%s','title':'Print it'}", engagement);
  json_t *one = view_sample_ask(sample, "ada", "skills", "{}");
  const json_t *rented = json_array_get(json_object_get(one, "skills"), 1);
  g_assert_cmpstr(view_text(rented, "id"), ==, skill);
  g_assert_cmpint(view_integer(rented, "tasks", 0), ==, 4);
  g_assert_null(json_object_get(rented, "partner_because"));
  g_assert_cmpstr(view_text(first(rented, "holders"), "partner_id"), ==, fixture->partner);
  json_decref(one);
  action_sample_do(sample, "ben", "advise",
                   "{'engagement':'%s','option':'Thicker paper','know_by':'2026-08-01','worked_if':'it holds'}",
                   engagement);
  json_t *two = view_sample_ask(sample, "ada", "skills", "{}");
  g_autofree char *text = view_sample_text(json_array_get(json_object_get(two, "skills"), 1));
  g_assert_nonnull(strstr(text, "\"partner_because\":[\"bought_often\",\"speaks_up\"]"));
  json_decref(two);
  view_sample_refuse(sample, "ben", "skills", RECORD_PROBLEM_FORBIDDEN, "{}");
}

static void test_portal(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *brief =
      g_strdup(action_sample_do(sample, "ada", "ask",
                                "{'question':'Which office?','engagements':['%s'],'know_by':'2026-06-01',"
                                "'worked_if':'everybody fits'}",
                                fixture->engagement));
  json_t *document = view_sample_ask(sample, "ben", "portal", "{}");
  const json_t *business = first(document, "businesses");
  g_assert_cmpstr(view_text(business, "name"), ==, "Studio Nine");
  g_assert_cmpstr(view_text(first(business, "to_answer"), "id"), ==, brief);
  g_assert_cmpuint(count(business, "advice"), ==, 0);
  json_decref(document);
  action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The mill'}", brief);
  g_autofree char *question =
      g_strdup(action_sample_do(sample, "ada", "question", "{'on':'%s','words':'How loud is it?'}", brief));
  document = view_sample_ask(sample, "ben", "portal", "{}");
  business = first(document, "businesses");
  g_assert_cmpuint(count(business, "to_answer"), ==, 0);
  g_assert_cmpstr(view_text(first(business, "questions"), "id"), ==, question);
  g_assert_cmpstr(view_text(first(business, "advice"), "option"), ==, "The mill");
  json_decref(document);
  action_sample_do(sample, "ben", "reply", "{'answers':'%s','words':'As a library'}", question);
  json_t *owner = view_sample_ask(sample, "ada", "portal", "{}");
  g_assert_cmpuint(count(owner, "businesses"), ==, 0);
  json_decref(owner);
  /* What was asked in an engagement that is over can't be answered any more. */
  action_sample_do(sample, "ada", "ask", "{'question':'?','engagements':['%s'],'know_by':'2026-06-01','worked_if':'x'}",
                   fixture->engagement);
  for (size_t waiting = 2; waiting-- > 0;) {
    document = view_sample_ask(sample, "ben", "portal", "{}");
    g_assert_cmpuint(count(first(document, "businesses"), "to_answer"), ==, waiting);
    json_decref(document);
    if (waiting > 0)
      action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s'}", fixture->engagement);
  }
  action_sample_do(sample, "ada", "remove_person", "{'person':'ben'}");
  document = view_sample_ask(sample, "ben", "portal", "{}");
  g_assert_cmpuint(count(document, "businesses"), ==, 0);
  json_decref(document);
}

static size_t answers_to(Fixture *fixture, const char *person) {
  json_t *document = view_sample_ask(fixture->sample, person, "portal", "{}");
  size_t answers = count(first(document, "businesses"), "answers");
  json_decref(document);
  return answers;
}

/* A partner's portal tells for two weeks what the business answered to words of theirs, and nothing of what it answers to
 * others, or they to it. */
static void test_answers(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  char other[RECORD_THING_BYTES_MAX + 1];
  action_sample_add_others(sample, other);
  g_autofree char *brief =
      g_strdup(action_sample_do(sample, "ada", "ask",
                                "{'question':'Which office?','engagements':['%s','%s'],'know_by':'2026-06-01',"
                                "'worked_if':'everybody fits'}",
                                fixture->engagement, other));
  g_autofree char *asked =
      g_strdup(action_sample_do(sample, "ben", "question", "{'on':'%s','words':'How many desks?'}", brief));
  g_autofree char *to_ben = g_strdup(action_sample_do(sample, "ada", "question",
                                                      "{'on':'%s','words':'By when?'"
                                                      ",'engagement':'%s'}",
                                                      brief, fixture->engagement));
  action_sample_do(sample, "ben", "reply", "{'answers':'%s','words':'In June'}", to_ben);
  g_assert_cmpuint(answers_to(fixture, "ben"), ==, 0);
  action_sample_do(sample, "cyd", "reply", "{'answers':'%s','words':'Nine'}", asked);
  g_assert_cmpuint(answers_to(fixture, "ben"), ==, 1);
  g_assert_cmpuint(answers_to(fixture, "eve"), ==, 0);
  json_t *document = view_sample_ask(sample, "ben", "portal", "{}");
  const json_t *answer = first(first(document, "businesses"), "answers");
  g_assert_cmpstr(view_text(answer, "words"), ==, "Nine");
  g_assert_cmpstr(view_text(answer, "answers"), ==, asked);
  g_assert_cmpstr(view_text(answer, "thing_id"), ==, brief);
  json_decref(document);
  sample->now_ms += 15 * SAMPLE_DAY_MS;
  g_assert_cmpuint(answers_to(fixture, "ben"), ==, 0);
}

/* How many entries a person finds with these words. */
static size_t found_by(Fixture *fixture, const char *person, const char *words) {
  json_t *document = view_sample_ask(fixture->sample, person, "search", "{'words':'%s'}", words);
  size_t entries = count(document, "found");
  json_decref(document);
  return entries;
}

static size_t found(Fixture *fixture, const char *words) {
  return found_by(fixture, "ada", words);
}

static void test_search(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_do(fixture->sample, "ada", "set_direction", "{'words':'Café, größer: 東京 and BEYOND.'}");
  g_assert_cmpuint(found(fixture, "cafe"), ==, 1);
  g_assert_cmpuint(found(fixture, "CAFÉ beyond"), ==, 1);
  g_assert_cmpuint(found(fixture, "grösser"), ==, 1);
  g_assert_cmpuint(found(fixture, "京"), ==, 1);
  g_assert_cmpuint(found(fixture, "caf"), ==, 0); /* no beginnings of words */
  g_assert_cmpuint(found(fixture, "cafe nowhere"), ==, 0);
  action_sample_do(fixture->sample, "ada", "set_direction", "{'words':'Another cafe'}");
  g_assert_cmpuint(found(fixture, "cafe"), ==, 2); /* what was entered since is in */
  view_sample_refuse(fixture->sample, "ada", "search", RECORD_PROBLEM_INVALID, "{'words':'...'}");
  view_sample_refuse(fixture->sample, "ada", "search", RECORD_PROBLEM_INVALID,
                     "{'words':'a b c d e f g h i j k l m n o p q'}");
  /* With a newer key the index is made anew; the old one's tokens are gone. */
  g_auto(RecordProblem) problem = {0};
  json_t *document =
      view_sample_try(fixture->sample, SAMPLE_WORKSPACE, "ada", "search", "{'words':'cafe'}", 2, &problem);
  g_assert_cmpuint(count(document, "found"), ==, 2);
  json_decref(document);
}

static void expect_found(Fixture *fixture, const char *words, size_t ada, size_t ben, size_t eve) {
  g_assert_cmpuint(found_by(fixture, "ada", words), ==, ada);
  g_assert_cmpuint(found_by(fixture, "ben", words), ==, ben);
  g_assert_cmpuint(found_by(fixture, "eve", words), ==, eve);
}

/* A partner finds what a brief's page shows them, and no more: of a brief to several the question and what was said to all,
 * not what was said between others. */
static void test_search_of_partner(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  char other[RECORD_THING_BYTES_MAX + 1];
  action_sample_add_others(sample, other);
  g_autofree char *to_both =
      g_strdup(action_sample_do(sample, "ada", "ask",
                                "{'question':'Which lighthouse?','details':'by the harbour','engagements':['%s','%s'],"
                                "'know_by':'2026-06-01','worked_if':'it shines','stake':'9000'}",
                                fixture->engagement, other));
  action_sample_do(sample, "ada", "question", "{'on':'%s','words':'Any pelicans?','to_all':true}", to_both);
  action_sample_do(sample, "eve", "question", "{'on':'%s','words':'Which herons?'}", to_both);
  action_sample_do(sample, "ada", "ask",
                   "{'question':'Which cellar?','engagements':['%s'],'know_by':'2026-06-01','worked_if':'it is dry'}",
                   other);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay ashore'}", to_both);
  action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'Needles point'}", to_both);
  expect_found(fixture, "lighthouse", 1, 1, 1);
  expect_found(fixture, "harbour lighthouse", 1, 1, 1);
  expect_found(fixture, "pelicans", 1, 1, 1);
  expect_found(fixture, "herons", 1, 0, 1);
  expect_found(fixture, "cellar", 1, 0, 1);
  expect_found(fixture, "needles", 1, 0, 1);
  expect_found(fixture, "ashore", 1, 0, 0);
  json_t *document = view_sample_ask(sample, "ben", "search", "{'words':'harbour'}");
  const json_t *texts = json_object_get(first(document, "found"), "texts");
  g_assert_cmpstr(view_text(texts, "/details"), ==, "by the harbour");
  json_decref(document);
  /* A receipt of it would name the others who were asked. */
  int entry = atoi(to_both + 1);
  view_sample_refuse(sample, "ben", "receipt", RECORD_PROBLEM_NOT_FOUND, "{'entry':%d}", entry);
}

/* Behind a thousand entries that may not be read there may be one that may: the search says where it stopped looking. */
static void test_search_goes_on(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  action_sample_do(sample, "ada", "talk", "{'engagement':'%s','words':'Herons at last'}", fixture->engagement);
  for (int number = 0; number < 1020; number++)
    action_sample_do(sample, "ben", "advise", "{'option':'Herons','know_by':'2026-06-01','worked_if':'x'}");
  json_t *document = view_sample_ask(sample, "ada", "search", "{'words':'herons'}");
  while (json_object_get(document, "unread_entries") != NULL) { /* the index goes as far as it can at once */
    json_decref(document);
    document = view_sample_ask(sample, "ada", "search", "{'words':'herons'}");
  }
  g_assert_cmpuint(count(document, "found"), ==, 0);
  int64_t before = view_integer(document, "next_before", 0);
  json_decref(document);
  g_assert_cmpint(before, >, 0);
  document = view_sample_ask(sample, "ada", "search", "{'words':'herons','before':%d}", (int)before);
  g_assert_cmpuint(count(document, "found"), ==, 1);
  g_assert_null(json_object_get(document, "next_before"));
  json_decref(document);
}

/* More than any number holds: the largest amount that there can be, and no failure. */
static void test_fees_without_end(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  for (int number = 0; number < 1030; number++)
    action_sample_do(sample, "ada", "record_fee", "{'engagement':'%s','amount':'90071992547409.91'}",
                     fixture->engagement);
  json_t *partner = view_sample_ask(sample, "ada", "partner", "{'partner':'%s'}", fixture->partner);
  json_t *skills = view_sample_ask(sample, "ada", "skills", "{}");
  g_autofree char *all = view_sample_text(partner);
  g_assert_nonnull(strstr(all, "\"fees_minor\":9007199254740991"));
  g_assert_cmpint(view_integer(json_array_get(json_object_get(skills, "skills"), 0), "fees_minor", 0), ==,
                  INT64_C(9007199254740991));
  json_decref(partner);
  json_decref(skills);
}

/* Of the direction a partner finds what is shared, as it is now: not what it was before. */
static void test_search_of_direction(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_add_others(sample, (char[RECORD_THING_BYTES_MAX + 1]){0});
  action_sample_do(sample, "ada", "set_direction", "{'words':'Sell the meadow','shared':false}");
  g_autofree char *goal =
      g_strdup(action_sample_do(sample, "ada", "add_goal",
                                "{'name':'Fewer cows','measure':'cows grazing','baseline':'9','target':'1',"
                                "'due_at':'2026-12-31'}"));
  expect_found(fixture, "meadow", 1, 0, 0);
  expect_found(fixture, "cows", 1, 0, 0);
  action_sample_do(sample, "ada", "set_direction", "{'words':'Keep the orchard','shared':true}");
  expect_found(fixture, "meadow", 1, 0, 0);
  expect_found(fixture, "orchard", 1, 1, 1);
  expect_found(fixture, "fewer cows", 1, 1, 1);
  action_sample_do(sample, "ada", "change_goal", "{'goal':'%s','name':'More sheep'}", goal);
  expect_found(fixture, "fewer", 1, 0, 0);
  expect_found(fixture, "grazing", 1, 1, 1);
  expect_found(fixture, "grazing fewer", 1, 0, 0); /* of one entry, and one of the words is no longer to be read */
  expect_found(fixture, "sheep", 1, 1, 1);
  action_sample_do(sample, "ada", "set_direction", "{'words':'Keep the orchard','shared':false}");
  expect_found(fixture, "orchard", 2, 0, 0);
  expect_found(fixture, "sheep", 1, 0, 0);
}

/* The index's own tables hold no word. */
static void test_no_words_in_index(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_do(fixture->sample, "ada", "set_direction", "{'words':'unmistakable'}");
  g_assert_cmpuint(found(fixture, "unmistakable"), ==, 1);
  g_autofree char *in_index = action_sample_ask(
      fixture->sample, "SELECT COUNT(*) FROM search_words WHERE token LIKE '%unmist%' OR pointer LIKE '%unmist%'");
  g_autofree char *tokens = action_sample_ask(fixture->sample, "SELECT COUNT(*) FROM search_words");
  g_assert_cmpstr(in_index, ==, "0");
  g_assert_cmpstr(tokens, !=, "0");
  char one[WORDS_INDEX_TOKEN_BYTES];
  char other[WORDS_INDEX_TOKEN_BYTES];
  uint8_t key[STORE_KEY_BYTES] = {1};
  words_index_token(key, "unmistakable", one);
  key[0] = 2;
  words_index_token(key, "unmistakable", other);
  g_assert_cmpstr(one, !=, other);
}

/* Beside a newer program this one writes nothing, not even what it works out for its readers: they read on. */
static void test_beside_newer(Fixture *fixture, const void *data) {
  (void)data;
  static const char *const views[] = {"today", "partners", "partner", "advice", "search"};
  g_autofree char *advice = g_strdup(action_sample_do(
      fixture->sample, "ben", "advise", "{'option':'Move','know_by':'2026-06-01','worked_if':'we have moved'}"));
  g_free(action_sample_ask(fixture->sample, "UPDATE schema_version SET version = version + 1"));
  action_sample_refuse(fixture->sample, "ada", "add_partner", RECORD_PROBLEM_FAILED, NULL, "{'name':'Anybody'}");
  for (size_t index = 0; index < G_N_ELEMENTS(views); index++) {
    g_autofree char *parameters = strcmp(views[index], "partner") == 0
                                      ? g_strdup_printf("{'partner':'%s'}", fixture->partner)
                                  : strcmp(views[index], "advice") == 0 ? g_strdup_printf("{'advice':'%s'}", advice)
                                  : strcmp(views[index], "search") == 0 ? g_strdup("{'words':'move'}")
                                                                        : g_strdup("{}");
    json_t *document = view_sample_ask(fixture->sample, "ada", views[index], "%s", parameters);
    g_assert_true(json_object_get(document, "is_estimate_old") == NULL); /* there were none yet */
    json_decref(document);
  }
  g_free(action_sample_ask(fixture->sample, "UPDATE schema_version SET version = version - 1"));
}

/* Estimates that are older than the evidence say so, and of when they are; to a partner only where they are shown any. */
static void test_old_estimates(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  const char *move = "{'option':'Move','know_by':'2026-06-01','worked_if':'we have moved'}";
  action_sample_do(sample, "ben", "advise", "%s", move);
  json_t *fresh = view_sample_ask(sample, "ada", "partners", "{}");
  g_autofree char *made = g_strdup(view_text(fresh, "estimated_at"));
  char other[RECORD_THING_BYTES_MAX + 1];
  action_sample_add_others(sample, other);
  g_assert_nonnull(made);
  g_assert_null(json_object_get(fresh, "is_estimate_old"));
  json_decref(fresh);
  sample->now_ms += SAMPLE_DAY_MS;
  g_autofree char *advice = g_strdup(action_sample_do(sample, "ben", "advise", "%s", move));
  g_free(action_sample_ask(sample, "UPDATE schema_version SET version = version + 1")); /* so that none are made */
  json_t *partners = view_sample_ask(sample, "ada", "partners", "{}");
  g_assert_true(json_is_true(json_object_get(partners, "is_estimate_old")));
  g_assert_cmpstr(view_text(partners, "estimated_at"), ==, made);
  json_decref(partners);
  json_t *his = view_sample_ask(sample, "ben", "advice", "{'advice':'%s'}", advice);
  g_assert_null(json_object_get(his, "is_estimate_old"));
  json_decref(his);
  json_t *portal = view_sample_ask(sample, "ben", "portal", "{}");
  g_assert_true(json_is_true(json_object_get(first(portal, "businesses"), "is_estimate_old")));
  json_decref(portal);
  json_t *hers = view_sample_ask(sample, "eve", "portal", "{}"); /* whom it does not concern */
  g_assert_null(json_object_get(first(hers, "businesses"), "is_estimate_old"));
  g_assert_null(json_object_get(first(hers, "businesses"), "estimated_at"));
  json_decref(hers);
  g_free(action_sample_ask(sample, "UPDATE schema_version SET version = version - 1"));
  json_t *anew = view_sample_ask(sample, "ada", "partners", "{}");
  g_assert_null(json_object_get(anew, "is_estimate_old"));
  g_assert_cmpstr(view_text(anew, "estimated_at"), !=, made);
  json_decref(anew);
}

/* ---- Who -------------------------------------------------------------------------------------------------------- */

static void expect_who(const json_t *row, const char *name, const char *side) {
  g_assert_cmpstr(view_text(row, "name"), ==, name);
  g_assert_cmpstr(view_text(row, "side"), ==, side);
}

/* Who said, decided and entered a thing is told by name; of another partner's people only that they are a partner's. */
static void test_who(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  char other[RECORD_THING_BYTES_MAX + 1];
  action_sample_add_others(sample, other);
  g_autofree char *brief =
      g_strdup(action_sample_do(sample, "ada", "ask",
                                "{'question':'Which office?','engagements':['%s','%s'],'know_by':'2026-06-01',"
                                "'worked_if':'it does'}",
                                fixture->engagement, other));
  action_sample_do(sample, "ada", "question", "{'on':'%s','words':'By when?','to_all':true}", brief);
  g_autofree char *asked =
      g_strdup(action_sample_do(sample, "eve", "question", "{'on':'%s','words':'How many desks?'}", brief));
  action_sample_do(sample, "cyd", "reply", "{'answers':'%s','words':'Nine'}", asked);
  static const struct {
    const char *person;
    size_t messages;
    const char *name; /* of the partner's person who asked */
  } readers[] = {{"ada", 3, "E"}, {"eve", 3, "E"}, {"ben", 1, NULL}};
  for (size_t index = 0; index < G_N_ELEMENTS(readers); index++) {
    json_t *document = view_sample_ask(sample, readers[index].person, "brief", "{'brief':'%s'}", brief);
    const json_t *messages = json_object_get(document, "messages");
    g_assert_cmpuint(json_array_size(messages), ==, readers[index].messages);
    expect_who(json_array_get(messages, 0), "Ada Example", "client");
    if (readers[index].messages == 3) {
      expect_who(json_array_get(messages, 1), readers[index].name, "partner");
      expect_who(json_array_get(messages, 2), "Cyd", "client");
    }
    json_decref(document);
  }
  json_t *journal = view_sample_ask(sample, "ada", "journal", "{}");
  expect_who(first(journal, "entries"), "Cyd", "client");
  expect_who(json_array_get(json_object_get(journal, "entries"), 1), "E", "partner");
  json_decref(journal);
}

/* A contract that ends soon is told; one that will never have begun is none. */
static void test_contracts_ending(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *skill = action_sample_ask(sample, "SELECT skill_id FROM skills LIMIT 1");
  g_autofree char *partner = g_strdup(action_sample_do(sample, "ada", "add_partner", "{'name':'Never'}"));
  g_autofree char *never = g_strdup(action_sample_do(sample, "ada", "start_engagement",
                                                     "{'partner':'%s','skill':'%s','begins_at':%" G_GINT64_FORMAT "}",
                                                     partner, skill, sample->now_ms + 3 * SAMPLE_DAY_MS));
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s'}", never);
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s','ends_at':%" G_GINT64_FORMAT "}",
                   fixture->engagement, sample->now_ms + 3 * SAMPLE_DAY_MS);
  json_t *today = view_sample_ask(sample, "ada", "today", "{}");
  g_assert_cmpuint(count(today, "contracts_ending"), ==, 1);
  g_assert_cmpstr(view_text(first(today, "contracts_ending"), "id"), ==, fixture->engagement);
  json_decref(today);
}

/* A day of renewal that has passed wants the next one; a question is unanswered while nobody has advised on it. */
static void test_passed(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "change_engagement", "{'engagement':'%s','renews_at':'2026-02-01'}",
                   fixture->engagement);
  g_autofree char *brief = g_strdup(action_sample_do(
      sample, "ada", "ask",
      "{'question':'When?','engagements':['%s'],'decide_by':'2026-02-02','know_by':'2026-06-01','worked_if':'x'}",
      fixture->engagement));
  static const char *const lists[] = {"contracts_renewed", "unanswered"};
  for (int days = 20; days <= 40; days += 20) { /* before, and after */
    sample->now_ms += (int64_t)20 * SAMPLE_DAY_MS;
    json_t *today = view_sample_ask(sample, "ada", "today", "{}");
    for (size_t index = 0; index < G_N_ELEMENTS(lists); index++)
      g_assert_cmpuint(count(today, lists[index]), ==, days == 40);
    json_decref(today);
  }
  action_sample_do(sample, "ada", "change_engagement", "{'engagement':'%s','renews_at':'2027-02-01'}",
                   fixture->engagement);
  action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'Soon'}", brief);
  json_t *today = view_sample_ask(sample, "ada", "today", "{}");
  for (size_t index = 0; index < G_N_ELEMENTS(lists); index++)
    g_assert_cmpuint(count(today, lists[index]), ==, 0);
  json_decref(today);
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

static void act(Fixture *fixture, int times) {
  for (int index = 0; index < times; index++)
    action_sample_do(fixture->sample, "ben", "act",
                     "{'option':'Renew','stake':'1','know_by':'2026-06-01','worked_if':'it is cheaper'}");
}

/* A list that was cut says so; what came in at once stands in the order in which it came. */
static void test_more(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "grant_mandate",
                   "{'engagement':'%s','level':'act_within','limit':'5','check_one_in':1,'expires_at':'2026-12-31'}",
                   fixture->engagement);
  act(fixture, 20);
  json_t *all = view_sample_ask(sample, "ada", "today", "{}");
  g_assert_cmpuint(count(all, "to_check"), ==, 20);
  g_assert_null(json_object_get(json_object_get(all, "more"), "to_check"));
  json_decref(all);
  act(fixture, 1);
  json_t *cut = view_sample_ask(sample, "ada", "today", "{}");
  g_assert_cmpuint(count(cut, "to_check"), ==, 20);
  g_assert_true(json_is_true(json_object_get(json_object_get(cut, "more"), "to_check")));
  int before = 0;
  for (size_t index = 0; index < 20; index++) {
    int number = atoi(view_text(json_array_get(json_object_get(cut, "to_check"), index), "id") + 1);
    g_assert_cmpint(number, >, before);
    before = number;
  }
  json_decref(cut);
  act(fixture, 30);
  json_t *portal = view_sample_ask(sample, "ben", "portal", "{}");
  const json_t *business = first(portal, "businesses");
  g_assert_cmpuint(count(business, "advice"), ==, 50);
  g_assert_true(json_is_true(json_object_get(json_object_get(business, "more"), "advice")));
  g_assert_null(json_object_get(json_object_get(business, "more"), "mandates"));
  json_decref(portal);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  add("/views/direction", test_direction);
  add("/views/engagement", test_engagement);
  add("/views/more", test_more);
  add("/views/today_and_partner", test_today_and_partner);
  add("/views/beside newer", test_beside_newer);
  add("/views/old_estimates", test_old_estimates);
  add("/views/who", test_who);
  add("/views/worth_of_an_hour", test_worth_of_an_hour);
  add("/views/questions", test_questions);
  add("/views/skills", test_skills);
  add("/views/portal", test_portal);
  add("/views/portal/answers", test_answers);
  add("/views/work/fees without end", test_fees_without_end);
  add("/views/search", test_search);
  add("/views/search/partner", test_search_of_partner);
  add("/views/today/contracts_ending", test_contracts_ending);
  add("/views/today/passed", test_passed);
  add("/views/search/goes_on", test_search_goes_on);
  add("/views/search/direction", test_search_of_direction);
  add("/views/search/no_words", test_no_words_in_index);
  return g_test_run();
}
