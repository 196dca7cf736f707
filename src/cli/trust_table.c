/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `bellwether trust` for people: a table, the reasons under it, and what its columns mean. */
#include "trust.h"

#include "near_names.h"
#include "table.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <math.h>

#define REASONS_MAX 20 /* lines of reasons below the table: more would bury it */
#define LABEL_WIDTH 60 /* of a name, which may be thousands of characters long */

static const char none[] = "–";

/* "61 to 81 %" */
static char *percent_range(const BellwetherEstimate *estimate) {
  return g_strdup_printf(_("%.0f to %.0f %%"), estimate->low * 100, estimate->high * 100);
}

/* Partner, skill, and the business where no heading names it. */
static char *cell_partner(const TrustLine *line, bool with_workspace) {
  g_autofree char *partner = words_label(line->standing.partner, LABEL_WIDTH);
  g_autofree char *skill = words_label(line->standing.skill, LABEL_WIDTH);
  g_autofree char *workspace = words_label(with_workspace ? line->workspace : "", LABEL_WIDTH);
  return g_strdup_printf("%s%s%s%s%s", partner, *skill == '\0' ? "" : "\n", skill, *workspace == '\0' ? "" : "\n",
                         workspace);
}

static char *cell_worked(const BellwetherStanding *standing) {
  g_autofree char *worked = words_sum(standing->worked);
  g_autofree char *outcomes = words_count(standing->outcomes);
  return standing->outcomes == 0 ? g_strdup(none) : g_strdup_printf(_("%s of %s"), worked, outcomes);
}

static char *cell_chance(const BellwetherStanding *standing) {
  if (standing->outcomes < TRUST_OUTCOMES_FOR_NUMBERS) {
    return g_strdup_printf(_("too early:\n%.0f to %.0f in 10"), standing->chance.low * 10, standing->chance.high * 10);
  }
  g_autofree char *chance = words_percent(standing->chance.estimate);
  g_autofree char *range = percent_range(&standing->chance);
  return g_strdup_printf("%s\n%s", chance, range);
}

/* What became of advice by the word that it was given with: "sure: 4 of 5". */
static char *cell_said(const TrustLine *line) {
  static const char *const names[] = {NULL, N_("leaning"), N_("fairly"), N_("sure")};
  GString *cell = g_string_new(NULL);
  for (size_t word = BELLWETHER_SURE_SURE; word >= BELLWETHER_SURE_LEANING; word--) {
    if (line->said[word].outcomes > 0) {
      g_autofree char *worked = words_sum(line->said[word].worked);
      g_autofree char *outcomes = words_count(line->said[word].outcomes);
      g_string_append_printf(cell, _("%s%s: %s of %s"), cell->len == 0 ? "" : "\n", _(names[word]), worked, outcomes);
    }
  }
  return g_string_free(cell->len == 0 ? g_string_append(cell, none) : cell, FALSE);
}

static char *cell_stated(const TrustLine *line) {
  const BellwetherStanding *standing = &line->standing;
  if (standing->stated == 0) {
    return cell_said(line);
  }
  g_autofree char *said = words_percent(standing->stated_mean);
  g_autofree char *came = words_sum(standing->came_true);
  g_autofree char *stated = words_count(standing->stated);
  g_autofree char *read = words_percent(standing->corrected);
  if (standing->stated < TRUST_OUTCOMES_FOR_NUMBERS) {
    return g_strdup_printf(_("said %s\n%s of %s did"), said, came, stated);
  }
  return g_strdup_printf(_("said %s\n%s of %s did\nread %s"), said, came, stated, read);
}

static char *cell_heard(const BellwetherStanding *standing) {
  if (standing->decisions == 0) {
    return g_strdup(none);
  }
  double decisions = (double)standing->decisions;
  g_autofree char *followed = words_sum(standing->followed_share * decisions);
  g_autofree char *total = words_count(standing->decisions);
  if (standing->decisions < TRUST_OUTCOMES_FOR_NUMBERS) {
    return g_strdup_printf(_("%s of %s"), followed, total);
  }
  return g_strdup_printf(_("%s of %s\nbest: %.0f\n(%.0f to %.0f)"), followed, total,
                         standing->warranted.estimate * decisions, standing->warranted.low * decisions,
                         standing->warranted.high * decisions);
}

