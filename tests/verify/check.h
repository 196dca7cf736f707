/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* check.h: what a test says of itself, as TAP. Needs no memory of the heap, so that it works while memory fails. */
#ifndef VERIFY_CHECK_H
#define VERIFY_CHECK_H

#include <stdbool.h>
#include <stdio.h>

/* One test program's tally. Start from {0}. */
typedef struct {
  unsigned count;
  unsigned failures;
} Check;

/* Prints one TAP line, with the sentence that printf would make of the rest. Returns `passed`. */
bool check_that(Check *check, bool passed, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Prints a figure for the reader, as a TAP comment. */
void check_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the plan; the value for main to return. */
int check_end(const Check *check);

#endif
