/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * workspaces.h: where identity and the workspaces meet. Identity only ever reads there, and what it reads is who is where.
 */
#ifndef IDENTITY_WORKSPACES_H
#define IDENTITY_WORKSPACES_H

#include "identity.h"

#define IDENTITY_WORKSPACES_MAX 50 /* of one person that are listed */

typedef struct {
  char *workspace;
  char *name; /* what the business is called; "" where that was erased */
  RecordRole role;
} IdentityWorkspace;

typedef struct {
  size_t count;
  IdentityWorkspace each[IDENTITY_WORKSPACES_MAX]; /* in the order of their ids */
} IdentityWorkspaces;

void identity_workspaces_free(IdentityWorkspaces *workspaces); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IdentityWorkspaces, identity_workspaces_free)

/* The workspaces that the person is part of: one statement. NULL with the problem filled in; free with
 * identity_workspaces_free. */
IdentityWorkspaces *identity_workspaces(Identity *identity, const char *person, RecordProblem *problem);

/* What an invitation leads to. */
typedef struct {
  char *workspace_name; /* owned */
  RecordRole role;
} IdentityInvitation;

void identity_invitation_clear(IdentityInvitation *invitation);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IdentityInvitation, identity_invitation_clear)

/* Whether the invitation's secret works, and to what it leads. Nothing is used up. RECORD_PROBLEM_NOT_FOUND about
 * "secret" where it does not. */
bool identity_invitation_look(Identity *identity, const char *workspace, const char *secret, int64_t now_ms,
                              IdentityInvitation *invitation, RecordProblem *problem);

/* Whether the person may open another workspace: RECORD_PROBLEM_CONFLICT where they own as many as the host allows
 * (IdentityOptions). Two who ask at once may both be told yes. */
bool identity_may_open_workspace(Identity *identity, const char *person, RecordProblem *problem);

/* A link to a new password, made by an owner for somebody of their business.
 *
 * Whoever holds such a link becomes that person, so an owner gets one only where they would reach nothing by it that they
 * don't answer for anyway:
 *
 *   - the person's account was made by an invitation to this workspace, and they never were part of another one. Else
 *     an owner could enter other businesses as them. This is looked at again when the link is used, for the person may
 *     have joined another workspace meanwhile;
 *   - their role here is member or observer. A partner is the other side of the record: an owner in a partner's place
 *     could confirm what the client wrote down in the partner's name. Another owner is the owner's equal;
 *   - it is not themselves: that is what the present password is for.
 *
 * It ends every session of the person, who therefore notices; a second factor stays on and keeps the owner out. For
 * everybody else the host makes the link. RECORD_PROBLEM_FORBIDDEN where that is so, RECORD_PROBLEM_NOT_FOUND where there
 * is no such person in the workspace or they have no account. */
bool identity_member_link(Identity *identity, const char *owner, const char *workspace, const char *person,
                          int64_t now_ms, char link[IDENTITY_SECRET_BYTES], RecordProblem *problem);

/* ---- Sweeping --------------------------------------------------------------------------------------------------- */

#define IDENTITY_SWEEP_MAX 500 /* rows of each kind that one call removes */

/* Removes sessions, tokens, links and counted guesses that are past their end; call it again now and then. Nothing
 * depends on it but space: what is past its end does not work. */
bool identity_sweep(Identity *identity, int64_t now_ms, RecordProblem *problem);

#endif
