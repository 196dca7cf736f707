/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page.c: pages (pages/pages.h) to browsers, and the few that are of no workspace: signing in, invitations, links, one's
 * account.
 *
 * Every form carries a token that is made of the session; before anybody signed in, of a cookie with a random value. A
 * POST without the right one changes nothing.
 */
#include "page.h"

#include "account.h"
#include "routes.h"

#include "identity/accounts.h"
#include "identity/workspaces.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#define WORKSPACES_SHOWN IDENTITY_WORKSPACES_MAX
#define VISITOR_COOKIE "bellwether-visitor"
#define SECURE_VISITOR_COOKIE "__Host-bellwether-visitor"
#define VISITOR_BYTES 18

void http_page_clear(HttpPage *page) {
  http_form_clear(&page->form);
  identity_workspaces_free(page->memberships);
  g_free(page->workspaces);
}

/* ---- Who asks --------------------------------------------------------------------------------------------------- */

static bool fill_in_person(HttpPage *page, RecordProblem *problem) {
  const HttpCaller *caller = &page->call->caller;
  page->memberships = identity_workspaces(page->call->context->identity, caller->person, problem);
  if (page->memberships == NULL)
    return false;
  page->workspaces = g_new0(PagesWorkspace, page->memberships->count + 1);
  for (size_t index = 0; index < page->memberships->count; index++) {
    const IdentityWorkspace *one = &page->memberships->each[index];
    page->workspaces[index] = (PagesWorkspace){.workspace = one->workspace, .name = one->name, .role = one->role};
  }
  page->person = (PagesPerson){.person = caller->person,
                               .name = caller->session.name,
                               .workspaces = page->workspaces,
                               .workspace_count = page->memberships->count};
  page->request.person = &page->person;
  return true;
}

static const char *visitor_cookie(const HttpPage *page) {
  return page->call->context->secure ? SECURE_VISITOR_COOKIE : VISITOR_COOKIE;
}

static void fill_in_token(HttpPage *page) {
  const Identity *identity = page->call->context->identity;
  if (page->call->caller.by_cookie) {
    identity_csrf_token(identity, &page->call->caller.session, page->csrf_token);
  } else {
    g_autofree char *cookie = http_request_cookie(page->call->request, visitor_cookie(page));
    if (cookie == NULL || *cookie == '\0') {
      uint8_t bytes[VISITOR_BYTES];
      randombytes_buf(bytes, sizeof bytes);
      sodium_bin2base64(page->visitor, sizeof page->visitor, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE);
    }
    identity_csrf_visitor_token(identity, cookie != NULL && *cookie != '\0' ? cookie : page->visitor, page->csrf_token);
  }
  page->request.csrf_token = page->csrf_token;
}

static bool is_ours(const HttpPage *page) {
  const HttpCall *call = page->call;
  const char *token = json_string_value(json_object_get(page->form.fields, PAGES_FIELD_CSRF));
  if (token == NULL || http_request_is_foreign(call->request))
    return false;
  if (call->caller.by_cookie)
    return http_caller_is_ours(call->context->identity, call->request, &call->caller, token);
  g_autofree char *cookie = http_request_cookie(call->request, visitor_cookie(page));
  return cookie != NULL && *cookie != '\0' && identity_csrf_visitor_check(call->context->identity, cookie, token);
}

static json_t *read_view(void *context, const View *view, const char *workspace, const json_t *parameters,
                         RecordProblem *problem) {
  const HttpPage *page = context;
  ViewOptions options = http_view_options(page->call->context, page->call->request->now_ms);
  return view_run(view, workspace, page->call->caller.person, parameters, &options, problem);
}

static bool may_open(void *context, RecordProblem *problem) {
  const HttpPage *page = context;
  const HttpCall *call = page->call;
  return identity_may_open_workspace(call->context->identity, call->caller.person, problem);
}

/* ---- Sending ---------------------------------------------------------------------------------------------------- */

