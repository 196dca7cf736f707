/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_layouts_advice.c: one advice and one brief in sentences: what was advised, what it promises and risks, what was
 * decided, how each road turned out, and by which entries that can be proved. */
#include "record_layouts.h"

#include "record_phrases.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static bool is_state(const json_t *advice, const char *state) {
  return g_strcmp0(phrase_text(advice, "state"), state) == 0;
}

static bool waits(const json_t *advice) {
  return is_state(advice, "open") || is_state(advice, "deferred");
}

/* ---- The advice ------------------------------------------------------------------------------------------------- */

static void print_given(Output *output, const json_t *advice, const char *zone) {
  g_autofree char *date = phrase_date(advice, "at", zone);
  g_autofree char *entry = phrase_entry(advice);
  g_autofree char *given = g_strdup_printf("%s  [%s]", date, entry);
  phrase_line(output, _("Given"), given);
  phrase_line(output, _("Where it comes from"), phrase_noted(advice));
}

/* Of a decision made alone that was drawn for a check, what came of it. */
static const char *check_words(const json_t *advice) {
  const char *state = phrase_text(advice, "check_state");
  if (state == NULL)
    return NULL;
  return strcmp(state, "sound") == 0     ? _("it was sound")
         : strcmp(state, "unsound") == 0 ? _("it was not sound")
                                         : _("drawn for a check, and not looked at yet");
}

static void print_head(Output *output, const json_t *advice, const char *currency, const char *zone) {
  const char *partner = phrase_text(advice, "partner");
  g_autofree char *what = phrase_advice(advice);
  g_autofree char *known = phrase_date(advice, "know_by", zone);
  g_autofree char *until = phrase_date(advice, "deferred_until", zone);
  output_printf(output, "%s  [%s]\n", partner != NULL ? partner : _("(erased)"), phrase_text(advice, "id"));
  phrase_line(output, _("Question"), phrase_text(advice, "question"));
  phrase_line(output, _("Advice"), what);
  phrase_line(output, _("Put off until"), until);
  phrase_line(output, _("Reasons"), phrase_text(advice, "reasons"));
  phrase_line(output, _("Interest declared"), phrase_text(advice, "interest"));
  phrase_line(output, _("It will have worked if"), phrase_text(advice, "worked_if"));
  phrase_line(output, _("Known by"), known);
  g_autofree char *goal = phrase_goal_named(advice, "goal");
  phrase_line(output, _("Serves the goal"), goal);
  print_given(output, advice, zone);
  if (json_object_get(advice, "stake_minor") != NULL) {
    g_autofree char *stake = phrase_money(phrase_integer(advice, "stake_minor", 0), currency);
    phrase_line(output, _("At stake"), stake);
  }
  if (json_object_get(advice, "cost_minor") != NULL && phrase_text(advice, "mandate_id") != NULL) {
    g_autofree char *cost = phrase_money(phrase_integer(advice, "cost_minor", 0), currency);
    phrase_line(output, _("Spent of the budget"), cost);
  }
  phrase_line(output, _("Check"), check_words(advice));
  phrase_list(output, _("What else was considered"), json_object_get(advice, "alternatives"));
}

static void print_own_view(Output *output, const json_t *own_view) {
  const char *option = phrase_text(own_view, "option");
  if (!json_is_object(own_view))
    return;
  phrase_heading(output, _("Your own view, sealed before"));
  g_autofree char *sure = words_share(phrase_integer(own_view, "chance", 0));
  g_autofree char *how = json_object_get(own_view, "chance") != NULL ? g_strdup_printf(_(" (%s sure)"), sure) : NULL;
  phrase_item(output, g_strdup_printf("%s%s", option != NULL ? option : _("(erased)"), how != NULL ? how : ""), NULL);
}

/* ---- What the record says --------------------------------------------------------------------------------------- */

