/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* iterative_system.c: the Schur complement of the briefs, its preconditioner, conjugate gradients. See iterative.h. */
#include "iterative_system.h"

#include "numeric.h"

#include <math.h>
#include <string.h>

#define PRECISION_FLOOR 1e-8
#define CONJUGATE_STEPS_MAX 400

static double column_precision(const Iterative *iterative, size_t column) {
  double precision = iterative->design->column_precision[column];
  return precision > PRECISION_FLOOR ? precision : PRECISION_FLOOR;
}

/* The reduced part of (A y) for a sorted row. */
static double row_reduced(const Iterative *iterative, size_t row, const double *y) {
  double sum = 0.0;
  for (size_t k = 0; k < iterative->effects; k++)
    sum += iterative->sigma[k] * y[iterative->level[k][row]];
  const double *x = &iterative->x[row * iterative->columns], *beta = y + iterative->first_column;
  for (size_t c = 0; c < iterative->columns; c++)
    sum += x[c] * beta[c];
  return sum;
}

static void add_row_reduced(const Iterative *iterative, size_t row, double amount, double *y) {
  for (size_t k = 0; k < iterative->effects; k++)
    y[iterative->level[k][row]] += iterative->sigma[k] * amount;
  const double *x = &iterative->x[row * iterative->columns];
  double *beta = y + iterative->first_column;
  for (size_t c = 0; c < iterative->columns; c++)
    beta[c] += x[c] * amount;
}

double system_row(const Iterative *iterative, size_t row, size_t brief, const double *y) {
  double sum = 0.0;
  for (size_t k = 0; k < iterative->effects; k++)
    sum += iterative->sigma[k] * y[iterative->level[k][row]];
  if (iterative->brief_effect)
    sum += iterative->brief_sigma * y[iterative->first_column + (size_t)iterative->brief_level[brief]];
  const double *x = &iterative->x[row * iterative->columns], *beta = y + iterative->design->level_count;
  for (size_t c = 0; c < iterative->columns; c++)
    sum += x[c] * beta[c];
  return sum;
}

double system_evaluate(Iterative *iterative) {
  const Design *design = iterative->design;
  double objective = 0.0, square = iterative->brief_sigma * iterative->brief_sigma;
  for (size_t j = 0; j < design->level_count; j++)
    objective += 0.5 * iterative->mode[j] * iterative->mode[j];
  for (size_t c = 0; c < design->columns; c++) {
    double distance = iterative->mode[design->level_count + c] - design->column_mean[c];
    objective += 0.5 * column_precision(iterative, c) * distance * distance;
  }
  for (size_t b = 0; b < iterative->briefs; b++) {
    double total = 0.0;
    for (int32_t i = iterative->brief_start[b]; i < iterative->brief_start[b + 1]; i++) {
      double eta = system_row(iterative, (size_t)i, b, iterative->mode);
      double e = exp(-fabs(eta)), y = iterative->outcome[i], weight = iterative->weight[i];
      iterative->fitted[i] = eta >= 0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
      iterative->curvature[i] = weight * e / ((1.0 + e) * (1.0 + e));
      iterative->residual[i] = weight * (y - iterative->fitted[i]);
      objective += weight * ((eta > 0 ? eta : 0.0) + log1p(e) - y * eta);
      total += iterative->curvature[i];
    }
    iterative->brief_diagonal[b] = 1.0 + square * total;
  }
  iterative->objective = objective;
  return objective;
}

/* ---- The preconditioner ---------------------------------------------------------------------------------------- */

/* A row's weight once its brief is eliminated, other rows of the brief held. */
static double reduced_weight(const Iterative *iterative, size_t row, size_t brief) {
  double w = iterative->curvature[row], square = iterative->brief_sigma * iterative->brief_sigma;
  return w * (1.0 - w * square / iterative->brief_diagonal[brief]);
}

