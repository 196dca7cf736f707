/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The schema: from every earlier version to today's, what that makes of rows that are there, and beside newer programs. */
#include "store/driver.h"
#include "store/schema.h"
#include "support/store_sample.h"

#include <glib/gstdio.h>
#include <string.h>

static StoreConnection *raw_connection(StoreSample *sample) {
  StoreOptions options = sample->options;
  options.busy_timeout_ms = 100;
  return store_connection_open(&options, STORE_CONNECTION_WRITER, NULL);
}

/* What the schema's files make and don't drop again, and the table of its version. */
static int64_t tables_of_schema(void) {
  int64_t tables = 1;
  for (unsigned file = 0; file < store_schema_file_count; file++) {
    for (const char *at = strstr(store_schema_files[file].sql, "CREATE TABLE"); at != NULL;
         at = strstr(at + 1, "CREATE TABLE"))
      tables++;
    for (const char *at = strstr(store_schema_files[file].sql, "DROP TABLE"); at != NULL;
         at = strstr(at + 1, "DROP TABLE"))
      tables--;
  }
  return tables;
}

static void test_schema_from_every_version(void) {
  for (unsigned version = 0; version <= store_schema_file_count; version++) {
    GError *error = NULL;
    g_autoptr(StoreSample) sample = store_sample_new();
    store_close(g_steal_pointer(&sample->store));
    g_unlink(sample->options.path);
    StoreConnection *connection = raw_connection(sample);
    g_assert_true(store_schema_apply(connection, version, &error));
    store_connection_close(connection);
    store_sample_reopen(sample);
    connection = raw_connection(sample);
    int64_t tables = 0;
    int64_t now = 0;
    g_assert_true(store_connection_ask(connection, "SELECT version FROM schema_version", &now, &error));
    g_assert_true(store_connection_ask(
        connection, "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", &tables,
        &error));
    g_assert_cmpint(now, ==, store_schema_file_count);
    g_assert_cmpint(tables, ==, tables_of_schema());
    store_connection_close(connection);
  }
}

