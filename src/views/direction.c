/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* direction.c: where the business wants to go, how far it is, and what serves it. */
#include "goals.h"
#include "record/declare.h"

static const RecordField parameters[] = {FIELD_END};

static bool add_engagements(ViewRun *run, json_t *goals, GError **error) {
  size_t index = 0;
  json_t *goal = NULL;
  json_array_foreach(goals, index, goal) {
    json_t *rows = view_rows(run, STORE_ENGAGEMENTS_OF_GOAL, view_text(goal, "id"), VIEW_PAGE_MOST, error);
    if (rows == NULL)
      return false;
    json_object_set_new(goal, "engagements", rows);
  }
  return true;
}

static bool read(ViewRun *run, GError **error) {
  bool visible = false;
  if (!goals_are_visible(run, &visible, error))
    return false;
  if (!visible)
    return view_refuse(run, RECORD_REFUSED_ROLE);
  json_t *direction = view_row(run, STORE_DIRECTION_READ, NULL, error);
  if (json_is_object(direction))
    json_object_update(run->document, direction);
  bool ok = direction != NULL;
  json_decref(direction);
  return ok && view_put_rows(run, "goals", STORE_GOAL_LIST, NULL, GOALS_MOST, error) &&
         goals_add_climbs(run, json_object_get(run->document, "goals"), error) &&
         add_engagements(run, json_object_get(run->document, "goals"), error) && goals_put_work(run, NULL, error);
}

const View view_direction = {
    .name = "direction",
    .summary = N_("Where the business wants to go, how far it is, and what serves it"),
    .who = VIEW_BY_ALL,
    .parameters = parameters,
    .read = read,
};
