/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* links.h: what works once, and what accounts are made of. Only this room includes it. */
#ifndef IDENTITY_LINKS_H
#define IDENTITY_LINKS_H

#include "internal.h"

#define LINK_PASSWORD "password"
#define LINK_SETUP "setup"
#define LINK_CODE "code"

typedef struct {
  uint8_t hash[HASH_BYTES];
  const char *purpose;
  const char *person;  /* "" of a setup link */
  const char *through; /* the workspace whose owner makes it; NULL: the host, or the person */
  int64_t ends_at_ms;
} NewLink;

/* Inside a transaction: keeps the link in the place of those of its purpose and person. */
bool identity_link_add(StoreIdentityTransaction *transaction, const NewLink *link, GError **error);

/* The same beside those that are there. */
bool identity_link_add_beside(StoreIdentityTransaction *transaction, const NewLink *link, GError **error);

/* Inside a transaction: uses the link up. RECORD_PROBLEM_NOT_FOUND about "secret" where it does not work. person gets
 * whose it is. */
bool identity_link_take(StoreIdentityTransaction *transaction, const uint8_t hash[HASH_BYTES], const char *purpose,
                        int64_t now_ms, char person[IDENTITY_PERSON_BYTES], RecordProblem *problem, GError **error);

/* Whose link this is, without using it up; *found says whether it works. person gets "" of a setup link. */
bool identity_link_person(Identity *identity, const uint8_t hash[HASH_BYTES], const char *purpose, int64_t now_ms,
                          char person[IDENTITY_PERSON_BYTES], bool *found, RecordProblem *problem);

/* Inside a transaction: whether the person is, or ever was, part of another workspace (workspaces.c). */
bool identity_is_elsewhere(StoreIdentityTransaction *transaction, const char *person, const char *workspace,
                           bool *elsewhere, GError **error);

bool identity_link_refuse(GError **error, RecordProblem *problem);

/* ---- New accounts (accounts.c) ---------------------------------------------------------------------------------- */

typedef struct {
  char person[IDENTITY_PERSON_BYTES];
  uint8_t key_secret[STORE_KEY_BYTES];
  uint8_t key[STORE_KEY_BYTES];
  int64_t generation;
  uint8_t name_hash[HASH_BYTES];
  GBytes *name_sealed;      /* owned */
  GBytes *password_sealed;  /* owned; NULL: none yet */
  const char *made_through; /* borrowed; NULL: by the host */
  bool by_invitation;
  uint8_t invitation_hash[HASH_BYTES];
} NewAccount;

/* Draws and seals what needs no transaction. id: NULL for a newcomer. */
void identity_new_account_prepare(Identity *identity, NewAccount *account, const char *id, const char *name);
void identity_new_account_clear(NewAccount *account);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NewAccount, identity_new_account_clear)

/* Inside a transaction. RECORD_PROBLEM_CONFLICT about name, person or secret. */
bool identity_new_account_add(StoreIdentityTransaction *transaction, const NewAccount *account, int64_t now_ms,
                              RecordProblem *problem, GError **error);

/* Inside a transaction: whether there is any account. */
bool identity_any(StoreIdentityTransaction *transaction, bool *any, GError **error);

/* The account of that name; RECORD_PROBLEM_NOT_FOUND where there is none. */
bool identity_person_require(Identity *identity, const char *name, Person *person, RecordProblem *problem);

#endif
