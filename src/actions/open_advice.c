/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* open_advice.c: a decider looks at an advice for the first time. From then on a view of theirs is no longer their own. */
#include "advice.h"

static const RecordField fields[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("The advice")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_OPENED_ADD, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *advice = advice_require(run, "advice", error);
  RecordOwnViewCase one;
  bool ok = advice != NULL && advice_own_view_case(run, action_text(advice, "id"), &one, error);
  if (ok) {
    RecordRefusal refusal = record_own_view_check_open(&one);
    if (refusal != RECORD_ALLOWED)
      ok = action_refuse(run, refusal);
    else if (one.opened) /* opened once is opened: nothing to enter */
      json_object_set_new(run->reply, "id", json_string(action_text(advice, "id")));
    else
      ok = action_enter(run, action_text(advice, "engagement_id"), action_text(advice, "id"), NULL, error);
  }
  json_decref(advice);
  return ok;
}

const Action action_open_advice = {
    .name = "open_advice",
    .summary = N_("Open an advice; an own view comes before it"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
