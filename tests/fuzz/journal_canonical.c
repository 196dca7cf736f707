/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Canonical JSON from any bytes: what is read can be written, what was written is canonical, and reading it again gives
 * the same bytes.
 */
#include "journal/canonical.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  g_autoptr(GError) error = NULL;
  const char *text = size == 0 ? "" : (const char *)bytes;
  json_auto_t *value = journal_canonical_read(text, size, JOURNAL_CANONICAL_BYTES_MAX, &error);
  if ((value == NULL) != (error != NULL))
    abort();
  bool canonical = journal_canonical_check(text, size, JOURNAL_CANONICAL_BYTES_MAX, NULL);
  if (value == NULL) {
    if (canonical)
      abort();
    return 0;
  }
  size_t length = 0;
  g_autofree char *written = journal_canonical_write(value, JOURNAL_CANONICAL_BYTES_MAX, &length, NULL);
  if (written == NULL || !journal_canonical_check(written, length, JOURNAL_CANONICAL_BYTES_MAX, NULL))
    abort();
  if (canonical != (length == size && memcmp(written, text, size) == 0))
    abort();
  return 0;
}
