/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* fit.c: the search for the standard deviations and the points of integration. See fit.h. */
#include "fit.h"

#include "minimise.h"
#include "numeric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A factor past these many entries or operations is left to the iterative method: a fit needs about a hundred. */
#define EXACT_ENTRIES_MAX 4e6
#define EXACT_WORK_MAX 1e8
#define EXACT_ROWS_MAX 200000 /* past this, even the ordering of the exact method takes seconds */
/* Past this many rows the standard deviations are so sharp that their spread no longer matters. */
#define SPREAD_ROWS_MAX 2500
#define REFINE_STEPS 1
#define LOG_SIGMA_LOW (-7.0)
#define LOG_SIGMA_HIGH 3.0
#define LOG_SIGMA_START (-0.7)

static void free_point(FitPoint *point) {
  free(point->mode);
  free(point->mean);
  free(point->inverse);
  memset(point, 0, sizeof *point);
}

void fit_free(Fit *fit) {
  if (fit == NULL)
    return;
  for (size_t i = 0; i < FIT_POINTS_MAX; i++)
    free_point(&fit->point[i]);
  fit_free(fit->base);
  latent_free(fit->latent);
  iterative_free(fit->iterative);
  design_free(&fit->design);
  free(fit);
}

/* ---- The objective --------------------------------------------------------------------------------------------- */

typedef struct {
  Latent *latent;
  bool priors;
  bool coefficients_held; /* the coefficients are variables of the search, after the log sigmas */
} Search;

static void add_sigma_priors(const Design *design, const double *log_sigma, double *value, double *gradient) {
  for (size_t k = 0; k < design->effects; k++) {
    const EffectPrior *prior = priors_effect(design->effect[k].kind);
    double z = (log_sigma[k] - log(design_prior_median(design, design->effect[k].kind))) / prior->log_sd;
    *value += 0.5 * z * z;
    gradient[k] += z / prior->log_sd;
  }
}

static BellwetherStatus evaluate_search(void *context, const double *at, double *value, double *gradient) {
  Search *search = context;
  Latent *latent = search->latent;
  const Design *design = latent->design;
  if (search->coefficients_held) {
    memcpy(latent->x + design->level_count, at + design->effects, design->columns * sizeof *at);
  }
  BellwetherStatus status = latent_find_mode(latent, at, !search->coefficients_held);
  if (status == BELLWETHER_OK)
    status = latent_invert(latent);
  if (status != BELLWETHER_OK)
    return status;
  *value = latent_laplace(latent);
  status = latent_gradient(latent, gradient, search->coefficients_held ? gradient + design->effects : NULL, NULL);
  if (search->priors)
    add_sigma_priors(design, at, value, gradient);
  return status;
}

static void set_bounds(MinimiseProblem *problem, size_t from, size_t count, double low, double high) {
  for (size_t j = from; j < from + count; j++) {
    problem->low[j] = low;
    problem->high[j] = high;
  }
}

/* The most likely standard deviations, coefficients integrated out. */
static BellwetherStatus search_sigma(Fit *fit, double *log_sigma, double *value) {
  Search search = {.latent = fit->latent, .priors = fit->priors};
  size_t n = fit->design.effects;
  MinimiseProblem problem = {.variables = n, .step_max = 1.5, .tolerance = 1e-5, .steps_max = 60};
  set_bounds(&problem, 0, n, LOG_SIGMA_LOW, LOG_SIGMA_HIGH);
  for (size_t k = 0; k < n; k++) {
    double expected = fit->priors ? 1.0 / 0.36 : 0.0;
    problem.inverse_hessian[k * n + k] = 1.0 / (expected + 0.25 * (double)fit->design.effect[k].levels);
  }
  return minimise(&problem, evaluate_search, &search, log_sigma, value);
}

