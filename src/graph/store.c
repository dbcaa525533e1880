#include "graph/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/report.h"
#include "graph/graph.h"
#include "graph/sql.h"
#include "graph/stage.h"
#include "graph/tables.h"
#include "rules/rules.h"

static void close_database(ml_store *store) {
  if (store->statements != NULL)
    ml_sql_release(store);
  sqlite3_close(store->db);
  store->db = NULL;
}

/* Gives up a store that is being made. */
static void abandon(ml_store *store) {
  close_database(store);
  unlink(store->part);
  ml_stage_close(store->stage, false);
  store->stage = NULL;
}

void ml_store_free(ml_store *store) {
  if (store == NULL)
    return;
  if (store->part != NULL && store->db != NULL)
    abandon(store);
  else
    close_database(store);
  ml_arena_dispose(&store->arena);
  free(store->path);
  free(store->part);
  free(store->statements == NULL ? NULL : store->statements->v);
  free(store->statements);
  free(store);
}

/* A new store for `path`, or NULL when there is no memory. */
static ml_store *new_store(const char *path, const ml_reporter *reporter) {
  ml_store *store = calloc(1, sizeof *store);
  if (store == NULL)
    return NULL;
  if (reporter != NULL)
    store->reporter = *reporter;
  store->path = strdup(path);
  store->statements = calloc(1, sizeof *store->statements);
  if (store->path != NULL && store->statements != NULL)
    return store;
  ml_store_free(store);
  return NULL;
}

/* Hands the store out, or frees it when the work on it has failed. */
static ml_status hand_out(ml_store **out, ml_store *store, ml_status status) {
  *out = status == ML_OK ? store : NULL;
  if (status != ML_OK)
    ml_store_free(store);
  return status;
}

/* ---- reading ---- */

