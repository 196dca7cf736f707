/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_portal.c: a partner's own side: what is asked of them, what became of their advice and why, their standing with the
 * same figures that the client sees, and their mandates, over every business that they serve. */
#include "figures.h"
#include "form.h"
#include "page_list.h"
#include "pieces.h"

#include <glib/gi18n.h>

static void link_in(Page *page, const char *workspace, const char *name, const char *id, const char *text) {
  g_autofree char *escaped = g_uri_escape_string(workspace, NULL, FALSE);
  html_add(page->html, "<a href=\"%s/w/%s/%s/%s\" dir=\"auto\">%s</a>", page->request->base_path, escaped, name, id,
           text != NULL ? text : _("(erased)"));
}

static void write_rows(Page *page, const json_t *business, const char *member, const char *title, const char *name,
                       const char *words, const char *date) {
  const json_t *rows = json_object_get(business, member);
  const char *workspace = phrase_text(business, "workspace");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return;
  html_add(page->html, "<h3>%s</h3>\n<ul class=\"rows\">\n", title);
  json_array_foreach(rows, index, row) {
    const char *thing = phrase_text(row, "thing_id");
    const char *id = thing != NULL                                                 ? thing
                     : name[0] == 'e' && phrase_text(row, "engagement_id") != NULL ? phrase_text(row, "engagement_id")
                                                                                   : phrase_text(row, "id");
    const char *kind = thing == NULL ? name : thing[0] == 'a' ? "advice" : "brief";
    html_raw(page->html, "<li><span class=\"what\">");
    link_in(page, workspace, kind, id, words != NULL ? phrase_text(row, words) : title);
    html_raw(page->html, "</span>");
    if (json_object_get(row, date) != NULL) {
      html_raw(page->html, " <span class=\"when\">");
      page_date(page, row, date);
      html_raw(page->html, "</span>");
    }
    html_raw(page->html, "</li>\n");
  }
  html_raw(page->html, "</ul>\n");
  page_and_more(page, business, member);
}

static void write_standings(Page *page, const json_t *business, const char *currency) {
  const json_t *rows = json_object_get(business, "standings");
  const json_t *mandates = json_object_get(business, "mandates");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) > 0)
    html_add(page->html, "<h3>%s</h3>\n<p>%s</p>\n", _("Your standing"),
             _("These are the figures that they see, too."));
  json_array_foreach(rows, index, row) {
    const char *skill = phrase_text(row, "skill");
    html_add(page->html, "<h4 dir=\"auto\">%s</h4>\n", skill != NULL ? skill : _("(erased)"));
    piece_standing(page, json_object_get(row, "document"), currency, PHRASE_OF_YOU);
  }
  page_facts_begin(page);
  json_array_foreach(mandates, index, row) {
    g_autofree char *words = phrase_mandate_full(row, currency, page->zone, PHRASE_OF_YOU);
    page_fact(page, _("Your mandate"), words);
  }
  page_facts_end(page);
  page_and_more(page, business, "mandates");
}

static void write_advice(Page *page, const json_t *business) {
  const json_t *rows = json_object_get(business, "advice");
  html_add(page->html, "<h3>%s</h3>\n", _("Your advice, and what became of it"));
  if (json_array_size(rows) == 0)
    page_empty(page, _("None yet. You need not wait to be asked."));
  piece_advice_rows(page, phrase_text(business, "workspace"), rows);
  page_and_more(page, business, "advice");
}

static void write_business(Page *page, const json_t *business) {
  const char *name = phrase_text(business, "name");
  const char *workspace = phrase_text(business, "workspace");
  const char *currency = phrase_text(business, "currency");
  page->zone = phrase_text(business, "zone");
  html_add(page->html, "<section class=\"business\">\n<h2 dir=\"auto\">%s</h2>\n", name != NULL ? name : workspace);
  html_words(page->html, phrase_text(business, "direction"));
  page_age(page, business);
  write_rows(page, business, "to_answer", _("Asked of you"), "brief", "question", "decide_by");
  write_rows(page, business, "questions", _("Questions to you"), "brief", "words", "at");
  write_rows(page, business, "answers", _("Answers to you"), "brief", "words", "at");
  write_rows(page, business, "to_review", _("Reviews to give"), "engagement", NULL, "due_at");
  write_standings(page, business, currency != NULL ? currency : "");
  g_autofree char *prefix = g_strdup_printf("side-%s", workspace);
  figures_of_partner(page, business, currency != NULL ? currency : "", prefix, PHRASE_OF_YOU);
  write_advice(page, business);
  write_rows(page, business, "engagements", _("What you do for them"), "engagement", "skill", "begins_at");
  html_raw(page->html, "</section>\n");
}

void page_portal(Page *page) {
  const json_t *businesses = json_object_get(page->document, "businesses");
  size_t index = 0;
  const json_t *business = NULL;
  if (json_array_size(businesses) == 0)
    page_empty(page, _("You are no partner of any business here yet."));
  if (page_may_do(page, "advise")) {
    g_autofree char *advise = page_path(page, "advise", NULL);
    html_add(page->html, "<p><a class=\"act\" href=\"%s\">%s</a></p>\n", advise,
             _("Advise, or decide under your mandate"));
  }
  json_array_foreach(businesses, index, business) {
    write_business(page, business);
  }
}
