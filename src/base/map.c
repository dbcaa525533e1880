#include "base/map.h"

#include "base/hash.h"

static ml_map_slot *slot_of(const ml_map *map, ml_str key, uint64_t hash) {
  size_t i = (size_t)hash & (map->cap - 1);
  while (map->slots[i].key.at != NULL && !(map->slots[i].hash == hash && ml_str_eq(map->slots[i].key, key)))
    i = (i + 1) & (map->cap - 1);
  return &map->slots[i];
}

uint32_t ml_map_get(const ml_map *map, ml_str key) {
  if (map->cap == 0)
    return ML_MAP_NONE;
  const ml_map_slot *slot = slot_of(map, key, ml_hash64(key));
  return slot->key.at == NULL ? ML_MAP_NONE : slot->value;
}

static void grow(ml_arena *arena, ml_map *map) {
  ml_map larger = {.n = map->n, .cap = map->cap == 0 ? 16 : map->cap * 2};
  larger.slots = ML_NEW_ARRAY(arena, ml_map_slot, larger.cap);
  for (size_t i = 0; i < map->cap; i++)
    if (map->slots[i].key.at != NULL)
      *slot_of(&larger, map->slots[i].key, map->slots[i].hash) = map->slots[i];
  *map = larger;
}

uint32_t ml_map_put(ml_arena *arena, ml_map *map, ml_str key, uint32_t value) {
  if (map->n * 4 >= map->cap * 3)
    grow(arena, map);
  uint64_t hash = ml_hash64(key);
  ml_map_slot *slot = slot_of(map, key, hash);
  if (slot->key.at == NULL) {
    *slot = (ml_map_slot){{key.at == NULL ? "" : key.at, key.n}, hash, value};
    map->n++;
  }
  return slot->value;
}
