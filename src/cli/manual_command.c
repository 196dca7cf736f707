/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * manual_command.c: the manual page and bash's completion, from what every command says of itself.
 *
 * Each command is asked for its help in the form that is wanted (help.h), so that nothing is written down twice.
 */
#include "command.h"
#include "help.h"
#include "record_command.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sysexits.h>

/* ---- Every command's help --------------------------------------------------------------------------------------- */

typedef struct {
  Output *output; /* what is being written */
  void (*add)(Output *output, const char *verb, const char *help);
} Telling;

/* Asks one command for its help in the output's form, and adds it. */
static void tell(const Telling *telling, int (*run)(int, char **, Output *), const char *verb) {
  Output help = {
      .text = g_string_new(NULL), .help_form = telling->output->help_form, .columns = telling->output->columns};
  g_autofree char *typed = g_strdelimit(g_strdup(verb), "_", '-');
  char asked[] = "--help";
  char *arguments[] = {typed, asked, NULL};
  if (run(2, arguments, &help) == EX_OK)
    telling->add(telling->output, typed, help.text->str);
  output_clear(&help);
}

static void tell_commands(const Telling *telling) {
  for (size_t index = 0; command_at(index) != NULL; index++)
    tell(telling, command_at(index)->run, command_at(index)->verb);
}

static void tell_views(const Telling *telling) {
  for (const View *const *view = view_list; *view != NULL; view++)
    tell(telling, record_command_run, (*view)->name);
}

static void tell_actions(const Telling *telling) {
  for (const Action *const *action = action_list; *action != NULL; action++)
    tell(telling, record_command_run, (*action)->name);
}

/* No options but --help: what to do next; EX_OK to go on. */
static int read_nothing(int argc, char **argv, Output *output, bool *helped) {
  const CommandOption options[] = {{NULL, OPTION_FLAG, NULL, NULL, NULL}};
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  OptionsResult result = command_read_options(argc, argv, options, arguments, 0, 0, output);
  *helped = result == OPTIONS_HELPED;
  return result == OPTIONS_WRONG ? EX_USAGE : EX_OK;
}

/* ---- The manual page -------------------------------------------------------------------------------------------- */

static void heading(Output *output, const char *words) {
  g_autofree char *upper = g_utf8_strup(words, -1);
  output_printf(output, ".SH \"%s\"\n", upper);
}

static void paragraph(Output *output, const char *words) {
  g_string_append(output->text, ".PP\n");
  help_add_manual_text(output, words);
  g_string_append_c(output->text, '\n');
}

static void entry(Output *output, const char *name, const char *words) {
  g_string_append(output->text, ".TP\n\\fB");
  help_add_manual_text(output, name);
  g_string_append(output->text, "\\fR\n");
  help_add_manual_text(output, words);
  g_string_append_c(output->text, '\n');
}

static void add_section(Output *output, const char *verb, const char *help) {
  (void)verb;
  g_string_append(output->text, help);
}

static void write_beginning(Output *output) {
  output_printf(output, ".TH BELLWETHER 1 \"\" \"Bellwether %s\" \"%s\"\n", bellwether_version(), _("User Commands"));
  heading(output, _("Name"));
  help_add_manual_text(output, _("bellwether - the record of a business's outside partnerships"));
  g_string_append_c(output->text, '\n');
  heading(output, _("Synopsis"));
  g_string_append(output->text, "\\fBbellwether\\fR \\fI");
  help_add_manual_text(output, _("COMMAND [OPTION]… [FILE]…"));
  g_string_append(output->text, "\\fR\n");
  heading(output, _("Description"));
  help_add_manual_text(
      output, _("Works out from a record of advice, decisions and outcomes how far each of a business's outside "
                "partners can be trusted."));
  g_string_append_c(output->text, '\n');
  paragraph(output,
            _("What one can do is an action and what one can ask is a view; each is a command. Ids are a letter "
              "and a number, and every command that makes something prints its id."));
}

