#include "graph/store.h"

#include <stdlib.h>

#include "base/report.h"
#include "graph/sql.h"
#include "graph/tables.h"

void ml_store_close_database(ml_store *store) {
  if (store->statements != NULL)
    ml_sql_release(store);
  sqlite3_close(store->db);
  store->db = NULL;
}

void ml_store_close(ml_store *store) {
  if (store == NULL)
    return;
  ml_store_close_database(store);
  ml_arena_dispose(&store->arena);
  free(store->path);
  free(store->part);
  free(store->statements == NULL ? NULL : store->statements->v);
  free(store->statements);
  free(store);
}

ml_store *ml_store_new(const char *path, const ml_reporter *reporter) {
  ml_store *store = calloc(1, sizeof *store);
  if (store == NULL)
    return NULL;
  if (reporter != NULL)
    store->reporter = *reporter;
  store->lock = -1;
  store->path = strdup(path);
  store->statements = calloc(1, sizeof *store->statements);
  if (store->path != NULL && store->statements != NULL)
    return store;
  ml_store_close(store);
  return NULL;
}

/* ---- reading ---- */

ml_status ml_store_open_database(ml_store *store) {
  int64_t application = 0, version = 0;
  if (sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return store->db == NULL ? ML_ERR_NOMEM : ml_sql_fail(store);
  sqlite3_extended_result_codes(store->db, 1);
  ML_TRY(ml_sql_number(store, "PRAGMA application_id", &application));
  ML_TRY(ml_sql_number(store, "PRAGMA user_version", &version));
  if (application != ML_STORE_APPLICATION)
    return ml_fail(&store->reporter, ML_ERR_STORE, store->path, "this is no store of Mailuo");
  if (version != ML_STORE_VERSION)
    return ml_fail(&store->reporter, ML_ERR_STORE, store->path,
                   "the store has format %d, this program reads format %d: build it again", (int)version,
                   ML_STORE_VERSION);
  return ml_sql_exec(store, "PRAGMA query_only = ON");
}

ml_status ml_store_open(ml_store **out, const char *path, const ml_reporter *reporter) {
  ml_store *store = *out = ml_store_new(path, reporter);
  ml_status status = store == NULL ? ML_ERR_NOMEM : ml_store_open_database(store);
  if (status != ML_OK) {
    ml_store_close(store);
    *out = NULL;
  }
  return status;
}

ml_status ml_store_readable(const ml_store *store) {
  if (store->db != NULL && store->part == NULL)
    return ML_OK;
  return ml_fail(&store->reporter, ML_ERR_ARGUMENT, store->path, "the store is not complete, so it cannot be read");
}

typedef struct counting {
  ml_store *store;
  ml_store_counts *counts;
} counting;

static ml_status count_rows(void *argument) {
  const counting *c = argument;
  const struct {
    const char *sql;
    uint64_t *count;
  } queries[] = {
      {"SELECT count(*) FROM document", &c->counts->documents}, {"SELECT count(*) FROM mention", &c->counts->mentions},
      {"SELECT count(*) FROM entity", &c->counts->entities},    {"SELECT count(*) FROM fact", &c->counts->facts},
      {"SELECT count(*) FROM evidence", &c->counts->evidence},  {"SELECT count(*) FROM triple", &c->counts->triples},
  };
  ML_TRY(ml_store_readable(c->store));
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
    int64_t count;
    ML_TRY(ml_sql_number(c->store, queries[i].sql, &count));
    *queries[i].count = (uint64_t)count;
  }
  return ML_OK;
}

ml_status ml_store_count(ml_store *store, ml_store_counts *counts) {
  return ml_arena_guard(&store->arena, count_rows, &(counting){store, counts});
}
