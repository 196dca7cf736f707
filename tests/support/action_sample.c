/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* action_sample.c: a workspace to act in. */
#include "action_sample.h"

#include "figures.h"

#include "record/rows.h"
#include "record/shown.h"
#include "store/key_file.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

static void count_up(void *context, uint8_t *bytes, size_t count) {
  uint64_t *state = context;
  for (size_t index = 0; index < count; index++) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    bytes[index] = (uint8_t)(*state >> 33);
  }
}

/* As whoever opens it as an installation expects beside a record. */
static void make_keys(const char *database) {
  g_auto(StoreKeyFile) keys = {0};
  g_autofree char *path = g_strconcat(database, "-keys", NULL);
  g_assert_true(store_key_file_open(path, &keys, NULL));
}

ActionSample *action_sample_new(void) {
  GError *error = NULL;
  ActionSample *sample = g_new0(ActionSample, 1);
  sample->folder = g_dir_make_tmp("actions-XXXXXX", &error);
  g_assert_no_error(error);
  sample->options.path = g_build_filename(sample->folder, "record.db", NULL);
  sample->options.random = count_up;
  sample->options.random_context = &sample->random;
  sample->now_ms = SAMPLE_START_MS;
  sample->last_id = g_strdup("");
  memset(sample->snapshot_key, 7, sizeof sample->snapshot_key);
  make_keys(sample->options.path);
  sample->store = store_open(&sample->options, &error);
  g_assert_no_error(error);
  return sample;
}

void action_sample_free(ActionSample *sample) {
  if (sample == NULL)
    return;
  store_close(sample->store);
  g_autoptr(GDir) folder = g_dir_open(sample->folder, 0, NULL);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    g_autofree char *path = g_build_filename(sample->folder, name, NULL);
    g_remove(path);
  }
  g_rmdir(sample->folder);
  json_decref(sample->reply);
  g_free(sample->last_id);
  g_free((char *)sample->options.path);
  g_free(sample->folder);
  g_free(sample);
}

static json_t *read_document(const char *text) {
  g_autofree char *quoted = g_strdup(text);
  g_strdelimit(quoted, "'", '"');
  json_error_t error;
  json_t *document = json_loads(quoted, 0, &error);
  if (document == NULL)
    g_error("%s in %s", error.text, quoted);
  return document;
}

static json_t *run(ActionSample *sample, const char *person, const char *name, const char *text,
                   RecordProblem *problem) {
  const Action *action = action_find(name);
  if (action == NULL)
    g_error("there is no action %s", name);
  json_t *document = read_document(text);
  ActionOptions options = {.now_ms = sample->now_ms, .snapshot_key = sample->snapshot_key};
  json_t *reply = action_run(sample->store, action, SAMPLE_WORKSPACE, person, document, &options, problem);
  json_decref(document);
  return reply;
}

const char *action_sample_do(ActionSample *sample, const char *person, const char *action, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_auto(RecordProblem) problem = {0};
  json_t *reply = run(sample, person, action, text, &problem);
  if (reply == NULL)
    g_error("%s could not %s %s: %s %s: %s", person, action, text, record_problem_kind_text(problem.kind),
            problem.field != NULL ? problem.field : "", problem.message);
  json_decref(sample->reply);
  sample->reply = reply;
  g_free(sample->last_id);
  const char *id = action_text(reply, "id");
  sample->last_id = g_strdup(id != NULL ? id : "");
  return sample->last_id;
}

void action_sample_refuse(ActionSample *sample, const char *person, const char *action, RecordProblemKind kind,
                          const char *field, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autofree char *before = action_sample_dump(sample);
  g_auto(RecordProblem) problem = {0};
  json_t *reply = run(sample, person, action, text, &problem);
  g_autofree char *after = action_sample_dump(sample);
  if (reply != NULL || problem.kind != kind || g_strcmp0(problem.field, field) != 0)
    g_error("%s %s %s: %s, about %s: %s", person, action, text,
            reply != NULL ? "done" : record_problem_kind_text(problem.kind),
            problem.field != NULL ? problem.field : "no field", problem.message != NULL ? problem.message : "");
  g_assert_nonnull(problem.message);
  g_assert_cmpstr(before, ==, after);
}

