/* mailuo extract: claims as JSON Lines. */
#include <unistd.h>

#include "cmd/documents.h"
#include "cmd/rules.h"

enum { RULES = CMD_OPTION_HELP + 1, DOCUMENTS, LOG, JOBS, LIMITS, SOURCE = LIMITS + 4 };

static ml_status write_claims(void *user, const ml_document *document, const ml_extraction *extraction, FILE *out,
                              const ml_reporter *reporter) {
  (void)user;
  (void)document;
  (void)reporter;
  return ml_extraction_write(extraction, out);
}

static ml_status write_sheet(void *user, const ml_document *document, const ml_extraction *extraction, FILE *out,
                             const ml_reporter *reporter) {
  (void)user;
  (void)document;
  (void)reporter;
  return ml_extraction_write_sheet(extraction, out);
}

static cmd_exit extract(const cmd_arguments *arguments, cmd_terminal *terminal) {
  ml_rules *rules = NULL;
  size_t n_threads;
  ml_limits limits;
  if (!cmd_terminal_log(terminal, arguments->values[LOG]) ||
      !cmd_threads(arguments->values[JOBS], &n_threads, terminal) || !cmd_limits(arguments, LIMITS, &limits, terminal))
    return CMD_EXIT_USAGE;
  cmd_exit code = cmd_rules_load(&rules, arguments->lists[RULES], NULL, terminal);
  if (code != CMD_EXIT_OK)
    return code;
  /* Claims and a line of progress would overwrite each other on one terminal. */
  cmd_documents documents = {.rules = rules,
                             .n_threads = n_threads,
                             .terminal = terminal,
                             .options = cmd_source_options(arguments, SOURCE),
                             .quiet = isatty(STDOUT_FILENO) && !terminal->json,
                             .take = arguments->values[DOCUMENTS] == NULL ? write_claims : write_sheet};
  documents.options.limits = limits;
  cmd_documents_read(&documents, (const char *const *)arguments->operands, arguments->n_operands);
  ml_rules_free(rules);
  return documents.code;
}

const cmd_command cmd_extract = {
    .name = "extract",
    .operands = "INPUT...",
    .summary = "Finds what texts state and prints it, one JSON object a line.",
    .text = CMD_INPUT_TEXT,
    .options = {CMD_HELP,
                CMD_RULES,
                {.name = "documents",
                 .text =
                     "prints an object for each document, with all that was found\nin it: what 'build --claims' reads"},
                CMD_LOG,
                CMD_JOBS,
                CMD_LIMITS,
                CMD_SOURCE_OPTIONS},
    .run = extract,
};
