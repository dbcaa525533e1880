/* mailuo check: do the rules compile, and do they what their examples say? */
#include "cmd/rules.h"

enum { JSON = CMD_OPTION_HELP + 1 };

static void report_json(void *user, const ml_diagnostic *diagnostic) {
  (void)user;
  cmd_diagnostic_json(diagnostic, stdout);
}

static void print_counts(const ml_rules_report *counts, bool json) {
  printf(json ? "{\"relations\":%zu,\"rules\":%zu,\"names\":%zu,\"examples\":%zu,\"failed\":%zu"
              : "relations %zu, rules %zu, names %zu, examples %zu, failed %zu",
         counts->relations, counts->rules, counts->names, counts->examples, counts->failed);
  if (json)
    printf(",\"wishes\":%zu,\"fulfilled\":%zu}", counts->wishes, counts->fulfilled);
  else if (counts->wishes > 0)
    printf(", wishes %zu, fulfilled %zu", counts->wishes, counts->fulfilled);
  putchar('\n');
}

static cmd_exit check(const cmd_arguments *arguments, cmd_terminal *terminal) {
  bool json = arguments->values[JSON] != NULL;
  if (json)
    terminal->reporter.report = report_json;
  ml_rules *rules = NULL;
  cmd_exit code = cmd_rules_compile(&rules, (const char *const *)arguments->operands, terminal);
  if (code != CMD_EXIT_OK)
    return code;
  ml_rules_report counts = {0};
  code = cmd_exit_of(ml_rules_lint(rules, &terminal->reporter));
  if (code == CMD_EXIT_OK)
    code = cmd_exit_of(ml_rules_check(rules, &counts, &terminal->reporter));
  print_counts(&counts, json);
  ml_rules_free(rules);
  return code;
}

const cmd_command cmd_check = {
    .name = "check",
    .operands = "[RULES]...",
    .summary = "Compiles rules and runs the examples that stand in them.",
    .text = "RULES is the folder of a package.rules (default: ./rules if it has one, else "
            "the rules that were installed with mailuo). Several may change what those "
            "before them declare. What fails in packages that RULES only uses is a warning.\n",
    .options = {CMD_HELP, {.name = "json", .text = "prints what is found as JSON, one object a line, for editors"}},
    .run = check,
};
