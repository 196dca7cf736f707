/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Decisions, sealed own views, outcomes of two sides, noted advice: a table of cases for each rule. */
#include "record/decide.h"
#include "record/noted.h"
#include "record/outcome.h"
#include "record/rows.h"

#include <glib.h>

#pragma GCC diagnostic ignored "-Woverride-init" /* a case is the usual one with something changed */
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif

/* ---- Own views -------------------------------------------------------------------------------------------------- */

/* An owner in a workspace where views are owed, before an advice that is new to them. */
#define PERSON .workspace_on = true, .role = RECORD_ROLE_OWNER, .given = true

static const struct {
  const char *what;
  RecordOwnViewCase one;
  RecordRefusal open;
  RecordRefusal seal;
} own_views[] = {
    {"owed", {PERSON}, RECORD_REFUSED_OWN_VIEW_OWED, RECORD_ALLOWED},
    {"sealed", {PERSON, .sealed = true}, RECORD_ALLOWED, RECORD_ALLOWED},
    {"sealed and opened: it stays as it is",
     {PERSON, .sealed = true, .opened = true},
     RECORD_ALLOWED,
     RECORD_REFUSED_ALREADY_OPENED},
    {"opened before views were owed", {PERSON, .opened = true}, RECORD_ALLOWED, RECORD_REFUSED_ALREADY_OPENED},
    {"opened another on the brief", {PERSON, .seen = true}, RECORD_ALLOWED, RECORD_REFUSED_ALREADY_OPENED},
    {"before there is advice", {PERSON, .given = false}, RECORD_REFUSED_OWN_VIEW_OWED, RECORD_ALLOWED},
    {"settled without them", {PERSON, .settled = true}, RECORD_ALLOWED, RECORD_REFUSED_SETTLED},
    {"settled, with a view that was sealed before",
     {PERSON, .sealed = true, .settled = true},
     RECORD_ALLOWED,
     RECORD_REFUSED_SETTLED},
    {"typed in", {PERSON, .typed_in = true}, RECORD_ALLOWED, RECORD_REFUSED_TYPED_IN},
    {"off", {PERSON, .workspace_on = false}, RECORD_ALLOWED, RECORD_REFUSED_GIVEN},
    {"off, before there is advice", {PERSON, .workspace_on = false, .given = false}, RECORD_ALLOWED, RECORD_ALLOWED},
    {"off in the engagement", {PERSON, .engagement = RECORD_OWN_VIEWS_OFF}, RECORD_ALLOWED, RECORD_REFUSED_GIVEN},
    {"on in the engagement alone",
     {PERSON, .workspace_on = false, .engagement = RECORD_OWN_VIEWS_ON},
     RECORD_REFUSED_OWN_VIEW_OWED,
     RECORD_ALLOWED},
    {"on in both", {PERSON, .engagement = RECORD_OWN_VIEWS_ON}, RECORD_REFUSED_OWN_VIEW_OWED, RECORD_ALLOWED},
    {"member who decides",
     {PERSON, .role = RECORD_ROLE_MEMBER, .may_decide = true},
     RECORD_REFUSED_OWN_VIEW_OWED,
     RECORD_ALLOWED},
    {"member who does not", {PERSON, .role = RECORD_ROLE_MEMBER}, RECORD_ALLOWED, RECORD_REFUSED_NOT_ALLOWED},
    {"partner", {PERSON, .role = RECORD_ROLE_PARTNER, .may_decide = true}, RECORD_ALLOWED, RECORD_REFUSED_ROLE},
    {"observer", {PERSON, .role = RECORD_ROLE_OBSERVER}, RECORD_ALLOWED, RECORD_REFUSED_ROLE},
};

static void test_own_views_setting(void) {
  g_assert_cmpint(record_own_views_setting("on"), ==, RECORD_OWN_VIEWS_ON);
  g_assert_cmpint(record_own_views_setting("off"), ==, RECORD_OWN_VIEWS_OFF);
  g_assert_cmpint(record_own_views_setting("as_workspace"), ==, RECORD_OWN_VIEWS_AS_WORKSPACE);
}

