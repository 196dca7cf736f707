/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * run.c: from a document to an entry.
 *
 * The person is looked up twice: once to know for whom the transaction is, and again inside it, for what they may do
 * may have changed in between. Who wrote before is known from memory. Where that turns out to be of yesterday, or would
 * have the request refused, they are looked up anew and all is done again.
 */
#include "enter.h"

#include "store/member.h"
#include "store/problem.h"

#include <libintl.h>
#include <string.h>

static const Action *find_in(const Action *const *list, const char *name) {
  for (const Action *const *action = list; *action != NULL; action++) {
    if (strcmp((*action)->name, name) == 0)
      return *action;
  }
  return NULL;
}

const Action *action_find(const char *name) {
  return find_in(action_list, name);
}

const Action *action_of_kind(const char *kind) {
  const Action *action = action_find(kind);
  return action != NULL ? action : find_in(action_beside_list, kind);
}

/* ---- Idempotency ------------------------------------------------------------------------------------------------ */

typedef struct {
  Store *store;
  const Action *action;
  const ActionOptions *options;
  const json_t *given;
  const json_t *document;       /* as it was checked; NULL: it was refused */
  const RecordProblem *refused; /* why, where it was */
  const StoreMember *member;
  bool changed;       /* the member is not what was known of them, or not any more */
  ActionDraft *draft; /* NULL: none could be made */
  json_t *reply;
  RecordProblem *problem;
} Job;

static JournalHash hash_request(const Job *job, const json_t *document) {
  char *dumped = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);
  JournalHash hash = journal_hash_pair(job->action->name, strlen(job->action->name) + 1, dumped, strlen(dumped));
  free(dumped);
  return hash;
}

/* Of the document as it was given: what it says of a date may be another moment by now, in another zone, and in the past.
 * Requests of earlier versions were known by what they were checked to. */
static bool is_request(const Job *job, const JournalHash *before) {
  const json_t *const documents[] = {job->given, job->document};
  for (size_t index = 0; index < G_N_ELEMENTS(documents); index++) {
    if (documents[index] == NULL)
      continue;
    JournalHash hash = hash_request(job, documents[index]);
    if (journal_hash_equal(before, &hash))
      return true;
  }
  return false;
}

/* True with *known set where the request was done before. */
static bool find_reply(Job *job, StoreTransaction *transaction, bool *known, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_IDEMPOTENCY_GET, error);
  if (statement == NULL)
    return false;
  store_bind_text(statement, "request_key", job->options->request_key);
  if (!store_statement_step(statement, known, error))
    return false;
  if (!*known)
    return true;
  size_t length = 0;
  const char *bytes = store_column_bytes(statement, 3, &length);
  json_decref(job->reply);
  job->reply = json_loadb(bytes, length, 0, NULL);
  if (job->reply == NULL)
    return record_problem_set(job->problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Look the thing up instead"),
                              "This was done before, and its reply has been erased since");
  JournalHash before;
  if (!store_column_copy(statement, 0, before.bytes, sizeof before.bytes, error))
    return false;
  if (!is_request(job, &before))
    return record_problem_set(job->problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Use a new key for a new request"),
                              "This request key was used for another request");
  return true;
}

static bool keep_reply(const Job *job, StoreTransaction *transaction, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_IDEMPOTENCY_ADD, error);
  if (statement == NULL)
    return false;
  json_t *kept = json_copy(job->reply);
  json_object_del(kept, "secret"); /* given out once, and kept nowhere */
  char *dumped = json_dumps(kept, JSON_COMPACT | JSON_SORT_KEYS);
  json_decref(kept);
  JournalHash hash = hash_request(job, job->given);
  store_bind_text(statement, "request_key", job->options->request_key);
  store_bind_bytes(statement, "request_hash", hash.bytes, sizeof hash.bytes);
  store_bind_integer(statement, "seq", action_integer(job->reply, "entry", 0));
  store_bind_integer(statement, "at_ms", job->options->now_ms);
  store_bind_bytes(statement, "reply", dumped, strlen(dumped));
  bool ok = store_statement_run(statement, NULL, error);
  free(dumped);
  return ok;
}

/* ---- The transaction -------------------------------------------------------------------------------------------- */

