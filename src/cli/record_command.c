/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_command.c: from argv to a document, and from a problem to an exit status. Printing is in record_text.c. */
#include "record_command.h"

#include "command.h"
#include "help.h"
#include "record_files.h"
#include "record_text.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define DOCUMENT_BYTES_MAX (1024 * 1024)

typedef struct {
  const char *name;
  const char *argument; /* NULL: a flag */
  const char *help;
} UsualOption;

static const UsualOption usual_options[] = {
    {"store", N_("FILE"), N_("the record's database (or BELLWETHER_STORE; else in your data folder)")},
    {"workspace", N_("NAME"), N_("the business (or BELLWETHER_WORKSPACE)")},
    {"as", N_("PERSON"), N_("who you are there (or BELLWETHER_PERSON)")},
    {"document", N_("FILE"), N_("a JSON object with the fields; \"-\" reads standard input")},
    {"request-key", N_("KEY"), N_("the same key again does nothing twice and gives the same answer")},
    {"clock", N_("TIME"), COMMAND_CLOCK_HELP},
    {"json", NULL, N_("answer in JSON")},
    {"help", NULL, N_("this text")},
};

/* What of a declaration a command is made of. */
typedef struct {
  const char *name;
  const char *summary;
  const RecordField *fields;
  const Action *action; /* one of the two */
  const View *view;
} Verb;

static bool find_verb(const char *name, Verb *verb) {
  *verb = (Verb){.action = action_find(name), .view = view_find(name)};
  if (verb->action != NULL) {
    verb->name = verb->action->name;
    verb->summary = verb->action->summary;
    verb->fields = verb->action->fields;
  } else if (verb->view != NULL) {
    verb->name = verb->view->name;
    verb->summary = verb->view->summary;
    verb->fields = verb->view->parameters;
  }
  return verb->name != NULL;
}

bool record_command_knows(const char *verb) {
  g_autofree char *name = g_strdelimit(g_strdup(verb), "-", '_');
  return action_find(name) != NULL || view_find(name) != NULL;
}

/* ---- Help ------------------------------------------------------------------------------------------------------- */

static char *option_of(const char *field) {
  return g_strdelimit(g_strdup(field), "_", '-');
}

static const char *argument_of(const RecordField *field) {
  switch (field->type) {
  case RECORD_FIELD_TEXT:
  case RECORD_FIELD_TEXTS: return _("TEXT");
  case RECORD_FIELD_NAME: return _("NAME");
  case RECORD_FIELD_THING:
  case RECORD_FIELD_THINGS: return _("ID");
  case RECORD_FIELD_MONEY: return _("AMOUNT");
  case RECORD_FIELD_SHARE: return _("SHARE");
  case RECORD_FIELD_INTEGER:
  case RECORD_FIELD_NUMBER: return _("NUMBER");
  case RECORD_FIELD_TIME: return _("DATE");
  case RECORD_FIELD_CHOICE: return field->choices;
  case RECORD_FIELD_FLAG: return _("yes|no");
  case RECORD_FIELD_HASH: return (field->flags & RECORD_FIELD_FILE) != 0 ? _("FILE") : _("VALUE");
  default: return _("VALUE");
  }
}

static bool has_time(const RecordField *fields) {
  for (; fields->name != NULL; fields++) {
    if (fields->type == RECORD_FIELD_TIME)
      return true;
  }
  return false;
}

