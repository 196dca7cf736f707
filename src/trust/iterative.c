/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* iterative.c: Newton's method and the search for the standard deviations on the system of iterative_system.h. */
#include "iterative_system.h"

#include "numeric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SEARCH_STEPS_MAX 25
#define SEARCH_TOLERANCE 0.2 /* of the posterior standard deviation of each log standard deviation */
#define SEARCH_MATTERS 0.002 /* smallest change of a standard deviation that is worth another step */
#define SEARCH_STEP_MAX 1.2  /* of a log standard deviation */
#define NEWTON_STEPS_MAX 30
#define LOG_SIGMA_LOW (-7.0)
#define LOG_SIGMA_HIGH 3.0
#define SOLVE_ROUGH 3e-3
#define SOLVE_FINE 1e-4

void iterative_free(Iterative *iterative) {
  if (iterative == NULL)
    return;
  void *arrays[] = {iterative->brief_start,
                    iterative->brief_level,
                    iterative->order,
                    iterative->x,
                    iterative->outcome,
                    iterative->weight,
                    iterative->partner_of_pair,
                    iterative->mode,
                    iterative->curvature,
                    iterative->residual,
                    iterative->fitted,
                    iterative->row_variance,
                    iterative->brief_diagonal,
                    iterative->diagonal,
                    iterative->inverse,
                    iterative->cross,
                    iterative->small_index,
                    iterative->small_factor,
                    iterative->small_inverse,
                    iterative->right,
                    iterative->reduced_part,
                    iterative->preconditioned,
                    iterative->remaining,
                    iterative->direction,
                    iterative->lifted,
                    iterative->image,
                    iterative->scaled,
                    iterative->by_coefficient,
                    iterative->coefficient_inverse};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
    free(arrays[i]);
  for (size_t k = 0; k < EFFECT_COUNT; k++)
    free(iterative->level[k]);
  for (size_t n = 0; n < ITERATIVE_PROBES; n++) {
    free(iterative->sign[n]);
    free(iterative->probe[n]);
  }
  free(iterative);
}

/* ---- Laying out ------------------------------------------------------------------------------------------------ */

static bool allocate(double **array, size_t count) {
  *array = calloc(count + 1, sizeof **array);
  return *array != NULL;
}

static void find_effects(Iterative *iterative) {
  const Design *design = iterative->design;
  iterative->partner = iterative->pair = iterative->skill = -1;
  iterative->first_column = design->level_count;
  for (size_t k = 0; k < design->effects; k++) {
    EffectKind kind = design->effect[k].kind;
    if (kind == EFFECT_BRIEF) {
      iterative->brief_effect = true;
      iterative->first_column = design->effect[k].offset;
      continue;
    }
    int place = (int)iterative->effects;
    if (kind == EFFECT_PARTNER)
      iterative->partner = place;
    if (kind == EFFECT_PARTNER_SKILL)
      iterative->pair = place;
    if (kind == EFFECT_SKILL)
      iterative->skill = place;
    iterative->effect[iterative->effects++] = (int)k;
  }
  iterative->columns = design->columns;
  iterative->reduced = iterative->first_column + design->columns;
}

static bool sort_rows(Iterative *iterative) {
  const Design *design = iterative->design;
  int brief = design->effect_of_kind[EFFECT_BRIEF];
  iterative->briefs = brief < 0 ? design->rows : design->effect[brief].levels;
  iterative->brief_start = calloc(iterative->briefs + 2, sizeof *iterative->brief_start);
  iterative->brief_level = malloc((iterative->briefs + 1) * sizeof *iterative->brief_level);
  iterative->order = calloc(design->rows + 1, sizeof *iterative->order);
  if (iterative->brief_start == NULL || iterative->brief_level == NULL || iterative->order == NULL)
    return false;
  int32_t *start = iterative->brief_start;
  for (size_t i = 0; i < design->rows; i++)
    start[1 + (brief < 0 ? (int32_t)i : design->effect[brief].level_of_row[i])]++;
  for (size_t b = 0; b < iterative->briefs; b++) {
    start[b + 1] += start[b];
    iterative->brief_level[b] = (int32_t)b;
  }
  for (size_t i = 0; i < design->rows; i++) {
    int32_t b = brief < 0 ? (int32_t)i : design->effect[brief].level_of_row[i];
    iterative->order[start[b]++] = (int32_t)i;
  }
  for (size_t b = iterative->briefs; b > 0; b--)
    start[b] = start[b - 1];
  start[0] = 0;
  return true;
}

