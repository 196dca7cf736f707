/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* change_skill.c: a skill is held otherwise, called otherwise, or needed no more. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("skill", RECORD_FIELD_REQUIRED, "s", N_("The skill")),
    FIELD_LINE("name", 0, N_("What it is called")),
    FIELD_CHOICE("stance", 0, "focus|partner|rent",
                 N_("focus: it sets us apart; partner: others do it better, give them a say; rent: bought by the "
                    "task")),
    FIELD_WORDS("why", 0, N_("Why it is held so")),
    FIELD_FLAG("retired", 0, N_("Whether the business needs it no more")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_SKILL_CHANGE, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  if (!action_require_change(run, 1))
    return false;
  json_t *skill = action_require(run, STORE_SKILL_GET, "skill", error);
  const char *name = action_text(run->document, "name");
  if (name == NULL && !action_flag(run->document, "retired", true))
    name = action_text(skill, "name"); /* which another may have by now */
  const char *id = action_text(skill, "id");
  bool ok = skill != NULL && lasting_check_skill_name(run, name, id, error) && action_enter(run, NULL, id, NULL, error);
  json_decref(skill);
  return ok;
}

const Action action_change_skill = {
    .name = "change_skill",
    .summary = N_("Hold a skill otherwise, rename or retire it"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
