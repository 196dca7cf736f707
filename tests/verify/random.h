/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * random.h: chance from a fixed seed, and the few sums that simulations need. Nothing here is shared with the engine,
 * so that a mistake of its can't hide in ours.
 */
#ifndef VERIFY_RANDOM_H
#define VERIFY_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A source of random numbers: xoshiro256**, Blackman and Vigna 2018. */
typedef struct {
  uint64_t state[4];
  double spare_normal;
  bool has_spare;
} RandomSource;

/* The same seed gives the same numbers on every machine. */
void random_seed(RandomSource *source, uint64_t seed);
uint64_t random_bits(RandomSource *source);
double random_uniform(RandomSource *source);             /* inside (0, 1), ends excluded */
double random_normal(RandomSource *source);              /* mean 0, sd 1 */
size_t random_below(RandomSource *source, size_t bound); /* 0 to bound - 1 */
bool random_happens(RandomSource *source, double probability);
double random_exponential(RandomSource *source);              /* mean 1 */
double random_polya_gamma(RandomSource *source, double tilt); /* PG(1, tilt), Polson, Scott and Windle 2013 */

double plain_logistic(double logit);
double plain_logit(double probability);

/* E[logistic(mean + N(0, sd^2))], to about ten digits: the trapezoidal rule, which converges geometrically here. */
double plain_logistic_mean(double mean, double sd);

/* Sorts numbers, and the value below which a share of sorted numbers lies (linear between neighbours). */
void numbers_sort(double *numbers, size_t count);
double numbers_quantile(const double *sorted, size_t count, double share);

/* Mean and standard error of the mean, one number after another (Welford 1962). Start from {0}. */
typedef struct {
  size_t count;
  double mean;
  double squares;
} Tally;

void tally_add(Tally *tally, double value);
double tally_error(const Tally *tally); /* standard error of the mean; 0 with fewer than two */

/* The slope of y on a logit in a logistic regression with intercept: 1 where chances are calibrated. Newton's method;
 * NAN where it has no finite value. `error` (may be NULL): its standard error. */
double calibration_slope(const double *logits, const double *outcomes, size_t count, double *error);

#endif
