/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* add_skill.c: something the business must be able to do, and how it holds it. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_LINE("name", RECORD_FIELD_REQUIRED, N_("The skill: bookkeeping, premises, brand design")),
    FIELD_CHOICE("stance", RECORD_FIELD_REQUIRED, "focus|partner|rent",
                 N_("focus: it sets us apart; partner: others do it better, give them a say; rent: bought by the "
                    "task")),
    FIELD_WORDS("why", 0, N_("Why it is held so")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_SKILL_ADD, STORE_COUNTS_BEGIN, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  return lasting_check_skill_name(run, action_text(run->document, "name"), NULL, error) &&
         action_enter(run, NULL, NULL, NULL, error);
}

const Action action_add_skill = {
    .name = "add_skill",
    .summary = N_("Name something the business must be able to do"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .projection = projection,
    .makes = "s",
    .effect = effect,
};
