#include "write/rdf.h"

#include "base/report.h"
#include "graph/sql.h"

/* ---- terms ---- */

/* The base stands in the store as the default one; another takes its place here, in *room. The words of the vocabulary
 * stay. */
static ml_str rebased(const ml_rdf *rdf, ml_str iri, ml_rdf_buffer *room) {
  const ml_str own = ML_STR(ML_BASE_IRI);
  if (rdf->job->options->base == NULL || !ml_str_starts(iri, own) || ml_str_starts(iri, ML_STR(ML_TERMS_IRI)))
    return iri;
  ml_vec_reserve(rdf->job->arena, room, rdf->base.n + iri.n);
  memcpy(room->v, rdf->base.at, rdf->base.n);
  memcpy(room->v + rdf->base.n, iri.at + own.n, iri.n - own.n);
  return (ml_str){room->v, rdf->base.n + iri.n - own.n};
}

/* The IRI of a term, in *room. */
static ml_status find_iri(ml_rdf *rdf, int64_t number, ml_rdf_buffer *room, ml_str *iri) {
  ml_term term;
  ML_TRY(ml_terms_get(rdf->terms, number, &term));
  *iri = rebased(rdf, term.value, room);
  if (iri->at != term.value.at)
    return ML_OK;
  ml_vec_reserve(rdf->job->arena, room, iri->n + 1);
  memcpy(room->v, iri->at, iri->n);
  iri->at = room->v;
  return ML_OK;
}

/* The predicate with an IRI; `term` is 0 for one that direct statements have. */
static ml_rdf_predicate *keep_predicate(ml_rdf *rdf, int64_t term, ml_str iri) {
  ml_arena *arena = rdf->job->arena;
  iri.at = ml_arena_copy(arena, iri.at, iri.n);
  ml_vec_push(arena, &rdf->predicates, (ml_rdf_predicate){.term = term, .iri = iri});
  return &rdf->predicates.v[rdf->predicates.n - 1];
}

/* The search goes on from the last one found: subjects of a kind have the same predicates in the same order. A store
 * has no term 0, which marks those of direct statements. */
static ml_status find_predicate(ml_rdf *rdf, int64_t term, ml_rdf_predicate **out) {
  ml_str iri = {NULL, 0};
  for (size_t n = term == 0 ? 0 : rdf->predicates.n; n > 0; n--) {
    rdf->last_predicate = rdf->last_predicate + 1 < rdf->predicates.n ? rdf->last_predicate + 1 : 0;
    *out = &rdf->predicates.v[rdf->last_predicate];
    if ((*out)->term == term)
      return ML_OK;
  }
  ML_TRY(find_iri(rdf, term, &rdf->object, &iri));
  *out = keep_predicate(rdf, term, iri);
  return ML_OK;
}

static ml_rdf_predicate *find_direct(ml_rdf *rdf, ml_str iri) {
  for (size_t i = 0; i < rdf->predicates.n; i++)
    if (rdf->predicates.v[i].term == 0 && ml_str_eq(rdf->predicates.v[i].iri, iri))
      return &rdf->predicates.v[i];
  return keep_predicate(rdf, 0, iri);
}

/* ---- prefixes ---- */

/* A part behind the colon that needs no escapes in any syntax. What has others is written as a whole IRI. */
static bool plain_local(ml_str local) {
  for (size_t i = 0; i < local.n; i++) {
    char c = local.at[i];
    bool letter = (unsigned)((c | 0x20) - 'a') < 26 || c == '_';
    bool digit = (unsigned)(c - '0') < 10;
    if (!letter && !digit && (c != '-' || i == 0))
      return false;
  }
  return local.n > 0;
}

const ml_rdf_prefix *ml_rdf_prefix_of(const ml_rdf *rdf, ml_str iri) {
  const ml_rdf_prefix *best = NULL;
  for (size_t i = 0; i < rdf->prefixes.n; i++) {
    const ml_rdf_prefix *p = &rdf->prefixes.v[i];
    if (iri.n <= p->iri.n || iri.at[p->iri.n - 1] != p->iri.at[p->iri.n - 1] || !ml_str_starts(iri, p->iri) ||
        (best != NULL && p->iri.n <= best->iri.n))
      continue;
    if (plain_local((ml_str){iri.at + p->iri.n, iri.n - p->iri.n}))
      best = p;
  }
  return best;
}

