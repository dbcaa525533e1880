/* UTF-8 (RFC 3629): shortest forms only, no surrogates, nothing above U+10FFFF. */
#ifndef ML_BASE_UTF8_H
#define ML_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define ML_UTF8_BAD UINT32_MAX

/* Reads the code point at text.at[*at] and moves *at behind it. A byte that starts no valid sequence gives
 * ML_UTF8_BAD and moves *at by one. *at < text.n is required. */
uint32_t ml_utf8_next(ml_str text, size_t *at);

/* Writes a code point as 1..4 bytes; returns how many. */
size_t ml_utf8_put(uint32_t code, char out[4]);

/* The number of code points (bad bytes count one each). */
size_t ml_utf8_length(ml_str text);

/* Code points as UTF-8 in the arena. */
ml_str ml_utf8_encode(ml_arena *arena, const uint32_t *codes, size_t n);

/* UTF-8 as code points in the arena (bad bytes become U+FFFD); *n is their number. */
uint32_t *ml_utf8_decode(ml_arena *arena, ml_str text, size_t *n);

/* How many bytes of `text` the whole characters within its first `bytes` have (bad bytes count as one each): the
 * precision that keeps printf's %.*s from cutting through one. */
int ml_utf8_within(const char *text, size_t bytes);

/* Columns that a terminal gives a code point: 0 (combining, control), 1, or 2 (UAX #11 wide and full-width). */
unsigned ml_utf8_width(uint32_t code);

#endif
