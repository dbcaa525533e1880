#include "base/hash.h"

#include <errno.h>
#include <xxhash.h>

uint64_t ml_hash64(ml_str bytes) {
  return XXH3_64bits(bytes.at, bytes.n);
}

int ml_hash64_file(FILE *file, uint64_t *hash) {
  char piece[1 << 16];
  size_t n;
  XXH3_state_t *state = XXH3_createState();
  if (state == NULL)
    return ENOMEM;
  XXH3_64bits_reset(state);
  while ((n = fread(piece, 1, sizeof piece, file)) > 0)
    XXH3_64bits_update(state, piece, n);
  int why = ferror(file) ? errno : 0;
  *hash = XXH3_64bits_digest(state);
  XXH3_freeState(state);
  return why;
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
