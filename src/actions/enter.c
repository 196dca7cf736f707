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

static json_t *make_body(const Action *action, const json_t *document, json_t *extra) {
  json_t *body = json_object();
  for (const RecordField *field = action->fields; field->name != NULL; field++) {
    json_t *value = json_object_get(document, field->name);
    if (value != NULL && field->type != RECORD_FIELD_SECRET)
      json_object_set(body, field->name, value);
  }
  if (extra != NULL) {
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(extra, name, value) {
      bool declared = false;
      for (const char *const *added = action->adds; !declared && added != NULL && *added != NULL; added++)
        declared = strcmp(*added, name) == 0;
      if (!declared)
        g_error("the action %s adds %s, which it does not declare", action->name, name);
      json_object_set(body, name, value);
    }
    json_decref(extra);
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

/* ---- Projecting ------------------------------------------------------------------------------------------------- */

/* Texts become the number of their entry, lists of texts their count. */
static void replace_texts(const Action *action, json_t *parameters, int64_t seq) {
  for (const RecordField *field = action->fields; field->name != NULL; field++) {
    const json_t *value = json_object_get(parameters, field->name);
    if (value != NULL && field->type == RECORD_FIELD_TEXT)
      json_object_set_new(parameters, field->name, json_integer(seq));
    else if (value != NULL && field->type == RECORD_FIELD_TEXTS)
      json_object_set_new(parameters, field->name, json_integer((json_int_t)json_array_size(value)));
  }
}

static json_t *make_parameters(const Action *action, const ActionEntry *entry) {
  json_t *parameters = json_copy((json_t *)entry->body);
  replace_texts(action, parameters, entry->seq);
  char number[24];
  g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, entry->seq);
  json_object_set_new(parameters, "seq", json_integer(entry->seq));
  json_object_set_new(parameters, "entry", json_string(number));
  json_object_set_new(parameters, "at_ms", json_integer(entry->at_ms));
  json_object_set_new(parameters, "person_id", json_string(entry->person));
  json_object_set_new(parameters, "engagement_id", json_string(entry->engagement != NULL ? entry->engagement : ""));
  json_object_set_new(parameters, "thing_id", json_string(entry->thing));
  return parameters;
}

static bool project(StoreTransaction *transaction, const Action *action, const json_t *parameters, GError **error) {
  bool ok = store_execute(transaction, STORE_SUBJECT_ADD, parameters, NULL, error);
  for (const StoreWorkspaceStatement *name = action->projection; ok && *name != ACTION_PROJECTION_END; name++)
    ok = store_execute(transaction, *name, parameters, NULL, error);
  return ok;
}

bool action_project(StoreTransaction *transaction, const Action *action, const ActionEntry *entry, GError **error) {
  json_t *parameters = make_parameters(action, entry);
  bool ok = project(transaction, action, parameters, error);
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
  json_decref(ready->parameters);
  g_free(ready->made);
  g_free(ready);
}

static StoreReadyEntry *prepare_entry(const ActionRun *run, const Action *action, const char *engagement,
                                      const json_t *body, int64_t seq, GError **error) {
  g_autoptr(GPtrArray) texts = find_texts(action, body);
  StoreNewEntry new_entry = {.at_ms = run->now_ms,
                             .kind = action->name,
                             .engagement = engagement,
                             .body = body,
                             .texts = (const char *const *)texts->pdata,
                             .past_quota = action->wipes || action->past_quota};
  return store_entry_prepare(run->transaction, &new_entry, seq, error);
}

ActionReady *action_prepare(const ActionRun *run, const Action *action, const char *engagement, const char *thing,
                            const json_t *document, json_t *extra, int64_t seq, GError **error) {
  json_t *body = make_body(action, document, extra);
  if (thing != NULL)
    json_object_set_new(body, ACTION_BODY_THING, json_string(thing));
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
  ready->entry = prepare_entry(run, action, engagement, body, seq, error);
  ActionEntry entry = {.seq = seq,
                       .at_ms = run->now_ms,
                       .person = run->actor.person,
                       .engagement = engagement,
                       .thing = ready->made != NULL ? ready->made
                                : thing != NULL     ? thing
                                                    : "",
                       .body = body};
  ready->parameters = make_parameters(action, &entry);
  json_decref(body);
  return ready->entry != NULL ? g_steal_pointer(&ready) : NULL;
}

bool action_enter_ready(StoreTransaction *transaction, const ActionReady *ready, GError **error) {
  StoreAppended appended = {0};
  return store_entry_append_ready(transaction, ready->entry, &appended, error) &&
         project(transaction, ready->action, ready->parameters, error);
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
