/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* design.h: what of the evidence was known at a moment, as the numbers of a mixed logistic regression.
 *
 * Unknowns are numbered in one vector: the levels of each effect in turn (on a scale where their prior is N(0, 1)), then
 * the coefficients of the columns. An effect or column that the record can't tell from the others is left out. */
#ifndef TRUST_DESIGN_H
#define TRUST_DESIGN_H

#include "evidence.h"

typedef struct {
  EffectKind kind;
  size_t levels;
  size_t offset;         /* of its first level among the unknowns */
  int32_t *level_of_row; /* per row of the design */
  int32_t *id_of_level;  /* the evidence's number (of a skill, partner, pair or brief) */
} DesignEffect;

typedef struct {
  size_t rows;
  int32_t *evidence_row; /* which row of the evidence each is */
  double *outcome;
  double *weight;
  size_t columns;
  Column column_kind[COLUMN_COUNT];
  int column_of_kind[COLUMN_COUNT];      /* -1 where left out */
  double column_mean[COLUMN_COUNT];      /* prior mean of a column's coefficient */
  double column_precision[COLUMN_COUNT]; /* 1 / prior variance; 0 without priors */
  double *x;                             /* rows x columns */
  size_t effects;
  DesignEffect effect[EFFECT_COUNT];
  int effect_of_kind[EFFECT_COUNT];   /* -1 where left out */
  int32_t *level_of_id[EFFECT_COUNT]; /* ID_NONE where an id was not seen; also of effects that were left out */
  size_t ids[EFFECT_COUNT];           /* their lengths */
  size_t level_count;                 /* of all effects together: the first coefficient's number */
  size_t unknowns;
} Design;

typedef struct {
  bool priors;
  double half_life_ms; /* 0: no fading */
  int64_t as_of_ms;
  double calibration_share; /* use only the outcomes that became known first, this share of them; 1: all */
} DesignOptions;

/* Fills *design from the evidence, whose opinions are counted. BELLWETHER_OK or BELLWETHER_NO_MEMORY. A design may
 * have no rows. */
BellwetherStatus design_make(Design *design, const Evidence *evidence, const DesignOptions *options);
void design_free(Design *design);

/* Whether the design has outcomes of that skill, partner, pair or brief. */
bool design_has_seen(const Design *design, EffectKind kind, int32_t id);

/* By how much the logits of a design count: 1, and less where it leaves the briefs' effect out. Its chances are then means
 * over briefs, whose logits lie nearer to 0, so the priors do too. NULL: no design, which leaves it out as well. */
double design_logit_scale(const Design *design);

/* Mean and standard deviation of the prior of a column's coefficient in a design. How much weaker overridden advice is
 * keeps its prior: that is said of chances as they are counted (docs/estimates.md, section 2). */
ColumnPrior design_column_prior(const Design *design, Column column);

/* Median of the prior of an effect's standard deviation: where each partner has one skill, a partner's effect holds that
 * of partner and skill too. */
double design_prior_median(const Design *design, EffectKind kind);

/* The number that an effect groups a row by. */
int32_t design_id(const EvidenceRow *row, EffectKind kind);

#endif
