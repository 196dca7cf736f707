/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* chance.c: see chance.h; docs/estimates.md, section 2, "What is reported". */
#include "chance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

ChanceQuestion chance_question(const EvidenceRow *row, double overridden_share) {
  ChanceQuestion question;
  evidence_columns(row, question.column);
  question.column[COLUMN_OVERRIDDEN] = overridden_share;
  for (int kind = 0; kind < EFFECT_COUNT; kind++)
    question.id[kind] = design_id(row, (EffectKind)kind);
  return question;
}

/* ---- The linear predictor -------------------------------------------------------------------------------------- */

/* The unknowns that the predictor rests on. Those of an effect count sigma of the point at hand, others `value`. */
typedef struct {
  size_t count;
  size_t unknown[EFFECT_COUNT + COLUMN_COUNT];
  int effect[EFFECT_COUNT + COLUMN_COUNT]; /* -1: a coefficient */
  double value[EFFECT_COUNT + COLUMN_COUNT];
  double prior_mean, prior_variance; /* of what the record says nothing about */
  bool new_level[EFFECT_COUNT];      /* an effect of the design, at a level that it has not seen */
} Predictor;

static void add_columns(const Design *design, bool priors, const ChanceQuestion *question, Predictor *predictor) {
  for (int j = 0; j < COLUMN_COUNT; j++) {
    double value = question->column[j];
    if (value == 0.0)
      continue;
    int column = design == NULL || design->rows == 0 ? -1 : design->column_of_kind[j];
    if (column >= 0) {
      predictor->unknown[predictor->count] = design->level_count + (size_t)column;
      predictor->effect[predictor->count] = -1;
      predictor->value[predictor->count++] = value;
    } else if (priors) {
      ColumnPrior prior = design_column_prior(design, (Column)j);
      predictor->prior_mean += value * prior.mean;
      predictor->prior_variance += value * value * prior.sd * prior.sd;
    }
  }
}

/* Whether a new partner's effect already holds that of partner and skill (design_prior_median). */
static bool is_folded(const Design *design, int kind, const ChanceQuestion *question) {
  return kind == EFFECT_PARTNER_SKILL && design != NULL && design->rows > 0 &&
         design->effect_of_kind[EFFECT_PARTNER] >= 0 &&
         !design_has_seen(design, EFFECT_PARTNER, question->id[EFFECT_PARTNER]);
}

/* Of an effect at a level that the design says nothing about. */
static double unseen_variance(const Design *design, EffectKind kind) {
  double sd = design_logit_scale(design) * priors_effect(kind)->median;
  return sd * sd;
}

static void add_effects(const Design *design, bool priors, const ChanceQuestion *question, Predictor *predictor) {
  for (int kind = 0; kind < EFFECT_COUNT; kind++) {
    int32_t id = question->id[kind];
    bool seen = design != NULL && design_has_seen(design, (EffectKind)kind, id);
    int effect = design == NULL || design->rows == 0 ? -1 : design->effect_of_kind[kind];
    if (effect >= 0 && seen) {
      predictor->unknown[predictor->count] = design->effect[effect].offset + (size_t)design->level_of_id[kind][id];
      predictor->effect[predictor->count] = effect;
      predictor->value[predictor->count++] = 1.0;
    } else if (effect >= 0) {
      predictor->new_level[effect] = true;
    } else if (priors && !seen && kind != EFFECT_BRIEF && !is_folded(design, kind, question)) {
      predictor->prior_variance += unseen_variance(design, (EffectKind)kind);
    }
  }
}

static double unknown_scale(const Predictor *predictor, const FitPoint *point, size_t n) {
  return predictor->effect[n] < 0 ? predictor->value[n] : point->sigma[predictor->effect[n]];
}

/* Variance of the predictor at a point from the entries of the inverse; false where the pattern lacks one. */
static bool variance_by_entries(const Fit *fit, const FitPoint *point, const Predictor *predictor, double *variance) {
  double sum = 0.0;
  for (size_t a = 0; a < predictor->count; a++) {
    for (size_t b = 0; b <= a; b++) {
      double entry;
      if (fit->iterative != NULL) {
        entry = iterative_covariance(fit->iterative, predictor->unknown[a], predictor->unknown[b]);
      } else if (!latent_inverse_entry(fit->latent, point->inverse, predictor->unknown[a], predictor->unknown[b],
                                       &entry)) {
        return false;
      }
      double term = unknown_scale(predictor, point, a) * unknown_scale(predictor, point, b) * entry;
      sum += a == b ? term : 2.0 * term;
    }
  }
  *variance = sum;
  return true;
}

