/* Adding sheets that were made elsewhere: from files, and from other stores. */
#include <stdlib.h>

#include "base/report.h"
#include "graph/graph.h"
#include "graph/sql.h"
#include "text/reader.h"

enum { LINE_LIMIT = 1 << 30 };

typedef struct gathering {
  ml_store *store;
  const ml_reporter *reporter;
  const char *path;
  size_t line;      /* 0: no file of lines */
  ml_status status; /* of lines that were left out */
  uint64_t n;       /* sheets that were added */
  ml_arena arena;
  char *text; /* the sheet as we write it */
  size_t n_text;
  ml_str given;
} gathering;

static ml_status leave_out(gathering *g, size_t column, const char *problem) {
  g->status = ML_ERR_INPUT;
  ml_report(
      g->reporter,
      &(ml_diagnostic){.severity = ML_ERROR, .file = g->path, .line = g->line, .column = column, .message = problem});
  return ML_OK;
}

/* A sheet is written again as we write it, whoever wrote it before: the same sheet is the same bytes. */
static ml_status add(void *argument) {
  gathering *g = argument;
  const ml_schema *schema = g->store->graph->schema;
  ml_sheet sheet;
  size_t column;
  const char *problem = ml_sheet_read(&g->arena, g->given, schema, &sheet, &column);
  if (problem != NULL)
    return leave_out(g, column, problem);
  FILE *to = open_memstream(&g->text, &g->n_text);
  if (to == NULL)
    return ML_ERR_NOMEM;
  ml_sheet_write(&sheet, schema, to);
  if (fclose(to) != 0)
    return ML_ERR_NOMEM;
  const ml_staged given = {.document = sheet.document, .state = sheet.state, .file = g->path, .line = g->line};
  ml_status status = ml_stage_put_any(g->store->stage, &given, (ml_str){g->text, g->n_text - 1}, g->reporter);
  if (status != ML_ERR_INPUT)
    g->n++;
  if (status != ML_ERR_INPUT)
    return status;
  g->status = status;
  return ML_OK;
}

static ml_status add_line(void *user, ml_str line) {
  gathering *g = user;
  const ml_str bom = ML_STR("\xEF\xBB\xBF");
  bool marked = g->line == 1 && ml_str_starts(line, bom);
  g->given = marked ? (ml_str){line.at + bom.n, line.n - bom.n} : line;
  ml_status status = ml_arena_guard(&g->arena, add, g);
  free(g->text);
  g->text = NULL;
  ml_arena_reset(&g->arena);
  return status;
}

static ml_status check_making(const gathering *g) {
  if (g->store->stage != NULL)
    return ML_OK;
  return ml_fail(g->reporter, ML_ERR_ARGUMENT, g->store->path, "this store is complete; nothing can be added");
}

/* ---- files ---- */

static ml_status read_lines(gathering *g, ml_reader *reader) {
  for (;;) {
    ml_str line;
    ml_read result = ml_reader_line(reader, LINE_LIMIT, &line);
    g->line++;
    if (result == ML_READ_END)
      return g->status;
    if (result == ML_READ_NOMEM)
      return ML_ERR_NOMEM;
    if (result == ML_READ_FAILED)
      return ml_fail(g->reporter, ML_ERR_INPUT, g->path, "cannot be read: %s", ml_reader_problem(reader));
    if (result == ML_READ_TOO_LONG)
      leave_out(g, 0, "this line is longer than a gigabyte");
    else if (line.n > 0)
      ML_TRY(add_line(g, line));
  }
}

ml_status ml_store_add_sheets(ml_store *store, const char *path, uint64_t *n, const ml_reporter *reporter) {
  gathering g = {.store = store, .reporter = reporter, .path = strcmp(path, "-") == 0 ? "stdin" : path};
  ml_reader reader = {.fd = -1};
  ML_TRY(check_making(&g));
  ml_status status = ml_reader_open(&reader, path) == ML_READ_DONE
                         ? read_lines(&g, &reader)
                         : ml_fail(reporter, ML_ERR_INPUT, g.path, "cannot be read: %s", ml_reader_problem(&reader));
  *n += g.n;
  ml_reader_dispose(&reader);
  ml_arena_dispose(&g.arena);
  return status;
}

/* ---- stores ---- */

static ml_status read_store(gathering *g, const ml_store *other) {
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(other, "SELECT line FROM extraction ORDER BY document", &rows));
  do {
    ML_TRY(ml_sql_step(other, rows, &row));
    if (row)
      ML_TRY(add_line(g, ml_sql_column(rows, 0)));
  } while (row);
  return g->status;
}

ml_status ml_store_add_store(ml_store *store, const char *path, uint64_t *n, const ml_reporter *reporter) {
  gathering g = {.store = store, .reporter = reporter, .path = path};
  ml_store *other = NULL;
  ML_TRY(check_making(&g));
  ml_status status = ml_store_open(&other, path, reporter);
  if (status == ML_OK)
    status = read_store(&g, other);
  *n += g.n;
  ml_store_close(other);
  ml_arena_dispose(&g.arena);
  return status;
}
