/* The order of makers: a rule runs after every rule that makes a type it needs. */
#include "rules/compile.h"

typedef struct graph {
  ml_compiler *compiler;
  uint64_t needs[ML_MAX_TYPES]; /* for each type: the types its makers read */
  uint64_t made;                /* types that some rule makes */
  uint64_t open, done;          /* of the walk */
  uint32_t path[ML_MAX_TYPES];
  size_t n_path;
  ML_VEC(ml_layer) layers;
} graph;

static const ml_rule *maker_that_needs(const ml_rules *rules, uint32_t type, uint32_t needed) {
  for (size_t i = 0; i < rules->rules.n; i++)
    if (rules->rules.v[i].makes == type && (rules->rules.v[i].needs >> needed & 1) != 0)
      return &rules->rules.v[i];
  return NULL;
}

static void report_circle(graph *g, uint32_t type) {
  const ml_rules *rules = g->compiler->rules;
  const ml_type *types = rules->schema.types;
  size_t start = 0;
  while (g->path[start] != type)
    start++;
  const char *path = types[type].name, *hint = "";
  for (size_t i = start; i < g->n_path; i++) {
    uint32_t needed = i + 1 < g->n_path ? g->path[i + 1] : type;
    const ml_rule *rule = maker_that_needs(rules, g->path[i], needed);
    path = ml_arena_format(g->compiler->arena, "%s -> %s", path, types[needed].name);
    hint = ml_arena_format(g->compiler->arena, "%s%s needs %s in the rule %s\n", hint, types[g->path[i]].name,
                           types[needed].name, rule->name);
  }
  const ml_rule *last = maker_that_needs(rules, g->path[g->n_path - 1], type);
  ml_syntax_error(g->compiler->syntax, last->decl->place,
                  ml_arena_format(g->compiler->arena,
                                  "%sevidence from a neighbour is a `boost` or a `follow`: they cannot form a circle",
                                  hint),
                  "the mention types need each other: %s", path);
}

static void add_layer(graph *g, uint32_t type) {
  ml_rules *rules = g->compiler->rules;
  ml_layer layer = {.repeats = (g->needs[type] >> type & 1) != 0};
  for (uint32_t i = 0; i < rules->rules.n; i++)
    if (rules->rules.v[i].makes == type)
      ml_roster_add(g->compiler, &layer.makers, i);
  ml_vec_push(g->compiler->arena, &g->layers, layer);
}

static void visit(graph *g, uint32_t type) {
  if ((g->done >> type & 1) != 0)
    return;
  if ((g->open >> type & 1) != 0) {
    report_circle(g, type);
    return;
  }
  g->open |= UINT64_C(1) << type;
  g->path[g->n_path++] = type;
  for (uint32_t t = 0; t < g->compiler->rules->schema.n_types; t++)
    if (t != type && (g->needs[type] & g->made) >> t & 1)
      visit(g, t);
  g->n_path--;
  g->done |= UINT64_C(1) << type;
  add_layer(g, type);
}

void ml_order_layers(ml_compiler *compiler) {
  ml_rules *rules = compiler->rules;
  graph g = {.compiler = compiler};
  for (size_t i = 0; i < rules->rules.n; i++) {
    const ml_rule *rule = &rules->rules.v[i];
    if (rule->makes == ML_NO_INDEX)
      continue;
    g.made |= UINT64_C(1) << rule->makes;
    g.needs[rule->makes] |= rule->needs;
  }
  for (uint32_t t = 0; t < rules->schema.n_types; t++)
    if ((g.made >> t & 1) != 0)
      visit(&g, t);
  rules->layers = g.layers.v;
  rules->n_layers = g.layers.n;
}
