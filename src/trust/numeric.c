/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* numeric.c: see numeric.h. GSL has most of these, but its routines raise errors through a global handler that aborts
 * by default, and a library must never abort its caller. */
#include "numeric.h"

#include <math.h>

double numeric_logistic(double x) {
  if (x >= 0)
    return 1.0 / (1.0 + exp(-x));
  double e = exp(x);
  return e / (1.0 + e);
}

double numeric_clamp(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

double numeric_logit(double p) {
  p = numeric_clamp(p, 1e-12, 1.0 - 1e-12);
  return log(p / (1.0 - p));
}

double numeric_log1p_exp(double x) {
  return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

double numeric_normal_cdf(double x) {
  return 0.5 * erfc(-x * M_SQRT1_2);
}

double numeric_normal_quantile(double p) {
  p = numeric_clamp(p, 1e-300, 1.0 - 1e-16);
  double low = -38.0, high = 38.0;
  /* Bisection to a bracket, then Newton: slow beside a rational approximation and exact to the last digits. */
  for (int i = 0; i < 12; i++) {
    double middle = 0.5 * (low + high);
    if (numeric_normal_cdf(middle) < p)
      low = middle;
    else
      high = middle;
  }
  double x = 0.5 * (low + high);
  for (int i = 0; i < 60; i++) {
    double density = exp(-0.5 * x * x) * 0.3989422804014327;
    double value = numeric_normal_cdf(x);
    if (value < p)
      low = x;
    else
      high = x;
    double next = density > 0 ? x - (value - p) / density : low;
    if (!(next > low && next < high))
      next = 0.5 * (low + high);
    if (fabs(next - x) < 1e-14 * (1.0 + fabs(x)))
      return next;
    x = next;
  }
  return x;
}

/* Orthonormal Hermite polynomial (physicists') of the given degree at x, and the one below it. */
static double hermite_value(size_t degree, double x, double *below) {
  double previous = 0.0, value = 0.7511255444649425; /* pi^(-1/4) */
  for (size_t j = 1; j <= degree; j++) {
    double next = x * sqrt(2.0 / (double)j) * value - sqrt(((double)j - 1.0) / (double)j) * previous;
    previous = value;
    value = next;
  }
  *below = previous;
  return value;
}

void numeric_hermite_init(NumericHermite *rule) {
  const size_t n = NUMERIC_HERMITE_NODES;
  double found = 0.0;
  for (size_t i = 0; i < n / 2; i++) {
    /* Walk outward from the last root until the sign changes; roots lie further apart than the step. */
    double below, step = 0.05, low = i == 0 ? 0.0 : found + 1e-6;
    double sign = hermite_value(n, low, &below);
    double high = low + step;
    while (hermite_value(n, high, &below) * sign > 0) {
      low = high;
      high += step;
    }
    for (int k = 0; k < 80; k++) {
      double middle = 0.5 * (low + high);
      if (hermite_value(n, middle, &below) * sign > 0)
        low = middle;
      else
        high = middle;
    }
    found = 0.5 * (low + high);
    hermite_value(n, found, &below);
    double weight = 1.0 / ((double)n * below * below * 1.7724538509055159); /* over sqrt(pi): sums to 1 */
    rule->node[n / 2 + i] = found * M_SQRT2;
    rule->node[n / 2 - 1 - i] = -found * M_SQRT2;
    rule->weight[n / 2 + i] = weight;
    rule->weight[n / 2 - 1 - i] = weight;
  }
}

double numeric_averaged_scale(double v) {
  return 1.0 / sqrt(1.0 + 0.346 * v);
}

double numeric_logistic_normal_mean(const NumericHermite *rule, double m, double v) {
  if (!(v > 1e-14))
    return numeric_logistic(m);
  double sd = sqrt(v), sum = 0.0;
  for (size_t i = 0; i < NUMERIC_HERMITE_NODES; i++)
    sum += rule->weight[i] * numeric_logistic(m + sd * rule->node[i]);
  return numeric_clamp(sum, 0.0, 1.0);
}

double numeric_logistic_normal_inverse(const NumericHermite *rule, double p, double v) {
  double target = numeric_logit(p);
  if (!(v > 1e-14))
    return target;
  /* Start from the probit-like approximation, then secant-safeguarded Newton on the logit scale, where the function is
   * nearly linear. */
  double m = target / numeric_averaged_scale(v);
  for (int i = 0; i < 30; i++) {
    double sd = sqrt(v), sum = 0.0, slope = 0.0;
    for (size_t k = 0; k < NUMERIC_HERMITE_NODES; k++) {
      double value = numeric_logistic(m + sd * rule->node[k]);
      sum += rule->weight[k] * value;
      slope += rule->weight[k] * value * (1.0 - value);
    }
    sum = numeric_clamp(sum, 1e-300, 1.0 - 1e-16);
    double derivative = slope / (sum * (1.0 - sum));
    if (!(derivative > 1e-6))
      derivative = 1e-6;
    double step = (target - log(sum / (1.0 - sum))) / derivative;
    step = numeric_clamp(step, -4.0, 4.0);
    m += step;
    if (fabs(step) < 1e-9 * (1.0 + fabs(m)))
      break;
  }
  return m;
}

/* Continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method. */
static double beta_fraction(double a, double b, double x) {
  const double tiny = 1e-300;
  double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
  d = 1.0 / (fabs(d) < tiny ? tiny : d);
  double value = d;
  for (int m = 1; m < 10000; m++) {
    double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
    double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
    double terms[2] = {even, odd}, change = 1.0;
    for (int k = 0; k < 2; k++) {
      d = 1.0 + terms[k] * d;
      d = 1.0 / (fabs(d) < tiny ? tiny : d);
      c = 1.0 + terms[k] / c;
      if (fabs(c) < tiny)
        c = tiny;
      change = c * d;
      value *= change;
    }
    if (fabs(change - 1.0) < 1e-15)
      break;
  }
  return value;
}

/* Not lgamma(): it writes the global signgam, which two threads may not do at once. Stirling's series after raising
 * the argument (DLMF 5.11.1); relative error below 1e-14 for x > 0. */
static double log_gamma(double x) {
  double shift = 0.0;
  while (x < 12.0) {
    shift -= log(x);
    x += 1.0;
  }
  double r = 1.0 / (x * x);
  double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r / 1188)))) / x;
  return shift + (x - 0.5) * log(x) - x + 0.9189385332046727 + series;
}

