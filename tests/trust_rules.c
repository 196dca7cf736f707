/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of the evidence and of the earned limit, by table; what was said before against counting it plainly; the
 * correction of calibration; what a fit as of a moment may know. */
#include "trust/calibration.h"
#include "trust/evidence.h"
#include "trust/standing.h"

#include <glib.h>
#include <math.h>

#define NO ID_NONE

typedef struct {
  BellwetherDecision decision;
  double outcome, advice_outcome;
  const char *chosen;
  bool known;
  double expected, weight;
} OutcomeCase;

static void test_advice_outcome(void) {
  const OutcomeCase cases[] = {
      {BELLWETHER_DECISION_NONE, 1, NAN, NULL, true, 1, 1},
      {BELLWETHER_DECISION_FOLLOW, 0.25, NAN, NULL, true, 0.25, 1},
      {BELLWETHER_DECISION_ADAPT, 1, NAN, NULL, true, 1, 0.5},
      {BELLWETHER_DECISION_ADAPT, 1, NAN, "a", true, 1, 1},
      {BELLWETHER_DECISION_OVERRIDE, 1, NAN, "b", false, 0, 0},
      {BELLWETHER_DECISION_OVERRIDE, 1, 0, "b", true, 0, 1},
      {BELLWETHER_DECISION_OVERRIDE, 1, NAN, "a", true, 1, 1},
      {BELLWETHER_DECISION_DEFER, 1, NAN, NULL, false, 0, 0},
      {BELLWETHER_DECISION_DEFER, NAN, 0.5, NULL, true, 0.5, 1},
      {BELLWETHER_DECISION_FOLLOW, NAN, NAN, NULL, false, 0, 0},
      {BELLWETHER_DECISION_FOLLOW, 1, 0, NULL, true, 1, 1}, /* said while it was overridden, then corrected */
      {BELLWETHER_DECISION_FOLLOW, NAN, 0, NULL, true, 0, 1},
      {BELLWETHER_DECISION_NONE, 1, 0, NULL, true, 0, 1},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const OutcomeCase *c = &cases[i];
    EvidenceRow row = {.decision = (uint8_t)c->decision,
                       .outcome = c->outcome,
                       .advice_outcome = c->advice_outcome,
                       .option = 0,
                       .chosen = c->chosen == NULL     ? NO
                                 : c->chosen[0] == 'a' ? 0
                                                       : 1,
                       .own_view = NO};
    double outcome, weight;
    g_test_message("case %zu", i);
    g_assert_cmpint(evidence_advice_outcome(&row, &outcome, &weight), ==, c->known);
    if (!c->known)
      continue;
    g_assert_cmpfloat(outcome, ==, c->expected);
    g_assert_cmpfloat(weight, ==, c->weight);
  }
}

/* One outcome is never counted for the advice and for a rival own view. */
static void test_own_view_outcome(void) {
  for (BellwetherDecision decision = BELLWETHER_DECISION_NONE; decision <= BELLWETHER_DECISION_DEFER; decision++)
    for (int32_t chosen = NO; chosen <= 1; chosen++) {
      EvidenceRow row = {.decision = (uint8_t)decision,
                         .outcome = 1,
                         .advice_outcome = NAN,
                         .own_view_outcome = NAN,
                         .option = 0,
                         .own_view = 1,
                         .chosen = chosen};
      double outcome, weight;
      bool of_advice = evidence_advice_outcome(&row, &outcome, &weight) && weight == 1.0;
      bool of_own_view = evidence_own_view_outcome(&row, &outcome);
      g_assert_false(of_advice && of_own_view);
      g_assert_cmpint(of_own_view, ==, chosen == 1 && decision >= BELLWETHER_DECISION_ADAPT);
      row.own_view = 0;
      g_assert_cmpint(evidence_own_view_outcome(&row, &outcome), ==, chosen == 0);
    }
}

/* The last row that fits is taken, the next one refused, and nothing of it stays. */
static void test_rows_bound(void) {
  Evidence evidence;
  BellwetherRow row;
  evidence_init(&evidence);
  g_assert_cmpuint(evidence.rows_max, ==, BELLWETHER_ROWS_MAX);
  evidence.rows_max = 3;
  bellwether_row_init(&row);
  row.brief = row.partner = "known";
  for (size_t i = 0; i < 3; i++)
    g_assert_cmpint(evidence_add(&evidence, &row), ==, BELLWETHER_OK);
  row.brief = row.partner = row.skill = row.advice = "new";
  g_assert_cmpint(evidence_add(&evidence, &row), ==, BELLWETHER_LIMIT);
  g_assert_cmpuint(evidence.count, ==, 3);
  g_assert_cmpuint(evidence.partners.count, ==, 1);
  g_assert_cmpuint(evidence.options.count, ==, 0);
  evidence_free(&evidence);
}

