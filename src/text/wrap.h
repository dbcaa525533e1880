/* Wrap: texts whose lines were cut at a width, in the middle of sentences. */
#ifndef ML_TEXT_WRAP_H
#define ML_TEXT_WRAP_H

#include <stdbool.h>

#include "base/str.h"

/* The width in columns at which the text was cut, or 0 when it is not certain that it was. `text` is valid UTF-8. */
unsigned ml_find_wrap(ml_str text);

/* Does the line [begin, end) (bytes, without its line end) of a text cut at `width` go on in the line at `next`? */
bool ml_goes_on(ml_str text, size_t begin, size_t end, size_t next, unsigned width);

#endif
