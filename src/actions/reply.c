/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* reply.c: an answer to what was said on a brief or an advice, for those who read the question; the client may answer
 * for all whom the brief was put to. */
#include "advice.h"

static const RecordField fields[] = {
    FIELD_THING("answers", RECORD_FIELD_REQUIRED, "q", N_("The question or reply that this answers")),
    FIELD_WORDS("words", RECORD_FIELD_REQUIRED, N_("What you reply")),
    FIELD_FLAG("to_all", 0, N_("On a brief: whether all who were asked read it")),
    FIELD_END,
};

static const char *const adds[] = {"kind", "about", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_MESSAGE_ADD, STORE_SUBJECT_ADD_ABOUT, ACTION_PROJECTION_END};

/* Between whom it is: "" for all who see the brief. Free with g_free; NULL with the problem or error. */
static char *find_engagement(ActionRun *run, const json_t *message, GError **error) {
  const char *about = action_text(message, "thing_id");
  const char *between = action_text(message, "engagement_id");
  bool is_partner = run->actor.role == RECORD_ROLE_PARTNER;
  bool to_all = action_flag(run->document, "to_all", *between == '\0' && !is_partner);
  if (to_all && (about[0] != 'b' || is_partner)) {
    action_invalid(run, "to_all", N_("Leave it out"), "Only the client answers for all who were put a brief");
    return NULL;
  }
  if (to_all || *between != '\0')
    return g_strdup(to_all ? "" : between);
  return advice_brief_engagement(run, about, error); /* a partner's word to what all were asked */
}

static bool effect(ActionRun *run, GError **error) {
  json_t *message = action_require(run, STORE_MESSAGE_GET, "answers", error);
  if (message == NULL)
    return false;
  g_autofree char *engagement = find_engagement(run, message, error);
  bool ok = engagement != NULL &&
            action_enter(run, engagement, NULL,
                         json_pack("{s:s, s:s}", "kind", "reply", "about", action_text(message, "thing_id")), error);
  json_decref(message);
  return ok;
}

const Action action_reply = {
    .name = "reply",
    .summary = N_("Answer what was said on a brief or an advice"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .makes = "q",
    .effect = effect,
};
