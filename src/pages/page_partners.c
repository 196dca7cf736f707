/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_partners.c: the partners, and what there is to say of each at this stage of the record. */
#include "figures.h"
#include "form.h"
#include "page_list.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* ---- Who deserves more, first --------------------------------------------------------------------------------- */

static void write_freedom_row(Page *page, const char *id, const char *name, int64_t earned, int64_t granted) {
  g_autofree char *has = phrase_money(granted, page->currency);
  g_autofree char *deserves = phrase_money(earned, page->currency);
  html_raw(page->html, "<li><span class=\"what\">");
  page_link(page, "partner", id, name);
  html_raw(page->html, "</span> <span class=\"whom\">");
  if (earned > granted)
    html_add(page->html, _("has earned the freedom to decide up to %s alone; granted: %s."), deserves,
             granted > 0 ? has : _("none"));
  else
    html_add(page->html, _("may decide up to %s alone; the record says %s."), has,
             earned > 0 ? deserves : _("none yet"));
  html_raw(page->html, "</span></li>\n");
}

/* Granted beside earned, for each partner of whom either is known. */
static void draw_freedom(Page *page) {
  const json_t *partners = json_object_get(page->document, "partners");
  FigureFreedom rows[VIEW_PAGE_MOST];
  size_t count = 0;
  size_t index = 0;
  const json_t *partner = NULL;
  json_array_foreach(partners, index, partner) {
    if (count < VIEW_PAGE_MOST)
      rows[count++] = (FigureFreedom){.label = phrase_text(partner, "name"),
                                      .earned_minor = figure_earned_minor(json_object_get(partner, "standings")),
                                      .granted_minor = figure_granted_minor(json_object_get(partner, "mandates"))};
  }
  figure_freedom(
      page,
      &(FigureFreedomChart){
          .prefix = "freedom", .currency = page->currency, .label_name = _("Partner"), .rows = rows, .count = count});
}

/* Those who have earned more, of all partners; then those of this page who are granted more than they have earned. */
static void write_freedom(Page *page) {
  const json_t *earners = json_object_get(page->document, "freedom");
  const json_t *partners = json_object_get(page->document, "partners");
  size_t index = 0;
  const json_t *row = NULL;
  GString *around = page->html;
  page->html = g_string_new(NULL);
  json_array_foreach(earners, index, row) {
    write_freedom_row(page, phrase_text(row, "id"), phrase_text(row, "partner"), phrase_integer(row, "earned_minor", 0),
                      phrase_integer(row, "granted_minor", 0));
  }
  json_array_foreach(partners, index, row) {
    int64_t granted = figure_granted_minor(json_object_get(row, "mandates"));
    int64_t earned = figure_earned_minor(json_object_get(row, "standings"));
    if (earned >= 0 && earned < granted)
      write_freedom_row(page, phrase_text(row, "id"), phrase_text(row, "name"), earned, granted);
  }
  g_autoptr(GString) rows = page->html;
  page->html = around;
  if (rows->len == 0)
    return;
  page_heading(page, "freedom", _("How much of a partner do you let them be?"));
  html_raw(page->html, "<ul class=\"rows\">\n");
  g_string_append_len(page->html, rows->str, (gssize)rows->len);
  html_raw(page->html, "</ul>\n");
  draw_freedom(page);
}

/* ---- Each ------------------------------------------------------------------------------------------------------- */

static void write_counts(Page *page, const json_t *partner) {
  int64_t waiting = phrase_integer(partner, "waiting", 0);
  int64_t overdue = phrase_integer(partner, "overdue", 0);
  int64_t advice = phrase_integer(partner, "advice", 0);
  html_add(page->html, ngettext("<p>%" PRId64 " piece of advice", "<p>%" PRId64 " pieces of advice", (gulong)advice),
           advice);
  if (waiting > 0)
    html_add(page->html, _(", %" PRId64 " waiting for a decision"), waiting);
  if (overdue > 0)
    html_add(page->html, _(", %" PRId64 " whose outcome is due"), overdue);
  html_raw(page->html, ".</p>\n");
}

static void write_standings(Page *page, const json_t *partner) {
  const json_t *standings = json_object_get(partner, "standings");
  size_t index = 0;
  const json_t *row = NULL;
  page_facts_begin(page);
  json_array_foreach(standings, index, row) {
    const json_t *standing = json_object_get(row, "document");
    const char *skill = phrase_text(row, "skill");
    g_autofree char *worth = phrase_standing(standing);
    g_autofree char *limit = phrase_limit(standing, page->currency);
    g_autofree char *both = g_strdup_printf("%s; %s.", worth, limit);
    page_fact(page, skill != NULL ? skill : _("(erased)"), both);
  }
  const json_t *mandates = json_object_get(partner, "mandates");
  const json_t *mandate = NULL;
  json_array_foreach(mandates, index, mandate) {
    g_autofree char *words = figure_mandate_words(mandate, page->currency, page->zone);
    page_fact(page, _("Freedom granted"), words);
  }
  page_facts_end(page);
}

static void write_partner(Page *page, const json_t *partner) {
  const char *state = phrase_text(partner, "state");
  html_raw(page->html, "<section class=\"card\">\n<h3>");
  page_link(page, "partner", phrase_text(partner, "id"), phrase_text(partner, "name"));
  html_raw(page->html, "</h3>\n");
  if (state != NULL && strcmp(state, "current") != 0)
    page_paragraph(page, _("You work with them no more."));
  write_counts(page, partner);
  write_standings(page, partner);
  html_raw(page->html, "</section>\n");
}

void page_partners(Page *page) {
  const json_t *partners = json_object_get(page->document, "partners");
  size_t index = 0;
  const json_t *partner = NULL;
  if (json_array_size(partners) == 0)
    page_empty(page, _("There is no partner yet. Begin with the one whose advice you heard last: your accountant, your "
                       "landlord's agent, whoever looks after your site."));
  write_freedom(page);
  if (json_array_size(partners) > 0)
    page_heading(page, "all", _("All of them"));
  html_raw(page->html, "<div class=\"cards\">\n");
  json_array_foreach(partners, index, partner) {
    write_partner(page, partner);
  }
  html_raw(page->html, "</div>\n");
  if (json_object_get(page->document, "next_after") != NULL)
    page_more(page, "after", phrase_integer(page->document, "next_after", 0));
  page_begin_form(page, json_array_size(partners) > 0);
}