/* Per 100 at stake, with a sign: a decimal where it is small. */
static char *per_hundred(double share) {
  double number = fabs(share * 100) < 0.05 ? 0 : share * 100;
  return g_strdup_printf(fabs(number) < 10 && number != 0 ? "%+.1f" : number == 0 ? "%.0f" : "%+.0f", number);
}

static char *cell_checking(const BellwetherStanding *standing) {
  const BellwetherEstimate *adds = &standing->checking_adds;
  if (isnan(adds->estimate)) {
    return g_strdup(none);
  }
  if (standing->outcomes < TRUST_OUTCOMES_FOR_NUMBERS) {
    return g_strdup(_("too early"));
  }
  g_autofree char *estimate = per_hundred(adds->estimate);
  g_autofree char *low = per_hundred(adds->low);
  g_autofree char *high = per_hundred(adds->high);
  g_autofree char *turn =
      isnan(standing->gamma_turn) ? g_strdup("") : g_strdup_printf(_("\nturns at %.2g×"), standing->gamma_turn);
  return g_strdup_printf(_("%s\n(%s to %s)%s"), estimate, low, high, turn);
}

static const char *short_reason(BellwetherLimitReason reason) {
  switch (reason) {
  case BELLWETHER_LIMIT_TOO_FEW: return _("too few outcomes");
  case BELLWETHER_LIMIT_NOT_RELIABLE: return _("not reliable enough");
  case BELLWETHER_LIMIT_CHECKING_PAYS: return _("checking pays");
  case BELLWETHER_LIMIT_TOO_RISKY: return _("could lose money");
  case BELLWETHER_LIMIT_NO_STAKES: return _("no stakes told");
  case BELLWETHER_LIMIT_EARNED_CAPPED: return _("twice the largest");
  case BELLWETHER_LIMIT_TRIAL: return _("a trial");
  case BELLWETHER_LIMIT_EARNED: break;
  }
  return _("earned");
}

static char *cell_limit(const BellwetherLimit *limit) {
  const char *reason = short_reason(limit->reason);
  if (limit->limit <= 0) {
    return g_strdup_printf(_("none:\n%s"), reason);
  }
  g_autofree char *amount = words_amount(limit->limit);
  g_autofree char *hours =
      limit->hours_back > 0 ? g_strdup_printf(_("\n%.3g h back"), limit->hours_back) : g_strdup("");
  return g_strdup_printf(_("%s:\n%s%s"), amount, reason, hours);
}

static Table *make_table(const TrustAnswer *answer) {
  const TableColumn columns[] = {
      {_("Partner"), false, 14},           {_("Worked"), false, 0},
      {_("Next advice\nworks"), false, 0}, {_("What they say\nis worth"), false, 0},
      {_("Followed"), false, 0},           {_("Checking adds,\nin 100"), false, 0},
      {_("Free hand\nup to"), false, 12},
  };
  Table *table = table_new(columns, G_N_ELEMENTS(columns));
  bool several = answer->workspaces->len > 1;
  bool headed = several && answer->order == TRUST_AS_RECORDED;
  const char *workspace = NULL;
  for (guint i = 0; i < answer->lines->len; i++) {
    const TrustLine *line = &g_array_index(answer->lines, TrustLine, i);
    if (headed && line->workspace != workspace) {
      g_autofree char *label = words_label(line->workspace, LABEL_WIDTH);
      table_add_heading(table, *label == '\0' ? _("(no workspace named)") : label);
      workspace = line->workspace;
    }
    table_add(table, cell_partner(line, several && !headed));
    table_add(table, cell_worked(&line->standing));
    table_add(table, cell_chance(&line->standing));
    table_add(table, cell_stated(line));
    table_add(table, cell_heard(&line->standing));
    table_add(table, cell_checking(&line->standing));
    table_add(table, cell_limit(&line->standing.limit));
  }
  return table;
}

