/* Writing what the package says of itself, so that a store can be exported without its rules. */
#include "base/report.h"
#include "graph/graph.h"
#include "graph/sql.h"

static ml_status write_package(const ml_store *store, const ml_schema *schema) {
  sqlite3_stmt *insert;
  ML_TRY(ml_sql_prepare(store, "INSERT INTO package VALUES (?, ?, ?, ?, ?)", &insert));
  ml_sql_bind(insert, 1, ml_str_of(schema->package));
  ml_sql_bind(insert, 2, ml_str_of(schema->version));
  ml_sql_bind(insert, 3, ml_str_of(schema->language));
  ml_sql_bind(insert, 4, ml_str_of(schema->licence));
  ml_sql_bind(insert, 5, ml_str_of(schema->hash));
  return ml_sql_run(store, insert);
}

static ml_status write_prefixes(const ml_store *store, const ml_vocabulary *vocabulary) {
  sqlite3_stmt *insert;
  ML_TRY(ml_sql_prepare(store, "INSERT INTO schema_prefix VALUES (?, ?)", &insert));
  for (size_t i = 0; i < vocabulary->prefixes.n; i++) {
    ml_sql_bind(insert, 1, ml_str_of(vocabulary->prefixes.v[i].name));
    ml_sql_bind(insert, 2, ml_str_of(vocabulary->prefixes.v[i].iri));
    ML_TRY(ml_sql_run(store, insert));
  }
  return ML_OK;
}

static ml_status write_types(const ml_store *store, const ml_schema *schema, const ml_vocabulary *vocabulary) {
  sqlite3_stmt *insert;
  ML_TRY(ml_sql_prepare(store, "INSERT INTO schema_type VALUES (?, ?, ?, ?)", &insert));
  for (size_t i = 0; i < schema->n_types; i++) {
    const ml_type *type = &schema->types[i];
    const char *class_iri;
    if (type->kind == ML_PART)
      continue;
    const char *owner = ml_arena_format(vocabulary->arena, "type %s", type->name);
    ML_TRY(ml_vocabulary_expand(vocabulary, owner, type->rdf, type->name, &class_iri));
    ml_sql_bind(insert, 1, ml_str_of(type->name));
    ml_sql_bind(insert, 2, ml_str_of(type->kind == ML_ENTITY ? "entity" : "value"));
    ml_sql_bind(insert, 3, ml_str_of(class_iri));
    ml_sql_bind(insert, 4, ml_str_of(type->colour));
    ML_TRY(ml_sql_run(store, insert));
  }
  return ML_OK;
}

static ml_status write_columns(const ml_store *store, const ml_layout *layout, sqlite3_stmt *insert) {
  static const char *const kinds[] = {[ML_COLUMN_ENTITY] = "entity",
                                      [ML_COLUMN_NUMBER] = "number",
                                      [ML_COLUMN_DATE] = "date",
                                      [ML_COLUMN_TEXT] = "text",
                                      [ML_COLUMN_WORDS] = "words"};
  for (size_t c = 0; c < layout->n_columns; c++) {
    const ml_column *column = &layout->columns[c];
    ml_sql_bind(insert, 1, ml_str_of(layout->relation->name));
    sqlite3_bind_int64(insert, 2, (sqlite3_int64)c);
    ml_sql_bind(insert, 3, ml_str_of(column->name));
    ml_sql_bind(insert, 4, ml_str_of(kinds[column->kind]));
    ml_sql_bind(insert, 5, ml_str_of(layout->relation->roles[column->role].name));
    ml_sql_bind(insert, 6, ml_str_of(column->property));
    ML_TRY(ml_sql_run(store, insert));
  }
  return ML_OK;
}

static ml_status write_relations(const ml_store *store, const ml_graph *graph) {
  sqlite3_stmt *insert_relation, *insert_column;
  ML_TRY(ml_sql_prepare(store, "INSERT INTO schema_relation VALUES (?, ?)", &insert_relation));
  ML_TRY(ml_sql_prepare(store, "INSERT INTO schema_column VALUES (?, ?, ?, ?, ?, ?)", &insert_column));
  for (size_t r = 0; r < graph->schema->n_relations; r++) {
    const ml_layout *layout = &graph->layouts[r];
    ml_sql_bind(insert_relation, 1, ml_str_of(layout->relation->name));
    ml_sql_bind(insert_relation, 2, ml_str_of(layout->class_iri));
    ML_TRY(ml_sql_run(store, insert_relation));
    ML_TRY(write_columns(store, layout, insert_column));
  }
  return ML_OK;
}

ml_status ml_schema_write(const ml_store *store) {
  const ml_graph *graph = store->graph;
  ML_TRY(write_package(store, graph->schema));
  ML_TRY(write_prefixes(store, &graph->vocabulary));
  ML_TRY(write_types(store, graph->schema, &graph->vocabulary));
  return write_relations(store, graph);
}
