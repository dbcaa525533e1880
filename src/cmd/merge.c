/* mailuo merge: one store of several. */
#include <string.h>

#include "cmd/options.h"
#include "cmd/rules.h"

enum { OUTPUT = CMD_OPTION_HELP + 1, RULES, MERGES };

static cmd_exit fill(ml_store *store, const cmd_arguments *arguments, cmd_terminal *terminal) {
  ml_store_counts counts = {0};
  cmd_exit code = CMD_EXIT_OK;
  uint64_t n_documents = 0;
  for (size_t i = 0; i < arguments->n_operands; i++) {
    ml_status status = ml_store_add_store(store, arguments->operands[i], &n_documents, &terminal->reporter);
    code = cmd_exit_worse(code, cmd_exit_of(status));
    if (status != ML_OK && status != ML_ERR_INPUT)
      return code;
  }
  ml_status status = ml_store_finish(store, true, NULL);
  if (status == ML_OK)
    status = ml_store_count(store, &counts);
  if (status == ML_OK)
    printf("documents %ju, entities %ju, facts %ju, evidence %ju: %s\n", (uintmax_t)counts.documents,
           (uintmax_t)counts.entities, (uintmax_t)counts.facts, (uintmax_t)counts.evidence, arguments->values[OUTPUT]);
  return cmd_exit_worse(code, cmd_exit_of(status));
}

static cmd_exit merge(const cmd_arguments *arguments, cmd_terminal *terminal) {
  ml_rules *rules = NULL;
  ml_store *store = NULL;
  if (arguments->values[OUTPUT] == NULL) {
    cmd_error(terminal, NULL, "name the file with -o FILE", "--output is missing");
    return CMD_EXIT_USAGE;
  }
  if (strcmp(arguments->values[OUTPUT], "-") == 0) {
    cmd_error(terminal, NULL, "name the file with -o FILE", "a store needs a file; standard output is none");
    return CMD_EXIT_USAGE;
  }
  cmd_exit code = cmd_rules_load(&rules, arguments->lists[RULES], NULL, terminal);
  if (code == CMD_EXIT_OK)
    code = cmd_exit_of(ml_store_create(&store, arguments->values[OUTPUT], rules, &terminal->reporter));
  for (const char *const *merges = arguments->lists[MERGES]; code == CMD_EXIT_OK && *merges != NULL; merges++)
    code = cmd_exit_of(ml_store_merges(store, *merges));
  if (code == CMD_EXIT_OK)
    code = fill(store, arguments, terminal);
  ml_store_free(store);
  ml_rules_free(rules);
  return code;
}

const cmd_command cmd_merge = {
    .name = "merge",
    .operands = "STORE...",
    .summary = "Makes one graph.db of several, the same as one of all their texts.",
    .text = "The rules are those that the stores were built with.\n",
    .options = {CMD_HELP,
                {.letter = 'o', .name = "output", .value = "FILE", .text = "the new store"},
                CMD_RULES,
                CMD_MERGES},
    .run = merge,
};
