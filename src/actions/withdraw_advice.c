/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* withdraw_advice.c: a partner takes an advice back, before it is decided. */
#include "advice.h"

static const RecordField fields[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("The advice")),
    FIELD_WORDS("words", 0, N_("Why; the client will read it")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_FIGURES_UNCOUNT, STORE_ADVICE_WITHDRAW, STORE_ADVICE_UNCOUNT,
                                                     STORE_MESSAGE_ADD_ASIDE, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *advice = advice_require(run, "advice", error);
  if (advice == NULL)
    return false;
  RecordWithdrawCase one = {
      .role = run->actor.role,
      .own_advice = strcmp(action_text(advice, "partner_id"), run->actor.partner_id) == 0,
      .own_note = advice_noted_state(advice) == RECORD_NOTED_WAITING,
      .advice = record_advice_state(advice),
      .outcome_known = record_outcome_is_known(advice),
  };
  RecordRefusal refusal = record_withdraw_check(&one);
  bool may_know = run->actor.role == RECORD_ROLE_PARTNER || refusal == RECORD_ALLOWED ||
                  advice_check_open(run, action_text(advice, "id"), error);
  bool ok = may_know && action_allow(run, refusal) &&
            action_enter(run, action_text(advice, "engagement_id"), action_text(advice, "id"), NULL, error);
  json_decref(advice);
  return ok;
}

const Action action_withdraw_advice = {
    .name = "withdraw_advice",
    .summary = N_("Take an advice of yours back"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
