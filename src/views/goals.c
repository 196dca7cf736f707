/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* goals.c: where goals lead, and what serves them. */
#include "goals.h"

#include "bellwether/bellwether.h"
#include "record/see.h"

#include <math.h>
#include <string.h>

#define READINGS_MOST 500
#define MILLION 1e6
#define TEN_THOUSANDTHS 10000

static json_t *millionths(double value) {
  return json_integer((json_int_t)llround(fmin(fmax(value, -9e9), 9e9) * MILLION));
}

static json_t *climb_document(const BellwetherClimb *climb) {
  json_t *document = json_object();
  json_object_set_new(document, "at_due", millionths(climb->at_due.estimate));
  json_object_set_new(document, "at_due_low", millionths(climb->at_due.low));
  json_object_set_new(document, "at_due_high", millionths(climb->at_due.high));
  json_object_set_new(document, "reached", json_integer(llround(climb->reached * TEN_THOUSANDTHS)));
  json_object_set_new(document, "readings", json_integer((json_int_t)climb->readings));
  return document;
}

static void add_climb(json_t *goal, const json_t *rows) {
  BellwetherReading readings[READINGS_MOST];
  size_t count = MIN(json_array_size(rows), READINGS_MOST);
  for (size_t index = 0; index < count; index++) {
    const json_t *row = json_array_get(rows, index);
    readings[index] = (BellwetherReading){.at_ms = view_integer(row, "at_ms", 0),
                                          .value = (double)view_integer(row, "value", 0) / MILLION};
  }
  BellwetherGoal one = {.baseline = (double)view_integer(goal, "baseline", 0) / MILLION,
                        .target = (double)view_integer(goal, "target", 0) / MILLION,
                        .begins_at_ms = view_integer(goal, "begins_at_ms", 0),
                        .due_at_ms = view_integer(goal, "due_at_ms", 0),
                        .readings = readings,
                        .reading_count = count};
  BellwetherClimb climb;
  if (bellwether_climb(&one, &climb) == BELLWETHER_OK)
    json_object_set_new(goal, "climb", climb_document(&climb));
}

/* Where it stands, the newest reading being the first. */
static void add_overdue(json_t *goal, const json_t *rows) {
  json_object_set_new(goal, "is_overdue", json_true());
  if (json_array_size(rows) > 0)
    json_object_set(goal, "stands_at", json_object_get(json_array_get(rows, 0), "value"));
}

bool goals_add_climbs(ViewRun *run, json_t *goals, GError **error) {
  size_t index = 0;
  json_t *goal = NULL;
  json_array_foreach(goals, index, goal) {
    json_t *rows = view_rows(run, STORE_READING_LIST, view_text(goal, "id"), READINGS_MOST, error);
    if (rows == NULL)
      return false;
    json_object_set_new(goal, "readings", rows);
    if (strcmp(view_text(goal, "state"), "open") != 0)
      continue;
    add_climb(goal, rows);
    if (view_integer(goal, "due_at_ms", 0) <= run->now_ms)
      add_overdue(goal, rows);
  }
  return goals != NULL;
}

bool goals_are_visible(ViewRun *run, bool *visible, GError **error) {
  json_t *direction = view_row(run, STORE_DIRECTION_READ, NULL, error);
  if (direction == NULL)
    return false;
  RecordSeeCase one = {.role = run->actor->role,
                       .direction_shared =
                           json_is_null(direction) || json_is_true(json_object_get(direction, "is_shared"))};
  json_decref(direction);
  *visible = record_see_check(RECORD_THING_DIRECTION, &one) == RECORD_ALLOWED;
  return true;
}

bool goals_spare_names(ViewRun *run, json_t *rows, const char *member, GError **error) {
  bool visible = true;
  if (run->actor->role == RECORD_ROLE_PARTNER && !goals_are_visible(run, &visible, error))
    return false;
  if (visible)
    return true;
  json_object_del(rows, member); /* of what is no object it takes nothing */
  for (size_t index = 0; index < json_array_size(rows); index++)
    json_object_del(json_array_get(rows, index), member);
  return true;
}

bool goals_put_work(ViewRun *run, const char *engagement, GError **error) {
  bool own = engagement == NULL && run->actor->role == RECORD_ROLE_PARTNER;
  StoreWorkspaceStatement of_all = own ? STORE_WORK_SHARE_OWN : STORE_WORK_SHARE_ALL;
  json_t *work = engagement != NULL ? view_row(run, STORE_WORK_SHARE, engagement, error)
                                    : view_row(run, of_all, own ? run->actor->partner_id : NULL, error);
  if (work == NULL)
    return false;
  int64_t all = view_integer(work, "tasks", 0) + view_integer(work, "advice", 0);
  int64_t served = view_integer(work, "tasks_for_goals", 0) + view_integer(work, "advice_for_goals", 0);
  if (all > 0)
    json_object_set_new(work, "served_a_goal", json_integer((json_int_t)(served * TEN_THOUSANDTHS / all)));
  return json_object_set_new(run->document, "work", work) == 0;
}
