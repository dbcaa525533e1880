/* Variants: characters that Unicode has twice, once for another purpose than writing. */
#ifndef ML_TEXT_VARIANTS_H
#define ML_TEXT_VARIANTS_H

#include <stdint.h>

/* The ideograph that a radical (U+2F08 for 人) or a compatibility ideograph (U+F9FB for 炙) looks like; any other code
 * point is returned as it is. */
uint32_t ml_unified(uint32_t code);

#endif
