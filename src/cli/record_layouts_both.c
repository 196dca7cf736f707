/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_layouts_both.c: views that both sides read, in sentences: advice, briefs, engagements, the portal, keys. */
#include "record_layouts.h"

#include "record_phrases.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#define TEN_THOUSANDTHS 10000.0

static void print_line(Output *output, const char *title, const char *text) {
  if (text == NULL || *text == '\0')
    return;
  output_printf(output, "%s: ", title);
  output_paragraph(output, 2, text);
}

static void print_list(Output *output, const char *title, const json_t *texts) {
  size_t index = 0;
  json_t *text = NULL;
  json_array_foreach(texts, index, text) {
    if (index == 0)
      phrase_heading(output, title);
    phrase_item(output, g_strdup(json_string_value(text)), NULL);
  }
}

/* Rows with one text each, and their ids. */
static void print_rows(Output *output, const char *title, const json_t *rows, const char *member) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *text = phrase_text(row, member);
    if (index == 0)
      phrase_heading(output, title);
    phrase_item(output, g_strdup(text != NULL ? text : _("(erased)")), phrase_text(row, "id"));
  }
}

static void print_messages(Output *output, const json_t *rows) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *words = phrase_text(row, "words");
    if (index == 0)
      phrase_heading(output, _("What was said"));
    g_autofree char *who = phrase_who(row, "person_id");
    phrase_item(output, g_strdup_printf("%s: %s", who, words != NULL ? words : _("(erased)")), phrase_text(row, "id"));
  }
}

/* ---- One advice ------------------------------------------------------------------------------------------------- */

static void print_roads(Output *output, const json_t *document, const char *currency) {
  const json_t *forecast = json_object_get(document, "forecast");
  g_autofree char *advice = phrase_chance(json_object_get(forecast, "advice"));
  g_autofree char *own = phrase_chance(json_object_get(forecast, "own_view"));
  if (advice == NULL)
    return;
  phrase_heading(output, _("What each road promises"));
  phrase_item(output, g_strdup_printf(_("that it works if it is followed: %s"), advice), NULL);
  if (own != NULL)
    phrase_item(output, g_strdup_printf(_("that your own view works instead: %s"), own), NULL);
  if (json_object_get(forecast, "difference_minor") != NULL) {
    g_autofree char *middle = phrase_money(phrase_integer(forecast, "difference_minor", 0), currency);
    g_autofree char *low = phrase_money(phrase_integer(forecast, "difference_low_minor", 0), currency);
    g_autofree char *high = phrase_money(phrase_integer(forecast, "difference_high_minor", 0), currency);
    phrase_item(output, g_strdup_printf(_("following is worth %s more, between %s and %s"), middle, low, high), NULL);
  }
  phrase_item(output,
              g_strdup_printf(_("others who said the same: %" PRId64 "; something else: %" PRId64),
                              phrase_integer(forecast, "agreeing", 0), phrase_integer(forecast, "disagreeing", 0)),
              NULL);
}

/* The two risks of overriding: a poorer option, and a partner who stops speaking up. */
static void print_risks(Output *output, const json_t *document) {
  const json_t *standing = json_object_get(document, "standing");
  const json_t *last_ten = json_object_get(document, "last_ten");
  if (standing != NULL) {
    g_autofree char *worth = phrase_standing(standing, PHRASE_OF_THEM);
    phrase_item(output, g_strdup_printf(_("their record here: %s"), worth), NULL);
  }
  if (phrase_integer(last_ten, "decided", 0) == 0)
    return;
  g_autofree char *followed = words_sum((double)phrase_integer(last_ten, "followed", 0) / TEN_THOUSANDTHS);
  g_autofree char *deserved = phrase_chance(json_object_get(standing, "warranted"));
  phrase_item(output,
              g_strdup_printf(_("of their last %" PRId64 " pieces of advice you followed %s%s%s"),
                              phrase_integer(last_ten, "decided", 0), followed,
                              deserved != NULL ? _("; following was the better choice: ") : "",
                              deserved != NULL ? deserved : ""),
              NULL);
}

