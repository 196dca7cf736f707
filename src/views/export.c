/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* export.c: advice as rows of a record file. */
#include "export.h"

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
                                                        NULL};

typedef struct {
  ViewRun run;
  const StoreMember *member;
  ExportRow row;
  void *context;
  size_t left_out;
  bool ended;
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

static char *word_text(const json_t *row, const char *name) {
  const char *word = view_text(row, name);
  return g_strdup(word != NULL ? word : "");
}

/* An option's words; where they were erased, its number, which still tells it apart. */
static char *option_text(const json_t *row, const char *words, const char *number) {
  const char *text = view_text(row, words);
  int64_t value = view_integer(row, number, 0);
  if (value == 0)
    return g_strdup("");
  return text != NULL ? g_strdup(text) : g_strdup_printf("(option %" G_GINT64_FORMAT ")", value);
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

static char *name_text(const json_t *row, const char *name, const char *id) {
  const char *text = view_text(row, name);
  return g_strdup(text != NULL ? text : view_text(row, id));
}

static bool give_row(void *context, json_t *row, GError **error) {
  (void)error;
  Export *export = context;
  view_shut_row(&export->run, row);
  view_spare_partner(&export->run, row);
  if (json_is_true(json_object_get(row, "is_shut"))) {
    export->left_out++;
    return true;
  }
  char *values[EXPORT_COLUMNS] = {
      g_strdup(export->member->actor.workspace),
      brief_text(row),
      name_text(row, "partner", "partner_id"),
      name_text(row, "skill", "skill_id"),
      time_text(row, "at_ms"),
      option_text(row, "option", "option_number"),
      sureness_text(row),
      money_text(row, "stake_minor", export->member->currency_decimals),
      option_text(row, "own_view", "own_view_number"),
      share_text(row, "own_view_chance"),
      word_text(row, "decision"),
      option_text(row, "chosen", "chosen_number"),
      share_text(row, "worked"),
      share_text(row, "advice_worked"),
      share_text(row, "own_view_worked"),
      time_text(row, "known_at_ms"),
      client_text(row, "worked", "client_worked"),
      client_text(row, "advice_worked", "client_advice_worked"),
  };
  export->ended = !export->row(export->context, (const char *const *)values);
  for (size_t column = 0; column < EXPORT_COLUMNS; column++)
    g_free(values[column]);
  return !export->ended;
}

static bool read_all(StoreTransaction *transaction, void *data, GError **error) {
  Export *export = data;
  export->run.transaction = transaction;
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
                   .context = context};
  g_autoptr(GError) error = NULL;
  bool ok = store_read(options->store, member.scope, read_all, &export, &error);
  *left_out = export.left_out;
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
