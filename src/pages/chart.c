/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * chart.c: drawing. A drawing is as wide as a phone's screen and is shown at most twice as large, so that its letters can
 * be read on both. Coordinates are whole numbers, so that no locale's decimal comma gets into them.
 */
#include "chart.h"

#include <glib/gi18n.h>
#include <math.h>

#define WIDTH 768
#define MARGIN 18
#define ROW_HEIGHT 94
#define ROW_LABEL 34 /* of a row's height: where its words stand, and its marks */
#define ROW_MARKS 68
#define AXIS_HEIGHT 46
#define SAID_TOP 22 /* where the figure is said that is pointed at, in charts without rows */
#define MARK_SIZE 12
#define RING 7 /* a diamond is hollow and so much larger than a dot, so that one is seen inside the other */
#define LABEL_CHARACTERS 40 /* that fit beside each other */
#define CLIMB_HEIGHT 400
#define CLIMB_TOP 30
#define CLIMB_BOTTOM 340
#define MONTHS_HEIGHT 300
#define MONTHS_TOP 40
#define MONTHS_BOTTOM 240
#define MONTHS_LEAST 4 /* the axis reaches at least so far: one decision is no tower */

/* ---- What all have ---------------------------------------------------------------------------------------------- */

static void begin(GString *html, const ChartWords *words, int height) {
  html_add(html,
           "<figure class=\"chart\">\n<svg viewBox=\"0 0 %d %d\" role=\"group\" aria-labelledby=\"%s-title %s-desc\">\n"
           "<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n",
           WIDTH, height, words->prefix, words->prefix, words->prefix, words->title, words->prefix, words->description);
}

/* Begins what can be reached by keyboard and says its figure; to be closed with </g>. */
static void begin_mark(GString *html, const char *kind, const char *about, const char *words) {
  html_add(html, "<g class=\"mark %s\" tabindex=\"0\" role=\"img\" aria-label=\"%s: %s\"><title>%s: %s</title>", kind,
           about, words, about, words);
}

/* Inside of a mark: its figure to be seen, at the right end at y, as long as it is pointed at or has the keyboard. about
 * may be NULL: it stands there anyway. */
static void say(GString *html, int y, const char *about, const char *words) {
  html_add(html, "<text class=\"said\" aria-hidden=\"true\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s%s%s</text>",
           WIDTH - MARGIN, y, about != NULL ? about : "", about != NULL ? ": " : "", words);
}

/* Ends the figure: the table stands after it, since nothing may follow a legend inside. */
static void begin_table(GString *html) {
  html_add(html,
           "</figure>\n<details class=\"numbers\"><summary>%s</summary>\n<div class=\"wide\"><table>\n<thead><tr>",
           _("The numbers"));
}

static void end_table(GString *html) {
  html_raw(html, "</tbody>\n</table></div></details>\n");
}

/* A label that fits, ending in an ellipsis where it was cut. Free. */
static char *shorten(const char *label, int most) {
  if (g_utf8_strlen(label, -1) <= most)
    return g_strdup(label);
  g_autofree char *begun = g_utf8_substring(label, 0, most - 1);
  return g_strconcat(begun, "\xe2\x80\xa6", NULL);
}

static int place(double value, double least, double most, int from, int to) {
  double share = CLAMP((value - least) / (most - least), 0.0, 1.0);
  return from + (int)lround(share * (double)(to - from));
}

static bool is_interval(double low, double high) {
  return isfinite(low) && isfinite(high) && low <= high;
}

/* ---- Dots ------------------------------------------------------------------------------------------------------- */

static int place_dot(const ChartDots *chart, double value) {
  return place(value, chart->least, chart->most, MARGIN, WIDTH - MARGIN);
}

static bool row_is_sound(const ChartRow *row) {
  bool value = !isinf(row->value) && !isinf(row->other);
  bool interval = (isnan(row->low) && isnan(row->high)) || is_interval(row->low, row->high);
  bool words = (isnan(row->value) || row->value_words != NULL) && (isnan(row->other) || row->other_words != NULL);
  return value && interval && words && row->label != NULL;
}

static bool dots_are_sound(const ChartDots *chart) {
  bool sound = chart->row_count > 0 && isfinite(chart->least) && isfinite(chart->most) && chart->least < chart->most;
  for (size_t index = 0; sound && index < chart->row_count; index++)
    sound = row_is_sound(&chart->rows[index]);
  return sound;
}

static void draw_ticks(GString *html, const ChartDots *chart, int bottom) {
  for (size_t index = 0; index < chart->tick_count; index++) {
    int x = place_dot(chart, chart->ticks[index].at);
    const char *anchor = x < WIDTH / 4 ? "start" : x > WIDTH - WIDTH / 4 ? "end" : "middle";
    html_add(
        html,
        "<path class=\"grid\" d=\"M%d 0V%d\"/><text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", x,
        bottom, x, bottom + AXIS_HEIGHT - 14, anchor, chart->ticks[index].label);
  }
}

