/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* withdraw_invitation.c: a link that was not used yet stops working. */
#include "people.h"

static const RecordField fields[] = {
    FIELD_THING("invitation", RECORD_FIELD_REQUIRED, "i", N_("The invitation's id")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_INVITATION_WITHDRAW, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *invitation = action_require(run, STORE_INVITATION_GET, "invitation", error);
  bool ok = invitation != NULL;
  if (ok && strcmp(action_text(invitation, "state"), "open") != 0)
    ok =
        action_conflict(run, "invitation", N_("There is nothing left to withdraw"), "It was used or withdrawn already");
  ok = ok && action_enter(run, NULL, action_text(invitation, "id"), NULL, error);
  json_decref(invitation);
  return ok;
}

const Action action_withdraw_invitation = {
    .name = "withdraw_invitation",
    .summary = N_("Stop an invitation that was not used yet"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .projection = projection,
    .effect = effect,
    .past_quota = true,
};
