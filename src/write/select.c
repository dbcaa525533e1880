#include "write/select.h"

#include "base/report.h"
#include "base/utf8.h"
#include "graph/date.h"
#include "graph/sql.h"
#include "graph/vocabulary.h"

typedef struct selecting {
  const ml_store *store;
  const ml_export_options *options;
  const ml_reporter *reporter;
} selecting;

/* ---- options ---- */

static ml_status wrong(const selecting *s, const char *message, const char *hint) {
  ml_report(s->reporter, &(ml_diagnostic){.severity = ML_ERROR, .message = message, .hint = hint});
  return ML_ERR_ARGUMENT;
}

/* 2019, 2019-05 or 2019-05-20. */
static bool is_partial_date(const char *text) {
  char whole[16];
  size_t n = strlen(text);
  if (n != 4 && n != 7 && n != 10)
    return false;
  snprintf(whole, sizeof whole, "%s%s", text, &"-01-01"[n == 4 ? 0 : n == 7 ? 3 : 6]);
  return ml_is_date(ml_str_of(whole));
}

static ml_status check_base(const selecting *s) {
  ml_str base = ml_str_of(s->options->base);
  if (base.at == NULL || (ml_iri_valid(base) && strchr("/#:", base.at[base.n - 1]) != NULL))
    return ML_OK;
  char message[256];
  snprintf(message, sizeof message, "`%.*s` cannot be the base of IRIs", ml_utf8_within(base.at, 150), base.at);
  return wrong(s, message, "a base is an IRI that ends in / or #, as in https://example.org/graph/");
}

/* Each name between commas is that of a relation. */
static ml_status check_relations(const selecting *s) {
  sqlite3_stmt *find;
  bool found;
  ML_TRY(ml_sql_prepare(s->store, "SELECT 1 FROM schema_relation WHERE name = ?", &find));
  for (const char *name = s->options->relations; name != NULL;) {
    size_t n = strcspn(name, ",");
    ml_sql_bind(find, 1, (ml_str){name, n});
    ML_TRY(ml_sql_step(s->store, find, &found));
    sqlite3_reset(find);
    if (!found) {
      char message[256];
      snprintf(message, sizeof message, "there is no relation `%.*s` in the store", n > 150 ? 150 : (int)n, name);
      return wrong(s, message, "the table schema_relation has their names");
    }
    name = name[n] == ',' ? name + n + 1 : NULL;
  }
  return ML_OK;
}

static ml_status check_options(const selecting *s) {
  const ml_export_options *o = s->options;
  char message[256];
  ML_TRY(check_base(s));
  ML_TRY(check_relations(s));
  if (!(o->min_confidence >= 0 && o->min_confidence <= 1))
    return wrong(s, "a confidence is a number from 0 to 1", NULL);
  if (o->since == NULL || is_partial_date(o->since))
    return ML_OK;
  snprintf(message, sizeof message, "`%.*s` is no date", ml_utf8_within(o->since, 150), o->since);
  return wrong(s, message, "write 2019, 2019-05 or 2019-05-20");
}

/* ---- facts ---- */

/* Puts into a temporary table, for every column that holds entities, what is in one column of a relation's table where
 * another one is in a second temporary table. */
static ml_status gather(const selecting *s, const char *into, bool entities, const char *given) {
  sqlite3_stmt *columns;
  bool row = false;
  ML_TRY(ml_sql_prepare(s->store, "SELECT relation, name FROM schema_column WHERE kind = 'entity'", &columns));
  for (;;) {
    ML_TRY(ml_sql_step(s->store, columns, &row));
    if (!row)
      return ML_OK;
    const char *column = (const char *)sqlite3_column_text(columns, 1);
    sqlite3_str *sql = sqlite3_str_new(s->store->db);
    sqlite3_str_appendf(sql,
                        "INSERT OR IGNORE INTO \"%w\" SELECT t.\"%w\" FROM \"%w\" AS g CROSS JOIN main.\"fact_%w\" AS t"
                        " ON t.\"%w\" = g.id WHERE t.\"%w\" IS NOT NULL",
                        into, entities ? column : "fact", given, sqlite3_column_text(columns, 0),
                        entities ? "fact" : column, column);
    ML_TRY(ml_sql_exec_built(s->store, sql));
  }
}

/* temp.around: the facts in which an entity stands that bears the name. */
static ml_status find_around(const selecting *s) {
  sqlite3_stmt *find;
  int64_t n = 0;
  ML_TRY(ml_sql_exec(s->store, "CREATE TEMP TABLE meant (id TEXT PRIMARY KEY) WITHOUT ROWID;"
                               "CREATE TEMP TABLE around (id TEXT PRIMARY KEY) WITHOUT ROWID;"));
  ML_TRY(ml_sql_prepare(s->store,
                        "INSERT INTO meant SELECT id FROM main.entity WHERE ?1 IN (label, id, lexicon_id)"
                        " UNION SELECT entity FROM main.alias WHERE name = ?1",
                        &find));
  ml_sql_bind(find, 1, ml_str_of(s->options->entity));
  ML_TRY(ml_sql_run(s->store, find));
  ML_TRY(ml_sql_number(s->store, "SELECT count(*) FROM meant", &n));
  if (n > 0)
    return gather(s, "around", false, "meant");
  char message[256];
  snprintf(message, sizeof message, "no entity is called `%.*s`", ml_utf8_within(s->options->entity, 150),
           s->options->entity);
  return wrong(s, message, "the tables entity and alias have their names");
}

