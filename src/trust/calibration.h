/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* calibration.h: whether the chances come true on time held back, and the correction where they do not. */
#ifndef TRUST_CALIBRATION_H
#define TRUST_CALIBRATION_H

#include "chance.h"

/* Fits logit P(y = 1) = a + b logit p to predictions and what came of them, count of each, with weights. The correction
 * is that of a model average: with the chance PRIORS_CALIBRATION_NEEDED that a correction is needed at all (then
 * a ~ N(0, sd), log b ~ N(0, sd)), else none; by Laplace's approximation of the two marginal likelihoods. */
Calibration calibration_find(const double *predicted, const double *outcome, const double *weight, size_t count);

/* Refits without the last fifth of what became known, predicts it, and stores the correction in fit->calibration. None
 * is made where fewer than CALIBRATION_ROWS_MIN outcomes can be held back. */
#define CALIBRATION_ROWS_MIN 40
#define CALIBRATION_SHARE 0.8
BellwetherStatus calibration_make(const Evidence *evidence, const FitOptions *options, const NumericHermite *rule,
                                  Fit *fit);

#endif
