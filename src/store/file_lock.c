/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * file_lock.c: taking turns.
 *
 * One lock alone starves: who has just given it back is the first to ask again, and a process that writes without a
 * pause leaves the others gaps of microseconds. So there are two, like a door before a counter. Who waits for the
 * counter stands in the door; who comes back from the counter finds the door taken. All ask equally often, so that of
 * those before the door each has the same chance.
 *
 * Locks of open file descriptions (F_OFD_SETLK), not of processes: two stores of one process lock each other out too,
 * and closing some other descriptor of the file loses nothing.
 */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): that is how one asks for F_OFD_SETLK */
#include "file_lock.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define NOTE 0    /* the byte that is the note; the two after it are only locked, never written */
#define DOOR 1    /* held by the one who is next */
#define COUNTER 2 /* held by the one who writes */

#define POLL_US 200 /* far less than a commit takes, and little work for who waits */
#define IS_NOTED 'w'
#define NOT_NOTED '-'

struct StoreFileLock {
  int file;
  bool held;
};

static bool fail(GError **error, const char *what) {
  g_set_error(error, STORE_ERROR, STORE_ERROR_IO, "%s: %s", what, g_strerror(errno));
  return false;
}

StoreFileLock *store_file_lock_open(const char *path, GError **error) {
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) {
    g_autofree char *what = g_strdup_printf("opening %s", path);
    fail(error, what);
    return NULL;
  }
  StoreFileLock *lock = g_new0(StoreFileLock, 1);
  lock->file = file;
  return lock;
}

void store_file_lock_close(StoreFileLock *lock) {
  if (lock == NULL)
    return;
  close(lock->file);
  g_free(lock);
}

static void unlock(const StoreFileLock *lock, off_t which) {
  struct flock change = {.l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = which, .l_len = 1};
  fcntl(lock->file, F_OFD_SETLK, &change);
}

static bool lock_until(const StoreFileLock *lock, off_t which, gint64 deadline_us, GError **error) {
  struct flock change = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = which, .l_len = 1};
  while (fcntl(lock->file, F_OFD_SETLK, &change) != 0) {
    if (errno != EAGAIN && errno != EACCES && errno != EINTR)
      return fail(error, "locking the database");
    if (g_get_monotonic_time() >= deadline_us) {
      g_set_error_literal(error, STORE_ERROR, STORE_ERROR_BUSY,
                          "others have been writing for longer than the time allowed");
      return false;
    }
    g_usleep(POLL_US);
  }
  return true;
}

bool store_file_lock_take(StoreFileLock *lock, int timeout_ms, GError **error) {
  g_assert(!lock->held);
  gint64 deadline_us = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
  if (!lock_until(lock, DOOR, deadline_us, error))
    return false;
  lock->held = lock_until(lock, COUNTER, deadline_us, error);
  unlock(lock, DOOR);
  return lock->held;
}

void store_file_lock_give(StoreFileLock *lock) {
  if (lock->held)
    unlock(lock, COUNTER);
  lock->held = false;
}

bool store_file_lock_is_held(const StoreFileLock *lock) {
  return lock->held;
}

bool store_file_lock_is_noted(const StoreFileLock *lock) {
  char note = IS_NOTED;
  /* What can't be read counts as noted: to clear the log once too often harms nobody. */
  return pread(lock->file, &note, 1, NOTE) != 1 || note != NOT_NOTED;
}

bool store_file_lock_note(StoreFileLock *lock, bool noted, GError **error) {
  g_assert(lock->held);
  if (store_file_lock_is_noted(lock) == noted)
    return true;
  char note = noted ? IS_NOTED : NOT_NOTED;
  if (pwrite(lock->file, &note, 1, NOTE) != 1 || (noted && fdatasync(lock->file) != 0))
    return fail(error, "noting that the log is to be cleared");
  return true;
}
