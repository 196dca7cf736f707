/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_today.c: what waits, each with the one thing to do about it. */
#include "form.h"
#include "page_list.h"

#include "record/field_text.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

typedef struct {
  const char *member;
  const char *id;
  const char *title;
  const char *means; /* one line under the title */
  const char *words; /* the row's member that is said; NULL: what is said of the partner, see next */
  const char *says;  /* with the partner's name in it */
  const char *date;
  const char *by;   /* the word before the date */
  bool can_be_late; /* the date is one by which something was to be done */
  const char *name; /* the page that a row leads to; NULL: that of its engagement */
} Section;

/* The most urgent first: what others wait for, then what is late, then what will be. */
static const Section sections[] = {
    {"to_decide", "decide", N_("To decide"), N_("Advice that waits for your word."), "option", NULL, "decide_by",
     N_("by"), true, "advice"},
    {"questions", "questions", N_("Questions to you"), N_("They can't go on without an answer."), NULL,
     N_("A question of %s"), "at", N_("since"), false, NULL},
    {"replies", "replies", N_("Replies to your decisions"),
     N_("What they say about advice that you did not follow in full. Answer there, or let it rest: after two weeks it "
        "leaves this list."),
     NULL, N_("A reply from %s"), "at", N_("on"), false, NULL},
    {"to_check", "check", N_("Drawn for a check"), N_("Decided without you, and drawn by lot: was it sound?"), "option",
     NULL, NULL, NULL, false, "advice"},
    {"to_report", "report", N_("How did it turn out?"), N_("You wanted to know by now. One tap tells it."), "option",
     NULL, "know_by", N_("due"), true, "advice"},
    {"unanswered", "unanswered", N_("Nobody has answered"),
     N_("The day to decide has come, and no partner has advised. Ask them, or close the question."), "question", NULL,
     "decide_by", N_("by"), true, "brief"},
    {"tasks_due", "tasks", N_("Tasks due"), N_("Work that is to be done by now."), "title", NULL, "due_at", N_("due"),
     true, NULL},
    {"to_review", "review", N_("Reviews"), N_("Each side says how the other one does."), NULL, N_("You and %s"),
     "due_at", N_("due"), true, NULL},
    {"mandates_ending", "mandates", N_("Mandates that run out"), N_("After that they ask before everything again."),
     NULL, N_("The mandate of %s"), "expires_at", N_("on"), false, NULL},
    {"contracts_renewing", "contracts", N_("Contracts that renew"),
     N_("Until then you can still give notice, or talk about the terms."), NULL, N_("The contract with %s"),
     "notice_by", N_("notice by"), true, NULL},
    {"contracts_renewed", "renewed", N_("Contracts that have renewed"),
     N_("Say when the next day is, or that they no longer renew by themselves."), NULL, N_("The contract with %s"),
     "renews_at", N_("on"), false, NULL},
    {"contracts_ending", "ending", N_("Contracts that end"),
     N_("What is under way with them should be settled by then."), NULL, N_("The contract with %s"), "ends_at",
     N_("on"), false, NULL},
    {"reviews_wanted", "wanted", N_("Time for a review"), N_("The months that you agreed on have gone by."), NULL,
     N_("You and %s"), "due_at", N_("since"), false, NULL},
};

/* ---- Dates that have passed ------------------------------------------------------------------------------------- */

static int64_t time_of(const json_t *object, const char *member) {
  int64_t time_ms = 0;
  const char *text = phrase_text(object, member);
  return text != NULL && record_text_time(text, &time_ms) ? time_ms : G_MAXINT64;
}

/* Of what can't be late, too, it is below nought. */
static int64_t days_late(const Page *page, const Section *section, const json_t *row) {
  return section->can_be_late ? phrase_days_past(row, section->date, page->document, "at", page->zone) : -1;
}

