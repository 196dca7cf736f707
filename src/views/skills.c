/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * skills.c: the skills by their stance, who holds them, and which one bought by the task deserves a partner.
 *
 * It does where two of these are so: it is bought often, it serves a goal, advice in it was asked for or came unasked and
 * mostly worked, or somebody speaks up unasked. One alone may be chance. The reasons are given, the figures with them.
 */
#include "estimates.h"
#include "record/declare.h"
#include "view.h"

#include <string.h>

#define SKILLS_MOST 500
#define HOLDERS_MOST 20 /* of each; how many there are is told by "engagements" */
#define BOUGHT_OFTEN 4
#define OUTCOMES_LEAST 2
#define WORKED_LEAST 6000 /* ten-thousandths, on average */
#define REASONS_LEAST 2

static const RecordField parameters[] = {FIELD_END};

static void add_reasons(json_t *skill) {
  json_t *reasons = json_array();
  int64_t outcomes = view_integer(skill, "outcomes", 0);
  if (view_integer(skill, "tasks", 0) >= BOUGHT_OFTEN || view_integer(skill, "engagements", 0) >= BOUGHT_OFTEN)
    json_array_append_new(reasons, json_string("bought_often"));
  if (json_is_true(json_object_get(skill, "is_for_goal")))
    json_array_append_new(reasons, json_string("serves_a_goal"));
  if (outcomes >= OUTCOMES_LEAST && view_integer(skill, "worked", 0) >= outcomes * WORKED_LEAST)
    json_array_append_new(reasons, json_string("advice_works"));
  if (view_integer(skill, "unasked", 0) > 0)
    json_array_append_new(reasons, json_string("speaks_up"));
  if (json_array_size(reasons) >= REASONS_LEAST)
    json_object_set(skill, "partner_because", reasons);
  json_decref(reasons);
}

/* Where the estimates were never made, what came of advice is not known, rather than nothing. */
static bool put_time_of_estimates(ViewRun *run, GError **error) {
  json_t *fit = view_row(run, STORE_FIT_GET, NULL, error);
  size_t index = 0;
  json_t *skill = NULL;
  if (json_is_object(fit))
    json_object_set(run->document, "estimated_at_ms", json_object_get(fit, "made_at_ms"));
  json_array_foreach(json_object_get(run->document, "skills"), index, skill) {
    if (json_is_null(fit)) {
      json_object_del(skill, "outcomes");
      json_object_del(skill, "worked");
      json_object_del(skill, "told_by_partner");
    }
  }
  json_decref(fit);
  return fit != NULL;
}

static bool read(ViewRun *run, GError **error) {
  json_object_set_new(run->document, "currency", json_string(run->member->currency));
  if (!view_put_rows(run, "skills", STORE_SKILL_LIST, NULL, SKILLS_MOST, error) || !put_time_of_estimates(run, error))
    return false;
  size_t index = 0;
  json_t *skill = NULL;
  json_array_foreach(json_object_get(run->document, "skills"), index, skill) {
    json_t *holders = view_rows(run, STORE_HOLDERS_OF_SKILL, view_text(skill, "id"), HOLDERS_MOST, error);
    if (holders == NULL)
      return false;
    json_object_set_new(skill, "holders", holders);
    if (strcmp(view_text(skill, "stance"), "rent") == 0)
      add_reasons(skill);
  }
  return true;
}

const View view_skills = {
    .name = "skills",
    .summary = N_("The skills, who holds them, and which one bought by the task deserves a partner"),
    .who = VIEW_BY_BUSINESS,
    .parameters = parameters,
    .prepare = estimates_prepare,
    .ready = estimates_ready,
    .read = read,
};
