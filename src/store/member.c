/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* member.c: from a person's name to their scope. */
#include "member.h"

#include "problem.h"
#include "query.h"

#include "record/field.h"

#include <string.h>

typedef struct {
  StoreMember *member;
  bool found;
  json_t *engagements; /* ids, of a partner's */
} Search;

static const char *text(const json_t *row, const char *name) {
  return json_string_value(json_object_get(row, name));
}

static void fill_in(StoreMember *member, const StoreScope *scope, const json_t *row) {
  RecordActor *actor = &member->actor;
  actor->may_decide = actor->role == RECORD_ROLE_OWNER || json_is_true(json_object_get(row, "may_decide"));
  g_strlcpy(actor->workspace, store_scope_workspace(scope), sizeof actor->workspace);
  g_strlcpy(actor->person, store_scope_person(scope), sizeof actor->person);
  g_strlcpy(actor->partner_id, text(row, "partner_id"), sizeof actor->partner_id);
  g_strlcpy(member->currency, text(row, "currency"), sizeof member->currency);
  g_strlcpy(member->zone, text(row, "zone"), sizeof member->zone);
  member->currency_decimals = record_currency_decimals(member->currency);
}

static bool read_person(StoreTransaction *transaction, void *data, GError **error) {
  Search *search = data;
  const StoreScope *scope = store_transaction_scope(transaction);
  json_t *parameters = json_pack("{s:s}", "person", store_scope_person(scope));
  json_t *row = store_query_row(transaction, STORE_PERSON_STANDING, parameters, error);
  bool ok = row != NULL;
  search->found = json_is_object(row) && record_role_read(text(row, "role"), &search->member->actor.role);
  if (search->found) {
    fill_in(search->member, scope, row);
    json_object_set(parameters, "partner", json_object_get(row, "partner_id"));
  }
  if (search->found && search->member->actor.role == RECORD_ROLE_PARTNER) {
    search->engagements =
        store_query(transaction, STORE_ENGAGEMENT_IDS_OF_PARTNER, parameters, STORE_SCOPE_ENGAGEMENTS_MAX, error);
    ok = search->engagements != NULL;
  }
  json_decref(row);
  json_decref(parameters);
  return ok;
}

static StoreScope *make_scope(const RecordActor *actor, const json_t *engagement_rows, GError **error) {
  const char *engagements[STORE_SCOPE_ENGAGEMENTS_MAX];
  size_t count = json_array_size(engagement_rows);
  for (size_t index = 0; index < count; index++)
    engagements[index] = text(json_array_get(engagement_rows, index), "engagement_id");
  return store_scope_new(actor->workspace, actor->person, actor->role, engagements, count, error);
}

void store_member_clear(StoreMember *member) {
  store_scope_free(member->scope);
  *member = (StoreMember){0};
}

bool store_member_find(Store *store, const char *workspace, const char *person, StoreMember *member,
                       RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  /* What the person may see is not known yet, so they are looked up as one who only reads. */
  g_autoptr(StoreScope) reader = store_scope_new(workspace, person, RECORD_ROLE_OBSERVER, NULL, 0, &error);
  if (reader == NULL)
    return record_problem_set(problem, RECORD_PROBLEM_INVALID, NULL,
                              N_("Check the names of the workspace and the person"), "%s", error->message);
  *member = (StoreMember){0};
  Search search = {.member = member};
  bool ok = store_read(store, reader, read_person, &search, &error);
  if (ok && search.found)
    member->scope = make_scope(&member->actor, search.engagements, &error);
  json_decref(search.engagements);
  if (error != NULL || !ok)
    return store_problem_set(problem, error);
  if (!search.found)
    return record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, NULL,
                              N_("Check the names, or ask the owner to invite you"),
                              "There is no workspace \"%s\" that %s is part of", workspace, person);
  return true;
}

bool store_member_is_same(StoreTransaction *transaction, const StoreMember *member, bool *same, GError **error) {
  g_auto(StoreMember) now = {0};
  Search search = {.member = &now};
  if (!read_person(transaction, &search, error))
    return false;
  *same = search.found && now.actor.role == member->actor.role && now.actor.may_decide == member->actor.may_decide &&
          strcmp(now.actor.partner_id, member->actor.partner_id) == 0;
  if (*same && now.actor.role == RECORD_ROLE_PARTNER) {
    g_autoptr(StoreScope) scope = make_scope(&now.actor, search.engagements, NULL);
    *same = scope != NULL && strcmp(store_scope_engagements(scope), store_scope_engagements(member->scope)) == 0;
  }
  json_decref(search.engagements);
  return true;
}
