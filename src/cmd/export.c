/* mailuo export: a store, or a part of it, in another format. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "cmd/formats.h"
#include "cmd/options.h"

enum { OUTPUT = CMD_OPTION_HELP + 1, FORMAT, RELATION, SINCE, CONFIDENCE, ENTITY, BASE, SHORTCUTS, VERIFY };

/* What needs a place on the disk cannot go to standard output. */
static bool check_output(const cmd_arguments *arguments, cmd_terminal *terminal) {
  bool csv = strcmp(arguments->values[FORMAT], "csv") == 0;
  if (cmd_output(arguments, OUTPUT) != NULL || (!csv && arguments->values[VERIFY] == NULL))
    return true;
  cmd_error(terminal, NULL, csv ? "name the folder with -o DIR" : "name the file with -o FILE", "%s",
            csv ? "csv is a folder of files" : "standard output cannot be read again");
  return false;
}

static bool read_confidence(const char *text, double *out, cmd_terminal *terminal) {
  char *end;
  *out = text == NULL ? 0 : strtod(text, &end);
  if (text == NULL || (*text != '\0' && *end == '\0' && *out >= 0 && *out <= 1))
    return true;
  cmd_error(terminal, NULL, NULL, "--min-confidence needs a number from 0 to 1, not '%.*s'", ml_utf8_within(text, 100),
            text);
  return false;
}

static cmd_exit export(const cmd_arguments *arguments, cmd_terminal *terminal) {
  const char *const *values = arguments->values;
  ml_export_options options = {.base = values[BASE],
                               .relations = values[RELATION],
                               .since = values[SINCE],
                               .entity = values[ENTITY],
                               .shortcuts = values[SHORTCUTS] != NULL,
                               .verify = values[VERIFY] != NULL};
  if (values[FORMAT] == NULL) {
    cmd_error(terminal, NULL, "'mailuo export --help' lists the formats", "--format is missing");
    return CMD_EXIT_USAGE;
  }
  if (strchr(values[FORMAT], ',') != NULL) {
    cmd_error(terminal, NULL, NULL, "one format at a time, not '%.*s'", ml_utf8_within(values[FORMAT], 100),
              values[FORMAT]);
    return CMD_EXIT_USAGE;
  }
  if (!cmd_formats_check(values[FORMAT], terminal) || !check_output(arguments, terminal) ||
      !read_confidence(values[CONFIDENCE], &options.min_confidence, terminal))
    return CMD_EXIT_USAGE;
  const char *path = cmd_output(arguments, OUTPUT);
  ml_store *store = NULL;
  ml_status status = ml_store_open(&store, arguments->operands[0], &terminal->reporter);
  if (status == ML_OK && path != NULL)
    status = ml_export(store, values[FORMAT], path, &options, &terminal->reporter);
  else if (status == ML_OK)
    status = ml_export_stream(store, values[FORMAT], stdout, &options, &terminal->reporter);
  ml_store_free(store);
  return cmd_exit_of(status);
}

const cmd_command cmd_export = {
    .name = "export",
    .operands = "STORE",
    .summary = "Writes a graph.db, or a part of it, in another format.",
    .text = "Formats:\n"
            "  ttl      RDF in Turtle\n"
            "  nt       RDF in N-Triples\n"
            "  nq       RDF in N-Quads, a graph for each document\n"
            "  trig     RDF in TriG, a graph for each document\n"
            "  jsonld   RDF in JSON-LD\n"
            "  rdfxml   RDF in RDF/XML\n"
            "  graphml  a drawing for Gephi, Cytoscape, igraph, networkx\n"
            "  gexf     the drawing with a timeline, for Gephi\n"
            "  csv      a folder of tables for Neo4j, pandas and R\n"
            "  sqlite   an SQLite database, as the store itself\n",
    .options = {CMD_HELP,
                {.letter = 'o',
                 .name = "output",
                 .value = "FILE",
                 .text = "the file, for csv the folder (default: standard output)"},
                {.letter = 'f', .name = "format", .value = "NAME", .text = "one of those above"},
                {.name = "relation", .value = "LIST", .text = "only facts of these relations, with commas between"},
                {.name = "since",
                 .value = "DATE",
                 .text = "only facts of this time or later: 2019, 2019-05 or 2019-05-20"},
                {.name = "min-confidence", .value = "N", .text = "only facts that are at least as sure, from 0 to 1"},
                {.name = "entity", .value = "NAME", .text = "only facts about what has this name or id"},
                {.name = "base", .value = "IRI", .text = "what IRIs begin with (default: https://example.org/mailuo/)"},
                {.name = "shortcuts", .text = "RDF: also direct statements, such as org:memberOf"},
                {.name = "verify",
                 .text = "RDF: reads the file again with another parser and compares the number of statements"}},
    .run = export,
};
