/* Making a store: beside the one that is there already, and published when it is complete. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/report.h"
#include "graph/graph.h"
#include "graph/sql.h"
#include "graph/stage.h"
#include "graph/tables.h"
#include "rules/rules.h"

/* Closes what the store is made of, and what of it the next build can use unless it is `done`. The lock goes last:
 * until then no other build meets any of the files. */
static void end_making(ml_store *store, bool done) {
  ml_store_close_database(store);
  ml_stage_close(store->stage, done);
  store->stage = NULL;
  close(store->lock);
  store->lock = -1;
}

/* Gives up what is being made. */
static void abandon(ml_store *store) {
  unlink(store->part);
  end_making(store, false);
}

void ml_store_free(ml_store *store) {
  if (store == NULL)
    return;
  if (store->lock >= 0)
    abandon(store);
  ml_store_close(store);
}

/* ---- creating ---- */

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

/* Waits for a build that has just published the store and still holds it while it removes what it was made of. */
static void await_publisher(const ml_store *store) {
  int file = open(store->path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return;
  flock(file, LOCK_SH);
  close(file);
}

/* Whether the file that is locked still has the name: another build may have published it or given it up before. */
static bool has_part(const ml_store *store) {
  struct stat locked, named;
  return fstat(store->lock, &locked) == 0 && lstat(store->part, &named) == 0 && locked.st_dev == named.st_dev &&
         locked.st_ino == named.st_ino;
}

static ml_status lock_part(ml_store *store) {
  store->lock = open(store->part, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (store->lock < 0)
    return fail_io(store, "the store cannot be written");
  if (flock(store->lock, LOCK_EX | LOCK_NB) == 0)
    return ML_OK;
  ml_status status = errno == EWOULDBLOCK ? ml_fail(&store->reporter, ML_ERR_STORE, store->path,
                                                    "another build is writing this store at the moment")
                                          : fail_io(store, "the store cannot be written");
  close(store->lock);
  store->lock = -1;
  return status;
}

/* Makes the file, or takes over what a killed build left of it. Only who holds its lock may take the name away from it,
 * and the system ends the lock of a program that ends. SQLite's own lock would not do: it has to be let go before the
 * file gets its final name. */
static ml_status create_part(ml_store *store) {
  ML_TRY(lock_part(store));
  while (!has_part(store)) {
    close(store->lock);
    ML_TRY(lock_part(store));
  }
  await_publisher(store);
  return ftruncate(store->lock, 0) == 0 ? ML_OK : fail_io(store, "the store cannot be written");
}

/* The file is thrown away when anything goes wrong, so it needs no journal, and one sync at the end. */
static const char settings[] = "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                               "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -2048; BEGIN EXCLUSIVE";

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
  ML_TRY(create_part(store));
  if (sqlite3_open_v2(store->part, &store->db, flags, NULL) != SQLITE_OK)
    return store->db == NULL ? ML_ERR_NOMEM : ml_sql_fail(store);
  sqlite3_extended_result_codes(store->db, 1);
  ML_TRY(ml_sql_exec(store, settings));
  ML_TRY(ml_arena_guard(&store->arena, create_graph, &(creation){store, schema}));
  return ml_stage_open(&store->stage, store->path, &store->reporter);
}

ml_status ml_store_create_for(ml_store **out, const char *path, const ml_schema *schema, const ml_reporter *reporter) {
  ml_store *store = *out = ml_store_new(path, reporter);
  ml_status status = store == NULL ? ML_ERR_NOMEM : create_new(store, schema);
  if (status != ML_OK) {
    ml_store_free(store);
    *out = NULL;
  }
  return status;
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

/* ---- telling ---- */

/* A misspelt name looks like one that no text has. */
static void tell_idle_merges(const ml_store *store) {
  char message[128];
  const ml_graph *graph = store->graph;
  snprintf(message, sizeof message, "%ju of %zu lines about who is who have a name that no text has",
           (uintmax_t)graph->n_idle_merges, graph->merges.n);
  if (graph->n_idle_merges > 0)
    ml_report(&store->reporter, &(ml_diagnostic){.severity = ML_NOTE, .message = message});
}

static void tell_other_rules(const ml_store *store) {
  uint64_t n = store->graph->n_other_rules;
  if (n > 0)
    ml_warn(&store->reporter, store->path, 0,
            "%ju document%s extracted with other rules; what they found there stands until a build is given the texts "
            "again",
            (uintmax_t)n, n == 1 ? " was" : "s were");
}

/* ---- what it is made of ---- */

extern const char ml_program[]; /* a hash of the program's sources; generated */

static void mix(uint64_t *sum, const char *text) {
  const uint64_t pair[] = {*sum, ml_hash64(ml_str_of(text))};
  *sum = ml_hash64((ml_str){(const char *)pair, sizeof pair});
}

/* A hash of all that a store is made of beside its documents: the program, the rules, and what the user says of who is
 * who. With the same one and the same documents it is the same, byte for byte. */
static void hash_state(const ml_graph *graph, char state[ML_STATE_SIZE]) {
  uint64_t sum = 0;
  mix(&sum, ml_program);
  mix(&sum, sqlite3_libversion());
  mix(&sum, graph->schema->hash);
  for (size_t i = 0; i < graph->merges.n; i++) {
    const ml_merge_row *row = &graph->merges.v[i];
    mix(&sum, row->never ? "never" : "same");
    mix(&sum, graph->schema->types[row->type].name);
    mix(&sum, row->one.at);
    mix(&sum, row->other.at);
    mix(&sum, row->reason);
  }
  snprintf(state, ML_STATE_SIZE, "%016" PRIx64, sum);
}

static ml_status write_state(const ml_store *store) {
  char state[ML_STATE_SIZE];
  sqlite3_stmt *insert;
  hash_state(store->graph, state);
  ML_TRY(ml_sql_prepare(store, "INSERT INTO build VALUES (?, ?, ?)", &insert));
  ml_sql_bind(insert, 1, ml_str_of(state));
  sqlite3_bind_int64(insert, 2, (sqlite3_int64)store->graph->n_other_rules);
  sqlite3_bind_int64(insert, 3, (sqlite3_int64)store->graph->n_idle_merges);
  return ml_sql_run(store, insert);
}

/* Whether the old store is of the same state; then what there was to tell of it is known, too. */
static ml_status read_state(const ml_store *old, ml_graph *graph, bool *same) {
  char state[ML_STATE_SIZE];
  sqlite3_stmt *rows;
  hash_state(graph, state);
  ML_TRY(ml_sql_prepare(old, "SELECT other_rules, idle_merges FROM build WHERE state = ?", &rows));
  ml_sql_bind(rows, 1, ml_str_of(state));
  ML_TRY(ml_sql_step(old, rows, same));
  if (*same) {
    graph->n_other_rules = (uint64_t)sqlite3_column_int64(rows, 0);
    graph->n_idle_merges = (uint64_t)sqlite3_column_int64(rows, 1);
  }
  return ML_OK;
}

/* A store is written in one transaction, so SQLite's counter of changes (https://www.sqlite.org/fileformat.html, 1.3.8)
 * is 1 unless somebody else has written to it. */
static bool is_untouched(const char *path) {
  enum { COUNTER_AT = 24 };
  static const char once[] = {0, 0, 0, 1};
  char header[COUNTER_AT + sizeof once];
  int file = open(path, O_RDONLY);
  bool untouched = file >= 0 && read(file, header, sizeof header) == (ssize_t)sizeof header &&
                   memcmp(header + COUNTER_AT, once, sizeof once) == 0;
  if (file >= 0)
    close(file);
  return untouched;
}

/* Whether the store that is there already is what would be made now. */
static ml_status find_same(const ml_store *store, bool *same) {
  ml_store *old;
  ML_TRY(ml_stage_same(store->stage, same));
  if (!*same || !is_untouched(store->path)) {
    *same = false;
    return ML_OK;
  }
  ML_TRY(ml_store_open(&old, store->path, &store->reporter));
  ml_status status = read_state(old, store->graph, same);
  ml_store_close(old);
  return status;
}

/* ---- finishing ---- */

static ml_status write_all(const ml_store *store) {
  const ml_graph *graph = store->graph;
  ML_TRY(ml_graph_collect(store, store->stage));
  ml_graph_resolve(store->graph);
  ML_TRY(write_state(store));
  ML_TRY(ml_facts_write(store));
  ML_TRY(ml_entities_write(store));
  ML_TRY(ml_tables_index(store, graph->layouts, graph->schema->n_relations));
  ML_TRY(ml_statements_write(store));
  ML_TRY(ml_tables_index_triples(store));
  ml_sql_release(store);
  return ml_sql_exec(store, "COMMIT");
}

static ml_status publish(ml_store *store) {
  ML_TRY(write_all(store));
  ml_store_close_database(store);
  if (fsync(store->lock) != 0)
    return fail_io(store, "the store cannot be written to the disk");
  return rename(store->part, store->path) == 0 ? ML_OK : fail_io(store, "the store cannot get its name");
}

typedef struct finishing {
  ml_store *store;
  bool same;
} finishing;

static ml_status finish(void *argument) {
  finishing *f = argument;
  ml_store *store = f->store;
  ML_TRY(find_same(store, &f->same));
  if (f->same)
    unlink(store->part);
  else
    ML_TRY(publish(store));
  tell_other_rules(store);
  tell_idle_merges(store);
  return ML_OK;
}

ml_status ml_store_finish(ml_store *store, bool prune, ml_store_changes *changes) {
  ml_store_changes unasked;
  finishing f = {.store = store};
  if (changes == NULL)
    changes = &unasked;
  if (store->graph == NULL || store->db == NULL)
    return ml_fail(&store->reporter, ML_ERR_ARGUMENT, store->path, "this store is not being made");
  ml_status status = ml_stage_seal(store->stage, prune, changes);
  if (status == ML_OK)
    status = ml_arena_guard(&store->arena, finish, &f);
  store->graph = NULL;
  if (status != ML_OK) {
    abandon(store);
    return status;
  }
  changes->same = f.same;
  end_making(store, true);
  ml_arena_dispose(&store->arena);
  free(store->part);
  store->part = NULL;
  return ml_store_open_database(store);
}
