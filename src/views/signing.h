/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * signing.h: the journal's signed head as of now, and the keys that have signed for it.
 *
 * A workspace signs with its key of the installation's newest generation (store/key_file.h). Where the last key on
 * record is an older one, an entry hands over to the newer first. Nobody signs anything themselves: whoever may look
 * makes the head be signed.
 */
#ifndef VIEWS_SIGNING_H
#define VIEWS_SIGNING_H

#include "view.h"

#include "journal/head.h"

/* Signs the journal of the workspace as it is. False with the problem filled in. */
bool signing_sign(const ViewOptions *options, const char *workspace, RecordProblem *problem);

/* A ViewPrepare that does only this. */
bool signing_prepare(const ViewOptions *options, const StoreMember *member, const json_t *parameters,
                     RecordProblem *problem);

/* The last signed head. STORE_ERROR_NOT_FOUND where none was signed yet. */
bool signing_last_head(StoreTransaction *transaction, JournalSignedHead *head, GError **error);

/* A public key of the workspace, and the first entry that it signs for. */
typedef struct {
  int64_t from_entry;
  JournalPublicKey key;
} SigningKey;

/* All of them, the oldest first: SigningKey, free with g_array_unref. NULL with an error. */
GArray *signing_keys(StoreTransaction *transaction, GError **error);

/* The rotations that led to today's key without a gap, oldest first, at most `most` of the newest: how many; -1 with an error. */
int signing_rotations(StoreTransaction *transaction, JournalRotation *rotations, int most, GError **error);

#endif
