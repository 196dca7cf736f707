/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* open_review.c: both sides of an engagement are asked how the other one does. Either side may begin it. */
#include "lasting.h"

#define USUAL_DAYS 14 /* for both to find an hour */

static const RecordField fields[] = {
    FIELD_THING("engagement", RECORD_FIELD_REQUIRED, "e", N_("The engagement")),
    FIELD_TIME("due_at", RECORD_FIELD_FUTURE | RECORD_FIELD_DAY_END,
               N_("By when both should have answered; in a fortnight, if left out")),
    FIELD_END,
};

static const char *const adds[] = {"due", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_REVIEW_ADD, ACTION_PROJECTION_END};

static bool check_none_open(ActionRun *run, const char *engagement, GError **error) {
  json_t *open = action_row(run, STORE_REVIEW_OPEN_OF, engagement, error);
  bool ok = open != NULL;
  bool there = json_is_object(open);
  json_decref(open);
  return ok && (!there || action_conflict(run, "engagement", N_("Give your answers there, or close it"),
                                          "A review of this engagement is open already"));
}

static bool effect(ActionRun *run, GError **error) {
  json_t *engagement = lasting_require_engagement(run, "engagement", error);
  const char *id = action_text(engagement, "id");
  bool ok = engagement != NULL && check_none_open(run, id, error);
  if (ok) {
    int64_t due_ms = action_integer(run->document, "due_at", run->now_ms + USUAL_DAYS * LASTING_DAY_MS);
    ok = action_enter(run, id, NULL, json_pack("{s:I}", "due", (json_int_t)due_ms), error);
  }
  json_decref(engagement);
  return ok;
}

const Action action_open_review = {
    .name = "open_review",
    .summary = N_("Ask both sides of an engagement how the other one does"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .makes = "r",
    .effect = effect,
};
