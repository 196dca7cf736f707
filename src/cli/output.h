/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * output.h: what a command prints, held back until it has succeeded.
 *
 * A command writes into the buffer; only when it ends well does main() send it off, and says so when that fails. So an
 * error never leaves half an answer behind, and a full disk is never taken for success.
 */
#ifndef BELLWETHER_CLI_OUTPUT_H
#define BELLWETHER_CLI_OUTPUT_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* The exit status when the reader of a pipe went away: as if SIGPIPE had ended the program, in the shells' count. */
#define OUTPUT_PIPE_CLOSED (128 + 13)

/* For whom a command explains itself (help.h). */
typedef enum { HELP_FOR_PEOPLE, HELP_FOR_MANUAL, HELP_FOR_SHELL } HelpForm;

typedef struct {
  GString *text;
  HelpForm help_form;
  bool is_terminal; /* standard output is one */
  int columns;      /* its width in characters; 100 where it is none or doesn't say */
} Output;

void output_init(Output *output);
void output_clear(Output *output);

void output_printf(Output *output, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Appends a paragraph of plain text, wrapped at the output's width, each line but the first indented by `indent`. */
void output_paragraph(Output *output, int indent, const char *text);

/* Appends the document, indented, with a newline; takes over its reference. */
void output_json(Output *output, json_t *document);

/* Sends the buffer to standard output, to a terminal without control characters in texts of the record. EX_OK; OUTPUT_PIPE_CLOSED, silently; or EX_IOERR after saying why on
 * standard error. */
int output_send(Output *output);

/* Writes a whole file or leaves what was there. EX_OK, or EX_CANTCREAT after saying why on standard error. */
int output_write_file(const char *path, const GString *text);

#endif
