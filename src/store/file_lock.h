/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * file_lock.h: the lock that writers of all processes take in turns, and a note that outlives whoever wrote it. Only the
 * drivers of this room that keep a database in files include it.
 *
 * The note is one byte of the lock's file: that something was erased and may still be in the log. It is set before the
 * erasure is committed, so that a crash, or a process that ends while somebody reads, leaves word to the next one.
 */
#ifndef STORE_FILE_LOCK_H
#define STORE_FILE_LOCK_H

#include <glib.h>
#include <stdbool.h>

typedef struct StoreFileLock
    StoreFileLock; /* used by one thread at a time; every one in a process locks out the others */

/* Opens the file, made (for its owner alone) where there is none. NULL with STORE_ERROR_IO. */
StoreFileLock *store_file_lock_open(const char *path, GError **error);
void store_file_lock_close(StoreFileLock *lock); /* gives it back too; NULL is allowed */

/* Waits for its turn. STORE_ERROR_BUSY where that takes longer than the timeout, STORE_ERROR_IO where the system can't
 * lock. */
bool store_file_lock_take(StoreFileLock *lock, int timeout_ms, GError **error);
void store_file_lock_give(StoreFileLock *lock); /* nothing happens where it is not held */
bool store_file_lock_is_held(const StoreFileLock *lock);

/* The note; call with the lock held. Setting it is durable once it returns true; taking it back need not be. A file that
 * is new has it set: nobody knows what was before. */
bool store_file_lock_is_noted(const StoreFileLock *lock);
bool store_file_lock_note(StoreFileLock *lock, bool noted, GError **error);

#endif
