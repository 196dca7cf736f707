/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scores of chances against outcomes; scores.h gives the formulas and their sources. */
#include "scores.h"

#include <glib.h>
#include <math.h>

#define NORMAL_95 1.6448536269514722 /* 95 % of the normal distribution lies below: 90 % within */
#define STEPS_MAX 100
#define STEP_SMALL 1e-10
#define LOGIT_MAX 30.0 /* beyond it the fit runs away: chances part the outcomes fully */

static double clamp_chance(double chance) {
  return CLAMP(chance, SCORE_CHANCE_MIN, 1 - SCORE_CHANCE_MIN);
}

double score_log_loss_of(double chance, double outcome) {
  double clamped = clamp_chance(chance);
  return -(outcome * log(clamped) + (1 - outcome) * log1p(-clamped));
}

double score_log_loss(const ScorePair *pairs, size_t count, size_t *scored) {
  double sum = 0;
  *scored = 0;
  for (size_t i = 0; i < count; i++) {
    if (pairs[i].outcome == 0 || pairs[i].outcome == 1) {
      sum += score_log_loss_of(pairs[i].chance, pairs[i].outcome);
      (*scored)++;
    }
  }
  return *scored == 0 ? NAN : sum / (double)*scored;
}

static size_t band_of(double chance) {
  return MIN((size_t)(chance * SCORE_BANDS), SCORE_BANDS - 1);
}

void score_bands(const ScorePair *pairs, size_t count, ScoreBand bands[SCORE_BANDS]) {
  for (size_t i = 0; i < SCORE_BANDS; i++) {
    bands[i] = (ScoreBand){0};
  }
  for (size_t i = 0; i < count; i++) {
    ScoreBand *band = &bands[band_of(pairs[i].chance)];
    band->count++;
    band->chance += pairs[i].chance;
    band->outcome += pairs[i].outcome;
  }
  for (size_t i = 0; i < SCORE_BANDS; i++) {
    bands[i].chance = bands[i].count == 0 ? NAN : bands[i].chance / (double)bands[i].count;
    bands[i].outcome = bands[i].count == 0 ? NAN : bands[i].outcome / (double)bands[i].count;
  }
}

ScoreBrier score_brier(const ScorePair *pairs, size_t count) {
  if (count == 0) {
    return (ScoreBrier){NAN, NAN, NAN, NAN, NAN};
  }
  ScoreBrier brier = {0};
  double total = (double)count;
  double mean = 0;
  for (size_t i = 0; i < count; i++) {
    mean += pairs[i].outcome / total;
  }
  for (size_t i = 0; i < count; i++) {
    double miss = pairs[i].chance - pairs[i].outcome;
    double spread = pairs[i].outcome - mean;
    brier.score += miss * miss / total;
    brier.uncertainty += spread * spread / total;
  }
  ScoreBand bands[SCORE_BANDS];
  score_bands(pairs, count, bands);
  for (size_t i = 0; i < SCORE_BANDS; i++) {
    if (bands[i].count > 0) {
      double share = (double)bands[i].count / total;
      double off = bands[i].chance - bands[i].outcome;
      double apart = bands[i].outcome - mean;
      brier.reliability += share * off * off;
      brier.resolution += share * apart * apart;
    }
  }
  brier.within = brier.score - (brier.reliability - brier.resolution + brier.uncertainty);
  return brier;
}

/* ---- Calibration ----------------------------------------------------------------------------------------------- */

/* A symmetric matrix of two rows: {a b; b c}. */
typedef struct {
  double a;
  double b;
  double c;
} Matrix2;

static bool invert(Matrix2 matrix, Matrix2 *inverse) {
  double determinant = matrix.a * matrix.c - matrix.b * matrix.b;
  if (!(determinant > 1e-12 * matrix.a * matrix.c)) {
    return false;
  }
  *inverse = (Matrix2){matrix.c / determinant, -matrix.b / determinant, matrix.a / determinant};
  return true;
}

static double logit(double chance) {
  double clamped = clamp_chance(chance);
  return log(clamped) - log1p(-clamped);
}

/* The score and the information at (intercept, slope). */
static void add_up(const ScorePair *pairs, size_t count, double intercept, double slope, double score[2],
                   Matrix2 *information) {
  score[0] = score[1] = 0;
  *information = (Matrix2){0};
  for (size_t i = 0; i < count; i++) {
    double x = logit(pairs[i].chance);
    double fitted = 1 / (1 + exp(-(intercept + slope * x)));
    double weight = fitted * (1 - fitted);
    double miss = pairs[i].outcome - fitted;
    score[0] += miss;
    score[1] += miss * x;
    information->a += weight;
    information->b += weight * x;
    information->c += weight * x * x;
  }
}

