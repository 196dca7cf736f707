/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* people.c: who is who in the workspace, and who was invited. */
#include "record/declare.h"
#include "view.h"

#define PEOPLE_MOST 1000

static const RecordField parameters[] = {FIELD_END};

static bool read(ViewRun *run, GError **error) {
  if (!view_put_rows(run, "people", STORE_PERSON_LIST, NULL, PEOPLE_MOST, error))
    return false;
  return run->actor->role != RECORD_ROLE_OWNER ||
         view_put_rows(run, "invitations", STORE_INVITATION_LIST, NULL, PEOPLE_MOST, error);
}

const View view_people = {
    .name = "people",
    .summary = N_("Who is who here"),
    .who = VIEW_BY_BUSINESS,
    .parameters = parameters,
    .read = read,
};
