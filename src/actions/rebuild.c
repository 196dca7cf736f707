/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * rebuild.c: the tables made anew from the journal.
 *
 * All in one transaction, so that nobody sees half of them: the tables' rows of this workspace are removed, and every
 * entry is put through the projection of the action whose name is its kind, as if it had just been entered.
 */
#include "enter.h"

#include "store/problem.h"

#include <string.h>

#define PROGRESS_EVERY 10000

/* What refers to others goes first. */
static const StoreWorkspaceStatement clearing[] = {
    STORE_CLEAR_COUNTS,
    STORE_CLEAR_FIGURES,
    STORE_CLEAR_FILES,
    STORE_CLEAR_FILES_TAKEN_OFF,
    STORE_CLEAR_REVIEW_ANSWERS,
    STORE_CLEAR_REVIEWS,
    STORE_CLEAR_TASKS,
    STORE_CLEAR_MESSAGES,
    STORE_CLEAR_SPENDINGS,
    STORE_CLEAR_OUTCOMES,
    STORE_CLEAR_DECISIONS,
    STORE_CLEAR_OPENED,
    STORE_CLEAR_OWN_VIEWS,
    STORE_CLEAR_ADVICE,
    STORE_CLEAR_BRIEF_ENGAGEMENTS,
    STORE_CLEAR_BRIEFS,
    STORE_CLEAR_MANDATES,
    STORE_CLEAR_FEES,
    STORE_CLEAR_ENGAGEMENT_GOALS,
    STORE_CLEAR_ENGAGEMENTS,
    STORE_CLEAR_CONTACTS,
    STORE_CLEAR_PARTNERS,
    STORE_CLEAR_SKILLS,
    STORE_CLEAR_READINGS,
    STORE_CLEAR_GOALS,
    STORE_CLEAR_DIRECTIONS,
    STORE_CLEAR_SUBJECTS,
    STORE_CLEAR_INVITATIONS,
    STORE_CLEAR_PEOPLE,
    STORE_CLEAR_SETTINGS,
};

typedef struct {
  const char *workspace;
  void (*progress)(void *context, int64_t entries);
  void *context;
  RecordProblem *problem;
} Rebuild;

static bool is_owner(StoreTransaction *transaction, bool *owner, GError **error) {
  json_t *parameters = json_pack("{s:s}", "person", store_scope_person(store_transaction_scope(transaction)));
  json_t *row = store_query_row(transaction, STORE_PERSON_STANDING, parameters, error);
  const char *role = action_text(row, "role");
  *owner = role != NULL && strcmp(role, "owner") == 0;
  bool ok = row != NULL;
  json_decref(row);
  json_decref(parameters);
  return ok;
}

/* The person of an actor "person:ada". */
static const char *person_of(const char *actor) {
  const char *colon = actor != NULL ? strchr(actor, ':') : NULL;
  return colon != NULL ? colon + 1 : "";
}

static bool project_leaf(StoreTransaction *transaction, int64_t seq, const char *engagement, const json_t *leaf,
                         GError **error) {
  const char *kind = action_text(leaf, "kind");
  const Action *action = kind != NULL ? action_of_kind(kind) : NULL;
  if (action == NULL) {
    if (kind != NULL && (strcmp(kind, "rotate_key") == 0 || strcmp(kind, "begin_epoch") == 0))
      return true; /* the journal's own */
    g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER, "entry %" G_GINT64_FORMAT " is of a kind that is not known: %s",
                seq, kind != NULL ? kind : "none");
    return false;
  }
  const json_t *body = json_object_get(leaf, "body");
  const char *thing = action_text(body, ACTION_BODY_THING);
  g_autofree char *made =
      action->makes != NULL && thing == NULL ? g_strdup_printf("%s%" G_GINT64_FORMAT, action->makes, seq) : NULL;
  ActionEntry entry = {.seq = seq,
                       .at_ms = action_integer(leaf, "at", 0),
                       .person = person_of(action_text(leaf, "actor")),
                       .engagement = *engagement != '\0' ? engagement : NULL,
                       .thing = made != NULL    ? made
                                : thing != NULL ? thing
                                                : "",
                       .body = body};
  return action_project(transaction, action, &entry, error);
}

