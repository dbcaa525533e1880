/* RDF in any syntax that raptor reads (https://librdf.org/raptor/).
 *
 * Raptor is loaded when there is something to parse, not when the program starts: it brings twenty libraries along,
 * for protocols of the network that nothing here uses, and each start would pay milliseconds and megabytes for them. */
#ifndef ML_BASE_RDF_PARSE_H
#define ML_BASE_RDF_PARSE_H

#include <raptor2.h>
#include <stdio.h>

#include "base/str.h"
#include "mailuo.h"

typedef struct ml_rdf_parser ml_rdf_parser;

typedef struct ml_rdf_source {
  const char *syntax; /* as raptor names it: "turtle", "ntriples", "rdfxml", ... */
  const char *base;   /* what relative IRIs are relative to */
  FILE *file;         /* the rest of it is the text; NULL: `text` is */
  ml_str text;
  void (*take_statement)(void *user, const ml_rdf_parser *parser, const raptor_statement *statement);
  void (*take_problem)(void *user, bool error, size_t line, const char *message); /* error: no mere warning */
  void *user;
} ml_rdf_source;

/* Hands on each statement, and what the parser complains of; that raptor cannot be loaded is such a problem too.
 * Nothing is fetched from a network. ML_ERR_INPUT when the text could not be parsed; ML_ERR_NOMEM. */
ml_status ml_rdf_parse(const ml_rdf_source *source);

/* Ends the parsing, from within take_statement. */
void ml_rdf_stop(const ml_rdf_parser *parser);

/* The text of a term that is an IRI; it belongs to the term. */
ml_str ml_rdf_iri_of(const ml_rdf_parser *parser, const raptor_term *term);

#endif
