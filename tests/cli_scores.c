/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scores against closed forms. */
#include "cli/scores.h"

#include <glib.h>
#include <math.h>

static void test_log_loss(void) {
  const ScorePair pairs[] = {{0.8, 1, 0}, {0.8, 0, 1}, {0.3, 0.5, 2}, {0.5, 1, 3}};
  size_t scored;
  double expected = (-log(0.8) - log(0.2) - log(0.5)) / 3; /* the fraction is left out */
  g_assert_cmpfloat_with_epsilon(score_log_loss(pairs, 4, &scored), expected, 1e-12);
  g_assert_cmpuint(scored, ==, 3);
  g_assert_true(isnan(score_log_loss(pairs, 0, &scored)));
}

static void test_log_loss_is_finite(void) {
  g_assert_cmpfloat_with_epsilon(score_log_loss_of(0, 1), -log(SCORE_CHANCE_MIN), 1e-9);
  g_assert_cmpfloat_with_epsilon(score_log_loss_of(1, 0), -log(SCORE_CHANCE_MIN), 1e-6);
  g_assert_cmpfloat_with_epsilon(score_log_loss_of(1, 1), 0, 1e-5);
}

static void test_brier_parts(void) {
  /* two bands, each of one chance: then Murphy's parts add up with nothing within */
  const ScorePair pairs[] = {{0.25, 0, 0}, {0.25, 0, 1}, {0.25, 1, 2}, {0.25, 0, 3}, {0.75, 1, 4}, {0.75, 0, 5}};
  ScoreBrier brier = score_brier(pairs, 6);
  double mean = 2.0 / 6;
  g_assert_cmpfloat_with_epsilon(brier.score, (3 * 0.0625 + 0.5625 + 0.0625 + 0.5625) / 6, 1e-12);
  g_assert_cmpfloat_with_epsilon(brier.reliability, (4 * 0 + 2 * 0.0625) / 6, 1e-12);
  g_assert_cmpfloat_with_epsilon(brier.resolution, (4 * pow(0.25 - mean, 2) + 2 * pow(0.5 - mean, 2)) / 6, 1e-12);
  g_assert_cmpfloat_with_epsilon(brier.uncertainty, mean * (1 - mean), 1e-12);
  g_assert_cmpfloat_with_epsilon(brier.within, 0, 1e-12);
}

static void test_brier_adds_up(void) {
  ScorePair pairs[200];
  for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
    pairs[i] = (ScorePair){(double)(i * 37 % 200) / 199, (double)(i * 53 % 5) / 4, i};
  }
  ScoreBrier brier = score_brier(pairs, G_N_ELEMENTS(pairs));
  g_assert_cmpfloat_with_epsilon(brier.score, brier.reliability - brier.resolution + brier.uncertainty + brier.within,
                                 1e-12);
  g_assert_true(isnan(score_brier(pairs, 0).score));
}

static void test_bands(void) {
  const ScorePair pairs[] = {{0, 0, 0}, {0.0999, 1, 0}, {0.1, 1, 0}, {1, 1, 0}, {0.95, 0, 0}};
  ScoreBand bands[SCORE_BANDS];
  score_bands(pairs, 5, bands);
  g_assert_cmpuint(bands[0].count, ==, 2);
  g_assert_cmpfloat_with_epsilon(bands[0].outcome, 0.5, 1e-12);
  g_assert_cmpuint(bands[1].count, ==, 1);
  g_assert_cmpuint(bands[9].count, ==, 2);
  g_assert_cmpfloat_with_epsilon(bands[9].chance, 0.975, 1e-12);
  g_assert_true(isnan(bands[5].chance));
}

static double logit(double chance) {
  return log(chance / (1 - chance));
}

