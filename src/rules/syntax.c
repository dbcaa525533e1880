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

static bool is_told(const ml_syntax *syntax, ml_place place, const char *message) {
  for (size_t i = 0; i < syntax->told.n; i++) {
    const ml_told *told = &syntax->told.v[i];
    if (told->place.file == place.file && told->place.line == place.line && told->place.column == place.column &&
        strcmp(told->message, message) == 0)
      return true;
  }
  return false;
}

void ml_syntax_error(ml_syntax *syntax, ml_place place, const char *hint, const char *format, ...) {
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  if (is_told(syntax, place, message))
    return;
  ml_vec_push(syntax->arena, &syntax->told, (ml_told){place, ml_arena_copy(syntax->arena, message, strlen(message))});
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

void ml_syntax_twice(ml_syntax *syntax, ml_place place, ml_place first, const char *what, const char *name) {
  const char *hint = first.file == place.file
                         ? ml_arena_format(syntax->arena, "the first is in line %zu", first.line)
                         : ml_arena_format(syntax->arena, "the first is at %s:%zu", first.file->path, first.line);
  ml_syntax_error(syntax, place, hint, "there are two %s called %s", what, name);
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
