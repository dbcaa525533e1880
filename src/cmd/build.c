/* mailuo build: from texts to graph.db, and from there to each other format. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cmd/documents.h"
#include "cmd/formats.h"
#include "cmd/rules.h"

enum {
  OUTPUT = CMD_OPTION_HELP + 1,
  RULES,
  FORMAT,
  VERIFY,
  CLAIMS,
  PRUNE,
  MERGES,
  STATS,
  LOG,
  JOBS,
  LIMITS,
  SOURCE = LIMITS + 4
};

/* Room for a folder of the greatest length and a file in it: opening that then fails, instead of a cut name. */
enum { PATH_SIZE = PATH_MAX + 32 };

typedef struct building {
  cmd_terminal *terminal;
  const char *folder, *formats;
  bool verify, prune;
  bool stats;
  size_t n_threads;
  ml_limits limits;
  ml_store *store;
  bool same;               /* the store was there already */
  clock_t joined, written; /* when that was done, by the processor */
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

static ml_status known_document(void *user, const ml_document *document, bool *known, const ml_reporter *reporter) {
  return ml_store_expect(((building *)user)->store, document, known, reporter);
}

static ml_status add_document(void *user, const ml_document *document, const ml_extraction *extraction, FILE *out,
                              const ml_reporter *reporter) {
  (void)out;
  return ml_store_add(((building *)user)->store, document, extraction, reporter);
}

/* ---- the other files ---- */

/* A file that was written from a store bears its time. So one that bears another was written from another, or by
 * somebody else; one that bears the same may still be of another store if that one was replaced at once, since times
 * may be as coarse as two seconds. What is no file tells nothing. */
static bool is_current(const char *path, const struct stat *store) {
  struct stat found;
  return stat(path, &found) == 0 && S_ISREG(found.st_mode) && found.st_mtim.tv_sec == store->st_mtim.tv_sec &&
         found.st_mtim.tv_nsec == store->st_mtim.tv_nsec;
}

/* Where that is not possible, the file is written again the next time. */
static void mark_current(const char *path, const struct stat *store) {
  const struct timespec times[] = {{.tv_nsec = UTIME_OMIT}, store->st_mtim};
  struct stat found;
  if (stat(path, &found) == 0 && S_ISREG(found.st_mode))
    utimensat(AT_FDCWD, path, times, 0);
}

static cmd_exit export_one(const building *b, size_t format, const char *path, const struct stat *store) {
  const ml_export_options options = {.verify = b->verify};
  if (b->same && !b->verify && store != NULL && is_current(path, store))
    return CMD_EXIT_OK;
  cmd_progress(b->terminal, "writing %s", path);
  ml_status status = ml_export(b->store, ml_format_name(format), path, &options, &b->terminal->reporter);
  cmd_progress_clear(b->terminal);
  if (status == ML_OK && store != NULL)
    mark_current(path, store);
  return cmd_exit_of(status);
}

/* One line: what is in the store, then the files that hold it. */
static cmd_exit export_all(const building *b) {
  char path[PATH_SIZE];
  ml_store_counts counts = {0};
  struct stat about;
  cmd_exit code = cmd_exit_of(ml_store_count(b->store, &counts));
  if (code != CMD_EXIT_OK)
    return code;
  graph_path(path, b, ".db");
  const struct stat *store = stat(path, &about) == 0 ? &about : NULL;
  printf("documents %ju, entities %ju, facts %ju, evidence %ju: %s", (uintmax_t)counts.documents,
         (uintmax_t)counts.entities, (uintmax_t)counts.facts, (uintmax_t)counts.evidence, path);
  for (size_t format = 0; ml_format_name(format) != NULL; format++) {
    const char *suffix = ml_format_suffix(format);
    if (!cmd_formats_have(b->formats, format) || strcmp(suffix, ".db") == 0) /* the store is there already */
      continue;
    graph_path(path, b, suffix);
    cmd_exit outcome = export_one(b, format, path, store);
    if (outcome == CMD_EXIT_OK)
      printf(", %s", path);
    code = cmd_exit_worse(code, outcome);
  }
  putchar('\n');
  return code;
}

/* What became of documents that were not extracted now; a line only where there are some. */
static void print_changes(const ml_store_changes *changes) {
  const struct {
    const char *name;
    uint64_t n;
  } all[] = {{"unchanged", changes->unchanged}, {"kept", changes->kept}, {"withdrawn", changes->withdrawn}};
  const char *before = "documents ";
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (all[i].n > 0) {
      printf("%s%s %ju", before, all[i].name, (uintmax_t)all[i].n);
      before = ", ";
    }
  if (*before == ',')
    putchar('\n');
}

/* Joins what was added, publishes the store, and then the other files. */
static cmd_exit publish(building *b, uint64_t n_documents, cmd_exit code, ml_store_changes *changes) {
  if (n_documents == 0 && code != CMD_EXIT_OK) {
    cmd_error(b->terminal, NULL, NULL, "not one document could be read, so no graph is written to %s", b->folder);
    return code;
  }
  bool prune = b->prune && code == CMD_EXIT_OK && n_documents > 0;
  if (b->prune && !prune) {
    cmd_error(b->terminal, NULL, "mend the inputs or leave out those that fail, and build again",
              n_documents == 0 ? "no document was found, so --prune withdraws nothing"
                               : "not all inputs could be used, so --prune withdraws nothing");
    code = cmd_exit_worse(code, CMD_EXIT_INPUT);
  }
  cmd_progress(b->terminal, "joining documents");
  ml_status status = ml_store_finish(b->store, prune, changes);
  b->same = changes->same;
  cmd_progress_clear(b->terminal);
  b->joined = clock();
  if (status == ML_OK)
    code = cmd_exit_worse(code, export_all(b));
  b->written = clock();
  return cmd_exit_worse(code, cmd_exit_of(status));
}

static double seconds(clock_t begin, clock_t end) {
  return (double)(end - begin) / CLOCKS_PER_SEC;
}

static void print_stats(const building *b, const double work[CMD_WORKS], clock_t read) {
  printf("seconds: reading %.2f, extracting %.2f, storing %.2f, joining %.2f, writing %.2f\n", work[CMD_READING],
         work[CMD_EXTRACTING], work[CMD_TAKING], seconds(read, b->joined), seconds(b->joined, b->written));
}

static cmd_exit build_from_texts(building *b, const ml_rules *rules, const cmd_arguments *arguments) {
  cmd_documents documents = {.rules = rules,
                             .n_threads = b->n_threads,
                             .terminal = b->terminal,
                             .options = cmd_source_options(arguments, SOURCE),
                             .known = known_document,
                             .take = add_document,
                             .user = b};
  ml_store_changes changes = {0};
  documents.options.limits = b->limits;
  documents.options.complete = b->prune;
  documents.options.skip = b->folder; /* what an earlier build has written is no text to read */
  ml_status status = cmd_documents_read(&documents, (const char *const *)arguments->operands, arguments->n_operands);
  if (status != ML_OK)
    return documents.code;
  clock_t read = clock();
  cmd_exit code = publish(b, documents.n_taken, documents.code, &changes);
  print_changes(&changes);
  if (documents.n_taken > 0)
    cmd_documents_print_left_out(&documents);
  if (code < CMD_EXIT_OUTPUT)
    cmd_documents_print_repairs(&documents);
  if (b->stats && code < CMD_EXIT_OUTPUT)
    print_stats(b, documents.seconds, read);
  return code;
}

static cmd_exit build_from_claims(building *b, const cmd_arguments *arguments) {
  ml_store_changes changes = {0};
  cmd_exit code = CMD_EXIT_OK;
  uint64_t n_documents = 0;
  for (size_t i = 0; i < arguments->n_operands; i++) {
    ml_status status = ml_store_add_sheets(b->store, arguments->operands[i], &n_documents, &b->terminal->reporter);
    code = cmd_exit_worse(code, cmd_exit_of(status));
    if (status != ML_OK && status != ML_ERR_INPUT)
      return code;
  }
  code = publish(b, n_documents, code, &changes);
  print_changes(&changes);
  return code;
}

static cmd_exit build(const cmd_arguments *arguments, cmd_terminal *terminal) {
  const char *folder = arguments->values[OUTPUT];
  const char *formats = arguments->values[FORMAT];
  building b = {.terminal = terminal,
                .folder = folder == NULL ? "out" : folder,
                .formats = formats == NULL ? "ttl,graphml" : formats,
                .verify = arguments->values[VERIFY] != NULL,
                .stats = arguments->values[STATS] != NULL,
                .prune = arguments->values[PRUNE] != NULL};
  ml_rules *rules = NULL;
  if (!cmd_terminal_log(terminal, arguments->values[LOG]) || !cmd_formats_check(b.formats, terminal) ||
      !cmd_threads(arguments->values[JOBS], &b.n_threads, terminal) ||
      !cmd_limits(arguments, LIMITS, &b.limits, terminal))
    return CMD_EXIT_USAGE;
  cmd_exit code = cmd_rules_load(&rules, arguments->lists[RULES], NULL, terminal);
  if (code != CMD_EXIT_OK)
    return code;
  code = CMD_EXIT_OUTPUT;
  if (make_folder(b.folder, terminal)) {
    char path[PATH_SIZE];
    graph_path(path, &b, ".db");
    ml_status status = ml_store_create(&b.store, path, rules, &terminal->reporter);
    for (const char *const *merges = arguments->lists[MERGES]; status == ML_OK && *merges != NULL; merges++)
      status = ml_store_merges(b.store, *merges);
    code = cmd_exit_of(status);
    if (status == ML_OK)
      code =
          arguments->values[CLAIMS] == NULL ? build_from_texts(&b, rules, arguments) : build_from_claims(&b, arguments);
  }
  ml_store_free(b.store);
  ml_rules_free(rules);
  return code;
}

const cmd_command cmd_build = {
    .name = "build",
    .operands = "INPUT...",
    .summary = "Builds a graph from texts, as SQLite, RDF, GraphML and others.",
    .text = CMD_INPUT_TEXT "graph.db is an SQLite database, from which the other files are made; 'mailuo help export' "
                           "lists the formats. Each file replaces its predecessor when it is complete. "
                           "Of a graph that is there already, documents that have not changed are taken over, "
                           "changed ones replaced, and others kept. Where nothing has changed, no file is "
                           "written again, but for csv and with --verify.\n",
    .options = {CMD_HELP,
                {.letter = 'o',
                 .name = "output",
                 .value = "DIR",
                 .text = "the folder for the files, made when missing (default: out)"},
                CMD_RULES,
                {.name = "format",
                 .value = "LIST",
                 .text = "what to write beside graph.db, with commas between (default: ttl,graphml)"},
                {.name = "verify",
                 .text = "reads each file of RDF again with another parser and compares the number of statements"},
                {.name = "claims", .text = "INPUT is what 'extract --documents' printed, not texts"},
                {.name = "prune",
                 .text = "leaves out documents of the graph that is there already which are not among the inputs"},
                CMD_MERGES,
                {.name = "stats", .text = "prints how many seconds of the processors each step took"},
                CMD_LOG,
                CMD_JOBS,
                CMD_LIMITS,
                CMD_SOURCE_OPTIONS},
    .run = build,
};
