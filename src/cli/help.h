/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * help.h: what a command says of itself, once, for three readers: somebody who asked with --help, the manual page, and a
 * shell that completes words.
 *
 * A command hands over its usage and its options; which form they take is the output's (Output.help_form).
 */
#ifndef BELLWETHER_CLI_HELP_H
#define BELLWETHER_CLI_HELP_H

#include "output.h"

/* The beginning: usage and summary, and what the answer means, in lines (NULL: nothing). In the form for completion
 * nothing is written. Texts are translated already. */
void help_begin(Output *output, const char *verb, const char *arguments, const char *summary, const char *text);

/* One option, after the beginning. argument: what its value is called, "a|b" where it is one of these; NULL: none. In the
 * form for completion: "--name TAB argument NEWLINE". */
void help_option(Output *output, const char *name, const char *argument, const char *help);

/* A remark on the options before it, after a gap. */
void help_note(Output *output, const char *note);

/* A gap between the options, for people. */
void help_gap(Output *output);

/* Appends plain text to a manual page, so that nothing in it is taken for a command of troff. */
void help_add_manual_text(Output *output, const char *text);

#endif
