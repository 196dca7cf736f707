/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* view_sample.c: asking, and being refused. */
#include "view_sample.h"

#include <string.h>

void view_sample_keys(StoreKeyFile *keys, unsigned generations) {
  *keys = (StoreKeyFile){.count = generations};
  for (unsigned index = 0; index < generations; index++)
    memset(keys->masters[index], (int)(index + 1), STORE_KEY_BYTES);
}

json_t *view_sample_try(ActionSample *sample, const char *workspace, const char *person, const char *view,
                        const char *text, unsigned generations, RecordProblem *problem) {
  const View *found = view_find(view);
  if (found == NULL)
    g_error("there is no view %s", view);
  g_autofree char *quoted = g_strdup(text);
  g_strdelimit(quoted, "'", '"');
  json_error_t error;
  json_t *parameters = json_loads(quoted, 0, &error);
  if (parameters == NULL)
    g_error("%s in %s", error.text, quoted);
  StoreKeyFile keys;
  view_sample_keys(&keys, generations);
  ViewOptions options = {.store = sample->store, .now_ms = sample->now_ms, .keys = &keys};
  json_t *document = view_run(found, workspace, person, parameters, &options, problem);
  json_decref(parameters);
  return document;
}

json_t *view_sample_ask(ActionSample *sample, const char *person, const char *view, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_auto(RecordProblem) problem = {0};
  json_t *document = view_sample_try(sample, SAMPLE_WORKSPACE, person, view, text, 1, &problem);
  if (document == NULL)
    g_error("%s could not see %s %s: %s %s: %s", person, view, text, record_problem_kind_text(problem.kind),
            problem.field != NULL ? problem.field : "", problem.message);
  return document;
}

void view_sample_refuse(ActionSample *sample, const char *person, const char *view, RecordProblemKind kind,
                        const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_auto(RecordProblem) problem = {0};
  json_t *document = view_sample_try(sample, SAMPLE_WORKSPACE, person, view, text, 1, &problem);
  if (document != NULL || problem.kind != kind)
    g_error("%s %s %s: %s: %s", person, view, text, document != NULL ? "shown" : record_problem_kind_text(problem.kind),
            problem.message != NULL ? problem.message : "");
  g_assert_nonnull(problem.message);
}

char *view_sample_text(const json_t *document) {
  char *dumped = json_dumps(document, JSON_COMPACT | JSON_ENCODE_ANY);
  char *text = g_strdup(dumped);
  free(dumped);
  return text;
}
