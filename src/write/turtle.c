/* Turtle (https://www.w3.org/TR/turtle/): the triples in the order of their key, which is by subject. */
#include "base/report.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "graph/sql.h"
#include "graph/vocabulary.h"
#include "write/formats.h"

typedef struct prefix {
  const char *name;
  ml_str iri;
  bool used;
} prefix;

typedef struct predicate {
  int64_t term;
  ml_str iri;
} predicate;

typedef struct turtle {
  const ml_store *store;
  ml_arena *arena;
  FILE *to;
  ML_VEC(prefix) prefixes;
  ML_VEC(predicate) predicates; /* those met so far: there are few */
  sqlite3_stmt *term;           /* the value of a term */
} turtle;

/* ---- prefixes ---- */

static ml_status read_prefixes(turtle *t) {
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(t->store, "SELECT name, iri FROM schema_prefix ORDER BY name", &rows));
  for (;;) {
    ML_TRY(ml_sql_step(t->store, rows, &row));
    if (!row)
      return ML_OK;
    ml_str name = ml_sql_column(rows, 0), iri = ml_sql_column(rows, 1);
    ml_vec_push(t->arena, &t->prefixes,
                (prefix){ml_arena_copy(t->arena, name.at, name.n),
                         {ml_arena_copy(t->arena, iri.at, iri.n), iri.n},
                         .used = false});
  }
}

/* A part behind the colon that needs no escapes. Turtle allows more; the rest is written as a whole IRI. */
static bool plain_local(ml_str local) {
  for (size_t i = 0; i < local.n; i++) {
    char c = local.at[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && (c != '-' || i == 0))
      return false;
  }
  return local.n > 0;
}

/* The prefix that shortens an IRI most, or NULL. */
static prefix *prefix_of(const turtle *t, ml_str iri) {
  prefix *best = NULL;
  for (size_t i = 0; i < t->prefixes.n; i++) {
    prefix *p = &t->prefixes.v[i];
    if (!ml_str_starts(iri, p->iri) || (best != NULL && p->iri.n <= best->iri.n))
      continue;
    if (plain_local((ml_str){iri.at + p->iri.n, iri.n - p->iri.n}))
      best = p;
  }
  return best;
}

/* rdf:type is written `a`, so it uses no prefix. */
static ml_status mark_used_prefixes(const turtle *t) {
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(t->store,
                        "SELECT value FROM term WHERE kind = 'iri' AND value <> '" ML_RDF_IRI "type'"
                        " UNION ALL SELECT DISTINCT datatype FROM term WHERE datatype IS NOT NULL",
                        &rows));
  do {
    ML_TRY(ml_sql_step(t->store, rows, &row));
    prefix *p = row ? prefix_of(t, ml_sql_column(rows, 0)) : NULL;
    if (p != NULL)
      p->used = true;
  } while (row);
  return ML_OK;
}

/* ---- terms ---- */

static void put(FILE *to, ml_str text) {
  fwrite(text.at, 1, text.n, to);
}

static void put_iri(const turtle *t, ml_str iri) {
  const prefix *p = prefix_of(t, iri);
  if (p == NULL) {
    putc('<', t->to);
    put(t->to, iri);
    putc('>', t->to);
    return;
  }
  fputs(p->name, t->to);
  putc(':', t->to);
  put(t->to, (ml_str){iri.at + p->iri.n, iri.n - p->iri.n});
}

