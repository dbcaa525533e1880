#include "rules/syntax.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { MESSAGE_SIZE = 1024 };

static void tell(ml_syntax *syntax, ml_severity severity, ml_place place, const char *hint, const char *message) {
  ml_diagnostic diagnostic = {.severity = severity,
                              .line = place.line,
                              .column = place.column,
                              .length = place.length,
                              .message = message,
                              .hint = hint};
  if (place.file != NULL) {
    diagnostic.file = place.file->path;
    if (place.line > 0 && place.line <= place.file->n_lines) {
      const ml_line *line = &place.file->lines[place.line - 1];
      diagnostic.source_line = ml_utf8_encode(syntax->arena, line->codes, line->n).at;
    }
  }
  ml_report(syntax->reporter, &diagnostic);
}

/* Whether this is told for the first time. */
static bool is_news(ml_syntax *syntax, ml_place place, const char *message) {
  const char *path = place.file == NULL ? "" : place.file->path;
  uint32_t number = (uint32_t)syntax->told.n;
  const char *all = ml_arena_format(syntax->arena, "%s:%zu:%zu: %s", path, place.line, place.column, message);
  return ml_map_put(syntax->arena, &syntax->told, ml_str_of(all), number) == number;
}

void ml_syntax_error(ml_syntax *syntax, ml_place place, const char *hint, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  if (!is_news(syntax, place, message))
    return;
  syntax->errors++;
  tell(syntax, ML_ERROR, place, hint, message);
}

void ml_syntax_warning(ml_syntax *syntax, ml_place place, const char *hint, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  tell(syntax, ML_WARNING, place, hint, message);
}

void ml_syntax_note(ml_syntax *syntax, ml_place place, const char *hint, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  tell(syntax, ML_NOTE, place, hint, message);
}

void ml_syntax_twice(ml_syntax *syntax, ml_place place, ml_place first, const char *what, const char *name) {
  const char *hint = first.file == place.file
                         ? ml_arena_format(syntax->arena, "the first is in line %zu", first.line)
                         : ml_arena_format(syntax->arena, "the first is at %s:%zu", first.file->path, first.line);
  if (first.file->package != place.file->package)
    hint = ml_arena_format(syntax->arena, "%s\nwhat another package declares is changed by `more`, `replace` or `off`",
                           hint);
  ml_syntax_error(syntax, place, hint, "there are two %s called %s", what, name);
}

bool ml_syntax_is_asked(ml_place place) {
  return place.file->package->user == NULL;
}

const ml_relation_decl *ml_syntax_relation(const ml_syntax *syntax, const char *name) {
  for (size_t i = 0; i < syntax->relations.n; i++)
    if (strcmp(syntax->relations.v[i]->name, name) == 0)
      return syntax->relations.v[i];
  return NULL;
}

const ml_named_expr *ml_argument_of(const ml_arguments *arguments, const char *name) {
  for (size_t i = 0; i < arguments->n; i++)
    if (strcmp(arguments->v[i].name, name) == 0)
      return &arguments->v[i];
  return NULL;
}
