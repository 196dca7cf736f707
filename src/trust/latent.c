/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* latent.c: the Hessian's pattern and values, and Newton's method. See latent.h. */
#include "latent.h"

#include "numeric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A coefficient without a prior still gets this precision, so that a column which separates the outcomes perfectly
 * gives a large number and not an infinite one. */
#define PRECISION_FLOOR 1e-8
#define NEWTON_STEPS_MAX 100
#define NEWTON_DECREMENT 1e-9

void latent_free(Latent *latent) {
  if (latent == NULL)
    return;
  cholmod_free_sparse(&latent->hessian, &latent->common);
  cholmod_free_factor(&latent->factor, &latent->common);
  cholmod_free_dense(&latent->right, &latent->common);
  cholmod_free_dense(&latent->solved, &latent->common);
  cholmod_free_dense(&latent->scratch_y, &latent->common);
  cholmod_free_dense(&latent->scratch_e, &latent->common);
  cholmod_finish(&latent->common);
  void *arrays[] = {latent->pair_above,   latent->place,        latent->pair_below, latent->start,     latent->row,
                    latent->inverse,      latent->accumulated,  latent->mark,       latent->x,         latent->trial,
                    latent->eta,          latent->factor_value, latent->fitted,     latent->curvature, latent->residual,
                    latent->row_variance, latent->reach};
  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
    free(arrays[i]);
  free(latent);
}

/* ---- The pattern ----------------------------------------------------------------------------------------------- */

/* Numbers the distinct pairs of levels that occur in a row: entry[i * pairs + n] is the pair's number. */
static bool number_pairs(Latent *latent, IdMap *seen, uint64_t **keys) {
  const Design *design = latent->design;
  size_t capacity = 0;
  for (size_t i = 0; i < design->rows; i++) {
    size_t n = i * latent->pairs;
    for (size_t l = 1; l < design->effects; l++) {
      for (size_t k = 0; k < l; k++, n++) {
        const DesignEffect *first = &design->effect[k], *second = &design->effect[l];
        int32_t above = (int32_t)first->offset + first->level_of_row[i];
        uint64_t key = id_map_pair((int32_t)second->offset + second->level_of_row[i], above);
        int32_t *place = id_map_place(seen, key);
        if (place == NULL)
          return false;
        if (*place == ID_NONE) {
          if (*keys == NULL || seen->count > capacity) {
            capacity = 2 * seen->count + 64;
            uint64_t *larger = realloc(*keys, capacity * sizeof *larger);
            if (larger == NULL) {
              *place = 0;
              return false;
            }
            *keys = larger;
          }
          *place = (int32_t)seen->count - 1;
          (*keys)[*place] = key;
        }
        latent->pair_above[n] = *place;
      }
    }
  }
  return true;
}

/* The Hessian's upper triangle by columns: in a level's column the levels it meets, then itself; in a coefficient's
 * column everything before it. */
static bool make_hessian(Latent *latent, const uint64_t *keys, size_t key_count) {
  const Design *design = latent->design;
  size_t n = design->unknowns, levels = design->level_count, columns = design->columns;
  double entries = (double)key_count + (double)n + (double)levels * (double)columns + (double)columns * (double)columns;
  if (entries > INT32_MAX / 2.0)
    return false;
  int32_t *moved = malloc((key_count + 1) * sizeof *moved);
  int32_t *filled = calloc(n + 1, sizeof *filled);
  latent->hessian = cholmod_allocate_sparse(n, n, (size_t)entries + 1, 0, 1, 1, CHOLMOD_REAL, &latent->common);
  if (moved == NULL || filled == NULL || latent->hessian == NULL) {
    free(moved);
    free(filled);
    return false;
  }
  int32_t *start = latent->hessian->p, *row = latent->hessian->i;
  for (size_t e = 0; keys != NULL && e < key_count; e++)
    filled[keys[e] >> 32]++;
  start[0] = 0;
  for (size_t j = 0; j < n; j++) {
    int32_t count = j < levels ? filled[j] + 1 : (int32_t)j + 1;
    start[j + 1] = start[j] + count;
    filled[j] = 0;
  }
  for (size_t e = 0; keys != NULL && e < key_count; e++) {
    size_t j = keys[e] >> 32;
    moved[e] = start[j] + filled[j]++;
    row[moved[e]] = (int32_t)(keys[e] & UINT32_MAX);
  }
  for (size_t j = 0; j < levels; j++)
    row[start[j + 1] - 1] = (int32_t)j;
  for (size_t j = levels; j < n; j++)
    for (size_t i = 0; i <= j; i++)
      row[start[j] + (int32_t)i] = (int32_t)i;
  for (size_t e = 0; e < design->rows * latent->pairs; e++)
    latent->pair_above[e] = moved[latent->pair_above[e]];
  free(moved);
  free(filled);
  return true;
}

