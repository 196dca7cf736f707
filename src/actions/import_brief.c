/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* import_brief.c: a question of the past, out of a file. When it was to be known, nobody wrote down. */
#include "action.h"
#include "record/declare.h"

#define QUESTION_BYTES_MAX 1000 /* files are less terse than people who ask now */

static const RecordField fields[] = {
    {"question", RECORD_FIELD_TEXT, RECORD_FIELD_REQUIRED, 1, QUESTION_BYTES_MAX, NULL, N_("What was asked")},
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_BRIEF_IMPORT, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  return action_enter(run, NULL, NULL, NULL, error);
}

const Action action_import_brief = {
    .name = "import_brief",
    .summary = N_("Enter a question of the past"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .projection = projection,
    .makes = "b",
    .effect = effect,
};
