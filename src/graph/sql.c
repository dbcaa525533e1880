#include "graph/sql.h"

#include <errno.h>
#include <stdlib.h>

#include "base/report.h"

ml_status ml_sql_fail(const ml_store *store) {
  char message[512];
  int code = sqlite3_errcode(store->db) & 0xFF;
  if (code == SQLITE_NOMEM)
    return ML_ERR_NOMEM;
  bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  int reason = code == SQLITE_CANTOPEN || code == SQLITE_IOERR ? sqlite3_system_errno(store->db) : 0;
  snprintf(message, sizeof message, "the store cannot be %s: %s", store->part == NULL ? "read" : "written",
           reason != 0 ? strerror(reason) : sqlite3_errmsg(store->db));
  ml_report(&store->reporter,
            &(ml_diagnostic){.severity = ML_ERROR,
                             .file = store->path,
                             .message = message,
                             .hint = damaged            ? "remove the store and build it again"
                                     : reason == EISDIR ? "a store is a file: graph.db in the folder of a build"
                                                        : NULL});
  return ML_ERR_STORE;
}

ml_status ml_sql_exec(const ml_store *store, const char *sql) {
  return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? ML_OK : ml_sql_fail(store);
}

ml_status ml_sql_prepare(const ml_store *store, const char *sql, sqlite3_stmt **out) {
  ML_TRY(sqlite3_prepare_v2(store->db, sql, -1, out, NULL) == SQLITE_OK ? ML_OK : ml_sql_fail(store));
  return ml_sql_keep(store, *out);
}

ml_status ml_sql_keep(const ml_store *store, sqlite3_stmt *statement) {
  ml_statements *all = store->statements;
  if (all->n == all->cap) {
    size_t cap = 2 * all->cap + 16;
    sqlite3_stmt **grown = realloc(all->v, cap * sizeof(sqlite3_stmt *));
    if (grown == NULL) {
      sqlite3_finalize(statement);
      return ML_ERR_NOMEM;
    }
    all->v = grown;
    all->cap = cap;
  }
  all->v[all->n++] = statement;
  return ML_OK;
}

void ml_sql_finalize(const ml_store *store, sqlite3_stmt *statement) {
  ml_statements *all = store->statements;
  size_t i = all->n;
  while (i > 0 && all->v[i - 1] != statement)
    i--;
  if (i > 0)
    all->v[i - 1] = all->v[--all->n];
  sqlite3_finalize(statement);
}

ml_status ml_sql_step(const ml_store *store, sqlite3_stmt *statement, bool *row) {
  int code = sqlite3_step(statement);
  *row = code == SQLITE_ROW;
  if (code == SQLITE_ROW)
    return ML_OK;
  ml_status status = code == SQLITE_DONE ? ML_OK : ml_sql_fail(store);
  sqlite3_reset(statement);
  return status;
}

ml_status ml_sql_run(const ml_store *store, sqlite3_stmt *statement) {
  bool row;
  return ml_sql_step(store, statement, &row);
}

ml_status ml_sql_number(const ml_store *store, const char *sql, int64_t *out) {
  sqlite3_stmt *statement;
  bool row;
  ML_TRY(ml_sql_prepare(store, sql, &statement));
  ml_status status = ml_sql_step(store, statement, &row);
  *out = row ? sqlite3_column_int64(statement, 0) : 0;
  ml_sql_finalize(store, statement);
  return status;
}

ml_status ml_sql_exec_built(const ml_store *store, sqlite3_str *builder) {
  char *sql = sqlite3_str_finish(builder);
  if (sql == NULL)
    return ML_ERR_NOMEM;
  ml_status status = ml_sql_exec(store, sql);
  sqlite3_free(sql);
  return status;
}

ml_status ml_sql_prepare_built(const ml_store *store, sqlite3_str *builder, sqlite3_stmt **out) {
  char *sql = sqlite3_str_finish(builder);
  if (sql == NULL)
    return ML_ERR_NOMEM;
  ml_status status = ml_sql_prepare(store, sql, out);
  sqlite3_free(sql);
  return status;
}

void ml_sql_bind(sqlite3_stmt *statement, int index, ml_str text) {
  if (text.at == NULL)
    sqlite3_bind_null(statement, index);
  else
    sqlite3_bind_text64(statement, index, text.at, text.n, SQLITE_STATIC, SQLITE_UTF8);
}

ml_str ml_sql_column(sqlite3_stmt *statement, int index) {
  const char *text = (const char *)sqlite3_column_text(statement, index);
  return (ml_str){text, text == NULL ? 0 : (size_t)sqlite3_column_bytes(statement, index)};
}

void ml_sql_release(const ml_store *store) {
  ml_statements *all = store->statements;
  while (all->n > 0)
    sqlite3_finalize(all->v[--all->n]);
}
