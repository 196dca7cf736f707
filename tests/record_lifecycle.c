/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What begins, goes on and ends: a table of cases for each rule. */
#include "record/lifecycle.h"

#include <glib.h>

static void test_goal_terms(void) {
  static const struct {
    RecordGoalTerms terms;
    RecordRefusal expected;
  } cases[] = {
      {{10, 20, 5, 6}, RECORD_ALLOWED},
      {{20, 10, 5, 6}, RECORD_ALLOWED}, /* costs go down */
      {{10, 10, 5, 6}, RECORD_REFUSED_NO_WAY_TO_GO},
      {{10, 20, 5, 5}, RECORD_REFUSED_DUE_BEFORE_BEGIN},
      {{10, 20, 5, 4}, RECORD_REFUSED_DUE_BEFORE_BEGIN},
      {{10, 10, 5, 4}, RECORD_REFUSED_NO_WAY_TO_GO},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++)
    g_assert_cmpint(record_goal_check_terms(&cases[index].terms), ==, cases[index].expected);
}

static void test_goal_states(void) {
  static const struct {
    RecordGoalState state;
    RecordRefusal change;
    RecordRefusal reading;
  } cases[] = {
      {RECORD_GOAL_OPEN, RECORD_ALLOWED, RECORD_ALLOWED},
      {RECORD_GOAL_REACHED, RECORD_REFUSED_GOAL_CLOSED, RECORD_ALLOWED},
      {RECORD_GOAL_DROPPED, RECORD_REFUSED_GOAL_CLOSED, RECORD_REFUSED_GOAL_CLOSED},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_assert_cmpint(record_goal_check_change(cases[index].state), ==, cases[index].change);
    g_assert_cmpint(record_goal_check_reading(cases[index].state), ==, cases[index].reading);
  }
}

static void test_engagements(void) {
  static const struct {
    RecordEngagementTerms terms;
    RecordRefusal expected;
  } cases[] = {
      {{5, RECORD_NEVER, RECORD_NEVER}, RECORD_ALLOWED}, {{5, 6, 6}, RECORD_ALLOWED},
      {{5, 5, 6}, RECORD_REFUSED_END_BEFORE_BEGIN},      {{5, 4, 4}, RECORD_REFUSED_END_BEFORE_BEGIN},
      {{5, 6, 5}, RECORD_REFUSED_RENEWS_BEFORE_BEGIN},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++)
    g_assert_cmpint(record_engagement_check_terms(&cases[index].terms), ==, cases[index].expected);
  RecordEngagementTerms terms = {.begins_at_ms = 5, .ends_at_ms = 9, .renews_at_ms = RECORD_NEVER};
  g_assert_cmpint(record_engagement_check_lasts(&terms, 4), ==, RECORD_ALLOWED);
  g_assert_cmpint(record_engagement_check_lasts(&terms, 8), ==, RECORD_ALLOWED);
  g_assert_cmpint(record_engagement_check_lasts(&terms, 9), ==, RECORD_REFUSED_ENGAGEMENT_ENDED);
  g_assert_cmpint(record_engagement_check_begun(&terms, 4), ==, RECORD_REFUSED_ENGAGEMENT_NOT_BEGUN);
  g_assert_cmpint(record_engagement_check_begun(&terms, 5), ==, RECORD_ALLOWED);
  g_assert_cmpint(record_engagement_check_end(&terms, INT64_MIN, 5), ==, RECORD_ALLOWED);
  g_assert_cmpint(record_engagement_check_end(&terms, 7, 4), ==, RECORD_REFUSED_END_BEFORE_BEGIN);
  g_assert_cmpint(record_engagement_check_end(&terms, 7, 6), ==, RECORD_REFUSED_END_BEFORE_ADVICE);
  g_assert_cmpint(record_engagement_check_end(&terms, 7, 7), ==, RECORD_ALLOWED);
}

