/* A trie over code points that holds every name and listed word of a rule set: one walk from each position of a text
 * finds all of them, however many there are. Built once, then read by any number of threads. */
#ifndef ML_RULES_TRIE_H
#define ML_RULES_TRIE_H

#include <stdint.h>

#include "base/arena.h"

#define ML_TRIE_NONE UINT32_MAX
enum { ML_TRIE_ROOT = 0, ML_TRIE_DIRECT = 0x10000 };

typedef struct ml_trie_step {
  uint64_t key; /* node * 2^21 + code point + 1; 0 is free */
  uint32_t node;
} ml_trie_step;

typedef struct ml_trie {
  ml_trie_step *steps; /* open addressing */
  size_t n_steps, cap; /* cap is a power of two, or 0 */
  uint32_t *first;     /* first step from the root for code points below ML_TRIE_DIRECT */
  uint32_t *values;    /* one for each node: what ends there, or ML_TRIE_NONE */
  size_t n_nodes, cap_nodes;
} ml_trie;

/* The node for a word of n code points, made when it is not there; its value starts as ML_TRIE_NONE and belongs to the
 * caller. n > 0 is required. */
uint32_t ml_trie_add(ml_arena *arena, ml_trie *trie, const uint32_t *codes, size_t n);

/* The node reached from `node` by `code`, or ML_TRIE_NONE. */
uint32_t ml_trie_walk(const ml_trie *trie, uint32_t node, uint32_t code);

#endif
