/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* add_person.c: somebody who can sign in gets a role here. */
#include "people.h"

static const RecordField fields[] = {
    FIELD_PERSON("person", RECORD_FIELD_REQUIRED, N_("The name that the person signs in with")),
    FIELD_LINE("name_of_person", RECORD_FIELD_REQUIRED, N_("What the person is called")),
    FIELD_CHOICE("role", RECORD_FIELD_REQUIRED, PEOPLE_ROLES, PEOPLE_ROLES_HELP),
    FIELD_THING("partner", 0, "p", N_("Of the role partner: whom they belong to")),
    FIELD_FLAG("may_decide", 0, N_("Of the role member: whether they may decide for the business")),
    FIELD_END,
};

static const char *const adds[] = {"opens_to", NULL};

/* Who was here before could read what waits. */
static const StoreWorkspaceStatement projection[] = {STORE_PERSON_JOIN, STORE_OPENED_BY_THEM, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  if (!people_check_role(run, error))
    return false;
  const char *person = action_text(run->document, "person");
  json_t *row = action_row(run, STORE_PERSON_READ, person, error);
  const char *state = action_text(row, "state");
  bool there = state != NULL && strcmp(state, "active") == 0;
  bool was_here = state != NULL;
  bool ok = row != NULL;
  json_decref(row);
  if (!ok)
    return false;
  if (there)
    return action_conflict(run, "person", N_("Change their role instead"),
                           "This person is part of the workspace already");
  bool decides = people_decides(action_text(run->document, "role"), action_flag(run->document, "may_decide", false));
  return action_enter(run, NULL, person, was_here && decides ? json_pack("{s:s}", "opens_to", person) : NULL, error);
}

const Action action_add_person = {
    .name = "add_person",
    .summary = N_("Give somebody who can sign in a role here"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
