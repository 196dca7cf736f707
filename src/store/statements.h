/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * statements.h: every statement by its name, and how one is run.
 *
 * A statement is written once, for every driver, in a file of src/store/statements; statements/embed makes the names
 * from these files (STORE_BRIEF_ADD) and says what it spells out itself. It binds by name (:seq). Words that begin
 * with @ are the driver's:
 *
 *     @text @integer @bytes    types; text is compared byte by byte
 *     @keyed @rows             ends a table that is kept in the order of its key, or in that of its rows' coming
 *     @zeros(n)                n bytes of 0
 *     @each(:list)             the elements of a JSON array, one a row, in a column "value"
 *     @least(a, b) @greatest(a, b)
 *     @place(text, part)       where the part begins in the text, from 1; 0 where it is not in it
 *
 * Order by a column that may be null says NULLS LAST. :workspace_id is bound by the store, never by a caller.
 */
#ifndef STORE_STATEMENTS_H
#define STORE_STATEMENTS_H

#include "statement_names.h" /* StoreWorkspaceStatement, StoreIdentityStatement */
#include "store.h"

typedef struct {
  unsigned number; /* among all statements */
  const char *sql;
  bool changes_members; /* it writes into a table that says who is what: membership.h */
} StoreStatementText;

#define STORE_STATEMENT_COUNT ((unsigned)STORE_WORKSPACE_STATEMENT_COUNT + (unsigned)STORE_IDENTITY_STATEMENT_COUNT)

/* By number; made by statements/embed. */
extern const char *const store_workspace_statement_texts[];
extern const char *const store_workspace_statement_names[];      /* "BRIEF_ADD" */
extern const char *const store_workspace_statement_conditions[]; /* the parameter it is run for; NULL: it always is */
extern const bool store_workspace_statement_changes_members[];
extern const char *const store_identity_statement_texts[];
extern const char *const store_identity_statement_names[];

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

/* The same by the parameter's place, from 0 as in store_statement_parameter, which spares looking its name up. */
void store_bind_integer_at(StoreStatement *statement, int index, int64_t value);
void store_bind_bytes_at(StoreStatement *statement, int index, const void *bytes, size_t length);
void store_bind_text_at(StoreStatement *statement, int index, const char *text, size_t length);

/* Goes on to the next row: *row says whether there is one. */
bool store_statement_step(StoreStatement *statement, bool *row, GError **error);

/* Runs a statement that gives no rows. changed (may be NULL) gets how many rows it touched. */
bool store_statement_run(StoreStatement *statement, int64_t *changed, GError **error);

/* Columns of the row that the last step gave, from 0. What they return is the statement's, until the next step. Text
 * and bytes are never NULL; bytes end in nothing. */
int64_t store_column_integer(StoreStatement *statement, int column);
const char *store_column_text(StoreStatement *statement, int column);
const void *store_column_bytes(StoreStatement *statement, int column, size_t *length);

/* Whether the column is NULL; its name, as the statement calls it; how many there are. */
bool store_column_is_null(StoreStatement *statement, int column);
const char *store_column_name(StoreStatement *statement, int column);
int store_column_count(StoreStatement *statement);

typedef enum { STORE_VALUE_NULL, STORE_VALUE_INTEGER, STORE_VALUE_TEXT, STORE_VALUE_BYTES } StoreValueType;

/* The type of the value in the column of this row. */
StoreValueType store_column_type(StoreStatement *statement, int column);

/* A column's value at one go: bytes and length are set of texts and bytes, integer of integers. */
typedef struct {
  StoreValueType type;
  int64_t integer;
  const char *bytes;
  size_t length;
} StoreValue;
void store_column_value(StoreStatement *statement, int column, StoreValue *value);

/* The parameters of a statement, from 0, named without their colons: NULL past the last one. */
const char *store_statement_parameter(StoreStatement *statement, int index);

/* Copies bytes of a known length: STORE_ERROR_CORRUPT where they are longer or shorter. */
bool store_column_copy(StoreStatement *statement, int column, void *bytes, size_t length, GError **error);

#endif
