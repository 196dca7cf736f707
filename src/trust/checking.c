/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* checking.c: what it adds that the client looks at each advice and may override it.
 *
 *   Delta = r (E[y | own choice, overridden] - E[y | advice, overridden])
 *
 * with r the share overridden. The second expectation is seldom seen; the record gives it at odds divided by Gamma,
 * since deciders pick out the weaker advice (docs/estimates.md, section 4). */
#include "standing.h"

#include <math.h>
#include <stdlib.h>

#define GAMMA_TURN_MAX 1000.0

int32_t scope_next(const Engine *engine, int32_t pair, int32_t after) {
  const Evidence *evidence = &engine->evidence;
  int32_t i;
  if (pair == ID_NONE)
    i = after == ID_NONE ? (int32_t)engine->fitted_rows - 1 : after - 1;
  else
    i = after == ID_NONE ? evidence->pairs[pair].last : evidence->rows[after].previous_in_pair;
  while (i >= 0) {
    const EvidenceRow *row = &evidence->rows[i];
    if ((size_t)i < engine->fitted_rows && known_advice(engine, row))
      return i;
    i = pair == ID_NONE ? i - 1 : row->previous_in_pair;
  }
  return ID_NONE;
}

static double clamp_share(double value) {
  return numeric_clamp(value, 0.0, 1.0);
}

/* An interval for a share from its mean and variance, on the logit scale so that it stays between 0 and 1. */
static BellwetherEstimate share_interval(double mean, double variance) {
  double inner = numeric_clamp(mean, 1e-6, 1.0 - 1e-6);
  double sd = sqrt(fmax(variance, 0.0)) / (inner * (1.0 - inner)), logit = numeric_logit(inner);
  return (BellwetherEstimate){clamp_share(mean), fmin(mean, numeric_logistic(logit - NUMERIC_Z90 * sd)),
                              fmax(mean, numeric_logistic(logit + NUMERIC_Z90 * sd))};
}

static BellwetherEstimate difference_interval(double mean, double sd) {
  return (BellwetherEstimate){mean, fmax(mean - NUMERIC_Z90 * sd, -1.0), fmin(mean + NUMERIC_Z90 * sd, 1.0)};
}

/* Sums over the overrides of a scope whose own outcome is known. */
typedef struct {
  ChanceSum *chances; /* of the advice, overridden: for decisions to come */
  ChanceSum *open;    /* the same where the road not taken is not known: for the decisions made */
  double took;        /* own outcomes minus known outcomes of the advice */
} OverrideSums;

static BellwetherStatus add_override(Engine *engine, const EvidenceRow *row, double own, OverrideSums *sums) {
  bool priors = engine_has_priors(engine);
  ChanceQuestion question = chance_question(row, 1.0);
  BellwetherStatus status = chance_sum_add(engine->fit, priors, &question, sums->chances);
  double advice, weight;
  sums->took += own;
  if (evidence_advice_outcome_by_client(row, &advice, &weight)) {
    sums->took -= advice;
    return status;
  }
  return status == BELLWETHER_OK ? chance_sum_add(engine->fit, priors, &question, sums->open) : status;
}

static BellwetherStatus collect(Engine *engine, int32_t pair, Checking *checking, OverrideSums *sums) {
  for (int32_t i = scope_next(engine, pair, ID_NONE); i != ID_NONE; i = scope_next(engine, pair, i)) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    double outcome, weight;
    bool settled = known_outcomes(engine, row) && evidence_advice_outcome(row, &outcome, &weight);
    checking->advised += known_decision(engine, row) || settled;
    if (!known_decision(engine, row))
      continue;
    checking->decisions++;
    if (!evidence_is_override(row))
      continue;
    checking->overridden++;
    double own;
    if (!known_outcomes(engine, row) || !evidence_override_outcome(row, &own))
      continue;
    checking->known++;
    checking->own_sum += own;
    BellwetherStatus status = add_override(engine, row, own, sums);
    if (status != BELLWETHER_OK)
      return status;
  }
  return BELLWETHER_OK;
}

/* Where nothing was overridden yet: the chance of this partner's next advice, were it overridden. */
static ChanceQuestion question_without_overrides(const Engine *engine, int32_t pair) {
  ChanceQuestion question = {.id = {ID_NONE, ID_NONE, ID_NONE, ID_NONE}};
  question.column[COLUMN_INTERCEPT] = 1.0;
  question.column[COLUMN_OVERRIDDEN] = 1.0;
  if (pair != ID_NONE) {
    question.id[EFFECT_PARTNER] = engine->evidence.pairs[pair].partner;
    question.id[EFFECT_SKILL] = engine->evidence.pairs[pair].skill;
    question.id[EFFECT_PARTNER_SKILL] = pair;
  }
  return question;
}

