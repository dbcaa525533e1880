/* mailuo try: what a pattern catches, before it is a rule. */
#include <unistd.h>

#include "cmd/documents.h"
#include "cmd/rules.h"

enum { RULES = CMD_OPTION_HELP + 1, SOURCE };

typedef struct trying {
  const ml_rules *rules;
  cmd_terminal *terminal;
  uint64_t matches, documents, of;
} trying;

static ml_status try_one(void *user, const ml_document *document, const ml_extraction *extraction, FILE *out,
                         const ml_reporter *reporter) {
  (void)extraction;
  trying *t = user;
  uint64_t before = t->matches;
  ml_status status = ml_try(t->rules, document, out, &t->matches, reporter);
  t->of++;
  t->documents += t->matches > before;
  return status;
}

static cmd_exit try_pattern(const cmd_arguments *arguments, cmd_terminal *terminal) {
  trying t = {.terminal = terminal};
  ml_rules *rules = NULL;
  cmd_exit code = cmd_rules_load(&rules, arguments->lists[RULES], arguments->operands[0], terminal);
  if (code != CMD_EXIT_OK)
    return code;
  t.rules = rules;
  cmd_documents documents = {.terminal = terminal,
                             .options = cmd_source_options(arguments, SOURCE),
                             .quiet = isatty(STDOUT_FILENO),
                             .take = try_one,
                             .user = &t};
  cmd_documents_read(&documents, (const char *const *)arguments->operands + 1, arguments->n_operands - 1);
  printf("matches %ju, documents %ju of %ju\n", (uintmax_t)t.matches, (uintmax_t)t.documents, (uintmax_t)t.of);
  ml_rules_free(rules);
  return documents.code;
}

const cmd_command cmd_try = {
    .name = "try",
    .operands = "PATTERN INPUT...",
    .summary = "Shows what a pattern catches, each match in the text around it.",
    .text = "PATTERN is written as behind `match` in a rule; it sees the mentions that were "
            "chosen, and may use the names of the rules. INPUT is as for extract.\n",
    .options = {CMD_HELP, CMD_RULES, CMD_SOURCE_OPTIONS},
    .run = try_pattern,
};
