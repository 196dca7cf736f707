/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* run.c: from a question to its document. */
#include "view.h"

#include "record/field_text.h"
#include "store/problem.h"

#include <string.h>

const View *view_find(const char *name) {
  for (const View *const *view = view_list; *view != NULL; view++) {
    if (strcmp((*view)->name, name) == 0)
      return *view;
  }
  return NULL;
}

/* ---- Times, on the way out -------------------------------------------------------------------------------------- */

static void spell_times(json_t *value);

static void spell_members(json_t *object) {
  const char *name = NULL;
  json_t *value = NULL;
  void *next = NULL;
  GPtrArray *times = NULL;
  json_object_foreach_safe(object, next, name, value) {
    if (json_is_integer(value) && g_str_has_suffix(name, "_ms")) {
      if (times == NULL)
        times = g_ptr_array_new_with_free_func(g_free);
      g_ptr_array_add(times, g_strdup(name));
    } else {
      spell_times(value);
    }
  }
  for (guint index = 0; times != NULL && index < times->len; index++) {
    const char *with_unit = times->pdata[index];
    g_autofree char *without = g_strndup(with_unit, strlen(with_unit) - strlen("_ms"));
    g_autofree char *spelt = record_text_from_time(json_integer_value(json_object_get(object, with_unit)));
    json_object_set_new(object, without, json_string(spelt));
    json_object_del(object, with_unit);
  }
  g_clear_pointer(&times, g_ptr_array_unref);
}

static void spell_times(json_t *value) {
  size_t index = 0;
  json_t *element = NULL;
  if (json_is_object(value))
    spell_members(value);
  json_array_foreach(value, index, element) {
    spell_times(element);
  }
}

/* The earliest time after now that the value speaks of, where that is before *until_ms. */
static void find_next_time(const json_t *value, int64_t now_ms, int64_t *until_ms) {
  const char *name = NULL;
  json_t *member = NULL;
  size_t index = 0;
  json_object_foreach((json_t *)value, name, member) {
    int64_t at_ms = json_is_integer(member) && g_str_has_suffix(name, "_ms") ? json_integer_value(member) : now_ms;
    if (at_ms > now_ms)
      *until_ms = MIN(*until_ms, at_ms);
    find_next_time(member, now_ms, until_ms);
  }
  json_array_foreach(value, index, member) {
    find_next_time(member, now_ms, until_ms);
  }
}

/* ---- Running ---------------------------------------------------------------------------------------------------- */

static bool read_view(StoreTransaction *transaction, void *data, GError **error) {
  ViewRun *run = data;
  run->transaction = transaction;
  return run->view->read(run, error);
}

static json_t *read_document(const View *view, const StoreMember *member, const json_t *parameters,
                             const ViewOptions *options, int64_t *until_ms, RecordProblem *problem) {
  ViewRun run = {.view = view,
                 .member = member,
                 .actor = &member->actor,
                 .options = options,
                 .now_ms = options->now_ms,
                 .parameters = parameters,
                 .document = json_object(),
                 .problem = problem};
  g_autoptr(GError) error = NULL;
  if (store_read(options->store, member->scope, read_view, &run, &error)) {
    find_next_time(run.document, options->now_ms, until_ms);
    if (view->write == NULL) {
      json_object_set_new(run.document, "zone", json_string(member->zone)); /* in which a page shows its times */
      spell_times(run.document);
    }
    return run.document;
  }
  if (problem->kind == RECORD_PROBLEM_NONE)
    store_problem_set(problem, error);
  json_decref(run.document);
  return NULL;
}

static json_t *gather_document(const View *view, const char *person, const json_t *parameters,
                               const ViewOptions *options, RecordProblem *problem) {
  RecordFieldSetting setting = {.now_ms = options->now_ms};
  json_t *checked = record_fields_check(view->parameters, parameters, &setting, problem);
  if (checked == NULL)
    return NULL;
  json_t *document = json_object();
  if (!view->gather(options, person, checked, document, problem))
    g_clear_pointer(&document, json_decref);
  json_decref(checked);
  return document;
}

json_t *view_run(const View *view, const char *workspace, const char *person, const json_t *parameters,
                 const ViewOptions *options, RecordProblem *problem) {
  int64_t until_ms = 0;
  return view_run_until(view, workspace, person, parameters, options, &until_ms, problem);
}

