/* What is said on stderr: diagnostics, in colour where that helps, and a line of progress that makes way for them. */
#ifndef ML_CMD_TERMINAL_H
#define ML_CMD_TERMINAL_H

#include "mailuo.h"

typedef struct cmd_terminal {
  bool colour;
  bool live;            /* somebody watches: stderr is a terminal that can erase a line */
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

/* Says how far the work is, in a line that the next one replaces; at most ten times a second, and only when live. */
void cmd_progress(cmd_terminal *terminal, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same at once, for a step that takes its time. */
void cmd_progress_step(cmd_terminal *terminal, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Takes the line of progress away. */
void cmd_progress_clear(cmd_terminal *terminal);

#endif