/* What is not shown of what was found, and how to get it. */
static void print_left_out(const TrustAnswer *answer, Output *output) {
  if (answer->lines->len < answer->found) {
    g_autofree char *shown = words_count(answer->lines->len);
    g_autofree char *found = words_count(answer->found);
    g_autofree char *text = g_strdup_printf(_("Shown are %s of %s lines (--top)."), shown, found);
    output_printf(output, "\n");
    output_paragraph(output, 0, text);
  }
}

static void print_reasons_hint(const TrustAnswer *answer, Output *output) {
  g_autofree char *lines = words_count(answer->lines->len);
  g_autofree char *text = g_strdup_printf(
      _("In words each line is explained where there are at most %d, and these are %s: ask for one partner or skill "
        "with --partner NAME or --skill NAME, or for the first with --sort and --top %d. Piped, and with --json, every "
        "line has its words."),
      REASONS_MAX, lines, REASONS_MAX);
  output_printf(output, "\n");
  output_paragraph(output, 0, text);
}

static void print_reason(const TrustAnswer *answer, const TrustLine *line, Output *output) {
  const BellwetherStanding *standing = &line->standing;
  g_autofree char *partner = words_label(standing->partner, LABEL_WIDTH);
  g_autofree char *skill_label = words_label(standing->skill, LABEL_WIDTH);
  g_autofree char *skill = *skill_label == '\0' ? g_strdup("") : g_strdup_printf(" (%s)", skill_label);
  g_autofree char *workspace_label = words_label(answer->workspaces->len > 1 ? line->workspace : "", LABEL_WIDTH);
  g_autofree char *workspace = *workspace_label == '\0' ? g_strdup("") : g_strdup_printf(_(" at %s"), workspace_label);
  g_autofree char *chance = trust_chance_words(standing, false);
  g_autofree char *amount = words_amount(standing->limit.limit);
  g_autofree char *granted =
      standing->limit.limit > 0 ? g_strdup_printf(_("free hand up to %s"), amount) : g_strdup(_("no free hand yet"));
  g_autofree char *reason = trust_limit_words(standing, false, NULL);
  g_autofree char *text =
      g_strdup_printf(_("  %s%s%s: %s; %s: %s."), partner, skill, workspace, chance, granted, reason);
  output_paragraph(output, 4, text);
}

static void print_reasons(const TrustAnswer *answer, Output *output) {
  output_printf(output, "%s\n", _("In words"));
  for (guint i = 0; i < answer->lines->len; i++) {
    print_reason(answer, &g_array_index(answer->lines, TrustLine, i), output);
  }
}

/* The table and its lines in words; on a terminal that is too narrow for the one, the other alone.
 * Returns whether there is a table. */
static bool print_lines(const TrustAnswer *answer, Output *output) {
  g_autoptr(Table) table = make_table(answer);
  if (output->is_terminal && !table_fits(table, output->columns)) {
    print_reasons(answer, output);
    print_left_out(answer, output);
    return false;
  }
  table_print(table, output);
  print_left_out(answer, output);
  if (answer->lines->len > REASONS_MAX) {
    print_reasons_hint(answer, output);
  } else {
    output_printf(output, "\n");
    print_reasons(answer, output);
  }
  return true;
}

/* Whether any line of that workspace is shown. */
static bool is_shown(const TrustAnswer *answer, const char *workspace) {
  for (guint i = 0; i < answer->lines->len; i++) {
    if (g_array_index(answer->lines, TrustLine, i).workspace == workspace) {
      return true;
    }
  }
  return false;
}

/* "Of your own choices then, 6 of 11 known worked; …", where there were so many overrides. */
static char *checking_words(const BellwetherChecking *checking) {
  g_autofree char *own =
      words_sum(checking->overridden_known == 0 ? 0 : checking->own_choice_worked * (double)checking->overridden_known);
  g_autofree char *tenths = words_tenths(checking->advice_would.low, checking->advice_would.high);
  if (checking->overridden_known < TRUST_OUTCOMES_FOR_NUMBERS) {
    return g_strdup_printf(
        _("Of your own choices then, %s of %zu known worked; of the advice, as far as one can say so "
          "early, %s would have."),
        own, checking->overridden_known, tenths);
  }
  g_autofree char *would = words_percent(checking->advice_would.estimate);
  g_autofree char *range = percent_range(&checking->advice_would);
  g_autofree char *added = per_hundred(checking->checking_added.estimate);
  g_autofree char *low = per_hundred(checking->checking_added.low);
  g_autofree char *high = per_hundred(checking->checking_added.high);
  return g_strdup_printf(_("Of your own choices then, %s of %zu known worked; the advice would have in %s (%s). So far "
                           "checking has added %s in 100 at stake (%s to %s)."),
                         own, checking->overridden_known, would, range, added, low, high);
}