/* Without priors the coefficients are searched for together with the standard deviations, as glmer does. */
static BellwetherStatus search_together(Fit *fit, double *log_sigma, double *value) {
  Design *design = &fit->design;
  Latent *latent = fit->latent;
  Search search = {.latent = latent, .coefficients_held = true};
  size_t n = design->effects + design->columns;
  MinimiseProblem problem = {.variables = n, .step_max = 1.5, .tolerance = 1e-6, .steps_max = 60};
  set_bounds(&problem, 0, design->effects, LOG_SIGMA_LOW, LOG_SIGMA_HIGH);
  set_bounds(&problem, design->effects, design->columns, -30.0, 30.0);
  double at[MINIMISE_VARIABLES_MAX] = {0};
  memcpy(at, log_sigma, design->effects * sizeof *at);
  memcpy(at + design->effects, latent->x + design->level_count, design->columns * sizeof *at);
  for (size_t k = 0; k < design->effects; k++) {
    problem.inverse_hessian[k * n + k] = 1.0 / (0.25 * (double)design->effect[k].levels);
  }
  for (size_t c = 0; c < design->columns; c++)
    for (size_t d = 0; d < design->columns; d++) {
      double covariance = 0.0;
      (void)latent_inverse_entry(latent, latent->inverse, design->level_count + c, design->level_count + d,
                                 &covariance);
      problem.inverse_hessian[(design->effects + c) * n + design->effects + d] = covariance;
    }
  BellwetherStatus status = minimise(&problem, evaluate_search, &search, at, value);
  memcpy(log_sigma, at, design->effects * sizeof *at);
  return status;
}

/* ---- Points ---------------------------------------------------------------------------------------------------- */

static bool allocate_point(FitPoint *point, size_t unknowns, size_t entries) {
  point->mode = malloc((unknowns + 1) * sizeof *point->mode);
  point->mean = malloc((unknowns + 1) * sizeof *point->mean);
  point->inverse = entries == 0 ? NULL : malloc(entries * sizeof *point->inverse);
  return point->mode != NULL && point->mean != NULL && (entries == 0 || point->inverse != NULL);
}

/* Keeps what the latent stands at as a point. Its Hessian is factorised and inverted there. */
static BellwetherStatus keep_point(Fit *fit, const double *log_sigma, double weight) {
  Latent *latent = fit->latent;
  size_t unknowns = fit->design.unknowns;
  FitPoint *point = &fit->point[fit->points];
  if (!allocate_point(point, unknowns, (size_t)latent->start[unknowns] + 1))
    return BELLWETHER_NO_MEMORY;
  fit->points++;
  point->weight = weight;
  for (size_t k = 0; k < fit->design.effects; k++) {
    point->log_sigma[k] = log_sigma[k];
    point->sigma[k] = exp(log_sigma[k]);
  }
  memcpy(point->mode, latent->x, unknowns * sizeof *point->mode);
  memcpy(point->mean, latent->x, unknowns * sizeof *point->mean);
  BellwetherStatus status = BELLWETHER_OK;
  if (fit->priors) {
    status = latent_gradient(latent, NULL, NULL, point->mean);
    for (size_t j = 0; j < unknowns; j++)
      point->mean[j] = point->mode[j] - point->mean[j];
    if (status == BELLWETHER_OK)
      status = latent_refine(latent, point->mean, REFINE_STEPS);
  }
  if (point->inverse != NULL)
    memcpy(point->inverse, latent->inverse, (size_t)latent->start[unknowns] * sizeof *point->inverse);
  return status;
}

static BellwetherStatus settle(Fit *fit, const double *log_sigma) {
  BellwetherStatus status = latent_find_mode(fit->latent, log_sigma, true);
  return status == BELLWETHER_OK ? latent_invert(fit->latent) : status;
}

/* Curvature of the objective in the log sigmas, by central differences of its gradient. */
static BellwetherStatus measure_curvature(Fit *fit, const double *log_sigma, double *curvature) {
  Search search = {.latent = fit->latent, .priors = fit->priors};
  size_t n = fit->design.effects;
  const double step = 0.15;
  double moved[EFFECT_COUNT], value, up[MINIMISE_VARIABLES_MAX], down[MINIMISE_VARIABLES_MAX];
  for (size_t k = 0; k < n; k++) {
    memcpy(moved, log_sigma, n * sizeof *moved);
    moved[k] = log_sigma[k] + step;
    BellwetherStatus status = evaluate_search(&search, moved, &value, up);
    moved[k] = log_sigma[k] - step;
    if (status == BELLWETHER_OK)
      status = evaluate_search(&search, moved, &value, down);
    if (status != BELLWETHER_OK)
      return status;
    for (size_t j = 0; j < n; j++)
      curvature[k * n + j] = (up[j] - down[j]) / (2.0 * step);
  }
  for (size_t k = 0; k < n; k++)
    for (size_t j = 0; j < k; j++) {
      curvature[k * n + j] = curvature[j * n + k] = 0.5 * (curvature[k * n + j] + curvature[j * n + k]);
    }
  return BELLWETHER_OK;
}

