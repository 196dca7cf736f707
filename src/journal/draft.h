/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * draft.h: an entry that is begun before its number is known.
 *
 * Entries are appended one after another, and whoever appends is waited for. Most of an entry can be made ready before:
 * texts are committed to and all that its body holds by then is written canonically. When its turn comes it gets its
 * number and, in its body, the members that only then are known, and out comes the leaf.
 */
#ifndef JOURNAL_DRAFT_H
#define JOURNAL_DRAFT_H

#include "entry.h"

typedef struct JournalDraft JournalDraft;

/* A draft of the entry, whose number counts for nothing. The entry is taken over, and freed where this fails: NULL with
 * an error, as journal_entry_leaf gives. */
JournalDraft *journal_draft_new(JournalEntry *entry, GError **error);
void journal_draft_free(JournalDraft *draft); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalDraft, journal_draft_free)

/* The entry that it was made of; the draft's. */
const JournalEntry *journal_draft_entry(const JournalDraft *draft);

/* What journal_entry_leaf would give of the entry under that number, with more's members (NULL: none) in its body too:
 * names that it has not, and no commitments. The draft stays as it was. Free with g_free; NULL with an error. */
char *journal_draft_leaf(const JournalDraft *draft, int64_t seq, const json_t *more, size_t *length, GError **error);

#endif
