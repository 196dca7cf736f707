/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* limit.c: the earned limit, the stake up to which checking a partner's advice costs more than it adds.
 *
 * Letting a decision of stake s go unchecked loses s * Delta in expectation and saves the cost of a check, so the limit
 * that minimises expected cost is the largest stake s with s * E[Delta] < cost. It is held back: the partner's share of
 * successes is taken at comparable stakes only, and Delta with it; never with fewer than five outcomes there; never
 * where the chance that s * Delta exceeds the cost is above one in five; never where it is not nine in ten that the
 * advice works more often than not; never above twice the largest stake with a known outcome. Candidates climb from the
 * smallest stakes in steps of a factor sqrt(2), and the climb ends at the first that fails: a lucky run at large stakes
 * alone opens nothing (docs/estimates.md, section 6). */
#include "standing.h"

#include <math.h>

#define LIMIT_OUTCOMES_MIN 5
#define LIMIT_RELIABLE_MIN                                                                                             \
  0.9 /* stricter than the four in five that is asked, for the record is looked at again and again */
#define LIMIT_LOSS_CHANCE_MAX 0.2
#define LIMIT_COMPARABLE_FACTOR 5.0
#define LIMIT_PRIOR_WORKED 1.0 /* Beta prior of the advice at comparable stakes: one success, two failures */
#define LIMIT_PRIOR_FAILED 2.0
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

/* What is known of the pair at all stakes, found once. */
typedef struct {
  Checking checking;
  double chance; /* of the advice, not overridden */
} Overall;

static BellwetherStatus find_overall(Engine *engine, int32_t pair, Overall *overall) {
  const CheckingScope scope = {.pair = pair};
  const EvidencePair *names = &engine->evidence.pairs[pair];
  ChanceQuestion question = {.column = {[COLUMN_INTERCEPT] = 1.0}, .id = {names->skill, names->partner, pair, ID_NONE}};
  ChanceMoments moments;
  BellwetherStatus status = checking_find(engine, &scope, &overall->checking);
  if (status == BELLWETHER_OK)
    status = chance_moments(engine->fit, engine_has_priors(engine), &question, &moments);
  if (status == BELLWETHER_OK)
    overall->chance = numeric_clamp(moments.mean, 0.01, 0.99);
  return status;
}

/* Checking at the stakes of a band: how the owner checks is taken from all stakes, how the advice does from these, with
 * the model's chance as a prior. The overridden advice moves on the logit scale as the advice does. */
static Checking checking_at(const Overall *overall, const Successes *successes) {
  double worked = successes->worked + PRIORS_BAND_WEIGHT * overall->chance;
  double total = successes->worked + successes->failed + PRIORS_BAND_WEIGHT, here = worked / total;
  double moved = numeric_logit(here) - numeric_logit(overall->chance);
  double before = numeric_clamp(overall->checking.advice_mean, 0.001, 0.999);
  double advice = numeric_logistic(numeric_logit(before) + moved);
  double slope = advice * (1.0 - advice) / (here * (1.0 - here));
  double scale = advice * (1.0 - advice) / (before * (1.0 - before));
  double variance =
      scale * scale * overall->checking.advice_variance + slope * slope * here * (1.0 - here) / (total + 1.0);
  Checking checking = overall->checking;
  checking_suppose(&checking, advice, variance);
  return checking;
}

/* Fills what stands in the way of a candidate, or that nothing does. */
static void judge(Engine *engine, int32_t pair, const Overall *overall, double candidate, BellwetherLimit *limit) {
  const CheckingScope scope = {pair, candidate / LIMIT_COMPARABLE_FACTOR, candidate * LIMIT_COMPARABLE_FACTOR};
  Successes successes = count_successes(engine, &scope);
  Checking checking = checking_at(overall, &successes);
  double bearable = limit->check_cost / candidate; /* Delta from which checking pays */
  limit->limit = candidate;
  limit->outcomes = successes.outcomes;
  limit->reliable =
      numeric_beta_above(LIMIT_PRIOR_WORKED + successes.worked, LIMIT_PRIOR_FAILED + successes.failed, 0.5);
  limit->checking_adds = checking.adds;
  limit->loss_chance = 1.0 - numeric_normal_cdf((bearable - checking.adds_mean) / fmax(checking.adds_sd, 1e-9));
  if (successes.outcomes < LIMIT_OUTCOMES_MIN)
    limit->reason = BELLWETHER_LIMIT_TOO_FEW;
  else if (limit->reliable < LIMIT_RELIABLE_MIN)
    limit->reason = BELLWETHER_LIMIT_NOT_RELIABLE;
  else if (checking.adds_mean >= bearable)
    limit->reason = BELLWETHER_LIMIT_CHECKING_PAYS;
  else if (limit->loss_chance > LIMIT_LOSS_CHANCE_MAX)
    limit->reason = BELLWETHER_LIMIT_TOO_RISKY;
  else
    limit->reason = checking.overridden == 0 ? BELLWETHER_LIMIT_TRIAL : BELLWETHER_LIMIT_EARNED;
}

static bool is_granted(BellwetherLimitReason reason) {
  return reason == BELLWETHER_LIMIT_TRIAL || reason == BELLWETHER_LIMIT_EARNED;
}

static void count_hours(const Engine *engine, int32_t pair, BellwetherLimit *limit) {
  const CheckingScope scope = {.pair = pair};
  for (int32_t i = scope_next(engine, &scope, ID_NONE); i != ID_NONE; i = scope_next(engine, &scope, i)) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    limit->decisions_within += known_decision(engine, row) && row->stake > 0.0 && row->stake <= limit->limit;
  }
  limit->hours_back = (double)limit->decisions_within * engine->options.check_hours;
}

/* Climbs from the smallest stakes. Bands with too few outcomes are passed over until the first that can be judged. */
static void climb(Engine *engine, int32_t pair, const Overall *overall, double smallest, double largest,
                  BellwetherLimit *limit) {
  BellwetherLimit best = *limit, tried;
  double wanted = floor((log(4.0) + log(largest) - log(smallest)) / log(M_SQRT2));
  int steps = (int)fmin(wanted, LIMIT_CANDIDATES_MAX);
  for (int step = steps; step >= 0; step--) {
    tried = *limit;
    judge(engine, pair, overall, 2.0 * largest * pow(M_SQRT1_2, step), &tried);
    if (tried.reason == BELLWETHER_LIMIT_TOO_FEW && !is_granted(best.reason)) {
      if (tried.outcomes >= best.outcomes)
        best = tried;
      continue;
    }
    bool above_trial = tried.reason == BELLWETHER_LIMIT_TRIAL && tried.limit > 1.0001 * largest;
    if (!is_granted(tried.reason) || above_trial) {
      if (!is_granted(best.reason))
        best = tried;
      break;
    }
    best = tried;
    if (step == 0 && best.reason == BELLWETHER_LIMIT_EARNED)
      best.reason = BELLWETHER_LIMIT_EARNED_CAPPED;
  }
  *limit = best;
  if (best.reason < BELLWETHER_LIMIT_EARNED)
    limit->limit = 0.0;
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
  Overall overall;
  BellwetherStatus status = find_overall(engine, pair, &overall);
  if (status != BELLWETHER_OK)
    return status;
  climb(engine, pair, &overall, smallest, largest, limit);
  count_hours(engine, pair, limit);
  return BELLWETHER_OK;
}
