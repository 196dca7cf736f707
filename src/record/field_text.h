/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* field_text.h: numbers, shares and times as people write them in a form or a shell. Each is false where it is none. */
#ifndef RECORD_FIELD_TEXT_H
#define RECORD_FIELD_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#define RECORD_TIME_LEAST_MS INT64_C(-2208988800000) /* the start of the year 1900 */
#define RECORD_TIME_MOST_MS INT64_C(7289654399999)   /* the end of the year 2200 */

/* A decimal number with a point or a comma and at most that many decimals, times 10^decimals: "12.5" with 2 is 1250.
 * No blanks, no grouping, no exponent. None, too, is what could be either of two numbers. */
bool record_text_decimal(const char *text, unsigned decimals, int64_t *number);

/* Whether a number has a comma before its last three digits, which may be a decimal mark or one of thousands: "1,500". A
 * nought before it leaves no doubt: "0,125". */
bool record_text_is_either(const char *text);

/* A share in ten-thousandths: "0.7", "70%", "70 %". What is neither a percentage nor from 0 to 1 is none, for "70" may
 * mean either. */
bool record_text_share(const char *text, int64_t *share);

/* A time in RFC 3339 with its zone, or a date, which is its first moment in UTC. Milliseconds since 1970. */
bool record_text_time(const char *text, int64_t *time_ms);

/* A date without a time of day, as its first moment in the zone (of the tz database; NULL, or one that is unknown: UTC), or
 * as its last millisecond. False where it is no such date. */
bool record_text_day(const char *text, const char *zone, bool last, int64_t *time_ms);

/* The last millisecond of the day on which that time is in the zone. */
int64_t record_day_end(int64_t time_ms, const char *zone);

/* The same time of day so many calendar months later there; in a month that has no such day, its last one. */
int64_t record_months_later(int64_t time_ms, int months, const char *zone);

/* A time as documents give it: "2026-03-05T14:30:00.000Z"; free with g_free. */
char *record_text_from_time(int64_t time_ms);

/* The same into a buffer, with its final NUL; for the years 0 to 9999. */
#define RECORD_TEXT_TIME_BYTES 25
void record_text_write_time(int64_t time_ms, char text[RECORD_TEXT_TIME_BYTES]);

#endif
