/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* words_index.c: from texts to tokens, and catching up with the journal. */
#include "words_index.h"

#include "store/problem.h"

#include <sodium.h>
#include <string.h>

#define WORD_CHARACTERS_MAX 60
#define ENTRIES_A_WRITE 2000
#define WRITES_MOST 2 /* while somebody waits and somebody else catches up */
#define INTERNAL_PERSON "bellwether"

void words_index_key(const StoreKeyFile *keys, const char *workspace, uint8_t key[STORE_KEY_BYTES]) {
  store_key_derive(keys, keys->count, workspace, "search", key);
}

static void end_word(GString *word, GHashTable *seen, GPtrArray *words) {
  if (word->len > 0 && g_hash_table_add(seen, g_strdup(word->str)))
    g_ptr_array_add(words, g_strdup(word->str));
  g_string_truncate(word, 0);
}

GPtrArray *words_index_fold(const char *text) {
  GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *apart = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = apart != NULL ? g_utf8_casefold(apart, -1) : NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GString) word = g_string_new(NULL);
  glong length = 0;
  for (const char *at = folded != NULL ? folded : ""; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar character = g_utf8_get_char(at);
    if (g_unichar_ismark(character))
      continue; /* an accent */
    bool alone = g_unichar_iswide(character);
    if (!g_unichar_isalnum(character) || alone || length == WORD_CHARACTERS_MAX) {
      end_word(word, seen, words);
      length = 0;
    }
    if (!g_unichar_isalnum(character))
      continue;
    g_string_append_unichar(word, character);
    length++;
    if (alone) {
      end_word(word, seen, words);
      length = 0;
    }
  }
  end_word(word, seen, words);
  return words;
}

void words_index_token(const uint8_t key[STORE_KEY_BYTES], const char *word, char token[WORDS_INDEX_TOKEN_BYTES]) {
  uint8_t hash[crypto_generichash_BYTES];
  crypto_generichash(hash, sizeof hash, (const unsigned char *)word, strlen(word), key, STORE_KEY_BYTES);
  sodium_bin2hex(token, WORDS_INDEX_TOKEN_BYTES, hash, (WORDS_INDEX_TOKEN_BYTES - 1) / 2);
}

/* ---- Catching up ------------------------------------------------------------------------------------------------ */

typedef struct {
  uint8_t key[STORE_KEY_BYTES];
  unsigned generation;
  bool complete;
} Catching;

static bool add_words(StoreTransaction *transaction, const Catching *catching, const json_t *text, GError **error) {
  g_autoptr(GPtrArray) words = words_index_fold(view_text(text, "words"));
  json_t *tokens = json_array();
  for (guint index = 0; index < words->len; index++) {
    char token[WORDS_INDEX_TOKEN_BYTES];
    words_index_token(catching->key, words->pdata[index], token);
    json_array_append_new(tokens, json_string(token));
  }
  json_t *parameters = json_pack("{s:O, s:O, s:o}", "seq", json_object_get(text, "seq"), "pointer",
                                 json_object_get(text, "pointer"), "tokens", tokens);
  bool ok = store_execute(transaction, STORE_SEARCH_ADD, parameters, NULL, error);
  json_decref(parameters);
  return ok;
}

/* Where it stands; a newer key begins anew. */
static bool find_start(StoreTransaction *transaction, const Catching *catching, int64_t *after, GError **error) {
  json_t *progress = store_query_row(transaction, STORE_SEARCH_PROGRESS, NULL, error);
  if (progress == NULL)
    return false;
  bool same = view_integer(progress, "generation", 0) == catching->generation;
  *after = same ? view_integer(progress, "seq", 0) : 0;
  json_decref(progress);
  return same || store_execute(transaction, STORE_SEARCH_CLEAR, NULL, NULL, error);
}

