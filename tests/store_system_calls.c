/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * store_system_calls.c: the calls that the store makes to the system itself, beside those of the database: each fails in
 * turn. What was to be made is then not there, or whole; the reason is said; and the same works the next time.
 *
 * The functions of the C library that are defined here take the place of its own in all of this program. They fail for the
 * thread that asked for it, at the call that it named.
 */
#undef _FORTIFY_SOURCE /* which makes macros of them */
#define _GNU_SOURCE    /* NOLINT(bugprone-reserved-identifier): for F_OFD_SETLK */
#include "store/file_lock.h"
#include "store/key_file.h"

#include "support/store_sample.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef enum {
  CALL_FSYNC,
  CALL_FDATASYNC,
  CALL_LINK,
  CALL_WRITE,
  CALL_PREAD,
  CALL_PWRITE,
  CALL_FCNTL,
  CALL_OPEN,
  CALLS
} Call;

static _Thread_local struct {
  Call call;
  int left;   /* calls until the one that fails; 0: none does */
  int reason; /* errno then */
  bool met;   /* it came to that */
} fault;

static bool fails(Call call) {
  if (fault.left == 0 || fault.call != call || --fault.left > 0)
    return false;
  fault.met = true;
  errno = fault.reason;
  return true;
}

int fsync(int file) {
  return fails(CALL_FSYNC) ? -1 : (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
  return fails(CALL_FDATASYNC) ? -1 : (int)syscall(SYS_fdatasync, file);
}

int link(const char *from, const char *to) {
  return fails(CALL_LINK) ? -1 : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

ssize_t write(int file, const void *bytes, size_t count) {
  return fails(CALL_WRITE) ? -1 : syscall(SYS_write, file, bytes, count);
}

ssize_t pread(int file, void *bytes, size_t count, off_t at) {
  return fails(CALL_PREAD) ? -1 : syscall(SYS_pread64, file, bytes, count, at);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  return fails(CALL_PWRITE) ? -1 : syscall(SYS_pwrite64, file, bytes, count, at);
}

int fcntl(int file, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  return fails(CALL_FCNTL) ? -1 : (int)syscall(SYS_fcntl, file, command, argument);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return fails(CALL_OPEN) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static void fail_at(Call call, int number, int reason) {
  fault.call = call;
  fault.left = number;
  fault.reason = reason;
  fault.met = false;
}

/* Whether it came to the call that was to fail. */
static bool met(void) {
  fault.left = 0;
  return fault.met;
}

/* ---- The folder ------------------------------------------------------------------------------------------------- */

typedef struct {
  char *folder;
  char *path;
  char *other;
} Fixture;

static void set_up(Fixture *fixture, const void *data) {
  (void)data;
  fixture->folder = g_dir_make_tmp("calls-XXXXXX", NULL);
  fixture->path = g_build_filename(fixture->folder, "one", NULL);
  fixture->other = g_build_filename(fixture->folder, "other", NULL);
}

static int clear_folder(const Fixture *fixture) {
  int count = 0;
  g_autoptr(GDir) folder = g_dir_open(fixture->folder, 0, NULL);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder), count++) {
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    g_assert_cmpint(g_remove(path), ==, 0);
  }
  return count;
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  clear_folder(fixture);
  g_rmdir(fixture->folder);
  g_free(fixture->folder);
  g_free(fixture->path);
  g_free(fixture->other);
}

/* ---- The file of secrets ---------------------------------------------------------------------------------------- */

static bool exists(const char *path) {
  return access(path, F_OK) == 0;
}

/* Each call in turn, until the operation doesn't come to that many. Returns how many were met. */
static int each_of(Fixture *fixture, Call call, bool (*operation)(Fixture *, GError **), void (*after)(Fixture *)) {
  for (int number = 1;; number++) {
    g_autoptr(GError) error = NULL;
    fail_at(call, number, EIO);
    bool ok = operation(fixture, &error);
    if (!met()) {
      g_assert_no_error(error);
      g_assert_true(ok);
      clear_folder(fixture);
      return number - 1;
    }
    g_assert_false(ok);
    g_assert_error(error, STORE_ERROR, STORE_ERROR_IO);
    if (strstr(error->message, g_strerror(EIO)) == NULL)
      g_error("the reason is not said: %s", error->message);
    after(fixture);
    clear_folder(fixture);
  }
}

static bool make_keys(Fixture *fixture, GError **error) {
  g_auto(StoreKeyFile) file;
  return store_key_file_open(fixture->path, &file, error);
}

/* The secret is there whole, or not at all, and nothing lies beside it. */
static void keys_are_whole(Fixture *fixture) {
  g_auto(StoreKeyFile) file;
  g_assert_true(store_key_file_open(fixture->path, &file, NULL));
  g_assert_cmpint(clear_folder(fixture), ==, 1);
}

static bool copy_keys(Fixture *fixture, GError **error) {
  if (!exists(fixture->path))
    g_assert_true(g_file_set_contents_full(fixture->path,
                                           "1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n", -1,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return store_key_file_copy(fixture->path, fixture->other, error);
}

static void copy_is_gone(Fixture *fixture) {
  g_assert_false(exists(fixture->other));
  g_assert_true(exists(fixture->path));
}

static void test_keys(Fixture *fixture, const void *data) {
  (void)data;
  g_assert_cmpint(each_of(fixture, CALL_FSYNC, make_keys, keys_are_whole), ==, 2); /* the file, and its folder */
  g_assert_cmpint(each_of(fixture, CALL_LINK, make_keys, keys_are_whole), ==, 1);
  g_assert_cmpint(each_of(fixture, CALL_FSYNC, copy_keys, copy_is_gone), ==, 2);
}

/* What the disk has no room for is said as that, whether the call fails or writes a part. */
static void test_keys_on_a_full_disk(Fixture *fixture, const void *data) {
  (void)data;
  g_autoptr(GError) error = NULL;
  g_auto(StoreKeyFile) file;
  fail_at(CALL_WRITE, 1, ENOSPC);
  g_assert_false(store_key_file_open(fixture->path, &file, &error));
  g_assert_true(met());
  g_assert_error(error, STORE_ERROR, STORE_ERROR_IO);
  g_assert_nonnull(strstr(error->message, g_strerror(ENOSPC)));
  g_assert_cmpint(clear_folder(fixture), ==, 0);
}

/* ---- The lock --------------------------------------------------------------------------------------------------- */

static void test_lock(Fixture *fixture, const void *data) {
  (void)data;
  g_autoptr(GError) error = NULL;
  StoreFileLock *lock = store_file_lock_open(fixture->path, &error);
  g_assert_no_error(error);
  for (int number = 1; number <= 2; number++) { /* the door, the counter */
    fail_at(CALL_FCNTL, number, ENOLCK);
    g_assert_false(store_file_lock_take(lock, 1000, &error));
    g_assert_true(met());
    g_assert_error(error, STORE_ERROR, STORE_ERROR_IO);
    g_assert_false(store_file_lock_is_held(lock));
    g_clear_error(&error);
    const int passing[] = {EAGAIN, EACCES, EINTR}; /* somebody else's turn, or a signal: it asks again */
    for (size_t index = 0; index < G_N_ELEMENTS(passing); index++) {
      fail_at(CALL_FCNTL, number, passing[index]);
      g_assert_true(store_file_lock_take(lock, 1000, &error));
      g_assert_true(met());
      store_file_lock_give(lock);
    }
    fail_at(CALL_FCNTL, number, EAGAIN);
    g_assert_false(store_file_lock_take(lock, 0, &error));
    g_assert_true(met());
    g_assert_error(error, STORE_ERROR, STORE_ERROR_BUSY);
    g_clear_error(&error);
  }
  store_file_lock_close(lock);
  store_file_lock_close(NULL);
  g_assert_null(store_file_lock_open(fixture->folder, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_IO);
}

static void test_note(Fixture *fixture, const void *data) {
  (void)data;
  g_autoptr(GError) error = NULL;
  StoreFileLock *lock = store_file_lock_open(fixture->path, &error);
  g_assert_true(store_file_lock_take(lock, 1000, &error));
  g_assert_true(store_file_lock_is_noted(lock)); /* new */
  g_assert_true(store_file_lock_note(lock, false, &error));
  g_assert_false(store_file_lock_is_noted(lock));
  fail_at(CALL_PREAD, 1, EIO);
  g_assert_true(store_file_lock_is_noted(lock)); /* what can't be read */
  g_assert_true(met());
  const Call calls[] = {CALL_PWRITE, CALL_FDATASYNC};
  for (size_t index = 0; index < G_N_ELEMENTS(calls); index++) {
    fail_at(calls[index], 1, EIO);
    g_assert_false(store_file_lock_note(lock, true, &error));
    g_assert_true(met());
    g_assert_error(error, STORE_ERROR, STORE_ERROR_IO);
    g_clear_error(&error);
    g_assert_true(store_file_lock_note(lock, false, &error));
  }
  fail_at(CALL_FDATASYNC, 1, EIO);
  g_assert_true(store_file_lock_note(lock, false, &error)); /* taking it back need not last */
  g_assert_false(met());
  g_assert_true(store_file_lock_note(lock, true, &error));
  g_assert_true(store_file_lock_is_noted(lock));
  store_file_lock_close(lock);
}

/* ---- The whole store -------------------------------------------------------------------------------------------- */

/* A copy is there, whole and on the disk, or not at all. */
static void test_copy(Fixture *fixture, const void *data) {
  (void)data;
  g_autoptr(StoreSample) sample = store_sample_new();
  store_sample_append(sample, NULL, "kept");
  int failed[CALLS] = {0};
  for (int call = 0; call < CALLS; call++) {
    for (int number = 1;; number++) {
      g_autoptr(GError) error = NULL;
      fail_at((Call)call, number, EIO);
      bool ok = store_copy(sample->store, fixture->path, &error);
      bool came = met();
      g_assert_true(ok == exists(fixture->path));
      g_assert_true(ok == (error == NULL));
      failed[call] += !ok;
      if (ok) {
        StoreOptions options = {.path = fixture->path};
        g_autoptr(Store) copy = store_open(&options, &error);
        g_assert_no_error(error);
        g_assert_cmpint(store_sample_check(copy, sample->owner), ==, store_sample_check(sample->store, sample->owner));
      }
      clear_folder(fixture);
      if (!came)
        break;
    }
  }
  g_assert_cmpint(failed[CALL_FSYNC] + failed[CALL_FDATASYNC], >=, 3); /* the database's own, the file, the folder */
  g_assert_cmpint(failed[CALL_OPEN], >=, 1);
  g_assert_cmpint(failed[CALL_PWRITE], >=, 1);
}

/* Opening works or says why not, and the next one finds all that was there. */
static void test_open(Fixture *fixture, const void *data) {
  (void)fixture;
  (void)data;
  g_autoptr(StoreSample) sample = store_sample_new();
  StoreAppended kept = store_sample_append(sample, NULL, "kept");
  g_clear_pointer(&sample->store, store_close);
  int failed = 0;
  for (int call = 0; call < CALLS; call++) {
    for (int number = 1;; number++) {
      g_autoptr(GError) error = NULL;
      fail_at((Call)call, number, EIO);
      g_autoptr(Store) store = store_open(&sample->options, &error);
      bool came = met();
      g_assert_true((store != NULL) == (error == NULL));
      failed += store == NULL;
      if (store != NULL)
        g_assert_true(store_sample_has(store, sample->owner, &kept));
      if (!came)
        break;
    }
  }
  g_assert_cmpint(failed, >=, 5);
  store_sample_reopen(sample);
  g_assert_true(store_sample_has(sample->store, sample->owner, &kept));
  store_sample_append(sample, NULL, "and more");
}

int main(int argument_count, char **arguments) {
  g_test_init(&argument_count, &arguments, NULL);
  g_test_add("/store/system_calls/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add("/store/system_calls/keys_on_a_full_disk", Fixture, NULL, set_up, test_keys_on_a_full_disk, tear_down);
  g_test_add("/store/system_calls/lock", Fixture, NULL, set_up, test_lock, tear_down);
  g_test_add("/store/system_calls/note", Fixture, NULL, set_up, test_note, tear_down);
  g_test_add("/store/system_calls/copy", Fixture, NULL, set_up, test_copy, tear_down);
  g_test_add("/store/system_calls/open", Fixture, NULL, set_up, test_open, tear_down);
  return g_test_run();
}
