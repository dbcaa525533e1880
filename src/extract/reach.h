/* Where the threads of a program can be: the matcher asks this of all places of a batch at once before it runs any
 * thread, since hardly any rule matches in hardly any sentence. */
#ifndef ML_EXTRACT_REACH_H
#define ML_EXTRACT_REACH_H

#include "extract/match.h"

/* The marks of a program are a stream for each of its instructions: places of threads. The matcher's streams must be
 * loaded. */

/* Takes the marks of the first instruction, where matches may begin, and sets the others to where a thread that begins
 * there comes. */
void ml_reach(ml_matcher *matcher, const ml_program *program, ml_stream *marks);

/* Leaves of the marks the places from where a thread comes to a match. */
void ml_reach_back(ml_matcher *matcher, const ml_program *program, ml_stream *marks);

#endif
