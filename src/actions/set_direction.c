/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* set_direction.c: where the business wants to go, in the owner's words. Partners read it unless the owner says
 * otherwise. */
#include "action.h"
#include "record/declare.h"

static const RecordField fields[] = {
    FIELD_WORDS("words", RECORD_FIELD_REQUIRED, N_("Where the business wants to go")),
    FIELD_FLAG("shared", 0, N_("Whether partners read it, and its goals; if left out, as it is, and yes at first")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_DIRECTION_SET, ACTION_PROJECTION_END};

static const char *const adds[] = {"shared", NULL};

/* Other words give nothing out that was kept back: the entry says how it stays. */
static bool effect(ActionRun *run, GError **error) {
  if (json_object_get(run->document, "shared") != NULL)
    return action_enter(run, NULL, NULL, NULL, error);
  json_t *row = store_query_row(run->transaction, STORE_DIRECTION_READ, NULL, error);
  if (row == NULL)
    return false;
  bool shared = action_flag(row, "is_shared", true);
  json_decref(row);
  return action_enter(run, NULL, NULL, json_pack("{s:b}", "shared", shared), error);
}

const Action action_set_direction = {
    .name = "set_direction",
    .summary = N_("Say where the business wants to go"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
