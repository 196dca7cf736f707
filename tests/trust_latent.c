/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The exact solver by itself: its inverse against a dense one, its gradients against differences, the iterative solver
 * against it. */
#include "trust/fit.h"
#include "trust/numeric.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* A record with everything in it: skills, partners in several of them, briefs answered by several, own views. */
static void fill(Evidence *evidence, size_t rows, guint32 seed) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  evidence_init(evidence);
  for (size_t i = 0; i < rows; i++) {
    BellwetherRow row;
    bellwether_row_init(&row);
    int who = g_rand_int_range(rand, 0, 9);
    g_autofree char *partner = g_strdup_printf("partner %d", who);
    g_autofree char *skill = g_strdup_printf("skill %d", (who + g_rand_int_range(rand, 0, 2)) % 3);
    g_autofree char *brief = g_strdup_printf("brief %d", (int)(i / 3));
    row.partner = partner;
    row.skill = skill;
    row.brief = brief;
    row.at_ms = (int64_t)i * 1000;
    row.advice = g_rand_int_range(rand, 0, 3) ? "a" : "b";
    if (g_rand_int_range(rand, 0, 2))
      row.own_view = "a";
    if (g_rand_int_range(rand, 0, 2))
      row.confidence = g_rand_double(rand);
    row.outcome = g_rand_double(rand) < 0.1 ? 0.5 : g_rand_double(rand) < 0.55 + 0.04 * who;
    char error[EVIDENCE_ERROR_BYTES];
    g_assert_cmpint(evidence_check(&row, error), ==, BELLWETHER_OK);
    g_assert_cmpint(evidence_add(evidence, &row), ==, BELLWETHER_OK);
  }
  g_assert_cmpint(evidence_count_opinions(evidence), ==, BELLWETHER_OK);
}

static const DesignOptions everything = {.priors = true, .as_of_ms = BELLWETHER_ALL_TIME, .calibration_share = 1.0};

/* The Hessian densely, from its definition. */
static void dense_hessian(const Latent *latent, double *h) {
  const Design *design = latent->design;
  size_t n = design->unknowns;
  memset(h, 0, n * n * sizeof *h);
  for (size_t j = 0; j < n; j++)
    h[j * n + j] = j < design->level_count ? 1.0 : design->column_precision[j - design->level_count];
  g_autofree double *a = g_new(double, n);
  for (size_t i = 0; i < design->rows; i++) {
    memset(a, 0, n * sizeof *a);
    for (size_t k = 0; k < design->effects; k++) {
      a[design->effect[k].offset + (size_t)design->effect[k].level_of_row[i]] = latent->sigma[k];
    }
    for (size_t c = 0; c < design->columns; c++)
      a[design->level_count + c] = design->x[i * design->columns + c];
    for (size_t j = 0; j < n; j++)
      for (size_t l = 0; l < n; l++)
        h[j * n + l] += latent->curvature[i] * a[j] * a[l];
  }
}

static void test_inverse(void) {
  Evidence evidence;
  Design design;
  Latent *latent;
  fill(&evidence, 90, 1);
  g_assert_cmpint(design_make(&design, &evidence, &everything), ==, BELLWETHER_OK);
  g_assert_cmpuint(design.effects, ==, 4);
  g_assert_cmpint(latent_new(&design, INFINITY, &latent), ==, BELLWETHER_OK);
  const double log_sigma[4] = {-1.0, -0.5, -1.2, -0.2};
  g_assert_cmpint(latent_find_mode(latent, log_sigma, true), ==, BELLWETHER_OK);
  g_assert_cmpint(latent_factorise(latent, true), ==, BELLWETHER_OK);
  g_assert_cmpint(latent_invert(latent), ==, BELLWETHER_OK);
  size_t n = design.unknowns, checked = 0;
  g_autofree double *h = g_new(double, n *n), *column = g_new(double, n);
  dense_hessian(latent, h);
  g_assert_cmpint(numeric_dense_factor(h, n), ==, 0);
  double log_determinant = 0.0;
  for (size_t j = 0; j < n; j++)
    log_determinant += 2.0 * log(h[j * n + j]);
  g_assert_cmpfloat_with_epsilon(latent->log_determinant, log_determinant, 1e-8);
  for (size_t j = 0; j < n; j++) {
    memset(column, 0, n * sizeof *column);
    column[j] = 1.0;
    numeric_dense_solve(h, n, column);
    for (size_t i = 0; i < n; i++) {
      double entry;
      if (!latent_inverse_entry(latent, latent->inverse, i, j, &entry))
        continue;
      g_assert_cmpfloat_with_epsilon(entry, column[i], 1e-9);
      checked++;
    }
  }
  g_assert_cmpuint(checked, >, 6 * n);
  latent_free(latent);
  design_free(&design);
  evidence_free(&evidence);
}

