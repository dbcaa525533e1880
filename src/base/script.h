/* Which script a folded code point belongs to, as far as matching asks. */
#ifndef ML_BASE_SCRIPT_H
#define ML_BASE_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

bool ml_is_han(uint32_t code);
bool ml_is_latin(uint32_t code);
bool ml_is_digit(uint32_t code);

#endif
