/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "checking.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NORMAL_95 1.6448536269514722

/* What is counted of some cases with both roads in sight. */
typedef struct {
  double decisions, overridden;
  double own_works, advice_works;  /* where overridden */
  double followed, followed_works; /* where followed against another own view */
} Sums;

static bool is_unlike(const BellwetherRow *row) {
  return row->own_view && row->advice && strcmp(row->own_view, row->advice) != 0;
}

static void add_case(Sums *sums, const BellwetherRow *row) {
  if (row->decision == BELLWETHER_DECISION_NONE || row->decision == BELLWETHER_DECISION_DEFER)
    return;
  sums->decisions++;
  if (row->decision == BELLWETHER_DECISION_OVERRIDE) {
    sums->overridden++;
    sums->own_works += row->outcome;
    sums->advice_works += row->advice_outcome;
  } else if (is_unlike(row)) {
    sums->followed++;
    sums->followed_works += row->advice_outcome;
  }
}

static double odds(double works, double count) {
  return (works + 0.5) / (count - works + 0.5);
}

/* Whether an interval for the share of the overridden advice that works, as one for what checking added, holds the
 * truth; `sd` is that of the sum of the hidden outcomes. */
static bool interval_holds(const Sums *sums, double chance, double sd, Tally *width) {
  double estimate = (sums->own_works - sums->overridden * chance) / sums->decisions;
  double truth = (sums->own_works - sums->advice_works) / sums->decisions;
  double half = NORMAL_95 * sd / sums->decisions;
  tally_add(width, 2 * half);
  return fabs(truth - estimate) <= half;
}

static void ask_those_who_know(CheckingResult *result, const Sums *group, const Sums *all) {
  double overridden = group->overridden;
  double floor_chance = all->advice_works / all->overridden;
  double toss = overridden * floor_chance * (1 - floor_chance);
  result->floor_covered += interval_holds(group, floor_chance, sqrt(toss), &result->floor_width);
  double gamma = odds(all->followed_works, all->followed) / odds(all->advice_works, all->overridden);
  double group_odds = odds(group->followed_works, group->followed);
  double chance = group_odds / (group_odds + gamma), slope = chance * (1 - chance);
  double followed_chance = group_odds / (1 + group_odds);
  double logit_variance = 1 / ((group->followed + 1) * followed_chance * (1 - followed_chance));
  double sd = sqrt(overridden * slope + overridden * overridden * slope * slope * logit_variance);
  result->oracle_covered += interval_holds(group, chance, sd, &result->oracle_width);
}

/* Tells the engine a case with the roads not taken hidden. */
static bool tell(BellwetherEngine *engine, const Case *told) {
  char brief[512], partner[512];
  BellwetherRow row = told->row;
  snprintf(brief, sizeof brief, "%zu/%s", told->workspace, row.brief);
  snprintf(partner, sizeof partner, "%zu/%s", told->workspace, row.partner);
  row.brief = brief;
  row.partner = partner;
  row.advice_outcome = row.own_view_outcome = NAN;
  return bellwether_engine_add(engine, &row) == BELLWETHER_OK;
}

static void ask_engine(CheckingResult *result, BellwetherEngine *engine, const Sums *group) {
  BellwetherChecking checking;
  if (bellwether_fit(engine, BELLWETHER_ALL_TIME) != BELLWETHER_OK ||
      bellwether_checking(engine, &checking) != BELLWETHER_OK || !isfinite(checking.checking_added.estimate)) {
    result->failures++;
    return;
  }
  const BellwetherEstimate *added = &checking.checking_added;
  double truth = (group->own_works - group->advice_works) / group->decisions;
  result->groups++;
  result->covered += truth >= added->low && truth <= added->high;
  result->below += truth < added->low;
  result->above += truth > added->high;
  tally_add(&result->width, added->high - added->low);
  tally_add(&result->error, added->estimate - truth);
  tally_add(&result->truth, truth);
}

static void measure_group(CheckingResult *result, const Case *cases, size_t case_count, const bool *chosen,
                          const Sums *all) {
  BellwetherEngine *engine = NULL;
  Sums group = {0};
  bool told = bellwether_engine_new(NULL, &engine) == BELLWETHER_OK;
  for (size_t i = 0; told && i < case_count; i++)
    if (chosen[cases[i].workspace]) {
      told = tell(engine, &cases[i]);
      add_case(&group, &cases[i].row);
    }
  if (!told)
    result->failures++;
  else if (group.overridden > 0) {
    ask_engine(result, engine, &group);
    ask_those_who_know(result, &group, all);
  }
  bellwether_engine_free(engine);
}

CheckingResult checking_measure(const Case *cases, size_t case_count, size_t workspaces, size_t group_size,
                                size_t groups, uint64_t seed) {
  CheckingResult result = {.groups = 0};
  RandomSource source;
  random_seed(&source, seed);
  Sums all = {0};
  for (size_t i = 0; i < case_count; i++)
    add_case(&all, &cases[i].row);
  bool *chosen = malloc(workspaces * sizeof *chosen);
  for (size_t group = 0; chosen && group < groups; group++) {
    memset(chosen, 0, workspaces * sizeof *chosen);
    for (size_t picked = 0; picked < group_size;) {
      size_t workspace = random_below(&source, workspaces);
      picked += !chosen[workspace];
      chosen[workspace] = true;
    }
    measure_group(&result, cases, case_count, chosen, &all);
  }
  free(chosen);
  return result;
}

Case *checking_cases(const Table *table, size_t *workspaces) {
  Case *cases = calloc(table->row_count, sizeof *cases);
  *workspaces = 0;
  for (size_t i = 0; cases && i < table->row_count; i++) {
    table_row(table, i, &cases[i].row);
    const char *name = table_cell(table, i, "workspace");
    size_t same = i;
    while (same > 0 && strcmp(table_cell(table, same - 1, "workspace"), name) != 0)
      same--;
    cases[i].workspace = same > 0 ? cases[same - 1].workspace : (*workspaces)++;
  }
  return cases;
}
