/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A standing in plain words: every reason of a limit, every number of outcomes. */
#include "cli/trust_select.h"

#include <string.h>

static void test_every_reason_has_words(void) {
  for (int reason = BELLWETHER_LIMIT_TOO_FEW; reason <= BELLWETHER_LIMIT_TRIAL; reason++) {
    BellwetherLimit limit = {.reason = (BellwetherLimitReason)reason, .limit = 100, .outcomes = 3, .check_cost = 25};
    limit.reliable = 0.66;
    limit.loss_chance = 0.45;
    BellwetherStanding standing = {.decisions = 7, .limit = limit};
    g_autofree char *words = trust_limit_words(&standing, false, NULL);
    g_test_message("%s: %s", trust_limit_code(limit.reason), words);
    g_assert_cmpuint(strlen(words), >, 20);
    g_assert_cmpstr(trust_limit_code(limit.reason), !=, "unknown");
    for (int other = BELLWETHER_LIMIT_TOO_FEW; other < reason; other++) {
      BellwetherLimit before = limit;
      before.reason = (BellwetherLimitReason)other;
      BellwetherStanding other_standing = {.decisions = 7, .limit = before};
      g_autofree char *other_words = trust_limit_words(&other_standing, false, NULL);
      g_assert_cmpstr(words, !=, other_words);
      g_assert_cmpstr(trust_limit_code(limit.reason), !=, trust_limit_code(before.reason));
    }
  }
}

static void assert_limit(BellwetherLimitReason reason, size_t outcomes, size_t decisions, const char *starts) {
  BellwetherStanding standing = {.decisions = decisions,
                                 .limit = {.reason = reason, .outcomes = outcomes, .outcomes_asked = 7}};
  g_autofree char *words = trust_limit_words(&standing, false, NULL);
  g_assert_true(g_str_has_prefix(words, starts));
}

static void test_words_fit_the_counts(void) {
  assert_limit(BELLWETHER_LIMIT_TRIAL, 9, 0, "no decision on their advice is on record");
  assert_limit(BELLWETHER_LIMIT_TRIAL, 9, 1, "no override is on record");
  assert_limit(BELLWETHER_LIMIT_TOO_FEW, 0, 1, "it takes 7 known outcomes at comparable stakes, there are 0");
  assert_limit(BELLWETHER_LIMIT_TOO_FEW, 1, 1, "it takes 7 known outcomes at comparable stakes, there is 1");
}

/* What is asked and what there is never read alike where the one falls short of the other. */
static void test_shares_apart(void) {
  BellwetherStanding standing = {
      .decisions = 7,
      .limit = {
          .reason = BELLWETHER_LIMIT_NOT_RELIABLE, .outcomes = 18, .reliable = 0.99874, .reliable_asked = 0.99880}};
  g_autofree char *words = trust_limit_words(&standing, false, NULL);
  g_assert_nonnull(strstr(words, "is 99.87 %; at such stakes it takes 99.88 %"));
}

static void assert_chance(size_t outcomes, double worked, const char *expected) {
  BellwetherStanding standing = {.outcomes = outcomes, .worked = worked, .chance = {0.62, 0.31, 0.88}};
  g_autofree char *words = trust_chance_words(&standing, false);
  g_assert_cmpstr(words, ==, expected);
}

static void test_chance_by_outcomes(void) {
  assert_chance(0, 0, "no outcome known yet (usual: between 3 and 9 in 10)");
  assert_chance(1, 1, "1 of 1 worked; too early to say more (between 3 and 9 in 10)");
  assert_chance(4, 2.5, "2.5 of 4 worked; too early to say more (between 3 and 9 in 10)");
  assert_chance(5, 3, "3 of 5 worked; the chance that their next advice works is 62 % (between 31 and 88 %)");
}

/* Lines as "partner/skill" in the order that is left. */
static void assert_selected(TrustSelection selection, size_t found, const char *expected) {
  static const struct {
    const char *workspace, *partner, *skill;
    double chance, limit;
    size_t outcomes;
  } rows[] = {
      {"u", "Zoë", "web", 0.5, 0, 7},
      {"u", "anna", "tax", 0.9, 100, 3},
      {"v", "Anna", "rent", 0.5, 20, 9},
      {"v", "bob", "tax", 0.7, 100, 1},
  };
  g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(TrustLine));
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    TrustLine line = {.workspace = rows[i].workspace,
                      .standing = {.partner = rows[i].partner,
                                   .skill = rows[i].skill,
                                   .outcomes = rows[i].outcomes,
                                   .chance = {rows[i].chance, 0, 1},
                                   .limit = {.limit = rows[i].limit}}};
    g_array_append_val(lines, line);
  }
  TrustAnswer answer = {.lines = lines};
  trust_select(&answer, &selection);
  g_autoptr(GString) left = g_string_new(NULL);
  for (guint i = 0; i < lines->len; i++) {
    const BellwetherStanding *standing = &g_array_index(lines, TrustLine, i).standing;
    g_string_append_printf(left, "%s%s/%s", i == 0 ? "" : " ", standing->partner, standing->skill);
  }
  g_assert_cmpstr(left->str, ==, expected);
  g_assert_cmpuint(answer.found, ==, found);
}

static void test_select(void) {
  assert_selected((TrustSelection){0}, 4, "Zoë/web anna/tax Anna/rent bob/tax");
  assert_selected((TrustSelection){.top = 2}, 4, "Zoë/web anna/tax");
  assert_selected((TrustSelection){.top = 9}, 4, "Zoë/web anna/tax Anna/rent bob/tax");
  assert_selected((TrustSelection){.partner = "ANNA"}, 2, "anna/tax Anna/rent");
  assert_selected((TrustSelection){.partner = "ZO\xC3\x8B"}, 1, "Zoë/web");
  assert_selected((TrustSelection){.partner = "Zoe\xCC\x88"}, 1, "Zoë/web");
  assert_selected((TrustSelection){.partner = "ann"}, 0, "");
  assert_selected((TrustSelection){.skill = "Tax", .workspace = "v"}, 1, "bob/tax");
  assert_selected((TrustSelection){.order = TRUST_BY_NAME}, 4, "Anna/rent anna/tax bob/tax Zoë/web");
  assert_selected((TrustSelection){.order = TRUST_BY_CHANCE, .top = 3}, 4, "anna/tax bob/tax Zoë/web");
  assert_selected((TrustSelection){.order = TRUST_BY_LIMIT}, 4, "anna/tax bob/tax Anna/rent Zoë/web");
  assert_selected((TrustSelection){.order = TRUST_BY_OUTCOMES}, 4, "Anna/rent Zoë/web anna/tax bob/tax");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/trust/every_reason_has_words", test_every_reason_has_words);
  g_test_add_func("/trust/words_fit_the_counts", test_words_fit_the_counts);
  g_test_add_func("/cli/trust/shares apart", test_shares_apart);
  g_test_add_func("/trust/select", test_select);
  g_test_add_func("/trust/chance_by_outcomes", test_chance_by_outcomes);
  return g_test_run();
}