static bool copy_rows(Iterative *iterative) {
  const Design *design = iterative->design;
  size_t rows = design->rows, columns = design->columns;
  bool done = allocate(&iterative->x, rows * columns) && allocate(&iterative->outcome, rows) &&
              allocate(&iterative->weight, rows);
  for (size_t k = 0; done && k < iterative->effects; k++) {
    const DesignEffect *effect = &design->effect[iterative->effect[k]];
    iterative->level[k] = malloc((rows + 1) * sizeof *iterative->level[k]);
    done = iterative->level[k] != NULL;
    for (size_t i = 0; done && i < rows; i++) {
      iterative->level[k][i] = (int32_t)effect->offset + effect->level_of_row[iterative->order[i]];
    }
  }
  for (size_t i = 0; done && i < rows; i++) {
    size_t from = (size_t)iterative->order[i];
    iterative->outcome[i] = design->outcome[from];
    iterative->weight[i] = design->weight[from];
    memcpy(&iterative->x[i * columns], &design->x[from * columns], columns * sizeof *iterative->x);
  }
  return done;
}

/* Pairs lie within partners: which partner each belongs to. */
static bool nest_pairs(Iterative *iterative) {
  if (iterative->pair < 0 || iterative->partner < 0)
    return true;
  const DesignEffect *pairs = &iterative->design->effect[iterative->effect[iterative->pair]];
  iterative->partner_of_pair = malloc((pairs->levels + 1) * sizeof *iterative->partner_of_pair);
  if (iterative->partner_of_pair == NULL || !allocate(&iterative->cross, pairs->levels))
    return false;
  for (size_t i = 0; i < iterative->design->rows; i++) {
    size_t pair = (size_t)iterative->level[iterative->pair][i] - pairs->offset;
    iterative->partner_of_pair[pair] = iterative->level[iterative->partner][i];
  }
  return true;
}

static bool lay_small(Iterative *iterative) {
  size_t skills = 0;
  if (iterative->skill >= 0) {
    const DesignEffect *effect = &iterative->design->effect[iterative->effect[iterative->skill]];
    if (effect->levels <= ITERATIVE_SMALL_MAX)
      skills = effect->levels;
  }
  iterative->small = skills + iterative->columns;
  size_t n = iterative->small;
  iterative->small_index = malloc((n + 1) * sizeof *iterative->small_index);
  if (iterative->small_index == NULL || !allocate(&iterative->small_factor, n * n) ||
      !allocate(&iterative->small_inverse, n * n)) {
    return false;
  }
  for (size_t j = 0; j < n; j++) {
    iterative->small_index[j] = j < skills ? iterative->design->effect[iterative->effect[iterative->skill]].offset + j
                                           : iterative->first_column + (j - skills);
  }
  return true;
}

/* Random signs from a fixed seed (xorshift64*, Vigna 2016): the same record gives the same answer. */
static bool draw_signs(Iterative *iterative) {
  uint64_t state = UINT64_C(0x9e3779b97f4a7c15);
  iterative->probes = iterative->reduced > ITERATIVE_MANY ? ITERATIVE_PROBES / 2 : ITERATIVE_PROBES;
  for (size_t n = 0; n < iterative->probes; n++) {
    iterative->sign[n] = malloc(iterative->reduced + 1);
    if (iterative->sign[n] == NULL || !allocate(&iterative->probe[n], iterative->reduced))
      return false;
    for (size_t j = 0; j < iterative->reduced; j++) {
      state ^= state >> 12;
      state ^= state << 25;
      state ^= state >> 27;
      iterative->sign[n][j] = (state * UINT64_C(2685821657736338717)) >> 63 ? 1 : -1;
    }
  }
  return true;
}