static ml_status open_for_reading(ml_store *store) {
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
  ml_store *store = new_store(path, reporter);
  return hand_out(out, store, store == NULL ? ML_ERR_NOMEM : open_for_reading(store));
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

/* ---- making ---- */

static ml_status fail_io(const ml_store *store, const char *what) {
  return ml_fail(&store->reporter, ML_ERR_STORE, store->path, "%s: %s", what, strerror(errno));
}

/* Something else than a file under the final name would be in the way of the rename. */
static ml_status check_place(const ml_store *store) {
  struct stat found;
  if (lstat(store->path, &found) != 0 || S_ISREG(found.st_mode) || S_ISLNK(found.st_mode))
    return ML_OK;
  return ml_fail(&store->reporter, ML_ERR_STORE, store->path,
                 "the store cannot be written: something that is no file bears this name");
}

/* Removes what a killed build left behind, but not what another build is writing: that one holds SQLite's lock. */
static ml_status clear_part(const ml_store *store) {
  sqlite3 *other = NULL;
  bool busy = sqlite3_open_v2(store->part, &other, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
              sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL) == SQLITE_BUSY;
  sqlite3_close(other);
  if (busy)
    return ml_fail(&store->reporter, ML_ERR_STORE, store->path, "another build is writing this store at the moment");
  unlink(store->part);
  return ML_OK;
}

/* Where a file cannot be made, SQLite says of its second try, to read one, why that failed. */
static ml_status create_part(const ml_store *store) {
  int file = open(store->part, O_RDWR | O_CREAT, 0644);
  return file >= 0 && close(file) == 0 ? ML_OK : fail_io(store, "the store cannot be written");
}

/* The file is thrown away when anything goes wrong, so it needs no journal, and one sync at the end. */
static const char settings[] = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                               "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536; BEGIN EXCLUSIVE";

typedef struct creation {
  ml_store *store;
  const ml_schema *schema;
} creation;

static ml_status create_graph(void *argument) {
  const creation *c = argument;
  return ml_graph_create(c->store, c->schema);
}

static ml_status create_new(ml_store *store, const ml_schema *schema) {
  const char suffix[] = ".part";
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  store->part = malloc(strlen(store->path) + sizeof suffix);
  if (store->part == NULL)
    return ML_ERR_NOMEM;
  snprintf(store->part, strlen(store->path) + sizeof suffix, "%s%s", store->path, suffix);
  ML_TRY(check_place(store));
  ML_TRY(clear_part(store));
  ML_TRY(create_part(store));
  if (sqlite3_open_v2(store->part, &store->db, flags, NULL) != SQLITE_OK)
    return store->db == NULL ? ML_ERR_NOMEM : ml_sql_fail(store);
  sqlite3_extended_result_codes(store->db, 1);
  ML_TRY(ml_sql_exec(store, settings));
  ML_TRY(ml_arena_guard(&store->arena, create_graph, &(creation){store, schema}));
  return ml_stage_open(&store->stage, store->path, &store->reporter);
}

ml_status ml_store_create_for(ml_store **out, const char *path, const ml_schema *schema, const ml_reporter *reporter) {
  ml_store *store = new_store(path, reporter);
  return hand_out(out, store, store == NULL ? ML_ERR_NOMEM : create_new(store, schema));
}

ml_status ml_store_create(ml_store **out, const char *path, const ml_rules *rules, const ml_reporter *reporter) {
  return ml_store_create_for(out, path, ml_rules_schema(rules), reporter);
}

typedef struct merging {
  const ml_store *store;
  const char *path;
  FILE *file;
} merging;

static ml_status read_merges(void *argument) {
  merging *m = argument;
  ml_graph *graph = m->store->graph;
  return ml_merges_read(graph->arena, graph->schema, m->path, &m->file, &graph->merges, &m->store->reporter);
}

ml_status ml_store_merges(ml_store *store, const char *path) {
  merging m = {.store = store, .path = path};
  if (store->graph == NULL)
    return ml_fail(&store->reporter, ML_ERR_ARGUMENT, store->path, "this store is complete; nothing can be merged");
  ml_status status = ml_arena_guard(&store->arena, read_merges, &m);
  if (m.file != NULL)
    fclose(m.file);
  return status;
}

/* ---- adding ---- */

static ml_status check_making(const ml_store *store, const ml_reporter *reporter) {
  if (store->stage != NULL)
    return ML_OK;
  return ml_fail(reporter, ML_ERR_ARGUMENT, store->path, "this store is complete; nothing can be added");
}

static ml_staged staged(const ml_store *store, const ml_document *document, char state[ML_STATE_SIZE]) {
  ml_sheet_state(document, store->graph->schema->hash, state);
  return (ml_staged){.document = document->id, .state = state, .file = document->file, .line = document->line};
}

ml_status ml_store_expect(ml_store *store, const ml_document *document, bool *known, const ml_reporter *reporter) {
  char state[ML_STATE_SIZE];
  ML_TRY(check_making(store, reporter));
  const ml_staged given = staged(store, document, state);
  return ml_stage_expect(store->stage, &given, known, reporter);
}

ml_status ml_store_add(ml_store *store, const ml_document *document, const ml_extraction *extraction,
                       const ml_reporter *reporter) {
  char state[ML_STATE_SIZE], *line = NULL;
  size_t n = 0;
  ML_TRY(check_making(store, reporter));
  FILE *to = open_memstream(&line, &n);
  ml_status status = to == NULL ? ML_ERR_NOMEM : ml_extraction_write_sheet(extraction, to);
  if (to != NULL && fclose(to) != 0)
    status = ML_ERR_NOMEM;
  if (status == ML_OK) {
    const ml_staged given = staged(store, document, state);
    status = ml_stage_put(store->stage, &given, (ml_str){line, n - 1}, reporter);
  }
  free(line);
  return status;
}

/* ---- finishing ---- */

/* A misspelt name looks like one that no text has. */
static void tell_idle_merges(const ml_store *store) {
  char message[128];
  const ml_graph *graph = store->graph;
  snprintf(message, sizeof message, "%zu of %zu lines about who is who have a name that no text has",
           graph->n_idle_merges, graph->merges.n);
  if (graph->n_idle_merges > 0)
    ml_report(&store->reporter, &(ml_diagnostic){.severity = ML_NOTE, .message = message});
}

static ml_status write_all(const ml_store *store) {
  const ml_graph *graph = store->graph;
  ML_TRY(ml_graph_collect(store, store->stage));
  ml_graph_resolve(store->graph);
  tell_idle_merges(store);
  ML_TRY(ml_facts_write(store));
  ML_TRY(ml_entities_write(store));
  ML_TRY(ml_tables_index(store, graph->layouts, graph->schema->n_relations));
  ML_TRY(ml_statements_write(store));
  ML_TRY(ml_tables_index_triples(store));
  ml_sql_release(store);
  return ml_sql_exec(store, "COMMIT");
}

static ml_status sync_file(const ml_store *store) {
  int file = open(store->part, O_RDONLY);
  bool synced = file >= 0 && fsync(file) == 0;
  if (file >= 0)
    close(file);
  return synced ? ML_OK : fail_io(store, "the store cannot be written to the disk");
}

static ml_status finish(void *argument) {
  ml_store *store = argument;
  ML_TRY(write_all(store));
  sqlite3_close(store->db);
  store->db = NULL;
  ML_TRY(sync_file(store));
  return rename(store->part, store->path) == 0 ? ML_OK : fail_io(store, "the store cannot get its name");
}

ml_status ml_store_finish(ml_store *store, bool prune, ml_store_changes *changes) {
  ml_store_changes unasked;
  if (store->graph == NULL || store->db == NULL)
    return ml_fail(&store->reporter, ML_ERR_ARGUMENT, store->path, "this store is not being made");
  ml_status status = ml_stage_seal(store->stage, prune, changes == NULL ? &unasked : changes);
  if (status == ML_OK)
    status = ml_arena_guard(&store->arena, finish, store);
  store->graph = NULL;
  if (status != ML_OK) {
    abandon(store);
    return status;
  }
  ml_stage_close(store->stage, true);
  store->stage = NULL;
  ml_arena_dispose(&store->arena);
  free(store->part);
  store->part = NULL;
  return open_for_reading(store);
}
