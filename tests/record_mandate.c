/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Mandates: a table of cases for each rule, each bound at it and one past it. */
#include "record/mandate.h"

#include <glib.h>
#include <string.h>

#define DAY INT64_C(86400000)
#define BEGIN INT64_C(1760000000000)
#define END (BEGIN + 90 * DAY)

#define MANDATE                                                                                                        \
  .level = RECORD_LEVEL_ACT_WITHIN, .currency = "EUR", .limit_minor = 250000, .budget_minor = 1000000,                 \
  .period_days = 30, .check_one_in = 5, .begins_at_ms = BEGIN, .expires_at_ms = END, .revoked_at_ms = RECORD_NEVER
#define USE .at_ms = BEGIN + DAY, .currency = "EUR", .stake_minor = 1000, .cost_minor = 500, .spent_minor = 0

#pragma GCC diagnostic ignored "-Woverride-init" /* a case is the usual one with something changed */
#ifdef __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif

static const RecordMandate usual = {MANDATE};

static void test_terms(void) {
  static const struct {
    RecordMandate mandate;
    RecordRefusal refusal;
  } cases[] = {
      {{MANDATE}, RECORD_ALLOWED},
      {{MANDATE, .limit_minor = 0}, RECORD_ALLOWED},
      {{MANDATE, .limit_minor = RECORD_MONEY_MAX}, RECORD_ALLOWED},
      {{MANDATE, .limit_minor = RECORD_MONEY_MAX + 1}, RECORD_REFUSED_TERMS_LIMIT},
      {{MANDATE, .limit_minor = -2}, RECORD_REFUSED_TERMS_LIMIT},
      {{MANDATE, .limit_minor = RECORD_NONE}, RECORD_REFUSED_TERMS_LIMIT},
      {{MANDATE, .limit_minor = RECORD_NONE, .level = RECORD_LEVEL_ACT_AND_REPORT}, RECORD_REFUSED_TERMS_LIMIT},
      {{MANDATE, .limit_minor = RECORD_NONE, .level = RECORD_LEVEL_ENTRUST}, RECORD_ALLOWED},
      {{MANDATE, .limit_minor = RECORD_NONE, .level = RECORD_LEVEL_ADVISE}, RECORD_ALLOWED},
      {{MANDATE, .limit_minor = RECORD_NONE, .level = RECORD_LEVEL_INSTRUCT}, RECORD_ALLOWED},
      {{MANDATE, .budget_minor = RECORD_NONE}, RECORD_REFUSED_TERMS_BUDGET},
      {{MANDATE, .budget_minor = RECORD_NONE, .period_days = 0}, RECORD_ALLOWED},
      {{MANDATE, .budget_minor = -2}, RECORD_REFUSED_TERMS_BUDGET},
      {{MANDATE, .budget_minor = RECORD_MONEY_MAX + 1}, RECORD_REFUSED_TERMS_BUDGET},
      {{MANDATE, .period_days = 0}, RECORD_REFUSED_TERMS_BUDGET},
      {{MANDATE, .period_days = 1}, RECORD_ALLOWED},
      {{MANDATE, .period_days = 366}, RECORD_ALLOWED},
      {{MANDATE, .period_days = 367}, RECORD_REFUSED_TERMS_BUDGET},
      {{MANDATE, .expires_at_ms = BEGIN}, RECORD_REFUSED_TERMS_EXPIRY},
      {{MANDATE, .expires_at_ms = BEGIN + 1}, RECORD_ALLOWED},
      {{MANDATE, .expires_at_ms = BEGIN + 3660 * DAY}, RECORD_ALLOWED},
      {{MANDATE, .expires_at_ms = BEGIN + 3660 * DAY + 1}, RECORD_REFUSED_TERMS_EXPIRY},
      {{MANDATE, .check_one_in = -1}, RECORD_REFUSED_TERMS_CHECKS},
      {{MANDATE, .check_one_in = 0}, RECORD_ALLOWED},
      {{MANDATE, .check_one_in = 1000}, RECORD_ALLOWED},
      {{MANDATE, .check_one_in = 1001}, RECORD_REFUSED_TERMS_CHECKS},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_test_message("case %zu", index);
    g_assert_cmpint(record_mandate_check_terms(&cases[index].mandate), ==, cases[index].refusal);
  }
}

