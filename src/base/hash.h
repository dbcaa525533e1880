/* Content hashes: the same bytes give the same number on every machine (XXH3, https://xxhash.com). */
#ifndef ML_BASE_HASH_H
#define ML_BASE_HASH_H

#include <stdint.h>
#include <stdio.h>

#include "base/str.h"

enum { ML_ID_CHARS = 16 };

uint64_t ml_hash64(ml_str bytes);

/* The same of what a file holds from here on. Returns 0, or what is wrong as errno says it. */
int ml_hash64_file(FILE *file, uint64_t *hash);

/* Writes 16 characters [a-z0-9] (80 bits of the 128-bit hash) and a NUL: the body of every minted id. */
void ml_hash_id(ml_str bytes, char id[ML_ID_CHARS + 1]);

#endif
