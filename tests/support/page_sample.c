/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page_sample.c: the demonstrations, and pages of them. */
#include "page_sample.h"

#include "cli/play_file.h"

#include <glib/gstdio.h>
#include <string.h>

const PageSamplePerson page_sample_people[] = {
    {PAGE_SAMPLE_STUDIO, "ada", RECORD_ROLE_OWNER},     {PAGE_SAMPLE_STUDIO, "ben", RECORD_ROLE_MEMBER},
    {PAGE_SAMPLE_STUDIO, "dara", RECORD_ROLE_MEMBER},   {PAGE_SAMPLE_STUDIO, "wanda", RECORD_ROLE_OBSERVER},
    {PAGE_SAMPLE_STUDIO, "petra", RECORD_ROLE_PARTNER}, {PAGE_SAMPLE_STUDIO, "jonas", RECORD_ROLE_PARTNER},
    {PAGE_SAMPLE_SOLE, "tilde", RECORD_ROLE_OWNER},     {NULL, NULL, RECORD_ROLE_OWNER},
};

/* ---- The demonstrations ----------------------------------------------------------------------------------------- */

/* As its page does: opens the advice and takes along what is shown. */
static void look(const PageSample *sample, const PlayLine *line, json_t *document) {
  g_auto(RecordProblem) problem = {0};
  json_t *which = json_pack("{s:O}", "advice", json_object_get(document, "advice"));
  ViewOptions options = {.store = installation_store(sample->installation),
                         .now_ms = line->clock_ms,
                         .keys = installation_keys(sample->installation)};
  json_decref(installation_act(sample->installation, action_find("open_advice"), line->workspace, line->person, which,
                               line->clock_ms, NULL, &problem));
  json_t *page = view_run(view_find("advice"), line->workspace, line->person, which, &options, &problem);
  json_object_set(document, "shown", json_object_get(page, "shown"));
  json_decref(page);
  json_decref(which);
}

static void play_line(const PageSample *sample, const PlayLine *line, PlayNames *names) {
  g_auto(RecordProblem) problem = {0};
  const char *missing = NULL;
  json_t *document = play_names_fill_in(names, line->document, &missing);
  g_assert_nonnull(document);
  if (line->look)
    look(sample, line, document);
  json_t *reply = installation_act(sample->installation, line->action, line->workspace, line->person, document,
                                   line->clock_ms, NULL, &problem);
  if (reply == NULL)
    g_error("line %u: %s", line->number, problem.message);
  if (line->call != NULL)
    play_names_add(names, line->call, reply);
  json_decref(reply);
  json_decref(document);
}

static void play(const PageSample *sample, const char *file, const char *workspace) {
  g_autofree char *path = g_build_filename(SOURCE_FOLDER, "examples", "demonstration", file, NULL);
  const PlayUsual usual = {.workspace = workspace};
  int status = 0;
  g_autoptr(GPtrArray) lines = play_file_read(path, &usual, &status);
  g_autoptr(PlayNames) names = play_names_new();
  g_assert_nonnull(lines);
  for (guint index = 0; index < lines->len; index++)
    play_line(sample, lines->pdata[index], names);
}

PageSample *page_sample_new(void) {
  g_autoptr(GError) error = NULL;
  g_auto(RecordProblem) problem = {0};
  PageSample *sample = g_new0(PageSample, 1);
  sample->folder = g_dir_make_tmp("pages-XXXXXX", &error);
  g_assert_no_error(error);
  sample->path = g_build_filename(sample->folder, "record.db", NULL);
  sample->now_ms = PAGE_SAMPLE_NOW_MS;
  sample->base_path = "/base";
  sample->installation = installation_open(sample->path, &problem);
  if (sample->installation == NULL)
    g_error("%s", problem.message);
  play(sample, "studio.jsonl", PAGE_SAMPLE_STUDIO);
  play(sample, "first-week.jsonl", PAGE_SAMPLE_SOLE);
  return sample;
}

void page_sample_free(PageSample *sample) {
  installation_close(sample->installation);
  g_autoptr(GDir) folder = g_dir_open(sample->folder, 0, NULL);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    g_autofree char *path = g_build_filename(sample->folder, name, NULL);
    g_remove(path);
  }
  g_rmdir(sample->folder);
  g_free(sample->folder);
  g_free(sample->path);
  g_free(sample);
}

/* ---- Asking ----------------------------------------------------------------------------------------------------- */

typedef struct {
  PageSample *sample;
  const char *person;
} Asked;