static void test_own_views(void) {
  for (size_t index = 0; index < G_N_ELEMENTS(own_views); index++) {
    g_test_message("%s", own_views[index].what);
    const RecordOwnViewCase *one = &own_views[index].one;
    g_assert_cmpint(record_own_view_check_open(one), ==, own_views[index].open);
    g_assert_cmpint(record_own_view_check_seal(one), ==, own_views[index].seal);
    g_assert_true(record_own_view_is_owed(one) == (own_views[index].open == RECORD_REFUSED_OWN_VIEW_OWED));
    bool could_seal = own_views[index].seal == RECORD_ALLOWED;
    bool is_off = !one->workspace_on ? one->engagement != RECORD_OWN_VIEWS_ON : one->engagement == RECORD_OWN_VIEWS_OFF;
    g_assert_true(record_own_view_is_shut(one) == (could_seal && !is_off));
  }
}

/* ---- Decisions -------------------------------------------------------------------------------------------------- */

/* An owner who has opened an open advice and seen its present chances, and follows it. */
#define DECISION                                                                                                       \
  .person = {.role = RECORD_ROLE_OWNER, .opened = true}, .advice = RECORD_ADVICE_OPEN,                                 \
  .decision = RECORD_DECISION_FOLLOW, .snapshot = RECORD_SNAPSHOT_CURRENT
#define OVERRIDE DECISION, .decision = RECORD_DECISION_OVERRIDE
#define ADAPT DECISION, .decision = RECORD_DECISION_ADAPT
#define DEFER DECISION, .decision = RECORD_DECISION_DEFER

