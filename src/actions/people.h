/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* people.h: what the actions on people share. */
#ifndef ACTIONS_PEOPLE_H
#define ACTIONS_PEOPLE_H

#include "action.h"
#include "record/declare.h"

#include <string.h>

#define PEOPLE_ROLES "owner|member|partner|observer"
#define PEOPLE_ROLES_HELP                                                                                              \
  N_("owner answers for the business, member decides for it where allowed, partner is an outsider, observer only "     \
     "reads")

#define PEOPLE_INVITATION_DAYS 14
#define PEOPLE_SECRET_BYTES 24 /* random bytes in a link's secret */

/* Whether "role", "partner" and "may_decide" of the document go together, and the partner is there. */
bool people_check_role(ActionRun *run, GError **error);

/* Whether who has that role decides for the business. role may be NULL. */
bool people_decides(const char *role, bool may_decide);

/* False with the problem filled in where the person is the last owner: a workspace without one can't be mended. */
bool people_check_last_owner(ActionRun *run, const json_t *person, GError **error);

/* A link's secret as 48 hexadecimal digits, free with g_free, and the hash that stands for it in the record. */
char *people_new_secret(ActionRun *run, char hash[JOURNAL_HASH_HEX_BYTES]);
void people_hash_secret(const char *secret, char hash[JOURNAL_HASH_HEX_BYTES]);

#endif
