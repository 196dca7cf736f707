/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Partners whose names are nearly the same. */
#include "near_names.h"

#include "words/words.h"

#include <glib/gi18n.h>

#define PAIRS_SHOWN 3
#define LABEL_WIDTH 60 /* of a name in the sentence */

char *near_names_fold(const char *name) {
  g_autofree char *stripped = g_strstrip(g_strdup(name));
  g_autofree char *normal = g_utf8_normalize(stripped, -1, G_NORMALIZE_ALL_COMPOSE);
  return g_utf8_casefold(normal == NULL ? stripped : normal, -1);
}

typedef struct {
  GHashTable *seen;  /* "WORKSPACE\nNAME" as entered */
  GHashTable *first; /* "WORKSPACE\nFOLDED": the first name with that fold */
  GString *pairs;
  size_t pair_count;
} Names;

static void add_pair(Names *names, const char *name, const char *other) {
  if (names->pair_count++ < PAIRS_SHOWN) {
    g_autofree char *one = words_label(name, LABEL_WIDTH);
    g_autofree char *two = words_label(other, LABEL_WIDTH);
    g_string_append_printf(names->pairs, _("%s\"%s\" and \"%s\""), names->pair_count == 1 ? "" : ", ", two, one);
  }
}

/* Adds the partners of a file; where `tell` is set, each with a near name that was there before makes a pair. */
static void add_file(Names *names, const RecordFile *file, bool tell) {
  for (size_t i = 0; i < record_file_row_count(file); i++) {
    const RecordRow *row = record_file_row(file, i);
    const char *name = row->advice.partner;
    g_autofree char *key = g_strjoin("\n", row->workspace, name, NULL);
    if (g_hash_table_contains(names->seen, key)) {
      continue;
    }
    g_hash_table_add(names->seen, g_steal_pointer(&key));
    g_autofree char *folded = near_names_fold(name);
    g_autofree char *folded_key = g_strjoin("\n", row->workspace, folded, NULL);
    const char *other = g_hash_table_lookup(names->first, folded_key);
    if (other == NULL) {
      g_hash_table_insert(names->first, g_steal_pointer(&folded_key), (gpointer)(uintptr_t)name);
    } else if (tell) {
      add_pair(names, name, other);
    }
  }
}

char *near_names_note(const RecordFile *record, const RecordFile *fresh) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) first = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GString) pairs = g_string_new(NULL);
  Names names = {.seen = seen, .first = first, .pairs = pairs};
  add_file(&names, record, fresh == NULL);
  if (fresh != NULL) {
    add_file(&names, fresh, true);
  }
  if (names.pair_count == 0) {
    return NULL;
  }
  g_autofree char *more = names.pair_count <= PAIRS_SHOWN
                              ? g_strdup("")
                              : g_strdup_printf(_(" and %zu more"), names.pair_count - PAIRS_SHOWN);
  return g_strdup_printf(
      _("Names that differ only in capitals or spaces are taken as different partners: %s%s. If they "
        "are one, give them one name in the file."),
      pairs->str, more);
}
