/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * api.c: views and actions as JSON.
 *
 * A view's answer is kept (cache.h) under what it was made of: who asked, for which workspace, which view, with which
 * parameters. Its ETag is a keyed hash of the bytes that were sent, so it changes with what its reader may see and with
 * nothing else: a partner can't watch others' work by it.
 */
#include "routes.h"

#include "identity/workspaces.h"

#include <string.h>

#define BY_LINK "by-link" /* who acts with a link's secret and no account */

/* ---- Keeping answers -------------------------------------------------------------------------------------------- */

/* The target says which view of which workspace, and with which parameters; spelt in another way, it is kept twice. */
static char *cache_key(const HttpCall *call) {
  return g_strconcat(call->caller.person, "\n", call->request->target, NULL);
}

/* Whether it would come out the same now. Where other workspaces were written to meanwhile its own is asked. */
static bool still_holds(const HttpCall *call, HttpCached *cached, const char *workspace) {
  g_auto(RecordProblem) problem = {0};
  int64_t version = call->version;
  if (call->request->now_ms >= cached->valid_until_ms)
    return false;
  if (version == __atomic_load_n(&cached->database_version, __ATOMIC_RELAXED))
    return true;
  if (cached->workspace_version == NULL || workspace == NULL)
    return false;
  g_autofree char *now = view_version(installation_store(call->context->installation), workspace, &problem);
  bool same = now != NULL && strcmp(now, cached->workspace_version) == 0;
  if (same)
    __atomic_store_n(&cached->database_version, version, __ATOMIC_RELAXED);
  return same;
}

/* Whether who asks has it. */
static bool is_known(const HttpCall *call, const HttpCached *cached) {
  const char *known = call->request->headers.if_none_match;
  return known != NULL && (strstr(known, cached->etag) != NULL || strcmp(known, "*") == 0);
}

static void reply_cached(HttpCall *call, HttpCached *cached) {
  bool unchanged = is_known(call, cached);
  call->reply.status = unchanged ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
  call->reply.response = unchanged ? cached->unchanged : cached->full;
  call->reply.length = unchanged ? 0 : cached->length;
  call->reply.complete = true;
  call->reply.shared = http_cached_ref(cached);
}

/* Whether the cache had it. */
static bool answer_from_cache(HttpCall *call, const View *view, const char *workspace) {
  if (call->context->settings->cache_mib == 0 || view->write != NULL)
    return false;
  g_autofree char *key = cache_key(call);
  HttpCached *cached = http_cache_get(call->context->cache, key);
  bool hit = cached != NULL && still_holds(call, cached, workspace);
  if (cached != NULL && !hit)
    http_cache_drop(call->context->cache, key);
  if (hit)
    reply_cached(call, cached);
  http_cache_count(call->context->cache, hit);
  http_cached_unref(cached);
  return hit;
}

/* ---- Views ------------------------------------------------------------------------------------------------------ */

static void note_behind(void *context, const char *workspace) {
  http_catch_up_add(context, workspace);
}

ViewOptions http_view_options(const HttpContext *context, int64_t now_ms) {
  return (ViewOptions){.store = installation_store(context->installation),
                       .now_ms = now_ms,
                       .keys = installation_keys(context->installation),
                       .behind = context->catch_up != NULL ? note_behind : NULL,
                       .behind_context = context->catch_up};
}

static struct MHD_Response *make_response(const HttpCall *call, const HttpCached *cached, char *text, size_t length) {
  struct MHD_Response *response = text != NULL
                                      ? MHD_create_response_from_buffer_with_free_callback(length, text, g_free)
                                      : MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
  if (text != NULL)
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, HTTP_TYPE_JSON);
  MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, cached->etag);
  MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "private, no-cache");
  http_reply_add_usual(response, call->request->secure);
  return response;
}

/* Takes the answer's text. What is not kept needs only the one response that is sent. */
static HttpCached *make_cached(const HttpCall *call, ViewAnswer *answer, bool kept) {
  HttpCached *cached = g_new0(HttpCached, 1);
  cached->references = 1;
  cached->length = answer->length;
  installation_tag(call->context->installation, answer->text, answer->length, cached->etag);
  bool unchanged = is_known(call, cached);
  if (kept || !unchanged)
    cached->full = make_response(call, cached, g_steal_pointer(&answer->text), answer->length);
  if (kept || unchanged)
    cached->unchanged = make_response(call, cached, NULL, 0);
  cached->database_version = call->version;
  cached->workspace_version = g_steal_pointer(&answer->version);
  cached->valid_until_ms = answer->valid_until_ms;
  return cached;
}

