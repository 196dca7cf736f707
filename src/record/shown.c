/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* shown.c: snapshots signed, and held against the decision that names them. */
#include "shown.h"

#include <glib.h>
#include <sodium.h>
#include <string.h>

#define FORMAT "2"
#define PARTS 13 /* of the signed text */

static char *spell(const RecordShown *shown) {
  return g_strdup_printf(FORMAT "|%s|%s|%s|%s|%" G_GINT64_FORMAT "|%d|%d|%d|%d|%d|%d|%" G_GINT64_FORMAT,
                         shown->workspace, shown->advice_id, shown->person, shown->stamp, shown->at_ms, shown->advice,
                         shown->advice_low, shown->advice_high, shown->own_view, shown->own_view_low,
                         shown->own_view_high, shown->outcomes);
}

char *record_shown_sign(const RecordShown *shown, const uint8_t key[RECORD_SHOWN_KEY_BYTES]) {
  g_autofree char *spelt = spell(shown);
  size_t length = strlen(spelt);
  g_autofree uint8_t *bytes = g_malloc(crypto_auth_BYTES + length);
  crypto_auth(bytes, (const uint8_t *)spelt, length, key);
  memcpy(bytes + crypto_auth_BYTES, spelt, length); /* NOLINT(bugprone-not-null-terminated-result): bytes, no text */
  size_t most = sodium_base64_encoded_len(crypto_auth_BYTES + length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *text = g_malloc(most);
  return sodium_bin2base64(text, most, bytes, crypto_auth_BYTES + length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* What was signed; NULL where the text is nothing that we signed. Free with g_free. */
static char *unsign(const char *text, const uint8_t key[RECORD_SHOWN_KEY_BYTES]) {
  size_t most = strlen(text);
  g_autofree uint8_t *bytes = g_malloc(most + 1);
  size_t length = 0;
  const char *end = NULL;
  if (sodium_base642bin(bytes, most + 1, text, most, NULL, &length, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) !=
          0 ||
      *end != '\0' || length <= crypto_auth_BYTES)
    return NULL;
  const uint8_t *spelt = bytes + crypto_auth_BYTES;
  if (crypto_auth_verify(bytes, spelt, length - crypto_auth_BYTES, key) != 0)
    return NULL;
  return g_strndup((const char *)spelt, length - crypto_auth_BYTES);
}

RecordSnapshot record_shown_read(const char *text, const uint8_t key[RECORD_SHOWN_KEY_BYTES],
                                 const RecordShown *expected, RecordShown *shown) {
  if (text == NULL)
    return RECORD_SNAPSHOT_NONE;
  g_autofree char *spelt = unsign(text, key);
  if (spelt == NULL)
    return RECORD_SNAPSHOT_FOREIGN;
  g_auto(GStrv) parts = g_strsplit(spelt, "|", -1);
  if (g_strv_length(parts) != PARTS || strcmp(parts[0], FORMAT) != 0 || strcmp(parts[1], expected->workspace) != 0 ||
      strcmp(parts[2], expected->advice_id) != 0 || strcmp(parts[3], expected->person) != 0)
    return RECORD_SNAPSHOT_FOREIGN;
  *shown = *expected;
  g_strlcpy(shown->stamp, parts[4], sizeof shown->stamp);
  shown->at_ms = g_ascii_strtoll(parts[5], NULL, 10);
  shown->advice = (int32_t)g_ascii_strtoll(parts[6], NULL, 10);
  shown->advice_low = (int32_t)g_ascii_strtoll(parts[7], NULL, 10);
  shown->advice_high = (int32_t)g_ascii_strtoll(parts[8], NULL, 10);
  shown->own_view = (int32_t)g_ascii_strtoll(parts[9], NULL, 10);
  shown->own_view_low = (int32_t)g_ascii_strtoll(parts[10], NULL, 10);
  shown->own_view_high = (int32_t)g_ascii_strtoll(parts[11], NULL, 10);
  shown->outcomes = g_ascii_strtoll(parts[12], NULL, 10);
  return strcmp(shown->stamp, expected->stamp) == 0 ? RECORD_SNAPSHOT_CURRENT : RECORD_SNAPSHOT_STALE;
}
