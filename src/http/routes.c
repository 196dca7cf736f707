/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* routes.c: from a method and a path to the handler. */
#include "routes.h"

#include "account.h"
#include "pages/pages.h"

#include <string.h>

#define API_PREFIX "/api/v1/"
#define N_(String) (String)

/* ---- What tells how the server is ------------------------------------------------------------------------------- */

static void handle_health(HttpCall *call) {
  http_reply_text(&call->reply, MHD_HTTP_OK, HTTP_TYPE_TEXT, "ok\n");
}

static void handle_ready(HttpCall *call) {
  g_auto(RecordProblem) problem = {0};
  int64_t version = 0;
  bool ready = g_atomic_int_get(&call->context->stopping) == 0 &&
               installation_version(call->context->installation, &version, &problem);
  if (ready)
    http_reply_text(&call->reply, MHD_HTTP_OK, HTTP_TYPE_TEXT, "ready\n");
  else
    http_reply_refusal(&call->reply, MHD_HTTP_SERVICE_UNAVAILABLE, "The server is not ready", NULL);
}

static void handle_metrics(HttpCall *call) {
  HttpGauges gauges = {0};
  call->context->gauges(call->context->gauges_data, &gauges);
  http_cache_look(call->context->cache, &gauges.cache_hits, &gauges.cache_misses, &gauges.cache_bytes);
  g_autofree char *text = http_metrics_write(call->context->metrics, &gauges);
  http_reply_text(&call->reply, MHD_HTTP_OK, "text/plain; version=0.0.4; charset=utf-8", text);
}

/* ---- The table -------------------------------------------------------------------------------------------------- */

const HttpRoute http_routes[] = {
    {"GET", "/healthz", HTTP_FOR_ANYBODY | HTTP_QUICK, handle_health, NULL, NULL, NULL},
    {"GET", "/readyz", HTTP_FOR_ANYBODY, handle_ready, NULL, NULL, NULL},
    {"GET", "/metrics", HTTP_FOR_ANYBODY | HTTP_QUICK, handle_metrics, NULL, NULL, NULL},
    {"GET", "/api/v1/openapi.json", HTTP_FOR_ANYBODY | HTTP_QUICK, http_api_document, N_("This document"), NULL,
     HTTP_TYPE_JSON},
    {"GET", "/api/v1/account", 0, http_api_account, N_("Who you are, and the token for forms"), NULL, HTTP_TYPE_JSON},
    {"GET", "/api/v1/account/sessions", HTTP_BY_SESSION, http_api_sessions, N_("Where you are signed in"), NULL,
     HTTP_TYPE_JSON},
    {"GET", "/api/v1/account/tokens", HTTP_BY_SESSION, http_api_tokens, N_("Your tokens"), NULL, HTTP_TYPE_JSON},
    {"GET", "/api/v1/workspaces", 0, http_api_workspaces, N_("The workspaces that you are part of"), NULL,
     HTTP_TYPE_JSON},
    {"GET", "/api/v1/workspaces/{workspace}/export", 0, http_api_export,
     N_("All advice as CSV or JSON Lines (format=csv, jsonl), or the whole signed journal (journal)"), "format",
     "text/plain"},
    {"POST", "/api/v1/workspaces/{workspace}/files", HTTP_TAKES_FILE, http_api_add_file,
     N_("Keep a file, so that an action can name it by its hash"), NULL, HTTP_TYPE_JSON},
    {"GET", "/api/v1/workspaces/{workspace}/files/{hash}", 0, http_api_get_file, N_("A file's content"), NULL,
     "application/octet-stream"},
    {NULL, NULL, 0, NULL, NULL, NULL, NULL},
};

/* ---- Finding ---------------------------------------------------------------------------------------------------- */

static bool matches(const char *pattern, const HttpRequest *request) {
  const char *at = pattern + 1;
  for (size_t index = 0; index < request->segment_count; index++) {
    size_t length = strcspn(at, "/");
    bool any = *at == '{' && *request->segments[index] != '\0';
    bool same = strlen(request->segments[index]) == length && strncmp(at, request->segments[index], length) == 0;
    if (!any && !same)
      return false;
    at += length;
    if (*at == '/')
      at++;
    else
      return index + 1 == request->segment_count;
  }
  return false;
}

/* What a path leads to. */
typedef struct {
  const HttpRoute *route;
  const View *view;
  const Action *action;
  const HttpOperation *operation;
  const char *workspace; /* of views and actions; NULL: none */
  bool page;
  bool other_method; /* there is something, but not by this method */
} Target;

