/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* priors.c: see priors.h; the reasons stand in docs/estimates.md, section 2. */
#include "priors.h"

static const ColumnPrior column_priors[COLUMN_COUNT] = {
    /* Advice that is paid for works more often than not: 65 %, two thirds of the prior between 47 and 80 %. */
    [COLUMN_INTERCEPT] = {"intercept", 0.62, 0.75},
    /* With a slope of a half, a stated 67 % is worth as much as saying nothing. */
    [COLUMN_STATED] = {"stated", -0.35, 0.5},
    /* People who state chances are too sure: slopes well under 1 are the rule (Lichtenstein, Fischhoff, Phillips 1982). */
    [COLUMN_STATED_LOGIT] = {"stated_logit", 0.5, 0.25},
    [COLUMN_LEANING] = {"leaning", -0.3, 0.5},
    [COLUMN_FAIRLY_SURE] = {"fairly_sure", 0.0, 0.5},
    [COLUMN_SURE] = {"sure", 0.3, 0.5},
    [COLUMN_OTHERS] = {"others", 0.0, 0.4},
    /* One other adviser of the same mind, met independently, would be worth logit 0.65; half of that is shared. */
    [COLUMN_BALANCE] = {"balance", 0.6, 0.5},
    [COLUMN_OWN_VIEW] = {"own_view", 0.25, 0.3},
    [COLUMN_OWN_VIEW_SURE] = {"own_view_sure", 0.25, 0.3},
    /* -log Gamma: deciders pick out the weaker advice (DESIGN: log Gamma ~ Normal(log 2, 0.5)). */
    [COLUMN_OVERRIDDEN] = {"overridden", -0.6931471805599453, 0.5},
};

static const EffectPrior effect_priors[EFFECT_COUNT] = {
    [EFFECT_SKILL] = {"skill", 0.25, 0.6},
    /* One standard deviation of 0.5 takes a chance of 65 % to 53 or 75 %. */
    [EFFECT_PARTNER] = {"partner", 0.5, 0.6},
    [EFFECT_PARTNER_SKILL] = {"partner:skill", 0.25, 0.6},
    /* Questions differ more than the people who answer them. */
    [EFFECT_BRIEF] = {"brief", 0.7, 0.6},
};

const ColumnPrior *priors_column(Column column) {
  return &column_priors[column];
}

const EffectPrior *priors_effect(EffectKind kind) {
  return &effect_priors[kind];
}