/* The prior is what was overridden of all other advice of the workspace. */
static void find_share(const Engine *engine, Checking *checking) {
  const OverrideShares *all = &engine->overrides;
  const double weight = PRIORS_OVERRIDE_WEIGHT;
  double advised = all->advised - (double)checking->advised;
  double overridden = all->overridden - (double)checking->overridden;
  checking->share_prior = (overridden + weight * PRIORS_OVERRIDE_SHARE) / (advised + weight);
  double n = (double)checking->decisions;
  checking->share_mean = ((double)checking->overridden + weight * checking->share_prior) / (n + weight);
  checking->share_variance = checking->share_mean * (1.0 - checking->share_mean) / (n + weight + 1.0);
}

/* How own choices do before this partner's are known: somewhat worse than the advice they go against, and as the owner's
 * choices against other partners did, which tell of this one's within what partners differ. weight: outcomes that this
 * is worth; own_weight: of it, what moves with the chance of the advice. */
static double prior_own_choice(const Checking *checking, double advice, double *weight, double *own_weight) {
  double logit = numeric_logit(numeric_clamp(advice, 1e-6, 1.0 - 1e-6)) - PRIORS_OWN_CHOICE_BEHIND;
  double mean = numeric_logistic(logit), others = 0.0;
  *weight = *own_weight = PRIORS_OWN_CHOICE_WEIGHT;
  if (checking->others_known > 0.0) {
    const double most = PRIORS_OWN_CHOICE_OTHERS;
    others = checking->others_known * most / (checking->others_known + most);
    double share = others / (*weight + others);
    mean += share * (checking->others_sum / checking->others_known - mean);
    *weight += others;
  }
  return mean;
}

/* Decisions to come: own choice minus advice, where overridden. */
static void find_better(Checking *checking, double advice, double advice_variance) {
  double weight, own_weight, prior = prior_own_choice(checking, advice, &weight, &own_weight);
  double total = (double)checking->known + weight, own = (checking->own_sum + weight * prior) / total;
  double pull = 1.0 - own_weight / total;
  checking->better_mean = own - advice;
  checking->better_variance = own * (1.0 - own) / (total + 1.0) + pull * pull * advice_variance;
}

static void find_adds(Checking *checking) {
  double r = checking->share_mean, r_variance = checking->share_variance;
  double d = checking->better_mean, d_variance = checking->better_variance;
  checking->adds_mean = r * d;
  checking->adds_sd = sqrt(d * d * r_variance + r * r * d_variance + r_variance * d_variance);
  checking->adds = difference_interval(checking->adds_mean, checking->adds_sd);
}

void checking_suppose(Checking *checking, double advice_mean, double advice_variance) {
  find_better(checking, advice_mean, advice_variance);
  find_adds(checking);
}

/* Delta is a product, whose sign is that of one factor alone, so the share overridden is gone through at three points of
 * its logit (Gauss and Hermite's) and the rest is normal at each. */
double checking_above(const Checking *checking, double adds) {
  static const double node[] = {-1.7320508075688772, 0.0, 1.7320508075688772}, weight[] = {1.0 / 6, 2.0 / 3, 1.0 / 6};
  double mean = numeric_clamp(checking->share_mean, 1e-4, 1.0 - 1e-4), logit = numeric_logit(mean), chance = 0.0;
  double logit_sd = sqrt(checking->share_variance) / (mean * (1.0 - mean));
  double sd = fmax(sqrt(checking->better_variance), 1e-9);
  for (int i = 0; i < 3; i++) {
    double share = numeric_logistic(logit + node[i] * logit_sd);
    chance += weight[i] * numeric_normal_cdf((checking->better_mean - adds / share) / sd);
  }
  return chance;
}

/* The decisions made. What the open roads would have brought is predicted: their chances, uncertain together, and the
 * toss of each. Overrides whose own outcome is not known are taken to have gone as the others. */
