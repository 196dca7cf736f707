/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* latent_inverse.c: the entries of the Hessian's inverse that lie on the factor's pattern, by Takahashi's recursion
 * (Erisman and Tinney 1975), and what follows from them: the variance of each row's linear predictor and the gradient
 * of the Laplace approximation. Every pair of unknowns that meets in a row lies on the pattern, so the inverse itself,
 * which is dense, is never formed. See latent.h. */
#include "latent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- The pattern ----------------------------------------------------------------------------------------------- */

/* Where the entry of two places in the elimination order stands in the inverse, or -1. */
static int32_t find_entry(const Latent *latent, int32_t a, int32_t b) {
  int32_t column = a < b ? a : b, row = a < b ? b : a;
  int32_t low = latent->start[column], high = latent->start[column + 1] - 1;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (latent->row[middle] < row)
      low = middle + 1;
    else
      high = middle;
  }
  return latent->row[low] == row ? low : -1;
}

static bool place_pairs(Latent *latent) {
  const Design *design = latent->design;
  for (size_t i = 0; i < design->rows; i++) {
    int32_t *pair = &latent->pair_below[i * latent->pairs];
    for (size_t l = 1; l < design->effects; l++) {
      int32_t second = latent->place[design->effect[l].offset + (size_t)design->effect[l].level_of_row[i]];
      for (size_t k = 0; k < l; k++) {
        int32_t first = latent->place[design->effect[k].offset + (size_t)design->effect[k].level_of_row[i]];
        *pair = find_entry(latent, first, second);
        if (*pair++ < 0)
          return false;
      }
    }
  }
  return true;
}

/* The factor's pattern is the same at every factorisation: copied once, packed. */
static BellwetherStatus copy_pattern(Latent *latent) {
  size_t n = latent->design->unknowns;
  const int32_t *start = latent->factor->p, *row = latent->factor->i, *count = latent->factor->nz;
  size_t entries = 0;
  for (size_t j = 0; j < n; j++)
    entries += (size_t)count[j];
  latent->start = malloc((n + 1) * sizeof *latent->start);
  latent->row = malloc((entries + 1) * sizeof *latent->row);
  latent->inverse = malloc((entries + 1) * sizeof *latent->inverse);
  latent->pair_below = malloc((latent->design->rows * latent->pairs + 1) * sizeof *latent->pair_below);
  if (latent->start == NULL || latent->row == NULL || latent->inverse == NULL || latent->pair_below == NULL) {
    free(latent->start);
    free(latent->row);
    free(latent->inverse);
    free(latent->pair_below);
    latent->start = latent->row = latent->pair_below = NULL;
    latent->inverse = NULL;
    return BELLWETHER_NO_MEMORY;
  }
  latent->start[0] = 0;
  for (size_t j = 0; j < n; j++) {
    latent->start[j + 1] = latent->start[j] + count[j];
    memcpy(&latent->row[latent->start[j]], &row[start[j]], (size_t)count[j] * sizeof *row);
  }
  latent->pattern_known = true;
  return place_pairs(latent) ? BELLWETHER_OK : BELLWETHER_NUMERIC;
}

/* ---- The recursion --------------------------------------------------------------------------------------------- */

/* Column j of the inverse from those after it: Z_ij = - sum_k Z_ik L_kj, Z_jj = 1/D_j - sum_k L_kj Z_kj. */
static void invert_column(Latent *latent, size_t j) {
  const int32_t *start = latent->start, *row = latent->row;
  const double *value = (const double *)latent->factor->x + ((const int32_t *)latent->factor->p)[j];
  int32_t first = start[j] + 1, end = start[j + 1];
  double *accumulated = latent->accumulated, *below = latent->factor_value;
  for (int32_t e = first; e < end; e++) {
    latent->mark[row[e]] = (int32_t)j;
    accumulated[row[e]] = 0.0;
    below[row[e]] = value[e - start[j]];
  }
  for (int32_t e = first; e < end; e++) {
    int32_t k = row[e];
    double factor = below[k], own = latent->inverse[start[k]] * factor;
    for (int32_t f = start[k] + 1; f < start[k + 1]; f++) {
      int32_t r = row[f];
      if (latent->mark[r] != (int32_t)j)
        continue;
      accumulated[r] -= factor * latent->inverse[f];
      own += below[r] * latent->inverse[f];
    }
    accumulated[k] -= own;
  }
  double diagonal = 1.0 / value[0];
  for (int32_t e = first; e < end; e++) {
    latent->inverse[e] = accumulated[row[e]];
    diagonal -= below[row[e]] * accumulated[row[e]];
  }
  latent->inverse[start[j]] = diagonal;
}

