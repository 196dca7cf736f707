/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* grant_mandate.c: what a partner may decide without asking. An engagement has one mandate at a time: another level or
 * limit is a change of it. */
#include "mandate.h"

static const RecordField fields[] = {
    FIELD_THING("engagement", RECORD_FIELD_REQUIRED, "e", N_("The engagement")),
    FIELD_CHOICE("level", RECORD_FIELD_REQUIRED, MANDATE_LEVELS, MANDATE_LEVELS_HELP),
    FIELD_TIME("expires_at", RECORD_FIELD_REQUIRED | RECORD_FIELD_FUTURE | RECORD_FIELD_DAY_END,
               N_("When it runs out")),
    MANDATE_FIELD_LIMIT,
    MANDATE_FIELD_BUDGET,
    MANDATE_FIELD_PERIOD,
    MANDATE_FIELD_CHECKS,
    FIELD_TIME("begins_at", RECORD_FIELD_FUTURE, N_("When it begins; now, if left out")),
    FIELD_WORDS("words", 0, N_("What you would say about it; the partner will read it")),
    FIELD_END,
};

static const char *const adds[] = {MANDATE_TERMS, NULL};

static const StoreWorkspaceStatement projection[] = {STORE_MANDATE_ADD, STORE_SUBJECT_ADD_ENGAGEMENT,
                                                     ACTION_PROJECTION_END};

static bool check_none(ActionRun *run, const char *engagement, GError **error) {
  json_t *mandate = action_row(run, STORE_MANDATE_OF_ENGAGEMENT, engagement, error);
  bool ok = mandate != NULL;
  bool there = json_is_object(mandate);
  if (there)
    ok = record_problem_set(run->problem, RECORD_PROBLEM_CONFLICT, "engagement", N_("Change it, or revoke it first"),
                            "This engagement has the mandate %s", action_text(mandate, "id"));
  json_decref(mandate);
  return ok;
}

static bool effect(ActionRun *run, GError **error) {
  RecordMandate mandate = {.limit_minor = RECORD_NONE,
                           .budget_minor = RECORD_NONE,
                           .check_one_in = MANDATE_USUAL_CHECK_ONE_IN,
                           .begins_at_ms = run->now_ms,
                           .revoked_at_ms = RECORD_NEVER};
  json_t *engagement = lasting_require_engagement(run, "engagement", error);
  const char *id = action_text(engagement, "id");
  mandate_overlay(run->document, &mandate);
  mandate.revoked_at_ms = lasting_engagement_terms(engagement).ends_at_ms;
  bool ok = engagement != NULL && mandate_read_currency(run, mandate.currency, error) && check_none(run, id, error) &&
            mandate_allow_change(run, NULL, &mandate) && action_enter(run, id, NULL, mandate_to_body(&mandate), error);
  json_decref(engagement);
  if (ok)
    mandate_note(run, &mandate);
  return ok;
}

const Action action_grant_mandate = {
    .name = "grant_mandate",
    .summary = N_("Let a partner decide without asking, within limits"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .makes = "m",
    .effect = effect,
};
