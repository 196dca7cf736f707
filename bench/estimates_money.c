/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Do the earned limits save money? The setting is described in tests/verify/money.h.
 *
 *   estimates_money [RUNS]
 *
 * Printed is the mean cost of a run of 150 decisions under each policy, and how much more than the engine's limits the
 * others cost, with the standard error of that difference: every policy meets the same decisions and the same luck.
 */
#include "verify/money.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  Tally cost[MONEY_SCENARIOS + 1][POLICIES]; /* the last row: the mean over the scenarios */
  Tally more[MONEY_SCENARIOS + 1][POLICIES]; /* than the engine's */
  double largest_limit[MONEY_SCENARIOS];
  size_t large_limits[MONEY_SCENARIOS]; /* runs in which the limit reached a large stake */
  size_t failures;
} Sums;

static void add_run(Sums *sums, const MoneyRun *run) {
  for (int policy = 0; policy < POLICIES; policy++) {
    double cost = 0, more = 0;
    for (int scenario = 0; scenario < MONEY_SCENARIOS; scenario++) {
      double here = run->cost[scenario][policy], here_more = here - run->cost[scenario][POLICY_ENGINE];
      tally_add(&sums->cost[scenario][policy], here);
      tally_add(&sums->more[scenario][policy], here_more);
      cost += here / MONEY_SCENARIOS;
      more += here_more / MONEY_SCENARIOS;
    }
    tally_add(&sums->cost[MONEY_SCENARIOS][policy], cost);
    tally_add(&sums->more[MONEY_SCENARIOS][policy], more);
  }
  for (int scenario = 0; scenario < MONEY_SCENARIOS; scenario++) {
    sums->largest_limit[scenario] = fmax(sums->largest_limit[scenario], run->largest_limit[scenario]);
    sums->large_limits[scenario] += run->largest_limit[scenario] >= MONEY_LARGE_STAKE;
  }
  sums->failures += run->failures;
}

static int best_fixed(const Sums *sums) {
  int best = POLICY_FIXED;
  for (int policy = POLICY_FIXED; policy < POLICIES; policy++)
    if (sums->cost[MONEY_SCENARIOS][policy].mean < sums->cost[MONEY_SCENARIOS][best].mean)
      best = policy;
  return best;
}

static void print_row(const Sums *sums, int row, const int *shown, int count) {
  printf("%-18s %-16s %9.0f", row < MONEY_SCENARIOS ? money_partner_name(row) : "all",
         row < MONEY_SCENARIOS ? money_owner_name(row) : "", sums->cost[row][POLICY_ENGINE].mean);
  for (int i = 0; i < count; i++)
    printf("  %+8.0f (%5.0f)", sums->more[row][shown[i]].mean, tally_error(&sums->more[row][shown[i]]));
  if (row < MONEY_SCENARIOS)
    printf("  %8.0f  %5zu", sums->largest_limit[row], sums->large_limits[row]);
  printf("\n");
}

int main(int argument_count, char **arguments) {
  static Sums sums;
  size_t runs = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : 400;
  for (size_t i = 0; i < runs; i++) {
    MoneyRun run;
    money_run(1000 + i, &run);
    add_run(&sums, &run);
  }
  int best = best_fixed(&sums);
  const int shown[] = {POLICY_ALWAYS, POLICY_NEVER, POLICY_WINS, POLICY_FIXED + MONEY_ORDINARY_FIXED, best};
  printf(
      "Mean cost of 150 decisions over %zu runs under the engine's limits, and how much more (its standard error)\n"
      "each other policy costs; the largest limit proposed, and in how many runs it was %d or more. %zu failures.\n\n"
      "%-18s %-16s %9s  %16s  %16s  %16s  fixed %10.0f  best fixed %5.0f  %8s  %5s\n",
      runs, MONEY_LARGE_STAKE, sums.failures, "partner", "owner", "engine", "always", "never", "share of wins",
      money_fixed_limit(MONEY_ORDINARY_FIXED), money_fixed_limit(best - POLICY_FIXED), "largest", "runs");
  for (int row = 0; row <= MONEY_SCENARIOS; row++)
    print_row(&sums, row, shown, 5);
  bool cheapest = sums.failures == 0;
  for (int i = 0; i < 5; i++)
    cheapest &= sums.more[MONEY_SCENARIOS][shown[i]].mean > 0;
  return cheapest ? 0 : 1;
}
