/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pages.c: the table of pages, from a path to its page, and what becomes of a form that was sent.
 *
 * A form that is done leads on with 303, so that reloading does nothing twice; one that is refused is answered with the
 * page that it was on. What gives out a secret (an invitation, a link) is answered at once: the secret is shown and is
 * nowhere else.
 */
#include "form.h"
#include "page.h"
#include "page_list.h"

#include <glib/gi18n.h>
#include <string.h>

#define PATH_PARTS 5 /* "", "w", WORKSPACE, PAGE, ID */
#define STATUS_OK 200
#define STATUS_SEE_OTHER 303
#define ALL_WHO VIEW_BY_ALL

const PageKind page_kinds[] = {
    {"today", "today", NULL, N_("Today"), N_("Today"), VIEW_BY_BUSINESS, page_today},
    {"portal", "portal", NULL, N_("Your side"), N_("Your side"), VIEW_BY_PARTNER, page_portal},
    {"note", NULL, NULL, N_("Note an advice"), N_("Note an advice"), VIEW_BY_OWNER | VIEW_BY_MEMBER, page_note},
    {"ask", NULL, NULL, N_("Ask for advice"), N_("Ask"), VIEW_BY_OWNER | VIEW_BY_MEMBER, page_ask},
    {"advise", NULL, NULL, N_("Advise"), N_("Advise"), VIEW_BY_PARTNER, page_advise},
    {"partners", "partners", NULL, N_("Partners"), N_("Partners"), VIEW_BY_BUSINESS, page_partners},
    {"partner", "partner", "partner", N_("Partner"), NULL, VIEW_BY_BUSINESS, page_partner},
    {"direction", "direction", NULL, N_("Direction"), N_("Direction"), ALL_WHO, page_direction},
    {"skills", "skills", NULL, N_("Skills"), N_("Skills"), VIEW_BY_BUSINESS, page_skills},
    {"engagement", "engagement", "engagement", N_("Engagement"), NULL, ALL_WHO, page_engagement},
    {"brief", "brief", "brief", N_("Question"), NULL, ALL_WHO, page_brief},
    {"advice", "advice", "advice", N_("Advice"), NULL, ALL_WHO, page_advice},
    {"journal", "journal", NULL, N_("Journal"), N_("Journal"), VIEW_BY_BUSINESS, page_journal},
    {"search", NULL, NULL, N_("Search"), N_("Search"), ALL_WHO, page_search},
    {"people", "people", NULL, N_("People"), N_("People"), VIEW_BY_BUSINESS, page_people},
    {"settings", "settings", NULL, N_("Settings"), N_("Settings"), VIEW_BY_BUSINESS, page_settings},
    {NULL, NULL, NULL, NULL, NULL, 0, NULL},
};

void pages_reply_clear(PagesReply *reply) {
  if (reply->html != NULL)
    g_string_free(reply->html, TRUE);
  g_free(reply->location);
  g_free(reply->file);
  *reply = (PagesReply){0};
}

/* ---- One page --------------------------------------------------------------------------------------------------- */

static void page_init(Page *page, const PagesRequest *request) {
  *page = (Page){.request = request, .html = g_string_new(NULL), .currency = ""};
}

