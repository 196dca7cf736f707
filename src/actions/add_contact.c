/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* add_contact.c: somebody at a partner's whom one can reach. */
#include "action.h"
#include "record/declare.h"

static const RecordField fields[] = {
    FIELD_THING("partner", RECORD_FIELD_REQUIRED, "p", N_("The partner")),
    FIELD_LINE("name", RECORD_FIELD_REQUIRED, N_("What the person is called")),
    FIELD_LINE("mail", 0, N_("Their mail address")),
    FIELD_LINE("phone", 0, N_("Their telephone number")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_CONTACT_ADD, STORE_SUBJECT_ADD_PARTNER,
                                                     ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *partner = action_require(run, STORE_PARTNER_GET, "partner", error);
  bool ok = partner != NULL && action_enter(run, NULL, NULL, NULL, error);
  json_decref(partner);
  return ok;
}

const Action action_add_contact = {
    .name = "add_contact",
    .summary = N_("Add somebody at a partner's whom one can reach"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .makes = "c",
    .effect = effect,
};
