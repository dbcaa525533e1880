/* What somebody who knows better says of who is who: names that are one, and names that never are. */
#ifndef ML_GRAPH_MERGES_H
#define ML_GRAPH_MERGES_H

#include "base/str.h"
#include "base/vec.h"
#include "graph/store.h"

/* A line of the file: two names, or lexicon ids, of things of one type. */
typedef struct ml_merge_row {
  uint32_t type;
  bool never;
  ml_str one, other;
  const char *reason; /* in words; never NULL */
} ml_merge_row;

typedef ML_VEC(ml_merge_row) ml_merge_rows;

/* Reads a file of merges (docs/formats.md) and appends its rows. Under a guard of `arena`, which keeps them; *file is
 * open while it works, and is the caller's to close. ML_ERR_INPUT, each line at fault reported, when it cannot be read
 * or makes no sense. */
ml_status ml_merges_read(ml_arena *arena, const ml_schema *schema, const char *path, FILE **file, ml_merge_rows *out,
                         const ml_reporter *reporter);

#endif
