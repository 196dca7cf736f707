/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "year.h"

#include "bellwether/bellwether.h"
#include "record/words.h"
#include "shut.h"
#include "written.h"

#include <math.h>
#include <string.h>

#define DECISIONS_MOST 200 /* more than a year of a busy partner */
#define MONTHS 12
#define YEAR_AND_MORE_MS (INT64_C(370) * 86400000) /* what was decided earlier is in none of the twelve */
#define TEN 10
#define WHOLE 10000 /* a decision to follow; half of it: to adapt */
#define TENTHS 11   /* 0, 10, … 100 per cent */
#define SURENESSES 3
#define CHANCE_TENTH 1000
#define TEN_THOUSANDTHS 10000.0

typedef struct {
  int64_t outcomes;
  int64_t worked;
} Stated;

typedef struct {
  int followed, adapted, overridden, alone;
} Month;

typedef struct {
  Stated words[SURENESSES];
  Stated tenths[TENTHS];
  Month months[MONTHS];
  int64_t first_month; /* months since year 0 of months[0]; 0 until it is needed */
  int64_t rows;        /* decisions that were counted */
  bool is_kept;        /* they were counted when they came in */
  bool any_shut;       /* of those that were gone through */
  int64_t last_ten;    /* how many of the ten there are */
  int64_t last_ten_followed;
  int64_t now_ms;
  const char *zone_name;
  GTimeZone *zone; /* NULL until it is needed */
} Year;

/* ---- Counting --------------------------------------------------------------------------------------------------- */

/* Columns of ADVICE_FIGURES. */
enum {
  FIGURE_DECISION,
  FIGURE_MANDATE,
  FIGURE_DECIDED_AT,
  FIGURE_SURENESS,
  FIGURE_CHANCE,
  FIGURE_ADVICE_WORKED,
  FIGURE_WORKED
};

/* How the advice turned out, in ten-thousandths; -1 where it isn't known: of the road that was not taken it mostly isn't. */
static int64_t outcome_of(StoreStatement *row, RecordDecision decision) {
  StoreValue value = {.type = STORE_VALUE_NULL};
  if (decision == RECORD_DECISION_FOLLOW)
    store_column_value(row, FIGURE_WORKED, &value);
  if (value.type == STORE_VALUE_NULL) /* also what was said of it before the decision was corrected */
    store_column_value(row, FIGURE_ADVICE_WORKED, &value);
  return value.type == STORE_VALUE_INTEGER ? value.integer : -1;
}

static void count_stated(Year *year, StoreStatement *row, RecordDecision decision) {
  int64_t worked = outcome_of(row, decision);
  if (worked < 0)
    return;
  StoreValue value;
  RecordSureness sureness = RECORD_SURENESS_LEANING;
  Stated *stated = NULL;
  store_column_value(row, FIGURE_SURENESS, &value);
  if (value.type == STORE_VALUE_TEXT && record_sureness_read(value.bytes, &sureness))
    stated = &year->words[sureness];
  if (stated == NULL)
    store_column_value(row, FIGURE_CHANCE, &value);
  if (stated == NULL && value.type == STORE_VALUE_INTEGER)
    stated = &year->tenths[MIN((value.integer + CHANCE_TENTH / 2) / CHANCE_TENTH, TENTHS - 1)];
  if (stated == NULL)
    return;
  stated->outcomes++;
  stated->worked += worked;
}

/* What was decided under a mandate is none of the client's decisions. */
static void count_last_ten(Year *year, StoreStatement *row, RecordDecision decision) {
  if (year->last_ten == TEN || !store_column_is_null(row, FIGURE_MANDATE))
    return;
  year->last_ten++;
  year->last_ten_followed += decision == RECORD_DECISION_FOLLOW  ? WHOLE
                             : decision == RECORD_DECISION_ADAPT ? WHOLE / 2
                                                                 : 0;
}

/* Months since year 0, of the zone; which is looked up when the first is asked for, for that takes longer than all else
 * here. */
static int64_t month_of(Year *year, int64_t at_ms) {
  if (year->zone == NULL)
    year->zone = g_time_zone_new_identifier(year->zone_name);
  if (year->zone == NULL)
    year->zone = g_time_zone_new_utc();
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_ms / 1000);
  g_autoptr(GDateTime) there = utc != NULL ? g_date_time_to_timezone(utc, year->zone) : NULL;
  return there != NULL ? (int64_t)g_date_time_get_year(there) * 12 + g_date_time_get_month(there) - 1 : 0;
}

