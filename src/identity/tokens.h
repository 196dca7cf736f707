/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tokens.h: what programs sign in with, in a person's name.
 *
 * A token may do at most what its person may: the role in each workspace is asked anew with every request. Within that it
 * reads only, or reads and writes, in all of the person's workspaces or in some; it ends within a year. It opens the API
 * and nothing of the account: no token makes a token, changes a password or sees sessions. Changing the password leaves
 * tokens alone, for they hang on programs; their list says when each was used.
 */
#ifndef IDENTITY_TOKENS_H
#define IDENTITY_TOKENS_H

#include "identity.h"

#define IDENTITY_TOKEN_NAME_BYTES_MAX 200
#define IDENTITY_TOKEN_DAYS_MAX 365
#define IDENTITY_TOKEN_WORKSPACES_MAX 50
#define IDENTITY_TOKENS_MAX 50 /* of one person */

typedef struct {
  const char *name; /* what the person calls it: 1 to IDENTITY_TOKEN_NAME_BYTES_MAX bytes */
  bool may_write;
  const char *const *workspaces; /* names, ends with NULL; NULL: all of the person's */
  int64_t ends_at_ms;
} IdentityNewToken;

/* Makes a token; secret gets its text, which is nowhere else, id its id. Fields of problems: name, workspaces, ends_at. */
bool identity_token_make(Identity *identity, const char *person, const IdentityNewToken *token, int64_t now_ms,
                         char secret[IDENTITY_SECRET_BYTES], char id[IDENTITY_ID_BYTES], RecordProblem *problem);

typedef struct {
  char id[IDENTITY_ID_BYTES];
  char person[IDENTITY_PERSON_BYTES];
  bool may_write;
  char **workspaces; /* owned; NULL: all of the person's */
  int64_t ends_at_ms;
  bool is_due; /* call identity_token_tend */
} IdentityToken;

void identity_token_clear(IdentityToken *token);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IdentityToken, identity_token_clear)

/* Whose token this is: one statement. RECORD_PROBLEM_NOT_FOUND where it is none, or past its end. */
bool identity_token_find(Identity *identity, const char *secret, int64_t now_ms, IdentityToken *token,
                         RecordProblem *problem);

/* Whether it may be used there, to read or to write. */
bool identity_token_allows(const IdentityToken *token, const char *workspace, bool to_write);

/* Notes that it was used. */
bool identity_token_tend(Identity *identity, const IdentityToken *token, int64_t now_ms, RecordProblem *problem);

typedef struct {
  const char *id; /* all borrowed for the call */
  const char *name;
  bool may_write;
  const char *const *workspaces; /* NULL: all */
  int64_t made_at_ms;
  int64_t used_at_ms; /* to an hour; 0: never */
  int64_t ends_at_ms;
} IdentityTokenRow;

/* Gives each of the person's tokens that did not end to the function, the oldest first. */
typedef void (*IdentityTokenFunction)(void *context, const IdentityTokenRow *row);
bool identity_token_list(Identity *identity, const char *person, int64_t now_ms, IdentityTokenFunction function,
                         void *context, RecordProblem *problem);

/* Ends the token of that id, where it is the person's; RECORD_PROBLEM_NOT_FOUND about "token" where not. */
bool identity_token_end(Identity *identity, const char *person, const char *id, RecordProblem *problem);

#endif
