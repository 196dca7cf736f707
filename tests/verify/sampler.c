/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SLICE_STEPS_MAX 50

typedef struct {
  const World *world;
  const Part *part;
  RandomSource *source;
  Draw draw;
  size_t dense;          /* unknowns that are not briefs */
  size_t start[EFFECTS]; /* where an effect's levels start among them */
  int columns[COLUMNS], column_count;
  double *logits;    /* of each row */
  double *precision; /* dense * dense */
  double *pull;      /* dense: precision * mean */
  double *coupling;  /* briefs * dense */
  double *brief_precision, *brief_pull;
  double *work; /* dense */
} Sampler;

static void *need(size_t count, size_t bytes) {
  void *memory = calloc(count ? count : 1, bytes);
  if (!memory)
    abort();
  return memory;
}

Part part_of_world(const World *world) {
  Part part = {.effect = {true, true, true, true}};
  for (size_t row = 0; row < world->row_count; row++)
    for (int column = 0; column < COLUMNS; column++)
      part.column[column] |= world->rows[row].x[column] != 0;
  return part;
}

static double row_logit(const Sampler *sampler, const WorldRow *row) {
  double sum = 0;
  for (int i = 0; i < sampler->column_count; i++)
    sum += row->x[sampler->columns[i]] * sampler->draw.beta[sampler->columns[i]];
  for (int effect = 0; effect < EFFECTS; effect++)
    if (sampler->part->effect[effect])
      sum += sampler->draw.effect[effect][row->level[effect]];
  return sum;
}

static void find_logits(Sampler *sampler) {
  for (size_t row = 0; row < sampler->world->row_count; row++)
    sampler->logits[row] = row_logit(sampler, &sampler->world->rows[row]);
}

/* ---- Coefficients and effects, given sigma ------------------------------------------------------------------------
 */

/* The places and values of a row among the dense unknowns. */
static int row_entries(const Sampler *sampler, const WorldRow *row, size_t *places, double *values) {
  int count = 0;
  for (int i = 0; i < sampler->column_count; i++) {
    places[count] = (size_t)i;
    values[count++] = row->x[sampler->columns[i]];
  }
  for (int effect = 0; effect < EFFECT_BRIEF; effect++)
    if (sampler->part->effect[effect]) {
      places[count] = sampler->start[effect] + row->level[effect];
      values[count++] = 1;
    }
  return count;
}

static void start_from_priors(Sampler *sampler) {
  size_t dense = sampler->dense, briefs = sampler->world->levels[EFFECT_BRIEF];
  memset(sampler->precision, 0, dense * dense * sizeof(double));
  memset(sampler->pull, 0, dense * sizeof(double));
  memset(sampler->coupling, 0, briefs * dense * sizeof(double));
  memset(sampler->brief_pull, 0, briefs * sizeof(double));
  for (int i = 0; i < sampler->column_count; i++) {
    double sd = prior_beta_sd[sampler->columns[i]];
    sampler->precision[(size_t)i * dense + (size_t)i] = 1 / (sd * sd);
    sampler->pull[i] = prior_beta_mean[sampler->columns[i]] / (sd * sd);
  }
  for (int effect = 0; effect < EFFECT_BRIEF; effect++)
    for (size_t level = 0; sampler->part->effect[effect] && level < sampler->world->levels[effect]; level++) {
      size_t place = sampler->start[effect] + level;
      sampler->precision[place * dense + place] = 1 / (sampler->draw.sigma[effect] * sampler->draw.sigma[effect]);
    }
  double brief_sigma = sampler->draw.sigma[EFFECT_BRIEF];
  for (size_t brief = 0; brief < briefs; brief++)
    sampler->brief_precision[brief] = 1 / (brief_sigma * brief_sigma);
}

static void add_rows(Sampler *sampler) {
  for (size_t i = 0; i < sampler->world->row_count; i++) {
    const WorldRow *row = &sampler->world->rows[i];
    double weight = random_polya_gamma(sampler->source, sampler->logits[i]), pull = row->works - 0.5;
    size_t places[COLUMNS + EFFECTS], brief = row->level[EFFECT_BRIEF];
    double values[COLUMNS + EFFECTS];
    int count = row_entries(sampler, row, places, values);
    for (int first = 0; first < count; first++) {
      for (int second = 0; second <= first; second++) {
        size_t high = places[first] > places[second] ? places[first] : places[second];
        size_t low = places[first] > places[second] ? places[second] : places[first];
        sampler->precision[high * sampler->dense + low] += weight * values[first] * values[second];
      }
      sampler->pull[places[first]] += pull * values[first];
      sampler->coupling[brief * sampler->dense + places[first]] += weight * values[first];
    }
    sampler->brief_precision[brief] += weight;
    sampler->brief_pull[brief] += pull;
  }
}