/* Entry of the inverse between a level's place in the order and a coefficient: the coefficients are the last rows of
 * every column. */
static double with_coefficient(const Latent *latent, int32_t place, size_t column) {
  size_t columns = latent->design->columns;
  return latent->inverse[(size_t)latent->start[place + 1] - columns + column];
}

static double coefficient_pair(const Latent *latent, size_t c, size_t d) {
  size_t low = c < d ? c : d, high = c < d ? d : c;
  return latent->inverse[(size_t)latent->start[latent->design->level_count + low] + (high - low)];
}

static void fill_row_variance(Latent *latent) {
  const Design *design = latent->design;
  double among[COLUMN_COUNT][COLUMN_COUNT];
  for (size_t c = 0; c < design->columns; c++)
    for (size_t d = 0; d < design->columns; d++)
      among[c][d] = coefficient_pair(latent, c, d);
  for (size_t i = 0; i < design->rows; i++) {
    double variance = 0.0;
    const int32_t *pair = &latent->pair_below[i * latent->pairs];
    const double *x = &design->x[i * design->columns];
    for (size_t l = 0; l < design->effects; l++) {
      int32_t place = latent->place[design->effect[l].offset + (size_t)design->effect[l].level_of_row[i]];
      double sigma = latent->sigma[l], with_columns = 0.0;
      variance += sigma * sigma * latent->inverse[latent->start[place]];
      for (size_t k = 0; k < l; k++)
        variance += 2.0 * sigma * latent->sigma[k] * latent->inverse[*pair++];
      if (!latent->coefficients_free)
        continue;
      for (size_t c = 0; c < design->columns; c++)
        with_columns += x[c] * with_coefficient(latent, place, c);
      variance += 2.0 * sigma * with_columns;
    }
    if (latent->coefficients_free) {
      for (size_t c = 0; c < design->columns; c++)
        for (size_t d = 0; d < design->columns; d++)
          variance += x[c] * x[d] * among[c][d];
    }
    latent->row_variance[i] = variance > 0.0 ? variance : 0.0;
  }
}

BellwetherStatus latent_invert(Latent *latent) {
  if (!latent->pattern_known) {
    BellwetherStatus status = copy_pattern(latent);
    if (status != BELLWETHER_OK)
      return status;
  }
  size_t n = latent->design->unknowns;
  for (size_t j = 0; j < n; j++)
    latent->mark[j] = -1;
  for (size_t j = n; j-- > 0;)
    invert_column(latent, j);
  fill_row_variance(latent);
  return BELLWETHER_OK;
}

bool latent_inverse_entry(const Latent *latent, const double *inverse, size_t a, size_t b, double *value) {
  int32_t entry = find_entry(latent, latent->place[a], latent->place[b]);
  if (entry < 0)
    return false;
  *value = inverse[entry];
  return true;
}

/* ---- The variance of a sum ------------------------------------------------------------------------------------- */

static int compare_places(const void *left, const void *right) {
  int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
  return a < b ? -1 : a > b;
}

/* What a right-hand side reaches: from each of its places up the elimination tree, whose parents are the first rows below
 * the diagonal. Ascending; accumulated holds the right-hand side there. */
static size_t find_reach(Latent *latent, const size_t *unknown, const double *weight, size_t count) {
  const int32_t reached = -2; /* a mark that latent_invert never sets */
  size_t found = 0;
  for (size_t n = 0; n < count; n++) {
    int32_t j = latent->place[unknown[n]];
    while (j >= 0 && latent->mark[j] != reached) {
      latent->mark[j] = reached;
      latent->accumulated[j] = 0.0;
      latent->reach[found++] = j;
      j = latent->start[j] + 1 < latent->start[j + 1] ? latent->row[latent->start[j] + 1] : -1;
    }
  }
  for (size_t n = 0; n < count; n++)
    latent->accumulated[latent->place[unknown[n]]] += weight[n];
  for (size_t n = 0; n < found; n++)
    latent->mark[latent->reach[n]] = -1;
  qsort(latent->reach, found, sizeof *latent->reach, compare_places);
  return found;
}

