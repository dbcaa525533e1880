/* mailuo build: from texts to graph.db, and from there to each other format. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/documents.h"
#include "cmd/rules.h"

enum { OUTPUT = CMD_OPTION_HELP + 1, RULES, VERIFY, SOURCE };

/* Room for a folder of the greatest length and a file in it: opening that then fails, instead of a cut name. */
enum { PATH_SIZE = PATH_MAX + 32 };

typedef struct building {
  cmd_terminal *terminal;
  const char *folder;
  bool verify;
  ml_store *store;
} building;

/* ---- where the files go ---- */

/* Makes `folder` and those above it that are missing; reports why that is not possible. */
static bool make_folder(const char *folder, cmd_terminal *terminal) {
  char path[PATH_SIZE];
  int why = 0;
  snprintf(path, sizeof path, "%s/", folder);
  for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    if (mkdir(path, 0777) != 0 && errno != EEXIST && why == 0)
      why = errno;
    *slash = '/';
  }
  struct stat found;
  bool there = stat(folder, &found) == 0;
  if (there && S_ISDIR(found.st_mode))
    return true;
  if (there)
    cmd_error(terminal, folder, "choose another folder with -o", "not a folder, so nothing can be written below it");
  else
    cmd_error(terminal, folder, "choose another folder with -o", "the folder cannot be made: %s",
              strerror(why != 0 ? why : errno));
  return false;
}

/* The path of the file with `suffix`. */
static void graph_path(char path[static PATH_SIZE], const building *b, const char *suffix) {
  size_t n = strlen(b->folder);
  snprintf(path, PATH_SIZE, "%s%sgraph%s", b->folder, n > 0 && b->folder[n - 1] == '/' ? "" : "/", suffix);
}

/* ---- steps ---- */

static ml_status add_document(void *user, const ml_document *document, const ml_extraction *extraction) {
  return ml_store_add(((building *)user)->store, document, extraction);
}

static cmd_exit export_one(const building *b, size_t format, const char *path) {
  cmd_progress_step(b->terminal, "writing %s", path);
  ml_status status = ml_export(b->store, ml_format_name(format), path, &b->terminal->reporter);
  if (status == ML_OK && b->verify && strcmp(ml_format_name(format), "turtle") == 0) {
    cmd_progress_step(b->terminal, "reading %s again", path);
    status = ml_verify_turtle(b->store, path, &b->terminal->reporter);
  }
  cmd_progress_clear(b->terminal);
  return cmd_exit_of(status);
}

/* One line: what is in the store, then the files that hold it. */
static cmd_exit export_all(const building *b) {
  char path[PATH_SIZE];
  ml_store_counts counts = {0};
  cmd_exit code = cmd_exit_of(ml_store_count(b->store, &counts));
  if (code != CMD_EXIT_OK)
    return code;
  graph_path(path, b, ".db");
  printf("documents %ju, entities %ju, facts %ju, evidence %ju: %s", (uintmax_t)counts.documents,
         (uintmax_t)counts.entities, (uintmax_t)counts.facts, (uintmax_t)counts.evidence, path);
  for (size_t format = 0; ml_format_name(format) != NULL; format++) {
    graph_path(path, b, ml_format_suffix(format));
    cmd_exit outcome = export_one(b, format, path);
    if (outcome == CMD_EXIT_OK)
      printf(", %s", path);
    code = cmd_exit_worse(code, outcome);
  }
  putchar('\n');
  return code;
}

/* Fills and publishes the store, then the other files. */
static cmd_exit fill(building *b, const ml_rules *rules, const cmd_arguments *arguments) {
  cmd_documents documents = {.rules = rules,
                             .terminal = b->terminal,
                             .options = cmd_source_options(arguments, SOURCE),
                             .take = add_document,
                             .user = b};
  ml_status status = cmd_documents_read(&documents, (const char *const *)arguments->operands, arguments->n_operands);
  if (status != ML_OK)
    return cmd_exit_worse(documents.code, cmd_exit_of(status));
  if (documents.n_taken == 0 && documents.code != CMD_EXIT_OK) {
    cmd_error(b->terminal, NULL, NULL, "not one document could be read, so no graph is written to %s", b->folder);
    return documents.code;
  }
  cmd_progress_step(b->terminal, "joining %ju documents", (uintmax_t)documents.n_taken);
  status = ml_store_finish(b->store);
  cmd_progress_clear(b->terminal);
  cmd_exit code = status == ML_OK ? export_all(b) : cmd_exit_of(status);
  if (status == ML_OK)
    cmd_documents_print_repairs(&documents);
  return cmd_exit_worse(documents.code, code);
}

static cmd_exit build(const cmd_arguments *arguments, cmd_terminal *terminal) {
  const char *folder = arguments->values[OUTPUT];
  building b = {
      .terminal = terminal, .folder = folder == NULL ? "out" : folder, .verify = arguments->values[VERIFY] != NULL};
  ml_rules *rules = NULL;
  cmd_exit code = cmd_rules_load(&rules, arguments->values[RULES], terminal);
  if (code != CMD_EXIT_OK)
    return code;
  code = CMD_EXIT_OUTPUT;
  if (make_folder(b.folder, terminal)) {
    char path[PATH_SIZE];
    graph_path(path, &b, ".db");
    ml_status status = ml_store_create(&b.store, path, rules, &terminal->reporter);
    code = status == ML_OK ? fill(&b, rules, arguments) : cmd_exit_of(status);
  }
  ml_store_free(b.store);
  ml_rules_free(rules);
  return code;
}

const cmd_command cmd_build = {
    .name = "build",
    .operands = "INPUT...",
    .summary = "Builds a knowledge graph from texts: graph.db, graph.ttl and graph.graphml.",
    .text = CMD_INPUT_TEXT "The files are an SQLite database, RDF in Turtle, and GraphML for Gephi and the like;\n"
                           "each replaces its predecessor when it is complete.\n",
    .options = {CMD_HELP,
                {.letter = 'o',
                 .name = "output",
                 .value = "DIR",
                 .text = "the folder for the files, made when missing (default: out)"},
                CMD_RULES,
                {.name = "verify",
                 .text = "reads graph.ttl again with another parser and compares\nthe number of triples"},
                CMD_SOURCE_OPTIONS},
    .run = build,
};
