/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* change_engagement.c: other terms, another purpose, other goals. What is left out stays as it was. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("engagement", RECORD_FIELD_REQUIRED, "e", N_("The engagement")),
    FIELD_WORDS("purpose", 0, N_("What they are there for")),
    FIELD_THINGS("goals", 0, "g", N_("The goals that this serves, in the place of those on record")),
    FIELD_MONEY("fee", 0, N_("The fee that was agreed")),
    FIELD_INTEGER("fee_months", 0, 0, 120, N_("How many months one fee is for; 0: for each piece of work")),
    FIELD_SHARE("gain_share", 0, N_("The partner's share of what a goal gains")),
    FIELD_THING("gain_goal", 0, "g", N_("The goal whose gain is shared")),
    FIELD_INTEGER("notice_days", 0, 0, 3660, N_("Days of notice")),
    FIELD_TIME("renews_at", RECORD_FIELD_DAY_END, N_("When it renews unless notice is given")),
    FIELD_FLAG("no_renewal", 0, N_("That it no longer renews by itself")),
    FIELD_INTEGER("review_months", 0, 1, 60, N_("How many months lie between two reviews")),
    FIELD_CHOICE("own_views", 0, "as_workspace|off|on",
                 N_("Whether deciders seal a view of their own before they open this partner's advice")),
    FIELD_END,
};

static const char *const adds[] = {"opens_to_all", NULL};

/* Opened before and after: what could be read until now, and what can be from now on. */
static const StoreWorkspaceStatement projection[] = {STORE_OPENED_BY_ALL,          STORE_ENGAGEMENT_CHANGE,
                                                     STORE_ENGAGEMENT_GOALS_CLEAR, STORE_ENGAGEMENT_GOALS_ADD,
                                                     STORE_OPENED_BY_ALL,          ACTION_PROJECTION_END};

static bool check(ActionRun *run, const json_t *engagement, GError **error) {
  RecordEngagementTerms terms = lasting_engagement_terms(engagement);
  terms.renews_at_ms = action_integer(run->document, "renews_at", terms.renews_at_ms);
  if (action_flag(run->document, "no_renewal", false) && json_object_get(run->document, "renews_at") != NULL)
    return action_invalid(run, "no_renewal", N_("Give one of the two"), "It can't both renew and not renew");
  bool has_share = json_object_get(engagement, "gain_share") != NULL;
  return action_allow(run, record_engagement_check_terms(&terms)) && lasting_check_goals(run, has_share, error);
}

static bool effect(ActionRun *run, GError **error) {
  if (!action_require_change(run, 1))
    return false;
  json_t *engagement = lasting_require_engagement(run, "engagement", error);
  const char *id = action_text(engagement, "id");
  bool views = action_text(run->document, "own_views") != NULL;
  bool ok = engagement != NULL && check(run, engagement, error) &&
            action_enter(run, id, id, views ? json_pack("{s:b}", "opens_to_all", true) : NULL, error);
  json_decref(engagement);
  return ok;
}

const Action action_change_engagement = {
    .name = "change_engagement",
    .summary = N_("Change an engagement's terms, purpose or goals"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
