/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* compare.c: a decision's comparison: the advice, the own view, and the difference in money. */
#include "standing.h"

#include <math.h>
#include <string.h>

#define SPREAD 25

static double clamp_share(double value) {
  return numeric_clamp(value, 0.0, 1.0);
}

static BellwetherEstimate around(double mean, double variance) {
  double inner = numeric_clamp(mean, 1e-6, 1.0 - 1e-6), logit = numeric_logit(inner);
  double sd = sqrt(variance) / (inner * (1.0 - inner));
  return (BellwetherEstimate){clamp_share(mean), fmin(clamp_share(mean), numeric_logistic(logit - NUMERIC_Z90 * sd)),
                              fmax(clamp_share(mean), numeric_logistic(logit + NUMERIC_Z90 * sd))};
}

/* The own view is the rival of the advice; its chance follows from the advice's. */
static void compare_rival(const Engine *engine, const Chance *chance, double stake, BellwetherComparison *comparison) {
  const Rival *rival = &engine->rival;
  double spread[SPREAD], mean = comparison->advice.estimate, variance = chance_variance(chance, &engine->rule);
  double own = rival_chance(rival, mean), better = 0.0;
  comparison->own_view = around(own, rival_variance(rival, mean, variance));
  chance_spread(chance, &engine->rule, spread, SPREAD);
  for (size_t i = 0; i < SPREAD; i++) {
    double sd = sqrt(rival_variance(rival, spread[i], 0.0));
    better += numeric_normal_cdf((spread[i] - rival_chance(rival, spread[i])) / fmax(sd, 1e-9));
  }
  comparison->advice_better = clamp_share(better / SPREAD);
  comparison->take_advice = comparison->advice_better > 1.0 - PRIORS_OWN_VIEW_BURDEN;
  double slope = 1.0 - (rival->if_works - rival->if_fails);
  double sd = sqrt(slope * slope * variance + rival_variance(rival, mean, 0.0)), difference = mean - own;
  comparison->difference = (BellwetherEstimate){stake * difference, stake * fmax(difference - NUMERIC_Z90 * sd, -1.0),
                                                stake * fmin(difference + NUMERIC_Z90 * sd, 1.0)};
}

static BellwetherStatus compare(Engine *engine, const EvidenceRow *row, BellwetherComparison *comparison) {
  bool priors = engine_has_priors(engine);
  int group = override_group(row);
  /* Without priors the column stands for itself, as other software has it. */
  double share = priors                                                     ? engine->overrides.share[group]
                 : known_decision(engine, row) && evidence_is_override(row) ? 1.0
                                                                            : 0.0;
  ChanceQuestion question = chance_question(row, share);
  Chance chance, overridden;
  BellwetherStatus status = chance_make(engine->fit, priors, &question, &chance);
  if (status != BELLWETHER_OK)
    return status;
  question.column[COLUMN_OVERRIDDEN] = 1.0;
  status = chance_make(engine->fit, priors, &question, &overridden);
  if (status != BELLWETHER_OK)
    return status;
  const BellwetherEstimate unknown = {NAN, NAN, NAN};
  *comparison = (BellwetherComparison){.advice = chance_estimate(&chance, &engine->rule),
                                       .has_own_view = row->own_view != ID_NONE,
                                       .own_view_agrees = group == 1,
                                       .own_view = unknown,
                                       .take_advice = true,
                                       .advice_better = NAN,
                                       .difference = unknown,
                                       .overridden = chance_estimate(&overridden, &engine->rule),
                                       .agreeing = row->agreeing,
                                       .disagreeing = row->disagreeing};
  bool counted = row->partner != ID_NONE && (size_t)row->partner < engine->partner_count;
  comparison->partner_outcomes = counted ? (size_t)engine->partner_outcomes[row->partner] : 0;
  if (!comparison->has_own_view)
    return BELLWETHER_OK;
  if (group == 1) {
    comparison->own_view = comparison->advice;
    comparison->advice_better = 0.5;
    if (!isnan(row->stake))
      comparison->difference = (BellwetherEstimate){0.0, 0.0, 0.0};
    return BELLWETHER_OK;
  }
  compare_rival(engine, &chance, row->stake, comparison);
  return BELLWETHER_OK;
}

BellwetherStatus bellwether_compare(BellwetherEngine *engine, const BellwetherRow *row,
                                    BellwetherComparison *comparison) {
  memset(comparison, 0, sizeof *comparison);
  BellwetherStatus status = evidence_check(row, engine->error);
  if (status != BELLWETHER_OK)
    return status;
  if (engine->fit == NULL)
    return BELLWETHER_NOT_FITTED;
  EvidenceRow translated = evidence_translate(&engine->evidence, row);
  translated.decision = BELLWETHER_DECISION_NONE;
  return compare(engine, &translated, comparison);
}

BellwetherStatus bellwether_compare_row(BellwetherEngine *engine, size_t row_index, BellwetherComparison *comparison) {
  memset(comparison, 0, sizeof *comparison);
  engine->error[0] = 0;
  if (engine->fit == NULL)
    return BELLWETHER_NOT_FITTED;
  if (row_index >= engine->fitted_rows)
    return BELLWETHER_NOT_FOUND;
  return compare(engine, &engine->evidence.rows[row_index], comparison);
}

BellwetherStatus bellwether_compare_view(BellwetherEngine *engine, size_t row_index, const char *own_view,
                                         double own_view_confidence, BellwetherComparison *comparison) {
  memset(comparison, 0, sizeof *comparison);
  BellwetherStatus status = evidence_check_view(own_view, own_view_confidence, engine->error);
  if (status != BELLWETHER_OK)
    return status;
  if (engine->fit == NULL)
    return BELLWETHER_NOT_FITTED;
  if (row_index >= engine->fitted_rows)
    return BELLWETHER_NOT_FOUND;
  EvidenceRow row = evidence_beside(&engine->evidence, row_index, own_view, own_view_confidence);
  return compare(engine, &row, comparison);
}
