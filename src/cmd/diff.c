/* mailuo diff: facts gained and lost by an edit of the rules. */
#include <unistd.h>

#include "cmd/documents.h"
#include "cmd/rules.h"

enum { RULES = CMD_OPTION_HELP + 1, SOURCE };

typedef struct comparing {
  ml_rules *before, *after;
  cmd_terminal *terminal;
  ml_difference counts;
} comparing;

static ml_status compare_one(void *user, const ml_document *document, const ml_extraction *extraction, FILE *out,
                             const ml_reporter *reporter) {
  (void)extraction;
  comparing *c = user;
  return ml_diff(c->before, c->after, document, out, &c->counts, reporter);
}

static cmd_exit diff(const cmd_arguments *arguments, cmd_terminal *terminal) {
  const char *const *folders = arguments->lists[RULES];
  if (folders[0] == NULL || folders[1] == NULL || folders[2] != NULL) {
    cmd_error(terminal, NULL, "usage: mailuo diff --rules BEFORE --rules AFTER INPUT...",
              "--rules must be given twice: with the rules before the edit and after it");
    return CMD_EXIT_USAGE;
  }
  comparing c = {.terminal = terminal};
  cmd_exit code = cmd_rules_load(&c.before, (const char *[]){folders[0], NULL}, NULL, terminal);
  if (code == CMD_EXIT_OK)
    code = cmd_rules_load(&c.after, (const char *[]){folders[1], NULL}, NULL, terminal);
  if (code == CMD_EXIT_OK) {
    cmd_documents documents = {.terminal = terminal,
                               .options = cmd_source_options(arguments, SOURCE),
                               .quiet = isatty(STDOUT_FILENO),
                               .take = compare_one,
                               .user = &c};
    cmd_documents_read(&documents, (const char *const *)arguments->operands, arguments->n_operands);
    code = documents.code;
    printf("gained %ju, lost %ju, kept %ju\n", (uintmax_t)c.counts.gained, (uintmax_t)c.counts.lost,
           (uintmax_t)c.counts.kept);
  }
  ml_rules_free(c.before);
  ml_rules_free(c.after);
  return code;
}

const cmd_command cmd_diff = {
    .name = "diff",
    .operands = "INPUT...",
    .summary = "Lists the facts that an edit of the rules gains and loses.",
    .text = "A line begins with + or -. A fact that a text states several times counts once. "
            "INPUT is as for extract.\n",
    .options = {CMD_HELP,
                {.name = "rules",
                 .value = "DIR",
                 .many = true,
                 .text = "the folder with the rules; given twice, as they were and as they are"},
                CMD_SOURCE_OPTIONS},
    .run = diff,
};
