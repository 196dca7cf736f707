/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* chance.h: from a fit to chances with their intervals. */
#ifndef TRUST_CHANCE_H
#define TRUST_CHANCE_H

#include "fit.h"
#include "numeric.h"

/* Whose advice, on what, seen how: the point of the model that a chance is asked for. */
typedef struct {
  double column[COLUMN_COUNT];
  int32_t id[EFFECT_COUNT]; /* numbers of the evidence; ID_NONE: a new one */
} ChanceQuestion;

/* The linear predictor's posterior, one Gaussian per point of the fit, and the variance of what a new brief adds, over
 * which the chance itself is the mean. */
typedef struct {
  size_t points;
  double weight[FIT_POINTS_MAX];
  double mean[FIT_POINTS_MAX];
  double variance[FIT_POINTS_MAX];
  double averaged[FIT_POINTS_MAX];
  Calibration calibration;
  bool plug_in; /* without priors: the most likely value as other software gives it */
} Chance;

/* BELLWETHER_OK or BELLWETHER_NO_MEMORY. fit may be NULL or empty: then the priors answer. */
BellwetherStatus chance_make(const Fit *fit, bool priors, const ChanceQuestion *question, Chance *chance);

/* The chance and its standard deviation from the central point alone: cheap, for sums over many rows. */
typedef struct {
  double mean, sd;
} ChanceMoments;
BellwetherStatus chance_moments(const Fit *fit, bool priors, const ChanceQuestion *question, ChanceMoments *moments);

/* The mean of many chances, with what its uncertainty has in common: each is added with the weight of its slope. One
 * sum serves many questions in turn, so that none of them costs a pass over all unknowns. */
typedef struct {
  size_t count;
  double sum;      /* of the chances */
  double sampling; /* of p (1 - p): the variance of that many outcomes, the chances given */
  /* how much the sum moves with the unknowns that it moves with: NULL without a fit */
  size_t *unknown;
  double *weight;
  size_t weights;
  size_t *place;               /* per unknown: its place in that list, counted from 1; 0: not in it */
  double column[COLUMN_COUNT]; /* the same for coefficients that only the priors know */
  double level[EFFECT_COUNT];  /* and for levels that only the priors know, taken as one */
} ChanceSum;

BellwetherStatus chance_sum_init(const Fit *fit, ChanceSum *sum);
void chance_sum_free(ChanceSum *sum);
/* Empties a sum for the next question on the same fit. */
void chance_sum_clear(ChanceSum *sum);
BellwetherStatus chance_sum_add(const Fit *fit, bool priors, const ChanceQuestion *question, ChanceSum *sum);
/* Variance of the sum of the chances, from what is unknown of the parameters. */
BellwetherStatus chance_sum_variance(const Fit *fit, const ChanceSum *sum, double *variance);

/* The question that a row asks, its decision not being known: overridden_share stands for it. */
ChanceQuestion chance_question(const EvidenceRow *row, double overridden_share);

/* Posterior mean and 5 % and 95 % points. */
BellwetherEstimate chance_estimate(const Chance *chance, const NumericHermite *rule);
double chance_mean(const Chance *chance, const NumericHermite *rule);
double chance_quantile(const Chance *chance, const NumericHermite *rule, double share);
/* Posterior variance of the chance (not of an outcome). */
double chance_variance(const Chance *chance, const NumericHermite *rule);
/* Values of the chance at equally likely places of its posterior: the (i + 1/2) / count quantiles, ascending. */
void chance_spread(const Chance *chance, const NumericHermite *rule, double *values, size_t count);

#endif