/* The sum over clusters of the outer product of a cluster's score. */
static Matrix2 score_spread(const ScorePair *pairs, size_t count, size_t clusters, double intercept, double slope) {
  g_autofree double *sums = g_new0(double, 2 * clusters);
  for (size_t i = 0; i < count; i++) {
    double x = logit(pairs[i].chance);
    double miss = pairs[i].outcome - 1 / (1 + exp(-(intercept + slope * x)));
    sums[2 * pairs[i].cluster] += miss;
    sums[2 * pairs[i].cluster + 1] += miss * x;
  }
  Matrix2 spread = {0};
  size_t used = 0;
  for (size_t i = 0; i < clusters; i++) {
    spread.a += sums[2 * i] * sums[2 * i];
    spread.b += sums[2 * i] * sums[2 * i + 1];
    spread.c += sums[2 * i + 1] * sums[2 * i + 1];
    used += sums[2 * i] != 0;
  }
  double correction = used > 1 ? (double)used / ((double)used - 1) : NAN;
  return (Matrix2){spread.a * correction, spread.b * correction, spread.c * correction};
}

static BellwetherEstimate with_error(double value, double variance) {
  double reach = NORMAL_95 * sqrt(variance);
  return (BellwetherEstimate){value, value - reach, value + reach};
}

bool score_calibration(const ScorePair *pairs, size_t count, size_t clusters, BellwetherEstimate *intercept,
                       BellwetherEstimate *slope) {
  double at[2] = {0, 1};
  Matrix2 inverse = {0};
  double step = INFINITY;
  for (int i = 0; i < STEPS_MAX && step > STEP_SMALL; i++) {
    double score[2];
    Matrix2 information;
    add_up(pairs, count, at[0], at[1], score, &information);
    if (!invert(information, &inverse)) {
      return false;
    }
    double move[2] = {inverse.a * score[0] + inverse.b * score[1], inverse.b * score[0] + inverse.c * score[1]};
    step = MAX(fabs(move[0]), fabs(move[1]));
    double damping = step > 2 ? 2 / step : 1;
    at[0] += damping * move[0];
    at[1] += damping * move[1];
    if (fabs(at[0]) > LOGIT_MAX || fabs(at[1]) > LOGIT_MAX) {
      return false;
    }
  }
  if (!(step <= STEP_SMALL)) {
    return false;
  }
  Matrix2 spread = score_spread(pairs, count, clusters, at[0], at[1]);
  Matrix2 half = {inverse.a * spread.a + inverse.b * spread.b, inverse.a * spread.b + inverse.b * spread.c, 0};
  double lower_half[2] = {inverse.b * spread.a + inverse.c * spread.b, inverse.b * spread.b + inverse.c * spread.c};
  *intercept = with_error(at[0], half.a * inverse.a + half.b * inverse.b);
  *slope = with_error(at[1], lower_half[0] * inverse.b + lower_half[1] * inverse.c);
  return true;
}

/* The variance of the mean, allowing for clusters; NAN with fewer than two. *used is how many there are. */
static double mean_variance(const double *values, const size_t *cluster_of, size_t count, size_t clusters, double mean,
                            double *used) {
  g_autofree double *sums = g_new0(double, clusters);
  g_autofree bool *seen = g_new0(bool, clusters);
  for (size_t i = 0; i < count; i++) {
    sums[cluster_of[i]] += values[i] - mean;
    seen[cluster_of[i]] = true;
  }
  double spread = 0;
  *used = 0;
  for (size_t i = 0; i < clusters; i++) {
    spread += sums[i] * sums[i];
    *used += seen[i];
  }
  return *used < 2 ? NAN : spread / ((double)count * (double)count) * *used / (*used - 1);
}

static double mean_of(const double *values, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    sum += values[i];
  }
  return count == 0 ? NAN : sum / (double)count;
}

BellwetherEstimate score_mean(const double *values, const size_t *cluster_of, size_t count, size_t clusters) {
  double used;
  double mean = mean_of(values, count);
  return with_error(mean, count == 0 ? NAN : mean_variance(values, cluster_of, count, clusters, mean, &used));
}

BellwetherEstimate score_share(const double *values, const size_t *cluster_of, size_t count, size_t clusters) {
  double used = 0;
  double share = mean_of(values, count);
  double variance = count == 0 ? NAN : mean_variance(values, cluster_of, count, clusters, share, &used);
  if (isnan(share)) {
    return (BellwetherEstimate){NAN, NAN, NAN};
  }
  double total = variance > 0 ? share * (1 - share) / variance : used;
  double z2 = NORMAL_95 * NORMAL_95;
  double centre = (share + z2 / (2 * total)) / (1 + z2 / total);
  double reach = NORMAL_95 * sqrt(share * (1 - share) / total + z2 / (4 * total * total)) / (1 + z2 / total);
  return (BellwetherEstimate){share, MAX(centre - reach, 0), MIN(centre + reach, 1)};
}
