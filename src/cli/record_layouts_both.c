/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_layouts_both.c: views that both sides read, in sentences: engagements, the portal, keys, entries. */
#include "record_layouts.h"

#include "record_phrases.h"
#include "verify_entry.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* ---- One engagement --------------------------------------------------------------------------------------------- */

/* "5 % (of the goal Rent  [g13])". */
static void print_gain(Output *output, const json_t *engagement) {
  g_autofree char *goal = phrase_goal_named(engagement, "gain_goal");
  if (json_object_get(engagement, "gain_share") == NULL)
    return;
  g_autofree char *share = words_share(phrase_integer(engagement, "gain_share", 0));
  g_autofree char *text = goal != NULL ? g_strdup_printf(_("%s (of the goal %s)"), share, goal) : g_strdup(share);
  phrase_line(output, _("Share of the gain"), text);
}

static void print_rhythm(Output *output, const json_t *engagement) {
  int64_t months = phrase_integer(engagement, "review_months", 0);
  g_autofree char *notice = phrase_days(phrase_integer(engagement, "notice_days", 0));
  g_autofree char *every =
      g_strdup_printf(ngettext("every month", "every %" PRId64 " months", (unsigned long)months), months);
  phrase_line(output, _("Notice"), json_object_get(engagement, "notice_days") != NULL ? notice : NULL);
  phrase_line(output, _("Reviews"), months > 0 ? every : NULL);
}

static void print_terms(Output *output, const json_t *engagement, const char *currency, const char *zone) {
  phrase_line(output, _("Purpose"), phrase_text(engagement, "purpose"));
  g_autofree char *fee = phrase_fee(engagement, currency);
  phrase_line(output, _("Fee"), fee);
  print_gain(output, engagement);
  g_autofree char *begins = phrase_date(engagement, "begins_at", zone);
  g_autofree char *renews = phrase_date(engagement, "renews_at", zone);
  g_autofree char *ends = phrase_date(engagement, "ends_at", zone);
  phrase_line(output, _("Since"), begins);
  phrase_line(output, _("Renews"), renews);
  phrase_line(output, _("Ends"), ends);
  print_rhythm(output, engagement);
}

/* What became of it, where it does not lie ahead. */
static char *mandate_state(const json_t *row, const char *zone) {
  const char *by = phrase_text(row, "replaced_by");
  g_autofree char *revoked = phrase_date(row, "revoked_at", zone);
  if (json_is_true(json_object_get(row, "is_in_force")))
    return g_strdup(_(" (in force)"));
  if (!json_is_true(json_object_get(row, "is_revoked")))
    return g_strdup("");
  return by != NULL ? g_strdup_printf(_(" (changed on %s: %s took its place)"), revoked, by)
                    : g_strdup_printf(_(" (taken back on %s)"), revoked);
}

static void print_mandate(Output *output, const json_t *rows, const char *currency, const char *zone) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    g_autofree char *words = phrase_mandate_full(row, currency, zone, PHRASE_OF_THEM);
    g_autofree char *from = phrase_date(row, "begins_at", zone);
    g_autofree char *state = mandate_state(row, zone);
    if (index == 0)
      phrase_heading(output, _("Mandates"));
    phrase_item(output, g_strdup_printf(_("%s, from %s on%s"), words, from, state), phrase_text(row, "id"));
    phrase_remark(output, _("said with it"), phrase_kept(row, "words", "is_words_erased"));
    phrase_remark(output, _("said when it was taken back"), phrase_text(row, "revoked_words"));
  }
}

/* "The new address on every page; due 9 January 2026", "…; done on 8 January 2026". */
static void print_tasks(Output *output, const json_t *rows, const char *zone) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *title = phrase_text(row, "title");
    const char *state = phrase_text(row, "state");
    g_autofree char *due = phrase_date(row, "due_at", zone);
    g_autofree char *ended = phrase_date(row, "ended_at", zone);
    g_autofree char *goal = phrase_goal_named(row, "goal");
    g_autofree char *how = g_strcmp0(state, "done") == 0      ? g_strdup_printf(_("; done on %s"), ended)
                           : g_strcmp0(state, "dropped") == 0 ? g_strdup_printf(_("; dropped on %s"), ended)
                           : *due != '\0'                     ? g_strdup_printf(_("; due %s"), due)
                                                              : g_strdup(_("; no date was set"));
    if (index == 0)
      phrase_heading(output, _("Tasks"));
    phrase_item(output, g_strdup_printf("%s%s", title != NULL ? title : _("(erased)"), how), phrase_text(row, "id"));
    phrase_remark(output, _("serves the goal"), goal);
  }
}

