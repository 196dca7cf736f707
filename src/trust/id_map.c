/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* id_map.c: see id_map.h. */
#include "id_map.h"

#include <stdlib.h>
#include <string.h>

/* Finaliser of the splitmix64 generator (Steele, Lea and Flood 2014): every bit of the key moves every bit of it. */
static uint64_t mix(uint64_t x) {
  x ^= x >> 30;
  x *= UINT64_C(0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= UINT64_C(0x94d049bb133111eb);
  return x ^ (x >> 31);
}

void id_map_init(IdMap *map) {
  memset(map, 0, sizeof *map);
}

void id_map_free(IdMap *map) {
  free(map->keys);
  free(map->values);
  memset(map, 0, sizeof *map);
}

void id_map_clear(IdMap *map) {
  for (size_t i = 0; i < map->capacity; i++)
    map->values[i] = ID_NONE;
  map->count = 0;
}

static size_t map_slot(const IdMap *map, uint64_t key) {
  size_t mask = map->capacity - 1, slot = (size_t)mix(key) & mask;
  while (map->values[slot] != ID_NONE && map->keys[slot] != key)
    slot = (slot + 1) & mask;
  return slot;
}

int32_t id_map_get(const IdMap *map, uint64_t key) {
  return map->capacity == 0 ? ID_NONE : map->values[map_slot(map, key)];
}

static bool map_grow(IdMap *map) {
  IdMap larger = {.capacity = map->capacity == 0 ? 16 : 2 * map->capacity, .count = map->count};
  larger.keys = malloc(larger.capacity * sizeof *larger.keys);
  larger.values = malloc(larger.capacity * sizeof *larger.values);
  if (larger.keys == NULL || larger.values == NULL) {
    id_map_free(&larger);
    return false;
  }
  for (size_t i = 0; i < larger.capacity; i++)
    larger.values[i] = ID_NONE;
  for (size_t i = 0; i < map->capacity; i++) {
    if (map->values[i] == ID_NONE)
      continue;
    size_t slot = map_slot(&larger, map->keys[i]);
    larger.keys[slot] = map->keys[i];
    larger.values[slot] = map->values[i];
  }
  id_map_free(map);
  *map = larger;
  return true;
}

int32_t *id_map_place(IdMap *map, uint64_t key) {
  if (2 * (map->count + 1) > map->capacity && !map_grow(map))
    return NULL;
  size_t slot = map_slot(map, key);
  if (map->values[slot] == ID_NONE) {
    map->keys[slot] = key;
    map->count++;
  }
  return &map->values[slot];
}

void text_table_init(TextTable *table) {
  memset(table, 0, sizeof *table);
}

void text_table_free(TextTable *table) {
  for (size_t i = 0; i < table->count; i++)
    free(table->texts[i]);
  free(table->texts);
  free(table->hashes);
  free(table->slots);
  memset(table, 0, sizeof *table);
}

/* FNV-1a over the bytes, then mixed. */
static uint64_t text_hash(const char *text) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  for (const unsigned char *c = (const unsigned char *)text; *c != 0; c++)
    hash = (hash ^ *c) * UINT64_C(0x100000001b3);
  return mix(hash);
}

static size_t text_slot(const TextTable *table, const char *text, uint64_t hash) {
  size_t mask = table->slot_capacity - 1, slot = (size_t)hash & mask;
  for (; table->slots[slot] != ID_NONE; slot = (slot + 1) & mask) {
    int32_t id = table->slots[slot];
    if (table->hashes[id] == hash && strcmp(table->texts[id], text) == 0)
      break;
  }
  return slot;
}

int32_t text_table_find(const TextTable *table, const char *text) {
  if (table->slot_capacity == 0)
    return ID_NONE;
  return table->slots[text_slot(table, text, text_hash(text))];
}

static void fill_slots(TextTable *table) {
  for (size_t i = 0; i < table->slot_capacity; i++)
    table->slots[i] = ID_NONE;
  for (size_t id = 0; id < table->count; id++) {
    size_t mask = table->slot_capacity - 1, slot = (size_t)table->hashes[id] & mask;
    while (table->slots[slot] != ID_NONE)
      slot = (slot + 1) & mask;
    table->slots[slot] = (int32_t)id;
  }
}

static bool text_table_grow(TextTable *table) {
  if (table->count == table->capacity) {
    size_t capacity = table->capacity == 0 ? 8 : 2 * table->capacity;
    char **texts = realloc(table->texts, capacity * sizeof *texts);
    if (texts == NULL)
      return false;
    table->texts = texts;
    uint64_t *hashes = realloc(table->hashes, capacity * sizeof *hashes);
    if (hashes == NULL)
      return false;
    table->hashes = hashes;
    table->capacity = capacity;
  }
  if (2 * (table->count + 1) > table->slot_capacity) {
    size_t slot_capacity = table->slot_capacity == 0 ? 16 : 2 * table->slot_capacity;
    int32_t *slots = malloc(slot_capacity * sizeof *slots);
    if (slots == NULL)
      return false;
    free(table->slots);
    table->slots = slots;
    table->slot_capacity = slot_capacity;
    fill_slots(table);
  }
  return true;
}

int32_t text_table_add(TextTable *table, const char *text) {
  uint64_t hash = text_hash(text);
  if (table->slot_capacity != 0) {
    int32_t found = table->slots[text_slot(table, text, hash)];
    if (found != ID_NONE)
      return found;
  }
  if (table->count >= INT32_MAX || !text_table_grow(table))
    return ID_NONE;
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  if (copy == NULL)
    return ID_NONE;
  memcpy(copy, text, size);
  table->slots[text_slot(table, text, hash)] = (int32_t)table->count;
  table->texts[table->count] = copy;
  table->hashes[table->count] = hash;
  return (int32_t)table->count++;
}

void text_table_truncate(TextTable *table, size_t count) {
  if (count >= table->count)
    return;
  for (size_t i = count; i < table->count; i++)
    free(table->texts[i]);
  table->count = count;
  fill_slots(table);
}
