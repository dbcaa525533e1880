/* A picture of a graph: where each node stands. */
#ifndef ML_WRITE_DRAW_H
#define ML_WRITE_DRAW_H

#include <stdint.h>

#include "base/arena.h"

typedef struct ml_drawn_node {
  double size; /* diameter */
  double x, y; /* set by ml_draw */
} ml_drawn_node;

typedef struct ml_drawn_edge {
  uint32_t source, target; /* node indices */
} ml_drawn_edge;

/* Places the nodes: each connected component as a tree of rings around its busiest node, the components in rows, the
 * largest first. The same graph always gives the same picture. Time grows with n log n. */
void ml_draw(ml_arena *arena, ml_drawn_node *nodes, size_t n_nodes, const ml_drawn_edge *edges, size_t n_edges);

#endif
