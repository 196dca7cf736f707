/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A backtest's verdict: each sentence is said where the figures bear it, and only there. */
#include "cli/backtest_verdict.h"

#include <math.h>
#include <string.h>

/* 2,300 disagreements and four rules of thumb, all better by more than chance, well calibrated. */
static BacktestReport clear_report(void) {
  BacktestReport report = {.scored = 6000, .stated = 6000, .calibrated = true, .slope = {1.0, 0.9, 1.1}};
  for (size_t rule = 0; rule < RULE_COUNT; rule++) {
    report.better[rule] = (BellwetherEstimate){0.02, 0.01, 0.03};
  }
  report.disagreements = (BacktestRoads){.count = 2300,
                                         .has_own_views = true,
                                         .decided = {0.586, 0.566, 0.605},
                                         .followed = {0.6, 0.58, 0.62},
                                         .own = {0.4, 0.38, 0.42},
                                         .engine = {0.627, 0.607, 0.647},
                                         .engine_over_decided = {0.041, 0.014, 0.07},
                                         .engine_over_followed = {0.027, 0.01, 0.04}};
  return report;
}

static void assert_says(const BacktestReport *report, const char *said, const char *not_said) {
  g_autofree char *verdict = backtest_verdict(report);
  g_test_message("%s", verdict);
  g_assert_nonnull(strstr(verdict, said));
  g_assert_null(not_said == NULL ? NULL : strstr(verdict, not_said));
}

static void test_clear(void) {
  BacktestReport report = clear_report();
  assert_says(&report,
              "Following Bellwether would have been right in 62.7 % of the 2,300 disagreements between advice and own "
              "view; people were in 58.6 %. That is 4.1 more good outcomes in 100 (from 1.4 more to 7.0 more): it "
              "would have been worth following. Always following the advice would have been right in 60.0 % of them, "
              "always keeping one's own view in 40.0 %. Against always following, Bellwether brings 2.7 more good "
              "outcomes in 100 (from 1.0 more to 4.0 more).\n",
              "chance:");
  assert_says(&report, "better than every rule of thumb below", "Of the");
  assert_says(&report, "They were about as sure as they should have been.", NULL);
}

static void test_against_people(void) {
  BacktestReport report = clear_report();
  report.disagreements.engine_over_decided = (BellwetherEstimate){0.041, -0.01, 0.09};
  assert_says(&report, "4.1 more good outcomes in 100 (from 1.0 fewer to 9.0 more), which may be chance",
              "been worth following");
  report.disagreements.engine_over_decided = (BellwetherEstimate){-0.04, -0.07, -0.01};
  assert_says(&report, "4.0 fewer good outcomes in 100 (from 7.0 fewer to 1.0 fewer): it would not have been worth",
              NULL);
  report.disagreements.engine_over_decided = (BellwetherEstimate){0.5, NAN, NAN};
  assert_says(&report, "50.0 more good outcomes in 100, which may be chance", "(from nan");
}

static void test_against_following(void) {
  BacktestReport report = clear_report();
  report.disagreements.engine_over_followed = (BellwetherEstimate){-0.004, -0.011, 0.002};
  assert_says(&report,
              "brings 0.4 fewer good outcomes in 100 (from 1.1 fewer to 0.2 more), which may be chance: here "
              "the simple rule does as well",
              "was better");
  report.disagreements.engine_over_followed = (BellwetherEstimate){-0.02, -0.03, -0.01};
  assert_says(&report, "the simple rule was better", "which may be chance");
  report.disagreements.engine_over_followed = (BellwetherEstimate){0, 0, 0};
  assert_says(&report, "would have followed the advice each time too", "brings");
}

static void test_few(void) {
  BacktestReport report = clear_report();
  report.disagreements.count = 4;
  report.disagreements.engine.estimate = 0.75;
  report.disagreements.decided.estimate = 0.5;
  assert_says(&report,
              "differed in 4 decisions whose outcomes are known, too few to tell whose road is better: "
              "Bellwether would have been right in 3, people were in 2.",
              "75");
  report.disagreements.count = 1;
  report.disagreements.engine.estimate = 1;
  assert_says(&report, "differed in 1 decision whose", "100");
  report.disagreements.count = 0;
  assert_says(&report, "This record can't tell whether following Bellwether", "right in");
  assert_says(&report, "What it can tell is how good the chances were.", "right in");
  report.scored = 4;
  assert_says(&report, "This record can't tell", "What it can tell");
  assert_says(&report, "This record can't tell", "rule of thumb");
}

static void test_chances(void) {
  BacktestReport report = clear_report();
  report.slope = (BellwetherEstimate){0.64, 0.54, 0.73};
  assert_says(&report, "They were too sure", "timid");
  report.slope = (BellwetherEstimate){1.5, 1.1, 1.9};
  assert_says(&report, "They were too timid", "too sure");
  report.slope = (BellwetherEstimate){0.9, -0.2, 2};
  assert_says(&report, "so few outcomes don't tell", "They were");
  report.calibrated = false;
  assert_says(&report, "rule of thumb", "sure");
  report.better[RULE_STATED] = (BellwetherEstimate){0.01, -0.01, 0.03};
  assert_says(&report,
              "Of the 4 rules of thumb below, its chances were better than 3, by more than chance. From the "
              "others",
              "worse");
  report.better[RULE_PARTNER] = (BellwetherEstimate){-0.02, -0.03, -0.01};
  assert_says(&report, "better than 2 and worse than 1, by more", "every");
  report.stated = 0; /* then two rules have nothing to go by and are not shown */
  assert_says(&report, "Of the 2 rules of thumb below, its chances were better than 1 and worse than 1", "others");
  report.better[RULE_CONSTANT] = report.better[RULE_PARTNER];
  assert_says(&report, "its chances were worse than 2, by more", "better");
  report.better[RULE_CONSTANT] = report.better[RULE_PARTNER] = (BellwetherEstimate){0.02, NAN, NAN};
  assert_says(&report, "this record does not settle", "Of the");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/verdict/clear", test_clear);
  g_test_add_func("/verdict/against_people", test_against_people);
  g_test_add_func("/verdict/against_following", test_against_following);
  g_test_add_func("/verdict/few", test_few);
  g_test_add_func("/verdict/chances", test_chances);
  return g_test_run();
}
