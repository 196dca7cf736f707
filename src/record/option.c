/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* option.c: options for comparing. */
#include "option.h"

#include <glib.h>

char *record_option_fold(const char *words) {
  g_autofree char *normal = g_utf8_normalize(words, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = g_utf8_casefold(normal != NULL ? normal : words, -1);
  GString *plain = g_string_new(NULL);
  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar character = g_utf8_get_char(at);
    if (g_unichar_type(character) == G_UNICODE_FORMAT) /* nobody sees these */
      continue;
    if (!g_unichar_isspace(character))
      g_string_append_unichar(plain, character);
    else if (plain->len > 0 && plain->str[plain->len - 1] != ' ')
      g_string_append_c(plain, ' ');
  }
  if (plain->len > 0 && plain->str[plain->len - 1] == ' ')
    g_string_truncate(plain, plain->len - 1);
  return g_string_free(plain, FALSE);
}
