/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* export.c: advice as rows of a record file. */
#include "export.h"

#include "record/field.h"
#include "record/field_text.h"
#include "shut.h"
#include "store/problem.h"

#include <string.h>

const char *const export_columns[EXPORT_COLUMNS + 1] = {"workspace",
                                                        "brief",
                                                        "partner",
                                                        "skill",
                                                        "at",
                                                        "advice",
                                                        "confidence",
                                                        "stake",
                                                        "own_view",
                                                        "own_view_confidence",
                                                        "decision",
                                                        "chosen",
                                                        "outcome",
                                                        "advice_outcome",
                                                        "own_view_outcome",
                                                        "outcome_at",
                                                        "client_outcome",
                                                        "client_advice_outcome",
                                                        "acted",
                                                        "know_by",
                                                        NULL};

typedef struct {
  ViewRun run;
  const StoreMember *member;
  ExportRow row;
  void *context;
  size_t left_out;
  bool ended;
  GHashTable *shared; /* ids of partners and skills that are gone, and whose name others have */
  GHashTable *erased; /* options of which words were erased: "b7 2" to their place among these, from 1 */
} Export;

/* A share as a decimal number; free with g_free. */
static char *share_text(const json_t *row, const char *name) {
  const json_t *value = json_object_get(row, name);
  if (value == NULL)
    return g_strdup("");
  int64_t share = json_integer_value(value);
  return g_strdup_printf("%" G_GINT64_FORMAT ".%04" G_GINT64_FORMAT, share / 10000, share % 10000);
}

/* What the client says of an outcome, where it is not that. */
static char *client_text(const json_t *row, const char *of_both, const char *name) {
  const json_t *value = json_object_get(row, of_both);
  const json_t *client = json_object_get(row, name);
  if (value == NULL || json_equal(value, client))
    return g_strdup("");
  return client == NULL ? g_strdup("none") : share_text(row, name);
}

static char *money_text(const json_t *row, const char *name, unsigned decimals) {
  const json_t *value = json_object_get(row, name);
  if (value == NULL)
    return g_strdup("");
  int64_t per_unit = decimals == 0 ? 1 : decimals == 2 ? 100 : 1000;
  int64_t minor = json_integer_value(value);
  return decimals == 0 ? g_strdup_printf("%" G_GINT64_FORMAT, minor)
                       : g_strdup_printf("%" G_GINT64_FORMAT ".%0*" G_GINT64_FORMAT, minor / per_unit, (int)decimals,
                                         minor % per_unit);
}

static char *time_text(const json_t *row, const char *name) {
  const json_t *value = json_object_get(row, name);
  return value != NULL ? record_text_from_time(json_integer_value(value)) : g_strdup("");
}

static char *sureness_text(const json_t *row) {
  const char *word = view_text(row, "sureness");
  if (word == NULL)
    return share_text(row, "chance");
  return g_strdup(strcmp(word, "leaning") == 0  ? "leaning to it"
                  : strcmp(word, "fairly") == 0 ? "fairly sure"
                                                : "sure");
}

/* Of what was done without a decision of the client's an outcome tells as much, where there is one. */
static char *acted_text(const json_t *row) {
  bool known = json_object_get(row, "worked") != NULL || json_object_get(row, "advice_worked") != NULL;
  bool acted = strcmp(view_text(row, "state"), "decided") == 0 && view_text(row, "decision") == NULL && !known;
  return g_strdup(acted ? "yes" : "");
}

/* Of what is decided and not known yet: else nobody would be asked for it again where the file is taken back. */
static char *know_by_text(const json_t *row) {
  bool known = json_object_get(row, "worked") != NULL;
  return strcmp(view_text(row, "state"), "decided") == 0 && !known ? time_text(row, "know_by_ms") : g_strdup("");
}

static char *word_text(const json_t *row, const char *name) {
  const char *word = view_text(row, name);
  return g_strdup(word != NULL ? word : "");
}

/* What tells an option apart from all others; free with g_free. */
static char *option_key(const json_t *row, int64_t number) {
  return g_strdup_printf("%s %" G_GINT64_FORMAT, view_text(row, "brief_id"), number);
}