/* Orders the levels for little fill (approximate minimum degree) and keeps the coefficients last, so that the factor of
 * the levels alone is the leading part of the factor of everything. */
static bool order_unknowns(Latent *latent, int32_t *order) {
  const Design *design = latent->design;
  size_t n = design->unknowns, levels = design->level_count;
  for (size_t j = 0; j < n; j++)
    order[j] = (int32_t)j;
  if (levels > 1) {
    /* The leading part of the Hessian shares its arrays: columns up to the first coefficient. */
    cholmod_sparse part = *latent->hessian;
    part.nrow = part.ncol = levels;
    part.nzmax = (size_t)((int32_t *)part.p)[levels];
    if (!cholmod_amd(&part, NULL, 0, order, &latent->common))
      return false;
  }
  for (size_t j = 0; j < n; j++)
    latent->place[order[j]] = (int32_t)j;
  return true;
}

static BellwetherStatus analyse(Latent *latent, double max_entries) {
  size_t n = latent->design->unknowns;
  int32_t *order = malloc((n + 1) * sizeof *order);
  if (order == NULL)
    return BELLWETHER_NO_MEMORY;
  double *values = latent->hessian->x;
  int32_t *start = latent->hessian->p;
  for (int32_t e = 0; e < start[n]; e++)
    values[e] = 1.0;
  if (order_unknowns(latent, order)) {
    latent->common.nmethods = 1;
    latent->common.method[0].ordering = CHOLMOD_GIVEN;
    latent->common.postorder = 0;
    latent->factor = cholmod_analyze_p(latent->hessian, order, NULL, 0, &latent->common);
  }
  free(order);
  if (latent->factor == NULL)
    return BELLWETHER_NO_MEMORY;
  latent->work = latent->common.fl;
  latent->entries = latent->common.lnz;
  return latent->entries > max_entries ? BELLWETHER_LIMIT : BELLWETHER_OK;
}

static bool allocate_arrays(Latent *latent) {
  size_t n = latent->design->unknowns, rows = latent->design->rows;
  latent->pair_above = malloc((rows * latent->pairs + 1) * sizeof *latent->pair_above);
  latent->place = malloc((n + 1) * sizeof *latent->place);
  latent->accumulated = malloc((n + 1) * sizeof *latent->accumulated);
  latent->factor_value = malloc((n + 1) * sizeof *latent->factor_value);
  latent->mark = calloc(n + 1, sizeof *latent->mark);
  latent->reach = malloc((n + 1) * sizeof *latent->reach);
  latent->x = calloc(n + 1, sizeof *latent->x);
  latent->trial = calloc(n + 1, sizeof *latent->trial);
  double **per_row[] = {&latent->eta, &latent->fitted, &latent->curvature, &latent->residual, &latent->row_variance};
  bool done = latent->pair_above != NULL && latent->place != NULL && latent->accumulated != NULL &&
              latent->factor_value != NULL && latent->mark != NULL && latent->reach != NULL && latent->x != NULL &&
              latent->trial != NULL;
  for (size_t i = 0; i < sizeof per_row / sizeof *per_row; i++) {
    *per_row[i] = calloc(rows + 1, sizeof **per_row[i]);
    done = done && *per_row[i] != NULL;
  }
  latent->right = cholmod_allocate_dense(n, 1, n, CHOLMOD_REAL, &latent->common);
  return done && latent->right != NULL;
}

