/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* backup.c: copying an installation, and beginning anew from a copy. */
#include "backup.h"

#include "epoch.h"
#include "store/durable.h"
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

/* Into the folder of a restore, which is cleared where this fails. */
static bool copy_file(const char *from, const char *to, RecordProblem *problem) {
  int source = open(from, O_RDONLY | O_CLOEXEC);
  if (source < 0)
    return failed(problem, "Cannot read", from);
  int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
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
    failed(problem, "Cannot copy to", to);
  if (target >= 0)
    close(target);
  close(source);
  return ok;
}

static bool copy_keys(const char *from, const char *to, RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  return store_key_file_copy(from, to, &error) || store_problem_set(problem, error);
}

static bool is_there(const char *path, RecordProblem *problem) {
  return record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Choose another path"), "%s is there already",
                            path);
}

/* Beside a database of that name SQLite would take these for its own, and move what they hold into it. */
static bool check_no_log(const char *path, RecordProblem *problem) {
  static const char *const endings[] = {"-wal", "-shm", "-journal"};
  for (size_t index = 0; index < G_N_ELEMENTS(endings); index++) {
    g_autofree char *beside = g_strconcat(path, endings[index], NULL);
    if (access(beside, F_OK) == 0)
      return record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL,
                                N_("Choose another path; or, if you moved a database away, move it with its files of "
                                   "that name"),
                                "%s is there, of another database, and may hold what was entered last", beside);
  }
  return true;
}

/* What a restore makes before it is whole, in a folder of its own beside the path: to be killed leaves nothing that could
 * be taken for an installation. */
typedef struct {
  char *folder;
  char *database;
  char *keys;
} Half;

static bool half_begin(Half *half, const char *path, RecordProblem *problem) {
  half->folder = g_strconcat(path, ".restoring-XXXXXX", NULL);
  if (g_mkdtemp(half->folder) == NULL) {
    failed(problem, "Cannot make", half->folder);
    g_clear_pointer(&half->folder, g_free);
    return false;
  }
  half->database = g_build_filename(half->folder, BACKUP_DATABASE, NULL);
  half->keys = g_build_filename(half->folder, BACKUP_KEYS, NULL);
  return true;
}

static void half_end(Half *half) {
  static const char *const endings[] = {"", "-keys", "-lock", "-wal", "-shm", "-journal"};
  for (size_t index = 0; half->folder != NULL && index < G_N_ELEMENTS(endings); index++) {
    g_autofree char *left = g_strconcat(half->database, endings[index], NULL);
    unlink(left);
  }
  if (half->folder != NULL)
    rmdir(half->folder);
  g_free(half->folder);
  g_free(half->database);
  g_free(half->keys);
}

/* Begins the epochs; then all that was written is in the one file. */
static bool half_finish(const Half *half, int64_t now_ms, EpochBegan restored, void *context, RecordProblem *problem) {
  Installation *installation = installation_open(half->database, problem);
  bool ok = installation != NULL && installation_check_keys(installation, problem) &&
            epochs_begin_restored(installation, now_ms, restored, context, problem);
  installation_close(installation);
  g_autofree char *log = g_strconcat(half->database, "-wal", NULL);
  if (!ok || access(log, F_OK) != 0)
    return ok;
  errno = EIO;
  return failed(problem, "Cannot empty", log);
}

static bool same_content(const char *left, const char *right) {
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;
  gsize length = 0;
  gsize other_length = 0;
  return g_file_get_contents(left, &one, &length, NULL) && g_file_get_contents(right, &other, &other_length, NULL) &&
         length == other_length && memcmp(one, other, length) == 0;
}

/* To where there is nothing: by a link, which never replaces, or, on file systems without them, by a new name for what was
 * just seen not to be there. */
static bool move_to(const char *from, const char *to) {
  if (link(from, to) == 0)
    return true;
  bool none = errno == EPERM || errno == ENOTSUP || errno == EOPNOTSUPP || errno == ENOSYS || errno == EMLINK;
  return none && access(to, F_OK) != 0 && rename(from, to) == 0;
}

/* The keys first: an installation without its database is none yet, and one without its keys would make new ones. Where
 * the same keys are there, somebody was killed between the two. */
static bool half_move(const Half *half, const char *path, const char *keys, RecordProblem *problem) {
  bool made = !same_content(half->keys, keys);
  if (made && !move_to(half->keys, keys))
    return failed(problem, "Cannot make", keys);
  bool moved = move_to(half->database, path);
  if (moved && store_sync_folder_of(path))
    return true;
  failed(problem, "Cannot make", path);
  if (moved)
    unlink(path);
  if (made && access(path, F_OK) != 0) /* where somebody else was quicker they are those of that one */
    unlink(keys);
  return false;
}

bool backup_restore(const char *folder, const char *path, int64_t now_ms, EpochBegan restored, void *context,
                    RecordProblem *problem) {
  g_autofree char *database = g_build_filename(folder, BACKUP_DATABASE, NULL);
  g_autofree char *keys = g_build_filename(folder, BACKUP_KEYS, NULL);
  g_autofree char *new_keys = g_strconcat(path, "-keys", NULL);
  if (access(path, F_OK) == 0)
    return is_there(path, problem);
  if (access(new_keys, F_OK) == 0 && !same_content(keys, new_keys))
    return is_there(new_keys, problem);
  Half half = {0};
  bool ok = check_no_log(path, problem) && half_begin(&half, path, problem) && copy_keys(keys, half.keys, problem) &&
            copy_file(database, half.database, problem) && half_finish(&half, now_ms, restored, context, problem) &&
            half_move(&half, path, new_keys, problem);
  half_end(&half);
  return ok;
}