static bool take_effect(Job *job, StoreTransaction *transaction, const RecordActor *actor, GError **error) {
  ActionRun run = {.action = job->action,
                   .transaction = transaction,
                   .actor = *actor,
                   .now_ms = job->options->now_ms,
                   .document = job->document,
                   .reply = job->reply,
                   .problem = job->problem,
                   .snapshot_key = job->options->snapshot_key,
                   .draft = job->draft};
  return job->action->effect(&run, error);
}

static bool do_job(StoreTransaction *transaction, void *data, GError **error) {
  Job *job = data;
  record_problem_clear(job->problem); /* a write may be run again */
  json_object_clear(job->reply);
  bool same = true;
  if ((job->action->who & ACTION_BY_STRANGER) == 0) {
    if (!store_member_is_same(transaction, job->member, &same, error))
      return false;
    job->changed = !same;
    if (!same)
      return record_problem_set(job->problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Look again, and try again"),
                                "What you may do here has just changed");
  }
  bool known = false; /* asked only now: a reply, too, is not for whoever was removed since */
  if (job->options->request_key != NULL && !find_reply(job, transaction, &known, error))
    return false;
  if (known)
    return true;
  const RecordProblem *refused = job->refused;
  if (job->document == NULL) /* a copy, for a write may be run again */
    return record_problem_set(job->problem, refused->kind, refused->field, refused->advice, "%s", refused->message);
  if (!take_effect(job, transaction, &job->member->actor, error))
    return false;
  /* Where nothing was entered, doing it again does no harm. */
  bool keeps = job->options->request_key != NULL && json_object_get(job->reply, "entry") != NULL;
  return !keeps || keep_reply(job, transaction, error);
}

static json_t *write_job(Job *job, const StoreScope *scope) {
  job->reply = json_object();
  g_autoptr(GError) error = NULL;
  bool wipes = job->action->wipes;
  bool done = wipes ? store_write_wiping(job->store, scope, do_job, job, &error)
                    : store_write(job->store, scope, do_job, job, &error);
  bool later = !done && g_error_matches(error, STORE_ERROR, STORE_ERROR_NOT_WIPED); /* it is durable all the same */
  if (wipes && (done || later))
    json_object_set_new(job->reply, "wiped", json_boolean(!later));
  if (done || later)
    return g_steal_pointer(&job->reply);
  if (job->problem->kind == RECORD_PROBLEM_NONE)
    store_problem_set(job->problem, error);
  g_clear_pointer(&job->reply, json_decref);
  return NULL;
}

/* What is refused now may have been done before, and then has its reply. */
static json_t *find_answer(Job *job, const StoreScope *scope) {
  RecordProblem refused = *job->problem;
  *job->problem = (RecordProblem){0};
  job->refused = &refused;
  json_t *reply = write_job(job, scope);
  record_problem_clear(&refused);
  return reply;
}

/* ---- Running ---------------------------------------------------------------------------------------------------- */

static bool check_key(const char *key, RecordProblem *problem) {
  size_t length = key != NULL ? strlen(key) : 1;
  return (length >= 1 && length <= ACTION_REQUEST_KEY_BYTES_MAX) ||
         record_problem_set(problem, RECORD_PROBLEM_INVALID, NULL, N_("Use a shorter key"),
                            "A request key has 1 to %d bytes", ACTION_REQUEST_KEY_BYTES_MAX);
}

/* What a stranger does is done as an owner would: the effect is the one that looks whether it may be. */
static bool find_stranger(const char *workspace, const char *person, StoreMember *member, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  *member = (StoreMember){.actor = {.role = RECORD_ROLE_OWNER}, .currency_decimals = 2};
  member->scope = store_scope_new(workspace, person, RECORD_ROLE_OWNER, NULL, 0, &error);
  if (member->scope == NULL)
    return record_problem_set(problem, RECORD_PROBLEM_INVALID, NULL,
                              N_("Check the names of the workspace and the person"), "%s", error->message);
  g_strlcpy(member->actor.workspace, workspace, sizeof member->actor.workspace);
  g_strlcpy(member->actor.person, person, sizeof member->actor.person);
  return true;
}