static void write_date(Page *page, const Section *section, const json_t *row) {
  int64_t days = days_late(page, section, row);
  if (section->date == NULL || json_object_get(row, section->date) == NULL)
    return;
  html_raw(page->html, " <span class=\"when\">");
  if (days > 0)
    html_add(page->html,
             ngettext("<strong class=\"late\">%" PRId64 " day late</strong> ",
                      "<strong class=\"late\">%" PRId64 " days late</strong> ", (gulong)days),
             days);
  else if (days == 0)
    html_add(page->html, "<strong class=\"late\">%s</strong> ", _("due today"));
  html_add(page->html, "%s ", _(section->by));
  page_date(page, row, section->date);
  html_raw(page->html, "</span>");
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

/* Where a row leads: what it is about, or the engagement that it is of. */
static void link_row(Page *page, const Section *section, const json_t *row, const char *words) {
  const char *id = phrase_text(row, "id");
  const char *engagement = phrase_text(row, "engagement_id");
  const char *thing = phrase_text(row, "thing_id");
  if (section->name != NULL)
    page_link(page, section->name, id, words);
  else if (thing != NULL && (thing[0] == 'a' || thing[0] == 'b'))
    page_link(page, thing[0] == 'a' ? "advice" : "brief", thing, words);
  else if (engagement != NULL || (id != NULL && id[0] == 'e'))
    page_link(page, "engagement", engagement != NULL ? engagement : id, words);
  else
    html_text(page->html, words);
}

/* The text with the name in the place of its %s. */
static char *format_name(const char *text, const char *name) {
  const char *place = strstr(text, "%s");
  return place == NULL ? g_strdup(text) : g_strdup_printf("%.*s%s%s", (int)(place - text), text, name, place + 2);
}

static void write_row(Page *page, const Section *section, const json_t *row) {
  const char *partner = phrase_text(row, "partner");
  const char *words = section->words != NULL ? phrase_text(row, section->words) : NULL;
  g_autofree char *about =
      section->says != NULL ? format_name(_(section->says), partner != NULL ? partner : _("(erased)")) : NULL;
  if (json_is_true(json_object_get(row, "is_shut")))
    words = _("Your own view comes first");
  html_raw(page->html, "<li><span class=\"what\">");
  link_row(page, section, row, about != NULL ? about : words != NULL ? words : partner);
  html_raw(page->html, "</span>");
  if (words != NULL && partner != NULL)
    html_add(page->html, " <span class=\"whom\" dir=\"auto\">%s</span>", partner);
  if (json_object_get(row, "partner_worked") != NULL) {
    g_autofree char *worked = words_share(phrase_integer(row, "partner_worked", 0));
    html_add(page->html, _(" <span class=\"whom\">they say: %s</span>"), worked);
  }
  write_date(page, section, row);
  html_raw(page->html, "</li>\n");
}

/* The rows with the earliest date first, those without one last, else as they came: a new list. */
static json_t *in_order(const Section *section, const json_t *rows) {
  json_t *ordered = json_array();
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach((json_t *)rows, index, row) {
    size_t place = json_array_size(ordered);
    while (section->can_be_late && place > 0 &&
           time_of(json_array_get(ordered, place - 1), section->date) > time_of(row, section->date))
      place--;
    json_array_insert(ordered, place, row);
  }
  return ordered;
}

static bool write_section(Page *page, const Section *section) {
  const json_t *rows = json_object_get(page->document, section->member);
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return false;
  json_t *ordered = in_order(section, rows);
  page_part_begin(page, section->id, _(section->title), _(section->means));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(ordered, index, row) {
    write_row(page, section, row);
  }
  html_raw(page->html, "</ul>\n");
  page_and_more(page, page->document, section->member);
  page_part_end(page);
  json_decref(ordered);
  return true;
}

static bool write_goals(Page *page) {
  const json_t *goals = json_object_get(page->document, "goals_off_course");
  size_t index = 0;
  const json_t *goal = NULL;
  if (json_array_size(goals) == 0)
    return false;
  page_part_begin(page, "goals", _("Goals off course"), _("As it goes, they will hardly be reached in time."));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(goals, index, goal) {
    g_autofree char *words = phrase_goal_course(goal, page->zone);
    html_raw(page->html, "<li><div class=\"what\">");
    page_link(page, "direction", NULL, phrase_text(goal, "name"));
    html_add(page->html, "<p class=\"became\">%s</p></div></li>\n", words);
  }
  html_raw(page->html, "</ul>\n");
  page_part_end(page);
  return true;
}

static bool write_quiet(Page *page) {
  const json_t *rows = json_object_get(page->document, "to_talk_with");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return false;
  page_part_begin(page, "quiet", _("Worth a word"),
                  _("They used to speak up unasked. A call tells more than a figure."));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    html_raw(page->html, "<li><div class=\"what\">");
    page_link(page, "partner", phrase_text(row, "id"), phrase_text(row, "partner"));
    g_autofree char *quiet = phrase_quiet(row);
    html_add(page->html, "<p class=\"became\">%s</p></div></li>\n", quiet);
  }
  html_raw(page->html, "</ul>\n");
  page_and_more(page, page->document, "to_talk_with");
  page_part_end(page);
  return true;
}

