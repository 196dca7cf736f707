/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* durable.h: what was written is on the disk, not only with the system. */
#ifndef STORE_DURABLE_H
#define STORE_DURABLE_H

#include <stdbool.h>

/* Syncs the file, or the folder that it lies in, so that its name is there after a crash. False with errno. */
bool store_sync_file(const char *path);
bool store_sync_folder_of(const char *path);

#endif
