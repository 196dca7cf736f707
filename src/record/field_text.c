/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* field_text.c: numbers, shares and times out of text, without a locale. */
#include "field_text.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MOST INT64_C(9007199254740991) /* 2^53 - 1: the same bound as for numbers in a document */

bool record_text_is_either(const char *text) {
  const char *mark = strchr(text, ',');
  const char *digits = text + (*text == '-');
  if (mark == NULL || strlen(mark) != 4 || mark == digits || *digits == '0')
    return false;
  for (const char *at = digits; *at != '\0'; at++) {
    if (at != mark && !g_ascii_isdigit(*at))
      return false;
  }
  return true;
}

bool record_text_decimal(const char *text, unsigned decimals, int64_t *number) {
  if (record_text_is_either(text))
    return false;
  bool negative = *text == '-';
  text += negative;
  int64_t value = 0;
  unsigned digits = 0;
  unsigned after = 0;
  bool seen_point = false;
  for (; *text != '\0'; text++) {
    if ((*text == '.' || *text == ',') && !seen_point && digits > 0) {
      seen_point = true;
      continue;
    }
    if (!g_ascii_isdigit(*text) || (seen_point && after == decimals))
      return false;
    if (value > (NUMBER_MOST - (*text - '0')) / 10)
      return false;
    value = value * 10 + (*text - '0');
    digits++;
    after += seen_point;
  }
  if (digits == 0 || (seen_point && after == 0))
    return false;
  for (; after < decimals; after++) {
    if (value > NUMBER_MOST / 10)
      return false;
    value *= 10;
  }
  *number = negative ? -value : value;
  return true;
}

bool record_text_share(const char *text, int64_t *share) {
  size_t length = strlen(text);
  if (length > 0 && text[length - 1] == '%') {
    length--;
    while (length > 0 && text[length - 1] == ' ')
      length--;
    g_autofree char *number = g_strndup(text, length);
    return record_text_decimal(number, 2, share) && *share >= 0 && *share <= 10000;
  }
  return record_text_decimal(text, 4, share) && *share >= 0 && *share <= 10000;
}

static bool is_date(const char *text) {
  static const char pattern[] = "dddd-dd-dd";
  for (size_t index = 0; index < sizeof pattern - 1; index++) {
    if (pattern[index] == 'd' ? !g_ascii_isdigit(text[index]) : text[index] != pattern[index])
      return false;
  }
  return true;
}

bool record_text_time(const char *text, int64_t *time_ms) {
  if (strlen(text) < 10 || strlen(text) > 40 || !is_date(text))
    return false;
  g_autofree char *whole = text[10] == '\0' ? g_strconcat(text, "T00:00:00Z", NULL) : g_strdup(text);
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(whole, NULL); /* without a zone: NULL */
  if (time == NULL)
    return false;
  *time_ms = g_date_time_to_unix(time) * 1000 + g_date_time_get_microsecond(time) / 1000;
  return *time_ms >= RECORD_TIME_LEAST_MS && *time_ms <= RECORD_TIME_MOST_MS;
}

/* ---- Days somewhere --------------------------------------------------------------------------------------------- */

static GTimeZone *find_zone(const char *zone) {
  GTimeZone *place = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
  return place != NULL ? place : g_time_zone_new_utc();
}

/* When the day begins there. Where clocks are put back at night there may be two midnights: the first; where they are put
 * forward there may be none: the hour after it. */
static int64_t day_begin(const GDate *date, GTimeZone *place) {
  g_autoptr(GDateTime) midnight =
      g_date_time_new(place, g_date_get_year(date), (int)g_date_get_month(date), g_date_get_day(date), 0, 0, 0);
  g_autoptr(GDateTime) before = g_date_time_add_hours(midnight, -1);
  bool is_second = g_date_time_get_day_of_month(before) == g_date_time_get_day_of_month(midnight);
  return g_date_time_to_unix(is_second ? before : midnight) * 1000;
}

static int64_t day_end(const GDate *date, GTimeZone *place) {
  GDate next = *date;
  g_date_add_days(&next, 1);
  return day_begin(&next, place) - 1;
}

