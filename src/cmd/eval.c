/* mailuo eval: a store held against facts that careful readers know. */
#include "cmd/options.h"

enum { ERRORS = CMD_OPTION_HELP + 1, JSON };

enum { MAX_STORES = 2 };

static cmd_exit eval(const cmd_arguments *arguments, cmd_terminal *terminal) {
  const char *const *names = (const char *const *)arguments->operands + 1;
  size_t n = arguments->n_operands - 1;
  const ml_eval_options options = {.errors = arguments->values[ERRORS] != NULL,
                                   .json = arguments->values[JSON] != NULL};
  ml_store *stores[MAX_STORES] = {NULL};
  ml_status status = ML_OK;
  for (size_t i = 0; i < n && status == ML_OK; i++)
    status = ml_store_open(&stores[i], names[i], &terminal->reporter);
  if (status == ML_OK)
    status = ml_eval(arguments->operands[0], stores, names, n, &options, stdout, &terminal->reporter);
  for (size_t i = 0; i < n; i++)
    ml_store_free(stores[i]);
  return cmd_exit_of(status);
}

const cmd_command cmd_eval = {
    .name = "eval",
    .operands = "GOLD STORE [STORE]",
    .summary = "Holds a graph.db, or two, against facts that are known.",
    .text = "GOLD is a folder of files DOCUMENT.RELATION.tsv, whose first line names columns of "
            "the relation. Of two stores, what the second gains and loses is listed.\n",
    .options = {CMD_HELP,
                {.name = "errors", .text = "lists what is wrong, with the rule to blame, and what is missed"},
                {.name = "json", .text = "prints all of it as one JSON object"}},
    .run = eval,
};
