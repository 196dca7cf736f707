/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* iterative.h: the same as latent.h for records whose exact factors are too dear.
 *
 * Newton's equations are solved by conjugate gradients with symmetric backfitting as the preconditioner (one sweep over
 * the effects up and one down, each effect's block being diagonal: Ghosh, Hastie and Owen 2022 fit such models by
 * backfitting; conjugate gradients make the sweeps converge in fewer rounds). Traces of the inverse, which the gradient
 * needs, come from random signs (Hutchinson 1990) with a fixed seed; single variances from the block of a partner with
 * the briefs eliminated. The error against the exact method is measured by bench/estimates_speed. */
#ifndef TRUST_ITERATIVE_H
#define TRUST_ITERATIVE_H

#include "design.h"

typedef struct Iterative Iterative;

BellwetherStatus iterative_new(const Design *design, Iterative **iterative);
void iterative_free(Iterative *iterative);

/* Finds the mode for the given standard deviations, from where it stands. */
BellwetherStatus iterative_find_mode(Iterative *iterative, const double *log_sigma);

/* Looks for the standard deviations that maximise the approximate marginal likelihood (with priors: times their prior),
 * starting from and writing log_sigma, and leaves the mode there. */
BellwetherStatus iterative_search(Iterative *iterative, bool priors, double *log_sigma);

/* The mode, in the order of the design's unknowns; owned by the iterative, valid until it moves. */
double *iterative_mode(Iterative *iterative);

/* Fills the mean of the posterior, to first order in the skewness of the likelihood. */
BellwetherStatus iterative_mean(Iterative *iterative, double *mean);

/* Covariance of two unknowns at the mode: exact between coefficients and with one; between levels from their own block
 * and what they share through the coefficients. */
double iterative_covariance(const Iterative *iterative, size_t a, size_t b);

/* Variance of the sum of unknowns with these weights, by a solve. */
BellwetherStatus iterative_variance(const Iterative *iterative, const double *along, double *variance);

/* phi at the mode plus half of an estimate of the log determinant is not offered: the determinant is not formed. */
double iterative_objective(const Iterative *iterative);

#endif
