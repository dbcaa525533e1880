/* mailuo profile: what each rule costs and brings. */
#include <unistd.h>

#include "cmd/documents.h"
#include "cmd/rules.h"

enum { RULES = CMD_OPTION_HELP + 1, SOURCE };

typedef struct profiling {
  ml_profile *profile;
  cmd_terminal *terminal;
} profiling;

static ml_status count_one(void *user, const ml_document *document, const ml_extraction *extraction, FILE *out,
                           const ml_reporter *reporter) {
  (void)extraction;
  (void)out;
  profiling *p = user;
  return ml_profile_add(p->profile, document, reporter);
}

static cmd_exit profile(const cmd_arguments *arguments, cmd_terminal *terminal) {
  ml_rules *rules = NULL;
  cmd_exit code = cmd_rules_load(&rules, arguments->lists[RULES], NULL, terminal);
  if (code != CMD_EXIT_OK)
    return code;
  profiling p = {.terminal = terminal};
  code = cmd_exit_of(ml_profile_new(&p.profile, rules));
  if (code == CMD_EXIT_OK) {
    cmd_documents documents = {.terminal = terminal,
                               .options = cmd_source_options(arguments, SOURCE),
                               .quiet = isatty(STDOUT_FILENO),
                               .take = count_one,
                               .user = &p};
    cmd_documents_read(&documents, (const char *const *)arguments->operands, arguments->n_operands);
    code = cmd_exit_worse(documents.code, cmd_exit_of(ml_profile_write(p.profile, stdout)));
  }
  ml_profile_free(p.profile);
  ml_rules_free(rules);
  return code;
}

const cmd_command cmd_profile = {
    .name = "profile",
    .operands = "INPUT...",
    .summary = "Counts what each rule costs and brings.",
    .text = "A line for each pattern of each rule: the steps that the matcher made for it and "
            "their share, the sentences in which it was tried, its matches, the mentions, "
            "boosts or claims that came of them, and those mentions and claims that stood in "
            "the end. The same input gives the same numbers. INPUT is as for extract.\n",
    .options = {CMD_HELP, CMD_RULES, CMD_SOURCE_OPTIONS},
    .run = profile,
};
