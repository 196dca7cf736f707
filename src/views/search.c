/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * search.c: entries in which all of some words are, the newest first, as far as the reader may read them.
 *
 * What is closed to the reader is passed over and counts for nothing, so that not even a number tells of it.
 */
#include "readable.h"
#include "record/declare.h"
#include "words_index.h"

#include <sodium.h>
#include <string.h>

#define FOUND_MOST 50
#define LOOKED_AT_MOST 1000 /* entries with the words, readable or not, in one asking */
#define LOOKED_AT_ONCE 100  /* mostly they suffice */
#define QUERY_WORDS_MAX 16
#define TRY_AGAIN_MS 5000 /* while the index catches up */

static const RecordField parameters[] = {
    FIELD_LINE("words", RECORD_FIELD_REQUIRED, N_("Whole words; all of them must be in it")),
    FIELD_INTEGER("before", 0, 1, MONEY_MAX, N_("Go on before this entry")),
    FIELD_END,
};

static json_t *query_of(const ViewRun *run, GPtrArray *words) {
  uint8_t key[STORE_KEY_BYTES];
  words_index_key(run->options->keys, run->actor->workspace, key);
  json_t *query = json_copy((json_t *)run->parameters);
  json_t *others = json_array();
  for (guint index = 0; index < words->len; index++) {
    char token[WORDS_INDEX_TOKEN_BYTES];
    words_index_token(key, words->pdata[index], token);
    if (index == 0)
      json_object_set_new(query, "token", json_string(token));
    else
      json_array_append_new(others, json_string(token));
  }
  sodium_memzero(key, sizeof key);
  json_object_set_new(query, "others", others);
  json_object_set_new(query, "most", json_integer(LOOKED_AT_ONCE));
  return query;
}

/* Whether one of the words is in the text. */
static bool has_word(const char *text, GPtrArray *words) {
  g_autoptr(GPtrArray) folded = words_index_fold(text);
  for (guint index = 0; index < words->len; index++) {
    if (g_ptr_array_find_with_equal_func(folded, words->pdata[index], g_str_equal, NULL))
      return true;
  }
  return false;
}

/* An entry that was found, with those of its texts that hold a word; NULL with an error. */
static json_t *make_found(ViewRun *run, const json_t *row, GPtrArray *words, GError **error) {
  const json_t *entry = json_object_get(row, "document");
  json_t *texts = readable_texts(run, view_integer(row, "entry", 0), error);
  if (texts == NULL)
    return NULL;
  const char *pointer = NULL;
  json_t *text = NULL;
  void *next = NULL;
  json_object_foreach_safe(texts, next, pointer, text) {
    if (!has_word(json_string_value(text), words))
      json_object_del(texts, pointer);
  }
  json_t *found = json_pack("{s:O, s:O, s:O, s:o}", "entry", json_object_get(row, "entry"), "at_ms",
                            json_object_get(entry, "at"), "kind", json_object_get(entry, "kind"), "texts", texts);
  if (json_object_get(row, "thing") != NULL)
    json_object_set(found, "thing", json_object_get(row, "thing"));
  return found;
}

static bool add_found(ViewRun *run, const json_t *rows, GPtrArray *words, json_t *list, GError **error) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    Readable readable = READABLE;
    if (!readable_entry(run, row, &readable, error))
      return false;
    json_t *found = readable == READABLE ? make_found(run, row, words, error) : NULL;
    if (readable == READABLE && found == NULL)
      return false;
    if (found != NULL)
      json_array_append_new(list, found);
    if (json_array_size(list) < FOUND_MOST)
      continue;
    if (index + 1 < json_array_size(rows) || json_array_size(rows) == LOOKED_AT_ONCE)
      json_object_set(run->document, "next_before", json_object_get(row, "entry"));
    return true;
  }
  return true;
}

/* Says so where entries are not searched yet, and when to ask again. */
static bool put_unread(ViewRun *run, GError **error) {
  int64_t unread = words_index_unread(run->transaction, run->options->keys->count, error);
  if (unread > 0) {
    json_object_set_new(run->document, "unread_entries", json_integer(unread));
    json_object_set_new(run->document, "try_again_ms", json_integer(run->now_ms + TRY_AGAIN_MS));
  }
  return unread >= 0;
}

static bool read(ViewRun *run, GError **error) {
  g_autoptr(GPtrArray) words = words_index_fold(view_text(run->parameters, "words"));
  if (words->len == 0 || words->len > QUERY_WORDS_MAX)
    return record_problem_set(run->problem, RECORD_PROBLEM_INVALID, "words", N_("Give a word or a few"),
                              words->len == 0 ? N_("There is no word in it") : N_("It has more than %d words"),
                              QUERY_WORDS_MAX);
  json_t *list = json_array();
  json_object_set_new(run->document, "found", list);
  json_t *query = query_of(run, words);
  bool ok = true;
  bool more = true;
  for (size_t looked = 0; ok && more && looked < LOOKED_AT_MOST; looked += LOOKED_AT_ONCE) {
    json_t *rows = store_query(run->transaction, STORE_SEARCH_FIND, query, LOOKED_AT_ONCE, error);
    ok = rows != NULL && add_found(run, rows, words, list, error);
    more = json_array_size(rows) == LOOKED_AT_ONCE && json_array_size(list) < FOUND_MOST;
    if (more)
      json_object_set(query, "before", json_object_get(json_array_get(rows, LOOKED_AT_ONCE - 1), "entry"));
    json_decref(rows);
  }
  if (ok && more) /* so many that may not be read: there may be others behind them */
    json_object_set(run->document, "next_before", json_object_get(query, "before"));
  json_decref(query);
  return ok && put_unread(run, error);
}

const View view_search = {
    .name = "search",
    .summary = N_("Find entries by whole words"),
    .who = VIEW_BY_ALL,
    .parameters = parameters,
    .prepare = words_index_prepare,
    .read = read,
};
