/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_reading.c: one measured value of a goal. A later reading of the same moment corrects the one before. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("goal", RECORD_FIELD_REQUIRED, "g", N_("The goal")),
    FIELD_NUMBER("value", RECORD_FIELD_REQUIRED, N_("The value, in the goal's measure")),
    FIELD_TIME("read_at", RECORD_FIELD_PAST,
               N_("When it was so; now, if left out. Another of the same moment corrects it")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_READING_SET, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *goal = action_require(run, STORE_GOAL_GET, "goal", error);
  bool ok = goal != NULL && action_allow(run, record_goal_check_reading(lasting_goal_state(goal))) &&
            action_enter(run, NULL, action_text(goal, "id"), NULL, error);
  json_decref(goal);
  return ok;
}

const Action action_record_reading = {
    .name = "record_reading",
    .summary = N_("Write down a goal's value at a date"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
