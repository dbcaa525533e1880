/* mailuo explain: how a text came to its mentions and claims. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/report.h"
#include "cmd/documents.h"
#include "cmd/rules.h"

enum { RULES = CMD_OPTION_HELP + 1, RULE, JSON, SOURCE };

typedef struct explaining {
  const ml_rules *rules;
  cmd_terminal *terminal;
  ml_explain_options options;
  size_t documents;
} explaining;

static ml_status explain_one(void *user, const ml_document *document, const ml_extraction *extraction, FILE *out,
                             const ml_reporter *reporter) {
  (void)extraction;
  explaining *x = user;
  ml_explain_options options = x->options;
  size_t line = ml_document_line(document);
  if (options.line != 0 && line != 0 && line != options.line)
    return ML_OK;
  if (line != 0) /* all of it stands in the line */
    options.line = 0;
  if (x->documents++ > 0 && !options.json)
    putc('\n', out);
  return ml_explain(x->rules, document, &options, out, reporter);
}

/* Cuts `:LINE` off the end of `path` unless there is a file of the whole name; 0: there is none. */
static size_t cut_line(char *path) {
  char *colon = strrchr(path, ':');
  if (colon == NULL || colon[1] == '\0' || access(path, F_OK) == 0)
    return 0;
  for (const char *c = colon + 1; *c != '\0'; c++)
    if (!isdigit((unsigned char)*c))
      return 0;
  *colon = '\0';
  return strtoul(colon + 1, NULL, 10);
}

static cmd_exit explain(const cmd_arguments *arguments, cmd_terminal *terminal) {
  ml_rules *rules = NULL;
  cmd_exit code = cmd_rules_load(&rules, arguments->lists[RULES], NULL, terminal);
  if (code != CMD_EXIT_OK)
    return code;
  explaining x = {.rules = rules, .terminal = terminal};
  x.options.line = cut_line(arguments->operands[0]);
  x.options.rule = arguments->values[RULE];
  x.options.json = arguments->values[JSON] != NULL;
  cmd_documents documents = {.terminal = terminal,
                             .options = cmd_source_options(arguments, SOURCE),
                             .quiet = true,
                             .take = explain_one,
                             .user = &x};
  cmd_documents_read(&documents, (const char *const *)arguments->operands, 1);
  if (x.options.line != 0 && x.documents == 0 && documents.code == CMD_EXIT_OK)
    ml_warn(&terminal->reporter, arguments->operands[0], x.options.line, "there is no text in this line");
  ml_rules_free(rules);
  return documents.code;
}

const cmd_command cmd_explain = {
    .name = "explain",
    .operands = "FILE[:LINE]",
    .summary = "Shows how sentences came to their mentions and claims.",
    .text = "FILE is an input as for extract; with LINE, only the sentences that begin in this "
            "line of the text are shown, or of JSON those of the object that begins in it. Under "
            "a sentence stand its mentions and, numbered, what its claims are made of. With --rule "
            "and without LINE, only sentences are shown in which something stands that the rule "
            "cannot do without.\n",
    .options = {CMD_HELP,
                CMD_RULES,
                {.name = "rule", .value = "NAME", .text = "shows what became of this rule, and where it stopped"},
                {.name = "json", .text = "prints one JSON object a line for each sentence"},
                CMD_SOURCE_OPTIONS},
    .run = explain,
};
