/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* actions_work.c: tasks and reviews. */
#include "support/action_sample.h"

#include <string.h>

#define MARKS "'answers':4,'facts':3,'speed':5,'worth':4"

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

static void test_tasks(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "ada", "add_task", RECORD_PROBLEM_NOT_FOUND, "goal",
                       "{'engagement':'%s','title':'Keys','goal':'g999'}", fixture->engagement);
  action_sample_refuse(sample, "ben", "add_task", RECORD_PROBLEM_FORBIDDEN, NULL, "{'engagement':'%s','title':'Keys'}",
                       fixture->engagement);
  g_autofree char *task = g_strdup(action_sample_do(
      sample, "cyd", "add_task", "{'engagement':'%s','title':'Keys','due_at':'2026-02-01'}", fixture->engagement));
  g_autofree char *second =
      g_strdup(action_sample_do(sample, "cyd", "add_task", "{'engagement':'%s','title':'Paint'}", fixture->engagement));
  action_sample_refuse(sample, "eve", "finish_task", RECORD_PROBLEM_NOT_FOUND, "task", "{'task':'%s'}", task);
  action_sample_refuse(sample, "ben", "drop_task", RECORD_PROBLEM_FORBIDDEN, NULL, "{'task':'%s'}", second);
  action_sample_do(sample, "ben", "finish_task", "{'task':'%s'}", task);
  action_sample_refuse(sample, "ada", "finish_task", RECORD_PROBLEM_CONFLICT, "task", "{'task':'%s'}", task);
  action_sample_refuse(sample, "ada", "drop_task", RECORD_PROBLEM_CONFLICT, "task", "{'task':'%s'}", task);
  action_sample_do(sample, "ada", "drop_task", "{'task':'%s'}", second);
  expect(fixture, "SELECT group_concat(state, ' ') FROM (SELECT state FROM tasks ORDER BY seq)", "done dropped");
  action_sample_do(sample, "ada", "end_engagement", "{'engagement':'%s'}", fixture->engagement);
  action_sample_refuse(sample, "cyd", "add_task", RECORD_PROBLEM_CONFLICT, "engagement",
                       "{'engagement':'%s','title':'More'}", fixture->engagement);
}

static void test_reviews(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_refuse(sample, "eve", "open_review", RECORD_PROBLEM_NOT_FOUND, "engagement", "{'engagement':'%s'}",
                       fixture->engagement);
  action_sample_refuse(sample, "ada", "open_review", RECORD_PROBLEM_INVALID, "due_at",
                       "{'engagement':'%s','due_at':'2025-12-01'}", fixture->engagement);
  g_autofree char *review =
      g_strdup(action_sample_do(sample, "ben", "open_review", "{'engagement':'%s'}", fixture->engagement));
  expect(fixture, "SELECT (due_at_ms - opened_at_ms) / 86400000 FROM reviews", "14");
  action_sample_refuse(sample, "ada", "open_review", RECORD_PROBLEM_CONFLICT, "engagement", "{'engagement':'%s'}",
                       fixture->engagement);
  action_sample_refuse(sample, "ada", "give_review", RECORD_PROBLEM_INVALID, "worth",
                       "{'review':'%s','answers':4,'facts':3,'speed':5,'worth':6}", review);
  action_sample_refuse(sample, "eve", "give_review", RECORD_PROBLEM_NOT_FOUND, "review", "{'review':'%s'," MARKS "}",
                       review);
  action_sample_do(sample, "cyd", "give_review", "{'review':'%s'," MARKS ",'words':'Slow at times'}", review);
  action_sample_refuse(sample, "ada", "give_review", RECORD_PROBLEM_CONFLICT, "review", "{'review':'%s'," MARKS "}",
                       review);
  action_sample_refuse(sample, "ada", "close_review", RECORD_PROBLEM_CONFLICT, "review", "{'review':'%s'}", review);
  action_sample_do(sample, "ben", "give_review", "{'review':'%s'," MARKS "}", review);
  action_sample_refuse(sample, "ben", "close_review", RECORD_PROBLEM_FORBIDDEN, NULL, "{'review':'%s'}", review);
  action_sample_do(sample, "ada", "close_review", "{'review':'%s','words':'Both write sooner'}", review);
  action_sample_refuse(sample, "ada", "close_review", RECORD_PROBLEM_CONFLICT, "review", "{'review':'%s'}", review);
  expect(fixture, "SELECT COUNT(*) FROM review_answers WHERE worth = 4", "2");
}

