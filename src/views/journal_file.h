/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * journal_file.h: the whole journal as a file, entry by entry, with a signed head at the end (docs/journal.md).
 *
 * For the business's own people and its observers. Whoever owes a view on an advice gets none, for a file that leaves
 * something out proves nothing.
 */
#ifndef VIEWS_JOURNAL_FILE_H
#define VIEWS_JOURNAL_FILE_H

#include "view.h"

/* Takes one line with its newline; false ends the file. */
typedef bool (*JournalLine)(void *context, const char *line, size_t length);

/* Signs the journal and gives out all of its lines. False with the problem filled in; ended by `line`, without one. */
bool journal_file_write(const ViewOptions *options, const char *workspace, const char *person, JournalLine line,
                        void *context, RecordProblem *problem);

#endif
