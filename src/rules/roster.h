/* Rosters: which rules are worth trying in a sentence. A rule that cannot match without certain words is called by
 * these words; so what a sentence costs depends on the words in it, and hardly on how many rules there are. */
#ifndef ML_RULES_ROSTER_H
#define ML_RULES_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rules of one kind, as a bit set over all rules. */
typedef struct ml_roster {
  uint64_t *members;
  size_t from, to; /* words of the set outside of which no bit is set */
} ml_roster;

/* Which rules words call. */
typedef struct ml_calls {
  uint64_t *always; /* bit set of the rules that need no word */
  size_t n_words;   /* of a bit set over all rules */
  size_t n_lists;
  uint32_t *first; /* for each list and one behind: where the rules that its words call start */
  uint32_t *rules;
} ml_calls;

/* The next rule of the roster that is called, from rule `from` on, or ML_NO_INDEX. */
uint32_t ml_roster_next(const ml_roster *roster, const uint64_t *called, uint32_t from);

/* Adds the rules that a word of the list calls to a bit set. A list that only the probe has calls none. */
void ml_calls_add(const ml_calls *calls, uint32_t list, uint64_t *called);

#endif
