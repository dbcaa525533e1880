/* `mailuo eval`: reads what is known, holds one or two stores against it, and tells. */
#include "base/report.h"
#include "eval/evaluation.h"
#include "graph/sql.h"
#include "graph/store.h"

typedef struct evaluating {
  ml_evaluation *evaluation;
  ml_store *const *stores;
  const char *gold;
  const ml_eval_options *options;
  FILE *to;
  const ml_reporter *reporter;
} evaluating;

/* What is known of a document that the store does not have counts as missed, which may not be what was meant. */
static ml_status warn_if_absent(const evaluating *work, size_t index, const ml_gold_file *file) {
  const ml_store *store = work->stores[index];
  sqlite3_stmt *find;
  bool found;
  ML_TRY(ml_sql_prepare(store, "SELECT 1 FROM document WHERE instr(id, ?) > 0 LIMIT 1", &find));
  ml_sql_bind(find, 1, file->document);
  ML_TRY(ml_sql_step(store, find, &found));
  ml_sql_finalize(store, find);
  if (!found)
    ml_warn(work->reporter, file->path, 0, "no document of %s has '%.*s' in its id", work->evaluation->names[index],
            (int)file->document.n, file->document.at);
  return ML_OK;
}

static ml_status evaluate_store(const evaluating *work, size_t index) {
  ml_evaluation *e = work->evaluation;
  e->scores[index] = ML_NEW_ARRAY(e->arena, ml_relation_score, e->gold.n);
  for (size_t r = 0; r < e->gold.n; r++) {
    for (size_t i = 0; i < e->gold.v[r].files.n; i++)
      ML_TRY(warn_if_absent(work, index, &e->gold.v[r].files.v[i]));
    ML_TRY(ml_relation_evaluate(e->arena, work->stores[index], &e->gold.v[r], &e->scores[index][r]));
  }
  return ML_OK;
}

static ml_status evaluate(void *argument) {
  const evaluating *work = argument;
  ml_evaluation *e = work->evaluation;
  ML_TRY(ml_gold_relations_read(e->arena, work->stores[0], work->gold, &e->gold, work->reporter));
  for (size_t i = 0; i < e->n_stores; i++)
    ML_TRY(evaluate_store(work, i));
  if (work->options->json)
    ml_evaluation_write_json(e, work->to);
  else
    ml_evaluation_write_text(e, work->to);
  return fflush(work->to) != 0 || ferror(work->to) ? ML_ERR_IO : ML_OK;
}

ml_status ml_eval(const char *gold, ml_store *const *stores, const char *const *names, size_t n_stores,
                  const ml_eval_options *options, FILE *to, const ml_reporter *reporter) {
  ml_arena arena = ML_ARENA_INIT;
  ml_evaluation evaluation = {.arena = &arena, .n_stores = n_stores, .names = names, .errors = options->errors};
  evaluating work = {&evaluation, stores, gold, options, to, reporter};
  if (n_stores < 1 || n_stores > 2)
    return ml_fail(reporter, ML_ERR_ARGUMENT, NULL, "one or two stores can be held against known facts");
  for (size_t i = 0; i < n_stores; i++)
    ML_TRY(ml_store_readable(stores[i]));
  ml_status status = ml_arena_guard(&arena, evaluate, &work);
  ml_arena_dispose(&arena);
  return status == ML_ERR_NOMEM ? ml_fail(reporter, status, NULL, "%s", ml_status_text(status)) : status;
}
