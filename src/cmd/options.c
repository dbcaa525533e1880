#include "cmd/options.h"

#include <string.h>

#include "base/nearest.h"

enum { HINT_SIZE = 256, LABEL_SIZE = 64, HELP_WIDTH = 80 };

/* "mailuo build", or "mailuo" for the program itself, in two halves for printf. */
#define TITLE "mailuo%s%s"
#define TITLE_OF(command) (command)->name == NULL ? "" : " ", (command)->name == NULL ? "" : (command)->name

/* ---- complaints ---- */

static bool unknown_option(const cmd_command *command, const char *argument, cmd_terminal *terminal) {
  int n_name = (int)strcspn(argument, "="), dashes = (int)strspn(argument, "-");
  char word[LABEL_SIZE], hint[HINT_SIZE];
  snprintf(word, sizeof word, "%.*s", n_name - dashes, argument + dashes);
  ml_nearest nearest = ml_nearest_start(word);
  for (size_t i = 0; i < CMD_MAX_OPTIONS && command->options[i].name != NULL; i++)
    ml_nearest_try(&nearest, command->options[i].name);
  bool found = nearest.best != NULL;
  snprintf(hint, sizeof hint, "%s%s%s'" TITLE " --help' lists the options", found ? "did you mean '--" : "",
           found ? nearest.best : "", found ? "'?\n" : "", TITLE_OF(command));
  cmd_error(terminal, NULL, hint, "unknown option '%.*s'", n_name, argument);
  return false;
}

/* A complaint that the usage answers: `what` follows the option or operand `name` of `n_name` bytes. */
static bool wrong_usage(const cmd_command *command, cmd_terminal *terminal, const char *name, size_t n_name,
                        const char *what) {
  char hint[HINT_SIZE];
  snprintf(hint, sizeof hint, "usage: " TITLE " %s [OPTION]...\n'" TITLE " --help' says more", TITLE_OF(command),
           command->operands, TITLE_OF(command));
  cmd_error(terminal, NULL, hint, "%.*s %s", (int)n_name, name, what);
  return false;
}

/* ---- reading ---- */

typedef struct reader {
  const cmd_command *command;
  cmd_arguments *out;
  cmd_terminal *terminal;
  char **next, **end; /* the arguments still to be read */
  bool alone;         /* one was read that makes the rest meaningless */
} reader;

/* The index of the option that `argument` begins with, and what follows its name there: "" in "--rules" and "-o",
 * "=DIR" in "--rules=DIR", "DIR" in "-oDIR". CMD_MAX_OPTIONS: none. */
static size_t find_option(const cmd_command *command, const char *argument, const char **rest) {
  for (size_t i = 0; i < CMD_MAX_OPTIONS && command->options[i].name != NULL; i++) {
    const cmd_option *option = &command->options[i];
    bool is_long = argument[1] == '-';
    size_t n = is_long ? strcspn(argument + 2, "=") : 0;
    if (is_long && n == strlen(option->name) && strncmp(argument + 2, option->name, n) == 0) {
      *rest = argument + 2 + n;
      return i;
    }
    bool letter_alone = option->value != NULL || argument[2] == '\0';
    if (!is_long && argument[1] == option->letter && letter_alone) {
      *rest = argument + 2;
      return i;
    }
  }
  return CMD_MAX_OPTIONS;
}

/* false: the list is full. */
static bool append_value(const char *list[static CMD_MAX_VALUES + 1], const char *value) {
  size_t n = 0;
  while (list[n] != NULL)
    n++;
  if (n < CMD_MAX_VALUES)
    list[n] = value;
  return n < CMD_MAX_VALUES;
}

static bool read_option(reader *r, const char *argument) {
  const char *rest;
  size_t index = find_option(r->command, argument, &rest);
  if (index == CMD_MAX_OPTIONS)
    return unknown_option(r->command, argument, r->terminal);
  const cmd_option *option = &r->command->options[index];
  size_t n_name = (size_t)(rest - argument);
  const char *value = argument;
  if (option->value == NULL && *rest == '=')
    return wrong_usage(r->command, r->terminal, argument, n_name, "takes no value");
  if (option->value != NULL && *rest != '\0') {
    value = rest + (*rest == '=');
  } else if (option->value != NULL) {
    if (r->next == r->end)
      return wrong_usage(r->command, r->terminal, argument, n_name, "needs a value behind it");
    value = *r->next++;
  }
  r->out->values[index] = value;
  if (option->names)
    r->out->operands[r->out->n_operands++] = (char *)value;
  if (option->many && !append_value(r->out->lists[index], value))
    return wrong_usage(r->command, r->terminal, argument, n_name, "is given too often");
  r->alone = option->alone;
  return true;
}