static void test_use(void) {
  static const struct {
    RecordMandate mandate;
    RecordMandateUse use;
    RecordRefusal refusal;
  } cases[] = {
      {{MANDATE}, {USE}, RECORD_ALLOWED},
      /* level */
      {{MANDATE, .level = RECORD_LEVEL_INSTRUCT}, {USE}, RECORD_REFUSED_LEVEL},
      {{MANDATE, .level = RECORD_LEVEL_ADVISE}, {USE}, RECORD_REFUSED_LEVEL},
      {{MANDATE, .level = RECORD_LEVEL_ACT_AND_REPORT}, {USE}, RECORD_ALLOWED},
      {{MANDATE, .level = RECORD_LEVEL_ENTRUST}, {USE}, RECORD_ALLOWED},
      /* time */
      {{MANDATE}, {USE, .at_ms = BEGIN - 1}, RECORD_REFUSED_NOT_YET},
      {{MANDATE}, {USE, .at_ms = BEGIN}, RECORD_ALLOWED},
      {{MANDATE}, {USE, .at_ms = END - 1}, RECORD_ALLOWED},
      {{MANDATE}, {USE, .at_ms = END}, RECORD_REFUSED_EXPIRED},
      {{MANDATE, .revoked_at_ms = BEGIN + DAY + 1}, {USE}, RECORD_ALLOWED},
      {{MANDATE, .revoked_at_ms = BEGIN + DAY}, {USE}, RECORD_REFUSED_REVOKED},
      {{MANDATE, .revoked_at_ms = BEGIN - 1}, {USE}, RECORD_REFUSED_REVOKED},
      /* stake and currency */
      {{MANDATE}, {USE, .stake_minor = RECORD_NONE}, RECORD_REFUSED_NO_STAKE},
      {{MANDATE, .level = RECORD_LEVEL_ENTRUST, .limit_minor = RECORD_NONE},
       {USE, .stake_minor = RECORD_NONE},
       RECORD_REFUSED_NO_STAKE},
      {{MANDATE}, {USE, .currency = "USD"}, RECORD_REFUSED_CURRENCY},
      /* limit */
      {{MANDATE}, {USE, .stake_minor = 250000}, RECORD_ALLOWED},
      {{MANDATE}, {USE, .stake_minor = 250001}, RECORD_REFUSED_LIMIT},
      {{MANDATE, .limit_minor = 0}, {USE, .stake_minor = 0}, RECORD_ALLOWED},
      {{MANDATE, .limit_minor = 0}, {USE, .stake_minor = 1}, RECORD_REFUSED_LIMIT},
      {{MANDATE, .level = RECORD_LEVEL_ENTRUST}, {USE, .stake_minor = 250001}, RECORD_REFUSED_LIMIT},
      {{MANDATE, .level = RECORD_LEVEL_ENTRUST, .limit_minor = RECORD_NONE},
       {USE, .stake_minor = RECORD_MONEY_MAX},
       RECORD_ALLOWED},
      /* budget */
      {{MANDATE}, {USE, .spent_minor = 999500}, RECORD_ALLOWED},
      {{MANDATE}, {USE, .spent_minor = 999501}, RECORD_REFUSED_BUDGET},
      {{MANDATE}, {USE, .spent_minor = 1000000, .cost_minor = 0}, RECORD_ALLOWED},
      {{MANDATE}, {USE, .cost_minor = RECORD_NONE}, RECORD_REFUSED_NO_COST},
      {{MANDATE, .budget_minor = RECORD_NONE, .period_days = 0}, {USE, .cost_minor = RECORD_NONE}, RECORD_ALLOWED},
      {{MANDATE}, {USE, .spent_minor = RECORD_MONEY_MAX, .cost_minor = RECORD_MONEY_MAX}, RECORD_REFUSED_BUDGET},
      {{MANDATE, .budget_minor = RECORD_NONE, .period_days = 0},
       {USE, .spent_minor = RECORD_MONEY_MAX, .cost_minor = RECORD_MONEY_MAX},
       RECORD_ALLOWED},
      /* the order of reasons */
      {{MANDATE, .revoked_at_ms = BEGIN}, {USE, .at_ms = END}, RECORD_REFUSED_REVOKED},
      {{MANDATE}, {USE, .stake_minor = RECORD_NONE, .currency = "USD"}, RECORD_REFUSED_NO_STAKE},
      {{MANDATE}, {USE, .stake_minor = 250001, .currency = "USD"}, RECORD_REFUSED_CURRENCY},
      {{MANDATE}, {USE, .stake_minor = 250001, .cost_minor = 9999999}, RECORD_REFUSED_LIMIT},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_test_message("case %zu", index);
    g_assert_cmpint(record_mandate_check_use(&cases[index].mandate, &cases[index].use), ==, cases[index].refusal);
  }
}

