/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_partners.c: the partners, and what there is to say of each at this stage of the record. */
#include "figures.h"
#include "form.h"
#include "page_list.h"
#include "pieces.h"

#include "bellwether/bellwether.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Who deserves more, first --------------------------------------------------------------------------------- */

static void write_freedom_row(Page *page, const char *id, const char *name, int64_t earned, int64_t granted) {
  g_autofree char *has = phrase_money(granted, page->currency);
  g_autofree char *deserves = phrase_money(earned, page->currency);
  html_raw(page->html, "<p class=\"lead\">");
  page_link(page, "partner", id, name);
  html_raw(page->html, " ");
  if (earned > granted)
    html_add(page->html, _("has earned the freedom to decide up to %s alone; granted: %s."), deserves,
             granted > 0 ? has : _("none"));
  else
    html_add(page->html, _("may decide up to %s alone; the record says %s."), has,
             earned > 0 ? deserves : _("none yet"));
  html_raw(page->html, "</p>\n");
}

/* Granted beside earned, for each partner of whom either is known. */
static bool draw_freedom(Page *page, const json_t *partners) {
  FigureFreedom rows[VIEW_PAGE_MOST];
  size_t count = 0;
  size_t index = 0;
  const json_t *partner = NULL;
  GString *around = page->html;
  json_array_foreach(partners, index, partner) {
    if (count < VIEW_PAGE_MOST)
      rows[count++] = (FigureFreedom){.label = phrase_text(partner, "name"),
                                      .earned_minor = figure_earned_minor(json_object_get(partner, "standings")),
                                      .granted_minor = figure_granted_minor(json_object_get(partner, "mandates"))};
  }
  page->html = g_string_new(NULL);
  const FigureFreedomChart chart = {
      .prefix = "freedom", .currency = page->currency, .label_name = _("Partner"), .rows = rows, .count = count};
  bool drawn = figure_freedom(page, &chart);
  g_autoptr(GString) figure = page->html;
  page->html = around;
  if (drawn)
    html_add(page->html, "<section><h3>%s</h3>\n<p>%s</p>\n", _("Freedom"),
             _("The size of decision that each may make alone, beside what the record says has been earned"));
  g_string_append_len(page->html, figure->str, (gssize)figure->len);
  if (drawn)
    html_raw(page->html, "</section>\n");
  return drawn;
}

static int by_chance(const void *left, const void *right) {
  const FigureChance *one = left;
  const FigureChance *other = right;
  int64_t here = phrase_integer(json_object_get(one->standing, "chance"), "estimate", 0);
  int64_t there = phrase_integer(json_object_get(other->standing, "chance"), "estimate", 0);
  return (here < there) - (here > there);
}

/* All of them on one axis, the most trusted first. Who advises in several skills stands there once for each. */
static void draw_chances(Page *page, const json_t *partners) {
  FigureChance rows[VIEW_PAGE_MOST] = {{NULL, NULL}};
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
  size_t count = 0;
  size_t index = 0;
  const json_t *partner = NULL;
  json_array_foreach(partners, index, partner) {
    const json_t *standings = json_object_get(partner, "standings");
    const char *name = phrase_text(partner, "name");
    size_t place = 0;
    const json_t *row = NULL;
    json_array_foreach(standings, place, row) {
      const char *skill = phrase_text(row, "skill");
      if (count == VIEW_PAGE_MOST)
        break;
      char *label = json_array_size(standings) > 1 && name != NULL && skill != NULL
                        ? g_strdup_printf("%s, %s", name, skill)
                        : g_strdup(name);
      g_ptr_array_add(labels, label);
      rows[count++] = (FigureChance){.label = label, .standing = json_object_get(row, "document")};
    }
  }
  qsort(rows, count, sizeof rows[0], by_chance);
  figure_chances(page, "partners", rows, count);
}

/* Those who have earned more, of all partners; then those of this page who are granted more than they have earned. */
static void write_leads(Page *page, const json_t *partners) {
  size_t index = 0;
  const json_t *row = NULL;
  json_array_foreach(json_object_get(page->document, "freedom"), index, row) {
    write_freedom_row(page, phrase_text(row, "id"), phrase_text(row, "partner"), phrase_integer(row, "earned_minor", 0),
                      phrase_integer(row, "granted_minor", 0));
  }
  json_array_foreach(partners, index, row) {
    int64_t granted = figure_granted_minor(json_object_get(row, "mandates"));
    int64_t earned = figure_earned_minor(json_object_get(row, "standings"));
    if (earned >= 0 && earned < granted)
      write_freedom_row(page, phrase_text(row, "id"), phrase_text(row, "name"), earned, granted);
  }
}

/* How many outcomes are known of all partners of this page, and of how many of them a limit can be told at all. */
static int64_t count_outcomes(const json_t *partners, int64_t *told) {
  int64_t outcomes = 0;
  size_t index = 0;
  const json_t *partner = NULL;
  json_array_foreach(partners, index, partner) {
    const json_t *standings = json_object_get(partner, "standings");
    size_t place = 0;
    const json_t *row = NULL;
    json_array_foreach(standings, place, row) {
      outcomes += phrase_integer(json_object_get(row, "document"), "outcomes", 0);
    }
    *told += figure_earned_minor(standings) >= 0 ? 1 : 0;
  }
  return outcomes;
}

static void write_trust(Page *page, const json_t *partners, int64_t outcomes, bool is_early) {
  page_heading(page, "freedom", _("How much of a partner do you let them be?"));
  write_leads(page, partners);
  if (is_early) {
    html_add(page->html,
             ngettext("<p>%" PRId64 " outcome is known so far: what can be said is little, and every further one "
                      "narrows it.",
                      "<p>%" PRId64 " outcomes are known so far: what can be said is little, and every further one "
                      "narrows it.",
                      (gulong)outcomes),
             outcomes);
    html_add(page->html, _(" Freedom can be earned from %d outcomes at comparable stakes on.</p>\n"),
             BELLWETHER_LIMIT_OUTCOMES_MIN);
  }
  html_raw(page->html, "<div class=\"figures\">\n");
  draw_chances(page, partners);
  draw_freedom(page, partners);
  html_raw(page->html, "</div>\n");
}

