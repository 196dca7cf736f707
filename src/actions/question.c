/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * question.c: either side asks something on a brief or an advice.
 *
 * Where a brief was put to several partners, what one of them asks is between that partner and the client; the client
 * asks one, or all.
 */
#include "advice.h"

static const RecordField fields[] = {
    FIELD_THING("on", RECORD_FIELD_REQUIRED, "ba", N_("The brief or the advice")),
    FIELD_WORDS("words", RECORD_FIELD_REQUIRED, N_("What you ask")),
    FIELD_THING("engagement", 0, "e", N_("Whom you ask, where a brief was put to several")),
    FIELD_FLAG("to_all", 0, N_("On a brief: whether all who were asked read it")),
    FIELD_END,
};

static const char *const adds[] = {"kind", "about", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_MESSAGE_ADD, STORE_SUBJECT_ADD_ABOUT, ACTION_PROJECTION_END};

/* Between whom it is: "" for all who see the brief. Free with g_free; NULL with the problem or error. */
static char *find_engagement(ActionRun *run, GError **error) {
  const char *on = action_text(run->document, "on");
  bool to_all = action_flag(run->document, "to_all", false);
  if (to_all && (on[0] != 'b' || run->actor.role == RECORD_ROLE_PARTNER)) {
    action_invalid(run, "to_all", N_("Leave it out"), "Only the client asks all who were put a brief");
    return NULL;
  }
  json_t *thing = on[0] == 'b' ? action_require(run, STORE_BRIEF_GET, "on", error) : advice_require(run, "on", error);
  char *engagement = NULL;
  if (thing != NULL && on[0] == 'a')
    engagement = g_strdup(action_text(thing, "engagement_id"));
  else if (thing != NULL)
    engagement = to_all ? g_strdup("") : advice_brief_engagement(run, on, error);
  json_decref(thing);
  return engagement;
}

static bool effect(ActionRun *run, GError **error) {
  g_autofree char *engagement = find_engagement(run, error);
  return engagement != NULL &&
         action_enter(run, engagement, NULL,
                      json_pack("{s:s, s:s}", "kind", "question", "about", action_text(run->document, "on")), error);
}

const Action action_question = {
    .name = "question",
    .summary = N_("Ask something on a brief or an advice"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .makes = "q",
    .effect = effect,
};
