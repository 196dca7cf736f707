/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `bellwether forecast`: learns from a record and says of each new row what its advice is worth.
 *
 * The engine of a workspace is fitted to the record alone. Then each new row, in order of time, is compared for and joins
 * the engine, without decision and outcomes: it counts as earlier advice for those after it, and changes nothing else.
 */
#include "command.h"
#include "forecast.h"

#include "near_names.h"
#include "workspaces.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static bool is_from(const Workspace *workspace, size_t index, const RecordFile *file) {
  return g_array_index(workspace->rows, WorkspaceRow, index).file == file;
}

/* Makes the engine and fits it to the rows that are not new. */
static int fit_record(Workspace *workspace, const BellwetherOptions *options, const RecordFile *fresh) {
  int status = workspace_report(workspace, bellwether_engine_new(options, &workspace->engine));
  for (size_t i = 0; i < workspace->rows->len && status == EX_OK; i++) {
    status = is_from(workspace, i, fresh) ? EX_OK : workspace_add_row(workspace, i);
  }
  return status != EX_OK ? status : workspace_report(workspace, bellwether_fit(workspace->engine, BELLWETHER_ALL_TIME));
}

static int forecast_workspace(Workspace *workspace, const BellwetherOptions *options, const RecordFile *fresh,
                              BellwetherComparison *comparisons) {
  bool has_new = false;
  for (size_t i = 0; i < workspace->rows->len && !has_new; i++) {
    has_new = is_from(workspace, i, fresh);
  }
  if (!has_new) {
    return EX_OK; /* workspaces share nothing: this one tells nothing about the new rows */
  }
  int status = fit_record(workspace, options, fresh);
  for (size_t i = 0; i < workspace->rows->len && status == EX_OK; i++) {
    if (is_from(workspace, i, fresh)) {
      size_t index = g_array_index(workspace->rows, WorkspaceRow, i).index;
      status = workspace_report(
          workspace, bellwether_compare(workspace->engine, &workspace_row(workspace, i)->advice, &comparisons[index]));
      status = status != EX_OK ? status : workspace_add_row(workspace, i);
    }
  }
  g_clear_pointer(&workspace->engine, bellwether_engine_free);
  return status;
}

static int forecast_rows(const RecordFile *record, const RecordFile *fresh, const BellwetherOptions *options,
                         Output *output) {
  g_autoptr(GPtrArray) workspaces = workspaces_new();
  workspaces_add_file(workspaces, record);
  workspaces_add_file(workspaces, fresh);
  workspaces_sort(workspaces);
  g_autofree BellwetherComparison *comparisons = g_new0(BellwetherComparison, record_file_row_count(fresh) + 1);
  for (guint i = 0; i < workspaces->len; i++) {
    int status = forecast_workspace(workspaces_get(workspaces, i), options, fresh, comparisons);
    if (status != EX_OK) {
      return status;
    }
  }
  forecast_write_header(output->text, fresh);
  for (size_t i = 0; i < record_file_row_count(fresh); i++) {
    forecast_write_row(output->text, fresh, record_file_row(fresh, i), &comparisons[i]);
  }
  return EX_OK;
}

/* The files that were asked for; NULL after saying what is wrong. */
static RecordFile *read_file(const char *path, RecordPurpose purpose, int *status) {
  g_auto(RecordProblems) problems;
  record_problems_init(&problems);
  RecordFile *file = record_file_read(path, purpose, &problems);
  if (file == NULL) {
    record_problems_print(&problems);
    *status = problems.exit_status;
  }
  return file;
}

int command_forecast(int argc, char **argv, Output *output) {
  BellwetherOptions engine;
  bellwether_options_init(&engine);
  const char *record_path = NULL;
  const CommandOption options[] = {
      {"record", OPTION_TEXT, &record_path, "FILE.csv", N_("the record to learn from; needed")},
      {"half-life", OPTION_NUMBER, &engine.half_life_days, "DAYS",
       N_("age at which evidence counts half (0, as without it: it does not fade)")},
      {"priors", OPTION_PRIORS, &engine.priors, "none|standard",
       N_("none: from the record alone, for comparison with other software")},
      {0},
  };
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  OptionsResult read = command_read_options(argc, argv, options, arguments, 1, 1, output);
  if (read != OPTIONS_DONE) {
    return read == OPTIONS_HELPED ? EX_OK : EX_USAGE;
  }
  const char *fresh_path = g_ptr_array_index(arguments, 0);
  if (record_path == NULL) {
    fprintf(stderr, _("bellwether forecast: --record FILE.csv is needed: the record to learn from\n"));
    return EX_USAGE;
  }
  if (strcmp(record_path, "-") == 0 && strcmp(fresh_path, "-") == 0) {
    fprintf(stderr, _("bellwether forecast: only one of the two files can be standard input\n"));
    return EX_USAGE;
  }
  int record_status = EX_OK;
  int fresh_status = EX_OK;
  g_autoptr(RecordFile) record = read_file(record_path, RECORD_LEARN, &record_status);
  g_autoptr(RecordFile) fresh = read_file(fresh_path, RECORD_NEW, &fresh_status);
  if (record == NULL || fresh == NULL) {
    return record == NULL ? record_status : fresh_status;
  }
  if (!forecast_check_columns(fresh)) {
    return EX_DATAERR;
  }
  g_autofree char *note = near_names_note(record, fresh);
  if (note != NULL) {
    fprintf(stderr, _("bellwether forecast: note: %s\n"), note);
  }
  return forecast_rows(record, fresh, &engine, output);
}