static BellwetherStatus find_added(Engine *engine, const OverrideSums *sums, Checking *checking) {
  double m = (double)checking->known;
  if (checking->decisions == 0) {
    checking->added = (BellwetherEstimate){NAN, NAN, NAN};
    return BELLWETHER_OK;
  }
  if (checking->known == 0) {
    double r = (double)checking->overridden / (double)checking->decisions;
    checking->added = difference_interval(r * checking->better_mean, r * sqrt(checking->better_variance));
    return BELLWETHER_OK;
  }
  /* Where no road became known, the open ones are all, whose variance was asked for before. */
  double count = (double)sums->chances->count;
  double variance = checking->advice_variance * count * count;
  if (sums->open->count < sums->chances->count) {
    BellwetherStatus status = chance_sum_variance(engine->fit, sums->open, &variance);
    if (status != BELLWETHER_OK)
      return status;
  }
  double share = (double)checking->overridden / (double)checking->decisions;
  double mean = share * (sums->took - sums->open->sum) / m;
  double sd = share * sqrt(variance + sums->open->sampling) / m;
  checking->added = difference_interval(mean, sd);
  return BELLWETHER_OK;
}

/* Logits of the advice's chances before they are divided by Gamma, for the overrides whose own outcome is known. */
static BellwetherStatus overridden_logits(Engine *engine, int32_t pair, double *logits) {
  size_t count = 0;
  for (int32_t i = scope_next(engine, pair, ID_NONE); i != ID_NONE; i = scope_next(engine, pair, i)) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    double own;
    if (!known_decision(engine, row) || !known_outcomes(engine, row) || !evidence_override_outcome(row, &own))
      continue;
    ChanceQuestion question = chance_question(row, 0.0);
    ChanceMoments moments;
    BellwetherStatus status = chance_moments(engine->fit, engine_has_priors(engine), &question, &moments);
    if (status != BELLWETHER_OK)
      return status;
    logits[count++] = numeric_logit(moments.mean);
  }
  return BELLWETHER_OK;
}

static double mean_at_gamma(const double *logits, size_t count, double log_gamma) {
  double sum = 0.0;
  for (size_t i = 0; i < count; i++)
    sum += numeric_logistic(logits[i] - log_gamma);
  return sum / (double)count;
}

/* The Gamma at which the advice would have done as well as the own choices did, by bisection: a larger one makes the
 * overridden advice worse. */
static BellwetherStatus find_turn(Engine *engine, int32_t pair, Checking *checking) {
  size_t count = checking->known;
  if (count == 0)
    return BELLWETHER_OK;
  double *logits = calloc(count, sizeof *logits);
  if (logits == NULL)
    return BELLWETHER_NO_MEMORY;
  BellwetherStatus status = overridden_logits(engine, pair, logits);
  double target = checking->own_sum / (double)count, low = -log(GAMMA_TURN_MAX), high = log(GAMMA_TURN_MAX);
  if (status == BELLWETHER_OK && mean_at_gamma(logits, count, low) >= target &&
      mean_at_gamma(logits, count, high) <= target) {
    for (int step = 0; step < 40; step++) {
      double middle = 0.5 * (low + high);
      if (mean_at_gamma(logits, count, middle) > target)
        low = middle;
      else
        high = middle;
    }
    checking->gamma_turn = exp(0.5 * (low + high));
  }
  free(logits);
  return status;
}

static BellwetherStatus conclude(Engine *engine, int32_t pair, OverrideSums *sums, Checking *checking) {
  double variance;
  BellwetherStatus status = BELLWETHER_OK;
  if (sums->chances->count == 0) {
    ChanceQuestion question = question_without_overrides(engine, pair);
    status = chance_sum_add(engine->fit, engine_has_priors(engine), &question, sums->chances);
  }
  if (status == BELLWETHER_OK)
    status = chance_sum_variance(engine->fit, sums->chances, &variance);
  if (status != BELLWETHER_OK)
    return status;
  double count = (double)sums->chances->count, advice = clamp_share(sums->chances->sum / count);
  double advice_variance = variance / (count * count);
  checking->advice_would = share_interval(advice, advice_variance);
  checking->advice_mean = advice;
  checking->advice_variance = advice_variance;
  find_share(engine, checking);
  checking->others_known = engine->overrides.own_known - (double)checking->known;
  checking->others_sum = engine->overrides.own_sum - checking->own_sum;
  checking_suppose(checking, advice, advice_variance);
  return find_added(engine, sums, checking);
}

BellwetherStatus checking_find(Engine *engine, int32_t pair, Checking *checking) {
  *checking = (Checking){.gamma_turn = NAN};
  OverrideSums sums = {.chances = &engine->chances, .open = &engine->open};
  BellwetherStatus status = collect(engine, pair, checking, &sums);
  if (status == BELLWETHER_OK)
    status = conclude(engine, pair, &sums, checking);
  chance_sum_clear(&engine->chances);
  chance_sum_clear(&engine->open);
  return status == BELLWETHER_OK ? find_turn(engine, pair, checking) : status;
}