static void reply_file(HttpCall *call, const View *view, ViewAnswer *answer) {
  http_reply_bytes(&call->reply, MHD_HTTP_OK, HTTP_TYPE_JSON, g_bytes_new_take(answer->text, answer->length));
  answer->text = NULL;
  g_autofree char *disposition = g_strdup_printf("attachment; filename=\"%s.json\"", view->name);
  http_reply_header(&call->reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION, disposition);
}

/* What is shared can't carry somebody's cookie. */
static void reply_with_cookie(HttpCall *call, ViewAnswer *answer) {
  char etag[HTTP_ETAG_BYTES];
  installation_tag(call->context->installation, answer->text, answer->length, etag);
  http_reply_bytes(&call->reply, MHD_HTTP_OK, HTTP_TYPE_JSON, g_bytes_new_take(answer->text, answer->length));
  answer->text = NULL;
  http_reply_header(&call->reply, MHD_HTTP_HEADER_ETAG, etag);
}

static void reply_answer(HttpCall *call, const View *view, ViewAnswer *answer) {
  bool kept = call->context->settings->cache_mib > 0 && call->version != 0;
  if (view->write != NULL) {
    reply_file(call, view, answer);
  } else if (call->caller.fresh[0] != '\0') {
    reply_with_cookie(call, answer);
  } else {
    HttpCached *cached = make_cached(call, answer, kept);
    g_autofree char *key = kept ? cache_key(call) : NULL;
    if (kept)
      http_cache_put(call->context->cache, key, cached);
    reply_cached(call, cached);
    http_cached_unref(cached);
  }
}

/* False where it would take time that is not given. */
static bool answer(HttpCall *call, const View *view, const char *workspace, bool at_once) {
  g_auto(RecordProblem) problem = {0};
  g_auto(ViewAnswer) answer = {0};
  HttpContext *context = call->context;
  ViewOptions options = http_view_options(context, call->request->now_ms);
  options.at_once = at_once;
  options.wants_version = context->settings->cache_mib > 0;
  if (view_answer(view, workspace, call->caller.person, call->request->query, &options, &answer, &problem))
    reply_answer(call, view, &answer);
  else if (!answer.takes_time)
    http_call_refuse(call, &problem);
  return !answer.takes_time;
}

void http_api_view(HttpCall *call, const View *view, const char *workspace) {
  answer(call, view, workspace, false);
}

/* The thread has other connections to look after. */
#define AT_ONCE_MOST_US 50000
#define WORKERS_THEN_US G_USEC_PER_SEC

static bool answer_at_once(HttpCall *call, const View *view, const char *workspace) {
  gint64 begun_us = g_get_monotonic_time();
  gint64 *workers_until_us = &call->context->workers_until_us;
  if (!view->is_quick || begun_us < __atomic_load_n(workers_until_us, __ATOMIC_RELAXED))
    return false;
  bool answered = answer(call, view, workspace, true);
  gint64 ended_us = g_get_monotonic_time();
  if (ended_us - begun_us > AT_ONCE_MOST_US)
    __atomic_store_n(workers_until_us, ended_us + WORKERS_THEN_US, __ATOMIC_RELAXED);
  return answered;
}

bool http_api_view_at_once(HttpCall *call, const View *view, const char *workspace) {
  g_auto(RecordProblem) problem = {0};
  if ((call->context->settings->cache_mib == 0 && !view->is_quick) || !http_call_identify(call, false, &problem) ||
      !call->caller.signed_in || call->caller.fresh[0] != '\0' || !http_caller_may(&call->caller, workspace, false))
    return false;
  return answer_from_cache(call, view, workspace) || answer_at_once(call, view, workspace);
}

/* ---- Actions ---------------------------------------------------------------------------------------------------- */

void http_api_action(HttpCall *call, const Action *action, const char *workspace) {
  g_auto(RecordProblem) problem = {0};
  json_t *document = http_call_document(call);
  if (document == NULL)
    return;
  if (strcmp(action->name, "open_workspace") == 0 &&
      !identity_may_open_workspace(call->context->identity, call->caller.person, &problem)) {
    http_reply_problem(&call->reply, &problem);
    json_decref(document);
    return;
  }
  const char *person = call->caller.signed_in ? call->caller.person : BY_LINK;
  json_t *reply = installation_act(call->context->installation, action, workspace, person, document,
                                   call->request->now_ms, call->request->headers.idempotency_key, &problem);
  if (reply != NULL)
    http_reply_json(&call->reply, MHD_HTTP_OK, HTTP_TYPE_JSON, reply);
  else
    http_call_refuse(call, &problem);
  json_decref(reply);
  json_decref(document);
}
