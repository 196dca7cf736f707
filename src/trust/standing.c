/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* standing.c: what is known of a partner in a skill, and of checking over the whole workspace. */
#include "standing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Gamma is told between e^-14 and e^14, about one to a million: past that a record says "without bound". */
#define GAMMA_LOG_MAX 14.0

static const BellwetherEstimate unknown_estimate = {NAN, NAN, NAN};

/* ---- Chance and stated confidence ------------------------------------------------------------------------------ */

typedef struct {
  double columns[COLUMN_COUNT]; /* sums over the partner's advice */
  double stated_sum, came_true;
} StatedSums;

static void count_row(const Engine *engine, const EvidenceRow *row, BellwetherStanding *standing, StatedSums *sums) {
  double columns[COLUMN_COUNT], outcome, weight;
  standing->advice_count++;
  evidence_columns(row, columns);
  for (int j = 0; j < COLUMN_COUNT; j++)
    sums->columns[j] += columns[j];
  if (known_decision(engine, row)) {
    standing->decisions++;
    standing->followed_share += row->decision == BELLWETHER_DECISION_ADAPT ? 0.5
                                : evidence_is_override(row)                ? 0.0
                                                                           : 1.0;
  }
  if (!known_outcomes(engine, row) || !evidence_advice_outcome(row, &outcome, &weight))
    return;
  standing->outcomes++;
  standing->worked += outcome;
  standing->told_by_partner += evidence_is_partner_told(row);
  if (isnan(row->confidence))
    return;
  standing->stated++;
  sums->stated_sum += row->confidence;
  sums->came_true += outcome;
}

/* The next advice of the pair: on a new brief, with no other opinion, stated as they usually state. */
static ChanceQuestion next_question(const Engine *engine, int32_t pair, const BellwetherStanding *standing,
                                    const StatedSums *sums, double overridden_share) {
  ChanceQuestion question = {.id = {ID_NONE, ID_NONE, ID_NONE, ID_NONE}};
  double count = standing->advice_count > 0 ? (double)standing->advice_count : 1.0;
  for (int j = COLUMN_STATED; j <= COLUMN_SURE; j++)
    question.column[j] = sums->columns[j] / count;
  question.column[COLUMN_INTERCEPT] = 1.0;
  question.column[COLUMN_OVERRIDDEN] = overridden_share;
  question.id[EFFECT_SKILL] = engine->evidence.pairs[pair].skill;
  question.id[EFFECT_PARTNER] = engine->evidence.pairs[pair].partner;
  question.id[EFFECT_PARTNER_SKILL] = pair;
  return question;
}

static BellwetherStatus fill_chances(Engine *engine, int32_t pair, const StatedSums *sums, double overridden_share,
                                     BellwetherStanding *standing) {
  ChanceQuestion question = next_question(engine, pair, standing, sums, overridden_share);
  Chance chance;
  BellwetherStatus status = chance_make(engine->fit, engine_has_priors(engine), &question, &chance);
  if (status != BELLWETHER_OK)
    return status;
  standing->chance = chance_estimate(&chance, &engine->rule);
  standing->stated_mean = standing->came_true = standing->corrected = NAN;
  if (standing->stated == 0)
    return BELLWETHER_OK;
  standing->stated_mean = sums->stated_sum / (double)standing->stated;
  standing->came_true = sums->came_true;
  double clamped = numeric_clamp(standing->stated_mean, PRIORS_STATED_CLAMP, 1.0 - PRIORS_STATED_CLAMP);
  for (int j = COLUMN_STATED; j <= COLUMN_SURE; j++)
    question.column[j] = 0.0;
  question.column[COLUMN_STATED] = 1.0;
  question.column[COLUMN_STATED_LOGIT] = numeric_logit(clamped);
  status = chance_make(engine->fit, engine_has_priors(engine), &question, &chance);
  if (status == BELLWETHER_OK)
    standing->corrected = chance_mean(&chance, &engine->rule);
  return status;
}

/* ---- Heard ----------------------------------------------------------------------------------------------------- */

#define HEARD_NODES 9
static const double heard_node[HEARD_NODES] = {-2.0, -NUMERIC_Z90, -1.0, -0.5, 0.0, 0.5, 1.0, NUMERIC_Z90, 2.0};
static const double heard_weight[HEARD_NODES] = {0.04, 0.07, 0.15, 0.16, 0.16, 0.16, 0.15, 0.07, 0.04};

