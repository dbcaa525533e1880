#include "base/digests.h"

#include <stdlib.h>
#include <xxhash.h>

struct ml_digest_slot {
  uint64_t low;
  uint32_t high, number;
};

static ml_digest_slot *slot_of(const ml_digests *map, uint32_t high, uint64_t low) {
  size_t i = (size_t)low & (map->cap - 1);
  while (map->slots[i].number != 0 && (map->slots[i].high != high || map->slots[i].low != low))
    i = (i + 1) & (map->cap - 1);
  return &map->slots[i];
}

static bool grow(ml_digests *map) {
  ml_digests larger = {.n = map->n, .cap = map->cap == 0 ? 1024 : map->cap * 2};
  larger.slots = calloc(larger.cap, sizeof *larger.slots);
  if (larger.slots == NULL)
    return false;
  for (size_t i = 0; i < map->cap; i++)
    if (map->slots[i].number != 0)
      *slot_of(&larger, map->slots[i].high, map->slots[i].low) = map->slots[i];
  free(map->slots);
  *map = larger;
  return true;
}

uint32_t *ml_digests_at(ml_digests *map, ml_str string) {
  if (map->n * 4 >= map->cap * 3 && !grow(map))
    return NULL;
  XXH128_hash_t hash = XXH3_128bits(string.at, string.n);
  uint32_t high = (uint32_t)hash.high64;
  ml_digest_slot *slot = slot_of(map, high, hash.low64);
  if (slot->number == 0) {
    slot->high = high;
    slot->low = hash.low64;
    map->n++;
  }
  return &slot->number;
}

void ml_digests_dispose(ml_digests *map) {
  free(map->slots);
  *map = (ml_digests){0};
}
