/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * statements.h: every statement by its name, and how one is run.
 *
 * A statement is written once, for every driver. It binds by name (:seq). Words that begin with @ are the driver's:
 *
 *     @text @integer @bytes    types; text is compared byte by byte
 *     @keyed @rows             ends a table that is kept in the order of its key, or in that of its rows' coming
 *     @zeros(n)                n bytes of 0
 *     @visible                 a condition on engagement_id: true where the scope sees that row
 *
 * Order by a column that may be null says NULLS LAST. :workspace_id is bound by the store, never by a caller.
 */
#ifndef STORE_STATEMENTS_H
#define STORE_STATEMENTS_H

#include "store.h"

/* On a workspace's data. Parameters beside :workspace_id, and columns, are to be seen in statements.c. */
typedef enum {
  STORE_WORKSPACE_ADD,
  STORE_WORKSPACE_GET,
  STORE_WORKSPACE_SET_EPOCH,
  STORE_FRONTIER_GET,
  STORE_FRONTIER_SET,
  STORE_ENTRY_ADD,
  STORE_ENTRY_GET,
  STORE_ENTRY_LIST,
  STORE_LEAF_HASH_GET,
  STORE_OPENING_ADD,
  STORE_OPENING_LIST,
  STORE_OPENING_ERASE,
  STORE_NODE_ADD,
  STORE_NODE_GET,
  STORE_NODE_COUNT,
  STORE_HEAD_ADD,
  STORE_HEAD_GET,
  STORE_HEAD_LAST,
  STORE_KEY_ADD,
  STORE_KEY_LIST,
  STORE_IDEMPOTENCY_ADD,
  STORE_IDEMPOTENCY_GET,
  STORE_IDEMPOTENCY_ERASE,
  STORE_IDEMPOTENCY_BLANK_OLD,
  STORE_IDEMPOTENCY_REMOVE_OLD,
  STORE_OUTBOX_ADD,
  STORE_OUTBOX_DUE,
  STORE_OUTBOX_DEFER,
  STORE_OUTBOX_ERASE,
  STORE_OUTBOX_BLANK,
  STORE_OUTBOX_REMOVE,
  STORE_ATTACHMENT_ADD,
  STORE_ATTACHMENT_GET,
  STORE_ATTACHMENT_REMOVE,
  STORE_CHUNK_ADD,
  STORE_CHUNK_LIST,
  STORE_CHUNK_BLANK,
  STORE_CHUNK_REMOVE,
  STORE_WORKSPACE_STATEMENT_COUNT
} StoreWorkspaceStatement;

/* On identity. */
typedef enum {
  STORE_PERSON_ADD,
  STORE_PERSON_GET,
  STORE_SESSION_ADD,
  STORE_SESSION_GET,
  STORE_SESSION_REMOVE,
  STORE_SESSION_REMOVE_OLD,
  STORE_TOKEN_ADD,
  STORE_TOKEN_GET,
  STORE_TOKEN_REMOVE,
  STORE_IDENTITY_STATEMENT_COUNT
} StoreIdentityStatement;

typedef struct {
  unsigned number; /* among all statements */
  const char *sql;
} StoreStatementText;

#define STORE_STATEMENT_COUNT ((unsigned)STORE_WORKSPACE_STATEMENT_COUNT + (unsigned)STORE_IDENTITY_STATEMENT_COUNT)

StoreStatementText store_workspace_statement_text(StoreWorkspaceStatement name);
StoreStatementText store_identity_statement_text(StoreIdentityStatement name);

typedef struct {
  const char *word; /* with its @ */
  const char *meaning;
} StoreWord;

/* Puts a driver's meanings in the place of the words; the table ends with a NULL word. Free with g_free. */
char *store_words_expand(const char *sql, const StoreWord *words);

/* ---- Running one ------------------------------------------------------------------------------------------------ */

typedef struct StoreStatement StoreStatement; /* of one transaction; free it before that ends */

StoreStatement *store_statement(StoreTransaction *transaction, StoreWorkspaceStatement name, GError **error);
StoreStatement *store_identity_statement(StoreIdentityTransaction *transaction, StoreIdentityStatement name,
                                         GError **error);
void store_statement_free(StoreStatement *statement); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreStatement, store_statement_free)

/* Binds a parameter, named without its colon; one that the statement does not have is a mistake that ends the program.
 * Bytes and text must stay until the statement is freed. What fails is told by the next step. */
void store_bind_integer(StoreStatement *statement, const char *name, int64_t value);
void store_bind_text(StoreStatement *statement, const char *name, const char *text);
void store_bind_bytes(StoreStatement *statement, const char *name, const void *bytes, size_t length);

/* Goes on to the next row: *row says whether there is one. */
bool store_statement_step(StoreStatement *statement, bool *row, GError **error);

/* Runs a statement that gives no rows. changed (may be NULL) gets how many rows it touched. */
bool store_statement_run(StoreStatement *statement, int64_t *changed, GError **error);

/* Columns of the row that the last step gave, from 0. What they return is the statement's, until the next step. Text
 * and bytes are never NULL; bytes end in nothing. */
int64_t store_column_integer(StoreStatement *statement, int column);
const char *store_column_text(StoreStatement *statement, int column);
const void *store_column_bytes(StoreStatement *statement, int column, size_t *length);

/* Copies bytes of a known length: STORE_ERROR_CORRUPT where they are longer or shorter. */
bool store_column_copy(StoreStatement *statement, int column, void *bytes, size_t length, GError **error);

#endif
