/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* query.c: named statements from and to JSON. */
#include "query.h"

#include <string.h>

/* ---- Parameters ------------------------------------------------------------------------------------------------- */

/* The store binds these by itself. */
static bool is_of_scope(const char *parameter) {
  return (parameter[0] == 'w' && strcmp(parameter, "workspace_id") == 0) ||
         (parameter[0] == 's' && strncmp(parameter, "scope_", strlen("scope_")) == 0);
}

/* kept: texts made here, which must last as long as the statement; a list that is made with the first of them. */
static void bind_value(StoreStatement *statement, int index, const char *name, const json_t *value, GPtrArray **kept) {
  switch (json_typeof(value)) {
  case JSON_STRING: store_bind_text_at(statement, index, json_string_value(value), json_string_length(value)); break;
  case JSON_INTEGER: store_bind_integer_at(statement, index, json_integer_value(value)); break;
  case JSON_TRUE: store_bind_integer_at(statement, index, 1); break;
  case JSON_FALSE: store_bind_integer_at(statement, index, 0); break;
  case JSON_ARRAY:
  case JSON_OBJECT: {
    char *dumped = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
    g_assert(dumped != NULL);
    if (*kept == NULL)
      *kept = g_ptr_array_new_with_free_func(free);
    g_ptr_array_add(*kept, dumped);
    if (strcmp(name, "document") == 0)
      store_bind_bytes_at(statement, index, dumped, strlen(dumped));
    else
      store_bind_text_at(statement, index, dumped, strlen(dumped));
    break;
  }
  default: break; /* what is not bound is NULL */
  }
}

typedef struct {
  StoreStatement *statement;
  GPtrArray *kept;
} Prepared;

