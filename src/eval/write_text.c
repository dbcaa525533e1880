/* An evaluation as tables for people. */
#include <stdio.h>

#include "eval/evaluation.h"

static int width_of_names(const ml_evaluation *e) {
  size_t width = strlen("relation");
  for (size_t r = 0; r < e->gold.n; r++)
    width = strlen(e->gold.v[r].name) > width ? strlen(e->gold.v[r].name) : width;
  return (int)width;
}

static void put_score(FILE *to, ml_score score) {
  fprintf(to, "%9.3f  %6.3f  %5.3f  %5zu  %5zu  %6zu\n", ml_score_precision(score), ml_score_recall(score),
          ml_score_f1(score), score.right, score.wrong, score.missed);
}

static void put_relations(const ml_evaluation *e, size_t store, FILE *to) {
  int width = width_of_names(e);
  fprintf(to, "%-*s  compared  precision  recall     F1  right  wrong  missed\n", width, "relation");
  for (size_t r = 0; r < e->gold.n; r++) {
    const ml_relation_score *score = &e->scores[store][r];
    fprintf(to, "%-*s  lenient   ", width, score->gold->name);
    put_score(to, score->lenient);
    fprintf(to, "%-*s  strict    ", width, "");
    put_score(to, score->strict);
  }
}

/* Of what is known of its relation, a rule has missed all that it has not found. */
static void put_rules(const ml_evaluation *e, size_t store, FILE *to) {
  int width = (int)strlen("rule");
  for (size_t r = 0; r < e->gold.n; r++)
    for (size_t i = 0; i < e->scores[store][r].rules.n; i++) {
      size_t n = e->scores[store][r].rules.v[i].rule.n;
      width = (int)n > width ? (int)n : width;
    }
  fprintf(to, "\n%-*s  precision  recall     F1  right  wrong  relation\n", width, "rule");
  for (size_t r = 0; r < e->gold.n; r++) {
    const ml_relation_score *score = &e->scores[store][r];
    size_t known = score->lenient.right + score->lenient.missed;
    for (size_t i = 0; i < score->rules.n; i++) {
      const ml_rule_score *rule = &score->rules.v[i];
      ml_score own = {rule->right, rule->wrong, known - rule->right};
      fprintf(to, "%-*.*s  %9.3f  %6.3f  %5.3f  %5zu  %5zu  %s\n", width, (int)rule->rule.n, rule->rule.at,
              ml_score_precision(own), ml_score_recall(own), ml_score_f1(own), own.right, own.wrong, score->gold->name);
    }
  }
}

/* ---- single facts ---- */

static void put_quote(FILE *to, ml_str quote) {
  if (quote.n > 0)
    fprintf(to, "        “%.*s”\n", (int)quote.n, quote.at);
}

static void put_found(const ml_evaluation *e, const char *sign, const ml_gold_relation *gold, const ml_found *found,
                      FILE *to) {
  fprintf(to, "%s  %.*s, character %jd: %s  (%s by %.*s)\n", sign, (int)found->document.n, found->document.at,
          (intmax_t)found->start_char, ml_found_text(e->arena, gold, found), gold->name, (int)found->rule.n,
          found->rule.at);
  put_quote(to, found->quote);
}

static void put_known(const ml_evaluation *e, const char *sign, const ml_gold_relation *gold, const ml_missed *missed,
                      FILE *to) {
  fprintf(to, "%s  %s:%zu: %s  (%s)\n", sign, missed->file->path, missed->row->line,
          ml_row_text(e->arena, gold, missed->row), gold->name);
  put_quote(to, missed->row->quote);
  if (missed->nearest != NULL)
    fprintf(to, "        found instead: %s  (by %.*s)\n", ml_found_text(e->arena, gold, missed->nearest),
            (int)missed->nearest->rule.n, missed->nearest->rule.at);
}

static void put_errors(const ml_evaluation *e, FILE *to) {
  for (size_t r = 0; r < e->gold.n; r++) {
    const ml_relation_score *score = &e->scores[0][r];
    if (score->wrong.n + score->missed.n > 0)
      fputc('\n', to);
    for (size_t i = 0; i < score->wrong.n; i++)
      put_found(e, "wrong ", score->gold, score->wrong.v[i], to);
    for (size_t i = 0; i < score->missed.n; i++)
      put_known(e, "missed", score->gold, &score->missed.v[i], to);
  }
}

/* ---- two stores ---- */

static void put_changes(const ml_evaluation *e, const char *sign, ml_changes changes, const char *found,
                        const char *wrong, FILE *to) {
  char label[32];
  for (size_t i = 0; i < changes.n; i++) {
    const ml_change *change = &changes.v[i];
    snprintf(label, sizeof label, "%s %s", sign, change->missed != NULL ? found : wrong);
    if (change->missed != NULL)
      fprintf(to, "%s  %s:%zu: %s  (%s)\n", label, change->missed->file->path, change->missed->row->line,
              ml_row_text(e->arena, change->gold, change->missed->row), change->gold->name);
    else
      put_found(e, label, change->gold, change->found, to);
  }
}

static void put_comparison(const ml_evaluation *e, FILE *to) {
  ml_changes gained = ml_evaluation_gained(e), lost = ml_evaluation_lost(e);
  for (size_t i = 0; i < e->n_stores; i++) {
    fprintf(to, "%s%s\n", i > 0 ? "\n" : "", e->names[i]);
    put_relations(e, i, to);
  }
  fprintf(to, "\ngained %zu, lost %zu\n", gained.n, lost.n);
  put_changes(e, "+", gained, "found ", "mended", to);
  put_changes(e, "-", lost, "missed", "wrong ", to);
}

void ml_evaluation_write_text(const ml_evaluation *evaluation, FILE *to) {
  if (evaluation->n_stores == 2) {
    put_comparison(evaluation, to);
    return;
  }
  put_relations(evaluation, 0, to);
  put_rules(evaluation, 0, to);
  if (evaluation->errors)
    put_errors(evaluation, to);
}
