/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * faulty_disk.c: a disk that fails.
 *
 * Every write goes to the real file, so that the program sees what it wrote, and to a list. A sync moves the list's
 * changes into the remembered durable content. Locks and shared memory are the real ones; SQLite itself throws away the
 * memory that is left of a program that ended.
 */
#include "faulty_disk.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define SECTOR_BYTES 512 /* what a disk writes whole or not at all */

typedef enum { OTHER, WRITE, SYNC } OperationKind;

typedef struct {
  int64_t offset;
  GByteArray *bytes; /* NULL: the file is cut at offset */
} Change;

/* What is known of one file, however often it is open. */
typedef struct {
  char *path;
  GByteArray *durable;
  GPtrArray *pending; /* Change, oldest first */
  bool removed;       /* but the folder was not synced since */
} Disk;

typedef struct {
  sqlite3_file base;
  Disk *disk;         /* NULL: a file that is not followed */
  sqlite3_file *real; /* behind this struct */
} File;

static GMutex mutex; /* of all that follows */
static GHashTable *disks;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs faulty_vfs;
static FaultKind fault;
static int64_t fault_at;
static int64_t operations;
static bool struck;
static bool down; /* no power: nothing reaches the disk */

static void change_free(gpointer data) {
  Change *change = data;
  if (change->bytes != NULL)
    g_byte_array_unref(change->bytes);
  g_free(change);
}

static void disk_free(gpointer data) {
  Disk *disk = data;
  g_free(disk->path);
  g_byte_array_unref(disk->durable);
  g_ptr_array_unref(disk->pending);
  g_free(disk);
}

static void make_room(GByteArray *content, size_t length) {
  size_t old = content->len;
  if (old >= length)
    return;
  g_byte_array_set_size(content, (guint)length);
  memset(content->data + old, 0, length - old);
}

static void apply(GByteArray *content, const Change *change) {
  if (change->bytes == NULL) {
    if ((int64_t)content->len > change->offset)
      g_byte_array_set_size(content, (guint)change->offset);
    return;
  }
  make_room(content, (size_t)change->offset + change->bytes->len);
  memcpy(content->data + change->offset, change->bytes->data, change->bytes->len);
}

static bool can_strike(OperationKind operation) {
  switch (fault) {
  case FAULT_NONE: return false;
  case FAULT_FULL_ONCE:
  case FAULT_FULL: return operation == WRITE;
  case FAULT_SYNC_ONCE: return operation == SYNC;
  default: return true;
  }
}

