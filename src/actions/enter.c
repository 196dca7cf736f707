/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * enter.c: from a checked document to an entry, and from an entry to the tables.
 *
 * The body of an entry is the document without its secrets, and what the effect added. Its texts are commitments; which
 * members are texts is in the action's fields, so nothing but the declaration says what can be erased.
 */
#include "enter.h"

#include <string.h>

#define TEXTS_MAX JOURNAL_ENTRY_TEXTS_MAX

/* ---- The body --------------------------------------------------------------------------------------------------- */

struct ActionDraft {
  const Action *action;
  const json_t *document;
  json_t *body; /* as far as it is known; with texts, not commitments */
  StoreDraft *entry;
};

void action_draft_free(ActionDraft *draft) {
  if (draft == NULL)
    return;
  json_decref(draft->body);
  store_draft_free(draft->entry);
  g_free(draft);
}

/* What the entry says beside the document, for extra's reference. */
static json_t *make_more(const Action *action, json_t *extra, const char *thing) {
  json_t *more = extra != NULL ? extra : json_object();
  const char *name = NULL;
  json_t *value = NULL;
  json_object_foreach(more, name, value) {
    bool declared = false;
    for (const char *const *added = action->adds; !declared && added != NULL && *added != NULL; added++)
      declared = strcmp(*added, name) == 0;
    if (!declared)
      g_error("the action %s adds %s, which it does not declare", action->name, name);
  }
  if (thing != NULL)
    json_object_set_new(more, ACTION_BODY_THING, json_string(thing));
  return more;
}

static json_t *make_body(const Action *action, const json_t *document) {
  json_t *body = json_object();
  for (const RecordField *field = action->fields; field->name != NULL; field++) {
    json_t *value = json_object_get(document, field->name);
    if (value != NULL && field->type != RECORD_FIELD_SECRET)
      json_object_set(body, field->name, value);
  }
  return body;
}

/* The JSON Pointers of the texts in the body. */
static GPtrArray *find_texts(const Action *action, const json_t *body) {
  GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
  for (const RecordField *field = action->fields; field->name != NULL; field++) {
    const json_t *value = json_object_get(body, field->name);
    if (value != NULL && field->type == RECORD_FIELD_TEXT)
      g_ptr_array_add(texts, g_strconcat("/", field->name, NULL));
    for (size_t index = 0; field->type == RECORD_FIELD_TEXTS && index < json_array_size(value); index++)
      g_ptr_array_add(texts, g_strdup_printf("/%s/%zu", field->name, index));
  }
  g_assert(texts->len <= TEXTS_MAX);
  g_ptr_array_add(texts, NULL);
  return texts;
}

/* With more's members (NULL: none) in the body. */
static ActionDraft *begin(Store *store, const StoreScope *scope, const Action *action, const json_t *document,
                          json_t *more, int64_t now_ms, GError **error) {
  g_autoptr(ActionDraft) draft = g_new0(ActionDraft, 1);
  draft->action = action;
  draft->document = document;
  draft->body = make_body(action, document);
  if (more != NULL)
    json_object_update(draft->body, more);
  g_autoptr(GPtrArray) texts = find_texts(action, draft->body);
  StoreNewEntry new_entry = {
      .at_ms = now_ms, .kind = action->name, .body = draft->body, .texts = (const char *const *)texts->pdata};
  draft->entry = store_draft_new(store, scope, &new_entry, error);
  return draft->entry != NULL ? g_steal_pointer(&draft) : NULL;
}

ActionDraft *action_draft_new(Store *store, const StoreScope *scope, const Action *action, const json_t *document,
                              int64_t now_ms, GError **error) {
  return begin(store, scope, action, document, NULL, now_ms, error);
}

/* The run's draft where it is of this entry: once, for salts are used once. NULL where it is not, or where what is added
 * is a field's value, which may be a text, or be there already. */
