/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_partners.c: the partners, and what there is to say of each at this stage of the record. */
#include "chart.h"
#include "form.h"
#include "page_list.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static int64_t granted_minor(const json_t *partner) {
  const json_t *mandates = json_object_get(partner, "mandates");
  size_t index = 0;
  const json_t *mandate = NULL;
  int64_t most = 0;
  json_array_foreach(mandates, index, mandate) {
    most = MAX(most, phrase_integer(mandate, "limit_minor", 0));
  }
  return most;
}

/* The largest limit that was earned in any skill; -1 where the record can't say yet. */
static int64_t earned_minor(const json_t *partner) {
  const json_t *standings = json_object_get(partner, "standings");
  size_t index = 0;
  const json_t *row = NULL;
  int64_t most = -1;
  json_array_foreach(standings, index, row) {
    const json_t *limit = json_object_get(json_object_get(row, "document"), "limit");
    const char *reason = phrase_text(limit, "reason");
    if (reason != NULL && strcmp(reason, "too_few") != 0 && strcmp(reason, "no_stakes") != 0)
      most = MAX(most, phrase_integer(limit, "limit_minor", 0));
  }
  return most;
}

/* ---- Who deserves more, first --------------------------------------------------------------------------------- */

static void write_freedom_row(Page *page, const json_t *partner) {
  int64_t granted = granted_minor(partner);
  int64_t earned = earned_minor(partner);
  g_autofree char *has = phrase_money(granted, page->currency);
  g_autofree char *deserves = phrase_money(earned, page->currency);
  html_raw(page->html, "<li><span class=\"what\">");
  page_link(page, "partner", phrase_text(partner, "id"), phrase_text(partner, "name"));
  html_raw(page->html, "</span> <span class=\"whom\">");
  if (earned > granted)
    html_add(page->html, _("has earned the freedom to decide up to %s alone; granted: %s."), deserves,
             granted > 0 ? has : _("none"));
  else
    html_add(page->html, _("may decide up to %s alone; the record says %s."), has,
             earned > 0 ? deserves : _("none yet"));
  html_raw(page->html, "</span></li>\n");
}

/* One, two or five with noughts behind, and not below the amount: a round end for an axis. */
static double round_up(double amount) {
  double step = 1.0;
  while (step * 10.0 <= amount)
    step *= 10.0;
  return amount <= step ? step : amount <= 2.0 * step ? 2.0 * step : amount <= 5.0 * step ? 5.0 * step : 10.0 * step;
}

/* Granted beside earned, for each partner of whom either is known. */
static void draw_freedom(Page *page) {
  const json_t *partners = json_object_get(page->document, "partners");
  ChartRow rows[VIEW_PAGE_MOST];
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  size_t count = 0;
  size_t index = 0;
  double most = 1.0;
  const json_t *partner = NULL;
  json_array_foreach(partners, index, partner) {
    int64_t granted = granted_minor(partner);
    int64_t earned = earned_minor(partner);
    const char *name = phrase_text(partner, "name");
    if ((granted == 0 && earned <= 0) || count == VIEW_PAGE_MOST)
      continue;
    char *has = phrase_money(granted, page->currency);
    char *deserves = phrase_money(MAX(earned, 0), page->currency);
    g_ptr_array_add(words, has);
    g_ptr_array_add(words, deserves);
    rows[count++] = (ChartRow){.label = name != NULL ? name : _("(erased)"),
                               .value = earned < 0 ? NAN : (double)earned,
                               .low = NAN,
                               .high = NAN,
                               .other = (double)granted,
                               .value_words = deserves,
                               .other_words = has};
    most = MAX(most, (double)MAX(granted, earned));
  }
  double end = round_up(most);
  g_autofree char *nothing = phrase_money(0, page->currency);
  g_autofree char *half = phrase_money((int64_t)(end / 2.0), page->currency);
  g_autofree char *all = phrase_money((int64_t)end, page->currency);
  const ChartTick ticks[] = {{0.0, nothing}, {end / 2.0, half}, {end, all}};
  const ChartDots chart = {.words = {"freedom-chart", _("Freedom earned and granted"),
                                     _("The size of decision that each partner may make alone, and that their record "
                                       "says they could")},
                           .label_name = _("Partner"),
                           .value_name = _("earned"),
                           .other_name = _("granted"),
                           .most = end,
                           .ticks = ticks,
                           .tick_count = G_N_ELEMENTS(ticks),
                           .rows = rows,
                           .row_count = count};
  chart_dots(page->html, &chart);
}

static void write_freedom(Page *page) {
  const json_t *partners = json_object_get(page->document, "partners");
  size_t index = 0;
  const json_t *partner = NULL;
  bool any = false;
  json_array_foreach(partners, index, partner) {
    int64_t granted = granted_minor(partner);
    int64_t earned = earned_minor(partner);
    if (earned < 0 || earned == granted)
      continue;
    if (!any) {
      page_heading(page, "freedom", _("How much of a partner do you let them be?"));
      html_raw(page->html, "<ul class=\"rows\">\n");
    }
    any = true;
    write_freedom_row(page, partner);
  }
  if (any) {
    html_raw(page->html, "</ul>\n");
    draw_freedom(page);
  }
}

/* ---- Each ------------------------------------------------------------------------------------------------------- */

static void write_counts(Page *page, const json_t *partner) {
  int64_t waiting = phrase_integer(partner, "waiting", 0);
  int64_t overdue = phrase_integer(partner, "overdue", 0);
  int64_t advice = phrase_integer(partner, "advice", 0);
  html_add(
      page->html,
      ngettext("<p>%" G_GINT64_FORMAT " piece of advice", "<p>%" G_GINT64_FORMAT " pieces of advice", (gulong)advice),
      advice);
  if (waiting > 0)
    html_add(page->html, _(", %" G_GINT64_FORMAT " waiting for a decision"), waiting);
  if (overdue > 0)
    html_add(page->html, _(", %" G_GINT64_FORMAT " whose outcome is due"), overdue);
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
    g_autofree char *limit = phrase_money(phrase_integer(mandate, "limit_minor", 0), page->currency);
    g_autofree char *until = phrase_date(mandate, "expires_at", page->zone);
    bool limited = json_object_get(mandate, "limit_minor") != NULL;
    g_autofree char *words = g_strdup_printf(_("%s%s%s, until %s"), phrase_level(phrase_text(mandate, "level")),
                                             limited ? _(", up to ") : "", limited ? limit : "", until);
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