static void test_period(void) {
  int64_t from = 0;
  int64_t until = 0;
  static const struct {
    int64_t at;
    int64_t from;
  } cases[] = {{BEGIN, BEGIN},
               {BEGIN + 30 * DAY - 1, BEGIN},
               {BEGIN + 30 * DAY, BEGIN + 30 * DAY},
               {BEGIN + 89 * DAY, BEGIN + 60 * DAY}};
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_assert_true(record_mandate_period(&usual, cases[index].at, &from, &until));
    g_assert_cmpint(from, ==, cases[index].from);
    g_assert_cmpint(until, ==, cases[index].from + 30 * DAY);
  }
  g_assert_false(record_mandate_period(&usual, BEGIN - 1, &from, &until));
  RecordMandate without = {MANDATE, .budget_minor = RECORD_NONE, .period_days = 0};
  g_assert_false(record_mandate_period(&without, BEGIN, &from, &until));
}

/* One in N, over the whole range of the random number. */
static void test_draws(void) {
  static const int32_t one_in[] = {1, 2, 3, 7, 1000};
  for (size_t index = 0; index < G_N_ELEMENTS(one_in); index++) {
    RecordMandate mandate = {MANDATE, .check_one_in = one_in[index]};
    const int steps = 100000;
    int drawn = 0;
    for (int step = 0; step < steps; step++) {
      drawn += record_mandate_draws_check(&mandate, (uint64_t)step * (UINT64_MAX / (uint64_t)steps));
    }
    g_assert_cmpint(ABS(drawn - steps / one_in[index]), <=, 1);
    g_assert_true(record_mandate_draws_check(&mandate, 0));
    g_assert_true(record_mandate_draws_check(&mandate, UINT64_MAX) == (one_in[index] == 1));
  }
  RecordMandate none = {MANDATE, .check_one_in = 0};
  g_assert_false(record_mandate_draws_check(&none, 0));
}

static const struct {
  const char *what;
  RecordMandate after;
  bool widens;
} changes[] = {
    {"nothing", {MANDATE}, false},
    {"higher level", {MANDATE, .level = RECORD_LEVEL_ACT_AND_REPORT}, true},
    {"lower level", {MANDATE, .level = RECORD_LEVEL_ADVISE}, false},
    {"lower level, no limit", {MANDATE, .level = RECORD_LEVEL_ADVISE, .limit_minor = RECORD_NONE}, true},
    {"lower level, other terms for when it is raised again",
     {MANDATE, .level = RECORD_LEVEL_ADVISE, .limit_minor = 250001},
     true},
    {"lower level, fewer checks", {MANDATE, .level = RECORD_LEVEL_ADVISE, .check_one_in = 0}, true},
    {"lower level, later end", {MANDATE, .level = RECORD_LEVEL_ADVISE, .expires_at_ms = END + 1}, true},
    {"higher limit", {MANDATE, .limit_minor = 250001}, true},
    {"lower limit", {MANDATE, .limit_minor = 249999}, false},
    {"no limit", {MANDATE, .limit_minor = RECORD_NONE}, true},
    {"more budget", {MANDATE, .budget_minor = 1000001}, true},
    {"less budget", {MANDATE, .budget_minor = 999999}, false},
    {"no budget to keep to", {MANDATE, .budget_minor = RECORD_NONE, .period_days = 0}, true},
    {"shorter periods", {MANDATE, .period_days = 29}, true},
    {"longer periods, of which the present one began at another moment", {MANDATE, .period_days = 31}, true},
    {"later end", {MANDATE, .expires_at_ms = END + 1}, true},
    {"earlier end", {MANDATE, .expires_at_ms = END - 1}, false},
    {"taken back", {MANDATE, .revoked_at_ms = BEGIN + DAY}, false},
    {"earlier begin", {MANDATE, .begins_at_ms = BEGIN - 1}, true},
    {"the budget's periods begin anew", {MANDATE, .begins_at_ms = BEGIN + 1}, true},
    {"fewer checks", {MANDATE, .check_one_in = 6}, true},
    {"no checks", {MANDATE, .check_one_in = 0}, true},
    {"more checks", {MANDATE, .check_one_in = 1}, false},
    {"another currency", {MANDATE, .currency = "JPY"}, true},
    {"less limit, more budget", {MANDATE, .limit_minor = 1, .budget_minor = 1000001}, true},
};

