/* mailuo fit: points for features, learned from texts whose mentions are known. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/rules.h"

enum { MENTIONS = CMD_OPTION_HELP + 1, OUTPUT, RULES, TYPES, KEEP };

enum { DEFAULT_KEEP = 6000, MAX_KEEP = 1000000 };

/* false after reporting that the text is no such number. */
static bool read_keep(const char *text, size_t *keep, cmd_terminal *terminal) {
  char *end = NULL;
  unsigned long number = text == NULL ? DEFAULT_KEEP : strtoul(text, &end, 10);
  if (text != NULL && (*end != '\0' || text[0] < '0' || text[0] > '9' || number > MAX_KEEP)) {
    cmd_error(terminal, NULL, "as in --keep 6000", "--keep takes a number up to %d", MAX_KEEP);
    return false;
  }
  *keep = number;
  return true;
}

static cmd_exit write_file(const char *path, const char *text, size_t n, cmd_terminal *terminal) {
  FILE *file = path == NULL ? stdout : fopen(path, "wb");
  bool written = file != NULL && fwrite(text, 1, n, file) == n;
  int why = errno;
  if (path != NULL && file != NULL && fclose(file) != 0 && written) {
    written = false;
    why = errno;
  }
  if (written)
    return CMD_EXIT_OK;
  cmd_error(terminal, path == NULL ? "stdout" : path, NULL, "cannot be written: %s", strerror(why));
  return CMD_EXIT_OUTPUT;
}

/* The file is opened when all is learned: what stands there may be the weights in use. */
static cmd_exit learn(const ml_rules *rules, const cmd_arguments *arguments, size_t keep, cmd_terminal *terminal) {
  const char *path = cmd_output(arguments, OUTPUT);
  const ml_fit_options options = {.paths = (const char *const *)arguments->operands,
                                  .n_paths = arguments->n_operands,
                                  .types = arguments->values[TYPES],
                                  .keep = keep};
  char *text = NULL;
  size_t n = 0;
  FILE *weights = open_memstream(&text, &n);
  if (weights == NULL) {
    cmd_error(terminal, NULL, NULL, "%s", ml_status_text(ML_ERR_NOMEM));
    return CMD_EXIT_LIMIT;
  }
  ml_status status = ml_fit(rules, &options, weights, path == NULL ? stderr : stdout, &terminal->reporter);
  cmd_exit code = fclose(weights) == 0 || status != ML_OK ? cmd_exit_of(status) : CMD_EXIT_LIMIT;
  if (code == CMD_EXIT_OK)
    code = write_file(path, text, n, terminal);
  free(text);
  return code;
}

static cmd_exit fit(const cmd_arguments *arguments, cmd_terminal *terminal) {
  ml_rules *rules = NULL;
  size_t keep;
  if (!read_keep(arguments->values[KEEP], &keep, terminal))
    return CMD_EXIT_USAGE;
  cmd_exit code = cmd_rules_load(&rules, arguments->lists[RULES], NULL, terminal);
  if (code == CMD_EXIT_OK)
    code = learn(rules, arguments, keep, terminal);
  ml_rules_free(rules);
  return code;
}

const cmd_command cmd_fit = {
    .name = "fit",
    .operands = "GOLD...",
    .summary = "Learns weights from texts whose mentions are known.",
    .text = "GOLD is a file of texts whose mentions are labelled: *.txt (a text a line, in which mentions are "
            "marked: [林知夏:Person]), *.bmes (a character and its tag a line) or *.jsonl (CLUENER: an object "
            "with \"text\" and \"label\" a line).\n",
    .options = {CMD_HELP,
                {.name = "mentions",
                 .value = "GOLD",
                 .names = true,
                 .text = "says that GOLD labels mentions, as every one does so far"},
                {.letter = 'o', .name = "output", .value = "FILE", .text = "where the weights go (default: stdout)"},
                CMD_RULES,
                {.name = "types",
                 .value = "LIST",
                 .text = "the types to learn weights for, as in Person,Role (default: all that are labelled)"},
                {.name = "keep", .value = "N", .text = "how many weights to keep (default: 6000)"}},
    .run = fit,
};