static void count_month(Year *year, StoreStatement *row, RecordDecision decision) {
  int64_t at_ms = store_column_integer(row, FIGURE_DECIDED_AT);
  if (at_ms < year->now_ms - YEAR_AND_MORE_MS)
    return;
  if (year->first_month == 0)
    year->first_month = month_of(year, year->now_ms) - (MONTHS - 1);
  int64_t place = month_of(year, at_ms) - year->first_month;
  if (place < 0 || place >= MONTHS)
    return;
  Month *month = &year->months[place];
  if (!store_column_is_null(row, FIGURE_MANDATE))
    month->alone++;
  else if (decision == RECORD_DECISION_FOLLOW)
    month->followed++;
  else if (decision == RECORD_DECISION_ADAPT)
    month->adapted++;
  else if (decision == RECORD_DECISION_OVERRIDE)
    month->overridden++;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

static void write_pair(GString *text, const char *key, int64_t value) {
  g_string_append(text, key);
  written_integer(text, value);
}

static void write_stated(GString *text, const Stated *stated, const char *sureness, int chance) {
  if (stated->outcomes == 0)
    return;
  if (text->str[text->len - 1] != '[')
    g_string_append_c(text, ',');
  write_pair(text, "{\"outcomes\":", stated->outcomes);
  write_pair(text, ",\"worked\":", stated->worked);
  BellwetherEstimate share = bellwether_share((double)stated->worked / TEN_THOUSANDTHS, (double)stated->outcomes);
  write_pair(text, ",\"came_true\":{\"estimate\":", llround(share.estimate * TEN_THOUSANDTHS));
  write_pair(text, ",\"low\":", llround(share.low * TEN_THOUSANDTHS));
  write_pair(text, ",\"high\":", llround(share.high * TEN_THOUSANDTHS));
  g_string_append_c(text, '}');
  if (sureness != NULL) {
    g_string_append(text, ",\"sureness\":");
    written_string(text, sureness);
  } else {
    write_pair(text, ",\"chance\":", chance);
  }
  g_string_append_c(text, '}');
}

static void write_stated_list(ViewRun *run, const Year *year) {
  written_member(run, "stated");
  g_string_append_c(run->written, '[');
  for (int sureness = 0; sureness < SURENESSES; sureness++)
    write_stated(run->written, &year->words[sureness], record_sureness_text((RecordSureness)sureness), 0);
  for (int tenth = 0; tenth < TENTHS; tenth++)
    write_stated(run->written, &year->tenths[tenth], NULL, tenth * CHANCE_TENTH);
  g_string_append_c(run->written, ']');
}

static void write_month_list(ViewRun *run, const Year *year) {
  GString *text = run->written;
  bool begun = false;
  written_member(run, "months");
  g_string_append_c(text, '[');
  for (int place = 0; place < MONTHS; place++) {
    const Month *month = &year->months[place];
    int64_t number = year->first_month + place;
    if (!begun && month->followed + month->adapted + month->overridden + month->alone == 0)
      continue;
    g_string_append_printf(text, "%s{\"month\":\"%04" G_GINT64_FORMAT "-%02" G_GINT64_FORMAT "\"", begun ? "," : "",
                           number / 12, number % 12 + 1);
    write_pair(text, ",\"followed\":", month->followed);
    write_pair(text, ",\"adapted\":", month->adapted);
    write_pair(text, ",\"overridden\":", month->overridden);
    write_pair(text, ",\"alone\":", month->alone);
    g_string_append_c(text, '}');
    begun = true;
  }
  g_string_append_c(text, ']');
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

/* One by one, without what is shut. */
static bool go_through(ViewRun *run, Year *year, const char *partner, bool may_be_shut, GError **error) {
  g_autoptr(StoreStatement) rows = written_statement(
      run, may_be_shut ? STORE_ADVICE_FIGURES : STORE_ADVICE_FIGURES_UNSEALED, partner, DECISIONS_MOST, error);
  bool row = false;
  if (rows == NULL || !store_statement_step(rows, &row, error))
    return false;
  ViewShutCase shut;
  view_shut_begin(&shut, run);
  for (int place = 0; may_be_shut && place < store_column_count(rows); place++)
    view_shut_column(&shut, store_column_name(rows, place), place);
  for (; row; year->rows++) {
    RecordDecision decision = RECORD_DECISION_DEFER;
    record_decision_read(store_column_text(rows, FIGURE_DECISION), &decision);
    bool is_shut = may_be_shut && view_shut_is_owed(&shut, run, rows);
    year->any_shut = year->any_shut || is_shut;
    if (!is_shut && !store_column_is_null(rows, FIGURE_DECISION))
      count_last_ten(year, rows, decision);
    if (!is_shut && decision != RECORD_DECISION_DEFER) {
      count_stated(year, rows, decision);
      count_month(year, rows, decision);
    }
    if (!store_statement_step(rows, &row, error))
      return false;
  }
  return true;
}

/* Columns of FIGURES_OF_PARTNER, and its numbers for how sure they were (schema 0014). */
enum { KEPT_STATED, KEPT_DECISIONS, KEPT_OUTCOMES, KEPT_WORKED };
#define KEPT_FIRST_WORD 11

/* From the figures that are kept: all decisions, shut or not. */
static bool read_kept(ViewRun *run, Year *year, const char *partner, GError **error) {
  g_autoptr(StoreStatement) rows = written_statement(run, STORE_FIGURES_OF_PARTNER, partner, 1, error);
  bool row = false;
  bool ok = rows != NULL && store_statement_step(rows, &row, error);
  for (; ok && row; ok = store_statement_step(rows, &row, error)) {
    int64_t kept = store_column_integer(rows, KEPT_STATED);
    year->rows += store_column_integer(rows, KEPT_DECISIONS);
    Stated *stated = kept < TENTHS                         ? &year->tenths[kept]
                     : kept - KEPT_FIRST_WORD < SURENESSES ? &year->words[kept - KEPT_FIRST_WORD]
                                                           : NULL;
    if (stated == NULL)
      continue;
    stated->outcomes += store_column_integer(rows, KEPT_OUTCOMES);
    stated->worked += store_column_integer(rows, KEPT_WORKED);
  }
  return ok;
}

static bool read_months(ViewRun *run, Year *year, const char *partner, GError **error) {
  g_autoptr(StoreStatement) rows = written_statement(run, STORE_DECIDED_SINCE, partner, DECISIONS_MOST, error);
  bool row = false;
  if (rows == NULL)
    return false;
  store_bind_integer(rows, "since_ms", run->now_ms - YEAR_AND_MORE_MS);
  bool ok = store_statement_step(rows, &row, error);
  for (; ok && row; ok = store_statement_step(rows, &row, error)) {
    RecordDecision decision = RECORD_DECISION_DEFER;
    record_decision_read(store_column_text(rows, FIGURE_DECISION), &decision);
    if (decision != RECORD_DECISION_DEFER)
      count_month(year, rows, decision);
  }
  return ok;
}

/* What is kept of all decisions is what the latest two hundred come to while there are no more, and none is shut. */
static bool count_all(ViewRun *run, Year *year, const char *partner, GError **error) {
  bool may_be_shut = false;
  if (!view_shut_may_be(run, &may_be_shut, error))
    return false;
  if (!may_be_shut) {
    if (!read_kept(run, year, partner, error))
      return false;
    year->is_kept = year->rows <= DECISIONS_MOST;
    if (year->is_kept)
      return year->rows == 0 || read_months(run, year, partner, error);
    memset(year->words, 0, sizeof year->words);
    memset(year->tenths, 0, sizeof year->tenths);
    year->rows = 0;
  }
  return go_through(run, year, partner, may_be_shut, error);
}

/* As they were gone through, unless more was decided under mandates than that. What is shut is among no ten: how many of
 * them were followed would tell what became of it. */
static bool put_last_ten(ViewRun *run, const Year *year, const char *partner, GError **error) {
  int64_t decided = year->last_ten;
  int64_t followed = year->last_ten_followed;
  if (year->is_kept || (!year->any_shut && decided < TEN && year->rows == DECISIONS_MOST)) {
    g_autoptr(StoreStatement) statement = written_statement(run, STORE_LAST_TEN, partner, 1, error);
    bool row = false;
    if (statement == NULL || !store_statement_step(statement, &row, error))
      return false;
    decided = store_column_integer(statement, 0);
    followed = store_column_integer(statement, 1);
  }
  return json_object_set_new(
             run->document, "last_ten",
             json_pack("{s:I, s:I}", "decided", (json_int_t)decided, "followed", (json_int_t)followed)) == 0;
}

bool year_put(ViewRun *run, const char *partner, bool with_last_ten, GError **error) {
  Year year = {.zone_name = run->member->zone, .now_ms = run->now_ms};
  bool ok = count_all(run, &year, partner, error);
  g_clear_pointer(&year.zone, g_time_zone_unref);
  if (!ok)
    return false;
  write_stated_list(run, &year);
  write_month_list(run, &year);
  return !with_last_ten || put_last_ten(run, &year, partner, error);
}