static void set_visitor_cookie(const HttpPage *page) {
  if (page->visitor[0] == '\0')
    return;
  bool secure = page->call->context->secure;
  g_autofree char *cookie = g_strdup_printf("%s=%s; Path=/; HttpOnly; SameSite=Lax%s", visitor_cookie(page),
                                            page->visitor, secure ? "; Secure" : "");
  http_reply_header(&page->call->reply, MHD_HTTP_HEADER_SET_COOKIE, cookie);
}

void http_page_send(HttpPage *page, PagesReply *made) {
  HttpReply *reply = &page->call->reply;
  if (made->location != NULL) {
    http_reply_redirect(reply, made->location);
  } else {
    GBytes *bytes = g_string_free_to_bytes(g_steal_pointer(&made->html));
    http_reply_bytes(reply, made->status, made->type != NULL ? made->type : HTTP_TYPE_HTML, bytes);
  }
  if (made->file != NULL) {
    g_autofree char *disposition = g_strdup_printf("attachment; filename=\"%s\"", made->file);
    http_reply_header(reply, MHD_HTTP_HEADER_CONTENT_DISPOSITION, disposition);
  }
  set_visitor_cookie(page);
}

void http_page_redirect(HttpPage *page, const char *path) {
  g_autofree char *location = g_strconcat(page->call->context->base_path, path, NULL);
  http_reply_redirect(&page->call->reply, location);
}

static void say(HttpPage *page, unsigned status, const char *title, const char *text, const char *link_text,
                const char *link_path) {
  g_auto(PagesReply) made = {0};
  pages_message(&page->request, status, title, text, link_text, link_path, &made);
  http_page_send(page, &made);
}

void http_page_say_problem(HttpPage *page, const RecordProblem *problem) {
  g_autofree char *text =
      g_strdup_printf("%s.%s%s%s", problem->message, problem->advice != NULL ? " " : "",
                      problem->advice != NULL ? problem->advice : "", problem->advice != NULL ? "." : "");
  say(page, http_problem_status(problem), _("That did not work"), text, _("To the beginning"), "/");
}

/* ---- Forms of no workspace -------------------------------------------------------------------------------------- */

/* Whether this server would take it as a target itself. Browsers drop tabs and line ends out of an address: a slash, a tab
 * and a slash would lead to another server. */
static bool is_own_target(const char *target) {
  HttpRequest there = {0};
  bool ours = true;
  for (const char *at = target; *at != '\0'; at++)
    ours = ours && !g_ascii_iscntrl(*at);
  ours = ours && http_request_read_target(&there, target);
  http_request_clear(&there);
  return ours;
}

/* Where to go after signing in: a path of ours, or the beginning. */
static const char *then_path(const HttpPage *page) {
  const char *then = json_string_value(json_object_get(page->call->request->query, "then"));
  return then != NULL && is_own_target(then) ? then : "/";
}

/* This page's own path, from which a form is sent to it again. Free. */
static char *own_path(const HttpPage *page) {
  const char *then = then_path(page);
  g_autofree char *escaped = g_uri_escape_string(then, NULL, FALSE);
  return strcmp(then, "/") == 0 ? g_strdup(page->request.path)
                                : g_strconcat(page->request.path, "?then=", escaped, NULL);
}

/* The operation's fields without those that come from the path, and without those that are not asked here. */
static RecordField *shown_fields(const HttpOperation *operation, const HttpFormPage *form) {
  GArray *fields = g_array_new(TRUE, TRUE, sizeof(RecordField));
  for (const RecordField *field = operation->fields; field->name != NULL; field++) {
    bool required = (field->flags & RECORD_FIELD_REQUIRED) != 0;
    bool hidden = g_strcmp0(field->name, form->hidden) == 0 || g_strcmp0(field->name, form->hidden2) == 0;
    if (!hidden && (required || form->all_fields))
      g_array_append_val(fields, *field);
  }
  return (RecordField *)(void *)g_array_free(fields, FALSE);
}

