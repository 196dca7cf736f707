/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* join.c: somebody who was invited takes the role that the invitation gives. */
#include "people.h"

static const RecordField fields[] = {
    FIELD_SECRET("secret", RECORD_FIELD_REQUIRED, N_("The secret from the invitation's link")),
    FIELD_END,
};

static const char *const adds[] = {"opens_to", NULL};

/* Who was here before could read what waits. */
static const StoreWorkspaceStatement projection[] = {STORE_INVITATION_JOIN, STORE_INVITATION_USE, STORE_OPENED_BY_THEM,
                                                     ACTION_PROJECTION_END};

static bool check(ActionRun *run, const json_t *invitation, const json_t *person) {
  const char *state = action_text(invitation, "state");
  if (state == NULL || strcmp(state, "open") != 0 || action_integer(invitation, "expires_at_ms", 0) <= run->now_ms)
    return record_problem_set(run->problem, RECORD_PROBLEM_NOT_FOUND, "secret", N_("Ask for a new invitation"),
                              "This invitation does not work, or no longer does");
  const char *person_state = action_text(person, "state");
  if (person_state != NULL && strcmp(person_state, "active") == 0)
    return action_conflict(run, NULL, N_("Sign in as somebody else, or ask the owner to change your role"),
                           "You are part of this workspace already");
  return true;
}

static bool effect(ActionRun *run, GError **error) {
  char hash[JOURNAL_HASH_HEX_BYTES];
  people_hash_secret(action_text(run->document, "secret"), hash);
  json_t *invitation = action_row(run, STORE_INVITATION_BY_LINK, hash, error);
  json_t *person = invitation != NULL ? action_row(run, STORE_PERSON_READ, run->actor.person, error) : NULL;
  bool was_here = action_text(person, "state") != NULL;
  bool decides =
      people_decides(action_text(invitation, "role"), json_is_true(json_object_get(invitation, "may_decide")));
  bool ok = person != NULL && check(run, invitation, person) &&
            action_enter(run, NULL, action_text(invitation, "id"),
                         was_here && decides ? json_pack("{s:s}", "opens_to", run->actor.person) : NULL, error);
  json_decref(person);
  json_decref(invitation);
  return ok;
}

const Action action_join = {
    .name = "join",
    .summary = N_("Join a workspace by an invitation"),
    .who = ACTION_BY_STRANGER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
