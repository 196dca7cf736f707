/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* help.c: --help, the manual page's sections and the words that a shell completes, from the same calls. */
#include "help.h"

#include <glib/gi18n.h>
#include <string.h>

#define OPTION_COLUMNS 26

void help_add_manual_text(Output *output, const char *text) {
  bool at_line_start = output->text->len == 0 || output->text->str[output->text->len - 1] == '\n';
  for (; *text != '\0'; text++) {
    if (at_line_start && (*text == '.' || *text == '\''))
      g_string_append(output->text, "\\&");
    if (*text == '\\')
      g_string_append(output->text, "\\e");
    else if (*text == '-') /* a bare one may be shown as a hyphen, which no shell takes back */
      g_string_append(output->text, "\\-");
    else
      g_string_append_c(output->text, *text);
    at_line_start = *text == '\n';
  }
}

static void begin_manual(Output *output, const char *verb, const char *arguments, const char *summary,
                         const char *text) {
  g_autofree char *typed = g_strdelimit(g_strdup(verb), "_", '-'); /* as people type it; either is taken */
  g_string_append(output->text, ".SS \"");
  help_add_manual_text(output, typed);
  g_string_append_c(output->text, ' ');
  help_add_manual_text(output, arguments);
  g_string_append(output->text, "\"\n");
  help_add_manual_text(output, summary);
  g_string_append(output->text, g_str_has_suffix(summary, "?") ? "\n" : ".\n");
  if (text == NULL)
    return;
  g_string_append(output->text, ".PP\n");
  help_add_manual_text(output, text);
}

void help_begin(Output *output, const char *verb, const char *arguments, const char *summary, const char *text) {
  if (output->help_form == HELP_FOR_SHELL)
    return;
  if (output->help_form == HELP_FOR_MANUAL) {
    begin_manual(output, verb, arguments, summary, text);
    return;
  }
  output_printf(output, _("Usage: bellwether %s %s\n\n"), verb, arguments);
  output_paragraph(output, 0, summary);
  output_printf(output, "\n%s%s%s\n", text != NULL ? text : "", text != NULL ? "\n" : "", _("Options:"));
}

static void option_for_manual(Output *output, const char *name, const char *argument, const char *help) {
  g_string_append(output->text, ".TP\n\\fB");
  help_add_manual_text(output, "--");
  help_add_manual_text(output, name);
  g_string_append(output->text, "\\fR");
  if (argument != NULL) {
    g_string_append(output->text, " \\fI");
    help_add_manual_text(output, argument);
    g_string_append(output->text, "\\fR");
  }
  g_string_append_c(output->text, '\n');
  help_add_manual_text(output, help);
  g_string_append_c(output->text, '\n');
}

void help_option(Output *output, const char *name, const char *argument, const char *help) {
  if (output->help_form == HELP_FOR_MANUAL) {
    option_for_manual(output, name, argument, help);
    return;
  }
  if (output->help_form == HELP_FOR_SHELL) {
    output_printf(output, "--%s\t%s\n", name, argument != NULL ? argument : "");
    return;
  }
  g_autofree char *shown =
      argument != NULL ? g_strdup_printf("  --%s %s", name, argument) : g_strdup_printf("  --%s", name);
  if (strlen(shown) < OPTION_COLUMNS)
    output_printf(output, "%-*s", OPTION_COLUMNS, shown);
  else
    output_printf(output, "%s\n%*s", shown, OPTION_COLUMNS, "");
  output_paragraph(output, OPTION_COLUMNS, help);
}

void help_note(Output *output, const char *note) {
  help_gap(output);
  if (output->help_form == HELP_FOR_MANUAL) {
    g_string_append(output->text, ".PP\n");
    help_add_manual_text(output, note);
    g_string_append_c(output->text, '\n');
  } else if (output->help_form == HELP_FOR_PEOPLE) {
    output_paragraph(output, 0, note);
  }
}

void help_gap(Output *output) {
  if (output->help_form == HELP_FOR_PEOPLE)
    output_printf(output, "\n");
}
