/* Digests: a map from byte strings to numbers that keeps of a string only 96 bits of its hash. That two of a hundred
 * million strings share them has a chance of one in 10^13. */
#ifndef ML_BASE_DIGESTS_H
#define ML_BASE_DIGESTS_H

#include "base/str.h"

typedef struct ml_digest_slot ml_digest_slot;

/* A zeroed one is empty. */
typedef struct ml_digests {
  ml_digest_slot *slots; /* open addressing; a number 0 is free */
  size_t n, cap;         /* cap is a power of two, or 0 */
} ml_digests;

/* The place of the number of a string: 0 when it is new, and then another one must be put there. Valid until the next
 * call. NULL when there is no memory. */
uint32_t *ml_digests_at(ml_digests *map, ml_str string);

void ml_digests_dispose(ml_digests *map);

#endif
