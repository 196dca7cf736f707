/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows apart by workspace and in order of time, an engine for each workspace. */
#include "workspaces.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static void workspace_free(gpointer data) {
  Workspace *workspace = data;
  bellwether_engine_free(workspace->engine);
  g_array_unref(workspace->rows);
  g_free(workspace);
}

GPtrArray *workspaces_new(void) {
  return g_ptr_array_new_with_free_func(workspace_free);
}

const RecordRow *workspace_row(const Workspace *workspace, size_t index) {
  const WorkspaceRow *row = &g_array_index(workspace->rows, WorkspaceRow, index);
  return record_file_row(row->file, row->index);
}

void workspaces_add_file(GPtrArray *workspaces, const RecordFile *file) {
  g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < workspaces->len; i++) {
    Workspace *workspace = workspaces_get(workspaces, i);
    g_hash_table_insert(by_name, (gpointer)(uintptr_t)workspace->name, workspace);
  }
  for (size_t i = 0; i < record_file_row_count(file); i++) {
    const char *name = record_file_row(file, i)->workspace;
    Workspace *workspace = g_hash_table_lookup(by_name, name);
    if (workspace == NULL) {
      workspace = g_new0(Workspace, 1);
      workspace->name = name;
      workspace->rows = g_array_new(FALSE, FALSE, sizeof(WorkspaceRow));
      g_ptr_array_add(workspaces, workspace);
      g_hash_table_insert(by_name, (gpointer)(uintptr_t)name, workspace);
    }
    WorkspaceRow row = {.file = file, .index = i};
    g_array_append_val(workspace->rows, row);
  }
}

static int compare_times(const void *left, const void *right, void *data) {
  const WorkspaceRow *first = left;
  const WorkspaceRow *second = right;
  int64_t first_ms = record_file_row(first->file, first->index)->advice.at_ms;
  int64_t second_ms = record_file_row(second->file, second->index)->advice.at_ms;
  (void)data;
  return (first_ms > second_ms) - (first_ms < second_ms);
}

void workspaces_sort(GPtrArray *workspaces) {
  for (guint i = 0; i < workspaces->len; i++) {
    g_array_sort_with_data(workspaces_get(workspaces, i)->rows, compare_times, NULL); /* GLib's sort is stable */
  }
}

int64_t record_row_known_ms(const RecordRow *row) {
  int64_t known_ms =
      row->advice.outcome_at_ms == BELLWETHER_TIME_UNKNOWN ? row->advice.at_ms : row->advice.outcome_at_ms;
  return MIN(known_ms + 1, BELLWETHER_TIME_MAX_MS);
}

int workspace_report(const Workspace *workspace, BellwetherStatus status) {
  if (status == BELLWETHER_OK) {
    return EX_OK;
  }
  const char *detail = workspace->engine == NULL ? "" : bellwether_engine_error(workspace->engine);
  const char *place = *workspace->name == '\0' ? _("the record") : workspace->name;
  fprintf(stderr, "bellwether: %s: %s%s%s\n", place, bellwether_status_text(status), *detail == '\0' ? "" : ": ",
          detail);
  switch (status) {
  case BELLWETHER_NO_MEMORY: return EX_OSERR;
  case BELLWETHER_INVALID:
  case BELLWETHER_LIMIT: return EX_DATAERR;
  default: return EX_SOFTWARE;
  }
}

int workspace_add_row(Workspace *workspace, size_t index) {
  const RecordRow *record = workspace_row(workspace, index);
  BellwetherRow row = record->advice;
  row.outcome_at_ms = record_row_known_ms(record);
  BellwetherStatus added = bellwether_engine_add(workspace->engine, &row);
  if (added != BELLWETHER_OK) {
    const WorkspaceRow *place = &g_array_index(workspace->rows, WorkspaceRow, index);
    fprintf(stderr, "%s:%u: ", place->file->name, record->line);
  }
  return workspace_report(workspace, added);
}

int workspace_open_engine(Workspace *workspace, const BellwetherOptions *options) {
  int status = workspace_report(workspace, bellwether_engine_new(options, &workspace->engine));
  for (size_t i = 0; i < workspace->rows->len && status == EX_OK; i++) {
    status = workspace_add_row(workspace, i);
  }
  return status;
}
