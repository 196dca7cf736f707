/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* limit.c: the earned limit, the stake up to which checking a partner's advice costs more than it adds.
 *
 * Letting a decision of stake s go unchecked loses s * Delta in expectation and saves the cost of a check, so the limit
 * that minimises expected cost is the largest stake s with s * E[Delta] < cost. It is held back: Delta and the partner's
 * share of successes are taken at comparable stakes only; never with fewer than five outcomes there; never where the
 * chance that s * Delta exceeds the cost is above one in five; never where it is not four in five that the advice works
 * more often than not; never above twice the largest stake with a known outcome. Candidates go down from that in steps
 * of a factor sqrt(2), and the first to pass is proposed (docs/estimates.md, section 6). */
#include "standing.h"

#include <math.h>

#define LIMIT_OUTCOMES_MIN 5
#define LIMIT_RELIABLE_MIN 0.8
#define LIMIT_LOSS_CHANCE_MAX 0.2
#define LIMIT_COMPARABLE_FACTOR 3.0
#define LIMIT_CANDIDATES_MAX 60

typedef struct {
  size_t outcomes;
  double worked, failed;
} Successes;

static Successes count_successes(const Engine *engine, const CheckingScope *scope) {
  Successes successes = {0};
  for (int32_t i = scope_next(engine, scope, ID_NONE); i != ID_NONE; i = scope_next(engine, scope, i)) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    double outcome, weight;
    if (!known_outcomes(engine, row) || !evidence_advice_outcome(row, &outcome, &weight))
      continue;
    successes.outcomes++;
    successes.worked += weight * outcome;
    successes.failed += weight * (1.0 - outcome);
  }
  return successes;
}

/* The largest and smallest positive stake with a known outcome; 0 where there is none. */
static void stake_range(const Engine *engine, int32_t pair, double *smallest, double *largest, bool *stated) {
  const CheckingScope scope = {.pair = pair};
  *smallest = *largest = 0.0;
  *stated = false;
  for (int32_t i = scope_next(engine, &scope, ID_NONE); i != ID_NONE; i = scope_next(engine, &scope, i)) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    double outcome, weight;
    if (!(row->stake > 0.0))
      continue;
    *stated = true;
    if (!known_outcomes(engine, row) || !evidence_advice_outcome(row, &outcome, &weight))
      continue;
    if (row->stake > *largest)
      *largest = row->stake;
    if (*smallest == 0.0 || row->stake < *smallest)
      *smallest = row->stake;
  }
}

/* Fills what stands in the way of a candidate, or that nothing does. True where it passes. */
static BellwetherStatus judge(Engine *engine, int32_t pair, double candidate, BellwetherLimit *limit, bool *passes) {
  const CheckingScope scope = {pair, candidate / LIMIT_COMPARABLE_FACTOR, candidate * LIMIT_COMPARABLE_FACTOR};
  Successes successes = count_successes(engine, &scope);
  *passes = false;
  limit->limit = candidate;
  limit->outcomes = successes.outcomes;
  limit->reliable = numeric_beta_above(1.0 + successes.worked, 1.0 + successes.failed, 0.5);
  limit->reason = BELLWETHER_LIMIT_TOO_FEW;
  if (successes.outcomes < LIMIT_OUTCOMES_MIN)
    return BELLWETHER_OK;
  Checking checking;
  BellwetherStatus status = checking_find(engine, &scope, &checking);
  if (status != BELLWETHER_OK)
    return status;
  double bearable = limit->check_cost / candidate; /* Delta from which checking pays */
  double sd = fmax(checking.adds_sd, 1e-9);
  limit->checking_adds = checking.adds;
  limit->loss_chance = 1.0 - numeric_normal_cdf((bearable - checking.adds_mean) / sd);
  limit->reason = BELLWETHER_LIMIT_NOT_RELIABLE;
  if (limit->reliable < LIMIT_RELIABLE_MIN)
    return BELLWETHER_OK;
  limit->reason = BELLWETHER_LIMIT_CHECKING_PAYS;
  if (checking.adds_mean >= bearable)
    return BELLWETHER_OK;
  limit->reason = BELLWETHER_LIMIT_TOO_RISKY;
  if (limit->loss_chance > LIMIT_LOSS_CHANCE_MAX)
    return BELLWETHER_OK;
  limit->reason = checking.overridden == 0 ? BELLWETHER_LIMIT_TRIAL : BELLWETHER_LIMIT_EARNED;
  *passes = true;
  return BELLWETHER_OK;
}

static void count_hours(const Engine *engine, int32_t pair, BellwetherLimit *limit) {
  const CheckingScope scope = {.pair = pair};
  for (int32_t i = scope_next(engine, &scope, ID_NONE); i != ID_NONE; i = scope_next(engine, &scope, i)) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    limit->decisions_within += known_decision(engine, row) && row->stake > 0.0 && row->stake <= limit->limit;
  }
  limit->hours_back = (double)limit->decisions_within * engine->options.check_hours;
}

/* How far a refusal is from a grant: the nearest one is the one worth telling. */
static int nearness(BellwetherLimitReason reason) {
  switch (reason) {
  case BELLWETHER_LIMIT_TOO_RISKY: return 4;
  case BELLWETHER_LIMIT_CHECKING_PAYS: return 3;
  case BELLWETHER_LIMIT_NOT_RELIABLE: return 2;
  case BELLWETHER_LIMIT_TOO_FEW: return 1;
  default: return 0;
  }
}

BellwetherStatus limit_find(Engine *engine, int32_t pair, BellwetherLimit *limit) {
  *limit = (BellwetherLimit){.reason = BELLWETHER_LIMIT_NO_STAKES,
                             .reliable = 0.5,
                             .loss_chance = 0.5,
                             .checking_adds = {NAN, NAN, NAN},
                             .check_cost = engine->check_cost};
  double smallest, largest;
  bool stated;
  stake_range(engine, pair, &smallest, &largest, &stated);
  if (!stated)
    return BELLWETHER_OK;
  limit->reason = BELLWETHER_LIMIT_TOO_FEW;
  if (!(largest > 0.0) || isnan(engine->check_cost))
    return BELLWETHER_OK;
  BellwetherLimit refused = *limit;
  double candidate = 2.0 * largest;
  for (int step = 0; step < LIMIT_CANDIDATES_MAX && candidate >= 0.5 * smallest; step++, candidate *= M_SQRT1_2) {
    BellwetherLimit tried = *limit;
    bool passes;
    BellwetherStatus status = judge(engine, pair, candidate, &tried, &passes);
    if (status != BELLWETHER_OK)
      return status;
    if (passes) {
      *limit = tried;
      if (step == 0 && limit->reason == BELLWETHER_LIMIT_EARNED)
        limit->reason = BELLWETHER_LIMIT_EARNED_CAPPED;
      count_hours(engine, pair, limit);
      return BELLWETHER_OK;
    }
    if (nearness(tried.reason) > nearness(refused.reason) || step == 0)
      refused = tried;
  }
  *limit = refused;
  limit->limit = 0.0;
  return BELLWETHER_OK;
}
