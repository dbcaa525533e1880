/* Writing what was learned (fit.c learns, fit_write.c writes). Errors stay in the streams. */
#ifndef ML_EXTRACT_FIT_H
#define ML_EXTRACT_FIT_H

#include <stdio.h>

#include "extract/field.h"
#include "mailuo.h"

/* Mentions of one type, in one half of the texts. */
typedef struct ml_tally {
  size_t known, proposed, chosen, right;
} ml_tally;

/* Writes kept[0..n) as a weights file (rules/weights.h), learned from so many texts. */
void ml_fit_write_weights(const ml_fit_options *options, size_t n_texts, ml_field_feature *const *kept, size_t n,
                          FILE *to);

/* Writes a table of the labelled types, first those of the texts that are learned from, then of those held back. The
 * ceiling is the recall of a choice that knows everything: the share of the known mentions that a rule proposes. */
void ml_fit_write_summary(const ml_schema *schema, uint64_t labelled, ml_tally tallies[2][ML_MAX_TYPES], FILE *to);

#endif
