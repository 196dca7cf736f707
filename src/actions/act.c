/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * act.c: a partner decides under a mandate, without asking.
 *
 * It is an advice that was followed at once; the mandate is named where otherwise a person decided. Whether it is drawn
 * for a check is left to chance once everything else is fixed, so that nobody can decide otherwise where they will be
 * checked. Its outcome tells how the partner's advice turns out.
 */
#include "advice.h"
#include "mandate.h"

static const RecordField fields[] = {
    FIELD_LINE("option", RECORD_FIELD_REQUIRED, N_("What you decide, in one line")),
    FIELD_MONEY("stake", RECORD_FIELD_REQUIRED, N_("What it costs if it goes wrong")),
    FIELD_TIME("know_by", RECORD_FIELD_REQUIRED | RECORD_FIELD_FUTURE | RECORD_FIELD_DAY_END,
               N_("When one will know how it turned out")),
    FIELD_LINE("worked_if", RECORD_FIELD_REQUIRED, N_("What will count as having worked")),
    FIELD_MONEY("cost", 0, N_("What it takes of the budget, where there is one")),
    FIELD_WORDS("reasons", 0, N_("Why")),
    FIELD_LINES("alternatives", 0, N_("What else you considered")),
    FIELD_SURE,
    FIELD_CHANCE,
    FIELD_LINE("interest", 0, N_("Any interest of yours in the option: a commission, say")),
    FIELD_THING("engagement", 0, "e", N_("The engagement that this is of, where there is more than one")),
    FIELD_THING("brief", 0, "b", N_("The brief that this answers")),
    FIELD_THING("goal", 0, "g", N_("The goal that it serves")),
    FIELD_END,
};

static const char *const adds[] = {"mandate", "of_partner", "of_skill", "option_number", "decision", "drawn", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_ADVICE_ADD,   STORE_ADVICE_ACT,    STORE_FIGURES_COUNT,
                                                     STORE_SPENDING_ADD, STORE_BRIEF_DECIDED, ACTION_PROJECTION_END};

/* stake_minor: raised to what the client said on the brief that it costs if it goes wrong. */
static bool check_brief(ActionRun *run, const char *brief, int64_t *stake_minor, GError **error) {
  json_t *row = brief != NULL ? action_require(run, STORE_BRIEF_GET, "brief", error) : json_null();
  bool ok = row != NULL;
  const char *state = action_text(row, "state");
  if (ok && state != NULL && strcmp(state, "open") != 0)
    ok = action_conflict(run, "brief", N_("Leave the brief out"),
                         strcmp(state, "closed") == 0 ? N_("This brief was closed")
                                                      : N_("This brief was decided already"));
  *stake_minor = MAX(*stake_minor, action_integer(row, "stake_minor", RECORD_NONE));
  json_decref(row);
  return ok;
}

/* What was spent under the mandate in the period that now lies in. */
static bool read_spent(ActionRun *run, const char *id, const RecordMandate *mandate, int64_t *spent, GError **error) {
  int64_t from_ms = 0;
  int64_t until_ms = 0;
  if (!record_mandate_period(mandate, run->now_ms, &from_ms, &until_ms))
    return true; /* no budget, or not begun: nothing to hold it against */
  json_t *parameters =
      json_pack("{s:s, s:I, s:I}", "id", id, "from_ms", (json_int_t)from_ms, "until_ms", (json_int_t)until_ms);
  json_t *row = store_query_row(run->transaction, STORE_SPENT, parameters, error);
  json_decref(parameters);
  *spent = MIN(action_integer(row, "spent", 0), RECORD_MONEY_MAX);
  bool ok = row != NULL;
  json_decref(row);
  return ok;
}

static bool check_use(ActionRun *run, const char *id, const RecordMandate *mandate, int64_t stake_minor,
                      GError **error) {
  RecordMandateUse use = {.at_ms = run->now_ms,
                          .stake_minor = stake_minor,
                          .cost_minor = action_integer(run->document, "cost", RECORD_NONE)};
  g_strlcpy(use.currency, mandate->currency, sizeof use.currency); /* a workspace has one */
  return read_spent(run, id, mandate, &use.spent_minor, error) &&
         action_allow(run, record_mandate_check_use(mandate, &use));
}

/* The mandate that holds for the engagement now: its id, and its terms. Free with g_free. */
static char *find_mandate(ActionRun *run, const char *engagement, RecordMandate *mandate, GError **error) {
  char currency[4];
  json_t *row = action_row(run, STORE_MANDATE_LAST, engagement, error);
  if (row == NULL || !mandate_read_currency(run, currency, error)) {
    json_decref(row);
    return NULL;
  }
  char *id = g_strdup(action_text(row, "id"));
  *mandate = record_mandate_of_row(row, currency);
  json_decref(row);
  if (id == NULL)
    action_refuse(run, RECORD_REFUSED_NEEDS_MANDATE);
  return id;
}

static bool enter(ActionRun *run, const json_t *engagement, const char *id, const RecordMandate *mandate,
                  GError **error) {
  const char *brief = action_text(run->document, "brief");
  int64_t number = advice_option_number(run, brief, action_text(run->document, "option"), error);
  if (number == 0 || !advice_check_new(run, brief, run->actor.partner_id, number, error))
    return false;
  uint64_t random = 0; /* all is decided: now, and not before, chance has its word */
  store_transaction_random(run->transaction, (uint8_t *)&random, sizeof random);
  json_t *extra = json_pack("{s:s, s:O, s:O, s:I, s:s, s:b}", "mandate", id, "of_partner",
                            json_object_get(engagement, "partner_id"), "of_skill",
                            json_object_get(engagement, "skill_id"), "option_number", (json_int_t)number, "decision",
                            "follow", "drawn", record_mandate_draws_check(mandate, random));
  return action_enter(run, action_text(engagement, "id"), NULL, extra, error);
}

static bool effect(ActionRun *run, GError **error) {
  const char *brief = action_text(run->document, "brief");
  int64_t stake_minor = action_integer(run->document, "stake", RECORD_NONE);
  if (!advice_check_sureness(run) || !check_brief(run, brief, &stake_minor, error) ||
      !lasting_check_goal(run, "goal", error))
    return false;
  json_t *engagement = advice_find_engagement(run, brief, run->actor.partner_id, error);
  if (engagement == NULL)
    return false;
  RecordMandate mandate = {0};
  g_autofree char *id = find_mandate(run, action_text(engagement, "id"), &mandate, error);
  RecordEngagementTerms terms = lasting_engagement_terms(engagement);
  bool ok = id != NULL && lasting_check_lasts(run, engagement) &&
            action_allow(run, record_engagement_check_begun(&terms, run->now_ms)) &&
            check_use(run, id, &mandate, stake_minor, error) && enter(run, engagement, id, &mandate, error);
  json_decref(engagement);
  return ok;
}

const Action action_act = {
    .name = "act",
    .summary = N_("Decide under your mandate, without asking"),
    .who = ACTION_BY_PARTNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .sums = advice_sums_of_act,
    .makes = "a",
    .effect = effect,
};
