/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* add_task.c: a piece of work done to order, with or without a goal. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("engagement", RECORD_FIELD_REQUIRED, "e", N_("The engagement")),
    FIELD_LINE("title", RECORD_FIELD_REQUIRED, N_("What is to be done, in one line")),
    FIELD_THING("goal", 0, "g", N_("The goal that it serves")),
    FIELD_TIME("due_at", RECORD_FIELD_DAY_END, N_("By when")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_TASK_ADD, STORE_TASK_COUNT, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *engagement = lasting_require_engagement(run, "engagement", error);
  bool ok = engagement != NULL && lasting_check_goal(run, "goal", error) &&
            action_enter(run, action_text(engagement, "id"), NULL, NULL, error);
  json_decref(engagement);
  return ok;
}

const Action action_add_task = {
    .name = "add_task",
    .summary = N_("Order a piece of work"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .makes = "t",
    .effect = effect,
};
