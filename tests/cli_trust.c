/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A standing in plain words: every reason of a limit, every number of outcomes. */
#include "cli/trust.h"

#include <string.h>

static void test_every_reason_has_words(void) {
  for (int reason = BELLWETHER_LIMIT_TOO_FEW; reason <= BELLWETHER_LIMIT_TRIAL; reason++) {
    BellwetherLimit limit = {.reason = (BellwetherLimitReason)reason, .limit = 100, .outcomes = 3, .check_cost = 25};
    limit.reliable = 0.66;
    limit.loss_chance = 0.45;
    g_autofree char *words = trust_limit_words(&limit);
    g_test_message("%s: %s", trust_limit_code(limit.reason), words);
    g_assert_cmpuint(strlen(words), >, 20);
    g_assert_cmpstr(trust_limit_code(limit.reason), !=, "unknown");
    for (int other = BELLWETHER_LIMIT_TOO_FEW; other < reason; other++) {
      BellwetherLimit before = limit;
      before.reason = (BellwetherLimitReason)other;
      g_autofree char *other_words = trust_limit_words(&before);
      g_assert_cmpstr(words, !=, other_words);
      g_assert_cmpstr(trust_limit_code(limit.reason), !=, trust_limit_code(before.reason));
    }
  }
}

static void assert_chance(size_t outcomes, double worked, const char *expected) {
  BellwetherStanding standing = {.outcomes = outcomes, .worked = worked, .chance = {0.62, 0.31, 0.88}};
  g_autofree char *words = trust_chance_words(&standing);
  g_assert_cmpstr(words, ==, expected);
}

static void test_chance_by_outcomes(void) {
  assert_chance(0, 0, "no outcome known yet (usual: between 3 and 9 in 10)");
  assert_chance(1, 1, "1 of 1 worked; too early to say more (between 3 and 9 in 10)");
  assert_chance(4, 2.5, "2.5 of 4 worked; too early to say more (between 3 and 9 in 10)");
  assert_chance(5, 3, "3 of 5 worked; the chance that their next advice does is 62 % (between 31 and 88 %)");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/trust/every_reason_has_words", test_every_reason_has_words);
  g_test_add_func("/trust/chance_by_outcomes", test_chance_by_outcomes);
  return g_test_run();
}
