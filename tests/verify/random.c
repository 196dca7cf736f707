/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "random.h"

#include <math.h>
#include <stdlib.h>

/* ---- Random numbers ---------------------------------------------------------------------------------------------- */

void random_seed(RandomSource *source, uint64_t seed) {
  /* splitmix64, as the authors of xoshiro advise for filling the state. */
  for (int word = 0; word < 4; word++) {
    uint64_t mixed = (seed += UINT64_C(0x9e3779b97f4a7c15));
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    source->state[word] = mixed ^ (mixed >> 31);
  }
  source->has_spare = false;
  source->spare_normal = 0;
}

static uint64_t rotate_left(uint64_t word, int places) {
  return (word << places) | (word >> (64 - places));
}

uint64_t random_bits(RandomSource *source) {
  uint64_t *state = source->state;
  uint64_t result = rotate_left(state[1] * 5, 7) * 9;
  uint64_t shifted = state[1] << 17;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = rotate_left(state[3], 45);
  return result;
}

double random_uniform(RandomSource *source) {
  return ((double)(random_bits(source) >> 11) + 0.5) * 0x1p-53;
}

double random_normal(RandomSource *source) {
  if (source->has_spare) {
    source->has_spare = false;
    return source->spare_normal;
  }
  /* Marsaglia's polar method. */
  double first, second, square;
  do {
    first = 2 * random_uniform(source) - 1;
    second = 2 * random_uniform(source) - 1;
    square = first * first + second * second;
  } while (square >= 1 || square <= 0);
  double scale = sqrt(-2 * log(square) / square);
  source->spare_normal = second * scale;
  source->has_spare = true;
  return first * scale;
}

size_t random_below(RandomSource *source, size_t bound) {
  return (size_t)(random_uniform(source) * (double)bound);
}

bool random_happens(RandomSource *source, double probability) {
  return random_uniform(source) < probability;
}

double random_exponential(RandomSource *source) {
  return -log(random_uniform(source));
}

/* ---- PG(1, tilt) -------------------------------------------------------------------------------------------------
 * A quarter of J*(1, tilt/2), drawn by Devroye's series method: propose from an exponential tail beyond a cut and an
 * inverse Gaussian below it, then accept by an alternating series whose partial sums bracket the density. */

#define SERIES_CUT 0.64

static double normal_below(double value) {
  return 0.5 * erfc(-value * M_SQRT1_2);
}

/* The n-th term of the series for the density of J*(1, 0) at x. */
static double series_term(unsigned n, double x) {
  double half = n + 0.5;
  if (x > SERIES_CUT)
    return M_PI * half * exp(-half * half * M_PI * M_PI * x / 2);
  return M_PI * half * pow(2 / (M_PI * x), 1.5) * exp(-2 * half * half / x);
}

/* An inverse Gaussian with mean 1/tilt and shape 1, given that it lies below the cut. */
static double inverse_gaussian_below_cut(RandomSource *source, double tilt) {
  if (tilt < 1 / SERIES_CUT) {
    double x;
    do {
      double first, second;
      do {
        first = random_exponential(source);
        second = random_exponential(source);
      } while (first * first > 2 * second / SERIES_CUT);
      double spread = 1 + SERIES_CUT * first;
      x = SERIES_CUT / (spread * spread);
    } while (random_uniform(source) > exp(-tilt * tilt * x / 2));
    return x;
  }
  double mean = 1 / tilt, x;
  do {
    double normal = random_normal(source), square = normal * normal;
    x = mean + mean * mean * square / 2 - mean / 2 * sqrt(4 * mean * square + mean * mean * square * square);
    if (random_uniform(source) > mean / (mean + x))
      x = mean * mean / x;
  } while (x > SERIES_CUT);
  return x;
}

double random_polya_gamma(RandomSource *source, double tilt) {
  double half = fabs(tilt) / 2;
  double rate = M_PI * M_PI / 8 + half * half / 2;
  double tail = M_PI / (2 * rate) * exp(-rate * SERIES_CUT);
  double root = sqrt(1 / SERIES_CUT);
  double body =
      2 * exp(-half) *
      (normal_below(root * (SERIES_CUT * half - 1)) + exp(2 * half) * normal_below(-root * (SERIES_CUT * half + 1)));
  for (;;) {
    double x = random_uniform(source) < tail / (tail + body) ? SERIES_CUT + random_exponential(source) / rate
                                                             : inverse_gaussian_below_cut(source, half);
    double sum = series_term(0, x), threshold = random_uniform(source) * sum;
    for (unsigned n = 1;; n++) {
      if (n % 2 == 1) {
        sum -= series_term(n, x);
        if (threshold <= sum)
          return x / 4;
      } else {
        sum += series_term(n, x);
        if (threshold > sum)
          break;
      }
    }
  }
}

/* ---- Sums -------------------------------------------------------------------------------------------------------- */

double plain_logistic(double logit_value) {
  return logit_value >= 0 ? 1 / (1 + exp(-logit_value)) : exp(logit_value) / (1 + exp(logit_value));
}

double plain_logit(double probability) {
  return log(probability) - log1p(-probability);
}

double plain_logistic_mean(double mean, double sd) {
  enum { STEPS = 96 };
  double sum = 0, weights = 0;
  for (int step = 0; step <= STEPS; step++) {
    double place = -8 + 16.0 * step / STEPS, weight = exp(-place * place / 2);
    sum += weight * plain_logistic(mean + sd * place);
    weights += weight;
  }
  return sum / weights;
}

static int compare_numbers(const void *left, const void *right) {
  double first = *(const double *)left, second = *(const double *)right;
  return (first > second) - (first < second);
}

void numbers_sort(double *numbers, size_t count) {
  qsort(numbers, count, sizeof *numbers, compare_numbers);
}

double numbers_quantile(const double *sorted, size_t count, double share) {
  double place = share * (double)(count - 1);
  size_t below = (size_t)place;
  if (below + 1 >= count)
    return sorted[count - 1];
  return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

void tally_add(Tally *tally, double value) {
  tally->count++;
  double from_mean = value - tally->mean;
  tally->mean += from_mean / (double)tally->count;
  tally->squares += from_mean * (value - tally->mean);
}

double tally_error(const Tally *tally) {
  if (tally->count < 2)
    return 0;
  return sqrt(tally->squares / (double)(tally->count - 1) / (double)tally->count);
}

double calibration_slope(const double *logits, const double *outcomes, size_t count, double *error) {
  double intercept = 0, slope = 1;
  for (int round = 0; round < 50; round++) {
    double gradient_0 = 0, gradient_1 = 0, curve_00 = 0, curve_01 = 0, curve_11 = 0;
    for (size_t i = 0; i < count; i++) {
      double probability = plain_logistic(intercept + slope * logits[i]), weight = probability * (1 - probability);
      double residual = outcomes[i] - probability;
      gradient_0 += residual;
      gradient_1 += residual * logits[i];
      curve_00 += weight;
      curve_01 += weight * logits[i];
      curve_11 += weight * logits[i] * logits[i];
    }
    double determinant = curve_00 * curve_11 - curve_01 * curve_01;
    if (!(determinant > 0))
      return NAN;
    double step_0 = (curve_11 * gradient_0 - curve_01 * gradient_1) / determinant;
    double step_1 = (curve_00 * gradient_1 - curve_01 * gradient_0) / determinant;
    intercept += step_0;
    slope += step_1;
    if (error)
      *error = sqrt(curve_00 / determinant);
    if (fabs(step_0) + fabs(step_1) < 1e-10)
      return slope;
  }
  return NAN;
}
