/* Why a sentence came out as it did: gathered by explain.c while the document is worked on, with explain_rule.c for the
 * rule that is asked about, and written by explain_text.c and explain_json.c. Positions are those of the sentence. */
#ifndef ML_EXTRACT_EXPLAINED_H
#define ML_EXTRACT_EXPLAINED_H

#include "extract/work.h"

/* A boost or a feature that changed the weight of a mention. */
typedef struct ml_reason {
  uint32_t edge; /* index in the lattice of all that was proposed */
  const char *name;
  int points; /* hundredths */
  bool learned;
} ml_reason;

typedef ML_VEC(ml_reason) ml_reasons;

/* A mention that was proposed and not chosen. */
typedef struct ml_loser {
  const ml_edge *edge;
  int behind; /* hundredths that it weighs less than the chosen mentions it overlaps, learned points and their follows
               * included */
  const ml_edge **winners; /* these mentions */
  size_t n_winners;
  bool near; /* it came near enough to be shown without being asked for */
} ml_loser;

/* A match of the rule that is asked about. */
typedef struct ml_tried {
  uint32_t begin, end;
  int weight;            /* hundredths */
  const ml_expr *failed; /* the first `where` that does not hold, or NULL */
  const ml_edge *edge;   /* the mention of the type and place that the rule makes, or NULL */
} ml_tried;

/* What a thread has read on its way. */
typedef struct ml_read {
  uint32_t begin, end;
  const char *type; /* NULL: a word */
} ml_read;

/* One pattern of the rule that is asked about. */
typedef struct ml_attempt {
  const ml_rule *rule;
  bool triggered; /* what its pattern cannot do without stands in the sentence */
  ML_VEC(ml_tried) matches;
  ml_trail trail; /* without matches: how near the pattern came */
  ML_VEC(ml_read) read;
  const ml_edge *outvoted; /* a mention that the pattern was looking for there, which was not chosen, or NULL */
} ml_attempt;

typedef struct ml_explained {
  const ml_work *work;
  const ml_lattice *lattice; /* with the chosen mentions */
  size_t line;               /* of the source, from 1 */
  ML_VEC(ml_edge) edges;     /* everything that was proposed except parts; `chosen` as it is in the end */
  ML_VEC(uint32_t) indices;  /* of these edges in the lattice of all */
  ml_reasons reasons;        /* the heaviest first */
  ML_VEC(ml_loser) losers;   /* in the order of the text */
  ML_VEC(ml_attempt) attempts;
  const char *rule; /* the rule that is asked about, or NULL: all */
} ml_explained;

/* What an edge of `explained` lost to, or NULL. */
const ml_loser *ml_loser_of(const ml_explained *explained, const ml_edge *edge);

/* How an element of a pattern is written in its rule. In the arena; "" when the place is not known. */
const char *ml_element_text(ml_arena *arena, const ml_place *place);

/* In words: where a filler comes from, what decided between two claims, the name of a scope. */
const char *ml_origin_text(ml_origin origin);
const char *ml_rank_text(ml_rank rank);
const char *ml_scope_text(ml_scope_kind kind);

/* Tries the patterns of the rule called `name`, those that claim or the others, and leaves what became of each in
 * explained->attempts, in the memory of work->keep. */
void ml_try_rule(ml_work *work, const ml_lattice *lattice, ml_explained *explained, const char *name, bool claims);

/* The heaviest mention that the pattern was looking for where it stopped, or within the gap before, and that was not
 * chosen; NULL when there is none. */
const ml_edge *ml_outvoted(const ml_rules *rules, const ml_explained *explained, const ml_attempt *attempt);

/* Writes a sentence for people, and as one JSON object on a line. */
void ml_explain_text(const ml_explained *explained, FILE *to);
void ml_explain_json(const ml_explained *explained, FILE *to);

#endif
