/* Names out of RDF, read with raptor: what has labels of SKOS or of RDF Schema is an entity, and its IRI its id. */
#include "base/rdf_parse.h"
#include "rules/lexicon.h"

#define SKOS "http://www.w3.org/2004/02/skos/core#"
#define RDFS_LABEL "http://www.w3.org/2000/01/rdf-schema#label"
#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

/* How well a label serves as the name in the graph. */
enum { NO_NAME, OTHER_LABEL, OTHER_LANGUAGE, LABEL, OWN_LABEL, PREFERRED };

/* What is known of one thing. */
typedef struct thing {
  ml_lexicon_row row;
  ML_VEC(ml_str) terms;
  int fitness; /* of the canonical name */
} thing;

typedef struct reading {
  const ml_schema *schema;
  const ml_lexicon_decl *decl;
  const char *language; /* of the package, or "" */
  ml_lexicon *out;
  ml_arena *arena;
  ml_map by_iri;        /* -> index in things */
  ML_VEC(thing) things; /* in the order in which they are first spoken of */
  const raptor_statement *statement;
  const ml_rdf_parser *parser;
  bool failed, no_memory;
} reading;

bool ml_lexicon_is_rdf(const char *path, const char **parser) {
  static const struct {
    const char *suffix, *parser;
  } known[] = {{".ttl", "turtle"}, {".nt", "ntriples"}, {".rdf", "rdfxml"}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (ml_str_ends(ml_str_of(path), ml_str_of(known[i].suffix))) {
      if (parser != NULL)
        *parser = known[i].parser;
      return true;
    }
  return false;
}

/* Whether the CURIE of a type stands for this IRI. */
static bool is_written_out(const ml_schema *schema, const char *curie, ml_str iri) {
  size_t n = curie == NULL ? 0 : strcspn(curie, ":");
  for (size_t i = 0; i < schema->n_prefixes && curie != NULL; i++) {
    ml_str head = ml_str_of(schema->prefixes[i].iri);
    if (ml_str_is((ml_str){curie, n}, schema->prefixes[i].name) && ml_str_starts(iri, head))
      return ml_str_is((ml_str){iri.at + head.n, iri.n - head.n}, curie + n + 1);
  }
  return false;
}

static const char *type_of_class(const ml_schema *schema, ml_str iri) {
  for (size_t i = 0; i < schema->n_types; i++)
    if (is_written_out(schema, schema->types[i].rdf, iri))
      return schema->types[i].name;
  return NULL;
}

static thing *thing_called(reading *r, ml_str iri) {
  uint32_t next = (uint32_t)r->things.n, index = ml_map_get(&r->by_iri, iri);
  if (index != ML_MAP_NONE)
    return &r->things.v[index];
  const char *id = ml_arena_copy(r->arena, iri.at, iri.n);
  ml_map_put(r->arena, &r->by_iri, (ml_str){id, iri.n}, next);
  ml_vec_push(r->arena, &r->things, (thing){.row = {.id = id}});
  return &r->things.v[next];
}

/* The names in the language of the package are wanted first, then those without a language. */
static int fitness_of(const reading *r, bool preferred, const char *language) {
  size_t n = strlen(r->language);
  bool own = language != NULL && n > 0 && strncmp(language, r->language, n) == 0;
  if (own || language == NULL)
    return preferred ? PREFERRED - (own ? 0 : 1) : LABEL;
  return preferred ? OTHER_LANGUAGE : OTHER_LABEL;
}

static void add_label(reading *r, thing *of, const raptor_term_literal_value *label, bool names, bool preferred) {
  ml_str text = {ml_arena_copy(r->arena, (const char *)label->string, label->string_len), label->string_len};
  int fitness = names ? fitness_of(r, preferred, (const char *)label->language) : NO_NAME;
  if (text.n == 0)
    return;
  ml_vec_push(r->arena, &of->terms, text);
  if (fitness > of->fitness) {
    of->fitness = fitness;
    of->row.canonical = text.at;
  }
}

static ml_status add_statement(void *argument) {
  reading *r = argument;
  const raptor_statement *s = r->statement;
  if (s->subject->type != RAPTOR_TERM_TYPE_URI)
    return ML_OK;
  ml_str predicate = ml_rdf_iri_of(r->parser, s->predicate);
  bool preferred = ml_str_is(predicate, SKOS "prefLabel"), label = ml_str_is(predicate, RDFS_LABEL);
  bool other = ml_str_is(predicate, SKOS "altLabel") || ml_str_is(predicate, SKOS "hiddenLabel");
  if (s->object->type == RAPTOR_TERM_TYPE_LITERAL && (preferred || label || other)) {
    add_label(r, thing_called(r, ml_rdf_iri_of(r->parser, s->subject)), &s->object->value.literal, !other, preferred);
  } else if (s->object->type == RAPTOR_TERM_TYPE_URI && ml_str_is(predicate, RDF_TYPE)) {
    const char *type = type_of_class(r->schema, ml_rdf_iri_of(r->parser, s->object));
    thing *of = type == NULL ? NULL : thing_called(r, ml_rdf_iri_of(r->parser, s->subject));
    if (of != NULL && of->row.type == NULL)
      of->row.type = type;
  }
  return ML_OK;
}

/* Raptor stands between the arena and its guard, so a guard of its own keeps memory errors from jumping over it. */
static void take_statement(void *user, const ml_rdf_parser *parser, const raptor_statement *statement) {
  reading *r = user;
  r->statement = statement;
  r->parser = parser;
  if (r->no_memory || ml_arena_guard(r->arena, add_statement, r) == ML_OK)
    return;
  r->no_memory = true;
  ml_rdf_stop(parser);
}

static void take_problem(void *user, bool error, size_t line, const char *message) {
  reading *r = user;
  if (!error || r->no_memory)
    return;
  r->failed = true;
  r->out->table.syntax->errors++;
  ml_report(r->out->table.syntax->reporter,
            &(ml_diagnostic){.severity = ML_ERROR, .file = r->decl->file, .line = line, .message = message});
}

/* false: there is no memory for it. */
static bool read_all(reading *r) {
  ml_rdf_source source = {.base = "https://example.org/",
                          .text = r->out->table.rest,
                          .take_statement = take_statement,
                          .take_problem = take_problem,
                          .user = r};
  ml_lexicon_is_rdf(r->decl->path, &source.syntax);
  return ml_rdf_parse(&source) != ML_ERR_NOMEM && !r->no_memory;
}

/* Things without a label, and of a lexicon without a type those of no class that a type stands for, are no names. */
static void take_things(reading *r) {
  ml_lexicon *out = r->out;
  out->rows = ML_NEW_ARRAY(r->arena, ml_lexicon_row, r->things.n);
  for (size_t i = 0; i < r->things.n; i++) {
    const thing *of = &r->things.v[i];
    ml_lexicon_row *row = &out->rows[out->n_rows];
    if (of->terms.n == 0 || (r->decl->type == NULL && of->row.type == NULL))
      continue;
    *row = of->row;
    row->terms = of->terms.v;
    row->n_terms = of->terms.n;
    out->n_rows++;
  }
  if (out->n_rows == 0)
    ml_syntax_error(
        out->table.syntax, r->decl->place,
        "names are skos:prefLabel, skos:altLabel and rdfs:label; without a type behind the path, their things "
        "need an rdf:type that a type names with `rdf`",
        "the lexicon %s has no names", r->decl->file);
}

bool ml_lexicon_read_rdf(const ml_schema *schema, const ml_lexicon_decl *decl, const char *language, ml_lexicon *out) {
  reading r = {.schema = schema, .decl = decl, .language = language, .out = out, .arena = out->table.syntax->arena};
  if (!read_all(&r))
    ml_arena_give_up(r.arena);
  if (!r.failed)
    take_things(&r);
  return !r.failed && out->n_rows > 0;
}
