/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * workspaces.h: the rows of one or more record files, apart by workspace and in order of time, an engine for each.
 *
 * Workspaces come in the order in which they first appear; rows with the same time keep the order of the files.
 */
#ifndef BELLWETHER_CLI_WORKSPACES_H
#define BELLWETHER_CLI_WORKSPACES_H

#include "record_file.h"

typedef struct {
  const RecordFile *file;
  size_t index; /* in that file */
} WorkspaceRow;

typedef struct {
  const char *name;
  GArray *rows;             /* WorkspaceRow, in order of time; workspace_open_engine keeps this order */
  BellwetherEngine *engine; /* NULL until workspace_open_engine */
} Workspace;

/* An empty list of Workspace *; free with g_ptr_array_unref. */
GPtrArray *workspaces_new(void);

/* Adds a file's rows, which must outlive the list. Call workspaces_sort after the last. */
void workspaces_add_file(GPtrArray *workspaces, const RecordFile *file);
void workspaces_sort(GPtrArray *workspaces);

static inline Workspace *workspaces_get(const GPtrArray *workspaces, size_t index) {
  return (Workspace *)g_ptr_array_index(workspaces, index);
}
const RecordRow *workspace_row(const Workspace *workspace, size_t index);

/* When a row's outcomes count: in the millisecond after they became known, so that what is known "by then" is known
 * strictly before. Without outcome_at: in the millisecond after the advice. */
int64_t record_row_known_ms(const RecordRow *row);

/* Adds one row to the engine. EX_OK, or another status after saying why on standard error. */
int workspace_add_row(Workspace *workspace, size_t index);

/* Makes the engine and adds all rows. EX_OK, or another status after saying why on standard error. */
int workspace_open_engine(Workspace *workspace, const BellwetherOptions *options);

/* Says what the engine refused, and gives the exit status for it; EX_OK for BELLWETHER_OK. */
int workspace_report(const Workspace *workspace, BellwetherStatus status);

#endif