bool record_text_day(const char *text, const char *zone, bool last, int64_t *time_ms) {
  if (strlen(text) != 10 || !record_text_time(text, time_ms)) /* which knows the calendar, and the years */
    return false;
  g_autoptr(GTimeZone) place = find_zone(zone);
  GDate date;
  g_date_set_dmy(&date, (GDateDay)atoi(text + 8), (GDateMonth)atoi(text + 5), (GDateYear)atoi(text));
  *time_ms = CLAMP(last ? day_end(&date, place) : day_begin(&date, place), RECORD_TIME_LEAST_MS, RECORD_TIME_MOST_MS);
  return true;
}

int64_t record_day_end(int64_t time_ms, const char *zone) {
  g_autoptr(GTimeZone) place = find_zone(zone);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(time_ms / 1000);
  g_autoptr(GDateTime) there = g_date_time_to_timezone(utc, place);
  GDate date;
  g_date_set_dmy(&date, (GDateDay)g_date_time_get_day_of_month(there), (GDateMonth)g_date_time_get_month(there),
                 (GDateYear)g_date_time_get_year(there));
  return day_end(&date, place);
}

int64_t record_months_later(int64_t time_ms, int months, const char *zone) {
  g_autoptr(GTimeZone) place = find_zone(zone);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(time_ms / 1000);
  g_autoptr(GDateTime) there = g_date_time_to_timezone(utc, place);
  g_autoptr(GDateTime) later = g_date_time_add_months(there, months);
  return g_date_time_to_unix(later) * 1000 + time_ms % 1000;
}

/* ---- Times as text ---------------------------------------------------------------------------------------------- */

#define DAY_MS INT64_C(86400000)
#define FIRST_DAY INT64_C(-719468) /* 1 March of the year 0, in days since 1970 */
#define CYCLE_DAYS 146097          /* 400 years */

/* So many decimal digits, with noughts before. */
static void write_digits(char *text, unsigned digits, int64_t number) {
  while (digits-- > 0) {
    text[digits] = (char)('0' + number % 10);
    number /= 10;
  }
}

/* The Gregorian calendar counted from 1 March, so that the day that some years have comes last: E. M. Reingold and
 * N. Dershowitz, Calendrical Calculations; the months' lengths by the line (153 m + 2) / 5. */
static void write_date(char *text, int64_t days) {
  int64_t since = days - FIRST_DAY;
  int64_t cycle = since / CYCLE_DAYS;
  int64_t of_cycle = since % CYCLE_DAYS;
  int64_t year = (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / 146096) / 365;
  int64_t of_year = of_cycle - (365 * year + year / 4 - year / 100);
  int64_t month = (5 * of_year + 2) / 153; /* 0: March */
  int64_t day = of_year - (153 * month + 2) / 5 + 1;
  write_digits(text, 4, cycle * 400 + year + (month >= 10));
  write_digits(text + 5, 2, month < 10 ? month + 3 : month - 9);
  write_digits(text + 8, 2, day);
}

void record_text_write_time(int64_t time_ms, char text[RECORD_TEXT_TIME_BYTES]) {
  static const char shape[] = "0000-00-00T00:00:00.000Z";
  _Static_assert(sizeof shape == RECORD_TEXT_TIME_BYTES, "one place for each character");
  int64_t days = time_ms >= 0 ? time_ms / DAY_MS : -((DAY_MS - 1 - time_ms) / DAY_MS);
  int64_t of_day = time_ms - days * DAY_MS;
  memcpy(text, shape, sizeof shape);
  write_date(text, days);
  write_digits(text + 11, 2, of_day / 3600000);
  write_digits(text + 14, 2, of_day / 60000 % 60);
  write_digits(text + 17, 2, of_day / 1000 % 60);
  write_digits(text + 20, 3, of_day % 1000);
}

char *record_text_from_time(int64_t time_ms) {
  char text[RECORD_TEXT_TIME_BYTES];
  record_text_write_time(time_ms, text);
  return g_strdup(text);
}
