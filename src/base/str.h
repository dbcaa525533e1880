/* A run of bytes with its length; UTF-8 unless a name says otherwise. Never owns its memory. */
#ifndef ML_BASE_STR_H
#define ML_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct ml_str {
  const char *at;
  size_t n; /* bytes */
} ml_str;

#define ML_STR(literal) ((ml_str){(literal), sizeof(literal) - 1})

static inline ml_str ml_str_of(const char *text) {
  return (ml_str){text, text == NULL ? 0 : strlen(text)};
}

static inline bool ml_str_eq(ml_str a, ml_str b) {
  return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

static inline bool ml_str_is(ml_str a, const char *text) {
  return ml_str_eq(a, ml_str_of(text));
}

/* Byte order, which for UTF-8 is code point order. */
static inline int ml_str_cmp(ml_str a, ml_str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  int order = n == 0 ? 0 : memcmp(a.at, b.at, n);
  return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

static inline bool ml_str_starts(ml_str text, ml_str head) {
  return text.n >= head.n && ml_str_eq((ml_str){text.at, head.n}, head);
}

static inline bool ml_str_ends(ml_str text, ml_str tail) {
  return text.n >= tail.n && ml_str_eq((ml_str){text.at + text.n - tail.n, tail.n}, tail);
}

#endif
