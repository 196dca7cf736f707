/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* account.c: signing in and out, and looking after one's account. */
#include "account.h"

#include "routes.h"

#include "identity/accounts.h"
#include "identity/second_factor.h"
#include "identity/sign_in.h"
#include "identity/workspaces.h"
#include "record/declare.h"

#include <string.h>

static const char *text(const json_t *document, const char *name) {
  return json_string_value(json_object_get(document, name));
}

/* ---- Signing in and out ----------------------------------------------------------------------------------------- */

static bool take_session(HttpCall *call, const char *secret, RecordProblem *problem) {
  HttpCaller *caller = &call->caller;
  http_caller_clear(caller);
  if (!identity_session_find(call->context->identity, secret, call->request->now_ms, &caller->session, problem))
    return false;
  caller->signed_in = true;
  caller->by_cookie = true;
  g_strlcpy(caller->person, caller->session.person, sizeof caller->person);
  g_strlcpy(caller->fresh, secret, sizeof caller->fresh);
  return true;
}

static void tell_session(HttpCall *call, json_t *answer) {
  char token[IDENTITY_CSRF_BYTES];
  identity_csrf_token(call->context->identity, &call->caller.session, token);
  json_object_set_new(answer, "person", json_string(call->caller.person));
  json_object_set_new(answer, "csrf_token", json_string(token));
}

/* What the browser showed beside name and password or code. */
typedef struct {
  char *session;
  char *device;
} Shown;

static void shown_clear(Shown *shown) {
  g_free(shown->session);
  g_free(shown->device);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shown, shown_clear)

static IdentitySignIn make_request(const HttpCall *call, const char *name, const char *password, Shown *shown) {
  bool secure = call->context->secure;
  shown->session = http_cookie_read(call->request, secure);
  shown->device = http_device_cookie_read(call->request, secure);
  return (IdentitySignIn){.name = name,
                          .password = password,
                          .client = call->request->headers.user_agent,
                          .replaces = shown->session,
                          .address = *call->request->address != '\0' ? call->request->address : NULL,
                          .device = shown->device};
}

/* Takes the session, or tells that a code is wanted first. */
static bool take_result(HttpCall *call, const IdentitySignedIn *result, json_t *answer, RecordProblem *problem) {
  if (result->session[0] == '\0')
    return json_object_set_new(answer, "sign_in", json_string(result->code)) == 0;
  if (!take_session(call, result->session, problem))
    return false;
  g_strlcpy(call->device, result->device, sizeof call->device);
  tell_session(call, answer);
  return true;
}

static bool sign_in_with(HttpCall *call, const char *name, const char *password, json_t *answer,
                         RecordProblem *problem) {
  g_auto(Shown) shown = {0};
  IdentitySignIn request = make_request(call, name, password, &shown);
  IdentitySignedIn result = {0};
  if (!identity_sign_in(call->context->identity, &request, call->request->now_ms, &result, problem)) {
    call->retry_after_s = result.retry_after_s;
    return false;
  }
  return take_result(call, &result, answer, problem);
}

static const RecordField sign_in_fields[] = {
    FIELD_LINE("name", RECORD_FIELD_REQUIRED, N_("The name that you sign in with")),
    FIELD_SECRET("password", RECORD_FIELD_REQUIRED, N_("Your password")),
    FIELD_END,
};

static bool sign_in(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  return sign_in_with(call, text(document, "name"), text(document, "password"), answer, problem);
}

static const RecordField code_fields[] = {
    FIELD_SECRET("sign_in", RECORD_FIELD_REQUIRED, N_("What signing in with the password gave")),
    FIELD_LINE("code", RECORD_FIELD_REQUIRED, N_("The six digits that your app shows, or a recovery code")),
    FIELD_END,
};

static bool sign_in_code(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  g_auto(Shown) shown = {0};
  IdentitySignIn request = make_request(call, NULL, NULL, &shown);
  IdentitySignedIn result = {0};
  if (!identity_sign_in_code(call->context->identity, text(document, "sign_in"), text(document, "code"), &request,
                             call->request->now_ms, &result, problem)) {
    call->retry_after_s = result.retry_after_s;
    return false;
  }
  return take_result(call, &result, answer, problem);
}

