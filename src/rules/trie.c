#include "rules/trie.h"

#include <string.h>

#include "base/vec.h"

static ml_trie_step *step_of(const ml_trie *trie, uint64_t key) {
  uint64_t hash = key * UINT64_C(0x9E3779B97F4A7C15); /* Fibonacci hashing: the high bits are the good ones */
  size_t i = (size_t)(hash >> 32) & (trie->cap - 1);
  while (trie->steps[i].key != 0 && trie->steps[i].key != key)
    i = (i + 1) & (trie->cap - 1);
  return &trie->steps[i];
}

static uint64_t key_of(uint32_t node, uint32_t code) {
  return ((uint64_t)node << 21 | code) + 1;
}

static uint32_t add_node(ml_arena *arena, ml_trie *trie) {
  if (trie->n_nodes == trie->cap_nodes)
    trie->values =
        ml_vec_grown(arena, trie->values, trie->n_nodes, &trie->cap_nodes, trie->n_nodes + 1, sizeof *trie->values);
  trie->values[trie->n_nodes] = ML_TRIE_NONE;
  return (uint32_t)trie->n_nodes++;
}

static void grow(ml_arena *arena, ml_trie *trie) {
  ml_trie larger = *trie;
  larger.cap = trie->cap == 0 ? 1024 : trie->cap * 2;
  larger.steps = ML_NEW_ARRAY(arena, ml_trie_step, larger.cap);
  for (size_t i = 0; i < trie->cap; i++)
    if (trie->steps[i].key != 0)
      *step_of(&larger, trie->steps[i].key) = trie->steps[i];
  *trie = larger;
}

static void start(ml_arena *arena, ml_trie *trie) {
  trie->first = ML_NEW_ARRAY(arena, uint32_t, ML_TRIE_DIRECT);
  memset(trie->first, 0xFF, ML_TRIE_DIRECT * sizeof *trie->first);
  add_node(arena, trie);
}

static uint32_t child(ml_arena *arena, ml_trie *trie, uint32_t node, uint32_t code) {
  uint32_t next = ml_trie_walk(trie, node, code);
  if (next != ML_TRIE_NONE)
    return next;
  next = add_node(arena, trie);
  if (node == ML_TRIE_ROOT && code < ML_TRIE_DIRECT) {
    trie->first[code] = next;
    return next;
  }
  if (trie->n_steps * 4 >= trie->cap * 3)
    grow(arena, trie);
  *step_of(trie, key_of(node, code)) = (ml_trie_step){key_of(node, code), next};
  trie->n_steps++;
  return next;
}

uint32_t ml_trie_add(ml_arena *arena, ml_trie *trie, const uint32_t *codes, size_t n) {
  if (trie->n_nodes == 0)
    start(arena, trie);
  uint32_t node = ML_TRIE_ROOT;
  for (size_t i = 0; i < n; i++)
    node = child(arena, trie, node, codes[i]);
  return node;
}

uint32_t ml_trie_walk(const ml_trie *trie, uint32_t node, uint32_t code) {
  if (node == ML_TRIE_ROOT && code < ML_TRIE_DIRECT)
    return trie->first == NULL ? ML_TRIE_NONE : trie->first[code];
  if (trie->cap == 0)
    return ML_TRIE_NONE;
  const ml_trie_step *step = step_of(trie, key_of(node, code));
  return step->key == 0 ? ML_TRIE_NONE : step->node;
}
