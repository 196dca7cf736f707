/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pages_chart.c: charts are well formed whatever is in them, say the same in marks and table, and refuse what is no number. */
#include "support/html_check.h"

#include "pages/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const ChartTick ticks[] = {{0, "0"}, {5, "5"}, {10, "10 in 10"}};

static ChartDots sample_dots(const ChartRow *rows, size_t count) {
  return (ChartDots){.words = {"d", "Title <b>", "How & why"},
                     .label_name = "Who",
                     .value_name = "Earned",
                     .other_name = "Granted",
                     .least = 0,
                     .most = 10,
                     .ticks = ticks,
                     .tick_count = G_N_ELEMENTS(ticks),
                     .rows = rows,
                     .row_count = count};
}

static ChartRow sample_row(double value, double low, double high, double other) {
  return (ChartRow){"Mill & <Sum>", value, low, high, other, "seven \"in\" ten", "four", NULL};
}

/* The drawing parses as XML (GMarkup), the whole as a page (html_check). */
static void check_markup(const char *html) {
  g_autoptr(GError) error = NULL;
  static const GMarkupParser parser = {0};
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, NULL, NULL);
  if (!g_markup_parse_context_parse(context, html, -1, &error) || !g_markup_parse_context_end_parse(context, &error))
    g_error("%s in %s", error->message, html);
  g_autofree char *page = g_strconcat("<h1>x</h1>", html, NULL);
  g_autofree char *wrong = html_check(page);
  if (wrong != NULL)
    g_error("%s", wrong);
}

static unsigned count(const char *html, const char *what) {
  unsigned found = 0;
  for (const char *at = strstr(html, what); at != NULL; at = strstr(at + 1, what))
    found++;
  return found;
}

static int number_after(const char *html, const char *mark) {
  const char *found = strstr(html, mark);
  g_assert_nonnull(found);
  return (int)strtol(found + strlen(mark), NULL, 10);
}

static void test_dots(void) {
  const ChartRow rows[] = {sample_row(7, 5, 8, 4), sample_row(NAN, NAN, NAN, 4), sample_row(7, NAN, NAN, NAN)};
  g_autoptr(GString) html = g_string_new(NULL);
  ChartDots chart = sample_dots(rows, G_N_ELEMENTS(rows));
  g_assert_true(chart_dots(html, &chart));
  check_markup(html->str);
  g_assert_cmpuint(count(html->str, "<circle"), ==, 2);
  g_assert_cmpuint(count(html->str, "class=\"mark other\""), ==, 2);
  g_assert_cmpuint(count(html->str, "class=\"interval\""), ==, 1);
  g_assert_cmpuint(count(html->str, "tabindex=\"0\""), ==, 4);
  g_assert_cmpuint(count(html->str, "class=\"said\""), ==, 4);
  g_assert_cmpuint(count(html->str, "<td>seven &quot;in&quot; ten</td>"), ==, 2);
  g_assert_cmpuint(count(html->str, "<td>four</td>"), ==, 2);
  g_assert_null(strstr(html->str, "<b>"));
}

/* What is said at a row's end stands in the table too; the label then has half the room. */
static void test_notes(void) {
  ChartRow row = sample_row(7, 5, 8, NAN);
  row.label = "A name of more than twenty letters";
  row.note = "6 of <9> worked";
  g_autoptr(GString) html = g_string_new(NULL);
  ChartDots chart = sample_dots(&row, 1);
  chart.note_name = "So far";
  g_assert_true(chart_dots(html, &chart));
  check_markup(html->str);
  g_assert_cmpuint(count(html->str, "6 of &lt;9&gt; worked"), ==, 2);
  g_assert_cmpuint(count(html->str, "<th scope=\"col\">So far</th>"), ==, 1);
  g_assert_cmpuint(count(html->str, "\xe2\x80\xa6</text>"), ==, 1);
}

/* Where a mark stands: the ends of the axis, its middle, and beyond it at its end. */
static void test_places(void) {
  static const struct {
    double value;
    int x;
  } cases[] = {{0, 18}, {10, 750}, {5, 384}, {-100, 18}, {1e15, 750}};
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    const ChartRow row = sample_row(cases[index].value, NAN, NAN, NAN);
    g_autoptr(GString) html = g_string_new(NULL);
    ChartDots chart = sample_dots(&row, 1);
    g_assert_true(chart_dots(html, &chart));
    g_assert_cmpint(number_after(html->str, "<circle cx=\""), ==, cases[index].x);
  }
}