static void start_cholmod(Latent *latent) {
  cholmod_start(&latent->common);
  latent->common.print = 0;
  latent->common.error_handler = NULL;
  latent->common.try_catch = 1;
  latent->common.supernodal = CHOLMOD_SIMPLICIAL; /* no BLAS: the same numbers on every machine */
  latent->common.final_ll = 0;
  latent->common.final_pack = 1;
  latent->common.final_monotonic = 1;
}

BellwetherStatus latent_new(const Design *design, double max_entries, Latent **latent_out) {
  Latent *latent = calloc(1, sizeof *latent);
  if (latent == NULL)
    return BELLWETHER_NO_MEMORY;
  latent->design = design;
  latent->pairs = design->effects * (design->effects > 0 ? design->effects - 1 : 0) / 2;
  latent->coefficients_free = true;
  start_cholmod(latent);
  IdMap seen;
  id_map_init(&seen);
  uint64_t *keys = NULL;
  bool done = allocate_arrays(latent) && number_pairs(latent, &seen, &keys) && make_hessian(latent, keys, seen.count);
  id_map_free(&seen);
  free(keys);
  BellwetherStatus status = done ? analyse(latent, max_entries) : BELLWETHER_NO_MEMORY;
  if (status != BELLWETHER_OK) {
    latent_free(latent);
    return status;
  }
  for (size_t c = 0; c < design->columns; c++)
    latent->x[design->level_count + c] = design->column_mean[c];
  *latent_out = latent;
  return BELLWETHER_OK;
}

/* ---- Values ---------------------------------------------------------------------------------------------------- */

static double precision_of(const Design *design, size_t column) {
  double precision = design->column_precision[column];
  return precision > PRECISION_FLOOR ? precision : PRECISION_FLOOR;
}

double latent_evaluate(Latent *latent) {
  const Design *design = latent->design;
  const double *x = latent->x, *beta = latent->x + design->level_count;
  double objective = 0.0;
  for (size_t j = 0; j < design->level_count; j++)
    objective += 0.5 * x[j] * x[j];
  for (size_t c = 0; c < design->columns; c++) {
    double distance = beta[c] - design->column_mean[c];
    objective += 0.5 * precision_of(design, c) * distance * distance;
  }
  for (size_t i = 0; i < design->rows; i++) {
    double eta = 0.0;
    for (size_t k = 0; k < design->effects; k++) {
      const DesignEffect *effect = &design->effect[k];
      eta += latent->sigma[k] * x[effect->offset + (size_t)effect->level_of_row[i]];
    }
    const double *row = &design->x[i * design->columns];
    for (size_t c = 0; c < design->columns; c++)
      eta += row[c] * beta[c];
    double e = exp(-fabs(eta)), fitted = eta >= 0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
    latent->eta[i] = eta;
    latent->fitted[i] = fitted;
    latent->curvature[i] = design->weight[i] * e / ((1.0 + e) * (1.0 + e));
    latent->residual[i] = design->weight[i] * (design->outcome[i] - fitted);
    objective += design->weight[i] * ((eta > 0 ? eta : 0.0) + log1p(e) - design->outcome[i] * eta);
  }
  latent->objective = objective;
  return objective;
}

