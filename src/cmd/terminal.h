/* What is said on stderr: diagnostics, in colour where that helps, and a line of progress that makes way for them. */
#ifndef ML_CMD_TERMINAL_H
#define ML_CMD_TERMINAL_H

#include "mailuo.h"

typedef struct cmd_terminal {
  bool colour;
  bool live;            /* somebody watches: stderr is a terminal that can erase a line */
  bool json;            /* for programs: diagnostics and progress as JSON, one object a line */
  bool line_shown;      /* a line of progress stands there now */
  uint64_t line_time;   /* when it was written, in milliseconds of a clock that only runs forward */
  ml_reporter reporter; /* prints diagnostics here; its `user` is the terminal itself */
} cmd_terminal;

/* Looks at stderr and the environment (NO_COLOR, TERM). *terminal must stay where it is: the reporter points to it. */
void cmd_terminal_open(cmd_terminal *terminal);

/* Reports an error of the command line. `file` and `hint` as in ml_diagnostic, may be NULL; a message over 1,023 bytes
 * is cut. */
void cmd_error(cmd_terminal *terminal, const char *file, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Says how far the work is: when live in a line that the next one replaces, as JSON in an object; else nothing. */
void cmd_progress(cmd_terminal *terminal, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Takes the value of --log, or NULL; false after reporting that it is none. */
bool cmd_terminal_log(cmd_terminal *terminal, const char *value);

/* Whether it is time for a line of progress: when live ten times a second, as JSON once a second, else never. */
bool cmd_progress_due(const cmd_terminal *terminal);

/* Writes a diagnostic as one JSON object on a line, with the members of ml_diagnostic. */
void cmd_diagnostic_json(const ml_diagnostic *diagnostic, FILE *to);

/* Seconds of a clock that only runs forward. */
double cmd_seconds(void);

/* The entry for a table of options, for cmd_terminal_log. */
#define CMD_LOG                                                                                                \
  {                                                                                                            \
    .name = "log", .value = "FORMAT",                                                                          \
    .text = "json: what standard error says, and once a second how far the work is, as JSON, an object a line" \
  }

/* Takes the line of progress away. */
void cmd_progress_clear(cmd_terminal *terminal);

#endif
