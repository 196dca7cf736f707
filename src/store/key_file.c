/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* key_file.c: reading and making the file of secrets. */
#include "key_file.h"

#include "durable.h"

#include "journal/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void store_key_file_wipe(StoreKeyFile *file) {
  sodium_memzero(file, sizeof *file);
}

static bool fail(GError **error, gint code, const char *path, const char *what) {
  g_set_error(error, STORE_ERROR, code, "the file of secrets %s: %s", path, what);
  return false;
}

/* "1 <64 digits>": the numbers count up from 1. */
static bool read_line(StoreKeyFile *file, const char *line) {
  char *end = NULL;
  guint64 number = g_ascii_strtoull(line, &end, 10);
  return file->count < STORE_KEY_GENERATIONS_MAX && end != line && *end == ' ' && number == file->count + 1 &&
         journal_hex_read(end + 1, strlen(end + 1), file->masters[file->count], STORE_KEY_BYTES);
}

static bool read_text(const char *path, const char *text, StoreKeyFile *file, GError **error) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    if (**line == '\0' || **line == '#')
      continue;
    if (!read_line(file, *line))
      return fail(error, STORE_ERROR_CORRUPT, path, "a line is not a number and 64 hexadecimal digits");
    file->count++;
  }
  return file->count > 0 || fail(error, STORE_ERROR_CORRUPT, path, "it holds no secret");
}

/* Written beside its place and linked into it, so that of two who make it at once one wins and both read the same. */
static bool make_file(const char *path, GError **error) {
  uint8_t master[STORE_KEY_BYTES];
  char hex[2 * STORE_KEY_BYTES + 1];
  randombytes_buf(master, sizeof master);
  journal_hex_write(master, sizeof master, hex);
  char text[512];
  g_snprintf(text, sizeof text,
             "# Secrets of this installation: whoever has them can sign as it. Keep a copy where the backups are not.\n"
             "1 %s\n",
             hex);
  g_autofree char *beside = g_strconcat(path, ".XXXXXX", NULL); /* a name of its own, among threads too */
  int descriptor = g_mkstemp_full(beside, O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
  size_t length = strlen(text);
  errno = descriptor >= 0 ? ENOSPC : errno; /* what a short write leaves unsaid */
  bool ok = descriptor >= 0 && write(descriptor, text, length) == (ssize_t)length && fsync(descriptor) == 0;
  int reason = errno;
  if (descriptor >= 0)
    close(descriptor);
  sodium_memzero(master, sizeof master);
  sodium_memzero(hex, sizeof hex);
  sodium_memzero(text, sizeof text);
  if (ok && link(beside, path) != 0 && errno != EEXIST) {
    reason = errno;
    ok = false;
  }
  unlink(beside);
  if (ok && !store_sync_folder_of(path)) {
    reason = errno;
    ok = false;
  }
  return ok || fail(error, STORE_ERROR_IO, path, g_strerror(reason));
}

bool store_key_file_open(const char *path, StoreKeyFile *file, GError **error) {
  store_key_file_wipe(file);
  if (sodium_init() < 0)
    return fail(error, STORE_ERROR_INTERNAL, path, "the system gives no random numbers");
  if (access(path, F_OK) != 0 && !make_file(path, error))
    return false;
  g_autoptr(GError) why = NULL;
  char *text = NULL;
  gsize length = 0;
  if (!g_file_get_contents(path, &text, &length, &why))
    return fail(error, STORE_ERROR_IO, path, why->message);
  bool ok = read_text(path, text, file, error);
  sodium_memzero(text, length);
  g_free(text);
  return ok;
}

void store_key_derive(const StoreKeyFile *file, unsigned generation, const char *workspace, const char *purpose,
                      uint8_t key[STORE_KEY_BYTES]) {
  g_assert(generation >= 1 && generation <= file->count);
  g_autofree char *message = g_strdup_printf("bellwether|%s|%s", purpose, workspace); /* names hold no | */
  crypto_generichash(key, STORE_KEY_BYTES, (const unsigned char *)message, strlen(message),
                     file->masters[generation - 1], STORE_KEY_BYTES);
}

void store_key_pair(const StoreKeyFile *file, unsigned generation, const char *workspace, JournalPublicKey *public_key,
                    JournalSecretKey *secret_key) {
  uint8_t seed[STORE_KEY_BYTES];
  store_key_derive(file, generation, workspace, "head", seed);
  journal_key_pair(seed, public_key, secret_key);
  sodium_memzero(seed, sizeof seed);
}

unsigned store_key_generation(const StoreKeyFile *file, const char *workspace, const JournalPublicKey *key) {
  for (unsigned generation = file->count; generation >= 1; generation--) {
    JournalPublicKey public_key;
    g_auto(JournalSecretKey) secret_key;
    store_key_pair(file, generation, workspace, &public_key, &secret_key);
    if (journal_key_equal(&public_key, key))
      return generation;
  }
  return 0;
}

bool store_key_file_copy(const char *from, const char *to, GError **error) {
  g_autoptr(GError) why = NULL;
  char *text = NULL;
  gsize length = 0;
  if (!g_file_get_contents(from, &text, &length, &why))
    return fail(error, STORE_ERROR_IO, from, why->message);
  int descriptor = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  errno = descriptor >= 0 ? ENOSPC : errno; /* what a short write leaves unsaid */
  bool ok = descriptor >= 0 && write(descriptor, text, length) == (ssize_t)length && fsync(descriptor) == 0;
  int reason = errno;
  if (descriptor >= 0)
    close(descriptor);
  sodium_memzero(text, length);
  g_free(text);
  if (ok && !store_sync_folder_of(to)) {
    reason = errno;
    ok = false;
  }
  if (!ok && descriptor >= 0) /* ours: half a file of secrets is worse than none */
    unlink(to);
  return ok || fail(error, STORE_ERROR_IO, to, g_strerror(reason));
}
