/* What the store says, as RDF: the one place where statements are made. Turtle is these rows written out.
 *
 * Terms are numbered in the order in which a reader wants them: predicates first, then the subjects in order, then
 * whatever else comes along. So triples are made in the order of their key, and a scan of it is sorted by subject. */
#include "base/number.h"
#include "base/report.h"
#include "graph/date.h"
#include "graph/graph.h"
#include "graph/sql.h"
#include "graph/triples.h"

/* The words that every graph uses; those of the package come from its layouts. */
typedef enum word {
  RDF_TYPE,
  RDFS_LABEL,
  SKOS_ALT_LABEL,
  DCTERMS_IDENTIFIER,
  DCTERMS_TITLE,
  DCTERMS_ISSUED,
  DCTERMS_SOURCE,
  ML_PUBLISHED,
  ML_AUTHOR,
  ML_OUTLET,
  ML_SITE,
  ML_SOURCE,
  ML_CONTENT_HASH,
  NIF_REFERENCE_CONTEXT,
  PROV_DERIVED_FROM,
  NIF_BEGIN,
  NIF_END,
  NIF_ANCHOR,
  ML_SENTENCE,
  ML_RULE,
  ML_RULE_SET,
  ML_CONFIDENCE,
  ML_EVIDENCE,
  ML_FACT_CLASS,
  ML_EVIDENCE_CLASS,
  ML_DOCUMENT_CLASS,
  NIF_PHRASE,
  NIF_CONTEXT,
  N_WORDS
} word;

#define DCTERMS "http://purl.org/dc/terms/"
#define NIF "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"

static const char *const word_iris[N_WORDS] = {
    [RDF_TYPE] = ML_RDF_IRI "type",
    [RDFS_LABEL] = "http://www.w3.org/2000/01/rdf-schema#label",
    [SKOS_ALT_LABEL] = "http://www.w3.org/2004/02/skos/core#altLabel",
    [DCTERMS_IDENTIFIER] = DCTERMS "identifier",
    [DCTERMS_TITLE] = DCTERMS "title",
    [DCTERMS_ISSUED] = DCTERMS "issued",
    [DCTERMS_SOURCE] = DCTERMS "source",
    [ML_PUBLISHED] = ML_TERMS_IRI "published",
    [ML_AUTHOR] = ML_TERMS_IRI "author",
    [ML_OUTLET] = ML_TERMS_IRI "outlet",
    [ML_SITE] = ML_TERMS_IRI "site",
    [ML_SOURCE] = ML_TERMS_IRI "source",
    [ML_CONTENT_HASH] = ML_TERMS_IRI "contentHash",
    [NIF_REFERENCE_CONTEXT] = NIF "referenceContext",
    [PROV_DERIVED_FROM] = "http://www.w3.org/ns/prov#wasDerivedFrom",
    [NIF_BEGIN] = NIF "beginIndex",
    [NIF_END] = NIF "endIndex",
    [NIF_ANCHOR] = NIF "anchorOf",
    [ML_SENTENCE] = ML_TERMS_IRI "sentence",
    [ML_RULE] = ML_TERMS_IRI "rule",
    [ML_RULE_SET] = ML_TERMS_IRI "ruleSet",
    [ML_CONFIDENCE] = ML_TERMS_IRI "confidence",
    [ML_EVIDENCE] = ML_TERMS_IRI "evidence",
    [ML_FACT_CLASS] = ML_TERMS_IRI "Fact",
    [ML_EVIDENCE_CLASS] = ML_TERMS_IRI "Evidence",
    [ML_DOCUMENT_CLASS] = ML_TERMS_IRI "Document",
    [NIF_PHRASE] = NIF "Phrase",
    [NIF_CONTEXT] = NIF "Context",
};

#define XSD_COUNT ML_XSD_IRI "nonNegativeInteger"
#define XSD_DECIMAL ML_XSD_IRI "decimal"
#define XSD_DATE ML_XSD_IRI "date"