/* The points in standard units, the centre first, and what they weigh against the standard normal: Gauss-Hermite rules
 * of five and of three by three points, and beyond two effects the centre and a pair on each axis, which is exact to
 * the third degree. */
static size_t lay_points(size_t effects, double points[FIT_POINTS_MAX][EFFECT_COUNT], double *weights) {
  memset(points, 0, FIT_POINTS_MAX * sizeof *points);
  if (effects == 0) {
    weights[0] = 1.0;
    return 1;
  }
  if (effects == 1) {
    const double node[5] = {0.0, -1.3556261799742659, 1.3556261799742659, -2.8569700138728056, 2.8569700138728056};
    const double weight[5] = {0.53333333333333333, 0.22207592200561265, 0.22207592200561265, 0.011257411327720689,
                              0.011257411327720689};
    for (size_t i = 0; i < 5; i++) {
      points[i][0] = node[i];
      weights[i] = weight[i];
    }
    return 5;
  }
  if (effects == 2) {
    const double node[3] = {0.0, -1.7320508075688772, 1.7320508075688772}, weight[3] = {2.0 / 3, 1.0 / 6, 1.0 / 6};
    for (size_t i = 0; i < 9; i++) {
      points[i][0] = node[i / 3];
      points[i][1] = node[i % 3];
      weights[i] = weight[i / 3] * weight[i % 3];
    }
    return 9;
  }
  double radius = sqrt((double)effects + 1.0);
  weights[0] = 1.0 / ((double)effects + 1.0);
  for (size_t k = 0; k < effects; k++) {
    points[1 + 2 * k][k] = radius;
    points[2 + 2 * k][k] = -radius;
    weights[1 + 2 * k] = weights[2 + 2 * k] = 0.5 / ((double)effects + 1.0);
  }
  return 1 + 2 * effects;
}

/* Axes of the posterior of the log sigmas: column k is the step to one standard deviation along axis k. */
static BellwetherStatus find_axes(Fit *fit, const double *log_sigma, double *axes) {
  size_t n = fit->design.effects;
  double curvature[EFFECT_COUNT * EFFECT_COUNT], values[EFFECT_COUNT];
  BellwetherStatus status = measure_curvature(fit, log_sigma, curvature);
  if (status != BELLWETHER_OK)
    return status;
  numeric_dense_eigen(curvature, n, values, axes);
  for (size_t k = 0; k < n; k++) {
    /* No wider than twice the prior's own width, whatever the differences say. */
    double sd = 1.0 / sqrt(fmax(values[k], 0.7));
    for (size_t j = 0; j < n; j++)
      axes[j * n + k] *= sd;
  }
  return BELLWETHER_OK;
}

static BellwetherStatus spread_points(Fit *fit, const double *log_sigma, double centre_value) {
  size_t n = fit->design.effects;
  double axes[EFFECT_COUNT * EFFECT_COUNT], points[FIT_POINTS_MAX][EFFECT_COUNT], weights[FIT_POINTS_MAX];
  BellwetherStatus status = find_axes(fit, log_sigma, axes);
  size_t count = lay_points(n, points, weights);
  double total = 0.0;
  for (size_t i = 0; i < count && status == BELLWETHER_OK; i++) {
    double at[EFFECT_COUNT] = {0}, value, gradient[MINIMISE_VARIABLES_MAX] = {0}, distance = 0.0;
    for (size_t j = 0; j < n; j++) {
      at[j] = log_sigma[j];
      for (size_t k = 0; k < n; k++)
        at[j] += axes[j * n + k] * points[i][k];
      at[j] = numeric_clamp(at[j], LOG_SIGMA_LOW, LOG_SIGMA_HIGH);
      distance += points[i][j] * points[i][j];
    }
    status = settle(fit, at);
    if (status != BELLWETHER_OK)
      break;
    value = latent_laplace(fit->latent);
    add_sigma_priors(&fit->design, at, &value, gradient);
    /* How much higher the posterior is than the Gaussian that laid the points; bounded, so that no point takes over. */
    double ratio = numeric_clamp(exp(centre_value - value + 0.5 * distance), 0.05, 20.0);
    status = keep_point(fit, at, weights[i] * ratio);
    total += weights[i] * ratio;
  }
  for (size_t i = 0; i < fit->points; i++)
    fit->point[i].weight /= total;
  return status;
}

/* ---- Starting from an earlier fit ------------------------------------------------------------------------------ */

