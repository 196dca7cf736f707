/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_layouts.c: the business's own views in sentences; ids at the end of lines, so that one can act on them. */
#include "record_layouts.h"

#include "record_phrases.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* ---- Today ------------------------------------------------------------------------------------------------------ */

typedef struct {
  const char *member;
  const char *title;
  const char *words; /* of the row, beside the partner: its member */
  const char *date;  /* a member; NULL: none */
  const char *by;    /* the word before the date */
  bool can_be_late;  /* by the date something was to be done */
} Section;

static const Section sections[] = {
    {"to_decide", N_("To decide"), "option", "decide_by", N_("by"), true},
    {"unanswered", N_("Nobody has answered"), "question", "decide_by", N_("to decide by"), true},
    {"to_report", N_("How did it turn out?"), "option", "know_by", N_("known by"), true},
    {"to_check", N_("Drawn for a check"), "option", NULL, NULL, false},
    {"questions", N_("Questions to you"), NULL, "at", N_("since"), false},
    {"replies", N_("Replies to your decisions"), NULL, "at", N_("on"), false},
    {"to_review", N_("Reviews"), NULL, "due_at", N_("due"), true},
    {"reviews_wanted", N_("Time for a review"), NULL, "due_at", N_("since"), false},
    {"tasks_due", N_("Tasks due"), "title", "due_at", N_("due"), true},
    {"mandates_ending", N_("Mandates that run out"), "level", "expires_at", N_("on"), false},
    {"contracts_renewing", N_("Contracts that renew"), NULL, "notice_by", N_("notice by"), true},
    {"contracts_renewed", N_("Contracts that have renewed"), NULL, "renews_at", N_("on"), false},
    {"contracts_ending", N_("Contracts that end"), NULL, "ends_at", N_("on"), false},
};

/* What the row is about: what was advised, and on which question; or that one's own view comes first, and how. */
static char *row_words(const Section *section, const json_t *row) {
  if (json_is_true(json_object_get(row, "is_shut")))
    return g_strdup_printf(_("your own view comes first: bellwether seal-own-view --on %s"),
                           phrase_text(row, "brief_id"));
  const char *words = section->words != NULL ? phrase_text(row, section->words) : NULL;
  const char *question = phrase_text(row, "question");
  if (section->words != NULL && words == NULL)
    words = _("(erased)");
  if (section->words != NULL && strcmp(section->words, "level") == 0)
    words = phrase_level(words);
  return words != NULL && question != NULL && words != question ? g_strdup_printf("%s (%s)", words, question)
                                                                : g_strdup(words);
}

/* "by 20 January 2026", and how late that is. */
static char *when_words(const Section *section, const json_t *row, const json_t *document) {
  const char *zone = phrase_text(document, "zone");
  g_autofree char *date = section->date != NULL ? phrase_date(row, section->date, zone) : g_strdup("");
  int64_t days = section->can_be_late ? phrase_days_past(row, section->date, document, "at", zone) : -1;
  if (*date == '\0')
    return NULL;
  g_autofree char *late =
      days > 0 ? g_strdup_printf(ngettext(" (%" PRId64 " day late)", " (%" PRId64 " days late)", (gulong)days), days)
               : g_strdup(days == 0 ? _(" (today)") : "");
  return g_strdup_printf("%s %s%s", _(section->by), date, late);
}

static void print_row(Output *output, const Section *section, const json_t *row, const json_t *document) {
  const char *partner = phrase_text(row, "partner");
  bool is_of_partner = strcmp(section->member, "unanswered") != 0;
  g_autofree char *words = row_words(section, row);
  g_autofree char *when = when_words(section, row, document);
  g_autofree char *worked = words_share(phrase_integer(row, "partner_worked", 0));
  g_autoptr(GString) text = g_string_new(is_of_partner ? partner != NULL ? partner : _("(erased)") : "");
  if (words != NULL)
    g_string_append_printf(text, "%s%s", text->len > 0 ? ": " : "", words);
  if (when != NULL)
    g_string_append_printf(text, ", %s", when);
  if (json_object_get(row, "partner_worked") != NULL)
    g_string_append_printf(text, _("; they say: %s"), worked);
  phrase_item(output, g_strdup(text->str), phrase_text(row, "id"));
}

