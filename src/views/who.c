/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* who.c: see who.h. A page names few people, so each is looked up once. */
#include "who.h"

#include <string.h>

static json_t *find_person(ViewRun *run, const char *person, GError **error) {
  json_t *row = view_row(run, STORE_PERSON_READ, person, error);
  if (row == NULL)
    return NULL;
  json_t *who = json_object();
  if (json_is_object(row)) {
    const char *partner = view_text(row, "partner_id");
    bool of_partner = partner != NULL && *partner != '\0';
    bool named = run->actor->role != RECORD_ROLE_PARTNER || !of_partner || strcmp(partner, run->actor->partner_id) == 0;
    json_object_set_new(who, "side", json_string(of_partner ? "partner" : "client"));
    if (named && json_object_get(row, "name") != NULL)
      json_object_set(who, "name", json_object_get(row, "name"));
    else if (named)
      json_object_set_new(who, "is_name_erased", json_true());
    json_object_set(who, "since_ms", json_object_get(row, "since_ms"));
  }
  json_decref(row);
  return who;
}

/* Which side somebody was on before they last joined isn't known here: people change sides. A row may know better. */
static void add(json_t *row, const json_t *who) {
  bool was_here = view_integer(row, "at_ms", INT64_MAX) >= view_integer(who, "since_ms", 0);
  if (was_here && json_object_get(row, "side") == NULL)
    json_object_set(row, "side", json_object_get(who, "side"));
  static const char *const members[] = {"name", "is_name_erased"};
  for (size_t index = 0; index < G_N_ELEMENTS(members); index++) {
    if (json_object_get(who, members[index]) != NULL)
      json_object_set(row, members[index], json_object_get(who, members[index]));
  }
}

bool view_add_who(ViewRun *run, json_t *rows, const char *member, GError **error) {
  json_t *known = json_object();
  bool ok = true;
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *person = view_text(row, member);
    json_t *who = person != NULL ? json_object_get(known, person) : NULL;
    if (ok && person != NULL && who == NULL) {
      who = find_person(run, person, error);
      ok = who != NULL && json_object_set_new(known, person, who) == 0;
    }
    if (ok && who != NULL)
      add(row, who);
  }
  json_decref(known);
  return ok;
}

bool view_put_messages(ViewRun *run, const char *thing, size_t most, GError **error) {
  json_t *rows = view_rows(run, STORE_MESSAGES_ON, thing, most + 1, error);
  if (rows == NULL || !view_add_who(run, rows, "person_id", error)) {
    json_decref(rows);
    return false;
  }
  return view_put_cut(run, "messages", rows, most);
}
