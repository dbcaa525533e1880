/* Repair: bytes that are no UTF-8, and what a web page's pronunciation aid left in the text. */
#ifndef ML_TEXT_REPAIR_H
#define ML_TEXT_REPAIR_H

#include "base/arena.h"
#include "base/str.h"

/* Bytes that cannot stand in a source: NUL, and what starts no valid UTF-8 sequence. */
typedef struct ml_damage {
  size_t chars;      /* code points in all, when each bad byte counts as one */
  size_t bad;        /* how many; each becomes one U+FFFD */
  size_t first_line; /* where the first one is, from 1 */
} ml_damage;

ml_damage ml_repair_survey(ml_str raw);

/* A copy of `raw` in the arena, with U+FFFD for each of the `bad` bytes that the survey counted. */
ml_str ml_repair_bytes(ml_arena *arena, ml_str raw, size_t bad);

typedef enum ml_gloss {
  ML_GLOSS_NONE,
  ML_GLOSS_TONED, /* a Pinyin syllable with a tone mark: nothing else */
  ML_GLOSS_BARE   /* without one: a gloss only among glosses, for it may be an abbreviation */
} ml_gloss;

/* Is there a Pinyin syllable in brackets, as in 網(wǎng), at text.at[at], where the opening bracket of either width is,
 * or the question mark that a broken decoder left of one? `text` is valid UTF-8. When there is, *bytes and *chars say
 * how long it is with its brackets. */
ml_gloss ml_repair_gloss(ml_str text, size_t at, size_t *bytes, size_t *chars);

#endif