/* The Laplace approximation with the coefficients held (at) or integrated out, from a fresh mode. */
static double laplace_at(Latent *latent, const double *log_sigma, const double *beta) {
  const Design *design = latent->design;
  if (beta != NULL)
    memcpy(latent->x + design->level_count, beta, design->columns * sizeof *beta);
  /* twice: the last factorisation then stands at the mode to the last digits */
  g_assert_cmpint(latent_find_mode(latent, log_sigma, beta == NULL), ==, BELLWETHER_OK);
  g_assert_cmpint(latent_find_mode(latent, log_sigma, beta == NULL), ==, BELLWETHER_OK);
  return latent_laplace(latent);
}

static void check_gradient(bool held) {
  Evidence evidence;
  Design design;
  Latent *latent;
  fill(&evidence, 120, 2);
  g_assert_cmpint(design_make(&design, &evidence, &everything), ==, BELLWETHER_OK);
  g_assert_cmpint(latent_new(&design, INFINITY, &latent), ==, BELLWETHER_OK);
  double log_sigma[4] = {-0.8, -0.5, -1.0, -0.1}, beta[COLUMN_COUNT], gradient[4], by_beta[COLUMN_COUNT];
  for (size_t c = 0; c < design.columns; c++)
    beta[c] = 0.1 * (double)c - 0.2;
  (void)laplace_at(latent, log_sigma, held ? beta : NULL);
  g_assert_cmpint(latent_invert(latent), ==, BELLWETHER_OK);
  g_assert_cmpint(latent_gradient(latent, gradient, held ? by_beta : NULL, NULL), ==, BELLWETHER_OK);
  const double step = 1e-4;
  for (size_t k = 0; k < design.effects; k++) {
    double at = log_sigma[k];
    log_sigma[k] = at + step;
    double up = laplace_at(latent, log_sigma, held ? beta : NULL);
    log_sigma[k] = at - step;
    double down = laplace_at(latent, log_sigma, held ? beta : NULL);
    log_sigma[k] = at;
    g_assert_cmpfloat_with_epsilon(gradient[k], (up - down) / (2 * step), 2e-5);
  }
  for (size_t c = 0; held && c < design.columns; c++) {
    double at = beta[c];
    beta[c] = at + step;
    double up = laplace_at(latent, log_sigma, beta);
    beta[c] = at - step;
    double down = laplace_at(latent, log_sigma, beta);
    beta[c] = at;
    /* the held coefficients' own prior is part of phi and not of the gradient: there is none without priors */
    double prior = design.column_precision[c] * (at - design.column_mean[c]);
    g_assert_cmpfloat_with_epsilon(by_beta[c] + prior, (up - down) / (2 * step), 2e-5);
  }
  latent_free(latent);
  design_free(&design);
  evidence_free(&evidence);
}

static void test_gradient_integrated(void) {
  check_gradient(false);
}

static void test_gradient_held(void) {
  check_gradient(true);
}

