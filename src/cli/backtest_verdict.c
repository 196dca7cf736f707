/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a backtest comes to, in sentences. A claim is made only where the range of 90 % lies on one side. */
#include "backtest_verdict.h"

#include "words/words.h"

#include <glib/gi18n.h>
#include <math.h>

typedef enum { VERDICT_BETTER, VERDICT_WORSE, VERDICT_OPEN } Verdict;

/* Where a difference lies, better being above 0. Without a range nothing is settled. */
static Verdict judge(const BellwetherEstimate *difference) {
  if (difference->low > 0) {
    return VERDICT_BETTER;
  }
  return difference->high < 0 ? VERDICT_WORSE : VERDICT_OPEN;
}

/* "4.2 more", "0.4 fewer", "as many" of 100. */
static char *more_or_fewer(double share) {
  double points = round(share * 1000) / 10;
  if (points == 0) {
    return g_strdup(_("as many"));
  }
  return points > 0 ? g_strdup_printf(_("%.1f more"), points) : g_strdup_printf(_("%.1f fewer"), -points);
}

/* "4.2 more good outcomes in 100 (from 1.4 more to 7.0 more)" */
static char *difference_words(const BellwetherEstimate *difference) {
  g_autofree char *estimate = more_or_fewer(difference->estimate);
  if (isnan(difference->low)) {
    return g_strdup_printf(_("%s good outcomes in 100"), estimate);
  }
  g_autofree char *low = more_or_fewer(difference->low);
  g_autofree char *high = more_or_fewer(difference->high);
  return g_strdup_printf(_("%s good outcomes in 100 (from %s to %s)"), estimate, low, high);
}

/* ---- Would following it have paid? ----------------------------------------------------------------------------- */

/* With one to four disagreements: counts, and no claim. */
static void append_few_disagreements(GString *text, const BacktestRoads *apart) {
  double count = (double)apart->count;
  g_autofree char *engine = words_sum(apart->engine.estimate * count);
  g_autofree char *decided = words_sum(apart->decided.estimate * count);
  g_string_append_printf(
      text,
      ngettext("Advice and own view differed in %zu decision whose outcomes are known, too few to tell whose road is "
               "better: Bellwether would have been right in %s, people were in %s.",
               "Advice and own view differed in %zu decisions whose outcomes are known, too few to tell whose road is "
               "better: Bellwether would have been right in %s, people were in %s.",
               apart->count),
      apart->count, engine, decided);
}

static void append_against_people(GString *text, const BacktestRoads *apart) {
  g_autofree char *difference = difference_words(&apart->engine_over_decided);
  switch (judge(&apart->engine_over_decided)) {
  case VERDICT_BETTER:
    g_string_append_printf(text, _("That is %s: it would have been worth following."), difference);
    return;
  case VERDICT_WORSE:
    g_string_append_printf(text, _("That is %s: it would not have been worth following."), difference);
    return;
  case VERDICT_OPEN:
    g_string_append_printf(
        text, _("That is %s, which may be chance: whether it is worth following, this record does not settle."),
        difference);
  }
}

static void append_against_following(GString *text, const BacktestRoads *apart) {
  g_autofree char *follow = g_strdup_printf("%.1f %%", apart->followed.estimate * 100);
  g_autofree char *own = g_strdup_printf("%.1f %%", apart->own.estimate * 100);
  g_autofree char *difference = difference_words(&apart->engine_over_followed);
  g_string_append_printf(text,
                         _(" Always following the advice would have been right in %s of them, always keeping one's "
                           "own view in %s. "),
                         follow, own);
  switch (judge(&apart->engine_over_followed)) {
  case VERDICT_BETTER:
    g_string_append_printf(text, _("Against always following, Bellwether brings %s."), difference);
    return;
  case VERDICT_WORSE:
    g_string_append_printf(text, _("Against always following, Bellwether brings %s: the simple rule was better."),
                           difference);
    return;
  case VERDICT_OPEN:
    g_string_append_printf(
        text,
        apart->engine_over_followed.estimate == 0 && !(apart->engine_over_followed.high > 0)
            ? _("Bellwether would have followed the advice each time too.")
            : _("Against always following, Bellwether brings %s, which may be chance: here the simple rule does as "
                "well, and what Bellwether adds is how sure to be."),
        difference);
  }
}