typedef struct {
  const char *advice;
  char *stamp;
} Stamp;

static bool read_stamp(StoreTransaction *transaction, void *data, GError **error) {
  Stamp *stamp = data;
  json_t *parameters = json_pack("{s:s}", "id", stamp->advice);
  json_t *row = store_query_row(transaction, STORE_ADVICE_STAMP, parameters, error);
  json_decref(parameters);
  stamp->stamp = record_stamp_of_row(row);
  json_decref(row);
  return row != NULL;
}

char *action_sample_shown(ActionSample *sample, const char *person, const char *advice) {
  GError *error = NULL;
  Stamp stamp = {.advice = advice};
  g_autoptr(StoreScope) scope = store_scope_new(SAMPLE_WORKSPACE, person, RECORD_ROLE_OWNER, NULL, 0, &error);
  store_read(sample->store, scope, read_stamp, &stamp, &error);
  g_assert_no_error(error);
  RecordShown shown = {.at_ms = sample->now_ms,
                       .advice = 7000,
                       .advice_low = 5000,
                       .advice_high = 8500,
                       .own_view = RECORD_SHOWN_UNKNOWN,
                       .outcomes = 3};
  g_strlcpy(shown.workspace, SAMPLE_WORKSPACE, sizeof shown.workspace);
  g_strlcpy(shown.advice_id, advice, sizeof shown.advice_id);
  g_strlcpy(shown.person, person, sizeof shown.person);
  g_strlcpy(shown.stamp, stamp.stamp, sizeof shown.stamp);
  g_free(stamp.stamp);
  return record_shown_sign(&shown, sample->snapshot_key);
}

/* ---- Looking at all of it --------------------------------------------------------------------------------------- */

static void dump_table(sqlite3 *database, const char *table, GString *dump) {
  g_autofree char *sql = g_strdup_printf("SELECT * FROM \"%s\" ORDER BY 1, 2, 3", table);
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) { /* fewer than three columns */
    g_free(g_steal_pointer(&sql));
    sql = g_strdup_printf("SELECT * FROM \"%s\" ORDER BY 1", table);
    g_assert_cmpint(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  }
  g_string_append_printf(dump, "%s\n", table);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    for (int column = 0; column < sqlite3_column_count(statement); column++) {
      if (sqlite3_column_type(statement, column) == SQLITE_BLOB) {
        const uint8_t *bytes = sqlite3_column_blob(statement, column);
        g_string_append(dump, "|x");
        for (int index = 0; index < sqlite3_column_bytes(statement, column); index++)
          g_string_append_printf(dump, "%02x", bytes[index]);
        continue;
      }
      const unsigned char *text = sqlite3_column_text(statement, column);
      g_string_append_printf(dump, "|%s", text != NULL ? (const char *)text : "NULL");
    }
    g_string_append_c(dump, '\n');
  }
  sqlite3_finalize(statement);
}

