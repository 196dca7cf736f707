/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* remove_file.c: a file is taken off the thing that it was put to. Its content stays, for it may be elsewhere too;
 * erase_file takes that away. */
#include "action.h"
#include "record/declare.h"
#include "record/erase.h"

#include <string.h>

static const RecordField fields[] = {
    FIELD_THING("file", RECORD_FIELD_REQUIRED, "f", N_("The file")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_FILE_TAKE_OFF, STORE_FILE_REMOVE, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *file = action_require(run, STORE_FILE_GET, "file", error);
  if (file == NULL)
    return false;
  bool own = strcmp(action_text(file, "person_id"), run->actor.person) == 0;
  bool ok = action_allow(run, record_file_check_remove(run->actor.role, own)) &&
            action_enter(run, action_text(file, "engagement_id"), action_text(file, "id"), NULL, error);
  json_decref(file);
  return ok;
}

const Action action_remove_file = {
    .name = "remove_file",
    .summary = N_("Take a file off the thing that it was put to"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