/* The same at the central point by a substitution: for levels that never met in a row. */
static double variance_by_factor(const Fit *fit, const FitPoint *point, const Predictor *predictor) {
  double scale[EFFECT_COUNT + COLUMN_COUNT];
  for (size_t n = 0; n < predictor->count; n++)
    scale[n] = unknown_scale(predictor, point, n);
  return latent_variance(fit->latent, predictor->unknown, scale, predictor->count);
}

static void fill_point(const Fit *fit, const Predictor *predictor, size_t i, Chance *chance) {
  const FitPoint *point = &fit->point[i];
  double mean = predictor->prior_mean, variance;
  for (size_t n = 0; n < predictor->count; n++) {
    mean += unknown_scale(predictor, point, n) * point->mean[predictor->unknown[n]];
  }
  if (!variance_by_entries(fit, point, predictor, &variance))
    variance = variance_by_factor(fit, point, predictor);
  chance->weight[i] = point->weight;
  chance->mean[i] = mean;
  chance->variance[i] = fmax(variance, 0.0) + predictor->prior_variance;
  chance->averaged[i] = 0.0;
  for (size_t k = 0; k < fit->design.effects; k++) {
    if (!predictor->new_level[k])
      continue;
    double added = point->sigma[k] * point->sigma[k];
    if (fit->design.effect[k].kind == EFFECT_BRIEF)
      chance->averaged[i] = added;
    else
      chance->variance[i] += added;
  }
}

static Predictor make_predictor(const Fit *fit, bool priors, const ChanceQuestion *question) {
  Predictor predictor;
  memset(&predictor, 0, sizeof predictor);
  const Design *design = fit == NULL ? NULL : &fit->design;
  add_columns(design, priors, question, &predictor);
  add_effects(design, priors, question, &predictor);
  return predictor;
}

static BellwetherStatus make_with_points(const Fit *fit, bool priors, const ChanceQuestion *question, size_t points,
                                         Chance *chance) {
  Predictor predictor = make_predictor(fit, priors, question);
  memset(chance, 0, sizeof *chance);
  chance->calibration = fit == NULL ? (Calibration){.slope = 1.0} : fit->calibration;
  chance->plug_in = !priors;
  if (fit == NULL || fit->points == 0) {
    chance->points = 1;
    chance->weight[0] = 1.0;
    chance->mean[0] = predictor.prior_mean;
    chance->variance[0] = predictor.prior_variance;
    return BELLWETHER_OK;
  }
  chance->points = points < fit->points ? points : fit->points;
  for (size_t i = 0; i < chance->points; i++)
    fill_point(fit, &predictor, i, chance);
  return BELLWETHER_OK;
}

/* Where the standard deviations were kept, the other points are those of the fit that looked for them, moved as the
 * central one has moved since: mean by its difference, variance by its ratio. */
static void follow_base(const Chance *base, Chance *chance) {
  Chance centre = *chance;
  if (base->points <= 1 || !(base->variance[0] > 0.0))
    return;
  chance->points = base->points;
  for (size_t i = 0; i < base->points; i++) {
    chance->weight[i] = base->weight[i];
    chance->mean[i] = centre.mean[0] + base->mean[i] - base->mean[0];
    chance->variance[i] = centre.variance[0] * base->variance[i] / base->variance[0];
    bool new_brief = centre.averaged[0] > 0.0 && base->averaged[i] > 0.0;
    chance->averaged[i] = new_brief ? base->averaged[i] : centre.averaged[0];
  }
}

BellwetherStatus chance_make(const Fit *fit, bool priors, const ChanceQuestion *question, Chance *chance) {
  BellwetherStatus status = make_with_points(fit, priors, question, FIT_POINTS_MAX, chance);
  if (status != BELLWETHER_OK || fit == NULL || fit->base == NULL)
    return status;
  Chance base;
  status = make_with_points(fit->base, priors, question, FIT_POINTS_MAX, &base);
  if (status == BELLWETHER_OK)
    follow_base(&base, chance);
  return status;
}

/* ---- From the predictor to the chance -------------------------------------------------------------------------- */

static double calibrate(const Calibration *calibration, double p) {
  if (calibration->rows == 0)
    return p;
  return numeric_logistic(calibration->intercept + calibration->slope * numeric_logit(p));
}

double chance_mean(const Chance *chance, const NumericHermite *rule) {
  double sum = 0.0;
  for (size_t i = 0; i < chance->points; i++) {
    double variance = chance->plug_in ? 0.0 : chance->variance[i] + chance->averaged[i];
    sum += chance->weight[i] * numeric_logistic_normal_mean(rule, chance->mean[i], variance);
  }
  return calibrate(&chance->calibration, numeric_clamp(sum, 0.0, 1.0));
}

