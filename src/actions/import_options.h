/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* import_options.h: the options named on a brief of an import, told apart as the record tells them apart. */
#ifndef ACTIONS_IMPORT_OPTIONS_H
#define ACTIONS_IMPORT_OPTIONS_H

#include <glib.h>
#include <stdint.h>

#define IMPORT_OPTIONS_KEY_BYTES 16

/* Begins as zeros. An option is known by its place, from 1, in the order in which they were named. */
typedef struct {
  guint count;
  char *few;
  GHashTable *many; /* option to number; NULL: not more than a few */
} ImportOptions;

/* The option's number, by which it is named from now on: drawn by lot (advice.h), which is here worked out of its place,
 * the brief's entry and a random key of IMPORT_OPTIONS_KEY_BYTES of the whole import, so that it need not be kept. */
int64_t import_options_number(ImportOptions *options, const char *words, int64_t brief, const uint8_t *key);
void import_options_clear(ImportOptions *options);

#endif
