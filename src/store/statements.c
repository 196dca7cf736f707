/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * statements.c: statements by their name, and their words spelt out. The statements are in statements/.
 *
 * What holds somebody's words is never simply deleted: it is overwritten first with as many zeros, in its place. A
 * database moves rows about when it deletes, and leaves copies behind; overwriting moves nothing.
 */
#include "statements.h"

#include <string.h>

StoreStatementText store_workspace_statement_text(StoreWorkspaceStatement name) {
  g_assert((unsigned)name < STORE_WORKSPACE_STATEMENT_COUNT);
  return (StoreStatementText){.number = (unsigned)name,
                              .sql = store_workspace_statement_texts[name],
                              .changes_members = store_workspace_statement_changes_members[name]};
}

StoreStatementText store_identity_statement_text(StoreIdentityStatement name) {
  g_assert((unsigned)name < STORE_IDENTITY_STATEMENT_COUNT);
  return (StoreStatementText){.number = (unsigned)STORE_WORKSPACE_STATEMENT_COUNT + (unsigned)name,
                              .sql = store_identity_statement_texts[name]};
}

char *store_words_expand(const char *sql, const StoreWord *words) {
  GString *expanded = g_string_new(NULL);
  while (*sql != '\0') {
    const StoreWord *word = words;
    if (*sql == '@') {
      while (word->word != NULL && !g_str_has_prefix(sql, word->word))
        word++;
      g_assert(word->word != NULL);
      g_string_append(expanded, word->meaning);
      sql += strlen(word->word);
    } else {
      g_string_append_c(expanded, *sql++);
    }
  }
  return g_string_free(expanded, FALSE);
}
