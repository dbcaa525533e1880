/* Names for the Semantic Web: prefixes, and how a package's CURIEs become IRIs. */
#ifndef ML_GRAPH_VOCABULARY_H
#define ML_GRAPH_VOCABULARY_H

#include "base/map.h"
#include "base/vec.h"
#include "rules/schema.h"

#define ML_BASE_IRI "https://example.org/mailuo/"
#define ML_TERMS_IRI ML_BASE_IRI "terms#"
#define ML_RDF_IRI "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define ML_XSD_IRI "http://www.w3.org/2001/XMLSchema#"

typedef struct ml_vocabulary {
  ml_arena *arena;
  const ml_reporter *reporter;
  ML_VEC(ml_prefix) prefixes; /* Mailuo's own and the package's, by name */
} ml_vocabulary;

/* Whether `text` is an absolute IRI that every RDF syntax can hold (a scheme, none of the characters RFC 3987 bars). */
bool ml_iri_valid(ml_str text);

/* Checks the package's prefixes and adds Mailuo's own. ML_ERR_RULES after reporting what is wrong. */
ml_status ml_vocabulary_init(ml_vocabulary *vocabulary, ml_arena *arena, const ml_schema *schema,
                             const ml_reporter *reporter);

/* *iri is `curie` written out, or in the ml: namespace `name` when curie is NULL. `owner` is what a complaint names.
 * ML_ERR_RULES when the prefix is unknown or the result is no IRI. */
ml_status ml_vocabulary_expand(const ml_vocabulary *vocabulary, const char *owner, const char *curie, const char *name,
                               const char **iri);

#endif
