#include "cmd/terminal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/utf8.h"

/* What is longer than a row of the terminal is cut there, or goes on in the next row (DECAWM). */
#define NO_WRAP "\033[?7l"
#define WRAP "\033[?7h"

enum { MESSAGE_SIZE = 1024, LIVE_INTERVAL = 100, JSON_INTERVAL = 1000 /* ms */ };

static uint64_t milliseconds(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* ---- diagnostics ---- */

/* Text that may be missing: then so is the member. */
static void put_text(FILE *to, const char *name, const char *text) {
  if (text == NULL)
    return;
  fprintf(to, ",\"%s\":", name);
  ml_json_string(to, ml_str_of(text));
}

static void put_number(FILE *to, const char *name, size_t number) {
  if (number > 0)
    fprintf(to, ",\"%s\":%zu", name, number);
}

void cmd_diagnostic_json(const ml_diagnostic *d, FILE *to) {
  static const char *const severities[] = {"note", "warning", "error"};
  fprintf(to, "{\"severity\":\"%s\"", severities[d->severity]);
  put_text(to, "file", d->file);
  put_number(to, "line", d->line);
  put_number(to, "column", d->column);
  put_number(to, "length", d->length);
  put_text(to, "message", d->message);
  put_text(to, "source_line", d->source_line);
  put_text(to, "hint", d->hint);
  fputs("}\n", to);
}

static void report(void *user, const ml_diagnostic *diagnostic) {
  cmd_terminal *terminal = user;
  cmd_progress_clear(terminal);
  if (terminal->json)
    cmd_diagnostic_json(diagnostic, stderr);
  else
    ml_diagnostic_print(diagnostic, stderr, terminal->colour);
}

bool cmd_terminal_log(cmd_terminal *terminal, const char *value) {
  terminal->json = value != NULL && strcmp(value, "json") == 0;
  if (value == NULL || terminal->json)
    return true;
  cmd_error(terminal, NULL, NULL, "--log takes json, not '%.*s'", ml_utf8_within(value, 100), value);
  return false;
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

/* ---- progress ---- */

double cmd_seconds(void) {
  return (double)milliseconds() / 1000;
}

bool cmd_progress_due(const cmd_terminal *terminal) {
  uint64_t interval = terminal->json ? JSON_INTERVAL : LIVE_INTERVAL;
  return (terminal->live || terminal->json) && milliseconds() - terminal->line_time >= interval;
}

void cmd_progress(cmd_terminal *terminal, const char *format, ...) {
  char message[MESSAGE_SIZE];
  if (!terminal->live && !terminal->json)
    return;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  cmd_progress_clear(terminal);
  terminal->line_time = milliseconds();
  if (terminal->json) {
    fputs("{\"progress\":", stderr);
    ml_json_string(stderr, ml_str_of(message));
    fputs("}\n", stderr);
    return;
  }
  fprintf(stderr, NO_WRAP "%s" WRAP, message); /* of a line that has wrapped, only the last row could be erased */
  fflush(stderr);
  terminal->line_shown = true;
}

void cmd_progress_clear(cmd_terminal *terminal) {
  if (terminal->line_shown)
    fputs("\r\033[K", stderr);
  terminal->line_shown = false;
}
