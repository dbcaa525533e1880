/* mailuo, the program: finds the command that is meant and lets it run. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/nearest.h"
#include "cmd/options.h"

static const cmd_command *const commands[] = {&cmd_build,   &cmd_merge, &cmd_export,  &cmd_extract, &cmd_check,
                                              &cmd_compile, &cmd_fit,   &cmd_eval,    &cmd_query,   &cmd_explain,
                                              &cmd_try,     &cmd_diff,  &cmd_profile, NULL};

static const cmd_command program = {
    .operands = "COMMAND",
    .summary = "Builds knowledge graphs from Chinese text by rules.",
    .options = {CMD_HELP, {.name = "version", .text = "prints the version", .alone = true}},
};

static void print_program_help(FILE *to) {
  static const char row[] = "  %-9s%s\n";
  cmd_print_help(&program, to);
  fputs("\nCommands:\n", to);
  for (size_t i = 0; commands[i] != NULL; i++)
    fprintf(to, row, commands[i]->name, commands[i]->summary);
  fprintf(to, row, "help", "Prints this text, or with COMMAND that of a command.");
  fputs("\nExit codes, of which the highest that applies is taken:\n", to);
  cmd_exit_print(to);
}

/* NULL after reporting that there is no such command. */
static const cmd_command *find_command(const char *name, cmd_terminal *terminal) {
  ml_nearest nearest = ml_nearest_start(name);
  char hint[128];
  ml_nearest_try(&nearest, "help");
  for (size_t i = 0; commands[i] != NULL; i++) {
    if (strcmp(name, commands[i]->name) == 0)
      return commands[i];
    ml_nearest_try(&nearest, commands[i]->name);
  }
  bool found = nearest.best != NULL;
  snprintf(hint, sizeof hint, "%s%s%s'mailuo --help' lists the commands", found ? "did you mean '" : "",
           found ? nearest.best : "", found ? "'?\n" : "");
  cmd_error(terminal, NULL, hint, "unknown command '%s'", name);
  return NULL;
}

/* mailuo --help, mailuo --version, and mistakes. */
static cmd_exit run_option(char **argv, cmd_terminal *terminal) {
  cmd_arguments arguments;
  if (!cmd_parse(&arguments, &program, 1, argv, terminal))
    return CMD_EXIT_USAGE;
  if (arguments.values[CMD_OPTION_HELP] != NULL)
    print_program_help(stdout);
  else
    printf("mailuo %s\n", ml_version());
  return CMD_EXIT_OK;
}

static cmd_exit run_help(int argc, char **argv, cmd_terminal *terminal) {
  if (argc == 0 || argv[0][0] == '-' || strcmp(argv[0], "help") == 0) {
    print_program_help(stdout);
    return CMD_EXIT_OK;
  }
  const cmd_command *command = find_command(argv[0], terminal);
  if (command == NULL)
    return CMD_EXIT_USAGE;
  cmd_print_help(command, stdout);
  return CMD_EXIT_OK;
}

static cmd_exit run_command(int argc, char **argv, cmd_terminal *terminal) {
  cmd_arguments arguments;
  const cmd_command *command = find_command(argv[0], terminal);
  if (command == NULL || !cmd_parse(&arguments, command, argc - 1, argv + 1, terminal))
    return CMD_EXIT_USAGE;
  if (arguments.values[CMD_OPTION_HELP] == NULL)
    return command->run(&arguments, terminal);
  cmd_print_help(command, stdout);
  return CMD_EXIT_OK;
}

static cmd_exit run(int argc, char **argv, cmd_terminal *terminal) {
  if (argc < 2) {
    print_program_help(stderr);
    return CMD_EXIT_USAGE;
  }
  if (argv[1][0] == '-' && strcmp(argv[1], "-") != 0 && strcmp(argv[1], "--") != 0)
    return run_option(argv + 1, terminal);
  if (strcmp(argv[1], "help") == 0)
    return run_help(argc - 2, argv + 2, terminal);
  return run_command(argc - 1, argv + 1, terminal);
}

/* A stream that was closed on us leaves its number to the next file opened, and what is then said on stderr would land
 * in a graph. Opened the wrong way round, so that reading or writing still fails. */
static void occupy_standard_streams(void) {
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl(fd, F_GETFD) == -1)
      open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

/* What was printed has arrived only when the stream could be closed. */
static cmd_exit close_stdout(cmd_terminal *terminal) {
  errno = 0;
  bool failed = fflush(stdout) != 0 || ferror(stdout);
  int why = errno;
  if (fclose(stdout) != 0 && !failed) {
    failed = true;
    why = errno;
  }
  if (!failed)
    return CMD_EXIT_OK;
  cmd_error(terminal, "stdout", NULL, "could not be written%s%s", why == 0 ? "" : ": ", why == 0 ? "" : strerror(why));
  return CMD_EXIT_OUTPUT;
}

/* A document takes a few hundred kB and the next one takes as much: memory that went back to the system in between
 * would cost more time than reading does. */
static void keep_memory(void) {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 16 << 20);
  mallopt(M_TRIM_THRESHOLD, 32 << 20);
#endif
}

int main(int argc, char **argv) {
  keep_memory();
  occupy_standard_streams();
  cmd_terminal terminal;
  cmd_terminal_open(&terminal);
  cmd_exit code = run(argc, argv, &terminal);
  return (int)cmd_exit_worse(code, close_stdout(&terminal));
}