/* The terms of a relation's class and of its columns' properties. */
typedef struct relation_terms {
  uint32_t class_term;
  uint32_t *properties;
} relation_terms;

typedef struct stating {
  const ml_store *store;
  ml_graph *graph;
  ml_triples out;
  uint32_t next_fact, first_evidence;
  uint32_t words[N_WORDS];
  relation_terms *relations;
  const char *label_lang, *text_lang; /* of names and of quotes; NULL: none */
} stating;

/* ---- terms ---- */

static uint32_t literal(stating *s, ml_str value, const char *datatype, const char *lang) {
  return ml_triples_term(&s->out, "literal", value, datatype, lang);
}

static uint32_t iri(stating *s, const char *text) {
  return ml_triples_term(&s->out, "iri", ml_str_of(text), NULL, NULL);
}

enum { NODE_SIZE = sizeof ML_BASE_IRI + ML_NODE_ID_SIZE };

static const char *node_iri(ml_str id, char text[NODE_SIZE]) {
  snprintf(text, NODE_SIZE, ML_BASE_IRI "%.*s", (int)id.n, id.at);
  return text;
}

/* The term of an entity or document by its id in the store. */
static uint32_t node(stating *s, ml_str id) {
  char text[NODE_SIZE];
  return iri(s, node_iri(id, text));
}

/* Documents keep the ids that people gave them; in RDF they bear a hash of it. */
static uint32_t document_node(stating *s, ml_str id) {
  char text[ML_NODE_ID_SIZE] = "d";
  ml_hash_id(id, text + 1);
  return node(s, ml_str_of(text));
}

/* ---- statements ---- */

static void say(stating *s, uint32_t predicate_term, uint32_t object) {
  ml_triples_say(&s->out, predicate_term, object);
}

static void say_type(stating *s, word w) {
  say(s, s->words[RDF_TYPE], s->words[w]);
}

/* Says nothing for text that is empty or NULL. */
static void say_text(stating *s, word w, ml_str text, const char *lang) {
  if (text.n > 0)
    say(s, s->words[w], literal(s, text, NULL, lang));
}

static void say_count(stating *s, word w, ml_str digits) {
  say(s, s->words[w], literal(s, digits, XSD_COUNT, NULL));
}

/* Always with a point: some parsers make an integer of a decimal without one. */
static void say_decimal(stating *s, uint32_t predicate_term, double number) {
  char digits[ML_NUMBER_SIZE], text[ML_NUMBER_SIZE + 2];
  ml_number_text(number, digits);
  snprintf(text, sizeof text, "%s%s", digits, strchr(digits, '.') == NULL ? ".0" : "");
  say(s, predicate_term, literal(s, ml_str_of(text), XSD_DECIMAL, NULL));
}

/* Runs `each` for every row of a statement, which is finalised. */
static ml_status for_rows(stating *s, sqlite3_stmt *rows, ml_status (*each)(stating *s, sqlite3_stmt *row, void *user),
                          void *user) {
  bool row = false;
  do {
    ML_TRY(ml_sql_step(s->store, rows, &row));
    if (row)
      ML_TRY(each(s, rows, user));
  } while (row);
  ml_sql_finalize(s->store, rows);
  return ML_OK;
}

static ml_status for_query(stating *s, const char *sql, ml_status (*each)(stating *s, sqlite3_stmt *row, void *user),
                           void *user) {
  sqlite3_stmt *rows;
  ML_TRY(ml_sql_prepare(s->store, sql, &rows));
  return for_rows(s, rows, each, user);
}

/* ---- entities and documents ---- */

static ml_status state_alias(stating *s, sqlite3_stmt *row, void *user) {
  (void)user;
  say_text(s, SKOS_ALT_LABEL, ml_sql_column(row, 0), (const char *)sqlite3_column_text(row, 1));
  return s->out.status;
}

