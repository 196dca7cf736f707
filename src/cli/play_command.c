/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* play_command.c: `play`: does what a file says, line by line. How such a file looks is in play_file.h. */
#include "command.h"
#include "play_file.h"
#include "record_command.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

typedef struct {
  const char *path;
  const char *store;
  PlayUsual usual;
  bool json;
} PlayOptions;

typedef struct {
  Installation *installation;
  PlayNames *names;
  RecordProblem *problem;
} Play;

/* ---- Looking at an advice --------------------------------------------------------------------------------------- */

static bool open_advice(const Play *play, const PlayLine *line, const json_t *which) {
  json_t *reply = installation_act(play->installation, action_find("open_advice"), line->workspace, line->person, which,
                                   line->clock_ms, NULL, play->problem);
  json_decref(reply);
  return reply != NULL;
}

/* Opens the advice that is decided on, as its page does, and puts into the document what is shown there. */
static bool look(const Play *play, const PlayLine *line, json_t *document) {
  json_t *which = json_pack("{s:O*}", "advice", json_object_get(document, "advice"));
  ViewOptions options = {.store = installation_store(play->installation),
                         .now_ms = line->clock_ms,
                         .keys = installation_keys(play->installation)};
  json_t *page = open_advice(play, line, which)
                     ? view_run(view_find("advice"), line->workspace, line->person, which, &options, play->problem)
                     : NULL;
  json_t *shown = json_object_get(page, "shown"); /* none where the person may not decide, as `decide` will say */
  if (shown != NULL)
    json_object_set(document, "shown", shown);
  bool ok = page != NULL;
  json_decref(page);
  json_decref(which);
  return ok;
}

/* ---- Lines ------------------------------------------------------------------------------------------------------ */

/* NULL with the problem filled in. */
static json_t *do_line(const Play *play, const PlayLine *line) {
  const char *missing = NULL;
  json_t *document = play_names_fill_in(play->names, line->document, &missing);
  if (document == NULL) {
    record_problem_set(play->problem, RECORD_PROBLEM_INVALID, NULL, NULL, "What \"%s\" stands for was not made",
                       missing);
    return NULL;
  }
  json_t *reply = NULL;
  bool written = record_check_written(line->action->fields, document, play->problem);
  if (written && (!line->look || look(play, line, document)))
    reply = installation_act(play->installation, line->action, line->workspace, line->person, document, line->clock_ms,
                             NULL, play->problem);
  json_decref(document);
  return reply;
}

static int report(const PlayOptions *options, const PlayLine *line, guint done, const RecordProblem *problem) {
  bool has_advice = problem->advice != NULL && *problem->advice != '\0';
  fprintf(stderr, "bellwether play: %s:%u (%s): %s%s%s.%s%s%s ", options->path, line->number, line->action->name,
          problem->field != NULL ? problem->field : "", problem->field != NULL ? ": " : "", problem->message,
          has_advice ? " " : "", has_advice ? _(problem->advice) : "", has_advice ? "." : "");
  if (done == 0)
    fprintf(stderr, "%s\n", _("Nothing was done."));
  else
    fprintf(stderr, ngettext("What %u line before it did stays.\n", "What the %u lines before it did stays.\n", done),
            done);
  return record_problem_status(problem);
}

static void show_progress(guint done, guint all) {
  if (isatty(STDERR_FILENO))
    fprintf(stderr, _("\r%u of %u lines"), done, all);
}

static void print_done(const PlayOptions *options, const PlayNames *names, guint count, Output *output) {
  if (options->json)
    output_json(output, json_pack("{s:I, s:o}", "lines", (json_int_t)count, "names", play_names_ids(names)));
  else
    output_printf(output, ngettext("%s: %u line done\n", "%s: %u lines done\n", count), options->path, count);
}

static int play_lines(const PlayOptions *options, const GPtrArray *lines, Output *output) {
  g_auto(RecordProblem) problem = {0};
  g_autoptr(Installation) installation = record_open(options->store, "play", &problem);
  if (installation == NULL)
    return record_report_problem("play", &problem);
  g_autoptr(PlayNames) names = play_names_new();
  Play play = {.installation = installation, .names = names, .problem = &problem};
  bool ok = true;
  guint done = 0;
  for (; ok && done < lines->len; done += ok) {
    const PlayLine *line = lines->pdata[done];
    json_t *reply = do_line(&play, line);
    ok = reply != NULL;
    if (ok && line->call != NULL)
      play_names_add(names, line->call, reply);
    json_decref(reply);
    show_progress(done, lines->len);
  }
  if (isatty(STDERR_FILENO))
    fprintf(stderr, "\r\033[K");
  if (!ok)
    return report(options, lines->pdata[done], done, &problem);
  print_done(options, names, done, output);
  return EX_OK;
}

int command_play(int argc, char **argv, Output *output) {
  g_autofree char *store = record_usual_store();
  PlayOptions options = {.store = store,
                         .usual = {.workspace = g_getenv("BELLWETHER_WORKSPACE"),
                                   .person = g_getenv("BELLWETHER_PERSON"),
                                   .clock_ms = g_get_real_time() / 1000}};
  const CommandOption table[] = {
      {"store", OPTION_TEXT, &options.store, N_("FILE"), N_("the record's database (or BELLWETHER_STORE)")},
      {"workspace", OPTION_TEXT, &options.usual.workspace, N_("NAME"),
       N_("of lines that name none (or BELLWETHER_WORKSPACE)")},
      {"as", OPTION_TEXT, &options.usual.person, N_("PERSON"), N_("who does what names nobody (or BELLWETHER_PERSON)")},
      {"clock", OPTION_FROM, &options.usual.clock_ms, N_("TIME"),
       N_("of lines without a clock (UTC, unless it says its zone); now, if left out")},
      {"json", OPTION_FLAG, &options.json, NULL, N_("answer in JSON, with the ids of all that was named")},
      {NULL, OPTION_FLAG, NULL, NULL, NULL},
  };
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  OptionsResult result = command_read_options(argc, argv, table, arguments, 1, 1, output);
  if (result != OPTIONS_DONE)
    return result == OPTIONS_HELPED ? EX_OK : EX_USAGE;
  options.path = arguments->pdata[0];
  int status = EX_OK;
  g_autoptr(GPtrArray) lines = play_file_read(options.path, &options.usual, &status);
  return lines != NULL ? play_lines(&options, lines, output) : status;
}
