/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* open_workspace.c: a business begins its record. Whoever opens it is its first owner. */
#include "action.h"
#include "record/declare.h"

static const RecordField fields[] = {
    FIELD_LINE("name", RECORD_FIELD_REQUIRED, N_("What the business is called")),
    FIELD_LINE("your_name", RECORD_FIELD_REQUIRED, N_("What you are called")),
    {"currency", RECORD_FIELD_CURRENCY, RECORD_FIELD_REQUIRED, 0, 0, NULL,
     N_("The currency of every amount here: three letters, such as EUR")},
    FIELD_ZONE("zone", RECORD_FIELD_REQUIRED),
    FIELD_MONEY("hour_worth", 0, N_("What an hour of the decider's time is worth")),
    FIELD_INTEGER("check_minutes", 0, 0, 60000, N_("How many minutes it usually takes to check a partner's decision")),
    FIELD_FLAG("own_views", 0, N_("Whether deciders seal a view of their own before they open an advice")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_SETTINGS_SET, STORE_PERSON_FOUND, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  g_autoptr(GError) refusal = NULL;
  if (store_workspace_open(run->transaction, run->now_ms, &refusal))
    return action_enter(run, NULL, NULL, NULL, error);
  if (g_error_matches(refusal, STORE_ERROR, STORE_ERROR_CONFLICT))
    return action_conflict(run, "workspace", N_("Choose another one"), "This name is taken, now or for good");
  g_propagate_error(error, g_steal_pointer(&refusal));
  return false;
}

const Action action_open_workspace = {
    .name = "open_workspace",
    .summary = N_("Begin the record of a business, as its owner"),
    .who = ACTION_BY_STRANGER,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