static void fill_levels(Iterative *iterative) {
  for (size_t j = 0; j < iterative->first_column; j++)
    iterative->diagonal[j] = 1.0;
  bool nested = iterative->partner_of_pair != NULL;
  size_t first_pair = nested ? iterative->design->effect[iterative->effect[iterative->pair]].offset : 0;
  if (nested) {
    size_t pairs = iterative->design->effect[iterative->effect[iterative->pair]].levels;
    memset(iterative->cross, 0, pairs * sizeof *iterative->cross);
  }
  for (size_t b = 0; b < iterative->briefs; b++) {
    for (int32_t i = iterative->brief_start[b]; i < iterative->brief_start[b + 1]; i++) {
      double w = reduced_weight(iterative, (size_t)i, b);
      for (size_t k = 0; k < iterative->effects; k++) {
        iterative->diagonal[iterative->level[k][i]] += iterative->sigma[k] * iterative->sigma[k] * w;
      }
      if (nested) {
        iterative->cross[(size_t)iterative->level[iterative->pair][i] - first_pair] +=
            iterative->sigma[iterative->partner] * iterative->sigma[iterative->pair] * w;
      }
    }
  }
}

/* The arrows: each partner's diagonal becomes its Schur complement in its pairs, and the inverse's diagonals follow. */
static void fill_arrows(Iterative *iterative) {
  const Design *design = iterative->design;
  if (iterative->partner_of_pair != NULL) {
    const DesignEffect *pairs = &design->effect[iterative->effect[iterative->pair]];
    for (size_t j = 0; j < pairs->levels; j++) {
      double cross = iterative->cross[j];
      iterative->diagonal[iterative->partner_of_pair[j]] -= cross * cross / iterative->diagonal[pairs->offset + j];
    }
  }
  for (size_t j = 0; j < iterative->first_column; j++)
    iterative->inverse[j] = 1.0 / iterative->diagonal[j];
  if (iterative->partner_of_pair == NULL)
    return;
  const DesignEffect *pairs = &design->effect[iterative->effect[iterative->pair]];
  for (size_t j = 0; j < pairs->levels; j++) {
    double ratio = iterative->cross[j] / iterative->diagonal[pairs->offset + j];
    iterative->inverse[pairs->offset + j] += ratio * ratio * iterative->inverse[iterative->partner_of_pair[j]];
  }
}

/* The small block's columns of a row: its skill, where skills are in the block, and the row's columns. */
static size_t small_row(const Iterative *iterative, size_t row, size_t *index, double *value) {
  size_t count = 0, skills = iterative->small - iterative->columns;
  if (skills > 0) {
    const DesignEffect *effect = &iterative->design->effect[iterative->effect[iterative->skill]];
    index[count] = (size_t)iterative->level[iterative->skill][row] - effect->offset;
    value[count++] = iterative->sigma[iterative->skill];
  }
  for (size_t c = 0; c < iterative->columns; c++) {
    index[count] = skills + c;
    value[count++] = iterative->x[row * iterative->columns + c];
  }
  return count;
}

/* The small block of the Schur complement, exactly. */
static BellwetherStatus fill_small(Iterative *iterative) {
  size_t n = iterative->small, skills = n - iterative->columns, index[COLUMN_COUNT + 1];
  double value[COLUMN_COUNT + 1], square = iterative->brief_sigma * iterative->brief_sigma;
  double *block = iterative->small_factor, together[ITERATIVE_SMALL_MAX + COLUMN_COUNT] = {0};
  memset(block, 0, n * n * sizeof *block);
  for (size_t j = 0; j < n; j++)
    block[j * n + j] = j < skills ? 1.0 : column_precision(iterative, j - skills);
  for (size_t b = 0; b < iterative->briefs; b++) {
    for (int32_t i = iterative->brief_start[b]; i < iterative->brief_start[b + 1]; i++) {
      size_t count = small_row(iterative, (size_t)i, index, value);
      double w = iterative->curvature[i];
      for (size_t a = 0; a < count; a++) {
        together[index[a]] += w * value[a];
        for (size_t c = 0; c <= a; c++)
          block[index[a] * n + index[c]] += w * value[a] * value[c];
      }
    }
    double share = square / iterative->brief_diagonal[b];
    for (size_t a = 0; a < n; a++) {
      if (together[a] == 0.0)
        continue;
      for (size_t c = 0; c <= a; c++)
        block[a * n + c] -= share * together[a] * together[c];
    }
    memset(together, 0, n * sizeof *together);
  }
  if (numeric_dense_factor(block, n) != 0)
    return BELLWETHER_NUMERIC;
  for (size_t j = 0; j < n; j++) {
    double *column = &iterative->small_inverse[j * n];
    memset(column, 0, n * sizeof *column);
    column[j] = 1.0;
    numeric_dense_solve(block, n, column);
  }
  return BELLWETHER_OK;
}

