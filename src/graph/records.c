/* Records on their way from documents to facts. They lie in temporary tables, which SQLite sorts on the disk, so that
 * memory does not grow with them. The tables bear dots in their names, which no relation does. */
#include "base/report.h"
#include "graph/graph.h"
#include "graph/sql.h"

static const char tables[] =
    "CREATE TEMP TABLE \"record.claim\" (id INTEGER PRIMARY KEY, relation INTEGER, document TEXT, sentence INTEGER,"
    "  start_char INTEGER, end_char INTEGER, start_byte INTEGER, end_byte INTEGER, quote TEXT, rule TEXT, rule_set "
    "TEXT,"
    "  confidence INTEGER, cells BLOB);"
    "CREATE TEMP TABLE \"record.fact\" (id INTEGER PRIMARY KEY, fact TEXT)";

static const char sorted[] = "SELECT relation, document, sentence, start_char, end_char, start_byte, end_byte, quote, "
                             "rule, rule_set, confidence,"
                             " cells, fact FROM temp.\"record.claim\" JOIN temp.\"record.fact\" USING (id)"
                             " ORDER BY fact, document, start_char, end_char, rule, confidence DESC, id";

ml_status ml_records_open(const ml_store *store) {
  ML_TRY(ml_sql_exec(store, tables));
  return ml_sql_prepare(store, "INSERT INTO temp.\"record.claim\" VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        &store->graph->add_record);
}

ml_status ml_records_add(const ml_store *store, const ml_record *record) {
  sqlite3_stmt *insert = store->graph->add_record;
  size_t n = store->graph->layouts[record->relation].n_columns * sizeof *record->cells;
  const uint32_t places[] = {record->sentence, record->start_char, record->end_char, record->start_byte,
                             record->end_byte};
  sqlite3_bind_int64(insert, 1, record->relation);
  ml_sql_bind(insert, 2, ml_str_of(record->document));
  for (int i = 0; i < 5; i++)
    sqlite3_bind_int64(insert, 3 + i, places[i]);
  ml_sql_bind(insert, 8, record->quote);
  ml_sql_bind(insert, 9, ml_str_of(record->rule));
  ml_sql_bind(insert, 10, ml_str_of(record->rule_set));
  sqlite3_bind_int(insert, 11, record->confidence);
  sqlite3_bind_blob64(insert, 12, record->cells, n, SQLITE_STATIC);
  return ml_sql_run(store, insert);
}

static const char *kept(ml_arena *arena, sqlite3_stmt *row, int column) {
  ml_str text = ml_sql_column(row, column);
  return ml_arena_copy(arena, text.at == NULL ? "" : text.at, text.n);
}

/* The cells of a row, where they are aligned. */
static const ml_cell *cells_of(ml_arena *arena, const ml_graph *graph, uint32_t relation, sqlite3_stmt *row,
                               int column) {
  size_t n = graph->layouts[relation].n_columns * sizeof(ml_cell);
  ml_cell *cells = ml_arena_take(arena, n);
  if (n > 0)
    memcpy(cells, sqlite3_column_blob(row, column), n);
  return cells;
}

static ml_record record_of(ml_arena *arena, const ml_graph *graph, sqlite3_stmt *row) {
  ml_record record = {.relation = (uint32_t)sqlite3_column_int64(row, 0),
                      .document = kept(arena, row, 1),
                      .sentence = (uint32_t)sqlite3_column_int64(row, 2),
                      .start_char = (uint32_t)sqlite3_column_int64(row, 3),
                      .end_char = (uint32_t)sqlite3_column_int64(row, 4),
                      .start_byte = (uint32_t)sqlite3_column_int64(row, 5),
                      .end_byte = (uint32_t)sqlite3_column_int64(row, 6),
                      .rule = kept(arena, row, 8),
                      .rule_set = kept(arena, row, 9),
                      .confidence = sqlite3_column_int(row, 10)};
  ml_str quote = ml_sql_column(row, 7);
  record.quote = (ml_str){ml_arena_copy(arena, quote.at == NULL ? "" : quote.at, quote.n), quote.n};
  record.cells = cells_of(arena, graph, record.relation, row, 11);
  snprintf(record.fact, sizeof record.fact, "%s", ml_sql_column(row, 12).at);
  return record;
}

/* ---- which fact ---- */

static ml_status name_fact(const ml_store *store, sqlite3_stmt *row, sqlite3_stmt *insert, ml_arena *scratch) {
  ml_record record = {.relation = (uint32_t)sqlite3_column_int64(row, 1)};
  record.cells = cells_of(scratch, store->graph, record.relation, row, 2);
  ml_fact_id(store->graph, &record);
  sqlite3_bind_int64(insert, 1, sqlite3_column_int64(row, 0));
  ml_sql_bind(insert, 2, ml_str_of(record.fact));
  ml_arena_reset(scratch);
  return ml_sql_run(store, insert);
}

static ml_status name_facts(const ml_store *store, ml_arena *scratch) {
  sqlite3_stmt *rows, *insert;
  bool row;
  ML_TRY(ml_sql_prepare(store, "SELECT id, relation, cells FROM temp.\"record.claim\" ORDER BY id", &rows));
  ML_TRY(ml_sql_prepare(store, "INSERT INTO temp.\"record.fact\" VALUES (?, ?)", &insert));
  for (;;) {
    ML_TRY(ml_sql_step(store, rows, &row));
    if (!row)
      break;
    ML_TRY(name_fact(store, rows, insert, scratch));
  }
  ml_sql_finalize(store, rows);
  ml_sql_finalize(store, insert);
  return ML_OK;
}

/* ---- fact by fact ---- */

typedef struct walk {
  const ml_store *store;
  ml_arena scratch; /* of the fact at hand */
  ML_VEC(ml_record) records;
  ml_status (*take)(void *user, const ml_record *records, size_t n);
  void *user;
} walk;

static bool same_evidence(const ml_record *a, const ml_record *b) {
  return strcmp(a->document, b->document) == 0 && a->start_char == b->start_char && a->end_char == b->end_char &&
         strcmp(a->rule, b->rule) == 0;
}

static ml_status end_fact(walk *w) {
  ml_status status = w->records.n == 0 ? ML_OK : w->take(w->user, w->records.v, w->records.n);
  memset(&w->records, 0, sizeof w->records);
  ml_arena_reset(&w->scratch);
  return status;
}

/* What is there twice is dropped. */
static ml_status add_row(walk *w, sqlite3_stmt *row) {
  if (w->records.n > 0 && !ml_str_is(ml_sql_column(row, 12), w->records.v[0].fact))
    ML_TRY(end_fact(w));
  ml_record record = record_of(&w->scratch, w->store->graph, row);
  if (w->records.n == 0 || !same_evidence(&w->records.v[w->records.n - 1], &record))
    ml_vec_push(&w->scratch, &w->records, record);
  return ML_OK;
}

static ml_status walk_all(void *argument) {
  walk *w = argument;
  sqlite3_stmt *rows;
  bool row;
  ML_TRY(name_facts(w->store, &w->scratch));
  ML_TRY(ml_sql_prepare(w->store, sorted, &rows));
  for (;;) {
    ML_TRY(ml_sql_step(w->store, rows, &row));
    if (!row)
      break;
    ML_TRY(add_row(w, rows));
  }
  ml_sql_finalize(w->store, rows);
  return end_fact(w);
}

/* Both arenas are guarded: facts are written while the records are walked. */
static ml_status walk_guarded(void *argument) {
  return ml_arena_guard(&((walk *)argument)->scratch, walk_all, argument);
}

ml_status ml_records_each(const ml_store *store, ml_status (*take)(void *user, const ml_record *records, size_t n),
                          void *user) {
  walk w = {.store = store, .take = take, .user = user};
  ml_status status = ml_arena_guard(store->graph->arena, walk_guarded, &w);
  ml_arena_dispose(&w.scratch);
  return status != ML_OK ? status
                         : ml_sql_exec(store, "DROP TABLE temp.\"record.claim\"; DROP TABLE temp.\"record.fact\"");
}