/* log of 1 / B(a, b). */
static double log_beta_scale(double a, double b) {
  return log_gamma(a + b) - log_gamma(a) - log_gamma(b);
}

/* The part of Beta(a, b) above x, and at *density its density there times x (1 - x). 0 < x < 1. */
static double beta_above(double a, double b, double log_scale, double x, double *density) {
  double front = exp(log_scale + a * log(x) + b * log1p(-x));
  *density = front;
  if (x < (a + 1.0) / (a + b + 2.0))
    return numeric_clamp(1.0 - front * beta_fraction(a, b, x) / a, 0.0, 1.0);
  return numeric_clamp(front * beta_fraction(b, a, 1.0 - x) / b, 0.0, 1.0);
}

double numeric_beta_above(double a, double b, double x) {
  double density = 0.0;
  if (x <= 0.0)
    return 1.0;
  if (x >= 1.0)
    return 0.0;
  return beta_above(a, b, log_beta_scale(a, b), x, &density);
}

/* Newton's method for the log odds of x, along which the distribution is nearly that of a normal variable; kept inside
 * what is known to hold the quantile, which is halved where a step would leave it. A step so small that the next one's
 * error is its square ends it. */
double numeric_beta_quantile(double a, double b, double p) {
  double log_scale = log_beta_scale(a, b);
  double low = 0.0;
  double high = 1.0;
  double x = a / (a + b);
  while (high - low > 1e-10) {
    double density = 0.0;
    double excess = 1.0 - beta_above(a, b, log_scale, x, &density) - p;
    if (excess < 0.0)
      low = x;
    else
      high = x;
    double step = density > 0.0 ? -excess / density : NAN;
    double next = isfinite(step) ? 1.0 / (1.0 + (1.0 - x) / x * exp(-step)) : NAN;
    if (fabs(step) < 1e-7)
      return next;
    x = next > low && next < high ? next : 0.5 * (low + high);
  }
  return 0.5 * (low + high);
}

int numeric_dense_factor(double *matrix, size_t n) {
  for (size_t j = 0; j < n; j++) {
    double diagonal = matrix[j * n + j];
    for (size_t k = 0; k < j; k++)
      diagonal -= matrix[j * n + k] * matrix[j * n + k];
    if (!(diagonal > 0.0) || !isfinite(diagonal))
      return -1;
    matrix[j * n + j] = sqrt(diagonal);
    for (size_t i = j + 1; i < n; i++) {
      double sum = matrix[i * n + j];
      for (size_t k = 0; k < j; k++)
        sum -= matrix[i * n + k] * matrix[j * n + k];
      matrix[i * n + j] = sum / matrix[j * n + j];
    }
  }
  return 0;
}

void numeric_dense_solve(const double *factor, size_t n, double *b) {
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < i; k++)
      b[i] -= factor[i * n + k] * b[k];
    b[i] /= factor[i * n + i];
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; k++)
      b[i] -= factor[k * n + i] * b[k];
    b[i] /= factor[i * n + i];
  }
}

/* One Jacobi rotation that zeroes matrix[p][q]. */
static void rotate(double *matrix, double *vectors, size_t n, size_t p, size_t q) {
  double theta = (matrix[q * n + q] - matrix[p * n + p]) / (2.0 * matrix[p * n + q]);
  double t = (theta >= 0 ? 1.0 : -1.0) / (fabs(theta) + sqrt(theta * theta + 1.0));
  double c = 1.0 / sqrt(t * t + 1.0), s = t * c;
  for (size_t k = 0; k < n; k++) {
    double kp = matrix[k * n + p], kq = matrix[k * n + q];
    matrix[k * n + p] = c * kp - s * kq;
    matrix[k * n + q] = s * kp + c * kq;
  }
  for (size_t k = 0; k < n; k++) {
    double pk = matrix[p * n + k], qk = matrix[q * n + k];
    matrix[p * n + k] = c * pk - s * qk;
    matrix[q * n + k] = s * pk + c * qk;
    double vp = vectors[k * n + p], vq = vectors[k * n + q];
    vectors[k * n + p] = c * vp - s * vq;
    vectors[k * n + q] = s * vp + c * vq;
  }
}

void numeric_dense_eigen(double *matrix, size_t n, double *values, double *vectors) {
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      vectors[i * n + j] = i == j ? 1.0 : 0.0;
  for (int sweep = 0; sweep < 60; sweep++) {
    double off = 0.0;
    for (size_t p = 0; p < n; p++)
      for (size_t q = p + 1; q < n; q++)
        off += matrix[p * n + q] * matrix[p * n + q];
    if (!(off > 1e-30))
      break;
    for (size_t p = 0; p < n; p++)
      for (size_t q = p + 1; q < n; q++)
        if (fabs(matrix[p * n + q]) > 1e-300)
          rotate(matrix, vectors, n, p, q);
  }
  for (size_t i = 0; i < n; i++)
    values[i] = matrix[i * n + i];
}
