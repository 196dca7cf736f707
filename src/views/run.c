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

#define WRITTEN_USUAL_BYTES 16384

/* One question, over as many transactions as it takes: a second one where something had to be prepared. */
typedef struct {
  ViewRun run;
  const json_t *asked; /* the parameters as they were given */
  json_t *checked;
  bool prepared;
  bool unprepared; /* the reading found out that something must be prepared */
  bool wants_version;
  char *version;
} Question;

static void question_clear(Question *question) {
  json_decref(question->checked);
  json_decref(question->run.document);
  if (question->run.written != NULL)
    g_string_free(question->run.written, TRUE);
  g_free(question->version);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Question, question_clear)

static bool refuse_role(ViewRun *run) {
  if (run->actor->role != RECORD_ROLE_PARTNER)
    return record_problem_refuse(run->problem, RECORD_REFUSED_ROLE);
  return record_problem_set(run->problem, RECORD_PROBLEM_FORBIDDEN, NULL,
                            N_("A partner asks for the portal, and for a brief, an advice or an engagement of theirs"),
                            "Your role does not allow this: \"%s\" is for the business's own people", run->view->name);
}

static bool check_question(Question *question) {
  ViewRun *run = &question->run;
  if ((run->view->who & (1U << run->actor->role)) == 0) /* each time: another one than before it was prepared, maybe */
    return refuse_role(run);
  if (question->checked != NULL)
    return true;
  RecordFieldSetting setting = {
      .now_ms = run->now_ms, .currency_decimals = run->member->currency_decimals, .zone = run->member->zone};
  question->checked = record_fields_check(run->view->parameters, question->asked, &setting, run->problem);
  run->parameters = question->checked;
  return question->checked != NULL;
}

/* Whether the view can be read as things are. */
static bool find_out_ready(Question *question, bool *ready, GError **error) {
  const View *view = question->run.view;
  *ready = view->prepare == NULL;
  if (view->ready != NULL && !view->ready(&question->run, ready, error))
    return false;
  *ready = *ready || question->prepared;
  return true;
}

static char *read_version(StoreTransaction *transaction, GError **error);

static bool read_as_member(StoreTransaction *transaction, void *data, GError **error) {
  Question *question = data;
  ViewRun *run = &question->run;
  bool ready = false;
  run->transaction = transaction;
  run->may_be_shut = 0;
  run->actor = &run->member->actor;
  if (!check_question(question) || !find_out_ready(question, &ready, error))
    return false;
  question->unprepared = !ready;
  if (!ready)
    return true;
  question->version = question->wants_version ? read_version(transaction, error) : NULL;
  return (!question->wants_version || question->version != NULL) && run->view->read(run, error);
}

/* Reads the document for the person, of whom *member then is filled in. False with a problem; or without one, where it
 * takes more than may be done at once. */
static bool answer_question(Question *question, const char *workspace, const char *person, StoreMember *member) {
  ViewRun *run = &question->run;
  const ViewOptions *options = run->options;
  run->now_ms = options->now_ms;
  run->until_ms = INT64_MAX;
  run->member = member;
  run->document = json_object();
  run->written = g_string_sized_new(WRITTEN_USUAL_BYTES);
  bool ok = store_member_read(options->store, workspace, person, options->at_once, member, read_as_member, question,
                              run->problem);
  if (!ok || !question->unprepared)
    return ok;
  if (options->at_once || !run->view->prepare(options, member, question->checked, run->problem))
    return false;
  question->prepared = true;
  store_member_clear(member);
  return store_member_read(options->store, workspace, person, false, member, read_as_member, question, run->problem);
}

