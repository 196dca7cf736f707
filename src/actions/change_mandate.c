/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * change_mandate.c: another level, limit, budget, end or share of checks. Only the owner widens; members narrow, and a
 * partner may give freedom back.
 *
 * A changed mandate is a new one, and the old one is revoked at that moment. What was spent under the old one counts
 * under the new one: a change is no way to a fresh budget.
 */
#include "mandate.h"

static const RecordField fields[] = {
    FIELD_THING("mandate", RECORD_FIELD_REQUIRED, "m", N_("The mandate")),
    FIELD_CHOICE("level", 0, MANDATE_LEVELS, MANDATE_LEVELS_HELP),
    MANDATE_FIELD_LIMIT,
    FIELD_FLAG("no_limit", 0, N_("That no limit holds: at the level entrust, or where nothing is decided")),
    MANDATE_FIELD_BUDGET,
    MANDATE_FIELD_PERIOD,
    FIELD_FLAG("no_budget", 0, N_("That no budget holds")),
    MANDATE_FIELD_CHECKS,
    FIELD_TIME("expires_at", RECORD_FIELD_FUTURE | RECORD_FIELD_DAY_END, N_("When it runs out")),
    FIELD_WORDS("words", 0, N_("Why; the other side will read it")),
    FIELD_END,
};

static const char *const adds[] = {MANDATE_TERMS, NULL};

static const StoreWorkspaceStatement projection[] = {STORE_MANDATE_REVOKE, STORE_MANDATE_ADD, STORE_SPENDINGS_CARRY,
                                                     STORE_SUBJECT_ADD_ENGAGEMENT, ACTION_PROJECTION_END};

static bool overlay(ActionRun *run, RecordMandate *after) {
  mandate_overlay(run->document, after);
  bool no_limit = action_flag(run->document, "no_limit", false);
  bool no_budget = action_flag(run->document, "no_budget", false);
  if (no_limit && json_object_get(run->document, "limit") != NULL)
    return action_invalid(run, "no_limit", N_("Give one of the two"), "It can't both have a limit and have none");
  if (no_budget &&
      (json_object_get(run->document, "budget") != NULL || json_object_get(run->document, "period_days") != NULL))
    return action_invalid(run, "no_budget", N_("Give one of the two"), "It can't both have a budget and have none");
  if (no_limit)
    after->limit_minor = RECORD_NONE;
  if (no_budget) {
    after->budget_minor = RECORD_NONE;
    after->period_days = 0;
  }
  return true;
}

static bool effect(ActionRun *run, GError **error) {
  RecordMandate before = {0};
  if (!action_require_change(run, 1))
    return false;
  json_t *row = mandate_require(run, "mandate", &before, error);
  RecordMandate after = before;
  bool ok = row != NULL && overlay(run, &after) && mandate_allow_change(run, &before, &after) &&
            action_enter(run, action_text(row, "engagement_id"), NULL, mandate_to_body(&after), error);
  json_decref(row);
  if (ok)
    mandate_note(run, &after);
  return ok;
}

const Action action_change_mandate = {
    .name = "change_mandate",
    .summary = N_("Change what a partner may decide; only the owner widens it"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .makes = "m",
    .effect = effect,
};
