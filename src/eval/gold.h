/* Known facts: what careful readers found in documents, to hold a store against. */
#ifndef ML_EVAL_GOLD_H
#define ML_EVAL_GOLD_H

#include "base/str.h"
#include "base/vec.h"
#include "mailuo.h"

/* How a cell of a known fact is held against what was found. */
typedef enum ml_test {
  ML_TEST_NONE,  /* it does not matter */
  ML_TEST_SAME,  /* equal names */
  ML_TEST_ALIKE, /* names with enough in common */
  ML_TEST_EQUAL, /* equal numbers */
} ml_test;

/* A column that is compared. */
typedef struct ml_criterion {
  const char *column; /* of the relation's view */
  bool has_max;       /* the view has a column COLUMN_max for the end of a range */
  ml_test lenient, strict;
  double likeness; /* for ML_TEST_ALIKE: the least, from 0 to 1 */
} ml_criterion;

typedef ML_VEC(ml_criterion) ml_criteria;

typedef struct ml_gold_row {
  ml_str *cells; /* one for each criterion */
  ml_str quote;  /* the text's words, or empty */
  size_t line;   /* of the file */
  bool optional; /* neither wrong when it is found nor missed when it is not */
} ml_gold_row;

/* The known facts of one relation in one document. */
typedef struct ml_gold_file {
  const char *path;
  ml_str document; /* a part of the document's id */
  ML_VEC(ml_gold_row) rows;
} ml_gold_file;

typedef struct ml_gold_relation {
  const char *name;
  ml_criteria criteria; /* those of its first file; the others must have the same columns */
  ML_VEC(ml_gold_file) files;
} ml_gold_relation;

typedef ML_VEC(ml_gold_relation) ml_gold_relations;

/* Reads all files DOCUMENT.RELATION.tsv of a folder, by name, into the arena. `store` says which columns the relations
 * have. ML_ERR_INPUT, reported with file and line, when one cannot be read or makes no sense. */
ml_status ml_gold_relations_read(ml_arena *arena, const ml_store *store, const char *folder, ml_gold_relations *out,
                                 const ml_reporter *reporter);

#endif
