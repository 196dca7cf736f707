/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * chart.h: charts as SVG, drawn from plain numbers, each with its numbers as a table right after it.
 *
 * Every mark can be reached by keyboard and says its figure; colours come from the stylesheet by classes and never stand
 * alone: what differs in colour differs in shape. All texts are translated already and are escaped here. A chart draws
 * nothing and returns false where there is nothing to draw, or where a number is none.
 */
#ifndef PAGES_CHART_H
#define PAGES_CHART_H

#include "html.h"

#include <stddef.h>
#include <stdint.h>

#define CHART_MARKS_MAX 60 /* rows or readings; what is beyond is left out */

/* What is said of any chart. prefix begins its ids: no other chart of the page has it. */
typedef struct {
  const char *prefix;
  const char *title;
  const char *description; /* one sentence: how to read it */
} ChartWords;

/* ---- Dots and intervals on one axis ----------------------------------------------------------------------------- */

typedef struct {
  double at;
  const char *label;
} ChartTick;

/* One row: what it is of, a dot with its interval, and a diamond. What is not known is NAN and has no words. */
typedef struct {
  const char *label;
  double value;
  double low; /* both ends or neither */
  double high;
  double other;
  const char *value_words; /* "7 in 10, between 5 and 8" */
  const char *other_words;
  const char *note; /* said at the row's end: "19.8 of 22 worked"; NULL: nothing. It stands in the table too. */
} ChartRow;

typedef struct {
  ChartWords words;
  const char *label_name; /* the table's columns, and what the marks mean */
  const char *value_name;
  const char *other_name; /* NULL: no row has one */
  const char *note_name;  /* likewise */
  double least;           /* the axis: least < most; marks beyond it stand at its end */
  double most;
  const ChartTick *ticks;
  size_t tick_count;
  const ChartRow *rows;
  size_t row_count;
} ChartDots;

bool chart_dots(GString *html, const ChartDots *chart);

/* ---- A goal's readings, and where they lead --------------------------------------------------------------------- */

typedef struct {
  int64_t at_ms;
  double value;
  const char *when; /* "2026-01-09" */
  const char *words;
} ChartReading;

typedef struct {
  ChartWords words;
  const ChartReading *readings; /* oldest first; the first one is where it began */
  size_t reading_count;
  int64_t due_ms;
  double target;
  double low; /* between what it is expected to be when it is due; both NAN: nothing can be said */
  double high;
  const char *when_name; /* the table's columns */
  const char *value_name;
  const char *due;          /* "2026-03-31" */
  const char *target_words; /* "Target: 20" */
  const char *fan_words;    /* "Expected then: between 6.6 and 12.4"; NULL: nothing */
} ChartClimb;

bool chart_climb(GString *html, const ChartClimb *chart);

/* ---- Months ----------------------------------------------------------------------------------------------------- */

#define CHART_KINDS 4 /* of what a month's bar is made: each with a pattern of its own, from the bottom up */

typedef struct {
  const char *name;  /* "2026-01" */
  const char *words; /* "3 followed, 1 overridden" */
  int64_t counts[CHART_KINDS];
} ChartMonth;

typedef struct {
  ChartWords words;
  const ChartMonth *months; /* oldest first; CHART_MARKS_MAX at most are drawn */
  size_t month_count;
  const char *month_name; /* the table's first column */
  const char *kinds[CHART_KINDS];
} ChartMonths;

/* Nothing where no month has anything. */
bool chart_months(GString *html, const ChartMonths *chart);

#endif