/* Chance that the uncorrected chance lies below p. */
static double below(const Chance *chance, const NumericHermite *rule, double p) {
  double sum = 0.0;
  for (size_t i = 0; i < chance->points; i++) {
    double eta = numeric_logistic_normal_inverse(rule, p, chance->averaged[i]);
    double sd = sqrt(fmax(chance->variance[i], 1e-16));
    sum += chance->weight[i] * numeric_normal_cdf((eta - chance->mean[i]) / sd);
  }
  return sum;
}

/* By bisection and secant on the logit scale. */
double chance_quantile(const Chance *chance, const NumericHermite *rule, double share) {
  double low = -30.0, high = 30.0, low_value = -share, high_value = 1.0 - share;
  double mean = 0.0, variance = 0.0;
  for (size_t i = 0; i < chance->points; i++) {
    double shrink = numeric_averaged_scale(chance->averaged[i]);
    mean += chance->weight[i] * chance->mean[i] * shrink;
    variance += chance->weight[i] * chance->variance[i] * shrink * shrink;
  }
  double at = mean + sqrt(variance) * numeric_normal_quantile(share);
  for (int step = 0; step < 60 && high - low > 1e-7; step++) {
    if (!(at > low && at < high))
      at = 0.5 * (low + high);
    double value = below(chance, rule, numeric_logistic(at)) - share;
    if (value < 0)
      low = at, low_value = value;
    else
      high = at, high_value = value;
    if (fabs(value) < 1e-7)
      break;
    /* Regula falsi, and every third step a bisection, so that neither end sticks. */
    at = step % 3 == 2 ? 0.5 * (low + high) : low - low_value * (high - low) / (high_value - low_value);
  }
  return calibrate(&chance->calibration, numeric_logistic(at));
}

BellwetherEstimate chance_estimate(const Chance *chance, const NumericHermite *rule) {
  BellwetherEstimate estimate = {.estimate = chance_mean(chance, rule),
                                 .low = chance_quantile(chance, rule, 0.05),
                                 .high = chance_quantile(chance, rule, 0.95)};
  estimate.low = fmin(estimate.low, estimate.estimate);
  estimate.high = fmax(estimate.high, estimate.estimate);
  return estimate;
}

void chance_spread(const Chance *chance, const NumericHermite *rule, double *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    values[i] = chance_quantile(chance, rule, ((double)i + 0.5) / (double)count);
  }
}

double chance_variance(const Chance *chance, const NumericHermite *rule) {
  double mean = 0.0, square = 0.0;
  for (size_t i = 0; i < chance->points; i++) {
    double sd = sqrt(fmax(chance->variance[i], 0.0));
    for (size_t k = 0; k < NUMERIC_HERMITE_NODES; k++) {
      double eta = chance->mean[i] + sd * rule->node[k];
      double p = calibrate(&chance->calibration, numeric_logistic_normal_mean(rule, eta, chance->averaged[i]));
      mean += chance->weight[i] * rule->weight[k] * p;
      square += chance->weight[i] * rule->weight[k] * p * p;
    }
  }
  return fmax(square - mean * mean, 0.0);
}

/* ---- Moments and sums ------------------------------------------------------------------------------------------ */

/* Mean of a chance by the usual approximation of a logistic-normal mean. */
static double shrunk_mean(double mean, double variance) {
  return numeric_logistic(mean * numeric_averaged_scale(variance));
}

BellwetherStatus chance_moments(const Fit *fit, bool priors, const ChanceQuestion *question, ChanceMoments *moments) {
  Chance chance;
  BellwetherStatus status = make_with_points(fit, priors, question, 1, &chance);
  if (status != BELLWETHER_OK)
    return status;
  double variance = chance.plug_in ? 0.0 : chance.variance[0];
  double p = shrunk_mean(chance.mean[0], variance + chance.averaged[0]);
  moments->mean = calibrate(&chance.calibration, p);
  double slope = moments->mean * (1.0 - moments->mean) * numeric_averaged_scale(variance + chance.averaged[0]);
  moments->sd = chance.calibration.slope * slope * sqrt(chance.variance[0]);
  return BELLWETHER_OK;
}

BellwetherStatus chance_sum_init(const Fit *fit, ChanceSum *sum) {
  memset(sum, 0, sizeof *sum);
  if (fit == NULL || fit->points == 0)
    return BELLWETHER_OK;
  size_t unknowns = fit->design.unknowns;
  sum->unknown = malloc((unknowns + 1) * sizeof *sum->unknown);
  sum->weight = malloc((unknowns + 1) * sizeof *sum->weight);
  sum->place = calloc(unknowns + 1, sizeof *sum->place);
  if (sum->unknown != NULL && sum->weight != NULL && sum->place != NULL)
    return BELLWETHER_OK;
  chance_sum_free(sum);
  return BELLWETHER_NO_MEMORY;
}

