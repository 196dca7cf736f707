/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_start.c: where somebody begins: their workspaces, opening one, and an advice that a link asks about. */
#include "form.h"
#include "page_list.h"

#include "views/noted.h"

#include <glib/gi18n.h>
#include <string.h>

#define BY_LINK "by-link" /* who acts with a link's secret and no account */
#define STATUS_OK 200
#define STATUS_SEE_OTHER 303
#define STATUS_INVALID 422
#define SLUG_BYTES_MAX 40
#define SLUG_RANDOM_BYTES 5

/* ---- Opening a workspace ---------------------------------------------------------------------------------------- */

/* A name for addresses from the business's own: its letters and digits, and something that nobody else has. Free. */
static char *make_slug(const char *name) {
  GString *slug = g_string_new(NULL);
  g_autofree char *normal = g_utf8_normalize(name, -1, G_NORMALIZE_ALL);
  for (const char *at = normal; at != NULL && *at != '\0' && slug->len < SLUG_BYTES_MAX; at++) {
    if (g_ascii_isalnum(*at))
      g_string_append_c(slug, g_ascii_tolower(*at));
    else if ((unsigned char)*at < 0x80 && slug->len > 0 && slug->str[slug->len - 1] != '-')
      g_string_append_c(slug, '-');
  }
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate(slug, slug->len - 1);
  g_autofree char *unique = g_uuid_string_random();
  g_string_append_printf(slug, "%s%.*s", slug->len > 0 ? "-" : "w", SLUG_RANDOM_BYTES, unique);
  return g_string_free(slug, FALSE);
}

static void write_open_form(Page *page, const RecordProblem *problem) {
  const Action *action = action_find("open_workspace");
  GString *html = page->html;
  page_paragraph(page, _("A workspace is the record of one business and its partners. You will be its owner."));
  html_add(html, "<form method=\"post\" action=\"%s/open\">\n", page->request->base_path);
  form_write_hidden(page, html);
  form_write_problem(html, "open", action->fields, problem);
  form_write_fields(page, html, "open", action->fields, page->request->form, problem);
  html_add(html, "<p><button type=\"submit\">%s</button></p>\n</form>\n", _("Open it"));
}

static void open_workspace(Page *page, PagesReply *reply) {
  g_auto(RecordProblem) problem = {0};
  const PagesRequest *request = page->request;
  const Action *action = action_find("open_workspace");
  if (request->is_post) {
    json_t *document = form_read(action->fields, request->form);
    const char *name = phrase_text(document, "name");
    g_autofree char *slug = make_slug(name != NULL ? name : "");
    json_t *answer = request->may_open(request->context, &problem)
                         ? installation_act(request->installation, action, slug, request->person->person, document,
                                            request->now_ms, NULL, &problem)
                         : NULL;
    json_decref(document);
    if (answer != NULL) {
      json_decref(answer);
      reply->status = STATUS_SEE_OTHER;
      reply->location = g_strdup_printf("%s/w/%s/", request->base_path, slug);
      return;
    }
  }
  write_open_form(page, &problem);
  page_reply(page, problem.kind == RECORD_PROBLEM_NONE ? STATUS_OK : STATUS_INVALID, _("Open a workspace"), reply);
}

/* ---- The beginning ---------------------------------------------------------------------------------------------- */

static void list_workspaces(Page *page, PagesReply *reply) {
  const PagesPerson *person = page->request->person;
  html_raw(page->html, "<ul class=\"rows\">\n");
  for (size_t index = 0; index < person->workspace_count; index++) {
    const PagesWorkspace *one = &person->workspaces[index];
    g_autofree char *escaped = g_uri_escape_string(one->workspace, NULL, FALSE);
    html_add(page->html,
             "<li><span class=\"what\"><a href=\"%s/w/%s/\" dir=\"auto\">%s</a></span> <span "
             "class=\"whom\">%s</span></li>\n",
             page->request->base_path, escaped, *one->name != '\0' ? one->name : one->workspace, label_role(one->role));
  }
  html_raw(page->html, "</ul>\n");
  html_add(page->html, "<p><a href=\"%s/open\">%s</a></p>\n", page->request->base_path, _("Open another workspace"));
  page_reply(page, STATUS_OK, _("Your workspaces"), reply);
}

bool page_start(Page *page, char **parts, PagesReply *reply) {
  const PagesRequest *request = page->request;
  bool root = strcmp(request->path, "/") == 0;
  bool open = parts[1] != NULL && strcmp(parts[1], "open") == 0 && parts[2] == NULL;
  if (!root && !open)
    return false;
  if (open || request->person->workspace_count == 0) {
    open_workspace(page, reply);
  } else if (request->person->workspace_count == 1) {
    g_autofree char *escaped = g_uri_escape_string(request->person->workspaces[0].workspace, NULL, FALSE);
    reply->status = STATUS_SEE_OTHER;
    reply->location = g_strdup_printf("%s/w/%s/", request->base_path, escaped);
  } else {
    list_workspaces(page, reply);
  }
  return true;
}