/* Rows of one brief and one pair, in an order of adding that is not the order of time. */
static void make_rows(Evidence *evidence, size_t count, guint32 seed) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  const char *partners[] = {"p", "q", "r"}, *options[] = {"a", "b", NULL};
  evidence_init(evidence);
  for (size_t i = 0; i < count; i++) {
    BellwetherRow row;
    bellwether_row_init(&row);
    row.brief = g_rand_int_range(rand, 0, 2) ? "one" : "two";
    row.partner = partners[g_rand_int_range(rand, 0, 3)];
    row.advice = options[g_rand_int_range(rand, 0, 3)];
    row.own_view = options[g_rand_int_range(rand, 0, 3)];
    row.at_ms = g_rand_int_range(rand, 0, 20);
    g_assert_cmpint(evidence_add(evidence, &row), ==, BELLWETHER_OK);
  }
  g_assert_cmpint(evidence_count_opinions(evidence), ==, BELLWETHER_OK);
}

static bool is_before(const Evidence *evidence, size_t a, size_t b) {
  int64_t at_a = evidence->rows[a].at_ms, at_b = evidence->rows[b].at_ms;
  return at_a < at_b || (at_a == at_b && a < b);
}

static void test_said_before(void) {
  for (guint32 seed = 1; seed <= 30; seed++) {
    Evidence evidence;
    make_rows(&evidence, 60, seed);
    for (size_t i = 0; i < evidence.count; i++) {
      const EvidenceRow *row = &evidence.rows[i];
      uint32_t agreeing = 0, disagreeing = 0, met = 0, shared = 0;
      for (size_t j = 0; j < evidence.count; j++) {
        const EvidenceRow *other = &evidence.rows[j];
        if (!is_before(&evidence, j, i))
          continue;
        if (other->brief == row->brief && other->partner != row->partner && other->option != NO && row->option != NO) {
          agreeing += other->option == row->option;
          disagreeing += other->option != row->option;
        }
        if (other->pair == row->pair && other->option != NO && other->own_view != NO) {
          met++;
          shared += other->option == other->own_view;
        }
      }
      g_assert_cmpuint(row->agreeing, ==, agreeing);
      g_assert_cmpuint(row->disagreeing, ==, disagreeing);
      g_assert_cmpuint(row->own_views_met, ==, met);
      g_assert_cmpuint(row->own_views_shared, ==, shared);
    }
    evidence_free(&evidence);
  }
}

static void test_balance(void) {
  double columns[COLUMN_COUNT];
  EvidenceRow row = {
      .confidence = 1.0, .own_view_confidence = NAN, .option = 0, .own_view = NO, .agreeing = 3, .disagreeing = 1};
  evidence_columns(&row, columns);
  g_assert_cmpfloat_with_epsilon(columns[COLUMN_BALANCE], 2.0 * 2 / 5, 1e-12);
  g_assert_cmpfloat_with_epsilon(columns[COLUMN_STATED_LOGIT], log(0.999 / 0.001), 1e-9);
  g_assert_cmpfloat(columns[COLUMN_OWN_VIEW], ==, 0.0);
}

/* ---- Calibration ----------------------------------------------------------------------------------------------- */

static void test_calibration(void) {
  /* chances that come true just as said are left alone; ones that are far too sure are pulled in */
  enum { ROWS = 4000 };
  static double said[ROWS], outcome[ROWS], weight[ROWS];
  for (size_t i = 0; i < ROWS; i++) {
    said[i] = 0.05 + 0.9 * (double)(i % 10) / 9.0;
    outcome[i] = said[i];
    weight[i] = 1.0;
  }
  Calibration right = calibration_find(said, outcome, weight, ROWS);
  g_assert_cmpfloat_with_epsilon(right.slope, 1.0, 0.01);
  g_assert_cmpfloat_with_epsilon(right.intercept, 0.0, 0.01);
  for (size_t i = 0; i < ROWS; i++)
    outcome[i] = 1 / (1 + exp(-(0.2 + 0.5 * log(said[i] / (1 - said[i])))));
  Calibration sure = calibration_find(said, outcome, weight, ROWS);
  g_assert_cmpfloat_with_epsilon(sure.slope, 0.5, 0.03);
  g_assert_cmpfloat_with_epsilon(sure.intercept, 0.2, 0.03);
  /* and ten outcomes prove nothing */
  Calibration few = calibration_find(said, outcome, weight, 10);
  g_assert_cmpfloat(few.slope, >, 0.85);
}

/* ---- Limits ---------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  size_t small_right, small_wrong, large_right, large_wrong; /* outcomes at stakes 100 and 10,000 */
  size_t override_worse, override_better; /* overrides at the small stake, own choice wrong or right */
  double check_cost;
  BellwetherLimitReason reason;
  double at_least, at_most;
} LimitCase;

