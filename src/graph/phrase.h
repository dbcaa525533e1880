/* Chinese text for SQLite's full-text search, which knows words only by the space between them: each character becomes
 * a word of its own, and what is looked for is a phrase of such words. */
#ifndef ML_GRAPH_PHRASE_H
#define ML_GRAPH_PHRASE_H

#include "base/str.h"

/* Room for the spaced form of n bytes. */
#define ML_PHRASE_SIZE(n) (2 * (n) + 1)

/* `text` with a space behind each character, in `out`; what would end a phrase (") is left out. */
ml_str ml_phrase_spaced(ml_str text, char *out);

#endif
