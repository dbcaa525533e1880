/* CSV (RFC 4180, with LF at line ends) in a folder: tables with the headers that `neo4j-admin database import` wants,
 * which pandas and R read as they are. NULL is an empty cell, an empty text is "". */
#include <errno.h>
#include <math.h>

#include "base/number.h"
#include "base/report.h"
#include "base/vec.h"
#include "graph/sql.h"
#include "write/formats.h"
#include "write/output.h"
#include "write/sink.h"

/* ---- rows ---- */

static void put_text(ml_sink *out, ml_str text) {
  bool quoted = text.n == 0;
  for (size_t i = 0; i < text.n && !quoted; i++)
    quoted = strchr("\",\r\n", text.at[i]) != NULL;
  if (!quoted) {
    ml_sink_put(out, text);
    return;
  }
  ml_sink_char(out, '"');
  for (size_t i = 0; i < text.n; i++) {
    if (text.at[i] == '"')
      ml_sink_char(out, '"');
    ml_sink_char(out, text.at[i]);
  }
  ml_sink_char(out, '"');
}

static void put_cell(ml_sink *out, sqlite3_stmt *row, int column) {
  char number[ML_NUMBER_SIZE];
  int type = sqlite3_column_type(row, column);
  if (type == SQLITE_FLOAT && isfinite(sqlite3_column_double(row, column))) {
    ml_number_text(sqlite3_column_double(row, column), number);
    ml_sink_text(out, number);
  } else if (type != SQLITE_NULL) {
    put_text(out, ml_sql_column(row, column));
  }
}

typedef struct table {
  const ml_export_job *job;
  const char *name;
  FILE *file; /* NULL once it is closed */
  ml_sink *sink;
} table;

static ml_status fail(const table *t) {
  return ml_fail(&t->job->store->reporter, ML_ERR_IO, t->job->path, "%s cannot be written: %s", t->name,
                 strerror(errno));
}

/* Appends the rows of a query; the first one of a file brings the header. */
static ml_status put_rows(const table *t, const char *sql, bool header) {
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(t->job->store, sql, &rows));
  int n = sqlite3_column_count(rows);
  for (int i = 0; header && i < n; i++) {
    put_text(t->sink, ml_str_of(sqlite3_column_name(rows, i)));
    ml_sink_char(t->sink, i + 1 < n ? ',' : '\n');
  }
  for (;;) {
    ML_TRY(ml_sql_step(t->job->store, rows, &row));
    if (!row || ferror(t->file))
      return ML_OK;
    for (int i = 0; i < n; i++) {
      put_cell(t->sink, rows, i);
      ml_sink_char(t->sink, i + 1 < n ? ',' : '\n');
    }
  }
}

/* A file of the folder with the rows of one query after the other. */
static ml_status put_table(const ml_export_job *job, const char *name, const char *const *queries, size_t n) {
  ml_sink sink = {0};
  table t = {.job = job, .name = name, .sink = &sink};
  sink.to = t.file = fopen(ml_arena_format(job->arena, "%s/%s", job->path, name), "wb");
  if (t.file == NULL)
    return fail(&t);
  ml_status status = ML_OK;
  for (size_t i = 0; i < n && status == ML_OK; i++)
    status = put_rows(&t, queries[i], i == 0);
  ml_sink_flush(&sink);
  bool written = ml_output_seal(t.file, true);
  return status == ML_OK && !written ? fail(&t) : status;
}

/* ---- tables that every graph has ---- */

static const struct {
  const char *name, *sql;
} tables[] = {
    {"entities.csv",
     "SELECT id AS \"id:ID\", label, type AS kind, lexicon_id, (SELECT group_concat(replace(name, ';', '；'), ';') FROM"
     " (SELECT name FROM alias WHERE entity = e.id ORDER BY name)) AS \"aliases:string[]\","
     " 'Entity;' || type AS \":LABEL\" FROM entity AS e ORDER BY id"},
    {"documents.csv",
     "SELECT id AS \"id:ID(Document)\", uri, title, author, outlet, site, published, hash, chars AS \"chars:int\","
     " 'Document' AS \":LABEL\" FROM document ORDER BY id"},
    {"evidence.csv",
     "SELECT id AS \"id:ID\", fact, document, sentence AS \"sentence:int\", start_char AS \"start_char:int\","
     " end_char AS \"end_char:int\", start_byte AS \"start_byte:int\", end_byte AS \"end_byte:int\", quote, rule,"
     " rule_set, confidence AS \"confidence:double\", iif(best, 'true', 'false') AS \"best:boolean\","
     " 'Evidence' AS \":LABEL\" FROM evidence ORDER BY rowid"},
    {"fact_evidence.csv", "SELECT fact AS \":START_ID\", id AS \":END_ID\", 'EVIDENCE' AS \":TYPE\" FROM evidence"
                          " ORDER BY rowid"},
    {"evidence_document.csv", "SELECT id AS \":START_ID\", document AS \":END_ID(Document)\", 'FROM' AS \":TYPE\""
                              " FROM evidence ORDER BY rowid"},
    {"edges.csv",
     "SELECT source AS \":START_ID\", target AS \":END_ID\", relation AS \":TYPE\", caption AS label, id AS"
     " fact, begins AS \"begins:date\", ends AS \"ends:date\", confidence AS \"confidence:double\""
     " FROM fact WHERE source IS NOT NULL AND target IS NOT NULL ORDER BY source, target, id"},
};