/* id, label, class, lexicon_id */
static ml_status state_entity(stating *s, sqlite3_stmt *row, void *user) {
  sqlite3_stmt *aliases = user;
  bool more = false;
  uint32_t subject = node(s, ml_sql_column(row, 0));
  say(s, s->words[RDF_TYPE], iri(s, ml_sql_column(row, 2).at));
  say_text(s, RDFS_LABEL, ml_sql_column(row, 1), s->label_lang);
  say_text(s, DCTERMS_IDENTIFIER, ml_sql_column(row, 3), NULL);
  ml_sql_bind(aliases, 1, ml_sql_column(row, 0));
  do {
    ML_TRY(ml_sql_step(s->store, aliases, &more));
    if (more)
      ML_TRY(state_alias(s, aliases, NULL));
  } while (more);
  return ml_triples_end_subject(&s->out, subject);
}

/* id, uri, title, author, outlet, site, published, hash */
static ml_status state_document(stating *s, sqlite3_stmt *row, void *user) {
  (void)user;
  uint32_t subject = document_node(s, ml_sql_column(row, 0));
  ml_str uri = ml_sql_column(row, 1), published = ml_sql_column(row, 6);
  say_type(s, ML_DOCUMENT_CLASS);
  say_type(s, NIF_CONTEXT);
  say_text(s, DCTERMS_IDENTIFIER, ml_sql_column(row, 0), NULL);
  say_text(s, DCTERMS_TITLE, ml_sql_column(row, 2), s->text_lang);
  say_text(s, ML_AUTHOR, ml_sql_column(row, 3), s->text_lang);
  say_text(s, ML_OUTLET, ml_sql_column(row, 4), s->text_lang);
  say_text(s, ML_SITE, ml_sql_column(row, 5), s->text_lang);
  if (ml_iri_valid(uri))
    say(s, s->words[DCTERMS_SOURCE], iri(s, uri.at));
  else
    say_text(s, ML_SOURCE, uri, NULL);
  if (ml_is_date(published))
    say(s, s->words[DCTERMS_ISSUED], literal(s, published, XSD_DATE, NULL));
  else
    say_text(s, ML_PUBLISHED, published, NULL);
  say_text(s, ML_CONTENT_HASH, ml_sql_column(row, 7), NULL);
  return ml_triples_end_subject(&s->out, subject);
}

/* ---- facts and evidence ---- */

/* Only a full date is said as one: comparing a year with a date is an error in SPARQL. Anything else is said by another
 * property, so that this one has dates alone. */
static void say_date(stating *s, const ml_column *column, uint32_t property, ml_str text) {
  if (ml_is_date(text))
    say(s, property, literal(s, text, XSD_DATE, NULL));
  else
    say(s, iri(s, ml_arena_format(s->graph->arena, ML_TERMS_IRI "%s_stated", column->name)),
        literal(s, text, NULL, NULL));
}

static void say_column(stating *s, const ml_column *column, uint32_t property, sqlite3_stmt *row, int index) {
  if (sqlite3_column_type(row, index) == SQLITE_NULL)
    return;
  if (column->kind == ML_COLUMN_NUMBER) {
    say_decimal(s, property, sqlite3_column_double(row, index));
    return;
  }
  ml_str text = ml_sql_column(row, index);
  switch (column->kind) {
  case ML_COLUMN_ENTITY:
    say(s, property, node(s, text));
    break;
  case ML_COLUMN_DATE:
    say_date(s, column, property, text);
    break;
  case ML_COLUMN_NUMBER:
  case ML_COLUMN_TEXT:
    say(s, property, literal(s, text, NULL, NULL));
    break;
  case ML_COLUMN_WORDS:
    say(s, property, literal(s, text, NULL, s->label_lang));
    break;
  }
}

/* The term of a row of evidence: they are numbered one after the other, as their terms are. */
static uint32_t evidence_of(const stating *s, int64_t row) {
  return s->first_evidence + (uint32_t)row - 1;
}

typedef struct fact_rows {
  const ml_layout *layout;
  const relation_terms *terms;
  sqlite3_stmt *evidence; /* the numbers of the rows of a fact's evidence */
} fact_rows;