/* Counts an operation and says what becomes of it. The mutex is held. */
static int next_operation(OperationKind operation) {
  if (down)
    return SQLITE_IOERR;
  if (!can_strike(operation) || ++operations < fault_at)
    return SQLITE_OK;
  bool once = fault == FAULT_IO_ONCE || fault == FAULT_FULL_ONCE || fault == FAULT_SYNC_ONCE;
  if (once && struck)
    return SQLITE_OK;
  struck = true;
  down = fault == FAULT_POWER;
  return fault == FAULT_FULL || fault == FAULT_FULL_ONCE ? SQLITE_FULL : SQLITE_IOERR;
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

static sqlite3_file *real_of(sqlite3_file *file) {
  return ((File *)file)->real;
}

static int file_close(sqlite3_file *file) {
  return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  g_mutex_lock(&mutex);
  int result = ((File *)file)->disk != NULL ? next_operation(OTHER) : SQLITE_OK;
  g_mutex_unlock(&mutex);
  if (result != SQLITE_OK)
    return SQLITE_IOERR_READ;
  return real_of(file)->pMethods->xRead(real_of(file), bytes, count, offset);
}

static void remember(Disk *disk, int64_t offset, const void *bytes, int count) {
  Change *change = g_new0(Change, 1);
  change->offset = offset;
  if (bytes != NULL)
    change->bytes = g_byte_array_append(g_byte_array_new(), bytes, (guint)count);
  g_ptr_array_add(disk->pending, change);
}

/* On a full disk half of the write at which it filled up is there. The write at which the power goes was under way. */
static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  Disk *disk = ((File *)file)->disk;
  int done = count;
  g_mutex_lock(&mutex);
  bool before = struck;
  int result = disk != NULL ? next_operation(WRITE) : SQLITE_OK;
  if (result == SQLITE_FULL)
    done = before ? 0 : count / 2;
  if (disk != NULL && done > 0 && (result != SQLITE_IOERR || (down && !before)))
    remember(disk, offset, bytes, done);
  g_mutex_unlock(&mutex);
  if (result == SQLITE_IOERR)
    return SQLITE_IOERR_WRITE;
  int written = done > 0 ? real_of(file)->pMethods->xWrite(real_of(file), bytes, done, offset) : SQLITE_OK;
  return result != SQLITE_OK ? result : written;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  Disk *disk = ((File *)file)->disk;
  g_mutex_lock(&mutex);
  int result = disk != NULL ? next_operation(OTHER) : SQLITE_OK;
  if (disk != NULL && result == SQLITE_OK)
    remember(disk, size, NULL, 0);
  g_mutex_unlock(&mutex);
  return result != SQLITE_OK ? SQLITE_IOERR_TRUNCATE : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

/* Nothing is really synced: what a loss of power leaves is decided here. After a failure a system may well take what it
 * could not write for written; Linux did for long. */
static int file_sync(sqlite3_file *file, int flags) {
  (void)flags;
  Disk *disk = ((File *)file)->disk;
  if (disk == NULL)
    return SQLITE_OK;
  g_mutex_lock(&mutex);
  int result = next_operation(SYNC);
  for (guint index = 0; result == SQLITE_OK && index < disk->pending->len; index++)
    apply(disk->durable, g_ptr_array_index(disk->pending, index));
  if (result == SQLITE_OK)
    disk->removed = false;
  if (!down)
    g_ptr_array_set_size(disk->pending, 0);
  g_mutex_unlock(&mutex);
  return result != SQLITE_OK ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int other_operation(const sqlite3_file *file) {
  g_mutex_lock(&mutex);
  int result = ((const File *)file)->disk != NULL ? next_operation(OTHER) : SQLITE_OK;
  g_mutex_unlock(&mutex);
  return result;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  if (other_operation(file) != SQLITE_OK)
    return SQLITE_IOERR_FSTAT;
  return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int file_lock(sqlite3_file *file, int lock) {
  return real_of(file)->pMethods->xLock(real_of(file), lock);
}

static int file_unlock(sqlite3_file *file, int lock) {
  return real_of(file)->pMethods->xUnlock(real_of(file), lock);
}

static int file_check_lock(sqlite3_file *file, int *result) {
  return real_of(file)->pMethods->xCheckReservedLock(real_of(file), result);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
  return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int file_sector_size(sqlite3_file *file) {
  return real_of(file)->pMethods->xSectorSize(real_of(file));
}

/* A disk that promises nothing of its own. */
static int file_characteristics(sqlite3_file *file) {
  (void)file;
  return 0;
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
  if (other_operation(file) != SQLITE_OK)
    return SQLITE_IOERR_SHMMAP;
  return real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, memory);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file) {
  real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int remove) {
  return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* ---- The disk --------------------------------------------------------------------------------------------------- */

/* What is there when a file is first opened is taken to be durable. */
static Disk *disk_of(const char *path) {
  Disk *disk = g_hash_table_lookup(disks, path);
  if (disk == NULL) {
    disk = g_new0(Disk, 1);
    disk->path = g_strdup(path);
    disk->durable = g_byte_array_new();
    disk->pending = g_ptr_array_new_with_free_func(change_free);
    g_autofree char *content = NULL;
    gsize length = 0;
    if (g_file_get_contents(path, &content, &length, NULL))
      g_byte_array_append(disk->durable, (const guint8 *)content, (guint)length);
    g_hash_table_insert(disks, disk->path, disk);
  }
  return disk;
}

static int64_t temporary_files;

int64_t faulty_disk_temporary_files(void) {
  g_mutex_lock(&mutex);
  int64_t count = temporary_files;
  g_mutex_unlock(&mutex);
  return count;
}

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags) {
  (void)vfs;
  File *opened = (File *)file;
  memset(opened, 0, sizeof *opened);
  opened->real = (sqlite3_file *)(opened + 1);
  g_mutex_lock(&mutex);
  if (name != NULL && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0)
    opened->disk = disk_of(name);
  else if ((flags & SQLITE_OPEN_DELETEONCLOSE) != 0)
    temporary_files++;
  int result = opened->disk != NULL ? next_operation(OTHER) : SQLITE_OK;
  g_mutex_unlock(&mutex);
  if (result != SQLITE_OK)
    return SQLITE_CANTOPEN;
  result = real_vfs->xOpen(real_vfs, name, opened->real, flags, out_flags);
  opened->base.pMethods = opened->real->pMethods != NULL ? &methods : NULL;
  return result;
}

/* Without a sync of the folder, the file may be back after a loss of power, as it was. */
static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
  (void)vfs;
  g_mutex_lock(&mutex);
  int result = next_operation(OTHER);
  Disk *disk = g_hash_table_lookup(disks, name);
  if (result == SQLITE_OK && disk != NULL) {
    if (sync_folder)
      g_hash_table_remove(disks, name);
    else {
      remember(disk, 0, NULL, 0);
      disk->removed = true;
    }
  }
  g_mutex_unlock(&mutex);
  return result != SQLITE_OK ? SQLITE_IOERR_DELETE : real_vfs->xDelete(real_vfs, name, sync_folder);
}

const char *faulty_disk_register(void) {
  if (disks == NULL) {
    disks = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, disk_free);
    real_vfs = sqlite3_vfs_find(NULL);
    faulty_vfs = *real_vfs;
    faulty_vfs.zName = "faulty";
    faulty_vfs.szOsFile = (int)sizeof(File) + real_vfs->szOsFile;
    faulty_vfs.xOpen = vfs_open;
    faulty_vfs.xDelete = vfs_delete;
    g_assert(sqlite3_vfs_register(&faulty_vfs, 0) == SQLITE_OK);
  }
  return "faulty";
}

void faulty_disk_arm(FaultKind kind, int64_t operation) {
  g_mutex_lock(&mutex);
  fault = kind;
  fault_at = operation;
  operations = 0;
  struck = false;
  down = false;
  g_mutex_unlock(&mutex);
}

bool faulty_disk_struck(void) {
  return struck;
}

/* Each sector of a write is there or is not. */
static void apply_some(GByteArray *content, const Change *change, GRand *random) {
  if (change->bytes == NULL) {
    if (g_rand_boolean(random))
      apply(content, change);
    return;
  }
  for (guint start = 0; start < change->bytes->len; start += SECTOR_BYTES) {
    guint count = MIN((guint)SECTOR_BYTES, change->bytes->len - start);
    if (g_rand_boolean(random))
      continue;
    make_room(content, (size_t)change->offset + start + count);
    memcpy(content->data + change->offset + start, change->bytes->data + start, count);
  }
}

/* A file as the power left it: in one case of four nothing unsynced is there, in one all up to some moment, else any
 * part of it. */
static void settle(Disk *disk, GRand *random) {
  int manner = g_rand_int_range(random, 0, 4);
  guint until = disk->pending->len > 0 ? (guint)g_rand_int_range(random, 0, (gint32)disk->pending->len + 1) : 0;
  for (guint index = 0; index < disk->pending->len; index++) {
    if (manner == 1 && index < until)
      apply(disk->durable, g_ptr_array_index(disk->pending, index));
    else if (manner >= 2)
      apply_some(disk->durable, g_ptr_array_index(disk->pending, index), random);
  }
  if (disk->removed && g_rand_boolean(random))
    g_unlink(disk->path);
  else
    g_assert(g_file_set_contents_full(disk->path, (const char *)disk->durable->data, disk->durable->len,
                                      G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

void faulty_disk_lose_power(uint32_t seed) {
  g_autoptr(GRand) random = g_rand_new_with_seed(seed);
  g_autoptr(GList) paths = g_list_sort(g_hash_table_get_keys(disks), (GCompareFunc)strcmp);
  for (GList *path = paths; path != NULL; path = path->next)
    settle(g_hash_table_lookup(disks, path->data), random);
  g_hash_table_remove_all(disks);
  faulty_disk_arm(FAULT_NONE, 0);
}

/* ---- Memory ----------------------------------------------------------------------------------------------------- */

static sqlite3_mem_methods real_memory;
static int64_t allocations_left; /* 0: none fails */
static bool memory_persistent;
static bool memory_struck;

static bool memory_fails(void) {
  g_mutex_lock(&mutex);
  bool fails = memory_struck && memory_persistent;
  if (allocations_left > 0 && --allocations_left == 0)
    memory_struck = fails = true;
  g_mutex_unlock(&mutex);
  return fails;
}

static void *memory_get(int size) {
  return memory_fails() ? NULL : real_memory.xMalloc(size);
}

static void *memory_resize(void *memory, int size) {
  return memory_fails() ? NULL : real_memory.xRealloc(memory, size);
}

void faulty_memory_install(void) {
  g_assert(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory) == SQLITE_OK);
  sqlite3_mem_methods faulty = real_memory;
  faulty.xMalloc = memory_get;
  faulty.xRealloc = memory_resize;
  g_assert(sqlite3_config(SQLITE_CONFIG_MALLOC, &faulty) == SQLITE_OK);
}

void faulty_memory_arm(int64_t allocation, bool persistent) {
  g_mutex_lock(&mutex);
  allocations_left = allocation;
  memory_persistent = persistent;
  memory_struck = false;
  g_mutex_unlock(&mutex);
}

bool faulty_memory_struck(void) {
  return memory_struck;
}