/* What checking added to the whole record, for each workspace that has decisions. */
static void print_checking(const TrustAnswer *answer, Output *output) {
  if (answer->workspaces->len > REASONS_MAX && answer->lines->len > REASONS_MAX) {
    return; /* the reasons' hint says how to get fewer */
  }
  for (guint i = 0; i < answer->workspaces->len; i++) {
    const BellwetherChecking *checking = &g_array_index(answer->checkings, BellwetherChecking, i);
    const char *workspace = workspaces_get(answer->workspaces, i)->name;
    if (checking->overridden == 0 || isnan(checking->checking_added.estimate) || !is_shown(answer, workspace)) {
      continue;
    }
    g_autofree char *label = words_label(workspace, LABEL_WIDTH);
    g_autofree char *words = checking_words(checking);
    g_autofree char *counts =
        g_strdup_printf(ngettext("Altogether you overrode %zu of %zu decision.",
                                 "Altogether you overrode %zu of %zu decisions.", checking->decisions),
                        checking->overridden, checking->decisions);
    g_autofree char *text = g_strdup_printf("%s%s%s %s", label, *label == '\0' ? "" : ": ", counts, words);
    output_printf(output, "\n");
    output_paragraph(output, 0, text);
  }
}

/* What the limits rest on that the record does not say. */
static void print_assumption(const TrustAnswer *answer, Output *output) {
  double cost = g_array_index(answer->lines, TrustLine, 0).standing.limit.check_cost;
  if (!answer->cost_assumed || answer->workspaces->len > 1 || !(cost > 0)) {
    return;
  }
  g_autofree char *amount = words_amount(cost);
  g_autofree char *text = g_strdup_printf(
      _("One check is taken to cost %s, a twentieth of the median stake: say what it costs you with --check-cost."),
      amount);
  output_printf(output, "\n");
  output_paragraph(output, 0, text);
}

static void print_near_names(const TrustAnswer *answer, Output *output) {
  g_autofree char *note = near_names_note(answer->file, NULL);
  if (note != NULL) {
    output_printf(output, "\n");
    output_paragraph(output, 0, note);
  }
}

static void print_legend(Output *output) {
  static const char *const lines[] = {
      N_("Worked: how many of the known outcomes were good. Next advice works: the chance, and below it the range that "
         "holds nine times in ten."),
      N_("What they say is worth: their stated confidence on average, how many of those pieces of advice did work, and "
         "what to read their usual confidence as; or, for each word that they used, how many worked."),
      N_("Followed: how many pieces of advice were followed (an adaptation counts half). Best: of how many the record "
         "says that following was the better choice."),
      N_("Checking adds: what going over their advice and overriding some of it brings, in 100 at stake; below 0 it "
         "costs. \"Turns at 2×\": that verdict would change if the advice you overrode was 2 times worse, in odds, "
         "than "
         "the advice you followed."),
      N_("Free hand: the stake up to which leaving them unchecked costs less than checking, and the hours that it "
         "would "
         "have handed back. A proposal; you decide."),
  };
  output_printf(output, "\n");
  for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
    output_paragraph(output, 2, _(lines[i]));
  }
}

void trust_print_table(const TrustAnswer *answer, Output *output) {
  if (answer->lines->len == 0) {
    output_printf(output, "%s\n", _("The record is empty: there is nothing to show yet."));
    return;
  }
  bool has_table = print_lines(answer, output);
  print_checking(answer, output);
  print_assumption(answer, output);
  print_near_names(answer, output);
  if (has_table) {
    print_legend(output);
  }
}
