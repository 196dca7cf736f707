/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* journal.c: what was entered, the newest first, with the texts that the reader may see. */
#include "readable.h"
#include "record/declare.h"
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

/* The body without what is there only for the proof. */
static json_t *plain_body(const json_t *entry) {
  json_t *body = json_copy(json_object_get(entry, "body"));
  json_object_del(body, "blind");
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

static bool read(ViewRun *run, GError **error) {
  json_int_t count = view_integer(run->parameters, "count", VIEW_PAGE_USUAL);
  json_t *of_page = json_copy((json_t *)run->parameters);
  json_object_set_new(of_page, "most", json_integer(count));
  bool of_thing = view_text(run->parameters, "thing") != NULL;
  json_t *rows = store_query(run->transaction, of_thing ? STORE_ENTRY_PAGE_OF_THING : STORE_ENTRY_PAGE, of_page,
                             VIEW_PAGE_MOST, error);
  json_decref(of_page);
  json_t *entries = json_array();
  json_object_set_new(run->document, "entries", entries);
  size_t index = 0;
  json_t *row = NULL;
  bool ok = rows != NULL;
  json_array_foreach(rows, index, row) {
    json_t *entry = ok ? make_entry(run, row, error) : NULL;
    ok = ok && entry != NULL && (json_is_null(entry) || json_array_append_new(entries, entry) == 0);
  }
  if (ok && (json_int_t)json_array_size(rows) == count)
    json_object_set(run->document, "next_before",
                    json_object_get(json_array_get(rows, json_array_size(rows) - 1), "entry"));
  json_decref(rows);
  return ok && view_add_who(run, entries, "person", error);
}

const View view_journal = {
    .name = "journal",
    .summary = N_("What was entered, the newest first"),
    .who = VIEW_BY_BUSINESS,
    .parameters = parameters,
    .read = read,
};
