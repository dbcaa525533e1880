/* Texts whose mentions are known, to learn weights from. */
#ifndef ML_EXTRACT_GOLD_H
#define ML_EXTRACT_GOLD_H

#include <stdio.h>

#include "base/str.h"
#include "base/vec.h"
#include "rules/schema.h"

typedef struct ml_gold_span {
  uint32_t begin, end; /* code points of the text */
  uint32_t type;
} ml_gold_span;

typedef struct ml_gold {
  ml_str text;
  ML_VEC(ml_gold_span) spans; /* of the types that the schema has; none inside or across another */
} ml_gold;

typedef ML_VEC(ml_gold) ml_golds;

/* Bit set of the types that labels stand for. */
uint64_t ml_gold_types(const ml_schema *schema);

/* Reads a file whose name ends in .txt (a text a line, whose mentions are marked: [林知夏:Person]; # begins a comment),
 * .bmes (a character and its tag a line, a blank line behind each text) or .jsonl (CLUENER: an object with text and
 * label a line) and appends its texts, which stay in the arena. Labels of data sets that stand for no type of the
 * schema are left out. What cannot be read, or labels nothing, is reported: ML_ERR_INPUT. */
ml_status ml_gold_read(ml_arena *arena, const ml_schema *schema, const char *path, ml_golds *out,
                       const ml_reporter *reporter);

#endif
