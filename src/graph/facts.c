/* From claims to facts: what says the same is one fact with several pieces of evidence. */
#include <stdlib.h>

#include "base/report.h"
#include "graph/date.h"
#include "graph/fact_names.h"
#include "graph/phrase.h"
#include "graph/sql.h"

/* The records of one fact, sorted by document and place. */
typedef struct group {
  const ml_record *first;
  size_t n;
  const ml_record *best; /* of the highest confidence */
} group;

typedef struct writer {
  const ml_store *store;
  ml_graph *graph;
  sqlite3_stmt *fact, *evidence, *search;
  sqlite3_stmt **typed; /* one for each relation */
} writer;

/* The full date in a column, else NULL. */
static ml_str date_in(const ml_record *record, uint32_t column) {
  const ml_str none = {NULL, 0};
  if (column == ML_NO_INDEX)
    return none;
  const ml_cell *cell = &record->cells[column];
  return cell->kind == ML_CELL_TEXT && ml_is_date(cell->text) ? cell->text : none;
}

static ml_status write_fact(const writer *w, const group *g) {
  ml_graph *graph = w->graph;
  const ml_record *record = g->best;
  const ml_layout *layout = &graph->layouts[record->relation];
  char number[ML_NUMBER_SIZE];
  const ml_entity *source = ml_fact_entity(graph, record, layout->source);
  const ml_entity *target = ml_fact_entity(graph, record, layout->target);
  uint32_t source_role = layout->source;
  if (source == NULL) { /* an optional role is empty: a leaf of the other end */
    source = target;
    source_role = layout->target;
    target = NULL;
  }
  ml_sql_bind(w->fact, 1, ml_str_of(record->fact));
  ml_sql_bind(w->fact, 2, ml_str_of(layout->relation->name));
  ml_str label = ml_fact_label(graph, record, ML_NO_INDEX);
  sqlite3_bind_text64(w->fact, 3, label.at, label.n, SQLITE_TRANSIENT, SQLITE_UTF8);
  ml_sql_bind(w->fact, 4, ml_str_of(source == NULL ? NULL : source->id));
  ml_sql_bind(w->fact, 5, ml_str_of(target == NULL ? NULL : target->id));
  ml_sql_bind(w->fact, 6,
              target == NULL ? ml_fact_label(graph, record, source_role) : ml_fact_caption(graph, record, number));
  ml_sql_bind(w->fact, 7, date_in(record, layout->begins));
  ml_sql_bind(w->fact, 8, date_in(record, layout->ends));
  sqlite3_bind_double(w->fact, 9, record->confidence / 100.0);
  sqlite3_bind_int64(w->fact, 10, (sqlite3_int64)g->n);
  return ml_sql_run(w->store, w->fact);
}

static ml_status write_typed(const writer *w, const ml_record *record) {
  const ml_graph *graph = w->graph;
  sqlite3_stmt *insert = w->typed[record->relation];
  ml_sql_bind(insert, 1, ml_str_of(record->fact));
  for (size_t i = 0; i < graph->layouts[record->relation].n_columns; i++) {
    const ml_cell *cell = &record->cells[i];
    int parameter = (int)i + 2;
    if (cell->kind == ML_CELL_UNSET)
      sqlite3_bind_null(insert, parameter);
    else if (cell->kind == ML_CELL_NUMBER)
      sqlite3_bind_double(insert, parameter, cell->number);
    else if (cell->kind == ML_CELL_TEXT)
      ml_sql_bind(insert, parameter, cell->text);
    else
      ml_sql_bind(insert, parameter, ml_str_of(ml_graph_joined(graph, cell->entity)->id));
  }
  return ml_sql_run(w->store, insert);
}

/* Makes the evidence that was just written one that can be searched. */
static ml_status index_quote(const writer *w, const ml_record *record) {
  ml_graph *graph = w->graph;
  ml_vec_reserve(graph->arena, &graph->buffer, ML_PHRASE_SIZE(record->quote.n));
  sqlite3_bind_int64(w->search, 1, sqlite3_last_insert_rowid(w->store->db));
  ml_sql_bind(w->search, 2, ml_phrase_spaced(record->quote, graph->buffer.v));
  return ml_sql_run(w->store, w->search);
}

