/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * lifecycle.h: what begins, goes on and ends: goals, engagements, tasks, reviews.
 *
 * What has ended stays as it was: a goal that is taken up again is a new goal, an engagement a new engagement. So what
 * was true of it at the time can't be changed by looking back.
 */
#ifndef RECORD_LIFECYCLE_H
#define RECORD_LIFECYCLE_H

#include "mandate.h"

typedef enum { RECORD_GOAL_OPEN, RECORD_GOAL_REACHED, RECORD_GOAL_DROPPED } RecordGoalState;

typedef struct {
  int64_t baseline; /* millionths of the measure's unit */
  int64_t target;
  int64_t begins_at_ms;
  int64_t due_at_ms;
} RecordGoalTerms;

/* Whether these are the terms of a goal: there is a way to go, and time to go it. Reasons in the order target, due. */
RecordRefusal record_goal_check_terms(const RecordGoalTerms *terms);

/* Whether a goal in that state may be changed, or closed. */
RecordRefusal record_goal_check_change(RecordGoalState state);

/* Whether a value may be read for it: one that was reached goes on being measured, one that was dropped does not. */
RecordRefusal record_goal_check_reading(RecordGoalState state);

typedef struct {
  int64_t begins_at_ms;
  int64_t ends_at_ms;   /* RECORD_NEVER where no end is agreed */
  int64_t renews_at_ms; /* likewise */
} RecordEngagementTerms;

/* Whether it lasts from its beginning to its end. Reasons in the order ends before it begins, renews before it begins. */
RecordRefusal record_engagement_check_terms(const RecordEngagementTerms *terms);

/* Whether it has not ended by then: for changing it, ending it, and all that is only done while it lasts. */
RecordRefusal record_engagement_check_lasts(const RecordEngagementTerms *terms, int64_t at_ms);

/* Whether it has begun by then: for what a partner decides in it, which no other mandate covers. */
RecordRefusal record_engagement_check_begun(const RecordEngagementTerms *terms, int64_t at_ms);

/* Whether it may end then: not before it begins, nor before the last advice in it (said_at_ms; INT64_MIN: there is none).
 * One that never began may end at its beginning. */
RecordRefusal record_engagement_check_end(const RecordEngagementTerms *terms, int64_t said_at_ms, int64_t ends_at_ms);

typedef enum { RECORD_TASK_OPEN, RECORD_TASK_DONE, RECORD_TASK_DROPPED } RecordTaskState;

/* Whether a task in that state may be finished or dropped by that role, which is of the engagement: the client drops
 * what it ordered; both sides may say that it is done. */
RecordRefusal record_task_check_end(RecordRole role, RecordTaskState state, RecordTaskState becomes);

typedef struct {
  RecordRole role; /* a partner is one of the engagement */
  bool closed;
  bool client_given; /* the client's side has answered */
  bool partner_given;
  int64_t due_at_ms;
} RecordReviewCase;

/* Whether a side may give its answers: each once, until it is closed. Reasons in the order role, closed, given. */
RecordRefusal record_review_check_give(const RecordReviewCase *one);

/* Whether it may be closed: by the client, once both sides have answered or the day is over on which it was due; but not
 * without answers of their own where the partner gave theirs, which are read when it is closed. Reasons in the order role,
 * closed, own first, waits. */
RecordRefusal record_review_check_close(const RecordReviewCase *one, int64_t at_ms);

#endif
