/* The matcher: runs programs over a lattice.
 *
 * A thread is (instruction, position) with the weight, the start and the captures of the heaviest way there. Positions
 * and instructions are gone through in ascending order; since jumps lead forward, every thread is final before it goes
 * on, and the heaviest reading is found without backtracking (the method is that of a Viterbi search over Thompson's
 * automaton). Cost: instructions x positions x longest gap. */
#ifndef ML_EXTRACT_MATCH_H
#define ML_EXTRACT_MATCH_H

#include "extract/lattice.h"

enum {
  ML_REACH = ML_MAX_REACH + 1 /* positions that a thread may lead to; a power of two */
};

typedef enum ml_step_kind { ML_STEP_OPEN, ML_STEP_CLOSE, ML_STEP_ROUND, ML_STEP_EDGE, ML_STEP_HIT } ml_step_kind;

/* One event on the way of a thread, newest first. */
typedef struct ml_step {
  uint32_t previous; /* index, or ML_NO_INDEX */
  ml_step_kind kind;
  uint32_t what; /* capture, group, edge, hit */
  uint32_t at;   /* position where it begins (CLOSE: ends) */
} ml_step;

typedef struct ml_match {
  uint32_t begin, end; /* positions */
  int weight;          /* hundredths */
  uint32_t steps;      /* the newest step */
} ml_match;

typedef ML_VEC(ml_match) ml_matches;

typedef struct ml_scratch ml_scratch;

enum { ML_MAX_STOPS = 8 };

/* How near a run comes to a match: the threads that lack the fewest elements, of these the heaviest, of these the
 * first. Threads with nothing to look for go on all the same, so that each is stopped by the element that it lacks. */
typedef struct ml_trail {
  const uint32_t *lacking; /* for each instruction: the fewest elements that a match still has to pass from there on */
  uint32_t n;              /* stops; 0: no thread was started */
  uint32_t stops[ML_MAX_STOPS]; /* instructions that stopped the threads: alternatives at one position */
  uint32_t start, position;     /* where the nearest threads began, and where they stand */
  int weight;                   /* hundredths */
  uint32_t steps;               /* the newest step of the first */
} ml_trail;

/* What matching needs beside rules and lattice; serves one document at a time. */
typedef struct ml_matcher {
  const ml_rules *rules;
  ml_arena *arena;     /* for results: steps, captures, texts */
  ml_arena *tables;    /* for the matcher's own tables, kept as long as the document */
  ml_scratch *scratch; /* one for each level of look-around */
  ML_VEC(ml_step) steps;
  ML_VEC(uint32_t) ahead; /* of the run that was aimed last */
  uint64_t n_steps;       /* instructions that threads have run */
} ml_matcher;

/* A program at work on one lattice; keeps what look-arounds found. */
typedef struct ml_run {
  ml_matcher *matcher;
  const ml_lattice *lattice;
  const ml_program *program;
  ml_scratch *scratch;
  unsigned level;        /* of look-around */
  bool claiming;         /* after the choice: chosen mentions and parts only, and nothing cuts a chosen mention */
  const uint32_t *ahead; /* for each position the next one where the trigger stands; NULL: not aimed */
  uint8_t **looked;      /* for each look: for each position 0 unknown, 1 no, 2 yes */
  struct ml_run *runs;   /* for each look */
  ml_trail *trail;       /* kept up while it runs; NULL: not asked for */
} ml_run;

/* Prepares `program` for `lattice`. */
void ml_run_start(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_lattice *lattice);

/* Tells the run where its rule's trigger stands, so that threads that have passed the last one are given up. Only one
 * run at a time can be aimed. */
void ml_run_aim(ml_run *run, const ml_trigger *trigger);

/* All matches that begin at `begin` and are at most `longest` characters long: for each end the heaviest. */
void ml_run_from(ml_run *run, uint32_t begin, uint32_t longest, ml_matches *out);

/* For each end the heaviest match, wherever it begins. */
void ml_run_all(ml_run *run, ml_matches *out);

/* Sorts matches heaviest first (then the earlier, the longer) and keeps those that do not overlap a heavier one. */
void ml_matches_settle(ml_matches *matches);

/* Whether a trigger stands in the sentence. */
bool ml_triggered(const ml_trigger *trigger, const ml_lattice *lattice);

/* Forgets all steps; matches found before lose their captures. */
void ml_matcher_forget(ml_matcher *matcher);

#endif
