/* Repair: bytes that are no UTF-8, and the table of the repairs that folding makes. */
#ifndef ML_TEXT_REPAIR_H
#define ML_TEXT_REPAIR_H

#include "base/arena.h"
#include "base/str.h"
#include "text/document.h"

/* Bytes that cannot stand in a source: NUL, and what starts no valid UTF-8 sequence. */
typedef struct ml_damage {
  size_t chars;      /* code points in all, when each bad byte counts as one */
  size_t bad;        /* how many; each becomes one U+FFFD */
  size_t first_line; /* where the first one is, from 1 */
} ml_damage;

ml_damage ml_repair_survey(ml_str raw);

/* A copy of `raw` in the arena, with U+FFFD for each of the `bad` bytes that the survey counted. */
ml_str ml_repair_bytes(ml_arena *arena, ml_str raw, size_t bad);

#endif
