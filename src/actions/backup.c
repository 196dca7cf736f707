/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* backup.c: copying an installation, and beginning anew from a copy. */
#include "backup.h"

#include "epoch.h"
#include "store/problem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool failed(RecordProblem *problem, const char *what, const char *path) {
  return record_problem_set(problem, RECORD_PROBLEM_FAILED, NULL, N_("Check the path, and that there is room"),
                            "%s %s: %s", what, path, g_strerror(errno));
}

/* ---- Making one ------------------------------------------------------------------------------------------------- */

bool backup_make(Installation *installation, const char *source, const char *folder, RecordProblem *problem) {
  if (!installation_check_keys(installation, problem))
    return false;
  if (mkdir(folder, 0700) != 0)
    return errno == EEXIST ? record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Choose another name"),
                                                "%s is there already", folder)
                           : failed(problem, "Cannot make", folder);
  g_autofree char *database = g_build_filename(folder, BACKUP_DATABASE, NULL);
  g_autofree char *keys = g_build_filename(folder, BACKUP_KEYS, NULL);
  g_autofree char *source_keys = g_strconcat(source, "-keys", NULL);
  g_autoptr(GError) error = NULL;
  if (store_copy(installation_store(installation), database, &error) && store_key_file_copy(source_keys, keys, &error))
    return true;
  unlink(database);
  unlink(keys);
  rmdir(folder);
  return store_problem_set(problem, error);
}

/* ---- Restoring one ---------------------------------------------------------------------------------------------- */

/* Copies a file to where there is none. */
static bool copy_file(const char *from, const char *to, RecordProblem *problem) {
  int source = open(from, O_RDONLY | O_CLOEXEC);
  if (source < 0)
    return failed(problem, "Cannot read", from);
  int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool exists = target < 0 && errno == EEXIST;
  bool ok = target >= 0;
  char *bytes = g_malloc(1 << 20);
  ssize_t got = 0;
  while (ok && (got = read(source, bytes, 1 << 20)) > 0) {
    for (ssize_t done = 0; ok && done < got;) {
      ssize_t written = write(target, bytes + done, (size_t)(got - done));
      ok = written > 0;
      done += written;
    }
  }
  g_free(bytes);
  ok = ok && got == 0 && fsync(target) == 0;
  if (!ok)
    exists ? record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Choose another path"),
                                "%s is there already", to)
           : failed(problem, "Cannot copy to", to);
  if (target >= 0)
    close(target);
  if (!ok && target >= 0)
    unlink(to);
  close(source);
  return ok;
}

bool backup_restore(const char *folder, const char *path, int64_t now_ms, EpochBegan restored, void *context,
                    RecordProblem *problem) {
  g_autofree char *database = g_build_filename(folder, BACKUP_DATABASE, NULL);
  g_autofree char *keys = g_build_filename(folder, BACKUP_KEYS, NULL);
  g_autofree char *new_keys = g_strconcat(path, "-keys", NULL);
  /* The keys first: an installation without its database is none yet, and one without its keys would make new ones. */
  if (access(path, F_OK) == 0)
    return record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Choose another path"), "%s is there already",
                              path);
  if (!copy_file(keys, new_keys, problem))
    return false;
  if (!copy_file(database, path, problem)) {
    unlink(new_keys);
    return false;
  }
  Installation *installation = installation_open(path, problem);
  bool ok = installation != NULL && installation_check_keys(installation, problem) &&
            epochs_begin_restored(installation, now_ms, restored, context, problem);
  installation_close(installation);
  if (!ok) {
    unlink(path);
    unlink(new_keys);
  }
  return ok;
}