static bool allocate_work(Iterative *iterative) {
  const Design *design = iterative->design;
  double **by_row[] = {&iterative->curvature, &iterative->residual, &iterative->fitted, &iterative->row_variance,
                       &iterative->scaled};
  double **by_reduced[] = {&iterative->diagonal,     &iterative->inverse,        &iterative->right,
                           &iterative->reduced_part, &iterative->preconditioned, &iterative->remaining,
                           &iterative->direction,    &iterative->lifted,         &iterative->image};
  bool done = allocate(&iterative->mode, design->unknowns) && allocate(&iterative->brief_diagonal, iterative->briefs) &&
              allocate(&iterative->by_coefficient, design->unknowns * design->columns) &&
              allocate(&iterative->coefficient_inverse, design->columns * design->columns);
  for (size_t i = 0; done && i < sizeof by_row / sizeof *by_row; i++)
    done = allocate(by_row[i], design->rows);
  for (size_t i = 0; done && i < sizeof by_reduced / sizeof *by_reduced; i++) {
    done = allocate(by_reduced[i], iterative->reduced);
  }
  return done;
}

BellwetherStatus iterative_new(const Design *design, Iterative **iterative_out) {
  Iterative *iterative = calloc(1, sizeof *iterative);
  if (iterative == NULL)
    return BELLWETHER_NO_MEMORY;
  iterative->design = design;
  find_effects(iterative);
  if (!sort_rows(iterative) || !copy_rows(iterative) || !nest_pairs(iterative) || !lay_small(iterative) ||
      !draw_signs(iterative) || !allocate_work(iterative)) {
    iterative_free(iterative);
    return BELLWETHER_NO_MEMORY;
  }
  for (size_t c = 0; c < design->columns; c++)
    iterative->mode[design->level_count + c] = design->column_mean[c];
  *iterative_out = iterative;
  return BELLWETHER_OK;
}

double *iterative_mode(Iterative *iterative) {
  return iterative->mode;
}

double iterative_objective(const Iterative *iterative) {
  return iterative->objective;
}

/* ---- The mode -------------------------------------------------------------------------------------------------- */

static void set_sigma(Iterative *iterative, const double *log_sigma) {
  for (size_t k = 0; k < iterative->effects; k++)
    iterative->sigma[k] = exp(log_sigma[iterative->effect[k]]);
  int brief = iterative->design->effect_of_kind[EFFECT_BRIEF];
  iterative->brief_sigma = brief < 0 ? 0.0 : exp(log_sigma[brief]);
}

static void fill_descent(Iterative *iterative, double *b) {
  const Design *design = iterative->design;
  system_project(iterative, iterative->residual, b);
  for (size_t j = 0; j < design->level_count; j++)
    b[j] -= iterative->mode[j];
  for (size_t c = 0; c < design->columns; c++) {
    size_t j = design->level_count + c;
    b[j] -= design->column_precision[c] * (iterative->mode[j] - design->column_mean[c]);
  }
}

/* One step of Newton's method; fall: what it promised. */
static BellwetherStatus newton_step(Iterative *iterative, double *b, double *step, double tolerance, double *fall) {
  size_t n = iterative->design->unknowns;
  BellwetherStatus status = system_precondition(iterative);
  if (status != BELLWETHER_OK)
    return status;
  fill_descent(iterative, b);
  status = system_solve_all(iterative, b, step, tolerance);
  if (status != BELLWETHER_OK)
    return status;
  *fall = 0.0;
  for (size_t j = 0; j < n; j++)
    *fall += 0.5 * b[j] * step[j];
  double before = iterative->objective, length = 1.0;
  for (size_t j = 0; j < n; j++)
    iterative->mode[j] += step[j];
  while (!(system_evaluate(iterative) <= before + 1e-9 * (1.0 + fabs(before))) && length > 1e-6) {
    for (size_t j = 0; j < n; j++)
      iterative->mode[j] -= 0.5 * length * step[j];
    length *= 0.5;
  }
  return isfinite(iterative->objective) ? BELLWETHER_OK : BELLWETHER_NUMERIC;
}

static BellwetherStatus find_mode(Iterative *iterative, double goal, double tolerance, int steps_max) {
  size_t n = iterative->design->unknowns;
  double *b = malloc((n + 1) * sizeof *b), *step = malloc((n + 1) * sizeof *step);
  BellwetherStatus status = b == NULL || step == NULL ? BELLWETHER_NO_MEMORY : BELLWETHER_OK;
  if (status == BELLWETHER_OK && !isfinite(system_evaluate(iterative)))
    status = BELLWETHER_NUMERIC;
  /* What a step leaves for the next is to its own fall about as that is to the rows, for Newton's method squares the
   * distance: so the step that would only find that nothing is left is not taken. */
  double fall = INFINITY, left = INFINITY;
  for (int taken = 0; status == BELLWETHER_OK && taken < steps_max && left > goal; taken++) {
    status = newton_step(iterative, b, step, tolerance, &fall);
    left = fall * fmin(1.0, fall / (double)iterative->design->rows);
  }
  free(b);
  free(step);
  return status == BELLWETHER_OK ? system_precondition(iterative) : status;
}

