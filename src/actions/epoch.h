/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * epoch.h: new, signed epochs in the journals of an installation, after a restore or with a new key.
 *
 * An epoch begins with an entry that says what it continues, signed by the key in force; where that was lost, by a new
 * one, which nothing but people can vouch for (docs/journal.md).
 */
#ifndef ACTIONS_EPOCH_H
#define ACTIONS_EPOCH_H

#include "installation.h"

/* Is told of each workspace after its epoch was begun; may be NULL. */
typedef void (*EpochBegan)(void *context, const char *workspace, int64_t epoch);

/* After a restore: in every workspace. Everybody has to sign in again. False with the problem filled in. */
bool epochs_begin_restored(Installation *installation, int64_t now_ms, EpochBegan began, void *context,
                           RecordProblem *problem);

/* With a new file of secrets, in place of one that is lost: in every workspace that was signed with a key that is not in
 * it. Accounts can't be opened without the old file and are removed, with all that signs in; searches begin anew.
 * RECORD_PROBLEM_CONFLICT where the file of secrets is there. When it fails half-way, the record stays closed for writing,
 * and it can be called again. */
bool epochs_begin_with_new_key(Installation *installation, int64_t now_ms, EpochBegan began, void *context,
                               RecordProblem *problem);

#endif
