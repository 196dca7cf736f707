/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * scores.h: how good were chances that were given, once the outcomes are known?
 *
 * Every interval holds 90 % and allows for outcomes that hang together: rows of one cluster (a brief, or a workspace)
 * may be as alike as they like, clusters are taken as independent (the sandwich of Liang and Zeger 1986).
 */
#ifndef BELLWETHER_CLI_SCORES_H
#define BELLWETHER_CLI_SCORES_H

#include "bellwether/bellwether.h"

#include <stdbool.h>
#include <stddef.h>

#define SCORE_BANDS 10
#define SCORE_CHANCE_MIN 1e-6 /* a chance nearer to 0 or 1 is scored as if it were this near: one miss costs 13.8 */

/* A chance that was given and what came. */
typedef struct {
  double chance;  /* 0 to 1 */
  double outcome; /* 0 to 1 */
  size_t cluster; /* 0 to the number of clusters, not included */
} ScorePair;

/* The log loss of one pair: -(y log p + (1 - y) log (1 - p)), natural logarithm. */
double score_log_loss_of(double chance, double outcome);

/* The mean log loss over the pairs whose outcome is 0 or 1, and how many those are; NAN where there are none. */
double score_log_loss(const ScorePair *pairs, size_t count, size_t *scored);

/* The Brier score and its parts after Murphy (1973), with chances banded by tenths and each band taken at its mean:
 * score = reliability - resolution + uncertainty + within, the last being what the banding loses (Stephenson, Coelho
 * and Jolliffe 2008). For fractional outcomes, uncertainty is their variance. All NAN for no pairs. */
typedef struct {
  double score;
  double reliability; /* 0: what was said is what came */
  double resolution;  /* how far the bands' outcomes lie apart; the more the better */
  double uncertainty; /* of the outcomes themselves */
  double within;
} ScoreBrier;

ScoreBrier score_brier(const ScorePair *pairs, size_t count);

typedef struct {
  size_t count;
  double chance;  /* its mean in the band; NAN where count is 0 */
  double outcome; /* likewise */
} ScoreBand;

/* The bands: [0, 0.1), [0.1, 0.2) … [0.9, 1]. */
void score_bands(const ScorePair *pairs, size_t count, ScoreBand bands[SCORE_BANDS]);

/* logit P(outcome) = intercept + slope · logit(chance), fitted by maximum likelihood. 0 and 1 are ideal; a slope below
 * 1 says that the chances were too sure. False where the pairs don't settle it. */
bool score_calibration(const ScorePair *pairs, size_t count, size_t clusters, BellwetherEstimate *intercept,
                       BellwetherEstimate *slope);

/* The mean of values from 0 to 1, with Wilson's interval (1927) for as many independent values as would be as
 * uncertain; where all are alike, for as many as there are clusters. It stays within 0 and 1. */
BellwetherEstimate score_share(const double *values, const size_t *cluster_of, size_t count, size_t clusters);

/* A mean with its interval; low and high are NAN with fewer than two clusters, all is NAN without values. */
BellwetherEstimate score_mean(const double *values, const size_t *cluster_of, size_t count, size_t clusters);

#endif
