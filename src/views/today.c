/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* today.c: what waits for the business, the most pressing first in each list. */
#include "estimates.h"
#include "freedom.h"
#include "goals.h"
#include "quiet.h"
#include "record/declare.h"
#include "record/field_text.h"
#include "shut.h"

#define LIST_MOST 20
#define READINGS_TO_TELL 2    /* the baseline and one reading make a line through anything */
#define OFF_COURSE_BELOW 2000 /* ten-thousandths: a chance of one in five */
#define FREEDOM_TO_TELL 3     /* of those who have earned more than they are granted */
#define SOON_MS (INT64_C(30) * 86400000)
#define REPLIES_AMONG 200
#define LATELY_MS (INT64_C(14) * 86400000) /* for what is to be read and asks nothing */

static const RecordField parameters[] = {FIELD_END};

static bool put_soon(ViewRun *run, const char *member, StoreWorkspaceStatement name, GError **error) {
  json_int_t soon_ms = run->now_ms + SOON_MS;
  json_t *until =
      json_pack("{s:I, s:I, s:i}", "now_ms", (json_int_t)run->now_ms, "soon_ms", soon_ms, "most", LIST_MOST + 1);
  json_t *rows = store_query(run->transaction, name, until, LIST_MOST + 1, error);
  json_decref(until);
  return view_put_cut(run, member, rows, LIST_MOST);
}

/* What falls on today is listed from its morning on: a date is the end of its day. */
static bool put_until_tonight(ViewRun *run, const char *member, StoreWorkspaceStatement name, GError **error) {
  json_int_t day_end_ms = record_day_end(run->now_ms, run->member->zone);
  json_t *until = json_pack("{s:I, s:i}", "day_end_ms", day_end_ms, "most", LIST_MOST + 1);
  json_t *rows = store_query(run->transaction, name, until, LIST_MOST + 1, error);
  json_decref(until);
  if (rows == NULL)
    return false;
  view_shut_rows(run, rows);
  run->until_ms = MIN(run->until_ms, day_end_ms + 1);
  return view_put_cut(run, member, rows, LIST_MOST);
}

/* What was done under a mandate on a brief where another's advice waits is shut like that. */
static bool put_checks(ViewRun *run, GError **error) {
  if (!put_soon(run, "to_check", STORE_TODAY_CHECKS, error))
    return false;
  view_shut_rows(run, json_object_get(run->document, "to_check"));
  return true;
}

/* That there was a decision is told to nobody who owes a view on it. */
static bool put_replies(ViewRun *run, GError **error) {
  json_t *since = json_pack("{s:I}", "since_ms", (json_int_t)(run->now_ms - LATELY_MS));
  json_t *rows = store_query(run->transaction, STORE_TODAY_REPLIES, since, REPLIES_AMONG, error);
  json_decref(since);
  if (rows == NULL)
    return false;
  view_leave_out_shut(run, rows, LIST_MOST + 1);
  return view_put_cut(run, "replies", rows, LIST_MOST);
}

/* Open goals of which it is known, from two readings on, that they will hardly be reached in time. */
static bool put_goals_off_course(ViewRun *run, GError **error) {
  json_t *goals = view_rows(run, STORE_GOAL_LIST, NULL, GOALS_MOST, error);
  if (!goals_add_climbs(run, goals, error)) {
    json_decref(goals);
    return false;
  }
  for (size_t index = json_array_size(goals); index-- > 0;) {
    json_t *goal = json_array_get(goals, index);
    const json_t *climb = json_object_get(goal, "climb");
    bool told = view_integer(climb, "readings", 0) >= READINGS_TO_TELL;
    if (!told || view_integer(climb, "reached", 0) >= OFF_COURSE_BELOW)
      json_array_remove(goals, index);
    else
      json_object_del(goal, "readings");
  }
  return json_object_set_new(run->document, "goals_off_course", goals) == 0;
}

/* Those whose months are over, by the calendar of the business's zone. */
static bool put_reviews_wanted(ViewRun *run, GError **error) {
  json_t *rows = view_rows(run, STORE_TODAY_REVIEWS_WANTED, NULL, LIST_MOST + 1, error);
  for (size_t index = json_array_size(rows); index-- > 0;) {
    json_t *row = json_array_get(rows, index);
    int months = (int)view_integer(row, "review_months", 0);
    int64_t due_at_ms = record_months_later(view_integer(row, "since_ms", 0), months, run->member->zone);
    json_object_del(row, "since_ms");
    json_object_del(row, "review_months");
    json_object_set_new(row, "due_at_ms", json_integer((json_int_t)due_at_ms));
    if (due_at_ms > run->now_ms) {
      run->until_ms = MIN(run->until_ms, due_at_ms);
      json_array_remove(rows, index);
    }
  }
  return view_put_cut(run, "reviews_wanted", rows, LIST_MOST);
}

static bool read(ViewRun *run, GError **error) {
  json_t *settings = view_row(run, STORE_SETTINGS_GET, NULL, error);
  if (settings == NULL)
    return false;
  json_object_set(run->document, "name", json_object_get(settings, "name"));
  json_object_set(run->document, "currency", json_object_get(settings, "currency"));
  json_decref(settings);
  json_object_set_new(run->document, "at_ms", json_integer(run->now_ms));
  if (!put_until_tonight(run, "to_decide", STORE_TODAY_ADVICE, error) ||
      !put_until_tonight(run, "to_report", STORE_TODAY_OUTCOMES, error) || !put_checks(run, error) ||
      !view_put_rows(run, "questions", STORE_TODAY_QUESTIONS, NULL, LIST_MOST, error) || !put_replies(run, error) ||
      !put_soon(run, "to_review", STORE_TODAY_REVIEWS, error) ||
      !put_until_tonight(run, "unanswered", STORE_TODAY_UNANSWERED, error) ||
      !put_until_tonight(run, "tasks_due", STORE_TODAY_TASKS, error) ||
      !put_soon(run, "mandates_ending", STORE_TODAY_MANDATES, error) ||
      !put_soon(run, "contracts_renewing", STORE_TODAY_CONTRACTS, error) ||
      !put_soon(run, "contracts_renewed", STORE_TODAY_RENEWED, error) ||
      !put_soon(run, "contracts_ending", STORE_TODAY_ENDING, error))
    return false;
  if (!put_reviews_wanted(run, error) || !put_goals_off_course(run, error) || !freedom_put(run, FREEDOM_TO_TELL, error))
    return false;
  json_t *quiet = quiet_partners(run, NULL, LIST_MOST + 1, error);
  return view_put_cut(run, "to_talk_with", quiet, LIST_MOST);
}

const View view_today = {
    .name = "today",
    .summary = N_("What waits for you"),
    .who = VIEW_BY_BUSINESS,
    .parameters = parameters,
    .prepare = estimates_prepare,
    .ready = estimates_ready,
    .read = read,
};