BellwetherStatus system_precondition(Iterative *iterative) {
  fill_levels(iterative);
  fill_arrows(iterative);
  return fill_small(iterative);
}

void system_apply_inverse(const Iterative *iterative, const double *in, double *out) {
  const Design *design = iterative->design;
  size_t n = iterative->small;
  for (size_t j = 0; j < iterative->first_column; j++)
    out[j] = in[j];
  if (iterative->partner_of_pair != NULL) {
    const DesignEffect *pairs = &design->effect[iterative->effect[iterative->pair]];
    for (size_t j = 0; j < pairs->levels; j++) {
      out[iterative->partner_of_pair[j]] -=
          iterative->cross[j] / iterative->diagonal[pairs->offset + j] * in[pairs->offset + j];
    }
    for (size_t j = 0; j < iterative->first_column; j++)
      out[j] /= iterative->diagonal[j];
    for (size_t j = 0; j < pairs->levels; j++) {
      out[pairs->offset + j] -=
          iterative->cross[j] / iterative->diagonal[pairs->offset + j] * out[iterative->partner_of_pair[j]];
    }
  } else {
    for (size_t j = 0; j < iterative->first_column; j++)
      out[j] /= iterative->diagonal[j];
  }
  double block[ITERATIVE_SMALL_MAX + COLUMN_COUNT];
  for (size_t a = 0; a < n; a++)
    block[a] = in[iterative->small_index[a]];
  numeric_dense_solve(iterative->small_factor, n, block);
  for (size_t a = 0; a < n; a++)
    out[iterative->small_index[a]] = block[a];
}

/* ---- Solving --------------------------------------------------------------------------------------------------- */

/* One brief of system_apply. `effects` is a constant where this is expanded, so that the compiler lays the loops flat:
 * they are where a large fit spends its time. Levels come scaled in and are scaled again at the end. */
static inline __attribute__((always_inline)) void apply_brief(const Iterative *iterative, size_t brief, size_t effects,
                                                              const double *in, double *out) {
  const int32_t first = iterative->brief_start[brief], end = iterative->brief_start[brief + 1];
  const size_t columns = iterative->columns;
  const double *beta = in + iterative->first_column;
  double total = 0.0;
  for (int32_t i = first; i < end; i++) {
    const double *x = &iterative->x[(size_t)i * columns];
    double sum = 0.0;
    for (size_t k = 0; k < effects; k++)
      sum += in[iterative->level[k][i]];
    for (size_t c = 0; c < columns; c++)
      sum += x[c] * beta[c];
    iterative->scaled[i] = iterative->curvature[i] * sum;
    total += iterative->scaled[i];
  }
  double shared = iterative->brief_sigma * iterative->brief_sigma * total / iterative->brief_diagonal[brief];
  double *by_column = out + iterative->first_column;
  for (int32_t i = first; i < end; i++) {
    const double *x = &iterative->x[(size_t)i * columns];
    double amount = iterative->scaled[i] - iterative->curvature[i] * shared;
    for (size_t k = 0; k < effects; k++)
      out[iterative->level[k][i]] += amount;
    for (size_t c = 0; c < columns; c++)
      by_column[c] += x[c] * amount;
  }
}

static void apply_rows(const Iterative *iterative, const double *in, double *out) {
  switch (iterative->effects) {
  case 1:
    for (size_t b = 0; b < iterative->briefs; b++)
      apply_brief(iterative, b, 1, in, out);
    break;
  case 2:
    for (size_t b = 0; b < iterative->briefs; b++)
      apply_brief(iterative, b, 2, in, out);
    break;
  case 3:
    for (size_t b = 0; b < iterative->briefs; b++)
      apply_brief(iterative, b, 3, in, out);
    break;
  default:
    for (size_t b = 0; b < iterative->briefs; b++)
      apply_brief(iterative, b, iterative->effects, in, out);
    break;
  }
}

