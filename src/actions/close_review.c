/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* close_review.c: a review is over; both sides read what was given. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("review", RECORD_FIELD_REQUIRED, "r", N_("The review")),
    FIELD_WORDS("words", 0, N_("What was agreed; the partner will read it")),
    FIELD_END,
};

static const StoreWorkspaceStatement projection[] = {STORE_REVIEW_CLOSE, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *review = action_require(run, STORE_REVIEW_GET, "review", error);
  if (review == NULL)
    return false;
  RecordReviewCase one = lasting_review_case(review, &run->actor);
  bool ok = action_allow(run, record_review_check_close(&one, run->now_ms)) &&
            action_enter(run, action_text(review, "engagement_id"), action_text(review, "id"), NULL, error);
  json_decref(review);
  return ok;
}

const Action action_close_review = {
    .name = "close_review",
    .summary = N_("Close a review"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .projection = projection,
    .effect = effect,
};
