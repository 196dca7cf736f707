/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * choices.c: what a form lets one choose from: partners, skills, engagements, goals and open questions by their names, as
 * far as the reader sees them, and the money and the zone in which it is asked.
 */
#include "goals.h"
#include "record/declare.h"

#define CHOICES_MOST 200 /* of each kind: beyond that an id is typed, or the thing's own page has the form */

static const RecordField parameters[] = {FIELD_END};

static bool put_setting(ViewRun *run, GError **error) {
  json_t *row = view_row(run, STORE_PORTAL_WORKSPACE, NULL, error);
  if (row == NULL)
    return false;
  json_object_update(run->document, row);
  json_decref(row);
  return true;
}

static bool add(ViewRun *run, StoreWorkspaceStatement name, GError **error) {
  json_t *rows = view_rows(run, name, NULL, CHOICES_MOST, error);
  if (rows == NULL)
    return false;
  json_array_extend(json_object_get(run->document, "choices"), rows);
  json_decref(rows);
  return true;
}

static bool read(ViewRun *run, GError **error) {
  bool goals = false;
  json_object_set_new(run->document, "choices", json_array());
  return put_setting(run, error) && goals_are_visible(run, &goals, error) &&
         add(run, STORE_CHOICE_ENGAGEMENTS, error) && add(run, STORE_CHOICE_BRIEFS, error) &&
         (!goals || add(run, STORE_CHOICE_GOALS, error)) &&
         (run->actor->role == RECORD_ROLE_PARTNER ||
          (add(run, STORE_CHOICE_PARTNERS, error) && add(run, STORE_CHOICE_SKILLS, error)));
}

const View view_choices = {
    .name = "choices",
    .summary = N_("What a form lets one choose from, by name"),
    .who = VIEW_BY_ALL,
    .parameters = parameters,
    .read = read,
};
