/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "money.h"

#include "bellwether/bellwether.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DECISIONS = 150, REFIT_EVERY = 1, DRAWN_ONE_IN = 20, GROWING = 75 };
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

/* What a decision costs in expectation, checked or not, and whether what was done worked here. */
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

static double cost_of_knowing(const Decision *decisions) {
  double cost = 0;
  bool worked;
  for (int place = 0; place < DECISIONS; place++)
    cost += fmin(settle(&decisions[place], true, &worked), settle(&decisions[place], false, &worked));
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

/* A business, its owner and one partner or several. */
typedef struct {
  BellwetherEngine *engine;
  int owner, first, count; /* partners first to first + count - 1 */
  Decision (*decisions)[DECISIONS];
  double limit[MONEY_PARTNERS];
  MoneyRun *run;
} Business;

static int scenario_of(const Business *business, int partner) {
  return partner * MONEY_OWNERS + business->owner;
}

static bool tell(BellwetherEngine *engine, int partner, const Decision *decision, int place, bool checked,
                 bool worked) {
  char brief[48];
  BellwetherRow row;
  bellwether_row_init(&row);
  snprintf(brief, sizeof brief, "%s, decision %d", partners[partner].name, place);
  row.brief = brief;
  row.partner = partners[partner].name;
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

static bool decide(Business *business, int partner, int place) {
  int scenario = scenario_of(business, partner);
  const Decision *decision = &business->decisions[scenario][place];
  bool worked, checked = decision->stake > business->limit[partner] || decision->is_drawn;
  business->run->cost[scenario][POLICY_ENGINE] += settle(decision, checked, &worked);
  return tell(business->engine, partner, decision, place, checked, worked);
}

static bool refit(Business *business) {
  if (bellwether_fit(business->engine, BELLWETHER_ALL_TIME) != BELLWETHER_OK)
    return false;
  for (int partner = business->first; partner < business->first + business->count; partner++) {
    BellwetherStanding standing;
    if (bellwether_standing_of(business->engine, partners[partner].name, NULL, &standing) != BELLWETHER_OK)
      return false;
    business->limit[partner] = standing.limit.limit;
    double *largest = &business->run->largest_limit[scenario_of(business, partner)];
    *largest = fmax(*largest, standing.limit.limit);
  }
  return true;
}

static void follow_engine(Business *business) {
  BellwetherOptions options;
  bellwether_options_init(&options);
  options.check_cost = CHECK_COST;
  options.check_hours = 1;
  if (bellwether_engine_new(&options, &business->engine) != BELLWETHER_OK) {
    business->run->failures++;
    return;
  }
  for (int place = 0; place < DECISIONS; place++) {
    bool done = true;
    for (int partner = business->first; partner < business->first + business->count; partner++)
      done = decide(business, partner, place) && done;
    if ((place + 1) % REFIT_EVERY == 0)
      done = refit(business) && done;
    business->run->failures += !done;
  }
  bellwether_engine_free(business->engine);
}

void money_run(uint64_t seed, bool together, MoneyRun *run) {
  Decision decisions[MONEY_SCENARIOS][DECISIONS];
  memset(run, 0, sizeof *run);
  for (int scenario = 0; scenario < MONEY_SCENARIOS; scenario++) {
    RandomSource source;
    random_seed(&source, seed * MONEY_SCENARIOS + (uint64_t)scenario);
    make_decisions(&source, &partners[scenario / MONEY_OWNERS], &owners[scenario % MONEY_OWNERS], decisions[scenario]);
    double *cost = run->cost[scenario];
    cost[POLICY_ALWAYS] = cost_of_limit(decisions[scenario], 0);
    cost[POLICY_NEVER] = cost_of_limit(decisions[scenario], INFINITY);
    cost[POLICY_WINS] = cost_of_wins(decisions[scenario]);
    cost[POLICY_KNOWING] = cost_of_knowing(decisions[scenario]);
    for (int place = 0; place < MONEY_FIXED_LIMITS; place++)
      cost[POLICY_FIXED + place] = cost_of_limit(decisions[scenario], money_fixed_limit(place));
  }
  for (int owner = 0; owner < MONEY_OWNERS; owner++)
    for (int first = 0; first < (together ? 1 : MONEY_PARTNERS); first++) {
      Business business = {
          .owner = owner, .first = first, .count = together ? MONEY_PARTNERS : 1, .decisions = decisions, .run = run};
      follow_engine(&business);
    }
}

double money_small_only(uint64_t seed, int owner, double above) {
  Decision decisions[MONEY_SCENARIOS][DECISIONS];
  MoneyRun run = {.failures = 0};
  Partner partner = partners[MONEY_PARTNERS - 1];
  int scenario = (MONEY_PARTNERS - 1) * MONEY_OWNERS + owner;
  partner.above = above;
  RandomSource source;
  random_seed(&source, seed * MONEY_SCENARIOS + (uint64_t)scenario);
  make_decisions(&source, &partner, &owners[owner], decisions[scenario]);
  Business business = {.owner = owner, .first = MONEY_PARTNERS - 1, .count = 1, .decisions = decisions, .run = &run};
  follow_engine(&business);
  return run.failures == 0 ? run.largest_limit[scenario] : (double)NAN;
}
