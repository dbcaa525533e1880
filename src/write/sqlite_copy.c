/* The store as an export: a copy, from which is taken out what was not selected. */
#include <errno.h>
#include <stdlib.h>

#include "base/report.h"
#include "graph/sql.h"
#include "write/select.h"

static ml_status copy_file(const ml_export_job *job) {
  char bytes[1 << 14];
  FILE *from = fopen(job->store->path, "rb");
  if (from == NULL)
    return ml_fail(&job->store->reporter, ML_ERR_STORE, job->store->path, "the store cannot be read: %s",
                   strerror(errno));
  size_t n;
  while ((n = fread(bytes, 1, sizeof bytes, from)) > 0 && fwrite(bytes, 1, n, job->to) == n)
    ;
  bool unread = ferror(from);
  fclose(from);
  return unread ? ml_fail(&job->store->reporter, ML_ERR_STORE, job->store->path, "the store cannot be read") : ML_OK;
}

static ml_status shrink(const ml_store *copy, const ml_export_job *job) {
  ml_export_job copy_job = *job;
  copy_job.store = copy;
  ML_TRY(ml_sql_exec(copy, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN"));
  ML_TRY(ml_select(&copy_job, &copy->reporter));
  ML_TRY(ml_select_delete(copy));
  ml_sql_release(copy);
  ML_TRY(ml_sql_exec(copy, "COMMIT"));
  ml_select_end(copy);
  return ml_sql_exec(copy, "PRAGMA query_only = OFF; VACUUM");
}

ml_status ml_write_sqlite(ml_export_job *job) {
  if (job->selected && job->path == NULL)
    return ml_fail(&job->store->reporter, ML_ERR_ARGUMENT, NULL, "a part of the store as SQLite needs a file");
  ML_TRY(copy_file(job));
  if (!job->selected || fflush(job->to) != 0)
    return ML_OK;
  ml_statements statements = {0};
  ml_store copy = {.reporter = job->store->reporter, .path = job->store->path, .statements = &statements};
  copy.path = ml_arena_format(job->arena, "%s", job->path);
  ml_status status =
      sqlite3_open_v2(copy.path, &copy.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK
          ? shrink(&copy, job)
          : ml_sql_fail(&copy);
  ml_sql_release(&copy);
  sqlite3_close(copy.db);
  free(statements.v);
  return status;
}
