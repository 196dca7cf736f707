/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* design.c: see design.h. */
#include "design.h"

#include "numeric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void design_free(Design *design) {
  free(design->evidence_row);
  free(design->outcome);
  free(design->weight);
  free(design->x);
  for (size_t k = 0; k < EFFECT_COUNT; k++) {
    free(design->effect[k].level_of_row);
    free(design->effect[k].id_of_level);
    free(design->level_of_id[k]);
  }
  memset(design, 0, sizeof *design);
}

int32_t design_id(const EvidenceRow *row, EffectKind kind) {
  switch (kind) {
  case EFFECT_SKILL: return row->skill;
  case EFFECT_PARTNER: return row->partner;
  case EFFECT_PARTNER_SKILL: return row->pair;
  case EFFECT_BRIEF: return row->brief;
  case EFFECT_COUNT: break;
  }
  return ID_NONE;
}

bool design_has_seen(const Design *design, EffectKind kind, int32_t id) {
  return id >= 0 && (size_t)id < design->ids[kind] && design->level_of_id[kind][id] != ID_NONE;
}

static size_t id_count(const Evidence *evidence, EffectKind kind) {
  switch (kind) {
  case EFFECT_SKILL: return evidence->skills.count;
  case EFFECT_PARTNER: return evidence->partners.count;
  case EFFECT_PARTNER_SKILL: return evidence->pair_count;
  case EFFECT_BRIEF: return evidence->briefs.count;
  case EFFECT_COUNT: break;
  }
  return 0;
}

static int compare_times(const void *left, const void *right) {
  int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return a < b ? -1 : a > b;
}

static bool row_is_known(const EvidenceRow *row, int64_t as_of_ms) {
  double outcome, weight;
  return row->at_ms <= as_of_ms && row->known_at_ms <= as_of_ms && evidence_advice_outcome(row, &outcome, &weight);
}

/* The moment by which the given share of what is known was known. */
static bool held_back_from(const Evidence *evidence, const DesignOptions *options, int64_t *moment) {
  *moment = options->as_of_ms;
  if (options->calibration_share >= 1.0)
    return true;
  int64_t *times = malloc((evidence->count + 1) * sizeof *times);
  if (times == NULL)
    return false;
  size_t count = 0;
  for (size_t i = 0; i < evidence->count; i++) {
    if (row_is_known(&evidence->rows[i], options->as_of_ms))
      times[count++] = evidence->rows[i].known_at_ms;
  }
  qsort(times, count, sizeof *times, compare_times);
  if (count > 0) {
    size_t place = (size_t)((double)count * options->calibration_share);
    *moment = times[place < count ? place : count - 1] - 1;
  }
  free(times);
  return true;
}

static bool take_rows(Design *design, const Evidence *evidence, const DesignOptions *options) {
  int64_t moment;
  if (!held_back_from(evidence, options, &moment))
    return false;
  for (size_t i = 0; i < evidence->count; i++)
    design->rows += row_is_known(&evidence->rows[i], moment);
  design->evidence_row = calloc(design->rows + 1, sizeof *design->evidence_row);
  design->outcome = calloc(design->rows + 1, sizeof *design->outcome);
  design->weight = calloc(design->rows + 1, sizeof *design->weight);
  if (design->evidence_row == NULL || design->outcome == NULL || design->weight == NULL)
    return false;
  size_t row = 0;
  int64_t newest = INT64_MIN;
  for (size_t i = 0; i < evidence->count; i++) {
    const EvidenceRow *from = &evidence->rows[i];
    if (!row_is_known(from, moment))
      continue;
    design->evidence_row[row] = (int32_t)i;
    (void)evidence_advice_outcome(from, &design->outcome[row], &design->weight[row]);
    if (from->known_at_ms > newest)
      newest = from->known_at_ms;
    row++;
  }
  if (options->half_life_ms > 0) {
    /* "Everything" has no moment of its own: then evidence fades from the newest outcome on. */
    double now = options->as_of_ms == BELLWETHER_ALL_TIME ? (double)newest : (double)options->as_of_ms;
    for (size_t i = 0; i < design->rows; i++) {
      double age = now - (double)evidence->rows[design->evidence_row[i]].known_at_ms;
      design->weight[i] *= exp2(-age / options->half_life_ms);
    }
  }
  return true;
}

