/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a field that was refused would be written. */
#include "field_hints.h"

#include "field_text.h"

#include <glib.h>
#include <glib/gi18n.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A spreadsheet's counts of days that are likely meant as dates: 1982 to 2064. */
#define SERIAL_DAY_MIN 30000
#define SERIAL_DAY_MAX 60000

/* A date that there is, written as it is taken; NULL for any other. An hour gets its second digit. */
static char *written_date(int year, int month, int day, const char *rest) {
  bool short_hour = strcspn(rest, ":") == 2; /* a mark, a digit */
  g_autofree char *text = short_hour ? g_strdup_printf("%04d-%02d-%02d%c0%s", year, month, day, *rest, rest + 1)
                                     : g_strdup_printf("%04d-%02d-%02d%s", year, month, day, rest);
  int64_t time_ms = 0;
  bool day_only = false;
  return field_text_time(text, &time_ms, &day_only) ? g_steal_pointer(&text) : NULL;
}

/* Three numbers parted by one mark twice, and what follows them. */
static bool read_three(const char *text, int numbers[3], const char **rest) {
  char mark = '\0';
  for (int i = 0; i < 3; i++) {
    int digits = 0;
    numbers[i] = 0;
    for (; g_ascii_isdigit(*text) && digits < 4; text++, digits++) {
      numbers[i] = numbers[i] * 10 + (*text - '0');
    }
    if (digits == 0) {
      return false;
    }
    if (i == 2) {
      break;
    }
    if (*text == '\0' || strchr("./-", *text) == NULL || (mark != '\0' && *text != mark)) {
      return false;
    }
    mark = *text++;
  }
  *rest = text;
  return *text == '\0' || *text == ' ' || *text == 'T';
}

/* 20240213, or a spreadsheet's count of days. */
static char *hint_digits(const char *text) {
  guint64 days = 0;
  guint64 date = 0;
  if (strlen(text) == 8 && g_ascii_string_to_unsigned(text, 10, 10000101, 99991231, &date, NULL)) {
    g_autofree char *written = written_date((int)(date / 10000), (int)(date / 100 % 100), (int)(date % 100), "");
    return written == NULL ? NULL : g_strdup_printf(_("write %s"), written);
  }
  if (!g_ascii_string_to_unsigned(text, 10, SERIAL_DAY_MIN, SERIAL_DAY_MAX, &days, NULL)) {
    return NULL;
  }
  return g_strdup(_("this looks like a spreadsheet's own count of days: give the column the format YYYY-MM-DD"));
}

char *field_hint_time(const char *text) {
  g_autofree char *plain = g_strstrip(g_strdup(text));
  int numbers[3];
  const char *rest = NULL;
  if (!read_three(plain, numbers, &rest)) {
    return hint_digits(plain);
  }
  if (numbers[0] >= 1000) { /* the year comes first */
    g_autofree char *date = written_date(numbers[0], numbers[1], numbers[2], rest);
    return date == NULL ? NULL : g_strdup_printf(_("write %s"), date);
  }
  if (numbers[2] < 1000) {
    return NULL; /* a year of two digits: which century, and is it the year? */
  }
  g_autofree char *day_first = written_date(numbers[2], numbers[1], numbers[0], rest);
  g_autofree char *month_first = written_date(numbers[2], numbers[0], numbers[1], rest);
  if (day_first != NULL && month_first != NULL && strcmp(day_first, month_first) != 0) {
    return g_strdup_printf(_("write %s or %s, whichever is meant"), day_first, month_first);
  }
  const char *only = day_first != NULL ? day_first : month_first;
  return only == NULL ? NULL : g_strdup_printf(_("write %s"), only);
}

char *field_hint_share(const char *text, bool comma) {
  double number = 0;
  bool comma_used = false;
  if (field_text_share(text, comma, &number, &comma_used) != FIELD_TEXT_OK || number <= 1 || number > 100 ||
      strchr(text, '%') != NULL) {
    return NULL;
  }
  g_autofree char *plain = g_strstrip(g_strdup(text));
  char share[32];
  g_snprintf(share, sizeof share, number == (int)number ? "%.2f" : "%.6g", number / 100);
  if (comma_used) {
    g_strdelimit(share, ".", ',');
  }
  return g_strdup_printf(_("write %s or %s %%"), share, plain);
}
