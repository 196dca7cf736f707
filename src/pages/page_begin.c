/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page_begin.c: a partner and what they do, in two fields: for whoever begins, who has one partner in mind and no wish to
 * set up skills and engagements first.
 *
 * It is three actions, each of which stands for itself: the skill (unless there is one of that name), the partner, and
 * the engagement. Their request keys are made of the form's, so that sending it again goes on where it stopped.
 */
#include "form.h"
#include "page_list.h"

#include <glib/gi18n.h>
#include <string.h>

#define STATUS_SEE_OTHER 303
#define STATUS_INVALID 422

static const RecordField fields[] = {
    {"name", RECORD_FIELD_TEXT, RECORD_FIELD_REQUIRED, 1, RECORD_FIELD_LINE_BYTES_MAX, NULL,
     N_("What the partner is called")},
    {"does", RECORD_FIELD_TEXT, RECORD_FIELD_REQUIRED, 1, RECORD_FIELD_LINE_BYTES_MAX, NULL,
     N_("What they do for you, in a word or two: bookkeeping, premises, the website")},
    {NULL, RECORD_FIELD_TEXT, 0, 0, 0, NULL, NULL},
};

static void write_inside(Page *page, const RecordProblem *problem) {
  GString *html = page->html;
  g_autofree char *path = page_path(page, "do/begin", NULL);
  html_add(html, "<form method=\"post\" action=\"%s\" class=\"f-begin\">\n", path);
  form_write_hidden(page, html);
  form_write_problem(html, "begin", fields, problem);
  form_write_fields(page, html, "begin", fields, page->request->form, problem);
  html_add(html, "<p><button type=\"submit\">%s</button></p>\n</form>\n", _("Add"));
}

void page_begin_form(Page *page, bool folded) {
  if (!page_may_do(page, "add_skill") || !page_may_do(page, "start_engagement"))
    return;
  if (folded)
    html_add(page->html, "<details class=\"fold\"><summary>%s</summary>\n", _("Add a partner"));
  write_inside(page, NULL);
  if (folded)
    html_raw(page->html, "</details>\n");
}

/* ---- Three actions ---------------------------------------------------------------------------------------------- */

/* What was made: its id, free with g_free; NULL with the problem filled in. Takes the document over. */
static char *make(const Page *page, const char *name, json_t *document, RecordProblem *problem) {
  const PagesRequest *request = page->request;
  const char *key = phrase_text(request->form, PAGES_FIELD_KEY);
  g_autofree char *own_key = key != NULL ? g_strconcat(key, "-", name, NULL) : NULL;
  json_t *answer = installation_act(request->installation, action_find(name), page->workspace->workspace,
                                    request->person->person, document, request->now_ms, own_key, problem);
  char *id = g_strdup(phrase_text(answer, "id"));
  json_decref(answer);
  json_decref(document);
  return id;
}

/* The skill of that name, however it is capitalised; NULL where there is none. */
static char *find_skill(Page *page, const char *name) {
  size_t index = 0;
  const json_t *choice = NULL;
  g_autofree char *folded = g_utf8_casefold(name, -1);
  json_array_foreach(json_object_get(page->choices, "choices"), index, choice) {
    const char *id = phrase_text(choice, "id");
    const char *label = phrase_text(choice, "label");
    g_autofree char *other = label != NULL ? g_utf8_casefold(label, -1) : NULL;
    if (id != NULL && id[0] == 's' && g_strcmp0(other, folded) == 0)
      return g_strdup(id);
  }
  return NULL;
}

static char *begin(Page *page, const json_t *document, RecordProblem *problem) {
  RecordFieldSetting setting = {.now_ms = page->request->now_ms};
  json_t *checked = record_fields_check(fields, document, &setting, problem);
  if (checked == NULL)
    return NULL;
  const char *does = phrase_text(checked, "does");
  g_autofree char *skill = find_skill(page, does);
  if (skill == NULL)
    skill = make(page, "add_skill", json_pack("{s:s, s:s}", "name", does, "stance", "partner"), problem);
  g_autofree char *partner =
      skill != NULL ? make(page, "add_partner", json_pack("{s:s}", "name", phrase_text(checked, "name")), problem)
                    : NULL;
  json_decref(checked);
  g_autofree char *engagement =
      partner != NULL
          ? make(page, "start_engagement", json_pack("{s:s, s:s}", "partner", partner, "skill", skill), problem)
          : NULL;
  return engagement != NULL ? g_steal_pointer(&partner) : NULL;
}

bool page_begin(Page *page, char **parts, PagesReply *reply) {
  g_auto(RecordProblem) problem = {0};
  if (g_strv_length(parts) != 5 || strcmp(parts[3], "do") != 0 || strcmp(parts[4], "begin") != 0)
    return false;
  json_t *document = form_read(fields, page->request->form);
  g_autofree char *partner = begin(page, document, &problem);
  json_decref(document);
  if (partner != NULL) {
    g_autofree char *path = page_path(page, "partner", partner);
    reply->status = STATUS_SEE_OTHER;
    reply->location = g_strconcat(path, "?done=add_partner", NULL);
  } else {
    write_inside(page, &problem);
    page_reply(page, STATUS_INVALID, _("Add a partner"), reply);
  }
  return true;
}
