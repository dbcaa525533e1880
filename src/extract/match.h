/* The matcher: runs programs over a lattice.
 *
 * First it is worked out, for all positions of a batch of sentences at once, where threads can be that come to a match
 * (reach.h): in nearly all sentences there is none, and that is all. Then these threads alone are run.
 *
 * A thread is (instruction, position) with the weight, the start and the captures of the heaviest way there. Positions
 * and instructions are gone through in ascending order; since jumps lead forward, every thread is final before it goes
 * on, and the heaviest reading is found without backtracking (the method is that of a Viterbi search over Thompson's
 * automaton). Cost: instructions x positions x longest gap. */
#ifndef ML_EXTRACT_MATCH_H
#define ML_EXTRACT_MATCH_H

#include "extract/streams.h"

typedef enum ml_step_kind {
  ML_STEP_OPEN,
  ML_STEP_CLOSE,
  ML_STEP_ROUND,
  ML_STEP_EDGE,
  ML_STEP_GRAIN,
  ML_STEP_HIT
} ml_step_kind;

/* One event on the way of a thread, newest first. */
typedef struct ml_step {
  uint32_t previous; /* index, or ML_NO_INDEX */
  ml_step_kind kind;
  uint32_t what; /* capture, group, edge, type of the grain, hit */
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
 * first, and of those that began with it the farthest. Threads with nothing to look for go on all the same, so that
 * each is stopped by the element that it lacks. */
typedef struct ml_trail {
  const uint32_t *lacking; /* for each instruction: the fewest elements that a match still has to pass from there on */
  uint32_t n;              /* stops; 0: no thread was started */
  uint32_t stops[ML_MAX_STOPS]; /* instructions that stopped the threads: alternatives at one position */
  uint32_t start, position;     /* where the nearest threads began, and where they stand */
  int weight;                   /* hundredths */
  uint32_t steps;               /* the newest step of the first */
} ml_trail;

/* For each instruction of a program two sets of places, and room for one. Sets that are equal may be one and the same,
 * also one of the matcher's streams. */
typedef struct ml_marks {
  const ml_stream **comes; /* where threads come to */
  const ml_stream **goes;  /* from where of these they come to a match */
  ml_stream *room;
} ml_marks;

typedef struct ml_room {
  ml_marks marks;
  uint32_t n; /* instructions that there is room for */
} ml_room;

/* What matching needs beside rules and lattice; serves one document at a time. */
typedef struct ml_matcher {
  const ml_rules *rules;
  ml_arena *arena;     /* for results: steps, captures, texts */
  ml_arena *tables;    /* for the matcher's own tables, kept as long as the document */
  ml_scratch *scratch; /* threads */
  ml_streams streams;  /* of the batch at work */
  ML_VEC(ml_step) steps;
  ML_VEC(ml_room) rooms; /* for the run that was started last, for a look-around in it, for one in that... */
  uint32_t depth;        /* look-arounds at work, one inside the other */
  uint64_t n_steps;      /* instructions run, each by one thread or for a whole batch at once */
} ml_matcher;

/* A program at work on one batch. */
typedef struct ml_run {
  ml_matcher *matcher;
  const ml_program *program;
  const ml_stream *const *marks; /* for each instruction the places where its threads come to a match */
  ml_trail *trail;               /* kept up while it runs; NULL: not asked for */
  uint64_t load;                 /* of the streams when it was started */
} ml_run;

/* Prepares `program` for the batch of the matcher's streams; matches begin at places in `begins`, NULL: anywhere. Of
 * the runs that are started in this way only the last can go on. */
void ml_run_start(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_stream *begins);

/* The same for the sentences of a batch in which all stands that the rule cannot do without, and how many these are;
 * when there are none the run is not started. */
size_t ml_run_start_rule(ml_run *run, ml_matcher *matcher, const ml_rule *rule, const ml_batch *batch);

/* The same for a whole batch, with memory of its own, so that it goes on when others have been started. */
void ml_run_start_lasting(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_batch *batch);

/* Whether a zeroed run, or one that was started so, can go on in the batch: as long as nothing else was loaded. */
bool ml_run_lasts(const ml_run *run, const ml_batch *batch);

/* The same for one sentence. */
void ml_run_start_in(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_lattice *lattice);

/* The same, without its batch, which the matcher then has to load anew. When its mentions are chosen and `claiming` is
 * false, as if they were not: over all that it has. */
void ml_run_start_alone(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_lattice *lattice,
                        bool claiming);

/* The same for one sentence; all threads are run, also those that come to no match, and `trail` says how near they
 * come. */
void ml_run_start_trail(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_lattice *lattice,
                        ml_trail *trail);

/* The first sentence of the batch, from number `from` on, in which a match begins; the number of sentences when there
 * is none. */
uint32_t ml_run_sentence(const ml_run *run, const ml_batch *batch, uint32_t from);

/* The first position of the sentence at or behind `from` where a match begins, or ML_NO_INDEX. */
uint32_t ml_run_next(const ml_run *run, const ml_lattice *lattice, uint32_t from);

/* All matches that begin at `begin` and are at most `longest` characters long: for each end the heaviest. */
void ml_run_from(ml_run *run, const ml_lattice *lattice, uint32_t begin, uint32_t longest, ml_matches *out);

/* For each end of a match in the sentence the heaviest, wherever it begins. */
void ml_run_all(ml_run *run, const ml_lattice *lattice, ml_matches *out);

/* Sorts matches heaviest first (then the earlier, the longer) and keeps those that do not overlap a heavier one. */
void ml_matches_settle(ml_matches *matches);

/* Whether a trigger stands in the sentence. */
bool ml_triggered(const ml_trigger *trigger, const ml_lattice *lattice);

/* Whether a mention of a sentence of the batch at work is one that the test takes. */
bool ml_is_taken(ml_matcher *matcher, const ml_lattice *lattice, const ml_edge_test *test, const ml_edge *edge);

/* Forgets all steps; matches found before lose their captures. */
void ml_matcher_forget(ml_matcher *matcher);

#endif
