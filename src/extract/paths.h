/* Sums over all paths of a lattice, of which the choice takes the best: the forward-backward algorithm of a semi-Markov
 * random field (Sarawagi and Cohen 2004). A path weighs the exponential of its points; all numbers here are natural
 * logarithms. */
#ifndef ML_EXTRACT_PATHS_H
#define ML_EXTRACT_PATHS_H

#include "extract/lattice.h"

/* An edge that stands behind another one with points for it: straight behind it, or joined by a follow with a pattern.
 */
typedef struct ml_link {
  uint32_t left;    /* the edge before */
  uint32_t feature; /* which has the points, or ML_NO_INDEX: 0 points */
} ml_link;

typedef struct ml_links {
  uint32_t *first; /* for each edge, and one more: where those to it begin in `all` */
  ml_link *all;
} ml_links;

typedef struct ml_paths {
  const ml_lattice *lattice;
  const ml_links *links;
  const double *points;      /* of each edge; -INFINITY: no path goes through it */
  const double *link_points; /* of each link */
  double *through;           /* of each edge: the paths up to its end */
  double *onward;            /* of each edge: the paths from its begin */
  double total;
} ml_paths;

/* Sums over the paths of the lattice; `points`, `link_points`, `links` and `lattice` are set. The rest is made in the
 * arena. */
void ml_paths_sum(ml_arena *arena, ml_paths *paths);

/* The share of the paths that go through an edge. */
double ml_paths_share(const ml_paths *paths, uint32_t edge);

/* The share of the paths that go through a link to an edge. */
double ml_paths_link_share(const ml_paths *paths, uint32_t link, uint32_t edge);

#endif
