/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Going through a record in order of time, forecasting each row from what was known before it.
 *
 * The engine of a workspace holds all of its rows from the start and is fitted "as of" a row's time; it is fitted again
 * only when an outcome has become known since. A row's own outcome counts from the millisecond after its advice at the
 * earliest (record_row_known_ms), so that no fit as of its own time has seen it; rows with the same time don't see each
 * other's either.
 */
#include "backtest.h"

#include "outcomes.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define WORKSPACES_FOR_CLUSTERS 20 /* from so many on, a workspace is a cluster; with fewer, a brief is */

static void prepare_row(BacktestRow *row, const RecordRow *record, size_t workspace, const BacktestOptions *options) {
  const BellwetherRow *advice = &record->advice;
  *row = (BacktestRow){.record = record, .workspace = workspace};
  row->in_period = advice->at_ms >= options->from_ms && advice->at_ms <= options->until_ms;
  row->disagrees =
      advice->own_view != NULL && advice->advice != NULL && !outcomes_same_option(advice->own_view, advice->advice);
  row->advice_outcome = outcomes_of_advice(advice);
  row->own_outcome = outcomes_of_own_view(advice);
  row->decided_outcome = advice->decision == BELLWETHER_DECISION_NONE ? NAN : advice->outcome;
}

/* ---- One workspace --------------------------------------------------------------------------------------------- */

typedef struct {
  size_t row; /* in the workspace */
  int64_t known_ms;
} Known;

static int compare_known(const void *left, const void *right, void *data) {
  const Known *first = left;
  const Known *second = right;
  (void)data;
  return (first->known_ms > second->known_ms) - (first->known_ms < second->known_ms);
}

/* The rows that tell an outcome, in the order in which the outcomes became known. */
static GArray *order_known(const Workspace *workspace) {
  GArray *known = g_array_new(FALSE, FALSE, sizeof(Known));
  for (size_t i = 0; i < workspace->rows->len; i++) {
    const RecordRow *record = workspace_row(workspace, i);
    if (outcomes_any(&record->advice)) {
      Known entry = {.row = i, .known_ms = record_row_known_ms(record)};
      g_array_append_val(known, entry);
    }
  }
  g_array_sort_with_data(known, compare_known, NULL);
  return known;
}

static void show_progress(size_t done, size_t total) {
  if (!isatty(STDERR_FILENO) || (done % 256 != 0 && done < total)) {
    return;
  }
  if (done < total) {
    fprintf(stderr, _("\rforecasting: row %zu of %zu"), done, total);
  } else {
    fprintf(stderr, "\r%60s\r", "");
  }
}

static BacktestRow *run_row(BacktestRun *run, const Workspace *workspace, size_t index) {
  return &run->rows[g_array_index(workspace->rows, WorkspaceRow, index).index];
}

/* Teaches the simple rules what became known up to a time; true where anything did. */
static bool learn_known(const Workspace *workspace, Rules *rules, const GArray *known, guint *next, int64_t until_ms) {
  guint first = *next;
  for (; *next < known->len && g_array_index(known, Known, *next).known_ms <= until_ms; (*next)++) {
    const BellwetherRow *advice = &workspace_row(workspace, g_array_index(known, Known, *next).row)->advice;
    double outcome = outcomes_of_advice(advice);
    if (!isnan(outcome)) {
      rules_learn(rules, advice->partner, advice->confidence, outcome);
    }
  }
  return *next > first;
}

static int forecast_workspace(BacktestRun *run, Workspace *workspace, const BacktestOptions *options, size_t *done) {
  int status = workspace_open_engine(workspace, &options->engine);
  g_autoptr(GArray) known = order_known(workspace);
  g_autoptr(Rules) rules = rules_new();
  guint next_known = 0;
  bool fitted = false;
  for (size_t i = 0; i < workspace->rows->len && status == EX_OK; i++) {
    BacktestRow *row = run_row(run, workspace, i);
    show_progress((*done)++, run->row_count);
    if (!row->in_period && !options->forecast_all) {
      continue;
    }
    const BellwetherRow *advice = &workspace_row(workspace, i)->advice;
    if (learn_known(workspace, rules, known, &next_known, advice->at_ms) || !fitted) {
      status = workspace_report(workspace, bellwether_fit(workspace->engine, advice->at_ms));
      fitted = true;
    }
    if (status == EX_OK) {
      status = workspace_report(workspace, bellwether_compare_row(workspace->engine, i, &row->comparison));
      rules_forecast(rules, advice->partner, advice->confidence, row->rules);
      row->forecast = status == EX_OK;
    }
  }
  g_clear_pointer(&workspace->engine, bellwether_engine_free);
  return status;
}

/* ---- The record ------------------------------------------------------------------------------------------------ */

/* Numbers the clusters: workspaces where there are many, else briefs. */
static void number_clusters(BacktestRun *run) {
  run->clusters_are_briefs = run->workspaces->len < WORKSPACES_FOR_CLUSTERS;
  if (!run->clusters_are_briefs) {
    run->clusters = run->workspaces->len;
    for (size_t i = 0; i < run->row_count; i++) {
      run->rows[i].cluster = run->rows[i].workspace;
    }
    return;
  }
  for (guint w = 0; w < run->workspaces->len; w++) {
    const Workspace *workspace = workspaces_get(run->workspaces, w);
    g_autoptr(GHashTable) briefs = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < workspace->rows->len; i++) {
      BacktestRow *row = run_row(run, workspace, i);
      gpointer number;
      gpointer brief = (gpointer)(uintptr_t)row->record->advice.brief;
      if (!g_hash_table_lookup_extended(briefs, brief, NULL, &number)) {
        number = GSIZE_TO_POINTER(run->clusters++);
        g_hash_table_insert(briefs, brief, number);
      }
      row->cluster = GPOINTER_TO_SIZE(number);
    }
  }
}

int backtest_run(const RecordFile *file, const BacktestOptions *options, BacktestRun *run) {
  *run = (BacktestRun){.file = file, .row_count = record_file_row_count(file)};
  run->rows = g_new0(BacktestRow, run->row_count + 1);
  run->workspaces = workspaces_new();
  workspaces_add_file(run->workspaces, file);
  workspaces_sort(run->workspaces);
  for (guint w = 0; w < run->workspaces->len; w++) {
    const Workspace *workspace = workspaces_get(run->workspaces, w);
    for (size_t i = 0; i < workspace->rows->len; i++) {
      prepare_row(run_row(run, workspace, i), workspace_row(workspace, i), w, options);
    }
  }
  number_clusters(run);
  size_t done = 0;
  int status = EX_OK;
  for (guint w = 0; w < run->workspaces->len && status == EX_OK; w++) {
    status = forecast_workspace(run, workspaces_get(run->workspaces, w), options, &done);
  }
  show_progress(run->row_count, run->row_count);
  return status;
}

void backtest_clear(BacktestRun *run) {
  g_clear_pointer(&run->rows, g_free);
  g_clear_pointer(&run->workspaces, g_ptr_array_unref);
}
