/* Triggers: what of a pattern must be in a sentence for the pattern to match there. Of several necessary parts one is
 * likely the rarest: literals before lists, lists before types, short lists before long ones. */
#include <stdlib.h>

#include "rules/compile.h"

enum { COST_WORD = 1, COST_TYPE = 100 };

typedef struct candidate {
  bool found;
  uint32_t cost;
  ml_trigger trigger;
} candidate;

typedef ML_VEC(candidate) ml_candidates;

static candidate find(ml_compiler *compiler, const ml_node *node);

static candidate either(ml_compiler *compiler, const ml_node *node) {
  candidate all = {.found = node->n_children > 0};
  ML_VEC(uint32_t) lists = {0};
  for (size_t i = 0; i < node->n_children && all.found; i++) {
    candidate one = find(compiler, node->children[i]);
    all.found = one.found;
    all.cost += one.cost;
    all.trigger.types |= one.trigger.types;
    for (size_t k = 0; k < one.trigger.n_lists; k++)
      ml_vec_push(compiler->arena, &lists, one.trigger.lists[k]);
  }
  all.trigger.lists = lists.v;
  all.trigger.n_lists = lists.n;
  return all;
}

static candidate cheapest(ml_compiler *compiler, const ml_node *node) {
  candidate best = {0};
  for (size_t i = 0; i < node->n_children; i++) {
    candidate one = find(compiler, node->children[i]);
    if (one.found && (!best.found || one.cost < best.cost))
      best = one;
  }
  return best;
}

static candidate of_list(ml_compiler *compiler, uint32_t list) {
  candidate one = {.found = true};
  const ml_words_decl *decl = compiler->lists.v[list].decl;
  one.cost = decl == NULL ? COST_WORD : COST_WORD * (uint32_t)decl->n_words;
  one.trigger.lists = ML_NEW(compiler->arena, uint32_t);
  one.trigger.lists[0] = list;
  one.trigger.n_lists = 1;
  return one;
}

static candidate of_name(ml_compiler *compiler, const char *name) {
  ml_let_decl *let = ml_compiler_let(compiler, name);
  uint32_t list = ml_compiler_list(compiler, name);
  candidate one = {0};
  if (let != NULL && ml_compiler_open_let(compiler, let)) {
    one = find(compiler, let->pattern);
    ml_compiler_close_let(compiler, let);
  } else if (let == NULL && list != ML_NO_INDEX) {
    one = of_list(compiler, list);
  }
  return one;
}

static candidate find(ml_compiler *compiler, const ml_node *node) {
  switch (node->kind) {
  case ML_NODE_SEQUENCE:
    return cheapest(compiler, node);
  case ML_NODE_CHOICE:
    return either(compiler, node);
  case ML_NODE_CAPTURE:
    return find(compiler, node->children[0]);
  case ML_NODE_REPEAT:
    return node->min > 0 ? find(compiler, node->children[0]) : (candidate){0};
  case ML_NODE_TEXT:
    return of_list(compiler, ml_compiler_number(compiler, node));
  case ML_NODE_TYPE:
    return (candidate){true, COST_TYPE, {.types = ml_compiler_types(compiler, node->name)}};
  case ML_NODE_NAME:
    return of_name(compiler, node->name);
  default:
    return (candidate){0};
  }
}

/* All necessary parts, also what a look-around must find. */
static void collect(ml_compiler *compiler, const ml_node *node, ml_candidates *all) {
  switch (node->kind) {
  case ML_NODE_SEQUENCE:
    for (size_t i = 0; i < node->n_children; i++)
      collect(compiler, node->children[i], all);
    return;
  case ML_NODE_CAPTURE:
    collect(compiler, node->children[0], all);
    return;
  case ML_NODE_REPEAT:
    if (node->min > 0)
      collect(compiler, node->children[0], all);
    return;
  case ML_NODE_LOOK:
    if (!node->negated)
      collect(compiler, node->children[0], all);
    return;
  case ML_NODE_NAME: {
    ml_let_decl *let = ml_compiler_let(compiler, node->name);
    if (let != NULL && ml_compiler_open_let(compiler, let)) {
      collect(compiler, let->pattern, all);
      ml_compiler_close_let(compiler, let);
      return;
    }
    break;
  }
  default:
    break;
  }
  candidate one = find(compiler, node);
  if (one.found)
    ml_vec_push(compiler->arena, all, one);
}

static int by_cost(const void *a, const void *b) {
  uint32_t left = ((const candidate *)a)->cost, right = ((const candidate *)b)->cost;
  return (left > right) - (left < right);
}

void ml_find_triggers(ml_compiler *compiler, const ml_node *node, ml_rule *rule, bool *found) {
  ml_candidates all = {0};
  candidate best = find(compiler, node);
  rule->trigger = best.trigger;
  *found = best.found;
  collect(compiler, node, &all);
  if (all.n > 1)
    qsort(all.v, all.n, sizeof *all.v, by_cost);
  rule->triggers = ML_NEW_ARRAY(compiler->arena, ml_trigger, all.n);
  rule->n_triggers = all.n;
  for (size_t i = 0; i < all.n; i++)
    rule->triggers[i] = all.v[i].trigger;
}
