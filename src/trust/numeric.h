/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* numeric.h: the few functions of analysis that the estimates share. Pure; all arguments finite unless said. */
#ifndef TRUST_NUMERIC_H
#define TRUST_NUMERIC_H

#include <stddef.h>

/* Confidence intervals everywhere hold 90 %: this quantile of the standard normal to each side. */
#define NUMERIC_Z90 1.6448536269514722

#define NUMERIC_HERMITE_NODES 24

/* Nodes and weights that integrate f(z) against the standard normal density: sum of weight * f(node). */
typedef struct {
  double node[NUMERIC_HERMITE_NODES];
  double weight[NUMERIC_HERMITE_NODES];
} NumericHermite;

/* Gauss-Hermite rule by Newton's method on the recurrence (Abramowitz and Stegun 25.4.46). */
void numeric_hermite_init(NumericHermite *rule);

double numeric_logistic(double x);  /* 1 / (1 + exp(-x)); never overflows */
double numeric_logit(double p);     /* log(p / (1 - p)) with p clamped to [1e-12, 1 - 1e-12] */
double numeric_log1p_exp(double x); /* log(1 + exp(x)) */
double numeric_normal_cdf(double x);
double numeric_normal_quantile(double p); /* p clamped to [1e-300, 1 - 1e-16] */
double numeric_clamp(double x, double low, double high);

/* By how much a logit shrinks, about, when the chance is averaged over a normal of variance v: 1 / sqrt(1 + 0.346 v)
 * (Monahan and Stefanski 1992; error of the chance below 0.01). */
double numeric_averaged_scale(double v);

/* Mean of logistic(m + sqrt(v) z) over standard normal z; v >= 0. */
double numeric_logistic_normal_mean(const NumericHermite *rule, double m, double v);

/* The m for which that mean is p, 0 < p < 1. */
double numeric_logistic_normal_inverse(const NumericHermite *rule, double p, double v);

/* Chance that a Beta(a, b) variable exceeds x: the regularised incomplete beta function by its continued fraction
 * (Lentz). a, b > 0; 0 <= x <= 1. */
double numeric_beta_above(double a, double b, double x);

/* Quantile of Beta(a, b) by bisection, to 1e-10. */
double numeric_beta_quantile(double a, double b, double p);

/* Cholesky factor of a small symmetric positive matrix, in place in the lower triangle, row-major n x n. Returns 0 if
 * it is positive definite, -1 otherwise. */
int numeric_dense_factor(double *matrix, size_t n);
/* Solves L L' x = b in place, with the factor above. */
void numeric_dense_solve(const double *factor, size_t n, double *b);

/* Eigenvalues and eigenvectors (columns of vectors, row-major) of a small symmetric matrix by Jacobi rotations. The
 * matrix is destroyed. */
void numeric_dense_eigen(double *matrix, size_t n, double *values, double *vectors);

#endif
