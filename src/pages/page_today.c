/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_today.c: what waits, each with the one thing to do about it. */
#include "form.h"
#include "page_list.h"

#include <glib/gi18n.h>
#include <inttypes.h>

typedef struct {
  const char *member;
  const char *id;
  const char *title;
  const char *words; /* the row's member that is said; NULL: the partner alone */
  const char *date;
  const char *by;   /* the word before the date */
  const char *name; /* the page that a row leads to; NULL: that of its engagement */
} Section;

static const Section sections[] = {
    {"to_decide", "decide", N_("To decide"), "option", "decide_by", N_("by"), "advice"},
    {"to_report", "report", N_("How did it turn out?"), "option", "know_by", N_("known by"), "advice"},
    {"to_check", "check", N_("Drawn for a check"), "option", NULL, NULL, "advice"},
    {"questions", "questions", N_("Questions to you"), NULL, "at", N_("since"), NULL},
    {"to_review", "review", N_("Reviews"), NULL, "due_at", N_("due"), NULL},
    {"reviews_wanted", "wanted", N_("Time for a review"), NULL, "due_at", N_("since"), NULL},
    {"tasks_due", "tasks", N_("Tasks overdue"), "title", "due_at", N_("due"), NULL},
    {"mandates_ending", "mandates", N_("Mandates that run out"), "level", "expires_at", N_("on"), NULL},
    {"contracts_renewing", "contracts", N_("Contracts that renew"), NULL, "notice_by", N_("notice by"), NULL},
};

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

static void write_row(Page *page, const Section *section, const json_t *row) {
  const char *partner = phrase_text(row, "partner");
  const char *words = section->words != NULL ? phrase_text(row, section->words) : NULL;
  if (section->words != NULL && strcmp(section->words, "level") == 0)
    words = phrase_level(words);
  if (json_is_true(json_object_get(row, "is_shut")))
    words = _("Your own view comes first");
  html_raw(page->html, "<li><span class=\"what\">");
  link_row(page, section, row, words != NULL ? words : partner);
  html_raw(page->html, "</span>");
  if (words != NULL && partner != NULL)
    html_add(page->html, " <span class=\"whom\" dir=\"auto\">%s</span>", partner);
  if (section->date != NULL && json_object_get(row, section->date) != NULL) {
    html_add(page->html, " <span class=\"when\">%s ", _(section->by));
    page_date(page, row, section->date);
    html_raw(page->html, "</span>");
  }
  html_raw(page->html, "</li>\n");
}

static bool write_section(Page *page, const Section *section) {
  const json_t *rows = json_object_get(page->document, section->member);
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return false;
  page_heading(page, section->id, _(section->title));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    write_row(page, section, row);
  }
  html_raw(page->html, "</ul>\n");
  return true;
}

static bool write_goals(Page *page) {
  const json_t *goals = json_object_get(page->document, "goals_off_course");
  size_t index = 0;
  const json_t *goal = NULL;
  if (json_array_size(goals) == 0)
    return false;
  page_heading(page, "goals", _("Goals off course"));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(goals, index, goal) {
    g_autofree char *words = phrase_goal(goal, page->zone);
    html_raw(page->html, "<li>");
    page_link(page, "direction", NULL, words);
    html_raw(page->html, "</li>\n");
  }
  html_raw(page->html, "</ul>\n");
  return true;
}

static bool write_quiet(Page *page) {
  const json_t *rows = json_object_get(page->document, "to_talk_with");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return false;
  page_heading(page, "quiet", _("Worth a word"));
  html_raw(page->html, "<ul class=\"rows\">\n");
  json_array_foreach(rows, index, row) {
    html_raw(page->html, "<li><span class=\"what\">");
    page_link(page, "partner", phrase_text(row, "id"), phrase_text(row, "partner"));
    html_add(page->html,
             _("</span> <span class=\"whom\">has said nothing unasked for %" PRId64 " days, and used to about "
               "every %" PRId64 ". That is all that is known: a call tells more.</span></li>\n"),
             phrase_integer(row, "silent_days", 0), phrase_integer(row, "usual_days_between", 0));
  }
  html_raw(page->html, "</ul>\n");
  return true;
}

/* Who has earned more freedom than they are granted, and what that rests on. */
static bool write_freedom(Page *page) {
  const json_t *rows = json_object_get(page->document, "freedom");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0)
    return false;
  page_heading(page, "freedom", _("Freedom earned"));
  json_array_foreach(rows, index, row) {
    int64_t granted = phrase_integer(row, "granted_minor", 0);
    g_autofree char *has = phrase_money(granted, page->currency);
    g_autofree char *deserves = phrase_money(phrase_integer(row, "earned_minor", 0), page->currency);
    g_autofree char *why = phrase_standing(json_object_get(row, "document"));
    html_raw(page->html, "<p class=\"lead\">");
    page_link(page, "partner", phrase_text(row, "id"), phrase_text(row, "partner"));
    html_add(page->html, _(" has earned the freedom to decide up to %s alone; granted: %s. %s."), deserves,
             granted > 0 ? has : _("none"), why);
    html_raw(page->html, "</p>\n");
  }
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
  page_date(page, page->document, "at");
  html_raw(page->html, "</p>\n");
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