/* What others said before this advice was given: only that counts, for the later ones may have followed it. */
static char *others_words(const json_t *forecast) {
  int64_t agreeing = phrase_integer(forecast, "agreeing", 0);
  int64_t disagreeing = phrase_integer(forecast, "disagreeing", 0);
  return agreeing + disagreeing == 0
             ? g_strdup(_("none"))
             : g_strdup_printf(_("%" PRId64 " said the same, %" PRId64 " something else"), agreeing, disagreeing);
}

static char *earlier_words(const json_t *forecast) {
  g_autofree char *others = others_words(forecast);
  return g_strdup_printf(_("earlier advice of others on this question: %s"), others);
}

/* "7 in 10, between 5 and 8 (from 12 known outcomes of theirs)"; NULL where nothing is known. */
static char *resting_chance(const json_t *forecast, const char *road) {
  g_autofree char *chance = phrase_chance(json_object_get(forecast, road));
  int64_t outcomes = phrase_integer(forecast, "partner_outcomes", 0);
  return chance == NULL ? NULL
                        : g_strdup_printf(ngettext("%s (from %" PRId64 " known outcome of theirs)",
                                                   "%s (from %" PRId64 " known outcomes of theirs)", (gulong)outcomes),
                                          chance, outcomes);
}

static void print_roads(Output *output, const json_t *document, const char *currency) {
  const json_t *forecast = json_object_get(document, "forecast");
  g_autofree char *advice = resting_chance(forecast, "advice");
  g_autofree char *own = phrase_chance(json_object_get(forecast, "own_view"));
  g_autofree char *overridden = phrase_chance(json_object_get(forecast, "overridden"));
  if (advice == NULL)
    return;
  phrase_heading(output, _("What each road promises"));
  phrase_item(output, g_strdup_printf(_("that it works if it is followed: %s"), advice), NULL);
  if (own != NULL && !json_is_true(json_object_get(forecast, "own_view_agrees")))
    phrase_item(output, g_strdup_printf(_("that your own view works instead: %s"), own), NULL);
  else if (overridden != NULL)
    phrase_item(output,
                g_strdup_printf(_("that it would have worked, where advice like it is waved away: %s"), overridden),
                NULL);
  if (json_is_true(json_object_get(forecast, "own_view_agrees"))) {
    phrase_item(output, g_strdup(_("it is what you would do yourself")), NULL);
  } else if (json_object_get(forecast, "difference_minor") != NULL) {
    g_autofree char *middle = phrase_money(phrase_integer(forecast, "difference_minor", 0), currency);
    g_autofree char *low = phrase_money(phrase_integer(forecast, "difference_low_minor", 0), currency);
    g_autofree char *high = phrase_money(phrase_integer(forecast, "difference_high_minor", 0), currency);
    phrase_item(output, g_strdup_printf(_("following is worth %s more, between %s and %s"), middle, low, high), NULL);
  }
  phrase_item(output, earlier_words(forecast), NULL);
}

static char *record_words(const json_t *standing) {
  g_autofree char *worth = phrase_standing(standing, PHRASE_OF_THEM);
  return g_strdup_printf(_("their record here: %s"), worth);
}

static char *heard_words(const char *followed, const json_t *standing) {
  g_autofree char *deserved = phrase_chance(json_object_get(standing, "warranted"));
  return g_strconcat(followed, deserved != NULL ? _("; following was the better choice: ") : "", deserved, NULL);
}

/* While it waits, the two risks of overriding: a poorer option, and a partner who stops speaking up. */
static void print_risks(Output *output, const json_t *document) {
  const json_t *standing = json_object_get(document, "standing");
  g_autofree char *followed = phrase_followed(json_object_get(document, "last_ten"));
  if (standing == NULL && followed == NULL)
    return;
  phrase_heading(output, waits(json_object_get(document, "advice")) ? _("What it risks to go against it")
                                                                    : _("How far to trust them"));
  if (standing != NULL)
    phrase_item(output, record_words(standing), NULL);
  if (followed != NULL)
    phrase_item(output, heard_words(followed, standing), NULL);
}

