#include "graph/tables.h"

#include "base/report.h"
#include "graph/sql.h"

/* Every index bears a dot in its name, which no relation does: tables and indexes share one space of names. The columns
 * of a primary key come first and in its order: SQLite 3.40 reports others as NULL in its check of integrity. */
static const char base_tables[] =
    "CREATE TABLE package (name TEXT NOT NULL, version TEXT NOT NULL, language TEXT NOT NULL, licence TEXT NOT NULL,"
    "  rule_set TEXT NOT NULL) STRICT;"
    "CREATE TABLE build (state TEXT NOT NULL, other_rules INTEGER NOT NULL, idle_merges INTEGER NOT NULL) STRICT;"
    "CREATE TABLE schema_prefix (name TEXT PRIMARY KEY NOT NULL, iri TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE schema_type (name TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, class TEXT NOT NULL, colour TEXT)"
    "  STRICT, WITHOUT ROWID;"
    "CREATE TABLE schema_relation (name TEXT PRIMARY KEY NOT NULL, class TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE schema_column (relation TEXT NOT NULL REFERENCES schema_relation, position INTEGER NOT NULL,"
    "  name TEXT NOT NULL, kind TEXT NOT NULL, role TEXT NOT NULL, property TEXT NOT NULL,"
    "  PRIMARY KEY (relation, position)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE document (id TEXT PRIMARY KEY NOT NULL, uri TEXT NOT NULL, title TEXT NOT NULL,"
    "  author TEXT NOT NULL, outlet TEXT NOT NULL, site TEXT NOT NULL, published TEXT, hash TEXT NOT NULL, chars "
    "INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE extraction (document TEXT PRIMARY KEY NOT NULL REFERENCES document, state TEXT NOT NULL,"
    "  line TEXT NOT NULL) STRICT;"
    "CREATE TABLE mention (document TEXT NOT NULL REFERENCES document, type TEXT NOT NULL REFERENCES schema_type,"
    "  text TEXT NOT NULL, start_char INTEGER NOT NULL, end_char INTEGER NOT NULL,"
    "  PRIMARY KEY (document, type, text, start_char, end_char)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE entity (id TEXT PRIMARY KEY NOT NULL, type TEXT NOT NULL REFERENCES schema_type,"
    "  label TEXT NOT NULL, lexicon_id TEXT) STRICT, WITHOUT ROWID;"
    "CREATE TABLE alias (entity TEXT NOT NULL REFERENCES entity, name TEXT NOT NULL, lang TEXT NOT NULL,"
    "  PRIMARY KEY (entity, name)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE merge (joined TEXT PRIMARY KEY NOT NULL, entity TEXT NOT NULL REFERENCES entity,"
    "  reason TEXT NOT NULL, name TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE fact (id TEXT PRIMARY KEY NOT NULL, relation TEXT NOT NULL, label TEXT NOT NULL,"
    "  source TEXT REFERENCES entity, target TEXT REFERENCES entity, caption TEXT NOT NULL, begins TEXT, ends TEXT,"
    "  confidence REAL NOT NULL, evidence_count INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE evidence (id TEXT NOT NULL, fact TEXT NOT NULL REFERENCES fact,"
    "  document TEXT NOT NULL REFERENCES document, sentence INTEGER NOT NULL, start_char INTEGER NOT NULL,"
    "  end_char INTEGER NOT NULL, start_byte INTEGER NOT NULL, end_byte INTEGER NOT NULL, quote TEXT NOT NULL,"
    "  rule TEXT NOT NULL, rule_set TEXT NOT NULL, confidence REAL NOT NULL, best INTEGER NOT NULL) STRICT;"
    "CREATE VIRTUAL TABLE search USING fts5 (quote, content = '', columnsize = 0, tokenize = 'unicode61');"
    "CREATE TABLE term (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL, datatype TEXT, lang TEXT)"
    "  STRICT;"
    "CREATE TABLE triple (subject INTEGER NOT NULL REFERENCES term, predicate INTEGER NOT NULL REFERENCES term,"
    "  object INTEGER NOT NULL REFERENCES term, PRIMARY KEY (subject, predicate, object)) STRICT, WITHOUT ROWID;"
    "CREATE VIEW triples AS SELECT s.value AS subject, p.value AS predicate, o.value AS object, o.kind AS object_kind,"
    "  o.datatype AS datatype, o.lang AS lang FROM triple AS t JOIN term AS s ON s.id = t.subject"
    "  JOIN term AS p ON p.id = t.predicate JOIN term AS o ON o.id = t.object;";

static const char base_indexes[] = "CREATE INDEX \"entity.label\" ON entity (label);"
                                   "CREATE INDEX \"alias.name\" ON alias (name);"
                                   "CREATE INDEX \"evidence.fact\" ON evidence (fact, document);"
                                   "CREATE INDEX \"evidence.document\" ON evidence (document);";

/* The key answers questions about a subject, this index those about an object, with or without a predicate. */
static const char triple_index[] = "CREATE INDEX \"triple.ops\" ON triple (object, predicate, subject)";

