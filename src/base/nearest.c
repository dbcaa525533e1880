#include "base/nearest.h"

#include "base/utf8.h"

static uint32_t lower(uint32_t code) {
  return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code;
}

/* Returns the number of code points written, or ML_NEAREST_CHARS + 1 when there are more than fit. */
static size_t decode(const char *name, uint32_t codes[ML_NEAREST_CHARS]) {
  ml_str text = ml_str_of(name);
  size_t n = 0;
  for (size_t at = 0; at < text.n; n++) {
    uint32_t code = ml_utf8_next(text, &at);
    if (n == ML_NEAREST_CHARS)
      return ML_NEAREST_CHARS + 1;
    codes[n] = lower(code);
  }
  return n;
}

ml_nearest ml_nearest_start(const char *wanted) {
  ml_nearest search = {0};
  search.n = decode(wanted, search.wanted);
  search.distance = (search.n == 2 ? 1 : search.n / 3) + 1;
  return search;
}

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/* Edits from a to b: characters changed, put in, left out, or two neighbours swapped (optimal string alignment). */
static size_t distance(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b) {
  size_t rows[3][ML_NEAREST_CHARS + 1]; /* of the characters of a: before the last one, the last one, this one */
  size_t *older = rows[0], *last = rows[1], *row = rows[2];
  for (size_t j = 0; j <= n_b; j++)
    older[j] = last[j] = j;
  for (size_t i = 0; i < n_a; i++) {
    row[0] = i + 1;
    for (size_t j = 0; j < n_b; j++) {
      row[j + 1] = least(last[j] + (a[i] != b[j]), least(row[j], last[j + 1]) + 1);
      if (i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j])
        row[j + 1] = least(row[j + 1], older[j - 1] + 1);
    }
    size_t *free_row = older;
    older = last;
    last = row;
    row = free_row;
  }
  return last[n_b];
}

void ml_nearest_try(ml_nearest *search, const char *name) {
  uint32_t codes[ML_NEAREST_CHARS];
  size_t n = decode(name, codes);
  if (n > ML_NEAREST_CHARS || search->n > ML_NEAREST_CHARS)
    return;
  size_t d = distance(search->wanted, search->n, codes, n);
  if (d < search->distance) {
    search->distance = d;
    search->best = name;
  }
}

const char *ml_nearest_hint(const ml_nearest *search, ml_arena *arena) {
  return search->best == NULL ? NULL : ml_arena_format(arena, "did you mean %s?", search->best);
}
