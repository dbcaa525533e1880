#include "graph/query.h"

#include <math.h>

#include "base/json.h"
#include "base/nearest.h"
#include "base/number.h"
#include "base/report.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "graph/sql.h"

typedef struct asking {
  ml_store *store;
  const char *sql;
  const char *argument; /* of a question with a name, else NULL */
  ml_query_format format;
  FILE *to;
} asking;

/* What is wrong with the statement; `hint` may be NULL. */
static ml_status wrong_with(const asking *a, const char *message, const char *hint) {
  ml_report(&a->store->reporter, &(ml_diagnostic){.severity = ML_ERROR,
                                                  .message = ml_arena_format(&a->store->arena, "SQL: %s", message),
                                                  .hint = hint});
  return ML_ERR_ARGUMENT;
}

static ml_status wrong(const asking *a, const char *message) {
  return wrong_with(a, message, NULL);
}

/* Like ml_sql_step, but what fails for the statement's own sake is the caller's mistake and not the store's. */
static ml_status next(const asking *a, sqlite3_stmt *rows, bool *row) {
  int code = sqlite3_step(rows);
  *row = code == SQLITE_ROW;
  if (code == SQLITE_ROW)
    return ML_OK;
  ml_status status = ML_OK;
  if (code != SQLITE_DONE)
    status = (code & 0xFF) == SQLITE_ERROR ? wrong(a, sqlite3_errmsg(a->store->db)) : ml_sql_fail(a->store);
  sqlite3_reset(rows);
  return status;
}

/* ---- cells ---- */

/* A cell as text; numbers in plain decimal notation. `number` holds it when it is one. */
static ml_str cell_text(sqlite3_stmt *row, int column, char number[ML_NUMBER_SIZE]) {
  if (sqlite3_column_type(row, column) != SQLITE_FLOAT || !isfinite(sqlite3_column_double(row, column)))
    return ml_sql_column(row, column);
  ml_number_text(sqlite3_column_double(row, column), number);
  return ml_str_of(number);
}

