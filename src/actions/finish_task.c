/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* finish_task.c: a piece of work is done; either side may say so. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("task", RECORD_FIELD_REQUIRED, "t", N_("The task")),
    FIELD_END,
};

static const char *const adds[] = {"becomes", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_TASK_END, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *task = action_require(run, STORE_TASK_GET, "task", error);
  bool ok = task != NULL &&
            action_allow(run, record_task_check_end(run->actor.role, lasting_task_state(task), RECORD_TASK_DONE)) &&
            action_enter(run, action_text(task, "engagement_id"), action_text(task, "id"),
                         json_pack("{s:s}", "becomes", "done"), error);
  json_decref(task);
  return ok;
}

const Action action_finish_task = {
    .name = "finish_task",
    .summary = N_("Say that a task is done"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
