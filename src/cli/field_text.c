/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers and times as people and spreadsheets write them; see field_text.h for what is taken. */
#include "field_text.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define NUMBER_BYTES_MAX 64
#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_DAY INT64_C(86400000)

/* ---- Spaces ---------------------------------------------------------------------------------------------------- */

/* The bytes of the space that starts at `text`; 0 where none does. */
static size_t space_length(const char *text, const char *end) {
  if (text < end && (*text == ' ' || *text == '\t')) {
    return 1;
  }
  if (end - text >= 2 && memcmp(text, "\xC2\xA0", 2) == 0) { /* no-break space */
    return 2;
  }
  if (end - text >= 3 && (memcmp(text, "\xE2\x80\xAF", 3) == 0 || memcmp(text, "\xE2\x80\x89", 3) == 0)) {
    return 3; /* narrow no-break space, thin space */
  }
  return 0;
}

static void trim(const char **start, const char **end) {
  for (size_t bytes; (bytes = space_length(*start, *end)) > 0;) {
    *start += bytes;
  }
  for (bool found = true; found;) {
    found = false;
    for (size_t bytes = 1; bytes <= 3 && !found; bytes++) {
      if (*end - *start >= (ptrdiff_t)bytes && space_length(*end - bytes, *end) == bytes) {
        *end -= bytes;
        found = true;
      }
    }
  }
}

/* ---- Numbers --------------------------------------------------------------------------------------------------- */

static const char *skip_digits(const char *text, const char *end) {
  while (text < end && g_ascii_isdigit(*text)) {
    text++;
  }
  return text;
}

/* Whether the text is digits in groups of three after points or commas, as 1.500, 12.500.000 or 1,500. */
static bool looks_grouped(const char *text, const char *end) {
  const char *point = skip_digits(text, end);
  if (point == end || point - text > 3 || point == text || *text == '0') {
    return false;
  }
  char mark = *point;
  while (point < end && *point == mark && (mark == '.' || mark == ',')) {
    const char *next = skip_digits(point + 1, end);
    if (next - point != 4) {
      return false;
    }
    point = next;
  }
  return point == end;
}

/* Copies a number with its decimal comma made a point; false where it is not a number. */
static bool normalise_number(const char *text, const char *end, bool comma, char *number, bool *comma_used) {
  if (end - text >= NUMBER_BYTES_MAX) {
    return false;
  }
  const char *at = text;
  if (at < end && (*at == '-' || *at == '+')) {
    at++;
  }
  const char *whole = at;
  at = skip_digits(at, end);
  size_t digits = (size_t)(at - whole);
  const char *mark = NULL;
  if (at < end && (*at == '.' || (comma && *at == ','))) {
    mark = at;
    const char *fraction = at + 1;
    at = skip_digits(fraction, end);
    digits += (size_t)(at - fraction);
  }
  if (digits == 0) {
    return false;
  }
  if (at < end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < end && (*at == '-' || *at == '+')) {
      at++;
    }
    const char *exponent = at;
    at = skip_digits(at, end);
    if (at == exponent) {
      return false;
    }
  }
  if (at != end) {
    return false;
  }
  memcpy(number, text, (size_t)(end - text));
  number[end - text] = '\0';
  if (mark != NULL && *mark == ',') {
    number[mark - text] = '.';
    *comma_used = true;
  }
  return true;
}

static FieldTextStatus read_number(const char *start, const char *end, bool comma, double *value, bool *comma_used) {
  if (start == end) {
    return FIELD_TEXT_EMPTY;
  }
  char number[NUMBER_BYTES_MAX];
  if (!normalise_number(start, end, comma, number, comma_used)) {
    return FIELD_TEXT_MALFORMED;
  }
  double read = g_ascii_strtod(number, NULL);
  if (!isfinite(read)) {
    return FIELD_TEXT_MALFORMED;
  }
  *value = read;
  return FIELD_TEXT_OK;
}

FieldTextStatus field_text_number(const char *text, bool comma, double *value, bool *comma_used) {
  const char *start = text;
  const char *end = text + strlen(text);
  trim(&start, &end);
  if (comma && looks_grouped(start, end)) {
    return FIELD_TEXT_THOUSANDS; /* a share needs no such care: a thousand is none */
  }
  return read_number(start, end, comma, value, comma_used);
}

FieldTextStatus field_text_share(const char *text, bool comma, double *value, bool *comma_used) {
  const char *start = text;
  const char *end = text + strlen(text);
  trim(&start, &end);
  bool percent = start < end && end[-1] == '%';
  if (percent) {
    end--;
    trim(&start, &end);
    if (start == end) {
      return FIELD_TEXT_MALFORMED;
    }
  }
  FieldTextStatus status = read_number(start, end, comma, value, comma_used);
  if (status == FIELD_TEXT_OK && percent) {
    *value /= 100.0;
  }
  return status;
}

