/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* revoke_mandate.c: a mandate is taken back by the client, or given back by the partner. */
#include "mandate.h"

static const RecordField fields[] = {
    FIELD_THING("mandate", RECORD_FIELD_REQUIRED, "m", N_("The mandate")),
    FIELD_WORDS("words", 0, N_("Why; the other side will read it")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_MANDATE_REVOKE, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  RecordMandate before = {0};
  json_t *row = mandate_require(run, "mandate", &before, error);
  RecordMandate after = before;
  after.revoked_at_ms = run->now_ms;
  bool ok = row != NULL && action_allow(run, record_mandate_check_change(run->actor.role, true, &before, &after)) &&
            action_enter(run, action_text(row, "engagement_id"), action_text(row, "id"), NULL, error);
  json_decref(row);
  return ok;
}

const Action action_revoke_mandate = {
    .name = "revoke_mandate",
    .summary = N_("Take a mandate back, or give it back"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .projection = projection,
    .effect = effect,
    .past_quota = true,
};
