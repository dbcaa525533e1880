/* Glosses: what a web page's pronunciation aid left in the text. */
#ifndef ML_TEXT_GLOSS_H
#define ML_TEXT_GLOSS_H

#include "base/str.h"

typedef enum ml_gloss {
  ML_GLOSS_NONE,
  ML_GLOSS_TONED, /* a Pinyin syllable with a tone mark: nothing else */
  ML_GLOSS_BARE   /* without one: a gloss only among glosses, for it may be an abbreviation */
} ml_gloss;

/* Is there a Pinyin syllable in brackets, as in 網(wǎng), at text.at[at], where the opening bracket of either width is,
 * or the question mark that a broken decoder left of one? `text` is valid UTF-8. When there is, *bytes and *chars say
 * how long it is with its brackets. */
ml_gloss ml_read_gloss(ml_str text, size_t at, size_t *bytes, size_t *chars);

#endif
