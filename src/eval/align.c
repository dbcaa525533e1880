/* Known facts and found ones, paired one to one. */
#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/number.h"
#include "base/report.h"
#include "eval/cells.h"
#include "eval/evaluation.h"
#include "graph/sql.h"

/* ---- what was found ---- */

static ml_status prepare_rows(const ml_store *store, const ml_gold_relation *gold, sqlite3_stmt **rows) {
  sqlite3_str *sql = sqlite3_str_new(store->db);
  sqlite3_str_appendall(sql, "SELECT document, rule, quote, start_char");
  for (size_t i = 0; i < gold->criteria.n; i++) {
    const ml_criterion *criterion = &gold->criteria.v[i];
    sqlite3_str_appendf(sql, ", \"%w\"", criterion->column);
    if (criterion->has_max)
      sqlite3_str_appendf(sql, ", \"%w_max\"", criterion->column);
  }
  sqlite3_str_appendf(sql, " FROM \"%w\"", gold->name);
  return ml_sql_prepare_built(store, sql, rows);
}

/* A cell in the arena; numbers as they are written by hand. */
static ml_str kept(ml_arena *arena, sqlite3_stmt *row, int column) {
  char number[ML_NUMBER_SIZE];
  ml_str text = ml_sql_column(row, column);
  if (sqlite3_column_type(row, column) == SQLITE_FLOAT && isfinite(sqlite3_column_double(row, column))) {
    ml_number_text(sqlite3_column_double(row, column), number);
    text = ml_str_of(number);
  }
  return (ml_str){ml_arena_copy(arena, text.at == NULL ? "" : text.at, text.n), text.n};
}

static ml_found found_in(ml_arena *arena, const ml_gold_relation *gold, sqlite3_stmt *row) {
  size_t n = gold->criteria.n;
  ml_found found = {.document = kept(arena, row, 0),
                    .rule = kept(arena, row, 1),
                    .quote = kept(arena, row, 2),
                    .start_char = sqlite3_column_int64(row, 3),
                    .cells = ML_NEW_ARRAY(arena, ml_str, n),
                    .max = ML_NEW_ARRAY(arena, ml_str, n)};
  int column = 4;
  for (size_t i = 0; i < n; i++) {
    found.cells[i] = kept(arena, row, column++);
    if (gold->criteria.v[i].has_max)
      found.max[i] = kept(arena, row, column++);
  }
  return found;
}

static bool says_the_same(const ml_gold_relation *gold, const ml_found *a, const ml_found *b) {
  for (size_t i = 0; i < gold->criteria.n; i++)
    if (!ml_str_eq(a->cells[i], b->cells[i]) || !ml_str_eq(a->max[i], b->max[i]))
      return false;
  return ml_str_eq(a->document, b->document);
}

static bool has(ml_str text, ml_str part) {
  for (size_t i = 0; i + part.n <= text.n; i++)
    if (memcmp(text.at + i, part.at, part.n) == 0)
      return true;
  return false;
}

/* The facts in documents that the gold speaks of. What a document says twice counts once. */
static ml_status read_founds(ml_arena *arena, const ml_store *store, const ml_gold_relation *gold, ml_founds *out) {
  sqlite3_stmt *rows;
  bool row;
  ML_TRY(prepare_rows(store, gold, &rows));
  for (;;) {
    ML_TRY(ml_sql_step(store, rows, &row));
    if (!row)
      break;
    bool wanted = false;
    for (size_t i = 0; i < gold->files.n && !wanted; i++)
      wanted = has(ml_sql_column(rows, 0), gold->files.v[i].document);
    if (!wanted)
      continue;
    ml_found found = found_in(arena, gold, rows);
    for (size_t i = 0; i < out->n && wanted; i++)
      wanted = !says_the_same(gold, &out->v[i], &found);
    if (wanted)
      ml_vec_push(arena, out, found);
  }
  ml_sql_finalize(store, rows);
  return ML_OK;
}

/* ---- pairing ---- */

static bool passes(const ml_criterion *criterion, ml_test test, const ml_gold_row *row, const ml_found *found,
                   size_t i) {
  switch (test) {
  case ML_TEST_SAME:
    return ml_cell_same(row->cells[i], found->cells[i]);
  case ML_TEST_ALIKE:
    return ml_cell_likeness(row->cells[i], found->cells[i]) >= criterion->likeness;
  case ML_TEST_EQUAL:
    return ml_cell_equal(row->cells[i], found->cells[i], found->max[i]);
  case ML_TEST_NONE:
    break;
  }
  return true;
}

static bool matches(const ml_gold_relation *gold, const ml_gold_row *row, const ml_found *found, bool strict) {
  for (size_t i = 0; i < gold->criteria.n; i++) {
    const ml_criterion *criterion = &gold->criteria.v[i];
    if (!passes(criterion, strict ? criterion->strict : criterion->lenient, row, found, i))
      return false;
  }
  return true;
}