/* label, confidence, and the columns of the typed table: fact and those of the layout */
static ml_status state_fact(stating *s, sqlite3_stmt *row, void *user) {
  const fact_rows *rows = user;
  bool more = false;
  uint32_t subject = s->next_fact++;
  say(s, s->words[RDF_TYPE], rows->terms->class_term);
  say_type(s, ML_FACT_CLASS);
  say_text(s, RDFS_LABEL, ml_sql_column(row, 0), s->label_lang);
  say_decimal(s, s->words[ML_CONFIDENCE], sqlite3_column_double(row, 1));
  for (size_t i = 0; i < rows->layout->n_columns; i++)
    say_column(s, &rows->layout->columns[i], rows->terms->properties[i], row, (int)i + 3);
  ml_sql_bind(rows->evidence, 1, ml_sql_column(row, 2));
  do {
    ML_TRY(ml_sql_step(s->store, rows->evidence, &more));
    if (more)
      say(s, s->words[ML_EVIDENCE], evidence_of(s, sqlite3_column_int64(rows->evidence, 0)));
  } while (more);
  return ml_triples_end_subject(&s->out, subject);
}

static ml_status state_facts(stating *s, size_t relation, sqlite3_stmt *evidence) {
  const ml_layout *layout = &s->graph->layouts[relation];
  fact_rows facts = {layout, &s->relations[relation], evidence};
  sqlite3_stmt *rows;
  sqlite3_str *sql = sqlite3_str_new(s->store->db);
  sqlite3_str_appendf(sql,
                      "SELECT f.label, f.confidence, t.* FROM \"%w\" AS t JOIN fact AS f ON f.id = t.fact"
                      " ORDER BY t.fact",
                      layout->table);
  ML_TRY(ml_sql_prepare_built(s->store, sql, &rows));
  return for_rows(s, rows, state_fact, &facts);
}

/* rowid, document, start_char, end_char, sentence, quote, rule, rule_set, confidence */
static ml_status state_evidence(stating *s, sqlite3_stmt *row, void *user) {
  (void)user;
  uint32_t subject = evidence_of(s, sqlite3_column_int64(row, 0));
  uint32_t document = document_node(s, ml_sql_column(row, 1));
  say_type(s, ML_EVIDENCE_CLASS);
  say_type(s, NIF_PHRASE);
  say(s, s->words[NIF_REFERENCE_CONTEXT], document);
  say(s, s->words[PROV_DERIVED_FROM], document);
  say_count(s, NIF_BEGIN, ml_sql_column(row, 2));
  say_count(s, NIF_END, ml_sql_column(row, 3));
  say_count(s, ML_SENTENCE, ml_sql_column(row, 4));
  say_text(s, NIF_ANCHOR, ml_sql_column(row, 5), s->text_lang);
  say_text(s, ML_RULE, ml_sql_column(row, 6), NULL);
  say_text(s, ML_RULE_SET, ml_sql_column(row, 7), NULL);
  say_decimal(s, s->words[ML_CONFIDENCE], sqlite3_column_double(row, 8));
  return ml_triples_end_subject(&s->out, subject);
}

/* ---- order ---- */

static ml_status number_node(stating *s, sqlite3_stmt *row, void *user) {
  (void)user;
  node(s, ml_sql_column(row, 0));
  return s->out.status;
}

/* The same for what is new and will not be asked for by its id. */
static ml_status number_next(stating *s, sqlite3_stmt *row, void *user) {
  (void)user;
  char text[NODE_SIZE];
  ml_triples_new_iri(&s->out, ml_str_of(node_iri(ml_sql_column(row, 0), text)));
  return s->out.status;
}

static ml_status number_document(stating *s, sqlite3_stmt *row, void *user) {
  (void)user;
  document_node(s, ml_sql_column(row, 0));
  return s->out.status;
}

/* Predicates in the order in which they stand below a subject: what it is, its roles, where it comes from. A relation's
 * own class stands before ml:Fact. */