static void fill_hessian(Latent *latent) {
  const Design *design = latent->design;
  size_t levels = design->level_count, columns = design->columns, n = design->unknowns;
  double *h = latent->hessian->x;
  const int32_t *start = latent->hessian->p;
  memset(h, 0, (size_t)start[n] * sizeof *h);
  for (size_t j = 0; j < levels; j++)
    h[start[j + 1] - 1] = 1.0;
  for (size_t c = 0; c < columns; c++) {
    h[start[levels + c + 1] - 1] = latent->coefficients_free ? precision_of(design, c) : 1.0;
  }
  for (size_t i = 0; i < design->rows; i++) {
    double w = latent->curvature[i];
    size_t unknown[EFFECT_COUNT];
    const int32_t *pair = &latent->pair_above[i * latent->pairs];
    for (size_t l = 0; l < design->effects; l++) {
      unknown[l] = design->effect[l].offset + (size_t)design->effect[l].level_of_row[i];
      double scaled = w * latent->sigma[l];
      h[start[unknown[l] + 1] - 1] += scaled * latent->sigma[l];
      for (size_t k = 0; k < l; k++)
        h[*pair++] += scaled * latent->sigma[k];
    }
    if (!latent->coefficients_free)
      continue;
    const double *x = &design->x[i * columns];
    for (size_t c = 0; c < columns; c++) {
      double scaled = w * x[c];
      if (scaled == 0.0)
        continue;
      double *column = &h[start[levels + c]];
      for (size_t k = 0; k < design->effects; k++)
        column[unknown[k]] += scaled * latent->sigma[k];
      for (size_t d = 0; d <= c; d++)
        column[levels + d] += scaled * x[d];
    }
  }
}

static BellwetherStatus factorise(Latent *latent) {
  fill_hessian(latent);
  latent->common.status = CHOLMOD_OK;
  if (!cholmod_factorize(latent->hessian, latent->factor, &latent->common) || latent->common.status != CHOLMOD_OK) {
    return latent->common.status == CHOLMOD_OUT_OF_MEMORY ? BELLWETHER_NO_MEMORY : BELLWETHER_NUMERIC;
  }
  const int32_t *start = latent->factor->p;
  const double *value = latent->factor->x;
  double sum = 0.0;
  for (size_t j = 0; j < latent->design->unknowns; j++) {
    double diagonal = value[start[j]];
    if (!(diagonal > 0.0) || !isfinite(diagonal))
      return BELLWETHER_NUMERIC;
    sum += log(diagonal);
  }
  latent->log_determinant = sum;
  return BELLWETHER_OK;
}

BellwetherStatus latent_factorise(Latent *latent, bool coefficients_free) {
  latent->coefficients_free = coefficients_free;
  (void)latent_evaluate(latent);
  return factorise(latent);
}

BellwetherStatus latent_solve(Latent *latent, const double *b) {
  double *right = latent->right->x;
  if (right != b)
    memcpy(right, b, latent->design->unknowns * sizeof *right);
  int done = cholmod_solve2(CHOLMOD_A, latent->factor, latent->right, NULL, &latent->solved, NULL, &latent->scratch_y,
                            &latent->scratch_e, &latent->common);
  return done ? BELLWETHER_OK : BELLWETHER_NO_MEMORY;
}

/* The negative gradient of phi, into the right-hand side. */
static void fill_descent(Latent *latent) {
  const Design *design = latent->design;
  double *b = latent->right->x, *by_column = b + design->level_count;
  for (size_t j = 0; j < design->level_count; j++)
    b[j] = -latent->x[j];
  for (size_t c = 0; c < design->columns; c++) {
    by_column[c] = -precision_of(design, c) * (latent->x[design->level_count + c] - design->column_mean[c]);
  }
  for (size_t i = 0; i < design->rows; i++) {
    double r = latent->residual[i];
    for (size_t k = 0; k < design->effects; k++) {
      b[design->effect[k].offset + (size_t)design->effect[k].level_of_row[i]] += latent->sigma[k] * r;
    }
    const double *x = &design->x[i * design->columns];
    for (size_t c = 0; c < design->columns; c++)
      by_column[c] += x[c] * r;
  }
  if (!latent->coefficients_free)
    memset(by_column, 0, design->columns * sizeof *by_column);
}

