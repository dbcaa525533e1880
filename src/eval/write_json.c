/* An evaluation as one JSON object (docs/formats.md). */
#include <stdio.h>

#include "base/json.h"
#include "eval/evaluation.h"

static void put_text(FILE *to, const char *before, const char *name, ml_str text) {
  fprintf(to, "%s\"%s\":", before, name);
  ml_json_string(to, text);
}

static void put_score(FILE *to, const char *name, ml_score score) {
  fprintf(to, ",\"%s\":{\"right\":%zu,\"wrong\":%zu,\"missed\":%zu,\"precision\":%.4f,\"recall\":%.4f,\"f1\":%.4f}",
          name, score.right, score.wrong, score.missed, ml_score_precision(score), ml_score_recall(score),
          ml_score_f1(score));
}

static void put_found(const ml_evaluation *e, const ml_gold_relation *gold, const ml_found *found, FILE *to) {
  put_text(to, "{", "document", found->document);
  fprintf(to, ",\"start_char\":%jd", (intmax_t)found->start_char);
  put_text(to, ",", "rule", found->rule);
  put_text(to, ",", "quote", found->quote);
  put_text(to, ",", "fact", ml_str_of(ml_found_text(e->arena, gold, found)));
  fputc('}', to);
}

static void put_missed(const ml_evaluation *e, const ml_gold_relation *gold, const ml_missed *missed, FILE *to) {
  put_text(to, "{", "file", ml_str_of(missed->file->path));
  fprintf(to, ",\"line\":%zu", missed->row->line);
  put_text(to, ",", "quote", missed->row->quote);
  put_text(to, ",", "fact", ml_str_of(ml_row_text(e->arena, gold, missed->row)));
  if (missed->nearest != NULL) {
    fputs(",\"found_instead\":", to);
    put_found(e, gold, missed->nearest, to);
  }
  fputc('}', to);
}

static void put_rules(const ml_relation_score *score, FILE *to) {
  size_t known = score->lenient.right + score->lenient.missed;
  fputs(",\"rules\":[", to);
  for (size_t i = 0; i < score->rules.n; i++) {
    const ml_rule_score *rule = &score->rules.v[i];
    put_text(to, i > 0 ? ",{" : "{", "rule", rule->rule);
    put_score(to, "lenient", (ml_score){rule->right, rule->wrong, known - rule->right});
    fputc('}', to);
  }
  fputc(']', to);
}

static void put_relation(const ml_evaluation *e, const ml_relation_score *score, FILE *to) {
  put_text(to, "{", "relation", ml_str_of(score->gold->name));
  put_score(to, "lenient", score->lenient);
  put_score(to, "strict", score->strict);
  put_rules(score, to);
  fputs(",\"wrong\":[", to);
  for (size_t i = 0; i < score->wrong.n; i++) {
    fputs(i > 0 ? "," : "", to);
    put_found(e, score->gold, score->wrong.v[i], to);
  }
  fputs("],\"missed\":[", to);
  for (size_t i = 0; i < score->missed.n; i++) {
    fputs(i > 0 ? "," : "", to);
    put_missed(e, score->gold, &score->missed.v[i], to);
  }
  fputs("]}", to);
}

static void put_changes(const ml_evaluation *e, const char *name, ml_changes changes, FILE *to) {
  fprintf(to, ",\"%s\":[", name);
  for (size_t i = 0; i < changes.n; i++) {
    const ml_change *change = &changes.v[i];
    put_text(to, i > 0 ? ",{" : "{", "relation", ml_str_of(change->gold->name));
    fprintf(to, ",\"%s\":", change->missed != NULL ? "known" : "wrong");
    if (change->missed != NULL)
      put_missed(e, change->gold, change->missed, to);
    else
      put_found(e, change->gold, change->found, to);
    fputc('}', to);
  }
  fputc(']', to);
}

void ml_evaluation_write_json(const ml_evaluation *evaluation, FILE *to) {
  fputs("{\"stores\":[", to);
  for (size_t i = 0; i < evaluation->n_stores; i++) {
    put_text(to, i > 0 ? ",{" : "{", "store", ml_str_of(evaluation->names[i]));
    fputs(",\"relations\":[", to);
    for (size_t r = 0; r < evaluation->gold.n; r++) {
      fputs(r > 0 ? "," : "", to);
      put_relation(evaluation, &evaluation->scores[i][r], to);
    }
    fputs("]}", to);
  }
  fputc(']', to);
  if (evaluation->n_stores == 2) {
    put_changes(evaluation, "gained", ml_evaluation_gained(evaluation), to);
    put_changes(evaluation, "lost", ml_evaluation_lost(evaluation), to);
  }
  fputs("}\n", to);
}
