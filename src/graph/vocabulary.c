#include "graph/vocabulary.h"

#include <stdlib.h>

#include "base/report.h"
#include "base/utf8.h"

static const ml_prefix own_prefixes[] = {
    {"dcterms", "http://purl.org/dc/terms/"},
    {"kg", ML_BASE_IRI},
    {"ml", ML_TERMS_IRI},
    {"nif", "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"},
    {"prov", "http://www.w3.org/ns/prov#"},
    {"rdf", ML_RDF_IRI},
    {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
    {"skos", "http://www.w3.org/2004/02/skos/core#"},
    {"xsd", ML_XSD_IRI},
};

static bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static size_t scheme_length(ml_str text) {
  size_t n = 0;
  while (n < text.n && (is_alpha(text.at[n]) || (n > 0 && (is_digit(text.at[n]) || strchr("+-.", text.at[n])))))
    n++;
  return n;
}

bool ml_iri_valid(ml_str text) {
  size_t at = scheme_length(text);
  if (at == 0 || at + 1 >= text.n || text.at[at] != ':')
    return false;
  while (at < text.n) {
    uint32_t code = ml_utf8_next(text, &at);
    if (code <= 0x20 || (code >= 0x7F && code < 0xA0) || (code < 0x80 && strchr("<>\"{}|\\^`", (char)code)) ||
        code == ML_UTF8_BAD)
      return false;
  }
  return true;
}

/* A prefix name that Turtle takes as it stands. */
static bool prefix_name_valid(ml_str name) {
  if (name.n == 0 || !is_alpha(name.at[0]) || !(is_alpha(name.at[name.n - 1]) || is_digit(name.at[name.n - 1])))
    return false;
  for (size_t i = 0; i < name.n; i++)
    if (!is_alpha(name.at[i]) && !is_digit(name.at[i]) && strchr("-_", name.at[i]) == NULL)
      return false;
  return true;
}

static const char *iri_of_prefix(const ml_vocabulary *vocabulary, ml_str name) {
  for (size_t i = 0; i < vocabulary->prefixes.n; i++)
    if (ml_str_is(name, vocabulary->prefixes.v[i].name))
      return vocabulary->prefixes.v[i].iri;
  return NULL;
}

static ml_status wrong(const ml_vocabulary *vocabulary, const char *message, const char *hint) {
  ml_report(vocabulary->reporter, &(ml_diagnostic){.severity = ML_ERROR, .message = message, .hint = hint});
  return ML_ERR_RULES;
}

static ml_status add_prefix(ml_vocabulary *vocabulary, ml_prefix prefix) {
  ml_arena *arena = vocabulary->arena;
  const char *known = iri_of_prefix(vocabulary, ml_str_of(prefix.name));
  if (!prefix_name_valid(ml_str_of(prefix.name)))
    return wrong(vocabulary, ml_arena_format(arena, "`%s` cannot be the name of a prefix in Turtle", prefix.name),
                 "use letters, digits, - and _, a letter first and no - or _ last");
  if (!ml_iri_valid(ml_str_of(prefix.iri)))
    return wrong(vocabulary,
                 ml_arena_format(arena, "the prefix %s stands for `%s`, which is no IRI", prefix.name, prefix.iri),
                 "an IRI has a scheme and no space, as in https://example.org/terms#");
  if (known == NULL)
    ml_vec_push(arena, &vocabulary->prefixes, prefix);
  else if (strcmp(known, prefix.iri) != 0)
    return wrong(
        vocabulary,
        ml_arena_format(arena, "the prefix %s stands for %s already, not for %s", prefix.name, known, prefix.iri),
        "give one of them another name");
  return ML_OK;
}

/* Language tags as Turtle has them: subtags of letters and digits, the first of letters alone. */
static bool language_valid(ml_str tag) {
  size_t run = 0;
  bool first = true;
  for (size_t i = 0; i < tag.n; i++) {
    if (tag.at[i] == '-' && run > 0) {
      run = 0;
      first = false;
    } else if (is_alpha(tag.at[i]) || (!first && is_digit(tag.at[i]))) {
      run++;
    } else {
      return false;
    }
  }
  return tag.n == 0 || run > 0;
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const ml_prefix *)a)->name, ((const ml_prefix *)b)->name);
}

ml_status ml_vocabulary_init(ml_vocabulary *vocabulary, ml_arena *arena, const ml_schema *schema,
                             const ml_reporter *reporter) {
  *vocabulary = (ml_vocabulary){.arena = arena, .reporter = reporter};
  for (size_t i = 0; i < sizeof own_prefixes / sizeof *own_prefixes; i++)
    ml_vec_push(arena, &vocabulary->prefixes, own_prefixes[i]);
  ml_status status = ML_OK;
  for (size_t i = 0; i < schema->n_prefixes; i++)
    if (add_prefix(vocabulary, schema->prefixes[i]) != ML_OK)
      status = ML_ERR_RULES;
  if (!language_valid(ml_str_of(schema->language)))
    status = wrong(vocabulary, ml_arena_format(arena, "`%s` is no language tag", schema->language),
                   "write a tag such as zh or zh-Hans");
  qsort(vocabulary->prefixes.v, vocabulary->prefixes.n, sizeof *vocabulary->prefixes.v, by_name);
  return status;
}

ml_status ml_vocabulary_expand(const ml_vocabulary *vocabulary, const char *owner, const char *curie, const char *name,
                               const char **iri) {
  ml_arena *arena = vocabulary->arena;
  if (curie == NULL)
    curie = ml_arena_format(arena, "ml:%s", name);
  const char *colon = strchr(curie, ':');
  const char *head = colon == NULL ? NULL : iri_of_prefix(vocabulary, (ml_str){curie, (size_t)(colon - curie)});
  if (head == NULL)
    return wrong(vocabulary, ml_arena_format(arena, "%s: the prefix of `%s` is not declared", owner, curie),
                 "declare it, as in: prefix org: http://www.w3.org/ns/org#");
  *iri = ml_arena_format(arena, "%s%s", head, colon + 1);
  if (!ml_iri_valid(ml_str_of(*iri)))
    return wrong(vocabulary, ml_arena_format(arena, "%s: `%s` becomes <%s>, which is no IRI", owner, curie, *iri),
                 "leave out spaces and the characters < > \" { } | \\ ^ `");
  return ML_OK;
}