static const RecordField no_fields[] = {FIELD_END};

static bool sign_out(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  HttpCaller *caller = &call->caller;
  (void)document;
  (void)answer;
  if (!caller->by_cookie)
    return record_problem_set(problem, RECORD_PROBLEM_INVALID, NULL, N_("Revoke the token instead"),
                              "A token is not signed in");
  if (!identity_session_end(call->context->identity, caller->person, caller->session.id, problem))
    return false;
  http_caller_clear(caller);
  call->end_cookie = true;
  return true;
}

/* ---- Making an account ------------------------------------------------------------------------------------------ */

static const RecordField register_fields[] = {
    FIELD_LINE("name", RECORD_FIELD_REQUIRED, N_("The name to sign in with: your mail address, say")),
    FIELD_SECRET("password", RECORD_FIELD_REQUIRED, N_("A password of at least 12 characters; a sentence is good")),
    FIELD_SECRET("setup_link", 0, N_("The secret from the link with which the very first account is made")),
    FIELD_PERSON("workspace", 0, N_("With an invitation: the workspace it is for")),
    FIELD_SECRET("invitation", 0, N_("The invitation's secret")),
    FIELD_END,
};

static bool register_account(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  char person[IDENTITY_PERSON_BYTES];
  IdentityNewcomer newcomer = {.name = text(document, "name"),
                               .password = text(document, "password"),
                               .setup_link = text(document, "setup_link"),
                               .workspace = text(document, "workspace"),
                               .invitation = text(document, "invitation")};
  return identity_register(call->context->identity, &newcomer, call->request->now_ms, person, problem) &&
         sign_in_with(call, newcomer.name, newcomer.password, answer, problem);
}

static const RecordField set_password_fields[] = {
    FIELD_SECRET("link", RECORD_FIELD_REQUIRED, N_("The secret from the link")),
    FIELD_SECRET("password", RECORD_FIELD_REQUIRED, N_("A password of at least 12 characters; a sentence is good")),
    FIELD_END,
};

static bool set_password(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  char person[IDENTITY_PERSON_BYTES];
  if (!identity_link_use(call->context->identity, text(document, "link"), text(document, "password"),
                         call->request->now_ms, person, call->device, problem))
    return false;
  json_object_set_new(answer, "person", json_string(person));
  return true;
}

/* ---- Changing it ------------------------------------------------------------------------------------------------ */

/* After a change that ended all other sessions this one gets a new secret. */
static bool renew_session(HttpCall *call, RecordProblem *problem) {
  HttpCaller *caller = &call->caller;
  return !caller->by_cookie || identity_session_rotate(call->context->identity, &caller->session, call->request->now_ms,
                                                       caller->fresh, problem);
}

static const char *own_session(const HttpCall *call) {
  return call->caller.by_cookie ? call->caller.session.id : NULL;
}

static const RecordField change_password_fields[] = {
    FIELD_SECRET("password", RECORD_FIELD_REQUIRED, N_("Your password as it is now")),
    FIELD_SECRET("new_password", RECORD_FIELD_REQUIRED, N_("A new one of at least 12 characters")),
    FIELD_END,
};

static bool change_password(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  HttpCaller *caller = &call->caller;
  Identity *identity = call->context->identity;
  (void)answer;
  return identity_password_change(identity, caller->person, own_session(call), text(document, "password"),
                                  text(document, "new_password"), call->request->now_ms, problem) &&
         renew_session(call, problem);
}

static const RecordField change_name_fields[] = {
    FIELD_SECRET("password", RECORD_FIELD_REQUIRED, N_("Your password")),
    FIELD_LINE("name", RECORD_FIELD_REQUIRED, N_("The name that you want to sign in with")),
    FIELD_END,
};

static bool change_name(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  (void)answer;
  return identity_name_change(call->context->identity, call->caller.person, text(document, "password"),
                              text(document, "name"), call->request->now_ms, problem);
}

static const RecordField password_fields[] = {
    FIELD_SECRET("password", RECORD_FIELD_REQUIRED, N_("Your password")),
    FIELD_END,
};

static bool delete_account(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  (void)answer;
  if (!identity_account_delete(call->context->identity, call->caller.person, text(document, "password"),
                               call->request->now_ms, problem))
    return false;
  http_caller_clear(&call->caller);
  call->end_cookie = true;
  return true;
}