static void add_told_rows(BellwetherEngine *engine, size_t count, double stake, double outcome,
                          BellwetherDecision decision, bool by_partner, int64_t *at) {
  for (size_t i = 0; i < count; i++) {
    g_autofree char *brief = g_strdup_printf("brief %" G_GINT64_FORMAT, *at);
    BellwetherRow row;
    bellwether_row_init(&row);
    row.brief = brief;
    row.partner = "p";
    row.at_ms = (*at)++;
    row.stake = stake;
    row.outcome = outcome;
    row.decision = decision;
    row.client_outcome = by_partner ? BELLWETHER_UNTOLD : (float)NAN;
    g_assert_cmpint(bellwether_engine_add(engine, &row), ==, BELLWETHER_OK);
  }
}

static void add_rows(BellwetherEngine *engine, size_t count, double stake, double outcome, BellwetherDecision decision,
                     int64_t *at) {
  add_told_rows(engine, count, stake, outcome, decision, false, at);
}

static void test_limits(void) {
  const LimitCase cases[] = {
      {"nothing known", 0, 0, 0, 0, 0, 0, 20, BELLWETHER_LIMIT_NO_STAKES, 0, 0},
      {"four right", 4, 0, 0, 0, 0, 0, 20, BELLWETHER_LIMIT_TOO_FEW, 0, 0},
      {"five right can", 5, 0, 0, 0, 0, 0, 20, BELLWETHER_LIMIT_TRIAL, 50, 100.01},
      {"four of five are not sure enough", 4, 1, 0, 0, 0, 0, 20, BELLWETHER_LIMIT_NOT_RELIABLE, 0, 0},
      {"five of six are", 5, 1, 0, 0, 0, 0, 20, BELLWETHER_LIMIT_TRIAL, 50, 100.01},
      {"where much is at stake five are too few", 0, 0, 5, 0, 0, 0, 60, BELLWETHER_LIMIT_TOO_FEW, 0, 0},
      {"six earn half of it", 0, 0, 6, 0, 0, 0, 60, BELLWETHER_LIMIT_TRIAL, 5000, 5000.01},
      {"in a trial seven not all of it", 0, 0, 7, 0, 0, 0, 60, BELLWETHER_LIMIT_TRIAL, 7000, 7100},
      {"but eight", 0, 0, 8, 0, 0, 0, 60, BELLWETHER_LIMIT_TRIAL, 10000, 10000.01},
      {"and seven where small ones were overridden", 0, 0, 7, 0, 6, 0, 60, BELLWETHER_LIMIT_EARNED_CAPPED, 20000,
       20000.01},
      {"seven of eight are not sure enough", 0, 0, 7, 1, 0, 0, 60, BELLWETHER_LIMIT_NOT_RELIABLE, 0, 0},
      {"ten of eleven are", 0, 0, 10, 1, 0, 0, 60, BELLWETHER_LIMIT_TRIAL, 10000, 10000.01},
      {"a few small ones wait for the next", 3, 1, 30, 0, 0, 0, 200, BELLWETHER_LIMIT_TRIAL, 5000, 10000.01},
      {"and so do some that say neither", 5, 2, 30, 0, 0, 0, 200, BELLWETHER_LIMIT_TRIAL, 5000, 10000.01},
      {"but none that mostly failed", 2, 5, 30, 0, 0, 0, 200, BELLWETHER_LIMIT_NOT_RELIABLE, 0, 0},
      {"small wins carry no large limit", 4, 0, 3, 0, 0, 0, 60, BELLWETHER_LIMIT_TOO_FEW, 0, 0},
      {"nor make up for a single large one", 4, 0, 1, 0, 0, 0, 60, BELLWETHER_LIMIT_TOO_FEW, 0, 0},
      {"those that wait are not forgotten", 2, 2, 5, 0, 0, 0, 60, BELLWETHER_LIMIT_NOT_RELIABLE, 0, 0},
      {"ten where a check costs next to nothing", 0, 0, 10, 0, 0, 0, 20, BELLWETHER_LIMIT_TOO_RISKY, 0, 0},
      {"half right", 10, 10, 0, 0, 4, 4, 20, BELLWETHER_LIMIT_NOT_RELIABLE, 0, 0},
      {"right, never overridden", 30, 0, 0, 0, 0, 0, 20, BELLWETHER_LIMIT_TRIAL, 50, 100.01},
      {"right, overrides did worse", 40, 3, 0, 0, 10, 0, 20, BELLWETHER_LIMIT_EARNED_CAPPED, 200, 200},
      {"right on small things only", 40, 2, 0, 12, 10, 0, 20, BELLWETHER_LIMIT_EARNED, 100, 500},
      {"a gap between small and large is passed over", 40, 2, 40, 2, 10, 0, 20, BELLWETHER_LIMIT_EARNED_CAPPED, 20000,
       20000},
      {"but a lucky few above it earn nothing", 40, 2, 6, 0, 10, 0, 20, BELLWETHER_LIMIT_EARNED, 100, 500},
      {"the owner checks well", 30, 10, 0, 0, 0, 30, 0.5, BELLWETHER_LIMIT_CHECKING_PAYS, 0, 0},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const LimitCase *c = &cases[i];
    BellwetherOptions options;
    bellwether_options_init(&options);
    options.check_cost = c->check_cost;
    BellwetherEngine *engine;
    int64_t at = 1;
    g_assert_cmpint(bellwether_engine_new(&options, &engine), ==, BELLWETHER_OK);
    add_rows(engine, c->small_right, 100, 1, BELLWETHER_DECISION_FOLLOW, &at);
    add_rows(engine, c->small_wrong, 100, 0, BELLWETHER_DECISION_FOLLOW, &at);
    add_rows(engine, c->large_right, 10000, 1, BELLWETHER_DECISION_FOLLOW, &at);
    add_rows(engine, c->large_wrong, 10000, 0, BELLWETHER_DECISION_FOLLOW, &at);
    add_rows(engine, c->override_worse, 100, 0, BELLWETHER_DECISION_OVERRIDE, &at);
    add_rows(engine, c->override_better, 100, 1, BELLWETHER_DECISION_OVERRIDE, &at);
    if (at == 1)
      add_rows(engine, 1, NAN, 1, BELLWETHER_DECISION_FOLLOW, &at);
    g_assert_cmpint(bellwether_fit(engine, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
    BellwetherStanding standing;
    g_assert_cmpint(bellwether_standing_of(engine, "p", NULL, &standing), ==, BELLWETHER_OK);
    g_test_message("%s: reason %d, limit %g, adds %g, loss %g, reliable %g", c->name, standing.limit.reason,
                   standing.limit.limit, standing.limit.checking_adds.estimate, standing.limit.loss_chance,
                   standing.limit.reliable);
    g_assert_cmpint(standing.limit.reason, ==, c->reason);
    g_assert_cmpfloat(standing.limit.limit, >=, c->at_least);
    g_assert_cmpfloat(standing.limit.limit, <=, c->at_most);
    bellwether_engine_free(engine);
  }
}

/* A check that nobody named costs a twentieth of the median stake: of an even number of stakes, of the mean of the two in the
 * middle. */
static void test_usual_check(void) {
  static const double stakes[] = {300, 100, 10000, 200};
  static const double costs[] = {15, 10, 15, 12.5};
  for (size_t count = 1; count <= G_N_ELEMENTS(stakes); count++) {
    BellwetherEngine *engine;
    int64_t at = 1;
    g_assert_cmpint(bellwether_engine_new(NULL, &engine), ==, BELLWETHER_OK);
    for (size_t index = 0; index < count; index++)
      add_rows(engine, 1, stakes[index], 1, BELLWETHER_DECISION_FOLLOW, &at);
    g_assert_cmpint(bellwether_fit(engine, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
    BellwetherStanding standing;
    g_assert_cmpint(bellwether_standing_of(engine, "p", NULL, &standing), ==, BELLWETHER_OK);
    g_assert_cmpfloat_with_epsilon(standing.limit.check_cost, costs[count - 1], 1e-9);
    bellwether_engine_free(engine);
  }
}

/* The chance that checking adds more than something, against the sum over 2,000 places of the share overridden. */
static void test_checking_above(void) {
  for (int i = 0; i < 5; i++) {
    Checking checking = {.share_mean = 0.1 + 0.15 * i,
                         .share_variance = 0.002 * (i + 1),
                         .better_mean = 0.2 * (i % 3) - 0.25,
                         .better_variance = 0.02 + 0.01 * i};
    double sd = sqrt(checking.better_variance), mean = checking.share_mean;
    g_assert_cmpfloat_with_epsilon(checking_above(&checking, 0), numeric_normal_cdf(checking.better_mean / sd), 1e-12);
    for (double adds = -0.04; adds < 0.05; adds += 0.02) {
      double logit_sd = sqrt(checking.share_variance) / (mean * (1 - mean)), chance = 0, total = 0;
      for (int place = 0; place < 2000; place++) {
        double z = -4 + 8 * (place + 0.5) / 2000, weight = exp(-0.5 * z * z);
        double share = numeric_logistic(numeric_logit(mean) + z * logit_sd);
        chance += weight * numeric_normal_cdf((checking.better_mean - adds / share) / sd);
        total += weight;
      }
      g_assert_cmpfloat_with_epsilon(checking_above(&checking, adds), chance / total, 0.01);
    }
  }
}

/* ---- As of a moment -------------------------------------------------------------------------------------------- */

static void test_as_of(void) {
  /* what comes to be known later changes nothing that is asked as of before */
  double before[2];
  for (int later = 0; later < 2; later++) {
    BellwetherEngine *engine;
    int64_t at = 1;
    g_assert_cmpint(bellwether_engine_new(NULL, &engine), ==, BELLWETHER_OK);
    add_rows(engine, 6, 10, 1, BELLWETHER_DECISION_FOLLOW, &at);
    add_rows(engine, 1, 10, later ? 0 : 1, BELLWETHER_DECISION_FOLLOW, &at);
    add_rows(engine, 20, 10, later ? 0 : 1, BELLWETHER_DECISION_OVERRIDE, &at);
    g_assert_cmpint(bellwether_fit(engine, 7), ==, BELLWETHER_OK);
    BellwetherComparison comparison;
    g_assert_cmpint(bellwether_compare_row(engine, 6, &comparison), ==, BELLWETHER_OK);
    before[later] = comparison.advice.estimate;
    g_assert_cmpuint(comparison.partner_outcomes, ==, 6);
    bellwether_engine_free(engine);
  }
  g_assert_cmpfloat(before[0], ==, before[1]);
}

/* The unit that money is counted in changes no verdict, also where a stake lies just on a bound of a candidate's. */
static void test_unit_of_money(void) {
  static const double stakes[] = {1, 1.5, 2, 3, 5, 8};
  static const double units[] = {1, 0.07, 1.0 / 3, 5, 8.5, 9, 10, 12, 20, 100, 120, 700, 750, 1e4, 1e9};
  for (size_t mix = 0; mix < 164; mix++) {
    BellwetherLimit first = {0};
    for (size_t place = 0; place < G_N_ELEMENTS(units); place++) {
      double unit = units[place];
      BellwetherOptions options;
      BellwetherEngine *engine;
      bellwether_options_init(&options);
      options.check_cost = 0.004 * unit * (double)(1 + (mix * 7) % 41);
      int64_t at = 1;
      g_assert_cmpint(bellwether_engine_new(&options, &engine), ==, BELLWETHER_OK);
      for (size_t row = 0; row < 10 + mix % 60; row++)
        add_rows(engine, 1, unit * stakes[mix % 2 == 0 ? 0 : row % G_N_ELEMENTS(stakes)],
                 (row + mix) % (3 + mix % 9) > 0,
                 (row + mix) % (5 + mix % 3) == 0 ? BELLWETHER_DECISION_OVERRIDE : BELLWETHER_DECISION_FOLLOW, &at);
      g_assert_cmpint(bellwether_fit(engine, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
      BellwetherStanding standing;
      g_assert_cmpint(bellwether_standing(engine, 0, &standing), ==, BELLWETHER_OK);
      bellwether_engine_free(engine);
      if (place == 0)
        first = standing.limit;
      g_assert_cmpint(standing.limit.reason, ==, first.reason);
      g_assert_cmpuint(standing.limit.outcomes, ==, first.outcomes);
      g_assert_cmpuint(standing.limit.decisions_within, ==, first.decisions_within);
      g_assert_cmpfloat_with_epsilon(standing.limit.limit / unit, first.limit, 1e-6);
      g_assert_cmpfloat_with_epsilon(standing.limit.loss_chance, first.loss_chance, 1e-6);
    }
  }
}

/* Beside another own view than its own, a row is compared as one of that view would be; without one as one without. */
static void test_beside_view(void) {
  BellwetherEngine *engine;
  int64_t at = 1;
  g_assert_cmpint(bellwether_engine_new(NULL, &engine), ==, BELLWETHER_OK);
  add_rows(engine, 12, 10, 1, BELLWETHER_DECISION_OVERRIDE, &at);
  BellwetherRow row;
  bellwether_row_init(&row);
  row.brief = "waits";
  row.partner = "p";
  row.advice = "north";
  row.own_view = "east";
  row.own_view_confidence = 0.6;
  row.stake = 10;
  row.at_ms = at;
  size_t index = bellwether_engine_rows(engine);
  g_assert_cmpint(bellwether_engine_add(engine, &row), ==, BELLWETHER_OK);
  g_assert_cmpint(bellwether_fit(engine, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
  BellwetherEngine *without; /* which does not hold the row, so that it is beside no view at all */
  int64_t again = 1;
  g_assert_cmpint(bellwether_engine_new(NULL, &without), ==, BELLWETHER_OK);
  add_rows(without, 12, 10, 1, BELLWETHER_DECISION_OVERRIDE, &again);
  g_assert_cmpint(bellwether_fit(without, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
  static const struct {
    const char *own_view;
    double confidence;
  } views[] = {{"south", 0.9}, {"south", NAN}, {"north", 0.7}, {"east", 0.6}, {NULL, NAN}, {"", 0.5}};
  for (size_t place = 0; place < G_N_ELEMENTS(views); place++) {
    BellwetherComparison held, fresh;
    row.own_view = views[place].own_view;
    row.own_view_confidence = row.own_view != NULL && *row.own_view != '\0' ? views[place].confidence : (double)NAN;
    g_assert_cmpint(bellwether_compare_view(engine, index, views[place].own_view, views[place].confidence, &held), ==,
                    BELLWETHER_OK);
    g_assert_cmpint(bellwether_compare(without, &row, &fresh), ==, BELLWETHER_OK);
    g_assert_cmpint(held.has_own_view, ==, fresh.has_own_view);
    g_assert_cmpint(held.has_own_view, ==, place < 4);
    g_assert_cmpint(held.own_view_agrees, ==, fresh.own_view_agrees);
    g_assert_cmpint(held.own_view_agrees, ==, place == 2);
    g_assert_cmpfloat_with_epsilon(held.advice.estimate, fresh.advice.estimate, 1e-9);
    if (held.has_own_view)
      g_assert_cmpfloat_with_epsilon(held.own_view.estimate, fresh.own_view.estimate, 1e-9);
  }
  BellwetherComparison none;
  g_assert_cmpint(bellwether_compare_view(engine, index, "x", 1.5, &none), ==, BELLWETHER_INVALID);
  g_assert_cmpint(bellwether_compare_view(engine, index + 1, "x", 0.5, &none), ==, BELLWETHER_NOT_FOUND);
  bellwether_engine_free(without);
  bellwether_engine_free(engine);
}

/* A fit back in time says what a fresh engine says: nothing of the later fit stays. */
static void test_back_in_time(void) {
  double chance[2];
  for (int later = 0; later < 2; later++) {
    BellwetherEngine *engine;
    int64_t at = 1;
    g_assert_cmpint(bellwether_engine_new(NULL, &engine), ==, BELLWETHER_OK);
    for (int i = 0; i < 500; i++)
      add_rows(engine, 1, 10, i % 4 != 0, BELLWETHER_DECISION_FOLLOW, &at);
    add_rows(engine, 40, 10, 0, BELLWETHER_DECISION_FOLLOW, &at);
    if (later)
      g_assert_cmpint(bellwether_fit(engine, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
    g_assert_cmpint(bellwether_fit(engine, 501), ==, BELLWETHER_OK);
    BellwetherStanding standing;
    g_assert_cmpint(bellwether_standing(engine, 0, &standing), ==, BELLWETHER_OK);
    chance[later] = standing.chance.estimate;
    bellwether_engine_free(engine);
  }
  g_assert_cmpfloat(chance[0], ==, chance[1]);
}

/* Without new evidence a second fit changes nothing, without priors neither. */
static void test_twice_is_once(void) {
  for (int priors = BELLWETHER_PRIORS_STANDARD; priors <= BELLWETHER_PRIORS_NONE; priors++) {
    BellwetherOptions options;
    bellwether_options_init(&options);
    options.priors = (BellwetherPriors)priors;
    BellwetherEngine *engine;
    int64_t at = 1;
    g_assert_cmpint(bellwether_engine_new(&options, &engine), ==, BELLWETHER_OK);
    for (int i = 0; i < 200; i++)
      add_rows(engine, 1, 10, i % 3 != 0, BELLWETHER_DECISION_FOLLOW, &at);
    BellwetherModel once, twice;
    g_assert_cmpint(bellwether_fit(engine, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
    g_assert_cmpint(bellwether_model(engine, &once), ==, BELLWETHER_OK);
    g_assert_cmpint(bellwether_fit(engine, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
    g_assert_cmpint(bellwether_model(engine, &twice), ==, BELLWETHER_OK);
    g_assert_cmpfloat_with_epsilon(once.log_likelihood, twice.log_likelihood, 1e-3);
    bellwether_engine_free(engine);
  }
}

/* A warm fit says what a cold one says. */
static void test_warm_is_cold(void) {
  BellwetherEngine *warm, *cold;
  int64_t at = 1, again = 1;
  g_assert_cmpint(bellwether_engine_new(NULL, &warm), ==, BELLWETHER_OK);
  g_assert_cmpint(bellwether_engine_new(NULL, &cold), ==, BELLWETHER_OK);
  for (int i = 0; i < 60; i++) {
    add_rows(warm, 1, 10, i % 4 != 0, BELLWETHER_DECISION_FOLLOW, &at);
    add_rows(cold, 1, 10, i % 4 != 0, BELLWETHER_DECISION_FOLLOW, &again);
    g_assert_cmpint(bellwether_fit(warm, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
  }
  g_assert_cmpint(bellwether_fit(cold, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
  BellwetherStanding a, b;
  g_assert_cmpint(bellwether_standing(warm, 0, &a), ==, BELLWETHER_OK);
  g_assert_cmpint(bellwether_standing(cold, 0, &b), ==, BELLWETHER_OK);
  g_assert_cmpfloat_with_epsilon(a.chance.estimate, b.chance.estimate, 0.002);
  g_assert_cmpfloat_with_epsilon(a.chance.low, b.chance.low, 0.005);
  g_assert_cmpfloat_with_epsilon(a.chance.high, b.chance.high, 0.005);
  bellwether_engine_free(warm);
  bellwether_engine_free(cold);
}

static void expect_near(double found, double expected) {
  g_assert_cmpfloat_with_epsilon(found, expected, 1e-6);
}

/* Closed forms of Beta(1 + worked, 1 + outcomes - worked): its mean, and of runs without a failure its quantiles. */
static void test_share(void) {
  BellwetherEstimate nothing = bellwether_share(0, 0);
  expect_near(nothing.estimate, 0.5);
  expect_near(nothing.low, 0.05);
  expect_near(nothing.high, 0.95);
  BellwetherEstimate three = bellwether_share(3, 3);
  expect_near(three.estimate, 0.8);
  expect_near(three.low, pow(0.05, 0.25));
  expect_near(three.high, pow(0.95, 0.25));
  expect_near(bellwether_share(0, 3).low, 1 - pow(0.95, 0.25));
  const double wrong[][2] = {{-1, 3}, {4, 3}, {NAN, 3}, {1, NAN}, {1, INFINITY}};
  for (size_t index = 0; index < G_N_ELEMENTS(wrong); index++)
    g_assert_true(isnan(bellwether_share(wrong[index][0], wrong[index][1]).estimate));
}

/* What the partner alone told counts for the chance as any outcome does, and for no freedom, but against it. */
static void test_partner_told(void) {
  static const struct {
    size_t client_right, partner_right, partner_wrong;
    BellwetherLimitReason reason;
    size_t told, counted;
  } cases[] = {
      {30, 0, 0, BELLWETHER_LIMIT_TRIAL, 0, 30},
      {0, 30, 0, BELLWETHER_LIMIT_TOO_FEW, 30, 0},
      {4, 30, 0, BELLWETHER_LIMIT_TOO_FEW, 30, 4},
      {30, 0, 30, BELLWETHER_LIMIT_NOT_RELIABLE, 30, 30},
  };
  double chances[G_N_ELEMENTS(cases)];
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    BellwetherEngine *engine;
    BellwetherStanding standing;
    int64_t at = 1;
    g_assert_cmpint(bellwether_engine_new(NULL, &engine), ==, BELLWETHER_OK);
    add_rows(engine, cases[i].client_right, 100, 1, BELLWETHER_DECISION_FOLLOW, &at);
    add_told_rows(engine, cases[i].partner_right, 100, 1, BELLWETHER_DECISION_FOLLOW, true, &at);
    add_told_rows(engine, cases[i].partner_wrong, 100, 0, BELLWETHER_DECISION_FOLLOW, true, &at);
    g_assert_cmpint(bellwether_fit(engine, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
    g_assert_cmpint(bellwether_standing_of(engine, "p", NULL, &standing), ==, BELLWETHER_OK);
    g_assert_cmpint(standing.limit.reason, ==, cases[i].reason);
    g_assert_cmpuint(standing.limit.outcomes, ==, cases[i].counted);
    g_assert_cmpuint(standing.told_by_partner, ==, cases[i].told);
    g_assert_cmpuint(standing.outcomes, ==, cases[i].client_right + cases[i].told);
    chances[i] = standing.chance.estimate;
    bellwether_engine_free(engine);
  }
  g_assert_cmpfloat(chances[0], ==, chances[1]);
}

/* Rows with what the two sides say of each; NAN: nothing. */
typedef struct {
  size_t count;
  BellwetherDecision decision;
  float client, partner;               /* of what was done */
  float client_advice, partner_advice; /* of the advice, where something else was done */
} Told;

static void put_sides(float client, float partner, double *outcome, float *client_outcome) {
  *outcome = isnan(client) ? (double)partner : isnan(partner) ? (double)client : (double)(client + partner) / 2;
  *client_outcome = isnan(partner) ? (float)NAN : isnan(client) ? BELLWETHER_UNTOLD : client;
}

static BellwetherLimit limit_of(const Told *rows, size_t kinds, bool with_partner) {
  BellwetherEngine *engine;
  BellwetherStanding standing;
  BellwetherOptions options;
  int64_t at = 1;
  bellwether_options_init(&options);
  g_assert_cmpint(bellwether_engine_new(&options, &engine), ==, BELLWETHER_OK);
  for (size_t kind = 0; kind < kinds; kind++) {
    for (size_t i = 0; i < rows[kind].count; i++) {
      g_autofree char *brief = g_strdup_printf("brief %" G_GINT64_FORMAT, at);
      BellwetherRow row;
      bellwether_row_init(&row);
      row.brief = brief;
      row.partner = "p";
      row.at_ms = at++;
      row.stake = 100;
      row.decision = rows[kind].decision;
      put_sides(rows[kind].client, with_partner ? rows[kind].partner : (float)NAN, &row.outcome, &row.client_outcome);
      put_sides(rows[kind].client_advice, with_partner ? rows[kind].partner_advice : (float)NAN, &row.advice_outcome,
                &row.client_advice_outcome);
      g_assert_cmpint(bellwether_engine_add(engine, &row), ==, BELLWETHER_OK);
    }
  }
  g_assert_cmpint(bellwether_fit(engine, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
  g_assert_cmpint(bellwether_standing_of(engine, "p", NULL, &standing), ==, BELLWETHER_OK);
  bellwether_engine_free(engine);
  return standing.limit;
}

/* Whatever a partner tells beside the client, of what was done or of the road not taken: no limit grows by it. */
static void test_partner_tells_too(void) {
  const float none = (float)NAN;
  const struct {
    const char *name;
    Told rows[4];
    size_t kinds;
  } cases[] = {
      {"better than the client says",
       {{8, BELLWETHER_DECISION_FOLLOW, 1, 1, none, none}, {8, BELLWETHER_DECISION_FOLLOW, 0, 1, none, none}},
       2},
      {"own choices that failed, of which the client told nothing",
       {{45, BELLWETHER_DECISION_FOLLOW, 1, none, none, none},
        {15, BELLWETHER_DECISION_FOLLOW, 0, none, none, none},
        {12, BELLWETHER_DECISION_OVERRIDE, 1, none, none, none},
        {12, BELLWETHER_DECISION_OVERRIDE, none, 0, none, none}},
       4},
      {"own choices that did worse than the client says",
       {{45, BELLWETHER_DECISION_FOLLOW, 1, none, none, none},
        {15, BELLWETHER_DECISION_FOLLOW, 0, none, none, none},
        {24, BELLWETHER_DECISION_OVERRIDE, 1, 0, none, none}},
       3},
      {"advice that would have worked, where it was followed in part and failed",
       {{36, BELLWETHER_DECISION_FOLLOW, 1, none, none, none},
        {24, BELLWETHER_DECISION_FOLLOW, 0, none, none, none},
        {60, BELLWETHER_DECISION_ADAPT, 0, none, none, 1}},
       3},
      {"advice that would have worked, where it was overridden",
       {{45, BELLWETHER_DECISION_FOLLOW, 1, none, none, none},
        {15, BELLWETHER_DECISION_FOLLOW, 0, none, none, none},
        {24, BELLWETHER_DECISION_OVERRIDE, 1, none, none, 1}},
       3},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    BellwetherLimit without = limit_of(cases[i].rows, cases[i].kinds, false);
    BellwetherLimit with = limit_of(cases[i].rows, cases[i].kinds, true);
    g_test_message("%s: limit %g, reason %d; with the partner's words %g, %d", cases[i].name, without.limit,
                   without.reason, with.limit, with.reason);
    g_assert_cmpfloat(with.limit, <=, without.limit);
    g_assert_cmpfloat(with.reliable, <=, without.reliable);
    g_assert_cmpuint(with.outcomes, ==, without.outcomes);
  }
  /* And what they own up to counts. */
  const Told own[] = {{30, BELLWETHER_DECISION_FOLLOW, 1, 0, none, none}};
  g_assert_cmpfloat(limit_of(own, 1, false).limit, >, 0);
  g_assert_cmpfloat(limit_of(own, 1, true).limit, ==, 0);
}

/* What overridden advice would have brought is not known by the partner's word alone, whoever told of what was done. */
static void test_partner_told_of_road(void) {
  for (int way = 0; way < 4; way++) {
    BellwetherEngine *engine;
    BellwetherStanding standing;
    BellwetherRow row;
    bellwether_row_init(&row);
    row.brief = "b";
    row.partner = "p";
    row.at_ms = 1;
    row.decision = BELLWETHER_DECISION_OVERRIDE;
    row.outcome = 0;
    row.advice_outcome = 1;
    row.client_outcome = way % 2 == 1 ? BELLWETHER_UNTOLD : (float)NAN;
    row.client_advice_outcome = way / 2 == 1 ? BELLWETHER_UNTOLD : (float)NAN;
    g_assert_cmpint(bellwether_engine_new(NULL, &engine), ==, BELLWETHER_OK);
    g_assert_cmpint(bellwether_engine_add(engine, &row), ==, BELLWETHER_OK);
    g_assert_cmpint(bellwether_fit(engine, BELLWETHER_ALL_TIME), ==, BELLWETHER_OK);
    g_assert_cmpint(bellwether_standing_of(engine, "p", NULL, &standing), ==, BELLWETHER_OK);
    g_assert_cmpuint(standing.outcomes, ==, 1 - way / 2);
    g_assert_cmpuint(standing.told_by_partner, ==, 0);
    bellwether_engine_free(engine);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/evidence/advice-outcome", test_advice_outcome);
  g_test_add_func("/evidence/own-view-outcome", test_own_view_outcome);
  g_test_add_func("/evidence/rows-bound", test_rows_bound);
  g_test_add_func("/evidence/said-before", test_said_before);
  g_test_add_func("/evidence/columns", test_balance);
  g_test_add_func("/calibration/find", test_calibration);
  g_test_add_func("/limit/cases", test_limits);
  g_test_add_func("/limit/usual_check", test_usual_check);
  g_test_add_func("/limit/checking_above", test_checking_above);
  g_test_add_func("/share", test_share);
  g_test_add_func("/fit/as-of", test_as_of);
  g_test_add_func("/fit/back-in-time", test_back_in_time);
  g_test_add_func("/compare/beside-view", test_beside_view);
  g_test_add_func("/limit/unit-of-money", test_unit_of_money);
  g_test_add_func("/fit/twice-is-once", test_twice_is_once);
  g_test_add_func("/fit/warm-is-cold", test_warm_is_cold);
  g_test_add_func("/limit/partner-told", test_partner_told);
  g_test_add_func("/limit/partner-tells-too", test_partner_tells_too);
  g_test_add_func("/limit/partner-told-of-road", test_partner_told_of_road);
  return g_test_run();
}