/* The time of a fact, as far as it is known: its own, or else that of the latest document that states it. A date that
 * is less precise than the other is compared as far as it goes. */
#define CHOOSE_SQL                                                                                               \
  "INSERT INTO chosen SELECT id FROM (SELECT id, relation, confidence, coalesce(ends, begins, (SELECT"           \
  " max(d.published) FROM main.evidence AS v JOIN main.document AS d ON d.id = v.document WHERE v.fact = f.id))" \
  " AS time FROM main.fact AS f) WHERE (?1 IS NULL OR instr(',' || ?1 || ',', ',' || relation || ',') > 0)"      \
  " AND confidence >= ?2 AND (?3 IS NULL OR time >= substr(?3, 1, length(time)))"

static ml_status choose_facts(const selecting *s) {
  sqlite3_stmt *choose;
  const ml_export_options *o = s->options;
  ML_TRY(ml_sql_exec(s->store, "CREATE TEMP TABLE chosen (id TEXT PRIMARY KEY) WITHOUT ROWID"));
  if (o->entity != NULL)
    ML_TRY(find_around(s));
  ML_TRY(ml_sql_prepare(s->store, o->entity == NULL ? CHOOSE_SQL : CHOOSE_SQL " AND id IN around", &choose));
  ml_sql_bind(choose, 1, ml_str_of(o->relations));
  sqlite3_bind_double(choose, 2, o->min_confidence - 1e-9);
  ml_sql_bind(choose, 3, ml_str_of(o->since));
  return ml_sql_run(s->store, choose);
}

/* ---- what goes with them ---- */

/* temp.node: which term stands for an entity, a fact or a piece of evidence. */
#define NODE_SQL                                                                                               \
  "CREATE TEMP TABLE node (id TEXT PRIMARY KEY, term INTEGER NOT NULL) WITHOUT ROWID;"                         \
  "INSERT INTO node SELECT substr(value, length('" ML_BASE_IRI "') + 1), id FROM main.term WHERE kind = 'iri'" \
  " AND substr(value, 1, length('" ML_BASE_IRI "')) = '" ML_BASE_IRI "' AND instr(value, '#') = 0;"

static const char evidence_sql[] =
    "INSERT INTO chosen SELECT v.id FROM chosen AS c JOIN main.evidence AS v ON v.fact = c.id;";

/* Documents bear other ids in RDF, so they are found by what leads to them. */
static const char term_sql[] =
    "CREATE TEMP TABLE chosen_term (id INTEGER PRIMARY KEY);"
    "INSERT INTO chosen_term SELECT n.term FROM chosen AS c JOIN node AS n ON n.id = c.id;"
    "INSERT OR IGNORE INTO chosen_term SELECT object FROM main.triple WHERE predicate = (SELECT id FROM main.term"
    " WHERE kind = 'iri' AND value = 'http://www.w3.org/ns/prov#wasDerivedFrom' ORDER BY id LIMIT 1)"
    " AND subject IN (SELECT id FROM chosen_term);";

static const char view_sql[] =
    "CREATE TEMP VIEW fact AS SELECT * FROM main.fact WHERE id IN (SELECT id FROM chosen);"
    "CREATE TEMP VIEW entity AS SELECT * FROM main.entity WHERE id IN (SELECT id FROM chosen);"
    "CREATE TEMP VIEW alias AS SELECT * FROM main.alias WHERE entity IN (SELECT id FROM chosen);"
    "CREATE TEMP VIEW evidence AS SELECT rowid, * FROM main.evidence WHERE fact IN (SELECT id FROM chosen);"
    "CREATE TEMP VIEW document AS SELECT * FROM main.document WHERE id IN (SELECT document FROM temp.evidence);"
    "CREATE TEMP VIEW triple AS SELECT * FROM main.triple WHERE subject IN (SELECT id FROM chosen_term);";

static ml_status choose(const selecting *s) {
  ML_TRY(choose_facts(s));
  ML_TRY(gather(s, "chosen", true, "chosen"));
  ML_TRY(ml_sql_exec(s->store, evidence_sql));
  ML_TRY(ml_sql_exec(s->store, term_sql));
  return ml_sql_exec(s->store, view_sql);
}

/* ---- direct statements ---- */

#define MEMBERSHIP "http://www.w3.org/ns/org#Membership"
#define MEMBER_OF "http://www.w3.org/ns/org#memberOf"

/* Memberships that are over make nobody a member. */
static const char shortcut_sql[] =
    "INSERT OR IGNORE INTO shortcut SELECT s.term, iif(r.class = '" MEMBERSHIP "', '" MEMBER_OF "', '" ML_TERMS_IRI
    "' || f.relation || '_direct'), o.term FROM fact AS f JOIN schema_relation AS r"
    " ON r.name = f.relation JOIN node AS s ON s.id = f.source JOIN node AS o ON o.id = f.target"
    " WHERE f.id NOT IN (SELECT id FROM past)";

