/* mailuo query: SQL over a store. */
#include <string.h>
#include <unistd.h>

#include "cmd/options.h"

enum { FORMAT = CMD_OPTION_HELP + 1 };

static bool format_of(ml_query_format *format, const char *name, cmd_terminal *terminal) {
  static const char *const names[] = {[ML_QUERY_TABLE] = "table", [ML_QUERY_CSV] = "csv", [ML_QUERY_JSON] = "json"};
  if (name == NULL) {
    *format = isatty(STDOUT_FILENO) ? ML_QUERY_TABLE : ML_QUERY_CSV;
    return true;
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (strcmp(name, names[i]) == 0) {
      *format = (ml_query_format)i;
      return true;
    }
  }
  cmd_error(terminal, NULL, "the formats are table, csv and json\n'mailuo query --help' says more",
            "unknown format '%s'", name);
  return false;
}

static cmd_exit query(const cmd_arguments *arguments, cmd_terminal *terminal) {
  ml_query_format format;
  if (!format_of(&format, arguments->values[FORMAT], terminal))
    return CMD_EXIT_USAGE;
  ml_store *store = NULL;
  ml_status status = ml_store_open(&store, arguments->operands[0], &terminal->reporter);
  if (status == ML_OK)
    status = ml_store_query(store, arguments->operands[1], format, stdout);
  ml_store_free(store);
  return cmd_exit_of(status);
}

const cmd_command cmd_query = {
    .name = "query",
    .operands = "STORE SQL",
    .summary = "Asks a graph.db in SQL; it is only read.",
    .text = "Each relation of the rules is a view of the same name:\n"
            "  mailuo query out/graph.db \"SELECT person, role, company FROM person_role_company\"\n",
    .options = {CMD_HELP,
                {.name = "format",
                 .value = "NAME",
                 .text = "table, csv or json (default: table on a terminal, csv elsewhere)"}},
    .run = query,
};
