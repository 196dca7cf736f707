/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * portal.c: a partner's own side, over every business that they serve.
 *
 * Which these are is asked of identity; then each is read alone, for the scope that the person has there, as if they had
 * asked there.
 */
#include "estimates.h"
#include "goals.h"
#include "mandates.h"
#include "record/declare.h"
#include "store/problem.h"
#include "written.h"
#include "year.h"

#define WORKSPACES_MOST 100
#define LIST_MOST 50
#define LATELY_MS (INT64_C(14) * 86400000) /* for answers, which ask nothing */

static const RecordField parameters[] = {FIELD_END};

/* ---- One business ----------------------------------------------------------------------------------------------- */

static bool put_with_partner(ViewRun *run, const char *member, StoreWorkspaceStatement name, GError **error) {
  json_t *of_list = json_pack("{s:s, s:i, s:I}", "partner", run->actor->partner_id, "most", LIST_MOST + 1, "since_ms",
                              (json_int_t)(run->now_ms - LATELY_MS));
  json_t *rows = store_query(run->transaction, name, of_list, LIST_MOST + 1, error);
  json_decref(of_list);
  return view_put_cut(run, member, rows, LIST_MOST);
}

static bool put_direction(ViewRun *run, GError **error) {
  bool visible = false;
  if (!goals_are_visible(run, &visible, error))
    return false;
  json_t *direction = visible ? view_row(run, STORE_DIRECTION_READ, NULL, error) : json_null();
  if (json_is_object(direction))
    json_object_set(run->document, "direction", json_object_get(direction, "words"));
  json_decref(direction);
  return direction != NULL;
}

/* What their advice has been worth: what the business is told, but for what a check costs, for that is what an hour of the
 * business is worth. */
static bool put_standings(ViewRun *run, const char *partner, GError **error) {
  if (!view_put_rows(run, "standings", STORE_STANDINGS_OF_PARTNER, partner, LIST_MOST, error))
    return false;
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(json_object_get(run->document, "standings"), index, row) {
    json_object_del(json_object_get(json_object_get(row, "document"), "limit"), "check_cost_minor");
  }
  return true;
}

static bool read_one(ViewRun *run, GError **error) {
  const char *partner = run->actor->partner_id;
  json_t *settings = view_row(run, STORE_PORTAL_WORKSPACE, NULL, error);
  if (settings == NULL)
    return false;
  json_object_set_new(run->document, "workspace", json_string(run->actor->workspace));
  json_object_update(run->document, settings);
  json_decref(settings);
  int64_t last_entry = 0;
  json_t *last_ten = view_row(run, STORE_LAST_TEN, partner, error);
  return last_ten != NULL && json_object_set_new(run->document, "last_ten", last_ten) == 0 &&
         put_direction(run, error) &&
         written_rows(run, "engagements", STORE_ENGAGEMENT_LIST_OF_PARTNER, partner, LIST_MOST, error) &&
         view_put_rows(run, "mandates", STORE_MANDATES_IN_FORCE, partner, LIST_MOST, error) &&
         mandates_add_left(run, json_object_get(run->document, "mandates"), error) &&
         put_standings(run, partner, error) && year_put(run, partner, false, error) &&
         put_with_partner(run, "to_answer", STORE_PORTAL_BRIEFS, error) &&
         put_with_partner(run, "questions", STORE_PORTAL_QUESTIONS, error) &&
         put_with_partner(run, "answers", STORE_PORTAL_ANSWERS, error) &&
         put_with_partner(run, "to_review", STORE_PORTAL_REVIEWS, error) &&
         written_advice(run, "advice", STORE_ADVICE_OF_PARTNER, STORE_ADVICE_OF_PARTNER_UNSEALED, partner, LIST_MOST,
                        &last_entry, error);
}

static const View of_one_business = {
    .name = "portal",
    .who = VIEW_BY_PARTNER,
    .parameters = parameters,
    .prepare = estimates_prepare,
    .ready = estimates_ready,
    .read = read_one,
};

/* ---- All of them ------------------------------------------------------------------------------------------------ */

typedef struct {
  const char *person;
  GPtrArray *workspaces;
} Search;

static bool find_workspaces(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Search *search = data;
  g_autoptr(StoreStatement) statement = store_identity_statement(transaction, STORE_PERSON_WORKSPACES, error);
  if (statement == NULL)
    return false;
  store_bind_text(statement, "person_id", search->person);
  store_bind_integer(statement, "most", WORKSPACES_MOST);
  bool has_row = false;
  while (store_statement_step(statement, &has_row, error)) {
    if (!has_row)
      return true;
    g_ptr_array_add(search->workspaces, g_strdup(store_column_text(statement, 0)));
  }
  return false;
}

static bool gather(const ViewOptions *options, const char *person, const json_t *checked, json_t *document,
                   RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) workspaces = g_ptr_array_new_with_free_func(g_free);
  Search search = {.person = person, .workspaces = workspaces};
  if (!store_read_identity(options->store, find_workspaces, &search, &error))
    return store_problem_set(problem, error);
  json_t *businesses = json_array();
  json_object_set_new(document, "businesses", businesses);
  for (guint index = 0; index < workspaces->len; index++) {
    json_t *one = view_run(&of_one_business, workspaces->pdata[index], person, checked, options, problem);
    if (one == NULL && problem->kind != RECORD_PROBLEM_NOT_FOUND && problem->kind != RECORD_PROBLEM_FORBIDDEN)
      return false;
    if (one != NULL) /* else: taken off since */
      json_array_append_new(businesses, one);
  }
  record_problem_clear(problem);
  return true;
}

const View view_portal = {
    .name = "portal",
    .summary = N_("Your own side as a partner, over every business that you serve"),
    .who = VIEW_BY_PARTNER,
    .parameters = parameters,
    .gather = gather,
};
