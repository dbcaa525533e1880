#include "cmd/exit.h"

cmd_exit cmd_exit_of(ml_status status) {
  switch (status) {
  case ML_OK:
    return CMD_EXIT_OK;
  case ML_ERR_INPUT:
    return CMD_EXIT_INPUT;
  case ML_ERR_ARGUMENT:
    return CMD_EXIT_USAGE;
  case ML_ERR_RULES:
    return CMD_EXIT_RULES;
  case ML_ERR_STORE:
  case ML_ERR_IO:
    return CMD_EXIT_OUTPUT;
  case ML_ERR_LIMIT:
  case ML_ERR_NOMEM:
    return CMD_EXIT_LIMIT;
  }
  return CMD_EXIT_LIMIT;
}

cmd_exit cmd_exit_worse(cmd_exit one, cmd_exit other) {
  return one > other ? one : other;
}

void cmd_exit_print(FILE *to) {
  static const char *const meanings[] = {
      [CMD_EXIT_OK] = "all went well",
      [CMD_EXIT_INPUT] = "an input could not be read or used; the rest of the work was done",
      [CMD_EXIT_USAGE] = "the command line, or the SQL in it, makes no sense",
      [CMD_EXIT_RULES] = "the rules cannot be read, do not compile, or fail their examples",
      [CMD_EXIT_OUTPUT] = "an output or a store could not be written or read",
      [CMD_EXIT_LIMIT] = "a limit was reached, or memory ran out",
  };
  for (size_t code = 0; code < sizeof meanings / sizeof *meanings; code++)
    fprintf(to, "  %zu  %s\n", code, meanings[code]);
}
