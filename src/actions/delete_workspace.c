/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * delete_workspace.c: a business takes all of its record out, for good.
 *
 * Nothing is entered, for there is no journal any more. The workspace's name stays taken: whoever holds a receipt of the
 * old journal must never be shown a new one under the same name.
 */
#include "enter.h"
#include "record/declare.h"

#include <string.h>

static const RecordField fields[] = {
    FIELD_SECRET("name", RECORD_FIELD_REQUIRED, N_("What the business is called, to make sure that it is the one")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {ACTION_PROJECTION_END};

/* Words are emptied where they lie; the rest goes. */
static const StoreWorkspaceStatement statements[] = {
    STORE_ALL_OPENINGS_BLANK, STORE_ALL_CHUNKS_BLANK,  STORE_ALL_REPLIES_BLANK,
    STORE_ALL_MESSAGES_BLANK, STORE_ALL_ENTRIES_BLANK, STORE_CLEAR_ATTACHMENTS,
    STORE_CLEAR_FITS,         STORE_CLEAR_STANDINGS,   STORE_CLEAR_FORECASTS,
    STORE_CLEAR_NODES,        STORE_CLEAR_HEADS,       STORE_CLEAR_KEYS,
    STORE_CLEAR_FRONTIERS,    STORE_SEARCH_CLEAR,      STORE_CLEAR_SEARCH_PROGRESS,
};

/* Where the name itself was erased, the workspace's own is asked for. */
static bool check_name(ActionRun *run, GError **error) {
  json_t *settings = action_row(run, STORE_SETTINGS_GET, NULL, error);
  if (settings == NULL)
    return false;
  const char *name = action_text(settings, "name");
  bool same = strcmp(action_text(run->document, "name"), name != NULL ? name : run->actor.workspace) == 0;
  json_decref(settings);
  return same ||
         action_invalid(run, "name", N_("Type it exactly as the business is called here"), "This is not its name");
}

static bool effect(ActionRun *run, GError **error) {
  bool ok = check_name(run, error) && action_clear(run->transaction, error);
  for (size_t index = 0; ok && index < G_N_ELEMENTS(statements); index++)
    ok = store_execute(run->transaction, statements[index], NULL, NULL, error);
  if (ok)
    json_object_set_new(run->reply, "deleted", json_true());
  return ok;
}

const Action action_delete_workspace = {
    .name = "delete_workspace",
    .summary = N_("Delete the business's whole record for good"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .projection = projection,
    .effect = effect,
    .wipes = true,
};
