/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the forecasts of a backtest were worth: the numbers, before they are put into words or JSON. */
#include "backtest.h"

#include <math.h>
#include <string.h>

#define KINDS_MIN 2 /* with fewer or more, names before a number are hardly kinds */
#define KINDS_MAX 20

/* ---- Was the advice right? ------------------------------------------------------------------------------------- */

static bool is_scored(const BacktestRow *row) {
  return row->forecast && row->in_period && !isnan(row->advice_outcome);
}

static double chance_by(const BacktestRow *row, size_t method) {
  return method == BACKTEST_ENGINE ? row->comparison.advice.estimate : row->rules[method];
}

/* The pairs of a method, over the rows that are scored; their count is report->scored. */
static ScorePair *collect_pairs(const BacktestRun *run, size_t method) {
  ScorePair *pairs = g_new0(ScorePair, run->row_count + 1);
  size_t count = 0;
  for (size_t i = 0; i < run->row_count; i++) {
    const BacktestRow *row = &run->rows[i];
    if (is_scored(row)) {
      pairs[count++] = (ScorePair){chance_by(row, method), row->advice_outcome, row->cluster};
    }
  }
  return pairs;
}

/* The rule's log loss less the engine's over the yes-or-no outcomes. */
static BellwetherEstimate compare_with_rule(const BacktestRun *run, size_t rule) {
  g_autofree double *differences = g_new0(double, run->row_count + 1);
  g_autofree size_t *clusters = g_new0(size_t, run->row_count + 1);
  size_t count = 0;
  for (size_t i = 0; i < run->row_count; i++) {
    const BacktestRow *row = &run->rows[i];
    if (is_scored(row) && (row->advice_outcome == 0 || row->advice_outcome == 1)) {
      differences[count] = score_log_loss_of(chance_by(row, rule), row->advice_outcome) -
                           score_log_loss_of(chance_by(row, BACKTEST_ENGINE), row->advice_outcome);
      clusters[count++] = row->cluster;
    }
  }
  return score_mean(differences, clusters, count, run->clusters);
}

/* Log loss of the rows' own share of good outcomes. */
static double score_hindsight(const ScorePair *pairs, size_t count) {
  double good = 0;
  double yes_no = 0;
  for (size_t i = 0; i < count; i++) {
    if (pairs[i].outcome == 0 || pairs[i].outcome == 1) {
      good += pairs[i].outcome;
      yes_no += 1;
    }
  }
  double share = good / yes_no;
  return yes_no == 0 ? NAN : share * score_log_loss_of(share, 1) + (1 - share) * score_log_loss_of(share, 0);
}

static void report_stated(const BacktestRun *run, BacktestReport *report) {
  g_autofree ScorePair *pairs = g_new0(ScorePair, run->row_count + 1);
  for (size_t i = 0; i < run->row_count; i++) {
    const BacktestRow *row = &run->rows[i];
    if (is_scored(row) && !isnan(row->record->advice.confidence)) {
      pairs[report->stated++] = (ScorePair){row->record->advice.confidence, row->advice_outcome, row->cluster};
    }
  }
  score_bands(pairs, report->stated, report->stated_bands);
}

static void report_chances(const BacktestRun *run, BacktestReport *report) {
  for (size_t i = 0; i < run->row_count; i++) {
    if (is_scored(&run->rows[i])) {
      report->scored++;
      report->worked += run->rows[i].advice_outcome;
    }
  }
  for (size_t method = 0; method < BACKTEST_METHODS; method++) {
    g_autofree ScorePair *pairs = collect_pairs(run, method);
    report->log_loss[method] = score_log_loss(pairs, report->scored, &report->yes_no);
    report->brier[method] = score_brier(pairs, report->scored);
    if (method == BACKTEST_ENGINE) {
      score_bands(pairs, report->scored, report->bands);
      report->hindsight = score_hindsight(pairs, report->scored);
      report->calibrated = score_calibration(pairs, report->scored, run->clusters, &report->intercept, &report->slope);
    } else {
      report->better[method] = compare_with_rule(run, method);
    }
  }
  report_stated(run, report);
}

/* ---- Which road was better? ------------------------------------------------------------------------------------ */

typedef enum { ROAD_DECIDED, ROAD_FOLLOWED, ROAD_OWN, ROAD_ENGINE, ROAD_OVER_DECIDED, ROAD_OVER_FOLLOWED } Road;

static double road_outcome(const BacktestRow *row, Road road) {
  double engine = row->comparison.has_own_view && !row->comparison.take_advice ? row->own_outcome : row->advice_outcome;
  switch (road) {
  case ROAD_DECIDED: return row->decided_outcome;
  case ROAD_FOLLOWED: return row->advice_outcome;
  case ROAD_OWN: return row->own_outcome;
  case ROAD_ENGINE: return engine;
  case ROAD_OVER_DECIDED: return engine - row->decided_outcome;
  case ROAD_OVER_FOLLOWED: return engine - row->advice_outcome;
  }
  return NAN;
}

static bool is_compared(const BacktestRow *row, bool disagreements_only, bool has_own_views) {
  return is_scored(row) && !isnan(row->decided_outcome) && (!has_own_views || !isnan(row->own_outcome)) &&
         (!disagreements_only || row->disagrees);
}

static BellwetherEstimate average_road(const BacktestRun *run, Road road, bool disagreements_only, bool has_own_views,
                                       size_t *count) {
  g_autofree double *values = g_new0(double, run->row_count + 1);
  g_autofree size_t *clusters = g_new0(size_t, run->row_count + 1);
  *count = 0;
  for (size_t i = 0; i < run->row_count; i++) {
    const BacktestRow *row = &run->rows[i];
    if (is_compared(row, disagreements_only, has_own_views)) {
      values[*count] = road_outcome(row, road);
      clusters[(*count)++] = row->cluster;
    }
  }
  bool difference = road == ROAD_OVER_DECIDED || road == ROAD_OVER_FOLLOWED;
  return difference ? score_mean(values, clusters, *count, run->clusters)
                    : score_share(values, clusters, *count, run->clusters);
}

