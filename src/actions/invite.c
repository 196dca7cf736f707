/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* invite.c: a link by which somebody joins the workspace with a role. It works once, for a fortnight. The secret in it
 * is given out in the reply and is nowhere else; the record keeps its hash. */
#include "people.h"

#define DAY_MS INT64_C(86400000)

static const RecordField fields[] = {
    FIELD_LINE("name_of_person", RECORD_FIELD_REQUIRED, N_("What the person is called")),
    FIELD_CHOICE("role", RECORD_FIELD_REQUIRED, PEOPLE_ROLES, PEOPLE_ROLES_HELP),
    FIELD_THING("partner", 0, "p", N_("Of the role partner: whom they belong to")),
    FIELD_FLAG("may_decide", 0, N_("Of the role member: whether they may decide for the business")),
    FIELD_END,
};

static const char *const adds[] = {"link_hash", "expires_at", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_INVITATION_ADD, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  if (!people_check_role(run, error))
    return false;
  char hash[JOURNAL_HASH_HEX_BYTES];
  g_autofree char *secret = people_new_secret(run, hash);
  json_int_t expires_at_ms = run->now_ms + PEOPLE_INVITATION_DAYS * DAY_MS;
  json_t *extra = json_pack("{s:s, s:I}", "link_hash", hash, "expires_at", expires_at_ms);
  json_object_set_new(run->reply, "secret", json_string(secret));
  return action_enter(run, NULL, NULL, extra, error);
}

const Action action_invite = {
    .name = "invite",
    .summary = N_("Make a link by which somebody joins with a role"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .makes = "i",
    .effect = effect,
};
