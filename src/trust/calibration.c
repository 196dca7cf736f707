/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* calibration.c: see calibration.h; docs/estimates.md, section 3. */
#include "calibration.h"

#include <math.h>
#include <stdlib.h>

/* Minus the log posterior under "a correction is needed", its gradient and Hessian in (a, log b). */
static double evaluate(const double *predicted, const double *outcome, const double *weight, size_t count, double a,
                       double log_b, double *gradient, double *hessian) {
  const double sd_a = PRIORS_CALIBRATION_INTERCEPT_SD, sd_b = PRIORS_CALIBRATION_SLOPE_SD;
  double b = exp(log_b), value = 0.5 * (a * a / (sd_a * sd_a) + log_b * log_b / (sd_b * sd_b));
  gradient[0] = a / (sd_a * sd_a);
  gradient[1] = log_b / (sd_b * sd_b);
  hessian[0] = 1.0 / (sd_a * sd_a);
  hessian[1] = hessian[2] = 0.0;
  hessian[3] = 1.0 / (sd_b * sd_b);
  for (size_t i = 0; i < count; i++) {
    double scaled = b * numeric_logit(predicted[i]), eta = a + scaled, p = numeric_logistic(eta);
    double residual = weight[i] * (outcome[i] - p), w = weight[i] * p * (1.0 - p);
    value += weight[i] * (numeric_log1p_exp(eta) - outcome[i] * eta);
    gradient[0] -= residual;
    gradient[1] -= residual * scaled;
    hessian[0] += w;
    hessian[1] += w * scaled;
    hessian[3] += w * scaled * scaled; /* expected information: positive definite */
  }
  hessian[2] = hessian[1];
  return value;
}

Calibration calibration_find(const double *predicted, const double *outcome, const double *weight, size_t count) {
  Calibration none = {.slope = 1.0, .rows = count};
  double a = 0.0, log_b = 0.0, gradient[2], hessian[4];
  double at_none = evaluate(predicted, outcome, weight, count, 0.0, 0.0, gradient, hessian), value = at_none;
  for (int step = 0; step < 50; step++) {
    double determinant = hessian[0] * hessian[3] - hessian[1] * hessian[2];
    double da = -(hessian[3] * gradient[0] - hessian[1] * gradient[1]) / determinant;
    double db = -(hessian[0] * gradient[1] - hessian[2] * gradient[0]) / determinant;
    double fall = -(da * gradient[0] + db * gradient[1]), length = 1.0, next = value;
    if (!(fall > 1e-10))
      break;
    for (; length > 1e-6; length *= 0.5) {
      next = evaluate(predicted, outcome, weight, count, a + length * da, log_b + length * db, gradient, hessian);
      if (next <= value)
        break;
    }
    if (!(next <= value))
      break;
    a += length * da;
    log_b += length * db;
    value = next;
  }
  value = evaluate(predicted, outcome, weight, count, a, log_b, gradient, hessian);
  double determinant = hessian[0] * hessian[3] - hessian[1] * hessian[2];
  double prior = PRIORS_CALIBRATION_INTERCEPT_SD * PRIORS_CALIBRATION_SLOPE_SD;
  double log_factor = at_none - value - 0.5 * log(determinant) - log(prior);
  double needed = numeric_logistic(log_factor + numeric_logit(PRIORS_CALIBRATION_NEEDED));
  if (!isfinite(needed) || !isfinite(a) || !isfinite(log_b))
    return none;
  return (Calibration){.intercept = needed * a, .slope = exp(needed * log_b), .rows = count};
}

/* Advice on one brief shares its fate: the rows of a brief together weigh like few. */
static void share_weights(const Evidence *evidence, const int32_t *rows, size_t count, int32_t *times, double *weight) {
  for (size_t i = 0; i < evidence->briefs.count; i++)
    times[i] = 0;
  for (size_t i = 0; i < count; i++)
    times[evidence->rows[rows[i]].brief]++;
  for (size_t i = 0; i < count; i++) {
    double together = (double)times[evidence->rows[rows[i]].brief];
    weight[i] /= 1.0 + PRIORS_OPINION_CORRELATION * (together - 1.0);
  }
}

typedef struct {
  size_t count;
  int32_t *row, *times;
  double *predicted, *outcome, *weight;
} HeldBack;

static bool held_back_allocate(HeldBack *held, size_t rows, size_t briefs) {
  held->row = malloc((rows + 1) * sizeof *held->row);
  held->times = malloc((briefs + 1) * sizeof *held->times);
  held->predicted = malloc((rows + 1) * sizeof *held->predicted);
  held->outcome = malloc((rows + 1) * sizeof *held->outcome);
  held->weight = malloc((rows + 1) * sizeof *held->weight);
  return held->row != NULL && held->times != NULL && held->predicted != NULL && held->outcome != NULL &&
         held->weight != NULL;
}

static void held_back_free(HeldBack *held) {
  free(held->row);
  free(held->times);
  free(held->predicted);
  free(held->outcome);
  free(held->weight);
}

/* Rows of the whole fit that the earlier one did not know, with what it says of them. Both list rows in order. */
static BellwetherStatus predict_held_back(const Evidence *evidence, const Fit *whole, const Fit *earlier,
                                          const NumericHermite *rule, HeldBack *held) {
  size_t known = 0;
  for (size_t i = 0; i < whole->design.rows; i++) {
    int32_t index = whole->design.evidence_row[i];
    while (known < earlier->design.rows && earlier->design.evidence_row[known] < index)
      known++;
    if (known < earlier->design.rows && earlier->design.evidence_row[known] == index)
      continue;
    const EvidenceRow *row = &evidence->rows[index];
    ChanceQuestion question = chance_question(row, evidence_is_override(row) ? 1.0 : 0.0);
    Chance chance;
    BellwetherStatus status = chance_make(earlier, true, &question, &chance);
    if (status != BELLWETHER_OK)
      return status;
    held->row[held->count] = index;
    held->predicted[held->count] = chance_mean(&chance, rule);
    held->outcome[held->count] = whole->design.outcome[i];
    held->weight[held->count++] = whole->design.weight[i];
  }
  share_weights(evidence, held->row, held->count, held->times, held->weight);
  return BELLWETHER_OK;
}

BellwetherStatus calibration_make(const Evidence *evidence, const FitOptions *options, const NumericHermite *rule,
                                  Fit *fit) {
  fit->calibration = (Calibration){.slope = 1.0};
  if ((double)fit->design.rows * (1.0 - CALIBRATION_SHARE) < CALIBRATION_ROWS_MIN)
    return BELLWETHER_OK;
  FitOptions without = *options;
  without.design.calibration_share = CALIBRATION_SHARE;
  without.before = fit;
  without.keep_sigma = true;
  Fit *earlier = NULL;
  BellwetherStatus status = fit_make(evidence, &without, &earlier);
  if (status != BELLWETHER_OK)
    return status;
  HeldBack held = {0};
  if (!held_back_allocate(&held, fit->design.rows, evidence->briefs.count))
    status = BELLWETHER_NO_MEMORY;
  if (status == BELLWETHER_OK)
    status = predict_held_back(evidence, fit, earlier, rule, &held);
  if (status == BELLWETHER_OK && held.count >= CALIBRATION_ROWS_MIN) {
    fit->calibration = calibration_find(held.predicted, held.outcome, held.weight, held.count);
  }
  held_back_free(&held);
  fit_free(earlier);
  return status;
}
