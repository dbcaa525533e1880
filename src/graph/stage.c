#include "graph/stage.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/report.h"
#include "base/utf8.h"
#include "graph/sql.h"
#include "graph/tables.h"

enum { BATCH_BYTES = 16 << 20, BATCH_SECONDS = 2, PLACE_SIZE = 512 };

/* What is known of a document: `seen`. */
enum { FROM_BEFORE, PRESENT, EXPECTED };

struct ml_stage {
  ml_store base; /* the connection, for ml_sql_*; `path` is the stage's file */
  ml_statements statements;
  char *old; /* the store that is there already */
  bool has_old;
  pthread_mutex_t lock; /* for all that is below, and the connection */
  sqlite3_stmt *find, *find_old, *put, *adopt, *compare;
  size_t batched; /* bytes that are not committed */
  time_t committed;
  uint64_t adopted; /* sheets of a build that was killed which are of this one, too */
  bool has_work;    /* something was extracted, now or by a build that did not end, that the next build can use */
};

/* ---- opening ---- */

/* Is there a store of this format? Whatever else stands there is replaced as if it were none. */
static bool is_store(const char *path) {
  ml_store *store = NULL;
  bool found = access(path, R_OK) == 0 && ml_store_open(&store, path, NULL) == ML_OK;
  ml_store_close(store);
  return found;
}

static const char tables[] = "CREATE TABLE IF NOT EXISTS sheet (document TEXT PRIMARY KEY NOT NULL,"
                             "  state TEXT NOT NULL, line TEXT, seen INTEGER NOT NULL, place TEXT NOT NULL) STRICT;"
                             "DELETE FROM sheet WHERE line IS NULL; UPDATE sheet SET seen = 0";

