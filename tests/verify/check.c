/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "check.h"

#include <stdarg.h>

bool check_that(Check *check, bool passed, const char *format, ...) {
  char sentence[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  check->count++;
  if (!passed)
    check->failures++;
  printf("%sok %u - %s\n", passed ? "" : "not ", check->count, sentence);
  fflush(stdout);
  return passed;
}

void check_note(const char *format, ...) {
  char sentence[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  printf("# %s\n", sentence);
  fflush(stdout);
}

int check_end(const Check *check) {
  printf("1..%u\n", check->count);
  return check->failures == 0 ? 0 : 1;
}
