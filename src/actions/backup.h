/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * backup.h: a copy of an installation while it is in use, and an installation out of a copy.
 *
 * A backup is a folder with the database (one state of it, attachments with it) and the file of secrets. Restoring makes
 * an installation of it and begins a new, signed epoch in every workspace's journal: whatever was entered after the
 * backup is not there, and whoever kept a later head can see that (docs/journal.md). Everybody has to sign in again.
 */
#ifndef ACTIONS_BACKUP_H
#define ACTIONS_BACKUP_H

#include "epoch.h"

#define BACKUP_DATABASE "record.db"
#define BACKUP_KEYS "record.db-keys"

/* Makes the folder, which must not be there, and fills it; what was made is removed where it fails. source: the path
 * that the installation was opened with. */
bool backup_make(Installation *installation, const char *source, const char *folder, RecordProblem *problem);

/* Makes an installation at the path, where there must be none, nor a log that one has left, of a backup. Is told of each
 * workspace after its epoch was begun. False with the problem filled in and nothing left at the path; killed meanwhile, it
 * leaves at most the keys there, with which it can be begun again. */
bool backup_restore(const char *folder, const char *path, int64_t now_ms, EpochBegan restored, void *context,
                    RecordProblem *problem);

#endif