/* A side that never answers does not keep the review open. */
static void test_review_of_one(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *review = g_strdup(
      action_sample_do(sample, "ada", "open_review", "{'engagement':'%s','due_at':'2026-01-03'}", fixture->engagement));
  action_sample_refuse(sample, "ada", "close_review", RECORD_PROBLEM_CONFLICT, "review", "{'review':'%s'}", review);
  sample->now_ms += 3 * SAMPLE_DAY_MS; /* the day on which it was due is over */
  action_sample_do(sample, "ada", "close_review", "{'review':'%s'}", review);
  action_sample_refuse(sample, "ben", "give_review", RECORD_PROBLEM_CONFLICT, "review", "{'review':'%s'," MARKS "}",
                       review);
  action_sample_do(sample, "ada", "open_review", "{'engagement':'%s'}", fixture->engagement);
}

/* The client can't read the partner's answers by closing the review instead of answering. */
static void test_review_unanswered(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *review = g_strdup(
      action_sample_do(sample, "ada", "open_review", "{'engagement':'%s','due_at':'2026-01-03'}", fixture->engagement));
  action_sample_do(sample, "ben", "give_review", "{'review':'%s'," MARKS "}", review);
  sample->now_ms += 3 * SAMPLE_DAY_MS;
  action_sample_refuse(sample, "ada", "close_review", RECORD_PROBLEM_CONFLICT, "review", "{'review':'%s'}", review);
  action_sample_do(sample, "cyd", "give_review", "{'review':'%s'," MARKS "}", review);
  action_sample_do(sample, "ada", "close_review", "{'review':'%s'}", review);
}

/* What is counted as it comes in is what one would count. */
static void expect_counts(Fixture *fixture) {
  expect(fixture,
         "SELECT COUNT(*) FROM work_counts AS kept WHERE kept.advice <> (SELECT COUNT(*) FROM advice "
         "WHERE state <> 'withdrawn' AND kept.of_id IN (skill_id, engagement_id)) OR kept.advice_for_goals <> "
         "(SELECT COUNT(goal_id) FROM advice WHERE state <> 'withdrawn' AND kept.of_id IN (skill_id, "
         "engagement_id)) "
         "OR kept.unasked <> (SELECT COUNT(*) FROM advice WHERE state <> 'withdrawn' AND brief_id = advice_id "
         "AND kept.of_id IN (skill_id, engagement_id)) OR kept.tasks <> (SELECT COUNT(*) FROM tasks JOIN "
         "engagements "
         "USING (engagement_id) WHERE tasks.state <> 'dropped' AND kept.of_id IN (skill_id, engagement_id)) "
         "OR kept.tasks_for_goals <> (SELECT COUNT(goal_id) FROM tasks JOIN engagements USING (engagement_id) "
         "WHERE tasks.state <> 'dropped' AND kept.of_id IN (skill_id, engagement_id))",
         "0");
}

static char *add_goal(Fixture *fixture) {
  return g_strdup(
      action_sample_do(fixture->sample, "ada", "add_goal",
                       "{'name':'Rent','measure':'euros','baseline':'3000','target':'2000','due_at':'2026-12-31'}"));
}

/* A brief for the goal, to both partners. */
static char *ask_both(Fixture *fixture, const char *goal) {
  return g_strdup(action_sample_do(fixture->sample, "ada", "ask",
                                   "{'question':'Where?','engagements':['%s','%s'],'goal':'%s',"
                                   "'know_by':'2026-06-01','worked_if':'all fit'}",
                                   fixture->engagement, fixture->other, goal));
}