/* ---- Effects --------------------------------------------------------------------------------------------------- */

static bool number_levels(Design *design, const Evidence *evidence, EffectKind kind, DesignEffect *effect) {
  size_t ids = id_count(evidence, kind);
  int32_t *level_of_id = malloc((ids + 1) * sizeof *level_of_id);
  design->level_of_id[kind] = level_of_id;
  design->ids[kind] = ids;
  effect->kind = kind;
  effect->level_of_row = malloc((design->rows + 1) * sizeof *effect->level_of_row);
  effect->id_of_level = malloc((ids + 1) * sizeof *effect->id_of_level);
  if (effect->level_of_row == NULL || level_of_id == NULL || effect->id_of_level == NULL)
    return false;
  for (size_t i = 0; i < ids; i++)
    level_of_id[i] = ID_NONE;
  for (size_t i = 0; i < design->rows; i++) {
    int32_t id = design_id(&evidence->rows[design->evidence_row[i]], kind);
    if (level_of_id[id] == ID_NONE) {
      effect->id_of_level[effect->levels] = id;
      level_of_id[id] = (int32_t)effect->levels++;
    }
    effect->level_of_row[i] = level_of_id[id];
  }
  return true;
}

static void drop_effect(DesignEffect *effect) {
  free(effect->level_of_row);
  free(effect->id_of_level);
  memset(effect, 0, sizeof *effect);
}

static bool take_effects(Design *design, const Evidence *evidence, bool priors) {
  DesignEffect all[EFFECT_COUNT];
  memset(all, 0, sizeof all);
  bool done = true;
  for (int kind = 0; kind < EFFECT_COUNT && done; kind++)
    done = number_levels(design, evidence, (EffectKind)kind, &all[kind]);
  size_t skills = all[EFFECT_SKILL].levels, partners = all[EFFECT_PARTNER].levels;
  size_t pairs = all[EFFECT_PARTNER_SKILL].levels, briefs = all[EFFECT_BRIEF].levels;
  bool told[EFFECT_COUNT] = {
      [EFFECT_SKILL] = skills > 1,
      [EFFECT_PARTNER] = (priors && partners > 0) || (partners > 1 && partners < design->rows),
      [EFFECT_PARTNER_SKILL] = skills > 1 && pairs > partners && (priors || pairs < design->rows),
      [EFFECT_BRIEF] = briefs < design->rows && (priors || briefs > 1),
  };
  for (int kind = 0; kind < EFFECT_COUNT; kind++) {
    design->effect_of_kind[kind] = -1;
    if (!done || !told[kind]) {
      drop_effect(&all[kind]);
      continue;
    }
    all[kind].offset = design->level_count;
    design->level_count += all[kind].levels;
    design->effect_of_kind[kind] = (int)design->effects;
    design->effect[design->effects++] = all[kind];
  }
  return done;
}

/* ---- Columns --------------------------------------------------------------------------------------------------- */

/* Which columns stand on their own: with priors, those that are not 0 throughout; without, those that are no
 * combination of earlier ones (their part orthogonal to these does not vanish). */
