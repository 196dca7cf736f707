/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Receipts from any bytes: one that is read is written again as the same bytes. */
#include "journal/receipt.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  if (sodium_init() < 0)
    abort();
  g_autoptr(GError) error = NULL;
  g_autoptr(JournalReceipt) receipt = journal_receipt_read(size == 0 ? "" : (const char *)bytes, size, &error);
  if ((receipt == NULL) != (error != NULL))
    abort();
  if (receipt == NULL)
    return 0;
  size_t length = 0;
  g_autofree char *written = journal_receipt_write(receipt, &length, NULL);
  if (written == NULL || length != size || memcmp(written, bytes, size) != 0)
    abort();
  return 0;
}
