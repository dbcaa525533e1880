/* From Traditional to Simplified. */
#ifndef ML_TEXT_TRADITIONAL_H
#define ML_TEXT_TRADITIONAL_H

#include <stddef.h>
#include <stdint.h>

#include "text/fold_table.h"

/* The Simplified form of a character that only Traditional text has; any other code point is returned as it is. */
uint32_t ml_simplified(uint32_t code);

/* Converts what is left in the n code points of a Traditional text that ml_simplified has gone through: phrases (乾坤,
 * 項鍊), and characters that both scripts have and that Simplified text writes otherwise (於). `originals` are the
 * characters as they were written. */
void ml_simplify_text(const uint32_t *originals, uint32_t *codes, size_t n);

#endif
