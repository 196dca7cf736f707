/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* change_workspace.c: what the business is called, and its settings. Its currency stays: amounts on record are in it. */
#include "action.h"
#include "record/declare.h"

static const RecordField fields[] = {
    FIELD_LINE("name", 0, N_("What the business is called")),
    FIELD_ZONE("zone", 0),
    FIELD_MONEY("hour_worth", 0, N_("What an hour of the decider's time is worth")),
    FIELD_INTEGER("check_minutes", 0, 0, 60000, N_("How many minutes it usually takes to check a partner's decision")),
    FIELD_FLAG("own_views", 0, N_("Whether deciders seal a view of their own before they open an advice")),
    FIELD_END,
};

static const char *const adds[] = {"opens_to_all", NULL};

/* Before and after: what could be read until now, and what can be from now on. */
static const StoreWorkspaceStatement projection[] = {STORE_OPENED_BY_ALL, STORE_SETTINGS_CHANGE, STORE_OPENED_BY_ALL,
                                                     ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  if (json_object_size(run->document) == 0)
    return action_invalid(run, NULL, N_("Give at least one field"), "There is nothing to change");
  bool views = json_object_get(run->document, "own_views") != NULL;
  return action_enter(run, NULL, NULL, views ? json_pack("{s:b}", "opens_to_all", true) : NULL, error);
}

const Action action_change_workspace = {
    .name = "change_workspace",
    .summary = N_("Change the name or the settings of the business"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
