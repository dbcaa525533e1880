/* Commands and their options as tables: from them the command line is read, and --help is written. */
#ifndef ML_CMD_OPTIONS_H
#define ML_CMD_OPTIONS_H

#include "cmd/exit.h"
#include "cmd/terminal.h"

typedef struct cmd_option {
  char letter;       /* -o; '\0': none */
  const char *name;  /* --output, without the dashes */
  const char *value; /* what its value is called in --help; NULL: it takes none */
  const char *text;  /* what it does */
  bool many;         /* it may be given several times, and all its values count */
  bool names;        /* its value is an operand, as if the option did not stand before it */
  bool alone;        /* it asks for something else than the command, so nothing behind it is looked at */
} cmd_option;

/* Stands first in the table of every command. */
enum { CMD_OPTION_HELP };
#define CMD_HELP \
  { .letter = 'h', .name = "help", .text = "prints this text", .alone = true }

/* The entry for files of merges. */
#define CMD_MERGES                                                                                \
  {                                                                                               \
    .name = "merges", .value = "FILE", .many = true,                                              \
    .text = "names that stand for one thing, and names that never do; may be given several times" \
  }

enum { CMD_MAX_OPTIONS = 24, CMD_MAX_VALUES = 32 };

/* A command line, read. All strings are those of argv. */
typedef struct cmd_arguments {
  const char *values[CMD_MAX_OPTIONS]; /* by index in the table; NULL: not given; an option without a value: itself */
  const char *lists[CMD_MAX_OPTIONS][CMD_MAX_VALUES + 1]; /* of options with `many`: all values, NULL behind the last */
  char **operands;                                        /* NULL behind the last */
  size_t n_operands;
} cmd_arguments;

typedef struct cmd_command {
  const char *name;                    /* NULL: the program itself */
  const char *operands;                /* as in "STORE SQL", "INPUT..." (one or more) or "[RULES]" (may be missing) */
  const char *summary;                 /* one line, for the list of commands */
  const char *text;                    /* paragraphs for its own --help, each ending in \n; NULL: none */
  cmd_option options[CMD_MAX_OPTIONS]; /* up to the first without a name */
  cmd_exit (*run)(const cmd_arguments *arguments, cmd_terminal *terminal);
} cmd_command;

extern const cmd_command cmd_build, cmd_merge, cmd_compile, cmd_export, cmd_extract, cmd_check, cmd_fit, cmd_eval,
    cmd_query, cmd_explain, cmd_try, cmd_diff, cmd_profile;

/* Reads the arguments behind the command's name. Operands are moved to the front of argv, in their order; what
 * follows `--` is one even with a dash. False after reporting why the arguments make no sense. */
bool cmd_parse(cmd_arguments *out, const cmd_command *command, int argc, char **argv, cmd_terminal *terminal);

/* The value of an option that names the file to write; NULL: standard output, which is what "-" means, too. */
const char *cmd_output(const cmd_arguments *arguments, size_t option);

/* Writes usage, texts and options. */
void cmd_print_help(const cmd_command *command, FILE *to);

#endif