static const struct {
  const char *what;
  RecordDecideCase one;
  RecordRefusal refusal;
} decisions[] = {
    {"the owner follows", {DECISION}, RECORD_ALLOWED},
    {"and overrides with a reason", {OVERRIDE, .has_reason = true}, RECORD_ALLOWED},
    {"and adapts with one", {ADAPT, .has_reason = true}, RECORD_ALLOWED},
    {"override without one", {OVERRIDE}, RECORD_REFUSED_NO_REASON},
    {"adaptation without one", {ADAPT}, RECORD_REFUSED_NO_REASON},
    {"a reason to follow is welcome", {DECISION, .has_reason = true}, RECORD_ALLOWED},
    /* who */
    {"a member who may",
     {DECISION, .person = {.role = RECORD_ROLE_MEMBER, .may_decide = true, .opened = true}},
     RECORD_ALLOWED},
    {"a member who may not",
     {DECISION, .person = {.role = RECORD_ROLE_MEMBER, .opened = true}},
     RECORD_REFUSED_NOT_ALLOWED},
    {"a partner",
     {DECISION, .person = {.role = RECORD_ROLE_PARTNER, .may_decide = true, .opened = true}},
     RECORD_REFUSED_NEEDS_MANDATE},
    {"an observer",
     {DECISION, .person = {.role = RECORD_ROLE_OBSERVER, .may_decide = true, .opened = true}},
     RECORD_REFUSED_ROLE},
    /* the advice */
    {"withdrawn", {DECISION, .advice = RECORD_ADVICE_WITHDRAWN}, RECORD_REFUSED_WITHDRAWN},
    {"withdrawn, as a correction",
     {DECISION, .advice = RECORD_ADVICE_WITHDRAWN, .corrects = true},
     RECORD_REFUSED_WITHDRAWN},
    {"decided", {DECISION, .advice = RECORD_ADVICE_DECIDED}, RECORD_REFUSED_DECIDED},
    {"corrected", {DECISION, .advice = RECORD_ADVICE_DECIDED, .corrects = true}, RECORD_ALLOWED},
    {"corrected in hindsight",
     {DECISION, .advice = RECORD_ADVICE_DECIDED, .corrects = true, .outcome_known = true},
     RECORD_REFUSED_CORRECT_LATE},
    {"decided twice in hindsight",
     {DECISION, .advice = RECORD_ADVICE_DECIDED, .outcome_known = true},
     RECORD_REFUSED_DECIDED},
    {"put off in hindsight",
     {DEFER, .advice = RECORD_ADVICE_DECIDED, .corrects = true, .outcome_known = true},
     RECORD_REFUSED_PUT_OFF_LATE},
    {"decided where it is known what it would have brought", {DECISION, .outcome_known = true}, RECORD_ALLOWED},
    {"corrected without a reason",
     {OVERRIDE, .advice = RECORD_ADVICE_DECIDED, .corrects = true},
     RECORD_REFUSED_NO_REASON},
    {"put off after all", {DEFER, .advice = RECORD_ADVICE_DECIDED, .corrects = true}, RECORD_REFUSED_PUT_OFF_LATE},
    {"put off after all, as no correction", {DEFER, .advice = RECORD_ADVICE_DECIDED}, RECORD_REFUSED_PUT_OFF_LATE},
    {"put off by somebody who owes a view",
     {DEFER, .advice = RECORD_ADVICE_DECIDED, .person = {.role = RECORD_ROLE_OWNER, .workspace_on = true}},
     RECORD_REFUSED_OWN_VIEW_OWED},
    {"put off, of what was acted",
     {DEFER, .advice = RECORD_ADVICE_DECIDED, .under_mandate = true},
     RECORD_REFUSED_ACTED},
    {"acted", {DECISION, .advice = RECORD_ADVICE_DECIDED, .under_mandate = true}, RECORD_REFUSED_ACTED},
    {"acted, as a correction",
     {OVERRIDE, .advice = RECORD_ADVICE_DECIDED, .under_mandate = true, .corrects = true},
     RECORD_REFUSED_ACTED},
    {"put off before", {DECISION, .advice = RECORD_ADVICE_DEFERRED}, RECORD_ALLOWED},
    {"put off again", {DEFER, .advice = RECORD_ADVICE_DEFERRED}, RECORD_ALLOWED},
    /* what was seen */
    {"not opened", {DECISION, .person = {.role = RECORD_ROLE_OWNER}}, RECORD_REFUSED_NOT_OPENED},
    {"not opened, and decided, where nothing is shut",
     {DECISION, .advice = RECORD_ADVICE_DECIDED, .person = {.role = RECORD_ROLE_OWNER}},
     RECORD_REFUSED_DECIDED},
    {"put off unseen", {DEFER, .person = {.role = RECORD_ROLE_OWNER}}, RECORD_REFUSED_NOT_OPENED},
    {"typed in", {DECISION, .person = {.role = RECORD_ROLE_OWNER, .typed_in = true}}, RECORD_ALLOWED},
    {"owes a view",
     {DECISION, .person = {.role = RECORD_ROLE_OWNER, .workspace_on = true}},
     RECORD_REFUSED_OWN_VIEW_OWED},
    {"owes a view and puts off",
     {DEFER, .person = {.role = RECORD_ROLE_OWNER, .workspace_on = true}},
     RECORD_REFUSED_OWN_VIEW_OWED},
    {"sealed but not opened",
     {DECISION, .person = {.role = RECORD_ROLE_OWNER, .workspace_on = true, .sealed = true}},
     RECORD_REFUSED_NOT_OPENED},
    {"no snapshot", {DECISION, .snapshot = RECORD_SNAPSHOT_NONE}, RECORD_REFUSED_NO_SNAPSHOT},
    {"stale", {DECISION, .snapshot = RECORD_SNAPSHOT_STALE}, RECORD_REFUSED_STALE_SNAPSHOT},
    {"foreign", {DECISION, .snapshot = RECORD_SNAPSHOT_FOREIGN}, RECORD_REFUSED_FOREIGN_SNAPSHOT},
    {"stale, and no reason", {OVERRIDE, .snapshot = RECORD_SNAPSHOT_STALE}, RECORD_REFUSED_STALE_SNAPSHOT},
    {"put off without a snapshot", {DEFER, .snapshot = RECORD_SNAPSHOT_NONE}, RECORD_ALLOWED},
};

static void test_decisions(void) {
  for (size_t index = 0; index < G_N_ELEMENTS(decisions); index++) {
    g_test_message("%s", decisions[index].what);
    g_assert_cmpint(record_decide_check(&decisions[index].one), ==, decisions[index].refusal);
  }
}