/* An option's words. Where some that were said for it were erased, all are told by a number, so that the same option is
 * the same everywhere. */
static char *option_text(const Export *export, const json_t *row, const char *words, int64_t number) {
  g_autofree char *key = option_key(row, number);
  const char *text = view_text(row, words);
  unsigned place = GPOINTER_TO_UINT(g_hash_table_lookup(export->erased, key));
  if (number == 0 || (place == 0 && text == NULL && export->member->actor.role == RECORD_ROLE_PARTNER))
    return g_strdup("");
  if (place == 0 && text != NULL)
    return g_strdup(text);
  return g_strdup_printf("(option %" G_GINT64_FORMAT ")", place != 0 ? (int64_t)place : number);
}

/* Questions may be the same twice, so they are told apart by their ids, but for those that came out of a file. */
static char *brief_text(const json_t *row) {
  const char *question = view_text(row, "question");
  const char *id = view_text(row, "brief_id");
  bool imported = strcmp(view_text(row, "noted"), "imported") == 0;
  if (question == NULL)
    return g_strdup(id);
  return imported ? g_strdup(question) : g_strdup_printf("%s (%s)", question, id);
}

/* A partner or a skill that is gone, and whose name another has or had, is told apart by its id; a name without room for it
 * gives way to it. */
static char *name_text(const Export *export, const json_t *row, const char *name, const char *id) {
  const char *text = view_text(row, name);
  bool is_shared = g_hash_table_contains(export->shared, view_text(row, id));
  if (text == NULL || !is_shared)
    return g_strdup(text != NULL ? text : view_text(row, id));
  g_autofree char *both = g_strdup_printf("%s (%s)", text, view_text(row, id));
  return strlen(both) <= RECORD_FIELD_LINE_BYTES_MAX ? g_steal_pointer(&both) : g_strdup(view_text(row, id));
}

/* Fills the set of those ids. */
static bool find_shared(Export *export, GError **error) {
  json_t *rows = store_query(export->run.transaction, STORE_EXPORT_NAMES, NULL, SIZE_MAX, error);
  bool ok = rows != NULL;
  g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (int mark = 0; ok && mark < 2; mark++) { /* counted, then looked at */
    size_t index = 0;
    json_t *row = NULL;
    json_array_foreach(rows, index, row) {
      const char *name = view_text(row, "name");
      g_autofree char *key = g_strdup_printf("%s %s", view_text(row, "kind"), name != NULL ? name : "");
      unsigned count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key));
      if (mark == 0)
        g_hash_table_replace(counts, g_steal_pointer(&key), GUINT_TO_POINTER(count + 1));
      else if (name != NULL && count > 1 && !json_is_true(json_object_get(row, "is_current")))
        g_hash_table_add(export->shared, g_strdup(view_text(row, "id")));
    }
  }
  json_decref(rows);
  return ok;
}

static bool give_row(void *context, json_t *row, GError **error) {
  (void)error;
  Export *export = context;
  view_shut_row(&export->run, row);
  int64_t option = view_integer(row, "option_number", 0);
  int64_t chosen = view_integer(row, "chosen_number", 0);
  view_spare_partner(&export->run, row);
  if (json_is_true(json_object_get(row, "is_shut"))) {
    export->left_out++;
    return true;
  }
  char *values[EXPORT_COLUMNS] = {
      g_strdup(export->member->actor.workspace),
      brief_text(row),
      name_text(export, row, "partner", "partner_id"),
      name_text(export, row, "skill", "skill_id"),
      time_text(row, "at_ms"),
      option_text(export, row, "option", option),
      sureness_text(row),
      money_text(row, "stake_minor", export->member->currency_decimals),
      option_text(export, row, "own_view", view_integer(row, "own_view_number", 0)),
      share_text(row, "own_view_chance"),
      word_text(row, "decision"),
      option_text(export, row, "chosen", chosen),
      share_text(row, "worked"),
      share_text(row, "advice_worked"),
      share_text(row, "own_view_worked"),
      time_text(row, "known_at_ms"),
      client_text(row, "worked", "client_worked"),
      client_text(row, "advice_worked", "client_advice_worked"),
      acted_text(row),
      know_by_text(row),
  };
  export->ended = !export->row(export->context, (const char *const *)values);
  for (size_t column = 0; column < EXPORT_COLUMNS; column++)
    g_free(values[column]);
  return !export->ended;
}

