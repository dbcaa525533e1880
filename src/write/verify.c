#include "write/verify.h"

#include <errno.h>
#include <raptor2.h>

#include "base/report.h"
#include "graph/vocabulary.h"

typedef struct reading {
  const char *path, *syntax;
  const ml_reporter *reporter;
  uint64_t triples;
  bool failed;
} reading;

static void count_triple(void *user, raptor_statement *statement) {
  (void)statement;
  ((reading *)user)->triples++;
}

static void take_message(void *user, raptor_log_message *message) {
  reading *r = user;
  if (message->level < RAPTOR_LOG_LEVEL_WARN)
    return;
  int line = message->locator == NULL ? 0 : message->locator->line;
  ml_report(r->reporter,
            &(ml_diagnostic){
                .severity = ML_ERROR, .file = r->path, .line = line > 0 ? (size_t)line : 0, .message = message->text});
  r->failed = true;
}

static ml_status parse(raptor_world *world, reading *r, FILE *file) {
  raptor_parser *parser = raptor_new_parser(world, r->syntax);
  raptor_uri *base = raptor_new_uri(world, (const unsigned char *)ML_BASE_IRI);
  ml_status status = ML_ERR_NOMEM;
  if (parser != NULL && base != NULL) {
    raptor_parser_set_statement_handler(parser, r, count_triple);
    status = raptor_parser_parse_file_stream(parser, file, NULL, base) == 0 && !r->failed ? ML_OK : ML_ERR_IO;
  }
  if (base != NULL)
    raptor_free_uri(base);
  if (parser != NULL)
    raptor_free_parser(parser);
  return status;
}

static ml_status read_again(reading *r, FILE *file) {
  raptor_world *world = raptor_new_world();
  if (world == NULL)
    return ML_ERR_NOMEM;
  raptor_world_set_log_handler(world, r, take_message);
  ml_status status = raptor_world_open(world) == 0 ? parse(world, r, file) : ML_ERR_NOMEM;
  raptor_free_world(world);
  return status;
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
