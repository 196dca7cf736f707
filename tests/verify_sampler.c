/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Is the yardstick straight? The random numbers, the exact sampler and the sums that the other tests judge the engine
 * by, against quadrature, known moments, and simulation-based calibration (Cook, Gelman and Rubin 2006).
 */
#include "verify/check.h"
#include "verify/sampler.h"

#include <gsl/gsl_integration.h>
#include <math.h>
#include <string.h>

/* ---- Random numbers and sums --------------------------------------------------------------------------------------
 */

static void check_polya_gamma(Check *check, RandomSource *source) {
  static const double tilts[] = {0, 0.5, 2, 5, 12};
  for (size_t i = 0; i < sizeof tilts / sizeof *tilts; i++) {
    double tilt = tilts[i];
    double mean = tilt > 0 ? tanh(tilt / 2) / (2 * tilt) : 0.25;
    double variance = tilt > 0 ? (sinh(tilt) - tilt) / (4 * pow(tilt, 3) * pow(cosh(tilt / 2), 2)) : 1.0 / 24;
    Tally value = {0}, square = {0};
    for (int draw = 0; draw < 200000; draw++) {
      double x = random_polya_gamma(source, tilt);
      tally_add(&value, x);
      tally_add(&square, (x - mean) * (x - mean));
    }
    check_that(check,
               fabs(value.mean - mean) < 4.5 * tally_error(&value) &&
                   fabs(square.mean - variance) < 4.5 * tally_error(&square),
               "PG(1, %g): mean %.5f is %.5f, variance %.5f is %.5f", tilt, mean, value.mean, variance, square.mean);
  }
}

static double mean_integrand(double place, void *user) {
  const double *mean_sd = user;
  return exp(-place * place / 2) / sqrt(2 * M_PI) * plain_logistic(mean_sd[0] + mean_sd[1] * place);
}

static void check_logistic_mean(Check *check) {
  gsl_integration_workspace *space = gsl_integration_workspace_alloc(1000);
  double worst = 0;
  for (double mean = -6; mean <= 6; mean += 1.5)
    for (double sd = 0.1; sd < 4; sd *= 2) {
      double parameters[] = {mean, sd}, integral, error;
      gsl_function function = {mean_integrand, parameters};
      gsl_integration_qag(&function, -12, 12, 1e-13, 1e-13, 1000, GSL_INTEG_GAUSS61, space, &integral, &error);
      worst = fmax(worst, fabs(integral - plain_logistic_mean(mean, sd)));
    }
  gsl_integration_workspace_free(space);
  check_that(check, worst < 1e-9, "the mean chance over a new brief agrees with adaptive quadrature to %.1e", worst);
}

/* ---- One parameter ------------------------------------------------------------------------------------------------
 */

typedef struct {
  double works, fails, power;
} OneParameter;

static double one_parameter_density(double beta, void *user) {
  const OneParameter *one = user;
  double from_mean = (beta - prior_beta_mean[0]) / prior_beta_sd[0];
  return pow(beta, one->power) * exp(-from_mean * from_mean / 2) * pow(plain_logistic(beta), one->works) *
         pow(plain_logistic(-beta), one->fails);
}

static double one_parameter_moment(const OneParameter *one, double power) {
  OneParameter with_power = {one->works, one->fails, power};
  gsl_function function = {one_parameter_density, &with_power};
  gsl_integration_workspace *space = gsl_integration_workspace_alloc(1000);
  double integral, error;
  gsl_integration_qag(&function, -9, 9, 1e-14, 1e-11, 1000, GSL_INTEG_GAUSS61, space, &integral, &error);
  gsl_integration_workspace_free(space);
  return integral;
}

typedef struct {
  Tally mean, square, log_sigma, effect, effect_square;
} Moments;

static void use_moments(const Draw *draw, void *user) {
  Moments *moments = user;
  tally_add(&moments->mean, draw->beta[0]);
  tally_add(&moments->square, draw->beta[0] * draw->beta[0]);
  tally_add(&moments->log_sigma, log(draw->sigma[EFFECT_PARTNER]));
  tally_add(&moments->effect, draw->effect[EFFECT_PARTNER][0]);
  tally_add(&moments->effect_square, draw->effect[EFFECT_PARTNER][0] * draw->effect[EFFECT_PARTNER][0]);
}

/* A world of one partner whose first `works` of `outcomes` pieces of advice worked. */
static World *lone_partner(RandomSource *source, size_t outcomes, size_t works) {
  Shape shape = {.partners = 1, .skills = 1, .outcomes_each = outcomes, .brief_advisers = 1};
  Parameters truth = {.beta = {0}};
  World *world = world_new(source, &shape, &truth);
  for (size_t row = 0; row < outcomes; row++)
    world->rows[row].works = row < works;
  return world;
}

static void check_one_parameter(Check *check, RandomSource *source) {
  World *world = lone_partner(source, 3, 3);
  Part part = {.column = {true}};
  Moments moments = {.mean = {0}};
  posterior_draw(world, &part, source, 200, 100000, NULL, use_moments, &moments);
  OneParameter one = {3, 0, 0};
  double whole = one_parameter_moment(&one, 0);
  double mean = one_parameter_moment(&one, 1) / whole, square = one_parameter_moment(&one, 2) / whole;
  check_that(check, fabs(moments.mean.mean - mean) < 0.01 && fabs(moments.square.mean - square) < 0.015,
             "three of three: the intercept's mean %.4f is %.4f, mean square %.4f is %.4f", mean, moments.mean.mean,
             square, moments.square.mean);
  world_free(world);
}

