/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* give_review.c: one side's marks and words on the other. Each side gives them once, and reads the other's afterwards
 * (record/see.h). */
#include "lasting.h"

#define FIELD_MARK(name, help) FIELD_INTEGER(name, RECORD_FIELD_REQUIRED, 1, 5, help)

static const RecordField fields[] = {
    FIELD_THING("review", RECORD_FIELD_REQUIRED, "r", N_("The review")),
    FIELD_MARK("answers", N_("How well the other side answers, from 1 (badly) to 5 (very well)")),
    FIELD_MARK("facts", N_("How well they give one the facts that are needed, from 1 to 5")),
    FIELD_MARK("speed", N_("How quick they are, from 1 to 5")),
    FIELD_MARK("worth", N_("How much the partnership is worth to you, from 1 to 5")),
    FIELD_WORDS("words", 0, N_("What you would tell them")),
    FIELD_END,
};

static const char *const adds[] = {"side", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_REVIEW_ANSWER_ADD, ACTION_PROJECTION_END};

static bool effect(ActionRun *run, GError **error) {
  json_t *review = action_require(run, STORE_REVIEW_GET, "review", error);
  if (review == NULL)
    return false;
  RecordReviewCase one = lasting_review_case(review, &run->actor);
  const char *side = run->actor.role == RECORD_ROLE_PARTNER ? "partner" : "client";
  bool ok = action_allow(run, record_review_check_give(&one)) &&
            action_enter(run, action_text(review, "engagement_id"), action_text(review, "id"),
                         json_pack("{s:s}", "side", side), error);
  json_decref(review);
  return ok;
}

const Action action_give_review = {
    .name = "give_review",
    .summary = N_("Give your side's answers to a review"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
