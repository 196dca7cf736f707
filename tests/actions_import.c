/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* actions_import.c: how many rows are taken in changes nothing but the time that it takes. */
#include "support/action_sample.h"

#include "actions/import.h"
#include "actions/installation.h"

#include <math.h>
#include <string.h>

#define ROWS 60
#define PARTNERS 4

typedef struct {
  int next;
  int refused; /* rows that were, in all tries */
  int bad;     /* this row has an outcome before its advice; -1: none */
  bool again;  /* takes what is in the record already */
  bool later;  /* every advice by half a day, so that none is in the record */
  bool long_names;
  const BellwetherRow *only; /* this row alone; NULL: all of them */
  char brief[32];
  char partner[512];
} Rows;

static bool next_row(void *context, ImportRow *of_file) {
  Rows *rows = context;
  BellwetherRow *row = &of_file->advice;
  of_file->acted = false;
  of_file->know_by_ms = BELLWETHER_TIME_UNKNOWN;
  if (rows->next == (rows->only != NULL ? 1 : ROWS))
    return false;
  if (rows->only != NULL) {
    *row = *rows->only;
    of_file->line = (size_t)++rows->next + 1;
    return true;
  }
  int number = rows->next++;
  g_snprintf(rows->brief, sizeof rows->brief, "question %d", number / 3);
  g_snprintf(rows->partner, sizeof rows->partner, "partner %d", number % PARTNERS);
  if (rows->long_names)
    memset(rows->partner, 'p', sizeof rows->partner - 1);
  *row = (BellwetherRow){.brief = rows->brief,
                         .partner = rows->partner,
                         .confidence = NAN,
                         .own_view_confidence = NAN,
                         .stake = NAN,
                         .advice_outcome = NAN,
                         .own_view_outcome = NAN,
                         .outcome_at_ms = BELLWETHER_TIME_UNKNOWN};
  row->skill = number % 2 == 0 ? "law" : "web";
  row->at_ms = SAMPLE_START_MS - SAMPLE_DAY_MS * (ROWS + 1 - number);
  if (rows->later)
    row->at_ms += SAMPLE_DAY_MS / 2;
  row->advice = number % 3 == 0 ? "wait" : "go";
  if (number % 5 != 0)
    row->confidence = 0.5 + (double)number / 200;
  if (number % 7 == 0)
    row->own_view = "stay";
  if (number % 11 == 10)
    row->decision = BELLWETHER_DECISION_DEFER;
  else if (number % 4 != 3)
    row->decision = number % 4 == 2 ? BELLWETHER_DECISION_OVERRIDE : BELLWETHER_DECISION_FOLLOW;
  row->outcome = number % 6 == 0 ? (double)NAN : (double)(number % 2);
  if (number % 8 == 0)
    row->advice_outcome = 1;
  if (number == rows->bad)
    row->outcome_at_ms = row->at_ms - 1;
  of_file->line = (size_t)number + 2;
  return true;
}

static void start_again(void *context) {
  ((Rows *)context)->next = 0;
}

static void refuse_row(void *context, size_t line, const RecordProblem *problem) {
  (void)line, (void)problem;
  ((Rows *)context)->refused++;
}

/* The sample is closed meanwhile, for the import opens the store itself. False where it was refused. */
static bool import(ActionSample *sample, Rows *rows, bool open, size_t rows_expected, int64_t count_every) {
  g_clear_pointer(&sample->store, store_close);
  g_auto(RecordProblem) problem = {0};
  Installation *installation = installation_open(sample->options.path, &problem);
  g_assert_nonnull(installation);
  ImportPart part = {.target = {.workspace = SAMPLE_WORKSPACE,
                                .person = "ada",
                                .currency = "EUR",
                                .zone = "UTC",
                                .rows_expected = rows_expected,
                                .count_every = count_every,
                                .open = open,
                                .again = rows->again,
                                .now_ms = SAMPLE_START_MS},
                     .source = {.next = next_row, .reset = start_again, .refused = refuse_row, .context = rows}};
  bool ok = import_parts(installation, &part, 1, &problem);
  g_assert_cmpint(ok, ==, problem.kind == RECORD_PROBLEM_NONE);
  if (ok)
    g_assert_cmpuint(part.rows, ==, rows->only != NULL ? 1 : ROWS);
  installation_close(installation);
  GError *error = NULL;
  sample->store = store_open(&sample->options, &error);
  g_assert_no_error(error);
  return ok;
}

