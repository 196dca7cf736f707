/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * error.h: what can be wrong with something that claims to come from a journal.
 *
 * Every failure of this room is a GError of the domain JOURNAL_ERROR. Its message is one sentence that says what is
 * wrong and where inside the document; journal_error_hint says what one can do about it. Neither ends in a full stop
 * nor holds a newline, so that a caller can put a file's name and line before them.
 */
#ifndef JOURNAL_ERROR_H
#define JOURNAL_ERROR_H

#include <glib.h>

#define JOURNAL_ERROR (journal_error_quark())

typedef enum {
  JOURNAL_ERROR_MALFORMED,  /* not canonical JSON, or not of the form that docs/journal.md gives */
  JOURNAL_ERROR_FORMAT,     /* a format version that this program does not know */
  JOURNAL_ERROR_LIMIT,      /* a bound on size, depth or count would be passed */
  JOURNAL_ERROR_COMMITMENT, /* a text is not the one that its entry commits to */
  JOURNAL_ERROR_SEQUENCE,   /* an entry or a head is not where its number says */
  JOURNAL_ERROR_PROOF,      /* the hashes do not lead to the signed root */
  JOURNAL_ERROR_SIGNATURE,  /* a signature is not by the key that it names */
  JOURNAL_ERROR_KEY,        /* a key that nothing leads to from the keys that are trusted */
  JOURNAL_ERROR_NEW_KEY,    /* a new epoch by a key that nothing leads to: the one before was lost, or is somebody's */
  JOURNAL_ERROR_OTHER,      /* what it is held against is of another workspace, or by a key of another's */
  JOURNAL_ERROR_EPOCH,      /* the journal was restored from a backup and entries were lost in it */
  JOURNAL_ERROR_UNSIGNED,   /* entries that no signed head covers */
  JOURNAL_ERROR_NO_MEMORY   /* memory could not be had */
} JournalError;

GQuark journal_error_quark(void);

/* One sentence on what to do about an error of that code. Never NULL; static storage. */
const char *journal_error_hint(gint code);

#endif
