/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* keep_stake.c: what it costs if it goes wrong, of a brief. Those who are asked don't read it, so it has an entry of no
 * engagement, beside the brief's; ask.c makes it. Of an advice, set_stake.c. */
#include "action.h"
#include "record/declare.h"

static const RecordField fields[] = {
    FIELD_THING("brief", RECORD_FIELD_REQUIRED, "b", N_("The brief")),
    FIELD_MONEY("stake", RECORD_FIELD_REQUIRED, N_("What it costs if it goes wrong")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_BRIEF_STAKE, ACTION_PROJECTION_END};

const Action action_keep_stake = {
    .name = "keep_stake",
    .summary = N_("Keep a brief's stake"),
    .fields = fields,
    .projection = projection,
};
