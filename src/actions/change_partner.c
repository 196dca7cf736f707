/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* change_partner.c: another name, other notes, or a partner with whom one works no more. A partner whose engagements
 * last is not retired: end those first. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("partner", RECORD_FIELD_REQUIRED, "p", N_("The partner")),
    FIELD_LINE("name", 0, N_("What the partner is called")),
    FIELD_WORDS("about", 0, N_("What one should know about them")),
    FIELD_FLAG("retired", 0, N_("Whether one works with them no more")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_PARTNER_CHANGE, ACTION_PROJECTION_END};

static bool check_retire(ActionRun *run, const char *partner, GError **error) {
  if (!action_flag(run->document, "retired", false))
    return true;
  json_t *lasting = action_row(run, STORE_ENGAGEMENTS_LASTING, partner, error);
  bool ok = lasting != NULL;
  bool works = json_is_object(lasting);
  json_decref(lasting);
  if (ok && works)
    return action_conflict(run, "retired", N_("End their engagements first"), "One still works with this partner");
  return ok;
}

static bool effect(ActionRun *run, GError **error) {
  if (!action_require_change(run, 1))
    return false;
  json_t *partner = action_require(run, STORE_PARTNER_GET, "partner", error);
  const char *name = action_text(run->document, "name");
  if (name == NULL && !action_flag(run->document, "retired", true))
    name = action_text(partner, "name"); /* which another may have by now */
  const char *id = action_text(partner, "id");
  bool ok = partner != NULL && check_retire(run, id, error) && lasting_check_partner_name(run, name, id, error) &&
            action_enter(run, NULL, id, NULL, error);
  json_decref(partner);
  return ok;
}

const Action action_change_partner = {
    .name = "change_partner",
    .summary = N_("Rename or retire a partner, or note something about them"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
