#include "base/vec.h"

#include <stdint.h>
#include <string.h>

void *ml_vec_grown(ml_arena *arena, const void *items, size_t n, size_t *cap, size_t need, size_t size) {
  size_t room = *cap < 8 ? 8 : *cap * 2;
  if (room < need)
    room = need;
  if (size != 0 && room > SIZE_MAX / size)
    room = SIZE_MAX / size; /* too much for any arena: it says so */
  void *grown = ml_arena_take(arena, room * size);
  if (n > 0)
    memcpy(grown, items, n * size);
  *cap = room;
  return grown;
}
