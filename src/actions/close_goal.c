/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* close_goal.c: a goal was reached, or is given up. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("goal", RECORD_FIELD_REQUIRED, "g", N_("The goal")),
    FIELD_CHOICE("outcome", RECORD_FIELD_REQUIRED, "reached|dropped", N_("Whether it was reached or is dropped")),
    FIELD_WORDS("words", 0, N_("What there is to say about it")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_GOAL_CLOSE, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *goal = action_require(run, STORE_GOAL_GET, "goal", error);
  bool ok = goal != NULL && action_allow(run, record_goal_check_change(lasting_goal_state(goal))) &&
            action_enter(run, NULL, action_text(goal, "id"), NULL, error);
  json_decref(goal);
  return ok;
}

const Action action_close_goal = {
    .name = "close_goal",
    .summary = N_("Say that a goal was reached, or drop it"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