static void test_withdraw(void) {
  static const struct {
    RecordWithdrawCase one;
    RecordRefusal refusal;
  } cases[] = {
      {{RECORD_ROLE_PARTNER, true, false, RECORD_ADVICE_OPEN, false}, RECORD_ALLOWED},
      {{RECORD_ROLE_PARTNER, true, true, RECORD_ADVICE_DEFERRED, false}, RECORD_ALLOWED},
      {{RECORD_ROLE_PARTNER, true, false, RECORD_ADVICE_DEFERRED, true}, RECORD_REFUSED_WITHDRAW_LATE},
      {{RECORD_ROLE_PARTNER, true, false, RECORD_ADVICE_DECIDED, false}, RECORD_REFUSED_WITHDRAW_LATE},
      {{RECORD_ROLE_PARTNER, true, false, RECORD_ADVICE_WITHDRAWN, false}, RECORD_REFUSED_WITHDRAWN},
      {{RECORD_ROLE_PARTNER, false, true, RECORD_ADVICE_OPEN, false}, RECORD_REFUSED_NOT_THEIRS},
      {{RECORD_ROLE_OWNER, false, true, RECORD_ADVICE_OPEN, false}, RECORD_ALLOWED},
      {{RECORD_ROLE_MEMBER, false, true, RECORD_ADVICE_DEFERRED, false}, RECORD_ALLOWED},
      {{RECORD_ROLE_OWNER, true, false, RECORD_ADVICE_OPEN, false}, RECORD_REFUSED_NOT_A_NOTE},
      {{RECORD_ROLE_OWNER, false, true, RECORD_ADVICE_DECIDED, false}, RECORD_REFUSED_WITHDRAW_LATE},
      {{RECORD_ROLE_OBSERVER, true, true, RECORD_ADVICE_OPEN, false}, RECORD_REFUSED_ROLE},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_test_message("case %zu", index);
    g_assert_cmpint(record_withdraw_check(&cases[index].one), ==, cases[index].refusal);
  }
}

/* ---- Outcomes --------------------------------------------------------------------------------------------------- */

#define OUTCOME .role = RECORD_ROLE_OWNER, .advice = RECORD_ADVICE_DECIDED, .decided_at_ms = 1000, .known_at_ms = 1000

static void test_outcomes(void) {
  static const struct {
    RecordOutcomeCase one;
    RecordRefusal refusal;
  } cases[] = {
      {{OUTCOME}, RECORD_ALLOWED},
      {{OUTCOME, .role = RECORD_ROLE_MEMBER}, RECORD_ALLOWED},
      {{OUTCOME, .role = RECORD_ROLE_OBSERVER}, RECORD_REFUSED_ROLE},
      {{OUTCOME, .role = RECORD_ROLE_PARTNER, .own_engagement = true}, RECORD_ALLOWED},
      {{OUTCOME, .role = RECORD_ROLE_PARTNER}, RECORD_REFUSED_NOT_THEIRS},
      {{OUTCOME, .advice = RECORD_ADVICE_OPEN}, RECORD_REFUSED_NOT_DECIDED},
      {{OUTCOME, .advice = RECORD_ADVICE_DEFERRED, .road_not_taken = true}, RECORD_REFUSED_NOT_DECIDED},
      {{OUTCOME, .advice = RECORD_ADVICE_WITHDRAWN}, RECORD_REFUSED_NOT_DECIDED},
      {{OUTCOME, .advice = RECORD_ADVICE_WITHDRAWN, .road_not_taken = true}, RECORD_ALLOWED},
      {{OUTCOME, .road_not_taken = true}, RECORD_ALLOWED},
      {{OUTCOME, .known_at_ms = 999}, RECORD_REFUSED_BEFORE_DECISION},
      {{OUTCOME, .worked = -1}, RECORD_REFUSED_RANGE},
      {{OUTCOME, .worked = 10000}, RECORD_ALLOWED},
      {{OUTCOME, .worked = 10001}, RECORD_REFUSED_RANGE},
      {{OUTCOME, .worked = INT64_MAX}, RECORD_REFUSED_RANGE},
      {{OUTCOME, .advice = RECORD_ADVICE_WITHDRAWN, .road_not_taken = true, .worked = 10001}, RECORD_REFUSED_RANGE},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_test_message("case %zu", index);
    g_assert_cmpint(record_outcome_check(&cases[index].one), ==, cases[index].refusal);
  }
}

static void test_two_sides(void) {
  static const struct {
    RecordOutcome outcome;
    bool known;
    int32_t worked;
    bool topic;
  } cases[] = {
      {{{false, 0}, {false, 0}}, false, -1, false},      {{{true, 7000}, {false, 0}}, true, 7000, false},
      {{{false, 0}, {true, 9000}}, true, 9000, false},   {{{true, 7000}, {true, 9000}}, true, 8000, false},
      {{{true, 0}, {true, 1}}, true, 1, false},          {{{true, 10000}, {true, 10000}}, true, 10000, false},
      {{{true, 5000}, {true, 7999}}, true, 6500, false}, {{{true, 5000}, {true, 8000}}, true, 6500, true},
      {{{true, 8000}, {true, 5000}}, true, 6500, true},  {{{true, 0}, {true, 10000}}, true, 5000, true},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    int32_t worked = -1;
    g_test_message("case %zu", index);
    g_assert_true(record_outcome_value(&cases[index].outcome, &worked) == cases[index].known);
    g_assert_cmpint(worked, ==, cases[index].worked);
    g_assert_true(record_outcome_is_topic(&cases[index].outcome) == cases[index].topic);
  }
}

