/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* change_person.c: another name, another role, or leave to decide. Somebody's side does not change: who belongs to a
 * partner is removed and added anew. */
#include "people.h"

static const RecordField fields[] = {
    FIELD_PERSON("person", RECORD_FIELD_REQUIRED, N_("The name that the person signs in with")),
    FIELD_LINE("name_of_person", 0, N_("What the person is called")),
    FIELD_CHOICE("role", 0, "owner|member|observer", PEOPLE_ROLES_HELP),
    FIELD_FLAG("may_decide", 0, N_("Of the role member: whether they may decide for the business")),
    FIELD_END,
};

static const char *const adds[] = {"opens_to", NULL};

/* What they could read before they could decide is opened. */
static const StoreWorkspaceStatement projection[] = {STORE_PERSON_CHANGE, STORE_OPENED_BY_THEM, ACTION_PROJECTION_END};

static bool check(ActionRun *run, const json_t *person, GError **error) {
  const char *role = action_text(run->document, "role");
  bool was_partner = strcmp(action_text(person, "role"), "partner") == 0;
  if (was_partner && (role != NULL || action_flag(run->document, "may_decide", false)))
    return action_invalid(run, "role", N_("Remove them, and add them anew"), "A partner's person can't change sides");
  bool stays_owner = role == NULL || strcmp(role, "owner") == 0;
  return stays_owner || people_check_last_owner(run, person, error);
}

static bool effect(ActionRun *run, GError **error) {
  if (json_object_size(run->document) == 1)
    return action_invalid(run, NULL, N_("Give at least one field beside the person"), "There is nothing to change");
  json_t *person = action_require(run, STORE_PERSON_ACTIVE, "person", error);
  const char *role = action_text(run->document, "role");
  bool could = json_is_true(json_object_get(person, "may_decide"));
  const char *was = action_text(person, "role");
  bool can = people_decides(role != NULL ? role : was, action_flag(run->document, "may_decide", could));
  bool begins = can && !people_decides(was, could);
  const char *name = action_text(run->document, "person");
  bool ok = person != NULL && check(run, person, error) &&
            action_enter(run, NULL, name, begins ? json_pack("{s:s}", "opens_to", name) : NULL, error);
  json_decref(person);
  return ok;
}

const Action action_change_person = {
    .name = "change_person",
    .summary = N_("Change somebody's name or role, or let them decide"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
