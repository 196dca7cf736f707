/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* engine.c: the public interface: arguments checked, evidence kept, fits made and replaced. */
#include "calibration.h"
#include "standing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *bellwether_version(void) {
  return BELLWETHER_VERSION;
}

const char *bellwether_status_text(BellwetherStatus status) {
  switch (status) {
  case BELLWETHER_OK: return "no error";
  case BELLWETHER_INVALID: return "an argument is out of its range";
  case BELLWETHER_LIMIT: return "a bound would be passed";
  case BELLWETHER_NO_MEMORY: return "memory ran out";
  case BELLWETHER_NOT_FITTED: return "nothing has been estimated yet: call bellwether_fit first";
  case BELLWETHER_NOT_FOUND: return "there is no such row, partner or skill";
  case BELLWETHER_NUMERIC: return "the computation did not converge";
  }
  return "unknown status";
}

void bellwether_row_init(BellwetherRow *row) {
  memset(row, 0, sizeof *row);
  row->confidence = row->own_view_confidence = row->stake = NAN;
  row->outcome = row->advice_outcome = row->own_view_outcome = NAN;
  row->client_outcome = row->client_advice_outcome = NAN;
  row->outcome_at_ms = BELLWETHER_TIME_UNKNOWN;
}

void bellwether_options_init(BellwetherOptions *options) {
  *options = (BellwetherOptions){.priors = BELLWETHER_PRIORS_STANDARD,
                                 .method = BELLWETHER_METHOD_AUTOMATIC,
                                 .half_life_days = 0.0,
                                 .recalibrate = true,
                                 .check_cost = NAN,
                                 .check_hours = 0.5};
}

static bool options_are_valid(const BellwetherOptions *options) {
  if ((int)options->priors < BELLWETHER_PRIORS_STANDARD || (int)options->priors > BELLWETHER_PRIORS_NONE)
    return false;
  if ((int)options->method < BELLWETHER_METHOD_AUTOMATIC || (int)options->method > BELLWETHER_METHOD_ITERATIVE)
    return false;
  if (!(options->half_life_days >= 0.0 && options->half_life_days <= 1e7))
    return false;
  if (!(options->check_hours >= 0.0 && options->check_hours <= 1000.0))
    return false;
  return isnan(options->check_cost) || (options->check_cost >= 0.0 && options->check_cost <= BELLWETHER_STAKE_MAX);
}

BellwetherStatus bellwether_engine_new(const BellwetherOptions *options, BellwetherEngine **engine_out) {
  BellwetherOptions standard;
  bellwether_options_init(&standard);
  if (engine_out == NULL)
    return BELLWETHER_INVALID;
  *engine_out = NULL;
  if (options == NULL)
    options = &standard;
  if (!options_are_valid(options))
    return BELLWETHER_INVALID;
  Engine *engine = calloc(1, sizeof *engine);
  if (engine == NULL)
    return BELLWETHER_NO_MEMORY;
  engine->options = *options;
  evidence_init(&engine->evidence);
  numeric_hermite_init(&engine->rule);
  *engine_out = engine;
  return BELLWETHER_OK;
}

void bellwether_engine_free(BellwetherEngine *engine) {
  if (engine == NULL)
    return;
  fit_free(engine->fit);
  free(engine->partner_outcomes);
  chance_sum_free(&engine->chances);
  chance_sum_free(&engine->open);
  evidence_free(&engine->evidence);
  free(engine);
}

const char *bellwether_engine_error(const BellwetherEngine *engine) {
  return engine->error;
}

BellwetherStatus bellwether_engine_add(BellwetherEngine *engine, const BellwetherRow *row) {
  BellwetherStatus status = evidence_check(row, engine->error);
  if (status != BELLWETHER_OK)
    return status;
  status = evidence_add(&engine->evidence, row);
  if (status == BELLWETHER_LIMIT)
    (void)snprintf(engine->error, sizeof engine->error, "rows: expected at most %d in one record", BELLWETHER_ROWS_MAX);
  return status;
}