static void test_widens(void) {
  for (size_t index = 0; index < G_N_ELEMENTS(changes); index++) {
    g_test_message("%s", changes[index].what);
    g_assert_true(record_mandate_widens(&usual, &changes[index].after) == changes[index].widens);
  }
  /* What was revoked does not come back by itself, and from no limit any limit is less. */
  RecordMandate revoked = {MANDATE, .revoked_at_ms = BEGIN + DAY};
  RecordMandate entrusted = {MANDATE, .level = RECORD_LEVEL_ENTRUST, .limit_minor = RECORD_NONE};
  RecordMandate unchecked = {MANDATE, .check_one_in = 0};
  RecordMandate unbounded = {MANDATE, .budget_minor = RECORD_NONE, .period_days = 0};
  g_assert_true(record_mandate_widens(&revoked, &usual));
  g_assert_false(record_mandate_widens(&entrusted, &usual));
  g_assert_false(record_mandate_widens(&unchecked, &usual));
  g_assert_false(record_mandate_widens(&unbounded, &usual));
  /* An earlier beginning is more even where no budget starts anew with it, and a later one is not. */
  RecordMandate unbounded_earlier = {MANDATE, .budget_minor = RECORD_NONE, .period_days = 0, .begins_at_ms = BEGIN - 1};
  RecordMandate unbounded_later = {MANDATE, .budget_minor = RECORD_NONE, .period_days = 0, .begins_at_ms = BEGIN + 1};
  g_assert_true(record_mandate_widens(&unbounded, &unbounded_earlier));
  g_assert_false(record_mandate_widens(&unbounded, &unbounded_later));
  /* Below deciding the terms stay as the owner left them. */
  RecordMandate advises = {MANDATE, .level = RECORD_LEVEL_ADVISE};
  RecordMandate advises_longer = {MANDATE, .level = RECORD_LEVEL_ADVISE, .expires_at_ms = END + DAY};
  RecordMandate instructed = {MANDATE, .level = RECORD_LEVEL_INSTRUCT};
  RecordMandate terms[] = {
      {MANDATE, .level = RECORD_LEVEL_ADVISE, .limit_minor = 1},
      {MANDATE, .level = RECORD_LEVEL_ADVISE, .budget_minor = 1},
      {MANDATE, .level = RECORD_LEVEL_ADVISE, .period_days = 31},
      {MANDATE, .level = RECORD_LEVEL_ADVISE, .check_one_in = 1},
      {MANDATE, .level = RECORD_LEVEL_ADVISE, .currency = "JPY"},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(terms); index++) {
    g_assert_true(record_mandate_widens(&advises, &terms[index]));
  }
  RecordMandate advises_less_long = {MANDATE, .level = RECORD_LEVEL_ADVISE, .expires_at_ms = END - DAY};
  RecordMandate instructs = {MANDATE, .level = RECORD_LEVEL_INSTRUCT};
  g_assert_true(record_mandate_widens(&advises, &advises_longer));
  g_assert_false(record_mandate_widens(&advises, &advises_less_long));
  g_assert_false(record_mandate_widens(&advises, &instructs));
  g_assert_true(record_mandate_widens(&instructed, &advises));
}

static void test_change(void) {
  for (size_t index = 0; index < G_N_ELEMENTS(changes); index++) {
    const RecordMandate *after = &changes[index].after;
    RecordRefusal others = changes[index].widens ? RECORD_REFUSED_OWNER_ONLY : RECORD_ALLOWED;
    g_assert_cmpint(record_mandate_check_change(RECORD_ROLE_OWNER, false, &usual, after), ==, RECORD_ALLOWED);
    g_assert_cmpint(record_mandate_check_change(RECORD_ROLE_MEMBER, false, &usual, after), ==, others);
    g_assert_cmpint(record_mandate_check_change(RECORD_ROLE_PARTNER, true, &usual, after), ==, others);
    g_assert_cmpint(record_mandate_check_change(RECORD_ROLE_PARTNER, false, &usual, after), ==,
                    RECORD_REFUSED_NOT_THEIRS);
    g_assert_cmpint(record_mandate_check_change(RECORD_ROLE_OBSERVER, true, &usual, after), ==, RECORD_REFUSED_ROLE);
  }
  g_assert_cmpint(record_mandate_check_change(RECORD_ROLE_OWNER, false, NULL, &usual), ==, RECORD_ALLOWED);
  g_assert_cmpint(record_mandate_check_change(RECORD_ROLE_MEMBER, false, NULL, &usual), ==, RECORD_REFUSED_OWNER_ONLY);
  g_assert_cmpint(record_mandate_check_change(RECORD_ROLE_PARTNER, true, NULL, &usual), ==, RECORD_REFUSED_OWNER_ONLY);
}