static ActionDraft *take_draft(ActionRun *run, const Action *action, const json_t *document, const json_t *more) {
  ActionDraft *draft = run->draft;
  if (draft == NULL || draft->action != action || draft->document != document)
    return NULL;
  const char *name = NULL;
  json_t *value = NULL;
  json_object_foreach((json_t *)more, name, value) {
    if (record_field_find(action->fields, name) != NULL)
      return NULL;
  }
  run->draft = NULL;
  return draft;
}

/* ---- Projecting ------------------------------------------------------------------------------------------------- */

/* Texts become the number of their entry, lists of texts their count. */
static void replace_texts(const Action *action, json_t *parameters, const json_t *body, int64_t seq) {
  for (const RecordField *field = action->fields; field->name != NULL; field++) {
    if (field->type != RECORD_FIELD_TEXT && field->type != RECORD_FIELD_TEXTS)
      continue;
    const json_t *value = json_object_get(body, field->name);
    if (value == NULL)
      continue;
    json_int_t stands = field->type == RECORD_FIELD_TEXT ? seq : (json_int_t)json_array_size(value);
    json_object_set_new_nocheck(parameters, field->name, json_integer(stands));
  }
}

/* Adds to the parameters what the entry's body does not say, or says otherwise. */
static void add_parameters(json_t *parameters, const Action *action, const ActionEntry *entry) {
  char number[24];
  g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, entry->seq);
  replace_texts(action, parameters, entry->body, entry->seq);
  json_object_set_new_nocheck(parameters, "seq", json_integer(entry->seq));
  json_object_set_new_nocheck(parameters, "entry", json_string_nocheck(number));
  json_object_set_new_nocheck(parameters, "at_ms", json_integer(entry->at_ms));
  json_object_set_new(parameters, "person_id", json_string(entry->person));
  json_object_set_new(parameters, "engagement_id", json_string(entry->engagement != NULL ? entry->engagement : ""));
  json_object_set_new(parameters, "thing_id", json_string(entry->thing));
}

/* Each of the list, NULL: none. */
static bool execute_all(StoreTransaction *transaction, const StoreWorkspaceStatement *names, const json_t *parameters,
                        const json_t *body, GError **error) {
  bool ok = true;
  for (const StoreWorkspaceStatement *name = names; ok && name != NULL && *name != ACTION_PROJECTION_END; name++)
    ok = store_execute_over(transaction, *name, parameters, body, error);
  return ok;
}

static bool project(StoreTransaction *transaction, const Action *action, const json_t *parameters, const json_t *body,
                    bool counted, GError **error) {
  bool about = json_string_length(json_object_get(parameters, "thing_id")) > 0;
  return (!about || store_execute_over(transaction, STORE_SUBJECT_ADD, parameters, body, error)) &&
         execute_all(transaction, action->projection, parameters, body, error) &&
         (!counted || execute_all(transaction, action->counting, parameters, body, error));
}

bool action_project(StoreTransaction *transaction, const Action *action, const ActionEntry *entry, GError **error) {
  json_t *parameters = json_object();
  add_parameters(parameters, action, entry);
  bool ok = project(transaction, action, parameters, entry->body, true, error);
  json_decref(parameters);
  return ok;
}

/* ---- Entering --------------------------------------------------------------------------------------------------- */

static char *thing_of(const Action *action, int64_t seq) {
  return g_strdup_printf("%s%" G_GINT64_FORMAT, action->makes, seq);
}

void action_ready_free(ActionReady *ready) {
  if (ready == NULL)
    return;
  store_ready_entry_free(ready->entry);
  action_draft_free(ready->draft);
  json_decref(ready->parameters);
  json_decref(ready->body);
  g_free(ready->made);
  g_free(ready);
}

/* Makes the entry: of the run's draft where there is one, or of one of its own. */
static bool finish(ActionRun *run, ActionReady *ready, const char *engagement, const json_t *document, json_t *more,
                   GError **error) {
  const ActionDraft *draft = take_draft(run, ready->action, document, more);
  const json_t *added = more;
  if (draft == NULL) {
    draft = ready->draft = begin(store_transaction_store(run->transaction), store_transaction_scope(run->transaction),
                                 ready->action, document, more, run->now_ms, error);
    added = NULL;
  }
  if (draft == NULL)
    return false;
  ready->body = json_incref(draft->body);
  bool past_quota = ready->action->wipes || ready->action->past_quota;
  ready->entry = store_draft_finish(draft->entry, engagement, past_quota, added, ready->seq, error);
  return ready->entry != NULL;
}