/* ---- Noted advice ----------------------------------------------------------------------------------------------- */

#define LINK .state = RECORD_NOTED_WAITING, .at_ms = 999, .link_expires_at_ms = 1000

static void test_noted(void) {
  static const struct {
    RecordConfirmCase one;
    RecordRefusal refusal;
  } cases[] = {
      {{LINK}, RECORD_ALLOWED},
      {{LINK, .has_role = true, .role = RECORD_ROLE_PARTNER}, RECORD_ALLOWED},
      {{LINK, .has_role = true, .role = RECORD_ROLE_PARTNER, .of_another = true}, RECORD_REFUSED_NOT_THEIRS},
      {{LINK, .of_another = true}, RECORD_ALLOWED}, /* whoever has no role here is a partner without an account */
      {{LINK, .has_role = true, .role = RECORD_ROLE_OWNER}, RECORD_REFUSED_OWN_NOTE},
      {{LINK, .has_role = true, .role = RECORD_ROLE_MEMBER}, RECORD_REFUSED_OWN_NOTE},
      {{LINK, .has_role = true, .role = RECORD_ROLE_OBSERVER}, RECORD_REFUSED_OWN_NOTE},
      {{LINK, .at_ms = 1000}, RECORD_REFUSED_LINK_EXPIRED},
      {{LINK, .state = RECORD_NOTED_NOT}, RECORD_REFUSED_NOT_NOTED},
      {{LINK, .state = RECORD_NOTED_CONFIRMED}, RECORD_REFUSED_CONFIRMED},
      {{LINK, .state = RECORD_NOTED_CONTRADICTED}, RECORD_REFUSED_CONFIRMED},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_test_message("case %zu", index);
    g_assert_cmpint(record_noted_check_confirm(&cases[index].one), ==, cases[index].refusal);
  }
  g_assert_cmpint(record_noted_check_note(RECORD_ROLE_OWNER), ==, RECORD_ALLOWED);
  g_assert_cmpint(record_noted_check_note(RECORD_ROLE_MEMBER), ==, RECORD_ALLOWED);
  g_assert_cmpint(record_noted_check_note(RECORD_ROLE_PARTNER), ==, RECORD_REFUSED_ROLE);
  g_assert_cmpint(record_noted_check_note(RECORD_ROLE_OBSERVER), ==, RECORD_REFUSED_ROLE);
}

static void test_noted_counts(void) {
  static const struct {
    RecordNotedState state;
    bool marked;
    bool counts_early; /* contradicted before the outcome was known, where contradicted */
    bool counts_late;
  } cases[] = {
      {RECORD_NOTED_NOT, false, true, true},
      {RECORD_NOTED_WAITING, true, true, true},
      {RECORD_NOTED_CONFIRMED, false, true, true},
      {RECORD_NOTED_CONTRADICTED, true, false, true},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_assert_true(record_noted_is_marked(cases[index].state) == cases[index].marked);
    g_assert_true(record_noted_counts(cases[index].state, true) == cases[index].counts_early);
    g_assert_true(record_noted_counts(cases[index].state, false) == cases[index].counts_late);
  }
}

/* o owner, m member: who may say what is at stake; the partner never, and nobody in hindsight. */
static void test_stake(void) {
  for (int role = RECORD_ROLE_OWNER; role <= RECORD_ROLE_OBSERVER; role++) {
    RecordRole who = (RecordRole)role;
    bool client = who == RECORD_ROLE_OWNER || who == RECORD_ROLE_MEMBER;
    g_assert_cmpint(record_stake_check(who, RECORD_ADVICE_OPEN, false), ==,
                    client ? RECORD_ALLOWED : RECORD_REFUSED_ROLE);
    g_assert_cmpint(record_stake_check(who, RECORD_ADVICE_WITHDRAWN, true), ==,
                    client ? RECORD_REFUSED_WITHDRAWN : RECORD_REFUSED_ROLE);
    g_assert_cmpint(record_stake_check(who, RECORD_ADVICE_DECIDED, true), ==,
                    client ? RECORD_REFUSED_OUTCOME_KNOWN : RECORD_REFUSED_ROLE);
    g_assert_cmpint(record_stake_check(who, RECORD_ADVICE_DECIDED, false), ==,
                    client ? RECORD_ALLOWED : RECORD_REFUSED_ROLE);
  }
}