static void print_help(const Verb *verb, Output *output) {
  help_begin(output, verb->name, _("[OPTION]…"), _(verb->summary), NULL);
  for (const RecordField *field = verb->fields; field->name != NULL; field++) {
    g_autofree char *name = option_of(field->name);
    bool is_list = field->type == RECORD_FIELD_TEXTS || field->type == RECORD_FIELD_THINGS;
    g_autofree char *help =
        g_strdup_printf("%s%s%s", _(field->help), (field->flags & RECORD_FIELD_REQUIRED) != 0 ? _(" (required)") : "",
                        is_list ? _(" (may be given more than once)") : "");
    help_option(output, name, argument_of(field), help);
  }
  if (has_time(verb->fields))
    help_note(output,
              _("A DATE without a time of day (2026-12-31) is that day where the business is: its beginning, or its "
                "end where something ends or is due then."));
  help_gap(output);
  for (size_t index = 0; index < G_N_ELEMENTS(usual_options); index++) {
    bool for_writing = strcmp(usual_options[index].name, "request-key") == 0;
    if (verb->action != NULL || !for_writing)
      help_option(output, usual_options[index].name,
                  usual_options[index].argument != NULL ? _(usual_options[index].argument) : NULL,
                  _(usual_options[index].help));
  }
}

static void list_verb(Output *output, const char *name, const char *summary) {
  output_printf(output, "  %-22s  ", name);
  output_paragraph(output, 26, _(summary));
}

void record_command_list(Output *output) {
  output_printf(output, "\n%s\n", _("What one can ask of a record:"));
  for (const View *const *view = view_list; *view != NULL; view++)
    list_verb(output, (*view)->name, (*view)->summary);
  output_printf(output, "\n%s\n", _("What one can do:"));
  for (const Action *const *action = action_list; *action != NULL; action++)
    list_verb(output, (*action)->name, (*action)->summary);
}

/* ---- Options ---------------------------------------------------------------------------------------------------- */

static int wrong_usage(const Verb *verb, const char *format, ...) G_GNUC_PRINTF(2, 3);

static int wrong_usage(const Verb *verb, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  fprintf(stderr, _("bellwether %s: %s; see bellwether %s --help\n"), verb->name, message, verb->name);
  return EX_USAGE;
}

static const UsualOption *find_usual(const char *name) {
  for (size_t index = 0; index < G_N_ELEMENTS(usual_options); index++) {
    if (strcmp(usual_options[index].name, name) == 0)
      return &usual_options[index];
  }
  return NULL;
}

static int set_usual(const Verb *verb, const char *name, const char *value, RecordSettings *settings) {
  if (strcmp(name, "store") == 0) {
    g_free((char *)settings->store);
    settings->store = g_strdup(value);
  } else if (strcmp(name, "workspace") == 0) {
    settings->workspace = value;
  } else if (strcmp(name, "as") == 0) {
    settings->person = value;
  } else if (strcmp(name, "document") == 0) {
    settings->document = value;
  } else if (strcmp(name, "request-key") == 0) {
    settings->request_key = value;
  } else if (strcmp(name, "json") == 0) {
    settings->json = true;
  } else if (strcmp(name, "help") == 0) {
    settings->help = true;
  } else if (!record_text_read_time(value, &settings->now_ms)) {
    return wrong_usage(verb, _("--clock: expected a date or a time such as 2026-03-05T14:30:00Z, found \"%s\""), value);
  }
  return EX_OK;
}

/* A word to choose may be typed as options are, "own-view". The caller's. */
static json_t *value_of(const RecordField *field, const char *value) {
  g_autofree char *word = g_strdelimit(g_strdup(value), "-", '_');
  g_auto(GStrv) choices = g_strsplit(field->type == RECORD_FIELD_CHOICE ? field->choices : "", "|", -1);
  return json_string(g_strv_contains((const char *const *)choices, word) ? word : value);
}

static int set_field(const Verb *verb, const char *name, const char *value, json_t *document) {
  g_autofree char *field_name = g_strdelimit(g_strdup(name), "-", '_');
  const RecordField *field = record_field_find(verb->fields, field_name);
  if (field == NULL)
    return wrong_usage(verb, _("there is no option --%s"), name);
  json_t *text = value_of(field, value);
  if (text == NULL)
    return wrong_usage(verb, _("--%s: the text is not valid UTF-8"), name);
  bool is_list = field->type == RECORD_FIELD_TEXTS || field->type == RECORD_FIELD_THINGS;
  json_t *before = json_object_get(document, field_name);
  if (is_list && before == NULL)
    json_object_set_new(document, field_name, json_pack("[o]", text));
  else if (is_list)
    json_array_append_new(before, text);
  else if (before == NULL)
    json_object_set_new(document, field_name, text);
  else
    json_decref(text);
  return before == NULL || is_list ? EX_OK : wrong_usage(verb, _("--%s is given twice"), name);
}