static void eliminate_briefs(Sampler *sampler) {
  size_t dense = sampler->dense;
  for (size_t brief = 0; brief < sampler->world->levels[EFFECT_BRIEF]; brief++) {
    const double *coupling = sampler->coupling + brief * dense;
    double inverse = 1 / sampler->brief_precision[brief];
    for (size_t i = 0; i < dense; i++) {
      if (coupling[i] == 0)
        continue;
      sampler->pull[i] -= coupling[i] * inverse * sampler->brief_pull[brief];
      for (size_t j = 0; j <= i; j++)
        sampler->precision[i * dense + j] -= coupling[i] * inverse * coupling[j];
    }
  }
}

/* Cholesky in place, in the lower triangle; then a draw N(P^-1 pull, P^-1) into `work`. */
static void draw_dense(Sampler *sampler) {
  size_t dense = sampler->dense;
  double *factor = sampler->precision, *work = sampler->work;
  for (size_t i = 0; i < dense; i++)
    for (size_t j = 0; j <= i; j++) {
      double sum = factor[i * dense + j];
      for (size_t k = 0; k < j; k++)
        sum -= factor[i * dense + k] * factor[j * dense + k];
      factor[i * dense + j] = i == j ? sqrt(sum) : sum / factor[j * dense + j];
    }
  for (size_t i = 0; i < dense; i++) {
    double sum = sampler->pull[i];
    for (size_t k = 0; k < i; k++)
      sum -= factor[i * dense + k] * work[k];
    work[i] = sum / factor[i * dense + i];
  }
  for (size_t i = 0; i < dense; i++)
    work[i] += random_normal(sampler->source);
  for (size_t i = dense; i-- > 0;) {
    double sum = work[i];
    for (size_t k = i + 1; k < dense; k++)
      sum -= factor[k * dense + i] * work[k];
    work[i] = sum / factor[i * dense + i];
  }
}

static void keep_dense(Sampler *sampler) {
  for (int i = 0; i < sampler->column_count; i++)
    sampler->draw.beta[sampler->columns[i]] = sampler->work[i];
  for (int effect = 0; effect < EFFECT_BRIEF; effect++)
    if (sampler->part->effect[effect])
      memcpy(sampler->draw.effect[effect], sampler->work + sampler->start[effect],
             sampler->world->levels[effect] * sizeof(double));
}

static void draw_briefs(Sampler *sampler) {
  size_t dense = sampler->dense;
  for (size_t brief = 0; brief < sampler->world->levels[EFFECT_BRIEF]; brief++) {
    double pull = sampler->brief_pull[brief];
    for (size_t i = 0; i < dense; i++)
      pull -= sampler->coupling[brief * dense + i] * sampler->work[i];
    double precision = sampler->brief_precision[brief];
    sampler->draw.effect[EFFECT_BRIEF][brief] = pull / precision + random_normal(sampler->source) / sqrt(precision);
  }
}

static void draw_coefficients_and_effects(Sampler *sampler) {
  start_from_priors(sampler);
  add_rows(sampler);
  if (sampler->part->effect[EFFECT_BRIEF])
    eliminate_briefs(sampler);
  draw_dense(sampler);
  keep_dense(sampler);
  if (sampler->part->effect[EFFECT_BRIEF])
    draw_briefs(sampler);
  find_logits(sampler);
}

/* ---- Standard deviations ------------------------------------------------------------------------------------------
 */

/* What the density of a log sigma needs to know. */
typedef struct {
  const Sampler *sampler;
  int effect;
  double now;     /* the sigma of the draw */
  double squares; /* of the effects */
} Sigma;

static double sigma_prior(const Sigma *sigma, double log_sigma) {
  double from_median = (log_sigma - log(prior_sigma_median[sigma->effect])) / prior_sigma_log_sd[sigma->effect];
  return -from_median * from_median / 2;
}

static double density_given_effects(const Sigma *sigma, double log_sigma) {
  double levels = (double)sigma->sampler->world->levels[sigma->effect];
  return sigma_prior(sigma, log_sigma) - levels * log_sigma - sigma->squares / 2 * exp(-2 * log_sigma);
}

