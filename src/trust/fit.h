/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* fit.h: the posterior of everything that a record tells, as a small mixture of Gaussians.
 *
 * The logs of the effects' standard deviations are integrated over numerically: a few points around their mode, each
 * with its weight, and at each the mode, mean and inverse Hessian of all other unknowns (Rue, Martino and Chopin 2009). */
#ifndef TRUST_FIT_H
#define TRUST_FIT_H

#include "design.h"
#include "iterative.h"
#include "latent.h"

#define FIT_POINTS_MAX 9

typedef struct {
  double log_sigma[EFFECT_COUNT];
  double sigma[EFFECT_COUNT];
  double weight;   /* of all points: 1 together */
  double *mode;    /* unknowns */
  double *mean;    /* the mode, moved for the skewness of the likelihood */
  double *inverse; /* on the factor's pattern; NULL with the iterative method */
} FitPoint;

typedef struct {
  double intercept, slope; /* logit p' = intercept + slope * logit p */
  size_t rows;             /* outcomes held back to find them */
} Calibration;

typedef struct Fit {
  bool priors;
  int64_t as_of_ms;
  Design design;
  Latent *latent;       /* exact method; stands at the central point */
  Iterative *iterative; /* iterative method */
  size_t points;
  FitPoint point[FIT_POINTS_MAX]; /* the central one first */
  double log_likelihood;
  size_t searched_rows; /* rows of the design when the standard deviations were last looked for */
  Calibration calibration;
  bool follows;     /* the standard deviations were kept: only the central point was found anew */
  struct Fit *base; /* then: the fit that looked for them, whose other points serve on; owned */
} Fit;

typedef struct {
  DesignOptions design;
  BellwetherMethod method;
  const Fit *before; /* start here; NULL: cold */
  bool keep_sigma;   /* take the standard deviations of `before` as they are, however much the evidence differs, and do
                         no more than means need: for checking the calibration */
} FitOptions;

/* A new fit in *fit. BELLWETHER_OK, BELLWETHER_NO_MEMORY or BELLWETHER_NUMERIC. */
BellwetherStatus fit_make(const Evidence *evidence, const FitOptions *options, Fit **fit);
void fit_free(Fit *fit);

/* The unknowns' most likely values. */
static inline const FitPoint *fit_centre(const Fit *fit) {
  return &fit->point[0];
}

#endif