/* Means of the logistic function and of its derivative over N(eta, variance), by Gauss-Hermite's rule of seven. */
static void average_logistic(double eta, double variance, double *value, double *slope) {
  static const double node[4] = {0.0, 1.1544053947399682, 2.3667594107345415, 3.7504397177257425};
  static const double weight[4] = {0.4571428571428571, 0.2401231786050127, 0.03075712396758651, 0.0005482688559722184};
  double sd = sqrt(variance);
  *value = *slope = 0.0;
  for (int i = 0; i < 4; i++) {
    for (int sign = i == 0 ? 1 : -1; sign <= 1; sign += 2) {
      double p = numeric_logistic(eta + sign * sd * node[i]);
      *value += weight[i] * p;
      *slope += weight[i] * p * (1.0 - p);
    }
  }
}

BellwetherStatus latent_refine(Latent *latent, double *mean, int steps) {
  const Design *design = latent->design;
  for (int step = 0; step < steps; step++) {
    memcpy(latent->x, mean, design->unknowns * sizeof *mean);
    (void)latent_evaluate(latent);
    for (size_t i = 0; i < design->rows; i++) {
      double value, slope;
      average_logistic(latent->eta[i], latent->row_variance[i], &value, &slope);
      latent->residual[i] = design->weight[i] * (design->outcome[i] - value);
      latent->curvature[i] = design->weight[i] * slope;
    }
    BellwetherStatus status = factorise(latent);
    if (status != BELLWETHER_OK)
      return status;
    fill_descent(latent);
    status = latent_solve(latent, latent->right->x);
    if (status == BELLWETHER_OK)
      status = latent_invert(latent);
    if (status != BELLWETHER_OK)
      return status;
    const double *direction = latent->solved->x;
    for (size_t j = 0; j < design->unknowns; j++)
      mean[j] += direction[j];
  }
  return BELLWETHER_OK;
}

/* Goes along the solved direction as far as phi falls. */
static bool take_step(Latent *latent) {
  size_t n = latent->design->unknowns;
  const double *direction = latent->solved->x;
  double before = latent->objective, length = 1.0;
  memcpy(latent->trial, latent->x, n * sizeof *latent->x);
  for (int halving = 0; halving < 40; halving++, length *= 0.5) {
    for (size_t j = 0; j < n; j++)
      latent->x[j] = latent->trial[j] + length * direction[j];
    double after = latent_evaluate(latent);
    if (isfinite(after) && after <= before + 1e-10 * (1.0 + fabs(before)))
      return true;
  }
  memcpy(latent->x, latent->trial, n * sizeof *latent->x);
  (void)latent_evaluate(latent);
  return false;
}

BellwetherStatus latent_find_mode(Latent *latent, const double *log_sigma, bool coefficients_free) {
  size_t n = latent->design->unknowns;
  for (size_t k = 0; k < latent->design->effects; k++)
    latent->sigma[k] = exp(log_sigma[k]);
  latent->coefficients_free = coefficients_free;
  if (!isfinite(latent_evaluate(latent)))
    return BELLWETHER_NUMERIC;
  for (int step = 0; step < NEWTON_STEPS_MAX; step++) {
    BellwetherStatus status = factorise(latent);
    if (status != BELLWETHER_OK)
      return status;
    fill_descent(latent);
    status = latent_solve(latent, latent->right->x);
    if (status != BELLWETHER_OK)
      return status;
    const double *descent = latent->right->x, *direction = latent->solved->x;
    double decrement = 0.0;
    for (size_t j = 0; j < n; j++)
      decrement += descent[j] * direction[j];
    if (!isfinite(decrement))
      return BELLWETHER_NUMERIC;
    bool moved = take_step(latent);
    if (decrement < NEWTON_DECREMENT || !moved)
      return BELLWETHER_OK;
  }
  return BELLWETHER_OK; /* a far, flat optimum (perfect separation): where it stands is finite and good enough */
}

double latent_laplace(const Latent *latent) {
  return latent->objective + 0.5 * latent->log_determinant;
}