/* ---- Words and refusals ----------------------------------------------------------------------------------------- */

static void test_words(void) {
  RecordRole role = RECORD_ROLE_OBSERVER;
  RecordStance stance = RECORD_STANCE_FOCUS;
  RecordLevel level = RECORD_LEVEL_INSTRUCT;
  RecordDecision decision = RECORD_DECISION_DEFER;
  RecordSureness sureness = RECORD_SURENESS_SURE;
  g_assert_true(record_role_read("owner", &role) && role == RECORD_ROLE_OWNER);
  g_assert_true(record_stance_read("rent", &stance) && stance == RECORD_STANCE_RENT);
  g_assert_true(record_level_read("act_and_report", &level) && level == RECORD_LEVEL_ACT_AND_REPORT);
  g_assert_true(record_decision_read("override", &decision) && decision == RECORD_DECISION_OVERRIDE);
  g_assert_true(record_sureness_read("leaning", &sureness) && sureness == RECORD_SURENESS_LEANING);
  g_assert_false(record_role_read("Owner", &role));
  g_assert_false(record_level_read("", &level));
  g_assert_cmpint(level, ==, RECORD_LEVEL_ACT_AND_REPORT);
  for (int each = 0; each <= RECORD_LEVEL_ENTRUST; each++) {
    g_assert_true(record_level_read(record_level_text((RecordLevel)each), &level) && (int)level == each);
  }
}

/* Every refusal says what is wrong and what to do, each in its own words. */
static void test_refusals(void) {
  g_assert_cmpstr(record_refusal_text(RECORD_ALLOWED), ==, "");
  for (int refusal = 1; refusal < RECORD_REFUSAL_COUNT; refusal++) {
    const char *text = record_refusal_text((RecordRefusal)refusal);
    const char *advice = record_refusal_advice((RecordRefusal)refusal);
    g_assert_nonnull(record_refusal_field((RecordRefusal)refusal));
    g_assert_true(text != NULL && strlen(text) > 10 && !g_str_has_suffix(text, "."));
    g_assert_true(advice != NULL && strlen(advice) > 5 && !g_str_has_suffix(advice, "."));
    for (int other = 1; other < refusal; other++) {
      g_assert_cmpstr(text, !=, record_refusal_text((RecordRefusal)other));
    }
  }
}

static void test_check(void) {
  static const struct {
    RecordRole role;
    bool may_decide;
    RecordCheckState state;
    RecordRefusal expected;
  } cases[] = {
      {RECORD_ROLE_OWNER, false, RECORD_CHECK_DRAWN, RECORD_ALLOWED},
      {RECORD_ROLE_MEMBER, true, RECORD_CHECK_DRAWN, RECORD_ALLOWED},
      {RECORD_ROLE_MEMBER, false, RECORD_CHECK_DRAWN, RECORD_REFUSED_NOT_ALLOWED},
      {RECORD_ROLE_PARTNER, true, RECORD_CHECK_DRAWN, RECORD_REFUSED_ROLE},
      {RECORD_ROLE_OBSERVER, true, RECORD_CHECK_DRAWN, RECORD_REFUSED_ROLE},
      {RECORD_ROLE_OWNER, true, RECORD_CHECK_NONE, RECORD_REFUSED_NOT_DRAWN},
      {RECORD_ROLE_OWNER, true, RECORD_CHECK_DONE, RECORD_ALLOWED},
      {RECORD_ROLE_MEMBER, false, RECORD_CHECK_DONE, RECORD_REFUSED_NOT_ALLOWED},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++)
    g_assert_cmpint(record_mandate_check_check(cases[index].role, cases[index].may_decide, cases[index].state), ==,
                    cases[index].expected);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/record/words", test_words);
  g_test_add_func("/record/refusals", test_refusals);
  g_test_add_func("/record/mandate/terms", test_terms);
  g_test_add_func("/record/mandate/use", test_use);
  g_test_add_func("/record/mandate/period", test_period);
  g_test_add_func("/record/mandate/draws", test_draws);
  g_test_add_func("/record/mandate/widens", test_widens);
  g_test_add_func("/record/mandate/change", test_change);
  g_test_add_func("/record/mandate/check", test_check);
  return g_test_run();
}