static void test_dots_refused(void) {
  const ChartRow wrong[] = {sample_row(INFINITY, NAN, NAN, NAN), sample_row(7, 8, 5, NAN), sample_row(7, NAN, 8, NAN),
                            sample_row(7, 5, INFINITY, NAN), sample_row(7, 5, 8, -INFINITY)};
  g_autoptr(GString) html = g_string_new(NULL);
  for (size_t index = 0; index < G_N_ELEMENTS(wrong); index++) {
    ChartDots chart = sample_dots(&wrong[index], 1);
    g_assert_false(chart_dots(html, &chart));
  }
  const ChartRow row = sample_row(7, 5, 8, 4);
  ChartDots none = sample_dots(&row, 0);
  g_assert_false(chart_dots(html, &none));
  ChartDots flat = sample_dots(&row, 1);
  flat.most = flat.least;
  g_assert_false(chart_dots(html, &flat));
  g_assert_cmpuint(html->len, ==, 0);
}

/* A label that is too long is cut between characters; all of it stays in what the mark says and in the table. */
static void test_long_labels(void) {
  g_autoptr(GString) label = g_string_new(NULL);
  for (unsigned index = 0; index < 500; index++)
    g_string_append(label, "\xd7\xa9");
  ChartRow row = sample_row(7, 5, 8, 4);
  row.label = label->str;
  g_autoptr(GString) html = g_string_new(NULL);
  ChartDots chart = sample_dots(&row, 1);
  g_assert_true(chart_dots(html, &chart));
  check_markup(html->str);
  g_assert_cmpuint(count(html->str, "\xe2\x80\xa6</text>"), ==, 1);
  g_assert_cmpuint(count(html->str, label->str), ==, 5);
}

static void test_many_rows(void) {
  ChartRow rows[CHART_MARKS_MAX + 1];
  for (size_t index = 0; index < G_N_ELEMENTS(rows); index++)
    rows[index] = sample_row(1, 0, 2, NAN);
  g_autoptr(GString) html = g_string_new(NULL);
  ChartDots chart = sample_dots(rows, G_N_ELEMENTS(rows));
  g_assert_true(chart_dots(html, &chart));
  g_assert_cmpuint(count(html->str, "<circle"), ==, CHART_MARKS_MAX);
  g_assert_cmpuint(count(html->str, "<tr>"), ==, CHART_MARKS_MAX + 1);
}

/* ---- The climb -------------------------------------------------------------------------------------------------- */

static ChartClimb sample_climb(const ChartReading *readings, size_t number, double low, double high) {
  return (ChartClimb){.words = {"c", "Rent", "Lower is better"},
                      .readings = readings,
                      .reading_count = number,
                      .due_ms = 1000,
                      .target = 20,
                      .low = low,
                      .high = high,
                      .when_name = "When",
                      .value_name = "Value",
                      .due = "in March",
                      .target_words = "Target: 20",
                      .fan_words = isnan(low) ? NULL : "between 5 and 15"};
}

static void test_climb(void) {
  const ChartReading readings[] = {{0, 0, "first", "none"}, {500, 10, "then", "ten"}};
  g_autoptr(GString) html = g_string_new(NULL);
  ChartClimb chart = sample_climb(readings, 2, 5, 15);
  g_assert_true(chart_climb(html, &chart));
  check_markup(html->str);
  g_assert_nonnull(strstr(html->str, "class=\"line\" d=\"M18 340L384 185\""));
  g_assert_nonnull(strstr(html->str, "M384 185L750 107V262z"));
  g_assert_nonnull(strstr(html->str, "class=\"target\" d=\"M18 30H750\""));
  g_assert_nonnull(strstr(html->str, "<td>ten</td>"));
  g_assert_nonnull(strstr(html->str, "<td>Target: 20. between 5 and 15</td>"));
}

