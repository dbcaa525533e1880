#include "text/traditional.h"

#include <stdbool.h>
#include <string.h>

static uint32_t find(const ml_fold_pair *pairs, size_t n, uint32_t code) {
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (pairs[middle].from < code)
      low = middle + 1;
    else
      high = middle;
  }
  return low < n && pairs[low].from == code ? pairs[low].to : code;
}

uint32_t ml_simplified(uint32_t code) {
  if (code >= ML_HAN_FIRST && code <= ML_HAN_LAST && ml_fold_han[code - ML_HAN_FIRST] != 0)
    return ml_fold_han[code - ML_HAN_FIRST];
  return find(ml_fold_rare, ml_fold_rare_count, code);
}

/* ---- what depends on the text ---- */

enum { WORDS = 0x10000 / 64 };

/* Characters of the basic plane that begin a phrase or are shared: most characters need no further look. */
typedef struct interest {
  uint64_t bits[WORDS];
} interest;

static void note(interest *in, uint32_t code) {
  in->bits[code / 64 % WORDS] |= UINT64_C(1) << code % 64;
}

static bool is_of(const interest *in, uint32_t code) {
  return (in->bits[code / 64 % WORDS] >> code % 64 & 1) != 0;
}

static void note_all(interest *in) {
  memset(in, 0, sizeof *in);
  for (size_t i = 0; i < ml_fold_shared_count; i++)
    note(in, ml_fold_shared[i].from);
  for (size_t i = 0; i < ml_fold_phrase_count; i++)
    note(in, ml_fold_phrases[i].from[0]);
}

/* How many characters the phrase has when the text begins with it, else 0. */
static size_t matched(const uint32_t *phrase, const uint32_t *text, size_t left) {
  size_t n = 0;
  while (n < left && phrase[n] != 0 && phrase[n] == text[n])
    n++;
  return phrase[n] == 0 ? n : 0;
}

/* The longest phrase that the text begins with, or NULL. */
static const ml_fold_phrase *phrase_at(const uint32_t *text, size_t left, size_t *n) {
  const ml_fold_phrase *best = NULL;
  size_t low = 0, high = ml_fold_phrase_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (ml_fold_phrases[middle].from[0] < *text)
      low = middle + 1;
    else
      high = middle;
  }
  *n = 0;
  for (; low < ml_fold_phrase_count && ml_fold_phrases[low].from[0] == *text; low++) {
    size_t length = matched(ml_fold_phrases[low].from, text, left);
    if (length > *n) {
      *n = length;
      best = &ml_fold_phrases[low];
    }
  }
  return best;
}

void ml_simplify_text(const uint32_t *originals, uint32_t *codes, size_t n) {
  interest in;
  size_t length;
  note_all(&in);
  for (size_t i = 0; i < n; i++) {
    if (!is_of(&in, originals[i]))
      continue;
    const ml_fold_phrase *phrase = phrase_at(originals + i, n - i, &length);
    if (phrase == NULL) {
      if (codes[i] == originals[i])
        codes[i] = find(ml_fold_shared, ml_fold_shared_count, codes[i]);
      continue;
    }
    memcpy(codes + i, phrase->to, length * sizeof *codes);
    i += length - 1;
  }
}
