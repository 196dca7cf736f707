/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* end_engagement.c: a partner no longer takes on a skill. Its mandate ends with it, and does not come back where the end
 * is put off later. */
#include "lasting.h"

static const RecordField fields[] = {
    FIELD_THING("engagement", RECORD_FIELD_REQUIRED, "e", N_("The engagement")),
    FIELD_TIME("ends_at", RECORD_FIELD_DAY_END, N_("When it ends; now, if left out")),
    FIELD_WORDS("words", 0, N_("Why; the partner will read it")),
    FIELD_END,
};

static const char *const adds[] = {"ended_at", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_ENGAGEMENT_END, STORE_MANDATES_END, ACTION_PROJECTION_END};

/* When the latest advice in it was given; INT64_MIN: none was. False with an error. */
static bool find_last_said(ActionRun *run, const char *engagement, int64_t *at_ms, GError **error) {
  json_t *row = action_row(run, STORE_ENGAGEMENT_LAST_ADVICE, engagement, error);
  if (row == NULL)
    return false;
  *at_ms = action_integer(row, "at_ms", INT64_MIN);
  json_decref(row);
  return true;
}

static bool effect(ActionRun *run, GError **error) {
  json_t *engagement = lasting_require_engagement(run, "engagement", error);
  if (engagement == NULL)
    return false;
  RecordEngagementTerms terms = lasting_engagement_terms(engagement);
  int64_t otherwise = MAX(run->now_ms, terms.begins_at_ms); /* one that is yet to begin never does */
  int64_t ends_at_ms = action_integer(run->document, "ends_at", otherwise);
  const char *id = action_text(engagement, "id");
  int64_t said_at_ms = INT64_MIN;
  bool ok = find_last_said(run, id, &said_at_ms, error) &&
            action_allow(run, record_engagement_check_end(&terms, said_at_ms, ends_at_ms)) &&
            action_enter(run, id, id, json_pack("{s:I}", "ended_at", (json_int_t)ends_at_ms), error);
  json_decref(engagement);
  return ok;
}

const Action action_end_engagement = {
    .name = "end_engagement",
    .summary = N_("End an engagement, and its mandate with it"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