void system_apply(const Iterative *iterative, const double *in, double *out) {
  double *lifted = iterative->lifted;
  memcpy(lifted, in, iterative->reduced * sizeof *lifted);
  memset(out, 0, iterative->reduced * sizeof *out);
  for (size_t k = 0; k < iterative->effects; k++) {
    const DesignEffect *effect = &iterative->design->effect[iterative->effect[k]];
    for (size_t j = effect->offset; j < effect->offset + effect->levels; j++)
      lifted[j] *= iterative->sigma[k];
  }
  apply_rows(iterative, lifted, out);
  for (size_t k = 0; k < iterative->effects; k++) {
    const DesignEffect *effect = &iterative->design->effect[iterative->effect[k]];
    for (size_t j = effect->offset; j < effect->offset + effect->levels; j++)
      out[j] = in[j] + iterative->sigma[k] * out[j];
  }
  for (size_t c = 0; c < iterative->columns; c++) {
    size_t j = iterative->first_column + c;
    out[j] += column_precision(iterative, c) * in[j];
  }
}

static double dot(const double *a, const double *b, size_t n) {
  double sum = 0.0;
  for (size_t j = 0; j < n; j++)
    sum += a[j] * b[j];
  return sum;
}

BellwetherStatus system_solve(Iterative *iterative, const double *right, double *solution, double tolerance) {
  size_t n = iterative->reduced;
  double *r = iterative->remaining, *d = iterative->direction, *image = iterative->image,
         *z = iterative->preconditioned;
  system_apply_inverse(iterative, right, z);
  double goal = tolerance * tolerance * dot(right, z, n);
  system_apply(iterative, solution, r);
  for (size_t j = 0; j < n; j++)
    r[j] = right[j] - r[j];
  system_apply_inverse(iterative, r, z);
  memcpy(d, z, n * sizeof *d);
  double size = dot(r, z, n);
  for (int step = 0; step < CONJUGATE_STEPS_MAX && size > goal && size > 1e-300; step++) {
    system_apply(iterative, d, image);
    double curvature = dot(d, image, n);
    if (!(curvature > 0.0) || !isfinite(curvature))
      return BELLWETHER_NUMERIC;
    double length = size / curvature;
    for (size_t j = 0; j < n; j++) {
      solution[j] += length * d[j];
      r[j] -= length * image[j];
    }
    system_apply_inverse(iterative, r, z);
    double next = dot(r, z, n), ratio = next / size;
    for (size_t j = 0; j < n; j++)
      d[j] = z[j] + ratio * d[j];
    size = next;
  }
  return isfinite(size) ? BELLWETHER_OK : BELLWETHER_NUMERIC;
}

BellwetherStatus system_solve_all(Iterative *iterative, const double *b, double *y, double tolerance) {
  double *right = iterative->right;
  for (size_t j = 0; j < iterative->reduced; j++)
    right[j] = b[system_unknown(iterative, j)];
  const double *by_brief = b + iterative->first_column;
  if (iterative->brief_effect) {
    for (size_t g = 0; g < iterative->briefs; g++) {
      double shared = iterative->brief_sigma * by_brief[iterative->brief_level[g]] / iterative->brief_diagonal[g];
      for (int32_t i = iterative->brief_start[g]; i < iterative->brief_start[g + 1]; i++) {
        add_row_reduced(iterative, (size_t)i, -iterative->curvature[i] * shared, right);
      }
    }
  }
  double *reduced = iterative->reduced_part;
  memset(reduced, 0, iterative->reduced * sizeof *reduced);
  BellwetherStatus status = system_solve(iterative, right, reduced, tolerance);
  if (status != BELLWETHER_OK)
    return status;
  for (size_t j = 0; j < iterative->reduced; j++)
    y[system_unknown(iterative, j)] = reduced[j];
  if (!iterative->brief_effect)
    return BELLWETHER_OK;
  for (size_t g = 0; g < iterative->briefs; g++) {
    double sum = by_brief[iterative->brief_level[g]];
    for (int32_t i = iterative->brief_start[g]; i < iterative->brief_start[g + 1]; i++) {
      sum -= iterative->brief_sigma * iterative->curvature[i] * row_reduced(iterative, (size_t)i, reduced);
    }
    y[iterative->first_column + (size_t)iterative->brief_level[g]] = sum / iterative->brief_diagonal[g];
  }
  return BELLWETHER_OK;
}

