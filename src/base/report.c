#include "base/report.h"

#include <stdarg.h>

#include "base/utf8.h"

#ifndef ML_VERSION
#define ML_VERSION "0.0.0"
#endif

const char *ml_version(void) {
  return ML_VERSION;
}

const char *ml_status_text(ml_status status) {
  switch (status) {
  case ML_OK:
    return "all went well";
  case ML_ERR_ARGUMENT:
    return "the call makes no sense";
  case ML_ERR_INPUT:
    return "an input could not be read";
  case ML_ERR_RULES:
    return "the rules have errors";
  case ML_ERR_STORE:
    return "the store could not be read or written";
  case ML_ERR_IO:
    return "an output could not be written";
  case ML_ERR_LIMIT:
    return "a limit was reached";
  case ML_ERR_NOMEM:
    return "the machine has no memory left";
  }
  return "unknown status";
}

void ml_report(const ml_reporter *reporter, const ml_diagnostic *diagnostic) {
  if (reporter != NULL && reporter->report != NULL)
    reporter->report(reporter->user, diagnostic);
}

enum { MESSAGE_SIZE = 1024 };

ml_status ml_fail(const ml_reporter *reporter, ml_status status, const char *file, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  ml_report(reporter, &(ml_diagnostic){.severity = ML_ERROR, .file = file, .message = message});
  return status;
}

void ml_warn(const ml_reporter *reporter, const char *file, size_t line, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  ml_report(reporter, &(ml_diagnostic){.severity = ML_WARNING, .file = file, .line = line, .message = message});
}

/* Columns of the character at *at of a line as it is printed, where a tab is one space; moves *at behind it. */
static unsigned columns_of(ml_str line, size_t *at) {
  uint32_t code = ml_utf8_next(line, at);
  return code == '\t' ? 1 : ml_utf8_width(code);
}

/* A caret for each column of the characters to underline, and at least one: the place may be the end of the line. */
static void print_caret(const ml_diagnostic *d, FILE *to, const char *tint, const char *plain) {
  ml_str line = ml_str_of(d->source_line);
  size_t at = 0;
  unsigned before = 0, under = 0;
  for (size_t column = 1; column < d->column && at < line.n; column++)
    before += columns_of(line, &at);
  for (size_t i = 0; i < d->length && at < line.n; i++)
    under += columns_of(line, &at);
  fprintf(to, "%5s | %*s%s", "", (int)before, "", tint);
  do
    putc('^', to);
  while (under-- > 1);
  fprintf(to, "%s\n", plain);
}

void ml_diagnostic_print(const ml_diagnostic *d, FILE *to, bool colour) {
  static const char *const names[] = {"note", "warning", "error"};
  static const char *const tints[] = {"\033[36m", "\033[35m", "\033[31m"};
  const char *tint = colour ? tints[d->severity] : "", *bold = colour ? "\033[1m" : "",
             *plain = colour ? "\033[0m" : "";
  if (d->file != NULL) {
    fprintf(to, "%s%s", bold, d->file);
    if (d->line > 0)
      fprintf(to, ":%zu", d->line);
    if (d->column > 0)
      fprintf(to, ":%zu", d->column);
    fprintf(to, ":%s ", plain);
  }
  fprintf(to, "%s%s:%s %s\n", tint, names[d->severity], plain, d->message);
  if (d->source_line != NULL && d->line > 0) {
    fprintf(to, "%5zu | ", d->line);
    for (const char *c = d->source_line; *c != '\0'; c++)
      fputc(*c == '\t' ? ' ' : *c, to);
    fputc('\n', to);
    if (d->column > 0)
      print_caret(d, to, tint, plain);
  }
  for (const char *hint = d->hint; hint != NULL && *hint != '\0';) {
    size_t n = strcspn(hint, "\n");
    fprintf(to, "%5s = %.*s\n", "", (int)n, hint);
    hint += n + (hint[n] == '\n');
  }
}
