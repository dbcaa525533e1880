/* Statements on their way from the store into a syntax of RDF. They come by subject, and for a syntax of quads by graph
 * and subject. Memory does not grow with their number. */
#ifndef ML_WRITE_RDF_H
#define ML_WRITE_RDF_H

#include "base/vec.h"
#include "graph/vocabulary.h"
#include "write/formats.h"
#include "write/sink.h"
#include "write/terms.h"

typedef struct ml_rdf_predicate {
  int64_t term; /* 0: a direct statement's, which the store has no term for */
  ml_str iri;
  ml_str written; /* in the syntax at hand; {NULL, 0} when that is not kept */
} ml_rdf_predicate;

typedef struct ml_rdf_prefix {
  ml_str name, iri;
} ml_rdf_prefix;

/* All texts are valid during the call that gets them. */
typedef struct ml_rdf_statement {
  ml_str subject;
  ml_rdf_predicate *predicate;
  bool object_is_iri;
  ml_str object, datatype, lang; /* datatype and lang are empty where there is none */
  bool new_subject;              /* differs from that of the statement before it, or the graph does */
  bool new_predicate;            /* likewise, or the subject does */
} ml_rdf_statement;

typedef ML_VEC(char) ml_rdf_buffer;

typedef struct ml_rdf ml_rdf;

/* What makes a syntax. Functions may be NULL where it has nothing to say. */
typedef struct ml_rdf_syntax {
  bool quads;
  ml_status (*begin)(ml_rdf *rdf);
  void (*begin_graph)(ml_rdf *rdf); /* rdf->graph is its IRI, empty for the default graph */
  void (*put)(ml_rdf *rdf, const ml_rdf_statement *statement);
  void (*end_graph)(ml_rdf *rdf);
  void (*end)(ml_rdf *rdf);
} ml_rdf_syntax;

struct ml_rdf {
  ml_export_job *job;
  const ml_rdf_syntax *syntax;
  ml_sink *out;
  ML_VEC(ml_rdf_prefix) prefixes; /* those that are used, by name */
  ml_str base;                    /* what IRIs of things begin with */
  ml_str graph;
  void *state; /* the syntax's own */

  /* For rdf.c alone. */
  ML_VEC(ml_rdf_predicate) predicates; /* those met so far: there are few */
  size_t last_predicate;               /* the index of the one found last */
  ml_rdf_buffer subject, object, graph_iri;
  ml_terms *terms;
  sqlite3_stmt *find_shortcuts;
  int64_t subject_term, predicate_term; /* of the statement before; 0: none */
};

/* Writes all statements of the job in a syntax. */
ml_status ml_rdf_write(ml_export_job *job, const ml_rdf_syntax *syntax, void *state);

/* The prefix that shortens an IRI most so that letters, digits, - and _ are left, or NULL. */
const ml_rdf_prefix *ml_rdf_prefix_of(const ml_rdf *rdf, ml_str iri);

/* ---- what several syntaxes share ---- */

/* Puts the predicate of a statement as `write` does, or copies what `write` made of it before: `write` may look at the
 * predicate only. */
void ml_rdf_put_predicate(ml_rdf *rdf, const ml_rdf_statement *s,
                          void (*write)(const ml_rdf *rdf, const ml_rdf_statement *s));

/* A string in N-Triples and Turtle, with its quotes. */
void ml_rdf_put_string(ml_sink *out, ml_str text);

/* An IRI between < and >. */
void ml_rdf_put_iri(ml_sink *out, ml_str iri);

#endif
