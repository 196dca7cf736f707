/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* standing.h: what a fitted record says of a partner, of checking, of a decision. Shared by the files that answer. */
#ifndef TRUST_STANDING_H
#define TRUST_STANDING_H

#include "chance.h"

/* How often a rival option works: where the advice fails, and where it works; each with its posterior's sd. */
typedef struct {
  double if_fails, if_fails_sd;
  double if_works, if_works_sd;
} Rival;

/* How often advice is overridden, by whether an own view was given: 0 none or not to be told, 1 the same, 2 another. */
typedef struct {
  double share[3];
  double overridden, advised; /* counts over the workspace */
  double own_known, own_sum;  /* overrides whose own outcome is known, and the sum of those outcomes */
} OverrideShares;

typedef struct BellwetherEngine {
  BellwetherOptions options;
  Evidence evidence;
  NumericHermite rule;
  Fit *fit;           /* NULL before the first fit */
  size_t fitted_rows; /* rows of the evidence at the last fit */
  Rival rival;
  OverrideShares overrides;
  double check_cost;         /* NAN where there is none to take */
  int32_t *partner_outcomes; /* per partner: known outcomes of their advice */
  size_t partner_count;
  ChanceSum chances, open; /* scratch of checking.c, empty between calls */
  char error[EVIDENCE_ERROR_BYTES];
} Engine;

static inline bool engine_has_priors(const Engine *engine) {
  return engine->options.priors == BELLWETHER_PRIORS_STANDARD;
}

/* What of a row was known at the time of the fit. */
bool known_advice(const Engine *engine, const EvidenceRow *row);
bool known_outcomes(const Engine *engine, const EvidenceRow *row);
bool known_decision(const Engine *engine, const EvidenceRow *row);

/* Learns rival and overrides from the evidence of the fit. */
BellwetherStatus rival_learn(Engine *engine);
/* 0 none or not to be told, 1 the same, 2 another. */
int override_group(const EvidenceRow *row);
/* The chance of a rival option, given the chance of the advice. */
double rival_chance(const Rival *rival, double advice);
double rival_variance(const Rival *rival, double advice, double advice_variance);

/* What checking adds over a set of rows. Counts and means are raw; add and added as in the public header. */
typedef struct {
  size_t decisions, overridden, known;
  size_t advised;                      /* decided on, or with an outcome known without a decision */
  double others_known, others_sum;     /* outcomes of own choices against other advice of the workspace */
  double own_sum;                      /* outcomes of the own choices, where known */
  double share_prior;                  /* overridden of all other advice of the workspace */
  double share_mean, share_variance;   /* of overrides to come */
  double advice_mean, advice_variance; /* chance of the advice where overridden */
  double better_mean, better_variance; /* own choice minus advice where overridden, to come */
  BellwetherEstimate advice_would;
  BellwetherEstimate adds, added;
  double adds_mean, adds_sd;
  double gamma_turn;
} Checking;

/* Over the rows of a pair, or over all (pair ID_NONE). */
BellwetherStatus checking_find(Engine *engine, int32_t pair, Checking *checking);

/* The same overrides, were the chance of the advice another: fills adds, adds_mean and adds_sd anew. */
void checking_suppose(Checking *checking, double advice_mean, double advice_variance);

/* The chance that checking adds more than that, as a share of the stake, to decisions to come. */
double checking_above(const Checking *checking, double adds);

/* The earned limit of a pair, of which checking_find has said what checking adds over all stakes. */
BellwetherStatus limit_find(const Engine *engine, int32_t pair, const Checking *checking, BellwetherLimit *limit);

/* Goes through the advice that was known, of a pair or of all (pair ID_NONE): the first, then the next; ID_NONE at the
 * end. */
int32_t scope_next(const Engine *engine, int32_t pair, int32_t after);

#endif