ml_status ml_tables_create(const ml_store *store) {
  char header[96];
  snprintf(header, sizeof header, "PRAGMA application_id = %d; PRAGMA user_version = %d;", ML_STORE_APPLICATION,
           ML_STORE_VERSION);
  ML_TRY(ml_sql_exec(store, header));
  return ml_sql_exec(store, base_tables);
}

static ml_status check_name(const ml_store *store, const ml_layout *layout, const char *name) {
  sqlite3_stmt *statement;
  bool taken;
  ML_TRY(ml_sql_prepare(store, "SELECT 1 FROM sqlite_schema WHERE name = ? COLLATE NOCASE", &statement));
  ml_sql_bind(statement, 1, ml_str_of(name));
  ml_status status = ml_sql_step(store, statement, &taken);
  ml_sql_finalize(store, statement);
  if (status != ML_OK || (!taken && sqlite3_strnicmp(name, "sqlite_", 7) != 0))
    return status;
  char message[256];
  snprintf(message, sizeof message, "relation %s: a store has a table or view of its own called `%s`",
           layout->relation->name, name);
  ml_report(&store->reporter,
            &(ml_diagnostic){.severity = ML_ERROR, .message = message, .hint = "give the relation another name"});
  return ML_ERR_RULES;
}

static ml_status create_table(const ml_store *store, const ml_layout *layout) {
  sqlite3_str *sql = sqlite3_str_new(store->db);
  sqlite3_str_appendf(sql, "CREATE TABLE \"%w\" (fact TEXT PRIMARY KEY NOT NULL REFERENCES fact", layout->table);
  for (size_t c = 0; c < layout->n_columns; c++) {
    const ml_column *column = &layout->columns[c];
    const char *type = column->kind == ML_COLUMN_NUMBER   ? "REAL"
                       : column->kind == ML_COLUMN_ENTITY ? "TEXT REFERENCES entity"
                                                          : "TEXT";
    sqlite3_str_appendf(sql, ", \"%w\" %s", column->name, type);
  }
  sqlite3_str_appendall(sql, ") STRICT, WITHOUT ROWID");
  return ml_sql_exec_built(store, sql);
}

/* One row for each fact and document that states it, with the best evidence found there. */
static ml_status create_view(const ml_store *store, const ml_layout *layout) {
  sqlite3_str *sql = sqlite3_str_new(store->db);
  sqlite3_str_appendf(sql, "CREATE VIEW \"%w\" AS SELECT ", layout->relation->name);
  for (size_t c = 0; c < layout->n_columns; c++) {
    const ml_column *column = &layout->columns[c];
    if (column->kind == ML_COLUMN_ENTITY)
      sqlite3_str_appendf(sql, "e%d.label AS \"%w\", ", (int)c, column->name);
    else
      sqlite3_str_appendf(sql, "t.\"%w\" AS \"%w\", ", column->name, column->name);
  }
  sqlite3_str_appendf(sql,
                      "v.document AS document, v.sentence AS sentence, v.start_char AS start_char,"
                      " v.end_char AS end_char, v.quote AS quote, v.rule AS rule, v.confidence AS confidence,"
                      " f.evidence_count AS evidence_count, t.fact AS fact FROM \"%w\" AS t"
                      " JOIN fact AS f ON f.id = t.fact JOIN evidence AS v ON v.fact = t.fact AND v.best = 1",
                      layout->table);
  for (size_t c = 0; c < layout->n_columns; c++)
    if (layout->columns[c].kind == ML_COLUMN_ENTITY)
      sqlite3_str_appendf(sql, " LEFT JOIN entity AS e%d ON e%d.id = t.\"%w\"", (int)c, (int)c,
                          layout->columns[c].name);
  return ml_sql_exec_built(store, sql);
}

ml_status ml_tables_add_relation(const ml_store *store, const ml_layout *layout) {
  ML_TRY(check_name(store, layout, layout->relation->name));
  ML_TRY(check_name(store, layout, layout->table));
  ML_TRY(create_table(store, layout));
  return create_view(store, layout);
}

static ml_status index_entities(const ml_store *store, const ml_layout *layout) {
  for (size_t c = 0; c < layout->n_columns; c++) {
    const char *column = layout->columns[c].name;
    if (layout->columns[c].kind != ML_COLUMN_ENTITY)
      continue;
    sqlite3_str *sql = sqlite3_str_new(store->db);
    sqlite3_str_appendf(sql, "CREATE INDEX \"%w.%w\" ON \"%w\" (\"%w\")", layout->table, column, layout->table, column);
    ML_TRY(ml_sql_exec_built(store, sql));
  }
  return ML_OK;
}

ml_status ml_tables_index(const ml_store *store, const ml_layout *layouts, size_t n_layouts) {
  ML_TRY(ml_sql_exec(store, base_indexes));
  for (size_t i = 0; i < n_layouts; i++)
    ML_TRY(index_entities(store, &layouts[i]));
  return ML_OK;
}

ml_status ml_tables_index_triples(const ml_store *store) {
  return ml_sql_exec(store, triple_index);
}