static void write_end(Output *output) {
  heading(output, _("Environment"));
  entry(output, "BELLWETHER_STORE", _("The record's database, where --store does not say it."));
  entry(output, "BELLWETHER_WORKSPACE", _("The business, where --workspace does not say it."));
  entry(output, "BELLWETHER_PERSON", _("Who you are there, where --as does not say it."));
  heading(output, _("Exit status"));
  entry(output, "0", _("It is done."));
  entry(output, "64", _("The command line was wrong (EX_USAGE)."));
  entry(output, "65", _("What was given is wrong, or the record says otherwise (EX_DATAERR)."));
  entry(output, "66", _("There is no such file or thing (EX_NOINPUT)."));
  entry(output, "73, 74", _("A file can't be made, or reading or writing failed (EX_CANTCREAT, EX_IOERR)."));
  entry(output, "75", _("Busy: try again (EX_TEMPFAIL)."));
  entry(output, "77", _("You may not do that (EX_NOPERM)."));
}

int command_manual(int argc, char **argv, Output *output) {
  bool helped = false;
  int status = read_nothing(argc, argv, output, &helped);
  if (status != EX_OK || helped)
    return status;
  output->help_form = HELP_FOR_MANUAL;
  Telling telling = {output, add_section};
  write_beginning(output);
  heading(output, _("Commands"));
  tell_commands(&telling);
  heading(output, _("What one can ask of a record"));
  tell_views(&telling);
  heading(output, _("What one can do"));
  tell_actions(&telling);
  write_end(output);
  return EX_OK;
}

/* ---- Bash ------------------------------------------------------------------------------------------------------- */

static void add_verb(Output *output, const char *verb, const char *help) {
  (void)help;
  output_printf(output, " %s", verb);
}

/* "--decision TAB follow|adapt": the values of each option that has a choice. */
static void add_values(Output *output, const char *verb, const char *help) {
  g_auto(GStrv) lines = g_strsplit(help, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    char *argument = strchr(*line, '\t');
    if (argument == NULL || strchr(argument, '|') == NULL)
      continue;
    *argument++ = '\0';
    output_printf(output, "    '%s %s') words='%s' ;;\n", verb, *line, g_strdelimit(argument, "|", ' '));
  }
}

static void add_options(Output *output, const char *verb, const char *help) {
  g_auto(GStrv) lines = g_strsplit(help, "\n", -1);
  output_printf(output, "    %s) words='", verb);
  for (char **line = lines; *line != NULL && **line != '\0'; line++) {
    char *argument = strchr(*line, '\t');
    if (argument != NULL)
      *argument = '\0';
    output_printf(output, "%s%s", line == lines ? "" : " ", *line);
  }
  output_printf(output, "' ;;\n");
}

static void tell_all(Output *output, void (*add)(Output *, const char *, const char *)) {
  Telling telling = {output, add};
  tell_commands(&telling);
  tell_views(&telling);
  tell_actions(&telling);
}

/* Where nothing is offered, bash goes on with names of files (-o default). */
int command_completion(int argc, char **argv, Output *output) {
  bool helped = false;
  int status = read_nothing(argc, argv, output, &helped);
  if (status != EX_OK || helped)
    return status;
  output->help_form = HELP_FOR_SHELL;
  g_string_append(output->text, "# bash completion for bellwether; made by `bellwether completion`\n"
                                "_bellwether() {\n"
                                "  local current=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]//_/-} words=\n"
                                "  COMPREPLY=()\n"
                                "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                                "    COMPREPLY=($(compgen -W '--help --version");
  tell_all(output, add_verb);
  g_string_append(output->text, "' -- \"$current\"))\n"
                                "    return\n"
                                "  fi\n"
                                "  case \"$verb ${COMP_WORDS[COMP_CWORD-1]}\" in\n");
  tell_all(output, add_values);
  g_string_append(output->text, "  esac\n"
                                "  [ -n \"$words\" ] || case $current in\n"
                                "    -*) case $verb in\n");
  tell_all(output, add_options);
  g_string_append(output->text, "    esac ;;\n"
                                "  esac\n"
                                "  [ -z \"$words\" ] || COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                                "}\n"
                                "complete -o default -F _bellwether bellwether\n");
  return EX_OK;
}
