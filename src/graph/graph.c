#include "graph/graph.h"

#include "base/report.h"
#include "base/utf8.h"
#include "graph/sql.h"
#include "graph/tables.h"

/* ---- making ---- */

ml_status ml_graph_create(ml_store *store, const ml_schema *schema) {
  ml_graph *graph = store->graph = ML_NEW(&store->arena, ml_graph);
  graph->arena = &store->arena;
  graph->schema = schema;
  ML_TRY(ml_vocabulary_init(&graph->vocabulary, graph->arena, schema, &store->reporter));
  ML_TRY(ml_layouts_make(schema, &graph->vocabulary, &graph->layouts));
  ML_TRY(ml_tables_create(store));
  ml_status status = ML_OK;
  for (size_t i = 0; i < schema->n_relations; i++) {
    ml_status added = ml_tables_add_relation(store, &graph->layouts[i]);
    if (added == ML_ERR_RULES)
      status = added;
    else
      ML_TRY(added);
  }
  ML_TRY(status);
  ML_TRY(ml_schema_write(store));
  ML_TRY(ml_sql_prepare(store, "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", &graph->add_document));
  ML_TRY(ml_sql_prepare(store, "INSERT INTO extraction VALUES (?, ?, ?)", &graph->add_sheet));
  return ml_sql_prepare(store, "INSERT OR IGNORE INTO mention VALUES (?, ?, ?, ?, ?)", &graph->add_mention);
}

/* ---- strings ---- */

uint32_t ml_graph_intern(ml_graph *graph, ml_str string) {
  uint32_t found = ml_map_get(&graph->string_of, string);
  if (found != ML_MAP_NONE)
    return found;
  ml_str copy = {ml_arena_copy(graph->arena, string.at == NULL ? "" : string.at, string.n), string.n};
  ml_vec_push(graph->arena, &graph->strings, copy);
  return ml_map_put(graph->arena, &graph->string_of, copy, (uint32_t)graph->strings.n - 1);
}

void ml_graph_append(ml_graph *graph, ml_str text) {
  ml_vec_reserve(graph->arena, &graph->buffer, graph->buffer.n + text.n + 1);
  if (text.n > 0)
    memcpy(graph->buffer.v + graph->buffer.n, text.at, text.n);
  graph->buffer.n += text.n;
}

/* ---- entities ---- */

/* Numbers as a key of a map. `keep` makes the key last. */
static ml_str key_of(ml_graph *graph, const uint32_t *numbers, size_t n, bool keep) {
  size_t bytes = n * sizeof *numbers;
  return (ml_str){keep ? ml_arena_copy(graph->arena, (const char *)numbers, bytes) : (const char *)numbers, bytes};
}

uint32_t ml_graph_fold(ml_graph *graph, ml_str name) {
  size_t n;
  const uint32_t *codes = ml_fold_word(graph->arena, name, &n);
  return ml_graph_intern(graph, ml_utf8_encode(graph->arena, codes, n));
}

/* The entity of a name that is met for the first time. */
static uint32_t identify(ml_graph *graph, uint32_t type, uint32_t lexicon_id, const char *name) {
  uint32_t folded = ml_graph_fold(graph, ml_str_of(name));
  const uint32_t identity[] = {type, lexicon_id, lexicon_id == ML_NO_INDEX ? folded : ML_NO_INDEX};
  uint32_t found = ml_map_get(&graph->entity_of, key_of(graph, identity, 3, false));
  if (found != ML_MAP_NONE)
    return found;
  uint32_t entity = (uint32_t)graph->entities.n;
  ml_vec_push(graph->arena, &graph->entities,
              (ml_entity){.type = type, .lexicon_id = lexicon_id, .folded = folded, .joined = entity});
  return ml_map_put(graph->arena, &graph->entity_of, key_of(graph, identity, 3, true), entity);
}

uint32_t ml_graph_entity(ml_graph *graph, uint32_t type, const char *lexicon_id, const char *name) {
  uint32_t id = lexicon_id == NULL ? ML_NO_INDEX : ml_graph_intern(graph, ml_str_of(lexicon_id));
  const uint32_t numbers[] = {type, id, ml_graph_intern(graph, ml_str_of(name))};
  uint32_t found = ml_map_get(&graph->entity_of_name, key_of(graph, numbers, 3, false));
  if (found != ML_MAP_NONE)
    return found;
  uint32_t entity = identify(graph, type, id, name);
  return ml_map_put(graph->arena, &graph->entity_of_name, key_of(graph, numbers, 3, true), entity);
}

void ml_graph_count_name(ml_graph *graph, uint32_t entity, ml_str name, bool canonical, const char *lang) {
  const uint32_t numbers[] = {entity, ml_graph_intern(graph, name), canonical};
  uint32_t found = ml_map_get(&graph->name_of, key_of(graph, numbers, 3, false));
  if (found == ML_MAP_NONE) {
    found = ml_map_put(graph->arena, &graph->name_of, key_of(graph, numbers, 3, true), (uint32_t)graph->names.n);
    ml_vec_push(graph->arena, &graph->names,
                (ml_name){.entity = entity, .string = numbers[1], .canonical = canonical, .lang = lang});
  }
  graph->names.v[found].count++;
}
