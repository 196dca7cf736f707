/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * record_command.h: every action and view as a command, made of its declaration.
 *
 * A field is an option (--know-by), a list is the option given more than once. Where the record is, which workspace and
 * who acts come from options or from the environment (BELLWETHER_STORE, BELLWETHER_WORKSPACE, BELLWETHER_PERSON).
 */
#ifndef BELLWETHER_CLI_RECORD_COMMAND_H
#define BELLWETHER_CLI_RECORD_COMMAND_H

#include "output.h"

#include "actions/installation.h"
#include "views/view.h"

/* What the options of such a command say beside its fields. All is borrowed from argv and the environment. */
typedef struct {
  const char *store; /* owned */
  const char *workspace;
  const char *person;
  const char *document;    /* a file, "-" for standard input; NULL: none */
  const char *request_key; /* NULL: none */
  const char *file;        /* of the field that takes one; NULL: none */
  int64_t now_ms;
  bool json;
  bool help;
} RecordSettings;

/* Whether there is an action or a view of that name. */
bool record_command_knows(const char *verb);

/* Runs it: argv[0] is its name. A status of sysexits.h. */
int record_command_run(int argc, char **argv, Output *output);

/* The list of them for the program's help: name and summary a line. */
void record_command_list(Output *output);

/* The database where nothing else is said: BELLWETHER_STORE, or record.db in the person's data folder. Free with
 * g_free. */
char *record_usual_store(void);

/* Opens the record at the path, with its folder. NULL with the problem filled in. verb is for messages. */
Installation *record_open(const char *path, const char *verb, RecordProblem *problem);

/* Whether amounts, shares and measures in a document that people write are texts: as numbers they would be what programs
 * send, in the smallest unit, and 1200 be 12.00. False with the problem filled in. */
bool record_check_written(const RecordField *fields, const json_t *document, RecordProblem *problem);

/* The status of sysexits.h that a problem ends the program with. */
int record_problem_status(const RecordProblem *problem);

/* The same, of a record that must be there: a mistyped path makes no new one. */
Installation *record_open_existing(const char *path, const char *verb, RecordProblem *problem);

/* Says on standard error what is wrong, and returns its status of sysexits.h. */
int record_report_problem(const char *verb, const RecordProblem *problem);

#endif
