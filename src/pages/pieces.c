/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pieces.c: what several pages show alike. */
#include "pieces.h"

#include "form.h"

#include <glib/gi18n.h>
#include <string.h>

char *piece_chance(const json_t *estimate) {
  g_autofree char *words = phrase_chance(estimate);
  if (words == NULL)
    return NULL;
  return g_strdup_printf(_("%s (%d %%, from %d to %d)"), words, (int)(phrase_integer(estimate, "estimate", 0) / 100),
                         (int)(phrase_integer(estimate, "low", 0) / 100),
                         (int)(phrase_integer(estimate, "high", 0) / 100));
}

void piece_advice_rows(Page *page, const json_t *rows) {
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return;
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    g_autofree char *words = phrase_advice(row);
    const char *partner = phrase_text(row, "partner");
    html_raw(page->html, "<li><span class=\"what\">");
    page_link(page, "advice", phrase_text(row, "id"), words);
    html_raw(page->html, "</span>");
    if (partner != NULL)
      html_add(page->html, " <span class=\"whom\" dir=\"auto\">%s</span>", partner);
    html_raw(page->html, " <span class=\"when\">");
    page_date(page, row, "at");
    html_raw(page->html, "</span></li>\n");
  }
  html_raw(page->html, "</ul>\n");
}

/* ---- Talk ------------------------------------------------------------------------------------------------------- */

static void write_message(Page *page, const json_t *message) {
  const char *kind = phrase_text(message, "kind");
  const char *side = phrase_text(message, "side");
  html_raw(page->html, "<li>\n");
  html_words(page->html, phrase_text(message, "words") != NULL ? phrase_text(message, "words") : _("(erased)"));
  html_raw(page->html, "<p class=\"by\">");
  if (side != NULL)
    html_add(page->html, "%s, ", strcmp(side, "partner") == 0 ? _("the partner") : _("the business"));
  page_date(page, message, "at");
  html_raw(page->html, "</p>\n");
  if (kind != NULL && strcmp(kind, "question") == 0) {
    static const char *const asked[] = {"words", NULL};
    Form reply = {.action = "reply",
                  .thing = "answers",
                  .thing_value = phrase_text(message, "id"),
                  .only = asked,
                  .submit = _("Answer"),
                  .folded = _("Answer")};
    form_write(page, &reply);
  }
  html_raw(page->html, "</li>\n");
}

void piece_messages(Page *page, const json_t *messages, const char *thing) {
  static const char *const asked[] = {"words", NULL};
  size_t index = 0;
  const json_t *message = NULL;
  bool may = page_may_do(page, "question");
  if (json_array_size(messages) == 0 && !may)
    return;
  page_heading(page, "talk", _("Questions and answers"));
  html_raw(page->html, "<ul class=\"talk\">\n");
  json_array_foreach(messages, index, message) {
    write_message(page, message);
  }
  html_raw(page->html, "</ul>\n");
  Form question = {.action = "question",
                   .thing = "on",
                   .thing_value = thing,
                   .only = asked,
                   .submit = _("Ask"),
                   .folded = _("Ask something")};
  form_write(page, &question);
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

void piece_files(Page *page, const json_t *files, const char *thing) {
  static const char *const asked[] = {"file", NULL};
  size_t index = 0;
  const json_t *file = NULL;
  if (json_array_size(files) > 0)
    page_heading(page, "files", _("Files"));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(files, index, file) {
    g_autofree char *workspace = g_uri_escape_string(page->workspace->workspace, NULL, FALSE);
    const char *name = phrase_text(file, "name");
    html_add(page->html, "<li><a href=\"%s/api/v1/workspaces/%s/files/%s\" download=\"%s\">%s</a></li>\n",
             page->request->base_path, workspace, phrase_text(file, "hash"), name != NULL ? name : "file",
             name != NULL ? name : _("(erased)"));
  }
  html_raw(page->html, "</ul>\n");
  Form attach = {.action = "attach",
                 .thing = "to",
                 .thing_value = thing,
                 .only = asked,
                 .submit = _("Put it here"),
                 .folded = _("Put a file here")};
  form_write(page, &attach);
}
