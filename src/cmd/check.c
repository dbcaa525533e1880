/* mailuo check: do the rules compile, and do they what their examples say? */
#include "cmd/rules.h"

static cmd_exit check(const cmd_arguments *arguments, cmd_terminal *terminal) {
  ml_rules *rules = NULL;
  cmd_exit code = cmd_rules_load(&rules, arguments->n_operands > 0 ? arguments->operands[0] : NULL, terminal);
  if (code != CMD_EXIT_OK)
    return code;
  ml_rules_report counts = {0};
  code = cmd_exit_of(ml_rules_check(rules, &counts, &terminal->reporter));
  printf("relations %zu, rules %zu, names %zu, examples %zu, failed %zu\n", counts.relations, counts.rules,
         counts.names, counts.examples, counts.failed);
  ml_rules_free(rules);
  return code;
}

const cmd_command cmd_check = {
    .name = "check",
    .operands = "[RULES]",
    .summary = "Compiles rules and runs the examples that stand in them.",
    .text = "RULES is the folder of a package.rules (default: ./rules if it has one, else\n"
            "the rules that were installed with mailuo).\n",
    .options = {CMD_HELP},
    .run = check,
};
