/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * query.h: named statements from and to JSON, so that an action's entry and a view's rows need no code of their own.
 *
 * Parameters are the members of an object: text, whole numbers, true and false (1 and 0), lists and objects as their
 * JSON; one that is not there is NULL. A row becomes an object with a member for each column, named as the statement
 * names it; NULL makes no member. Columns whose names begin with is_, has_ or may_ become true and false. What is called
 * "document" is JSON, kept as bytes.
 */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "statements.h"

#include <jansson.h>

/* All rows of the statement, at most rows_max, as an array: a new reference, or NULL with an error. parameters may be
 * NULL: none. */
json_t *store_query(StoreTransaction *transaction, StoreWorkspaceStatement name, const json_t *parameters,
                    size_t rows_max, GError **error);

/* The first row, or JSON null where there is none: a new reference, or NULL with an error. */
json_t *store_query_row(StoreTransaction *transaction, StoreWorkspaceStatement name, const json_t *parameters,
                        GError **error);

/* Gives each row to a function, which borrows it; false from it ends the walk without an error of its own making. */
typedef bool (*StoreRowFunction)(void *context, json_t *row, GError **error);
bool store_query_each(StoreTransaction *transaction, StoreWorkspaceStatement name, const json_t *parameters,
                      StoreRowFunction function, void *context, GError **error);

/* A parameter that needs no JSON made of it, and is never NULL: one that would be is left out. All is the caller's. */
typedef struct {
  const char *name;
  const char *text; /* NULL: the integer */
  int64_t integer;
} StoreParameter;

/* Where a statement's parameters are looked for: in the first, then in the second, then in the third. */
typedef struct {
  const StoreParameter *own;
  size_t own_count;
  const json_t *beside;  /* an object; NULL: none */
  const json_t *beneath; /* an object; NULL: none */
} StoreParameters;

/* One of them, as a statement would get it: NULL where it is not there, or no text; otherwise where it is no number. */
const char *store_parameter_text(const StoreParameters *parameters, const char *name);
int64_t store_parameter_integer(const StoreParameters *parameters, const char *name, int64_t otherwise);

/* As store_query. */
json_t *store_query_with(StoreTransaction *transaction, StoreWorkspaceStatement name, const StoreParameters *parameters,
                         size_t rows_max, GError **error);

/* Runs a statement that gives no rows; or does not, where it is for a parameter (statements/embed) that is not there. */
bool store_execute_with(StoreTransaction *transaction, StoreWorkspaceStatement name, const StoreParameters *parameters,
                        GError **error);

/* What is added to a row of sums, or held against its first and last moment. The statement has the parameters :of (which
 * row), :more, :more_for_goals, :more_unasked, :first_ms and :last_ms, as far as it needs them. */
typedef struct {
  StoreWorkspaceStatement name;
  char of[24]; /* an id */
  int64_t more;
  int64_t more_for_goals;
  int64_t more_unasked;
  int64_t first_ms;
  int64_t last_ms;
} StoreSum;

/* Adds it before the commit, together with what others add to the same row: nobody reads such sums in a transaction that
 * others share. */
bool store_sum_add(StoreTransaction *transaction, const StoreSum *sum, GError **error);

/* The same with an object's members. changed may be NULL. */
bool store_execute(StoreTransaction *transaction, StoreWorkspaceStatement name, const json_t *parameters,
                   int64_t *changed, GError **error);

#endif
