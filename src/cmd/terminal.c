#include "cmd/terminal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE_SIZE = 1024, PROGRESS_INTERVAL = 100 /* ms */ };

static uint64_t milliseconds(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void report(void *user, const ml_diagnostic *diagnostic) {
  cmd_terminal *terminal = user;
  cmd_progress_clear(terminal);
  ml_diagnostic_print(diagnostic, stderr, terminal->colour);
}

void cmd_terminal_open(cmd_terminal *terminal) {
  const char *kind = getenv("TERM"), *no_colour = getenv("NO_COLOR");
  bool live = isatty(STDERR_FILENO) && kind != NULL && strcmp(kind, "dumb") != 0;
  *terminal = (cmd_terminal){
      .colour = live && (no_colour == NULL || *no_colour == '\0'),
      .live = live,
      .line_time = milliseconds(),
      .reporter = {.report = report, .user = terminal},
  };
}

void cmd_error(cmd_terminal *terminal, const char *file, const char *hint, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  report(terminal, &(ml_diagnostic){.severity = ML_ERROR, .file = file, .message = message, .hint = hint});
}

static void show_progress(cmd_terminal *terminal, const char *format, va_list arguments) {
  cmd_progress_clear(terminal);
  vfprintf(stderr, format, arguments);
  fflush(stderr);
  terminal->line_shown = true;
  terminal->line_time = milliseconds();
}

void cmd_progress(cmd_terminal *terminal, const char *format, ...) {
  if (!terminal->live || milliseconds() - terminal->line_time < PROGRESS_INTERVAL)
    return;
  va_list arguments;
  va_start(arguments, format);
  show_progress(terminal, format, arguments);
  va_end(arguments);
}

void cmd_progress_step(cmd_terminal *terminal, const char *format, ...) {
  if (!terminal->live)
    return;
  va_list arguments;
  va_start(arguments, format);
  show_progress(terminal, format, arguments);
  va_end(arguments);
}

void cmd_progress_clear(cmd_terminal *terminal) {
  if (terminal->line_shown)
    fputs("\r\033[K", stderr);
  terminal->line_shown = false;
}
