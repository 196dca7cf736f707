/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* import_options.h: the options named on a brief of an import, told apart as the record tells them apart. */
#ifndef ACTIONS_IMPORT_OPTIONS_H
#define ACTIONS_IMPORT_OPTIONS_H

#include <glib.h>

/* Begins as zeros. An option's number is its place, from 1, in the order in which they were named. */
typedef struct {
  guint count;
  char *few;
  GHashTable *many; /* option to number; NULL: not more than a few */
} ImportOptions;

/* The option's number, by which it is named from now on. */
guint import_options_number(ImportOptions *options, const char *words);
void import_options_clear(ImportOptions *options);

#endif