static ml_status find_past(const selecting *s) {
  sqlite3_stmt *relations;
  bool row = false;
  ML_TRY(ml_sql_prepare(s->store,
                        "SELECT r.name FROM schema_relation AS r JOIN schema_column AS c ON c.relation = r.name"
                        " WHERE r.class = '" MEMBERSHIP "' AND c.name = 'status'",
                        &relations));
  for (;;) {
    ML_TRY(ml_sql_step(s->store, relations, &row));
    if (!row)
      return ML_OK;
    sqlite3_str *sql = sqlite3_str_new(s->store->db);
    sqlite3_str_appendf(sql, "INSERT INTO past SELECT fact FROM main.\"fact_%w\" WHERE status <> 'current'",
                        sqlite3_column_text(relations, 0));
    ML_TRY(ml_sql_exec_built(s->store, sql));
  }
}

static ml_status make_shortcuts(const selecting *s) {
  ML_TRY(ml_sql_exec(s->store, "CREATE TEMP TABLE past (id TEXT PRIMARY KEY) WITHOUT ROWID;"
                               "CREATE TEMP TABLE shortcut (subject INTEGER, predicate TEXT, object INTEGER,"
                               " PRIMARY KEY (subject, predicate, object)) WITHOUT ROWID;"));
  ML_TRY(find_past(s));
  return ml_sql_exec(s->store, shortcut_sql);
}

/* ---- all of it ---- */

ml_status ml_select(ml_export_job *job, const ml_reporter *reporter) {
  selecting s = {job->store, job->options, reporter};
  const ml_export_options *o = job->options;
  ML_TRY(check_options(&s));
  job->selected = o->relations != NULL || o->since != NULL || o->entity != NULL || o->min_confidence > 0;
  job->shortcuts = o->shortcuts;
  if (!job->selected && !job->shortcuts)
    return ML_OK;
  ML_TRY(ml_sql_exec(job->store, "PRAGMA query_only = OFF;" NODE_SQL));
  if (job->selected)
    ML_TRY(choose(&s));
  return job->shortcuts ? make_shortcuts(&s) : ML_OK;
}

void ml_select_end(const ml_store *store) {
  static const char end_sql[] =
      "DROP VIEW IF EXISTS temp.fact; DROP VIEW IF EXISTS temp.entity; DROP VIEW IF EXISTS temp.alias;"
      "DROP VIEW IF EXISTS temp.document; DROP VIEW IF EXISTS temp.evidence; DROP VIEW IF EXISTS temp.triple;"
      "DROP TABLE IF EXISTS temp.node; DROP TABLE IF EXISTS temp.meant; DROP TABLE IF EXISTS temp.around;"
      "DROP TABLE IF EXISTS temp.chosen; DROP TABLE IF EXISTS temp.chosen_term; DROP TABLE IF EXISTS temp.past;"
      "DROP TABLE IF EXISTS temp.shortcut; PRAGMA query_only = ON;";
  sqlite3_exec(store->db, end_sql, NULL, NULL, NULL);
}

/* ---- a copy of the store ---- */

/* Typed tables before the facts that they speak of. */
static const char delete_sql[] =
    "DELETE FROM main.triple WHERE subject NOT IN (SELECT id FROM chosen_term);"
    "DELETE FROM main.term WHERE id NOT IN (SELECT subject FROM main.triple UNION SELECT predicate FROM main.triple"
    " UNION SELECT object FROM main.triple);"
    "DELETE FROM main.evidence WHERE fact NOT IN (SELECT id FROM chosen);"
    "DELETE FROM main.fact WHERE id NOT IN (SELECT id FROM chosen);"
    "DELETE FROM main.alias WHERE entity NOT IN (SELECT id FROM chosen);"
    "DELETE FROM main.merge WHERE entity NOT IN (SELECT id FROM chosen);"
    "DELETE FROM main.entity WHERE id NOT IN (SELECT id FROM chosen);"
    "DELETE FROM main.document WHERE id NOT IN (SELECT document FROM main.evidence);"
    "DELETE FROM main.mention WHERE document NOT IN (SELECT id FROM main.document);";

ml_status ml_select_delete(const ml_store *copy) {
  sqlite3_stmt *relations;
  bool row = false;
  ML_TRY(ml_sql_prepare(copy, "SELECT name FROM schema_relation", &relations));
  for (;;) {
    ML_TRY(ml_sql_step(copy, relations, &row));
    if (!row)
      return ml_sql_exec(copy, delete_sql);
    sqlite3_str *sql = sqlite3_str_new(copy->db);
    sqlite3_str_appendf(sql, "DELETE FROM main.\"fact_%w\" WHERE fact NOT IN (SELECT id FROM chosen)",
                        sqlite3_column_text(relations, 0));
    ML_TRY(ml_sql_exec_built(copy, sql));
  }
}