static json_t *sent_document(const HttpPage *page, const HttpOperation *operation, const HttpFormPage *form) {
  json_t *document = json_object();
  for (const RecordField *field = operation->fields; field->name != NULL; field++) {
    const char *value = json_string_value(json_object_get(page->form.fields, field->name));
    if (value != NULL && *value != '\0')
      json_object_set_new(document, field->name, json_string(value));
  }
  if (form->hidden != NULL)
    json_object_set_new(document, form->hidden, json_string(form->hidden_value));
  if (form->hidden2 != NULL)
    json_object_set_new(document, form->hidden2, json_string(form->hidden2_value));
  return document;
}

static void show_form(HttpPage *page, const HttpOperation *operation, const HttpFormPage *form,
                      const RecordProblem *problem) {
  g_auto(PagesReply) made = {0};
  g_autofree RecordField *fields = shown_fields(operation, form);
  json_t *typed = json_copy(page->form.fields);
  for (const RecordField *field = operation->fields; field->name != NULL; field++) {
    if (field->type == RECORD_FIELD_SECRET)
      json_object_del(typed, field->name); /* a password is never sent back */
  }
  g_autofree char *action = own_path(page);
  PagesForm shown = {.title = form->title,
                     .lead = form->lead,
                     .action = action,
                     .submit = form->submit,
                     .fields = fields,
                     .typed = typed,
                     .problem = problem,
                     .link_text = form->link_text,
                     .link_path = form->link_path};
  pages_form(&page->request, &shown, &made);
  if (problem != NULL && problem->kind != RECORD_PROBLEM_NONE)
    made.status = http_problem_status(problem);
  http_page_send(page, &made);
  json_decref(typed);
}

/* The second step of signing in, on the same path: what the first gave stands hidden in the form. */
static void ask_for_code(HttpPage *page, const HttpFormPage *first, const char *sign_in, const RecordProblem *problem) {
  static const RecordField fields[] = {
      {"code", RECORD_FIELD_TEXT, RECORD_FIELD_REQUIRED, 1, RECORD_FIELD_LINE_BYTES_MAX, NULL,
       N_("The six digits that your app shows, or a recovery code")},
      {NULL, RECORD_FIELD_TEXT, 0, 0, 0, NULL, NULL},
  };
  g_auto(PagesReply) made = {0};
  json_t *hidden = json_pack("{s:s}", "sign_in", sign_in);
  g_autofree char *action = own_path(page);
  PagesForm form = {.title = _("And a code"),
                    .action = action,
                    .submit = first->submit,
                    .fields = fields,
                    .hidden = hidden,
                    .problem = problem};
  pages_form(&page->request, &form, &made);
  if (problem != NULL)
    made.status = http_problem_status(problem);
  http_page_send(page, &made);
  json_decref(hidden);
}

static void run_code(HttpPage *page, const HttpFormPage *form) {
  g_auto(RecordProblem) problem = {0};
  const HttpOperation *operation = http_operation_find("sign_in_code");
  json_t *document = sent_document(page, operation, form);
  json_t *answer = http_operation_run(page->call, operation, document, &problem);
  if (answer != NULL)
    http_page_redirect(page, form->then);
  else if (problem.kind == RECORD_PROBLEM_NOT_FOUND) /* too late, or too often wrong: from the beginning */
    show_form(page, http_operation_find(form->operation), form, &problem);
  else
    ask_for_code(page, form, json_string_value(json_object_get(document, "sign_in")), &problem);
  json_decref(answer);
  json_decref(document);
}

void http_page_run_form(HttpPage *page, const HttpFormPage *form) {
  g_auto(RecordProblem) problem = {0};
  const HttpOperation *operation = http_operation_find(form->operation);
  if (!page->request.is_post) {
    show_form(page, operation, form, NULL);
    return;
  }
  json_t *document = sent_document(page, operation, form);
  json_t *answer = http_operation_run(page->call, operation, document, &problem);
  const char *sign_in = json_string_value(json_object_get(answer, "sign_in"));
  if (sign_in != NULL)
    ask_for_code(page, form, sign_in, NULL);
  else if (answer != NULL && (form->answered == NULL || !form->answered(page, answer)))
    http_page_redirect(page, form->then);
  else if (answer == NULL)
    show_form(page, operation, form, &problem);
  json_decref(answer);
  json_decref(document);
}

