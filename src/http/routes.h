/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * routes.h: what can be asked for, as data: the server finds its handlers here, and openapi.c makes its document of it.
 *
 * Beside the routes of this table there is one for each view and each action, made of their declarations:
 *
 *     GET  /api/v1/workspaces/{workspace}/VIEW       GET /api/v1/VIEW of a view that is of no one workspace
 *     POST /api/v1/workspaces/{workspace}/ACTION
 *     POST /api/v1/account/OPERATION                 (account.h)
 *
 * and everything else is a page (pages/pages.h).
 */
#ifndef HTTP_ROUTES_H
#define HTTP_ROUTES_H

#include "handle.h"

#include "views/view.h"

#define HTTP_BODY_USUAL_BYTES (1024 * 1024)
#define HTTP_BODY_FILE_BYTES (INSTALLATION_FILE_BYTES_MAX + HTTP_BODY_USUAL_BYTES)
#define HTTP_JSON_DEPTH_MOST 32

typedef void (*HttpHandler)(HttpCall *call);

enum {
  HTTP_FOR_ANYBODY = 1 << 0, /* nobody need be signed in */
  HTTP_QUICK = 1 << 1,       /* answered without a worker: touches no database */
  HTTP_TAKES_FILE = 1 << 2,  /* its body may be a file */
  HTTP_BY_SESSION = 1 << 3   /* not with a token */
};

typedef struct {
  const char *method;
  const char *pattern; /* "/api/v1/workspaces/{workspace}/files" */
  unsigned flags;
  HttpHandler handle;
  const char *summary;    /* for the API's document; NULL: not part of it */
  const char *parameters; /* query parameters, separated by blanks; NULL: none */
  const char *answers;    /* the media type of its answer */
} HttpRoute;

/* Ends with a NULL method. */
extern const HttpRoute http_routes[];

/* ---- For handlers ----------------------------------------------------------------------------------------------- */

/* The body as a JSON object: a new reference, or NULL with the reply filled in. An empty body is an empty object. */
json_t *http_call_document(HttpCall *call);

/* The problem as the reply. Where nobody is signed in, what is not there is 401: it may be there for them. */
void http_call_refuse(HttpCall *call, const RecordProblem *problem);
void http_call_sign_in_first(HttpCall *call);

/* The same of what may have been a guess too many: 429 with when to try again. */
void http_call_refuse_guess(HttpCall *call, const RecordProblem *problem);

/* Handlers by file. */
void http_api_view(HttpCall *call, const View *view, const char *workspace);       /* api.c */
void http_api_action(HttpCall *call, const Action *action, const char *workspace); /* api.c */
void http_api_workspaces(HttpCall *call);
void http_api_add_file(HttpCall *call); /* files.c */
void http_api_get_file(HttpCall *call);
void http_api_export(HttpCall *call);
void http_api_account(HttpCall *call); /* account.c */
void http_api_sessions(HttpCall *call);
void http_api_tokens(HttpCall *call);
void http_api_operation(HttpCall *call, const char *name);
void http_api_document(HttpCall *call); /* openapi.c */
void http_page(HttpCall *call);         /* page.c */

/* api.c: without a worker, where the cache has it or the view is quick; false, and nothing done, where not. */
bool http_api_view_at_once(HttpCall *call, const View *view, const char *workspace);

#endif
