/* A trie over code points that finds all names and listed words of a rule set in one pass over a text, however many
 * there are. It is a double array: the child of cell s by label c is cell base(s) + c, and it is there when its check
 * is s (Aoe, An Efficient Digital Search Algorithm by Using a Double-Array Structure, 1989). Three things make it fast
 * on Chinese: labels are numbered by how many words have the character, so that children lie close together; what is
 * left of a word once no other word shares it is a plain array (its tail); and bit sets over the first one and two
 * characters of words tell most positions at which nothing can begin.
 *
 * All of it is arrays of numbers without pointers: it can be written to a file and used from there. Once built it is
 * read by any number of threads. */
#ifndef ML_RULES_TRIE_H
#define ML_RULES_TRIE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"

#define ML_TRIE_NONE UINT32_MAX
enum {
  ML_TRIE_VALUES = 1 << 30 /* values are smaller */
};

typedef struct ml_trie_cell {
  uint32_t base;  /* two bits: what the cell is (trie.c), then thirty that depend on it */
  uint32_t check; /* the parent, or ML_TRIE_NONE: nobody's */
} ml_trie_cell;

/* type, name */
#define ML_TRIE_ARRAYS(X)                                                       \
  X(uint32_t, pages)  /* for each code point / 256: where its labels begin */   \
  X(uint32_t, labels) /* 256 for each page; 0: no word has the character */     \
  X(uint64_t, alone)  /* bit set over code points modulo 65536: words of one */ \
  X(uint64_t, pairs)  /* bit set over hashes of the first two characters */     \
  X(ml_trie_cell, cells)                                                        \
  X(uint32_t, tails) /* a value, a length n, and n labels; and so on */

typedef struct ml_trie {
#define ML_TRIE_MEMBER(type, name) \
  const type *name;                \
  size_t n_##name;
  ML_TRIE_ARRAYS(ML_TRIE_MEMBER)
#undef ML_TRIE_MEMBER
} ml_trie;

typedef struct ml_trie_word {
  const uint32_t *codes;
  uint32_t n; /* > 0 */
  uint32_t value;
} ml_trie_word;

/* Makes a trie of words that differ from each other and ascend: by the first code point that differs, a begin before
 * what it is the begin of. The trie is in `arena`; what is needed meanwhile is in `scratch`. */
void ml_trie_build(ml_arena *arena, ml_arena *scratch, const ml_trie_word *words, size_t n, ml_trie *out);

typedef struct ml_trie_hit {
  uint32_t begin, length; /* code points */
  uint32_t value;
} ml_trie_hit;

typedef ML_VEC(ml_trie_hit) ml_trie_hits;

/* Appends every word that stands in the text, by its begin, then by its length. */
void ml_trie_find(const ml_trie *trie, ml_arena *arena, const uint32_t *codes, uint32_t n, ml_trie_hits *out);

/* The value of the word that is just these code points, or ML_TRIE_NONE. */
uint32_t ml_trie_get(const ml_trie *trie, const uint32_t *codes, uint32_t n);

/* Whether no text can lead out of the arrays and all values are below n_values: so for any trie that was built here.
 * Asked of one that comes out of a file. */
bool ml_trie_is_sound(const ml_trie *trie, uint32_t n_values);

#endif