static bool catch_up(StoreTransaction *transaction, void *data, GError **error) {
  Catching *catching = data;
  int64_t after = 0;
  json_t *last = store_query_row(transaction, STORE_ENTRY_LAST, NULL, error);
  if (last == NULL || !find_start(transaction, catching, &after, error)) {
    json_decref(last);
    return false;
  }
  int64_t until = MIN(view_integer(last, "entry", 0), after + ENTRIES_A_WRITE);
  catching->complete = until == view_integer(last, "entry", 0);
  json_decref(last);
  json_t *range = json_pack("{s:I, s:I, s:I, s:I, s:i}", "after", (json_int_t)after, "until", (json_int_t)until, "seq",
                            (json_int_t)until, "most", (json_int_t)INT32_MAX, "generation", (int)catching->generation);
  json_t *texts = store_query(transaction, STORE_SEARCH_TEXTS, range, INT32_MAX, error);
  bool ok = texts != NULL;
  size_t index = 0;
  json_t *text = NULL;
  json_array_foreach(texts, index, text) {
    ok = ok && add_words(transaction, catching, text, error);
  }
  ok = ok && store_execute(transaction, STORE_SEARCH_PROGRESS_SET, range, NULL, error);
  json_decref(texts);
  json_decref(range);
  return ok;
}

int64_t words_index_unread(StoreTransaction *transaction, unsigned generation, GError **error) {
  json_t *last = store_query_row(transaction, STORE_ENTRY_LAST, NULL, error);
  json_t *progress = last != NULL ? store_query_row(transaction, STORE_SEARCH_PROGRESS, NULL, error) : NULL;
  bool same = progress != NULL && view_integer(progress, "generation", 0) == generation;
  int64_t unread = -1;
  if (progress != NULL)
    unread = view_integer(last, "entry", 0) - (same ? view_integer(progress, "seq", 0) : 0);
  json_decref(last);
  json_decref(progress);
  return unread;
}

static bool look(StoreTransaction *transaction, void *data, GError **error) {
  Catching *catching = data;
  int64_t unread = words_index_unread(transaction, catching->generation, error);
  catching->complete = unread == 0;
  return unread >= 0;
}

/* Up to that many writes; *complete says whether that was enough. */
static bool follow(Store *store, const StoreKeyFile *keys, const char *workspace, int64_t writes_most, bool *complete,
                   GError **error) {
  g_autoptr(StoreScope) scope = store_scope_new(workspace, INTERNAL_PERSON, RECORD_ROLE_OWNER, NULL, 0, error);
  Catching catching = {.generation = keys->count};
  words_index_key(keys, workspace, catching.key);
  bool ok = scope != NULL && store_read(store, scope, look, &catching, error);
  for (int64_t write = 0; ok && !catching.complete && write < writes_most; write++)
    ok = store_write(store, scope, catch_up, &catching, error);
  *complete = catching.complete;
  sodium_memzero(&catching, sizeof catching);
  return ok;
}

bool words_index_catch_up(Store *store, const StoreKeyFile *keys, const char *workspace, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  bool complete = false;
  return follow(store, keys, workspace, INT64_MAX, &complete, &error) || store_problem_set(problem, error);
}

bool words_index_prepare(const ViewOptions *options, const StoreMember *member, const json_t *parameters,
                         RecordProblem *problem) {
  (void)parameters;
  if (options->keys == NULL)
    return record_problem_set(problem, RECORD_PROBLEM_FAILED, NULL,
                              N_("Put the file of secrets, which ends in -keys, back beside the database"),
                              "There is no key to search with");
  g_autoptr(GError) error = NULL;
  bool complete = false;
  const char *workspace = member->actor.workspace;
  int64_t most = options->behind != NULL ? WRITES_MOST : INT64_MAX;
  bool ok = follow(options->store, options->keys, workspace, most, &complete, &error);
  if (ok && !complete && options->behind != NULL)
    options->behind(options->behind_context, workspace);
  /* Beside a newer program nothing is written any more: it is searched in what is there. */
  return ok || g_error_matches(error, STORE_ERROR, STORE_ERROR_NEWER) || store_problem_set(problem, error);
}