static void test_calibration(void) {
  /* with two chances the fit is exact: logit of what came at each of them */
  ScorePair pairs[20];
  for (size_t i = 0; i < 20; i++) {
    pairs[i] = (ScorePair){i < 10 ? 0.2 : 0.8, i < 10 ? i < 3 : i < 16, i};
  }
  BellwetherEstimate intercept;
  BellwetherEstimate slope;
  g_assert_true(score_calibration(pairs, 20, 20, &intercept, &slope));
  double exact_slope = (logit(0.6) - logit(0.3)) / (logit(0.8) - logit(0.2));
  g_assert_cmpfloat_with_epsilon(slope.estimate, exact_slope, 1e-9);
  g_assert_cmpfloat_with_epsilon(intercept.estimate, logit(0.6) - exact_slope * logit(0.8), 1e-9);
  /* the sandwich for a difference of two groups' logits, clusters of one row, times 20/19 */
  double variance = (0.3 * 0.7 * 10 / pow(10 * 0.3 * 0.7, 2) + 0.6 * 0.4 * 10 / pow(10 * 0.6 * 0.4, 2)) * 20 / 19;
  double reach = 1.6448536269514722 * sqrt(variance) / (logit(0.8) - logit(0.2));
  g_assert_cmpfloat_with_epsilon(slope.high - slope.estimate, reach, 1e-9);
}

static void test_calibration_unsettled(void) {
  const ScorePair parted[] = {{0.2, 0, 0}, {0.3, 0, 1}, {0.7, 1, 2}, {0.9, 1, 3}};
  const ScorePair alike[] = {{0.7, 0, 0}, {0.7, 1, 1}, {0.7, 1, 2}};
  BellwetherEstimate intercept;
  BellwetherEstimate slope;
  g_assert_false(score_calibration(parted, 4, 4, &intercept, &slope));
  g_assert_false(score_calibration(alike, 3, 3, &intercept, &slope));
  g_assert_false(score_calibration(alike, 0, 3, &intercept, &slope));
}

static void test_mean(void) {
  const double values[] = {1, 0, 1, 1};
  const size_t apart[] = {0, 1, 2, 3};
  const size_t together[] = {0, 0, 1, 1};
  BellwetherEstimate mean = score_mean(values, apart, 4, 4);
  g_assert_cmpfloat(mean.estimate, ==, 0.75);
  double error = sqrt((3 * 0.0625 + 0.5625) / 16 * 4 / 3); /* the plain standard error of the mean */
  g_assert_cmpfloat_with_epsilon(mean.high, 0.75 + 1.6448536269514722 * error, 1e-12);
  BellwetherEstimate clustered = score_mean(values, together, 4, 2);
  double clustered_error = sqrt((0.25 + 0.25) / 16 * 2);
  g_assert_cmpfloat_with_epsilon(clustered.low, 0.75 - 1.6448536269514722 * clustered_error, 1e-12);
  g_assert_true(isnan(score_mean(values, apart, 1, 1).low));
  g_assert_true(isnan(score_mean(values, apart, 0, 1).estimate));
}

static void test_share_is_wilsons(void) {
  double values[10] = {1, 1, 1, 1, 1, 1, 1, 0, 0, 0};
  size_t apart[10];
  for (size_t i = 0; i < 10; i++) {
    apart[i] = i;
  }
  BellwetherEstimate share = score_share(values, apart, 10, 10);
  double z2 = 1.6448536269514722 * 1.6448536269514722;
  double total = 9; /* the sample variance has one degree of freedom less */
  double centre = (0.7 + z2 / (2 * total)) / (1 + z2 / total);
  double reach = sqrt(z2 * (0.21 / total + z2 / (4 * total * total))) / (1 + z2 / total);
  g_assert_cmpfloat_with_epsilon(share.low, centre - reach, 1e-9);
  g_assert_cmpfloat_with_epsilon(share.high, centre + reach, 1e-9);
  for (size_t i = 0; i < 10; i++) {
    values[i] = 1;
  }
  share = score_share(values, apart, 10, 10);
  g_assert_cmpfloat(share.high, ==, 1);
  g_assert_cmpfloat_with_epsilon(share.low, 1 / (1 + z2 / 10), 1e-9); /* Wilson's lower end where all succeeded */
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/scores/log_loss", test_log_loss);
  g_test_add_func("/scores/log_loss_is_finite", test_log_loss_is_finite);
  g_test_add_func("/scores/brier_parts", test_brier_parts);
  g_test_add_func("/scores/brier_adds_up", test_brier_adds_up);
  g_test_add_func("/scores/bands", test_bands);
  g_test_add_func("/scores/calibration", test_calibration);
  g_test_add_func("/scores/calibration_unsettled", test_calibration_unsettled);
  g_test_add_func("/scores/mean", test_mean);
  g_test_add_func("/scores/share_is_wilsons", test_share_is_wilsons);
  return g_test_run();
}