/* The columns of the inverse that belong to the coefficients, exactly. */
static BellwetherStatus solve_coefficients(Iterative *iterative) {
  size_t n = iterative->design->unknowns, columns = iterative->columns;
  double *b = calloc(n + 1, sizeof *b);
  if (b == NULL)
    return BELLWETHER_NO_MEMORY;
  BellwetherStatus status = BELLWETHER_OK;
  for (size_t c = 0; c < columns && status == BELLWETHER_OK; c++) {
    b[iterative->design->level_count + c] = 1.0;
    status = system_solve_all(iterative, b, &iterative->by_coefficient[c * n], SOLVE_FINE);
    b[iterative->design->level_count + c] = 0.0;
  }
  free(b);
  if (status != BELLWETHER_OK)
    return status;
  double block[COLUMN_COUNT * COLUMN_COUNT];
  for (size_t c = 0; c < columns; c++)
    for (size_t d = 0; d < columns; d++) {
      size_t j = iterative->design->level_count;
      block[c * columns + d] =
          0.5 * (iterative->by_coefficient[c * n + j + d] + iterative->by_coefficient[d * n + j + c]);
    }
  if (numeric_dense_factor(block, columns) != 0)
    return BELLWETHER_NUMERIC;
  for (size_t c = 0; c < columns; c++) {
    double *column = &iterative->coefficient_inverse[c * columns];
    memset(column, 0, columns * sizeof *column);
    column[c] = 1.0;
    numeric_dense_solve(block, columns, column);
  }
  return BELLWETHER_OK;
}

BellwetherStatus iterative_find_mode(Iterative *iterative, const double *log_sigma, bool with_coefficients) {
  set_sigma(iterative, log_sigma);
  BellwetherStatus status = find_mode(iterative, 1e-4, SOLVE_FINE, NEWTON_STEPS_MAX);
  return status == BELLWETHER_OK && with_coefficients ? solve_coefficients(iterative) : status;
}

/* ---- The search ------------------------------------------------------------------------------------------------ */

/* Per effect of the design: the trace of the inverse over its levels. First those of the preconditioner. */
static void trace_blocks(const Iterative *iterative, double *trace) {
  const Design *design = iterative->design;
  for (size_t k = 0; k < design->effects; k++)
    trace[k] = 0.0;
  for (size_t k = 0; k < iterative->effects; k++) {
    const DesignEffect *effect = &design->effect[iterative->effect[k]];
    bool small = (int)k == iterative->skill && iterative->small > iterative->columns;
    for (size_t j = 0; j < effect->levels; j++) {
      trace[iterative->effect[k]] +=
          small ? iterative->small_inverse[j * iterative->small + j] : iterative->inverse[effect->offset + j];
    }
  }
}

/* Sum over briefs of (the brief's row of H with y)(the same with z) / its diagonal squared: what a probe adds to the
 * trace over the briefs. */
static double trace_briefs(const Iterative *iterative, const double *y, const double *z) {
  double sum = 0.0;
  for (size_t b = 0; b < iterative->briefs; b++) {
    double with_y = 0.0, with_z = 0.0;
    for (int32_t i = iterative->brief_start[b]; i < iterative->brief_start[b + 1]; i++) {
      double of_y = 0.0, of_z = 0.0;
      for (size_t k = 0; k < iterative->effects; k++) {
        of_y += iterative->sigma[k] * y[iterative->level[k][i]];
        of_z += iterative->sigma[k] * z[iterative->level[k][i]];
      }
      for (size_t c = 0; c < iterative->columns; c++) {
        double x = iterative->x[(size_t)i * iterative->columns + c];
        of_y += x * y[iterative->first_column + c];
        of_z += x * z[iterative->first_column + c];
      }
      with_y += iterative->curvature[i] * of_y;
      with_z += iterative->curvature[i] * of_z;
    }
    double scale = iterative->brief_sigma / iterative->brief_diagonal[b];
    sum += scale * scale * with_y * with_z;
  }
  return sum;
}

