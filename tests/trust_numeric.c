/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The functions of analysis against GSL's and closed forms. */
#include "trust/numeric.h"

#include <glib.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <math.h>

static void test_normal(void) {
  for (double p = 1e-9; p < 1.0; p = p < 0.01 ? p * 7 : p + 0.013) {
    g_assert_cmpfloat_with_epsilon(numeric_normal_quantile(p), gsl_cdf_ugaussian_Pinv(p), 1e-8);
    g_assert_cmpfloat_with_epsilon(numeric_normal_cdf(numeric_normal_quantile(p)), p, 1e-12);
  }
  g_assert_true(isfinite(numeric_normal_quantile(0.0)));
  g_assert_true(isfinite(numeric_normal_quantile(1.0)));
}

static void test_beta(void) {
  const double shapes[] = {0.3, 1.0, 2.5, 17.0, 400.0, 20000.0};
  for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
    for (size_t j = 0; j < G_N_ELEMENTS(shapes); j++) {
      for (double x = 0.0; x <= 1.0; x += 0.05) {
        double expected = gsl_cdf_beta_Q(x, shapes[i], shapes[j]);
        g_assert_cmpfloat_with_epsilon(numeric_beta_above(shapes[i], shapes[j], x), expected, 1e-9);
      }
      const double shares[] = {0.001, 0.05, 0.5, 0.95, 0.999};
      for (size_t k = 0; k < G_N_ELEMENTS(shares); k++) {
        double quantile = numeric_beta_quantile(shapes[i], shapes[j], shares[k]);
        double below = gsl_cdf_beta_P(fmax(quantile - 1e-9, 0.0), shapes[i], shapes[j]);
        double above = gsl_cdf_beta_P(fmin(quantile + 1e-9, 1.0), shapes[i], shapes[j]);
        g_assert_cmpfloat(below, <=, shares[k] + 1e-12);
        g_assert_cmpfloat(above, >=, shares[k] - 1e-12);
      }
    }
  }
  /* five of five: 1 - 2^-6 */
  g_assert_cmpfloat_with_epsilon(numeric_beta_above(6, 1, 0.5), 1 - 1.0 / 64, 1e-12);
}

static void test_hermite_moments(void) {
  NumericHermite rule;
  numeric_hermite_init(&rule);
  double expected = 1.0;
  for (int power = 0; power <= 20; power += 2) {
    double sum = 0.0;
    for (int i = 0; i < NUMERIC_HERMITE_NODES; i++)
      sum += rule.weight[i] * pow(rule.node[i], power);
    g_assert_cmpfloat_with_epsilon(sum / expected, 1.0, 1e-9);
    expected *= power + 1; /* the double factorial */
  }
}

typedef struct {
  double mean, sd;
} Gaussian;

static double integrand(double z, void *context) {
  const Gaussian *g = context;
  return exp(-0.5 * z * z) / sqrt(2 * M_PI) / (1 + exp(-(g->mean + g->sd * z)));
}

static void test_logistic_normal(void) {
  NumericHermite rule;
  numeric_hermite_init(&rule);
  gsl_integration_workspace *work = gsl_integration_workspace_alloc(1000);
  for (double mean = -5; mean <= 5; mean += 1.25) {
    for (double variance = 0.01; variance < 5; variance *= 3) {
      Gaussian g = {mean, sqrt(variance)};
      gsl_function f = {integrand, &g};
      double expected, error;
      g_assert_cmpint(gsl_integration_qag(&f, -12, 12, 1e-12, 1e-10, 1000, GSL_INTEG_GAUSS61, work, &expected, &error),
                      ==, 0);
      double value = numeric_logistic_normal_mean(&rule, mean, variance);
      g_assert_cmpfloat_with_epsilon(value, expected, 1e-6);
      g_assert_cmpfloat_with_epsilon(numeric_logistic_normal_inverse(&rule, value, variance), mean, 1e-6);
    }
  }
  gsl_integration_workspace_free(work);
}

static void test_eigen(void) {
  const double matrix[9] = {4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2};
  double copy[9], values[3], vectors[9];
  for (int i = 0; i < 9; i++)
    copy[i] = matrix[i];
  numeric_dense_eigen(copy, 3, values, vectors);
  for (int k = 0; k < 3; k++) {
    for (int i = 0; i < 3; i++) {
      double image = 0;
      for (int j = 0; j < 3; j++)
        image += matrix[i * 3 + j] * vectors[j * 3 + k];
      g_assert_cmpfloat_with_epsilon(image, values[k] * vectors[i * 3 + k], 1e-10);
    }
  }
}

static void test_dense_solve(void) {
  double matrix[9] = {4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2}, factor[9], b[3] = {1, -2, 3};
  for (int i = 0; i < 9; i++)
    factor[i] = matrix[i];
  g_assert_cmpint(numeric_dense_factor(factor, 3), ==, 0);
  numeric_dense_solve(factor, 3, b);
  const double right[3] = {1, -2, 3};
  for (int i = 0; i < 3; i++) {
    double sum = 0;
    for (int j = 0; j < 3; j++)
      sum += matrix[i * 3 + j] * b[j];
    g_assert_cmpfloat_with_epsilon(sum, right[i], 1e-12);
  }
  double indefinite[4] = {1, 2, 2, 1};
  g_assert_cmpint(numeric_dense_factor(indefinite, 2), ==, -1);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/numeric/normal", test_normal);
  g_test_add_func("/numeric/beta", test_beta);
  g_test_add_func("/numeric/hermite-moments", test_hermite_moments);
  g_test_add_func("/numeric/logistic-normal", test_logistic_normal);
  g_test_add_func("/numeric/eigen", test_eigen);
  g_test_add_func("/numeric/dense-solve", test_dense_solve);
  return g_test_run();
}
