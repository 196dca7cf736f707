/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * play_file.h: a file of actions, one JSON object a line.
 *
 *     # what stands behind this sign is for people
 *     {"clock": "2025-01-13T09:10", "as": "ada", "do": "add_partner", "with": {"name": "Mill & Co"}, "call": "mill"}
 *     {"clock": "2025-01-13T09:20", "as": "ada", "do": "start_engagement", "with": {"partner": "$mill", ...}}
 *
 * "with" is the action's document. "call" names the id of what was made: in every later document the text "$mill" stands
 * for it, and "$mill.secret" for the secret of a link that came with it. A text that should begin so begins with "$$".
 * "look" (with `decide`): the decider opens the advice and takes along what its page shows. "clock" (of the file's own:
 * UTC where no zone is given), "as" and "workspace" may be left out where an option or the environment says them.
 *
 * The whole file is checked for its form before any of it is done.
 */
#ifndef BELLWETHER_CLI_PLAY_FILE_H
#define BELLWETHER_CLI_PLAY_FILE_H

#include "actions/action.h"

#define PLAY_FILE_BYTES_MAX (64 * 1024 * 1024)
#define PLAY_LINE_BYTES_MAX (1024 * 1024)
#define PLAY_NAME_BYTES_MAX 64

typedef struct {
  unsigned number; /* from 1, in the file */
  const Action *action;
  char *workspace;
  char *person;
  char *call; /* NULL: not named */
  json_t *document;
  int64_t clock_ms;
  bool look;
} PlayLine;

/* What holds where a line does not say it. A name may be NULL: then every line must. */
typedef struct {
  const char *workspace;
  const char *person;
  int64_t clock_ms;
} PlayUsual;

/* Reads a file ("-": standard input). An array of PlayLine, to be freed with g_ptr_array_unref; NULL after saying on
 * standard error what is wrong, with *status set to one of sysexits.h. */
GPtrArray *play_file_read(const char *path, const PlayUsual *usual, int *status);

/* Ids and secrets by what they were called. */
typedef struct PlayNames PlayNames;

PlayNames *play_names_new(void);
void play_names_free(PlayNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlayNames, play_names_free)

/* Takes down the id, and the secret where there is one, of an action's reply. */
void play_names_add(PlayNames *names, const char *name, const json_t *reply);

/* The names with their ids, as an object. A new reference. */
json_t *play_names_ids(const PlayNames *names);

/* The document with ids and secrets in the place of names: a new reference. NULL where a secret is asked for that there
 * is not, with *missing set to its name (owned by the document). */
json_t *play_names_fill_in(const PlayNames *names, const json_t *document, const char **missing);

#endif
