/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What does keeping the record cost beside what SQLite alone would?
 *
 *   record_writes [WRITES]
 *
 * One thread gives unasked advice WRITES times, each durable before the next; then 64 threads together. Beside each, raw
 * SQLite commits the same rows into the same schema: one entry's rows a commit, and 64 entries' rows a commit, from one
 * thread that has them ready. It moves its log into the database at the same length as the writer does. Rounds
 * alternate between the four; the median of five counts, and of ratios to raw the median of the rounds'. Limits: single
 * writes at 0.7 of raw or more; 64 together at 3 times one or more, and at 0.7 of raw with batches of 64 or more. Exits
 * with 1 where one is missed.
 */
#include "support/action_sample.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ROUNDS = 5, THREADS = 64, WRITES_USUAL = 500, TABLES = 8 };

static double seconds_now(void) {
  return (double)g_get_monotonic_time() / 1e6;
}

static double processor_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int compare_doubles(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

static double median(double values[ROUNDS]) {
  qsort(values, ROUNDS, sizeof *values, compare_doubles);
  return values[ROUNDS / 2];
}

/* ---- Ours ------------------------------------------------------------------------------------------------------- */

typedef struct {
  ActionSample *sample;
  int writes;
} Job;

static gpointer advise(gpointer data) {
  const Job *job = data;
  const Action *action = action_find("advise");
  for (int write = 0; write < job->writes; write++) {
    json_t *document = json_pack("{s:s, s:s, s:s, s:s, s:s}", "option", "Take the old mill by the river", "reasons",
                                 "It is quiet, it is near the station, and the landlord is in no hurry", "sure",
                                 "fairly", "know_by", "2026-06-01", "worked_if", "everybody has a desk with a window");
    ActionOptions options = {.now_ms = job->sample->now_ms};
    g_auto(RecordProblem) problem = {0};
    json_t *reply = action_run(job->sample->store, action, SAMPLE_WORKSPACE, "ben", document, &options, &problem);
    if (reply == NULL)
      g_error("%s", problem.message);
    json_decref(reply);
    json_decref(document);
  }
  return NULL;
}

static ActionSample *open_sample(void) {
  char partner[21];
  char engagement[21];
  ActionSample *sample = action_sample_new();
  action_sample_open(sample, partner, engagement);
  return sample;
}

/* Writes a second of so many threads; the sample is left for the raw rows. */
static double run_ours(ActionSample *sample, int threads, int writes) {
  GThread *started[THREADS];
  Job job = {.sample = sample, .writes = writes / threads};
  double start = seconds_now();
  for (int thread = 0; thread < threads; thread++)
    started[thread] = g_thread_new("bench", advise, &job);
  for (int thread = 0; thread < threads; thread++)
    g_thread_join(started[thread]);
  return (double)(job.writes * threads) / (seconds_now() - start);
}

/* ---- Raw SQLite ------------------------------------------------------------------------------------------------- */

/* The rows that an entry brings or changes, by table. Of nodes those that its leaf completes; the rest go by the entry's
 * number. write: how a row gets there; NULL: as a new one. Of what is only changed, what an unasked advice changes. */
static const struct {
  const char *table;
  const char *select;
  const char *write;
} tables[TABLES] = {
    {"entries", "SELECT * FROM entries WHERE seq = ?1", NULL},
    {"openings", "SELECT * FROM openings WHERE seq = ?1", NULL},
    {"nodes", "SELECT * FROM nodes WHERE (place + 1) << level = ?1", NULL},
    {"subjects", "SELECT * FROM subjects WHERE seq = ?1", NULL},
    {"advice", "SELECT * FROM advice WHERE seq = ?1", NULL},
    {"frontiers", "SELECT * FROM frontiers WHERE ?1 > 0", "INSERT OR REPLACE INTO frontiers VALUES (?1, ?2)"},
    {"partners", "SELECT * FROM partners WHERE ?1 > 0",
     "UPDATE partners SET unasked = ?7, first_unasked_at_ms = ?8, last_unasked_at_ms = ?9 "
     "WHERE workspace_id = ?1 AND partner_id = ?2"},
    {"work_counts", "SELECT * FROM work_counts WHERE ?1 > 0 AND advice > 0",
     "UPDATE work_counts SET advice = ?3, advice_for_goals = ?4, unasked = ?5 WHERE workspace_id = ?1 AND of_id = ?2"},
};

typedef struct {
  int table;
  int columns;
  sqlite3_value *values[64];
} Row;

typedef struct {
  GArray *rows;    /* Row */
  GArray *entries; /* guint: first row of each entry; one more at the end */
  int columns[TABLES];
} Rows;

static void check(int result, sqlite3 *database) {
  if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW)
    g_error("SQLite: %s", sqlite3_errmsg(database));
}