/* The effects scale along with sigma, so that the rows tell of it. */
static double density_given_units(const Sigma *sigma, double log_sigma) {
  const Sampler *sampler = sigma->sampler;
  double scale_minus_1 = exp(log_sigma) / sigma->now - 1, sum = sigma_prior(sigma, log_sigma);
  for (size_t i = 0; i < sampler->world->row_count; i++) {
    const WorldRow *row = &sampler->world->rows[i];
    double shifted =
        sampler->logits[i] + scale_minus_1 * sampler->draw.effect[sigma->effect][row->level[sigma->effect]];
    double towards = row->works > 0.5 ? shifted : -shifted;
    sum -= towards > 0 ? log1p(exp(-towards)) : log1p(exp(towards)) - towards;
  }
  return sum;
}

/* One slice-sampling step from `at`, stepping out by 1. */
static double slice_step(RandomSource *source, double at, double (*density)(const Sigma *, double),
                         const Sigma *sigma) {
  double level = density(sigma, at) - random_exponential(source);
  double left = at - random_uniform(source), right = left + 1;
  for (int step = 0; step < SLICE_STEPS_MAX && density(sigma, left) > level; step++)
    left -= 1;
  for (int step = 0; step < SLICE_STEPS_MAX && density(sigma, right) > level; step++)
    right += 1;
  for (int step = 0; step < 10 * SLICE_STEPS_MAX; step++) {
    double next = left + (right - left) * random_uniform(source);
    if (density(sigma, next) > level)
      return next;
    *(next < at ? &left : &right) = next;
  }
  return at;
}

static void draw_sigma(Sampler *sampler, int effect) {
  double *effects = sampler->draw.effect[effect];
  size_t levels = sampler->world->levels[effect];
  Sigma sigma = {.sampler = sampler, .effect = effect, .now = sampler->draw.sigma[effect]};
  for (size_t level = 0; level < levels; level++)
    sigma.squares += effects[level] * effects[level];
  sigma.now = exp(slice_step(sampler->source, log(sigma.now), density_given_effects, &sigma));
  double next = exp(slice_step(sampler->source, log(sigma.now), density_given_units, &sigma));
  for (size_t level = 0; level < levels; level++)
    effects[level] *= next / sigma.now;
  sampler->draw.sigma[effect] = next;
  find_logits(sampler);
}

/* ---- The whole ----------------------------------------------------------------------------------------------------
 */

static void sampler_start(Sampler *sampler, const double *fixed_sigma) {
  const World *world = sampler->world;
  for (int column = 0; column < COLUMNS; column++)
    if (sampler->part->column[column]) {
      sampler->columns[sampler->column_count++] = column;
      sampler->draw.beta[column] = prior_beta_mean[column];
    }
  sampler->dense = (size_t)sampler->column_count;
  for (int effect = 0; effect < EFFECTS; effect++) {
    sampler->draw.effect[effect] = need(world->levels[effect], sizeof(double));
    sampler->draw.sigma[effect] = fixed_sigma ? fixed_sigma[effect] : prior_sigma_median[effect];
    if (effect != EFFECT_BRIEF && sampler->part->effect[effect]) {
      sampler->start[effect] = sampler->dense;
      sampler->dense += world->levels[effect];
    }
  }
  size_t briefs = world->levels[EFFECT_BRIEF];
  sampler->logits = need(world->row_count, sizeof(double));
  sampler->precision = need(sampler->dense * sampler->dense, sizeof(double));
  sampler->pull = need(sampler->dense, sizeof(double));
  sampler->coupling = need(briefs * sampler->dense, sizeof(double));
  sampler->brief_precision = need(briefs, sizeof(double));
  sampler->brief_pull = need(briefs, sizeof(double));
  sampler->work = need(sampler->dense, sizeof(double));
  find_logits(sampler);
}

static void sampler_end(Sampler *sampler) {
  for (int effect = 0; effect < EFFECTS; effect++)
    free(sampler->draw.effect[effect]);
  free(sampler->logits);
  free(sampler->precision);
  free(sampler->pull);
  free(sampler->coupling);
  free(sampler->brief_precision);
  free(sampler->brief_pull);
  free(sampler->work);
}

void posterior_draw(const World *world, const Part *part, RandomSource *source, size_t warmup, size_t draws,
                    const double *fixed_sigma, DrawUser use, void *user) {
  Sampler sampler = {.world = world, .part = part, .source = source};
  sampler_start(&sampler, fixed_sigma);
  for (size_t round = 0; round < warmup + draws; round++) {
    draw_coefficients_and_effects(&sampler);
    for (int effect = 0; effect < EFFECTS && !fixed_sigma; effect++)
      if (part->effect[effect])
        draw_sigma(&sampler, effect);
    if (round >= warmup)
      use(&sampler.draw, user);
  }
  sampler_end(&sampler);
}