static const RecordField end_session_fields[] = {
    FIELD_PERSON("session", RECORD_FIELD_REQUIRED, N_("The session's id, from the list")),
    FIELD_END,
};

static bool end_session(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  (void)answer;
  return identity_session_end(call->context->identity, call->caller.person, text(document, "session"), problem);
}

static bool end_other_sessions(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  const HttpCaller *caller = &call->caller;
  int64_t ended = 0;
  (void)document;
  if (!identity_session_end_others(call->context->identity, caller->person, own_session(call), &ended, problem))
    return false;
  json_object_set_new(answer, "ended", json_integer(ended));
  return true;
}

/* ---- The second factor ------------------------------------------------------------------------------------------ */

static const RecordField password_and_code_fields[] = {
    FIELD_SECRET("password", RECORD_FIELD_REQUIRED, N_("Your password")),
    FIELD_LINE("code", RECORD_FIELD_REQUIRED, N_("The six digits that your app shows, or a recovery code")),
    FIELD_END,
};

static const RecordField only_code_fields[] = {
    FIELD_LINE("code", RECORD_FIELD_REQUIRED, N_("The six digits that your app shows")),
    FIELD_END,
};

static void tell_recovery(const IdentityRecovery *recovery, json_t *answer) {
  json_t *codes = json_array();
  for (size_t index = 0; index < IDENTITY_RECOVERY_CODES; index++)
    json_array_append_new(codes, json_string(recovery->codes[index]));
  json_object_set_new(answer, "recovery_codes", codes);
}

static bool begin_second_factor(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  char secret[IDENTITY_FACTOR_BYTES];
  g_autofree char *uri = NULL;
  if (!identity_factor_begin(call->context->identity, call->caller.person, text(document, "password"), "Bellwether",
                             call->request->now_ms, secret, &uri, problem))
    return false;
  json_object_set_new(answer, "app_secret", json_string(secret));
  json_object_set_new(answer, "uri", json_string(uri));
  return true;
}

static bool confirm_second_factor(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  IdentityRecovery recovery;
  if (!identity_factor_confirm(call->context->identity, call->caller.person, own_session(call), text(document, "code"),
                               call->request->now_ms, &recovery, problem) ||
      !renew_session(call, problem))
    return false;
  tell_recovery(&recovery, answer);
  return true;
}

static bool end_second_factor(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  (void)answer;
  return identity_factor_end(call->context->identity, call->caller.person, own_session(call),
                             text(document, "password"), text(document, "code"), call->request->now_ms, problem) &&
         renew_session(call, problem);
}

static bool renew_recovery_codes(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  IdentityRecovery recovery;
  if (!identity_recovery_renew(call->context->identity, call->caller.person, text(document, "password"),
                               text(document, "code"), call->request->now_ms, &recovery, problem))
    return false;
  tell_recovery(&recovery, answer);
  return true;
}

/* ---- Tokens ----------------------------------------------------------------------------------------------------- */

static const RecordField make_token_fields[] = {
    FIELD_LINE("name", RECORD_FIELD_REQUIRED, N_("What the token is for")),
    FIELD_TIME("ends_at", RECORD_FIELD_REQUIRED | RECORD_FIELD_FUTURE | RECORD_FIELD_DAY_END,
               N_("Until when it works: a year at most")),
    FIELD_FLAG("may_write", 0, N_("Whether it may also change something")),
    FIELD_LINES("workspaces", 0, N_("The workspaces it is for; all of yours, if left out")),
    FIELD_END,
};

static bool make_token(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  const char *workspaces[RECORD_FIELD_ITEMS_MAX + 1] = {NULL};
  const json_t *list = json_object_get(document, "workspaces");
  for (size_t index = 0; index < json_array_size(list); index++)
    workspaces[index] = json_string_value(json_array_get(list, index));
  IdentityNewToken token = {.name = text(document, "name"),
                            .may_write = json_is_true(json_object_get(document, "may_write")),
                            .workspaces = workspaces[0] != NULL ? workspaces : NULL,
                            .ends_at_ms = json_integer_value(json_object_get(document, "ends_at"))};
  char secret[IDENTITY_SECRET_BYTES];
  char id[IDENTITY_ID_BYTES];
  if (!identity_token_make(call->context->identity, call->caller.person, &token, call->request->now_ms, secret, id,
                           problem))
    return false;
  json_object_set_new(answer, "token", json_string(id));
  json_object_set_new(answer, "secret", json_string(secret));
  return true;
}

