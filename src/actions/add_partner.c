/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* add_partner.c: an organisation or practitioner outside the business. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_LINE("name", RECORD_FIELD_REQUIRED, N_("What the partner is called")),
    FIELD_WORDS("about", 0, N_("What one should know about them")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_PARTNER_ADD, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  return lasting_check_partner_name(run, action_text(run->document, "name"), NULL, error) &&
         action_enter(run, NULL, NULL, NULL, error);
}

const Action action_add_partner = {
    .name = "add_partner",
    .summary = N_("Add an organisation or practitioner outside the business"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .makes = "p",
    .effect = effect,
};
