/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* confirm_note.c: a partner who is signed in says of a note what confirm_advice says by the link that the client sent. */
#include "advice.h"

static const RecordField fields[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("The advice that was written down in your name")),
    FIELD_FLAG("agrees", RECORD_FIELD_REQUIRED, N_("Whether that is what you advised")),
    FIELD_WORDS("words", 0, N_("What you would add, or what you advised instead")),
    FIELD_END,
};

static const char *const adds[] = {"still_counts", NULL};

static bool effect(ActionRun *run, GError **error) {
  json_t *advice = advice_require(run, "advice", error);
  if (advice == NULL)
    return false;
  RecordConfirmCase one = {.state = advice_noted_state(advice),
                           .has_role = true,
                           .role = run->actor.role,
                           .of_another = g_strcmp0(run->actor.partner_id, action_text(advice, "partner_id")) != 0,
                           .at_ms = run->now_ms,
                           .link_expires_at_ms = INT64_MAX}; /* it needs none */
  bool withdrawn = record_advice_state(advice) == RECORD_ADVICE_WITHDRAWN;
  bool ok = action_allow(run, withdrawn ? RECORD_REFUSED_WITHDRAWN : record_noted_check_confirm(&one)) &&
            advice_enter_confirmed(run, advice, error);
  json_decref(advice);
  return ok;
}

const Action action_confirm_note = {
    .name = "confirm_note",
    .summary = N_("Say whether you gave an advice that was noted in your name"),
    .who = ACTION_BY_PARTNER,
    .fields = fields,
    .adds = adds,
    .projection = advice_confirm_projection,
    .effect = effect,
};