/* ---- By a link -------------------------------------------------------------------------------------------------- */

static void write_noted(Page *page, const json_t *noted, const char *path, const char *secret,
                        const RecordProblem *problem) {
  const Action *action = action_find("confirm_advice");
  const char *business = phrase_text(noted, "business");
  GString *html = page->html;
  page->zone = phrase_text(noted, "zone");
  html_add(html,
           _("<p>%s has written down what you advised, so that it counts in your record. Is that what you said?</p>\n"),
           business != NULL ? business : _("A client of yours"));
  html_add(html, "<blockquote class=\"advice\"><p dir=\"auto\">%s</p></blockquote>\n",
           phrase_text(noted, "option") != NULL ? phrase_text(noted, "option") : _("(erased)"));
  page_facts_begin(page);
  page_fact(page, _("Because"), phrase_text(noted, "reasons"));
  page_fact_date(page, _("Said"), noted, "at");
  page_fact_date(page, _("To be known by"), noted, "know_by");
  page_fact(page, _("It worked if"), phrase_text(noted, "worked_if"));
  page_facts_end(page);
  html_add(html, "<form method=\"post\" action=\"%s%s\">\n", page->request->base_path, path);
  form_write_hidden(page, html);
  html_add(html, "<input type=\"hidden\" name=\"secret\" value=\"%s\">\n", secret);
  form_write_problem(html, "confirm", action->fields, problem);
  html_add(
      html,
      "<fieldset class=\"field\"><legend>%s</legend>"
      "<label class=\"choice\"><input type=\"radio\" name=\"agrees\" value=\"yes\" required> <span>%s</span></label>"
      "<label class=\"choice\"><input type=\"radio\" name=\"agrees\" value=\"no\" required> <span>%s</span></label>"
      "</fieldset>\n",
      _("Is that what you advised?"), _("Yes, I said that"), _("No, or not quite"));
  const RecordField words[] = {*record_field_find(action->fields, "words"),
                               {NULL, RECORD_FIELD_TEXT, 0, 0, 0, NULL, NULL}};
  form_write_fields(page, html, "confirm", words, NULL, problem);
  html_add(html, "<p><button type=\"submit\">%s</button></p>\n</form>\n", _("Answer"));
}

static void answer_link(Page *page, char **parts, PagesReply *reply) {
  g_auto(RecordProblem) problem = {0};
  const PagesRequest *request = page->request;
  const char *workspace = parts[2];
  const char *secret = parts[3];
  Store *store = installation_store(request->installation);
  if (request->is_post) {
    const Action *action = action_find("confirm_advice");
    json_t *document = form_read(action->fields, request->form);
    const char *person = request->person != NULL ? request->person->person : BY_LINK;
    json_t *answer = installation_act(request->installation, action, workspace, person, document, request->now_ms,
                                      phrase_text(request->form, PAGES_FIELD_KEY), &problem);
    json_decref(document);
    if (answer != NULL) {
      json_decref(answer);
      page_paragraph(page, _("It is on record. Thank you: a record that both sides stand by is worth more to both."));
      page_reply(page, STATUS_OK, _("Thank you"), reply);
      return;
    }
  }
  g_auto(RecordProblem) unseen = {0};
  json_t *noted = view_noted_by_link(store, workspace, secret, request->now_ms, &unseen);
  if (noted == NULL) {
    html_add(page->html, "<p>%s. %s.</p>\n", unseen.message, unseen.advice != NULL ? unseen.advice : "");
    page_reply(page, 404, _("There is nothing here"), reply);
    return;
  }
  const char *state = phrase_text(noted, "noted");
  if (state != NULL && strcmp(state, "waiting") != 0 && problem.kind == RECORD_PROBLEM_NONE) {
    page_paragraph(page, _("This was answered already."));
    page_reply(page, STATUS_OK, _("Thank you"), reply);
  } else {
    write_noted(page, noted, request->path, secret, &problem);
    page_reply(page, problem.kind == RECORD_PROBLEM_NONE ? STATUS_OK : STATUS_INVALID, _("Did you advise this?"),
               reply);
  }
  json_decref(noted);
}

bool page_confirm(Page *page, char **parts, PagesReply *reply) {
  if (g_strv_length(parts) != 4 || strcmp(parts[1], "confirm") != 0)
    return false;
  answer_link(page, parts, reply);
  return true;
}