/* ---- What there is to say at any stage -------------------------------------------------------------------------- */

static void write_waiting_row(Page *page, const json_t *partner) {
  int64_t waiting = phrase_integer(partner, "waiting", 0);
  int64_t overdue = phrase_integer(partner, "overdue", 0);
  if (waiting == 0 && overdue == 0)
    return;
  html_raw(page->html, "<li><span class=\"what\">");
  page_link(page, "partner", phrase_text(partner, "id"), phrase_text(partner, "name"));
  html_raw(page->html, "</span> <span class=\"whom\">");
  if (waiting > 0)
    html_add(page->html,
             ngettext("%" PRId64 " piece of advice waits for your decision",
                      "%" PRId64 " pieces of advice wait for your decision", (gulong)waiting),
             waiting);
  if (waiting > 0 && overdue > 0)
    html_raw(page->html, "; ");
  if (overdue > 0)
    html_add(page->html,
             ngettext("%" PRId64 " outcome is overdue: how did it turn out?",
                      "%" PRId64 " outcomes are overdue: how did they turn out?", (gulong)overdue),
             overdue);
  html_raw(page->html, "</span></li>\n");
}

static void write_waiting(Page *page, const json_t *partners) {
  size_t index = 0;
  const json_t *partner = NULL;
  GString *around = page->html;
  page->html = g_string_new(NULL);
  json_array_foreach(partners, index, partner) {
    write_waiting_row(page, partner);
  }
  g_autoptr(GString) rows = page->html;
  page->html = around;
  if (rows->len == 0)
    return;
  page_part_begin(page, "waiting", _("What waits"), _("For your decision, or for you to say how it turned out."));
  html_raw(page->html, "<ul class=\"rows\">\n");
  g_string_append_len(page->html, rows->str, (gssize)rows->len);
  html_raw(page->html, "</ul>\n");
  page_part_end(page);
}

static void write_reasons(Page *page) {
  const json_t *rows = json_object_get(page->document, "reasons");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return;
  page_part_begin(page, "reasons", _("Why you went another way"),
                  _("The reasons that were given lately, and how it turned out."));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    piece_advice_row(page, page->workspace->workspace, row, "decided_at");
  }
  html_raw(page->html, "</ul>\n");
  page_part_end(page);
}

/* ---- Each ------------------------------------------------------------------------------------------------------- */

static void write_standing(Page *page, const json_t *row) {
  const json_t *standing = json_object_get(row, "document");
  const char *skill = phrase_text(row, "skill");
  g_autofree char *worked = phrase_worked(standing, PHRASE_OF_THEM);
  g_autofree char *next = phrase_next(standing);
  html_add(page->html, "<h4 dir=\"auto\">%s</h4>\n", skill != NULL ? skill : _("(erased)"));
  page_facts_begin(page);
  page_fact(page, _("So far"), worked);
  page_fact(page, _("Next advice works"), next);
  piece_earned(page, standing, page->currency, PHRASE_OF_THEM);
  page_facts_end(page);
}

static void write_partner(Page *page, const json_t *partner) {
  const char *state = phrase_text(partner, "state");
  int64_t advice = phrase_integer(partner, "advice", 0);
  const json_t *mandates = json_object_get(partner, "mandates");
  size_t index = 0;
  const json_t *row = NULL;
  html_raw(page->html, "<section class=\"card\">\n<h3>");
  page_link(page, "partner", phrase_text(partner, "id"), phrase_text(partner, "name"));
  html_raw(page->html, "</h3>\n");
  if (state != NULL && strcmp(state, "current") != 0)
    page_paragraph(page, _("You work with them no more."));
  html_add(page->html,
           ngettext("<p class=\"became\">%" PRId64 " piece of advice</p>\n",
                    "<p class=\"became\">%" PRId64 " pieces of advice</p>\n", (gulong)advice),
           advice);
  json_array_foreach(json_object_get(partner, "standings"), index, row) {
    write_standing(page, row);
  }
  page_facts_begin(page);
  json_array_foreach(mandates, index, row) {
    g_autofree char *words = phrase_mandate(row, page->currency, page->zone);
    page_fact(page, _("Freedom granted"), words);
  }
  page_facts_end(page);
  html_raw(page->html, "</section>\n");
}

void page_partners(Page *page) {
  const json_t *partners = json_object_get(page->document, "partners");
  size_t index = 0;
  const json_t *partner = NULL;
  int64_t told = 0;
  int64_t outcomes = count_outcomes(partners, &told);
  bool any = json_array_size(partners) > 0;
  if (!any)
    page_empty(page, _("There is no partner yet. Begin with the one whose advice you heard last: your accountant, your "
                       "landlord's agent, whoever looks after your site."));
  if (any && told > 0)
    write_trust(page, partners, outcomes, false);
  write_waiting(page, partners);
  write_reasons(page);
  if (any && told == 0)
    write_trust(page, partners, outcomes, true);
  if (any)
    page_heading(page, "all", _("All of them"));
  html_raw(page->html, "<div class=\"cards\">\n");
  json_array_foreach(partners, index, partner) {
    write_partner(page, partner);
  }
  html_raw(page->html, "</div>\n");
  if (json_object_get(page->document, "next_after") != NULL)
    page_more(page, "after", phrase_integer(page->document, "next_after", 0));
  page_begin_form(page, any);
}