static bool is_number(sqlite3_stmt *row, int column) {
  int type = sqlite3_column_type(row, column);
  return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

/* ---- a table for people ---- */

/* Control characters would break the lines. */
static uint32_t printable(uint32_t code) {
  if (code == ML_UTF8_BAD)
    return 0xFFFD;
  return code < 0x20 || (code >= 0x7F && code < 0xA0) ? ' ' : code;
}

static size_t width_of(ml_str text) {
  size_t width = 0;
  for (size_t at = 0; at < text.n;)
    width += ml_utf8_width(printable(ml_utf8_next(text, &at)));
  return width;
}

static void put_spaces(FILE *to, size_t n) {
  for (size_t i = 0; i < n; i++)
    putc(' ', to);
}

static void put_padded(FILE *to, ml_str text, size_t width, bool right, bool last) {
  size_t own = width_of(text), room = width > own ? width - own : 0;
  if (right)
    put_spaces(to, room);
  for (size_t at = 0; at < text.n;) {
    char bytes[4] = {0};
    size_t n = ml_utf8_put(printable(ml_utf8_next(text, &at)), bytes);
    fwrite(bytes, 1, n, to);
  }
  if (!right && !last)
    put_spaces(to, room);
  fputs(last ? "\n" : "  ", to);
}

/* The widest cell of each column. */
static ml_status measure(const asking *a, sqlite3_stmt *rows, size_t *widths, int n) {
  char number[ML_NUMBER_SIZE];
  bool row = false;
  for (int i = 0; i < n; i++)
    widths[i] = width_of(ml_str_of(sqlite3_column_name(rows, i)));
  do {
    ML_TRY(next(a, rows, &row));
    for (int i = 0; row && i < n; i++) {
      size_t width = width_of(cell_text(rows, i, number));
      widths[i] = width > widths[i] ? width : widths[i];
    }
  } while (row);
  return ML_OK;
}

/* Runs the statement twice, first for the widths, so that memory does not grow with the answer. */
static ml_status put_table(const asking *a, sqlite3_stmt *rows, int n) {
  char number[ML_NUMBER_SIZE];
  bool row = false;
  size_t *widths = ML_NEW_ARRAY(&a->store->arena, size_t, (size_t)n);
  ML_TRY(measure(a, rows, widths, n));
  for (int i = 0; i < n; i++)
    put_padded(a->to, ml_str_of(sqlite3_column_name(rows, i)), widths[i], false, i + 1 == n);
  for (int i = 0; i < n; i++) {
    for (size_t k = 0; k < widths[i]; k++)
      putc('-', a->to);
    fputs(i + 1 == n ? "\n" : "  ", a->to);
  }
  do {
    ML_TRY(next(a, rows, &row));
    for (int i = 0; row && i < n; i++)
      put_padded(a->to, cell_text(rows, i, number), widths[i], is_number(rows, i), i + 1 == n);
  } while (row && !ferror(a->to));
  return ML_OK;
}

/* ---- CSV (RFC 4180) ---- */

static void put_csv_cell(FILE *to, ml_str text, bool last) {
  bool quoted = false;
  for (size_t i = 0; i < text.n; i++)
    quoted |= strchr("\",\r\n", text.at[i]) != NULL;
  if (quoted)
    putc('"', to);
  for (size_t i = 0; i < text.n; i++) {
    if (text.at[i] == '"')
      putc('"', to);
    putc(text.at[i], to);
  }
  if (quoted)
    putc('"', to);
  fputs(last ? "\n" : ",", to);
}

static ml_status put_csv(const asking *a, sqlite3_stmt *rows, int n) {
  char number[ML_NUMBER_SIZE];
  bool row = false;
  for (int i = 0; i < n; i++)
    put_csv_cell(a->to, ml_str_of(sqlite3_column_name(rows, i)), i + 1 == n);
  do {
    ML_TRY(next(a, rows, &row));
    for (int i = 0; row && i < n; i++)
      put_csv_cell(a->to, cell_text(rows, i, number), i + 1 == n);
  } while (row && !ferror(a->to));
  return ML_OK;
}

/* ---- JSON ---- */

static void put_json_value(FILE *to, sqlite3_stmt *row, int column) {
  switch (sqlite3_column_type(row, column)) {
  case SQLITE_NULL:
    fputs("null", to);
    break;
  case SQLITE_INTEGER:
    fprintf(to, "%lld", (long long)sqlite3_column_int64(row, column));
    break;
  case SQLITE_FLOAT:
    ml_json_number(to, sqlite3_column_double(row, column));
    break;
  default:
    ml_json_string(to, ml_sql_column(row, column));
    break;
  }
}

static ml_status put_json(const asking *a, sqlite3_stmt *rows, int n) {
  const char *separator = "[\n";
  bool row = false;
  ML_TRY(next(a, rows, &row));
  if (!row)
    fputs("[", a->to);
  for (; row && !ferror(a->to); separator = ",\n") {
    fputs(separator, a->to);
    for (int i = 0; i < n; i++) {
      fputs(i == 0 ? "{" : ",", a->to);
      ml_json_string(a->to, ml_str_of(sqlite3_column_name(rows, i)));
      putc(':', a->to);
      put_json_value(a->to, rows, i);
    }
    putc('}', a->to);
    ML_TRY(next(a, rows, &row));
  }
  fputs("]\n", a->to);
  return ML_OK;
}

/* ---- Markdown ---- */

/* A cell cannot hold the end of a line or a bar, and shows nothing of HTML. */
static void put_markdown_cell(FILE *to, ml_str text) {
  for (size_t at = 0; at < text.n;) {
    char bytes[4] = {0};
    uint32_t code = printable(ml_utf8_next(text, &at));
    if (code < 0x80 && strchr("|\\<*_`[", (char)code) != NULL)
      putc('\\', to);
    size_t n = ml_utf8_put(code, bytes);
    fwrite(bytes, 1, n, to);
  }
  fputs(" |", to);
}

static ml_status put_markdown(const asking *a, sqlite3_stmt *rows, int n) {
  char number[ML_NUMBER_SIZE];
  bool row = false;
  fputs("|", a->to);
  for (int i = 0; i < n; i++) {
    putc(' ', a->to);
    put_markdown_cell(a->to, ml_str_of(sqlite3_column_name(rows, i)));
  }
  fputs("\n|", a->to);
  for (int i = 0; i < n; i++)
    fputs(" --- |", a->to);
  putc('\n', a->to);
  for (;;) {
    ML_TRY(next(a, rows, &row));
    if (!row || ferror(a->to))
      return ML_OK;
    putc('|', a->to);
    for (int i = 0; i < n; i++) {
      putc(' ', a->to);
      put_markdown_cell(a->to, cell_text(rows, i, number));
    }
    putc('\n', a->to);
  }
}

/* ---- asking ---- */

/* What a question may do: read. Opening other files, transactions and settings are refused as well as writing. */
static int only_reading(void *user, int action, const char *first, const char *second, const char *database,
                        const char *trigger) {
  (void)user, (void)second, (void)database, (void)trigger;
  switch (action) {
  case SQLITE_SELECT:
  case SQLITE_READ:
  case SQLITE_FUNCTION:
  case SQLITE_RECURSIVE:
    return SQLITE_OK;
  case SQLITE_PRAGMA: /* what the full-text search asks for itself */
    return strcmp(first, "data_version") == 0 ? SQLITE_OK : SQLITE_DENY;
  default:
    return SQLITE_DENY;
  }
}

static bool is_blank(const char *text) {
  return text[strspn(text, " \t\r\n;")] == '\0';
}

/* The hint at the name most like `wanted` among those that `sql` lists; NULL in *hint when none is near. */
static ml_status find_nearest(const ml_store *store, const char *wanted, const char *sql, ml_arena *arena,
                              const char **hint) {
  sqlite3_stmt *names;
  bool row = false;
  ml_nearest nearest = ml_nearest_start(wanted);
  ML_TRY(ml_sql_prepare(store, sql, &names));
  do {
    ML_TRY(ml_sql_step(store, names, &row));
    if (row)
      ml_nearest_try(&nearest, ml_arena_copy(arena, ml_sql_column(names, 0).at, ml_sql_column(names, 0).n));
  } while (row);
  *hint = ml_nearest_hint(&nearest, arena);
  return ML_OK;
}

/* What SQLite says of the statement, and which name of the store is like the one that it does not find. */
static ml_status misspelt(const asking *a) {
  static const struct {
    const char *error, *names;
  } kinds[] = {
      {"no such table: ", "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"},
      {"no such column: ", "SELECT c.name FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c"},
  };
  ml_arena *arena = &a->store->arena;
  const char *error = sqlite3_errmsg(a->store->db), *hint = NULL;
  error = ml_arena_copy(arena, error, strlen(error));
  sqlite3_set_authorizer(a->store->db, NULL, NULL); /* the statement is not run */
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t n = strlen(kinds[i].error);
    const char *dot = strrchr(error, '.'); /* behind the name of a table */
    if (strncmp(error, kinds[i].error, n) == 0)
      ML_TRY(find_nearest(a->store, dot == NULL ? error + n : dot + 1, kinds[i].names, arena, &hint));
  }
  return wrong_with(a, error, hint);
}

