/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* drop_task.c: a piece of work is not wanted any more. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("task", RECORD_FIELD_REQUIRED, "t", N_("The task")),
    FIELD_END,
};

static const char *const adds[] = {"becomes", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_TASK_END, STORE_TASK_UNCOUNT, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *task = action_require(run, STORE_TASK_GET, "task", error);
  bool ok = task != NULL &&
            action_allow(run, record_task_check_end(run->actor.role, lasting_task_state(task), RECORD_TASK_DROPPED)) &&
            action_enter(run, action_text(task, "engagement_id"), action_text(task, "id"),
                         json_pack("{s:s}", "becomes", "dropped"), error);
  json_decref(task);
  return ok;
}

const Action action_drop_task = {
    .name = "drop_task",
    .summary = N_("Drop a task that is not wanted any more"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