/* Values of the unknowns as an earlier fit had them, for those that it knew. */
static void carry_over(const Fit *before, size_t point, const Design *design, double *x) {
  const Design *old = &before->design;
  const double *mode = before->point[point].mode;
  for (size_t k = 0; k < design->effects; k++) {
    const DesignEffect *effect = &design->effect[k];
    int from = old->effect_of_kind[effect->kind];
    for (size_t j = 0; j < effect->levels; j++) {
      int32_t id = effect->id_of_level[j];
      if (from >= 0 && design_has_seen(old, effect->kind, id)) {
        x[effect->offset + j] = mode[old->effect[from].offset + (size_t)old->level_of_id[effect->kind][id]];
      }
    }
  }
  for (size_t c = 0; c < design->columns; c++) {
    int from = old->column_of_kind[design->column_kind[c]];
    if (from >= 0)
      x[design->level_count + c] = mode[old->level_count + (size_t)from];
  }
}

static bool same_effects(const Design *a, const Design *b) {
  if (a->effects != b->effects)
    return false;
  for (size_t k = 0; k < a->effects; k++)
    if (a->effect[k].kind != b->effect[k].kind)
      return false;
  return true;
}

/* Whether the standard deviations may be kept: the same effects, and less than a tenth more evidence. */
static bool may_keep_sigma(const Fit *fit, const FitOptions *options) {
  const Fit *before = options->before;
  if (before == NULL || before->points == 0 || !same_effects(&fit->design, &before->design))
    return false;
  if (options->keep_sigma)
    return true;
  /* Not back in time: what the later fit found is not known yet. Not where coefficients are searched for with them. */
  if (options->design.as_of_ms < before->as_of_ms || (!fit->priors && fit->latent != NULL))
    return false;
  double grown = (double)fit->design.rows, then = (double)before->searched_rows;
  return before->priors == fit->priors && grown <= 1.1 * then && grown >= 0.9 * then;
}

/* The central point of the earlier fit at the new evidence. */
static BellwetherStatus keep_sigma(Fit *fit, const FitOptions *options) {
  const Fit *before = options->before;
  carry_over(before, 0, &fit->design, fit->latent->x);
  BellwetherStatus status = settle(fit, before->point[0].log_sigma);
  if (status != BELLWETHER_OK)
    return status;
  fit->log_likelihood = -latent_laplace(fit->latent);
  fit->searched_rows = before->searched_rows;
  fit->follows = true;
  return keep_point(fit, before->point[0].log_sigma, 1.0);
}

static void start_sigma(const Fit *fit, const FitOptions *options, double *log_sigma) {
  const Fit *before = options->before;
  for (size_t k = 0; k < fit->design.effects; k++) {
    EffectKind kind = fit->design.effect[k].kind;
    int from = before == NULL || before->points == 0 ? -1 : before->design.effect_of_kind[kind];
    log_sigma[k] = fit->priors ? log(design_prior_median(&fit->design, kind)) : LOG_SIGMA_START;
    if (from >= 0)
      log_sigma[k] = fmax(before->point[0].log_sigma[from], -3.0);
  }
}

/* ---- The two methods ------------------------------------------------------------------------------------------- */

static BellwetherStatus search_exact(Fit *fit, const FitOptions *options) {
  double log_sigma[EFFECT_COUNT] = {0}, value = 0.0;
  start_sigma(fit, options, log_sigma);
  if (options->before != NULL && options->before->points > 0)
    carry_over(options->before, 0, &fit->design, fit->latent->x);
  BellwetherStatus status = search_sigma(fit, log_sigma, &value);
  fit->searched_rows = fit->design.rows;
  if (status != BELLWETHER_OK)
    return status;
  if (fit->priors) {
    fit->log_likelihood = -latent_laplace(fit->latent);
    bool spread = fit->design.rows <= SPREAD_ROWS_MAX && fit->design.effects > 0;
    if (spread)
      return spread_points(fit, log_sigma, value);
    return keep_point(fit, log_sigma, 1.0);
  }
  status = search_together(fit, log_sigma, &value);
  fit->log_likelihood = -value;
  if (status == BELLWETHER_OK)
    status = latent_factorise(fit->latent, true);
  if (status == BELLWETHER_OK)
    status = latent_invert(fit->latent);
  return status == BELLWETHER_OK ? keep_point(fit, log_sigma, 1.0) : status;
}

