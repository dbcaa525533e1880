/* Learning from known mentions: a semi-Markov random field over the paths of the choice (Sarawagi and Cohen 2004), with
 * a margin (Gimpel and Smith 2010).
 *
 * All texts are gone through several times. In each, of all paths through the lattice those that agree with what is
 * known are to get the greatest share: the features of their mentions gain as much as the mentions' shares in these
 * paths are above those in all paths, and lose where they are below. The mean of the points over all texts of all
 * passes is what stays. Mentions of types that no text labels compete freely. */
#ifndef ML_EXTRACT_FIELD_H
#define ML_EXTRACT_FIELD_H

#include "base/arena.h"
#include "base/vec.h"
#include "extract/paths.h"
#include "extract/work.h"

enum { ML_FIELD_PASSES = 8 };

/* What an edge is to the known mentions. */
typedef enum ml_edge_role {
  ML_EDGE_FREE,  /* of a type that no text labels */
  ML_EDGE_WRONG, /* of a labelled type, and not known */
  ML_EDGE_KNOWN
} ml_edge_role;

typedef struct ml_field_feature {
  const char *name; /* `TYPE GROUP VALUE` */
  uint32_t count;   /* of mentions in texts that are learned from, */
  uint32_t held;    /* and in those held back */
  double points;
  double slopes; /* the sum of their squares */
  double sum;    /* of points * time up to `since`, for the mean */
  int64_t since; /* when it moved last */
  int kept;      /* hundredths: what comes out */
  double rank;
} ml_field_feature;

/* A sentence of a text. */
typedef struct ml_field_sentence {
  ml_lattice *lattice;
  const ml_stretch *between;
  int *base;       /* for each edge: what rules and lexicons give it */
  uint32_t *first; /* edges + 1: where its features begin in `features` */
  uint32_t *features;
  uint8_t *roles; /* for each edge, of ml_edge_role */
  ml_links links;
  bool held_back;
} ml_field_sentence;

/* Zeroed before use; whoever prepares the texts sets the arenas and fills sentences and features (of a feature: name
 * and counts). */
typedef struct ml_field {
  ml_arena *arena; /* for what is kept */
  ml_arena *temp;  /* for one sentence */
  ML_VEC(ml_field_sentence) sentences;
  ML_VEC(ml_field_feature) features;
  int64_t time; /* texts learned from, counted over all passes */
} ml_field;

/* Learns from the sentences that are not held back. Leaves the `keep` features that matter most in *kept, which lies in
 * the arena, by name, and returns how many these are; all others keep no points. Both arenas are to be guarded. */
size_t ml_field_learn(ml_field *f, size_t keep, ml_field_feature ***kept);

/* From now on all texts are learned from, and nothing has been learned. */
void ml_field_take_in_held_back(ml_field *f);

#endif
