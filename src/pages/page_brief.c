/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_brief.c: a question, and the advice on it side by side against its criteria. */
#include "form.h"
#include "page_list.h"
#include "pieces.h"

#include <glib/gi18n.h>
#include <string.h>

static void write_list(Page *page, const char *term, const json_t *list) {
  size_t index = 0;
  const json_t *text = NULL;
  if (json_array_size(list) == 0)
    return;
  html_add(page->html, "<div><dt>%s</dt><dd><ul>\n", term);
  json_array_foreach(list, index, text) {
    html_add(page->html, "<li dir=\"auto\">%s</li>\n", json_string_value(text));
  }
  html_raw(page->html, "</ul></dd></div>\n");
}

static void write_question(Page *page, const json_t *brief) {
  html_words(page->html, phrase_text(brief, "details"));
  page_facts_begin(page);
  write_list(page, _("Every option must keep to"), json_object_get(brief, "constraints"));
  write_list(page, _("Compared by"), json_object_get(brief, "criteria"));
  page_fact_money(page, _("Budget"), brief, "budget_minor");
  page_fact_money(page, _("At stake"), brief, "stake_minor");
  page_fact_date(page, _("Decide by"), brief, "decide_by");
  page_fact_date(page, _("We shall know by"), brief, "know_by");
  page_fact(page, _("It worked if"), phrase_text(brief, "worked_if"));
  page_fact(page, _("Serves the goal"), phrase_text(brief, "goal"));
  const json_t *asked = json_object_get(page->document, "asked");
  size_t index = 0;
  const json_t *one = NULL;
  json_array_foreach(asked, index, one) {
    page_fact(page, index == 0 ? _("Asked") : "", phrase_text(one, "partner"));
  }
  page_facts_end(page);
}

/* The label stands before it where there is no room for columns. */
static void cell(Page *page, const char *label, const char *words) {
  if (words == NULL || *words == '\0')
    html_raw(page->html, "<td></td>\n");
  else
    html_add(page->html, "<td dir=\"auto\" data-label=\"%s\">%s</td>\n", label, words);
}

static void write_advice_row(Page *page, const json_t *advice) {
  bool shut = json_is_true(json_object_get(advice, "is_shut"));
  g_autofree char *chance = phrase_chance(json_object_get(json_object_get(advice, "forecast"), "advice"));
  const char *partner = phrase_text(advice, "partner");
  html_raw(page->html, "<tr><th scope=\"row\">");
  page_link(page, "advice", phrase_text(advice, "id"), partner != NULL ? partner : _("Advice"));
  html_raw(page->html, "</th>\n");
  cell(page, _("Option"), shut ? _("Your own view comes first") : phrase_text(advice, "option"));
  cell(page, _("Why"), shut ? "" : phrase_text(advice, "reasons"));
  cell(page, _("How sure"), label_choice("sure", phrase_text(advice, "sureness")));
  cell(page, _("Works in"), chance);
  html_raw(page->html, "</tr>\n");
}

static void write_advice(Page *page) {
  const json_t *rows = json_object_get(page->document, "advice");
  size_t index = 0;
  const json_t *advice = NULL;
  page_heading(page, "advice", _("Advice"));
  if (json_array_size(rows) == 0) {
    page_empty(page, _("Nobody has answered yet."));
    return;
  }
  html_add(page->html,
           "<div class=\"wide\"><table class=\"compare\"><thead><tr><th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
           "<th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead><tbody>\n",
           _("From"), _("Option"), _("Why"), _("How sure"), _("Works in"));
  json_array_foreach(rows, index, advice) {
    write_advice_row(page, advice);
  }
  html_raw(page->html, "</tbody></table></div>\n");
}

void page_brief(Page *page) {
  static const char *const close_fields[] = {"words", NULL};
  const json_t *brief = json_object_get(page->document, "brief");
  const char *question = phrase_text(brief, "question");
  const char *state = phrase_text(brief, "state");
  page->title = question != NULL ? question : _("(erased)");
  write_question(page, brief);
  write_advice(page);
  bool open = state == NULL || strcmp(state, "open") == 0;
  json_t *values = json_pack("{s:s}", "brief", page->id);
  if (open && page_may_do(page, "advise")) {
    static const char *const asked[] = {"option", "reasons", "sure", "chance", NULL};
    static const char *const more[] = {"alternatives", "interest", NULL};
    Form advise = {.action = "advise",
                   .thing = "brief",
                   .thing_value = page->id,
                   .only = asked,
                   .more = more,
                   .submit = _("Advise")};
    page_heading(page, "advise", _("Your advice"));
    form_write(page, &advise);
  }
  Form close_brief = {.action = "close_brief",
                      .thing = "brief",
                      .thing_value = page->id,
                      .only = close_fields,
                      .submit = _("Close it"),
                      .folded = _("Ask no more on this")};
  if (open)
    form_write(page, &close_brief);
  json_decref(values);
  piece_messages(page, json_object_get(page->document, "messages"), page->id);
  piece_files(page, json_object_get(page->document, "files"), page->id);
}
