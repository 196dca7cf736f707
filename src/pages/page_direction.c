/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_direction.c: where the business wants to go, how far it is, and what serves it. */
#include "chart.h"
#include "form.h"
#include "page_list.h"

#include "record/field_text.h"

#include <glib/gi18n.h>
#include <math.h>
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

/* A reading as a mark; its texts are owned by the list. */
static ChartReading reading_at(const Page *page, const json_t *object, const char *time, const char *value,
                               GPtrArray *words) {
  ChartReading reading = {.value = (double)phrase_integer(object, value, 0)};
  char *when = phrase_date(object, time, page->zone);
  char *said = phrase_measure(phrase_integer(object, value, 0));
  g_ptr_array_add(words, when);
  g_ptr_array_add(words, said);
  record_text_time(phrase_text(object, time) != NULL ? phrase_text(object, time) : "", &reading.at_ms);
  reading.when = when;
  reading.words = said;
  return reading;
}

/* The readings, which come with the newest first, and where they lead. */
static void draw_climb(Page *page, const json_t *goal) {
  const json_t *rows = json_object_get(goal, "readings");
  const json_t *climb = json_object_get(goal, "climb");
  ChartReading readings[CHART_MARKS_MAX];
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  size_t count = 0;
  size_t used = MIN(json_array_size(rows), CHART_MARKS_MAX - 1);
  if (used == 0)
    return;
  readings[count++] = reading_at(page, goal, "begins_at", "baseline", words);
  for (size_t index = used; index > 0; index--)
    readings[count++] = reading_at(page, json_array_get(rows, index - 1), "at", "value", words);
  bool known =
      phrase_integer(climb, "readings", 0) > 0 && !json_is_true(json_object_get(goal, "is_overdue")); /* else: past */
  ChartReading due = reading_at(page, goal, "due_at", "target", words);
  g_autofree char *low = phrase_measure_about(phrase_integer(climb, "at_due_low", 0));
  g_autofree char *high = phrase_measure_about(phrase_integer(climb, "at_due_high", 0));
  g_autofree char *target = g_strdup_printf(_("Target: %s"), due.words);
  g_autofree char *fan = known ? g_strdup_printf(_("As it goes: between %s and %s"), low, high) : NULL;
  g_autofree char *prefix = g_strdup_printf("climb-%s", phrase_text(goal, "id"));
  const char *name = phrase_text(goal, "name");
  const ChartClimb chart = {.words = {prefix, name != NULL ? name : _("(erased)"),
                                      _("Its readings from the left to the right; the dashed line is the target, the "
                                        "shaded part where it leads")},
                            .readings = readings,
                            .reading_count = count,
                            .due_ms = due.at_ms,
                            .target = due.value,
                            .low = known ? (double)phrase_integer(climb, "at_due_low", 0) : NAN,
                            .high = known ? (double)phrase_integer(climb, "at_due_high", 0) : NAN,
                            .when_name = _("When"),
                            .value_name = _("Value"),
                            .due = due.when,
                            .target_words = target,
                            .fan_words = fan};
  chart_climb(page->html, &chart);
}

static void write_goal(Page *page, const json_t *goal) {
  static const char *const reading[] = {"value", "read_at", NULL};
  static const char *const changed[] = {"name", "target", "due_at", NULL};
  static const char *const closed[] = {"outcome", "words", NULL};
  const char *name = phrase_text(goal, "name");
  const char *state = phrase_text(goal, "state");
  bool open = state == NULL || strcmp(state, "open") == 0;
  g_autofree char *words = phrase_goal_course(goal, page->zone);
  html_add(page->html,
           "<section class=\"card\">\n<h3 dir=\"auto\">%s</h3>\n<p class=\"sentence\" dir=\"auto\">%s.</p>\n",
           name != NULL ? name : _("(erased)"), words);
  draw_climb(page, goal);
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
  if (open || strcmp(state, "reached") == 0) /* which goes on being measured */
    form_write(page, &record);
  if (open) {
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
