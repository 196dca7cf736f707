/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* remove_person.c: somebody is no longer part of the workspace. What they entered stays. */
#include "people.h"

static const RecordField fields[] = {
    FIELD_PERSON("person", RECORD_FIELD_REQUIRED, N_("The name that the person signs in with")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_PERSON_REMOVE, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *person = action_require(run, STORE_PERSON_ACTIVE, "person", error);
  bool ok = person != NULL && people_check_last_owner(run, person, error) &&
            action_enter(run, NULL, action_text(run->document, "person"), NULL, error);
  json_decref(person);
  return ok;
}

const Action action_remove_person = {
    .name = "remove_person",
    .summary = N_("Take somebody's role away"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .projection = projection,
    .effect = effect,
    .past_quota = true,
};
