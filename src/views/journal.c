/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* journal.c: what was entered, the newest first, with the texts that the reader may see. */
#include "readable.h"
#include "record/declare.h"
#include "store/entries.h"
#include "who.h"

#include <string.h>

#define EVERY_LETTER "abcdefghijklmnopqrstuvwxyz"

static const RecordField parameters[] = {
    FIELD_THING("thing", 0, EVERY_LETTER, N_("Only what is about this thing")),
    FIELD_INTEGER("before", 0, 1, MONEY_MAX, N_("Go on before this entry")),
    FIELD_INTEGER("count", 0, 1, VIEW_PAGE_MOST, N_("How many at most; 50, if left out")),
    FIELD_END,
};

/* The person of an actor "person:ada". */
static const char *person_of(const json_t *entry) {
  const char *actor = view_text(entry, "actor");
  const char *colon = actor != NULL ? strchr(actor, ':') : NULL;
  return colon != NULL ? colon + 1 : "";
}

/* The body without what is there only for the proof, and without the number of an own view's option: beside those of a
 * brief it would tell, before anything was opened, whether somebody advised the same. */
static json_t *plain_body(const json_t *entry) {
  json_t *body = json_copy(json_object_get(entry, "body"));
  json_object_del(body, "blind");
  if (readable_is_own_view(entry))
    json_object_del(body, "option_number");
  return body;
}

/* That an advice is there is known to whoever owes a view on it; what became of it is not, nor that anything did. */
static bool is_known(const json_t *entry, Readable readable) {
  static const char *const kinds[] = {"advise", "note_advice", "act", "import_advice", NULL};
  const char *kind = view_text(entry, "kind");
  return readable != READABLE_SHUT || (kind != NULL && g_strv_contains(kinds, kind));
}

/* A row of the store as an entry of the document; null where, of one thing's entries, not even this is told. */
static json_t *make_entry(ViewRun *run, const json_t *row, GError **error) {
  const json_t *entry = json_object_get(row, "document");
  Readable readable = READABLE;
  if (!readable_entry(run, row, &readable, error))
    return NULL;
  bool known = is_known(entry, readable);
  if (!known && view_text(run->parameters, "thing") != NULL)
    return json_null();
  json_t *made = json_pack("{s:O, s:O, s:s}", "entry", json_object_get(row, "entry"), "at_ms",
                           json_object_get(entry, "at"), "person", person_of(entry));
  json_t *thing = json_object_get(row, "thing");
  if (known)
    json_object_set(made, "kind", json_object_get(entry, "kind"));
  if (known && thing != NULL)
    json_object_set(made, "thing", thing);
  if (readable != READABLE) {
    json_object_set_new(made, "is_shut", json_true());
    return made;
  }
  json_t *texts = readable_texts(run, view_integer(row, "entry", 0), error);
  if (texts == NULL) {
    json_decref(made);
    return NULL;
  }
  json_object_set_new(made, "texts", texts);
  json_object_set_new(made, "body", plain_body(entry));
  return made;
}

/* The store's next rows: as many as are still to be listed. */
static json_t *next_rows(ViewRun *run, json_t *query, size_t most, GError **error) {
  bool of_thing = view_text(query, "thing") != NULL;
  json_object_set_new(query, "most", json_integer((json_int_t)most));
  return store_query(run->transaction, of_thing ? STORE_ENTRY_PAGE_OF_THING : STORE_ENTRY_PAGE, query, most, error);
}

/* Of the whole journal the rows are without a gap, and the last of them is where the query goes on from. */
static bool check_gap(ViewRun *run, const json_t *rows, size_t most, const json_t *query, GError **error) {
  int64_t size = 0;
  if (view_text(query, "thing") != NULL)
    return true;
  if (!store_journal_size(run->transaction, &size, error))
    return false;
  int64_t expected = MIN(view_integer(query, "before", INT64_MAX) - 1, size);
  for (size_t index = 0; index < most && expected >= 1; index++, expected--) {
    if (view_integer(json_array_get(rows, index), "entry", 0) != expected)
      return store_entry_missing(expected, error);
  }
  return true;
}

/* Adds what of the rows is told, and has the query go on behind them. */
static bool list_rows(ViewRun *run, const json_t *rows, json_t *entries, json_t *query, GError **error) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    json_t *entry = make_entry(run, row, error);
    if (entry == NULL)
      return false;
    if (json_is_null(entry))
      json_decref(entry);
    else
      json_array_append_new(entries, entry);
    json_object_set(query, "before", json_object_get(row, "entry"));
  }
  return true;
}

/* Reads on until the page is full or nothing is left, so that neither its length nor where the next one begins tells of
 * entries that are not listed. */
static bool list_entries(ViewRun *run, json_t *entries, size_t count, GError **error) {
  json_t *query = json_copy((json_t *)run->parameters);
  bool ok = true;
  bool more = true;
  while (ok && more && json_array_size(entries) < count) {
    size_t most = count - json_array_size(entries);
    json_t *rows = next_rows(run, query, most, error);
    ok = rows != NULL && check_gap(run, rows, most, query, error) && list_rows(run, rows, entries, query, error);
    more = json_array_size(rows) == most;
    json_decref(rows);
  }
  json_decref(query);
  return ok;
}

static bool read(ViewRun *run, GError **error) {
  size_t count = (size_t)view_integer(run->parameters, "count", VIEW_PAGE_USUAL);
  json_t *entries = json_array();
  json_object_set_new(run->document, "entries", entries);
  json_object_set_new(run->document, "currency", json_string(run->member->currency));
  if (!list_entries(run, entries, count, error))
    return false;
  if (json_array_size(entries) == count)
    json_object_set(run->document, "next_before", json_object_get(json_array_get(entries, count - 1), "entry"));
  return view_add_who(run, entries, "person", error);
}

const View view_journal = {
    .name = "journal",
    .summary = N_("What was entered, the newest first"),
    .who = VIEW_BY_BUSINESS,
    .parameters = parameters,
    .read = read,
};