/* Values of what was written as text. */
static bool read_written(Question *question) {
  GString *written = question->run.written;
  if (written->len == 0)
    return true;
  written->str[0] = '{'; /* in the place of the first comma */
  g_string_append_c(written, '}');
  json_t *members = json_loadb(written->str, written->len, JSON_REJECT_DUPLICATES, NULL);
  bool ok = members != NULL && json_object_update(question->run.document, members) == 0;
  json_decref(members);
  return ok ||
         record_problem_set(question->run.problem, RECORD_PROBLEM_FAILED, NULL,
                            N_("Try again; tell whoever runs this if it stays so"), "What is stored can't be read");
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

/* What is left to do with the values once they are read. */
static void finish_document(ViewRun *run, int64_t *until_ms) {
  find_next_time(run->document, run->now_ms, until_ms);
  *until_ms = MIN(*until_ms, run->until_ms);
  if (run->view->write != NULL)
    return;
  json_object_set_new(run->document, "zone", json_string(run->member->zone)); /* in which a page shows its times */
  spell_times(run->document);
}

json_t *view_run(const View *view, const char *workspace, const char *person, const json_t *parameters,
                 const ViewOptions *options, RecordProblem *problem) {
  record_problem_clear(problem);
  if (view->gather != NULL)
    return gather_document(view, person, parameters, options, problem);
  g_auto(StoreMember) member = {0};
  g_auto(Question) question = {.run = {.view = view, .options = options, .problem = problem}, .asked = parameters};
  int64_t until_ms = INT64_MAX;
  if (!answer_question(&question, workspace, person, &member))
    return NULL;
  finish_document(&question.run, &until_ms);
  return read_written(&question) ? g_steal_pointer(&question.run.document) : NULL;
}

/* ---- As it is sent ---------------------------------------------------------------------------------------------- */

void view_answer_clear(ViewAnswer *answer) {
  g_free(answer->text);
  g_free(answer->version);
  *answer = (ViewAnswer){0};
}

static int append(const char *bytes, size_t length, void *text) {
  g_string_append_len(text, bytes, (gssize)length);
  return 0;
}

/* The values first, then what was written. Takes both. */
static void put_together(const View *view, json_t *document, GString *written, ViewAnswer *answer) {
  if (view->write != NULL) {
    answer->text = view->write(document, &answer->length);
    return;
  }
  GString *text = g_string_sized_new((written != NULL ? written->len : 0) + WRITTEN_USUAL_BYTES / 8);
  json_dump_callback(document, append, text, JSON_COMPACT);
  if (written != NULL && written->len > 0) {
    g_string_truncate(text, text->len - 1);
    bool first = text->len == 1;
    g_string_append_len(text, written->str + first, (gssize)(written->len - first));
    g_string_append_c(text, '}');
  }
  answer->length = text->len;
  answer->text = g_realloc(g_string_free(text, FALSE), answer->length + 1); /* it may be kept for long */
}

static bool gather_answer(const View *view, const char *person, const json_t *parameters, const ViewOptions *options,
                          ViewAnswer *answer, RecordProblem *problem) {
  json_t *document = gather_document(view, person, parameters, options, problem);
  if (document != NULL)
    put_together(view, document, NULL, answer);
  json_decref(document);
  return answer->text != NULL;
}

bool view_answer(const View *view, const char *workspace, const char *person, const json_t *parameters,
                 const ViewOptions *options, ViewAnswer *answer, RecordProblem *problem) {
  record_problem_clear(problem);
  *answer = (ViewAnswer){.valid_until_ms = options->now_ms + VIEW_HOLDS_MS};
  answer->takes_time = options->at_once && !view->is_quick;
  if (answer->takes_time)
    return false;
  if (view->gather != NULL)
    return gather_answer(view, person, parameters, options, answer, problem);
  g_auto(StoreMember) member = {0};
  g_auto(Question) question = {.run = {.view = view, .options = options, .problem = problem},
                               .asked = parameters,
                               .wants_version = options->wants_version};
  if (!answer_question(&question, workspace, person, &member)) {
    answer->takes_time = options->at_once && (question.unprepared || problem->kind == RECORD_PROBLEM_BUSY);
    if (answer->takes_time)
      record_problem_clear(problem);
    return false;
  }
  finish_document(&question.run, &answer->valid_until_ms);
  put_together(view, question.run.document, question.run.written, answer);
  answer->version = g_steal_pointer(&question.version);
  return answer->text != NULL;
}

/* ---- Versions --------------------------------------------------------------------------------------------------- */

static char *read_version(StoreTransaction *transaction, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_WORKSPACE_VERSION, error);
  bool row = false;
  if (statement == NULL || !store_statement_step(statement, &row, error))
    return NULL;
  return g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
                         store_column_integer(statement, 0), store_column_integer(statement, 1),
                         store_column_integer(statement, 2));
}

static bool read_version_alone(StoreTransaction *transaction, void *data, GError **error) {
  char **version = data;
  *version = read_version(transaction, error);
  return *version != NULL;
}

char *view_version(Store *store, const char *workspace, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  g_autoptr(StoreScope) scope = store_scope_new(workspace, "version", RECORD_ROLE_OBSERVER, NULL, 0, &error);
  char *version = NULL;
  if (scope == NULL || !store_read(store, scope, read_version_alone, &version, &error))
    store_problem_set(problem, error);
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

void view_say_more(ViewRun *run, const char *member) {
  json_t *more = json_object_get(run->document, "more");
  if (more == NULL) {
    more = json_object();
    json_object_set_new(run->document, "more", more);
  }
  json_object_set_new(more, member, json_true());
}

bool view_put_cut(ViewRun *run, const char *member, json_t *rows, size_t most) {
  if (json_array_size(rows) > most)
    view_say_more(run, member);
  while (json_array_size(rows) > most)
    json_array_remove(rows, json_array_size(rows) - 1);
  return rows != NULL && json_object_set_new(run->document, member, rows) == 0;
}

bool view_put_rows(ViewRun *run, const char *member, StoreWorkspaceStatement name, const char *id, size_t most,
                   GError **error) {
  return view_put_cut(run, member, view_rows(run, name, id, most + 1, error), most);
}

json_t *view_row(ViewRun *run, StoreWorkspaceStatement name, const char *id, GError **error) {
  json_t *parameters = with_usual(run, id, 1);
  json_t *row = store_query_row(run->transaction, name, parameters, error);
  json_decref(parameters);
  return row;
}

bool view_refuse_thing(ViewRun *run, const char *parameter) {
  return record_problem_set(run->problem, RECORD_PROBLEM_NOT_FOUND, parameter, N_("Look up its id"),
                            "There is no %s here", view_text(run->parameters, parameter));
}

json_t *view_require(ViewRun *run, StoreWorkspaceStatement name, const char *parameter, GError **error) {
  const char *id = view_text(run->parameters, parameter);
  json_t *row = view_row(run, name, id, error);
  if (row == NULL || !json_is_null(row))
    return row;
  json_decref(row);
  view_refuse_thing(run, parameter);
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
