/* mailuo compile: rules -> one file that opens at once. */
#include <string.h>

#include "cmd/rules.h"

enum { OUTPUT = CMD_OPTION_HELP + 1 };

static cmd_exit compile(const cmd_arguments *arguments, cmd_terminal *terminal) {
  const char *path = arguments->values[OUTPUT];
  ml_rules *rules = NULL;
  if (path == NULL) {
    cmd_error(terminal, NULL, "as in: mailuo compile rules -o business.mlr", "name the file to write with -o");
    return CMD_EXIT_USAGE;
  }
  if (strcmp(path, "-") == 0) {
    cmd_error(terminal, NULL, "as in: mailuo compile rules -o business.mlr",
              "compiled rules need a file; standard output is none");
    return CMD_EXIT_USAGE;
  }
  cmd_exit code = cmd_rules_compile(&rules, (const char *const *)arguments->operands, terminal);
  if (code == CMD_EXIT_OK)
    code = cmd_exit_of(ml_rules_save(rules, path, &terminal->reporter));
  ml_rules_free(rules);
  return code;
}

const cmd_command cmd_compile = {
    .name = "compile",
    .operands = "[RULES]...",
    .summary = "Writes rules with all their names to one file that opens at once.",
    .text = "RULES are folders with a package.rules, as for --rules. The file stands for them "
            "in --rules FILE; it is for the version of mailuo that has written it.\n",
    .options = {CMD_HELP, {.letter = 'o', .name = "output", .value = "FILE", .text = "where the rules go"}},
    .run = compile,
};