static ml_status write_evidence(const writer *w, const ml_record *record, bool best) {
  char content[64], id[ML_NODE_ID_SIZE] = "e";
  ml_graph *graph = w->graph;
  graph->buffer.n = 0;
  snprintf(content, sizeof content, "%s\x1F%u\x1F%u\x1F", record->fact, record->start_char, record->end_char);
  ml_graph_append(graph, ml_str_of(content));
  ml_graph_append(graph, ml_str_of(record->document));
  ml_graph_append(graph, ML_STR("\x1F"));
  ml_graph_append(graph, ml_str_of(record->rule));
  ml_hash_id((ml_str){graph->buffer.v, graph->buffer.n}, id + 1);
  const ml_str texts[] = {ml_str_of(id), ml_str_of(record->fact), ml_str_of(record->document)};
  const uint32_t numbers[] = {record->sentence, record->start_char, record->end_char, record->start_byte,
                              record->end_byte};
  int parameter = 1;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    ml_sql_bind(w->evidence, parameter++, texts[i]);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    sqlite3_bind_int64(w->evidence, parameter++, numbers[i]);
  ml_sql_bind(w->evidence, parameter++, record->quote);
  ml_sql_bind(w->evidence, parameter++, ml_str_of(record->rule));
  ml_sql_bind(w->evidence, parameter++, ml_str_of(record->rule_set));
  sqlite3_bind_double(w->evidence, parameter++, record->confidence / 100.0);
  sqlite3_bind_int(w->evidence, parameter, best);
  ML_TRY(ml_sql_run(w->store, w->evidence));
  return index_quote(w, record);
}

/* The first of the highest confidence among records[0..n). */
static const ml_record *best_of(const ml_record *records, size_t n) {
  const ml_record *best = records;
  for (size_t i = 1; i < n; i++)
    if (records[i].confidence > best->confidence)
      best = &records[i];
  return best;
}

static void mark_used(const ml_graph *graph, const ml_record *record) {
  for (size_t i = 0; i < graph->layouts[record->relation].n_columns; i++)
    if (record->cells[i].kind == ML_CELL_ENTITY)
      ml_graph_joined(graph, record->cells[i].entity)->used = true;
}

/* Whether what it joins has turned out to be one thing: no fact, as within a document (extract/settle.c). */
static bool joins_itself(const ml_graph *graph, const ml_record *record) {
  const ml_layout *layout = &graph->layouts[record->relation];
  const ml_entity *source = ml_fact_entity(graph, record, layout->source);
  return source != NULL && source == ml_fact_entity(graph, record, layout->target);
}

static ml_status write_group(void *user, const ml_record *records, size_t n_records) {
  const writer *w = user;
  const group whole = {.first = records, .n = n_records, .best = best_of(records, n_records)}, *g = &whole;
  if (joins_itself(w->graph, g->best))
    return ML_OK;
  mark_used(w->graph, g->best);
  ML_TRY(write_fact(w, g));
  ML_TRY(write_typed(w, g->best));
  for (size_t i = 0; i < g->n;) {
    const ml_record *first = &g->first[i];
    size_t n = 1;
    while (i + n < g->n && strcmp(first[n].document, first->document) == 0)
      n++;
    const ml_record *best = best_of(first, n);
    for (size_t k = 0; k < n; k++)
      ML_TRY(write_evidence(w, &first[k], &first[k] == best));
    i += n;
  }
  return ML_OK;
}

static ml_status prepare_typed(const ml_store *store, const ml_layout *layout, sqlite3_stmt **insert) {
  sqlite3_str *sql = sqlite3_str_new(store->db);
  sqlite3_str_appendf(sql, "INSERT INTO \"%w\" VALUES (?", layout->table);
  for (size_t i = 0; i < layout->n_columns; i++)
    sqlite3_str_appendall(sql, ", ?");
  sqlite3_str_appendall(sql, ")");
  return ml_sql_prepare_built(store, sql, insert);
}

static ml_status prepare_writer(writer *w) {
  const ml_graph *graph = w->graph;
  ML_TRY(ml_sql_prepare(w->store, "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &w->fact));
  ML_TRY(ml_sql_prepare(w->store, "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &w->evidence));
  ML_TRY(ml_sql_prepare(w->store, "INSERT INTO search (rowid, quote) VALUES (?, ?)", &w->search));
  w->typed = ML_NEW_ARRAY(graph->arena, sqlite3_stmt *, graph->schema->n_relations);
  for (size_t i = 0; i < graph->schema->n_relations; i++)
    ML_TRY(prepare_typed(w->store, &graph->layouts[i], &w->typed[i]));
  return ML_OK;
}

ml_status ml_facts_write(const ml_store *store) {
  writer w = {.store = store, .graph = store->graph};
  ML_TRY(prepare_writer(&w));
  return ml_records_each(store, write_group, &w);
}
