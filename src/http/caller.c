/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* caller.c: cookies and bearers. */
#include "caller.h"

#include "identity/sign_in.h"

#include <sodium.h>
#include <string.h>

#define COOKIE "bellwether"
#define SECURE_COOKIE "__Host-bellwether" /* browsers take it over TLS alone, and from this host alone */
#define DEVICE_COOKIE "bellwether-device"
#define SECURE_DEVICE_COOKIE "__Host-bellwether-device"
#define COOKIE_DAYS 90 /* longer than any session: those end by themselves */
#define BEARER "Bearer "

void http_caller_clear(HttpCaller *caller) {
  identity_session_clear(&caller->session);
  identity_token_clear(&caller->token);
  *caller = (HttpCaller){0};
}

char *http_cookie_write(const char *secret, bool secure) {
  return g_strdup_printf("%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s", secure ? SECURE_COOKIE : COOKIE,
                         secret != NULL ? secret : "", secret != NULL ? COOKIE_DAYS * 86400 : 0,
                         secure ? "; Secure" : "");
}

char *http_cookie_read(const HttpRequest *request, bool secure) {
  return http_request_cookie(request, secure ? SECURE_COOKIE : COOKIE);
}

char *http_device_cookie_write(const char *device, bool secure) {
  return g_strdup_printf("%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s",
                         secure ? SECURE_DEVICE_COOKIE : DEVICE_COOKIE, device, IDENTITY_DEVICE_DAYS * 86400,
                         secure ? "; Secure" : "");
}

char *http_device_cookie_read(const HttpRequest *request, bool secure) {
  return http_request_cookie(request, secure ? SECURE_DEVICE_COOKIE : DEVICE_COOKIE);
}

/* ---- Finding ---------------------------------------------------------------------------------------------------- */

static bool put_off(HttpCaller *caller) {
  http_caller_clear(caller);
  caller->put_off = true;
  return true;
}

static bool find_by_cookie(Identity *identity, const char *secret, int64_t now_ms, bool may_write, HttpCaller *caller,
                           RecordProblem *problem) {
  if (!identity_session_find(identity, secret, now_ms, &caller->session, problem)) {
    bool unknown = problem->kind == RECORD_PROBLEM_NOT_FOUND;
    if (unknown)
      record_problem_clear(problem);
    return unknown; /* an old cookie is as good as none */
  }
  bool rotated = false;
  if (caller->session.is_due && !may_write)
    return put_off(caller);
  if (caller->session.is_due &&
      !identity_session_tend(identity, &caller->session, now_ms, &rotated, caller->fresh, problem))
    return false;
  if (!rotated)
    caller->fresh[0] = '\0';
  caller->signed_in = true;
  caller->by_cookie = true;
  g_strlcpy(caller->person, caller->session.person, sizeof caller->person);
  return true;
}

static bool find_by_token(Identity *identity, const char *header, int64_t now_ms, bool may_write, HttpCaller *caller,
                          RecordProblem *problem) {
  size_t length = strlen(BEARER);
  if (g_ascii_strncasecmp(header, BEARER, length) != 0)
    return record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, NULL, N_("Send a token as a Bearer"),
                              "Only tokens are taken here");
  if (!identity_token_find(identity, header + length, now_ms, &caller->token, problem))
    return false;
  if (caller->token.is_due && !may_write)
    return put_off(caller);
  if (caller->token.is_due && !identity_token_tend(identity, &caller->token, now_ms, problem))
    return false;
  caller->signed_in = true;
  g_strlcpy(caller->person, caller->token.person, sizeof caller->person);
  return true;
}

bool http_caller_may(const HttpCaller *caller, const char *workspace, bool to_write) {
  if (!caller->signed_in || caller->by_cookie)
    return true;
  if (workspace != NULL)
    return identity_token_allows(&caller->token, workspace, to_write);
  return caller->token.workspaces == NULL && (caller->token.may_write || !to_write);
}

bool http_caller_find(Identity *identity, const HttpRequest *request, bool secure, bool may_write, HttpCaller *caller,
                      RecordProblem *problem) {
  http_caller_clear(caller);
  if (request->headers.authorization != NULL)
    return find_by_token(identity, request->headers.authorization, request->now_ms, may_write, caller, problem);
  g_autofree char *secret = http_cookie_read(request, secure);
  return secret == NULL || find_by_cookie(identity, secret, request->now_ms, may_write, caller, problem);
}