static void print_beside(Output *output, const json_t *rows) {
  size_t index = 0;
  json_t *other = NULL;
  if (json_array_size(rows) < 2) /* it is itself among them */
    return;
  phrase_heading(output, _("All advice on this question"));
  json_array_foreach(rows, index, other) {
    const char *partner = phrase_text(other, "partner");
    g_autofree char *what = phrase_advice(other);
    phrase_item(output, g_strdup_printf("%s: %s", partner != NULL ? partner : _("(erased)"), what),
                phrase_text(other, "id"));
    phrase_remark(output, _("their interest in it"), phrase_text(other, "interest"));
  }
}

/* ---- Afterwards ------------------------------------------------------------------------------------------------- */

/* The decision of that entry, or the one that corrects it; NULL where there is none. */
static const json_t *find_decision(const json_t *decisions, const char *member, int64_t entry) {
  size_t index = 0;
  json_t *decision = NULL;
  json_array_foreach(decisions, index, decision) {
    if (phrase_integer(decision, member, -1) == entry)
      return decision;
  }
  return NULL;
}

static void add_correction(GString *text, const json_t *decisions, const json_t *decision, const char *zone) {
  int64_t corrected = phrase_integer(decision, "corrects", 0);
  const json_t *before = corrected > 0 ? find_decision(decisions, "entry", corrected) : NULL;
  const json_t *later = find_decision(decisions, "corrects", phrase_integer(decision, "entry", 0));
  if (before != NULL)
    g_string_append_printf(text, _("; corrects entry %" PRId64 ", before: %s"), corrected,
                           phrase_decision(phrase_text(before, "decision")));
  if (later != NULL) {
    g_autofree char *date = phrase_date(later, "at", zone);
    g_string_append_printf(text, _("; corrected on %s by entry %" PRId64), date, phrase_integer(later, "entry", 0));
  }
}

/* "5 January 2026, Ada: overridden; instead: Stay put; because: Too far". */
static char *decided_words(const json_t *decisions, const json_t *decision, const char *zone) {
  const char *option = phrase_text(decision, "option");
  const char *reason = phrase_kept(decision, "reason", "is_reason_erased");
  g_autofree char *date = phrase_date(decision, "at", zone);
  g_autofree char *who = phrase_who(decision, "person_id");
  g_autofree char *shown = phrase_shown(decision);
  g_autoptr(GString) text = g_string_new(date);
  g_string_append_printf(text, "%s%s: %s", *who != '\0' ? ", " : "", who,
                         phrase_decision(phrase_text(decision, "decision")));
  if (option != NULL)
    g_string_append_printf(text, _("; instead: %s"), option);
  if (reason != NULL)
    g_string_append_printf(text, _("; because: %s"), reason);
  if (json_is_true(json_object_get(decision, "is_acknowledged")))
    g_string_append(text, _("; the risks were shown and accepted"));
  add_correction(text, decisions, decision, zone);
  if (shown != NULL)
    g_string_append_printf(text, ". %s", shown);
  return g_strdup(text->str);
}

static void print_decisions(Output *output, const json_t *decisions, const char *zone) {
  size_t index = 0;
  json_t *decision = NULL;
  json_array_foreach(decisions, index, decision) {
    g_autofree char *entry = phrase_entry(decision);
    if (index == 0)
      phrase_heading(output, _("What was decided"));
    phrase_item(output, decided_words(decisions, decision, zone), entry);
  }
}

static const char *road_words(const char *road) {
  if (g_strcmp0(road, "advice") == 0)
    return _("the advice, had it been followed");
  return g_strcmp0(road, "own_view") == 0 ? _("the own view, had it been taken") : _("what was done");
}

