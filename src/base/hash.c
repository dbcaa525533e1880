#include "base/hash.h"

#include <xxhash.h>

uint64_t ml_hash64(ml_str bytes) {
  return XXH3_64bits(bytes.at, bytes.n);
}

void ml_hash_id(ml_str bytes, char id[ML_ID_CHARS + 1]) {
  static const char digits[] = "0123456789abcdefghijklmnopqrstuv"; /* 5 bits a character */
  XXH128_hash_t hash = XXH3_128bits(bytes.at, bytes.n);
  for (int i = 0; i < ML_ID_CHARS; i++) {
    uint64_t half = i < ML_ID_CHARS / 2 ? hash.high64 : hash.low64;
    id[i] = digits[half >> (5 * (i % (ML_ID_CHARS / 2))) & 31];
  }
  id[ML_ID_CHARS] = '\0';
}