static bool print_quiet(Output *output, const json_t *rows) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    if (index == 0)
      phrase_heading(output, _("Worth a word"));
    const char *partner = phrase_text(row, "partner");
    g_autofree char *quiet = phrase_quiet(row);
    phrase_item(
        output,
        g_strdup_printf(_("%s %s; that is all that is known"), partner != NULL ? partner : _("(erased)"), quiet),
        phrase_text(row, "id"));
  }
  return json_array_size(rows) > 0;
}

static bool print_freedom(Output *output, const json_t *rows, const char *currency) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    if (index == 0)
      phrase_heading(output, _("Freedom earned"));
    const char *partner = phrase_text(row, "partner");
    int64_t granted = phrase_integer(row, "granted_minor", 0);
    g_autofree char *deserves = phrase_money(phrase_integer(row, "earned_minor", 0), currency);
    g_autofree char *has = granted > 0 ? phrase_money(granted, currency) : g_strdup(_("none"));
    g_autofree char *why = phrase_standing(json_object_get(row, "document"), PHRASE_OF_THEM);
    g_autofree char *back = phrase_handed_back(json_object_get(row, "document"));
    phrase_item(output,
                g_strdup_printf(_("%s has earned the freedom to decide up to %s alone; granted: %s. %s%s%s"),
                                partner != NULL ? partner : _("(erased)"), deserves, has, why,
                                back != NULL ? _("; it would have handed back ") : "", back != NULL ? back : ""),
                phrase_text(row, "id"));
  }
  return json_array_size(rows) > 0;
}

void layout_today(Output *output, const json_t *document) {
  const char *zone = phrase_text(document, "zone");
  const char *name = phrase_text(document, "name");
  g_autofree char *date = phrase_date(document, "at", zone);
  output_printf(output, "%s, %s\n", name != NULL ? name : "", date);
  phrase_age(output, document, zone, PHRASE_OF_THEM);
  bool any = print_freedom(output, json_object_get(document, "freedom"), phrase_text(document, "currency"));
  phrase_more(output, document, "freedom");
  for (size_t place = 0; place < G_N_ELEMENTS(sections); place++) {
    size_t index = 0;
    json_t *row = NULL;
    json_array_foreach(json_object_get(document, sections[place].member), index, row) {
      if (index == 0)
        phrase_heading(output, _(sections[place].title));
      print_row(output, &sections[place], row, document);
      any = true;
    }
    phrase_more(output, document, sections[place].member);
  }
  any = phrase_goals(output, _("Goals off course"), json_object_get(document, "goals_off_course"), zone) || any;
  any = print_quiet(output, json_object_get(document, "to_talk_with")) || any;
  phrase_more(output, document, "to_talk_with");
  if (!any) {
    output_printf(output, "\n");
    output_paragraph(output, 0,
                     _("Nothing waits for you. When a partner advises you by phone or mail, write it down: bellwether "
                       "note-advice."));
  }
}

/* ---- Partners --------------------------------------------------------------------------------------------------- */

static void print_standings(Output *output, const json_t *rows, const char *currency) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const json_t *standing = json_object_get(row, "document");
    const char *skill = phrase_text(row, "skill");
    g_autofree char *worth = phrase_standing(standing, PHRASE_OF_THEM);
    g_autofree char *limit = phrase_limit(standing, currency);
    phrase_item(output, g_strdup_printf("%s: %s; %s", skill != NULL ? skill : _("(erased)"), worth, limit), NULL);
  }
}

static void print_mandates(Output *output, const json_t *rows, const char *currency, const char *zone) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    g_autofree char *words = phrase_mandate(row, currency, zone);
    phrase_item(output, g_strdup_printf(_("freedom granted: %s"), words), phrase_text(row, "id"));
  }
}

