/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* close_brief.c: nothing more is asked. Advice that was given on it stays, and may still be decided. */
#include "advice.h"

static const RecordField fields[] = {
    FIELD_THING("brief", RECORD_FIELD_REQUIRED, "b", N_("The brief")),
    FIELD_WORDS("words", 0, N_("Why; the partners who were asked will read it")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_BRIEF_CLOSE, STORE_MESSAGE_ADD_ASIDE, ACTION_PROJECTION_END};

/* The engagement that it was put to, where it is one. Free with g_free; false with an error. */
static bool find_only(ActionRun *run, const char *brief, char **only, GError **error) {
  json_t *parameters = json_pack("{s:s}", "id", brief);
  json_t *rows = store_query(run->transaction, STORE_BRIEF_ENGAGEMENTS_OF, parameters, 2, error);
  json_decref(parameters);
  if (json_array_size(rows) == 1)
    *only = g_strdup(action_text(json_array_get(rows, 0), "id"));
  bool ok = rows != NULL;
  json_decref(rows);
  return ok;
}

static bool effect(ActionRun *run, GError **error) {
  json_t *brief = action_require(run, STORE_BRIEF_GET, "brief", error);
  if (brief == NULL)
    return false;
  g_autofree char *only = NULL;
  const char *id = action_text(brief, "id");
  bool ok = strcmp(action_text(brief, "state"), "closed") != 0 ||
            action_conflict(run, "brief", N_("There is nothing left to do"), "This brief was closed already");
  ok = ok && find_only(run, id, &only, error) && action_enter(run, only, id, NULL, error);
  json_decref(brief);
  return ok;
}

const Action action_close_brief = {
    .name = "close_brief",
    .summary = N_("Stop asking for advice on a brief"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