/* What a side answered, of 5 each. The view gives only those that the reader may see. */
static void print_answer(Output *output, const json_t *answer) {
  bool by_partner = g_strcmp0(phrase_text(answer, "side"), "partner") == 0;
  const char *words = phrase_kept(answer, "words", "is_words_erased");
  g_autofree char *entry = json_object_get(answer, "entry") != NULL ? phrase_entry(answer) : NULL;
  phrase_item(
      output,
      g_strdup_printf(_("%s: answers %" PRId64 ", facts %" PRId64 ", speed %" PRId64 ", worth %" PRId64 " of 5%s%s"),
                      by_partner ? _("the partner says") : _("the business says"), phrase_integer(answer, "answers", 0),
                      phrase_integer(answer, "facts", 0), phrase_integer(answer, "speed", 0),
                      phrase_integer(answer, "worth", 0), words != NULL ? "; " : "", words != NULL ? words : ""),
      entry);
}

static void print_reviews(Output *output, const json_t *rows, const char *zone) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    g_autofree char *due = phrase_date(row, "due_at", zone);
    g_autofree char *closed = phrase_date(row, "closed_at", zone);
    size_t place = 0;
    json_t *answer = NULL;
    if (index == 0)
      phrase_heading(output, _("Reviews of each other"));
    phrase_item(output,
                *closed != '\0' ? g_strdup_printf(_("due %s, closed %s"), due, closed)
                                : g_strdup_printf(_("due %s, open"), due),
                phrase_text(row, "id"));
    phrase_remark(output, _("agreed"), phrase_text(row, "words"));
    json_array_foreach(json_object_get(row, "answers"), place, answer) {
      print_answer(output, answer);
    }
  }
}

/* Advice of which the two sides tell differently. */
static void print_topics(Output *output, const json_t *rows) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *option = phrase_text(row, "option");
    if (index == 0)
      phrase_heading(output, _("To talk about: the two of you tell differently how these turned out."));
    g_autofree char *client = words_share(phrase_integer(row, "client_worked", 0));
    g_autofree char *partner = words_share(phrase_integer(row, "partner_worked", 0));
    phrase_item(output,
                g_strdup_printf(_("%s: the business says %s, the partner %s"), option != NULL ? option : _("(erased)"),
                                client, partner),
                phrase_text(row, "id"));
  }
}

static void print_fees(Output *output, const json_t *rows, const char *currency, const char *zone) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *note = phrase_text(row, "note");
    g_autofree char *paid = phrase_date(row, "paid_at", zone);
    g_autofree char *money = phrase_money(phrase_integer(row, "amount_minor", 0), currency);
    if (index == 0)
      phrase_heading(output, _("Fees paid"));
    phrase_item(output, g_strdup_printf("%s, %s%s%s", paid, money, note != NULL ? ": " : "", note != NULL ? note : ""),
                NULL);
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
  phrase_goals(output, _("Goals that it serves"), json_object_get(document, "goals"), zone);
  print_mandate(output, json_object_get(document, "mandates"), currency, zone);
  phrase_more(output, document, "mandates");
  phrase_rows(output, _("Open questions"), json_object_get(document, "open_briefs"), "question");
  phrase_more(output, document, "open_briefs");
  print_tasks(output, json_object_get(document, "tasks"), zone);
  phrase_more(output, document, "tasks");
  print_fees(output, json_object_get(document, "fees"), currency, zone);
  phrase_more(output, document, "fees");
  print_reviews(output, json_object_get(document, "reviews"), zone);
  phrase_more(output, document, "reviews");
  print_topics(output, json_object_get(document, "topics"));
  phrase_more(output, document, "topics");
  phrase_messages(output, json_object_get(document, "messages"), zone);
  phrase_more(output, document, "messages");
  phrase_rows(output, _("Files"), json_object_get(document, "files"), "name");
  phrase_work(output, json_object_get(document, "work"));
}

/* ---- The portal, and keys --------------------------------------------------------------------------------------- */

/* What the partner does for them, and how much say they have there. */
static void print_say(Output *output, const json_t *business) {
  const char *currency = phrase_text(business, "currency");
  const char *zone = phrase_text(business, "zone");
  size_t index = 0;
  json_t *row = NULL;
  phrase_engagements(output, _("What you do for them"), json_object_get(business, "engagements"), currency, zone);
  phrase_more(output, business, "engagements");
  json_array_foreach(json_object_get(business, "mandates"), index, row) {
    g_autofree char *words = phrase_mandate_full(row, currency, zone, PHRASE_OF_YOU);
    if (index == 0)
      phrase_heading(output, _("Your mandate"));
    phrase_item(output, g_strdup_printf("%s: %s", phrase_text(row, "engagement_id"), words), phrase_text(row, "id"));
  }
  phrase_more(output, business, "mandates");
  if (index == 0 && json_array_size(json_object_get(business, "engagements")) > 0) {
    phrase_heading(output, _("Your mandate"));
    phrase_item(output, g_strdup(_("none: you advise, the business decides")), NULL);
  }
}