json_t *view_run_until(const View *view, const char *workspace, const char *person, const json_t *parameters,
                       const ViewOptions *options, int64_t *valid_until_ms, RecordProblem *problem) {
  record_problem_clear(problem);
  *valid_until_ms = options->now_ms + VIEW_HOLDS_MS;
  if (view->gather != NULL)
    return gather_document(view, person, parameters, options, problem);
  g_auto(StoreMember) member = {0};
  if (!store_member_find(options->store, workspace, person, &member, problem))
    return NULL;
  if ((view->who & (1U << member.actor.role)) == 0) {
    record_problem_refuse(problem, RECORD_REFUSED_ROLE);
    return NULL;
  }
  RecordFieldSetting setting = {.now_ms = options->now_ms, .currency_decimals = member.currency_decimals};
  json_t *checked = record_fields_check(view->parameters, parameters, &setting, problem);
  if (checked == NULL)
    return NULL;
  bool ready = view->prepare == NULL || view->prepare(options, &member, checked, problem);
  json_t *document = ready ? read_document(view, &member, checked, options, valid_until_ms, problem) : NULL;
  json_decref(checked);
  return document;
}

/* ---- Versions --------------------------------------------------------------------------------------------------- */

static bool read_version(StoreTransaction *transaction, void *data, GError **error) {
  json_t **row = data;
  *row = store_query_row(transaction, STORE_WORKSPACE_VERSION, NULL, error);
  return *row != NULL;
}

char *view_version(Store *store, const char *workspace, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  g_autoptr(StoreScope) scope = store_scope_new(workspace, "version", RECORD_ROLE_OBSERVER, NULL, 0, &error);
  json_t *row = NULL;
  char *version = NULL;
  if (scope == NULL || !store_read(store, scope, read_version, &row, &error)) {
    store_problem_set(problem, error);
  } else {
    version =
        g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, view_integer(row, "epoch", 0),
                        view_integer(row, "entry", 0), view_integer(row, "made_at_ms", 0));
  }
  json_decref(row);
  return version;
}

/* ---- For views -------------------------------------------------------------------------------------------------- */

static json_t *with_usual(const ViewRun *run, const char *id, size_t most) {
  json_t *parameters = json_copy((json_t *)run->parameters);
  if (id != NULL)
    json_object_set_new(parameters, "id", json_string(id));
  json_object_set_new(parameters, "now_ms", json_integer(run->now_ms));
  json_object_set_new(parameters, "most", json_integer((json_int_t)most));
  return parameters;
}

json_t *view_rows(ViewRun *run, StoreWorkspaceStatement name, const char *id, size_t most, GError **error) {
  json_t *parameters = with_usual(run, id, most);
  json_t *rows = store_query(run->transaction, name, parameters, most, error);
  json_decref(parameters);
  return rows;
}

bool view_put_rows(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *id, size_t most,
                   GError **error) {
  json_t *rows = view_rows(run, name, id, most, error);
  return rows != NULL && json_object_set_new(run->document, member, rows) == 0;
}

json_t *view_row(ViewRun *run, StoreWorkspaceStatement name, const char *id, GError **error) {
  json_t *parameters = with_usual(run, id, 1);
  json_t *row = store_query_row(run->transaction, name, parameters, error);
  json_decref(parameters);
  return row;
}

json_t *view_require(ViewRun *run, StoreWorkspaceStatement name, const char *parameter, GError **error) {
  const char *id = view_text(run->parameters, parameter);
  json_t *row = view_row(run, name, id, error);
  if (row == NULL || !json_is_null(row))
    return row;
  json_decref(row);
  record_problem_set(run->problem, RECORD_PROBLEM_NOT_FOUND, parameter, N_("Look up its id"), "There is no %s here",
                     id);
  return NULL;
}

static json_t *with_entry(int64_t entry, size_t most) {
  return json_pack("{s:I, s:I}", "entry", (json_int_t)entry, "most", (json_int_t)most);
}

json_t *view_row_of_entry(ViewRun *run, StoreWorkspaceStatement name, int64_t entry, GError **error) {
  json_t *parameters = with_entry(entry, 1);
  json_t *row = store_query_row(run->transaction, name, parameters, error);
  json_decref(parameters);
  return row;
}

json_t *view_rows_of_entry(ViewRun *run, StoreWorkspaceStatement name, int64_t entry, size_t most, GError **error) {
  json_t *parameters = with_entry(entry, most);
  json_t *rows = store_query(run->transaction, name, parameters, most, error);
  json_decref(parameters);
  return rows;
}

bool view_refuse(ViewRun *run, RecordRefusal refusal) {
  return record_problem_refuse(run->problem, refusal);
}

const char *view_text(const json_t *object, const char *name) {
  return json_string_value(json_object_get(object, name));
}

int64_t view_integer(const json_t *object, const char *name, int64_t otherwise) {
  const json_t *value = json_object_get(object, name);
  return json_is_integer(value) ? json_integer_value(value) : otherwise;
}