static const RecordField end_token_fields[] = {
    FIELD_PERSON("token", RECORD_FIELD_REQUIRED, N_("The token's id, from the list")),
    FIELD_END,
};

static bool end_token(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  (void)answer;
  return identity_token_end(call->context->identity, call->caller.person, text(document, "token"), problem);
}

static const RecordField reset_fields[] = {
    FIELD_PERSON("workspace", RECORD_FIELD_REQUIRED, N_("The workspace that you own")),
    FIELD_PERSON("person", RECORD_FIELD_REQUIRED, N_("Whose password it is")),
    FIELD_END,
};

static bool reset_password(HttpCall *call, const json_t *document, json_t *answer, RecordProblem *problem) {
  char link[IDENTITY_SECRET_BYTES];
  if (!identity_member_link(call->context->identity, call->caller.person, text(document, "workspace"),
                            text(document, "person"), call->request->now_ms, link, problem))
    return false;
  json_object_set_new(answer, "link", json_string(link));
  return true;
}

/* ---- The table -------------------------------------------------------------------------------------------------- */

const HttpOperation http_operations[] = {
    {"sign_in", N_("Sign in"), true, sign_in_fields, sign_in},
    {"sign_in_code", N_("Sign in: the second step, where one is asked for"), true, code_fields, sign_in_code},
    {"sign_out", N_("Sign out"), false, no_fields, sign_out},
    {"register", N_("Make an account, by an invitation or the first link"), true, register_fields, register_account},
    {"set_password", N_("Choose a password by a link, which works once"), true, set_password_fields, set_password},
    {"change_password", N_("Change your password, and sign out everywhere else"), false, change_password_fields,
     change_password},
    {"change_name", N_("Change the name that you sign in with"), false, change_name_fields, change_name},
    {"delete_account", N_("Delete your account for good"), false, password_fields, delete_account},
    {"end_session", N_("End one of your sessions"), false, end_session_fields, end_session},
    {"end_other_sessions", N_("Sign out everywhere else"), false, no_fields, end_other_sessions},
    {"begin_second_factor", N_("Begin to use codes of an app beside the password"), false, password_fields,
     begin_second_factor},
    {"confirm_second_factor", N_("Show the first code; from then on one is asked for"), false, only_code_fields,
     confirm_second_factor},
    {"end_second_factor", N_("Use no codes any more"), false, password_and_code_fields, end_second_factor},
    {"renew_recovery_codes", N_("New recovery codes in the place of those that are left"), false,
     password_and_code_fields, renew_recovery_codes},
    {"make_token", N_("Make a token for a program that acts in your name"), false, make_token_fields, make_token},
    {"end_token", N_("End a token"), false, end_token_fields, end_token},
    {"reset_password", N_("Make a link to a new password, for somebody of your own business"), false, reset_fields,
     reset_password},
    {NULL, NULL, false, NULL, NULL},
};

const HttpOperation *http_operation_find(const char *name) {
  for (const HttpOperation *operation = http_operations; operation->name != NULL; operation++) {
    if (strcmp(operation->name, name) == 0)
      return operation;
  }
  return NULL;
}

json_t *http_operation_run(HttpCall *call, const HttpOperation *operation, const json_t *document,
                           RecordProblem *problem) {
  RecordFieldSetting setting = {.now_ms = call->request->now_ms};
  json_t *checked = record_fields_check(operation->fields, document, &setting, problem);
  if (checked == NULL)
    return NULL;
  json_t *answer = json_object();
  if (!operation->run(call, checked, answer, problem))
    g_clear_pointer(&answer, json_decref);
  json_decref(checked);
  return answer;
}

/* ---- The API ---------------------------------------------------------------------------------------------------- */