void chance_sum_free(ChanceSum *sum) {
  free(sum->unknown);
  free(sum->weight);
  free(sum->place);
  memset(sum, 0, sizeof *sum);
}

void chance_sum_clear(ChanceSum *sum) {
  for (size_t n = 0; n < sum->weights; n++)
    sum->place[sum->unknown[n]] = 0;
  *sum = (ChanceSum){.unknown = sum->unknown, .weight = sum->weight, .place = sum->place};
}

static void add_weight(ChanceSum *sum, size_t unknown, double amount) {
  if (sum->place[unknown] == 0) {
    sum->unknown[sum->weights] = unknown;
    sum->weight[sum->weights++] = 0.0;
    sum->place[unknown] = sum->weights;
  }
  sum->weight[sum->place[unknown] - 1] += amount;
}

BellwetherStatus chance_sum_add(const Fit *fit, bool priors, const ChanceQuestion *question, ChanceSum *sum) {
  Chance chance;
  BellwetherStatus status = make_with_points(fit, priors, question, 1, &chance);
  if (status != BELLWETHER_OK)
    return status;
  double all = chance.plug_in ? 0.0 : chance.variance[0] + chance.averaged[0];
  double raw = shrunk_mean(chance.mean[0], all), p = calibrate(&chance.calibration, raw);
  double slope = chance.calibration.slope * p * (1.0 - p) * numeric_averaged_scale(all);
  sum->count++;
  sum->sum += p;
  sum->sampling += p * (1.0 - p);
  Predictor predictor = make_predictor(fit, priors, question);
  const FitPoint *point = fit == NULL ? NULL : fit_centre(fit);
  for (size_t n = 0; point != NULL && n < predictor.count; n++) {
    add_weight(sum, predictor.unknown[n], slope * unknown_scale(&predictor, point, n));
  }
  if (!priors)
    return BELLWETHER_OK;
  const Design *design = fit == NULL || fit->design.rows == 0 ? NULL : &fit->design;
  for (int j = 0; j < COLUMN_COUNT; j++) {
    if (design == NULL || design->column_of_kind[j] < 0)
      sum->column[j] += slope * question->column[j];
  }
  for (int kind = 0; kind < EFFECT_COUNT; kind++) {
    bool seen = design != NULL && design_has_seen(design, (EffectKind)kind, question->id[kind]);
    if (!seen && kind != EFFECT_BRIEF && !is_folded(design, kind, question))
      sum->level[kind] += slope;
  }
  return BELLWETHER_OK;
}

/* Up to so many unknowns the iterative method's variance comes from their covariances, past it from a solve. */
#define VARIANCE_FEW 64

static double variance_of_few(const Fit *fit, const ChanceSum *sum) {
  double variance = 0.0;
  for (size_t a = 0; a < sum->weights; a++)
    for (size_t b = 0; b <= a; b++) {
      double covariance = iterative_covariance(fit->iterative, sum->unknown[a], sum->unknown[b]);
      variance += (a == b ? 1.0 : 2.0) * sum->weight[a] * sum->weight[b] * covariance;
    }
  return fmax(variance, 0.0);
}

static BellwetherStatus variance_of_sum(const Fit *fit, const ChanceSum *sum, double *variance) {
  if (fit->latent != NULL)
    *variance = latent_variance(fit->latent, sum->unknown, sum->weight, sum->weights);
  else if (sum->weights <= VARIANCE_FEW)
    *variance = variance_of_few(fit, sum);
  else
    return iterative_variance(fit->iterative, sum->unknown, sum->weight, sum->weights, variance);
  return BELLWETHER_OK;
}

BellwetherStatus chance_sum_variance(const Fit *fit, const ChanceSum *sum, double *variance) {
  *variance = 0.0;
  if (sum->weights > 0) {
    BellwetherStatus status = variance_of_sum(fit, sum, variance);
    if (status != BELLWETHER_OK)
      return status;
  }
  for (int j = 0; j < COLUMN_COUNT; j++) {
    double sd = design_column_prior(&fit->design, (Column)j).sd;
    *variance += sum->column[j] * sum->column[j] * sd * sd;
  }
  for (int kind = 0; kind < EFFECT_COUNT; kind++)
    *variance += sum->level[kind] * sum->level[kind] * unseen_variance(&fit->design, (EffectKind)kind);
  return BELLWETHER_OK;
}