static void print_advice_head(Output *output, const json_t *advice, const char *zone) {
  const char *partner = phrase_text(advice, "partner");
  g_autofree char *what = phrase_advice(advice);
  g_autofree char *known = phrase_date(advice, "know_by", zone);
  output_printf(output, "%s  [%s]\n", partner != NULL ? partner : _("(erased)"), phrase_text(advice, "id"));
  print_line(output, _("Question"), phrase_text(advice, "question"));
  print_line(output, _("Advice"), what);
  print_line(output, _("Reasons"), phrase_text(advice, "reasons"));
  print_line(output, _("Interest declared"), phrase_text(advice, "interest"));
  print_line(output, _("It will have worked if"), phrase_text(advice, "worked_if"));
  print_line(output, _("Known by"), known);
}

void layout_advice(Output *output, const json_t *document) {
  const json_t *advice = json_object_get(document, "advice");
  const char *currency = phrase_text(document, "currency");
  print_advice_head(output, advice, phrase_text(document, "zone"));
  if (json_object_get(advice, "stake_minor") != NULL) {
    g_autofree char *stake = phrase_money(phrase_integer(advice, "stake_minor", 0), currency);
    print_line(output, _("At stake"), stake);
  }
  print_list(output, _("What else was considered"), json_object_get(advice, "alternatives"));
  if (json_is_true(json_object_get(advice, "is_unopened")))
    output_printf(output, _("You have not opened it: bellwether open-advice --advice %s\n"), phrase_text(advice, "id"));
  print_roads(output, document, currency);
  print_risks(output, document);
  size_t index = 0;
  json_t *other = NULL;
  bool alone = json_array_size(json_object_get(document, "beside")) < 2; /* it is itself among them */
  json_array_foreach(json_object_get(document, "beside"), index, other) {
    if (alone)
      break;
    if (index == 0)
      phrase_heading(output, _("All advice on this question"));
    g_autofree char *what = phrase_advice(other);
    phrase_item(output, g_strdup_printf("%s: %s", phrase_text(other, "partner"), what), phrase_text(other, "id"));
  }
  print_messages(output, json_object_get(document, "messages"));
  const char *shown = phrase_text(document, "shown");
  const char *state = phrase_text(advice, "state");
  if (shown != NULL && state != NULL && (strcmp(state, "open") == 0 || strcmp(state, "deferred") == 0))
    output_printf(output, _("\nTo decide: bellwether decide --advice %s --decision follow --shown %s\n"),
                  phrase_text(advice, "id"), shown);
}

void layout_brief(Output *output, const json_t *document) {
  const json_t *brief = json_object_get(document, "brief");
  const char *zone = phrase_text(document, "zone");
  const char *question = phrase_text(brief, "question");
  g_autofree char *decide_by = phrase_date(brief, "decide_by", zone);
  g_autofree char *know_by = phrase_date(brief, "know_by", zone);
  output_printf(output, "%s  [%s]\n", question != NULL ? question : _("(erased)"), phrase_text(brief, "id"));
  print_line(output, _("Details"), phrase_text(brief, "details"));
  print_line(output, _("To decide by"), decide_by);
  print_line(output, _("Known by"), know_by);
  print_line(output, _("It will have worked if"), phrase_text(brief, "worked_if"));
  print_list(output, _("Constraints"), json_object_get(brief, "constraints"));
  print_list(output, _("Criteria"), json_object_get(brief, "criteria"));
  print_rows(output, _("Asked"), json_object_get(document, "asked"), "partner");
  phrase_heading(output, _("Advice"));
  size_t index = 0;
  json_t *advice = NULL;
  json_array_foreach(json_object_get(document, "advice"), index, advice) {
    g_autofree char *what = phrase_advice(advice);
    g_autofree char *chance = phrase_chance(json_object_get(json_object_get(advice, "forecast"), "advice"));
    phrase_item(output,
                g_strdup_printf("%s: %s%s%s", phrase_text(advice, "partner"), what,
                                chance != NULL ? _("; that it works: ") : "", chance != NULL ? chance : ""),
                phrase_text(advice, "id"));
  }
  if (index == 0)
    phrase_item(output, g_strdup(_("none yet")), NULL);
  print_messages(output, json_object_get(document, "messages"));
}

/* ---- One engagement --------------------------------------------------------------------------------------------- */