/* Adds, for each place of what is shared by all decisions (how good the partner's advice is), the chance that following
 * was the better choice here. Own views are rivals; without one the other road is what own choices have brought. */
static BellwetherStatus add_heard(Engine *engine, const EvidenceRow *row, const Checking *checking, double *better) {
  if (override_group(row) == 1) {
    for (int i = 0; i < HEARD_NODES; i++)
      better[i] += 1.0;
    return BELLWETHER_OK;
  }
  ChanceQuestion question = chance_question(row, evidence_is_override(row) ? 1.0 : 0.0);
  ChanceMoments moments;
  BellwetherStatus status = chance_moments(engine->fit, engine_has_priors(engine), &question, &moments);
  if (status != BELLWETHER_OK)
    return status;
  for (int i = 0; i < HEARD_NODES; i++) {
    double advice = numeric_clamp(moments.mean + heard_node[i] * moments.sd, 0.0, 1.0), other, variance;
    if (override_group(row) == 2) {
      other = rival_chance(&engine->rival, advice);
      variance = rival_variance(&engine->rival, advice, 0.0);
    } else {
      other = checking->better_mean + checking->advice_would.estimate;
      variance = checking->better_variance;
    }
    better[i] += numeric_normal_cdf((advice - other) / fmax(sqrt(variance), 1e-3));
  }
  return BELLWETHER_OK;
}

static BellwetherStatus fill_heard(Engine *engine, int32_t pair, const Checking *checking,
                                   BellwetherStanding *standing) {
  standing->warranted = unknown_estimate;
  if (standing->decisions == 0) {
    standing->followed_share = NAN;
    return BELLWETHER_OK;
  }
  double better[HEARD_NODES] = {0}, mean = 0.0, count = (double)standing->decisions;
  standing->followed_share /= count;
  for (int32_t i = scope_next(engine, pair, ID_NONE); i != ID_NONE; i = scope_next(engine, pair, i)) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    if (!known_decision(engine, row))
      continue;
    BellwetherStatus status = add_heard(engine, row, checking, better);
    if (status != BELLWETHER_OK)
      return status;
  }
  for (int i = 0; i < HEARD_NODES; i++)
    mean += heard_weight[i] * better[i] / count;
  standing->warranted =
      (BellwetherEstimate){numeric_clamp(mean, 0.0, 1.0), numeric_clamp(fmin(better[1] / count, mean), 0.0, 1.0),
                           numeric_clamp(fmax(better[HEARD_NODES - 2] / count, mean), 0.0, 1.0)};
  return BELLWETHER_OK;
}

/* ---- The whole ------------------------------------------------------------------------------------------------- */

static void fill_checking(const Checking *checking, BellwetherStanding *standing) {
  standing->overridden = checking->overridden;
  standing->overridden_known = checking->known;
  standing->override_share =
      checking->decisions == 0 ? NAN : (double)checking->overridden / (double)checking->decisions;
  standing->own_choice_worked = checking->known == 0 ? NAN : checking->own_sum / (double)checking->known;
  standing->advice_would = checking->overridden == 0 ? unknown_estimate : checking->advice_would;
  standing->checking_adds = checking->decisions == 0 ? unknown_estimate : checking->adds;
  standing->checking_added = checking->added;
  standing->gamma_turn = checking->gamma_turn;
}

static BellwetherStatus find_standing(Engine *engine, int32_t pair, BellwetherStanding *standing) {
  memset(standing, 0, sizeof *standing);
  standing->partner = engine->evidence.partners.texts[engine->evidence.pairs[pair].partner];
  standing->skill = engine->evidence.skills.texts[engine->evidence.pairs[pair].skill];
  StatedSums sums = {{0}, 0.0, 0.0};
  for (int32_t i = scope_next(engine, pair, ID_NONE); i != ID_NONE; i = scope_next(engine, pair, i)) {
    count_row(engine, &engine->evidence.rows[i], standing, &sums);
  }
  Checking checking;
  BellwetherStatus status = checking_find(engine, pair, &checking);
  if (status != BELLWETHER_OK)
    return status;
  fill_checking(&checking, standing);
  size_t settled = standing->decisions > standing->outcomes ? standing->decisions : standing->outcomes;
  double share = ((double)checking.overridden + PRIORS_OVERRIDE_WEIGHT * checking.share_prior) /
                 ((double)settled + PRIORS_OVERRIDE_WEIGHT);
  status = fill_chances(engine, pair, &sums, share, standing);
  if (status == BELLWETHER_OK)
    status = fill_heard(engine, pair, &checking, standing);
  return status == BELLWETHER_OK ? limit_find(engine, pair, &checking, &standing->limit) : status;
}