static void number_vocabulary(stating *s) {
  ml_arena *arena = s->graph->arena;
  size_t n = s->graph->schema->n_relations;
  s->relations = ML_NEW_ARRAY(arena, relation_terms, n);
  for (int w = RDF_TYPE; w <= SKOS_ALT_LABEL; w++)
    s->words[w] = iri(s, word_iris[w]);
  for (size_t r = 0; r < n; r++) {
    const ml_layout *layout = &s->graph->layouts[r];
    s->relations[r].properties = ML_NEW_ARRAY(arena, uint32_t, layout->n_columns);
    for (size_t c = 0; c < layout->n_columns; c++)
      s->relations[r].properties[c] = iri(s, layout->columns[c].property);
  }
  for (size_t r = 0; r < n; r++)
    s->relations[r].class_term = iri(s, s->graph->layouts[r].class_iri);
  for (int w = SKOS_ALT_LABEL + 1; w < N_WORDS; w++)
    s->words[w] = iri(s, word_iris[w]);
  ml_triples_end_words(&s->out);
}

static ml_status number_subjects(stating *s) {
  ML_TRY(for_query(s, "SELECT id FROM entity ORDER BY id", number_node, NULL));
  s->next_fact = s->out.n_terms + 1;
  for (size_t r = 0; r < s->graph->schema->n_relations; r++) {
    sqlite3_stmt *rows;
    sqlite3_str *sql = sqlite3_str_new(s->store->db);
    sqlite3_str_appendf(sql, "SELECT fact FROM \"%w\" ORDER BY fact", s->graph->layouts[r].table);
    ML_TRY(ml_sql_prepare_built(s->store, sql, &rows));
    ML_TRY(for_rows(s, rows, number_next, NULL));
  }
  s->first_evidence = s->out.n_terms + 1;
  ML_TRY(for_query(s, "SELECT id FROM evidence ORDER BY rowid", number_next, NULL));
  return for_query(s, "SELECT id FROM document ORDER BY id", number_document, NULL);
}

static ml_status state_all(stating *s) {
  sqlite3_stmt *aliases, *evidence;
  ML_TRY(ml_sql_prepare(s->store, "SELECT name, lang FROM alias WHERE entity = ? ORDER BY name", &aliases));
  ML_TRY(ml_sql_prepare(s->store, "SELECT rowid FROM evidence WHERE fact = ? ORDER BY rowid", &evidence));
  ML_TRY(for_query(s,
                   "SELECT e.id, e.label, t.class, e.lexicon_id FROM entity AS e JOIN schema_type AS t"
                   " ON t.name = e.type ORDER BY e.id",
                   state_entity, aliases));
  for (size_t r = 0; r < s->graph->schema->n_relations; r++)
    ML_TRY(state_facts(s, r, evidence));
  ML_TRY(for_query(s,
                   "SELECT rowid, document, start_char, end_char, sentence, quote, rule, rule_set, confidence"
                   " FROM evidence ORDER BY rowid",
                   state_evidence, NULL));
  return for_query(s, "SELECT id, uri, title, author, outlet, site, published, hash FROM document ORDER BY id",
                   state_document, NULL);
}

static ml_status write_statements(void *argument) {
  stating *s = argument;
  ML_TRY(ml_triples_open(&s->out, s->store, s->graph->arena));
  number_vocabulary(s);
  ML_TRY(number_subjects(s));
  ML_TRY(state_all(s));
  return ml_triples_finish(&s->out);
}

ml_status ml_statements_write(const ml_store *store) {
  const char *language = store->graph->schema->language;
  bool chinese = *language == '\0' || strcmp(language, "zh") == 0;
  stating s = {.store = store,
               .graph = store->graph,
               .label_lang = chinese ? "zh-Hans" : language,
               .text_lang = chinese ? "zh" : language};
  ml_status status = ml_arena_guard(store->graph->arena, write_statements, &s);
  ml_triples_dispose(&s.out);
  return status;
}
