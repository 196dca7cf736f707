/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* add_goal.c: part of the direction that can be measured. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_LINE("name", RECORD_FIELD_REQUIRED, N_("The goal, in one line")),
    FIELD_LINE("measure", RECORD_FIELD_REQUIRED, N_("What is counted: orders a month, euros of cost a year")),
    FIELD_NUMBER("baseline", RECORD_FIELD_REQUIRED, N_("Its value at the beginning")),
    FIELD_NUMBER("target", RECORD_FIELD_REQUIRED, N_("The value to reach")),
    FIELD_TIME("due_at", RECORD_FIELD_REQUIRED | RECORD_FIELD_DAY_END, N_("By when")),
    FIELD_TIME("begins_at", RECORD_FIELD_PAST, N_("When the baseline was measured; now, if left out")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_GOAL_ADD, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  RecordGoalTerms terms = {.baseline = action_integer(run->document, "baseline", 0),
                           .target = action_integer(run->document, "target", 0),
                           .begins_at_ms = action_integer(run->document, "begins_at", run->now_ms),
                           .due_at_ms = action_integer(run->document, "due_at", 0)};
  return action_allow(run, record_goal_check_terms(&terms)) && action_enter(run, NULL, NULL, NULL, error);
}

const Action action_add_goal = {
    .name = "add_goal",
    .summary = N_("Add a goal to the direction"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .projection = projection,
    .makes = "g",
    .effect = effect,
};
