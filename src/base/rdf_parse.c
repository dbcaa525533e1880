#include "base/rdf_parse.h"

#include <dlfcn.h>

#include "base/report.h"

#define LIBRARY "libraptor2.so.0"

/* What is used of raptor, without the raptor_ before each name. */
#define FUNCTIONS(F)              \
  F(new_world_internal)           \
  F(world_open)                   \
  F(free_world)                   \
  F(world_set_log_handler)        \
  F(new_uri)                      \
  F(free_uri)                     \
  F(uri_as_counted_string)        \
  F(new_parser)                   \
  F(free_parser)                  \
  F(parser_set_option)            \
  F(parser_set_statement_handler) \
  F(parser_parse_start)           \
  F(parser_parse_chunk)           \
  F(parser_parse_file_stream)     \
  F(parser_parse_abort)

typedef struct functions {
#define FIELD(name) __typeof__(raptor_##name) *(name);
  FUNCTIONS(FIELD)
} functions;

struct ml_rdf_parser {
  const ml_rdf_source *source;
  functions raptor;
  raptor_parser *parser;
};

/* POSIX, dlsym: this is how a function's address gets out of a pointer to an object. */
static bool find_functions(void *library, functions *out) {
#define FIND(name)                                        \
  *(void **)&out->name = dlsym(library, "raptor_" #name); \
  if (out->name == NULL)                                  \
    return false;
  FUNCTIONS(FIND)
  return true;
}

static void take_statement(void *user, raptor_statement *statement) {
  const ml_rdf_parser *p = user;
  p->source->take_statement(p->source->user, p, statement);
}

static void take_message(void *user, raptor_log_message *message) {
  const ml_rdf_source *source = ((ml_rdf_parser *)user)->source;
  int line = message->locator == NULL ? 0 : message->locator->line;
  if (message->level >= RAPTOR_LOG_LEVEL_WARN)
    source->take_problem(source->user, message->level >= RAPTOR_LOG_LEVEL_ERROR, line > 0 ? (size_t)line : 0,
                         message->text);
}

static bool parse_text(const ml_rdf_parser *p, raptor_uri *base) {
  const ml_rdf_source *source = p->source;
  if (source->file != NULL)
    return p->raptor.parser_parse_file_stream(p->parser, source->file, NULL, base) == 0;
  return p->raptor.parser_parse_start(p->parser, base) == 0 &&
         p->raptor.parser_parse_chunk(p->parser, (const unsigned char *)source->text.at, source->text.n, 1) == 0;
}

static ml_status parse_in(ml_rdf_parser *p, raptor_world *world) {
  const functions *raptor = &p->raptor;
  raptor_uri *base = raptor->new_uri(world, (const unsigned char *)p->source->base);
  ml_status status = ML_ERR_NOMEM;
  p->parser = raptor->new_parser(world, p->source->syntax);
  if (p->parser != NULL && base != NULL) {
    raptor->parser_set_option(p->parser, RAPTOR_OPTION_NO_NET, NULL, 1);
    raptor->parser_set_statement_handler(p->parser, p, take_statement);
    status = parse_text(p, base) ? ML_OK : ML_ERR_INPUT;
  }
  if (base != NULL)
    raptor->free_uri(base);
  if (p->parser != NULL)
    raptor->free_parser(p->parser);
  return status;
}

static ml_status parse(ml_rdf_parser *p) {
  raptor_world *world = p->raptor.new_world_internal(RAPTOR_VERSION);
  if (world == NULL)
    return ML_ERR_NOMEM;
  p->raptor.world_set_log_handler(world, p, take_message);
  ml_status status = p->raptor.world_open(world) == 0 ? parse_in(p, world) : ML_ERR_NOMEM;
  p->raptor.free_world(world);
  return status;
}

static void take_absence(const ml_rdf_source *source, const char *why) {
  char message[512];
  snprintf(message, sizeof message, "raptor2 reads RDF, and it is not installed (%s)", why);
  source->take_problem(source->user, true, 0, message);
}

/* Some of the libraries that come along do not bear to be unloaded, hence RTLD_NODELETE. */
ml_status ml_rdf_parse(const ml_rdf_source *source) {
  ml_rdf_parser parser = {.source = source};
  void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == NULL || !find_functions(library, &parser.raptor)) {
    take_absence(source, dlerror());
    if (library != NULL)
      dlclose(library);
    return ML_ERR_INPUT;
  }
  ml_status status = parse(&parser);
  dlclose(library);
  return status;
}

void ml_rdf_stop(const ml_rdf_parser *parser) {
  parser->raptor.parser_parse_abort(parser->parser);
}

ml_str ml_rdf_iri_of(const ml_rdf_parser *parser, const raptor_term *term) {
  ml_str text;
  text.at = (const char *)parser->raptor.uri_as_counted_string(term->value.uri, &text.n);
  return text;
}
