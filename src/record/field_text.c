/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* field_text.c: numbers, shares and times out of text, without a locale. */
#include "field_text.h"

#include <glib.h>
#include <string.h>

#define NUMBER_MOST INT64_C(9007199254740991) /* 2^53 - 1: the same bound as for numbers in a document */

bool record_text_decimal(const char *text, unsigned decimals, int64_t *number) {
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

char *record_text_from_time(int64_t time_ms) {
  int64_t seconds = time_ms >= 0 ? time_ms / 1000 : -((999 - time_ms) / 1000);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
  g_autofree char *start = time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%S") : g_strdup("");
  return g_strdup_printf("%s.%03dZ", start, (int)(time_ms - seconds * 1000));
}
