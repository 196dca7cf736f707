/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * import_known.c: one query finds out whether there is any advice at all; then one for each partner of the file, over the
 * times that the file has of them, from the index of a partner's advice. Texts are read of what lies in these times alone.
 *
 * A row is known by a text of all that tells it apart. Two rows of one file may be the same, and are not held against each
 * other: only what was there before is in here.
 */
#include "import_known.h"

#include "action.h"
#include "record/rows.h"

#include <string.h>

struct ImportKnown {
  GHashTable *entries; /* what tells an advice apart to int64_t *, its entry's number */
  const char *partner; /* whose is being read */
  const RecordActor *actor;
};

typedef struct {
  int64_t from_ms;
  int64_t until_ms;
} Times;

/* Free with g_free. No id and no number holds a newline, and neither does an option; a question may, and stands last. */
static char *make_key(const char *partner, const char *skill, int64_t at_ms, const char *option, const char *question) {
  return g_strdup_printf("%s\n%s\n%" G_GINT64_FORMAT "\n%s\n%s", partner, skill, at_ms, option, question);
}

static bool has_advice(StoreTransaction *transaction, bool *any, GError **error) {
  json_t *row = store_query_row(transaction, STORE_ADVICE_ANY, NULL, error);
  *any = json_is_object(row);
  json_decref(row);
  return row != NULL;
}

/* From when to when the source has advice of each partner that is there: id to Times. */
static GHashTable *find_times(const ImportSource *source, GHashTable *partners) {
  GHashTable *times = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
  ImportRow of_file;
  source->reset(source->context);
  while (source->next(source->context, &of_file)) {
    const BellwetherRow *row = &of_file.advice;
    char *partner = g_hash_table_lookup(partners, row->partner);
    Times *of_partner = partner != NULL ? g_hash_table_lookup(times, partner) : NULL;
    if (partner != NULL && of_partner == NULL) {
      of_partner = g_new(Times, 1);
      *of_partner = (Times){row->at_ms, row->at_ms};
      g_hash_table_insert(times, partner, of_partner);
    } else if (of_partner != NULL) {
      of_partner->from_ms = MIN(of_partner->from_ms, row->at_ms);
      of_partner->until_ms = MAX(of_partner->until_ms, row->at_ms);
    }
  }
  source->reset(source->context);
  return times;
}

static void add(ImportKnown *known, const json_t *row, const char *question) {
  const char *option = action_text(row, "option");
  int64_t *seq = g_new(int64_t, 1);
  *seq = action_integer(row, "seq", 0);
  char *key = make_key(known->partner, action_text(row, "skill_id"), action_integer(row, "at_ms", 0), option, question);
  if (g_hash_table_contains(known->entries, key)) { /* the first one is named */
    g_free(key);
    g_free(seq);
    return;
  }
  g_hash_table_insert(known->entries, key, seq);
}

static bool is_shut(const ImportKnown *known, const json_t *row) {
  RecordOwnViewCase one = record_own_view_case_of_advice(row, known->actor);
  return record_own_view_is_shut(&one);
}

/* An erased text can't be told again. What was not imported has its question in a file in another way (views/export.c):
 * with the brief's id, or nothing but that. */
static bool note_advice(void *context, json_t *row, GError **error) {
  (void)error;
  ImportKnown *known = context;
  const char *question = action_text(row, "question");
  const char *brief = action_text(row, "brief_id");
  if (action_text(row, "option") == NULL || is_shut(known, row))
    return true;
  if (question != NULL)
    add(known, row, question);
  if (strcmp(action_text(row, "noted"), "imported") == 0)
    return true;
  g_autofree char *told = question != NULL ? g_strdup_printf("%s (%s)", question, brief) : g_strdup(brief);
  add(known, row, told);
  return true;
}

/* The statement without the columns of the case, where no view is owed on anything. */
static bool choose_statement(StoreTransaction *transaction, StoreWorkspaceStatement *name, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_OWN_VIEWS_ANYWHERE, error);
  bool row = false;
  if (statement == NULL || !store_statement_step(statement, &row, error))
    return false;
  *name = row && store_column_integer(statement, 0) != 0 ? STORE_ADVICE_KNOWN : STORE_ADVICE_KNOWN_UNSEALED;
  return true;
}

static bool read_partners(ImportKnown *known, StoreTransaction *transaction, GHashTable *times, GError **error) {
  GHashTableIter iterator;
  gpointer partner = NULL;
  gpointer value = NULL;
  StoreWorkspaceStatement name = STORE_ADVICE_KNOWN;
  bool ok = choose_statement(transaction, &name, error);
  g_hash_table_iter_init(&iterator, times);
  while (ok && g_hash_table_iter_next(&iterator, &partner, &value)) {
    const Times *of_partner = value;
    json_t *parameters = json_pack("{s:s, s:I, s:I}", "partner", (const char *)partner, "from",
                                   (json_int_t)of_partner->from_ms, "until", (json_int_t)of_partner->until_ms);
    known->partner = partner;
    ok = store_query_each(transaction, name, parameters, note_advice, known, error);
    json_decref(parameters);
  }
  return ok;
}

ImportKnown *import_known_read(StoreTransaction *transaction, const RecordActor *actor, const ImportSource *source,
                               GHashTable *partners, GError **error) {
  bool any = false;
  if (!has_advice(transaction, &any, error))
    return NULL;
  ImportKnown *known = g_new0(ImportKnown, 1);
  known->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  known->actor = actor;
  if (!any)
    return known;
  g_autoptr(GHashTable) times = find_times(source, partners);
  if (!read_partners(known, transaction, times, error))
    g_clear_pointer(&known, import_known_free);
  return known;
}

void import_known_free(ImportKnown *known) {
  if (known == NULL)
    return;
  g_hash_table_unref(known->entries);
  g_free(known);
}

int64_t import_known_find(const ImportKnown *known, const BellwetherRow *row, const char *partner, const char *skill) {
  if (known == NULL || g_hash_table_size(known->entries) == 0)
    return 0;
  const char *option = row->advice != NULL && *row->advice != '\0' ? row->advice : IMPORT_NO_OPTION;
  g_autofree char *key = make_key(partner, skill, row->at_ms, option, row->brief);
  const int64_t *seq = g_hash_table_lookup(known->entries, key);
  return seq != NULL ? *seq : 0;
}
