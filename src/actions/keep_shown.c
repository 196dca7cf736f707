/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * keep_shown.c: what the decider had before their eyes, and what they would have done, kept beside their decision.
 *
 * The decision itself is of the engagement, and its receipt goes to both sides; these figures are the business's own, so
 * they have an entry of no engagement. decide.c makes it, and nobody else can.
 */
#include "action.h"
#include "record/declare.h"

static const RecordField fields[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("The advice")),
    FIELD_END,
};

static const char *const adds[] = {"of_decision",        "chosen_number",       "own_view_number",   "own_view_chance",
                                   "shown_advice",       "shown_advice_low",    "shown_advice_high", "shown_own_view",
                                   "shown_own_view_low", "shown_own_view_high", "shown_outcomes",    NULL};

static const StoreWorkspaceStatement projection[] = {STORE_DECISION_SHOWN, STORE_ADVICE_OWN_VIEW,
                                                     ACTION_PROJECTION_END};

const Action action_keep_shown = {
    .name = "keep_shown",
    .summary = N_("Keep what the decider was shown"),
    .fields = fields,
    .adds = adds,
    .projection = projection,
};
