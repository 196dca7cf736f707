/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* retire_contact.c: somebody is no longer to be reached at a partner's. */
#include "action.h"
#include "record/declare.h"

#include <string.h>

static const RecordField fields[] = {
    FIELD_THING("contact", RECORD_FIELD_REQUIRED, "c", N_("The contact")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_CONTACT_RETIRE, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *contact = action_require(run, STORE_CONTACT_GET, "contact", error);
  bool ok = contact != NULL;
  if (ok && strcmp(action_text(contact, "state"), "retired") == 0)
    ok = action_conflict(run, "contact", N_("There is nothing left to do"), "This contact was retired already");
  ok = ok && action_enter(run, NULL, action_text(contact, "id"), NULL, error);
  json_decref(contact);
  return ok;
}

const Action action_retire_contact = {
    .name = "retire_contact",
    .summary = N_("Say that somebody is no longer to be reached at a partner's"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