/* With spread points the latent has moved on: bring it back to the centre, where solves are made. */
static BellwetherStatus return_to_centre(Fit *fit) {
  if (fit->points <= 1)
    return BELLWETHER_OK;
  memcpy(fit->latent->x, fit->point[0].mode, fit->design.unknowns * sizeof *fit->point[0].mode);
  for (size_t k = 0; k < fit->design.effects; k++)
    fit->latent->sigma[k] = fit->point[0].sigma[k];
  return latent_factorise(fit->latent, true);
}

static BellwetherStatus make_exact(Fit *fit, const FitOptions *options) {
  BellwetherStatus status = may_keep_sigma(fit, options) ? keep_sigma(fit, options) : search_exact(fit, options);
  return status == BELLWETHER_OK ? return_to_centre(fit) : status;
}

static BellwetherStatus make_iterative(Fit *fit, const FitOptions *options) {
  double log_sigma[EFFECT_COUNT] = {0};
  start_sigma(fit, options, log_sigma);
  BellwetherStatus status = iterative_new(&fit->design, &fit->iterative);
  if (status != BELLWETHER_OK)
    return status;
  if (options->before != NULL && options->before->points > 0) {
    carry_over(options->before, 0, &fit->design, iterative_mode(fit->iterative));
  }
  fit->searched_rows = fit->design.rows;
  if (options->before != NULL && may_keep_sigma(fit, options)) {
    memcpy(log_sigma, options->before->point[0].log_sigma, sizeof log_sigma);
    status = iterative_find_mode(fit->iterative, log_sigma, !options->keep_sigma);
    fit->searched_rows = options->before->searched_rows;
    fit->follows = true;
  } else {
    status = iterative_search(fit->iterative, fit->priors, log_sigma);
  }
  if (status != BELLWETHER_OK)
    return status;
  FitPoint *point = &fit->point[0];
  if (!allocate_point(point, fit->design.unknowns, 0))
    return BELLWETHER_NO_MEMORY;
  fit->points = 1;
  point->weight = 1.0;
  for (size_t k = 0; k < fit->design.effects; k++) {
    point->log_sigma[k] = log_sigma[k];
    point->sigma[k] = exp(log_sigma[k]);
  }
  memcpy(point->mode, iterative_mode(fit->iterative), fit->design.unknowns * sizeof *point->mode);
  memcpy(point->mean, point->mode, fit->design.unknowns * sizeof *point->mean);
  fit->log_likelihood = -iterative_objective(fit->iterative);
  /* Without priors too: the first-order mean of the coefficients is where the Laplace approximation of their likelihood
   * peaks, which the joint mode falls short of. */
  return options->keep_sigma ? BELLWETHER_OK : iterative_mean(fit->iterative, point->mean);
}

/* Exact where its factor is affordable. */
static BellwetherStatus choose_method(Fit *fit, BellwetherMethod method) {
  if (method == BELLWETHER_METHOD_ITERATIVE)
    return BELLWETHER_OK;
  bool exact = method == BELLWETHER_METHOD_EXACT;
  if (!exact && fit->design.rows > EXACT_ROWS_MAX)
    return BELLWETHER_OK;
  BellwetherStatus status = latent_new(&fit->design, exact ? INFINITY : EXACT_ENTRIES_MAX, &fit->latent);
  if (status == BELLWETHER_LIMIT)
    return BELLWETHER_OK;
  if (status != BELLWETHER_OK)
    return status;
  if (!exact && fit->latent->work > EXACT_WORK_MAX) {
    latent_free(fit->latent);
    fit->latent = NULL;
  }
  return BELLWETHER_OK;
}

BellwetherStatus fit_make(const Evidence *evidence, const FitOptions *options, Fit **fit_out) {
  Fit *fit = calloc(1, sizeof *fit);
  if (fit == NULL)
    return BELLWETHER_NO_MEMORY;
  fit->priors = options->design.priors;
  fit->as_of_ms = options->design.as_of_ms;
  fit->calibration = (Calibration){.slope = 1.0};
  BellwetherStatus status = design_make(&fit->design, evidence, &options->design);
  if (status == BELLWETHER_OK && fit->design.unknowns > 0) {
    status = choose_method(fit, options->method);
    if (status == BELLWETHER_OK)
      status = fit->latent != NULL ? make_exact(fit, options) : make_iterative(fit, options);
  }
  if (status != BELLWETHER_OK) {
    fit_free(fit);
    return status;
  }
  *fit_out = fit;
  return BELLWETHER_OK;
}