static ml_status open_file(ml_stage *stage) {
  const ml_store *base = &stage->base;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  char header[128];
  int64_t version = 0, sound = 0, n_sheets = 0;
  if (sqlite3_open_v2(base->path, &stage->base.db, flags, NULL) != SQLITE_OK)
    return base->db == NULL ? ML_ERR_NOMEM : ml_sql_fail(base);
  sqlite3_extended_result_codes(base->db, 1);
  ML_TRY(ml_sql_exec(base, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192"));
  ML_TRY(ml_sql_number(base, "PRAGMA user_version", &version));
  ML_TRY(ml_sql_number(base, "SELECT quick_check = 'ok' FROM pragma_quick_check(1)", &sound));
  if (!sound || (version != 0 && version != ML_STORE_VERSION))
    return ML_ERR_STORE;
  snprintf(header, sizeof header, "PRAGMA user_version = %d", ML_STORE_VERSION);
  ML_TRY(ml_sql_exec(base, header));
  ML_TRY(ml_sql_exec(base, tables));
  ML_TRY(ml_sql_number(base, "SELECT count(*) FROM sheet", &n_sheets));
  stage->has_work = n_sheets > 0;
  return ML_OK;
}

static void close_file(ml_stage *stage) {
  ml_sql_release(&stage->base);
  sqlite3_close(stage->base.db);
  stage->base.db = NULL;
}

/* A file that a dying machine left unsound has nothing that cannot be made anew. */
static ml_status open_or_replace(ml_stage *stage) {
  const ml_reporter reporter = stage->base.reporter;
  stage->base.reporter = (ml_reporter){0};
  ml_status status = open_file(stage);
  stage->base.reporter = reporter;
  if (status != ML_ERR_STORE)
    return status;
  close_file(stage);
  unlink(stage->base.path);
  return open_file(stage);
}

static ml_status attach_old(ml_stage *stage) {
  sqlite3_stmt *attach;
  ML_TRY(ml_sql_prepare(&stage->base, "ATTACH ? AS old", &attach));
  ml_sql_bind(attach, 1, ml_str_of(stage->old));
  ML_TRY(ml_sql_run(&stage->base, attach));
  return ml_sql_prepare(&stage->base, "SELECT line FROM old.extraction WHERE document = ? AND state = ?",
                        &stage->find_old);
}

static ml_status prepare(ml_stage *stage) {
  const ml_store *base = &stage->base;
  ML_TRY(open_or_replace(stage));
  if (stage->has_old)
    ML_TRY(attach_old(stage));
  ML_TRY(ml_sql_prepare(base, "SELECT seen, state, line IS NOT NULL, place FROM main.sheet WHERE document = ?",
                        &stage->find));
  ML_TRY(ml_sql_prepare(base, "REPLACE INTO main.sheet VALUES (?, ?, ?, ?, ?)", &stage->put));
  ML_TRY(ml_sql_prepare(base, "UPDATE main.sheet SET seen = 1 WHERE document = ?", &stage->adopt));
  ML_TRY(ml_sql_prepare(base,
                        stage->has_old
                            ? "SELECT s.state = ?2 AND coalesce(s.line, o.line) = ?3,"
                              " (s.state, coalesce(s.line, o.line)) > (?2, ?3) FROM main.sheet AS s"
                              " LEFT JOIN old.extraction AS o ON o.document = s.document WHERE s.document = ?1"
                            : "SELECT state = ?2 AND line = ?3, (state, line) > (?2, ?3) FROM main.sheet"
                              " WHERE document = ?1",
                        &stage->compare));
  stage->committed = time(NULL);
  return ml_sql_exec(base, "BEGIN");
}

/* The path with a suffix, or NULL when there is no memory. */
static char *beside(const char *path, const char *suffix) {
  size_t n = strlen(path) + strlen(suffix) + 1;
  char *name = malloc(n);
  if (name != NULL)
    snprintf(name, n, "%s%s", path, suffix);
  return name;
}

ml_status ml_stage_open(ml_stage **out, const char *path, const ml_reporter *reporter) {
  ml_stage *stage = *out = calloc(1, sizeof *stage);
  if (stage == NULL)
    return ML_ERR_NOMEM;
  pthread_mutex_init(&stage->lock, NULL);
  stage->base.statements = &stage->statements;
  stage->base.path = beside(path, ".work");
  stage->base.part = stage->base.path; /* it is being written, say errors */
  stage->old = beside(path, "");
  stage->has_work = true; /* until the file could be looked into */
  if (reporter != NULL)
    stage->base.reporter = *reporter;
  stage->has_old = is_store(path);
  ml_status status = stage->base.path == NULL || stage->old == NULL ? ML_ERR_NOMEM : prepare(stage);
  if (status != ML_OK) {
    ml_stage_close(stage, false);
    *out = NULL;
  }
  return status;
}

/* ---- putting ---- */

/* Keeps a sheet, or with a NULL one that its document is there, and commits now and then. */
static ml_status keep(ml_stage *stage, const ml_staged *given, ml_str sheet, int seen) {
  char place[PLACE_SIZE];
  snprintf(place, sizeof place, given->line == 0 ? "%s" : "%s:%zu", given->file, given->line);
  ml_sql_bind(stage->put, 1, ml_str_of(given->document));
  ml_sql_bind(stage->put, 2, ml_str_of(given->state));
  ml_sql_bind(stage->put, 3, sheet);
  sqlite3_bind_int(stage->put, 4, seen);
  ml_sql_bind(stage->put, 5, ml_str_of(place));
  ML_TRY(ml_sql_run(&stage->base, stage->put));
  stage->batched += sheet.n;
  time_t now = time(NULL);
  if (stage->batched < BATCH_BYTES && now - stage->committed < BATCH_SECONDS)
    return ML_OK;
  stage->batched = 0;
  stage->committed = now;
  return ml_sql_exec(&stage->base, "COMMIT; BEGIN");
}

/* What the stage has of a document. */
typedef struct finding {
  int seen;  /* FROM_BEFORE also when there is nothing */
  bool same; /* a sheet of the same state */
  char place[PLACE_SIZE];
} finding;

static ml_status find(const ml_stage *stage, const ml_staged *given, finding *out) {
  bool row;
  *out = (finding){.seen = FROM_BEFORE};
  ml_sql_bind(stage->find, 1, ml_str_of(given->document));
  ML_TRY(ml_sql_step(&stage->base, stage->find, &row));
  if (!row)
    return ML_OK;
  out->seen = sqlite3_column_int(stage->find, 0);
  out->same = sqlite3_column_int(stage->find, 2) && ml_str_is(ml_sql_column(stage->find, 1), given->state);
  snprintf(out->place, sizeof out->place, "%s", ml_sql_column(stage->find, 3).at);
  sqlite3_reset(stage->find);
  return ML_OK;
}

/* Whether the old store has a document in this state, with this sheet (NULL: whatever it is). */
static ml_status old_has(const ml_stage *stage, const ml_staged *given, const ml_str *sheet, bool *found) {
  *found = false;
  if (!stage->has_old)
    return ML_OK;
  ml_sql_bind(stage->find_old, 1, ml_str_of(given->document));
  ml_sql_bind(stage->find_old, 2, ml_str_of(given->state));
  ML_TRY(ml_sql_step(&stage->base, stage->find_old, found));
  if (*found && sheet != NULL)
    *found = ml_str_eq(ml_sql_column(stage->find_old, 0), *sheet);
  sqlite3_reset(stage->find_old);
  return ML_OK;
}

/* The sheet of a build that was killed is one of this build. */
static ml_status adopt(ml_stage *stage, const ml_staged *given) {
  ml_sql_bind(stage->adopt, 1, ml_str_of(given->document));
  return ml_sql_run(&stage->base, stage->adopt);
}

static ml_status refuse(const ml_staged *given, const finding *first, const char *what, const char *hint,
                        const ml_reporter *reporter) {
  char message[2 * PLACE_SIZE];
  snprintf(message, sizeof message, "the id '%.*s' is taken by %s%s", ml_utf8_within(given->document, 255),
           given->document, first->place, what);
  ml_report(reporter,
            &(ml_diagnostic){
                .severity = ML_ERROR, .file = given->file, .line = given->line, .message = message, .hint = hint});
  return ML_ERR_INPUT;
}

static ml_status refuse_second(const ml_staged *given, const finding *first, const ml_reporter *reporter) {
  return refuse(given, first, "; this document is left out",
                "give each document an id of its own; objects without \"id\" get one", reporter);
}

static ml_status expect(ml_stage *stage, const ml_staged *given, bool *known, const ml_reporter *reporter) {
  const ml_str none = {NULL, 0};
  finding before;
  ML_TRY(find(stage, given, &before));
  if (before.seen != FROM_BEFORE)
    return refuse_second(given, &before, reporter);
  *known = before.same;
  if (!*known)
    ML_TRY(old_has(stage, given, NULL, known));
  stage->adopted += before.same;
  return before.same ? adopt(stage, given) : keep(stage, given, none, *known ? PRESENT : EXPECTED);
}

ml_status ml_stage_expect(ml_stage *stage, const ml_staged *given, bool *known, const ml_reporter *reporter) {
  pthread_mutex_lock(&stage->lock);
  ml_status status = expect(stage, given, known, reporter);
  pthread_mutex_unlock(&stage->lock);
  return status;
}

static ml_status put(ml_stage *stage, const ml_staged *given, ml_str sheet, const ml_reporter *reporter) {
  finding before;
  ML_TRY(find(stage, given, &before));
  if (before.seen == PRESENT)
    return refuse_second(given, &before, reporter);
  stage->has_work = true;
  return keep(stage, given, sheet, PRESENT);
}

ml_status ml_stage_put(ml_stage *stage, const ml_staged *given, ml_str sheet, const ml_reporter *reporter) {
  pthread_mutex_lock(&stage->lock);
  ml_status status = put(stage, given, sheet, reporter);
  pthread_mutex_unlock(&stage->lock);
  return status;
}

/* Holds a sheet against the one that is there: are they the same, and if not, does this one come first? */
static ml_status compare(const ml_stage *stage, const ml_staged *given, ml_str sheet, bool *same, bool *first) {
  bool row;
  ml_sql_bind(stage->compare, 1, ml_str_of(given->document));
  ml_sql_bind(stage->compare, 2, ml_str_of(given->state));
  ml_sql_bind(stage->compare, 3, sheet);
  ML_TRY(ml_sql_step(&stage->base, stage->compare, &row));
  *same = row && sqlite3_column_int(stage->compare, 0);
  *first = row && sqlite3_column_int(stage->compare, 1);
  sqlite3_reset(stage->compare);
  return ML_OK;
}

static ml_status put_any(ml_stage *stage, const ml_staged *given, ml_str sheet, const ml_reporter *reporter) {
  const ml_str none = {NULL, 0};
  finding before;
  bool same, first;
  ML_TRY(find(stage, given, &before));
  if (before.seen != PRESENT) {
    ML_TRY(old_has(stage, given, &sheet, &same));
    return keep(stage, given, same ? none : sheet, PRESENT);
  }
  ML_TRY(compare(stage, given, sheet, &same, &first));
  if (same)
    return ML_OK;
  if (first)
    ML_TRY(keep(stage, given, sheet, PRESENT));
  return refuse(given, &before, ", and the two differ; one is left out",
                "two texts need two ids; one text must be the same in both, and extracted with the same rules",
                reporter);
}

ml_status ml_stage_put_any(ml_stage *stage, const ml_staged *given, ml_str sheet, const ml_reporter *reporter) {
  pthread_mutex_lock(&stage->lock);
  ml_status status = put_any(stage, given, sheet, reporter);
  pthread_mutex_unlock(&stage->lock);
  return status;
}

/* ---- taking ---- */

ml_status ml_stage_seal(ml_stage *stage, bool prune, ml_store_changes *changes) {
  const ml_store *base = &stage->base;
  int64_t rest = 0, taken_over = 0;
  ML_TRY(ml_sql_exec(base, "DELETE FROM main.sheet WHERE seen = 0"));
  ML_TRY(ml_sql_number(base, "SELECT count(*) FROM main.sheet WHERE seen = 1 AND line IS NULL", &taken_over));
  *changes = (ml_store_changes){.unchanged = stage->adopted + (uint64_t)taken_over};
  if (stage->has_old && prune) {
    ML_TRY(ml_sql_number(base,
                         "SELECT count(*) FROM old.extraction AS o"
                         " WHERE NOT EXISTS (SELECT 1 FROM main.sheet AS s WHERE s.document = o.document)",
                         &rest));
    changes->withdrawn = (uint64_t)rest;
  } else if (stage->has_old) {
    ML_TRY(
        ml_sql_exec(base, "INSERT OR IGNORE INTO main.sheet SELECT document, state, NULL, 1, '' FROM old.extraction"));
    changes->kept = (uint64_t)sqlite3_changes(base->db);
  }
  return ml_sql_exec(base, "COMMIT; BEGIN");
}

ml_status ml_stage_same(const ml_stage *stage, bool *same) {
  int64_t found = 0;
  if (stage->has_old)
    ML_TRY(ml_sql_number(&stage->base,
                         "SELECT NOT EXISTS (SELECT 1 FROM main.sheet WHERE seen = 1 AND line IS NOT NULL)"
                         " AND (SELECT count(*) FROM main.sheet WHERE seen = 1) ="
                         " (SELECT count(*) FROM old.extraction)",
                         &found));
  *same = found != 0;
  return ML_OK;
}

ml_status ml_stage_each(ml_stage *stage, ml_status (*take)(void *user, ml_str line), void *user) {
  sqlite3_stmt *rows;
  bool row = false;
  ML_TRY(ml_sql_prepare(&stage->base,
                        stage->has_old
                            ? "SELECT coalesce(s.line, o.line) FROM main.sheet AS s"
                              " LEFT JOIN old.extraction AS o ON s.line IS NULL AND o.document = s.document"
                              " WHERE s.seen = 1 AND (s.line IS NOT NULL OR o.state = s.state) ORDER BY s.document"
                            : "SELECT line FROM main.sheet WHERE seen = 1 AND line IS NOT NULL ORDER BY document",
                        &rows));
  do {
    ML_TRY(ml_sql_step(&stage->base, rows, &row));
    if (row)
      ML_TRY(take(user, ml_sql_column(rows, 0)));
  } while (row);
  ml_sql_finalize(&stage->base, rows);
  return ML_OK;
}

void ml_stage_close(ml_stage *stage, bool done) {
  if (stage == NULL)
    return;
  stage->base.reporter = (ml_reporter){0};
  if (stage->base.db != NULL) {
    ml_sql_release(&stage->base);
    sqlite3_exec(stage->base.db, "COMMIT", NULL, NULL, NULL);
    close_file(stage);
  }
  if (done || !stage->has_work)
    unlink(stage->base.path);
  pthread_mutex_destroy(&stage->lock);
  free(stage->statements.v);
  free(stage->base.path);
  free(stage->old);
  free(stage);
}