void http_api_operation(HttpCall *call, const char *name) {
  g_auto(RecordProblem) problem = {0};
  json_t *document = http_call_document(call);
  if (document == NULL)
    return;
  json_t *answer = http_operation_run(call, http_operation_find(name), document, &problem);
  if (answer != NULL)
    http_reply_json(&call->reply, MHD_HTTP_OK, HTTP_TYPE_JSON, answer);
  else
    http_call_refuse_guess(call, &problem);
  json_decref(answer);
  json_decref(document);
}

void http_api_account(HttpCall *call) {
  json_t *answer = json_pack("{s:s}", "person", call->caller.person);
  if (call->caller.by_cookie) {
    tell_session(call, answer);
    json_object_set_new(answer, "name", json_string(call->caller.session.name));
  }
  http_reply_json(&call->reply, MHD_HTTP_OK, HTTP_TYPE_JSON, answer);
  json_decref(answer);
}

static void list_session(void *context, const IdentitySessionRow *row) {
  g_autoptr(GDateTime) made = g_date_time_new_from_unix_utc(row->made_at_ms / 1000);
  g_autoptr(GDateTime) seen = g_date_time_new_from_unix_utc(row->seen_at_ms / 1000);
  g_autofree char *made_at = g_date_time_format_iso8601(made);
  g_autofree char *seen_at = g_date_time_format_iso8601(seen);
  json_array_append_new(context, json_pack("{s:s, s:s*, s:s, s:s}", "session", row->id, "client", row->client,
                                           "made_at", made_at, "seen_at", seen_at));
}

void http_api_sessions(HttpCall *call) {
  g_auto(RecordProblem) problem = {0};
  json_t *list = json_array();
  if (identity_session_list(call->context->identity, call->caller.person, call->request->now_ms, list_session, list,
                            &problem)) {
    json_t *answer = json_pack("{s:O}", "sessions", list);
    http_reply_json(&call->reply, MHD_HTTP_OK, HTTP_TYPE_JSON, answer);
    json_decref(answer);
  } else {
    http_reply_problem(&call->reply, &problem);
  }
  json_decref(list);
}

static json_t *time_text(int64_t at_ms) {
  g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_ms / 1000);
  g_autofree char *text = g_date_time_format_iso8601(at);
  return json_string(text);
}

static void list_token(void *context, const IdentityTokenRow *row) {
  json_t *one = json_pack("{s:s, s:s, s:b, s:o, s:o}", "token", row->id, "name", row->name, "may_write", row->may_write,
                          "made_at", time_text(row->made_at_ms), "ends_at", time_text(row->ends_at_ms));
  if (row->used_at_ms > 0)
    json_object_set_new(one, "used_at", time_text(row->used_at_ms));
  if (row->workspaces != NULL) {
    json_t *workspaces = json_array();
    for (const char *const *name = row->workspaces; *name != NULL; name++)
      json_array_append_new(workspaces, json_string(*name));
    json_object_set_new(one, "workspaces", workspaces);
  }
  json_array_append_new(context, one);
}

void http_api_tokens(HttpCall *call) {
  g_auto(RecordProblem) problem = {0};
  json_t *answer = json_pack("{s:[]}", "tokens");
  if (identity_token_list(call->context->identity, call->caller.person, call->request->now_ms, list_token,
                          json_object_get(answer, "tokens"), &problem))
    http_reply_json(&call->reply, MHD_HTTP_OK, HTTP_TYPE_JSON, answer);
  else
    http_reply_problem(&call->reply, &problem);
  json_decref(answer);
}

void http_api_workspaces(HttpCall *call) {
  g_auto(RecordProblem) problem = {0};
  g_autoptr(IdentityWorkspaces) found = identity_workspaces(call->context->identity, call->caller.person, &problem);
  if (found == NULL) {
    http_reply_problem(&call->reply, &problem);
    return;
  }
  json_t *answer = json_pack("{s:[]}", "workspaces");
  for (size_t index = 0; index < found->count; index++)
    json_array_append_new(json_object_get(answer, "workspaces"),
                          json_pack("{s:s, s:s, s:s}", "workspace", found->each[index].workspace, "name",
                                    found->each[index].name, "role", record_role_text(found->each[index].role)));
  http_reply_json(&call->reply, MHD_HTTP_OK, HTTP_TYPE_JSON, answer);
  json_decref(answer);
}