static void test_counts(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *goal = add_goal(fixture);
  g_autofree char *brief = ask_both(fixture, goal);
  g_autofree char *answer =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The mill'}", brief));
  action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'The tower'}", brief);
  g_autofree char *unasked = g_strdup(
      action_sample_do(sample, "ben", "advise",
                       "{'option':'Paint the door','know_by':'2026-06-01','worked_if':'it shines','goal':'%s'}", goal));
  action_sample_do(sample, "ada", "note_advice", "{'partner':'%s','option':'Stay','know_by':'2026-06-01'}",
                   fixture->partner);
  g_autofree char *task = g_strdup(action_sample_do(
      sample, "ada", "add_task", "{'engagement':'%s','title':'Keys','goal':'%s'}", fixture->engagement, goal));
  g_autofree char *done =
      g_strdup(action_sample_do(sample, "ada", "add_task", "{'engagement':'%s','title':'Paint'}", fixture->other));
  expect(fixture,
         "SELECT SUM(advice) || ' ' || SUM(advice_for_goals) || ' ' || SUM(unasked) || ' ' || SUM(tasks) || ' ' || "
         "SUM(tasks_for_goals) FROM work_counts JOIN skills ON of_id = skill_id",
         "4 3 2 2 1");
  expect_counts(fixture);
  action_sample_do(sample, "ben", "withdraw_advice", "{'advice':'%s'}", unasked);
  action_sample_do(sample, "ada", "drop_task", "{'task':'%s'}", task);
  action_sample_do(sample, "ada", "finish_task", "{'task':'%s'}", done);
  expect(fixture,
         "SELECT SUM(advice) || ' ' || SUM(advice_for_goals) || ' ' || SUM(unasked) || ' ' || SUM(tasks) || ' ' || "
         "SUM(tasks_for_goals) FROM work_counts JOIN skills ON of_id = skill_id",
         "3 2 1 1 0");
  expect_counts(fixture);
  action_sample_do(sample, "ben", "withdraw_advice", "{'advice':'%s'}", answer);
  expect_counts(fixture);
  /* What is imported serves no goal, though its brief does. */
  action_sample_do(sample, "ada", "import_advice",
                   "{'brief':'%s','engagement':'%s','given_at':'2025-12-01','option':'Wait'}", brief,
                   fixture->engagement);
  expect_counts(fixture);
  expect(fixture, "SELECT COUNT(*) FROM work_counts", "3"); /* a skill, two engagements */
}

typedef struct {
  Fixture *fixture;
  const char *person;
  const char *brief;
} Together;

static char *act_as(const Together *job, const char *action, json_t *document) {
  ActionSample *sample = job->fixture->sample;
  ActionOptions options = {.now_ms = sample->now_ms};
  g_auto(RecordProblem) problem = {0};
  json_t *reply =
      action_run(sample->store, action_find(action), SAMPLE_WORKSPACE, job->person, document, &options, &problem);
  if (reply == NULL)
    g_error("%s %s: %s", job->person, action, problem.message);
  char *id = g_strdup(action_text(reply, "id"));
  json_decref(document);
  json_decref(reply);
  return id;
}

/* Advises, unasked or on the brief, and takes every third back. */
static gpointer advise_much(gpointer data) {
  const Together *job = data;
  for (int turn = 0; turn < 60; turn++) {
    g_autofree char *option = g_strdup_printf("Option %d of %s by %p", turn, job->person, (const void *)job);
    bool asked = turn % 2 == 0;
    g_autofree char *id =
        act_as(job, "advise",
               asked ? json_pack("{s:s, s:s}", "brief", job->brief, "option", option)
                     : json_pack("{s:s, s:s, s:s}", "option", option, "know_by", "2026-06-01", "worked_if", "x"));
    if (turn % 3 == 0)
      g_free(act_as(job, "withdraw_advice", json_pack("{s:s}", "advice", id)));
  }
  return NULL;
}

/* What many add to the same sums at once, some of it taken back in the same batch, is what one would count. */
static void test_counts_together(Fixture *fixture, const void *data) {
  (void)data;
  g_autofree char *goal = add_goal(fixture);
  g_autofree char *brief = ask_both(fixture, goal);
  Together jobs[8];
  GThread *threads[G_N_ELEMENTS(jobs)];
  for (size_t index = 0; index < G_N_ELEMENTS(jobs); index++) {
    jobs[index] = (Together){fixture, index % 2 == 0 ? "ben" : "eve", brief};
    threads[index] = g_thread_new("advises", advise_much, &jobs[index]);
  }
  for (size_t index = 0; index < G_N_ELEMENTS(jobs); index++)
    g_thread_join(threads[index]);
  expect_counts(fixture);
  expect(fixture,
         "SELECT SUM(advice) || ' ' || SUM(advice_for_goals) || ' ' || SUM(unasked) FROM work_counts JOIN skills ON "
         "of_id = skill_id",
         "320 160 160");
  expect(fixture,
         "SELECT COUNT(*) FROM partners WHERE unasked <> 120 OR unasked <> (SELECT COUNT(*) FROM advice "
         "WHERE advice.partner_id = partners.partner_id AND brief_id = advice_id)",
         "0");
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  add("/actions/work/tasks", test_tasks);
  add("/actions/work/reviews", test_reviews);
  add("/actions/work/review_of_one", test_review_of_one);
  add("/actions/work/review_unanswered", test_review_unanswered);
  add("/actions/work/counts", test_counts);
  add("/actions/work/counts_together", test_counts_together);
  return g_test_run();
}
