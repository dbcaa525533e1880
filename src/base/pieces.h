/* Output that comes in small pieces and goes to its stream in large ones: each call of a stream costs as much as a few
 * dozen bytes. Errors stay in the stream. Small, for a line on the stack; the writers of whole graphs have
 * write/sink.h, which is large and can say what was put since a mark. */
#ifndef ML_BASE_PIECES_H
#define ML_BASE_PIECES_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

typedef struct ml_pieces {
  FILE *to;
  size_t n; /* bytes that are held */
  char held[4096];
} ml_pieces;

static inline void ml_pieces_start(ml_pieces *pieces, FILE *to) {
  pieces->to = to;
  pieces->n = 0;
}

/* Hands over what is held: to be called at the end. */
static inline void ml_pieces_flush(ml_pieces *pieces) {
  fwrite(pieces->held, 1, pieces->n, pieces->to);
  pieces->n = 0;
}

static inline void ml_pieces_put(ml_pieces *pieces, ml_str piece) {
  if (piece.n > sizeof pieces->held - pieces->n)
    ml_pieces_flush(pieces);
  if (piece.n > sizeof pieces->held) {
    fwrite(piece.at, 1, piece.n, pieces->to);
  } else if (piece.n > 0) {
    memcpy(pieces->held + pieces->n, piece.at, piece.n);
    pieces->n += piece.n;
  }
}

static inline void ml_pieces_char(ml_pieces *pieces, char c) {
  if (pieces->n == sizeof pieces->held)
    ml_pieces_flush(pieces);
  pieces->held[pieces->n++] = c;
}

/* In decimal digits. */
void ml_pieces_number(ml_pieces *pieces, uint64_t number);

#endif