static char *makings(ActionSample *sample) {
  return action_sample_ask(sample,
                           "SELECT (SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema WHERE type = "
                           "'index' ORDER BY name)) || (SELECT group_concat(idx || stat, ';') FROM (SELECT idx, "
                           "stat FROM sqlite_stat1 ORDER BY idx))");
}

static void expect(ActionSample *sample, const char *sql, const char *answer) {
  g_autofree char *found = action_sample_ask(sample, sql);
  g_assert_cmpstr(found, ==, answer);
}

/* What was counted, and what was decided. Salts are the system's, so that no two journals are the same. */
static char *tables_of(ActionSample *sample) {
  return action_sample_ask(
      sample,
      "SELECT (SELECT group_concat(of_id || ' ' || advice || ' ' || advice_for_goals || ' ' || unasked, ';') FROM "
      "(SELECT * FROM work_counts ORDER BY of_id)) || (SELECT group_concat(partner_id || engagement_id || ' ' || "
      "stated || ' ' || decisions || ' ' || outcomes || ' ' || worked, ';') FROM (SELECT * FROM advice_figures "
      "ORDER BY partner_id, engagement_id, stated)) || (SELECT group_concat(advice_id || ' ' || decision || ' ' "
      "|| person_id, ';') FROM (SELECT * FROM decisions ORDER BY seq)) || (SELECT group_concat(advice_id || road "
      "|| ' ' || worked, ';') FROM (SELECT * FROM outcomes ORDER BY seq, road))");
}

/* The tables after an import into an empty store, counted row by row and all indexes in their place. */
static char *usual_tables(void) {
  ActionSample *sample = action_sample_new();
  Rows rows = {.bad = -1};
  g_assert_true(import(sample, &rows, true, 0, 1));
  char *tables = tables_of(sample);
  g_assert_cmpuint(strlen(tables), >, 500);
  action_sample_finish(sample);
  return tables;
}

/* Where many rows are expected, indexes are made at the end, and are what they were. However many are counted at once, the
 * counts are the same. */
static void test_many(void) {
  static const int64_t at_once[] = {1, 7, 50, 0};
  g_autofree char *usual = usual_tables();
  for (size_t index = 0; index < G_N_ELEMENTS(at_once); index++) {
    ActionSample *sample = action_sample_new();
    g_autofree char *before = makings(sample);
    Rows rows = {.bad = -1};
    g_assert_true(import(sample, &rows, true, 1000000, at_once[index]));
    g_autofree char *tables = tables_of(sample);
    g_assert_cmpstr(tables, ==, usual);
    g_autofree char *after = makings(sample);
    g_assert_cmpstr(after, ==, before);
    expect(sample, "PRAGMA integrity_check", "ok");
    expect(sample, "SELECT COUNT(*) FROM pragma_foreign_key_check", "0");
    expect(sample, "SELECT SUM(advice) FROM work_counts JOIN skills ON of_id = skill_id", G_STRINGIFY(ROWS));
    action_sample_finish(sample);
  }
}

/* A second import goes into a table that has rows: its indexes stay, and are right. */
static void test_again(void) {
  ActionSample *sample = action_sample_new();
  Rows rows = {.bad = -1};
  g_assert_true(import(sample, &rows, true, 1000000, 0));
  rows.again = true;
  g_assert_true(import(sample, &rows, false, 1000000, 7));
  expect(sample, "PRAGMA integrity_check", "ok");
  expect(sample, "SELECT SUM(advice) FROM work_counts JOIN skills ON of_id = skill_id", "120");
  expect(sample, "SELECT COUNT(*) FROM partners", G_STRINGIFY(PARTNERS));
  action_sample_finish(sample);
}

/* What is in the record already is refused, every row of it and nothing else, and leaves nothing. */
static void test_known(void) {
  ActionSample *sample = action_sample_new();
  Rows rows = {.bad = -1};
  g_assert_true(import(sample, &rows, true, 0, 0));
  g_autofree char *tables = action_sample_dump(sample);
  g_assert_false(import(sample, &rows, false, 0, 0));
  g_assert_cmpint(rows.refused, ==, ROWS);
  g_autofree char *tables_after = action_sample_dump(sample);
  g_assert_cmpstr(tables_after, ==, tables);
  rows.later = true;
  g_assert_true(import(sample, &rows, false, 0, 0));
  g_assert_cmpint(rows.refused, ==, ROWS);
  expect(sample, "SELECT COUNT(*) FROM advice", "120");
  action_sample_finish(sample);
}

