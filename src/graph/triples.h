/* Triples: terms and triples on their way into their tables. A term is written when it is first asked for and numbered
 * in that order; triples are written subject by subject. */
#ifndef ML_GRAPH_TRIPLES_H
#define ML_GRAPH_TRIPLES_H

#include "base/digests.h"
#include "base/vec.h"
#include "graph/store.h"

enum { ML_TRIPLES_BATCH = 64 }; /* triples that one INSERT adds: a statement for each takes half as long again */

typedef struct ml_triple_end {
  uint32_t predicate, object;
} ml_triple_end;

typedef struct ml_triples {
  const ml_store *store;
  ml_arena *arena;
  ml_status status;           /* of the first term or triple that could not be written; what follows is left out */
  ml_digests terms;           /* all that may be asked for again */
  uint32_t n_terms;           /* the number of the last one */
  uint32_t n_words;           /* the first terms, which are dropped in the end if no triple has them */
  bool *used;                 /* which of them some triple has */
  ML_VEC(char) key;           /* of the term at hand */
  ML_VEC(ml_triple_end) said; /* of the subject at hand */
  uint32_t batch[ML_TRIPLES_BATCH][3];
  size_t n_batched;
  sqlite3_stmt *add_term, *add_batch;
} ml_triples;

/* Prepares a zeroed one. What is written goes to `store`, memory comes from `arena`, under whose guard all of this
 * runs, but for what ml_triples_dispose frees. */
ml_status ml_triples_open(ml_triples *triples, const ml_store *store, ml_arena *arena);

/* The number of a term; `kind` is "iri" or "literal", `datatype` and `lang` are NULL where there is none. */
uint32_t ml_triples_term(ml_triples *triples, const char *kind, ml_str value, const char *datatype, const char *lang);

/* The number of an IRI that is new and that nobody will ask for again. */
uint32_t ml_triples_new_iri(ml_triples *triples, ml_str iri);

/* Makes words of all terms that there are: one that no triple has is dropped in the end. */
void ml_triples_end_words(ml_triples *triples);

/* Says something of the subject at hand. */
void ml_triples_say(ml_triples *triples, uint32_t predicate, uint32_t object);

/* Writes what was said of a subject, sorted, and each once. Subjects must come in the order of their numbers. */
ml_status ml_triples_end_subject(ml_triples *triples, uint32_t subject);

/* Writes what is left. */
ml_status ml_triples_finish(ml_triples *triples);

void ml_triples_dispose(ml_triples *triples);

#endif