static bool is_get(const HttpRequest *request) {
  return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

static bool is_post(const HttpRequest *request) {
  return strcmp(request->method, "POST") == 0;
}

static bool find_fixed(const HttpRequest *request, Target *target) {
  for (const HttpRoute *route = http_routes; route->method != NULL; route++) {
    if (!matches(route->pattern, request))
      continue;
    bool same = strcmp(route->method, request->method) == 0 || (is_get(request) && strcmp(route->method, "GET") == 0);
    if (same) {
      target->route = route;
      return true;
    }
    target->other_method = true;
  }
  return false;
}

static void find_in_workspace(const HttpRequest *request, const char *name, Target *target) {
  const View *view = view_find(name);
  const Action *action = action_find(name);
  target->workspace = request->segments[3];
  if (view != NULL && view->gather == NULL && is_get(request))
    target->view = view;
  else if (action != NULL && is_post(request))
    target->action = action;
  else
    target->other_method = (view != NULL && view->gather == NULL) || action != NULL;
}

static void find_declared(const HttpRequest *request, Target *target) {
  char *const *segments = request->segments;
  if (request->segment_count == 5 && strcmp(segments[2], "workspaces") == 0) {
    find_in_workspace(request, segments[4], target);
  } else if (request->segment_count == 4 && strcmp(segments[2], "account") == 0) {
    const HttpOperation *operation = http_operation_find(segments[3]);
    target->operation = is_post(request) ? operation : NULL;
    target->other_method |= operation != NULL && !is_post(request);
  } else if (request->segment_count == 3) {
    const View *view = view_find(segments[2]);
    bool gathers = view != NULL && view->gather != NULL;
    target->view = gathers && is_get(request) ? view : NULL;
    target->other_method |= gathers && !is_get(request);
  }
}

static void find(const HttpRequest *request, Target *target) {
  *target = (Target){0};
  if (find_fixed(request, target))
    return;
  if (g_str_has_prefix(request->path, API_PREFIX))
    find_declared(request, target);
  else if (!target->other_method)
    target->page = true;
}

/* Pages where somebody shows who they are are told apart, so that whoever runs this sees when many fail. */
static void name_page(const HttpRequest *request, char route[HTTP_ROUTE_BYTES]) {
  static const char *const told_apart[] = {"account", "confirm", "join",    "set-password",
                                           "set-up",  "sign-in", "sign-out"};
  g_strlcpy(route, "page", HTTP_ROUTE_BYTES);
  for (size_t index = 0; index < G_N_ELEMENTS(told_apart); index++) {
    if (g_strcmp0(request->segments[0], told_apart[index]) == 0)
      g_snprintf(route, HTTP_ROUTE_BYTES, "%s /%s", is_get(request) ? "GET" : "POST", told_apart[index]);
  }
}

/* What is too long is cut off. */
static void join_route(char route[HTTP_ROUTE_BYTES], const char *method, const char *root, const char *folder,
                       const char *name) {
  g_strlcpy(route, method, HTTP_ROUTE_BYTES);
  g_strlcat(route, root, HTTP_ROUTE_BYTES);
  g_strlcat(route, folder, HTTP_ROUTE_BYTES);
  g_strlcat(route, name, HTTP_ROUTE_BYTES);
}

static void name_route(const Target *target, const HttpRequest *request, char route[HTTP_ROUTE_BYTES]) {
  const char *name = target->view != NULL        ? target->view->name
                     : target->action != NULL    ? target->action->name
                     : target->operation != NULL ? target->operation->name
                                                 : NULL;
  const char *folder = target->workspace != NULL   ? "workspaces/{workspace}/"
                       : target->operation != NULL ? "account/"
                                                   : "";
  const char *method = target->route != NULL ? target->route->method : is_get(request) ? "GET" : "POST";
  if (target->route != NULL)
    join_route(route, method, " ", target->route->pattern, "");
  else if (name != NULL)
    join_route(route, method, " " API_PREFIX, folder, name);
  else if (target->page)
    name_page(request, route);
  else
    g_strlcpy(route, "unknown", HTTP_ROUTE_BYTES);
}

size_t http_body_most(const HttpContext *context, const HttpRequest *request) {
  Target target;
  (void)context;
  if (is_get(request))
    return 0;
  find(request, &target);
  bool file = (target.route != NULL && (target.route->flags & HTTP_TAKES_FILE) != 0) ||
              (target.page && http_request_has_type(request, "multipart/form-data"));
  return file ? HTTP_BODY_FILE_BYTES : HTTP_BODY_USUAL_BYTES;
}

/* ---- Answering -------------------------------------------------------------------------------------------------- */

void http_call_refuse(HttpCall *call, const RecordProblem *problem) {
  if (problem->kind == RECORD_PROBLEM_NOT_FOUND && !call->caller.signed_in && problem->field == NULL)
    http_call_sign_in_first(call);
  else
    http_reply_problem(&call->reply, problem);
}

void http_call_refuse_guess(HttpCall *call, const RecordProblem *problem) {
  http_reply_problem(&call->reply, problem);
  if (call->retry_after_s == 0)
    return;
  http_reply_refusal(&call->reply, MHD_HTTP_TOO_MANY_REQUESTS, problem->message, problem->advice);
  g_autofree char *seconds = g_strdup_printf("%u", call->retry_after_s);
  MHD_del_response_header(call->reply.response, MHD_HTTP_HEADER_RETRY_AFTER, "1");
  http_reply_header(&call->reply, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
}

void http_call_sign_in_first(HttpCall *call) {
  http_reply_refusal(&call->reply, MHD_HTTP_UNAUTHORIZED, "This needs somebody who is signed in",
                     "Sign in, or send a token as a Bearer");
  http_reply_header(&call->reply, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer realm=\"bellwether\"");
}

/* How deep brackets nest, before a reader that calls itself for each is let at them. */
static bool is_shallow(const GByteArray *body) {
  bool in_text = false;
  size_t depth = 0;
  for (guint at = 0; at < body->len; at++) {
    char byte = (char)body->data[at];
    if (in_text && byte == '\\')
      at++;
    else if (byte == '"')
      in_text = !in_text;
    else if (!in_text && (byte == '[' || byte == '{') && ++depth > HTTP_JSON_DEPTH_MOST)
      return false;
    else if (!in_text && (byte == ']' || byte == '}') && depth > 0)
      depth--;
  }
  return true;
}

json_t *http_call_document(HttpCall *call) {
  const GByteArray *body = call->request->body;
  if (body == NULL || body->len == 0)
    return json_object();
  if (!http_request_has_type(call->request, HTTP_TYPE_JSON)) {
    http_reply_refusal(&call->reply, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "The request's body must be JSON",
                       "Send it with Content-Type: application/json");
    return NULL;
  }
  json_error_t where = {.text = "it nests too deep"};
  json_t *document =
      is_shallow(body) ? json_loadb((const char *)body->data, body->len, JSON_REJECT_DUPLICATES, &where) : NULL;
  if (json_is_object(document))
    return document;
  json_decref(document);
  g_autofree char *message =
      document == NULL ? g_strdup_printf("The request's body is no JSON: %s (line %d)", where.text, MAX(where.line, 1))
                       : g_strdup("The request's body must be a JSON object");
  http_reply_refusal(&call->reply, MHD_HTTP_BAD_REQUEST, message, NULL);
  return NULL;
}

/* Whether the request may go on to its handler; the reply is filled in where not. Pages look at their forms' tokens
 * themselves (page.c), for these come in the body. */
static bool admit(HttpCall *call, const Target *target) {
  bool for_anybody = (target->route != NULL && (target->route->flags & HTTP_FOR_ANYBODY) != 0) ||
                     (target->operation != NULL && target->operation->for_anybody) ||
                     (target->action != NULL && target->action == action_find("confirm_advice")) || target->page;
  const HttpCaller *caller = &call->caller;
  if (!for_anybody && !caller->signed_in) {
    http_call_sign_in_first(call);
    return false;
  }
  if (target->page || is_get(call->request))
    return true;
  if (http_request_is_foreign(call->request) ||
      !http_caller_is_ours(call->context->identity, call->request, caller, NULL)) {
    http_reply_refusal(&call->reply, MHD_HTTP_FORBIDDEN, "This request does not come from a page of this server",
                       "Send the token that GET /api/v1/account gives as X-CSRF-Token");
    return false;
  }
  return true;
}

/* A token opens what it was made for, and nothing of the account. */
static bool token_allows(HttpCall *call, const Target *target) {
  const HttpCaller *caller = &call->caller;
  bool account = target->operation != NULL || (target->route != NULL && (target->route->flags & HTTP_BY_SESSION) != 0);
  const char *workspace = target->workspace;
  if (target->route != NULL && strstr(target->route->pattern, "{workspace}") != NULL)
    workspace = call->request->segments[3];
  if (!caller->signed_in || caller->by_cookie ||
      (!account && http_caller_may(caller, workspace, !is_get(call->request))))
    return true;
  http_reply_refusal(&call->reply, MHD_HTTP_FORBIDDEN, "This token is not for that",
                     account ? "Sign in with your password" : "Make one that is");
  return false;
}

static void reply_not_there(HttpCall *call, const Target *target) {
  if (target->other_method) {
    http_reply_refusal(&call->reply, MHD_HTTP_METHOD_NOT_ALLOWED, "That is not done by this method",
                       "Views are read with GET, actions are done with POST");
    http_reply_header(&call->reply, MHD_HTTP_HEADER_ALLOW, is_get(call->request) ? "POST" : "GET, HEAD");
  } else {
    http_reply_refusal(&call->reply, MHD_HTTP_NOT_FOUND, "There is nothing at this address",
                       "GET /api/v1/openapi.json lists what there is");
  }
}

static void dispatch(HttpCall *call, const Target *target) {
  if (target->route != NULL)
    target->route->handle(call);
  else if (target->view != NULL)
    http_api_view(call, target->view, target->workspace);
  else if (target->action != NULL)
    http_api_action(call, target->action, target->workspace);
  else if (target->operation != NULL)
    http_api_operation(call, target->operation->name);
  else if (target->page)
    http_page(call);
  else
    reply_not_there(call, target);
}

static void send_fresh_cookie(HttpCall *call) {
  if (call->device[0] != '\0' && !call->reply.complete) {
    g_autofree char *device = http_device_cookie_write(call->device, call->context->secure);
    http_reply_header(&call->reply, MHD_HTTP_HEADER_SET_COOKIE, device);
  }
  if ((call->caller.fresh[0] == '\0' && !call->end_cookie) || call->reply.complete)
    return;
  g_autofree char *cookie = http_cookie_write(call->end_cookie ? NULL : call->caller.fresh, call->context->secure);
  http_reply_header(&call->reply, MHD_HTTP_HEADER_SET_COOKIE, cookie);
}

bool http_call_identify(HttpCall *call, bool may_write, RecordProblem *problem) {
  HttpContext *context = call->context;
  if (call->caller.signed_in)
    return true;
  if (!installation_version(context->installation, &call->version, problem))
    return false;
  if (http_callers_recall(context->callers, call->request, context->secure, call->version, &call->caller))
    return true;
  if (!http_caller_find(context->identity, call->request, context->secure, may_write, &call->caller, problem))
    return false;
  http_callers_remember(context->callers, call->request, context->secure, call->version, &call->caller);
  return true;
}

void http_handle(HttpCall *call) {
  Target target;
  g_auto(RecordProblem) problem = {0};
  find(call->request, &target);
  name_route(&target, call->request, call->route);
  bool known = http_call_identify(call, true, &problem);
  if (!known && problem.kind == RECORD_PROBLEM_NOT_FOUND)
    http_call_sign_in_first(call);
  else if (!known)
    http_reply_problem(&call->reply, &problem);
  else if (admit(call, &target) && token_allows(call, &target))
    dispatch(call, &target);
  send_fresh_cookie(call);
}

/* ---- Without a worker ------------------------------------------------------------------------------------------- */

static bool reply_asset(HttpCall *call) {
  const PagesAsset *asset = is_get(call->request) ? pages_asset_find(call->request->path) : NULL;
  if (asset == NULL)
    return false;
  g_strlcpy(call->route, "GET /assets", sizeof call->route);
  http_reply_bytes(&call->reply, MHD_HTTP_OK, asset->type, g_bytes_new_static(asset->bytes, asset->length));
  /* Its content is in its name: it never changes. */
  http_reply_header(&call->reply, MHD_HTTP_HEADER_CACHE_CONTROL, "public, max-age=31536000, immutable");
  return true;
}

bool http_handle_quick(HttpCall *call) {
  Target target;
  find(call->request, &target);
  if (target.page)
    return reply_asset(call);
  name_route(&target, call->request, call->route);
  if (target.route != NULL && (target.route->flags & HTTP_QUICK) != 0) {
    target.route->handle(call);
    return true;
  }
  return target.view != NULL && http_api_view_at_once(call, target.view, target.workspace);
}
