/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * caller.h: who makes a request: somebody with a session's cookie, somebody with a token, or nobody that we know.
 */
#ifndef HTTP_CALLER_H
#define HTTP_CALLER_H

#include "request.h"

#include "identity/identity.h"
#include "identity/sessions.h"
#include "identity/tokens.h"

/* Clear with http_caller_clear. */
typedef struct {
  bool signed_in;
  bool put_off;   /* somebody is, but must be written down first, which was not to be: nothing else is filled in */
  bool by_cookie; /* a browser sends it whoever made the page: what changes something must show the form's token */
  IdentitySession session;            /* by_cookie */
  IdentityToken token;                /* signed in, and not by_cookie */
  char person[IDENTITY_PERSON_BYTES]; /* "" where nobody signed in */
  char fresh[IDENTITY_SECRET_BYTES];  /* a new secret for the cookie; "" where there is none */
} HttpCaller;

void http_caller_clear(HttpCaller *caller);

/* Who asked a moment ago, so that the same secret need not be looked up for each request: what was found holds while the
 * database is the same, and for HTTP_CALLERS_HOLD_MS. Any thread may call these. */
#define HTTP_CALLERS_MOST 4096
#define HTTP_CALLERS_HOLD_MS 30000
typedef struct HttpCallers HttpCallers;
HttpCallers *http_callers_new(void);
void http_callers_free(HttpCallers *callers);

/* Fills in the caller where the request's secret was looked up at that version of the database. */
bool http_callers_recall(HttpCallers *callers, const HttpRequest *request, bool secure, int64_t version,
                         HttpCaller *caller);

/* Remembers a caller who was found after that version was asked for. */
void http_callers_remember(HttpCallers *callers, const HttpRequest *request, bool secure, int64_t version,
                           const HttpCaller *caller);

/* Finds out who asks. False with the problem filled in where that can't be told, or a token does not work; nobody at all
 * is no problem. secure: whether cookies are for TLS alone. may_write: whether it may wait for the writer, who notes now
 * and then that a secret was used; else see put_off. */
bool http_caller_find(Identity *identity, const HttpRequest *request, bool secure, bool may_write, HttpCaller *caller,
                      RecordProblem *problem);

/* Whether they may read or write there as far as their token goes; NULL: everywhere that they are. */
bool http_caller_may(const HttpCaller *caller, const char *workspace, bool to_write);

/* Whether a request that changes something comes from a page of ours: always where it is not by cookie. token: from the
 * form, or NULL: from the header. */
bool http_caller_is_ours(Identity *identity, const HttpRequest *request, const HttpCaller *caller, const char *token);

/* Whether a browser says that another site made it ask. */
bool http_request_is_foreign(const HttpRequest *request);

/* The value of a Set-Cookie header: with the secret, or (NULL) without, which ends it. Free with g_free. */
char *http_cookie_write(const char *secret, bool secure);

/* The same for the cookie by which a browser is known from which somebody signed in before (identity/sign_in.h). */
char *http_device_cookie_write(const char *device, bool secure);
char *http_device_cookie_read(const HttpRequest *request, bool secure);

/* The session's secret as the cookie has it; NULL where there is none. Free with g_free. */
char *http_cookie_read(const HttpRequest *request, bool secure);

#endif
