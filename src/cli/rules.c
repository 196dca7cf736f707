/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The simple rules; rules.h gives their formulas. */
#include "rules.h"

#include <math.h>
#include <stdint.h>

#define STATED_MIN 0.001
#define PRIOR_VARIANCE 4.0
#define STEPS_MAX 30
#define STEP_SMALL 1e-8

typedef struct {
  double worked;
  double count;
} Tally;

typedef struct {
  double logit; /* of what was stated; NAN: nothing was */
  double outcome;
} Said;

struct Rules {
  Tally all;
  GHashTable *partners; /* name -> Tally * */
  GArray *said;         /* Said: every outcome known so far */
  guint fitted;         /* how many of them the correction was fitted to */
  double intercept;     /* of the correction, where something was stated */
  double slope;
  double unstated; /* the intercept where nothing was */
};

Rules *rules_new(void) {
  Rules *rules = g_new0(Rules, 1);
  rules->partners = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
  rules->said = g_array_new(FALSE, FALSE, sizeof(Said));
  rules->slope = 1;
  return rules;
}

void rules_free(Rules *rules) {
  if (rules != NULL) {
    g_hash_table_unref(rules->partners);
    g_array_unref(rules->said);
    g_free(rules);
  }
}

static double clamp_stated(double stated) {
  return CLAMP(stated, STATED_MIN, 1 - STATED_MIN);
}

static double logit(double chance) {
  return log(chance) - log1p(-chance);
}

static double chance_of(double logit) {
  return 1 / (1 + exp(-logit));
}

void rules_learn(Rules *rules, const char *partner, double stated, double outcome) {
  Tally *tally = g_hash_table_lookup(rules->partners, partner);
  if (tally == NULL) {
    tally = g_new0(Tally, 1);
    g_hash_table_insert(rules->partners, (gpointer)(uintptr_t)partner, tally);
  }
  tally->worked += outcome;
  tally->count += 1;
  rules->all.worked += outcome;
  rules->all.count += 1;
  Said said = {.logit = isnan(stated) ? NAN : logit(clamp_stated(stated)), .outcome = outcome};
  g_array_append_val(rules->said, said);
}

/* One step of Newton's method on all three parameters; returns how far it went. The intercept where nothing was stated
 * shares no row with the other two, so that it is a step of its own. */
static double step_correction(Rules *rules) {
  double score[2] = {-rules->intercept / PRIOR_VARIANCE, -(rules->slope - 1) / PRIOR_VARIANCE};
  double a = 1 / PRIOR_VARIANCE;
  double b = 0;
  double c = 1 / PRIOR_VARIANCE;
  double unstated_score = -rules->unstated / PRIOR_VARIANCE;
  double unstated_information = 1 / PRIOR_VARIANCE;
  double unstated_chance = chance_of(rules->unstated);
  for (guint i = 0; i < rules->said->len; i++) {
    const Said *said = &g_array_index(rules->said, Said, i);
    if (isnan(said->logit)) {
      unstated_score += said->outcome - unstated_chance;
      unstated_information += unstated_chance * (1 - unstated_chance);
      continue;
    }
    double fitted = chance_of(rules->intercept + rules->slope * said->logit);
    double weight = fitted * (1 - fitted);
    score[0] += said->outcome - fitted;
    score[1] += (said->outcome - fitted) * said->logit;
    a += weight;
    b += weight * said->logit;
    c += weight * said->logit * said->logit;
  }
  double determinant = a * c - b * b; /* at least 1/16: the priors see to it */
  double moves[3] = {(c * score[0] - b * score[1]) / determinant, (a * score[1] - b * score[0]) / determinant,
                     unstated_score / unstated_information};
  double longest = MAX(fabs(moves[0]), MAX(fabs(moves[1]), fabs(moves[2])));
  double damping = longest > 2 ? 2 / longest : 1;
  rules->intercept += damping * moves[0];
  rules->slope += damping * moves[1];
  rules->unstated += damping * moves[2];
  return longest;
}

static void refit_correction(Rules *rules) {
  guint grown = rules->said->len - rules->fitted;
  if (grown == 0 || grown < rules->fitted / 100) {
    return;
  }
  for (int i = 0; i < STEPS_MAX && step_correction(rules) > STEP_SMALL; i++) {
  }
  rules->fitted = rules->said->len;
}

void rules_forecast(Rules *rules, const char *partner, double stated, double chances[RULE_COUNT]) {
  double constant = (rules->all.worked + 1) / (rules->all.count + 2);
  const Tally *tally = g_hash_table_lookup(rules->partners, partner);
  refit_correction(rules);
  chances[RULE_CONSTANT] = constant;
  chances[RULE_PARTNER] = tally == NULL ? constant : (tally->worked + 2 * constant) / (tally->count + 2);
  if (isnan(stated)) {
    chances[RULE_STATED] = constant;
    chances[RULE_CORRECTED] = chance_of(rules->unstated);
  } else {
    chances[RULE_STATED] = clamp_stated(stated);
    chances[RULE_CORRECTED] = chance_of(rules->intercept + rules->slope * logit(clamp_stated(stated)));
  }
}
