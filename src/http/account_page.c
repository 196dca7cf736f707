/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* account_page.c: one's own account in a browser: name and password, codes of an app, where one is signed in, tokens. */
#include "account.h"
#include "page.h"

#include "identity/second_factor.h"
#include "identity/sessions.h"
#include "identity/tokens.h"

#include <glib/gi18n.h>
#include <string.h>

#define ROWS_MOST (IDENTITY_SESSIONS_MAX + IDENTITY_TOKENS_MAX)

/* Rows with their texts, which live as long as it does. */
typedef struct {
  PagesRow rows[ROWS_MOST];
  size_t count;
  GPtrArray *texts;
  const char *own_session;
} Rows;

static void rows_clear(Rows *rows) {
  g_clear_pointer(&rows->texts, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rows, rows_clear)

static const char *keep(Rows *rows, char *text) {
  g_ptr_array_add(rows->texts, text);
  return text;
}

/* ---- The page itself -------------------------------------------------------------------------------------------- */

static void add_session(void *context, const IdentitySessionRow *row) {
  Rows *rows = context;
  if (rows->count == ROWS_MOST)
    return;
  g_autofree char *seen = pages_day(row->seen_at_ms);
  bool own = g_strcmp0(row->id, rows->own_session) == 0;
  rows->rows[rows->count++] = (PagesRow){
      .term = keep(rows, g_strdup(row->client != NULL && *row->client != '\0' ? row->client : _("a browser"))),
      .value = keep(rows, own ? g_strdup(_("this one")) : g_strdup_printf(_("last used on %s"), seen)),
      .button = own ? NULL : _("End it"),
      .button_path = "/account/end_session",
      .hidden_name = "session",
      .hidden_value = keep(rows, g_strdup(row->id))};
}

static void add_token(void *context, const IdentityTokenRow *row) {
  Rows *rows = context;
  if (rows->count == ROWS_MOST)
    return;
  g_autofree char *ends = pages_day(row->ends_at_ms);
  rows->rows[rows->count++] = (PagesRow){
      .term = keep(rows, g_strdup(row->name)),
      .value =
          keep(rows, g_strdup_printf(row->may_write ? _("reads and writes, until %s") : _("reads, until %s"), ends)),
      .button = _("End it"),
      .button_path = "/account/end_token",
      .hidden_name = "token",
      .hidden_value = keep(rows, g_strdup(row->id))};
}

static void show_account(HttpPage *page) {
  HttpCall *call = page->call;
  Identity *identity = call->context->identity;
  g_auto(RecordProblem) problem = {0};
  g_auto(Rows) sessions = {.texts = g_ptr_array_new_with_free_func(g_free), .own_session = call->caller.session.id};
  g_auto(Rows) tokens = {.texts = g_ptr_array_new_with_free_func(g_free)};
  int64_t now_ms = call->request->now_ms;
  bool factor = call->caller.session.has_second_factor;
  if (!identity_session_list(identity, call->caller.person, now_ms, add_session, &sessions, &problem) ||
      !identity_token_list(identity, call->caller.person, now_ms, add_token, &tokens, &problem)) {
    http_page_say_problem(page, &problem);
    return;
  }
  PagesRow name = {.term = call->caller.session.name, .value = _("is the name that you sign in with")};
  PagesRow code = {.term = factor ? _("On") : _("Off"),
                   .value = factor ? _("a code of your app is asked for beside the password")
                                   : _("only the password is asked for")};
  PagesSection sections[] = {
      {_("Name"), &name, 1, _("Change the name"), "/account/change_name"},
      {_("Password"), NULL, 0, _("Change the password"), "/account/change_password"},
      {_("Codes of an app"), &code, 1, factor ? _("Use no codes any more") : _("Use codes of an app"),
       factor ? "/account/end_second_factor" : "/account/begin_second_factor"},
      {_("Where you are signed in"), sessions.rows, sessions.count, _("Sign out everywhere else"),
       "/account/end_other_sessions"},
      {_("Tokens for programs"), tokens.rows, tokens.count, _("Make a token"), "/account/make_token"},
      {_("The account"), NULL, 0, _("Delete it for good"), "/account/delete_account"},
  };
  g_auto(PagesReply) made = {0};
  pages_sections(&page->request, _("Your account"), sections, G_N_ELEMENTS(sections), &made);
  http_page_send(page, &made);
}

/* ---- What gives something out, which is shown once ------------------------------------------------------------- */

static void show_app_secret(HttpPage *page, const json_t *answer) {
  const char *uri = json_string_value(json_object_get(answer, "uri"));
  const char *secret = json_string_value(json_object_get(answer, "app_secret"));
  PagesRow rows[] = {{.term = secret, .value = _("type this into your app")},
                     {.term = uri, .value = _("or open this address with it")}};
  PagesSection section = {_("Add this to your app"), rows, G_N_ELEMENTS(rows), _("Then show its first code"),
                          "/account/confirm_second_factor"};
  g_auto(PagesReply) made = {0};
  pages_sections(&page->request, _("Codes of an app"), &section, 1, &made);
  http_page_send(page, &made);
}

static void show_recovery(HttpPage *page, const json_t *codes) {
  PagesRow rows[IDENTITY_RECOVERY_CODES] = {0};
  size_t count = MIN(json_array_size(codes), G_N_ELEMENTS(rows));
  for (size_t index = 0; index < count; index++)
    rows[index] = (PagesRow){.term = json_string_value(json_array_get(codes, index)), .value = _("works once")};
  PagesSection section = {_("Keep these on paper: each signs you in once without the app"), rows, count,
                          _("I have written them down"), "/account"};
  g_auto(PagesReply) made = {0};
  pages_sections(&page->request, _("Recovery codes"), &section, 1, &made);
  http_page_send(page, &made);
}

static void show_token(HttpPage *page, const char *secret) {
  PagesRow row = {.term = secret, .value = _("is the token; it is shown only now")};
  PagesSection section = {_("Send it as a Bearer in the Authorization header"), &row, 1, _("Back"), "/account"};
  g_auto(PagesReply) made = {0};
  pages_sections(&page->request, _("A token"), &section, 1, &made);
  http_page_send(page, &made);
}

static bool show_answer(HttpPage *page, const json_t *answer) {
  const char *secret = json_string_value(json_object_get(answer, "secret"));
  const json_t *codes = json_object_get(answer, "recovery_codes");
  if (json_object_get(answer, "app_secret") != NULL)
    show_app_secret(page, answer);
  else if (codes != NULL)
    show_recovery(page, codes);
  else if (secret != NULL)
    show_token(page, secret);
  else
    return false;
  return true;
}

bool http_page_account(HttpPage *page) {
  const HttpRequest *request = page->call->request;
  if (!page->call->caller.by_cookie) {
    http_page_redirect(page, "/sign-in?then=/account");
    return true;
  }
  if (request->segment_count == 1) {
    show_account(page);
    return true;
  }
  const HttpOperation *operation = request->segment_count == 2 ? http_operation_find(request->segments[1]) : NULL;
  if (operation == NULL || operation->for_anybody)
    return false;
  bool leaves = strcmp(operation->name, "delete_account") == 0;
  HttpFormPage form = {.operation = operation->name,
                       .title = _(operation->summary),
                       .submit = _("Do it"),
                       .all_fields = true,
                       .answered = show_answer,
                       .then = leaves ? "/sign-in" : "/account",
                       .link_text = _("Back"),
                       .link_path = "/account"};
  http_page_run_form(page, &form);
  return true;
}
