/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* engagement.c: one engagement, as both sides see it. A review's answer stays with its side until the other gave its own. */
#include "goals.h"
#include "mandates.h"
#include "record/declare.h"
#include "record/outcome.h"
#include "record/see.h"
#include "shut.h"
#include "who.h"

#include <string.h>

#define LIST_MOST 100
#define TOPICS_MOST 20

static const RecordField parameters[] = {
    FIELD_THING("engagement", RECORD_FIELD_REQUIRED, "e", N_("The engagement")),
    FIELD_END,
};

/* The answers that the reader may see; takes the others out. */
static void hide_answers(const ViewRun *run, const json_t *review, json_t *answers) {
  const char *own = run->actor->role == RECORD_ROLE_PARTNER ? "partner" : "client";
  bool closed = json_object_get(review, "closed_at_ms") != NULL;
  bool gave = false;
  for (size_t index = 0; index < json_array_size(answers); index++)
    gave = gave || strcmp(view_text(json_array_get(answers, index), "side"), own) == 0;
  for (size_t index = json_array_size(answers); index-- > 0;) {
    bool mine = strcmp(view_text(json_array_get(answers, index), "side"), own) == 0;
    if (!mine && !record_see_review(gave, closed))
      json_array_remove(answers, index);
  }
}

static bool put_reviews(ViewRun *run, const char *id, GError **error) {
  if (!view_put_rows(run, "reviews", STORE_REVIEWS_OF_ENGAGEMENT, id, LIST_MOST, error))
    return false;
  size_t index = 0;
  json_t *review = NULL;
  json_array_foreach(json_object_get(run->document, "reviews"), index, review) {
    json_t *answers = view_rows(run, STORE_ANSWERS_OF_REVIEW, view_text(review, "id"), 2, error);
    if (answers == NULL)
      return false;
    hide_answers(run, review, answers);
    json_object_set_new(review, "answers", answers);
  }
  return true;
}

/* What to talk about at the next review: where the two sides tell differently how it turned out. */
static bool put_topics(ViewRun *run, const char *id, GError **error) {
  json_t *of_list = json_pack("{s:s, s:i, s:i}", "id", id, "apart", RECORD_OUTCOME_WIDE, "most", LIST_MOST);
  json_t *rows = store_query(run->transaction, STORE_TOPICS_OF_ENGAGEMENT, of_list, LIST_MOST, error);
  json_decref(of_list);
  if (rows == NULL)
    return false;
  view_leave_out_shut(run, rows, TOPICS_MOST + 1);
  return view_put_cut(run, "topics", rows, TOPICS_MOST);
}

static bool put_goals(ViewRun *run, const char *id, GError **error) {
  bool visible = false;
  return goals_are_visible(run, &visible, error) &&
         (!visible || (view_put_rows(run, "goals", STORE_GOAL_LIST, id, GOALS_MOST, error) &&
                       goals_add_climbs(run, json_object_get(run->document, "goals"), error)));
}

static bool read(ViewRun *run, GError **error) {
  json_t *engagement = view_require(run, STORE_ENGAGEMENT_READ, "engagement", error);
  if (engagement == NULL)
    return false;
  const char *id = view_text(run->parameters, "engagement");
  json_object_set_new(run->document, "engagement", engagement);
  json_object_set_new(run->document, "currency", json_string(run->member->currency));
  return goals_spare_names(run, engagement, "gain_goal", error) && put_goals(run, id, error) &&
         view_put_rows(run, "mandates", STORE_MANDATES_OF_ENGAGEMENT, id, LIST_MOST, error) &&
         mandates_add_left(run, json_object_get(run->document, "mandates"), error) &&
         view_put_rows(run, "files", STORE_FILES_ON, id, LIST_MOST, error) &&
         view_put_rows(run, "fees", STORE_FEES_OF_ENGAGEMENT, id, LIST_MOST, error) &&
         view_put_rows(run, "tasks", STORE_TASKS_OF_ENGAGEMENT, id, LIST_MOST, error) &&
         goals_spare_names(run, json_object_get(run->document, "tasks"), "goal", error) &&
         view_put_rows(run, "open_briefs", STORE_BRIEFS_OF_ENGAGEMENT, id, LIST_MOST, error) &&
         view_put_messages(run, id, LIST_MOST, error) && put_reviews(run, id, error) && put_topics(run, id, error) &&
         goals_put_work(run, id, error);
}

const View view_engagement = {
    .name = "engagement",
    .summary = N_("One engagement: purpose, terms, mandate, work and reviews"),
    .who = VIEW_BY_ALL,
    .parameters = parameters,
    .read = read,
};