/* o owner, m member, p partner, - observer: who may, of a task that is open. */
static void test_tasks(void) {
  for (int role = RECORD_ROLE_OWNER; role <= RECORD_ROLE_OBSERVER; role++) {
    bool observer = role == RECORD_ROLE_OBSERVER;
    bool client = role == RECORD_ROLE_OWNER || role == RECORD_ROLE_MEMBER;
    g_assert_cmpint(record_task_check_end((RecordRole)role, RECORD_TASK_OPEN, RECORD_TASK_DONE), ==,
                    observer ? RECORD_REFUSED_ROLE : RECORD_ALLOWED);
    g_assert_cmpint(record_task_check_end((RecordRole)role, RECORD_TASK_OPEN, RECORD_TASK_DROPPED), ==,
                    client ? RECORD_ALLOWED : RECORD_REFUSED_ROLE);
  }
  g_assert_cmpint(record_task_check_end(RECORD_ROLE_OWNER, RECORD_TASK_DONE, RECORD_TASK_DROPPED), ==,
                  RECORD_REFUSED_TASK_ENDED);
  g_assert_cmpint(record_task_check_end(RECORD_ROLE_PARTNER, RECORD_TASK_DROPPED, RECORD_TASK_DONE), ==,
                  RECORD_REFUSED_TASK_ENDED);
}

static void test_review_give(void) {
  static const struct {
    RecordReviewCase one;
    RecordRefusal expected;
  } cases[] = {
      {{RECORD_ROLE_OWNER, false, false, true, 0}, RECORD_ALLOWED},
      {{RECORD_ROLE_MEMBER, false, false, false, 0}, RECORD_ALLOWED},
      {{RECORD_ROLE_MEMBER, false, true, false, 0}, RECORD_REFUSED_REVIEW_GIVEN},
      {{RECORD_ROLE_PARTNER, false, true, false, 0}, RECORD_ALLOWED},
      {{RECORD_ROLE_PARTNER, false, false, true, 0}, RECORD_REFUSED_REVIEW_GIVEN},
      {{RECORD_ROLE_PARTNER, true, false, true, 0}, RECORD_REFUSED_REVIEW_CLOSED},
      {{RECORD_ROLE_OBSERVER, true, false, false, 0}, RECORD_REFUSED_ROLE},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++)
    g_assert_cmpint(record_review_check_give(&cases[index].one), ==, cases[index].expected);
}

static void test_review_close(void) {
  static const struct {
    RecordReviewCase one;
    RecordRefusal expected; /* at 10 */
  } cases[] = {
      {{RECORD_ROLE_OWNER, false, true, true, 11}, RECORD_ALLOWED},
      {{RECORD_ROLE_MEMBER, false, false, false, 10}, RECORD_ALLOWED},
      {{RECORD_ROLE_OWNER, false, true, false, 11}, RECORD_REFUSED_REVIEW_WAITS},
      {{RECORD_ROLE_OWNER, false, false, true, 11}, RECORD_REFUSED_REVIEW_OWN_FIRST},
      {{RECORD_ROLE_OWNER, false, false, true, 10}, RECORD_REFUSED_REVIEW_OWN_FIRST},
      {{RECORD_ROLE_OWNER, false, true, false, 10}, RECORD_ALLOWED},
      {{RECORD_ROLE_OWNER, false, false, false, 11}, RECORD_REFUSED_REVIEW_WAITS},
      {{RECORD_ROLE_OWNER, true, true, true, 9}, RECORD_REFUSED_REVIEW_CLOSED},
      {{RECORD_ROLE_PARTNER, false, true, true, 9}, RECORD_REFUSED_ROLE},
      {{RECORD_ROLE_OBSERVER, false, true, true, 9}, RECORD_REFUSED_ROLE},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++)
    g_assert_cmpint(record_review_check_close(&cases[index].one, 10), ==, cases[index].expected);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/record/lifecycle/goal_terms", test_goal_terms);
  g_test_add_func("/record/lifecycle/goal_states", test_goal_states);
  g_test_add_func("/record/lifecycle/engagements", test_engagements);
  g_test_add_func("/record/lifecycle/tasks", test_tasks);
  g_test_add_func("/record/lifecycle/review_give", test_review_give);
  g_test_add_func("/record/lifecycle/review_close", test_review_close);
  return g_test_run();
}
