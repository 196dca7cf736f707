/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* talk.c: the client and a partner have talked. It is the answer to a partner who has gone quiet. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("engagement", RECORD_FIELD_REQUIRED, "e", N_("The engagement")),
    FIELD_WORDS("words", RECORD_FIELD_REQUIRED, N_("What came of it; the partner reads it too")),
    FIELD_TIME("talked_at", RECORD_FIELD_PAST, N_("When; now, if left out")),
    FIELD_END,
};

static const char *const adds[] = {"kind", "about", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_MESSAGE_ADD, STORE_SUBJECT_ADD_ABOUT, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *engagement = action_require(run, STORE_ENGAGEMENT_GET, "engagement", error);
  const char *id = action_text(engagement, "id");
  bool ok =
      engagement != NULL && action_enter(run, id, NULL, json_pack("{s:s, s:s}", "kind", "talk", "about", id), error);
  json_decref(engagement);
  return ok;
}

const Action action_talk = {
    .name = "talk",
    .summary = N_("Note that you talked with a partner"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .makes = "q",
    .effect = effect,
};