static void read_rows(const char *path, int64_t first, int64_t last, Rows *rows) {
  sqlite3 *database = NULL;
  check(sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL), database);
  sqlite3_stmt *statements[TABLES];
  for (int table = 0; table < TABLES; table++) {
    check(sqlite3_prepare_v2(database, tables[table].select, -1, &statements[table], NULL), database);
    rows->columns[table] = sqlite3_column_count(statements[table]);
  }
  rows->rows = g_array_new(FALSE, FALSE, sizeof(Row));
  rows->entries = g_array_new(FALSE, FALSE, sizeof(guint));
  for (int64_t seq = first; seq <= last; seq++) {
    g_array_append_val(rows->entries, rows->rows->len);
    for (int table = 0; table < TABLES; table++) {
      sqlite3_bind_int64(statements[table], 1, seq);
      while (sqlite3_step(statements[table]) == SQLITE_ROW) {
        Row row = {.table = table, .columns = rows->columns[table]};
        for (int column = 0; column < row.columns; column++)
          row.values[column] = sqlite3_value_dup(sqlite3_column_value(statements[table], column));
        g_array_append_val(rows->rows, row);
      }
      sqlite3_reset(statements[table]);
    }
  }
  g_array_append_val(rows->entries, rows->rows->len);
  for (int table = 0; table < TABLES; table++)
    sqlite3_finalize(statements[table]);
  sqlite3_close(database);
}

static void free_rows(Rows *rows) {
  for (guint index = 0; index < rows->rows->len; index++) {
    Row *row = &g_array_index(rows->rows, Row, index);
    for (int column = 0; column < row->columns; column++)
      sqlite3_value_free(row->values[column]);
  }
  g_array_unref(rows->rows);
  g_array_unref(rows->entries);
}

/* A copy of the database as it was before these rows, ready for them. */
static sqlite3 *open_raw(const char *path, int64_t first) {
  sqlite3 *database = NULL;
  check(sqlite3_open(path, &database), database);
  g_autofree char *sql =
      g_strdup_printf("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA "
                      "wal_autocheckpoint = 2000;"
                      "PRAGMA foreign_keys = OFF; DELETE FROM advice WHERE seq >= %" G_GINT64_FORMAT
                      "; DELETE FROM subjects WHERE seq >= "
                      "%" G_GINT64_FORMAT "; DELETE FROM nodes WHERE (place + 1) << level >= %" G_GINT64_FORMAT
                      "; DELETE FROM openings WHERE seq >= %" G_GINT64_FORMAT
                      "; DELETE FROM entries WHERE seq >= %" G_GINT64_FORMAT "; PRAGMA foreign_keys = ON;",
                      first, first, first, first, first);
  char *message = NULL;
  if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error("SQLite: %s", message);
  return database;
}

static void prepare_raw(sqlite3 *database, const Rows *rows, sqlite3_stmt *statements[TABLES]) {
  for (int table = 0; table < TABLES; table++) {
    GString *sql = g_string_new(NULL);
    if (tables[table].write != NULL) {
      g_string_assign(sql, tables[table].write);
    } else {
      g_string_printf(sql, "INSERT INTO %s VALUES (", tables[table].table);
      for (int column = 0; column < rows->columns[table]; column++)
        g_string_append(sql, column == 0 ? "?" : ", ?");
      g_string_append_c(sql, ')');
    }
    check(sqlite3_prepare_v2(database, sql->str, -1, &statements[table], NULL), database);
    g_string_free(sql, TRUE);
  }
}

