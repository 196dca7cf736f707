/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "money.h"

#include "bellwether/bellwether.h"

#include <math.h>
#include <stdio.h>

enum { DECISIONS = 150, REFIT_EVERY = 2, DRAWN_ONE_IN = 20, GROWING = 75 };
#define SMALLEST_STAKE 100.0
#define STAKE_DECADES 3.0
#define CHECK_COST 60.0
#define DAY_MS INT64_C(86400000)

typedef struct {
  const char *name;
  double below, above; /* chance that advice works at stakes below and from SMALL_THING on */
} Partner;

typedef struct {
  const char *name;
  double overrides_wrong, overrides_right;
  double own_if_wrong, own_if_right;
} Owner;

#define SMALL_THING 2000.0
static const Partner partners[MONEY_PARTNERS] = {{"excellent (0.90)", 0.9, 0.9},
                                                 {"good (0.80)", 0.8, 0.8},
                                                 {"fair (0.65)", 0.65, 0.65},
                                                 {"poor (0.50)", 0.5, 0.5},
                                                 {"small things only", 0.9, 0.4}};
static const Owner owners[MONEY_OWNERS] = {
    {"checks well", 0.45, 0.15, 0.8, 0.5}, {"checks badly", 0.25, 0.15, 0.45, 0.45}, {"never overrides", 0, 0, 0, 0}};

const char *money_partner_name(int scenario) {
  return partners[scenario / MONEY_OWNERS].name;
}

const char *money_owner_name(int scenario) {
  return owners[scenario % MONEY_OWNERS].name;
}

double money_fixed_limit(int place) {
  return SMALLEST_STAKE * pow(10, place / 5.0);
}

/* One decision, with everything that could come of it. */
typedef struct {
  double stake;
  double fails, fails_if_checked; /* chance that what is done fails */
  bool advice_works, would_override, own_works, is_drawn;
} Decision;

static void make_decisions(RandomSource *source, const Partner *partner, const Owner *owner, Decision *decisions) {
  for (int place = 0; place < DECISIONS; place++) {
    Decision *decision = &decisions[place];
    double decades = STAKE_DECADES * fmin(1, (place + 1.0) / GROWING);
    decision->stake = SMALLEST_STAKE * pow(10, decades * random_uniform(source));
    double works = decision->stake < SMALL_THING ? partner->below : partner->above;
    decision->fails = 1 - works;
    decision->fails_if_checked = works * owner->overrides_right * (1 - owner->own_if_right) +
                                 (1 - works) * (1 - owner->overrides_wrong * owner->own_if_wrong);
    decision->advice_works = random_happens(source, works);
    decision->would_override =
        random_happens(source, decision->advice_works ? owner->overrides_right : owner->overrides_wrong);
    decision->own_works = random_happens(source, decision->advice_works ? owner->own_if_right : owner->own_if_wrong);
    decision->is_drawn = random_happens(source, 1.0 / DRAWN_ONE_IN);
  }
}

/* What a decision costs in expectation, checked or not, and whether what was done worked here. Whether to check depends
 * on earlier decisions only, so the mean cost over this one's own luck has the same expectation as the cost itself, and
 * a small part of its variance. */
static double settle(const Decision *decision, bool checked, bool *worked) {
  *worked = checked && decision->would_override ? decision->own_works : decision->advice_works;
  return checked ? CHECK_COST + decision->stake * decision->fails_if_checked : decision->stake * decision->fails;
}

/* ---- The simple policies ------------------------------------------------------------------------------------------ */

static double cost_of_limit(const Decision *decisions, double limit) {
  double cost = 0;
  bool worked;
  for (int place = 0; place < DECISIONS; place++)
    cost += settle(&decisions[place], decisions[place].stake > limit, &worked);
  return cost;
}

/* Known outcomes are those of advice that was followed. */
static double cost_of_wins(const Decision *decisions) {
  double cost = 0, known = 0, won = 0;
  for (int place = 0; place < DECISIONS; place++) {
    bool checked = !(known >= 5 && won >= 0.8 * known), worked;
    cost += settle(&decisions[place], checked, &worked);
    if (!(checked && decisions[place].would_override)) {
      known++;
      won += worked;
    }
  }
  return cost;
}

/* ---- The engine's ------------------------------------------------------------------------------------------------- */

static bool tell(BellwetherEngine *engine, const Decision *decision, int place, bool checked, bool worked) {
  char brief[32];
  BellwetherRow row;
  bellwether_row_init(&row);
  snprintf(brief, sizeof brief, "decision %d", place);
  row.brief = brief;
  row.partner = "the partner";
  row.at_ms = place * DAY_MS;
  row.advice = "theirs";
  row.stake = decision->stake;
  row.outcome = worked;
  if (checked) {
    bool overrides = decision->would_override;
    row.decision = overrides ? BELLWETHER_DECISION_OVERRIDE : BELLWETHER_DECISION_FOLLOW;
    row.chosen = overrides ? "mine" : "theirs";
  }
  return bellwether_engine_add(engine, &row) == BELLWETHER_OK;
}

static bool refit(BellwetherEngine *engine, double *limit) {
  BellwetherStanding standing;
  if (bellwether_fit(engine, BELLWETHER_ALL_TIME) != BELLWETHER_OK ||
      bellwether_standing_of(engine, "the partner", NULL, &standing) != BELLWETHER_OK)
    return false;
  *limit = standing.limit.limit;
  return true;
}

static double cost_of_engine(const Decision *decisions, double *largest_limit, size_t *failures) {
  BellwetherOptions options;
  bellwether_options_init(&options);
  options.check_cost = CHECK_COST;
  options.check_hours = 1;
  BellwetherEngine *engine = NULL;
  double cost = 0, limit = 0;
  *largest_limit = 0;
  if (bellwether_engine_new(&options, &engine) != BELLWETHER_OK) {
    (*failures)++;
    return NAN;
  }
  for (int place = 0; place < DECISIONS; place++) {
    bool worked, checked = decisions[place].stake > limit || decisions[place].is_drawn;
    cost += settle(&decisions[place], checked, &worked);
    bool done = tell(engine, &decisions[place], place, checked, worked);
    if ((place + 1) % REFIT_EVERY == 0)
      done = done && refit(engine, &limit);
    *failures += !done;
    *largest_limit = fmax(*largest_limit, limit);
  }
  bellwether_engine_free(engine);
  return cost;
}

void money_run(uint64_t seed, MoneyRun *run) {
  run->failures = 0;
  for (int scenario = 0; scenario < MONEY_SCENARIOS; scenario++) {
    RandomSource source;
    Decision decisions[DECISIONS];
    random_seed(&source, seed * MONEY_SCENARIOS + (uint64_t)scenario);
    make_decisions(&source, &partners[scenario / MONEY_OWNERS], &owners[scenario % MONEY_OWNERS], decisions);
    double *cost = run->cost[scenario];
    cost[POLICY_ENGINE] = cost_of_engine(decisions, &run->largest_limit[scenario], &run->failures);
    cost[POLICY_ALWAYS] = cost_of_limit(decisions, 0);
    cost[POLICY_NEVER] = cost_of_limit(decisions, INFINITY);
    cost[POLICY_WINS] = cost_of_wins(decisions);
    for (int place = 0; place < MONEY_FIXED_LIMITS; place++)
      cost[POLICY_FIXED + place] = cost_of_limit(decisions, money_fixed_limit(place));
  }
}
