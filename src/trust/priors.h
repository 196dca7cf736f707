/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* priors.h: every number of the estimates that is a choice of ours, with its reason, in one place.
 *
 * They are meant for a business with five outcomes, not five thousand, and none is fitted to a file of records. */
#ifndef TRUST_PRIORS_H
#define TRUST_PRIORS_H

typedef enum {
  COLUMN_INTERCEPT,
  COLUMN_STATED,
  COLUMN_STATED_LOGIT,
  COLUMN_LEANING,
  COLUMN_FAIRLY_SURE,
  COLUMN_SURE,
  COLUMN_OTHERS,
  COLUMN_BALANCE,
  COLUMN_OWN_VIEW,
  COLUMN_OWN_VIEW_SURE,
  COLUMN_ECHO,
  COLUMN_OVERRIDDEN,
  COLUMN_COUNT
} Column;

typedef enum { EFFECT_SKILL, EFFECT_PARTNER, EFFECT_PARTNER_SKILL, EFFECT_BRIEF, EFFECT_COUNT } EffectKind;

typedef struct {
  const char *name;
  double mean; /* of the coefficient, on the logit scale */
  double sd;
} ColumnPrior;

typedef struct {
  const char *name;
  double median; /* of the effect's standard deviation, on the logit scale */
  double log_sd; /* standard deviation of its logarithm */
} EffectPrior;

const ColumnPrior *priors_column(Column column);
const EffectPrior *priors_effect(EffectKind kind);

/* Stated chances are clamped to [PRIORS_STATED_CLAMP, 1 - PRIORS_STATED_CLAMP]. */
#define PRIORS_STATED_CLAMP 0.001

/* Correlation assumed between any two opinions on one brief (docs/estimates.md, section 2). */
#define PRIORS_OPINION_CORRELATION 0.5

/* How often an adviser's option is the client's own before anything is known of them, and how many cases that is
 * worth. */
#define PRIORS_ECHO_SHARE 0.6
#define PRIORS_ECHO_WEIGHT 4.0

/* Weight of an adapted advice's outcome as evidence on the advice. */
#define PRIORS_ADAPTED_WEIGHT 0.5

/* Of a rival option: chance that it works where the advice fails, and where the advice works, as Beta(a, b). Rivals
 * often exclude one another, not always: means 0.65 and 0.45, each worth four cases. */
#define PRIORS_RIVAL_IF_FAILS_A 2.6
#define PRIORS_RIVAL_IF_FAILS_B 1.4
#define PRIORS_RIVAL_IF_WORKS_A 1.8
#define PRIORS_RIVAL_IF_WORKS_B 2.2

/* How often advice is overridden before anything is known, and how many decisions that is worth; less where the
 * client's own view was the same option. */
#define PRIORS_OVERRIDE_SHARE 0.3
#define PRIORS_OVERRIDE_SHARE_AGREES 0.05
#define PRIORS_OVERRIDE_WEIGHT 2.0

/* An own view is recommended over an advice only where it is the better road with this chance: going against a partner
 * has a second cost, a partner who stops speaking up, which no outcome shows. */
#define PRIORS_OWN_VIEW_BURDEN 0.8

/* How an own choice against advice turns out before any is known: at odds lower by this, on the logit scale, than the
 * advice it goes against, worth that many outcomes. People weigh their own opinion over an adviser's more than it earns
 * and lose by it (Yaniv and Kleinberger 2000; Bonaccio and Dalal 2006). Four own choices that did well say otherwise. */
#define PRIORS_OWN_CHOICE_BEHIND 0.4
#define PRIORS_OWN_CHOICE_WEIGHT 4.0
/* What the owner's choices against other partners are worth for this one, at most: as if the share of own choices that
 * work differed between partners by a standard deviation of 0.125, for 0.25 / 0.125^2 is 16. */
#define PRIORS_OWN_CHOICE_OTHERS 16.0

/* At comparable stakes: how many outcomes there the model's chance over all stakes is worth. */
#define PRIORS_BAND_WEIGHT 4.0

/* The correction of calibration: normal priors of intercept and log slope, and the chance beforehand that one is
 * needed at all. Low, for the outcomes held back count in the fit too: a run of luck in them has moved it already. */
#define PRIORS_CALIBRATION_INTERCEPT_SD 0.2
#define PRIORS_CALIBRATION_SLOPE_SD 0.3
#define PRIORS_CALIBRATION_NEEDED 0.02

/* A goal's climb, where 0 is the baseline and 1 the target, in value and in time: at first half the pace that it takes,
 * give or take the whole of it. A measurement is off by a twentieth of the climb, the level wanders by a tenth of it and
 * the slope by three tenths of the pace over the goal's time, each known to a factor of three or so. */
#define PRIORS_CLIMB_LEVEL_SD 10.0
#define PRIORS_CLIMB_SLOPE 0.5
#define PRIORS_CLIMB_SLOPE_SD 1.0
#define PRIORS_CLIMB_MEASUREMENT 0.05
#define PRIORS_CLIMB_LEVEL_WANDERS 0.1
#define PRIORS_CLIMB_SLOPE_WANDERS 0.3
#define PRIORS_CLIMB_LOG_SD 1.0

#endif
