/* Where the threads of a program can be: the matcher asks this of all places of a batch at once before it runs any
 * thread, since hardly any rule matches in hardly any sentence.
 *
 * The program is simulated on sets of places, one for each instruction: a bit-parallel automaton, but with the text
 * along the word and not the states (Cameron et al., PACT 2014, as cited in streams.h). As jumps lead forward one pass
 * is enough. A pass back leaves the places from where a match is reached, as in pruning a lattice forward and backward.
 * What keeps it cheap: sets are sparse, and an instruction that reads nothing shares the set of the one before it; a
 * rule is tried only in sentences that have all it cannot do without, as Hyperscan looks for literals before it runs an
 * automaton (Wang et al., NSDI 2019); conditions on mentions, and what stands ahead, are asked only at places that a
 * thread has come to, and of each mention once. */
#ifndef ML_EXTRACT_REACH_H
#define ML_EXTRACT_REACH_H

#include "extract/match.h"

/* Marks for a program of n instructions, in the arena. */
ml_marks ml_marks_new(ml_arena *arena, uint32_t n);

/* Marks of the matcher, which serve one program after the other. */
const ml_marks *ml_marks_for(ml_matcher *matcher, const ml_program *program);

/* Sets where threads come to that begin at places in `begins`, which must last as long as the marks. The matcher's
 * streams must be loaded. */
void ml_reach(ml_matcher *matcher, const ml_program *program, const ml_marks *marks, const ml_stream *begins);

/* Then sets from where of these places threads come to a match. When there is no match only the first instruction's are
 * set, to none. */
void ml_reach_back(ml_matcher *matcher, const ml_program *program, const ml_marks *marks);

#endif
