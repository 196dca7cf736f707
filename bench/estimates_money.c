/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Do the earned limits save money? The setting is described in tests/verify/money.h.
 *
 *   estimates_money [RUNS]
 *
 * Printed is the mean cost of 150 decisions under the engine's limits, and how much more the others cost, with the standard
 * error of that difference: every policy meets the same decisions and the same luck. Exit status 1 where a rule is not
 * beaten by two standard errors, or a partner who is never right on large things got a large limit.
 */
#include "verify/money.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* None of the seeds on which the rules of the limit were chosen (1,000 to 1,399). */
#define FIRST_SEED 20000

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

/* Runs in which a partner who is right on small things only got a large limit. */
static size_t count_undeserved(const Sums *sums) {
  size_t count = 0;
  for (int scenario = 0; scenario < MONEY_SCENARIOS; scenario++)
    count += MONEY_IS_SMALL_ONLY(scenario) ? sums->large_limits[scenario] : 0;
  return count;
}

enum { SHOWN = 6, RIVALS = SHOWN - 1 }; /* the last one shown knows what nobody does */

/* Whether the engine's limits cost less than each rival by more than two standard errors. */
static bool judge(const Sums *sums, size_t runs, bool together) {
  int best = best_fixed(sums);
  const int shown[SHOWN] = {POLICY_ALWAYS, POLICY_NEVER,  POLICY_WINS, POLICY_FIXED + MONEY_ORDINARY_FIXED,
                            best,          POLICY_KNOWING};
  printf(
      "%s, %zu runs: mean cost of 150 decisions under the engine's limits, and how much more (its standard error)\n"
      "each other policy costs; the largest limit proposed, and in how many runs it was %d or more. %zu failures.\n\n"
      "%-18s %-16s %9s  %16s  %16s  %16s  fixed %10.0f  best fixed %5.0f  %16s  %8s  %5s\n",
      together ? "Five partners in one record" : "Each partner in a record alone", runs, MONEY_LARGE_STAKE,
      sums->failures, "partner", "owner", "engine", "always", "never", "share of wins",
      money_fixed_limit(MONEY_ORDINARY_FIXED), money_fixed_limit(best - POLICY_FIXED), "knowing all", "largest",
      "runs");
  for (int row = 0; row <= MONEY_SCENARIOS; row++)
    print_row(sums, row, shown, SHOWN);
  printf("\nRight on small things only, and a large limit nonetheless: %zu of %zu runs.\n\n", count_undeserved(sums),
         runs * MONEY_OWNERS);
  fflush(stdout);
  bool cheapest = sums->failures == 0;
  for (int i = 0; i < RIVALS; i++) {
    const Tally *more = &sums->more[MONEY_SCENARIOS][shown[i]];
    cheapest &= more->mean > 2 * tally_error(more);
  }
  return cheapest;
}

static bool simulate(size_t runs, bool together) {
  static Sums sums;
  memset(&sums, 0, sizeof sums);
  for (size_t i = 0; i < runs; i++) {
    MoneyRun run;
    money_run(FIRST_SEED + i, together, &run);
    add_run(&sums, &run);
  }
  return judge(&sums, runs, together);
}

/* How rarely a partner who is right on small things only gets a large limit, by how often they are right on large ones. False
 * where one who never is got any. */
static bool simulate_small_only(size_t runs) {
  static const double above[] = {0, 0.1, 0.2, 0.3, 0.4};
  bool never = true;
  printf("Right in nine of ten small things, each partner in a record alone: of %zu runs, those in which a limit of %d "
         "or\n"
         "more was ever proposed, by how often they are right where more than 2,000 is at stake\n\n",
         runs * MONEY_OWNERS, MONEY_LARGE_STAKE);
  for (size_t place = 0; place < sizeof above / sizeof above[0]; place++) {
    size_t large = 0, failures = 0;
    double largest = 0;
    for (size_t i = 0; i < runs * MONEY_OWNERS; i++) {
      double limit = money_small_only(FIRST_SEED + i / MONEY_OWNERS, (int)(i % MONEY_OWNERS), above[place]);
      failures += isnan(limit);
      large += limit >= MONEY_LARGE_STAKE;
      largest = fmax(largest, limit);
    }
    printf("right there in %3.0f %%: %4zu runs, largest limit %6.0f, %zu failures\n", 100 * above[place], large,
           largest, failures);
    fflush(stdout);
    never &= failures == 0 && (above[place] > 0 || large == 0);
  }
  printf("\n");
  return never;
}

int main(int argument_count, char **arguments) {
  size_t runs = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : 400;
  bool together = simulate(runs, true), alone = simulate(runs, false);
  bool never = simulate_small_only(runs);
  return together && alone && never ? 0 : 1;
}
