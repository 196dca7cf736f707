/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ask.c: a brief, a question put to one or more partners. What will count as having worked is said before anybody
 * decides. */
#include "action.h"
#include "record/declare.h"

#include <string.h>

static const RecordField fields[] = {
    FIELD_LINE("question", RECORD_FIELD_REQUIRED, N_("What is needed, in one line")),
    FIELD_THINGS("engagements", RECORD_FIELD_REQUIRED, "e", N_("The engagements of those who are asked")),
    FIELD_WORDS("details", 0, N_("All that an adviser should know")),
    FIELD_LINES("constraints", 0, N_("What every option must keep to: size, image, place")),
    FIELD_LINES("criteria", 0, N_("What the options are compared by")),
    FIELD_MONEY("budget", 0, N_("What it may cost")),
    FIELD_MONEY("stake", 0, N_("What it costs if it goes wrong")),
    FIELD_TIME("decide_by", RECORD_FIELD_DAY_END, N_("When it must be decided")),
    FIELD_TIME("know_by", RECORD_FIELD_REQUIRED | RECORD_FIELD_FUTURE | RECORD_FIELD_DAY_END,
               N_("When we shall know how it turned out")),
    FIELD_LINE("worked_if", RECORD_FIELD_REQUIRED, N_("What will count as having worked")),
    FIELD_THING("goal", 0, "g", N_("The goal that it serves")),
    FIELD_END,
};

static const char *const adds[] = {"skill", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_BRIEF_ADD, STORE_BRIEF_ENGAGEMENTS_ADD,
                                                     ACTION_PROJECTION_END};

/* Every engagement is there and runs. The skill is theirs, where they all have the same. */
static bool check_engagements(ActionRun *run, const char **only, json_t **skill, GError **error) {
  const json_t *engagements = json_object_get(run->document, "engagements");
  if (json_array_size(engagements) == 0)
    return action_invalid(run, "engagements", N_("Name at least one engagement"), "Nobody is asked");
  size_t index = 0;
  json_t *id = NULL;
  json_array_foreach(engagements, index, id) {
    json_t *row = action_row(run, STORE_ENGAGEMENT_GET, json_string_value(id), error);
    if (row == NULL)
      return false;
    bool there = json_is_object(row);
    bool ended = there && action_integer(row, "ends_at_ms", INT64_MAX) <= run->now_ms;
    if (there && index == 0)
      *skill = json_incref(json_object_get(row, "skill_id"));
    else if (there && *skill != NULL && !json_equal(*skill, json_object_get(row, "skill_id")))
      g_clear_pointer(skill, json_decref);
    json_decref(row);
    if (!there || ended)
      return record_problem_set(run->problem, there ? RECORD_PROBLEM_CONFLICT : RECORD_PROBLEM_NOT_FOUND, "engagements",
                                there ? N_("Start a new engagement") : N_("Look up its id"),
                                there ? N_("The engagement %s has ended") : N_("There is no %s here"),
                                json_string_value(id));
  }
  *only = json_array_size(engagements) == 1 ? json_string_value(json_array_get(engagements, 0)) : NULL;
  return true;
}

static bool check_goal(ActionRun *run, GError **error) {
  if (action_text(run->document, "goal") == NULL)
    return true;
  json_t *goal = action_require(run, STORE_GOAL_GET, "goal", error);
  json_decref(goal);
  return goal != NULL;
}

static bool check_times(ActionRun *run) {
  int64_t know_by = action_integer(run->document, "know_by", 0);
  if (know_by < action_integer(run->document, "decide_by", know_by))
    return action_invalid(run, "know_by", N_("Give a later time"), "It can't be known before it is decided");
  return true;
}

extern const Action action_keep_stake;

/* The stake is the business's own, and the brief's entry is for those who are asked, too: it goes beside it. */
static bool enter(ActionRun *run, const char *only, json_t *skill, GError **error) {
  json_t *stake = json_object_get(run->document, "stake");
  json_t *brief = json_copy((json_t *)run->document);
  json_object_del(brief, "stake");
  json_t *extra = json_object();
  if (skill != NULL)
    json_object_set(extra, "skill", skill);
  bool ok = action_enter_as(run, run->action, only, NULL, brief, extra, NULL, error);
  json_decref(brief);
  const char *made = action_text(run->reply, "id");
  return ok &&
         (stake == NULL || action_enter_beside(run, &action_keep_stake, made,
                                               json_pack("{s:s, s:O}", "brief", made, "stake", stake), NULL, error));
}

static bool effect(ActionRun *run, GError **error) {
  const char *only = NULL;
  json_t *skill = NULL;
  bool ok = check_engagements(run, &only, &skill, error) && check_goal(run, error) && check_times(run) &&
            enter(run, only, skill, error);
  json_decref(skill);
  return ok;
}

const Action action_ask = {
    .name = "ask",
    .summary = N_("Put a question to one or more partners"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .makes = "b",
    .effect = effect,
};