static ml_status prepare(const asking *a, sqlite3_stmt **out) {
  const char *rest;
  int code = sqlite3_prepare_v2(a->store->db, a->sql, -1, out, &rest);
  if (code == SQLITE_NOMEM)
    return ML_ERR_NOMEM;
  if (code == SQLITE_AUTH)
    return wrong(a, "a store is only read; ask with SELECT");
  if (code != SQLITE_OK)
    return misspelt(a);
  if (*out == NULL)
    return wrong(a, "there is no statement");
  ML_TRY(ml_sql_keep(a->store, *out));
  if (!is_blank(rest))
    return wrong(a, "one statement at a time");
  if (!sqlite3_stmt_readonly(*out))
    return wrong(a, "a store is only read; ask with SELECT");
  return ML_OK;
}

static ml_status ask(void *argument) {
  const asking *a = argument;
  sqlite3_stmt *rows;
  ML_TRY(prepare(a, &rows));
  if (a->argument != NULL)
    ml_sql_bind(rows, 1, ml_str_of(a->argument));
  int n = sqlite3_column_count(rows);
  switch (a->format) {
  case ML_QUERY_TABLE:
    ML_TRY(put_table(a, rows, n));
    break;
  case ML_QUERY_CSV:
    ML_TRY(put_csv(a, rows, n));
    break;
  case ML_QUERY_JSON:
    ML_TRY(put_json(a, rows, n));
    break;
  case ML_QUERY_MARKDOWN:
    ML_TRY(put_markdown(a, rows, n));
    break;
  }
  return fflush(a->to) != 0 || ferror(a->to) ? ML_ERR_IO : ML_OK;
}

ml_status ml_query_answer(ml_store *store, const char *sql, const char *argument, ml_query_format format, FILE *to) {
  asking a = {.store = store, .sql = sql, .argument = argument, .format = format, .to = to};
  ML_TRY(ml_store_readable(store));
  /* The table of the full-text search sets itself up at its first use, and that takes more than reading. */
  ML_TRY(ml_sql_exec(store, "SELECT 1 FROM search LIMIT 0"));
  sqlite3_set_authorizer(store->db, only_reading, NULL);
  ml_status status = ml_arena_guard(&store->arena, ask, &a);
  sqlite3_set_authorizer(store->db, NULL, NULL);
  ml_sql_release(store);
  return status;
}

ml_status ml_store_query(ml_store *store, const char *sql, ml_query_format format, FILE *to) {
  return ml_query_answer(store, sql, NULL, format, to);
}