/* ---- tables of relations ---- */

typedef ML_VEC(const char *) queries;

static const char *keep(const ml_export_job *job, sqlite3_str *builder) {
  char *sql = sqlite3_str_finish(builder);
  const char *kept = ml_arena_copy(job->arena, sql == NULL ? "" : sql, sql == NULL ? 0 : strlen(sql));
  sqlite3_free(sql);
  return kept;
}

static void add_column(const ml_export_job *job, const char *relation, sqlite3_stmt *column, sqlite3_str *list,
                       queries *roles) {
  const char *name = (const char *)sqlite3_column_text(column, 0);
  ml_str kind = ml_sql_column(column, 1);
  if (ml_str_is(kind, "number")) {
    sqlite3_str_appendf(list, ", t.\"%w\" AS \"%w:double\"", name, name);
    return;
  }
  if (!ml_str_is(kind, "entity")) {
    sqlite3_str_appendf(list, ", t.\"%w\" AS \"%w\"", name, name);
    return;
  }
  sqlite3_str_appendf(list, ", (SELECT label FROM main.entity WHERE id = t.\"%w\") AS \"%w\"", name, name);
  sqlite3_str *role = sqlite3_str_new(job->store->db);
  sqlite3_str_appendf(
      role,
      "SELECT t.fact AS \":START_ID\", t.\"%w\" AS \":END_ID\", %Q AS \":TYPE\" FROM main.\"fact_%w\" AS t"
      " JOIN fact AS f ON f.id = t.fact WHERE t.\"%w\" IS NOT NULL ORDER BY t.fact",
      name, name, relation, name);
  ml_vec_push(job->arena, roles, keep(job, role));
}

/* Writes the facts of a relation, and adds the queries for what fills their roles. */
static ml_status put_relation(const ml_export_job *job, const char *relation, queries *roles) {
  sqlite3_stmt *columns;
  bool row = false;
  ML_TRY(ml_sql_prepare(job->store, "SELECT name, kind FROM schema_column WHERE relation = ? ORDER BY position",
                        &columns));
  ml_sql_bind(columns, 1, ml_str_of(relation));
  sqlite3_str *sql = sqlite3_str_new(job->store->db);
  sqlite3_str_appendall(sql, "SELECT f.id AS \"id:ID\", f.label AS label");
  do {
    ML_TRY(ml_sql_step(job->store, columns, &row));
    if (row)
      add_column(job, relation, columns, sql, roles);
  } while (row);
  sqlite3_str_appendf(sql,
                      ", f.begins AS \"begins:date\", f.ends AS \"ends:date\", f.confidence AS \"confidence:double\","
                      " f.evidence_count AS \"evidence_count:int\", 'Fact;' || %Q AS \":LABEL\""
                      " FROM main.\"fact_%w\" AS t JOIN fact AS f ON f.id = t.fact ORDER BY f.id",
                      relation, relation);
  const char *query = keep(job, sql);
  return put_table(job, ml_arena_format(job->arena, "facts_%s.csv", relation), &query, 1);
}

ml_status ml_write_csv(ml_export_job *job) {
  sqlite3_stmt *relations;
  queries roles = {0};
  bool row = false;
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
    ML_TRY(put_table(job, tables[i].name, &tables[i].sql, 1));
  ML_TRY(ml_sql_prepare(job->store, "SELECT name FROM schema_relation ORDER BY name", &relations));
  for (;;) {
    ML_TRY(ml_sql_step(job->store, relations, &row));
    if (!row)
      return put_table(job, "roles.csv", roles.v, roles.n);
    ML_TRY(put_relation(job, (const char *)sqlite3_column_text(relations, 0), &roles));
  }
}
