/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figures.h"

#include "chart.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define TEN_THOUSANDTHS 10000.0
#define ROWS_MOST VIEW_PAGE_MOST
#define ABOUT_FREEDOM N_("The size of decision that may be made alone, beside what the record says has been earned")

int64_t figure_granted_minor(const json_t *mandates) {
  size_t index = 0;
  const json_t *mandate = NULL;
  int64_t most = 0;
  json_array_foreach(mandates, index, mandate) {
    most = MAX(most, phrase_integer(mandate, "limit_minor", 0));
  }
  return most;
}

int64_t figure_earned_of(const json_t *standing) {
  const json_t *limit = json_object_get(standing, "limit");
  const char *reason = phrase_text(limit, "reason");
  bool can_say = reason != NULL && strcmp(reason, "too_few") != 0 && strcmp(reason, "no_stakes") != 0;
  return can_say ? phrase_integer(limit, "limit_minor", 0) : -1;
}

int64_t figure_earned_minor(const json_t *standings) {
  size_t index = 0;
  const json_t *row = NULL;
  int64_t most = -1;
  json_array_foreach(standings, index, row) {
    most = MAX(most, figure_earned_of(json_object_get(row, "document")));
  }
  return most;
}

/* ---- Freedom ---------------------------------------------------------------------------------------------------- */

/* One, two or five with noughts behind, and not below the amount: a round end for an axis. */
static double round_up(double amount) {
  double step = 1.0;
  while (step * 10.0 <= amount)
    step *= 10.0;
  return amount <= step ? step : amount <= 2.0 * step ? 2.0 * step : amount <= 5.0 * step ? 5.0 * step : 10.0 * step;
}

bool figure_freedom(Page *page, const FigureFreedomChart *figure) {
  ChartRow drawn[ROWS_MOST];
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  size_t used = 0;
  double most = 0.0;
  for (size_t index = 0; index < figure->count && used < ROWS_MOST; index++) {
    const FigureFreedom *row = &figure->rows[index];
    if (row->granted_minor == 0 && row->earned_minor < 0)
      continue;
    char *has = phrase_money(row->granted_minor, figure->currency);
    char *deserves = phrase_money(MAX(row->earned_minor, 0), figure->currency);
    g_ptr_array_add(words, has);
    g_ptr_array_add(words, deserves);
    drawn[used++] = (ChartRow){.label = row->label != NULL ? row->label : _("(erased)"),
                               .value = row->earned_minor < 0 ? NAN : (double)row->earned_minor,
                               .low = NAN,
                               .high = NAN,
                               .other = (double)row->granted_minor,
                               .value_words = deserves,
                               .other_words = has,
                               .note = row->earned_minor > 0 ? deserves : _("none yet")};
    most = MAX(most, (double)MAX(row->granted_minor, row->earned_minor));
  }
  if (most < 1.0) /* nothing is granted, nothing earned: there is nothing to see */
    return false;
  double end = round_up(most);
  g_autofree char *id = g_strconcat(figure->prefix, "-chart", NULL);
  g_autofree char *nothing = phrase_money(0, figure->currency);
  g_autofree char *half = phrase_money((int64_t)(end / 2.0), figure->currency);
  g_autofree char *all = phrase_money((int64_t)end, figure->currency);
  const ChartTick ticks[] = {{0.0, nothing}, {end / 2.0, half}, {end, all}};
  const ChartDots chart = {.words = {id, _("Freedom"), _(ABOUT_FREEDOM)},
                           .label_name = figure->label_name,
                           .value_name = _("earned"),
                           .other_name = _("granted"),
                           .most = end,
                           .ticks = ticks,
                           .tick_count = G_N_ELEMENTS(ticks),
                           .rows = drawn,
                           .row_count = used};
  return chart_dots(page->html, &chart);
}

/* The most that mandates of engagements in that skill let decide alone. */
static int64_t granted_in(const json_t *document, const char *skill) {
  const json_t *mandates = json_object_get(document, "mandates");
  size_t index = 0;
  const json_t *engagement = NULL;
  int64_t most = 0;
  json_array_foreach(json_object_get(document, "engagements"), index, engagement) {
    size_t place = 0;
    const json_t *mandate = NULL;
    if (g_strcmp0(phrase_text(engagement, "skill_id"), skill) != 0)
      continue;
    json_array_foreach(mandates, place, mandate) {
      if (g_strcmp0(phrase_text(mandate, "engagement_id"), phrase_text(engagement, "id")) == 0)
        most = MAX(most, phrase_integer(mandate, "limit_minor", 0));
    }
  }
  return most;
}

