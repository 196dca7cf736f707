/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* set_stake.c: what it costs if it goes wrong, as the client sees it. Partners don't read it: the entry is of no
 * engagement. */
#include "advice.h"

static const RecordField fields[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("The advice")),
    FIELD_MONEY("stake", RECORD_FIELD_REQUIRED, N_("What it costs if it goes wrong")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_ADVICE_STAKE, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *advice = advice_require(run, "advice", error);
  if (advice == NULL)
    return false;
  RecordRefusal refusal =
      record_stake_check(run->actor.role, record_advice_state(advice), record_outcome_is_known(advice));
  /* Why it is too late would tell what became of it. */
  bool may_know = refusal == RECORD_ALLOWED || advice_check_open(run, action_text(advice, "id"), error);
  bool ok = may_know && action_allow(run, refusal) && action_enter(run, NULL, action_text(advice, "id"), NULL, error);
  json_decref(advice);
  return ok;
}

const Action action_set_stake = {
    .name = "set_stake",
    .summary = N_("Say what an advice costs if it goes wrong"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