BellwetherStatus bellwether_standing_count(const BellwetherEngine *engine, size_t *count) {
  *count = 0;
  if (engine->fit == NULL)
    return BELLWETHER_NOT_FITTED;
  *count = engine->evidence.pair_count;
  return BELLWETHER_OK;
}

BellwetherStatus bellwether_standing(BellwetherEngine *engine, size_t index, BellwetherStanding *standing) {
  engine->error[0] = 0;
  if (engine->fit == NULL)
    return BELLWETHER_NOT_FITTED;
  if (index >= engine->evidence.pair_count)
    return BELLWETHER_NOT_FOUND;
  return find_standing(engine, (int32_t)index, standing);
}

BellwetherStatus bellwether_standing_of(BellwetherEngine *engine, const char *partner, const char *skill,
                                        BellwetherStanding *standing) {
  engine->error[0] = 0;
  if (engine->fit == NULL)
    return BELLWETHER_NOT_FITTED;
  if (partner == NULL) {
    (void)snprintf(engine->error, sizeof engine->error, "partner: expected a text that is not empty");
    return BELLWETHER_INVALID;
  }
  int32_t partner_id = text_table_find(&engine->evidence.partners, partner);
  int32_t skill_id = text_table_find(&engine->evidence.skills, skill == NULL ? "" : skill);
  if (partner_id == ID_NONE || skill_id == ID_NONE)
    return BELLWETHER_NOT_FOUND;
  int32_t pair = id_map_get(&engine->evidence.pair_of, id_map_pair(partner_id, skill_id));
  return pair == ID_NONE ? BELLWETHER_NOT_FOUND : find_standing(engine, pair, standing);
}

static BellwetherStatus estimate_gamma(const Engine *engine, BellwetherEstimate *gamma) {
  const Fit *fit = engine->fit;
  int column = fit->design.rows == 0 ? -1 : fit->design.column_of_kind[COLUMN_OVERRIDDEN];
  const ColumnPrior *prior = priors_column(COLUMN_OVERRIDDEN);
  double mean = prior->mean, sd = prior->sd;
  if (column >= 0) {
    BellwetherModel model;
    BellwetherStatus status = bellwether_model(engine, &model);
    if (status != BELLWETHER_OK)
      return status;
    mean = model.coefficients[column].value;
    sd = model.coefficients[column].sd;
  }
  double log_gamma = numeric_clamp(-mean, -GAMMA_LOG_MAX, GAMMA_LOG_MAX), half = NUMERIC_Z90 * sd;
  *gamma = (BellwetherEstimate){exp(log_gamma), exp(fmax(log_gamma - half, -GAMMA_LOG_MAX)),
                                exp(fmin(log_gamma + half, GAMMA_LOG_MAX))};
  return BELLWETHER_OK;
}

BellwetherStatus bellwether_checking(BellwetherEngine *engine, BellwetherChecking *result) {
  memset(result, 0, sizeof *result);
  engine->error[0] = 0;
  if (engine->fit == NULL)
    return BELLWETHER_NOT_FITTED;
  Checking checking;
  BellwetherStatus status = checking_find(engine, ID_NONE, &checking);
  if (status != BELLWETHER_OK)
    return status;
  BellwetherStanding standing;
  fill_checking(&checking, &standing);
  *result = (BellwetherChecking){.decisions = checking.decisions,
                                 .overridden = standing.overridden,
                                 .overridden_known = standing.overridden_known,
                                 .override_share = standing.override_share,
                                 .own_choice_worked = standing.own_choice_worked,
                                 .advice_would = standing.advice_would,
                                 .checking_adds = standing.checking_adds,
                                 .checking_added = standing.checking_added,
                                 .gamma_turn = standing.gamma_turn};
  return estimate_gamma(engine, &result->gamma);
}
