/* Adding sheets that were made elsewhere: from files, and from other stores. */
#include <stdlib.h>

#include "base/report.h"
#include "base/utf8.h"
#include "graph/graph.h"
#include "graph/sql.h"
#include "text/reader.h"

enum { LINE_LIMIT = 1 << 30, MOST_NAMED = 8, NAME_SIZE = 64, PROBLEM_SIZE = 256 };

/* Claims of one relation that the rules here do not have. */
typedef struct foreign {
  char relation[NAME_SIZE];
  uint64_t n;
} foreign;

typedef struct gathering {
  ml_store *store;
  const ml_reporter *reporter;
  const char *path;
  size_t line;                     /* 0: no file of lines */
  ml_status status;                /* of lines that were left out */
  uint64_t n;                      /* sheets that were added */
  char problem[PROBLEM_SIZE];      /* the last that was told */
  uint64_t n_more;                 /* lines after it that have the same */
  foreign foreign[MOST_NAMED + 1]; /* in the last one all others */
  ml_arena arena;
  char *text; /* the sheet as we write it */
  size_t n_text;
  ml_str given;
} gathering;

/* A file of another kind has the same problem in each line. */
static void tell_more(gathering *g) {
  if (g->n_more > 0)
    ml_fail(g->reporter, ML_ERR_INPUT, g->path, "%ju more line%s left out for the same reason", (uintmax_t)g->n_more,
            g->n_more == 1 ? " is" : "s are");
  g->n_more = 0;
}

static ml_status leave_out(gathering *g, size_t column, const char *problem) {
  char told[PROBLEM_SIZE];
  snprintf(told, sizeof told, "%s", problem);
  g->status = ML_ERR_INPUT;
  if (strcmp(told, g->problem) == 0) {
    g->n_more++;
    return ML_OK;
  }
  tell_more(g);
  memcpy(g->problem, told, sizeof told);
  ml_report(
      g->reporter,
      &(ml_diagnostic){.severity = ML_ERROR, .file = g->path, .line = g->line, .column = column, .message = problem});
  return ML_OK;
}

static void count_foreign(gathering *g, const char *relation) {
  char name[NAME_SIZE];
  size_t i = 0;
  snprintf(name, sizeof name, "%.*s", ml_utf8_within(relation, NAME_SIZE - 1), relation);
  while (i < MOST_NAMED && g->foreign[i].n > 0 && strcmp(g->foreign[i].relation, name) != 0)
    i++;
  snprintf(g->foreign[i].relation, NAME_SIZE, "%s", i < MOST_NAMED ? name : "others");
  g->foreign[i].n++;
}

static void tell_foreign(const gathering *g) {
  char message[MOST_NAMED * 2 * NAME_SIZE];
  uint64_t n = 0;
  for (size_t i = 0; i <= MOST_NAMED; i++)
    n += g->foreign[i].n;
  if (n == 0)
    return;
  int end = snprintf(message, sizeof message,
                     "%ju claim%s left out because these rules lack the relation or a type in it:", (uintmax_t)n,
                     n == 1 ? " is" : "s are");
  for (size_t i = 0; i <= MOST_NAMED && g->foreign[i].n > 0; i++)
    end += snprintf(message + end, sizeof message - (size_t)end, "%s %s %ju", i == 0 ? "" : ",", g->foreign[i].relation,
                    (uintmax_t)g->foreign[i].n);
  ml_report(g->reporter, &(ml_diagnostic){.severity = ML_WARNING,
                                          .file = g->path,
                                          .message = message,
                                          .hint = "name the rules that they were extracted with: --rules DIR"});
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
  if (status == ML_ERR_INPUT) {
    g->status = status;
    return ML_OK;
  }
  g->n++;
  for (size_t i = 0; i < sheet.n_foreign; i++)
    count_foreign(g, sheet.foreign[i]);
  return status;
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
  tell_more(&g);
  tell_foreign(&g);
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
  tell_more(&g);
  tell_foreign(&g);
  *n += g.n;
  ml_store_close(other);
  ml_arena_dispose(&g.arena);
  return status;
}