/* "what was done, the business says: it worked; known on 5 January 2026; 120 EUR; it went well". */
static char *turned_out_words(const json_t *outcome, const char *currency, const char *zone) {
  bool by_partner = g_strcmp0(phrase_text(outcome, "side"), "partner") == 0;
  const char *story = phrase_text(outcome, "story");
  g_autofree char *known = phrase_date(outcome, "known_at", zone);
  g_autofree char *worked = phrase_outcome(phrase_integer(outcome, "worked", 0));
  g_autoptr(GString) text = g_string_new(road_words(phrase_text(outcome, "road")));
  g_string_append_printf(text, ", %s: %s", by_partner ? _("the partner says") : _("the business says"), worked);
  if (*known != '\0')
    g_string_append_printf(text, _("; known on %s"), known);
  if (json_object_get(outcome, "money_minor") != NULL) {
    g_autofree char *money = phrase_money(phrase_integer(outcome, "money_minor", 0), currency);
    g_string_append_printf(text, "; %s", money);
  }
  if (story != NULL)
    g_string_append_printf(text, "; %s", story);
  if (json_object_get(outcome, "replaces") != NULL)
    g_string_append_printf(text, _("; told before in entry %" PRId64), phrase_integer(outcome, "replaces", 0));
  return g_strdup(text->str);
}

/* The road taken first. */
static void print_outcomes(Output *output, const json_t *outcomes, const char *currency, const char *zone) {
  if (json_array_size(outcomes) > 0)
    phrase_heading(output, _("How it turned out"));
  for (int taken = 1; taken >= 0; taken--) {
    size_t index = 0;
    json_t *outcome = NULL;
    json_array_foreach(outcomes, index, outcome) {
      g_autofree char *entry = phrase_entry(outcome);
      if ((g_strcmp0(phrase_text(outcome, "road"), "taken") == 0) == (taken == 1))
        phrase_item(output, turned_out_words(outcome, currency, zone), entry);
    }
  }
}

/* What follows from who told. */
static void print_tellers(Output *output, const json_t *advice) {
  bool by_partner = json_object_get(advice, "partner_worked") != NULL;
  bool by_client = json_object_get(advice, "client_worked") != NULL;
  if (json_is_true(json_object_get(advice, "is_topic")))
    output_paragraph(output, 0, _("The two of you tell it differently; your next review is to speak of it."));
  else if (by_partner && !by_client)
    output_paragraph(output, 0,
                     _("Only the partner has told so far. It counts, but earns no freedom until the business tells "
                       "too."));
}

/* What one can do next, as it would be typed. */
static void print_next(Output *output, const json_t *document) {
  const json_t *advice = json_object_get(document, "advice");
  const json_t *decisions = json_object_get(document, "decisions");
  const char *id = phrase_text(advice, "id");
  const char *shown = phrase_text(document, "shown");
  const json_t *last =
      json_array_size(decisions) > 0 ? json_array_get(decisions, json_array_size(decisions) - 1) : advice;
  if (json_is_true(json_object_get(advice, "is_shut")) && !json_is_true(json_object_get(advice, "is_unopened")))
    output_printf(
        output, _("\nSay first what you would do: bellwether seal-own-view --on %s --option WHAT --chance HOW-SURE\n"),
        phrase_text(advice, "brief_id"));
  else if (shown != NULL && waits(advice))
    output_printf(output, _("\nTo decide: bellwether decide --advice %s --decision follow --shown %s\n"), id, shown);
  else if (shown != NULL && is_state(advice, "decided"))
    output_printf(
        output,
        _("\nTo correct the decision: bellwether decide --advice %s --decision follow --corrects yes --shown %s\n"), id,
        shown);
  else
    output_printf(output, "\n");
  if (g_strcmp0(phrase_text(advice, "noted"), "waiting") == 0)
    output_printf(output,
                  _("The partner says whether they gave it: bellwether confirm-note --advice %s --agrees yes\n"), id);
  if (!json_is_true(json_object_get(advice, "is_shut")))
    output_printf(output, _("The proof of an entry: bellwether receipt --entry %" PRId64 "\n"),
                  phrase_integer(last, "entry", 0));
}

