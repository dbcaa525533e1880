/* How the program ends: the exit codes, which --help and mailuo(1) promise. */
#ifndef ML_CMD_EXIT_H
#define ML_CMD_EXIT_H

#include "mailuo.h"

/* The worse the trouble, the higher the code: a program that met several ends with the highest. */
typedef enum cmd_exit {
  CMD_EXIT_OK,
  CMD_EXIT_INPUT,
  CMD_EXIT_USAGE,
  CMD_EXIT_RULES,
  CMD_EXIT_OUTPUT,
  CMD_EXIT_LIMIT,
} cmd_exit;

/* The exit code for a status of the library. */
cmd_exit cmd_exit_of(ml_status status);

/* The worse of two codes. */
cmd_exit cmd_exit_worse(cmd_exit one, cmd_exit other);

/* Writes the list of codes with their meanings, one a line and indented by two spaces. */
void cmd_exit_print(FILE *to);

#endif