/* ---- Times ----------------------------------------------------------------------------------------------------- */

/* Days from 1970-01-01 to a date of the Gregorian calendar; after Howard Hinnant, "chrono-compatible low-level date
 * algorithms": years start in March, so that the leap day is the last of its year. */
static int64_t days_from_date(int64_t year, int month, int day) {
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

/* Takes exactly `digits` digits; -1 where there are fewer. */
static int take_digits(const char **text, const char *end, int digits) {
  int number = 0;
  for (int i = 0; i < digits; i++) {
    if (*text == end || !g_ascii_isdigit(**text)) {
      return -1;
    }
    number = number * 10 + (**text - '0');
    (*text)++;
  }
  return number;
}

static bool take_character(const char **text, const char *end, char character) {
  if (*text == end || **text != character) {
    return false;
  }
  (*text)++;
  return true;
}

static bool take_date(const char **text, const char *end, int64_t *days) {
  int year = take_digits(text, end, 4);
  if (year < 1 || !take_character(text, end, '-')) {
    return false;
  }
  int month = take_digits(text, end, 2);
  if (month < 1 || month > 12 || !take_character(text, end, '-')) {
    return false;
  }
  int day = take_digits(text, end, 2);
  if (day < 1 || !g_date_valid_dmy((GDateDay)MIN(day, 255), (GDateMonth)month, (GDateYear)year)) {
    return false;
  }
  *days = days_from_date(year, month, day);
  return true;
}

/* HH:MM, or HH:MM:SS with a fraction of any length (milliseconds are kept). A leap second is the next one's start. */
static bool take_clock(const char **text, const char *end, int64_t *clock_ms) {
  int hour = take_digits(text, end, 2);
  if (hour < 0 || hour > 23 || !take_character(text, end, ':')) {
    return false;
  }
  int minute = take_digits(text, end, 2);
  if (minute < 0 || minute > 59) {
    return false;
  }
  int second = 0;
  int64_t fraction_ms = 0;
  if (take_character(text, end, ':')) {
    second = take_digits(text, end, 2);
    if (second < 0 || second > 60) {
      return false;
    }
    if (take_character(text, end, '.')) {
      const char *fraction = *text;
      for (int weight = 100; *text < end && g_ascii_isdigit(**text); (*text)++, weight /= 10) {
        fraction_ms += weight * (**text - '0');
      }
      if (*text == fraction) {
        return false;
      }
    }
  }
  *clock_ms = ((hour * 60 + minute) * 60 + second) * MS_PER_SECOND + fraction_ms;
  return true;
}

/* Z, +HH:MM, -HH:MM, or nothing (then UTC). */
static bool take_offset(const char **text, const char *end, int64_t *offset_ms) {
  *offset_ms = 0;
  if (*text == end || take_character(text, end, 'Z') || take_character(text, end, 'z')) {
    return true;
  }
  int sign = **text == '-' ? -1 : 1;
  if (!take_character(text, end, '+') && !take_character(text, end, '-')) {
    return false;
  }
  int hour = take_digits(text, end, 2);
  if (hour < 0 || hour > 23 || !take_character(text, end, ':')) {
    return false;
  }
  int minute = take_digits(text, end, 2);
  *offset_ms = sign * (hour * 60 + minute) * 60 * MS_PER_SECOND;
  return minute >= 0 && minute <= 59;
}

bool field_text_time(const char *text, int64_t *time_ms, bool *day_only) {
  const char *at = text;
  const char *end = text + strlen(text);
  trim(&at, &end);
  int64_t days;
  if (!take_date(&at, end, &days)) {
    return false;
  }
  int64_t clock_ms = 0;
  int64_t offset_ms = 0;
  *day_only = at == end;
  if (!*day_only) {
    bool parted = take_character(&at, end, 'T') || take_character(&at, end, 't') || take_character(&at, end, ' ');
    if (!parted || !take_clock(&at, end, &clock_ms) || !take_offset(&at, end, &offset_ms) || at != end) {
      return false;
    }
  }
  int64_t read_ms = days * MS_PER_DAY + clock_ms - offset_ms;
  if (read_ms < days_from_date(1, 1, 1) * MS_PER_DAY || read_ms >= days_from_date(10000, 1, 1) * MS_PER_DAY) {
    return false; /* an offset led out of the years 1 to 9999 */
  }
  *time_ms = read_ms;
  return true;
}

char *field_text_from_time(int64_t time_ms, bool day_only) {
  int64_t seconds = time_ms / MS_PER_SECOND - (time_ms % MS_PER_SECOND < 0);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
  if (time == NULL) {
    return g_strdup("?");
  }
  g_autofree char *rest = g_date_time_format(time, day_only ? "-%m-%d" : "-%m-%dT%H:%M:%SZ");
  return g_strdup_printf("%04d%s", g_date_time_get_year(time), rest);
}
