/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pieces.c: what several pages show alike. */
#include "pieces.h"

#include "form.h"

#include "words/standing_words.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

char *piece_chance(const json_t *estimate) {
  g_autofree char *words = phrase_chance(estimate);
  if (words == NULL)
    return NULL;
  return g_strdup_printf(
      _("%s (%d %%, from %d to %d)"), words, phrase_per_cent(phrase_integer(estimate, "estimate", 0)),
      phrase_per_cent(phrase_integer(estimate, "low", 0)), phrase_per_cent(phrase_integer(estimate, "high", 0)));
}

/* ---- What the record says of somebody --------------------------------------------------------------------------- */

void piece_earned(Page *page, const json_t *standing, const char *currency, PhraseOf of) {
  g_autofree char *earned = phrase_earned(standing, currency);
  g_autofree char *why = phrase_earned_why(standing, currency, of);
  html_add(page->html,
           "<div><dt>%s</dt><dd>%s <details class=\"why\"><summary>%s</summary><p>%s.</p></details></dd></div>\n",
           _("Freedom earned"), earned, _("Why"), why);
}

void piece_standing(Page *page, const json_t *standing, const char *currency, PhraseOf of) {
  g_autofree char *worked = phrase_worked(standing, of);
  g_autofree char *chance = phrase_integer(standing, "outcomes", 0) >= TRUST_OUTCOMES_FOR_NUMBERS
                                ? piece_chance(json_object_get(standing, "chance"))
                                : phrase_next(standing);
  g_autofree char *heard = phrase_heard(standing);
  bool yours = of == PHRASE_OF_YOU;
  page_facts_begin(page);
  page_fact(page, yours ? _("Your record") : _("Their record"), worked);
  page_fact(page, yours ? _("Your next advice works") : _("Their next advice works"), chance);
  page_fact(page, _("Heard"), heard);
  piece_earned(page, standing, currency, of);
  g_autofree char *back = yours ? NULL : phrase_handed_back(standing);
  page_fact(page, _("It would have handed back"), back);
  page_facts_end(page);
}

/* ---- Advice ----------------------------------------------------------------------------------------------------- */

void piece_advice_row(Page *page, const char *workspace, const json_t *row, const char *date) {
  g_autofree char *escaped = g_uri_escape_string(workspace, NULL, FALSE);
  g_autofree char *became = phrase_became(row);
  const char *partner = phrase_text(row, "partner");
  const char *reason = phrase_kept(row, "reason", "is_reason_erased");
  html_add(page->html, "<li><div class=\"what\"><a href=\"%s/w/%s/advice/%s\" dir=\"auto\">%s</a>",
           page->request->base_path, escaped, phrase_text(row, "id"), phrase_option(row));
  if (partner != NULL)
    html_add(page->html, " <span class=\"whom\" dir=\"auto\">%s</span>", partner);
  if (*became != '\0')
    html_add(page->html, " <span class=\"became\">%s</span>", became);
  if (reason != NULL)
    html_add(page->html, "<blockquote dir=\"auto\">%s</blockquote>", reason);
  html_raw(page->html, "</div> <span class=\"when\">");
  page_date(page, row, date);
  html_raw(page->html, "</span></li>\n");
}

void piece_advice_rows(Page *page, const char *workspace, const json_t *rows) {
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return;
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    piece_advice_row(page, workspace, row, "at");
  }
  html_raw(page->html, "</ul>\n");
}

/* ---- Talk ------------------------------------------------------------------------------------------------------- */

static void write_message(Page *page, const json_t *message) {
  const char *kind = phrase_text(message, "kind");
  g_autofree char *who = phrase_who(message, "person_id");
  html_raw(page->html, "<li>\n");
  html_words(page->html, phrase_text(message, "words") != NULL ? phrase_text(message, "words") : _("(erased)"));
  html_raw(page->html, "<p class=\"by\">");
  if (*who != '\0')
    html_add(page->html, "%s, ", who);
  page_date(page, message, "at");
  html_raw(page->html, "</p>\n");
  if (kind != NULL && (strcmp(kind, "question") == 0 || strcmp(kind, "reply_to_override") == 0)) {
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
