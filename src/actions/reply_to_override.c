/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* reply_to_override.c: what a partner has to say to an advice of theirs that was not followed in full. */
#include "advice.h"

static const RecordField fields[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("The advice")),
    FIELD_WORDS("words", RECORD_FIELD_REQUIRED, N_("What you reply")),
    FIELD_END,
};

static const char *const adds[] = {"kind", "about", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_MESSAGE_ADD, STORE_SUBJECT_ADD_ABOUT, ACTION_PROJECTION_END};

static bool check(ActionRun *run, const json_t *advice) {
  RecordDecision decision = RECORD_DECISION_DEFER;
  const char *word = action_text(advice, "decision");
  if (word != NULL)
    record_decision_read(word, &decision);
  bool own = strcmp(action_text(advice, "partner_id"), run->actor.partner_id) == 0;
  return action_allow(run, record_reply_check(run->actor.role, own, record_advice_state(advice), decision));
}

static bool effect(ActionRun *run, GError **error) {
  json_t *advice = advice_require(run, "advice", error);
  bool ok =
      advice != NULL && check(run, advice) &&
      action_enter(run, action_text(advice, "engagement_id"), NULL,
                   json_pack("{s:s, s:s}", "kind", "reply_to_override", "about", action_text(advice, "id")), error);
  json_decref(advice);
  return ok;
}

const Action action_reply_to_override = {
    .name = "reply_to_override",
    .summary = N_("Reply to an advice of yours that was not followed in full"),
    .who = ACTION_BY_PARTNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .makes = "q",
    .effect = effect,
};
