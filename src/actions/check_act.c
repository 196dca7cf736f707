/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* check_act.c: the client looks at a decision that was drawn for a check. It changes nothing of what was decided; it is
 * evidence on whether the mandate does well. */
#include "advice.h"
#include "record/mandate.h"

static const RecordField fields[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("What was decided under the mandate")),
    FIELD_CHOICE("verdict", RECORD_FIELD_REQUIRED, "sound|unsound", N_("Whether it was sound, as far as one can tell")),
    FIELD_WORDS("words", 0, N_("Why; the partner will read it")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_ADVICE_CHECK, STORE_MESSAGE_ADD_ASIDE,
                                                     ACTION_PROJECTION_END};

static RecordCheckState check_state(const json_t *advice) {
  const char *state = action_text(advice, "check_state");
  if (state == NULL)
    return RECORD_CHECK_NONE;
  return strcmp(state, "drawn") == 0 ? RECORD_CHECK_DRAWN : RECORD_CHECK_DONE;
}

static bool effect(ActionRun *run, GError **error) {
  json_t *advice = advice_require(run, "advice", error);
  if (advice == NULL)
    return false;
  bool ok =
      advice_check_open(run, action_text(advice, "id"), error) &&
      action_allow(run, record_mandate_check_check(run->actor.role, run->actor.may_decide, check_state(advice))) &&
      action_enter(run, action_text(advice, "engagement_id"), action_text(advice, "id"), NULL, error);
  json_decref(advice);
  return ok;
}

const Action action_check_act = {
    .name = "check_act",
    .summary = N_("Say whether a decision that was drawn for a check was sound"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