ActionReady *action_prepare(ActionRun *run, const Action *action, const char *engagement, const char *thing,
                            const json_t *document, json_t *extra, int64_t seq, GError **error) {
  g_autoptr(ActionReady) ready = g_new0(ActionReady, 1);
  ready->action = action;
  ready->seq = seq;
  ready->made = action->makes != NULL && thing == NULL ? thing_of(action, seq) : NULL;
  if (engagement != NULL && *engagement == '\0')
    engagement = NULL;
  bool begins = engagement == NULL && action->makes != NULL && strcmp(action->makes, "e") == 0;
  g_autofree char *begun = begins ? thing_of(action, seq) : NULL; /* an engagement's beginning is its own */
  if (begins)
    engagement = begun;
  ready->parameters = make_more(action, extra, thing);
  if (!finish(run, ready, engagement, document, ready->parameters, error))
    return NULL;
  ActionEntry entry = {.seq = seq,
                       .at_ms = run->now_ms,
                       .person = run->actor.person,
                       .engagement = engagement,
                       .thing = ready->made != NULL ? ready->made
                                : thing != NULL     ? thing
                                                    : "",
                       .body = ready->body};
  add_parameters(ready->parameters, action, &entry);
  return g_steal_pointer(&ready);
}

static bool enter_ready(StoreTransaction *transaction, const ActionReady *ready, bool counted, GError **error) {
  StoreAppended appended = {0};
  return store_entry_append_ready(transaction, ready->entry, &appended, error) &&
         project(transaction, ready->action, ready->parameters, ready->body, counted, error);
}

bool action_enter_ready(StoreTransaction *transaction, const ActionReady *ready, GError **error) {
  return enter_ready(transaction, ready, true, error);
}

bool action_enter_uncounted(StoreTransaction *transaction, const ActionReady *ready, GError **error) {
  return enter_ready(transaction, ready, false, error);
}

bool action_count(StoreTransaction *transaction, const Action *action, int64_t after, int64_t until, GError **error) {
  json_t *range = json_pack("{s:I, s:I}", "after", (json_int_t)after, "until", (json_int_t)until);
  bool ok = execute_all(transaction, action->counting, range, NULL, error);
  json_decref(range);
  return ok;
}

bool action_enter_as(ActionRun *run, const Action *action, const char *engagement, const char *thing,
                     const json_t *document, json_t *extra, int64_t *seq, GError **error) {
  int64_t size = 0;
  if (!store_journal_size(run->transaction, &size, error)) {
    json_decref(extra);
    return false;
  }
  g_autoptr(ActionReady) ready = action_prepare(run, action, engagement, thing, document, extra, size + 1, error);
  if (ready == NULL || !action_enter_ready(run->transaction, ready, error))
    return false;
  json_object_set_new(run->reply, "entry", json_integer(ready->seq));
  if (ready->made != NULL)
    json_object_set_new(run->reply, "id", json_string(ready->made));
  if (seq != NULL)
    *seq = ready->seq;
  return true;
}

bool action_enter_beside(ActionRun *run, const Action *action, const char *thing, json_t *document, json_t *extra,
                         GError **error) {
  json_t *entry = json_incref(json_object_get(run->reply, "entry"));
  bool ok = action_enter_as(run, action, NULL, thing, document, extra, NULL, error);
  json_object_set_new(run->reply, "entry", entry);
  json_decref(document);
  return ok;
}

bool action_enter(ActionRun *run, const char *engagement, const char *thing, json_t *extra, GError **error) {
  return action_enter_as(run, run->action, engagement, thing, run->document, extra, NULL, error);
}