static int read_option(const Verb *verb, int argc, char **argv, int *at, RecordSettings *settings, json_t *document) {
  const char *word = argv[*at];
  if (strncmp(word, "--", 2) != 0)
    return wrong_usage(verb, _("\"%s\" is no option"), word);
  const char *equals = strchr(word, '=');
  g_autofree char *name = equals != NULL ? g_strndup(word + 2, (size_t)(equals - word) - 2) : g_strdup(word + 2);
  g_autofree char *field_name = g_strdelimit(g_strdup(name), "-", '_');
  bool is_field = record_field_find(verb->fields, field_name) != NULL; /* a field goes before a usual option */
  const UsualOption *usual = is_field ? NULL : find_usual(name);
  if (usual != NULL && usual->argument == NULL)
    return equals != NULL ? wrong_usage(verb, _("--%s takes no argument"), name)
                          : set_usual(verb, name, NULL, settings);
  if (usual == NULL && !is_field)
    return wrong_usage(verb, _("there is no option --%s"), name);
  if (equals == NULL && *at + 1 == argc)
    return wrong_usage(verb, _("--%s needs an argument"), name);
  const char *value = equals != NULL ? equals + 1 : argv[++*at];
  if (usual != NULL)
    return set_usual(verb, name, value, settings);
  if ((record_field_find(verb->fields, field_name)->flags & RECORD_FIELD_FILE) == 0)
    return set_field(verb, name, value, document);
  int status = settings->file == NULL ? EX_OK : wrong_usage(verb, _("--%s is given twice"), name);
  settings->file = value;
  return status;
}

char *record_usual_store(void) {
  const char *store = g_getenv("BELLWETHER_STORE");
  return store != NULL ? g_strdup(store) : g_build_filename(g_get_user_data_dir(), "bellwether", "record.db", NULL);
}

static void usual_settings(RecordSettings *settings) {
  *settings = (RecordSettings){
      .store = record_usual_store(),
      .workspace = g_getenv("BELLWETHER_WORKSPACE"),
      .person = g_getenv("BELLWETHER_PERSON"),
      .now_ms = g_get_real_time() / 1000,
  };
}

/* ---- Documents from a file -------------------------------------------------------------------------------------- */

static json_t *read_file(const Verb *verb, const char *path) {
  FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
  if (file == NULL) {
    fprintf(stderr, _("bellwether %s: cannot read %s: %s\n"), verb->name, path, g_strerror(errno));
    return NULL;
  }
  g_autofree char *bytes = g_malloc(DOCUMENT_BYTES_MAX + 1);
  size_t length = fread(bytes, 1, DOCUMENT_BYTES_MAX + 1, file);
  bool failed = ferror(file) != 0;
  if (file != stdin)
    fclose(file);
  json_error_t why = {.text = "it is longer than a document may be"};
  json_t *document =
      !failed && length <= DOCUMENT_BYTES_MAX ? json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &why) : NULL;
  if (json_is_object(document))
    return document;
  if (failed)
    fprintf(stderr, _("bellwether %s: cannot read %s\n"), verb->name, path);
  else if (document != NULL)
    fprintf(stderr, _("bellwether %s: %s: a JSON object was expected\n"), verb->name, path);
  else
    fprintf(stderr, _("bellwether %s: %s: line %d: %s\n"), verb->name, path, why.line, why.text);
  json_decref(document);
  return NULL;
}