static void print_terms(Output *output, const json_t *engagement, const char *currency, const char *zone) {
  print_line(output, _("Purpose"), phrase_text(engagement, "purpose"));
  if (json_object_get(engagement, "fee_minor") != NULL) {
    g_autofree char *fee = phrase_money(phrase_integer(engagement, "fee_minor", 0), currency);
    int64_t months = phrase_integer(engagement, "fee_months", 0);
    g_autofree char *every =
        months > 0 ? g_strdup_printf(ngettext("%s every month", "%s every %" PRId64 " months", (unsigned long)months),
                                     fee, months)
                   : g_strdup_printf(_("%s for each piece of work"), fee);
    print_line(output, _("Fee"), every);
  }
  g_autofree char *begins = phrase_date(engagement, "begins_at", zone);
  g_autofree char *renews = phrase_date(engagement, "renews_at", zone);
  g_autofree char *ends = phrase_date(engagement, "ends_at", zone);
  print_line(output, _("Since"), begins);
  print_line(output, _("Renews"), renews);
  print_line(output, _("Ends"), ends);
}

static void print_mandate(Output *output, const json_t *rows, const char *currency, const char *zone) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    g_autofree char *words = phrase_mandate_full(row, currency, zone, PHRASE_OF_THEM);
    g_autofree char *from = phrase_date(row, "begins_at", zone);
    if (index == 0)
      phrase_heading(output, _("Mandates"));
    phrase_item(output,
                g_strdup_printf(_("%s, from %s on%s"), words, from,
                                json_is_true(json_object_get(row, "is_in_force")) ? _(" (in force)") : ""),
                phrase_text(row, "id"));
  }
}

static void print_reviews(Output *output, const json_t *rows, const char *zone) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    g_autofree char *due = phrase_date(row, "due_at", zone);
    size_t answers = json_array_size(json_object_get(row, "answers"));
    bool closed = json_object_get(row, "closed_at") != NULL;
    if (index == 0)
      phrase_heading(output, _("Reviews"));
    phrase_item(output,
                g_strdup_printf(_("due %s: %s; answers that you may read: %zu"), due, closed ? _("closed") : _("open"),
                                answers),
                phrase_text(row, "id"));
  }
}

void layout_engagement(Output *output, const json_t *document) {
  const json_t *engagement = json_object_get(document, "engagement");
  const char *currency = phrase_text(document, "currency");
  const char *zone = phrase_text(document, "zone");
  const char *partner = phrase_text(engagement, "partner");
  const char *skill = phrase_text(engagement, "skill");
  output_printf(output, "%s, %s  [%s]\n", partner != NULL ? partner : _("(erased)"),
                skill != NULL ? skill : _("(erased)"), phrase_text(engagement, "id"));
  print_terms(output, engagement, currency, zone);
  size_t index = 0;
  json_t *goal = NULL;
  json_array_foreach(json_object_get(document, "goals"), index, goal) {
    if (index == 0)
      phrase_heading(output, _("Goals that it serves"));
    phrase_item(output, phrase_goal(goal, zone), phrase_text(goal, "id"));
  }
  print_mandate(output, json_object_get(document, "mandates"), currency, zone);
  print_rows(output, _("Open questions"), json_object_get(document, "open_briefs"), "question");
  print_rows(output, _("Tasks"), json_object_get(document, "tasks"), "title");
  print_reviews(output, json_object_get(document, "reviews"), zone);
  print_messages(output, json_object_get(document, "messages"));
  phrase_work(output, json_object_get(document, "work"));
}

/* ---- The portal, and keys --------------------------------------------------------------------------------------- */

