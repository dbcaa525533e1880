#include "eval/evaluation.h"

/* ---- facts as text ---- */

static const char *joined(ml_arena *arena, const char *before, ml_str cell, ml_str max) {
  return ml_arena_format(arena, "%s%s%.*s%s%.*s", before == NULL ? "" : before, before == NULL ? "" : " / ",
                         cell.n == 0 ? 1 : (int)cell.n, cell.n == 0 ? "-" : cell.at, max.n == 0 ? "" : "..", (int)max.n,
                         max.n == 0 ? "" : max.at);
}

const char *ml_found_text(ml_arena *arena, const ml_gold_relation *gold, const ml_found *found) {
  const char *text = NULL;
  for (size_t i = 0; i < gold->criteria.n; i++)
    text = joined(arena, text, found->cells[i], found->max[i]);
  return text == NULL ? "" : text;
}

const char *ml_row_text(ml_arena *arena, const ml_gold_relation *gold, const ml_gold_row *row) {
  const char *text = NULL;
  for (size_t i = 0; i < gold->criteria.n; i++)
    text = joined(arena, text, row->cells[i], (ml_str){NULL, 0});
  return text == NULL ? "" : text;
}

/* ---- two stores ---- */

static bool misses(const ml_relation_score *score, const ml_gold_row *row) {
  for (size_t i = 0; i < score->missed.n; i++)
    if (score->missed.v[i].row == row)
      return true;
  return false;
}

static bool errs_so(ml_arena *arena, const ml_relation_score *score, const ml_found *found) {
  const char *text = ml_found_text(arena, score->gold, found);
  for (size_t i = 0; i < score->wrong.n; i++)
    if (ml_str_eq(score->wrong.v[i]->document, found->document) &&
        strcmp(ml_found_text(arena, score->gold, score->wrong.v[i]), text) == 0)
      return true;
  return false;
}

/* What store `to` has right that `from` has not, and what only `from` has wrong. */
static ml_changes changes(const ml_evaluation *e, size_t from, size_t to) {
  ml_changes out = {0};
  for (size_t r = 0; r < e->gold.n; r++) {
    const ml_relation_score *before = &e->scores[from][r], *after = &e->scores[to][r];
    for (size_t i = 0; i < before->missed.n; i++)
      if (!misses(after, before->missed.v[i].row))
        ml_vec_push(e->arena, &out, (ml_change){.gold = before->gold, .missed = &before->missed.v[i]});
    for (size_t i = 0; i < before->wrong.n; i++)
      if (!errs_so(e->arena, after, before->wrong.v[i]))
        ml_vec_push(e->arena, &out, (ml_change){.gold = before->gold, .found = before->wrong.v[i]});
  }
  return out;
}

ml_changes ml_evaluation_gained(const ml_evaluation *evaluation) {
  return changes(evaluation, 0, 1);
}

ml_changes ml_evaluation_lost(const ml_evaluation *evaluation) {
  return changes(evaluation, 1, 0);
}
