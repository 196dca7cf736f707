/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sessions.h: who is signed in.
 *
 * A session's secret is always made here, never taken from a client, and changes after signing in, after a change of the
 * password, and every hour; the one before works for half a minute more, so that requests under way don't fail.
 * Looking a session up is one statement; that it was used is written every few minutes only. No address is kept.
 */
#ifndef IDENTITY_SESSIONS_H
#define IDENTITY_SESSIONS_H

#include "identity.h"

#define IDENTITY_CLIENT_BYTES_MAX 100 /* kept of what a browser calls itself */
#define IDENTITY_SESSIONS_MAX 50      /* of one person; the one that was used least lately makes room */
#define IDENTITY_CSRF_BYTES 44        /* of the token as text, with its NUL */

typedef struct {
  char id[IDENTITY_ID_BYTES]; /* names the session to its person; it is no secret, and opens nothing */
  char person[IDENTITY_PERSON_BYTES];
  char *name; /* what the person signs in with; owned */
  bool has_second_factor;
  int64_t made_at_ms;
  int64_t ends_at_ms; /* unless it is used: whichever end comes first */
  bool is_due;        /* call identity_session_tend */
  bool may_rotate;    /* the secret that was shown is the current one */
  int64_t rotated_at_ms;
} IdentitySession;

void identity_session_clear(IdentitySession *session);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IdentitySession, identity_session_clear)

/* Whose session this secret is of. RECORD_PROBLEM_NOT_FOUND where it is none, or past its end: sign in. */
bool identity_session_find(Identity *identity, const char *secret, int64_t now_ms, IdentitySession *session,
                           RecordProblem *problem);

/* Notes that the session was used, and changes its secret where it is time: *rotated, and fresh is to be sent to the
 * client. Of requests that come at once one changes it. Beside a newer program, which alone may write, neither is done. */
bool identity_session_tend(Identity *identity, const IdentitySession *session, int64_t now_ms, bool *rotated,
                           char fresh[IDENTITY_SECRET_BYTES], RecordProblem *problem);

/* Changes the secret now. */
bool identity_session_rotate(Identity *identity, const IdentitySession *session, int64_t now_ms,
                             char fresh[IDENTITY_SECRET_BYTES], RecordProblem *problem);

typedef struct {
  const char *id; /* all borrowed for the call */
  const char *client;
  int64_t made_at_ms;
  int64_t seen_at_ms; /* to a few minutes */
} IdentitySessionRow;

/* Gives each living session of the person to the function, the latest used first. */
typedef void (*IdentitySessionFunction)(void *context, const IdentitySessionRow *row);
bool identity_session_list(Identity *identity, const char *person, int64_t now_ms, IdentitySessionFunction function,
                           void *context, RecordProblem *problem);

/* Ends the session of that id, where it is the person's; RECORD_PROBLEM_NOT_FOUND where not. */
bool identity_session_end(Identity *identity, const char *person, const char *id, RecordProblem *problem);

/* Ends all of the person's but the one of that id (NULL: all). ended may be NULL. */
bool identity_session_end_others(Identity *identity, const char *person, const char *id, int64_t *ended,
                                 RecordProblem *problem);

/* ---- Forged forms ----------------------------------------------------------------------------------------------- */

/* The token that every form of the session carries. It is worked out from the session's id with a key of the
 * installation's, so it needs no table, lasts as long as the session, and whoever knows the id can't make it. */
void identity_csrf_token(const Identity *identity, const IdentitySession *session, char token[IDENTITY_CSRF_BYTES]);
bool identity_csrf_check(const Identity *identity, const IdentitySession *session, const char *token);

/* The same for forms before signing in: the visitor's cookie, whatever is in it, takes the session's place. */
void identity_csrf_visitor_token(const Identity *identity, const char *cookie, char token[IDENTITY_CSRF_BYTES]);
bool identity_csrf_visitor_check(const Identity *identity, const char *cookie, const char *token);

#endif