static void page_clear(Page *page) {
  json_decref(page->document);
  json_decref(page->choices);
  g_string_free(page->html, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Page, page_clear)

void page_reply(Page *page, unsigned status, const char *title, PagesReply *reply) {
  reply->status = status;
  reply->type = "text/html; charset=utf-8";
  reply->html = page_finish(page, title);
}

static void redirect(PagesReply *reply, char *location) {
  reply->status = STATUS_SEE_OTHER;
  reply->location = location;
}

static unsigned status_of(const RecordProblem *problem) {
  switch (problem->kind) {
  case RECORD_PROBLEM_NONE: return STATUS_OK;
  case RECORD_PROBLEM_INVALID: return 422;
  case RECORD_PROBLEM_FORBIDDEN: return 403;
  case RECORD_PROBLEM_NOT_FOUND: return 404;
  case RECORD_PROBLEM_CONFLICT: return 409;
  case RECORD_PROBLEM_BUSY:
  case RECORD_PROBLEM_FAILED: break;
  }
  return 503;
}

static void write_problem_page(Page *page, const RecordProblem *problem, PagesReply *reply) {
  html_add(page->html, "<p>%s.</p>\n", problem->message);
  if (problem->advice != NULL)
    html_add(page->html, "<p>%s.</p>\n", problem->advice);
  bool not_found = problem->kind == RECORD_PROBLEM_NOT_FOUND;
  page_reply(page, status_of(problem), not_found ? _("There is nothing here") : _("That did not work"), reply);
}

/* The view's parameters: those of its own that the query has, and what the path names. */
static json_t *parameters_of(const Page *page, const View *view) {
  json_t *parameters = json_object();
  for (const RecordField *field = view->parameters; field->name != NULL; field++) {
    json_t *value = json_object_get(page->request->query, field->name);
    if (value != NULL)
      json_object_set(parameters, field->name, value);
  }
  if (page->kind->parameter != NULL && page->id != NULL)
    json_object_set_new(parameters, page->kind->parameter, json_string(page->id));
  return parameters;
}

static bool read_document(Page *page, RecordProblem *problem) {
  const View *view = page->kind->view != NULL ? view_find(page->kind->view) : NULL;
  if (view == NULL)
    return true;
  json_t *parameters = parameters_of(page, view);
  const char *workspace = view->gather != NULL ? NULL : page->workspace->workspace;
  page->document = page->request->read(page->request->context, view, workspace, parameters, problem);
  json_decref(parameters);
  page->currency = phrase_text(page->document, "currency");
  page->zone = phrase_text(page->document, "zone");
  if (page->currency == NULL)
    page->currency = "";
  return page->document != NULL;
}

/* What a page needs to know of its workspace where its own document does not say so. */
static void read_setting(Page *page) {
  if (page->zone != NULL && *page->currency != '\0')
    return;
  page_read_choices(page);
  if (*page->currency == '\0' && phrase_text(page->choices, "currency") != NULL)
    page->currency = phrase_text(page->choices, "currency");
  if (page->zone == NULL)
    page->zone = phrase_text(page->choices, "zone");
}

static void answer_kind(Page *page, PagesReply *reply) {
  g_auto(RecordProblem) problem = {0};
  bool may = (page->kind->who & (1U << page->workspace->role)) != 0;
  if (!may)
    record_problem_refuse(&problem, RECORD_REFUSED_ROLE);
  if (!may || !read_document(page, &problem)) {
    write_problem_page(page, &problem, reply);
    return;
  }
  read_setting(page);
  page->title = _(page->kind->title);
  page_age(page, page->document);
  page->kind->write(page);
  page_reply(page, page->problem != NULL ? status_of(page->problem) : STATUS_OK, page->title, reply);
}

/* ---- Paths ------------------------------------------------------------------------------------------------------ */

static const PageKind *find_kind(const char *name) {
  for (const PageKind *kind = page_kinds; kind->name != NULL; kind++) {
    if (strcmp(kind->name, name) == 0)
      return kind;
  }
  return NULL;
}

static const PagesWorkspace *find_workspace(const PagesRequest *request, const char *name) {
  for (size_t index = 0; index < request->person->workspace_count; index++) {
    if (strcmp(request->person->workspaces[index].workspace, name) == 0)
      return &request->person->workspaces[index];
  }
  return NULL;
}

/* Splits "/w/studio/partner/p3"; false where it is no page of the workspace. */
static bool find_page(Page *page, char **parts) {
  size_t count = g_strv_length(parts);
  if (count < 4 || count > PATH_PARTS || strcmp(parts[1], "w") != 0)
    return false;
  page->workspace = find_workspace(page->request, parts[2]);
  page->kind = find_kind(parts[3]);
  page->id = count == PATH_PARTS ? parts[4] : NULL;
  return page->workspace != NULL && page->kind != NULL && (page->kind->parameter != NULL) == (page->id != NULL);
}

/* ---- What was sent ---------------------------------------------------------------------------------------------- */

/* The page of a thing, by its letter: NULL where it has none. */
static const char *page_of_letter(char letter) {
  switch (letter) {
  case 'a': return "advice";
  case 'b': return "brief";
  case 'e': return "engagement";
  case 'p': return "partner";
  default: return NULL;
  }
}

/* A path under /w/ that stays there and that a header can hold. */
static bool is_own_path(const char *path) {
  return path != NULL && g_str_has_prefix(path, "/w/") && strstr(path, "/.") == NULL && html_link_is_safe(path);
}

/* Where a form leads that was done: to what was made, where that has a page that this person may see; else back. */
static char *next_path(const Page *page, const Action *action, const json_t *reply, const char *from) {
  const char *id = phrase_text(reply, "id");
  const char *name = id != NULL ? page_of_letter(id[0]) : NULL;
  g_autofree char *back = NULL;
  if (name != NULL && page_may_see(page, name))
    back = page_path(page, name, id);
  else if (is_own_path(from))
    back = page_base_path(page, from);
  else
    back = page_path(page, "", NULL);
  return g_strdup_printf("%s?done=%s", back, action->name);
}

static void show_secret(Page *page, const Action *action, const json_t *answer, PagesReply *reply) {
  const char *secret = phrase_text(answer, "secret");
  bool invitation = strcmp(action->name, "invite") == 0;
  g_autofree char *escaped = g_uri_escape_string(page->workspace->workspace, NULL, FALSE);
  g_autofree char *link =
      g_strdup_printf("%s/%s/%s/%s", page->request->base_url, invitation ? "join" : "confirm", escaped, secret);
  page_paragraph(page, invitation
                           ? _("Send this link to the person. It works once, for a fortnight, and is shown only now.")
                           : _("Send this link to the partner, so that they can say whether that is what they "
                               "advised; they need no account. It is shown only now."));
  html_add(page->html, "<p class=\"secret\"><input readonly aria-label=\"%s\" value=\"%s\" data-copy></p>\n",
           _("The link"), link);
  const char *id = phrase_text(answer, "id");
  if (id != NULL && id[0] == 'a') {
    html_raw(page->html, "<p>");
    page_link(page, "advice", id, _("On to the advice"));
    html_raw(page->html, "</p>\n");
  } else {
    html_raw(page->html, "<p>");
    page_link(page, invitation ? "people" : "", NULL, _("Back"));
    html_raw(page->html, "</p>\n");
  }
  page_reply(page, STATUS_OK, label_done(action->name), reply);
}

/* The file that the form brought is kept first, and named by its hash. False with the problem filled in. */
static bool keep_file(const Page *page, const Action *action, json_t *document, RecordProblem *problem) {
  const PagesRequest *request = page->request;
  for (const RecordField *field = action->fields; field->name != NULL; field++) {
    if ((field->flags & RECORD_FIELD_FILE) == 0 || request->file_count == 0)
      continue;
    const PagesFile *file = &request->files[0];
    char hash[JOURNAL_HASH_HEX_BYTES];
    if (!installation_keep_file(request->installation, page->workspace->workspace, request->person->person, file->bytes,
                                file->length, hash, problem))
      return false;
    json_object_set_new(document, field->name, json_string(hash));
    if (record_field_find(action->fields, "name") != NULL && json_object_get(document, "name") == NULL)
      json_object_set_new(document, "name", json_string(file->name));
  }
  return true;
}

/* The request as it is to be answered, to be changed. */
static PagesRequest *change_request(Page *page) {
  page->changed = *page->request;
  page->request = &page->changed;
  return &page->changed;
}

/* The page that the form was on, with what was typed and what is wrong. */
static void show_again(Page *page, const Action *action, const RecordProblem *problem, PagesReply *reply) {
  const char *from = phrase_text(page->request->form, PAGES_FIELD_FROM);
  g_auto(GStrv) parts = g_strsplit(is_own_path(from) ? from : "/w//today", "/", PATH_PARTS + 1);
  const PagesWorkspace *workspace = page->workspace;
  if (is_own_path(from))
    change_request(page)->path = from;
  bool found = find_page(page, parts) && page->workspace == workspace;
  page->workspace = workspace;
  page->tried = action;
  page->typed = page->request->form;
  page->problem = problem;
  if (found)
    answer_kind(page, reply);
  else
    write_problem_page(page, problem, reply);
}

static void do_action(Page *page, const Action *action, PagesReply *reply) {
  g_auto(RecordProblem) problem = {0};
  const PagesRequest *request = page->request;
  const char *key = phrase_text(request->form, PAGES_FIELD_KEY);
  read_setting(page);
  json_t *document = form_read(action->fields, request->form);
  json_t *answer = NULL;
  if (keep_file(page, action, document, &problem))
    answer = installation_act(request->installation, action, page->workspace->workspace, request->person->person,
                              document, request->now_ms, key, &problem);
  json_decref(document);
  if (answer == NULL)
    show_again(page, action, &problem, reply);
  else if (phrase_text(answer, "secret") != NULL)
    show_secret(page, action, answer, reply);
  else
    redirect(reply, next_path(page, action, answer, phrase_text(request->form, PAGES_FIELD_FROM)));
  json_decref(answer);
}

/* ---- The door --------------------------------------------------------------------------------------------------- */

static void ask_to_sign_in(const Page *page, PagesReply *reply) {
  g_autofree char *then = g_uri_escape_string(page->request->path, NULL, FALSE);
  redirect(reply, g_strconcat(page->request->base_path, "/sign-in?then=", then, NULL));
}

/* "/w/studio/" leads to the first page of one's role. */
static bool answer_home(Page *page, char **parts, PagesReply *reply) {
  size_t count = g_strv_length(parts);
  bool is_home = (count == 3 || (count == 4 && *parts[3] == '\0')) && strcmp(parts[1], "w") == 0;
  page->workspace = is_home ? find_workspace(page->request, parts[2]) : NULL;
  if (page->workspace == NULL)
    return false;
  bool partner = page->workspace->role == RECORD_ROLE_PARTNER;
  redirect(reply, page_path(page, partner ? "portal" : "today", NULL));
  return true;
}

static bool answer_post(Page *page, char **parts, PagesReply *reply) {
  bool is_action = g_strv_length(parts) == 5 && strcmp(parts[1], "w") == 0 && strcmp(parts[3], "do") == 0;
  const Action *action = is_action ? action_find(parts[4]) : NULL;
  page->workspace = is_action ? find_workspace(page->request, parts[2]) : NULL;
  if (page->workspace != NULL && action == NULL) {
    read_setting(page);
    return page_begin(page, parts, reply);
  }
  if (action == NULL || page->workspace == NULL)
    return false;
  do_action(page, action, reply);
  return true;
}

static bool answer_get(Page *page, char **parts, PagesReply *reply) {
  if (answer_home(page, parts, reply))
    return true;
  if (!find_page(page, parts))
    return false;
  const char *done = phrase_text(page->request->query, "done");
  if (done != NULL && action_find(done) != NULL)
    change_request(page)->notice = label_done(done);
  answer_kind(page, reply);
  return true;
}

bool pages_answer(const PagesRequest *request, PagesReply *reply) {
  g_auto(Page) page;
  g_auto(GStrv) parts = g_strsplit(request->path, "/", PATH_PARTS + 1);
  page_init(&page, request);
  if (page_confirm(&page, parts, reply))
    return true;
  if (request->person == NULL) {
    ask_to_sign_in(&page, reply);
    return strcmp(request->path, "/") == 0 || g_str_has_prefix(request->path, "/w/") ||
           strcmp(request->path, "/open") == 0;
  }
  if (page_start(&page, parts, reply))
    return true;
  return request->is_post ? answer_post(&page, parts, reply) : answer_get(&page, parts, reply);
}

/* ---- Pages of no workspace -------------------------------------------------------------------------------------- */

void pages_form(const PagesRequest *request, const PagesForm *form, PagesReply *reply) {
  g_auto(Page) page;
  page_init(&page, request);
  if (form->lead != NULL)
    page_paragraph(&page, form->lead);
  html_add(page.html, "<form method=\"post\" action=\"%s%s\" class=\"alone\">\n", request->base_path, form->action);
  form_write_hidden(&page, page.html);
  const char *name = NULL;
  const json_t *value = NULL;
  json_object_foreach((json_t *)form->hidden, name, value) {
    html_add(page.html, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n", name, json_string_value(value));
  }
  form_write_problem(page.html, FORM_ALONE, form->fields, form->problem);
  form_write_fields(&page, page.html, FORM_ALONE, form->fields, form->typed, form->problem);
  html_add(page.html, "<p><button type=\"submit\">%s</button></p>\n</form>\n", form->submit);
  if (form->link_text != NULL)
    html_add(page.html, "<p><a href=\"%s%s\">%s</a></p>\n", request->base_path, form->link_path, form->link_text);
  page_reply(&page, STATUS_OK, form->title, reply);
}

void pages_message(const PagesRequest *request, unsigned status, const char *title, const char *text,
                   const char *link_text, const char *link_path, PagesReply *reply) {
  g_auto(Page) page;
  page_init(&page, request);
  page_paragraph(&page, text);
  if (link_text != NULL)
    html_add(page.html, "<p><a href=\"%s%s\">%s</a></p>\n", request->base_path, link_path, link_text);
  page_reply(&page, status, title, reply);
}

static void write_row(Page *page, const PagesRow *row) {
  GString *html = page->html;
  html_add(html, "<li><span class=\"what\" dir=\"auto\">%s</span> <span class=\"whom\" dir=\"auto\">%s</span>",
           row->term, row->value);
  if (row->button != NULL) {
    html_add(html, " <form method=\"post\" action=\"%s%s\" class=\"when\">", page->request->base_path,
             row->button_path);
    form_write_hidden(page, html);
    html_add(html, "<input type=\"hidden\" name=\"%s\" value=\"%s\"><button type=\"submit\">%s</button></form>",
             row->hidden_name, row->hidden_value, row->button);
  }
  html_raw(html, "</li>\n");
}

void pages_sections(const PagesRequest *request, const char *title, const PagesSection *sections, size_t count,
                    PagesReply *reply) {
  g_auto(Page) page;
  page_init(&page, request);
  for (size_t index = 0; index < count; index++) {
    const PagesSection *section = &sections[index];
    g_autofree char *id = g_strdup_printf("section-%zu", index);
    page_heading(&page, id, section->heading);
    html_raw(page.html, section->row_count > 0 ? "<ul class=\"rows\">\n" : "");
    for (size_t row = 0; row < section->row_count; row++)
      write_row(&page, &section->rows[row]);
    html_raw(page.html, section->row_count > 0 ? "</ul>\n" : "");
    if (section->link_text != NULL)
      html_add(page.html, "<p><a href=\"%s%s\">%s</a></p>\n", request->base_path, section->link_path,
               section->link_text);
  }
  page_reply(&page, STATUS_OK, title, reply);
}