static void draw_row(GString *html, const ChartDots *chart, const ChartRow *row, int top) {
  g_autofree char *label = shorten(row->label, row->note != NULL ? LABEL_CHARACTERS / 2 : LABEL_CHARACTERS);
  int y = top + ROW_MARKS;
  html_add(html, "<g class=\"row\"><text class=\"label\" x=\"%d\" y=\"%d\">%s</text>", MARGIN + MARK_SIZE,
           top + ROW_LABEL, label);
  if (row->note != NULL)
    html_add(html, "<text class=\"tick note\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
             WIDTH - MARGIN - MARK_SIZE, top + ROW_LABEL, row->note);
  if (!isnan(row->value)) {
    int x = place_dot(chart, row->value);
    begin_mark(html, "value", row->label, row->value_words);
    say(html, top + ROW_LABEL, NULL, row->value_words);
    if (is_interval(row->low, row->high))
      html_add(html, "<path class=\"interval\" d=\"M%d %dH%d\"/>", place_dot(chart, row->low), y,
               place_dot(chart, row->high));
    html_add(html, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\"/></g>", x, y, MARK_SIZE);
  }
  if (!isnan(row->other)) {
    int x = place_dot(chart, row->other);
    int size = MARK_SIZE + RING;
    begin_mark(html, "other", row->label, row->other_words);
    say(html, top + ROW_LABEL, NULL, row->other_words);
    html_add(html, "<path d=\"M%d %dl%d %dl%d %dl%d %dz\"/></g>", x, y - size, size, size, -size, size, -size, -size);
  }
  html_raw(html, "</g>\n");
}

static void write_legend(GString *html, const ChartDots *chart) {
  html_add(html, "<figcaption><span class=\"key value\" aria-hidden=\"true\">\xe2\x97\x8f</span> %s",
           chart->value_name);
  if (chart->other_name != NULL)
    html_add(html, " <span class=\"key other\" aria-hidden=\"true\">\xe2\x97\x87</span> %s", chart->other_name);
  html_raw(html, "</figcaption>\n");
}

static void write_dots_table(GString *html, const ChartDots *chart, size_t count) {
  begin_table(html);
  html_add(html, "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>", chart->label_name, chart->value_name);
  if (chart->other_name != NULL)
    html_add(html, "<th scope=\"col\">%s</th>", chart->other_name);
  if (chart->note_name != NULL)
    html_add(html, "<th scope=\"col\">%s</th>", chart->note_name);
  html_raw(html, "</tr></thead>\n<tbody>\n");
  for (size_t index = 0; index < count; index++) {
    const ChartRow *row = &chart->rows[index];
    html_add(html, "<tr><th scope=\"row\" dir=\"auto\">%s</th><td>%s</td>", row->label,
             isnan(row->value) ? "\xe2\x80\x93" : row->value_words);
    if (chart->other_name != NULL)
      html_add(html, "<td>%s</td>", isnan(row->other) ? "\xe2\x80\x93" : row->other_words);
    if (chart->note_name != NULL)
      html_add(html, "<td>%s</td>", row->note != NULL ? row->note : "\xe2\x80\x93");
    html_raw(html, "</tr>\n");
  }
  end_table(html);
}

bool chart_dots(GString *html, const ChartDots *chart) {
  if (!dots_are_sound(chart))
    return false;
  size_t count = MIN(chart->row_count, CHART_MARKS_MAX);
  int bottom = (int)count * ROW_HEIGHT + MARGIN;
  begin(html, &chart->words, bottom + AXIS_HEIGHT);
  draw_ticks(html, chart, bottom);
  for (size_t index = 0; index < count; index++)
    draw_row(html, chart, &chart->rows[index], (int)index * ROW_HEIGHT);
  html_raw(html, "</svg>\n");
  write_legend(html, chart);
  write_dots_table(html, chart, count);
  return true;
}

/* ---- The climb -------------------------------------------------------------------------------------------------- */

/* What the drawing spans. */
typedef struct {
  const ChartClimb *chart;
  size_t count; /* of readings: the latest */
  const ChartReading *readings;
  double least, most;
  int64_t from_ms, to_ms;
} Climb;

static bool climb_is_sound(const ChartClimb *chart) {
  bool sound = chart->reading_count > 0 && isfinite(chart->target);
  sound = sound && ((isnan(chart->low) && isnan(chart->high)) || is_interval(chart->low, chart->high));
  for (size_t index = 0; sound && index < chart->reading_count; index++)
    sound = isfinite(chart->readings[index].value) &&
            (index == 0 || chart->readings[index].at_ms >= chart->readings[index - 1].at_ms);
  return sound;
}

