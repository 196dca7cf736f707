/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_direction.c: where the business wants to go, how far it is, and what serves it. */
#include "form.h"
#include "page_list.h"

#include <glib/gi18n.h>
#include <string.h>

static void write_engagements(Page *page, const json_t *goal) {
  const json_t *rows = json_object_get(goal, "engagements");
  size_t index = 0;
  const json_t *row = NULL;
  if (json_array_size(rows) == 0) {
    page_paragraph(page, _("No partner's engagement serves this goal."));
    return;
  }
  html_add(page->html, "<p>%s ", _("Served by"));
  json_array_foreach(rows, index, row) {
    if (index > 0)
      html_raw(page->html, ", ");
    page_link(page, "engagement", phrase_text(row, "id"), phrase_text(row, "partner"));
  }
  html_raw(page->html, ".</p>\n");
}

static void write_goal(Page *page, const json_t *goal) {
  static const char *const reading[] = {"value", "read_at", NULL};
  static const char *const changed[] = {"name", "target", "due_at", NULL};
  static const char *const closed[] = {"outcome", "words", NULL};
  const char *name = phrase_text(goal, "name");
  const char *state = phrase_text(goal, "state");
  bool open = state == NULL || strcmp(state, "open") == 0;
  g_autofree char *words = phrase_goal(goal, page->zone);
  html_add(page->html, "<section class=\"card\">\n<h3 dir=\"auto\">%s</h3>\n<p dir=\"auto\">%s.</p>\n",
           name != NULL ? name : _("(erased)"), words);
  write_engagements(page, goal);
  const char *id = phrase_text(goal, "id");
  Form record = {.action = "record_reading",
                 .thing = "goal",
                 .thing_value = id,
                 .only = reading,
                 .submit = _("Keep it"),
                 .folded = _("Write down its value")};
  Form change = {.action = "change_goal",
                 .thing = "goal",
                 .thing_value = id,
                 .only = changed,
                 .submit = _("Change"),
                 .folded = _("Change the goal")};
  Form close_goal = {.action = "close_goal",
                     .thing = "goal",
                     .thing_value = id,
                     .only = closed,
                     .submit = _("Close it"),
                     .folded = _("Reached, or dropped")};
  if (open) {
    form_write(page, &record);
    form_write(page, &change);
    form_write(page, &close_goal);
  }
  html_raw(page->html, "</section>\n");
}

void page_direction(Page *page) {
  static const char *const asked[] = {"name", "measure", "baseline", "target", "due_at", NULL};
  const char *words = phrase_text(page->document, "words");
  const json_t *goals = json_object_get(page->document, "goals");
  size_t index = 0;
  const json_t *goal = NULL;
  if (words != NULL)
    html_raw(page->html, "<div class=\"direction\">\n");
  html_words(page->html, words);
  if (words != NULL)
    html_raw(page->html, "</div>\n");
  else
    page_empty(page, _("No direction is set yet. Partners who know where you want to go advise better: say it in a few "
                       "sentences, as you would over a coffee."));
  json_t *values = words != NULL ? json_pack("{s:s}", "words", words) : json_object();
  Form direction = {.action = "set_direction",
                    .submit = _("Set it"),
                    .values = values,
                    .folded = words != NULL ? _("Say it anew") : NULL};
  form_write(page, &direction);
  json_decref(values);
  page_heading(page, "goals", _("Goals"));
  if (json_array_size(goals) == 0)
    page_empty(
        page,
        _("No goal yet. One that can be counted shows whether a partnership moves you, or only works off tasks."));
  html_raw(page->html, "<div class=\"cards\">\n");
  json_array_foreach(goals, index, goal) {
    write_goal(page, goal);
  }
  html_raw(page->html, "</div>\n");
  Form add = {.action = "add_goal", .only = asked, .submit = _("Add"), .folded = _("Add a goal")};
  form_write(page, &add);
}
