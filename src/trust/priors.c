/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* priors.c: see priors.h; the reasons stand in docs/estimates.md, section 2. */
#include "priors.h"

static const ColumnPrior column_priors[COLUMN_COUNT] = {
    /* Advice that is paid for and followed works 7 times in 10, two thirds of the prior between 63 and 78 %. */
    [COLUMN_INTERCEPT] = {"intercept", 0.9, 0.35},
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
    [COLUMN_OWN_VIEW] = {"own_view", 0.2, 0.2},
    [COLUMN_OWN_VIEW_SURE] = {"own_view_sure", 0.2, 0.2},
    /* The yes of one who says yes to everything is worth less: an adviser who repeats the client in half of all cases,
     * and else is right 7 times in 10 beside a client right 6 times in 10, loses 0.6 on the logit of their yes, for a
     * logit of agreement that is 1.05 higher; half of that falls to this column. */
    [COLUMN_ECHO] = {"echo", -0.25, 0.25},
    /* -log Gamma: deciders pick out the weaker advice (DESIGN: log Gamma ~ Normal(log 2, 0.5)). */
    [COLUMN_OVERRIDDEN] = {"overridden", -0.6931471805599453, 0.5},
};

static const EffectPrior effect_priors[EFFECT_COUNT] = {
    [EFFECT_SKILL] = {"skill", 0.25, 0.6},
    /* One standard deviation of 0.4 takes a chance of 70 % to 61 or 78 %. */
    [EFFECT_PARTNER] = {"partner", 0.4, 0.5},
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
