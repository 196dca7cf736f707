/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * near_names.h: partners whose names are nearly the same, which is mostly a slip of the hand.
 *
 * A name is kept as entered, so "Acme" and "acme " are two partners, each with half the evidence. Nothing is merged here;
 * the user is told.
 */
#ifndef BELLWETHER_CLI_NEAR_NAMES_H
#define BELLWETHER_CLI_NEAR_NAMES_H

#include "record_file.h"

/* One spelling for names that differ only in capitals, in spaces around them, or in how accents are composed. Free with
 * g_free. */
char *near_names_fold(const char *name);

/* A sentence that names partners of one workspace whose names are nearly the same, at most three pairs of them; NULL
 * where there are none. `fresh` is a second file, or NULL: then of the pairs in which one name is from there only. Free
 * with g_free. */
char *near_names_note(const RecordFile *record, const RecordFile *fresh);

#endif
