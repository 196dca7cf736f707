/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* people.c: roles that go together with their fields, the last owner, secrets of links. */
#include "people.h"

bool people_check_role(ActionRun *run, GError **error) {
  const char *role = action_text(run->document, "role");
  bool is_partner = strcmp(role, "partner") == 0;
  bool has_partner = action_text(run->document, "partner") != NULL;
  if (is_partner && !has_partner)
    return action_invalid(run, "partner", N_("Say to which partner they belong"),
                          "Somebody of the role partner needs one");
  if (!is_partner && has_partner)
    return action_invalid(run, "partner", N_("Leave it out, or choose the role partner"),
                          "Only somebody of the role partner belongs to one");
  if (action_flag(run->document, "may_decide", false) && strcmp(role, "member") != 0 && strcmp(role, "owner") != 0)
    return action_invalid(run, "may_decide", N_("Grant the partner a mandate, or choose the role member"),
                          "Only the business's own people may decide for it");
  if (!is_partner)
    return true;
  json_t *partner = action_require(run, STORE_PARTNER_GET, "partner", error);
  bool ok = partner != NULL;
  json_decref(partner);
  return ok;
}

bool people_decides(const char *role, bool may_decide) {
  return role != NULL && (strcmp(role, "owner") == 0 || (strcmp(role, "member") == 0 && may_decide));
}

bool people_check_last_owner(ActionRun *run, const json_t *person, GError **error) {
  if (strcmp(action_text(person, "role"), "owner") != 0)
    return true;
  json_t *row = action_row(run, STORE_OWNER_COUNT, NULL, error);
  bool ok = row != NULL;
  bool last = action_integer(row, "owners", 0) <= 1;
  json_decref(row);
  if (ok && last)
    return action_conflict(run, "person", N_("Make somebody else an owner first"), "This is the last owner");
  return ok;
}

void people_hash_secret(const char *secret, char hash[JOURNAL_HASH_HEX_BYTES]) {
  JournalHash bytes = journal_hash_pair(secret, strlen(secret), NULL, 0);
  journal_hex_write(bytes.bytes, sizeof bytes.bytes, hash);
}

char *people_new_secret(ActionRun *run, char hash[JOURNAL_HASH_HEX_BYTES]) {
  uint8_t random[PEOPLE_SECRET_BYTES];
  store_transaction_random(run->transaction, random, sizeof random);
  char *secret = g_malloc(2 * sizeof random + 1);
  journal_hex_write(random, sizeof random, secret);
  people_hash_secret(secret, hash);
  return secret;
}
