/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The checker on any bytes. The first line's first byte says what else it is given: bit 0 a key file, bit 1 a head;
 * each is the rest of that line or the line after it.
 */
#include "bellwether/checker.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Takes the next line, its newline included, off what is left. */
static const char *take_line(const char **text, size_t *left, size_t *length) {
  const char *line = *text;
  const char *newline = *left == 0 ? NULL : memchr(line, '\n', *left);
  *length = newline == NULL ? *left : (size_t)(newline - line) + 1;
  *text += *length;
  *left -= *length;
  return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  BellwetherChecker *checker = NULL;
  BellwetherCheckResult result;
  const char *text = (const char *)bytes;
  size_t length = 0;
  if (sodium_init() < 0)
    abort();
  if (size == 0 || bellwether_checker_new(&checker) != BELLWETHER_CHECK_OK)
    return 0;
  unsigned given = (unsigned char)*text++;
  size--;
  if ((given & 1) != 0) {
    const char *line = take_line(&text, &size, &length);
    bellwether_checker_trust(checker, line, length);
  }
  if ((given & 2) != 0) {
    const char *line = take_line(&text, &size, &length);
    bellwether_checker_since(checker, line, length);
  }
  while (size > 0) {
    const char *line = take_line(&text, &size, &length);
    bellwether_checker_line(checker, line, length);
  }
  BellwetherCheckStatus status = bellwether_checker_finish(checker, &result);
  if ((status == BELLWETHER_CHECK_OK) != (bellwether_checker_error(checker)[0] == '\0'))
    abort();
  bellwether_checker_free(checker);
  return 0;
}
