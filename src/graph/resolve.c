/* Who is who: which names stand for one entity, what it is called, and its id. */
#include "graph/graph.h"

/* Reserved for documents, evidence and facts. */
static bool reserved(char letter) {
  return letter == 'd' || letter == 'e' || letter == 'f';
}

static char letter_of(const ml_type *type) {
  char letter = type->name[0];
  if (letter >= 'A' && letter <= 'Z')
    letter = (char)(letter - 'A' + 'a');
  return letter >= 'a' && letter <= 'z' && !reserved(letter) ? letter : 'n';
}

static void set_id(ml_graph *graph, ml_entity *entity) {
  const ml_type *type = &graph->schema->types[entity->type];
  bool listed = entity->lexicon_id != ML_NO_INDEX;
  ml_str name = graph->strings.v[listed ? entity->lexicon_id : entity->folded];
  const char *content = ml_arena_format(graph->arena, "%s%c%.*s", type->name, listed ? '#' : '=', (int)name.n, name.at);
  entity->id[0] = letter_of(type);
  ml_hash_id(ml_str_of(content), entity->id + 1);
}

/* Whether `a` is the better label: the more frequent, then the longer, then the first in byte order. */
static bool better(const ml_graph *graph, const ml_name *a, const ml_name *b) {
  ml_str left = graph->strings.v[a->string], right = graph->strings.v[b->string];
  if (a->count != b->count)
    return a->count > b->count;
  return left.n != right.n ? left.n > right.n : ml_str_cmp(left, right) < 0;
}

static void choose_labels(ml_graph *graph) {
  const ml_name **best = ML_NEW_ARRAY(graph->arena, const ml_name *, graph->entities.n);
  for (size_t i = 0; i < graph->names.n; i++) {
    const ml_name *name = &graph->names.v[i];
    const ml_name **chosen = &best[graph->entities.v[name->entity].joined];
    if (name->canonical && (*chosen == NULL || better(graph, name, *chosen)))
      *chosen = name;
  }
  for (size_t i = 0; i < graph->entities.n; i++) {
    ml_entity *entity = &graph->entities.v[i];
    entity->label = best[i] == NULL ? entity->folded : best[i]->string;
  }
}

/* A name that no lexicon lists is the entity of the lexicon with the same type and name, if there is just one. */
static void join_with_lexicon(ml_graph *graph) {
  ml_map listed = {0};
  bool *several = ML_NEW_ARRAY(graph->arena, bool, graph->entities.n);
  for (uint32_t i = 0; i < graph->entities.n; i++) {
    const ml_entity *entity = &graph->entities.v[i];
    if (entity->lexicon_id == ML_NO_INDEX)
      continue;
    const uint32_t numbers[] = {entity->type, entity->folded};
    const char *key = ml_arena_copy(graph->arena, (const char *)numbers, sizeof numbers);
    uint32_t first = ml_map_put(graph->arena, &listed, (ml_str){key, sizeof numbers}, i);
    several[first] |= first != i;
  }
  for (size_t i = 0; i < graph->entities.n; i++) {
    ml_entity *entity = &graph->entities.v[i];
    const uint32_t numbers[] = {entity->type, entity->folded};
    uint32_t found = ml_map_get(&listed, (ml_str){(const char *)numbers, sizeof numbers});
    if (entity->lexicon_id == ML_NO_INDEX && found != ML_MAP_NONE && !several[found])
      entity->joined = found;
  }
}

void ml_graph_resolve(ml_graph *graph) {
  join_with_lexicon(graph);
  choose_labels(graph);
  for (size_t i = 0; i < graph->entities.n; i++)
    set_id(graph, &graph->entities.v[i]);
}