static void test_climb_edges(void) {
  const ChartReading one[] = {{0, 20, "now", "twenty"}};
  const ChartReading backwards[] = {{5, 1, "a", "b"}, {4, 1, "a", "b"}};
  const ChartReading none[] = {{0, NAN, "a", "b"}};
  const ChartReading huge[] = {{0, -9e9, "a", "b"}, {INT64_C(4000000000000), 9e9, "c", "d"}};
  g_autoptr(GString) html = g_string_new(NULL);
  ChartClimb alone = sample_climb(one, 1, NAN, NAN);
  alone.due_ms = 0;
  g_assert_true(chart_climb(html, &alone));
  check_markup(html->str);
  g_string_truncate(html, 0);
  ChartClimb large = sample_climb(huge, 2, NAN, NAN);
  g_assert_true(chart_climb(html, &large));
  check_markup(html->str);
  g_assert_null(strstr(html->str, "class=\"mark fan\""));
  g_string_truncate(html, 0);
  ChartClimb wrong = sample_climb(backwards, 2, NAN, NAN);
  g_assert_false(chart_climb(html, &wrong));
  wrong = sample_climb(none, 1, NAN, NAN);
  g_assert_false(chart_climb(html, &wrong));
  wrong = sample_climb(one, 0, NAN, NAN);
  g_assert_false(chart_climb(html, &wrong));
  wrong = sample_climb(one, 1, 15, 5);
  g_assert_false(chart_climb(html, &wrong));
  g_assert_cmpuint(html->len, ==, 0);
}

/* ---- Months ----------------------------------------------------------------------------------------------------- */

static ChartMonths sample_months(const ChartMonth *months, size_t number) {
  return (ChartMonths){.words = {"m", "Title <b>", "How & why"},
                       .months = months,
                       .month_count = number,
                       .month_name = "Month",
                       .kinds = {"followed", "alone", "in part", "overridden"}};
}

static void test_months(void) {
  const ChartMonth months[] = {{"2025-11", "3 followed", {3, 0, 0, 0}},
                               {"2025-12", "nothing", {0, 0, 0, 0}},
                               {"2026-01", "1 <followed>, 5 overridden", {1, 0, 0, 5}}};
  g_autoptr(GString) html = g_string_new(NULL);
  ChartMonths chart = sample_months(months, G_N_ELEMENTS(months));
  g_assert_true(chart_months(html, &chart));
  check_markup(html->str);
  g_assert_cmpuint(count(html->str, "class=\"mark month\""), ==, 3);
  g_assert_cmpuint(count(html->str, "class=\"reach\""), ==, 3);
  g_assert_cmpuint(count(html->str, "<path class=\"first\""), ==, 2);
  g_assert_cmpuint(count(html->str, "<path class=\"fourth\""), ==, 1);
  g_assert_cmpuint(count(html->str, "<td>5</td>"), ==, 1);
  g_assert_cmpuint(count(html->str, "1 &lt;followed&gt;, 5 overridden"), ==, 3);
  /* Six decisions reach the top; a third of them end two thirds down: 240 - 200 / 6. */
  g_assert_nonnull(strstr(html->str, "V40h"));
  g_assert_nonnull(strstr(html->str, "V207h"));
}

static void test_months_edges(void) {
  const ChartMonth one = {"2026-01", "1 followed", {1, 0, 0, 0}};
  const ChartMonth nothing = {"2026-01", "nothing", {0, 0, 0, 0}};
  g_autoptr(GString) html = g_string_new(NULL);
  ChartMonths chart = sample_months(&nothing, 1);
  g_assert_false(chart_months(html, &chart));
  chart = sample_months(&one, 0);
  g_assert_false(chart_months(html, &chart));
  g_assert_cmpuint(html->len, ==, 0);
  chart = sample_months(&one, 1);
  g_assert_true(chart_months(html, &chart));
  g_assert_nonnull(strstr(html->str, "V190h")); /* one of at least four */
  check_markup(html->str);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/chart/dots", test_dots);
  g_test_add_func("/chart/notes", test_notes);
  g_test_add_func("/chart/places", test_places);
  g_test_add_func("/chart/dots_refused", test_dots_refused);
  g_test_add_func("/chart/long_labels", test_long_labels);
  g_test_add_func("/chart/many_rows", test_many_rows);
  g_test_add_func("/chart/climb", test_climb);
  g_test_add_func("/chart/climb_edges", test_climb_edges);
  g_test_add_func("/chart/months", test_months);
  g_test_add_func("/chart/months_edges", test_months_edges);
  return g_test_run();
}
