/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rival.c: the own view's chance beside the advice's, and how often advice is overridden.
 *
 * Two options that differ are rivals. Where the answers exclude one another (a date, a winner) one works exactly where
 * the other fails; of two offices both may do. Which of these a record is like is learned: the chance that the rival
 * works where the advice fails, and where it works (docs/estimates.md, section 5). */
#include "standing.h"

#include <math.h>

bool known_advice(const Engine *engine, const EvidenceRow *row) {
  return row->at_ms <= engine->fit->as_of_ms;
}

bool known_outcomes(const Engine *engine, const EvidenceRow *row) {
  return known_advice(engine, row) && row->known_at_ms <= engine->fit->as_of_ms;
}

/* A decision comes after its advice: at the moment of the advice it is not known yet. */
bool known_decision(const Engine *engine, const EvidenceRow *row) {
  return row->at_ms < engine->fit->as_of_ms && evidence_is_decided(row);
}

int override_group(const EvidenceRow *row) {
  int sign = evidence_own_view_sign(row);
  return sign == 0 ? 0 : sign > 0 ? 1 : 2;
}

/* Of all advice that was decided on or whose outcome is known without a decision: where outcomes are recorded and no
 * decisions, nothing was picked out. Advice that still waits says nothing. */
static void learn_overrides(Engine *engine) {
  double overridden[3] = {0}, advised[3] = {0}, own_known = 0.0, own_sum = 0.0;
  for (size_t i = 0; i < engine->fitted_rows; i++) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    double outcome, weight, own;
    if (known_decision(engine, row) && known_outcomes(engine, row) && evidence_override_outcome(row, &own)) {
      own_known += 1.0;
      own_sum += own;
    }
    bool settled = known_outcomes(engine, row) && evidence_advice_outcome(row, &outcome, &weight);
    if (!known_decision(engine, row) && !settled)
      continue;
    int group = override_group(row);
    advised[group] += 1.0;
    overridden[group] += evidence_is_override(row) ? 1.0 : 0.0;
  }
  for (int group = 0; group < 3; group++) {
    double prior = group == 1 ? PRIORS_OVERRIDE_SHARE_AGREES : PRIORS_OVERRIDE_SHARE;
    engine->overrides.share[group] =
        (overridden[group] + PRIORS_OVERRIDE_WEIGHT * prior) / (advised[group] + PRIORS_OVERRIDE_WEIGHT);
  }
  engine->overrides.overridden = overridden[0] + overridden[1] + overridden[2];
  engine->overrides.advised = advised[0] + advised[1] + advised[2];
  engine->overrides.own_known = own_known;
  engine->overrides.own_sum = own_sum;
}

/* Chance that the advice of a row worked: what is known of it, or what the record makes of it, given how the rival
 * turned out. */
static BellwetherStatus advice_worked(const Engine *engine, const EvidenceRow *row, double rival_outcome,
                                      double *worked) {
  double weight;
  if (evidence_advice_outcome(row, worked, &weight) && weight == 1.0)
    return BELLWETHER_OK;
  ChanceQuestion question = chance_question(row, evidence_is_override(row) ? 1.0 : 0.0);
  ChanceMoments moments;
  BellwetherStatus status = chance_moments(engine->fit, engine_has_priors(engine), &question, &moments);
  if (status != BELLWETHER_OK)
    return status;
  const double fails = PRIORS_RIVAL_IF_FAILS_A / (PRIORS_RIVAL_IF_FAILS_A + PRIORS_RIVAL_IF_FAILS_B);
  const double works = PRIORS_RIVAL_IF_WORKS_A / (PRIORS_RIVAL_IF_WORKS_A + PRIORS_RIVAL_IF_WORKS_B);
  double given_works = rival_outcome * works + (1.0 - rival_outcome) * (1.0 - works);
  double given_fails = rival_outcome * fails + (1.0 - rival_outcome) * (1.0 - fails);
  *worked = moments.mean * given_works / (moments.mean * given_works + (1.0 - moments.mean) * given_fails);
  return BELLWETHER_OK;
}

static void beta_moments(double a, double b, double *mean, double *sd) {
  *mean = a / (a + b);
  *sd = sqrt(*mean * (1.0 - *mean) / (a + b + 1.0));
}

BellwetherStatus rival_learn(Engine *engine) {
  learn_overrides(engine);
  double fails_a = PRIORS_RIVAL_IF_FAILS_A, fails_b = PRIORS_RIVAL_IF_FAILS_B;
  double works_a = PRIORS_RIVAL_IF_WORKS_A, works_b = PRIORS_RIVAL_IF_WORKS_B;
  for (size_t i = 0; i < engine->fitted_rows; i++) {
    const EvidenceRow *row = &engine->evidence.rows[i];
    double outcome, worked;
    if (override_group(row) != 2 || !known_outcomes(engine, row) || !evidence_own_view_outcome(row, &outcome))
      continue;
    BellwetherStatus status = advice_worked(engine, row, outcome, &worked);
    if (status != BELLWETHER_OK)
      return status;
    fails_a += (1.0 - worked) * outcome;
    fails_b += (1.0 - worked) * (1.0 - outcome);
    works_a += worked * outcome;
    works_b += worked * (1.0 - outcome);
  }
  beta_moments(fails_a, fails_b, &engine->rival.if_fails, &engine->rival.if_fails_sd);
  beta_moments(works_a, works_b, &engine->rival.if_works, &engine->rival.if_works_sd);
  return BELLWETHER_OK;
}

double rival_chance(const Rival *rival, double advice) {
  return rival->if_fails * (1.0 - advice) + rival->if_works * advice;
}

double rival_variance(const Rival *rival, double advice, double advice_variance) {
  double slope = rival->if_works - rival->if_fails;
  double fails = (1.0 - advice) * rival->if_fails_sd, works = advice * rival->if_works_sd;
  return slope * slope * advice_variance + fails * fails + works * works;
}