/* Adds the mean difference between the inverse and the preconditioner's, by probes; over the briefs, all of it. */
static BellwetherStatus trace_probes(Iterative *iterative, double *trace, double tolerance) {
  const Design *design = iterative->design;
  size_t n = iterative->reduced;
  int brief = design->effect_of_kind[EFFECT_BRIEF];
  double *signs = malloc((n + 1) * sizeof *signs), *plain = malloc((n + 1) * sizeof *plain);
  BellwetherStatus status = signs == NULL || plain == NULL ? BELLWETHER_NO_MEMORY : BELLWETHER_OK;
  for (size_t p = 0; p < iterative->probes && status == BELLWETHER_OK; p++) {
    for (size_t j = 0; j < n; j++)
      signs[j] = iterative->sign[p][j];
    status = system_solve(iterative, signs, iterative->probe[p], tolerance);
    if (status != BELLWETHER_OK)
      break;
    system_apply_inverse(iterative, signs, plain);
    for (size_t k = 0; k < iterative->effects; k++) {
      const DesignEffect *effect = &design->effect[iterative->effect[k]];
      double sum = 0.0;
      for (size_t j = effect->offset; j < effect->offset + effect->levels; j++) {
        sum += signs[j] * (iterative->probe[p][j] - plain[j]);
      }
      trace[iterative->effect[k]] += sum / (double)iterative->probes;
    }
    if (brief >= 0)
      trace[brief] += trace_briefs(iterative, iterative->probe[p], signs) / (double)iterative->probes;
  }
  free(signs);
  free(plain);
  if (status != BELLWETHER_OK || brief < 0)
    return status;
  for (size_t b = 0; b < iterative->briefs; b++)
    trace[brief] += 1.0 / iterative->brief_diagonal[b];
  return BELLWETHER_OK;
}

/* What the skewness of the likelihood adds to the gradient: see latent_gradient, whose terms these are. */
static void add_skew_terms(const Iterative *iterative, const double *g, const double *s, double *gradient) {
  const Design *design = iterative->design;
  for (size_t k = 0; k < design->effects; k++) {
    const DesignEffect *effect = &design->effect[k];
    for (size_t j = effect->offset; j < effect->offset + effect->levels; j++)
      gradient[k] += s[j] * iterative->mode[j];
  }
  int brief = design->effect_of_kind[EFFECT_BRIEF];
  for (size_t b = 0; b < iterative->briefs; b++) {
    for (int32_t i = iterative->brief_start[b]; i < iterative->brief_start[b + 1]; i++) {
      double moved = g[i] - iterative->curvature[i] * system_row(iterative, (size_t)i, b, s);
      for (size_t k = 0; k < iterative->effects; k++) {
        gradient[iterative->effect[k]] += moved * iterative->sigma[k] * iterative->mode[iterative->level[k][i]];
      }
      if (brief >= 0) {
        double u = iterative->mode[iterative->first_column + (size_t)iterative->brief_level[b]];
        gradient[brief] += moved * iterative->brief_sigma * u;
      }
    }
  }
}

static BellwetherStatus find_gradient(Iterative *iterative, double tolerance, double *gradient, double *trace,
                                      double *squares) {
  const Design *design = iterative->design;
  size_t n = design->unknowns;
  trace_blocks(iterative, trace);
  BellwetherStatus status = trace_probes(iterative, trace, tolerance);
  if (status != BELLWETHER_OK)
    return status;
  for (size_t k = 0; k < design->effects; k++) {
    const DesignEffect *effect = &design->effect[k];
    double square = 0.0;
    for (size_t j = effect->offset; j < effect->offset + effect->levels; j++)
      square += iterative->mode[j] * iterative->mode[j];
    squares[k] = square;
    gradient[k] = (double)effect->levels - trace[k] - square;
  }
  system_row_variance(iterative);
  double *g = malloc((design->rows + 1) * sizeof *g), *b = malloc((n + 1) * sizeof *b),
         *s = malloc((n + 1) * sizeof *s);
  if (g == NULL || b == NULL || s == NULL)
    status = BELLWETHER_NO_MEMORY;
  if (status == BELLWETHER_OK) {
    system_pull(iterative, g);
    system_project(iterative, g, b);
    status = system_solve_all(iterative, b, s, tolerance);
  }
  if (status == BELLWETHER_OK)
    add_skew_terms(iterative, g, s, gradient);
  free(g);
  free(b);
  free(s);
  return status;
}

