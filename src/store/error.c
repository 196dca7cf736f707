/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* error.c: the room's error domain, and what to do about each of its errors. */
#include "error.h"

#define N_(String) (String)

G_DEFINE_QUARK(bellwether - store - error, store_error)

const char *store_error_hint(gint code) {
  switch ((StoreError)code) {
  case STORE_ERROR_BUSY: return N_("Try again; if it stays so, see which other bellwether has the database open");
  case STORE_ERROR_FULL: return N_("Make room on the disk and try again; nothing that was acknowledged is lost");
  case STORE_ERROR_IO: return N_("Look at the system's log for the disk's errors, and have a backup at hand");
  case STORE_ERROR_CORRUPT: return N_("Keep the file as it is, and restore the last backup");
  case STORE_ERROR_NO_MEMORY: return N_("Free some memory and try again");
  case STORE_ERROR_NEWER:
    return N_("Use the newer bellwether that wrote this database, or restore a backup from before");
  case STORE_ERROR_NOT_FOUND: return N_("Look again at what you asked for");
  case STORE_ERROR_CONFLICT: return N_("Read what is there now, and try again");
  case STORE_ERROR_LIMIT: return N_("Split it into smaller parts");
  case STORE_ERROR_QUOTA:
    return N_("Ask whoever runs this place for more room, or erase files that are no longer needed");
  case STORE_ERROR_ROLE: return N_("Ask the owner of the workspace for a role that may");
  case STORE_ERROR_NOT_WIPED:
    return N_("Nothing is left to do: the log is cleared as soon as nobody reads an older state");
  case STORE_ERROR_INTERNAL: return N_("Report this as a bug");
  }
  return N_("Try again");
}
