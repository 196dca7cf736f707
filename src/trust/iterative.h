/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* iterative.h: the same as latent.h for records whose exact factors are too dear.
 *
 * The briefs are eliminated exactly: given everything else they are independent, so that costs one pass over the rows
 * laid out brief by brief. What remains (partners, pairs of partner and skill, skills, coefficients) is solved by
 * conjugate gradients, preconditioned by the blocks that a sweep of backfitting would solve: each partner with its
 * pairs, and skills and coefficients together (Ghosh, Hastie and Owen 2022 fit such models by backfitting alone;
 * conjugate gradients need fewer sweeps). Traces of the inverse, which the gradient of the marginal likelihood needs,
 * are those of the preconditioner plus an estimate of the difference from random signs (Hutchinson 1990) drawn from a
 * fixed seed. Single variances come from the preconditioner's blocks and exact solves for the coefficients. The error
 * against the exact method is measured by bench/estimates_speed. */
#ifndef TRUST_ITERATIVE_H
#define TRUST_ITERATIVE_H

#include "design.h"

typedef struct Iterative Iterative;

/* For the design, which must outlive it. The mode starts at 0 effects and the prior means. */
BellwetherStatus iterative_new(const Design *design, Iterative **iterative);
void iterative_free(Iterative *iterative);

/* Finds the mode for the given standard deviations, from where it stands. with_coefficients: also the covariances with
 * the coefficients, a solve each; without them these count as known. */
BellwetherStatus iterative_find_mode(Iterative *iterative, const double *log_sigma, bool with_coefficients);

/* Looks for the standard deviations that maximise the approximate marginal likelihood (with priors: times their prior),
 * starting from and writing log_sigma, and leaves the mode there as iterative_find_mode does. */
BellwetherStatus iterative_search(Iterative *iterative, bool priors, double *log_sigma);

/* The mode, in the order of the design's unknowns; owned by the iterative. May be written to before a search. */
double *iterative_mode(Iterative *iterative);

/* Fills the mean of the posterior, to first order in the skewness of the likelihood. */
BellwetherStatus iterative_mean(Iterative *iterative, double *mean);

/* Covariance of two unknowns at the mode: exact where one is a coefficient; between levels from their own block and
 * what they share through the coefficients. */
double iterative_covariance(const Iterative *iterative, size_t a, size_t b);

/* Variance of the sum of those unknowns with those weights, by a solve. */
BellwetherStatus iterative_variance(Iterative *iterative, const size_t *unknown, const double *weight, size_t count,
                                    double *variance);

/* phi at the mode. The determinant of the Laplace approximation is not formed. */
double iterative_objective(const Iterative *iterative);

#endif
