/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* id_map.h: a hash table from 64-bit keys to 32-bit numbers, and a table that gives each distinct string a number.
 *
 * Ours because a table of GLib's ends the program when memory runs out, and a library may not. Open addressing with
 * linear probing: a lookup is one cache line in most cases. Numbers are given in order of first appearance. */
#ifndef TRUST_ID_MAP_H
#define TRUST_ID_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ID_NONE (-1)

typedef struct {
  uint64_t *keys;
  int32_t *values; /* ID_NONE where the slot is free */
  size_t capacity; /* a power of two, or 0 */
  size_t count;
} IdMap;

void id_map_init(IdMap *map);
void id_map_free(IdMap *map);
/* Forgets all keys and keeps the memory. */
void id_map_clear(IdMap *map);
/* The value of a key, or ID_NONE. */
int32_t id_map_get(const IdMap *map, uint64_t key);
/* A place for the value of a key, new ones holding ID_NONE; NULL when memory could not be had. Valid until the next
 * call. The caller stores a value other than ID_NONE in it before that. */
int32_t *id_map_place(IdMap *map, uint64_t key);

/* Two ids as one key. */
static inline uint64_t id_map_pair(int32_t high, int32_t low) {
  return ((uint64_t)(uint32_t)high << 32) | (uint32_t)low;
}

typedef struct {
  char **texts;
  uint64_t *hashes;
  size_t count;
  size_t capacity;
  int32_t *slots; /* ID_NONE where free */
  size_t slot_capacity;
} TextTable;

void text_table_init(TextTable *table);
void text_table_free(TextTable *table);
/* The number of a text, or ID_NONE where it has none. */
int32_t text_table_find(const TextTable *table, const char *text);
/* The number of a text, a new one where it had none; ID_NONE when memory could not be had. */
int32_t text_table_add(TextTable *table, const char *text);
/* Takes back the texts numbered from `count` on, so that a failed addition of several leaves no trace. */
void text_table_truncate(TextTable *table, size_t count);

#endif
