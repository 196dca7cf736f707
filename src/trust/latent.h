/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* latent.h: for given standard deviations of the effects, the most likely values of all unknowns, how the likelihood
 * curves around them, and the Laplace approximation of what remains when they are integrated out. Exact method: sparse
 * Cholesky by CHOLMOD.
 *
 * The unknowns x = (effects scaled to N(0, 1), coefficients) enter the linear predictor as eta = A x, where row i of A
 * holds sigma_k at the row's level of each effect k and the row's columns. The objective is
 *
 *   phi(x) = sum_i weight_i (log(1 + exp(eta_i)) - y_i eta_i) + 1/2 |effects|^2 + 1/2 sum_c precision_c (beta_c - mean_c)^2
 *
 * with Hessian H = A'WA + D. Newton's method finds its minimum (Pinheiro and Bates 1995; Bates et al. 2015).
 */
#ifndef TRUST_LATENT_H
#define TRUST_LATENT_H

#include "design.h"

#include <cholmod.h>

typedef struct {
  const Design *design; /* not owned */
  cholmod_common common;
  cholmod_sparse *hessian; /* upper triangle, unknowns x unknowns */
  cholmod_factor *factor;
  cholmod_dense *right, *solved, *scratch_y, *scratch_e;
  size_t pairs;        /* pairs of effects: effects (effects - 1) / 2 */
  int32_t *pair_above; /* rows x pairs: place in the Hessian */
  int32_t *place;      /* unknown -> its place in the elimination order */
  /* the inverse on the factor's pattern, filled by latent_invert; columns in elimination order, diagonal first */
  int32_t *pair_below;  /* rows x pairs: place in the inverse */
  int32_t *start, *row; /* column starts and rows of the factor's pattern */
  double *inverse;
  double *accumulated, *factor_value;
  int32_t *mark;
  int32_t *reach; /* scratch of latent_variance */
  bool pattern_known;
  double work;    /* floating point operations of one factorisation, as estimated by the analysis */
  double entries; /* entries of the factor */
  /* at the current point */
  double sigma[EFFECT_COUNT];
  bool coefficients_free; /* false: the coefficients are held where they are */
  double *x;
  double *trial;
  double *eta, *fitted, *curvature, *residual, *row_variance;
  double objective;       /* phi */
  double log_determinant; /* of the Hessian of what is free */
} Latent;

/* *latent for the design, which must outlive it. max_entries bounds the entries of the factor: past it
 * BELLWETHER_LIMIT. x starts at 0 effects and the prior means. */
BellwetherStatus latent_new(const Design *design, double max_entries, Latent **latent);
void latent_free(Latent *latent);

/* Newton's method from latent->x. log_sigma: one per effect of the design. */
BellwetherStatus latent_find_mode(Latent *latent, const double *log_sigma, bool coefficients_free);

/* Factorises H at latent->x as it stands, without moving it. */
BellwetherStatus latent_factorise(Latent *latent, bool coefficients_free);

/* phi + 1/2 log det H at the mode: minus the log of the Laplace approximation, up to a constant. */
double latent_laplace(const Latent *latent);

/* Solves H y = b at the last factorisation; result in latent->solved. b has one value per unknown. */
BellwetherStatus latent_solve(Latent *latent, const double *b);

/* Variance of the sum of those unknowns with those weights, at the last factorisation: b' H^-1 b by a forward
 * substitution that visits only what b reaches in the factor. Needs an earlier latent_invert. */
double latent_variance(Latent *latent, const size_t *unknown, const double *weight, size_t count);

/* Fills the inverse of H on the factor's pattern and row_variance, the variance of each row's eta. */
BellwetherStatus latent_invert(Latent *latent);

/* Derivatives of latent_laplace: one per log sigma, and, where the coefficients are held, one per coefficient. Needs
 * latent_invert. skew: where not NULL, filled with how far the posterior mean of each unknown lies below its mode, to
 * first order. */
BellwetherStatus latent_gradient(Latent *latent, double *by_log_sigma, double *by_coefficient, double *skew);

/* Moves from the mode to the Gaussian that is nearest to the posterior in the Kullback-Leibler sense (Challis and Barber
 * 2013), by fixed-point steps: the residuals and weights of each row become their means over the row's own uncertainty.
 * mean: in, a first guess; out, the Gaussian's mean. Leaves the Hessian factorised and inverted there. Needs
 * latent_invert. */
BellwetherStatus latent_refine(Latent *latent, double *mean, int steps);

/* Entry of the inverse for two unknowns; false where the pattern does not hold it. inverse: latent->inverse, or a copy
 * of it made at another point. */
bool latent_inverse_entry(const Latent *latent, const double *inverse, size_t a, size_t b, double *value);

/* eta and what follows from it at latent->x; returns phi. */
double latent_evaluate(Latent *latent);

#endif