static void span(Climb *climb) {
  const ChartClimb *chart = climb->chart;
  const ChartReading *last = &climb->readings[climb->count - 1];
  climb->least = climb->most = chart->target;
  for (size_t index = 0; index < climb->count; index++) {
    climb->least = MIN(climb->least, climb->readings[index].value);
    climb->most = MAX(climb->most, climb->readings[index].value);
  }
  if (is_interval(chart->low, chart->high)) {
    climb->least = MIN(climb->least, chart->low);
    climb->most = MAX(climb->most, chart->high);
  }
  if (climb->least >= climb->most) { /* one value alone stands in the middle */
    climb->least -= 1.0;
    climb->most += 1.0;
  }
  climb->from_ms = climb->readings[0].at_ms;
  climb->to_ms = MAX(MAX(chart->due_ms, last->at_ms), climb->from_ms + 1);
}

static int climb_x(const Climb *climb, int64_t at_ms) {
  return place((double)at_ms, (double)climb->from_ms, (double)climb->to_ms, MARGIN, WIDTH - MARGIN);
}

static int climb_y(const Climb *climb, double value) {
  return place(value, climb->least, climb->most, CLIMB_BOTTOM, CLIMB_TOP);
}

static void draw_target(GString *html, const Climb *climb) {
  const ChartClimb *chart = climb->chart;
  int y = climb_y(climb, chart->target);
  int text = y > CLIMB_TOP + ROW_LABEL ? y - 10 : y + ROW_LABEL;
  html_add(html, "<path class=\"target\" d=\"M%d %dH%d\"/><text class=\"label\" x=\"%d\" y=\"%d\">%s</text>\n", MARGIN,
           y, WIDTH - MARGIN, MARGIN, text, chart->target_words);
}

static void draw_fan(GString *html, const Climb *climb) {
  const ChartClimb *chart = climb->chart;
  const ChartReading *last = &climb->readings[climb->count - 1];
  if (!is_interval(chart->low, chart->high) || chart->fan_words == NULL || chart->due_ms <= last->at_ms)
    return;
  begin_mark(html, "fan", chart->due, chart->fan_words);
  say(html, SAID_TOP, chart->due, chart->fan_words);
  html_add(html, "<path d=\"M%d %dL%d %dV%dz\"/></g>\n", climb_x(climb, last->at_ms), climb_y(climb, last->value),
           climb_x(climb, chart->due_ms), climb_y(climb, chart->high), climb_y(climb, chart->low));
}

static void draw_readings(GString *html, const Climb *climb) {
  html_raw(html, "<path class=\"line\" d=\"");
  for (size_t index = 0; index < climb->count; index++)
    html_add(html, "%s%d %d", index == 0 ? "M" : "L", climb_x(climb, climb->readings[index].at_ms),
             climb_y(climb, climb->readings[index].value));
  html_raw(html, "\"/>\n");
  for (size_t index = 0; index < climb->count; index++) {
    const ChartReading *reading = &climb->readings[index];
    begin_mark(html, "value", reading->when, reading->words);
    say(html, SAID_TOP, reading->when, reading->words);
    html_add(html, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\"/></g>\n", climb_x(climb, reading->at_ms),
             climb_y(climb, reading->value), MARK_SIZE - 2);
  }
}

static void write_climb_table(GString *html, const Climb *climb) {
  const ChartClimb *chart = climb->chart;
  begin_table(html);
  html_add(html, "<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead>\n<tbody>\n", chart->when_name,
           chart->value_name);
  for (size_t index = 0; index < climb->count; index++)
    html_add(html, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", climb->readings[index].when,
             climb->readings[index].words);
  html_add(html, "<tr><th scope=\"row\">%s</th><td>%s%s%s</td></tr>\n", chart->due, chart->target_words,
           chart->fan_words != NULL ? ". " : "", chart->fan_words != NULL ? chart->fan_words : "");
  end_table(html);
}

bool chart_climb(GString *html, const ChartClimb *chart) {
  if (!climb_is_sound(chart))
    return false;
  size_t left_out = chart->reading_count > CHART_MARKS_MAX ? chart->reading_count - CHART_MARKS_MAX : 0;
  Climb climb = {.chart = chart, .count = chart->reading_count - left_out, .readings = chart->readings + left_out};
  span(&climb);
  begin(html, &chart->words, CLIMB_HEIGHT);
  draw_target(html, &climb);
  draw_fan(html, &climb);
  draw_readings(html, &climb);
  html_add(html,
           "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text><text class=\"tick\" x=\"%d\" y=\"%d\" "
           "text-anchor=\"end\">%s</text>\n</svg>\n",
           MARGIN, CLIMB_HEIGHT - 14, climb.readings[0].when, WIDTH - MARGIN, CLIMB_HEIGHT - 14, chart->due);
  write_climb_table(html, &climb);
  return true;
}

