/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* advise.c: a partner recommends an option, in answer to a brief or unasked. */
#include "advice.h"
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("brief", 0, "b", N_("The brief that this answers; left out of unasked advice")),
    FIELD_THING("engagement", 0, "e", N_("The engagement that this is given in, where there is more than one")),
    FIELD_LINE("option", RECORD_FIELD_REQUIRED, N_("What you recommend, in one line")),
    FIELD_LINES("alternatives", 0, N_("What else you considered")),
    FIELD_WORDS("reasons", 0, N_("Why")),
    FIELD_SURE,
    FIELD_CHANCE,
    FIELD_LINE("interest", 0, N_("Any interest of yours in the option: a commission, say")),
    FIELD_TIME("know_by", RECORD_FIELD_FUTURE | RECORD_FIELD_DAY_END,
               N_("Of unasked advice: when we shall know how it turned out")),
    FIELD_LINE("worked_if", 0, N_("Of unasked advice: what will count as having worked")),
    FIELD_THING("goal", 0, "g", N_("Of unasked advice: the goal that it serves")),
    FIELD_END,
};

static const char *const adds[] = {"of_partner", "of_skill", "option_number", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_ADVICE_ADD, ACTION_PROJECTION_END};

/* Unasked advice says itself when it will be known, for there is no brief that does. */
static bool check_unasked(ActionRun *run) {
  if (json_object_get(run->document, "know_by") == NULL)
    return action_invalid(run, "know_by", N_("Say when one will know how it turned out"),
                          "Unasked advice needs this, for no brief says it");
  if (json_object_get(run->document, "worked_if") == NULL)
    return action_invalid(run, "worked_if", N_("Say in one sentence what will count as having worked"),
                          "Unasked advice needs this, for no brief says it");
  return true;
}

static bool check_brief(ActionRun *run, const char *brief, GError **error) {
  if (brief == NULL)
    return check_unasked(run);
  json_t *row = action_require(run, STORE_BRIEF_GET, "brief", error);
  if (row == NULL)
    return false;
  bool closed = strcmp(action_text(row, "state"), "closed") == 0;
  json_decref(row);
  return !closed || action_conflict(run, "brief", N_("Advise unasked instead"), "This brief was closed");
}

static bool enter(ActionRun *run, const char *brief, const json_t *engagement, GError **error) {
  int64_t number = advice_option_number(run, brief, action_text(run->document, "option"), error);
  if (number == 0 || !advice_check_new(run, brief, run->actor.partner_id, number, error))
    return false;
  json_t *extra = json_pack("{s:O, s:O, s:I}", "of_partner", json_object_get(engagement, "partner_id"), "of_skill",
                            json_object_get(engagement, "skill_id"), "option_number", (json_int_t)number);
  return action_enter(run, action_text(engagement, "id"), NULL, extra, error);
}

static bool effect(ActionRun *run, GError **error) {
  const char *brief = action_text(run->document, "brief");
  if (!advice_check_sureness(run) || !check_brief(run, brief, error) || !lasting_check_goal(run, "goal", error))
    return false;
  json_t *engagement = advice_find_engagement(run, brief, run->actor.partner_id, error);
  bool ok = engagement != NULL && lasting_check_lasts(run, engagement) && enter(run, brief, engagement, error);
  json_decref(engagement);
  return ok;
}

const Action action_advise = {
    .name = "advise",
    .summary = N_("Recommend an option, in answer to a brief or unasked"),
    .who = ACTION_BY_PARTNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .sums = advice_sums_of_word,
    .makes = "a",
    .effect = effect,
};