static bool needs_escape(char c) {
  return (unsigned char)c < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

static void put_escaped(FILE *to, char c) {
  switch (c) {
  case '"':
  case '\\':
    fprintf(to, "\\%c", c);
    break;
  case '\n':
    fputs("\\n", to);
    break;
  case '\r':
    fputs("\\r", to);
    break;
  case '\t':
    fputs("\\t", to);
    break;
  default:
    fprintf(to, "\\u%04X", (unsigned)(unsigned char)c);
    break;
  }
}

static void put_string(FILE *to, ml_str text) {
  size_t at = 0;
  putc('"', to);
  for (size_t i = 0; i < text.n; i++) {
    if (!needs_escape(text.at[i]))
      continue;
    put(to, (ml_str){text.at + at, i - at});
    put_escaped(to, text.at[i]);
    at = i + 1;
  }
  put(to, (ml_str){text.at + at, text.n - at});
  putc('"', to);
}

/* kind, value, datatype and lang, from column 2 on */
static void put_object(const turtle *t, sqlite3_stmt *row) {
  if (ml_str_is(ml_sql_column(row, 2), "iri")) {
    put_iri(t, ml_sql_column(row, 3));
    return;
  }
  put_string(t->to, ml_sql_column(row, 3));
  ml_str datatype = ml_sql_column(row, 4), lang = ml_sql_column(row, 5);
  if (datatype.n > 0) {
    fputs("^^", t->to);
    put_iri(t, datatype);
  } else if (lang.n > 0) {
    putc('@', t->to);
    put(t->to, lang);
  }
}

/* ---- statements ---- */

/* The value of a term; valid until the next call. */
static ml_status look_up(const turtle *t, int64_t term, ml_str *value) {
  bool row;
  sqlite3_reset(t->term);
  sqlite3_bind_int64(t->term, 1, term);
  ML_TRY(ml_sql_step(t->store, t->term, &row));
  if (!row)
    return ml_fail(&t->store->reporter, ML_ERR_STORE, t->store->path, "the store lacks term %lld", (long long)term);
  *value = ml_sql_column(t->term, 0);
  return ML_OK;
}

static ml_status put_predicate(turtle *t, int64_t term) {
  size_t i = 0;
  while (i < t->predicates.n && t->predicates.v[i].term != term)
    i++;
  if (i == t->predicates.n) {
    ml_str iri = {NULL, 0};
    ML_TRY(look_up(t, term, &iri));
    ml_vec_push(t->arena, &t->predicates, (predicate){term, {ml_arena_copy(t->arena, iri.at, iri.n), iri.n}});
  }
  if (ml_str_is(t->predicates.v[i].iri, ML_RDF_IRI "type"))
    putc('a', t->to);
  else
    put_iri(t, t->predicates.v[i].iri);
  return ML_OK;
}

/* subject, predicate, kind, value, datatype, lang */
static ml_status put_statements(turtle *t, sqlite3_stmt *rows) {
  int64_t subject = 0, predicate_term = 0;
  bool row = false;
  ML_TRY(ml_sql_step(t->store, rows, &row));
  while (row && !ferror(t->to)) {
    bool same_subject = sqlite3_column_int64(rows, 0) == subject;
    bool same_predicate = same_subject && sqlite3_column_int64(rows, 1) == predicate_term;
    if (!same_subject) {
      ml_str iri = {NULL, 0};
      fputs(subject == 0 ? "\n" : " .\n", t->to);
      subject = sqlite3_column_int64(rows, 0);
      ML_TRY(look_up(t, subject, &iri));
      put_iri(t, iri);
    }
    if (!same_predicate) {
      fputs(same_subject ? " ;\n  " : " ", t->to);
      predicate_term = sqlite3_column_int64(rows, 1);
      ML_TRY(put_predicate(t, predicate_term));
    }
    fputs(same_predicate ? " , " : " ", t->to);
    put_object(t, rows);
    ML_TRY(ml_sql_step(t->store, rows, &row));
  }
  if (subject != 0)
    fputs(" .\n", t->to);
  return ML_OK;
}

ml_status ml_write_turtle(const ml_store *store, ml_arena *arena, FILE *to) {
  turtle t = {.store = store, .arena = arena, .to = to};
  sqlite3_stmt *rows;
  ML_TRY(read_prefixes(&t));
  ML_TRY(mark_used_prefixes(&t));
  for (size_t i = 0; i < t.prefixes.n; i++)
    if (t.prefixes.v[i].used)
      fprintf(to, "@prefix %s: <%s> .\n", t.prefixes.v[i].name, t.prefixes.v[i].iri.at);
  ML_TRY(ml_sql_prepare(store, "SELECT value FROM term WHERE id = ?", &t.term));
  /* CROSS JOIN keeps SQLite from reading the terms first. */
  ML_TRY(ml_sql_prepare(store,
                        "SELECT t.subject, t.predicate, o.kind, o.value, o.datatype, o.lang FROM triple AS t"
                        " CROSS JOIN term AS o ON o.id = t.object ORDER BY t.subject, t.predicate, t.object",
                        &rows));
  return put_statements(&t, rows);
}