/* ---- Months ----------------------------------------------------------------------------------------------------- */

static const char *const kind_classes[CHART_KINDS] = {"first", "second", "third", "fourth"};

static int64_t month_total(const ChartMonth *month) {
  int64_t total = 0;
  for (size_t kind = 0; kind < CHART_KINDS; kind++)
    total += MAX(month->counts[kind], 0);
  return total;
}

static void draw_month(GString *html, const ChartMonth *month, int left, int width, int64_t most) {
  begin_mark(html, "month", month->name, month->words);
  say(html, SAID_TOP, month->name, month->words);
  int64_t below = 0;
  for (size_t kind = 0; kind < CHART_KINDS; kind++) {
    int64_t above = below + MAX(month->counts[kind], 0);
    int bottom = place((double)below, 0, (double)most, MONTHS_BOTTOM, MONTHS_TOP);
    int top = place((double)above, 0, (double)most, MONTHS_BOTTOM, MONTHS_TOP);
    if (above > below)
      html_add(html, "<path class=\"%s\" d=\"M%d %dh%dV%dh%dz\"/>", kind_classes[kind], left, bottom, width, top,
               -width);
    below = above;
  }
  /* What can be pointed at, where nothing was decided too. */
  html_add(html, "<path class=\"reach\" d=\"M%d %dh%dV%dh%dz\"/></g>\n", left, MONTHS_BOTTOM, width, MONTHS_TOP,
           -width);
}

static void write_months_legend(GString *html, const ChartMonths *chart) {
  html_raw(html, "<figcaption>");
  for (size_t kind = 0; kind < CHART_KINDS; kind++)
    html_add(html, "<span class=\"kind\"><span class=\"swatch %s\" aria-hidden=\"true\"></span> %s</span> ",
             kind_classes[kind], chart->kinds[kind]);
  html_raw(html, "</figcaption>\n");
}

static void write_months_table(GString *html, const ChartMonths *chart, const ChartMonth *months, size_t count) {
  begin_table(html);
  html_add(html, "<th scope=\"col\">%s</th>", chart->month_name);
  for (size_t kind = 0; kind < CHART_KINDS; kind++)
    html_add(html, "<th scope=\"col\">%s</th>", chart->kinds[kind]);
  html_raw(html, "</tr></thead>\n<tbody>\n");
  for (size_t index = 0; index < count; index++) {
    html_add(html, "<tr><th scope=\"row\">%s</th>", months[index].name);
    for (size_t kind = 0; kind < CHART_KINDS; kind++)
      html_add(html, "<td>%" G_GINT64_FORMAT "</td>", months[index].counts[kind]);
    html_raw(html, "</tr>\n");
  }
  end_table(html);
}

bool chart_months(GString *html, const ChartMonths *chart) {
  size_t left_out = chart->month_count > CHART_MARKS_MAX ? chart->month_count - CHART_MARKS_MAX : 0;
  const ChartMonth *months = chart->months + left_out;
  size_t count = chart->month_count - left_out;
  int64_t most = 0;
  for (size_t index = 0; index < count; index++)
    most = MAX(most, month_total(&months[index]));
  if (most == 0)
    return false;
  int64_t axis = MAX(most, MONTHS_LEAST);
  int step = (WIDTH - 2 * MARGIN) / (int)MAX(count, 12);
  begin(html, &chart->words, MONTHS_HEIGHT);
  int top = place((double)most, 0, (double)axis, MONTHS_BOTTOM, MONTHS_TOP);
  html_add(html,
           "<path class=\"grid\" d=\"M%d %dH%dM%d %dH%d\"/><text class=\"tick\" x=\"%d\" y=\"%d\">%" G_GINT64_FORMAT
           "</text>\n",
           MARGIN, MONTHS_BOTTOM, WIDTH - MARGIN, MARGIN, top, WIDTH - MARGIN, MARGIN, top - 8, most);
  for (size_t index = 0; index < count; index++)
    draw_month(html, &months[index], MARGIN + (int)index * step + step / 6, step - step / 3, axis);
  html_add(html, "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>", MARGIN, MONTHS_BOTTOM + 34, months[0].name);
  if (count > 1)
    html_add(html, "<text class=\"tick\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>", MARGIN + (int)count * step,
             MONTHS_BOTTOM + 34, count > 3 ? "end" : "start", months[count - 1].name);
  html_raw(html, "\n</svg>\n");
  write_months_legend(html, chart);
  write_months_table(html, chart, months, count);
  return true;
}
