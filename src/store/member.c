/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* member.c: from a person's name to their scope. */
#include "member.h"

#include "membership.h"
#include "problem.h"
#include "statements.h"
#include "transaction.h"

#include "record/field.h"

#include <string.h>

typedef struct {
  StoreMember *member;
  bool found;
  GPtrArray *engagements; /* ids, of a partner's; NULL where there is none */
} Search;

static void fill_in(StoreMember *member, const StoreScope *scope, StoreStatement *row) {
  RecordActor *actor = &member->actor;
  actor->may_decide = actor->role == RECORD_ROLE_OWNER || store_column_integer(row, 1) != 0;
  g_strlcpy(actor->workspace, store_scope_workspace(scope), sizeof actor->workspace);
  g_strlcpy(actor->person, store_scope_person(scope), sizeof actor->person);
  g_strlcpy(actor->partner_id, store_column_text(row, 2), sizeof actor->partner_id);
  g_strlcpy(member->currency, store_column_text(row, 3), sizeof member->currency);
  g_strlcpy(member->zone, store_column_text(row, 4), sizeof member->zone);
  member->currency_decimals = record_currency_decimals(member->currency);
}

/* By columns, not as JSON: every write asks this. */
static bool read_standing(StoreTransaction *transaction, Search *search, GError **error) {
  const StoreScope *scope = store_transaction_scope(transaction);
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_PERSON_STANDING, error);
  if (statement == NULL)
    return false;
  store_bind_text(statement, "person", store_scope_person(scope));
  bool row = false;
  if (!store_statement_step(statement, &row, error))
    return false;
  search->found = row && record_role_read(store_column_text(statement, 0), &search->member->actor.role);
  if (search->found)
    fill_in(search->member, scope, statement);
  return true;
}

static bool read_engagements(StoreTransaction *transaction, Search *search, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_ENGAGEMENT_IDS_OF_PARTNER, error);
  if (statement == NULL)
    return false;
  store_bind_text(statement, "partner", search->member->actor.partner_id);
  search->engagements = g_ptr_array_new_with_free_func(g_free);
  bool row = false;
  bool ok = store_statement_step(statement, &row, error);
  for (; ok && row && search->engagements->len < STORE_SCOPE_ENGAGEMENTS_MAX;
       ok = store_statement_step(statement, &row, error))
    g_ptr_array_add(search->engagements, g_strdup(store_column_text(statement, 0)));
  return ok;
}

static bool read_person(StoreTransaction *transaction, void *data, GError **error) {
  Search *search = data;
  return read_standing(transaction, search, error) &&
         (!search->found || search->member->actor.role != RECORD_ROLE_PARTNER ||
          read_engagements(transaction, search, error));
}

static void search_clear(Search *search) {
  g_clear_pointer(&search->engagements, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static StoreScope *make_scope(const RecordActor *actor, const GPtrArray *engagements, GError **error) {
  const char *const *ids = engagements != NULL ? (const char *const *)engagements->pdata : NULL;
  return store_scope_new(actor->workspace, actor->person, actor->role, ids, engagements != NULL ? engagements->len : 0,
                         error);
}

void store_member_clear(StoreMember *member) {
  store_scope_free(member->scope);
  *member = (StoreMember){0};
}

typedef struct {
  Search search;
  StoreWork work;
  void *data;
} Reading;

/* Who the person is says what they see from there on. */
static bool read_as_member(StoreTransaction *transaction, void *data, GError **error) {
  Reading *reading = data;
  Search *search = &reading->search;
  if (!read_person(transaction, search, error))
    return false;
  if (!search->found)
    return true;
  StoreMember *member = search->member;
  member->scope = make_scope(&member->actor, search->engagements, error);
  if (member->scope == NULL || reading->work == NULL)
    return member->scope != NULL;
  const StoreScope *before = transaction->scope;
  transaction->scope = member->scope;
  bool ok = reading->work(transaction, reading->data, error);
  transaction->scope = before;
  return ok;
}

bool store_member_read(Store *store, const char *workspace, const char *person, bool at_once, StoreMember *member,
                       StoreWork work, void *data, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  StoreMembership *membership = store_membership(store);
  *member = (StoreMember){.version = store_membership_version(membership)};
  /* What the person may see is not known yet, so they are looked up as one who only reads. */
  g_autoptr(StoreScope) reader = store_scope_new(workspace, person, RECORD_ROLE_OBSERVER, NULL, 0, &error);
  if (reader == NULL)
    return record_problem_set(problem, RECORD_PROBLEM_INVALID, NULL,
                              N_("Check the names of the workspace and the person"), "%s", error->message);
  Reading reading = {.search = {.member = member}, .work = work, .data = data};
  bool ok = (at_once ? store_read_at_once : store_read)(store, reader, read_as_member, &reading, &error);
  search_clear(&reading.search);
  if (!ok)
    return problem->kind == RECORD_PROBLEM_NONE ? store_problem_set(problem, error) : false;
  if (!reading.search.found)
    return record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, NULL,
                              N_("Check the names, or ask the owner to invite you"),
                              "There is no workspace \"%s\" that %s is part of", workspace, person);
  if (work == NULL) /* whoever is looked up for work of their own looks again each time */
    store_membership_keep(membership, member);
  return true;
}

bool store_member_find(Store *store, const char *workspace, const char *person, StoreMember *member,
                       RecordProblem *problem) {
  return store_member_read(store, workspace, person, false, member, NULL, NULL, problem);
}

bool store_member_recall(Store *store, const char *workspace, const char *person, StoreMember *member, bool *recalled,
                         RecordProblem *problem) {
  *recalled = store_membership_recall(store_membership(store), workspace, person, member);
  return *recalled || store_member_find(store, workspace, person, member, problem);
}

bool store_member_is_same(StoreTransaction *transaction, const StoreMember *member, bool *same, GError **error) {
  *same = transaction->to_write && store_membership_holds(store_membership(transaction->store), member->version);
  if (*same)
    return true;
  g_auto(StoreMember) now = {0};
  g_auto(Search) search = {.member = &now};
  if (!read_person(transaction, &search, error))
    return false;
  *same = search.found && now.actor.role == member->actor.role && now.actor.may_decide == member->actor.may_decide &&
          strcmp(now.actor.partner_id, member->actor.partner_id) == 0 && strcmp(now.currency, member->currency) == 0;
  if (*same && now.actor.role == RECORD_ROLE_PARTNER) {
    g_autoptr(StoreScope) scope = make_scope(&now.actor, search.engagements, NULL);
    *same = scope != NULL && strcmp(store_scope_engagements(scope), store_scope_engagements(member->scope)) == 0;
  }
  return true;
}