/* ---- An effect and its sigma --------------------------------------------------------------------------------------
 */

static void check_effect_and_sigma(Check *check, RandomSource *source) {
  World *world = lone_partner(source, 12, 11);
  Part part = {.effect = {[EFFECT_PARTNER] = true}};
  Moments moments = {.mean = {0}};
  posterior_draw(world, &part, source, 500, 200000, NULL, use_moments, &moments);
  double whole = 0, log_sigma_sum = 0, effect_sum = 0, square_sum = 0;
  for (double log_sigma = -4.5; log_sigma < 3; log_sigma += 0.02) {
    double from_median = (log_sigma - log(prior_sigma_median[EFFECT_PARTNER])) / prior_sigma_log_sd[EFFECT_PARTNER];
    double sigma = exp(log_sigma);
    for (double unit = -7; unit < 7; unit += 0.02) {
      double effect = sigma * unit;
      double density = exp(-from_median * from_median / 2 - unit * unit / 2) * pow(plain_logistic(effect), 11) *
                       plain_logistic(-effect);
      whole += density;
      log_sigma_sum += density * log_sigma;
      effect_sum += density * effect;
      square_sum += density * effect * effect;
    }
  }
  double log_sigma = log_sigma_sum / whole, effect = effect_sum / whole, square = square_sum / whole;
  check_that(check, fabs(moments.log_sigma.mean - log_sigma) < 0.015, "eleven of twelve: mean log sigma %.4f is %.4f",
             log_sigma, moments.log_sigma.mean);
  check_that(check, fabs(moments.effect.mean - effect) < 0.015 && fabs(moments.effect_square.mean - square) < 0.04,
             "eleven of twelve: the effect's mean %.4f is %.4f, mean square %.4f is %.4f", effect, moments.effect.mean,
             square, moments.effect_square.mean);
  world_free(world);
}

/* ---- Ranks --------------------------------------------------------------------------------------------------------
 */

enum { WATCHED = 8 };

typedef struct {
  const World *world;
  size_t draws, below[WATCHED];
  double truth[WATCHED];
} Ranks;

static void watch(const World *world, const Draw *draw, double *values) {
  values[0] = draw->beta[COLUMN_INTERCEPT];
  values[1] = draw->beta[COLUMN_BALANCE];
  for (int effect = 0; effect < EFFECTS; effect++)
    values[2 + effect] = log(draw->sigma[effect]);
  values[6] = draw->effect[EFFECT_PARTNER][0];
  double sum = draw->beta[COLUMN_INTERCEPT] + draw->effect[EFFECT_SKILL][0] + draw->effect[EFFECT_PARTNER][0] +
               draw->effect[EFFECT_PARTNER_SKILL][0];
  (void)world;
  values[7] = plain_logistic_mean(sum, draw->sigma[EFFECT_BRIEF]);
}

static void use_ranks(const Draw *draw, void *user) {
  Ranks *ranks = user;
  if (ranks->draws++ % 10)
    return;
  double values[WATCHED];
  watch(ranks->world, draw, values);
  for (int i = 0; i < WATCHED; i++)
    ranks->below[i] += values[i] < ranks->truth[i];
}

/* Where truth is drawn from the prior, its rank among the posterior's draws is uniform. */
static void check_ranks(Check *check, RandomSource *source) {
  static const char *names[WATCHED] = {"intercept",
                                       "balance",
                                       "sigma of skill",
                                       "sigma of partner",
                                       "sigma of partner:skill",
                                       "sigma of brief",
                                       "a partner's effect",
                                       "a partner's next chance"};
  enum { WORLDS = 200, DRAWS = 1000 };
  Shape shape = {.partners = 4, .skills = 2, .outcomes_each = 8, .brief_advisers = 2};
  Tally rank[WATCHED] = {{0}}, square[WATCHED] = {{0}};
  for (int round = 0; round < WORLDS; round++) {
    Parameters truth;
    parameters_draw(source, &truth);
    World *world = world_new(source, &shape, &truth);
    Part part = part_of_world(world);
    part.column[COLUMN_BALANCE] = true;
    Ranks ranks = {.world = world};
    Draw true_draw;
    memcpy(true_draw.beta, truth.beta, sizeof truth.beta);
    memcpy(true_draw.sigma, truth.sigma, sizeof truth.sigma);
    memcpy(true_draw.effect, world->effect, sizeof world->effect);
    watch(world, &true_draw, ranks.truth);
    posterior_draw(world, &part, source, 100, DRAWS, NULL, use_ranks, &ranks);
    for (int i = 0; i < WATCHED; i++) {
      double share = (double)ranks.below[i] / (DRAWS / 10);
      tally_add(&rank[i], share);
      tally_add(&square[i], (share - 0.5) * (share - 0.5));
    }
    world_free(world);
  }
  for (int i = 0; i < WATCHED; i++)
    check_that(check,
               fabs(rank[i].mean - 0.5) < 4 * sqrt(1.0 / 12 / WORLDS) &&
                   fabs(square[i].mean - 1.0 / 12) < 4 * sqrt(1.0 / 180 / WORLDS) + 0.002,
               "%s: ranks are uniform (mean %.3f, spread %.4f of %.4f)", names[i], rank[i].mean, square[i].mean,
               1.0 / 12);
}

int main(void) {
  Check check = {0};
  RandomSource source;
  random_seed(&source, 20240601);
  check_polya_gamma(&check, &source);
  check_logistic_mean(&check);
  check_one_parameter(&check, &source);
  check_effect_and_sigma(&check, &source);
  check_ranks(&check, &source);
  return check_end(&check);
}