static ml_status read_prefixes(ml_rdf *rdf) {
  sqlite3_stmt *rows;
  bool row = false;
  ml_arena *arena = rdf->job->arena;
  ML_TRY(ml_sql_prepare(rdf->job->store, "SELECT name, iri FROM schema_prefix ORDER BY name", &rows));
  for (;;) {
    ML_TRY(ml_sql_step(rdf->job->store, rows, &row));
    if (!row)
      return ML_OK;
    ml_str name = ml_sql_column(rows, 0), iri = ml_sql_column(rows, 1);
    iri = ml_str_is(iri, ML_BASE_IRI) ? rdf->base : (ml_str){ml_arena_copy(arena, iri.at, iri.n), iri.n};
    ml_vec_push(arena, &rdf->prefixes, (ml_rdf_prefix){{ml_arena_copy(arena, name.at, name.n), name.n}, iri});
  }
}

/* The IRIs that may be shortened, datatypes among them. rdf:type is left out: most syntaxes have a word for it.
 * Subjects lie side by side among the terms, and one of them tells how they all begin. */
static const char shortened[] =
    "SELECT coalesce(datatype, value) FROM main.term WHERE (kind = 'iri' OR datatype IS NOT NULL)"
    " AND value <> '" ML_RDF_IRI "type' AND (id <= (SELECT min(subject) FROM main.triple)"
    " OR id > (SELECT max(subject) FROM main.triple))";

/* Keeps the prefixes that some statement can use. */
static ml_status drop_unused_prefixes(ml_rdf *rdf) {
  sqlite3_stmt *rows;
  bool row = false;
  ml_rdf_buffer room = {0};
  bool *used = ML_NEW_ARRAY(rdf->job->arena, bool, rdf->prefixes.n);
  ML_TRY(ml_sql_prepare(rdf->job->store, shortened, &rows));
  do {
    ML_TRY(ml_sql_step(rdf->job->store, rows, &row));
    const ml_rdf_prefix *p = row ? ml_rdf_prefix_of(rdf, rebased(rdf, ml_sql_column(rows, 0), &room)) : NULL;
    if (p != NULL)
      used[p - rdf->prefixes.v] = true;
  } while (row);
  size_t n = 0;
  for (size_t i = 0; i < rdf->prefixes.n; i++)
    if (used[i])
      rdf->prefixes.v[n++] = rdf->prefixes.v[i];
  rdf->prefixes.n = n;
  return ML_OK;
}

/* ---- statements ---- */

#define COLUMNS "t.subject, t.predicate, t.object"

/* Hands on the statement of a row with the COLUMNS. */
static ml_status put_row(ml_rdf *rdf, sqlite3_stmt *row, ml_rdf_statement *s) {
  int64_t subject = sqlite3_column_int64(row, 0), predicate = sqlite3_column_int64(row, 1);
  ml_term object;
  s->new_subject = s->subject.at == NULL || subject != rdf->subject_term;
  s->new_predicate = s->new_subject || predicate != rdf->predicate_term;
  if (s->new_subject)
    ML_TRY(find_iri(rdf, subject, &rdf->subject, &s->subject));
  if (s->new_predicate)
    ML_TRY(find_predicate(rdf, predicate, &s->predicate));
  rdf->subject_term = subject;
  rdf->predicate_term = predicate;
  ML_TRY(ml_terms_get(rdf->terms, sqlite3_column_int64(row, 2), &object));
  s->object_is_iri = object.type->is_iri;
  s->object = s->object_is_iri ? rebased(rdf, object.value, &rdf->object) : object.value;
  s->datatype = object.type->datatype;
  s->lang = object.type->lang;
  rdf->job->n_statements++;
  rdf->syntax->put(rdf, s);
  return ML_OK;
}

/* The direct statements about the subject at hand, behind its others. */
static ml_status put_shortcuts(ml_rdf *rdf, ml_rdf_statement *s) {
  bool row = false;
  if (rdf->find_shortcuts == NULL || rdf->subject_term == 0)
    return ML_OK;
  sqlite3_bind_int64(rdf->find_shortcuts, 1, rdf->subject_term);
  for (;;) {
    ML_TRY(ml_sql_step(rdf->job->store, rdf->find_shortcuts, &row));
    if (!row)
      return ML_OK;
    *s = (ml_rdf_statement){.subject = s->subject,
                            .predicate = find_direct(rdf, ml_sql_column(rdf->find_shortcuts, 0)),
                            .object_is_iri = true,
                            .object = rebased(rdf, ml_sql_column(rdf->find_shortcuts, 1), &rdf->object),
                            .new_predicate = true};
    rdf->job->n_statements++;
    rdf->syntax->put(rdf, s);
  }
}

static ml_status put_rows(ml_rdf *rdf, sqlite3_stmt *rows) {
  ml_rdf_statement s = {0};
  bool row = false;
  rdf->subject_term = rdf->predicate_term = 0;
  ML_TRY(ml_sql_step(rdf->job->store, rows, &row));
  while (row && !ferror(rdf->job->to)) {
    if (rdf->find_shortcuts != NULL && sqlite3_column_int64(rows, 0) != rdf->subject_term)
      ML_TRY(put_shortcuts(rdf, &s));
    ML_TRY(put_row(rdf, rows, &s));
    ML_TRY(ml_sql_step(rdf->job->store, rows, &row));
  }
  return put_shortcuts(rdf, &s);
}

