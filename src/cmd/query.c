/* mailuo query: SQL over a store, and questions that have a name. */
#include <string.h>
#include <unistd.h>

#include "cmd/options.h"

enum { FORMAT = CMD_OPTION_HELP + 1, LIST };

static bool format_of(ml_query_format *format, const char *name, cmd_terminal *terminal) {
  static const char *const names[] = {
      [ML_QUERY_TABLE] = "table", [ML_QUERY_CSV] = "csv", [ML_QUERY_JSON] = "json", [ML_QUERY_MARKDOWN] = "markdown"};
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
  cmd_error(terminal, NULL, "the formats are table, csv, json and markdown\n'mailuo query --help' says more",
            "unknown format '%s'", name);
  return false;
}

static cmd_exit list(void) {
  for (size_t i = 0; ml_question_at(i) != NULL; i++) {
    const ml_question *q = ml_question_at(i);
    printf("%-9s %-7s %s\n", q->name, q->argument == NULL ? "" : q->argument, q->summary);
  }
  return CMD_EXIT_OK;
}

static bool is_of_word(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_' ||
         (byte & 0x80) != 0;
}

/* One word is meant as a name: of the statements that short none only reads. */
static bool is_name(const char *question) {
  const char *end = question;
  while (is_of_word(*end))
    end++;
  return end > question && *end == '\0';
}

static cmd_exit query(const cmd_arguments *arguments, cmd_terminal *terminal) {
  ml_query_format format;
  if (arguments->values[LIST] != NULL)
    return list();
  if (!format_of(&format, arguments->values[FORMAT], terminal))
    return CMD_EXIT_USAGE;
  const char *question = arguments->operands[1];
  const char *argument = arguments->n_operands > 2 ? arguments->operands[2] : NULL;
  if (argument != NULL && !is_name(question)) {
    cmd_error(terminal, NULL, "'mailuo query --list' has questions with a name", "only a question with a name takes %s",
              argument);
    return CMD_EXIT_USAGE;
  }
  ml_store *store = NULL;
  ml_status status = ml_store_open(&store, arguments->operands[0], &terminal->reporter);
  if (status == ML_OK && is_name(question))
    status = ml_store_ask(store, question, argument, format, stdout);
  else if (status == ML_OK)
    status = ml_store_query(store, question, format, stdout);
  ml_store_free(store);
  return cmd_exit_of(status);
}

const cmd_command cmd_query = {
    .name = "query",
    .operands = "STORE QUESTION [ARGUMENT]",
    .summary = "Asks a graph.db by name or in SQL; it is only read.",
    .text = "A QUESTION has a name, or is a statement of SQL, in which each relation is a view of that name:\n"
            "  mailuo query out/graph.db facts 腾讯\n"
            "  mailuo query out/graph.db \"SELECT person, role FROM person_role_company\"\n",
    .options = {CMD_HELP,
                {.name = "format",
                 .value = "NAME",
                 .text = "table, csv, json or markdown (default: table on a terminal, csv elsewhere)"},
                {.name = "list", .text = "lists the questions with a name", .alone = true}},
    .run = query,
};
