/* Short ways to SQLite. Each function reports what SQLite complains of, naming the store, and returns the status.
 *
 * A statement that is left over when something fails is finalised by ml_sql_release or when the store closes, so that
 * straight-line code need not do it. */
#ifndef ML_GRAPH_SQL_H
#define ML_GRAPH_SQL_H

#include "base/str.h"
#include "graph/store.h"

/* Reports SQLite's last complaint. ML_ERR_NOMEM or ML_ERR_STORE. */
ml_status ml_sql_fail(const ml_store *store);

ml_status ml_sql_exec(const ml_store *store, const char *sql);
ml_status ml_sql_prepare(const ml_store *store, const char *sql, sqlite3_stmt **out);

/* Takes care of a statement that was prepared otherwise. ML_ERR_NOMEM when that is not possible; it is finalised then.
 */
ml_status ml_sql_keep(const ml_store *store, sqlite3_stmt *statement);

/* Finalises one statement early. */
void ml_sql_finalize(const ml_store *store, sqlite3_stmt *statement);

/* Moves to the next row; *row is false behind the last one, and then the statement is reset. */
ml_status ml_sql_step(const ml_store *store, sqlite3_stmt *statement, bool *row);

/* Runs a statement that gives no rows and resets it. */
ml_status ml_sql_run(const ml_store *store, sqlite3_stmt *statement);

/* The one number that `sql` selects. */
ml_status ml_sql_number(const ml_store *store, const char *sql, int64_t *out);

/* The same for text that has gathered in `builder`, which is freed in any case. */
ml_status ml_sql_exec_built(const ml_store *store, sqlite3_str *builder);
ml_status ml_sql_prepare_built(const ml_store *store, sqlite3_str *builder, sqlite3_stmt **out);

/* Binds text to parameter `index` (from 1); a NULL `at` binds NULL. The bytes must stay until the statement has run. */
void ml_sql_bind(sqlite3_stmt *statement, int index, ml_str text);

/* The text of a column (from 0), {NULL, 0} for NULL; valid until the next step. */
ml_str ml_sql_column(sqlite3_stmt *statement, int index);

/* Finalises every statement that is left. */
void ml_sql_release(const ml_store *store);

#endif
