/* A hash map from byte strings to 32-bit numbers, in an arena. A zeroed map is empty. */
#ifndef ML_BASE_MAP_H
#define ML_BASE_MAP_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define ML_MAP_NONE UINT32_MAX

typedef struct ml_map_slot {
  ml_str key;
  uint64_t hash;
  uint32_t value;
} ml_map_slot;

typedef struct ml_map {
  ml_map_slot *slots; /* open addressing; key.at == NULL is free */
  size_t n, cap;      /* cap is a power of two, or 0 */
} ml_map;

/* The value of `key`, or ML_MAP_NONE. */
uint32_t ml_map_get(const ml_map *map, ml_str key);

/* Sets `key` to `value` unless it is there; returns the value that stands now. The key's bytes are not copied. */
uint32_t ml_map_put(ml_arena *arena, ml_map *map, ml_str key, uint32_t value);

#endif