size_t bellwether_engine_rows(const BellwetherEngine *engine) {
  return engine->evidence.count;
}

/* ---- Fitting --------------------------------------------------------------------------------------------------- */

static int compare_stakes(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return a < b ? -1 : a > b;
}

/* A twentieth of the median stake, where the caller did not say what a check costs. */
static BellwetherStatus default_check_cost(const Engine *engine, int64_t as_of_ms, double *cost) {
  *cost = engine->options.check_cost;
  if (!isnan(*cost))
    return BELLWETHER_OK;
  double *stakes = malloc((engine->evidence.count + 1) * sizeof *stakes);
  if (stakes == NULL)
    return BELLWETHER_NO_MEMORY;
  size_t count = 0;
  for (size_t i = 0; i < engine->evidence.count; i++) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    if (row->stake > 0.0 && row->at_ms <= as_of_ms)
      stakes[count++] = row->stake;
  }
  qsort(stakes, count, sizeof *stakes, compare_stakes);
  if (count > 0) /* of an even number the mean of the two in the middle */
    *cost = (stakes[(count - 1) / 2] + stakes[count / 2]) / 2.0 / 20.0;
  free(stakes);
  return BELLWETHER_OK;
}

static int32_t *count_partner_outcomes(const Engine *engine, const Fit *fit) {
  int32_t *counts = calloc(engine->evidence.partners.count + 1, sizeof *counts);
  if (counts == NULL)
    return NULL;
  for (size_t i = 0; i < fit->design.rows; i++)
    counts[engine->evidence.rows[fit->design.evidence_row[i]].partner]++;
  return counts;
}

/* What is kept beside a fit and made anew with it. */
typedef struct {
  int32_t *partner_outcomes;
  ChanceSum chances, open;
  double check_cost;
} Companions;

static void free_companions(Companions *companions) {
  free(companions->partner_outcomes);
  chance_sum_free(&companions->chances);
  chance_sum_free(&companions->open);
}

static BellwetherStatus make_companions(const Engine *engine, const Fit *fit, Companions *companions) {
  *companions = (Companions){.partner_outcomes = count_partner_outcomes(engine, fit)};
  BellwetherStatus status = companions->partner_outcomes == NULL ? BELLWETHER_NO_MEMORY : BELLWETHER_OK;
  if (status == BELLWETHER_OK)
    status = default_check_cost(engine, fit->as_of_ms, &companions->check_cost);
  if (status == BELLWETHER_OK)
    status = chance_sum_init(fit, &companions->chances);
  if (status == BELLWETHER_OK)
    status = chance_sum_init(fit, &companions->open);
  if (status != BELLWETHER_OK)
    free_companions(companions);
  return status;
}

static void take_companions(Engine *engine, const Companions *companions) {
  free(engine->partner_outcomes);
  chance_sum_free(&engine->chances);
  chance_sum_free(&engine->open);
  engine->partner_outcomes = companions->partner_outcomes;
  engine->partner_count = engine->evidence.partners.count;
  engine->chances = companions->chances;
  engine->open = companions->open;
  engine->check_cost = companions->check_cost;
}

/* Puts a new fit in place of the old one with what depends on it; on failure the old one stays. */
static BellwetherStatus install(Engine *engine, Fit *fit) {
  Companions companions;
  BellwetherStatus status = make_companions(engine, fit, &companions);
  if (status != BELLWETHER_OK) {
    fit_free(fit);
    return status;
  }
  Fit *old = engine->fit;
  Rival old_rival = engine->rival;
  OverrideShares old_overrides = engine->overrides;
  size_t old_rows = engine->fitted_rows;
  engine->fit = fit;
  engine->fitted_rows = engine->evidence.count;
  status = rival_learn(engine);
  if (status != BELLWETHER_OK) {
    engine->fit = old;
    engine->fitted_rows = old_rows;
    engine->rival = old_rival;
    engine->overrides = old_overrides;
    free_companions(&companions);
    fit_free(fit);
    return status;
  }
  if (fit->follows && old != NULL) {
    fit->base = old->follows ? old->base : old;
    if (old->follows)
      old->base = NULL;
  }
  if (fit->base != old)
    fit_free(old);
  take_companions(engine, &companions);
  return BELLWETHER_OK;
}