double latent_variance(Latent *latent, const size_t *unknown, const double *weight, size_t count) {
  size_t found = find_reach(latent, unknown, weight, count);
  double variance = 0.0;
  for (size_t n = 0; n < found; n++) {
    size_t j = (size_t)latent->reach[n];
    const double *value = (const double *)latent->factor->x + ((const int32_t *)latent->factor->p)[j];
    double here = latent->accumulated[j];
    variance += here * here / value[0];
    for (int32_t e = latent->start[j] + 1; e < latent->start[j + 1]; e++)
      latent->accumulated[latent->row[e]] -= value[e - latent->start[j]] * here;
  }
  return variance;
}

/* ---- The gradient ---------------------------------------------------------------------------------------------- */

/* b = A' g over what is free. */
static void project(const Latent *latent, const double *g, double *b) {
  const Design *design = latent->design;
  memset(b, 0, design->unknowns * sizeof *b);
  for (size_t i = 0; i < design->rows; i++) {
    for (size_t k = 0; k < design->effects; k++) {
      b[design->effect[k].offset + (size_t)design->effect[k].level_of_row[i]] += latent->sigma[k] * g[i];
    }
    if (!latent->coefficients_free)
      continue;
    for (size_t c = 0; c < design->columns; c++)
      b[design->level_count + c] += design->x[i * design->columns + c] * g[i];
  }
}

static void add_level_terms(const Latent *latent, const double *s, double *by_log_sigma) {
  const Design *design = latent->design;
  for (size_t k = 0; k < design->effects; k++) {
    const DesignEffect *effect = &design->effect[k];
    double sum = 0.0;
    for (size_t j = effect->offset; j < effect->offset + effect->levels; j++) {
      double u = latent->x[j];
      sum += -u * u + (1.0 - latent->inverse[latent->start[latent->place[j]]]) + s[j] * u;
    }
    by_log_sigma[k] = sum;
  }
}

static void add_row_terms(const Latent *latent, const double *s, const double *g, double *by_log_sigma,
                          double *by_coefficient) {
  const Design *design = latent->design;
  for (size_t i = 0; i < design->rows; i++) {
    double along = 0.0; /* (A s)_i */
    const double *x = &design->x[i * design->columns];
    for (size_t k = 0; k < design->effects; k++) {
      along += latent->sigma[k] * s[design->effect[k].offset + (size_t)design->effect[k].level_of_row[i]];
    }
    if (latent->coefficients_free) {
      for (size_t c = 0; c < design->columns; c++)
        along += x[c] * s[design->level_count + c];
    }
    double moved = g[i] - latent->curvature[i] * along;
    for (size_t k = 0; k < design->effects; k++) {
      double u = latent->x[design->effect[k].offset + (size_t)design->effect[k].level_of_row[i]];
      by_log_sigma[k] += moved * latent->sigma[k] * u;
    }
    if (by_coefficient == NULL)
      continue;
    for (size_t c = 0; c < design->columns; c++)
      by_coefficient[c] += x[c] * (moved - latent->residual[i]);
  }
}

BellwetherStatus latent_gradient(Latent *latent, double *by_log_sigma, double *by_coefficient, double *skew) {
  const Design *design = latent->design;
  double *g = calloc(design->rows + 1, sizeof *g);
  if (g == NULL)
    return BELLWETHER_NO_MEMORY;
  /* 1/2 log det H changes with eta by half of dW/deta times the row's variance. */
  for (size_t i = 0; i < design->rows; i++) {
    g[i] = 0.5 * latent->curvature[i] * (1.0 - 2.0 * latent->fitted[i]) * latent->row_variance[i];
  }
  project(latent, g, latent->right->x);
  BellwetherStatus status = latent_solve(latent, latent->right->x);
  if (status == BELLWETHER_OK) {
    const double *s = latent->solved->x;
    if (skew != NULL)
      memcpy(skew, s, design->unknowns * sizeof *skew);
    if (by_coefficient != NULL)
      memset(by_coefficient, 0, design->columns * sizeof *by_coefficient);
    if (by_log_sigma != NULL) {
      add_level_terms(latent, s, by_log_sigma);
      add_row_terms(latent, s, g, by_log_sigma, by_coefficient);
    }
  }
  free(g);
  return status;
}
