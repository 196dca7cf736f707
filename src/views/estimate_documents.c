/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* estimate_documents.c: what the engine says, as documents. What is not known is not there. */
#include "estimates.h"

#include <math.h>

#define TEN_THOUSANDTHS 10000.0
#define MINUTES_PER_HOUR 60.0

static void put_number(json_t *document, const char *name, double value, double unit) {
  if (isfinite(value))
    json_object_set_new(document, name, json_integer((json_int_t)llround(value * unit)));
}

static void put_count(json_t *document, const char *name, size_t count) {
  json_object_set_new(document, name, json_integer((json_int_t)count));
}

json_t *estimate_document(const BellwetherEstimate *estimate) {
  if (!isfinite(estimate->estimate))
    return json_null();
  json_t *document = json_object();
  put_number(document, "estimate", estimate->estimate, TEN_THOUSANDTHS);
  put_number(document, "low", estimate->low, TEN_THOUSANDTHS);
  put_number(document, "high", estimate->high, TEN_THOUSANDTHS);
  return document;
}

static void put_estimate(json_t *document, const char *name, const BellwetherEstimate *estimate) {
  if (isfinite(estimate->estimate))
    json_object_set_new(document, name, estimate_document(estimate));
}

static const char *reason_word(BellwetherLimitReason reason) {
  switch (reason) {
  case BELLWETHER_LIMIT_TOO_FEW: return "too_few";
  case BELLWETHER_LIMIT_NOT_RELIABLE: return "not_reliable";
  case BELLWETHER_LIMIT_CHECKING_PAYS: return "checking_pays";
  case BELLWETHER_LIMIT_TOO_RISKY: return "too_risky";
  case BELLWETHER_LIMIT_NO_STAKES: return "no_stakes";
  case BELLWETHER_LIMIT_EARNED: return "earned";
  case BELLWETHER_LIMIT_EARNED_CAPPED: return "earned_capped";
  case BELLWETHER_LIMIT_TRIAL: return "trial";
  }
  return "too_few";
}

/* Limits are agreed on in round figures: two digits and noughts, never more than was earned. */
static double round_limit(double limit) {
  double step = 1.0;
  while (limit >= 100.0 * step)
    step *= 10.0;
  return floor(limit / step + 1e-9) * step; /* a limit of 1200 is one, whatever its last digits */
}

static json_t *limit_document(const BellwetherLimit *limit) {
  json_t *document = json_object();
  put_number(document, "limit_minor", round_limit(limit->limit), 1);
  json_object_set_new(document, "reason", json_string(reason_word(limit->reason)));
  put_count(document, "outcomes", limit->outcomes);
  put_count(document, "outcomes_asked", limit->outcomes_asked);
  put_number(document, "reliable", limit->reliable, TEN_THOUSANDTHS);
  put_number(document, "reliable_asked", limit->reliable_asked, TEN_THOUSANDTHS);
  put_number(document, "loss_chance", limit->loss_chance, TEN_THOUSANDTHS);
  put_number(document, "check_cost_minor", limit->check_cost, 1);
  put_count(document, "decisions_within", limit->decisions_within);
  put_number(document, "minutes_back", limit->hours_back, MINUTES_PER_HOUR);
  return document;
}

json_t *standing_document(const BellwetherStanding *standing) {
  json_t *document = json_object();
  put_count(document, "advice", standing->advice_count);
  put_count(document, "outcomes", standing->outcomes);
  put_number(document, "worked", standing->worked, TEN_THOUSANDTHS);
  put_count(document, "told_by_partner", standing->told_by_partner);
  put_estimate(document, "chance", &standing->chance);
  put_count(document, "stated", standing->stated);
  put_number(document, "stated_mean", standing->stated_mean, TEN_THOUSANDTHS);
  put_number(document, "came_true", standing->came_true, TEN_THOUSANDTHS);
  put_number(document, "corrected", standing->corrected, TEN_THOUSANDTHS);
  put_count(document, "decisions", standing->decisions);
  put_number(document, "followed", standing->followed_share, TEN_THOUSANDTHS);
  put_estimate(document, "warranted", &standing->warranted);
  put_count(document, "overridden", standing->overridden);
  put_count(document, "overridden_known", standing->overridden_known);
  put_number(document, "own_choice_worked", standing->own_choice_worked, TEN_THOUSANDTHS);
  put_estimate(document, "advice_would", &standing->advice_would);
  put_estimate(document, "checking_adds", &standing->checking_adds);
  put_number(document, "gamma_turn_thousandths", standing->gamma_turn, 1000);
  json_object_set_new(document, "limit", limit_document(&standing->limit));
  return document;
}

json_t *checking_document(const BellwetherChecking *checking) {
  json_t *document = json_object();
  put_count(document, "decisions", checking->decisions);
  put_count(document, "overridden", checking->overridden);
  put_count(document, "overridden_known", checking->overridden_known);
  put_number(document, "own_choice_worked", checking->own_choice_worked, TEN_THOUSANDTHS);
  put_estimate(document, "advice_would", &checking->advice_would);
  put_estimate(document, "checking_adds", &checking->checking_adds);
  return document;
}

json_t *comparison_document(const BellwetherComparison *comparison) {
  json_t *document = json_object();
  put_estimate(document, "advice", &comparison->advice);
  if (comparison->has_own_view) {
    json_object_set_new(document, "own_view_agrees", json_boolean(comparison->own_view_agrees));
    put_estimate(document, "own_view", &comparison->own_view);
    put_number(document, "advice_better", comparison->advice_better, TEN_THOUSANDTHS);
    put_number(document, "difference_minor", comparison->difference.estimate, 1);
    put_number(document, "difference_low_minor", comparison->difference.low, 1);
    put_number(document, "difference_high_minor", comparison->difference.high, 1);
  }
  json_object_set_new(document, "take", json_string(comparison->take_advice ? "advice" : "own_view"));
  put_estimate(document, "overridden", &comparison->overridden);
  put_count(document, "agreeing", comparison->agreeing);
  put_count(document, "disagreeing", comparison->disagreeing);
  put_count(document, "partner_outcomes", comparison->partner_outcomes);
  return document;
}