void layout_advice(Output *output, const json_t *document) {
  const json_t *advice = json_object_get(document, "advice");
  const char *currency = phrase_text(document, "currency");
  const char *zone = phrase_text(document, "zone");
  print_head(output, advice, currency, zone);
  if (json_is_true(json_object_get(advice, "is_unopened")))
    output_printf(output, _("You have not opened it: bellwether open-advice --advice %s\n"), phrase_text(advice, "id"));
  phrase_age(output, document, zone, PHRASE_OF_THEM);
  print_own_view(output, json_object_get(document, "own_view"));
  if (waits(advice))
    print_roads(output, document, currency);
  print_risks(output, document);
  print_beside(output, json_object_get(document, "beside"));
  print_decisions(output, json_object_get(document, "decisions"), zone);
  print_outcomes(output, json_object_get(document, "outcomes"), currency, zone);
  print_tellers(output, advice);
  phrase_messages(output, json_object_get(document, "messages"), zone);
  phrase_more(output, document, "messages");
  phrase_rows(output, _("Files"), json_object_get(document, "files"), "name");
  print_next(output, document);
}

/* ---- One brief -------------------------------------------------------------------------------------------------- */

static void print_brief_terms(Output *output, const json_t *brief, const char *currency) {
  g_autofree char *budget = phrase_money(phrase_integer(brief, "budget_minor", 0), currency);
  g_autofree char *stake = phrase_money(phrase_integer(brief, "stake_minor", 0), currency);
  phrase_line(output, _("Budget"), json_object_get(brief, "budget_minor") != NULL ? budget : NULL);
  phrase_line(output, _("At stake"), json_object_get(brief, "stake_minor") != NULL ? stake : NULL);
  g_autofree char *goal = phrase_goal_named(brief, "goal");
  phrase_line(output, _("Serves the goal"), goal);
}

void layout_brief(Output *output, const json_t *document) {
  const json_t *brief = json_object_get(document, "brief");
  const char *zone = phrase_text(document, "zone");
  const char *question = phrase_text(brief, "question");
  g_autofree char *decide_by = phrase_date(brief, "decide_by", zone);
  g_autofree char *know_by = phrase_date(brief, "know_by", zone);
  output_printf(output, "%s  [%s]\n", question != NULL ? question : _("(erased)"), phrase_text(brief, "id"));
  phrase_line(output, _("Details"), phrase_text(brief, "details"));
  phrase_line(output, _("To decide by"), decide_by);
  phrase_line(output, _("Known by"), know_by);
  phrase_line(output, _("It will have worked if"), phrase_text(brief, "worked_if"));
  print_brief_terms(output, brief, phrase_text(document, "currency"));
  phrase_list(output, _("Constraints"), json_object_get(brief, "constraints"));
  phrase_list(output, _("Criteria"), json_object_get(brief, "criteria"));
  phrase_rows(output, _("Asked"), json_object_get(document, "asked"), "partner");
  phrase_rows(output, _("Files"), json_object_get(document, "files"), "name");
  phrase_age(output, document, zone, PHRASE_OF_THEM);
  phrase_heading(output, _("Advice"));
  size_t index = 0;
  json_t *advice = NULL;
  json_array_foreach(json_object_get(document, "advice"), index, advice) {
    g_autofree char *what = phrase_advice(advice);
    g_autofree char *chance = resting_chance(json_object_get(advice, "forecast"), "advice");
    phrase_item(output,
                g_strdup_printf("%s: %s%s%s", phrase_text(advice, "partner"), what,
                                chance != NULL ? _("; that it works: ") : "", chance != NULL ? chance : ""),
                phrase_text(advice, "id"));
    g_autofree char *others = chance != NULL ? others_words(json_object_get(advice, "forecast")) : NULL;
    phrase_remark(output, _("reasons"), phrase_text(advice, "reasons"));
    phrase_remark(output, _("their interest in it"), phrase_text(advice, "interest"));
    phrase_remark(output, _("earlier advice of others"), others);
  }
  if (index == 0)
    phrase_item(output, g_strdup(_("none yet")), NULL);
  phrase_more(output, document, "advice");
  phrase_messages(output, json_object_get(document, "messages"), phrase_text(document, "zone"));
  phrase_more(output, document, "messages");
}