static void prepared_clear(Prepared *prepared) {
  store_statement_free(prepared->statement);
  g_clear_pointer(&prepared->kept, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Prepared, prepared_clear)

static const StoreParameter *find_own(const StoreParameters *parameters, const char *name) {
  for (size_t index = 0; index < parameters->own_count; index++) {
    const char *own = parameters->own[index].name;
    if (own[0] == name[0] && strcmp(own, name) == 0) /* most differ in their first letter */
      return &parameters->own[index];
  }
  return NULL;
}

static const json_t *find_value(const StoreParameters *parameters, const char *name) {
  const json_t *value = json_object_get(parameters->beside, name);
  return value != NULL ? value : json_object_get(parameters->beneath, name);
}

const char *store_parameter_text(const StoreParameters *parameters, const char *name) {
  const StoreParameter *own = find_own(parameters, name);
  return own != NULL ? own->text : json_string_value(find_value(parameters, name));
}

int64_t store_parameter_integer(const StoreParameters *parameters, const char *name, int64_t otherwise) {
  const StoreParameter *own = find_own(parameters, name);
  const json_t *value = own == NULL ? find_value(parameters, name) : NULL;
  if (own != NULL)
    return own->text == NULL ? own->integer : otherwise;
  return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

/* Whether the parameters have what the statement is run for. */
static bool is_wanted(StoreWorkspaceStatement name, const StoreParameters *parameters) {
  g_assert((unsigned)name < STORE_WORKSPACE_STATEMENT_COUNT);
  const char *condition = store_workspace_statement_conditions[name];
  return condition == NULL || find_own(parameters, condition) != NULL || find_value(parameters, condition) != NULL;
}

static void bind_own(StoreStatement *statement, int index, const StoreParameter *own) {
  if (own->text != NULL)
    store_bind_text_at(statement, index, own->text, strlen(own->text));
  else
    store_bind_integer_at(statement, index, own->integer);
}

static bool prepare(StoreTransaction *transaction, StoreWorkspaceStatement name, const StoreParameters *parameters,
                    Prepared *prepared, GError **error) {
  prepared->statement = store_statement(transaction, name, error);
  if (prepared->statement == NULL)
    return false;
  const char *parameter = NULL;
  for (int index = 0; (parameter = store_statement_parameter(prepared->statement, index)) != NULL; index++) {
    if (is_of_scope(parameter))
      continue;
    const StoreParameter *own = find_own(parameters, parameter);
    if (own != NULL) {
      bind_own(prepared->statement, index, own);
      continue;
    }
    const json_t *value = find_value(parameters, parameter);
    if (value != NULL)
      bind_value(prepared->statement, index, parameter, value, &prepared->kept);
  }
  return true;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

static bool is_truth(const char *name) {
  return g_str_has_prefix(name, "is_") || g_str_has_prefix(name, "has_") || g_str_has_prefix(name, "may_");
}

/* A column's value as JSON; NULL where it is neither valid UTF-8 nor the JSON that it should be. */
static json_t *column_value(StoreStatement *statement, int column, const char *name) {
  size_t length = 0;
  switch (store_column_type(statement, column)) {
  case STORE_VALUE_INTEGER: {
    int64_t integer = store_column_integer(statement, column);
    return is_truth(name) ? json_boolean(integer != 0) : json_integer(integer);
  }
  case STORE_VALUE_TEXT: return json_string(store_column_text(statement, column));
  case STORE_VALUE_BYTES: {
    const char *bytes = store_column_bytes(statement, column, &length);
    return strcmp(name, "document") == 0 ? json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL)
                                         : json_stringn(bytes, length);
  }
  case STORE_VALUE_NULL: break;
  }
  return NULL;
}

static json_t *read_row(StoreStatement *statement, GError **error) {
  json_t *row = json_object();
  for (int column = 0; column < store_column_count(statement); column++) {
    if (store_column_is_null(statement, column))
      continue;
    const char *name = store_column_name(statement, column);
    json_t *value = column_value(statement, column, name);
    if (value == NULL || json_object_set_new(row, name, value) != 0) {
      g_set_error(error, STORE_ERROR, STORE_ERROR_CORRUPT, "what is stored as %s can't be read", name);
      json_decref(row);
      return NULL;
    }
  }
  return row;
}

static bool query_each(StoreTransaction *transaction, StoreWorkspaceStatement name, const StoreParameters *parameters,
                       StoreRowFunction function, void *context, GError **error) {
  g_auto(Prepared) prepared = {0};
  bool has_row = false;
  if (!prepare(transaction, name, parameters, &prepared, error) ||
      !store_statement_step(prepared.statement, &has_row, error))
    return false;
  while (has_row) {
    json_t *row = read_row(prepared.statement, error);
    bool goes_on = row != NULL && function(context, row, error);
    json_decref(row);
    if (!goes_on || !store_statement_step(prepared.statement, &has_row, error))
      return false;
  }
  return true;
}

bool store_query_each(StoreTransaction *transaction, StoreWorkspaceStatement name, const json_t *parameters,
                      StoreRowFunction function, void *context, GError **error) {
  StoreParameters all = {.beside = parameters};
  return query_each(transaction, name, &all, function, context, error);
}

typedef struct {
  json_t *rows;
  size_t rows_max;
} Collection;

static bool collect(void *context, json_t *row, GError **error) {
  (void)error;
  Collection *collection = context;
  if (json_array_size(collection->rows) == collection->rows_max)
    return false;
  json_array_append(collection->rows, row);
  return true;
}

json_t *store_query(StoreTransaction *transaction, StoreWorkspaceStatement name, const json_t *parameters,
                    size_t rows_max, GError **error) {
  StoreParameters all = {.beside = parameters};
  return store_query_with(transaction, name, &all, rows_max, error);
}

json_t *store_query_with(StoreTransaction *transaction, StoreWorkspaceStatement name, const StoreParameters *parameters,
                         size_t rows_max, GError **error) {
  Collection collection = {.rows = json_array(), .rows_max = rows_max};
  g_autoptr(GError) failure = NULL;
  query_each(transaction, name, parameters, collect, &collection, &failure);
  if (failure == NULL)
    return collection.rows;
  g_propagate_error(error, g_steal_pointer(&failure));
  json_decref(collection.rows);
  return NULL;
}

json_t *store_query_row(StoreTransaction *transaction, StoreWorkspaceStatement name, const json_t *parameters,
                        GError **error) {
  json_t *rows = store_query(transaction, name, parameters, 1, error);
  if (rows == NULL)
    return NULL;
  json_t *row = json_array_size(rows) > 0 ? json_incref(json_array_get(rows, 0)) : json_null();
  json_decref(rows);
  return row;
}

bool store_execute_with(StoreTransaction *transaction, StoreWorkspaceStatement name, const StoreParameters *parameters,
                        GError **error) {
  if (!is_wanted(name, parameters))
    return true;
  g_auto(Prepared) prepared = {0};
  return prepare(transaction, name, parameters, &prepared, error) &&
         store_statement_run(prepared.statement, NULL, error);
}

bool store_execute(StoreTransaction *transaction, StoreWorkspaceStatement name, const json_t *parameters,
                   int64_t *changed, GError **error) {
  StoreParameters all = {.beside = parameters};
  if (!is_wanted(name, &all)) {
    if (changed != NULL)
      *changed = 0;
    return true;
  }
  g_auto(Prepared) prepared = {0};
  return prepare(transaction, name, &all, &prepared, error) && store_statement_run(prepared.statement, changed, error);
}
