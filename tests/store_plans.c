/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store_plans.c: that a statement goes through the index that was made for it, where SQLite could take another one. */
#include "store/sqlite.h"
#include "support/store_sample.h"

#include <sqlite3.h>
#include <string.h>

/* The ways through the tables that SQLite chooses for a statement, a line each. */
static char *plan_of(sqlite3 *database, StoreWorkspaceStatement name) {
  g_autofree char *sql = store_words_expand(store_workspace_statement_text(name).sql, store_sqlite_words);
  g_autofree char *asked = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
  sqlite3_stmt *statement = NULL;
  g_assert_cmpint(sqlite3_prepare_v2(database, asked, -1, &statement, NULL), ==, SQLITE_OK);
  GString *plan = g_string_new(NULL);
  while (sqlite3_step(statement) == SQLITE_ROW)
    g_string_append_printf(plan, "%s\n", (const char *)sqlite3_column_text(statement, 3));
  sqlite3_finalize(statement);
  return g_string_free(plan, FALSE);
}

/* Statements that have more than one index to go through, of which the other is slow where there is much. */
static void test_plans(void) {
  static const struct {
    StoreWorkspaceStatement name;
    const char *way;
  } plans[] = {
      {STORE_TOPICS_OF_ENGAGEMENT, "SEARCH told USING INDEX advice_told_twice (workspace_id=? AND engagement_id=?"},
      {STORE_EVIDENCE_OF_PARTNER_AFTER, "SEARCH advice USING INDEX advice_by_change (workspace_id=? AND changed>?"},
      {STORE_EVIDENCE_STATE, "SEARCH work_counts USING PRIMARY KEY (workspace_id=? AND of_id=?)"},
      {STORE_EVIDENCE_STATE, "SEARCH own_views USING COVERING INDEX own_views_by_entry (workspace_id=?)"},
      {STORE_TODAY_UNANSWERED,
       "SEARCH briefs USING INDEX briefs_due (workspace_id=? AND decide_by_ms>? AND decide_by_ms<?)"},
      {STORE_TODAY_RENEWED,
       "USING INDEX engagements_by_renewal (workspace_id=? AND renews_at_ms>? AND renews_at_ms<?)"},
      {STORE_WORK_SHARE_ALL, "SEARCH work_counts USING PRIMARY KEY (workspace_id=? AND of_id=?)"},
      {STORE_TODAY_ENDING, "SEARCH engagements USING INDEX engagements_by_end (workspace_id=? AND ends_at_ms>?"}};
  g_autoptr(StoreSample) sample = store_sample_new();
  sqlite3 *database = NULL;
  g_assert_cmpint(sqlite3_open(sample->options.path, &database), ==, SQLITE_OK);
  for (size_t index = 0; index < G_N_ELEMENTS(plans); index++) {
    g_autofree char *plan = plan_of(database, plans[index].name);
    if (strstr(plan, plans[index].way) == NULL)
      g_error("%s goes another way:\n%s", store_workspace_statement_names[plans[index].name], plan);
  }
  sqlite3_close(database);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/store/plans", test_plans);
  return g_test_run();
}
