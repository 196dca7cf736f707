/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lifecycle.c: the rules of what begins, goes on and ends. */
#include "lifecycle.h"

/* ---- Goals ------------------------------------------------------------------------------------------------------ */

RecordRefusal record_goal_check_terms(const RecordGoalTerms *terms) {
  if (terms->target == terms->baseline) {
    return RECORD_REFUSED_NO_WAY_TO_GO;
  }
  return terms->due_at_ms <= terms->begins_at_ms ? RECORD_REFUSED_DUE_BEFORE_BEGIN : RECORD_ALLOWED;
}

RecordRefusal record_goal_check_change(RecordGoalState state) {
  return state == RECORD_GOAL_OPEN ? RECORD_ALLOWED : RECORD_REFUSED_GOAL_CLOSED;
}

RecordRefusal record_goal_check_reading(RecordGoalState state) {
  return state == RECORD_GOAL_DROPPED ? RECORD_REFUSED_GOAL_CLOSED : RECORD_ALLOWED;
}

/* ---- Engagements ------------------------------------------------------------------------------------------------ */

RecordRefusal record_engagement_check_terms(const RecordEngagementTerms *terms) {
  if (terms->ends_at_ms <= terms->begins_at_ms) {
    return RECORD_REFUSED_END_BEFORE_BEGIN;
  }
  return terms->renews_at_ms <= terms->begins_at_ms ? RECORD_REFUSED_RENEWS_BEFORE_BEGIN : RECORD_ALLOWED;
}

RecordRefusal record_engagement_check_lasts(const RecordEngagementTerms *terms, int64_t at_ms) {
  return terms->ends_at_ms <= at_ms ? RECORD_REFUSED_ENGAGEMENT_ENDED : RECORD_ALLOWED;
}

RecordRefusal record_engagement_check_begun(const RecordEngagementTerms *terms, int64_t at_ms) {
  return at_ms < terms->begins_at_ms ? RECORD_REFUSED_ENGAGEMENT_NOT_BEGUN : RECORD_ALLOWED;
}

RecordRefusal record_engagement_check_end(const RecordEngagementTerms *terms, int64_t said_at_ms, int64_t ends_at_ms) {
  if (ends_at_ms < terms->begins_at_ms) {
    return RECORD_REFUSED_END_BEFORE_BEGIN;
  }
  return ends_at_ms < said_at_ms ? RECORD_REFUSED_END_BEFORE_ADVICE : RECORD_ALLOWED;
}

/* ---- Tasks ------------------------------------------------------------------------------------------------------ */

RecordRefusal record_task_check_end(RecordRole role, RecordTaskState state, RecordTaskState becomes) {
  bool partner_drops = role == RECORD_ROLE_PARTNER && becomes == RECORD_TASK_DROPPED;
  if (role == RECORD_ROLE_OBSERVER || partner_drops) {
    return RECORD_REFUSED_ROLE;
  }
  return state == RECORD_TASK_OPEN ? RECORD_ALLOWED : RECORD_REFUSED_TASK_ENDED;
}

/* ---- Reviews ---------------------------------------------------------------------------------------------------- */

RecordRefusal record_review_check_give(const RecordReviewCase *one) {
  if (one->role == RECORD_ROLE_OBSERVER) {
    return RECORD_REFUSED_ROLE;
  }
  if (one->closed) {
    return RECORD_REFUSED_REVIEW_CLOSED;
  }
  bool given = one->role == RECORD_ROLE_PARTNER ? one->partner_given : one->client_given;
  return given ? RECORD_REFUSED_REVIEW_GIVEN : RECORD_ALLOWED;
}

RecordRefusal record_review_check_close(const RecordReviewCase *one, int64_t at_ms) {
  if (one->role != RECORD_ROLE_OWNER && one->role != RECORD_ROLE_MEMBER) {
    return RECORD_REFUSED_ROLE;
  }
  if (one->closed) {
    return RECORD_REFUSED_REVIEW_CLOSED;
  }
  if (one->partner_given && !one->client_given) {
    return RECORD_REFUSED_REVIEW_OWN_FIRST;
  }
  bool both = one->client_given && one->partner_given;
  return both || at_ms >= one->due_at_ms ? RECORD_ALLOWED : RECORD_REFUSED_REVIEW_WAITS;
}