static void page_sign_in(HttpPage *page) {
  HttpFormPage form = {.operation = "sign_in", .title = _("Sign in"), .submit = _("Sign in"), .then = then_path(page)};
  if (page->call->caller.signed_in && !page->request.is_post)
    http_page_redirect(page, form.then);
  else if (page->request.is_post && json_object_get(page->form.fields, "sign_in") != NULL)
    run_code(page, &form);
  else
    http_page_run_form(page, &form);
}

static void page_sign_out(HttpPage *page) {
  g_auto(RecordProblem) problem = {0};
  json_t *nothing = json_object();
  json_t *answer = page->call->caller.signed_in && page->request.is_post
                       ? http_operation_run(page->call, http_operation_find("sign_out"), nothing, &problem)
                       : NULL;
  http_page_redirect(page, "/sign-in");
  json_decref(answer);
  json_decref(nothing);
}

static void page_set_password(HttpPage *page, const char *link) {
  g_auto(RecordProblem) problem = {0};
  g_autofree char *name = NULL;
  if (!identity_link_look(page->call->context->identity, link, page->request.now_ms, &name, &problem)) {
    http_page_say_problem(page, &problem);
    return;
  }
  g_autofree char *lead = g_strdup_printf(_("For %s. The link works once."), name != NULL ? name : "");
  HttpFormPage form = {.operation = "set_password",
                       .title = _("Choose a password"),
                       .lead = lead,
                       .submit = _("Keep it"),
                       .hidden = "link",
                       .hidden_value = link,
                       .then = "/sign-in"};
  http_page_run_form(page, &form);
}

static void page_set_up(HttpPage *page, const char *link) {
  HttpFormPage form = {.operation = "register",
                       .title = _("Make the first account"),
                       .lead = _("It is yours: from here on people come by invitation."),
                       .submit = _("Make it"),
                       .hidden = "setup_link",
                       .hidden_value = link,
                       .then = "/"};
  http_page_run_form(page, &form);
}

/* ---- Invitations ------------------------------------------------------------------------------------------------ */

static void join_now(HttpPage *page, const char *workspace, const char *secret) {
  g_auto(RecordProblem) problem = {0};
  json_t *document = json_pack("{s:s}", "secret", secret);
  json_t *reply = installation_act(page->call->context->installation, action_find("join"), workspace,
                                   page->call->caller.person, document, page->request.now_ms, NULL, &problem);
  g_autofree char *path = g_strdup_printf("/w/%s/", workspace);
  if (reply != NULL)
    http_page_redirect(page, path);
  else
    http_page_say_problem(page, &problem);
  json_decref(reply);
  json_decref(document);
}

static void page_join(HttpPage *page, const char *workspace, const char *secret) {
  g_auto(RecordProblem) problem = {0};
  g_auto(IdentityInvitation) invitation = {0};
  if (!identity_invitation_look(page->call->context->identity, workspace, secret, page->request.now_ms, &invitation,
                                &problem)) {
    http_page_say_problem(page, &problem);
    return;
  }
  g_autofree char *here = g_strdup_printf("/join/%s/%s", workspace, secret);
  g_autofree char *escaped = g_uri_escape_string(here, NULL, FALSE);
  g_autofree char *sign_in = g_strconcat("/sign-in?then=", escaped, NULL);
  g_autofree char *title = g_strdup_printf(_("Join %s"), invitation.workspace_name);
  if (page->call->caller.signed_in) {
    static const RecordField none[] = {{NULL, RECORD_FIELD_TEXT, 0, 0, 0, NULL, NULL}};
    g_autofree char *lead = g_strdup_printf(_("You are signed in as %s."), page->person.name);
    PagesForm form = {.title = title, .lead = lead, .action = here, .submit = _("Join"), .fields = none};
    g_auto(PagesReply) made = {0};
    if (page->request.is_post) {
      join_now(page, workspace, secret);
      return;
    }
    pages_form(&page->request, &form, &made);
    http_page_send(page, &made);
    return;
  }
  HttpFormPage form = {.operation = "register",
                       .title = title,
                       .lead =
                           _("Make an account to join with. Your partners and clients see the name that the invitation "
                             "was written for, not the one you sign in with."),
                       .submit = _("Make an account"),
                       .hidden = "invitation",
                       .hidden_value = secret,
                       .hidden2 = "workspace",
                       .hidden2_value = workspace,
                       .then = here,
                       .link_text = _("I have an account: sign in"),
                       .link_path = sign_in};
  http_page_run_form(page, &form);
}