static void choose_columns(const double *gram, bool priors, bool *chosen) {
  double factor[COLUMN_COUNT][COLUMN_COUNT] = {{0}};
  for (int j = 0; j < COLUMN_COUNT; j++) {
    double norm = gram[j * COLUMN_COUNT + j], left = norm;
    chosen[j] = norm > 0;
    if (priors || !chosen[j])
      continue;
    for (int k = 0; k < j; k++) {
      if (!chosen[k])
        continue;
      double sum = gram[j * COLUMN_COUNT + k];
      for (int m = 0; m < k; m++)
        sum -= factor[j][m] * factor[k][m];
      factor[j][k] = sum / factor[k][k];
      left -= factor[j][k] * factor[j][k];
    }
    chosen[j] = left > 1e-9 * norm;
    if (chosen[j])
      factor[j][j] = sqrt(left);
    else
      memset(factor[j], 0, sizeof factor[j]);
  }
}

static double square(double x) {
  return x * x;
}

double design_logit_scale(const Design *design) {
  bool averaged = design == NULL || design->rows == 0 || design->effect_of_kind[EFFECT_BRIEF] < 0;
  return averaged ? numeric_averaged_scale(square(priors_effect(EFFECT_BRIEF)->median)) : 1.0;
}

ColumnPrior design_column_prior(const Design *design, Column column) {
  ColumnPrior prior = *priors_column(column);
  double scale = column == COLUMN_OVERRIDDEN ? 1.0 : design_logit_scale(design);
  prior.mean *= scale;
  prior.sd *= scale;
  return prior;
}

double design_prior_median(const Design *design, EffectKind kind) {
  double median = priors_effect(kind)->median * design_logit_scale(design);
  bool seen = design != NULL && design->rows > 0;
  bool alone = kind == EFFECT_PARTNER && seen && design->effect_of_kind[EFFECT_PARTNER_SKILL] < 0;
  return alone ? hypot(median, design_prior_median(design, EFFECT_PARTNER_SKILL)) : median;
}

static bool take_columns(Design *design, const Evidence *evidence, bool priors) {
  double gram[COLUMN_COUNT * COLUMN_COUNT] = {0}, values[COLUMN_COUNT];
  for (size_t i = 0; i < design->rows; i++) {
    evidence_columns(&evidence->rows[design->evidence_row[i]], values);
    for (int j = 0; j < COLUMN_COUNT; j++)
      for (int k = 0; k <= j; k++)
        gram[j * COLUMN_COUNT + k] += values[j] * values[k];
  }
  bool chosen[COLUMN_COUNT];
  choose_columns(gram, priors, chosen);
  for (int j = 0; j < COLUMN_COUNT; j++) {
    design->column_of_kind[j] = -1;
    if (!chosen[j])
      continue;
    ColumnPrior prior = design_column_prior(design, (Column)j);
    double variance = square(prior.sd);
    /* One skill alone: what it adds is part of the intercept. */
    if (j == COLUMN_INTERCEPT && design->effect_of_kind[EFFECT_SKILL] < 0)
      variance += square(design_prior_median(design, EFFECT_SKILL));
    design->column_of_kind[j] = (int)design->columns;
    design->column_mean[design->columns] = priors ? prior.mean : 0.0;
    design->column_precision[design->columns] = priors ? 1.0 / variance : 0.0;
    design->column_kind[design->columns++] = (Column)j;
  }
  design->x = malloc((design->rows * design->columns + 1) * sizeof *design->x);
  if (design->x == NULL)
    return false;
  for (size_t i = 0; i < design->rows; i++) {
    evidence_columns(&evidence->rows[design->evidence_row[i]], values);
    for (size_t c = 0; c < design->columns; c++)
      design->x[i * design->columns + c] = values[design->column_kind[c]];
  }
  return true;
}

BellwetherStatus design_make(Design *design, const Evidence *evidence, const DesignOptions *options) {
  memset(design, 0, sizeof *design);
  if (!take_rows(design, evidence, options) || !take_effects(design, evidence, options->priors) ||
      !take_columns(design, evidence, options->priors)) {
    design_free(design);
    return BELLWETHER_NO_MEMORY;
  }
  design->unknowns = design->level_count + design->columns;
  return BELLWETHER_OK;
}
