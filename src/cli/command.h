/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * command.h: what the commands share: their table's row, their options, their exit statuses (those of sysexits.h).
 */
#ifndef BELLWETHER_CLI_COMMAND_H
#define BELLWETHER_CLI_COMMAND_H

#include "bellwether/bellwether.h"
#include "output.h"

#include <glib.h>

/* Runs a command. argv[0] is its verb. The answer goes into the output, errors to standard error at once. Returns a
 * status of sysexits.h; the output is sent only with EX_OK. */
typedef int (*CommandFunction)(int argc, char **argv, Output *output);

typedef struct {
  const char *verb;
  const char *arguments; /* as the usage shows them */
  const char *summary;   /* one line */
  const char *help;      /* what the answer means */
  CommandFunction run;
} Command;

/* What --clock is for, in every command that has it. */
#define COMMAND_CLOCK_HELP N_("take it to be this time (UTC, unless it says its zone): for trying things out")

/* The command with this verb; NULL where there is none. */
const Command *command_find(const char *verb);

/* The command at that place in the table; NULL past its end. */
const Command *command_at(size_t index);

int command_trust(int argc, char **argv, Output *output);
int command_forecast(int argc, char **argv, Output *output);
int command_backtest(int argc, char **argv, Output *output);
int command_verify(int argc, char **argv, Output *output);
int command_serve(int argc, char **argv, Output *output);
int command_import(int argc, char **argv, Output *output);
int command_play(int argc, char **argv, Output *output);
int command_account(int argc, char **argv, Output *output);
int command_export(int argc, char **argv, Output *output);
int command_fetch(int argc, char **argv, Output *output);
int command_refit(int argc, char **argv, Output *output);
int command_rebuild(int argc, char **argv, Output *output);
int command_backup(int argc, char **argv, Output *output);
int command_restore(int argc, char **argv, Output *output);
int command_new_key(int argc, char **argv, Output *output);
int command_manual(int argc, char **argv, Output *output);
int command_completion(int argc, char **argv, Output *output);

/* ---- Options --------------------------------------------------------------------------------------------------- */

typedef enum {
  OPTION_FLAG,   /* value: bool * */
  OPTION_TEXT,   /* value: const char ** */
  OPTION_NUMBER, /* value: double *, at least 0; a decimal comma is taken */
  OPTION_COUNT,  /* value: size_t *, at least 1 */
  OPTION_PRIORS, /* value: BellwetherPriors * */
  OPTION_FROM,   /* value: int64_t *, milliseconds: the first moment of a date, or a time */
  OPTION_UNTIL   /* value: int64_t *, milliseconds: the last moment of a date, or a time */
} OptionKind;

typedef struct {
  const char *name; /* without the dashes */
  OptionKind kind;
  void *value;
  const char *argument; /* what the usage calls its argument; NULL for a flag */
  const char *help;
} CommandOption;

typedef enum {
  OPTIONS_DONE,   /* run the command */
  OPTIONS_HELPED, /* --help was asked for and is in the output */
  OPTIONS_WRONG   /* said so on standard error: EX_USAGE */
} OptionsResult;

/* Reads the options of a command, in any order among its arguments, up to "--". The other arguments are left in
 * `arguments` (their count must lie in [least, most]). The list of options ends with a NULL name. */
OptionsResult command_read_options(int argc, char **argv, const CommandOption *options, GPtrArray *arguments,
                                   size_t least, size_t most, Output *output);

#endif
