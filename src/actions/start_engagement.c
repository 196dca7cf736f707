/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* start_engagement.c: a partner takes on a skill. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("partner", RECORD_FIELD_REQUIRED, "p", N_("The partner")),
    FIELD_THING("skill", RECORD_FIELD_REQUIRED, "s", N_("The skill that they take on")),
    FIELD_WORDS("purpose", 0, N_("What they are there for")),
    FIELD_THINGS("goals", 0, "g", N_("The goals that this serves")),
    FIELD_MONEY("fee", 0, N_("The fee that was agreed")),
    FIELD_INTEGER("fee_months", 0, 0, 120, N_("How many months one fee is for; 0: for each piece of work")),
    FIELD_SHARE("gain_share", 0, N_("The partner's share of what a goal gains")),
    FIELD_THING("gain_goal", 0, "g", N_("The goal whose gain is shared")),
    FIELD_INTEGER("notice_days", 0, 0, 3660, N_("Days of notice")),
    FIELD_TIME("renews_at", RECORD_FIELD_DAY_END, N_("When it renews unless notice is given")),
    FIELD_INTEGER("review_months", 0, 1, 60, N_("How many months lie between two reviews")),
    FIELD_CHOICE("own_views", 0, "as_workspace|off|on",
                 N_("Whether deciders seal a view of their own before they open this partner's advice")),
    FIELD_TIME("begins_at", 0, N_("When it begins; now, if left out")),
    FIELD_TIME("ends_at", RECORD_FIELD_DAY_END, N_("When it ends, if that is agreed")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_ENGAGEMENT_ADD, STORE_COUNTS_BEGIN,
                                                     STORE_ENGAGEMENT_GOALS_ADD, ACTION_PROJECTION_END};

static bool check_state(ActionRun *run, StoreWorkspaceStatement name, const char *field, const char *state,
                        const char *message, GError **error) {
  json_t *row = action_require(run, name, field, error);
  if (row == NULL)
    return false;
  bool fits = strcmp(action_text(row, "state"), state) == 0;
  json_decref(row);
  return fits || action_conflict(run, field, N_("Choose another, or take this one up again first"), message);
}

static bool effect(ActionRun *run, GError **error) {
  RecordEngagementTerms terms = {.begins_at_ms = action_integer(run->document, "begins_at", run->now_ms),
                                 .ends_at_ms = action_integer(run->document, "ends_at", RECORD_NEVER),
                                 .renews_at_ms = action_integer(run->document, "renews_at", RECORD_NEVER)};
  return action_allow(run, record_engagement_check_terms(&terms)) &&
         check_state(run, STORE_PARTNER_GET, "partner", "current", "This partner was retired", error) &&
         check_state(run, STORE_SKILL_GET, "skill", "held", "This skill was retired", error) &&
         lasting_check_alone(run, &terms, error) && lasting_check_goals(run, false, error) &&
         action_enter(run, NULL, NULL, NULL, error);
}

const Action action_start_engagement = {
    .name = "start_engagement",
    .summary = N_("Let a partner take on a skill"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .projection = projection,
    .makes = "e",
    .effect = effect,
};
