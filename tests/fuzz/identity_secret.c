/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whatever text is shown as a secret: it is one of a kind or none, of one kind at most, and what was read is written back
 * as the same text, so that one secret has one spelling. */
#include "identity/internal.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length);

static void require(bool holds) {
  if (!holds) {
    abort();
  }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  static const SecretKind kinds[] = {SECRET_SESSION, SECRET_LINK, SECRET_TOKEN, SECRET_DEVICE, SECRET_CODE};
  g_autofree char *text = g_strndup((const char *)bytes, length);
  int known = 0;
  for (size_t index = 0; index < G_N_ELEMENTS(kinds); index++) {
    uint8_t read[HASH_BYTES];
    uint8_t hash[HASH_BYTES];
    bool is_one = identity_secret_bytes(text, kinds[index], read);
    require(identity_secret_read(text, kinds[index], hash) == is_one);
    if (!is_one)
      continue;
    char written[IDENTITY_SECRET_BYTES];
    identity_secret_write(kinds[index], read, written);
    require(strcmp(written, text) == 0);
    known++;
  }
  require(known <= 1);
  return 0;
}
