/* Triggers: what of a pattern must be in a sentence for the pattern to match there. Of several necessary parts the one
 * that is likely the rarest counts: literals before lists, lists before types, short lists before long ones. */
#include "rules/compile.h"

enum { COST_WORD = 1, COST_TYPE = 100 };

typedef struct candidate {
  bool found;
  uint32_t cost;
  ml_trigger trigger;
} candidate;

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
    return of_list(compiler, ml_compiler_literal(compiler, node->codes, node->n_codes));
  case ML_NODE_TYPE:
    return (candidate){true, COST_TYPE, {.types = ml_compiler_types(compiler, node->name)}};
  case ML_NODE_NAME:
    return of_name(compiler, node->name);
  default:
    return (candidate){0};
  }
}

void ml_find_trigger(ml_compiler *compiler, const ml_node *node, ml_trigger *out, bool *found) {
  candidate best = find(compiler, node);
  *out = best.trigger;
  for (size_t i = 0; i < out->n_lists; i++)
    out->mask |= UINT64_C(1) << out->lists[i] % 64;
  *found = best.found;
}

static bool reads_trigger(const ml_trigger *trigger, const ml_program *program, const ml_instruction *in) {
  if (in->op == ML_OP_EDGE)
    return (program->edges[in->a].types & ~trigger->types) == 0;
  for (size_t i = 0; i < trigger->n_lists && in->op == ML_OP_WORDS; i++)
    if (trigger->lists[i] == in->a)
      return true;
  return false;
}

void ml_find_awaiting(const ml_trigger *trigger, ml_program *program) {
  for (uint32_t pc = program->n; pc-- > 0;) { /* jumps lead forward: what comes behind is known */
    const ml_instruction *in = &program->code[pc];
    ml_outlook *outlook = program->outlook;
    if (in->op == ML_OP_SPLIT)
      outlook[pc].awaits = outlook[in->a].awaits && outlook[in->b].awaits;
    else if (in->op == ML_OP_JUMP)
      outlook[pc].awaits = outlook[in->a].awaits;
    else
      outlook[pc].awaits = reads_trigger(trigger, program, in) || (pc + 1 < program->n && outlook[pc + 1].awaits);
  }
}