static void test_schema_newer(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  store_close(g_steal_pointer(&sample->store));
  StoreConnection *connection = raw_connection(sample);
  g_assert_true(store_connection_run(connection, "UPDATE schema_version SET version = version + 1", &error));
  store_connection_close(connection);
  g_assert_null(store_open(&sample->options, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_NEWER);
  g_clear_error(&error);
}

/* A newer program has brought the schema further while this one runs: it writes no more, for it would leave tables empty
 * that it does not know. It still reads. */
static void test_schema_newer_meanwhile(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  StoreAppended before = store_sample_append(sample, NULL, "before");
  StoreConnection *connection = raw_connection(sample);
  g_assert_true(store_connection_run(connection, "UPDATE schema_version SET version = version + 1", &error));
  for (int turn = 0; turn < 2; turn++) {
    StoreAppended appended = {.seq = 0};
    g_assert_false(store_sample_try_append(sample->store, sample->owner, NULL, "why", &appended, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NEWER);
    g_clear_error(&error);
    g_assert_true(store_sample_has(sample->store, sample->owner, &before));
  }
  g_assert_true(store_connection_run(connection, "UPDATE schema_version SET version = version - 1", &error));
  store_connection_close(connection);
  store_sample_append(sample, NULL, "after");
  g_assert_cmpint(store_sample_check(sample->store, sample->owner), ==, 2);
}

/* ---- What is there already --------------------------------------------------------------------------------------- */

static void run(StoreConnection *connection, const char *sql) {
  GError *error = NULL;
  store_connection_run(connection, sql, &error);
  g_assert_no_error(error);
}

static void expect(StoreConnection *connection, const char *question, int64_t answer) {
  GError *error = NULL;
  int64_t found = -1;
  store_connection_ask(connection, question, &found, &error);
  g_assert_no_error(error);
  g_test_message("%s", question);
  g_assert_cmpint(found, ==, answer);
}

/* A store of that version, with pieces of advice a1 to a4 that were decided. */
static StoreConnection *old_store(StoreSample *sample, unsigned version) {
  GError *error = NULL;
  store_close(g_steal_pointer(&sample->store));
  g_unlink(sample->options.path);
  StoreConnection *connection = raw_connection(sample);
  g_assert_true(store_schema_apply(connection, version, &error));
  run(connection, "PRAGMA foreign_keys = OFF");
  for (int number = 1; number <= 4; number++) {
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO advice (workspace_id, advice_id, seq, brief_id, engagement_id, partner_id, skill_id, at_ms, "
        "by_person, noted, counts, option_number, option_entry, alternatives, state, decision, know_by_ms, changed) "
        "VALUES ('w', 'a%d', %d, 'b1', 'e1', 'p1', 's1', 1, 'ben', 'no', 1, 1, 1, 0, 'decided', 'follow', 5, 1)",
        number, number);
    run(connection, sql);
  }
  return connection;
}

static void add_outcome(StoreConnection *connection, const char *advice, const char *road, const char *side,
                        int worked) {
  g_autofree char *sql =
      g_strdup_printf("INSERT INTO outcomes (workspace_id, advice_id, road, side, worked, person_id, known_at_ms, seq) "
                      "VALUES ('w', '%s', '%s', '%s', %d, 'ben', 9, 9)",
                      advice, road, side, worked);
  run(connection, sql);
  g_autofree char *of_both = g_strdup_printf("UPDATE advice SET %s = %d WHERE advice_id = '%s'",
                                             strcmp(road, "taken") == 0 ? "worked" : "advice_worked", worked, advice);
  run(connection, of_both);
}

/* Who told what is found in the outcomes that were there before the columns were. */
static void test_each_side(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  StoreConnection *connection = old_store(sample, 15);
  add_outcome(connection, "a1", "taken", "client", 8000);
  add_outcome(connection, "a1", "taken", "partner", 10000);
  add_outcome(connection, "a2", "taken", "partner", 6000);
  add_outcome(connection, "a2", "advice", "client", 0);
  add_outcome(connection, "a3", "advice", "partner", 10000);
  GError *error = NULL;
  g_assert_true(store_schema_apply(connection, store_schema_file_count, &error));
  expect(connection, "SELECT client_worked FROM advice WHERE advice_id = 'a1'", 8000);
  expect(connection, "SELECT partner_worked FROM advice WHERE advice_id = 'a1'", 10000);
  expect(connection,
         "SELECT client_worked IS NULL AND partner_worked = 6000 AND client_advice_worked = 0 FROM advice "
         "WHERE advice_id = 'a2'",
         1);
  expect(connection,
         "SELECT COUNT(*) FROM advice WHERE advice_id IN ('a3', 'a4') AND client_worked IS NULL AND "
         "partner_worked IS NULL AND client_advice_worked IS NULL",
         2);
  expect(connection,
         "SELECT COUNT(*) FROM advice INDEXED BY advice_to_know WHERE workspace_id = 'w' AND know_by_ms < 9 "
         "AND state = 'decided' AND client_worked IS NULL",
         3);
  store_connection_close(connection);
  store_sample_reopen(sample);
}

/* Figures from before are counted anew: without what the partner denied, and with what was done where it was followed. */
static void test_what_counts(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  StoreConnection *connection = old_store(sample, 16);
  run(connection, "UPDATE advice SET worked = 10000, advice_worked = 0 WHERE advice_id IN ('a1', 'a2')");
  run(connection, "UPDATE advice SET noted = 'contradicted', counts = 0 WHERE advice_id = 'a2'");
  run(connection, "UPDATE advice SET decision = 'override', advice_worked = 4000, client_advice_worked = 4000 WHERE "
                  "advice_id = 'a3'");
  run(connection,
      "UPDATE advice SET decision = 'adapt', advice_worked = 9000 WHERE advice_id = 'a4'"); /* the partner's */
  run(connection,
      "INSERT INTO briefs (workspace_id, brief_id, seq, question_entry, constraints, criteria, stake_minor, "
      "know_by_ms, worked_if_entry, asked_by, at_ms, state) "
      "VALUES ('w', 'b1', 1, 1, 0, 0, 700, 1, 1, 'ada', 1, 'decided')");
  run(connection, "UPDATE advice SET mandate_id = 'm1', stake_minor = 5 WHERE advice_id IN ('a3', 'a4')");
  run(connection, "INSERT INTO entries (workspace_id, seq, engagement_id, leaf, leaf_hash) "
                  "VALUES ('w', 9, '', CAST('{\"kind\":\"set_stake\"}' AS BLOB), zeroblob(32))");
  run(connection, "INSERT INTO subjects (workspace_id, thing_id, seq) VALUES ('w', 'a4', 9)");
  run(connection, "INSERT INTO advice_figures VALUES ('w', 'p1', 'e1', 14, 4, 3, 4000), ('w', 'p1', 'e1', 3, 1, 1, 1)");
  GError *error = NULL;
  g_assert_true(store_schema_apply(connection, store_schema_file_count, &error));
  expect(connection, "SELECT COUNT(*) FROM advice_figures", 1);
  expect(connection, "SELECT decisions * 100 + outcomes FROM advice_figures WHERE stated = 14", 302);
  expect(connection, "SELECT worked FROM advice_figures WHERE stated = 14", 14000);
  expect(connection, "SELECT stake_minor FROM advice WHERE advice_id = 'a3'", 700);
  expect(connection, "SELECT stake_minor FROM advice WHERE advice_id = 'a4'", 5); /* said since */
  store_connection_close(connection);
  store_sample_reopen(sample);
}

static void add_entry(StoreConnection *connection, int seq, const char *leaf) {
  g_autofree char *sql = g_strdup_printf("INSERT INTO entries (workspace_id, seq, engagement_id, leaf, leaf_hash) "
                                         "VALUES ('w', %d, '', CAST('%s' AS BLOB), zeroblob(32))",
                                         seq, leaf);
  run(connection, sql);
}

/* Counts are by skill and by engagement, each from its beginning; what was withdrawn ended by its own entry; and nobody has
 * opened what no entry says that they opened. */
static void test_counts_of_skills(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  StoreConnection *connection = old_store(sample, 17);
  run(connection, "DELETE FROM work_counts");
  run(connection, "INSERT INTO work_counts (workspace_id, of_id, advice) VALUES ('w', 'all', 4), ('w', 'e1', 4)");
  run(connection, "UPDATE advice SET state = 'withdrawn', changed = 99 WHERE advice_id = 'a2'");
  add_entry(connection, 7, "{\"actor\":\"person:ada\",\"kind\":\"open_advice\"}");
  add_entry(connection, 8, "{\"actor\":\"person:ben\",\"kind\":\"withdraw_advice\"}");
  add_entry(connection, 9, "{\"actor\":\"person:ada\",\"kind\":\"report_outcome\"}");
  run(connection,
      "INSERT INTO subjects (workspace_id, thing_id, seq) VALUES ('w', 'a1', 7), ('w', 'a2', 8), ('w', 'a2', 9)");
  run(connection, "INSERT INTO advice_opened (workspace_id, advice_id, person_id, opened_at_ms) "
                  "VALUES ('w', 'a1', 'ada', 1), ('w', 'a1', 'cyd', 1), ('w', 'a2', 'ada', 1)");
  GError *error = NULL;
  g_assert_true(store_schema_apply(connection, store_schema_file_count, &error));
  g_assert_no_error(error);
  expect(connection, "SELECT COUNT(*) FROM work_counts WHERE of_id = 'all'", 0);
  expect(connection, "SELECT COUNT(*) FROM work_counts WHERE of_id = 'e1' AND advice = 4", 1);
  expect(connection, "SELECT COUNT(*) FROM skills WHERE NOT EXISTS (SELECT 1 FROM work_counts WHERE of_id = skill_id)",
         0);
  expect(connection, "SELECT withdrawn_seq FROM advice WHERE advice_id = 'a2'", 8);
  expect(connection, "SELECT COUNT(withdrawn_seq) FROM advice", 1);
  expect(connection, "SELECT COUNT(*) FROM advice_opened", 1);
  expect(connection, "SELECT COUNT(*) FROM advice_opened WHERE advice_id = 'a1' AND person_id = 'ada'", 1);
  store_connection_close(connection);
  store_sample_reopen(sample);
}

/* Where somebody told an outcome anew is found in the entries: of the same road, side and advice. */
static void test_told_anew(void) {
  g_autoptr(StoreSample) sample = store_sample_new();
  StoreConnection *connection = old_store(sample, 18);
  static const char *const leaves[] = {
      /* 10 */ "{\"body\":{\"side\":\"client\",\"worked\":1},\"kind\":\"report_outcome\"}",
      /* 11 */ "{\"body\":{\"road\":\"taken\",\"side\":\"client\",\"worked\":2},\"kind\":\"report_outcome\"}",
      /* 12 */ "{\"body\":{\"side\":\"partner\",\"worked\":3},\"kind\":\"report_outcome\"}",
      /* 13 */ "{\"body\":{\"road\":\"advice\",\"side\":\"client\",\"worked\":3},\"kind\":\"report_outcome\"}",
      /* 14 */
      "{\"body\":{\"worked\":3,\"advice_worked\":3,\"advice_worked_by\":\"partner\"},\"kind\":\"import_advice\"}",
      /* 15 */ "{\"body\":{\"words\":\"side\"},\"kind\":\"question\"}",
  };
  static const char *const of[] = {"a1", "a1", "a1", "a1", "a2", "a2"};
  for (size_t index = 0; index < G_N_ELEMENTS(leaves); index++) {
    add_entry(connection, 10 + (int)index, leaves[index]);
    g_autofree char *sql = g_strdup_printf("INSERT INTO subjects (workspace_id, thing_id, seq) VALUES ('w', '%s', %d)",
                                           of[index], 10 + (int)index);
    run(connection, sql);
  }
  static const struct {
    const char *advice, *road, *side;
    int seq, replaces;
  } told[] = {
      {"a1", "taken", "client", 30, 11},   {"a1", "taken", "partner", 12, 0}, {"a1", "advice", "client", 30, 13},
      {"a1", "own_view", "client", 30, 0}, {"a2", "taken", "client", 30, 14}, {"a2", "taken", "partner", 30, 0},
      {"a2", "advice", "partner", 30, 14}, {"a2", "advice", "client", 30, 0}, {"a3", "taken", "client", 30, 0}};
  for (size_t index = 0; index < G_N_ELEMENTS(told); index++) {
    add_outcome(connection, told[index].advice, told[index].road, told[index].side, 1);
    g_autofree char *sql = g_strdup_printf("UPDATE outcomes SET seq = %d WHERE advice_id = '%s' AND road = '%s' AND "
                                           "side = '%s'",
                                           told[index].seq, told[index].advice, told[index].road, told[index].side);
    run(connection, sql);
  }
  GError *error = NULL;
  g_assert_true(store_schema_apply(connection, store_schema_file_count, &error));
  g_assert_no_error(error);
  for (size_t index = 0; index < G_N_ELEMENTS(told); index++) {
    g_autofree char *sql = g_strdup_printf("SELECT COALESCE(replaces, 0) FROM outcomes WHERE advice_id = '%s' AND "
                                           "road = '%s' AND side = '%s'",
                                           told[index].advice, told[index].road, told[index].side);
    expect(connection, sql, told[index].replaces);
  }
  store_connection_close(connection);
  store_sample_reopen(sample);
}

/* ---- Beside newer programs --------------------------------------------------------------------------------------- */

/* Another program changes the schema while this one has statements prepared: SQLite prepares them again by itself. */
static void test_schema_changes_meanwhile(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  for (int round = 0; round < 3; round++) {
    StoreAppended before = store_sample_append(sample, NULL, "before");
    g_assert_true(store_sample_has(sample->store, sample->owner, &before));
    StoreConnection *connection = raw_connection(sample);
    g_autofree char *sql =
        g_strdup_printf("CREATE TABLE meanwhile_%d (x INTEGER); DROP TABLE meanwhile_%d", round, round);
    g_assert_true(store_connection_run(connection, sql, &error));
    store_connection_close(connection);
    StoreAppended after = store_sample_append(sample, NULL, "after");
    g_assert_true(store_sample_has(sample->store, sample->owner, &after));
  }
  g_assert_cmpint(store_sample_check(sample->store, sample->owner), ==, 6);
}

static void test_not_a_database(void) {
  GError *error = NULL;
  g_autoptr(StoreSample) sample = store_sample_new();
  store_close(g_steal_pointer(&sample->store));
  g_assert_true(
      g_file_set_contents(sample->options.path, "This is a letter, and a long one at that, to nobody.", -1, NULL));
  g_assert_null(store_open(&sample->options, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_CORRUPT);
  g_clear_error(&error);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/store/schema/meanwhile", test_schema_changes_meanwhile);
  g_test_add_func("/store/schema/every version", test_schema_from_every_version);
  g_test_add_func("/store/schema/each side", test_each_side);
  g_test_add_func("/store/schema/what counts", test_what_counts);
  g_test_add_func("/store/schema/counts of skills", test_counts_of_skills);
  g_test_add_func("/store/schema/told anew", test_told_anew);
  g_test_add_func("/store/schema/newer", test_schema_newer);
  g_test_add_func("/store/schema/newer meanwhile", test_schema_newer_meanwhile);
  g_test_add_func("/store/schema/not a database", test_not_a_database);
  return g_test_run();
}