static BacktestRoads report_roads(const BacktestRun *run, bool disagreements_only) {
  const BellwetherEstimate none = {NAN, NAN, NAN};
  BacktestRoads roads = {.own = none, .engine = none, .engine_over_decided = none, .engine_over_followed = none};
  for (size_t i = 0; i < run->row_count && !roads.has_own_views; i++) {
    roads.has_own_views = is_compared(&run->rows[i], disagreements_only, true);
  }
  bool own = roads.has_own_views;
  roads.decided = average_road(run, ROAD_DECIDED, disagreements_only, own, &roads.count);
  roads.followed = average_road(run, ROAD_FOLLOWED, disagreements_only, own, &roads.count);
  if (own) {
    roads.own = average_road(run, ROAD_OWN, disagreements_only, own, &roads.count);
    roads.engine = average_road(run, ROAD_ENGINE, disagreements_only, own, &roads.count);
    roads.engine_over_decided = average_road(run, ROAD_OVER_DECIDED, disagreements_only, own, &roads.count);
    roads.engine_over_followed = average_road(run, ROAD_OVER_FOLLOWED, disagreements_only, own, &roads.count);
  }
  return roads;
}

/* ---- Kinds of partners ----------------------------------------------------------------------------------------- */

/* A partner's name before its dash and number; NULL where it has none. Free with g_free. */
static char *kind_of(const char *partner) {
  const char *dash = strrchr(partner, '-');
  if (dash == NULL || dash == partner || dash[1] == '\0' || strspn(dash + 1, "0123456789") != strlen(dash + 1)) {
    return NULL;
  }
  return g_strndup(partner, (gsize)(dash - partner));
}

static void kind_free(gpointer data) {
  BacktestKind *kind = data;
  g_free(kind->kind);
  g_free(kind);
}

static BacktestKind *find_kind(GPtrArray *kinds, const char *name) {
  for (guint i = 0; i < kinds->len; i++) {
    BacktestKind *kind = g_ptr_array_index(kinds, i);
    if (strcmp(kind->kind, name) == 0) {
      return kind;
    }
  }
  BacktestKind *kind = g_new0(BacktestKind, 1);
  kind->kind = g_strdup(name);
  g_ptr_array_add(kinds, kind);
  return kind;
}

/* Fills a kind's means from its disagreements. */
static void average_kind(const BacktestRun *run, BacktestKind *kind) {
  g_autofree double *worked = g_new0(double, run->row_count + 1);
  g_autofree size_t *clusters = g_new0(size_t, run->row_count + 1);
  double decisions = 0;
  double followed = 0;
  double taken = 0;
  for (size_t i = 0; i < run->row_count; i++) {
    const BacktestRow *row = &run->rows[i];
    g_autofree char *name = is_scored(row) && row->disagrees ? kind_of(row->record->advice.partner) : NULL;
    if (name == NULL || strcmp(name, kind->kind) != 0) {
      continue;
    }
    worked[kind->count] = row->advice_outcome;
    clusters[kind->count++] = row->cluster;
    kind->chance += row->comparison.advice.estimate;
    taken += row->comparison.take_advice;
    BellwetherDecision decision = row->record->advice.decision;
    decisions += decision != BELLWETHER_DECISION_NONE && decision != BELLWETHER_DECISION_DEFER;
    followed += decision == BELLWETHER_DECISION_FOLLOW ? 1 : decision == BELLWETHER_DECISION_ADAPT ? 0.5 : 0;
  }
  kind->chance /= (double)kind->count;
  kind->taken = taken / (double)kind->count;
  kind->followed = decisions > 0 ? followed / decisions : NAN;
  kind->worked = score_share(worked, clusters, kind->count, run->clusters);
}

static int compare_kinds(const void *left, const void *right) {
  const BacktestKind *first = *(BacktestKind *const *)left;
  const BacktestKind *second = *(BacktestKind *const *)right;
  return (first->chance < second->chance) - (first->chance > second->chance);
}

static void report_kinds(const BacktestRun *run, const BacktestOptions *options, BacktestReport *report) {
  report->kinds = g_ptr_array_new_with_free_func(kind_free);
  for (size_t i = 0; i < run->row_count; i++) {
    const BacktestRow *row = &run->rows[i];
    g_autofree char *name = is_scored(row) && row->disagrees ? kind_of(row->record->advice.partner) : NULL;
    if (name != NULL && report->kinds->len <= KINDS_MAX) {
      find_kind(report->kinds, name);
    }
  }
  bool many = report->kinds->len < KINDS_MIN || report->kinds->len > KINDS_MAX;
  if (many && !(options->by_kind && report->kinds->len <= KINDS_MAX)) {
    g_ptr_array_set_size(report->kinds, 0);
  }
  for (guint i = 0; i < report->kinds->len; i++) {
    average_kind(run, g_ptr_array_index(report->kinds, i));
  }
  g_ptr_array_sort(report->kinds, compare_kinds);
}

void backtest_report(const BacktestRun *run, const BacktestOptions *options, BacktestReport *report) {
  *report = (BacktestReport){0};
  report_chances(run, report);
  report->all = report_roads(run, false);
  report->disagreements = report_roads(run, true);
  report_kinds(run, options, report);
}

void backtest_report_clear(BacktestReport *report) {
  g_clear_pointer(&report->kinds, g_ptr_array_unref);
}