static void draw_freedom(Page *page, const json_t *document, const char *currency, const char *prefix) {
  FigureFreedom rows[ROWS_MOST];
  size_t count = 0;
  size_t index = 0;
  const json_t *row = NULL;
  json_array_foreach(json_object_get(document, "standings"), index, row) {
    if (count < ROWS_MOST)
      rows[count++] = (FigureFreedom){.label = phrase_text(row, "skill"),
                                      .earned_minor = figure_earned_of(json_object_get(row, "document")),
                                      .granted_minor = granted_in(document, phrase_text(row, "skill_id"))};
  }
  GString *around = page->html;
  page->html = g_string_new(NULL);
  g_autofree char *id = g_strconcat(prefix, "-freedom", NULL);
  bool drawn = figure_freedom(
      page, &(FigureFreedomChart){
                .prefix = id, .currency = currency, .label_name = _("Skill"), .rows = rows, .count = count});
  g_autoptr(GString) chart = page->html;
  page->html = around;
  if (drawn)
    html_add(page->html, "<section><h3>%s</h3>\n<p>%s</p>\n", _("Freedom"), _(ABOUT_FREEDOM));
  g_string_append_len(page->html, chart->str, (gssize)chart->len);
  if (drawn)
    html_raw(page->html, "</section>\n");
}

/* ---- Shares of ten ---------------------------------------------------------------------------------------------- */

/* Rows on an axis from none to all, whose words it owns. */
typedef struct {
  ChartRow rows[ROWS_MOST];
  size_t count;
  GPtrArray *words;
} Shares;

static char *keep(Shares *shares, char *words) {
  g_ptr_array_add(shares->words, words);
  return words;
}

static double share_of(const json_t *estimate, const char *member) {
  int64_t share = phrase_integer(estimate, member, -1);
  return share < 0 ? NAN : (double)share / TEN_THOUSANDTHS;
}

static void add_share(Shares *shares, char *label, const json_t *estimate, double other) {
  if (shares->count == ROWS_MOST) {
    g_free(label);
    return;
  }
  char *words = phrase_chance(estimate);
  ChartRow row = {.label = keep(shares, label),
                  .value = words != NULL ? share_of(estimate, "estimate") : NAN,
                  .low = words != NULL ? share_of(estimate, "low") : NAN,
                  .high = words != NULL ? share_of(estimate, "high") : NAN,
                  .other = other,
                  .value_words = keep(shares, words)};
  if (!isnan(other))
    row.other_words = keep(shares, g_strdup_printf(_("%.0f in 10"), other * 10.0));
  shares->rows[shares->count++] = row;
}

static void draw_shares(Page *page, const Shares *shares, const char *prefix, const char *kind, ChartDots chart) {
  const ChartTick ticks[] = {{0.0, _("0 in 10")}, {0.5, _("5 in 10")}, {1.0, _("10 in 10")}};
  g_autofree char *id = g_strdup_printf("%s-%s", prefix, kind);
  chart.words.prefix = id;
  chart.most = 1.0;
  chart.ticks = ticks;
  chart.tick_count = G_N_ELEMENTS(ticks);
  chart.rows = shares->rows;
  chart.row_count = shares->count;
  if (shares->count == 0)
    return;
  html_add(page->html, "<section><h3>%s</h3>\n<p>%s</p>\n", chart.words.title, chart.words.description);
  chart_dots(page->html, &chart);
  html_raw(page->html, "</section>\n");
}

bool figure_chances(Page *page, const char *prefix, const FigureChance *rows, size_t count) {
  Shares shares = {.words = g_ptr_array_new_with_free_func(g_free)};
  for (size_t index = 0; index < count; index++) {
    const FigureChance *row = &rows[index];
    size_t used = shares.count;
    add_share(&shares, g_strdup(row->label != NULL ? row->label : _("(erased)")),
              json_object_get(row->standing, "chance"), NAN);
    if (shares.count > used)
      shares.rows[used].note = keep(&shares, phrase_worked(row->standing, PHRASE_OF_THEM));
  }
  draw_shares(page, &shares, prefix, "chances",
              (ChartDots){.words = {NULL, _("Does their advice work?"),
                                    _("In how many of ten cases the next advice of each works: the dot is the best "
                                      "guess, the line the range that holds nine times in ten")},
                          .label_name = _("Partner"),
                          .value_name = _("next advice works"),
                          .note_name = _("so far")});
  g_ptr_array_unref(shares.words);
  return count > 0;
}

