/* What a match captured, round by round. */
#ifndef ML_EXTRACT_CAPTURE_H
#define ML_EXTRACT_CAPTURE_H

#include "extract/match.h"

/* A capture with its contents. */
typedef struct ml_bound {
  bool set;
  const ml_lattice *lattice;
  uint32_t begin, end;
  const ml_edge *edge; /* when it holds exactly one mention, else NULL */
  const char *label;   /* when it holds exactly one listed word that has one, else NULL */
  const char *said;    /* when an expression set it and not the text, else NULL */
} ml_bound;

typedef struct ml_captured_item {
  uint32_t slot, round; /* round: index, or ML_NO_INDEX outside of all groups */
  ml_bound bound;
} ml_captured_item;

typedef struct ml_round {
  uint32_t group, parent; /* parent: the round around it, or ML_NO_INDEX */
} ml_round;

typedef struct ml_captured {
  ML_VEC(ml_captured_item) items; /* in the order of the text */
  ML_VEC(ml_round) rounds;
} ml_captured;

/* Reads the steps of a match into `out` (memory of the matcher's arena). `rule` says which group a capture belongs to;
 * NULL: rounds do not matter, all captures count as outside of groups. */
void ml_unwind(ml_matcher *matcher, const ml_lattice *lattice, const ml_rule *rule, const ml_match *match,
               ml_captured *out);

/* Sets `slots` to what was captured in `round`, in the rounds around it and outside of all groups; of two captures of
 * one name in a round the last stands. */
void ml_bind(const ml_captured *captured, uint32_t round, ml_bound *slots, uint32_t n_slots);

#endif
