/* Which script a folded code point belongs to, as far as matching asks. */
#ifndef ML_BASE_SCRIPT_H
#define ML_BASE_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

static inline bool ml_is_han(uint32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x3FFFD) ||
         (c >= 0xF900 && c <= 0xFAFF) || c == 0x3007;
}

static inline bool ml_is_latin(uint32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0x24F);
}

static inline bool ml_is_digit(uint32_t c) {
  return c >= '0' && c <= '9';
}

#endif