char *action_sample_dump(ActionSample *sample) {
  sqlite3 *database = NULL;
  g_assert_cmpint(sqlite3_open(sample->options.path, &database), ==, SQLITE_OK);
  sqlite3_stmt *tables = NULL;
  const char *sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('idempotency_keys', "
                    "'schema_version', 'nodes', 'frontiers') AND name NOT LIKE 'sqlite_%' ORDER BY name";
  g_assert_cmpint(sqlite3_prepare_v2(database, sql, -1, &tables, NULL), ==, SQLITE_OK);
  GString *dump = g_string_new(NULL);
  while (sqlite3_step(tables) == SQLITE_ROW)
    dump_table(database, (const char *)sqlite3_column_text(tables, 0), dump);
  sqlite3_finalize(tables);
  sqlite3_close(database);
  return g_string_free(dump, FALSE);
}

static bool check(StoreTransaction *transaction, void *data, GError **error) {
  return store_journal_check(transaction, data, error);
}

int64_t action_sample_check(ActionSample *sample) {
  GError *error = NULL;
  int64_t entries = 0;
  g_autoptr(StoreScope) scope = store_scope_new(SAMPLE_WORKSPACE, "ada", RECORD_ROLE_OWNER, NULL, 0, &error);
  store_read(sample->store, scope, check, &entries, &error);
  g_assert_no_error(error);
  return entries;
}

void action_sample_open(ActionSample *sample, char *partner, char *engagement) {
  action_sample_do(sample, "ada", "open_workspace",
                   "{'name':'Studio Nine','your_name':'Ada Example','currency':'EUR','zone':'Europe/Berlin',"
                   "'hour_worth':9000,'check_minutes':30}");
  char skill[RECORD_THING_BYTES_MAX + 1];
  g_strlcpy(skill, action_sample_do(sample, "ada", "add_skill", "{'name':'premises','stance':'partner'}"),
            sizeof skill);
  g_strlcpy(partner, action_sample_do(sample, "ada", "add_partner", "{'name':'Hollow Oak Lettings'}"),
            RECORD_THING_BYTES_MAX + 1);
  g_strlcpy(engagement,
            action_sample_do(sample, "ada", "start_engagement", "{'partner':'%s','skill':'%s'}", partner, skill),
            RECORD_THING_BYTES_MAX + 1);
  action_sample_do(sample, "ada", "add_person",
                   "{'person':'ben','name_of_person':'Ben Example','role':'partner','partner':'%s'}", partner);
}

void action_sample_add_others(ActionSample *sample, char *engagement) {
  action_sample_do(sample, "ada", "add_person", "{'person':'cyd','name_of_person':'Cyd','role':'member'}");
  action_sample_do(sample, "ada", "add_person",
                   "{'person':'dan','name_of_person':'Dan','role':'member','may_decide':true}");
  action_sample_do(sample, "ada", "add_person", "{'person':'dot','name_of_person':'Dot','role':'observer'}");
  g_autofree char *partner = g_strdup(action_sample_do(sample, "ada", "add_partner", "{'name':'Another'}"));
  action_sample_do(sample, "ada", "add_person", "{'person':'eve','name_of_person':'E','role':'partner','partner':'%s'}",
                   partner);
  g_autofree char *skill = action_sample_ask(sample, "SELECT skill_id FROM skills");
  g_strlcpy(engagement,
            action_sample_do(sample, "ada", "start_engagement", "{'partner':'%s','skill':'%s'}", partner, skill),
            RECORD_THING_BYTES_MAX + 1);
}

char *action_sample_ask(ActionSample *sample, const char *sql) {
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  g_assert_cmpint(sqlite3_open(sample->options.path, &database), ==, SQLITE_OK);
  if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error("%s: %s", sql, sqlite3_errmsg(database));
  bool row = sqlite3_step(statement) == SQLITE_ROW;
  const char *text = row ? (const char *)sqlite3_column_text(statement, 0) : NULL;
  char *answer = g_strdup(text != NULL ? text : "");
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return answer;
}

void action_sample_finish(ActionSample *sample) {
  action_sample_check(sample);
  g_autofree char *wrong = action_sample_ask(sample, FIGURES_WRONG);
  g_assert_cmpstr(wrong, ==, "0");
  g_autofree char *before = action_sample_dump(sample);
  g_auto(RecordProblem) problem = {0};
  if (!action_rebuild(sample->store, SAMPLE_WORKSPACE, "ada", NULL, NULL, &problem))
    g_error("rebuild: %s", problem.message);
  g_autofree char *after = action_sample_dump(sample);
  g_assert_cmpstr(before, ==, after);
  action_sample_free(sample);
}
