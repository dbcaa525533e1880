/* mailuo profile: what each rule costs and brings. */
#include "cmd/rules.h"
#include "cmd/texts.h"

enum { RULES = CMD_OPTION_HELP + 1 };

typedef struct profiling {
  ml_profile *profile;
  cmd_terminal *terminal;
} profiling;

static ml_status count_one(void *user, const ml_document *document) {
  profiling *p = user;
  return ml_profile_add(p->profile, document, &p->terminal->reporter);
}

static cmd_exit profile(const cmd_arguments *arguments, cmd_terminal *terminal) {
  ml_rules *rules = NULL;
  cmd_exit code = cmd_rules_load(&rules, arguments->values[RULES], terminal);
  if (code != CMD_EXIT_OK)
    return code;
  profiling p = {.terminal = terminal};
  code = cmd_exit_of(ml_profile_new(&p.profile, rules));
  if (code == CMD_EXIT_OK) {
    code = cmd_texts_read((const char *const *)arguments->operands, arguments->n_operands, terminal, count_one, &p);
    code = cmd_exit_worse(code, cmd_exit_of(ml_profile_write(p.profile, stdout)));
  }
  ml_profile_free(p.profile);
  ml_rules_free(rules);
  return code;
}

const cmd_command cmd_profile = {
    .name = "profile",
    .operands = "INPUT...",
    .summary = "Counts what each rule costs and brings.",
    .text = "A line for each pattern of each rule: the steps that the matcher made for it and\n"
            "their share, the sentences in which it was tried, its matches, the mentions,\n"
            "boosts or claims that came of them, and those mentions and claims that stood in\n"
            "the end. The same input gives the same numbers. INPUT is as for extract.\n",
    .options = {CMD_HELP, CMD_RULES},
    .run = profile,
};
