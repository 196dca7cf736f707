/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * words_index.h: the words of the journal's texts, as keyed hashes.
 *
 * Words are told apart after folding (compatibility forms, case and accents go), and a character of a script that is
 * written without spaces is a word. A token is an HMAC of the word under a key of the workspace's: the database and what
 * is left in its free space hold no word, and erasing a text takes its tokens out. The price: only whole words are found.
 * The index follows the journal: whoever searches lets it catch up first, and `bellwether refit` does.
 */
#ifndef VIEWS_WORDS_INDEX_H
#define VIEWS_WORDS_INDEX_H

#include "view.h"

#define WORDS_INDEX_TOKEN_BYTES 25 /* with the NUL */

/* The key for the workspace's tokens. */
void words_index_key(const StoreKeyFile *keys, const char *workspace, uint8_t key[STORE_KEY_BYTES]);

/* The words of a text, each once, folded: char *, free with g_ptr_array_unref. */
GPtrArray *words_index_fold(const char *text);

void words_index_token(const uint8_t key[STORE_KEY_BYTES], const char *word, char token[WORDS_INDEX_TOKEN_BYTES]);

/* Takes in all that was entered since, however much that is. False with the problem filled in. */
bool words_index_catch_up(Store *store, const StoreKeyFile *keys, const char *workspace, RecordProblem *problem);

/* How many entries a search does not know yet: -1 with an error. Inside the view's transaction. */
int64_t words_index_unread(StoreTransaction *transaction, unsigned generation, GError **error);

/* A ViewPrepare: takes in what was entered since. Where somebody else catches up (ViewOptions.behind) no more than takes a
 * moment; words_index_unread then says how much is left. */
bool words_index_prepare(const ViewOptions *options, const StoreMember *member, const json_t *parameters,
                         RecordProblem *problem);

#endif