BellwetherStatus bellwether_fit(BellwetherEngine *engine, int64_t as_of_ms) {
  engine->error[0] = 0;
  BellwetherStatus status = evidence_count_opinions(&engine->evidence);
  if (status != BELLWETHER_OK)
    return status;
  const double day_ms = 86400000.0;
  FitOptions options = {.design = {.priors = engine_has_priors(engine),
                                   .half_life_ms = engine->options.half_life_days * day_ms,
                                   .as_of_ms = as_of_ms,
                                   .calibration_share = 1.0},
                        .method = engine->options.method,
                        .before = engine->fit != NULL && engine->fit->as_of_ms <= as_of_ms ? engine->fit : NULL};
  Fit *fit = NULL;
  status = fit_make(&engine->evidence, &options, &fit);
  if (status == BELLWETHER_NUMERIC && engine->fit != NULL) {
    /* A start that the new evidence has left far behind: once more, from the priors. */
    options.before = NULL;
    status = fit_make(&engine->evidence, &options, &fit);
  }
  if (status != BELLWETHER_OK)
    return status;
  if (engine_has_priors(engine) && engine->options.recalibrate) {
    if (!fit->follows)
      status = calibration_make(&engine->evidence, &options, &engine->rule, fit);
    else if (engine->fit != NULL)
      fit->calibration = engine->fit->calibration;
  }
  if (status != BELLWETHER_OK) {
    fit_free(fit);
    return status;
  }
  return install(engine, fit);
}

/* ---- The model ------------------------------------------------------------------------------------------------- */

static double coefficient_sd(const Fit *fit, size_t column) {
  size_t unknown = fit->design.level_count + column;
  double variance = 0.0, mean = 0.0, square = 0.0;
  for (size_t i = 0; i < fit->points; i++) {
    const FitPoint *point = &fit->point[i];
    double entry = 0.0;
    if (fit->iterative != NULL)
      entry = iterative_covariance(fit->iterative, unknown, unknown);
    else
      (void)latent_inverse_entry(fit->latent, point->inverse, unknown, unknown, &entry);
    variance += point->weight * entry;
    mean += point->weight * point->mean[unknown];
    square += point->weight * point->mean[unknown] * point->mean[unknown];
  }
  return sqrt(fmax(variance + square - mean * mean, 0.0));
}

BellwetherStatus bellwether_model(const BellwetherEngine *engine, BellwetherModel *model) {
  memset(model, 0, sizeof *model);
  if (engine->fit == NULL)
    return BELLWETHER_NOT_FITTED;
  const Fit *fit = engine->fit;
  model->rows = fit->design.rows;
  model->log_likelihood = fit->log_likelihood;
  model->method = fit->iterative != NULL ? BELLWETHER_METHOD_ITERATIVE : BELLWETHER_METHOD_EXACT;
  model->calibration_intercept = fit->calibration.intercept;
  model->calibration_slope = fit->calibration.slope;
  model->calibration_rows = fit->calibration.rows;
  if (fit->points == 0)
    return BELLWETHER_OK;
  for (size_t c = 0; c < fit->design.columns; c++) {
    BellwetherCoefficient *coefficient = &model->coefficients[model->coefficient_count++];
    coefficient->name = priors_column(fit->design.column_kind[c])->name;
    for (size_t i = 0; i < fit->points; i++) {
      coefficient->value += fit->point[i].weight * fit->point[i].mean[fit->design.level_count + c];
    }
    coefficient->sd = coefficient_sd(fit, c);
  }
  for (size_t k = 0; k < fit->design.effects; k++) {
    const DesignEffect *effect = &fit->design.effect[k];
    model->effects[model->effect_count++] =
        (BellwetherEffect){priors_effect(effect->kind)->name, fit_centre(fit)->sigma[k], effect->levels};
  }
  return BELLWETHER_OK;
}
