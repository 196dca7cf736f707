/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Do the earned limits save money? A quick version of bench/estimates_money.c, whose setting tests/verify/money.h tells:
 * few runs, so it asks for no more than is clear in them. Of what knowing everything would save against always checking,
 * the limits must find a good part; and a partner who is right on small things only hardly ever gets a large limit, or never
 * where they are not right on large ones at all.
 */
#include "verify/check.h"
#include "verify/money.h"

#include <math.h>

enum { RUNS = 8 };
#define SAVED_MIN 0.4

static void judge(Check *check, bool together) {
  Tally more[POLICIES] = {{0}}, saved = {0}, could_save = {0};
  size_t failures = 0, undeserved = 0;
  for (uint64_t seed = 1; seed <= RUNS; seed++) {
    MoneyRun run;
    money_run(seed, together, &run);
    failures += run.failures;
    for (int scenario = 0; scenario < MONEY_SCENARIOS; scenario++) {
      const double *cost = run.cost[scenario];
      for (int policy = 0; policy < POLICIES; policy++)
        tally_add(&more[policy], cost[policy] - cost[POLICY_ENGINE]);
      tally_add(&saved, cost[POLICY_ALWAYS] - cost[POLICY_ENGINE]);
      tally_add(&could_save, cost[POLICY_ALWAYS] - cost[POLICY_KNOWING]);
      undeserved += MONEY_IS_SMALL_ONLY(scenario) && run.largest_limit[scenario] >= MONEY_LARGE_STAKE;
    }
  }
  const char *setting = together ? "five partners" : "a partner alone";
  check_that(check, failures == 0, "%s: every standing is given", setting);
  const int clear[] = {POLICY_ALWAYS, POLICY_NEVER, POLICY_FIXED + MONEY_ORDINARY_FIXED};
  const char *const name[] = {"always checking", "never checking", "a fixed limit"};
  for (int i = 0; i < 3; i++)
    check_that(check, more[clear[i]].mean > 0, "%s: %s costs %.0f more", setting, name[i], more[clear[i]].mean);
  double share = saved.mean / could_save.mean;
  check_that(check, share > SAVED_MIN, "%s: %.0f %% of what knowing all would save is saved", setting, 100 * share);
  check_that(check, undeserved <= 1, "%s: %zu of %d partners right on small things only get a large limit", setting,
             undeserved, RUNS * MONEY_OWNERS);
  check_note("%s: a share-of-wins rule costs %+.0f more", setting, more[POLICY_WINS].mean);
}

/* Who is right on small things only, and hardly ever on large ones, gets no large limit, whatever the owner. */
static void judge_small_only(Check *check) {
  double largest = 0;
  bool all = true;
  for (uint64_t seed = 1; seed <= RUNS; seed++)
    for (int owner = 0; owner < MONEY_OWNERS; owner++) {
      double limit = money_small_only(seed, owner, 0.2);
      all = all && !isnan(limit);
      largest = fmax(largest, limit);
    }
  check_that(check, all, "right on small things only: every standing is given");
  check_that(check, largest > 0 && largest < MONEY_LARGE_STAKE,
             "right on small things only: never a large limit (%.0f)", largest);
}

int main(void) {
  Check check = {0};
  judge(&check, true);
  judge(&check, false);
  judge_small_only(&check);
  return check_end(&check);
}