/* A row as `export` would tell the advice, with an option that is guessed. */
static int refused_guess(ActionSample *sample, const char *brief, const char *option) {
  g_autofree char *question = g_strdup_printf("Which office? (%s)", brief);
  BellwetherRow row = {.brief = question,
                       .partner = "Hollow Oak Lettings",
                       .skill = "premises",
                       .advice = option,
                       .at_ms = SAMPLE_START_MS,
                       .confidence = NAN,
                       .own_view_confidence = NAN,
                       .stake = NAN,
                       .outcome = NAN,
                       .advice_outcome = NAN,
                       .own_view_outcome = NAN,
                       .outcome_at_ms = BELLWETHER_TIME_UNKNOWN};
  Rows rows = {.only = &row};
  g_assert_true(import(sample, &rows, false, 0, 0) == (rows.refused == 0));
  return rows.refused;
}

/* Who owes a view can't find out by importing guesses what was advised; who has opened it is told that it is there. */
static void test_known_shut(void) {
  ActionSample *sample = action_sample_new();
  char partner[21];
  char engagement[21];
  action_sample_open(sample, partner, engagement);
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  g_autofree char *brief = g_strdup(action_sample_do(sample, "ada", "ask",
                                                     "{'question':'Which office?','engagements':['%s'],'know_by':"
                                                     "'2026-06-01','worked_if':'everybody fits'}",
                                                     engagement));
  g_autofree char *advice =
      g_strdup(action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The old mill'}", brief));
  g_assert_cmpint(refused_guess(sample, brief, "The barn"), ==, 0);
  g_assert_cmpint(refused_guess(sample, brief, "The old mill"), ==, 0);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay'}", brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", advice);
  g_assert_cmpint(refused_guess(sample, brief, "The old mill"), ==, 1);
  action_sample_finish(sample);
}

/* What is refused leaves nothing, and takes no index with it. */
static void test_refused(void) {
  ActionSample *sample = action_sample_new();
  g_autofree char *before = makings(sample);
  g_autofree char *tables = action_sample_dump(sample);
  Rows rows = {.bad = 33};
  g_assert_false(import(sample, &rows, true, 1000000, 7));
  g_assert_cmpint(rows.refused, ==, 1);
  g_autofree char *after = makings(sample);
  g_assert_cmpstr(after, ==, before);
  g_autofree char *tables_after = action_sample_dump(sample);
  g_assert_cmpstr(tables_after, ==, tables);
  rows.bad = -1;
  g_assert_true(import(sample, &rows, true, 1000000, 7));
  action_sample_finish(sample);
}

/* The same where it is refused before it has written a row: by the workspace that is there, or by its first row. */
static void test_refused_at_once(void) {
  for (int way = 0; way < 2; way++) {
    ActionSample *sample = action_sample_new();
    action_sample_do(sample, "ada", "open_workspace",
                     "{'name':'Studio','your_name':'ada','currency':'EUR','zone':'UTC'}");
    g_autofree char *before = makings(sample);
    Rows rows = {.bad = -1, .long_names = way == 1};
    g_assert_false(import(sample, &rows, way == 0, 1000000, 0));
    g_assert_cmpint(rows.refused, ==, way == 1 ? ROWS : 0);
    g_autofree char *after = makings(sample);
    g_assert_cmpstr(after, ==, before);
    rows.long_names = false;
    g_assert_true(import(sample, &rows, false, 1000000, 0));
    g_autofree char *at_last = makings(sample);
    g_assert_cmpstr(at_last, ==, before);
    action_sample_finish(sample);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/actions/import/many", test_many);
  g_test_add_func("/actions/import/again", test_again);
  g_test_add_func("/actions/import/known", test_known);
  g_test_add_func("/actions/import/known shut", test_known_shut);
  g_test_add_func("/actions/import/refused", test_refused);
  g_test_add_func("/actions/import/refused at once", test_refused_at_once);
  return g_test_run();
}
