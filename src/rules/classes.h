/* Classes of characters: which of them the sets of a package tell apart. */
#ifndef ML_RULES_CLASSES_H
#define ML_RULES_CLASSES_H

#include "base/arena.h"
#include "rules/program.h"

/* Puts characters that the same sets hold into one class, and sets `has` of each set. The arena owns the tables. */
void ml_classes_build(ml_arena *arena, ml_set *sets, size_t n_sets, ml_classes *out);

/* The class of a code point. */
uint32_t ml_class_of(const ml_classes *classes, uint32_t code);

#endif