static ml_status put_graph(ml_rdf *rdf, sqlite3_stmt *rows) {
  if (rdf->syntax->begin_graph != NULL)
    rdf->syntax->begin_graph(rdf);
  ML_TRY(put_rows(rdf, rows));
  if (rdf->syntax->end_graph != NULL)
    rdf->syntax->end_graph(rdf);
  return ML_OK;
}

static ml_status put_triples(ml_rdf *rdf) {
  sqlite3_stmt *rows;
  ML_TRY(ml_sql_prepare(rdf->job->store,
                        "SELECT " COLUMNS " FROM triple AS t"
                        " ORDER BY t.subject, t.predicate, t.object",
                        &rows));
  return put_graph(rdf, rows);
}

/* ---- a graph for each document ---- */

/* The words that tell what a subject is. */
typedef struct words {
  int64_t type, evidence, derived, fact, document;
} words;

/* The number of a word of the vocabulary, 0 when the graph has no use for it. These words have the first numbers. */
static ml_status find_word(const ml_rdf *rdf, const char *iri, int64_t *term) {
  sqlite3_stmt *find;
  bool row;
  ML_TRY(ml_sql_prepare(rdf->job->store, "SELECT id FROM term WHERE kind = 'iri' AND value = ? ORDER BY id LIMIT 1",
                        &find));
  ml_sql_bind(find, 1, ml_str_of(iri));
  ML_TRY(ml_sql_step(rdf->job->store, find, &row));
  *term = row ? sqlite3_column_int64(find, 0) : 0;
  ml_sql_finalize(rdf->job->store, find);
  return ML_OK;
}

static ml_status find_words(const ml_rdf *rdf, words *w) {
  ML_TRY(find_word(rdf, ML_RDF_IRI "type", &w->type));
  ML_TRY(find_word(rdf, ML_TERMS_IRI "evidence", &w->evidence));
  ML_TRY(find_word(rdf, "http://www.w3.org/ns/prov#wasDerivedFrom", &w->derived));
  ML_TRY(find_word(rdf, ML_TERMS_IRI "Fact", &w->fact));
  return find_word(rdf, ML_TERMS_IRI "Document", &w->document);
}

/* What documents share: the entities, which are numbered before the first fact. */
static ml_status put_default_graph(ml_rdf *rdf, const words *w) {
  sqlite3_stmt *rows;
  ML_TRY(ml_sql_prepare(rdf->job->store,
                        "SELECT " COLUMNS " FROM triple AS t WHERE t.subject <"
                        " ifnull((SELECT min(subject) FROM main.triple WHERE predicate = ?1 AND object = ?2), 0)"
                        " ORDER BY t.subject, t.predicate, t.object",
                        &rows));
  sqlite3_bind_int64(rows, 1, w->type);
  sqlite3_bind_int64(rows, 2, w->fact);
  rdf->graph = (ml_str){NULL, 0};
  return put_graph(rdf, rows);
}

/* A document, the facts it states, and its evidence for them. Of a fact that others state too, all is said but their
 * evidence. */
#define DOCUMENT_SQL                                                                                         \
  "WITH own (id) AS MATERIALIZED (SELECT subject FROM triple WHERE predicate = ?1 AND object = ?2),"         \
  " part (id) AS (SELECT ?2 UNION SELECT id FROM own UNION SELECT f.subject FROM own CROSS JOIN triple AS f" \
  " ON f.predicate = ?3 AND f.object = own.id)"                                                              \
  " SELECT " COLUMNS " FROM part CROSS JOIN triple AS t ON t.subject = part.id"                              \
  " WHERE t.predicate <> ?3 OR t.object IN (SELECT id FROM own) ORDER BY t.subject, t.predicate, t.object"

static ml_status put_document_graphs(ml_rdf *rdf, const words *w) {
  sqlite3_stmt *documents, *rows;
  bool row = false;
  const ml_store *store = rdf->job->store;
  ML_TRY(ml_sql_prepare(store, "SELECT subject FROM triple WHERE predicate = ? AND object = ? ORDER BY subject",
                        &documents));
  ML_TRY(ml_sql_prepare(store, DOCUMENT_SQL, &rows));
  sqlite3_bind_int64(documents, 1, w->type);
  sqlite3_bind_int64(documents, 2, w->document);
  sqlite3_bind_int64(rows, 1, w->derived);
  sqlite3_bind_int64(rows, 3, w->evidence);
  for (;;) {
    ML_TRY(ml_sql_step(store, documents, &row));
    if (!row || ferror(rdf->job->to))
      return ML_OK;
    int64_t document = sqlite3_column_int64(documents, 0);
    ML_TRY(find_iri(rdf, document, &rdf->graph_iri, &rdf->graph));
    sqlite3_bind_int64(rows, 2, document);
    ML_TRY(put_graph(rdf, rows));
  }
}