/* ---- The door --------------------------------------------------------------------------------------------------- */

/* Pages of ours: true where the path is one of them. */
static bool answer_own(HttpPage *page) {
  const HttpRequest *request = page->call->request;
  char *const *segments = request->segments;
  const char *first = request->segment_count > 0 ? segments[0] : "";
  if (request->segment_count == 1 && strcmp(first, "sign-in") == 0)
    page_sign_in(page);
  else if (request->segment_count == 1 && strcmp(first, "sign-out") == 0)
    page_sign_out(page);
  else if (request->segment_count == 2 && strcmp(first, "set-password") == 0)
    page_set_password(page, segments[1]);
  else if (request->segment_count == 2 && strcmp(first, "set-up") == 0)
    page_set_up(page, segments[1]);
  else if (strcmp(first, "account") == 0)
    return http_page_account(page);
  else if (request->segment_count == 3 && strcmp(first, "join") == 0)
    page_join(page, segments[1], segments[2]);
  else
    return false;
  return true;
}

static void answer(HttpPage *page) {
  g_auto(PagesReply) made = {0};
  if (page->request.is_post && page->form.malformed)
    say(page, MHD_HTTP_BAD_REQUEST, _("That form can't be read"), _("Go back and try again."), NULL, NULL);
  else if (page->request.is_post && !is_ours(page))
    say(page, MHD_HTTP_FORBIDDEN, _("That form is too old"),
        _("You have signed in again since it was opened, or it came from another site. Go back, load the page again "
          "and "
          "send it once more: what you typed is still there."),
        NULL, NULL);
  else if (answer_own(page))
    return;
  else if (pages_answer(&page->request, &made))
    http_page_send(page, &made);
  else
    say(page, MHD_HTTP_NOT_FOUND, _("There is nothing here"), _("The address may be mistyped, or it is not for you."),
        _("To the beginning"), "/");
}

void http_page(HttpCall *call) {
  g_auto(RecordProblem) problem = {0};
  g_auto(HttpPage) page = {.call = call};
  const HttpRequest *request = call->request;
  page.request = (PagesRequest){.installation = call->context->installation,
                                .base_url = call->context->base_url,
                                .base_path = call->context->base_path,
                                .path = request->path,
                                .is_post = strcmp(request->method, "POST") == 0,
                                .query = request->query,
                                .now_ms = request->now_ms,
                                .read = read_view,
                                .may_open = may_open,
                                .context = &page};
  fill_in_token(&page);
  bool get = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
  if (!get && !page.request.is_post) {
    say(&page, MHD_HTTP_METHOD_NOT_ALLOWED, _("That is not done this way"), "", NULL, NULL);
    return;
  }
  if (page.request.is_post) {
    page.form.malformed = !http_form_read(call, &page.form) || page.form.malformed;
    page.request.form = page.form.fields;
    page.request.files = (const PagesFile *)(const void *)page.form.files->data;
    page.request.file_count = page.form.files->len;
  }
  if (call->caller.signed_in && !fill_in_person(&page, &problem))
    http_reply_problem(&call->reply, &problem);
  else
    answer(&page);
}