bool record_check_written(const RecordField *fields, const json_t *document, RecordProblem *problem) {
  for (const RecordField *field = fields; field->name != NULL; field++) {
    bool is_amount =
        field->type == RECORD_FIELD_MONEY || field->type == RECORD_FIELD_SHARE || field->type == RECORD_FIELD_NUMBER;
    if (is_amount && json_is_number(json_object_get(document, field->name)))
      return record_problem_set(problem, RECORD_PROBLEM_INVALID, field->name,
                                N_("Write it as a text, as one says it: \"1200\", \"12.50\", \"70 %\""),
                                "As a bare number it could be that many of the smallest unit");
  }
  return true;
}

/* Options win over the file. */
static bool add_file(const Verb *verb, const char *path, json_t *document) {
  if (path == NULL)
    return true;
  json_t *from_file = read_file(verb, path);
  if (from_file == NULL)
    return false;
  g_auto(RecordProblem) problem = {0};
  bool ok = record_check_written(verb->fields, from_file, &problem);
  if (ok)
    json_object_update_missing(document, from_file);
  else
    record_report_problem(verb->name, &problem);
  json_decref(from_file);
  return ok;
}

/* ---- Running ---------------------------------------------------------------------------------------------------- */

int record_problem_status(const RecordProblem *problem) {
  switch (problem->kind) {
  case RECORD_PROBLEM_NONE: return EX_OK;
  case RECORD_PROBLEM_INVALID:
  case RECORD_PROBLEM_CONFLICT: return EX_DATAERR;
  case RECORD_PROBLEM_FORBIDDEN: return EX_NOPERM;
  case RECORD_PROBLEM_NOT_FOUND: return EX_NOINPUT;
  case RECORD_PROBLEM_BUSY: return EX_TEMPFAIL;
  case RECORD_PROBLEM_FAILED: break;
  }
  return EX_IOERR;
}

int record_report_problem(const char *verb, const RecordProblem *problem) {
  g_autofree char *option = problem->field != NULL ? option_of(problem->field) : NULL;
  fprintf(stderr, "bellwether %s: %s%s%s.", verb, option != NULL ? option : "", option != NULL ? ": " : "",
          problem->message);
  if (problem->advice != NULL && *problem->advice != '\0')
    fprintf(stderr, " %s.", _(problem->advice));
  fprintf(stderr, "\n");
  return record_problem_status(problem);
}

/* Of no one workspace. */
static bool is_everywhere(const Verb *verb) {
  return verb->view != NULL && verb->view->gather != NULL;
}

static int report_missing(const Verb *verb, const RecordSettings *settings) {
  if (settings->workspace == NULL && !is_everywhere(verb))
    return wrong_usage(verb, "%s", _("which workspace? Give --workspace NAME or set BELLWETHER_WORKSPACE"));
  return wrong_usage(verb, "%s", _("who are you? Give --as PERSON or set BELLWETHER_PERSON"));
}

Installation *record_open(const char *path, const char *verb, RecordProblem *problem) {
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_mkdir_with_parents(folder, 0700) != 0)
    fprintf(stderr, _("bellwether %s: cannot make the folder %s: %s\n"), verb, folder, g_strerror(errno));
  return installation_open(path, problem);
}

Installation *record_open_existing(const char *path, const char *verb, RecordProblem *problem) {
  if (access(path, F_OK) == 0)
    return record_open(path, verb, problem);
  record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, NULL,
                     _("Say where it is with --store, or begin one with bellwether open-workspace"),
                     _("There is no record at %s"), path);
  return NULL;
}

static json_t *act(const Verb *verb, Installation *installation, const RecordSettings *settings, json_t *document,
                   RecordProblem *problem) {
  if (!record_files_keep(installation, settings, verb->fields, document, problem))
    return NULL;
  json_t *reply = installation_act(installation, verb->action, settings->workspace, settings->person, document,
                                   settings->now_ms, settings->request_key, problem);
  if (reply == NULL)
    record_files_drop(installation, settings, verb->fields, document);
  return reply;
}

