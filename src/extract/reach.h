/* Where the threads of a program can be: the matcher asks this of all places of a batch at once before it runs any
 * thread, since hardly any rule matches in hardly any sentence. */
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
