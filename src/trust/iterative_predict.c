/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* iterative_predict.c: what predictions need of a fit by the iterative method: the mean of the unknowns, covariances,
 * variances along a direction. See iterative.h. */
#include "iterative_system.h"

#include <math.h>
#include <stdlib.h>

#define SOLVE_MEAN 1e-4
#define SOLVE_VARIANCE 1e-3

BellwetherStatus iterative_mean(Iterative *iterative, double *mean) {
  size_t n = iterative->design->unknowns;
  double *g = malloc((iterative->design->rows + 1) * sizeof *g), *b = malloc((n + 1) * sizeof *b);
  BellwetherStatus status = g == NULL || b == NULL ? BELLWETHER_NO_MEMORY : BELLWETHER_OK;
  if (status == BELLWETHER_OK) {
    system_row_variance(iterative);
    system_pull(iterative, g);
    system_project(iterative, g, b);
    status = system_solve_all(iterative, b, mean, SOLVE_MEAN);
    for (size_t j = 0; j < n && status == BELLWETHER_OK; j++)
      mean[j] = iterative->mode[j] - mean[j];
  }
  free(g);
  free(b);
  return status;
}

/* Covariance of two levels, the coefficients given, from the preconditioner's blocks and the briefs. */
static double block_covariance(const Iterative *iterative, size_t a, size_t b) {
  size_t low = a < b ? a : b, high = a < b ? b : a;
  const Design *design = iterative->design;
  if (low == high && low < iterative->first_column)
    return iterative->inverse[low];
  if (high >= iterative->first_column) {
    size_t brief = high - iterative->first_column;
    double diagonal = iterative->brief_diagonal[brief], sum = low == high ? 1.0 / diagonal : 0.0;
    for (int32_t i = iterative->brief_start[brief]; i < iterative->brief_start[brief + 1]; i++) {
      for (size_t k = 0; k < iterative->effects; k++) {
        size_t level = (size_t)iterative->level[k][i];
        double entry = iterative->sigma[k] * iterative->brief_sigma * iterative->curvature[i] / diagonal;
        if (low == high)
          sum += entry * entry * iterative->inverse[level];
        else if (low == level)
          sum -= entry * iterative->inverse[level];
      }
    }
    return sum;
  }
  if (iterative->partner_of_pair == NULL)
    return 0.0;
  const DesignEffect *pairs = &design->effect[iterative->effect[iterative->pair]];
  if (high < pairs->offset || high >= pairs->offset + pairs->levels)
    return 0.0;
  size_t pair = high - pairs->offset;
  if (iterative->partner_of_pair[pair] != (int32_t)low)
    return 0.0;
  return -iterative->cross[pair] / iterative->diagonal[high] * iterative->inverse[low];
}

double iterative_covariance(const Iterative *iterative, size_t a, size_t b) {
  size_t n = iterative->design->unknowns, first = iterative->design->level_count, columns = iterative->columns;
  if (a >= first)
    return iterative->by_coefficient[(a - first) * n + b];
  if (b >= first)
    return iterative->by_coefficient[(b - first) * n + a];
  double sum = block_covariance(iterative, a, b);
  for (size_t c = 0; c < columns; c++)
    for (size_t d = 0; d < columns; d++) {
      sum += iterative->by_coefficient[c * n + a] * iterative->coefficient_inverse[c * columns + d] *
             iterative->by_coefficient[d * n + b];
    }
  return sum;
}

BellwetherStatus iterative_variance(Iterative *iterative, const size_t *unknown, const double *weight, size_t count,
                                    double *variance) {
  size_t n = iterative->design->unknowns;
  double *along = calloc(n + 1, sizeof *along), *solved = malloc((n + 1) * sizeof *solved);
  BellwetherStatus status = along == NULL || solved == NULL ? BELLWETHER_NO_MEMORY : BELLWETHER_OK;
  for (size_t j = 0; j < count && status == BELLWETHER_OK; j++)
    along[unknown[j]] = weight[j];
  if (status == BELLWETHER_OK)
    status = system_solve_all(iterative, along, solved, SOLVE_VARIANCE);
  *variance = 0.0;
  for (size_t j = 0; j < count && status == BELLWETHER_OK; j++)
    *variance += weight[j] * solved[unknown[j]];
  free(along);
  free(solved);
  return status;
}