/* Notes an option that has no words in a row that the reader gets. */
static void note_erased(Export *export, const json_t *row, const char *words, const char *number) {
  int64_t value = view_integer(row, number, 0);
  if (value == 0 || view_text(row, words) != NULL)
    return;
  g_autofree char *key = option_key(row, value);
  if (!g_hash_table_contains(export->erased, key))
    g_hash_table_insert(export->erased, g_steal_pointer(&key), GUINT_TO_POINTER(g_hash_table_size(export->erased) + 1));
}

static bool look_for_erased(void *context, json_t *row, GError **error) {
  (void)error;
  Export *export = context;
  view_shut_row(&export->run, row);
  if (json_is_true(json_object_get(row, "is_shut")))
    return true;
  note_erased(export, row, "option", "option_number");
  if (export->member->actor.role == RECORD_ROLE_PARTNER)
    return true; /* what was chosen instead may have no words for them */
  note_erased(export, row, "own_view", "own_view_number");
  note_erased(export, row, "chosen", "chosen_number");
  return true;
}

/* All rows are gone through twice where anything was erased: a text may stand before the one that is not there. */
static bool find_erased(Export *export, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(export->run.transaction, STORE_ERASED_ANY, error);
  bool row = false;
  if (statement == NULL || !store_statement_step(statement, &row, error))
    return false;
  return store_column_integer(statement, 0) == 0 ||
         store_query_each(export->run.transaction, STORE_EXPORT_LIST, NULL, look_for_erased, export, error);
}

static bool read_all(StoreTransaction *transaction, void *data, GError **error) {
  Export *export = data;
  export->run.transaction = transaction;
  g_hash_table_remove_all(export->shared);
  if (!find_shared(export, error) || !find_erased(export, error))
    return false;
  return store_query_each(transaction, STORE_EXPORT_LIST, NULL, give_row, export, error) || export->ended;
}

bool export_rows(const ViewOptions *options, const char *workspace, const char *person, ExportRow row, void *context,
                 size_t *left_out, RecordProblem *problem) {
  g_auto(StoreMember) member = {0};
  if (!store_member_find(options->store, workspace, person, &member, problem))
    return false;
  Export export = {.run = {.member = &member, .actor = &member.actor, .options = options, .now_ms = options->now_ms},
                   .member = &member,
                   .row = row,
                   .context = context,
                   .shared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                   .erased = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  g_autoptr(GError) error = NULL;
  bool ok = store_read(options->store, member.scope, read_all, &export, &error);
  *left_out = export.left_out;
  g_hash_table_unref(export.erased);
  g_hash_table_unref(export.shared);
  if (!ok)
    return store_problem_set(problem, error);
  return !export.ended;
}

/* ---- Lines ------------------------------------------------------------------------------------------------------ */

static void append_csv(GString *text, const char *value) {
  if (strpbrk(value, "\",\r\n") == NULL && value[0] != ' ' && (value[0] == '\0' || value[strlen(value) - 1] != ' ')) {
    g_string_append(text, value);
    return;
  }
  g_auto(GStrv) parts = g_strsplit(value, "\"", -1);
  g_autofree char *doubled = g_strjoinv("\"\"", parts);
  g_string_append_printf(text, "\"%s\"", doubled);
}

void export_write_csv(GString *text, const char *const values[EXPORT_COLUMNS]) {
  for (size_t column = 0; column < EXPORT_COLUMNS; column++) {
    if (column > 0)
      g_string_append_c(text, ',');
    append_csv(text, values[column]);
  }
  g_string_append_c(text, '\n');
}

void export_write_json(GString *text, const char *const values[EXPORT_COLUMNS]) {
  json_t *row = json_object();
  for (size_t column = 0; column < EXPORT_COLUMNS; column++) {
    if (*values[column] != '\0')
      json_object_set_new(row, export_columns[column], json_string(values[column]));
  }
  char *dumped = json_dumps(row, JSON_COMPACT);
  g_string_append_printf(text, "%s\n", dumped);
  free(dumped);
  json_decref(row);
}
