/* Records on their way from documents to facts. They lie in a temporary table, which SQLite sorts on the disk, so that
 * memory does not grow with them. The table bears a dot in its name, which no relation does. */
#include "base/report.h"
#include "graph/fact_names.h"
#include "graph/sql.h"

static const char table[] =
    "CREATE TEMP TABLE \"record.claim\" (id INTEGER PRIMARY KEY, relation INTEGER, document TEXT, sentence INTEGER,"
    "  start_char INTEGER, end_char INTEGER, start_byte INTEGER, end_byte INTEGER, quote TEXT, rule TEXT,"
    "  rule_set TEXT, confidence INTEGER, cells BLOB)";

static const char sorted[] = "SELECT relation, document, sentence, start_char, end_char, start_byte, end_byte, quote,"
                             " rule, rule_set, confidence, cells, fact_id(relation, cells) AS fact"
                             " FROM temp.\"record.claim\""
                             " ORDER BY fact, document, start_char, end_char, rule, confidence DESC, id";

ml_status ml_records_open(const ml_store *store) {
  ML_TRY(ml_sql_exec(store, table));
  return ml_sql_prepare(store, "INSERT INTO temp.\"record.claim\" VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        &store->graph->add_record);
}

/* ---- cells ---- */

/* As they lie in the table: the cells, and behind them one after the other the texts of those that have one. */
static ml_str packed(ml_arena *arena, const ml_cell *cells, size_t n) {
  size_t size = n * sizeof *cells, at = size;
  for (size_t i = 0; i < n; i++)
    size += cells[i].kind == ML_CELL_TEXT ? cells[i].text.n : 0;
  char *bytes = ml_arena_take(arena, size);
  if (n > 0)
    memcpy(bytes, cells, n * sizeof *cells);
  for (size_t i = 0; i < n; i++)
    if (cells[i].kind == ML_CELL_TEXT) {
      memcpy(bytes + at, cells[i].text.at, cells[i].text.n);
      at += cells[i].text.n;
    }
  return (ml_str){bytes, size};
}

/* A copy, where it is aligned. */
static const ml_cell *unpacked(ml_arena *arena, const void *bytes, size_t size, size_t n) {
  ml_cell *cells = ml_arena_take(arena, size);
  const char *text = (const char *)(cells + n);
  if (size > 0)
    memcpy(cells, bytes, size);
  for (size_t i = 0; i < n; i++)
    if (cells[i].kind == ML_CELL_TEXT) {
      cells[i].text.at = text;
      text += cells[i].text.n;
    }
  return cells;
}

ml_status ml_records_add(const ml_store *store, ml_arena *scratch, const ml_record *record) {
  sqlite3_stmt *insert = store->graph->add_record;
  const uint32_t places[] = {record->sentence, record->start_char, record->end_char, record->start_byte,
                             record->end_byte};
  ml_str cells = packed(scratch, record->cells, store->graph->layouts[record->relation].n_columns);
  sqlite3_bind_int64(insert, 1, record->relation);
  ml_sql_bind(insert, 2, ml_str_of(record->document));
  for (int i = 0; i < 5; i++)
    sqlite3_bind_int64(insert, 3 + i, places[i]);
  ml_sql_bind(insert, 8, record->quote);
  ml_sql_bind(insert, 9, ml_str_of(record->rule));
  ml_sql_bind(insert, 10, ml_str_of(record->rule_set));
  sqlite3_bind_int(insert, 11, record->confidence);
  sqlite3_bind_blob64(insert, 12, cells.at, cells.n, SQLITE_STATIC);
  return ml_sql_run(store, insert);
}

static ml_str kept(ml_arena *arena, sqlite3_stmt *row, int column) {
  ml_str text = ml_sql_column(row, column);
  return (ml_str){ml_arena_copy(arena, text.at == NULL ? "" : text.at, text.n), text.n};
}

static ml_record record_of(ml_arena *arena, const ml_graph *graph, sqlite3_stmt *row) {
  uint32_t relation = (uint32_t)sqlite3_column_int64(row, 0);
  const void *cells = sqlite3_column_blob(row, 11);
  return (ml_record){
      .relation = relation,
      .document = kept(arena, row, 1).at,
      .sentence = (uint32_t)sqlite3_column_int64(row, 2),
      .start_char = (uint32_t)sqlite3_column_int64(row, 3),
      .end_char = (uint32_t)sqlite3_column_int64(row, 4),
      .start_byte = (uint32_t)sqlite3_column_int64(row, 5),
      .end_byte = (uint32_t)sqlite3_column_int64(row, 6),
      .quote = kept(arena, row, 7),
      .rule = kept(arena, row, 8).at,
      .rule_set = kept(arena, row, 9).at,
      .confidence = sqlite3_column_int(row, 10),
      .cells = unpacked(arena, cells, (size_t)sqlite3_column_bytes(row, 11), graph->layouts[relation].n_columns),
      .fact = kept(arena, row, 12).at};
}

/* ---- which fact ---- */

/* What the SQL function fact_id(relation, cells) works with. */
typedef struct naming {
  ml_graph *graph;
  ml_arena scratch;
  sqlite3_value **arguments;
  char fact[ML_NODE_ID_SIZE];
} naming;

static ml_status name_fact(void *argument) {
  naming *n = argument;
  uint32_t relation = (uint32_t)sqlite3_value_int64(n->arguments[0]);
  const void *cells = sqlite3_value_blob(n->arguments[1]);
  ml_fact_id(
      n->graph, relation,
      unpacked(&n->scratch, cells, (size_t)sqlite3_value_bytes(n->arguments[1]), n->graph->layouts[relation].n_columns),
      n->fact);
  return ML_OK;
}

/* Memory that runs out must not unwind through SQLite. */
static ml_status name_guarded(void *argument) {
  return ml_arena_guard(&((naming *)argument)->scratch, name_fact, argument);
}

static void fact_id(sqlite3_context *context, int n_arguments, sqlite3_value **arguments) {
  naming *n = sqlite3_user_data(context);
  (void)n_arguments;
  n->arguments = arguments;
  if (ml_arena_guard(n->graph->arena, name_guarded, n) == ML_OK)
    sqlite3_result_text(context, n->fact, -1, SQLITE_TRANSIENT);
  else
    sqlite3_result_error_nomem(context);
  ml_arena_reset(&n->scratch);
}

/* ---- fact by fact ---- */

typedef struct walk {
  const ml_store *store;
  naming naming;
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
  if (sqlite3_create_function(w->store->db, "fact_id", 2, SQLITE_UTF8, &w->naming, fact_id, NULL, NULL) != SQLITE_OK)
    return ml_sql_fail(w->store);
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
  walk w = {.store = store, .naming = {.graph = store->graph}, .take = take, .user = user};
  ml_status status = ml_arena_guard(store->graph->arena, walk_guarded, &w);
  ml_arena_dispose(&w.scratch);
  ml_arena_dispose(&w.naming.scratch);
  return status != ML_OK ? status : ml_sql_exec(store, "DROP TABLE temp.\"record.claim\"");
}