void layout_partners(Output *output, const json_t *document) {
  const char *currency = phrase_text(document, "currency");
  const json_t *partners = json_object_get(document, "partners");
  size_t index = 0;
  json_t *partner = NULL;
  json_array_foreach(partners, index, partner) {
    const char *name = phrase_text(partner, "name");
    output_printf(output, "%s%s  [%s]\n", index > 0 ? "\n" : "", name != NULL ? name : _("(erased)"),
                  phrase_text(partner, "id"));
    g_autofree char *advice = words_count((size_t)phrase_integer(partner, "advice", 0));
    phrase_item(output,
                g_strdup_printf(_("advice: %s; waiting for a decision: %" PRId64 "; outcome overdue: %" PRId64), advice,
                                phrase_integer(partner, "waiting", 0), phrase_integer(partner, "overdue", 0)),
                NULL);
    print_standings(output, json_object_get(partner, "standings"), currency);
    print_mandates(output, json_object_get(partner, "mandates"), currency, phrase_text(document, "zone"));
  }
  bool is_first = json_object_get(document, "freedom") != NULL; /* of the pages */
  if (json_is_true(json_object_get(document, "is_estimate_old")) ||
      json_is_true(json_object_get(document, "is_estimate_missing")))
    output_printf(output, "\n");
  phrase_age(output, document, phrase_text(document, "zone"), PHRASE_OF_THEM);
  if (json_array_size(partners) == 0)
    output_paragraph(output, 0,
                     is_first ? _("There is no partner yet. Add the first: bellwether add-partner, then bellwether "
                                  "start-engagement.")
                              : _("There are no more partners."));
  if (json_object_get(document, "next_after") != NULL)
    output_printf(output, _("\nMore: --after %" PRId64 "\n"), phrase_integer(document, "next_after", 0));
}

static void print_heard(Output *output, const json_t *last_ten) {
  g_autofree char *followed = phrase_followed(last_ten);
  if (followed != NULL)
    phrase_item(output, g_strdup_printf(_("heard: %s"), followed), NULL);
}

/* How often they were followed in each skill, beside how often the record says that it was the better choice. */
static void print_deserved(Output *output, const json_t *rows) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    g_autofree char *heard = phrase_heard(json_object_get(row, "document"));
    const char *skill = phrase_text(row, "skill");
    if (heard != NULL)
      phrase_item(output, g_strdup_printf(_("heard in %s: %s"), skill != NULL ? skill : _("(erased)"), heard), NULL);
  }
}

static void print_quiet_partner(Output *output, const json_t *row) {
  if (!json_is_object(row))
    return;
  g_autofree char *quiet = phrase_quiet(row);
  phrase_item(output, g_strdup_printf(_("worth a word: %s"), quiet), NULL);
}

/* The hours are known only where it is set how long a check takes. */
static void print_alone(Output *output, const json_t *alone) {
  int64_t decisions = phrase_integer(alone, "decisions", 0);
  int64_t minutes = phrase_integer(alone, "minutes_handed_back", -1);
  if (decisions == 0)
    return;
  phrase_item(output,
              minutes < 0 ? g_strdup_printf(_("decided alone: %" PRId64), decisions)
                          : g_strdup_printf(_("decided alone: %" PRId64 ", which handed back %.1f hours of checking"),
                                            decisions, (double)minutes / 60),
              NULL);
}

static void print_worth(Output *output, const json_t *document, const char *currency) {
  g_autofree char *fees = phrase_money(phrase_integer(document, "fees_minor", 0), currency);
  phrase_item(output, g_strdup_printf(_("fees paid: %s"), fees), NULL);
  print_alone(output, json_object_get(document, "decided_alone"));
}

static void print_contacts(Output *output, const json_t *rows) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *name = phrase_text(row, "name");
    const char *mail = phrase_text(row, "mail");
    const char *phone = phrase_text(row, "phone");
    if (index == 0)
      phrase_heading(output, _("Whom to reach"));
    phrase_item(output,
                g_strdup_printf("%s%s%s%s%s", name != NULL ? name : _("(erased)"), mail != NULL ? ", " : "",
                                mail != NULL ? mail : "", phone != NULL ? ", " : "", phone != NULL ? phone : ""),
                phrase_text(row, "id"));
  }
}

static void print_advice_list(Output *output, const json_t *rows) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    if (index == 0)
      phrase_heading(output, _("Advice, the newest first"));
    phrase_item(output, phrase_advice(row), phrase_text(row, "id"));
  }
}

static const char *no_standing_words(const json_t *document) {
  if (json_array_size(json_object_get(document, "advice")) == 0)
    return _("no advice yet, so nothing is known of what it is worth");
  return phrase_is_of_today(document)
             ? _("none of their advice counts: it was withdrawn, or they say that they never gave it")
             : _("what their advice is worth was not worked out yet: `bellwether refit` does it");
}

