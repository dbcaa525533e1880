/* The features of a mention that may be chosen, which weights give points to (rules/weights.h). */
#ifndef ML_EXTRACT_FEATURES_H
#define ML_EXTRACT_FEATURES_H

#include "extract/lattice.h"

enum { ML_MAX_BOOSTERS = 64 }; /* the boosts that count as features: the first of the package, as bits of a word */

/* Receives a feature of an edge; what it points to is valid only during the call. */
typedef struct ml_feature_taker {
  void (*take)(void *user, uint32_t edge, const ml_feature *feature); /* NULL: nobody asks */
  void *user;
} ml_feature_taker;

/* Hands over each feature of each edge whose type is in `types`, before anything is chosen; not of edges that refer,
 * nor of names that the document has said elsewhere or that are well known, if no longer mention contests these. For
 * each edge `made` is the weight its maker gave it and `boosted` the bit set of the boosters that apply to it. */
void ml_features(ml_arena *temp, const ml_rules *rules, const ml_lattice *lattice, uint64_t types, const int *made,
                 const uint64_t *boosted, const ml_feature_taker *taker);

/* Adds to edge->learned what the weights of the rules give the features of each edge; to a well-known name at most half
 * of what its maker gave it, either way. */
void ml_weigh(ml_arena *temp, const ml_rules *rules, ml_lattice *lattice, const int *made, const uint64_t *boosted);

#endif
