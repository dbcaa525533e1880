/* Writing entities and their names. */
#include <stdlib.h>

#include "base/report.h"
#include "graph/graph.h"
#include "graph/sql.h"

typedef struct row {
  const ml_entity *entity;
} row;

static int by_id(const void *a, const void *b) {
  const row *left = a, *right = b;
  return strcmp(left->entity->id, right->entity->id);
}

/* The entities that facts use, by id, and what was joined to them. */
static row *sorted_entities(const ml_graph *graph, size_t *n) {
  row *sorted = ML_NEW_ARRAY(graph->arena, row, graph->entities.n);
  for (uint32_t i = 0; i < graph->entities.n; i++)
    if (ml_graph_joined(graph, i)->used)
      sorted[(*n)++].entity = &graph->entities.v[i];
  qsort(sorted, *n, sizeof *sorted, by_id);
  return sorted;
}

static ml_status write_entity(const ml_store *store, sqlite3_stmt *insert, const ml_entity *entity) {
  const ml_graph *graph = store->graph;
  ml_str none = {NULL, 0};
  ml_sql_bind(insert, 1, ml_str_of(entity->id));
  ml_sql_bind(insert, 2, ml_str_of(graph->schema->types[entity->type].name));
  ml_sql_bind(insert, 3, graph->strings.v[entity->label]);
  ml_sql_bind(insert, 4, entity->lexicon_id == ML_NO_INDEX ? none : graph->strings.v[entity->lexicon_id]);
  return ml_sql_run(store, insert);
}

static ml_status write_merge(const ml_store *store, sqlite3_stmt *insert, const ml_entity *joined,
                             const ml_entity *entity) {
  ml_sql_bind(insert, 1, ml_str_of(joined->id));
  ml_sql_bind(insert, 2, ml_str_of(entity->id));
  ml_sql_bind(insert, 3, ml_str_of(joined->reason));
  ml_sql_bind(insert, 4, store->graph->strings.v[joined->label]);
  return ml_sql_run(store, insert);
}

/* ---- aliases ---- */

typedef struct alias {
  const char *entity;
  ml_str name;
  const char *lang;
} alias;

static int by_entity_and_name(const void *a, const void *b) {
  const alias *left = a, *right = b;
  int order = strcmp(left->entity, right->entity);
  if (order == 0)
    order = ml_str_cmp(left->name, right->name);
  return order != 0 ? order : strcmp(left->lang, right->lang);
}

/* Every name but the label. Two ways to have come by one name are one alias, hence OR IGNORE. */
static ml_status write_aliases(const ml_store *store) {
  const ml_graph *graph = store->graph;
  alias *aliases = ML_NEW_ARRAY(graph->arena, alias, graph->names.n);
  size_t n = 0;
  for (size_t i = 0; i < graph->names.n; i++) {
    const ml_name *name = &graph->names.v[i];
    const ml_entity *entity = ml_graph_joined(graph, name->entity);
    if (entity->used && name->string != entity->label)
      aliases[n++] = (alias){entity->id, graph->strings.v[name->string], name->lang};
  }
  qsort(aliases, n, sizeof *aliases, by_entity_and_name);
  sqlite3_stmt *insert;
  ML_TRY(ml_sql_prepare(store, "INSERT OR IGNORE INTO alias VALUES (?, ?, ?)", &insert));
  for (size_t i = 0; i < n; i++) {
    ml_sql_bind(insert, 1, ml_str_of(aliases[i].entity));
    ml_sql_bind(insert, 2, aliases[i].name);
    ml_sql_bind(insert, 3, ml_str_of(aliases[i].lang));
    ML_TRY(ml_sql_run(store, insert));
  }
  return ML_OK;
}

ml_status ml_entities_write(const ml_store *store) {
  const ml_graph *graph = store->graph;
  size_t n = 0;
  const row *rows = sorted_entities(graph, &n);
  sqlite3_stmt *insert, *merge;
  ML_TRY(ml_sql_prepare(store, "INSERT INTO entity VALUES (?, ?, ?, ?)", &insert));
  ML_TRY(ml_sql_prepare(store, "INSERT INTO merge VALUES (?, ?, ?, ?)", &merge));
  for (size_t i = 0; i < n; i++) {
    const ml_entity *entity = rows[i].entity, *target = &graph->entities.v[entity->joined];
    ML_TRY(target == entity ? write_entity(store, insert, entity) : write_merge(store, merge, entity, target));
  }
  return write_aliases(store);
}
