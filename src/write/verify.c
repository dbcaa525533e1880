#include "write/verify.h"

#include <errno.h>

#include "base/rdf_parse.h"
#include "base/report.h"
#include "graph/vocabulary.h"

typedef struct reading {
  const char *path, *syntax;
  const ml_reporter *reporter;
  uint64_t triples;
  bool failed;
} reading;

static void count_triple(void *user, const ml_rdf_parser *parser, const raptor_statement *statement) {
  (void)parser;
  (void)statement;
  ((reading *)user)->triples++;
}

static void take_problem(void *user, bool error, size_t line, const char *message) {
  reading *r = user;
  (void)error; /* what we write deserves no warning either */
  ml_report(r->reporter, &(ml_diagnostic){.severity = ML_ERROR, .file = r->path, .line = line, .message = message});
  r->failed = true;
}

static ml_status read_again(reading *r, FILE *file) {
  const ml_rdf_source source = {.syntax = r->syntax,
                                .base = ML_BASE_IRI,
                                .file = file,
                                .take_statement = count_triple,
                                .take_problem = take_problem,
                                .user = r};
  ml_status status = ml_rdf_parse(&source);
  return status == ML_ERR_INPUT || (status == ML_OK && r->failed) ? ML_ERR_IO : status;
}

ml_status ml_verify(const char *place, const char *path, const char *syntax, uint64_t n_statements,
                    const ml_reporter *reporter) {
  reading r = {.path = path, .syntax = syntax, .reporter = reporter};
  FILE *file = fopen(place, "rb");
  if (file == NULL)
    return ml_fail(reporter, ML_ERR_IO, path, "the file cannot be read again: %s", strerror(errno));
  ml_status status = read_again(&r, file);
  if (status != ML_ERR_NOMEM && ferror(file))
    status = ml_fail(reporter, ML_ERR_IO, path, "the file cannot be read again");
  fclose(file);
  if (status == ML_ERR_IO)
    return ml_fail(reporter, ML_ERR_IO, path, "raptor finds that this is no %s", syntax);
  if (status == ML_OK && r.triples != n_statements)
    return ml_fail(reporter, ML_ERR_IO, path, "raptor reads %ju statements, but %ju were written", (uintmax_t)r.triples,
                   (uintmax_t)n_statements);
  return status;
}
