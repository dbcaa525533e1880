/* A growing array in an arena. `ML_VEC(T)` is its type; a zeroed one is empty. Indices stay valid, pointers do not. */
#ifndef ML_BASE_VEC_H
#define ML_BASE_VEC_H

#include "base/arena.h"

#define ML_VEC(type) \
  struct {           \
    type *v;         \
    size_t n, cap;   \
  }

/* Memory for at least `need` items of `size` bytes, with the first n items copied; sets *cap. */
void *ml_vec_grown(ml_arena *arena, const void *items, size_t n, size_t *cap, size_t need, size_t size);

/* The size is that of the type: clang-tidy suspects `sizeof *v` where items are pointers. */
#define ml_vec_reserve(arena, vec, need)                                                                   \
  ((vec)->cap >= (need) ? (void)0                                                                          \
                        : (void)((vec)->v = ml_vec_grown((arena), (vec)->v, (vec)->n, &(vec)->cap, (need), \
                                                         sizeof(__typeof__(*(vec)->v)))))

#define ml_vec_push(arena, vec, ...)              \
  do {                                            \
    ml_vec_reserve((arena), (vec), (vec)->n + 1); \
    (vec)->v[(vec)->n++] = (__VA_ARGS__);         \
  } while (0)

#endif
