/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A backtest's report for people: three questions, each answered with what its numbers mean. */
#include "backtest_verdict.h"

#include "field_text.h"
#include "table.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <math.h>

static void print_question(Output *output, const char *question) {
  output_printf(output, "\n%s\n\n", question);
}

static void print_introduction(const BacktestRun *run, const BacktestReport *report, Output *output) {
  int64_t first_ms = BELLWETHER_TIME_MAX_MS;
  int64_t last_ms = BELLWETHER_TIME_MIN_MS;
  for (size_t i = 0; i < run->row_count; i++) {
    if (run->rows[i].in_period && !isnan(run->rows[i].advice_outcome)) {
      first_ms = MIN(first_ms, run->rows[i].record->advice.at_ms);
      last_ms = MAX(last_ms, run->rows[i].record->advice.at_ms);
    }
  }
  g_autofree char *rows = words_count(run->row_count);
  g_autofree char *scored = words_count(report->scored);
  g_autofree char *first = field_text_from_time(first_ms, true);
  g_autofree char *last = field_text_from_time(last_ms, true);
  guint businesses = run->workspaces->len;
  g_autofree char *record = g_strdup_printf(
      ngettext("%s: %s piece of advice", "%s: %s pieces of advice", run->row_count), run->file->name, rows);
  g_autofree char *to = g_strdup_printf(ngettext("to %u business.", "to %u businesses.", businesses), businesses);
  g_autofree char *known =
      report->scored == 1
          ? g_strdup_printf(_("%s of them, given on %s, has an outcome to hold the forecast against."), scored, first)
          : g_strdup_printf(_("%s of them, given from %s to %s, have an outcome to hold the forecast against."), scored,
                            first, last);
  g_autofree char *text = g_strdup_printf(
      _("%s %s Going through them in order of time, each was forecast from only what was known before it. %s Where a "
        "range follows a number, it holds nine times in ten."),
      record, to, known);
  output_paragraph(output, 0, text);
}

static void print_verdict(const BacktestReport *report, Output *output) {
  g_autofree char *verdict = backtest_verdict(report);
  output_paragraph(output, 0, verdict);
  output_printf(output, "\n");
}

/* With one to four outcomes: what became of them, and what it takes to say more. */
static void print_too_early(const BacktestReport *report, Output *output) {
  g_autofree char *worked = words_sum(report->worked);
  g_autofree char *text = g_strdup_printf(
      ngettext("%s of %zu known outcome was good. That is too early for scores: from %d outcomes on they are shown.",
               "%s of %zu known outcomes were good. That is too early for scores: from %d outcomes on they are shown.",
               report->scored),
      worked, report->scored, BACKTEST_OUTCOMES_FOR_NUMBERS);
  output_printf(output, "\n");
  output_paragraph(output, 0, text);
}

/* ---- Was the advice right? ------------------------------------------------------------------------------------- */

/* "0.0255 (0.0221 to 0.0289)"; below 0 the rule is better. */
static char *better_words(const BellwetherEstimate *better) {
  return isnan(better->low) ? g_strdup_printf("%+.4f", better->estimate)
                            : g_strdup_printf(_("%+.4f (%+.4f to %+.4f)"), better->estimate, better->low, better->high);
}

static void print_log_loss_meaning(Output *output) {
  output_paragraph(output, 0,
                   _("For each piece of advice a chance was given that it would turn out right. Here those chances are "
                     "marked: both marks are penalties that grow the further the chance was from what came, so lower "
                     "is better. The other lines are rules of thumb that anyone could use."));
  output_printf(output, "\n");
}

static void print_log_loss(const BacktestReport *report, Output *output) {
  static const char *const names[RULE_COUNT] = {
      N_("the share that was good so far"),
      N_("as the partners stated"),
      N_("as stated, corrected as it went"),
      N_("each partner's own share so far"),
  };
  const TableColumn columns[] = {
      {_("Chances from"), false, 20},
      {_("Log loss"), true, 0},
      {_("Brier"), true, 0},
      {_("Bellwether's log loss is lower by"), false, 20},
  };
  g_autoptr(Table) table = table_new(columns, G_N_ELEMENTS(columns));
  table_add(table, g_strdup("Bellwether"));
  table_add(table, g_strdup_printf("%.4f", report->log_loss[BACKTEST_ENGINE]));
  table_add(table, g_strdup_printf("%.4f", report->brier[BACKTEST_ENGINE].score));
  table_add(table, NULL);
  for (size_t rule = 0; rule < RULE_COUNT; rule++) {
    if (report->stated == 0 && (rule == RULE_STATED || rule == RULE_CORRECTED)) {
      continue; /* nothing was stated */
    }
    table_add(table, g_strdup(_(names[rule])));
    table_add(table, g_strdup_printf("%.4f", report->log_loss[rule]));
    table_add(table, g_strdup_printf("%.4f", report->brier[rule].score));
    table_add(table, better_words(&report->better[rule]));
  }
  table_add(table, g_strdup(_("the share of all, known only afterwards")));
  table_add(table, g_strdup_printf("%.4f", report->hindsight));
  table_add(table, NULL);
  table_add(table, NULL);
  table_print(table, output);
}