/* Who has earned more freedom than they are granted, and what that rests on. */
static bool write_freedom(Page *page) {
  const json_t *rows = json_object_get(page->document, "freedom");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return false;
  page_part_begin(page, "freedom", _("Freedom earned"), _("The record says that they deserve a larger say."));
  json_array_foreach(rows, index, row) {
    const json_t *standing = json_object_get(row, "document");
    int64_t granted = phrase_integer(row, "granted_minor", 0);
    g_autofree char *has = phrase_money(granted, page->currency);
    g_autofree char *deserves = phrase_money(phrase_integer(row, "earned_minor", 0), page->currency);
    g_autofree char *worked = phrase_worked(standing, PHRASE_OF_THEM);
    g_autofree char *next = phrase_next(standing);
    html_raw(page->html, "<p class=\"lead\">");
    page_link(page, "partner", phrase_text(row, "id"), phrase_text(row, "partner"));
    html_add(page->html,
             _(" has earned the freedom to decide up to %s alone; granted: %s. %s; the next advice works in %s."),
             deserves, granted > 0 ? has : _("none"), worked, next);
    html_raw(page->html, "</p>\n");
  }
  page_and_more(page, page->document, "freedom");
  page_part_end(page);
  return true;
}

static bool has_partner(Page *page) {
  size_t index = 0;
  const json_t *choice = NULL;
  page_read_choices(page);
  json_array_foreach(json_object_get(page->choices, "choices"), index, choice) {
    if (phrase_text(choice, "id")[0] == 'p')
      return true;
  }
  return false;
}

void page_today(Page *page) {
  bool any = false;
  html_raw(page->html, "<p class=\"date\">");
  g_autofree char *today = phrase_date(page->document, "at", page->zone);
  html_add(page->html, "<time datetime=\"%s\">%s</time></p>\n", phrase_text(page->document, "at"), today);
  any = write_freedom(page);
  for (size_t index = 0; index < G_N_ELEMENTS(sections); index++)
    any = write_section(page, &sections[index]) || any;
  any = write_goals(page) || any;
  any = write_quiet(page) || any;
  if (any)
    return;
  page_empty(page, _("Nothing waits for you."));
  if (!page_may_do(page, "note_advice"))
    return;
  if (!has_partner(page)) {
    page_paragraph(page, _("Begin with the partner whose advice you heard last."));
    page_begin_form(page, false);
    return;
  }
  html_raw(page->html, "<p>");
  html_text(page->html, _("When a partner advises you by phone or mail, write it down while it is fresh: "));
  page_link(page, "note", NULL, _("Note an advice"));
  html_raw(page->html, "</p>\n");
}