static void print_standings(Output *output, const json_t *business) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(json_object_get(business, "standings"), index, row) {
    const char *skill = phrase_text(row, "skill");
    g_autofree char *worth = phrase_standing(json_object_get(row, "document"), PHRASE_OF_YOU);
    if (index == 0)
      phrase_heading(output, _("Your standing"));
    phrase_item(output, g_strdup_printf("%s: %s", skill != NULL ? skill : _("(erased)"), worth), NULL);
  }
  phrase_more(output, business, "standings");
}

/* What the business answered of late, and to what. */
static void print_answers(Output *output, const json_t *rows, const char *zone) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *words = phrase_text(row, "words");
    g_autofree char *date = phrase_date(row, "at", zone);
    if (index == 0)
      phrase_heading(output, _("Answers to you"));
    phrase_item(output,
                g_strdup_printf(_("%s (to %s on %s, %s)"), words != NULL ? words : _("(erased)"),
                                phrase_text(row, "answers"), phrase_text(row, "thing_id"), date),
                phrase_text(row, "id"));
  }
}

static void print_business(Output *output, const json_t *business) {
  const char *name = phrase_text(business, "name");
  const char *zone = phrase_text(business, "zone");
  size_t index = 0;
  json_t *row = NULL;
  output_printf(output, "%s  [%s]\n", name != NULL ? name : _("(erased)"), phrase_text(business, "workspace"));
  phrase_line(output, _("Where they want to go"), phrase_text(business, "direction"));
  phrase_age(output, business, zone, PHRASE_OF_YOU);
  print_standings(output, business);
  phrase_stated_list(output, json_object_get(business, "stated"), PHRASE_OF_YOU);
  print_say(output, business);
  phrase_rows(output, _("To answer"), json_object_get(business, "to_answer"), "question");
  phrase_more(output, business, "to_answer");
  phrase_rows(output, _("Questions to you"), json_object_get(business, "questions"), "words");
  phrase_more(output, business, "questions");
  print_answers(output, json_object_get(business, "answers"), zone);
  phrase_more(output, business, "answers");
  json_array_foreach(json_object_get(business, "to_review"), index, row) {
    g_autofree char *due = phrase_date(row, "due_at", zone);
    if (index == 0)
      phrase_heading(output, _("Reviews to give"));
    phrase_item(output, g_strdup_printf(_("a review wants your answers, due %s"), due), phrase_text(row, "id"));
  }
  phrase_more(output, business, "to_review");
  json_array_foreach(json_object_get(business, "advice"), index, row) {
    if (index == 0)
      phrase_heading(output, _("Your advice, and what became of it"));
    phrase_item(output, phrase_advice(row), phrase_text(row, "id"));
  }
  phrase_more(output, business, "advice");
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

/* An entry's number, when, what and by whom; all that it says, or, of what a search found, its texts. */
static void print_entry(Output *output, const json_t *entry, const VerifyEntryPlace *place) {
  const char *thing = phrase_text(entry, "thing");
  const char *kind = phrase_text(entry, "kind");
  g_autofree char *who = phrase_who(entry, "person");
  g_autofree char *at = phrase_date(entry, "at", place->zone);
  output_printf(output, "%" PRId64 "  %s  %s%s%s%s%s%s%s\n", phrase_integer(entry, "entry", 0), at,
                kind != NULL ? kind : _("about an advice"), *who != '\0' ? _(" by ") : "", who,
                thing != NULL ? "  [" : "", thing != NULL ? thing : "", thing != NULL ? "]" : "",
                json_is_true(json_object_get(entry, "is_shut")) ? _("  (shut to you)") : "");
  const json_t *body = json_object_get(entry, "body");
  if (body != NULL) {
    verify_entry_print_members(output, kind, body, json_object_get(entry, "texts"), place);
    return;
  }
  const char *pointer = NULL;
  json_t *text = NULL;
  json_object_foreach(json_object_get(entry, "texts"), pointer, text) {
    phrase_item(output, g_strdup_printf("%s: %s", pointer + 1, json_string_value(text)), NULL);
  }
}

static void print_entries(Output *output, const json_t *document, const char *list, const char *none) {
  const json_t *entries = json_object_get(document, list);
  const VerifyEntryPlace place = {phrase_text(document, "currency"), phrase_text(document, "zone")};
  size_t index = 0;
  json_t *entry = NULL;
  json_array_foreach(entries, index, entry) {
    print_entry(output, entry, &place);
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