/* Entries a second, so many a commit. */
static double run_raw(const char *path, int64_t first, const Rows *rows, guint batch) {
  sqlite3 *database = open_raw(path, first);
  sqlite3_stmt *statements[TABLES];
  prepare_raw(database, rows, statements);
  guint entries = rows->entries->len - 1;
  double start = seconds_now();
  for (guint entry = 0; entry < entries; entry += batch) {
    guint until = MIN(entry + batch, entries);
    check(sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL), database);
    for (guint index = g_array_index(rows->entries, guint, entry); index < g_array_index(rows->entries, guint, until);
         index++) {
      const Row *row = &g_array_index(rows->rows, Row, index);
      sqlite3_stmt *statement = statements[row->table];
      int parameters = sqlite3_bind_parameter_count(statement);
      for (int column = 0; column < MIN(parameters, row->columns); column++)
        check(sqlite3_bind_value(statement, column + 1, row->values[column]), database);
      check(sqlite3_step(statement), database);
      sqlite3_reset(statement);
    }
    check(sqlite3_exec(database, "COMMIT", NULL, NULL, NULL), database);
  }
  double rate = (double)entries / (seconds_now() - start);
  for (int table = 0; table < TABLES; table++)
    sqlite3_finalize(statements[table]);
  sqlite3_close(database);
  return rate;
}

/* ---- Rounds ----------------------------------------------------------------------------------------------------- */

typedef struct {
  double ours[ROUNDS];
  double raw[ROUNDS];
  double ours_cpu_us[ROUNDS]; /* of all threads together, a write */
  double raw_cpu_us[ROUNDS];
} Rates;

static void run_round(int round, int threads, int writes, Rates *rates) {
  ActionSample *sample = open_sample();
  int64_t first = action_sample_check(sample) + 1;
  int count = writes / threads * threads;
  double before = processor_seconds();
  rates->ours[round] = run_ours(sample, threads, writes);
  rates->ours_cpu_us[round] = (processor_seconds() - before) / count * 1e6;
  store_close(g_steal_pointer(&sample->store));
  Rows rows;
  read_rows(sample->options.path, first, first + count - 1, &rows);
  before = processor_seconds();
  rates->raw[round] = run_raw(sample->options.path, first, &rows, (guint)threads);
  rates->raw_cpu_us[round] = (processor_seconds() - before) / count * 1e6;
  free_rows(&rows);
  action_sample_free(sample);
}

/* Ours and raw of a round were measured right after each other, and the machine may be quicker or slower the next time. */
static double median_ratio(const Rates *rates) {
  double ratios[ROUNDS];
  for (int round = 0; round < ROUNDS; round++)
    ratios[round] = rates->ours[round] / rates->raw[round];
  return median(ratios);
}

static bool report(const char *what, double value, double limit) {
  printf("  %-52s %6.2f   (at least %.1f)%s\n", what, value, limit, value >= limit ? "" : "   MISSED");
  return value >= limit;
}

int main(int argc, char **argv) {
  int writes = argc > 1 ? atoi(argv[1]) : WRITES_USUAL;
  Rates one;
  Rates many;
  for (int round = 0; round < ROUNDS; round++) {
    run_round(round, 1, writes, &one);
    run_round(round, THREADS, writes * 16, &many);
  }
  double of_raw_one = median_ratio(&one); /* before each is sorted by itself */
  double of_raw_many = median_ratio(&many);
  double ours_one = median(one.ours);
  double raw_one = median(one.raw);
  double ours_many = median(many.ours);
  double raw_many = median(many.raw);
  printf("Durable writes, median of %d rounds (slowest to fastest)\n", ROUNDS);
  printf("  one writer             %8.0f a second (%.0f to %.0f); raw %8.0f (%.0f to %.0f)\n", ours_one, one.ours[0],
         one.ours[ROUNDS - 1], raw_one, one.raw[0], one.raw[ROUNDS - 1]);
  printf("  %d writers together    %8.0f a second (%.0f to %.0f); raw, %d a commit %8.0f (%.0f to %.0f)\n", THREADS,
         ours_many, many.ours[0], many.ours[ROUNDS - 1], THREADS, raw_many, many.raw[0], many.raw[ROUNDS - 1]);
  printf("  processor time a write: one writer %.0f us, raw %.0f us; together %.0f us, raw %.0f us\n",
         median(one.ours_cpu_us), median(one.raw_cpu_us), median(many.ours_cpu_us), median(many.raw_cpu_us));
  bool ok = report("one writer, of raw SQLite", of_raw_one, 0.7);
  ok = report("64 writers, of one", ours_many / ours_one, 3) && ok;
  ok = report("64 writers, of raw SQLite with batches of 64", of_raw_many, 0.7) && ok;
  return ok ? 0 : 1;
}