/* Pairs a found fact with the first known one that is free. */
static ml_verdict pair(const ml_gold_relation *gold, const ml_gold_file *file, const ml_found *found, bool strict,
                       bool *taken) {
  bool alike = false;
  for (size_t i = 0; i < file->rows.n; i++) {
    if (!matches(gold, &file->rows.v[i], found, strict))
      continue;
    if (!taken[i]) {
      taken[i] = true;
      return file->rows.v[i].optional ? ML_FOUND_ASIDE : ML_FOUND_RIGHT;
    }
    alike = true;
  }
  return alike ? ML_FOUND_ASIDE : ML_FOUND_WRONG;
}

/* The wrong fact in the document that shares the most cells with a known one, and more than half of those that count.
 */
static const ml_found *nearest(const ml_relation_score *score, const ml_gold_file *file, const ml_gold_row *row) {
  const ml_criteria *criteria = &score->gold->criteria;
  const ml_found *best = NULL;
  size_t most = 0;
  for (size_t k = 0; k < score->founds.n; k++) {
    const ml_found *found = &score->founds.v[k];
    size_t n = 0, counted = 0;
    if (found->verdict != ML_FOUND_WRONG || !has(found->document, file->document))
      continue;
    for (size_t i = 0; i < criteria->n; i++) {
      bool counts = criteria->v[i].lenient != ML_TEST_NONE;
      counted += counts;
      n += counts && passes(&criteria->v[i], criteria->v[i].lenient, row, found, i);
    }
    if (2 * n > counted && n > most) {
      most = n;
      best = found;
    }
  }
  return best;
}

static ml_score align(ml_arena *arena, ml_relation_score *score, bool strict) {
  ml_score sum = {0};
  for (size_t f = 0; f < score->gold->files.n; f++) {
    const ml_gold_file *file = &score->gold->files.v[f];
    bool *taken = ML_NEW_ARRAY(arena, bool, file->rows.n);
    for (size_t k = 0; k < score->founds.n; k++) {
      ml_found *found = &score->founds.v[k];
      if (!has(found->document, file->document))
        continue;
      ml_verdict verdict = pair(score->gold, file, found, strict, taken);
      sum.right += verdict == ML_FOUND_RIGHT;
      sum.wrong += verdict == ML_FOUND_WRONG;
      if (!strict)
        found->verdict = verdict;
    }
    for (size_t i = 0; i < file->rows.n; i++) {
      bool missed = !taken[i] && !file->rows.v[i].optional;
      sum.missed += missed;
      if (missed && !strict)
        ml_vec_push(arena, &score->missed, (ml_missed){file, &file->rows.v[i], nearest(score, file, &file->rows.v[i])});
    }
  }
  return sum;
}

/* ---- sums ---- */

static int by_rule(const void *a, const void *b) {
  const ml_rule_score *x = a, *y = b;
  return ml_str_cmp(x->rule, y->rule);
}

static int by_place(const void *a, const void *b) {
  const ml_found *x = *(const ml_found *const *)a, *y = *(const ml_found *const *)b;
  int order = ml_str_cmp(x->document, y->document);
  if (order == 0)
    order = (x->start_char > y->start_char) - (x->start_char < y->start_char);
  return order != 0 ? order : (x > y) - (x < y);
}

static void sum_up(ml_arena *arena, ml_relation_score *score) {
  ml_map rules = {0};
  for (size_t i = 0; i < score->founds.n; i++) {
    const ml_found *found = &score->founds.v[i];
    uint32_t rule = ml_map_put(arena, &rules, found->rule, (uint32_t)score->rules.n);
    if (rule == score->rules.n)
      ml_vec_push(arena, &score->rules, (ml_rule_score){.rule = found->rule});
    score->rules.v[rule].right += found->verdict == ML_FOUND_RIGHT;
    score->rules.v[rule].wrong += found->verdict == ML_FOUND_WRONG;
    if (found->verdict == ML_FOUND_WRONG)
      ml_vec_push(arena, &score->wrong, found);
  }
  if (score->rules.n > 0)
    qsort(score->rules.v, score->rules.n, sizeof *score->rules.v, by_rule);
  if (score->wrong.n > 0)
    qsort(score->wrong.v, score->wrong.n, sizeof(const ml_found *), by_place);
}

ml_status ml_relation_evaluate(ml_arena *arena, const ml_store *store, const ml_gold_relation *gold,
                               ml_relation_score *out) {
  *out = (ml_relation_score){.gold = gold};
  ML_TRY(read_founds(arena, store, gold, &out->founds));
  out->lenient = align(arena, out, false);
  out->strict = align(arena, out, true);
  sum_up(arena, out);
  return ML_OK;
}

static double ratio(size_t part, size_t whole) {
  return whole == 0 ? 0 : (double)part / (double)whole;
}

double ml_score_precision(ml_score score) {
  return ratio(score.right, score.right + score.wrong);
}

double ml_score_recall(ml_score score) {
  return ratio(score.right, score.right + score.missed);
}

double ml_score_f1(ml_score score) {
  return ratio(2 * score.right, 2 * score.right + score.wrong + score.missed);
}