static void print_meaning(const BacktestReport *report, Output *output) {
  const ScoreBrier *brier = &report->brier[BACKTEST_ENGINE];
  g_autofree char *yes_no = words_count(report->yes_no);
  g_autofree char *scored = words_count(report->scored);
  g_autofree char *known = g_strdup_printf(ngettext("over the %s outcome that was a plain yes or no",
                                                    "over the %s outcomes that were a plain yes or no", report->yes_no),
                                           yes_no);
  g_autofree char *meaning =
      g_strdup_printf(_("Log loss (%s): 0 is sure and right every time, 0.693 a coin toss; sure and wrong costs most. "
                        "Brier score (over all %s): the mean square of chance less outcome, 0.25 for a coin toss."),
                      known, scored);
  g_autofree char *parts = g_strdup_printf(
      _("Bellwether's Brier score of %.4f is %.4f for what is in the nature of these outcomes, less %.4f for telling "
        "good advice from bad (resolution, the more the better), plus %.4f for chances that were off (reliability, 0 "
        "is "
        "best), and %+.4f from cutting the chances into tenths."),
      brier->score, brier->uncertainty, brier->resolution, brier->reliability, brier->within);
  output_printf(output, "\n");
  output_paragraph(output, 0, meaning);
  output_paragraph(output, 0, parts);
}

/* ---- Did what was said come true? ------------------------------------------------------------------------------ */

/* A share, or with one to four outcomes their count. */
static char *came_true_words(const ScoreBand *band) {
  if (band->count >= BACKTEST_OUTCOMES_FOR_NUMBERS) {
    return words_percent(band->outcome);
  }
  g_autofree char *sum = words_sum(band->outcome * (double)band->count);
  return g_strdup_printf(_("%s of %zu"), sum, band->count);
}

static void add_band(Table *table, const ScoreBand *band) {
  g_autofree char *count = words_count(band->count);
  table_add(table, band->count == 0 ? NULL : words_percent(band->chance));
  table_add(table, band->count == 0 ? NULL : came_true_words(band));
  table_add(table, band->count == 0 ? NULL : g_steal_pointer(&count));
}

static void print_calibration(const BacktestReport *report, Output *output) {
  const TableColumn columns[] = {
      {_("Chance said"), false, 0}, {_("Bellwether\nsaid"), true, 0}, {_("\ncame true"), true, 0},
      {_("\nof so many"), true, 0}, {_("  Partners\nsaid"), true, 0}, {_("\ncame true"), true, 0},
      {_("\nof so many"), true, 0},
  };
  output_paragraph(output, 0,
                   _("Advice is sorted here by the chance that was given to it. Where the chances were right, as much "
                     "came true as was said."));
  output_printf(output, "\n");
  size_t shown = report->stated > 0 ? G_N_ELEMENTS(columns) : 4;
  g_autoptr(Table) table = table_new(columns, shown);
  for (size_t i = 0; i < SCORE_BANDS; i++) {
    if (report->bands[i].count == 0 && report->stated_bands[i].count == 0) {
      continue;
    }
    table_add(table, g_strdup_printf(_("%zu to %zu %%"), i * 10, (i + 1) * 10));
    add_band(table, &report->bands[i]);
    if (report->stated > 0) {
      add_band(table, &report->stated_bands[i]);
    }
  }
  table_print(table, output);
  if (report->calibrated) {
    g_autofree char *text = g_strdup_printf(
        _("Calibration slope %.2f (%.2f to %.2f) and intercept %.2f (%.2f to %.2f): 1 and 0 are ideal; a slope below 1 "
          "says that the chances were too sure, above 1 too timid; an intercept above 0 that they were too low."),
        report->slope.estimate, report->slope.low, report->slope.high, report->intercept.estimate,
        report->intercept.low, report->intercept.high);
    output_printf(output, "\n");
    output_paragraph(output, 0, text);
  }
}

/* ---- Which road was better? ------------------------------------------------------------------------------------ */

/* "63.2 % (61.5 to 64.9)"; of one to four "2 of 4 (between 2 and 8 in 10)" */
static char *share_words(const BellwetherEstimate *share, size_t count) {
  if (isnan(share->estimate)) {
    return NULL;
  }
  if (count < BACKTEST_OUTCOMES_FOR_NUMBERS) {
    g_autofree char *sum = words_sum(share->estimate * (double)count);
    g_autofree char *range = words_tenths(share->low, share->high);
    return isnan(share->low) ? g_strdup_printf(_("%s of %zu"), sum, count)
                             : g_strdup_printf(_("%s of %zu (%s)"), sum, count, range);
  }
  return isnan(share->low)
             ? g_strdup_printf("%.1f %%", share->estimate * 100)
             : g_strdup_printf(_("%.1f %% (%.1f to %.1f)"), share->estimate * 100, share->low * 100, share->high * 100);
}