static void print_business(Output *output, const json_t *business) {
  const char *name = phrase_text(business, "name");
  size_t index = 0;
  json_t *row = NULL;
  output_printf(output, "%s  [%s]\n", name != NULL ? name : _("(erased)"), phrase_text(business, "workspace"));
  print_line(output, _("Where they want to go"), phrase_text(business, "direction"));
  json_array_foreach(json_object_get(business, "standings"), index, row) {
    const char *skill = phrase_text(row, "skill");
    g_autofree char *worth = phrase_standing(json_object_get(row, "document"), PHRASE_OF_YOU);
    phrase_item(output, g_strdup_printf("%s: %s", skill != NULL ? skill : _("(erased)"), worth), NULL);
  }
  print_rows(output, _("To answer"), json_object_get(business, "to_answer"), "question");
  print_rows(output, _("Questions to you"), json_object_get(business, "questions"), "words");
  json_array_foreach(json_object_get(business, "to_review"), index, row) {
    g_autofree char *due = phrase_date(row, "due_at", phrase_text(business, "zone"));
    phrase_item(output, g_strdup_printf(_("a review wants your answers, due %s"), due), phrase_text(row, "id"));
  }
  json_array_foreach(json_object_get(business, "advice"), index, row) {
    if (index == 0)
      phrase_heading(output, _("Your advice, and what became of it"));
    phrase_item(output, phrase_advice(row), phrase_text(row, "id"));
  }
}

void layout_portal(Output *output, const json_t *document) {
  const json_t *businesses = json_object_get(document, "businesses");
  size_t index = 0;
  json_t *business = NULL;
  json_array_foreach(businesses, index, business) {
    output_printf(output, "%s", index > 0 ? "\n" : "");
    print_business(output, business);
  }
  if (json_array_size(businesses) == 0)
    output_paragraph(output, 0, _("You are no partner of any business here. Ask one to invite you."));
}

/* A key file (docs/journal.md), so that it can be kept as it is. */
void layout_key(Output *output, const json_t *document) {
  size_t index = 0;
  json_t *key = NULL;
  output_printf(output, "# %s\n", phrase_text(document, "workspace"));
  json_array_foreach(json_object_get(document, "keys"), index, key) {
    output_printf(output, _("# from entry %" PRId64 " on\n"), phrase_integer(key, "from_entry", 0));
    output_printf(output, _("# called %s by whoever verifies a receipt\n"), phrase_text(key, "key_id"));
    output_printf(output, "%s\n", phrase_text(key, "public_key"));
  }
}

/* ---- Entries ---------------------------------------------------------------------------------------------------- */

/* An entry's number, when, what and by whom, and its texts. */
static void print_entry(Output *output, const json_t *entry, const char *zone) {
  const char *thing = phrase_text(entry, "thing");
  const char *kind = phrase_text(entry, "kind");
  g_autofree char *who = phrase_who(entry, "person");
  g_autofree char *at = phrase_date(entry, "at", zone);
  output_printf(output, "%" PRId64 "  %s  %s%s%s%s%s%s%s\n", phrase_integer(entry, "entry", 0), at,
                kind != NULL ? kind : _("about an advice"), *who != '\0' ? _(" by ") : "", who, thing != NULL ? "  [" : "",
                thing != NULL ? thing : "", thing != NULL ? "]" : "",
                json_is_true(json_object_get(entry, "is_shut")) ? _("  (shut to you)") : "");
  const char *pointer = NULL;
  json_t *text = NULL;
  json_object_foreach(json_object_get(entry, "texts"), pointer, text) {
    phrase_item(output, g_strdup_printf("%s: %s", pointer + 1, json_string_value(text)), NULL);
  }
}

static void print_entries(Output *output, const json_t *document, const char *list, const char *none) {
  const json_t *entries = json_object_get(document, list);
  size_t index = 0;
  json_t *entry = NULL;
  json_array_foreach(entries, index, entry) {
    print_entry(output, entry, phrase_text(document, "zone"));
  }
  if (json_array_size(entries) == 0)
    output_paragraph(output, 0, none);
  if (json_object_get(document, "next_before") != NULL)
    output_printf(output, _("More: --before %" PRId64 "\n"), phrase_integer(document, "next_before", 0));
}

void layout_journal(Output *output, const json_t *document) {
  print_entries(output, document, "entries", _("Nothing was entered about this."));
}

void layout_search(Output *output, const json_t *document) {
  int64_t unread = phrase_integer(document, "unread_entries", 0);
  if (unread > 0)
    output_printf(output,
                  ngettext("%" PRId64 " entry is not searched yet\n", "%" PRId64 " entries are not searched yet\n",
                           (unsigned long)unread),
                  unread);
  print_entries(output, document, "found",
                _("Nothing that you may read holds all of these words. Only whole words are found."));
}
