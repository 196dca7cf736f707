/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * accounts.h: names and passwords.
 *
 * The name that somebody signs in with is any text of 3 to 200 bytes: a mail address, mostly. It is kept as typed and
 * compared by its folded normal form, so that Ada@Example.org is ada@example.org. Within the workspaces a person is
 * known by an id, which is random for newcomers and never says who they are; somebody known from the command line keeps
 * theirs ("ada").
 *
 * A password has 12 to 128 characters, any of Unicode, no rules about which. It is compared by its normal form (NFC), so
 * that it does not matter which keyboard composed its letters. One that a list of common passwords, names, dates, rows
 * of the keyboard or repetitions would find in fewer than 2^27 guesses is refused (zxcvbn's estimate, with the person's
 * own name and this program's among the words). It is not held against lists of passwords that were stolen elsewhere:
 * those are too large to carry along, and asking for them would need the network.
 */
#ifndef IDENTITY_ACCOUNTS_H
#define IDENTITY_ACCOUNTS_H

#include "identity.h"

#define IDENTITY_NAME_BYTES_MIN 3
#define IDENTITY_NAME_BYTES_MAX 200
#define IDENTITY_PASSWORD_CHARACTERS_MIN 12
#define IDENTITY_PASSWORD_CHARACTERS_MAX 128
#define IDENTITY_FIRST_LINK_DAYS 14 /* a link by which an account gets its first password */
#define IDENTITY_RESET_LINK_HOURS 24
#define IDENTITY_SETUP_LINK_HOURS 24
#define IDENTITY_ACCOUNTS_LISTED_MAX 1000

/* Whether there is no account at all yet. */
bool identity_is_empty(Identity *identity, bool *empty, RecordProblem *problem);

/* ---- By the host ------------------------------------------------------------------------------------------------ */

/* Makes an account without a password, for the person of that id (NULL: a new one), and a link by which its owner chooses
 * one. person gets the id, link the secret. RECORD_PROBLEM_CONFLICT where the name or the person has an account. */
bool identity_account_add(Identity *identity, const char *name, const char *existing_person, int64_t now_ms,
                          char person[IDENTITY_PERSON_BYTES], char link[IDENTITY_SECRET_BYTES], RecordProblem *problem);

/* A link by which the password of that account is chosen anew; one that was made before no longer works. */
bool identity_account_link(Identity *identity, const char *name, int64_t now_ms, char link[IDENTITY_SECRET_BYTES],
                           RecordProblem *problem);

/* A link by which the very first account is made. RECORD_PROBLEM_CONFLICT where there is one. The link that was made
 * before no longer works. */
bool identity_setup_link(Identity *identity, int64_t now_ms, char link[IDENTITY_SECRET_BYTES], RecordProblem *problem);

/* Erases the account of that name: the name, the password, sessions, tokens, links are gone from every file of the
 * database when this returns. What the person did in workspaces stays there, under their id. */
bool identity_account_remove(Identity *identity, const char *name, RecordProblem *problem);

typedef struct {
  const char *person; /* all borrowed for the call */
  const char *name;
  bool has_password;
  bool has_second_factor;
  int64_t made_at_ms;
} IdentityAccount;

/* Gives each account to the function, in the order of their ids: at most IDENTITY_ACCOUNTS_LISTED_MAX after the id
 * `after` ("" for the first ones). */
typedef void (*IdentityAccountFunction)(void *context, const IdentityAccount *account);
bool identity_account_list(Identity *identity, const char *after, IdentityAccountFunction function, void *context,
                           RecordProblem *problem);

/* The id of the person who signs in with that name. RECORD_PROBLEM_NOT_FOUND where there is none: for the host alone,
 * nobody else may learn that. */
bool identity_account_find(Identity *identity, const char *name, char person[IDENTITY_PERSON_BYTES],
                           RecordProblem *problem);

/* ---- By the people themselves ----------------------------------------------------------------------------------- */

/* By what somebody may make an account: the setup link's secret, or an open invitation to a workspace. */
typedef struct {
  const char *name;
  const char *password;
  const char *setup_link; /* NULL: by the invitation */
  const char *workspace;
  const char *invitation; /* its secret */
} IdentityNewcomer;

/* Makes the account and its person. The invitation is not used up by it: the newcomer still has to join. A second account
 * by the same invitation is a RECORD_PROBLEM_CONFLICT. Fields of problems: name, password, secret. */
bool identity_register(Identity *identity, const IdentityNewcomer *newcomer, int64_t now_ms,
                       char person[IDENTITY_PERSON_BYTES], RecordProblem *problem);

/* Whose link this is: the name to show above the form. RECORD_PROBLEM_NOT_FOUND about "secret" where it does not work, or
 * no longer does; nothing is used up. name: owned, free with g_free; NULL of a setup link. */
bool identity_link_look(Identity *identity, const char *link, int64_t now_ms, char **name, RecordProblem *problem);

/* Chooses a password by a link, which works once. Ends every session of that person; a second factor stays. person gets
 * the id, device a device cookie (sign_in.h), so that whoever got the link can sign in while others guess. */
bool identity_link_use(Identity *identity, const char *link, const char *password, int64_t now_ms,
                       char person[IDENTITY_PERSON_BYTES], char device[IDENTITY_SECRET_BYTES], RecordProblem *problem);

/* Changes what needs the password. Fields of problems: password (the present one, where it is wrong), new_password,
 * name. A change of password ends every session but the one of that id; give that one a new secret with
 * identity_session_rotate. Deleting erases as identity_account_remove does. */
bool identity_password_change(Identity *identity, const char *person, const char *session, const char *password,
                              const char *new_password, int64_t now_ms, RecordProblem *problem);
bool identity_name_change(Identity *identity, const char *person, const char *password, const char *name,
                          int64_t now_ms, RecordProblem *problem);
bool identity_account_delete(Identity *identity, const char *person, const char *password, int64_t now_ms,
                             RecordProblem *problem);

#endif