/* How the gradient in one log standard deviation goes on, to first order right and in full where the levels have equally
 * much evidence each, outcomes are normal and the effect is alone (one-way layout): levels times the share that the
 * evidence decides, less the squares of the modes. */
typedef struct {
  double levels;
  double ratio;   /* of the evidence's precision to the prior's, at the present place */
  double squares; /* of the modes there */
  double rest;    /* of the gradient there: skewness and what other effects do */
  double prior_at, prior_precision;
} Outlook;

static double outlook_gradient(const Outlook *outlook, double change) {
  double grown = exp(2.0 * change), ratio = outlook->ratio * grown;
  double decided = ratio / (1.0 + ratio), before = outlook->ratio / (1.0 + outlook->ratio);
  double shrunk = (1.0 + outlook->ratio) / (1.0 + ratio);
  return outlook->levels * decided - outlook->squares * grown * shrunk * shrunk + outlook->rest * decided / before +
         outlook->prior_precision * (outlook->prior_at + change);
}

/* Where the gradient is foreseen to pass through 0, by bisection, within what a step may be. */
static double next_change(const Outlook *outlook) {
  double low = -SEARCH_STEP_MAX, high = SEARCH_STEP_MAX;
  for (int step = 0; step < 40; step++) {
    double middle = 0.5 * (low + high);
    if (outlook_gradient(outlook, middle) > 0.0)
      high = middle;
    else
      low = middle;
  }
  return 0.5 * (low + high);
}

static Outlook look_out(const Design *design, size_t k, bool priors, const double *log_sigma, double gradient,
                        double trace, double squares) {
  double levels = (double)design->effect[k].levels, told = numeric_clamp(1.0 - trace / levels, 1e-6, 1.0 - 1e-6);
  const EffectPrior *prior = priors_effect(design->effect[k].kind);
  return (Outlook){.levels = levels,
                   .ratio = told / (1.0 - told),
                   .squares = squares,
                   .rest = gradient - levels * told + squares,
                   .prior_at = log_sigma[k] - log(design_prior_median(design, design->effect[k].kind)),
                   .prior_precision = priors ? 1.0 / (prior->log_sd * prior->log_sd) : 0.0};
}

/* Takes one step of the search; returns how far it went, in posterior standard deviations, where it matters. */
static double move_sigma(const Outlook *outlook, double *log_sigma) {
  double moved = numeric_clamp(*log_sigma + next_change(outlook), LOG_SIGMA_LOW, LOG_SIGMA_HIGH);
  double change = moved - *log_sigma, told = outlook->ratio / (1.0 + outlook->ratio);
  double precision = fmax(2.0 * outlook->levels * told * told, 1e-3 * outlook->levels + 0.5) + outlook->prior_precision;
  *log_sigma = moved;
  /* Near 0 the logarithm goes on falling long after the effect itself has stopped to matter. */
  return exp(moved) * fabs(change) > SEARCH_MATTERS ? fabs(change) * sqrt(precision) : 0.0;
}

BellwetherStatus iterative_search(Iterative *iterative, bool priors, double *log_sigma) {
  const Design *design = iterative->design;
  double furthest = INFINITY;
  for (int step = 0; step < SEARCH_STEPS_MAX && furthest > SEARCH_TOLERANCE; step++) {
    double gradient[EFFECT_COUNT] = {0}, trace[EFFECT_COUNT] = {0}, squares[EFFECT_COUNT] = {0};
    set_sigma(iterative, log_sigma);
    /* Solves start where the last ones ended: a tolerance that these meet already would leave them there. */
    double tolerance = step < 2 ? SOLVE_ROUGH : SOLVE_ROUGH / 8.0;
    BellwetherStatus status = find_mode(iterative, 1e-7 * (double)design->rows, tolerance, 8);
    if (status == BELLWETHER_OK)
      status = find_gradient(iterative, tolerance, gradient, trace, squares);
    if (status != BELLWETHER_OK)
      return status;
    furthest = 0.0;
    for (size_t k = 0; k < design->effects; k++) {
      Outlook outlook = look_out(design, k, priors, log_sigma, gradient[k], trace[k], squares[k]);
      furthest = fmax(furthest, move_sigma(&outlook, &log_sigma[k]));
    }
  }
  return iterative_find_mode(iterative, log_sigma, true);
}
