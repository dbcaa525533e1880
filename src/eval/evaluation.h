/* A store held against known facts, before it is told as text or JSON. */
#ifndef ML_EVAL_EVALUATION_H
#define ML_EVAL_EVALUATION_H

#include "eval/gold.h"

/* What became of a fact that was found. One like a known fact that is matched already is neither right nor wrong, and
 * so is one like an optional one. */
typedef enum ml_verdict { ML_FOUND_RIGHT, ML_FOUND_WRONG, ML_FOUND_ASIDE } ml_verdict;

/* A row of a relation's view. */
typedef struct ml_found {
  ml_str *cells; /* one for each criterion */
  ml_str *max;   /* the end of the range, for those with has_max */
  ml_str document, rule, quote;
  int64_t start_char;
  ml_verdict verdict; /* in the lenient comparison */
} ml_found;

typedef ML_VEC(ml_found) ml_founds;

typedef struct ml_score {
  size_t right, wrong, missed;
} ml_score;

/* What a rule has found, in the lenient comparison. */
typedef struct ml_rule_score {
  ml_str rule;
  size_t right, wrong;
} ml_rule_score;

typedef struct ml_missed {
  const ml_gold_file *file;
  const ml_gold_row *row;
  const ml_found *nearest; /* a wrong one with most of the cells right, else NULL */
} ml_missed;

/* One relation of one store. */
typedef struct ml_relation_score {
  const ml_gold_relation *gold;
  ml_score lenient, strict;
  ml_founds founds;               /* in the documents that the gold speaks of */
  ML_VEC(ml_rule_score) rules;    /* by name */
  ML_VEC(ml_missed) missed;       /* of the lenient comparison, in the order of the gold */
  ML_VEC(const ml_found *) wrong; /* the same, by document and place */
} ml_relation_score;

/* Holds a relation of a store against what is known of it. Under a guard of `arena`. */
ml_status ml_relation_evaluate(ml_arena *arena, const ml_store *store, const ml_gold_relation *gold,
                               ml_relation_score *out);

/* Each is 0 where it would be a division by zero. */
double ml_score_precision(ml_score score);
double ml_score_recall(ml_score score);
double ml_score_f1(ml_score score);

/* One store, or two in the order in which they were given, with a score for each relation of the gold. */
typedef struct ml_evaluation {
  ml_arena *arena;
  ml_gold_relations gold;
  size_t n_stores;
  const char *const *names;     /* of the stores */
  ml_relation_score *scores[2]; /* of each store, one for each relation */
  bool errors;                  /* list what is wrong and missed */
} ml_evaluation;

/* A fact that is right, or wrong, in one of the two stores alone. */
typedef struct ml_change {
  const ml_gold_relation *gold;
  const ml_found *found;   /* a wrong one, else NULL */
  const ml_missed *missed; /* a known fact that one store misses, else NULL */
} ml_change;

typedef ML_VEC(ml_change) ml_changes;

/* What the second store gains over the first: known facts that only it has, and wrong ones that only the first has; and
 * the same the other way round. Under a guard of the evaluation's arena. */
ml_changes ml_evaluation_gained(const ml_evaluation *evaluation);
ml_changes ml_evaluation_lost(const ml_evaluation *evaluation);

/* The cells with " / " between, in the arena; those of a known fact as the gold has them. */
const char *ml_found_text(ml_arena *arena, const ml_gold_relation *gold, const ml_found *found);
const char *ml_row_text(ml_arena *arena, const ml_gold_relation *gold, const ml_gold_row *row);

void ml_evaluation_write_text(const ml_evaluation *evaluation, FILE *to);
void ml_evaluation_write_json(const ml_evaluation *evaluation, FILE *to);

#endif
