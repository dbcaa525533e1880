/* For tests of the rule language: a syntax tree in memory, and everything reported as text, one line each:
 * "line:column+length message = hint". */
#ifndef SYNTAX_FIXTURE_H
#define SYNTAX_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rules/syntax.h"

typedef struct fixture {
  ml_arena arena;
  ml_syntax syntax;
  ml_reporter reporter;
  FILE *stream;
  char *reported;
  size_t size;
} fixture;

static inline void fixture_report(void *user, const ml_diagnostic *d) {
  fixture *f = user;
  fprintf(f->stream, "%zu:%zu+%zu %s", d->line, d->column, d->length, d->message);
  if (d->hint != NULL)
    fprintf(f->stream, " = %s", d->hint);
  fputc('\n', f->stream);
}

static inline void fixture_open(fixture *f) {
  memset(f, 0, sizeof *f);
  f->stream = open_memstream(&f->reported, &f->size);
  assert_non_null(f->stream);
  f->reporter = (ml_reporter){fixture_report, f};
  f->syntax.arena = &f->arena;
  f->syntax.reporter = &f->reporter;
}

static inline void fixture_close(fixture *f) {
  fclose(f->stream);
  free(f->reported);
  ml_arena_dispose(&f->arena);
}

/* Runs work(f) under the arena's guard. */
static inline void fixture_run(fixture *f, ml_status (*work)(void *f)) {
  assert_int_equal(ml_arena_guard(&f->arena, work, f), ML_OK);
  fflush(f->stream);
}

#endif
