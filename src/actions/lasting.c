/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lasting.c: rows as the rules of record/lifecycle.h ask for them, and goals that must be there. */
#include "lasting.h"

#include "advice.h"

static bool is_state(const json_t *row, const char *state) {
  const char *found = action_text(row, "state");
  return found != NULL && strcmp(found, state) == 0;
}

RecordGoalState lasting_goal_state(const json_t *row) {
  if (is_state(row, "open"))
    return RECORD_GOAL_OPEN;
  return is_state(row, "reached") ? RECORD_GOAL_REACHED : RECORD_GOAL_DROPPED;
}

RecordGoalTerms lasting_goal_terms(const json_t *row) {
  return (RecordGoalTerms){.baseline = action_integer(row, "baseline", 0),
                           .target = action_integer(row, "target", 0),
                           .begins_at_ms = action_integer(row, "begins_at_ms", 0),
                           .due_at_ms = action_integer(row, "due_at_ms", 0)};
}

RecordEngagementTerms lasting_engagement_terms(const json_t *row) {
  return (RecordEngagementTerms){.begins_at_ms = action_integer(row, "begins_at_ms", 0),
                                 .ends_at_ms = action_integer(row, "ends_at_ms", RECORD_NEVER),
                                 .renews_at_ms = action_integer(row, "renews_at_ms", RECORD_NEVER)};
}

RecordTaskState lasting_task_state(const json_t *row) {
  if (is_state(row, "open"))
    return RECORD_TASK_OPEN;
  return is_state(row, "done") ? RECORD_TASK_DONE : RECORD_TASK_DROPPED;
}

RecordReviewCase lasting_review_case(const json_t *row, const RecordActor *actor) {
  return (RecordReviewCase){.role = actor->role,
                            .closed = json_object_get(row, "closed_at_ms") != NULL,
                            .client_given = action_flag(row, "is_client_given", false),
                            .partner_given = action_flag(row, "is_partner_given", false),
                            .due_at_ms = action_integer(row, "due_at_ms", 0)};
}

json_t *lasting_require_engagement(ActionRun *run, const char *field, GError **error) {
  json_t *row = action_require(run, STORE_ENGAGEMENT_GET, field, error);
  if (row == NULL)
    return NULL;
  if (!lasting_check_lasts(run, row))
    g_clear_pointer(&row, json_decref);
  return row;
}

bool lasting_check_lasted(ActionRun *run, const json_t *engagement, int64_t at_ms) {
  RecordEngagementTerms terms = lasting_engagement_terms(engagement);
  return action_allow(run, record_engagement_check_lasts(&terms, at_ms));
}

bool lasting_check_lasts(ActionRun *run, const json_t *engagement) {
  return lasting_check_lasted(run, engagement, run->now_ms);
}

static bool check_goal(ActionRun *run, const char *field, const char *goal, GError **error) {
  json_t *row = action_row(run, STORE_GOAL_GET, goal, error);
  bool ok = row != NULL;
  bool there = json_is_object(row);
  json_decref(row);
  if (ok && !there)
    return record_problem_set(run->problem, RECORD_PROBLEM_NOT_FOUND, field, N_("Look up its id"),
                              "There is no %s here", goal);
  return ok;
}

bool lasting_check_goal(ActionRun *run, const char *field, GError **error) {
  const char *goal = action_text(run->document, field);
  return goal == NULL || check_goal(run, field, goal, error);
}

bool lasting_check_goals(ActionRun *run, bool has_share, GError **error) {
  size_t index = 0;
  json_t *goal = NULL;
  json_array_foreach(json_object_get(run->document, "goals"), index, goal) {
    if (!check_goal(run, "goals", json_string_value(goal), error))
      return false;
  }
  bool goal_given = json_object_get(run->document, "gain_goal") != NULL;
  bool share_given = json_object_get(run->document, "gain_share") != NULL;
  if (goal_given != share_given && !has_share)
    return action_invalid(run, "gain_share", N_("Give both, or neither"), "A share of a gain needs a goal");
  return lasting_check_goal(run, "gain_goal", error);
}

/* ---- Nothing twice ---------------------------------------------------------------------------------------------- */

typedef struct {
  const char *folded;
  const char *except;
  char *found; /* the id of the one that has the name */
} NameSearch;

static bool compare_name(void *context, json_t *row, GError **error) {
  (void)error;
  NameSearch *search = context;
  const char *name = action_text(row, "name"); /* NULL: erased */
  g_autofree char *folded = name != NULL ? record_option_fold(name) : NULL;
  if (search->found == NULL && g_strcmp0(folded, search->folded) == 0 &&
      g_strcmp0(action_text(row, "id"), search->except) != 0)
    search->found = g_strdup(action_text(row, "id"));
  return true;
}

/* The id of the one among those that has the name, for g_free; NULL: none. False with an error. */
static bool find_name(ActionRun *run, StoreWorkspaceStatement among, const char *name, const char *except, char **found,
                      GError **error) {
  g_autofree char *folded = record_option_fold(name);
  NameSearch search = {.folded = folded, .except = except};
  bool ok = store_query_each(run->transaction, among, NULL, compare_name, &search, error);
  *found = search.found;
  return ok;
}

bool lasting_check_skill_name(ActionRun *run, const char *name, const char *except, GError **error) {
  g_autofree char *found = NULL;
  if (name == NULL)
    return true;
  if (!find_name(run, STORE_SKILL_NAMES, name, except, &found, error))
    return false;
  return found == NULL ||
         record_problem_set(run->problem, RECORD_PROBLEM_CONFLICT, "name", N_("Use that one, or choose another name"),
                            "The skill %s has this name", found);
}

bool lasting_check_partner_name(ActionRun *run, const char *name, const char *except, GError **error) {
  g_autofree char *found = NULL;
  if (name == NULL)
    return true;
  if (!find_name(run, STORE_PARTNER_NAMES, name, except, &found, error))
    return false;
  return found == NULL || record_problem_set(run->problem, RECORD_PROBLEM_CONFLICT, "name",
                                             N_("Use that one, or add what tells the two apart to the name"),
                                             "The partner %s has this name", found);
}

bool lasting_check_alone(ActionRun *run, const RecordEngagementTerms *terms, GError **error) {
  if (terms->begins_at_ms > run->now_ms || terms->ends_at_ms <= run->now_ms)
    return true;
  json_t *pair = json_pack("{s:O, s:O, s:I}", "partner", json_object_get(run->document, "partner"), "skill",
                           json_object_get(run->document, "skill"), "now_ms", (json_int_t)run->now_ms);
  json_t *row = store_query_row(run->transaction, STORE_ENGAGEMENT_RUNNING_OF, pair, error);
  json_decref(pair);
  bool ok = row != NULL;
  if (ok && json_is_object(row))
    ok = record_problem_set(run->problem, RECORD_PROBLEM_CONFLICT, "skill",
                            N_("Change that engagement, or end it first"),
                            "This partner has the engagement %s in this skill", action_text(row, "id"));
  json_decref(row);
  return ok;
}
