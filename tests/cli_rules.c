/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The simple rules that a backtest compares with. */
#include "cli/rules.h"

#include <math.h>

static void test_before_the_first_outcome(void) {
  g_autoptr(Rules) rules = rules_new();
  double chances[RULE_COUNT];
  rules_forecast(rules, "a", 0.9, chances);
  g_assert_cmpfloat(chances[RULE_CONSTANT], ==, 0.5);
  g_assert_cmpfloat(chances[RULE_PARTNER], ==, 0.5);
  g_assert_cmpfloat(chances[RULE_STATED], ==, 0.9);
  g_assert_cmpfloat_with_epsilon(chances[RULE_CORRECTED], 0.9, 1e-12);
}

static void test_shares(void) {
  g_autoptr(Rules) rules = rules_new();
  double chances[RULE_COUNT];
  rules_learn(rules, "a", NAN, 1);
  rules_learn(rules, "a", NAN, 0.5);
  rules_learn(rules, "b", NAN, 0);
  rules_forecast(rules, "a", NAN, chances);
  g_assert_cmpfloat_with_epsilon(chances[RULE_CONSTANT], 2.5 / 5, 1e-12);
  g_assert_cmpfloat_with_epsilon(chances[RULE_PARTNER], (1.5 + 2 * 0.5) / 4, 1e-12);
  g_assert_cmpfloat(chances[RULE_STATED], ==, chances[RULE_CONSTANT]);
  rules_forecast(rules, "new", NAN, chances);
  g_assert_cmpfloat(chances[RULE_PARTNER], ==, chances[RULE_CONSTANT]);
}

static void test_stated_is_clamped(void) {
  g_autoptr(Rules) rules = rules_new();
  double chances[RULE_COUNT];
  rules_forecast(rules, "a", 1, chances);
  g_assert_cmpfloat(chances[RULE_STATED], ==, 0.999);
  rules_forecast(rules, "a", 0, chances);
  g_assert_cmpfloat(chances[RULE_STATED], ==, 0.001);
}

static void test_correction_learns(void) {
  /* at a stated 0.9, seven in ten work; at 0.6, half: with many outcomes the priors hardly count */
  g_autoptr(Rules) rules = rules_new();
  double chances[RULE_COUNT];
  for (int i = 0; i < 4000; i++) {
    rules_learn(rules, "a", 0.9, i % 10 < 7);
    rules_learn(rules, "a", 0.6, i % 2);
    rules_learn(rules, "a", NAN, i % 10 < 3);
  }
  rules_forecast(rules, "a", 0.9, chances);
  g_assert_cmpfloat_with_epsilon(chances[RULE_CORRECTED], 0.7, 0.002);
  rules_forecast(rules, "a", 0.6, chances);
  g_assert_cmpfloat_with_epsilon(chances[RULE_CORRECTED], 0.5, 0.002);
  rules_forecast(rules, "a", NAN, chances);
  g_assert_cmpfloat_with_epsilon(chances[RULE_CORRECTED], 0.3, 0.002);
}

static void test_correction_stays_sane(void) {
  g_autoptr(Rules) rules = rules_new();
  double chances[RULE_COUNT];
  for (int i = 0; i < 3; i++) {
    rules_learn(rules, "a", 1, 1);
    rules_forecast(rules, "a", 1, chances);
    g_assert_true(chances[RULE_CORRECTED] > 0.5 && chances[RULE_CORRECTED] < 1);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/rules/before_the_first_outcome", test_before_the_first_outcome);
  g_test_add_func("/rules/shares", test_shares);
  g_test_add_func("/rules/stated_is_clamped", test_stated_is_clamped);
  g_test_add_func("/rules/correction_learns", test_correction_learns);
  g_test_add_func("/rules/correction_stays_sane", test_correction_stays_sane);
  return g_test_run();
}