/* "+4.6 points (+2.9 to +6.3)" */
static char *points_words(const BellwetherEstimate *points, size_t count) {
  if (isnan(points->estimate)) {
    return NULL;
  }
  if (count < BACKTEST_OUTCOMES_FOR_NUMBERS) {
    return g_strdup(_("too early"));
  }
  return isnan(points->low) ? g_strdup_printf(_("%+.1f points"), points->estimate * 100)
                            : g_strdup_printf(_("%+.1f points (%+.1f to %+.1f)"), points->estimate * 100,
                                              points->low * 100, points->high * 100);
}

static void add_road(Table *table, const char *name, char *all, char *disagreements) {
  table_add(table, g_strdup(name));
  table_add(table, all);
  table_add(table, disagreements);
}

static void print_roads(const BacktestReport *report, Output *output) {
  const BacktestRoads *all = &report->all;
  const BacktestRoads *apart = &report->disagreements;
  if (all->count == 0) {
    output_paragraph(
        output, 0,
        _("No decisions with a known outcome of both the decision and the advice are recorded, so there is "
          "nothing to compare here."));
    return;
  }
  g_autofree char *all_count = words_count(all->count);
  g_autofree char *apart_count = words_count(apart->count);
  g_autofree char *all_title = g_strdup_printf(ngettext("The %s decision", "All %s decisions", all->count), all_count);
  g_autofree char *apart_title =
      g_strdup_printf(ngettext("The %s disagreement", "The %s disagreements", apart->count), apart_count);
  const TableColumn columns[] = {
      {_("The outcome was good"), false, 20}, {all_title, false, 0}, {apart_title, false, 0}};
  g_autoptr(Table) table = table_new(columns, G_N_ELEMENTS(columns));
  add_road(table, _("as people decided"), share_words(&all->decided, all->count),
           share_words(&apart->decided, apart->count));
  add_road(table, _("had they always followed"), share_words(&all->followed, all->count),
           share_words(&apart->followed, apart->count));
  if (all->has_own_views) {
    add_road(table, _("had they always kept their own view"), share_words(&all->own, all->count),
             share_words(&apart->own, apart->count));
    add_road(table, _("had they done what Bellwether said"), share_words(&all->engine, all->count),
             share_words(&apart->engine, apart->count));
    add_road(table, _("  that is, against people"), points_words(&all->engine_over_decided, all->count),
             points_words(&apart->engine_over_decided, apart->count));
    add_road(table, _("  and against always following"), points_words(&all->engine_over_followed, all->count),
             points_words(&apart->engine_over_followed, apart->count));
  }
  table_print(table, output);
  output_printf(output, "\n");
  output_paragraph(output, 0,
                   all->has_own_views
                       ? _("Counted where the outcomes of the decision, of the advice and of the own view are all "
                           "known. A disagreement: the own view was another option than the advice.")
                       : _("Counted where the outcomes of the decision and of the advice are both known. No own views "
                           "with known outcomes are recorded."));
}

static void print_kinds(const BacktestReport *report, Output *output) {
  print_question(output, _("The kinds of partners, on the disagreements"));
  const TableColumn columns[] = {
      {_("Kind"), false, 12},
      {_("Disagreements"), true, 0},
      {_("Bellwether's\nmean chance"), true, 0},
      {_("The advice\nworked"), false, 0},
      {_("People\nfollowed"), true, 0},
      {_("Bellwether\nwould"), true, 0},
  };
  g_autoptr(Table) table = table_new(columns, G_N_ELEMENTS(columns));
  for (guint i = 0; i < report->kinds->len; i++) {
    const BacktestKind *kind = g_ptr_array_index(report->kinds, i);
    table_add(table, g_strdup(kind->kind));
    table_add(table, words_count(kind->count));
    table_add(table, g_strdup_printf("%.1f %%", kind->chance * 100));
    table_add(table, share_words(&kind->worked, kind->count));
    table_add(table, isnan(kind->followed) ? NULL : words_percent(kind->followed));
    table_add(table, words_percent(kind->taken));
  }
  table_print(table, output);
  output_printf(output, "\n");
  output_paragraph(output, 0,
                   _("A kind is what partners' names have before their number. Where the chances tell good advice from "
                     "bad, they stand in the same order as what worked."));
}

void backtest_print_text(const BacktestRun *run, const BacktestReport *report, Output *output) {
  if (report->scored == 0) {
    output_paragraph(output, 0,
                     _("No advice in this record, or in this period, has a known outcome: there is nothing to hold a "
                       "forecast against yet."));
    return;
  }
  print_verdict(report, output);
  print_introduction(run, report, output);
  if (report->scored < BACKTEST_OUTCOMES_FOR_NUMBERS) {
    print_too_early(report, output);
    return;
  }
  print_question(output, _("Was the advice right? How good the chances were"));
  print_log_loss_meaning(output);
  print_log_loss(report, output);
  print_meaning(report, output);
  print_question(output, _("Did what was said come true?"));
  print_calibration(report, output);
  print_question(output, _("Which road would have been better?"));
  print_roads(report, output);
  if (report->kinds->len > 0) {
    print_kinds(report, output);
  }
}