void system_project(const Iterative *iterative, const double *g, double *b) {
  memset(b, 0, iterative->design->unknowns * sizeof *b);
  double *beta = b + iterative->design->level_count;
  for (size_t n = 0; n < iterative->briefs; n++) {
    for (int32_t i = iterative->brief_start[n]; i < iterative->brief_start[n + 1]; i++) {
      for (size_t k = 0; k < iterative->effects; k++)
        b[iterative->level[k][i]] += iterative->sigma[k] * g[i];
      if (iterative->brief_effect) {
        b[iterative->first_column + (size_t)iterative->brief_level[n]] += iterative->brief_sigma * g[i];
      }
      const double *x = &iterative->x[(size_t)i * iterative->columns];
      for (size_t c = 0; c < iterative->columns; c++)
        beta[c] += x[c] * g[i];
    }
  }
}

/* ---- Variances ------------------------------------------------------------------------------------------------- */

/* Of the reduced part of a row, from the preconditioner's blocks. */
static double block_variance(const Iterative *iterative, size_t row) {
  double variance = 0.0;
  for (size_t k = 0; k < iterative->effects; k++) {
    if ((int)k == iterative->skill && iterative->small > iterative->columns)
      continue;
    variance += iterative->sigma[k] * iterative->sigma[k] * iterative->inverse[iterative->level[k][row]];
  }
  if (iterative->partner_of_pair != NULL) {
    const DesignEffect *pairs = &iterative->design->effect[iterative->effect[iterative->pair]];
    size_t j = (size_t)iterative->level[iterative->pair][row] - pairs->offset;
    double entry = -iterative->cross[j] / iterative->diagonal[pairs->offset + j] *
                   iterative->inverse[iterative->partner_of_pair[j]];
    variance += 2.0 * iterative->sigma[iterative->partner] * iterative->sigma[iterative->pair] * entry;
  }
  size_t index[COLUMN_COUNT + 1], count, n = iterative->small;
  double value[COLUMN_COUNT + 1];
  count = small_row(iterative, row, index, value);
  for (size_t a = 0; a < count; a++)
    for (size_t c = 0; c < count; c++)
      variance += value[a] * value[c] * iterative->small_inverse[index[a] * n + index[c]];
  return variance;
}

void system_row_variance(Iterative *iterative) {
  double square = iterative->brief_sigma * iterative->brief_sigma;
  for (size_t b = 0; b < iterative->briefs; b++) {
    double around = 0.0, brief = square / iterative->brief_diagonal[b];
    for (int32_t i = iterative->brief_start[b]; i < iterative->brief_start[b + 1]; i++) {
      double share = iterative->curvature[i] * brief;
      iterative->row_variance[i] = block_variance(iterative, (size_t)i);
      around += share * share * iterative->row_variance[i];
    }
    for (int32_t i = iterative->brief_start[b]; i < iterative->brief_start[b + 1]; i++) {
      double share = iterative->curvature[i] * brief, own = iterative->row_variance[i];
      iterative->row_variance[i] = brief + (1.0 - share) * (1.0 - share) * own + around - share * share * own;
    }
  }
}

/* Half of how log det H moves with each row's eta. */
void system_pull(const Iterative *iterative, double *g) {
  for (size_t i = 0; i < iterative->design->rows; i++) {
    g[i] = 0.5 * iterative->curvature[i] * (1.0 - 2.0 * iterative->fitted[i]) * iterative->row_variance[i];
  }
}
