#include "graph/merges.h"

#include <errno.h>

#include "base/nearest.h"
#include "base/report.h"

enum { MAX_LINE = 4096, N_CELLS = 5 };

typedef struct reading {
  ml_arena *arena;
  const ml_schema *schema;
  const char *path;
  const ml_reporter *reporter;
  size_t line;
} reading;

static ml_status wrong(const reading *r, const char *message, const char *hint) {
  ml_report(r->reporter,
            &(ml_diagnostic){.severity = ML_ERROR, .file = r->path, .line = r->line, .message = message, .hint = hint});
  return ML_ERR_INPUT;
}

/* The cells of a line; those that are missing are empty. */
static void split(ml_str line, ml_str cells[static N_CELLS]) {
  for (size_t i = 0; i < N_CELLS; i++) {
    const char *tab = line.n == 0 ? NULL : memchr(line.at, '\t', line.n);
    cells[i] = (ml_str){line.at, tab == NULL ? line.n : (size_t)(tab - line.at)};
    line = tab == NULL ? (ml_str){line.at, 0} : (ml_str){tab + 1, line.n - cells[i].n - 1};
  }
}

static ml_str kept(const reading *r, ml_str text) {
  return (ml_str){ml_arena_copy(r->arena, text.at, text.n), text.n};
}

/* "did you mean X?", or NULL. */
static const char *similar_type(const reading *r, const char *name) {
  ml_nearest nearest = ml_nearest_start(name);
  for (size_t i = 0; i < r->schema->n_types; i++)
    if (r->schema->types[i].kind == ML_ENTITY)
      ml_nearest_try(&nearest, r->schema->types[i].name);
  return ml_nearest_hint(&nearest, r->arena);
}

static ml_status read_row(const reading *r, ml_str line, ml_merge_row *row) {
  static const char hint[] = "a line is same or never, a type, two names or lexicon ids, and perhaps a reason, with "
                             "tabs between";
  ml_str cells[N_CELLS];
  split(line, cells);
  bool never = ml_str_is(cells[0], "never");
  if ((!never && !ml_str_is(cells[0], "same")) || cells[2].n == 0 || cells[3].n == 0)
    return wrong(r, "this says neither that two names are one nor that they are not", hint);
  const char *type = kept(r, cells[1]).at;
  *row = (ml_merge_row){.type = ml_schema_type(r->schema, type),
                        .never = never,
                        .one = kept(r, cells[2]),
                        .other = kept(r, cells[3]),
                        .reason = cells[4].n > 0 ? kept(r, cells[4]).at
                                                 : ml_arena_format(r->arena, "%s:%zu", r->path, r->line)};
  if (row->type == ML_NO_INDEX || r->schema->types[row->type].kind != ML_ENTITY)
    return wrong(r, ml_arena_format(r->arena, "no entity type is called %s", type), similar_type(r, type));
  return ML_OK;
}

ml_status ml_merges_read(ml_arena *arena, const ml_schema *schema, const char *path, FILE **file, ml_merge_rows *out,
                         const ml_reporter *reporter) {
  reading r = {.arena = arena, .schema = schema, .path = path, .reporter = reporter};
  char buffer[MAX_LINE];
  ml_status status = ML_OK;
  *file = fopen(path, "rb");
  if (*file == NULL)
    return ml_fail(reporter, ML_ERR_INPUT, path, "cannot be read: %s", strerror(errno));
  while (fgets(buffer, sizeof buffer, *file) != NULL) {
    ml_str line = ml_str_of(buffer);
    r.line++;
    if (line.n == sizeof buffer - 1)
      return wrong(&r, "the line is too long", NULL);
    while (line.n > 0 && (line.at[line.n - 1] == '\n' || line.at[line.n - 1] == '\r'))
      line.n--;
    if (line.n == 0 || line.at[0] == '#')
      continue;
    ml_merge_row row;
    if (read_row(&r, line, &row) == ML_OK)
      ml_vec_push(arena, out, row);
    else
      status = ML_ERR_INPUT;
  }
  return ferror(*file) ? ml_fail(reporter, ML_ERR_INPUT, path, "cannot be read: %s", strerror(errno)) : status;
}
