/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "year.h"

#include "estimates.h"
#include "record/words.h"
#include "shut.h"

#include <string.h>

#define DECISIONS_MOST 200 /* more than a year of a busy partner */
#define MONTHS 12
#define TENTHS 11 /* 0, 10, … 100 per cent */
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
  int64_t first_month; /* months since year 0 of months[0] */
  GTimeZone *zone;
} Year;

/* How the advice turned out, in ten-thousandths; -1 where it isn't known: of the road that was not taken it mostly isn't. */
static int64_t outcome_of(const json_t *row, const char *decision) {
  int64_t told = view_integer(row, "advice_worked", -1);
  return told >= 0 || strcmp(decision, "follow") != 0 ? told : view_integer(row, "worked", -1);
}

static void count_stated(Year *year, const json_t *row, const char *decision) {
  int64_t worked = outcome_of(row, decision);
  const char *word = view_text(row, "sureness");
  int64_t chance = view_integer(row, "chance", -1);
  RecordSureness sureness = RECORD_SURENESS_LEANING;
  Stated *stated = NULL;
  if (word != NULL && record_sureness_read(word, &sureness))
    stated = &year->words[sureness];
  else if (chance >= 0)
    stated = &year->tenths[MIN((chance + CHANCE_TENTH / 2) / CHANCE_TENTH, TENTHS - 1)];
  if (stated == NULL || worked < 0)
    return;
  stated->outcomes++;
  stated->worked += worked;
}

/* Months since year 0, of the zone. */
static int64_t month_of(const Year *year, int64_t at_ms) {
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_ms / 1000);
  g_autoptr(GDateTime) there = utc != NULL ? g_date_time_to_timezone(utc, year->zone) : NULL;
  return there != NULL ? (int64_t)g_date_time_get_year(there) * 12 + g_date_time_get_month(there) - 1 : 0;
}

static void count_month(Year *year, const json_t *row, const char *decision) {
  int64_t place = month_of(year, view_integer(row, "decided_at_ms", 0)) - year->first_month;
  if (place < 0 || place >= MONTHS)
    return;
  Month *month = &year->months[place];
  if (view_text(row, "mandate_id") != NULL)
    month->alone++;
  else if (strcmp(decision, "follow") == 0)
    month->followed++;
  else if (strcmp(decision, "adapt") == 0)
    month->adapted++;
  else if (strcmp(decision, "override") == 0)
    month->overridden++;
}

static void add_stated(json_t *list, const Stated *stated, const char *sureness, int chance) {
  if (stated->outcomes == 0)
    return;
  json_t *one = json_pack("{s:I, s:I}", "outcomes", (json_int_t)stated->outcomes, "worked", (json_int_t)stated->worked);
  BellwetherEstimate share = bellwether_share((double)stated->worked / TEN_THOUSANDTHS, (double)stated->outcomes);
  json_object_set_new(one, "came_true", estimate_document(&share));
  if (sureness != NULL)
    json_object_set_new(one, "sureness", json_string(sureness));
  else
    json_object_set_new(one, "chance", json_integer(chance));
  json_array_append_new(list, one);
}

static json_t *stated_list(const Year *year) {
  json_t *list = json_array();
  for (int sureness = 0; sureness < SURENESSES; sureness++)
    add_stated(list, &year->words[sureness], record_sureness_text((RecordSureness)sureness), 0);
  for (int tenth = 0; tenth < TENTHS; tenth++)
    add_stated(list, &year->tenths[tenth], NULL, tenth * CHANCE_TENTH);
  return list;
}

static json_t *month_list(const Year *year) {
  json_t *list = json_array();
  for (int place = 0; place < MONTHS; place++) {
    const Month *month = &year->months[place];
    int64_t number = year->first_month + place;
    bool any = month->followed + month->adapted + month->overridden + month->alone > 0;
    if (!any && json_array_size(list) == 0)
      continue;
    g_autofree char *name = g_strdup_printf("%04" G_GINT64_FORMAT "-%02" G_GINT64_FORMAT, number / 12, number % 12 + 1);
    json_array_append_new(list,
                          json_pack("{s:s, s:i, s:i, s:i, s:i}", "month", name, "followed", month->followed, "adapted",
                                    month->adapted, "overridden", month->overridden, "alone", month->alone));
  }
  return list;
}

bool year_put(ViewRun *run, const char *partner, GError **error) {
  json_t *rows = view_rows(run, STORE_ADVICE_FIGURES, partner, DECISIONS_MOST, error);
  if (rows == NULL)
    return false;
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(run->member->zone);
  Year year = {.zone = zone != NULL ? zone : g_time_zone_new_utc()};
  year.first_month = month_of(&year, run->now_ms) - (MONTHS - 1);
  size_t index = 0;
  const json_t *row = NULL;
  view_shut_rows(run, rows); /* what is shut is not counted either */
  json_array_foreach(rows, index, row) {
    const char *decision = view_text(row, "decision");
    if (decision == NULL)
      continue;
    count_stated(&year, row, decision);
    count_month(&year, row, decision);
  }
  json_object_set_new(run->document, "stated", stated_list(&year));
  json_object_set_new(run->document, "months", month_list(&year));
  if (zone == NULL)
    g_time_zone_unref(year.zone);
  json_decref(rows);
  return true;
}