static ml_status put_quads(ml_rdf *rdf) {
  words w = {0};
  ML_TRY(find_words(rdf, &w));
  ML_TRY(put_default_graph(rdf, &w));
  return put_document_graphs(rdf, &w);
}

/* ---- all of it ---- */

ml_status ml_rdf_write(ml_export_job *job, const ml_rdf_syntax *syntax, void *state) {
  ml_sink sink = {.to = job->to};
  const char *base = job->options->base == NULL ? ML_BASE_IRI : job->options->base;
  ml_rdf rdf = {.job = job, .syntax = syntax, .out = &sink, .base = ml_str_of(base), .state = state};
  rdf.terms = ML_NEW(job->arena, ml_terms);
  ML_TRY(ml_terms_open(rdf.terms, job->store, job->arena));
  if (job->shortcuts)
    ML_TRY(ml_sql_prepare(job->store,
                          "SELECT s.predicate, o.value FROM temp.shortcut AS s JOIN term AS o ON o.id = s.object"
                          " WHERE s.subject = ? ORDER BY s.predicate, s.object",
                          &rdf.find_shortcuts));
  if (syntax->begin != NULL) {
    ML_TRY(read_prefixes(&rdf));
    ML_TRY(drop_unused_prefixes(&rdf));
    ML_TRY(syntax->begin(&rdf));
  }
  ML_TRY(syntax->quads ? put_quads(&rdf) : put_triples(&rdf));
  if (syntax->end != NULL)
    syntax->end(&rdf);
  ml_sink_flush(&sink);
  return ML_OK;
}

/* ---- what several syntaxes share ---- */

void ml_rdf_put_predicate(ml_rdf *rdf, const ml_rdf_statement *s,
                          void (*write)(const ml_rdf *rdf, const ml_rdf_statement *s)) {
  ml_str *written = &s->predicate->written;
  if (written->at != NULL) {
    ml_sink_put(rdf->out, *written);
    return;
  }
  ml_sink_mark before = ml_sink_here(rdf->out);
  write(rdf, s);
  ml_str now = ml_sink_since(rdf->out, before);
  if (now.at != NULL)
    *written = (ml_str){ml_arena_copy(rdf->job->arena, now.at, now.n), now.n};
}

static bool needs_escape(char c) {
  return (unsigned char)c < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

static void put_escaped(ml_sink *out, char c) {
  static const char names[] = {['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"', ['\\'] = '\\'};
  char code[8];
  if ((size_t)(unsigned char)c < sizeof names && names[(unsigned char)c] != '\0')
    snprintf(code, sizeof code, "\\%c", names[(unsigned char)c]);
  else
    snprintf(code, sizeof code, "\\u%04X", (unsigned)(unsigned char)c);
  ml_sink_text(out, code);
}

/* Needs none of eight bytes an escape? All are looked at at once: https://graphics.stanford.edu/~seander/bithacks.html,
 * "Determine if a word has a byte less than n". */
static bool is_plain(const char *bytes) {
  const uint64_t ones = UINT64_MAX / 0xFF, high = ones * 0x80;
  uint64_t word, found = 0;
  memcpy(&word, bytes, sizeof word);
  found |= (word - ones * 0x20) & ~word;
  for (const char *c = "\"\\\x7F"; *c != '\0'; c++) {
    uint64_t differs = word ^ ones * (unsigned char)*c;
    found |= (differs - ones) & ~differs;
  }
  return (found & high) == 0;
}

/* The first byte from `at` on that needs an escape, or the end. */
static size_t find_escape(ml_str text, size_t at) {
  while (at + sizeof(uint64_t) <= text.n && is_plain(text.at + at))
    at += sizeof(uint64_t);
  while (at < text.n && !needs_escape(text.at[at]))
    at++;
  return at;
}

void ml_rdf_put_string(ml_sink *out, ml_str text) {
  size_t at = 0;
  ml_sink_char(out, '"');
  for (size_t end = find_escape(text, at); end < text.n; end = find_escape(text, at)) {
    ml_sink_put(out, (ml_str){text.at + at, end - at});
    put_escaped(out, text.at[end]);
    at = end + 1;
  }
  ml_sink_put(out, (ml_str){text.at + at, text.n - at});
  ml_sink_char(out, '"');
}

void ml_rdf_put_iri(ml_sink *out, ml_str iri) {
  ml_sink_char(out, '<');
  ml_sink_put(out, iri);
  ml_sink_char(out, '>');
}
