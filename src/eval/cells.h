/* Whether a cell of a known fact and what was found are one: by letter, by likeness, by value. */
#ifndef ML_EVAL_CELLS_H
#define ML_EVAL_CELLS_H

#include "base/str.h"

/* In all of these `cell` is what is known: one text, or several between `|` that are all right. Letter case of ASCII,
 * white space, quotation marks, title marks and parentheses do not count. */

/* Whether `got` is one of the texts. */
bool ml_cell_same(ml_str cell, ml_str got);

/* How much `got` and the likest of the texts have in common, from 0 to 1: the Dice coefficient of their characters and
 * pairs of characters (Dice, "Measures of the amount of ecologic association between species", 1945). */
double ml_cell_likeness(ml_str cell, ml_str got);

/* Whether the number `low`, or the range from `low` to `high` (empty: no range), is one of those in the cell, where a
 * range is written 30..45; up to a thousandth, and below a hundred up to a hundredth more. Empty is like empty. */
bool ml_cell_equal(ml_str cell, ml_str low, ml_str high);

/* Whether the cell holds nothing but numbers and ranges, or is empty. */
bool ml_cell_is_number(ml_str cell);

#endif