/* Tables made without an entry, or of one that somebody has changed, would be others, and nobody would know. */
static bool check_whole(StoreTransaction *transaction, const JournalFrontier *made, GError **error) {
  int64_t size = 0;
  JournalHash stored;
  if (!store_journal_root(transaction, &size, &stored, error))
    return false;
  if (made->size != size)
    return store_entry_missing(made->size + 1, error);
  JournalHash root = journal_frontier_root(made);
  if (journal_hash_equal(&root, &stored))
    return true;
  g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CORRUPT,
                      "the journal was changed: its entries are not those of its tree");
  return false;
}

static bool changed(int64_t seq, GError **error) {
  g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT,
              "the journal was changed: entry %" G_GINT64_FORMAT " is not as it was entered", seq);
  return false;
}

static bool no_node(void *context, JournalNode node, const JournalHash *hash, GError **error) {
  (void)context, (void)node, (void)hash, (void)error;
  return true; /* they are kept already */
}

static bool project_all(StoreTransaction *transaction, const Rebuild *rebuild, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_ENTRY_PROJECT, error);
  bool row = false;
  bool ok = statement != NULL && store_statement_step(statement, &row, error);
  JournalFrontier made;
  journal_frontier_init(&made);
  for (int64_t count = 1; ok && row; count++) {
    if (store_column_integer(statement, 0) != count)
      return store_entry_missing(count, error);
    size_t length = 0;
    const char *bytes = store_column_bytes(statement, 2, &length);
    json_t *leaf = json_loadb(bytes, length, 0, NULL);
    JournalHash hash = journal_hash_leaf(bytes, length);
    JournalHash stored;
    ok = store_column_copy(statement, 3, stored.bytes, sizeof stored.bytes, error) &&
         (journal_hash_equal(&hash, &stored) || changed(count, error)) &&
         journal_frontier_append(&made, &hash, no_node, NULL, error) &&
         project_leaf(transaction, store_column_integer(statement, 0), store_column_text(statement, 1), leaf, error);
    json_decref(leaf);
    if (rebuild->progress != NULL && count % PROGRESS_EVERY == 0)
      rebuild->progress(rebuild->context, count);
    ok = ok && store_statement_step(statement, &row, error);
  }
  return ok && check_whole(transaction, &made, error);
}

bool action_clear(StoreTransaction *transaction, GError **error) {
  bool ok = true;
  for (size_t index = 0; ok && index < G_N_ELEMENTS(clearing); index++)
    ok = store_execute(transaction, clearing[index], NULL, NULL, error);
  return ok;
}

static bool rebuild_all(StoreTransaction *transaction, void *data, GError **error) {
  const Rebuild *rebuild = data;
  bool owner = false;
  if (!is_owner(transaction, &owner, error))
    return false;
  if (!owner)
    return record_problem_refuse(rebuild->problem, RECORD_REFUSED_OWNER_ONLY);
  store_transaction_widen(transaction);
  return action_clear(transaction, error) && project_all(transaction, rebuild, error);
}

bool action_rebuild(Store *store, const char *workspace, const char *person,
                    void (*progress)(void *context, int64_t entries), void *context, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  record_problem_clear(problem);
  g_autoptr(StoreScope) scope = store_scope_new(workspace, person, RECORD_ROLE_OWNER, NULL, 0, &error);
  Rebuild rebuild = {.workspace = workspace, .progress = progress, .context = context, .problem = problem};
  /* Beside nobody who has counted something that is not written yet, and that is counted here. */
  if (scope != NULL && store_write_each(store, (const StoreScope *const[]){scope}, 1, rebuild_all, &rebuild, &error))
    return true;
  return problem->kind == RECORD_PROBLEM_NONE ? store_problem_set(problem, error) : false;
}
