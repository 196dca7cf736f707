/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * faulty_disk.h: a disk that fails, and memory that runs out, for SQLite.
 *
 * The disk is a VFS over the usual one. Of the database and its log it remembers what was synced. Losing power puts the
 * files back to that, with any part of what was done since: each sector of each write by itself is there or is not, cut
 * or uncut, and a removed file may be back. Which, follows from a seed.
 */
#ifndef TESTS_FAULTY_DISK_H
#define TESTS_FAULTY_DISK_H

#include <stdbool.h>
#include <stdint.h>

/* What is counted is what the fault can strike: every operation, or only the writes, or only the syncs. */
typedef enum {
  FAULT_NONE,
  FAULT_POWER,     /* the n-th operation is the last under power; nothing after it reaches the disk, and all fails */
  FAULT_IO_ONCE,   /* the n-th operation fails */
  FAULT_IO,        /* the n-th and all after it fail */
  FAULT_FULL_ONCE, /* the n-th write finds room for half of it */
  FAULT_FULL,      /* and those after it for nothing */
  FAULT_SYNC_ONCE  /* the n-th sync fails, and what it should have synced is given up: no later sync will save it */
} FaultKind;

/* Registers the VFS, once in a program, and gives its name. */
const char *faulty_disk_register(void);

/* From now on: the fault at the n-th operation that it can strike, counted from 1. */
void faulty_disk_arm(FaultKind kind, int64_t operation);

/* Whether the fault came about since it was armed. */
bool faulty_disk_struck(void);

/* After everything is closed: puts the files as a loss of power would have left them, and knows of them no more. */
void faulty_disk_lose_power(uint32_t seed);

/* How many temporary files SQLite has opened on it: places outside the database where content may be left. */
int64_t faulty_disk_temporary_files(void);

/* Memory. Installs SQLite's allocator with a fault; call before anything else of SQLite. allocation: the n-th fails
 * (and all after it, where persistent); 0: none. */
void faulty_memory_install(void);
void faulty_memory_arm(int64_t allocation, bool persistent);
bool faulty_memory_struck(void);

#endif
