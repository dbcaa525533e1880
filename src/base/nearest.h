/* Nearest name: what a misspelt word may have meant. */
#ifndef ML_BASE_NEAREST_H
#define ML_BASE_NEAREST_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { ML_NEAREST_CHARS = 48 }; /* longer names are not compared */

typedef struct ml_nearest {
  uint32_t wanted[ML_NEAREST_CHARS]; /* code points */
  size_t n;
  const char *best; /* NULL: nothing is near */
  size_t distance;  /* of the best, or the first that is too far */
} ml_nearest;

/* Starts a search for a name near `wanted`. */
ml_nearest ml_nearest_start(const char *wanted);

/* Compares a candidate; among equally near ones the first stays. `name` must outlive the search. A name is near when
 * at most a third of the characters wanted, but at least one, need to be changed; upper and lower case are alike. */
void ml_nearest_try(ml_nearest *search, const char *name);

/* "did you mean X?" in the arena, or NULL when nothing is near. */
const char *ml_nearest_hint(const ml_nearest *search, ml_arena *arena);

#endif