/* The same with --json: what is signed goes out to the byte. */
static void print_file(const View *view, const json_t *document, Output *output) {
  size_t length = 0;
  g_autofree char *bytes = view->write(document, &length);
  if (bytes != NULL)
    g_string_append_len(output->text, bytes, (gssize)length);
}

/* What the secret in a reply is for; NULL of one that needs no word. */
static const char *secret_words(const char *action) {
  if (strcmp(action, "invite") == 0)
    return _(
        "the last line is a secret for whoever you invited, shown this once. They join with it on your server's page "
        "/join/WORKSPACE/SECRET, or by bellwether join --secret SECRET --as THEIR-NAME");
  return strcmp(action, "note_advice") == 0 || strcmp(action, "new_link") == 0
             ? _("the last line is a secret for the partner, shown this once. With it they say whether they gave this "
                 "advice, on your server's page /confirm/WORKSPACE/SECRET, or by bellwether confirm-advice --secret "
                 "SECRET "
                 "--agrees yes --as THEIR-NAME")
             : NULL;
}

/* What scripts take is on standard output; what people should know is not. */
static void print_reply(const Verb *verb, const json_t *reply, Output *output) {
  const char *note = json_string_value(json_object_get(reply, "note"));
  const char *secret = json_object_get(reply, "secret") != NULL ? secret_words(verb->action->name) : NULL;
  record_text_reply(output, reply);
  if (secret != NULL)
    fprintf(stderr, "bellwether %s: %s.\n", verb->name, secret);
  if (note != NULL)
    fprintf(stderr, "bellwether %s: %s.\n", verb->name, _(note));
}

static int run(const Verb *verb, const RecordSettings *settings, json_t *document, Output *output) {
  g_auto(RecordProblem) problem = {0};
  bool may_begin = verb->action != NULL && (verb->action->who & ACTION_BY_STRANGER) != 0;
  g_autoptr(Installation) installation =
      (may_begin ? record_open : record_open_existing)(settings->store, verb->name, &problem);
  json_t *reply = NULL;
  if (installation != NULL && verb->action != NULL) {
    reply = act(verb, installation, settings, document, &problem);
  } else if (installation != NULL) {
    ViewOptions options = {
        .store = installation_store(installation), .now_ms = settings->now_ms, .keys = installation_keys(installation)};
    reply = view_run(verb->view, settings->workspace, settings->person, document, &options, &problem);
  }
  if (reply == NULL)
    return record_report_problem(verb->name, &problem);
  if (verb->view != NULL && verb->view->write != NULL)
    print_file(verb->view, reply, output);
  else if (settings->json)
    output_json(output, json_incref(reply));
  else if (verb->action != NULL)
    print_reply(verb, reply, output);
  else
    record_text_view(output, verb->view, reply);
  json_decref(reply);
  return EX_OK;
}

int record_command_run(int argc, char **argv, Output *output) {
  Verb verb;
  g_autofree char *name = g_strdelimit(g_strdup(argv[0]), "-", '_');
  if (!find_verb(name, &verb))
    return EX_USAGE;
  RecordSettings settings;
  usual_settings(&settings);
  json_t *document = json_object();
  int status = EX_OK;
  for (int at = 1; status == EX_OK && at < argc; at++)
    status = read_option(&verb, argc, argv, &at, &settings, document);
  if (status == EX_OK && settings.help) {
    print_help(&verb, output);
  } else if (status == EX_OK && ((settings.workspace == NULL && !is_everywhere(&verb)) || settings.person == NULL)) {
    status = report_missing(&verb, &settings);
  } else if (status == EX_OK) {
    status = add_file(&verb, settings.document, document) ? run(&verb, &settings, document, output) : EX_DATAERR;
  }
  json_decref(document);
  g_free((char *)settings.store);
  return status;
}
