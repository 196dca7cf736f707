/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_fee.c: what was paid to a partner, or came back. Fees of an engagement that has ended may still be paid. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("engagement", RECORD_FIELD_REQUIRED, "e", N_("The engagement")),
    {"amount", RECORD_FIELD_MONEY, RECORD_FIELD_REQUIRED, -MONEY_MAX, MONEY_MAX, NULL,
     N_("What was paid; less than 0 where it came back, or mends an earlier one")},
    FIELD_TIME("paid_at", RECORD_FIELD_PAST, N_("When; now, if left out")),
    FIELD_LINE("note", 0, N_("What it was for")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_FEE_ADD, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *engagement = action_require(run, STORE_ENGAGEMENT_GET, "engagement", error);
  const char *id = action_text(engagement, "id");
  bool ok = engagement != NULL && action_enter(run, id, id, NULL, error);
  json_decref(engagement);
  return ok;
}

const Action action_record_fee = {
    .name = "record_fee",
    .summary = N_("Write down a fee that was paid"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