/* The iterative method finds the same mode and covariances at the same standard deviations, and near the same ones. */
static void test_iterative(void) {
  Evidence evidence;
  Design design;
  Latent *latent;
  Iterative *iterative;
  fill(&evidence, 600, 3);
  g_assert_cmpint(design_make(&design, &evidence, &everything), ==, BELLWETHER_OK);
  g_assert_cmpint(latent_new(&design, INFINITY, &latent), ==, BELLWETHER_OK);
  g_assert_cmpint(iterative_new(&design, &iterative), ==, BELLWETHER_OK);
  const double log_sigma[4] = {-1.0, -0.7, -1.2, -0.3};
  (void)laplace_at(latent, log_sigma, NULL);
  g_assert_cmpint(latent_invert(latent), ==, BELLWETHER_OK);
  g_assert_cmpint(iterative_find_mode(iterative, log_sigma, true), ==, BELLWETHER_OK);
  const double *mode = iterative_mode(iterative);
  for (size_t j = 0; j < design.unknowns; j++)
    g_assert_cmpfloat_with_epsilon(mode[j], latent->x[j], 2e-3);
  for (size_t c = design.level_count; c < design.unknowns; c++) {
    double exact;
    g_assert_true(latent_inverse_entry(latent, latent->inverse, c, c, &exact));
    g_assert_cmpfloat_with_epsilon(iterative_covariance(iterative, c, c) / exact, 1.0, 0.01);
  }
  g_autofree double *along = g_new0(double, design.unknowns), *weight = g_new0(double, design.unknowns);
  g_autofree size_t *unknown = g_new0(size_t, design.unknowns);
  size_t count = 0;
  for (size_t j = design.unknowns; j-- > 0;) {
    if (j % 3 == 0)
      continue;
    unknown[count] = j;
    weight[count++] = along[j] = 0.1 + 0.001 * (double)j;
  }
  double variance, exact = 0.0;
  g_assert_cmpint(iterative_variance(iterative, unknown, weight, count, &variance), ==, BELLWETHER_OK);
  g_assert_cmpint(latent_solve(latent, along), ==, BELLWETHER_OK);
  for (size_t j = 0; j < design.unknowns; j++)
    exact += along[j] * ((const double *)latent->solved->x)[j];
  /* by what a few reach in the factor: twice, for the scratch must be clean again; and all of them */
  for (size_t few = 1; few <= count; few += count - 1) {
    double once = latent_variance(latent, unknown, weight, few);
    g_assert_cmpfloat(latent_variance(latent, unknown, weight, few), ==, once);
    if (few == count)
      g_assert_cmpfloat_with_epsilon(once / exact, 1.0, 1e-9);
  }
  g_assert_cmpfloat_with_epsilon(variance / exact, 1.0, 0.01);
  iterative_free(iterative);
  latent_free(latent);
  design_free(&design);
  evidence_free(&evidence);
}

static void test_iterative_search(void) {
  Evidence evidence;
  fill(&evidence, 3000, 4);
  FitOptions options = {.design = everything, .method = BELLWETHER_METHOD_EXACT};
  Fit *exact, *iterative;
  g_assert_cmpint(fit_make(&evidence, &options, &exact), ==, BELLWETHER_OK);
  options.method = BELLWETHER_METHOD_ITERATIVE;
  g_assert_cmpint(fit_make(&evidence, &options, &iterative), ==, BELLWETHER_OK);
  g_assert_nonnull(iterative->iterative);
  for (size_t k = 0; k < exact->design.effects; k++) {
    g_assert_cmpfloat_with_epsilon(fit_centre(iterative)->sigma[k], fit_centre(exact)->sigma[k], 0.06);
  }
  for (size_t j = exact->design.level_count; j < exact->design.unknowns; j++) {
    g_assert_cmpfloat_with_epsilon(fit_centre(iterative)->mean[j], fit_centre(exact)->mean[j], 0.03);
  }
  fit_free(exact);
  fit_free(iterative);
  evidence_free(&evidence);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/latent/inverse", test_inverse);
  g_test_add_func("/latent/gradient/integrated", test_gradient_integrated);
  g_test_add_func("/latent/gradient/held", test_gradient_held);
  g_test_add_func("/iterative/mode", test_iterative);
  g_test_add_func("/iterative/search", test_iterative_search);
  return g_test_run();
}
