/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * field_hints.h: how a field that was refused would be written, where what was meant can be told.
 *
 * A hint is for people, to stand in brackets behind the problem. It never changes what is taken. NULL where there is
 * none; else free with g_free.
 */
#ifndef BELLWETHER_CLI_FIELD_HINTS_H
#define BELLWETHER_CLI_FIELD_HINTS_H

#include <stdbool.h>

/* For a date in another order or with other marks, such as 13.02.2024, 2/13/2024 or 2024-2-3, with or without a time of
 * day behind it; both readings where the day could be the month. Also for 20240213, 9:30 without its 0, and a spreadsheet's
 * count of days (45292). */
char *field_hint_time(const char *text);

/* For a percentage without its sign, such as 80. */
char *field_hint_share(const char *text, bool comma);

#endif