static void append_roads(GString *text, const BacktestReport *report) {
  const BacktestRoads *apart = &report->disagreements;
  if (apart->count == 0 || !apart->has_own_views) {
    g_string_append(text,
                    _("This record can't tell whether following Bellwether would have turned out better than what "
                      "people decided: it takes decisions where the own view was another than the advice and "
                      "the outcomes of both are known."));
    if (report->scored >= BACKTEST_OUTCOMES_FOR_NUMBERS) {
      g_string_append(text, _(" What it can tell is how good the chances were."));
    }
    return;
  }
  if (apart->count < BACKTEST_OUTCOMES_FOR_NUMBERS) {
    append_few_disagreements(text, apart);
    return;
  }
  g_autofree char *count = words_count(apart->count);
  g_string_append_printf(text,
                         _("Following Bellwether would have been right in %.1f %% of the %s disagreements between "
                           "advice and own view; people were in %.1f %%. "),
                         apart->engine.estimate * 100, count, apart->decided.estimate * 100);
  append_against_people(text, apart);
  append_against_following(text, apart);
}

/* ---- Could its chances be relied on? --------------------------------------------------------------------------- */

static bool is_rule_shown(const BacktestReport *report, size_t rule) {
  return report->stated > 0 || (rule != RULE_STATED && rule != RULE_CORRECTED);
}

/* Against the rules of thumb: how many are beaten beyond chance, and whether any is better. */
static void append_rules(GString *text, const BacktestReport *report) {
  unsigned rules = 0;
  unsigned count[3] = {0};
  for (size_t rule = 0; rule < RULE_COUNT; rule++) {
    if (is_rule_shown(report, rule)) {
      rules++;
      count[judge(&report->better[rule])]++;
    }
  }
  unsigned better = count[VERDICT_BETTER];
  unsigned worse = count[VERDICT_WORSE];
  if (better == rules) {
    g_string_append(text, _("Its chances were better than every rule of thumb below, by more than chance."));
    return;
  }
  if (better == 0 && worse == 0) {
    g_string_append(text,
                    _("Whether its chances were better than the rules of thumb below, this record does not settle."));
    return;
  }
  g_string_append_printf(text, _("Of the %u rules of thumb below, "), rules);
  if (worse == 0) {
    g_string_append_printf(text, _("its chances were better than %u, by more than chance."), better);
  } else if (better == 0) {
    g_string_append_printf(text, _("its chances were worse than %u, by more than chance."), worse);
  } else {
    g_string_append_printf(text, _("its chances were better than %u and worse than %u, by more than chance."), better,
                           worse);
  }
  if (better + worse < rules) {
    g_string_append(text, _(" From the others this record does not tell it apart."));
  }
}

static void append_sureness(GString *text, const BacktestReport *report) {
  if (!report->calibrated) {
    return;
  }
  const BellwetherEstimate *slope = &report->slope;
  g_string_append(text, slope->high < 1 ? _(" They were too sure: what it called likely came less often than it said, "
                                            "what it called unlikely more often.")
                        : slope->low > 1
                            ? _(" They were too timid: what it called likely came more often than it said.")
                        : slope->low > 0 ? _(" They were about as sure as they should have been.")
                                         : _(" Whether they were as sure as they should have been, so few outcomes "
                                             "don't tell."));
}

char *backtest_verdict(const BacktestReport *report) {
  GString *text = g_string_new(NULL);
  append_roads(text, report);
  if (report->scored >= BACKTEST_OUTCOMES_FOR_NUMBERS) {
    g_string_append_c(text, '\n');
    append_rules(text, report);
    append_sureness(text, report);
  }
  return g_string_free(text, FALSE);
}
