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

static void put_integer(ActionOwn *own, const char *name, int64_t integer) {
  g_assert(own->count < ACTION_OWN_MAX);
  own->list[own->count++] = (StoreParameter){.name = name, .integer = integer};
}

static void put_text(ActionOwn *own, const char *name, const char *text) {
  g_assert(own->count < ACTION_OWN_MAX);
  own->list[own->count++] = (StoreParameter){.name = name, .text = text};
}

/* What the entry's body does not say, or says otherwise: texts become the number of their entry, lists of texts their
 * count. The entry's strings are borrowed, and own may not be moved. */
static void fill_own(ActionOwn *own, const Action *action, const ActionEntry *entry) {
  own->count = 0;
  g_snprintf(own->number, sizeof own->number, "%" G_GINT64_FORMAT, entry->seq);
  put_integer(own, "seq", entry->seq);
  put_text(own, "thing_id", entry->thing);
  put_text(own, "engagement_id", entry->engagement != NULL ? entry->engagement : "");
  put_text(own, "person_id", entry->person);
  put_integer(own, "at_ms", entry->at_ms);
  put_text(own, "entry", own->number);
  for (const RecordField *field = action->fields; field->name != NULL; field++) {
    if (field->type != RECORD_FIELD_TEXT && field->type != RECORD_FIELD_TEXTS)
      continue;
    const json_t *value = json_object_get(entry->body, field->name);
    if (value != NULL)
      put_integer(own, field->name, field->type == RECORD_FIELD_TEXT ? entry->seq : (int64_t)json_array_size(value));
  }
}

/* Each of the list, NULL: none. */
static bool execute_all(StoreTransaction *transaction, const StoreWorkspaceStatement *names,
                        const StoreParameters *parameters, GError **error) {
  bool ok = true;
  for (const StoreWorkspaceStatement *name = names; ok && name != NULL && *name != ACTION_PROJECTION_END; name++)
    ok = store_execute_with(transaction, *name, parameters, error);
  return ok;
}

/* thing: "" where it is about none. */
static bool project(StoreTransaction *transaction, const Action *action, const char *thing,
                    const StoreParameters *parameters, bool counted, GError **error) {
  return (*thing == '\0' || store_execute_with(transaction, STORE_SUBJECT_ADD, parameters, error)) &&
         execute_all(transaction, action->projection, parameters, error) &&
         (!counted || execute_all(transaction, action->counting, parameters, error)) &&
         (action->sums == NULL || action->sums(transaction, parameters, error));
}

bool action_project(StoreTransaction *transaction, const Action *action, const ActionEntry *entry, GError **error) {
  ActionOwn own;
  fill_own(&own, action, entry);
  StoreParameters parameters = {.own = own.list, .own_count = own.count, .beneath = entry->body};
  return project(transaction, action, entry->thing, &parameters, true, error);
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
  json_decref(ready->more);
  json_decref(ready->body);
  g_free(ready->thing);
  g_free(ready->engagement);
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
  ready->makes = action->makes != NULL && thing == NULL;
  ready->thing = ready->makes ? thing_of(action, seq) : g_strdup(thing != NULL ? thing : "");
  if (engagement != NULL && *engagement == '\0')
    engagement = NULL;
  bool begins = engagement == NULL && action->makes != NULL && strcmp(action->makes, "e") == 0;
  ready->engagement = begins ? thing_of(action, seq) : g_strdup(engagement); /* an engagement's beginning is its own */
  ready->more = make_more(action, extra, thing);
  if (!finish(run, ready, ready->engagement, document, ready->more, error))
    return NULL;
  ActionEntry entry = {.seq = seq,
                       .at_ms = run->now_ms,
                       .person = run->actor.person,
                       .engagement = ready->engagement,
                       .thing = ready->thing,
                       .body = ready->body};
  fill_own(&ready->own, action, &entry);
  return g_steal_pointer(&ready);
}

static bool enter_ready(StoreTransaction *transaction, const ActionReady *ready, bool counted, GError **error) {
  StoreAppended appended = {0};
  StoreParameters parameters = {
      .own = ready->own.list, .own_count = ready->own.count, .beside = ready->more, .beneath = ready->body};
  return store_entry_append_ready(transaction, ready->entry, &appended, error) &&
         project(transaction, ready->action, ready->thing, &parameters, counted, error);
}

bool action_enter_ready(StoreTransaction *transaction, const ActionReady *ready, GError **error) {
  return enter_ready(transaction, ready, true, error);
}

bool action_enter_uncounted(StoreTransaction *transaction, const ActionReady *ready, GError **error) {
  return enter_ready(transaction, ready, false, error);
}

bool action_count(StoreTransaction *transaction, const Action *action, int64_t after, int64_t until, GError **error) {
  const StoreParameter range[] = {{.name = "after", .integer = after}, {.name = "until", .integer = until}};
  StoreParameters parameters = {.own = range, .own_count = G_N_ELEMENTS(range)};
  return execute_all(transaction, action->counting, &parameters, error);
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
  if (ready->makes)
    json_object_set_new(run->reply, "id", json_string(ready->thing));
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
