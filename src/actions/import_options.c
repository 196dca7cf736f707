/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * import_options.c: most briefs have a few options, and there may be hundreds of thousands of briefs: those few are one
 * text, folded, each ended by a newline, which no folded option holds.
 */
#include "import_options.h"

#include "advice.h"

#include <sodium.h>
#include <string.h>

#define FEW_OPTIONS 8

static guint find_among_few(const char *few, const char *folded) {
  size_t length = strlen(folded);
  guint place = 1;
  for (const char *at = few; at != NULL && *at != '\0'; at = strchr(at, '\n') + 1, place++) {
    if (strncmp(at, folded, length) == 0 && at[length] == '\n')
      return place;
  }
  return 0;
}

static guint find_option(const ImportOptions *options, const char *folded) {
  return options->many != NULL ? GPOINTER_TO_UINT(g_hash_table_lookup(options->many, folded))
                               : find_among_few(options->few, folded);
}

static void turn_to_many(ImportOptions *options) {
  options->many = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_auto(GStrv) all = g_strsplit(options->few, "\n", -1);
  for (guint index = 0; index < options->count; index++)
    g_hash_table_insert(options->many, g_strdup(all[index]), GUINT_TO_POINTER(index + 1));
  g_clear_pointer(&options->few, g_free);
}

static guint add_option(ImportOptions *options, const char *folded) {
  if (options->many == NULL && options->count == FEW_OPTIONS)
    turn_to_many(options);
  options->count++;
  if (options->many != NULL) {
    g_hash_table_insert(options->many, g_strdup(folded), GUINT_TO_POINTER(options->count));
    return options->count;
  }
  char *more = g_strconcat(options->few != NULL ? options->few : "", folded, "\n", NULL);
  g_free(options->few);
  options->few = more;
  return options->count;
}

int64_t import_options_number(ImportOptions *options, const char *words, int64_t brief, const uint8_t *key) {
  g_autofree char *folded = record_option_fold(words);
  guint place = find_option(options, folded);
  int64_t of[2] = {brief, place != 0 ? place : add_option(options, folded)};
  uint64_t random = 0;
  G_STATIC_ASSERT(sizeof random == crypto_shorthash_BYTES && IMPORT_OPTIONS_KEY_BYTES == crypto_shorthash_KEYBYTES);
  crypto_shorthash((unsigned char *)&random, (const unsigned char *)of, sizeof of, key);
  return advice_number_from_random(random);
}

void import_options_clear(ImportOptions *options) {
  g_free(options->few);
  g_clear_pointer(&options->many, g_hash_table_unref);
  *options = (ImportOptions){0};
}