/* Holds the number of operands against the words of the command's `operands`. */
static bool right_number(const cmd_command *command, const cmd_arguments *arguments, cmd_terminal *terminal) {
  size_t taken = 0;
  bool many = false;
  for (const char *word = command->operands; *word != '\0';) {
    size_t n = strcspn(word, " ");
    many = n > 3 && strncmp(word + n - 3, "...", 3) == 0;
    if (taken == arguments->n_operands && *word != '[')
      return wrong_usage(command, terminal, word, many ? n - 3 : n, "is missing");
    if (taken < arguments->n_operands)
      taken++;
    word += n + (word[n] == ' ');
  }
  if (taken == arguments->n_operands || many)
    return true;
  const char *extra = arguments->operands[taken];
  return wrong_usage(command, terminal, extra, strlen(extra), "is one argument too many");
}

bool cmd_parse(cmd_arguments *out, const cmd_command *command, int argc, char **argv, cmd_terminal *terminal) {
  *out = (cmd_arguments){.operands = argv};
  reader r = {.command = command, .out = out, .terminal = terminal, .next = argv, .end = argv + argc};
  bool options_ended = false;
  while (r.next < r.end) {
    char *argument = *r.next++;
    if (options_ended || argument[0] != '-' || argument[1] == '\0') {
      out->operands[out->n_operands++] = argument;
    } else if (strcmp(argument, "--") == 0) {
      options_ended = true;
    } else if (!read_option(&r, argument)) {
      return false;
    } else if (r.alone) {
      return true;
    }
  }
  out->operands[out->n_operands] = NULL; /* argv has one place more than arguments */
  return right_number(command, out, terminal);
}

const char *cmd_output(const cmd_arguments *arguments, size_t option) {
  const char *path = arguments->values[option];
  return path == NULL || strcmp(path, "-") == 0 ? NULL : path;
}

/* ---- --help ---- */

static int label_of(char label[static LABEL_SIZE], const cmd_option *option) {
  char letter[] = "    ";
  if (option->letter != '\0')
    snprintf(letter, sizeof letter, "-%c, ", option->letter);
  bool valued = option->value != NULL;
  return snprintf(label, LABEL_SIZE, "%.4s--%s%s%s", letter, option->name, valued ? " " : "",
                  valued ? option->value : "");
}

/* Writes words in rows of HELP_WIDTH columns; each row but the first, which has begun, is indented. A line that fits
 * keeps its spaces. */
static void print_wrapped(const char *text, int indent, FILE *to) {
  int column = indent;
  while (*text != '\0') {
    int spaces = (int)strspn(text, " "), n = (int)strcspn(text + spaces, " \n");
    if (column > indent && column + spaces + n > HELP_WIDTH) {
      fprintf(to, "\n%*s", indent, "");
      column = indent;
      text += spaces;
      spaces = 0;
    }
    column += fprintf(to, "%.*s", spaces + n, text);
    text += spaces + n;
    if (*text == '\n') {
      putc(*text++, to);
      column = indent;
    }
  }
}

static void print_option(const cmd_option *option, int width, FILE *to) {
  char label[LABEL_SIZE];
  label_of(label, option);
  fprintf(to, "  %-*s  ", width, label);
  print_wrapped(option->text, width + 4, to);
  putc('\n', to);
}

void cmd_print_help(const cmd_command *command, FILE *to) {
  fprintf(to, "Usage: " TITLE " %s [OPTION]...\n", TITLE_OF(command), command->operands);
  for (size_t i = CMD_OPTION_HELP + 1; i < CMD_MAX_OPTIONS && command->options[i].name != NULL; i++)
    if (command->options[i].alone)
      fprintf(to, "       " TITLE " --%s\n", TITLE_OF(command), command->options[i].name);
  fprintf(to, "\n%s\n", command->summary);
  print_wrapped(command->text == NULL ? "" : command->text, 0, to);
  fputs("\nOptions:\n", to);
  char label[LABEL_SIZE];
  int width = 0;
  for (size_t i = 0; i < CMD_MAX_OPTIONS && command->options[i].name != NULL; i++) {
    int n = label_of(label, &command->options[i]);
    width = n > width ? n : width;
  }
  for (size_t i = 0; i < CMD_MAX_OPTIONS && command->options[i].name != NULL; i++)
    print_option(&command->options[i], width, to);
}
