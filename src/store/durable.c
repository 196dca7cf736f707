/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* durable.c: syncing by path. */
#include "durable.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <unistd.h>

static bool sync_path(const char *path, int flags) {
  int descriptor = open(path, flags | O_RDONLY | O_CLOEXEC);
  bool ok = descriptor >= 0 && fsync(descriptor) == 0;
  int reason = errno;
  if (descriptor >= 0)
    close(descriptor);
  errno = reason;
  return ok;
}

bool store_sync_file(const char *path) {
  return sync_path(path, 0);
}

bool store_sync_folder_of(const char *path) {
  g_autofree char *folder = g_path_get_dirname(path);
  return sync_path(folder, O_DIRECTORY);
}
