/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* change_goal.c: another name, target or date. What is measured stays: readings on record are of it. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("goal", RECORD_FIELD_REQUIRED, "g", N_("The goal")),
    FIELD_LINE("name", 0, N_("The goal, in one line")),
    FIELD_NUMBER("target", 0, N_("The value to reach")),
    FIELD_TIME("due_at", RECORD_FIELD_DAY_END, N_("By when")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_GOAL_CHANGE, ACTION_PROJECTION_END};

static bool check(ActionRun *run, const json_t *goal) {
  RecordGoalTerms terms = lasting_goal_terms(goal);
  terms.target = action_integer(run->document, "target", terms.target);
  terms.due_at_ms = action_integer(run->document, "due_at", terms.due_at_ms);
  return action_allow(run, record_goal_check_change(lasting_goal_state(goal))) &&
         action_allow(run, record_goal_check_terms(&terms));
}

static bool effect(ActionRun *run, GError **error) {
  if (!action_require_change(run, 1))
    return false;
  json_t *goal = action_require(run, STORE_GOAL_GET, "goal", error);
  bool ok = goal != NULL && check(run, goal) && action_enter(run, NULL, action_text(goal, "id"), NULL, error);
  json_decref(goal);
  return ok;
}

const Action action_change_goal = {
    .name = "change_goal",
    .summary = N_("Change a goal's name, target or date"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