/* One attempt for the member; job has all but what depends on them. */
static json_t *run_as(Job *job, const StoreMember *member, const json_t *document) {
  const Action *action = job->action;
  bool stranger = (action->who & ACTION_BY_STRANGER) != 0;
  job->member = member;
  job->changed = true; /* as far as is known */
  if (!stranger && (action->who & (1U << member->actor.role)) == 0) {
    record_problem_refuse(job->problem, RECORD_REFUSED_ROLE);
    return NULL;
  }
  /* A workspace that is only being opened says itself where it is, and in which currency. */
  const char *zone = *member->zone != '\0' ? member->zone : action_text(document, "zone");
  const char *currency = *member->zone == '\0' ? action_text(document, "currency") : NULL;
  unsigned decimals = currency != NULL ? record_currency_decimals(currency) : member->currency_decimals;
  RecordFieldSetting setting = {.now_ms = job->options->now_ms, .currency_decimals = decimals, .zone = zone};
  json_t *checked = record_fields_check(action->fields, document, &setting, job->problem);
  if (checked == NULL && job->options->request_key == NULL)
    return NULL;
  job->changed = false;
  job->given = document;
  job->document = checked;
  if (checked == NULL)
    return find_answer(job, member->scope);
  /* Without a draft the effect makes one, and the error comes again. */
  job->draft = action_draft_new(job->store, member->scope, action, checked, job->options->now_ms, NULL);
  json_t *reply = write_job(job, member->scope);
  g_clear_pointer(&job->draft, action_draft_free);
  json_decref(checked);
  return reply;
}

json_t *action_run(Store *store, const Action *action, const char *workspace, const char *person,
                   const json_t *document, const ActionOptions *options, RecordProblem *problem) {
  record_problem_clear(problem);
  g_auto(StoreMember) member = {0};
  bool recalled = false;
  bool stranger = (action->who & ACTION_BY_STRANGER) != 0;
  if (!check_key(options->request_key, problem) ||
      !(stranger ? find_stranger(workspace, person, &member, problem)
                 : store_member_recall(store, workspace, person, &member, &recalled, problem)))
    return NULL;
  Job job = {.store = store, .action = action, .options = options, .problem = problem};
  json_t *reply = run_as(&job, &member, document);
  if (reply != NULL || !recalled || !job.changed)
    return reply;
  record_problem_clear(problem);
  store_member_clear(&member);
  return store_member_find(store, workspace, person, &member, problem) ? run_as(&job, &member, document) : NULL;
}

/* ---- For effects ------------------------------------------------------------------------------------------------ */

void action_note(ActionRun *run, const char *note) {
  json_object_set_new(run->reply, "note", json_string(note));
}

bool action_refuse(ActionRun *run, RecordRefusal refusal) {
  return record_problem_refuse(run->problem, refusal);
}

bool action_allow(ActionRun *run, RecordRefusal refusal) {
  return refusal == RECORD_ALLOWED || action_refuse(run, refusal);
}

bool action_require_change(ActionRun *run, size_t named) {
  return json_object_size(run->document) > named ||
         action_invalid(run, NULL, N_("Give at least one field of what is to change"), "There is nothing to change");
}

bool action_conflict(ActionRun *run, const char *field, const char *advice, const char *message) {
  return record_problem_set(run->problem, RECORD_PROBLEM_CONFLICT, field, advice, "%s", gettext(message));
}

bool action_invalid(ActionRun *run, const char *field, const char *advice, const char *message) {
  return record_problem_set(run->problem, RECORD_PROBLEM_INVALID, field, advice, "%s", gettext(message));
}

json_t *action_row(ActionRun *run, StoreWorkspaceStatement name, const char *id, GError **error) {
  json_t *parameters = json_copy((json_t *)run->document);
  if (id != NULL)
    json_object_set_new(parameters, "id", json_string(id));
  json_object_set_new(parameters, "now_ms", json_integer(run->now_ms));
  json_t *row = store_query_row(run->transaction, name, parameters, error);
  json_decref(parameters);
  return row;
}

json_t *action_require(ActionRun *run, StoreWorkspaceStatement name, const char *field, GError **error) {
  const char *id = action_text(run->document, field);
  json_t *row = action_row(run, name, id, error);
  if (row == NULL || !json_is_null(row))
    return row;
  json_decref(row);
  record_problem_set(run->problem, RECORD_PROBLEM_NOT_FOUND, field, N_("Look up its id"), "There is no %s here", id);
  return NULL;
}

const char *action_text(const json_t *object, const char *name) {
  return json_string_value(json_object_get(object, name));
}

int64_t action_integer(const json_t *object, const char *name, int64_t otherwise) {
  const json_t *value = json_object_get(object, name);
  return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

bool action_flag(const json_t *object, const char *name, bool otherwise) {
  const json_t *value = json_object_get(object, name);
  return json_is_boolean(value) ? json_is_true(value) : otherwise;
}
