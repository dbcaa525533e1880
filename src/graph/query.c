/* Questions in SQL, and their answers as a table, CSV or JSON. */
#include <math.h>

#include "base/json.h"
#include "base/number.h"
#include "base/report.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "graph/sql.h"

typedef struct asking {
  ml_store *store;
  const char *sql;
  ml_query_format format;
  FILE *to;
} asking;

static ml_status wrong(const asking *a, const char *message) {
  return ml_fail(&a->store->reporter, ML_ERR_ARGUMENT, NULL, "SQL: %s", message);
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
  fputs(last ? "\r\n" : ",", to);
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

/* ---- asking ---- */

/* What a question may do: read. Opening other files, transactions and settings are refused as well as writing. */
static int only_reading(void *user, int action, const char *first, const char *second, const char *database,
                        const char *trigger) {
  (void)user, (void)first, (void)second, (void)database, (void)trigger;
  switch (action) {
  case SQLITE_SELECT:
  case SQLITE_READ:
  case SQLITE_FUNCTION:
  case SQLITE_RECURSIVE:
    return SQLITE_OK;
  default:
    return SQLITE_DENY;
  }
}

static bool is_blank(const char *text) {
  return text[strspn(text, " \t\r\n;")] == '\0';
}

static ml_status prepare(const asking *a, sqlite3_stmt **out) {
  const char *rest;
  int code = sqlite3_prepare_v2(a->store->db, a->sql, -1, out, &rest);
  if (code == SQLITE_NOMEM)
    return ML_ERR_NOMEM;
  if (code == SQLITE_AUTH)
    return wrong(a, "a store is only read; ask with SELECT");
  if (code != SQLITE_OK)
    return wrong(a, sqlite3_errmsg(a->store->db));
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
  }
  return fflush(a->to) != 0 || ferror(a->to) ? ML_ERR_IO : ML_OK;
}

ml_status ml_store_query(ml_store *store, const char *sql, ml_query_format format, FILE *to) {
  asking a = {store, sql, format, to};
  ML_TRY(ml_store_readable(store));
  sqlite3_set_authorizer(store->db, only_reading, NULL);
  ml_status status = ml_arena_guard(&store->arena, ask, &a);
  sqlite3_set_authorizer(store->db, NULL, NULL);
  ml_sql_release(store);
  return status;
}