void layout_partner(Output *output, const json_t *document) {
  const char *currency = phrase_text(document, "currency");
  const char *zone = phrase_text(document, "zone");
  const json_t *partner = json_object_get(document, "partner");
  const char *name = phrase_text(partner, "name");
  output_printf(output, "%s  [%s]\n", name != NULL ? name : _("(erased)"), phrase_text(partner, "id"));
  phrase_line(output, _("About them"), phrase_text(partner, "about"));
  phrase_age(output, document, zone, PHRASE_OF_THEM);
  print_standings(output, json_object_get(document, "standings"), currency);
  if (json_array_size(json_object_get(document, "standings")) == 0 &&
      !json_is_true(json_object_get(document, "is_estimate_missing")))
    phrase_item(output, g_strdup(no_standing_words(document)), NULL);
  print_mandates(output, json_object_get(document, "mandates"), currency, zone);
  print_heard(output, json_object_get(document, "last_ten"));
  print_deserved(output, json_object_get(document, "standings"));
  print_quiet_partner(output, json_object_get(document, "quiet"));
  print_worth(output, document, currency);
  phrase_stated_list(output, json_object_get(document, "stated"), PHRASE_OF_THEM);
  print_contacts(output, json_object_get(document, "contacts"));
  phrase_more(output, document, "contacts");
  phrase_engagements(output, _("Engagements"), json_object_get(document, "engagements"), currency, zone);
  phrase_more(output, document, "engagements");
  phrase_goals(output, _("Goals that they serve"), json_object_get(document, "goals"), zone);
  print_advice_list(output, json_object_get(document, "advice"));
  if (json_object_get(document, "next_before") != NULL)
    output_printf(output, _("\nMore: --before %" PRId64 "\n"), phrase_integer(document, "next_before", 0));
}

/* ---- Direction and skills --------------------------------------------------------------------------------------- */

void layout_direction(Output *output, const json_t *document) {
  const char *words = phrase_text(document, "words");
  output_paragraph(
      output, 0, words != NULL ? words : _("No direction is set. Say where you want to go: bellwether set-direction."));
  if (!phrase_goals(output, _("Goals"), json_object_get(document, "goals"), phrase_text(document, "zone")))
    output_printf(output, "\n%s\n", _("There is no goal yet: bellwether add-goal."));
  phrase_work(output, json_object_get(document, "work"));
}

static const char *because_words(const char *reason) {
  if (strcmp(reason, "bought_often") == 0)
    return _("it is bought often");
  if (strcmp(reason, "serves_a_goal") == 0)
    return _("it serves a goal");
  return strcmp(reason, "advice_works") == 0 ? _("advice in it mostly worked") : _("they speak up unasked");
}

static void print_because(Output *output, const json_t *reasons) {
  g_autoptr(GString) text = g_string_new(_("deserves a partner, for "));
  size_t index = 0;
  json_t *reason = NULL;
  json_array_foreach(reasons, index, reason) {
    g_string_append_printf(text, "%s%s", index > 0 ? _(", and ") : "", because_words(json_string_value(reason)));
  }
  if (json_array_size(reasons) > 0)
    phrase_item(output, g_strdup(text->str), NULL);
}

void layout_skills(Output *output, const json_t *document) {
  phrase_age(output, document, phrase_text(document, "zone"), PHRASE_OF_THEM);
  const json_t *skills = json_object_get(document, "skills");
  size_t index = 0;
  json_t *skill = NULL;
  json_array_foreach(skills, index, skill) {
    const char *name = phrase_text(skill, "name");
    const char *stance = phrase_text(skill, "stance");
    output_printf(output, "%s: %s  [%s]\n", name != NULL ? name : _("(erased)"),
                  strcmp(stance, "focus") == 0     ? _("sets us apart: kept, and invested in")
                  : strcmp(stance, "partner") == 0 ? _("held by partners, who have a say")
                                                   : _("bought by the task"),
                  phrase_text(skill, "id"));
    size_t place = 0;
    json_t *holder = NULL;
    json_array_foreach(json_object_get(skill, "holders"), place, holder) {
      phrase_item(output, g_strdup(phrase_text(holder, "partner") != NULL ? phrase_text(holder, "partner") : ""),
                  phrase_text(holder, "engagement_id"));
    }
    print_because(output, json_object_get(skill, "partner_because"));
  }
  if (json_array_size(skills) == 0)
    output_paragraph(output, 0,
                     _("There is no skill yet. Name what the business must be able to do: bellwether add-skill."));
}