/* ---- Forged requests -------------------------------------------------------------------------------------------- */

bool http_request_is_foreign(const HttpRequest *request) {
  const char *site = request->headers.fetch_site;
  return site != NULL && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
}

bool http_caller_is_ours(Identity *identity, const HttpRequest *request, const HttpCaller *caller, const char *token) {
  if (!caller->by_cookie)
    return true;
  const char *shown = token != NULL ? token : request->headers.csrf_token;
  return !http_request_is_foreign(request) && shown != NULL && identity_csrf_check(identity, &caller->session, shown);
}

/* ---- Who asked a moment ago ------------------------------------------------------------------------------------- */

#define KEY_BYTES 32

typedef struct {
  uint8_t key[KEY_BYTES]; /* a hash of the secret */
  int64_t version;
  int64_t at_ms;
  HttpCaller caller;
} Recent;

struct HttpCallers {
  GMutex mutex;
  GHashTable *recent; /* by key */
};

static guint hash_key(const void *key) {
  guint hash = 0;
  memcpy(&hash, key, sizeof hash); /* it is a hash already */
  return hash;
}

static gboolean equal_keys(const void *one, const void *other) {
  return memcmp(one, other, KEY_BYTES) == 0;
}

static void copy_caller(const HttpCaller *from, HttpCaller *to) {
  http_caller_clear(to);
  *to = *from;
  to->session.name = g_strdup(from->session.name);
  to->token.workspaces = g_strdupv(from->token.workspaces);
}

static void free_recent(void *data) {
  Recent *recent = data;
  http_caller_clear(&recent->caller);
  g_free(recent);
}

HttpCallers *http_callers_new(void) {
  HttpCallers *callers = g_new0(HttpCallers, 1);
  g_mutex_init(&callers->mutex);
  callers->recent = g_hash_table_new_full(hash_key, equal_keys, NULL, free_recent);
  return callers;
}

void http_callers_free(HttpCallers *callers) {
  if (callers == NULL)
    return;
  g_hash_table_unref(callers->recent);
  g_mutex_clear(&callers->mutex);
  g_free(callers);
}

/* False where the request has no secret. */
static bool make_key(const HttpRequest *request, bool secure, uint8_t key[KEY_BYTES]) {
  const char *bearer = request->headers.authorization;
  g_autofree char *cookie = bearer == NULL ? http_cookie_read(request, secure) : NULL;
  const char *secret = bearer != NULL ? bearer : cookie;
  if (secret == NULL)
    return false;
  crypto_generichash(key, KEY_BYTES, (const uint8_t *)secret, strlen(secret), NULL, 0);
  return true;
}

bool http_callers_recall(HttpCallers *callers, const HttpRequest *request, bool secure, int64_t version,
                         HttpCaller *caller) {
  uint8_t key[KEY_BYTES];
  if (!make_key(request, secure, key))
    return false;
  g_mutex_lock(&callers->mutex);
  const Recent *recent = g_hash_table_lookup(callers->recent, key);
  bool holds = recent != NULL && recent->version == version && request->now_ms - recent->at_ms < HTTP_CALLERS_HOLD_MS &&
               request->now_ms >= recent->at_ms &&
               request->now_ms <
                   (recent->caller.by_cookie ? recent->caller.session.ends_at_ms : recent->caller.token.ends_at_ms);
  if (holds)
    copy_caller(&recent->caller, caller);
  g_mutex_unlock(&callers->mutex);
  return holds;
}

void http_callers_remember(HttpCallers *callers, const HttpRequest *request, bool secure, int64_t version,
                           const HttpCaller *caller) {
  Recent *recent = g_new0(Recent, 1);
  bool worth_it = caller->signed_in && caller->fresh[0] == '\0' && make_key(request, secure, recent->key);
  if (!worth_it) {
    g_free(recent);
    return;
  }
  recent->version = version;
  recent->at_ms = request->now_ms;
  copy_caller(caller, &recent->caller);
  g_mutex_lock(&callers->mutex);
  if (g_hash_table_size(callers->recent) >= HTTP_CALLERS_MOST)
    g_hash_table_remove_all(callers->recent);
  g_hash_table_replace(callers->recent, recent->key, recent);
  g_mutex_unlock(&callers->mutex);
}