static json_t *read_view(void *context, const View *view, const char *workspace, const json_t *parameters,
                         RecordProblem *problem) {
  const Asked *asked = context;
  ViewOptions options = {.store = installation_store(asked->sample->installation),
                         .now_ms = asked->sample->now_ms,
                         .keys = installation_keys(asked->sample->installation)};
  return view_run(view, workspace, asked->person, parameters, &options, problem);
}

static bool may_open(void *context, RecordProblem *problem) {
  (void)context;
  (void)problem;
  return true;
}

static const PageSamplePerson *find_person(const char *name) {
  for (const PageSamplePerson *person = page_sample_people; person->person != NULL; person++) {
    if (g_strcmp0(person->person, name) == 0)
      return person;
  }
  return NULL;
}

/* "?kind=decide&from=12" as an object; later ones win. */
static json_t *read_query(const char *path) {
  json_t *query = json_object();
  const char *mark = strchr(path, '?');
  g_auto(GStrv) parts = g_strsplit(mark != NULL ? mark + 1 : "", "&", -1);
  for (char **part = parts; *part != NULL; part++) {
    char *equals = strchr(*part, '=');
    if (equals == NULL)
      continue;
    *equals = '\0';
    g_autofree char *value = g_uri_unescape_string(equals + 1, NULL);
    json_object_set_new(query, *part, json_string(value != NULL ? value : ""));
  }
  return query;
}

/* HTML is looked through here, for every test. */
static void look_through(const char *person, const char *path, const PagesReply *reply) {
  if (reply->html == NULL)
    return;
  g_assert_cmpuint(strlen(reply->html->str), ==, reply->html->len);
  g_autofree char *wrong = html_check(reply->html->str);
  if (wrong != NULL)
    g_error("%s for %s: %s", path, person != NULL ? person : "nobody", wrong);
}

static bool answer(PageSample *sample, const char *name, const char *path, const json_t *form, PagesReply *reply) {
  const PageSamplePerson *known = find_person(name);
  Asked asked = {sample, name};
  const PagesWorkspace workspace = {.workspace = known != NULL ? known->workspace : "",
                                    .name = known != NULL ? known->workspace : "",
                                    .role = known != NULL ? known->role : RECORD_ROLE_OBSERVER};
  const PagesPerson person = {.person = name, .name = name, .workspaces = &workspace, .workspace_count = known != NULL};
  g_auto(GStrv) halves = g_strsplit(path, "?", 2);
  json_t *query = read_query(path);
  const PagesRequest request = {.installation = sample->installation,
                                .base_path = sample->base_path,
                                .base_url = "https://bellwether.example/base",
                                .path = halves[0],
                                .is_post = form != NULL,
                                .query = query,
                                .form = form,
                                .person = name != NULL ? &person : NULL,
                                .csrf_token = "token",
                                .now_ms = sample->now_ms,
                                .read = read_view,
                                .may_open = may_open,
                                .context = &asked};
  bool found = pages_answer(&request, reply);
  json_decref(query);
  look_through(name, path, reply);
  return found;
}

bool page_sample_get(PageSample *sample, const char *person, const char *path, PagesReply *reply) {
  return answer(sample, person, path, NULL, reply);
}

static json_t *read_json(const char *text) {
  g_autofree char *quoted = g_strdup(text);
  g_strdelimit(quoted, "'", '"');
  json_error_t error;
  json_t *document = json_loads(quoted, 0, &error);
  if (document == NULL)
    g_error("%s in %s", error.text, quoted);
  return document;
}

bool page_sample_post(PageSample *sample, const char *person, const char *path, const char *text, PagesReply *reply) {
  json_t *form = read_json(text);
  bool found = answer(sample, person, path, form, reply);
  json_decref(form);
  return found;
}

char *page_sample_do(PageSample *sample, const char *workspace, const char *person, const char *action,
                     const char *text) {
  g_auto(RecordProblem) problem = {0};
  json_t *document = read_json(text);
  json_t *reply = installation_act(sample->installation, action_find(action), workspace, person, document,
                                   sample->now_ms, NULL, &problem);
  json_decref(document);
  if (reply == NULL)
    g_error("%s %s %s: %s: %s", person, action, text, problem.field != NULL ? problem.field : "", problem.message);
  char *id = g_strdup(action_text(reply, "id") != NULL ? action_text(reply, "id") : "");
  json_decref(reply);
  return id;
}

json_t *page_sample_view(PageSample *sample, const char *workspace, const char *person, const char *view,
                         const char *text) {
  g_auto(RecordProblem) problem = {0};
  Asked asked = {sample, person};
  json_t *parameters = read_json(text);
  json_t *document = read_view(&asked, view_find(view), workspace, parameters, &problem);
  json_decref(parameters);
  if (document == NULL)
    g_error("%s %s %s: %s", person, view, text, problem.message);
  return document;
}
