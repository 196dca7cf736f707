/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * field_text.h: numbers and times as people and spreadsheets write them.
 *
 * Nothing here looks at the locale: a file means the same on every machine. Each reader takes the whole text or
 * refuses it; spaces around it (no-break ones too, which spreadsheets put before a percent sign) don't count.
 */
#ifndef BELLWETHER_CLI_FIELD_TEXT_H
#define BELLWETHER_CLI_FIELD_TEXT_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  FIELD_TEXT_OK,
  FIELD_TEXT_EMPTY,     /* nothing but spaces */
  FIELD_TEXT_MALFORMED, /* not a number; hexadecimal, infinity and NaN are none here */
  FIELD_TEXT_THOUSANDS, /* 1.500 or 1,500 where commas may mark decimals: one and a half, or fifteen hundred? */
} FieldTextStatus;

/* A decimal number such as 12, -0.5 or 1e3. With `comma`, 0,5 is one too, and *comma_used says whether it was. */
FieldTextStatus field_text_number(const char *text, bool comma, double *value, bool *comma_used);

/* The same, or a percentage ("80 %" is 0.8). */
FieldTextStatus field_text_share(const char *text, bool comma, double *value, bool *comma_used);

/* Milliseconds since 1970 from RFC 3339 (2024-03-05T14:30:00Z, an offset, fractions), from YYYY-MM-DD HH:MM[:SS], taken
 * as UTC, or from a date alone, taken as its first moment; *day_only then is true. Years 1 to 9999. */
bool field_text_time(const char *text, int64_t *time_ms, bool *day_only);

/* The text of a time: YYYY-MM-DDTHH:MM:SSZ, or the date alone. Free with g_free. */
char *field_text_from_time(int64_t time_ms, bool day_only);

#endif