static void test_reply(void) {
  static const struct {
    RecordRole role;
    bool own;
    RecordAdviceState state;
    RecordDecision decision;
    RecordRefusal expected;
  } cases[] = {
      {RECORD_ROLE_PARTNER, true, RECORD_ADVICE_DECIDED, RECORD_DECISION_OVERRIDE, RECORD_ALLOWED},
      {RECORD_ROLE_PARTNER, true, RECORD_ADVICE_DECIDED, RECORD_DECISION_ADAPT, RECORD_ALLOWED},
      {RECORD_ROLE_PARTNER, true, RECORD_ADVICE_DECIDED, RECORD_DECISION_FOLLOW, RECORD_REFUSED_NOT_OVERRIDDEN},
      {RECORD_ROLE_PARTNER, true, RECORD_ADVICE_DEFERRED, RECORD_DECISION_DEFER, RECORD_REFUSED_NOT_OVERRIDDEN},
      {RECORD_ROLE_PARTNER, true, RECORD_ADVICE_OPEN, RECORD_DECISION_OVERRIDE, RECORD_REFUSED_NOT_OVERRIDDEN},
      {RECORD_ROLE_PARTNER, false, RECORD_ADVICE_DECIDED, RECORD_DECISION_OVERRIDE, RECORD_REFUSED_NOT_THEIRS},
      {RECORD_ROLE_OWNER, true, RECORD_ADVICE_DECIDED, RECORD_DECISION_OVERRIDE, RECORD_REFUSED_ROLE},
      {RECORD_ROLE_OBSERVER, true, RECORD_ADVICE_DECIDED, RECORD_DECISION_OVERRIDE, RECORD_REFUSED_ROLE},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++)
    g_assert_cmpint(record_reply_check(cases[index].role, cases[index].own, cases[index].state, cases[index].decision),
                    ==, cases[index].expected);
}

/* The mean of both and one side's word give the other's, as far as rounding lets them. */
static void test_other_side(void) {
  static const struct {
    int64_t value, one_side;
    bool possible;
    int64_t other;
  } sides[] = {
      {8450, 7000, true, 9900},    {8451, 7001, true, 9901}, {5000, 10000, true, 0},     {0, 0, true, 0},
      {10000, 10000, true, 10000}, {5000, 0, true, 10000},   {10000, 9999, true, 10000}, {1, 2, true, 0},
      {5001, 0, false, 0},         {4999, 10000, false, 0},  {0, 1, false, 0},           {10000, 9998, false, 0},
      {-1, 0, false, 0},           {0, -1, false, 0},        {10001, 10000, false, 0},   {10000, 10001, false, 0},
      {-5000, -5000, false, 0},    {-1, -2, false, 0},       {10001, 10001, false, 0},   {5000, 10001, false, 0},
      {5000, -1, false, 0},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(sides); index++) {
    int64_t other = -1;
    g_test_message("%d, %d", (int)sides[index].value, (int)sides[index].one_side);
    g_assert_true(record_outcome_other_side(sides[index].value, sides[index].one_side, &other) ==
                  sides[index].possible);
    if (sides[index].possible)
      g_assert_cmpint(other, ==, sides[index].other);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/record/own-view", test_own_views);
  g_test_add_func("/record/own-view/setting", test_own_views_setting);
  g_test_add_func("/record/decide", test_decisions);
  g_test_add_func("/record/withdraw", test_withdraw);
  g_test_add_func("/record/outcome/check", test_outcomes);
  g_test_add_func("/record/outcome/two-sides", test_two_sides);
  g_test_add_func("/record/noted/confirm", test_noted);
  g_test_add_func("/record/noted/counts", test_noted_counts);
  g_test_add_func("/record/decide/stake", test_stake);
  g_test_add_func("/record/decide/reply", test_reply);
  g_test_add_func("/record/outcome/other side", test_other_side);
  return g_test_run();
}