/* What share of their advice was followed, beside the share that the record says deserved it. */
static void draw_heard(Page *page, const json_t *standings, const char *prefix) {
  Shares shares = {.words = g_ptr_array_new_with_free_func(g_free)};
  size_t index = 0;
  const json_t *row = NULL;
  json_array_foreach(standings, index, row) {
    const json_t *standing = json_object_get(row, "document");
    const char *skill = phrase_text(row, "skill");
    if (phrase_integer(standing, "decisions", 0) == 0)
      continue;
    add_share(&shares, g_strdup(skill != NULL ? skill : _("(erased)")), json_object_get(standing, "warranted"),
              (double)phrase_integer(standing, "followed", 0) / TEN_THOUSANDTHS);
  }
  draw_shares(page, &shares, prefix, "heard",
              (ChartDots){.words = {NULL, _("Heard"),
                                    _("How much of the advice was followed, beside how much the record says was the "
                                      "better choice")},
                          .label_name = _("Skill"),
                          .value_name = _("deserved it"),
                          .other_name = _("followed")});
  g_ptr_array_unref(shares.words);
}

static char *stated_label(const json_t *stated) {
  int64_t outcomes = phrase_integer(stated, "outcomes", 0);
  g_autofree char *said = phrase_stated(stated);
  return g_strdup_printf(ngettext("%s: %" PRId64 " known", "%s: %" PRId64 " known", (gulong)outcomes), said, outcomes);
}

/* What they said beside what came true. */
static void draw_stated(Page *page, const json_t *list, const char *prefix, bool yours) {
  Shares shares = {.words = g_ptr_array_new_with_free_func(g_free)};
  size_t index = 0;
  const json_t *stated = NULL;
  bool any_chance = false;
  json_array_foreach(list, index, stated) {
    int64_t chance = phrase_integer(stated, "chance", -1);
    any_chance = any_chance || chance >= 0;
    add_share(&shares, stated_label(stated), json_object_get(stated, "came_true"),
              chance >= 0 ? (double)chance / TEN_THOUSANDTHS : NAN);
  }
  draw_shares(page, &shares, prefix, "stated",
              (ChartDots){.words = {NULL, phrase_stated_title(yours ? PHRASE_OF_YOU : PHRASE_OF_THEM),
                                    yours ? _("How much of your advice came true, by how sure you said you were")
                                          : _("How much of their advice came true, by how sure they said they were")},
                          .label_name = yours ? _("You said") : _("They said"),
                          .value_name = _("came true"),
                          .other_name = any_chance ? _("as stated") : NULL});
  g_ptr_array_unref(shares.words);
}

/* ---- A year ----------------------------------------------------------------------------------------------------- */

static char *month_words(const ChartMonth *month, const char *const kinds[CHART_KINDS]) {
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
  for (size_t kind = 0; kind < CHART_KINDS; kind++) {
    if (month->counts[kind] > 0)
      g_ptr_array_add(parts, g_strdup_printf("%" PRId64 " %s", month->counts[kind], kinds[kind]));
  }
  g_ptr_array_add(parts, NULL);
  return parts->len > 1 ? g_strjoinv(", ", (char **)parts->pdata) : g_strdup(_("nothing decided"));
}

static void draw_months(Page *page, const json_t *list, const char *prefix, bool yours) {
  static const char *const members[CHART_KINDS] = {"followed", "alone", "adapted", "overridden"};
  ChartMonth months[CHART_MARKS_MAX];
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *id = g_strdup_printf("%s-year", prefix);
  ChartMonths chart = {.words = {id, _("A year of decisions"),
                                 yours ? _("What was decided on your advice, month by month")
                                       : _("What was decided on their advice, month by month")},
                       .months = months,
                       .month_name = _("Month"),
                       .kinds = {_("followed"), _("decided alone"), _("followed in part"), _("overridden")}};
  size_t index = 0;
  const json_t *row = NULL;
  json_array_foreach(list, index, row) {
    if (chart.month_count == CHART_MARKS_MAX)
      break;
    ChartMonth *month = &months[chart.month_count++];
    char *name = phrase_month(phrase_text(row, "month"));
    g_ptr_array_add(words, name);
    *month = (ChartMonth){.name = name};
    for (size_t kind = 0; kind < CHART_KINDS; kind++)
      month->counts[kind] = phrase_integer(row, members[kind], 0);
    char *said = month_words(month, chart.kinds);
    month->words = said;
    g_ptr_array_add(words, said);
  }
  if (chart.month_count == 0)
    return;
  html_add(page->html, "<section><h3>%s</h3>\n<p>%s</p>\n", chart.words.title, chart.words.description);
  chart_months(page->html, &chart);
  html_raw(page->html, "</section>\n");
}

void figures_of_partner(Page *page, const json_t *document, const char *currency, const char *prefix, PhraseOf of) {
  bool yours = of == PHRASE_OF_YOU;
  html_raw(page->html, "<div class=\"figures\">\n");
  draw_freedom(page, document, currency, prefix);
  draw_heard(page, json_object_get(document, "standings"), prefix);
  draw_stated(page, json_object_get(document, "stated"), prefix, yours);
  draw_months(page, json_object_get(document, "months"), prefix, yours);
  html_raw(page->html, "</div>\n");
}
