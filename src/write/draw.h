/* A picture of a graph: where each node stands. */
#ifndef ML_WRITE_DRAW_H
#define ML_WRITE_DRAW_H

#include <stdint.h>

#include "base/arena.h"

typedef struct ml_drawn_node {
  double size;  /* diameter */
  double width; /* of the label, which stands on the middle of the node and is as high as ML_DRAWN_LINE */
  double x, y;  /* set by ml_draw */
} ml_drawn_node;

typedef struct ml_drawn_edge {
  uint32_t source, target; /* node indices */
} ml_drawn_edge;

/* A line of text, and how wide half a Chinese character is. */
enum { ML_DRAWN_LINE = 18, ML_DRAWN_COLUMN = 6 };

/* Places the nodes so that no label covers another: each connected component as a tree that spreads to the left and the
 * right of its busiest node, in which every branch has rows of its own; the components in rows, the highest first. A
 * component too large to be read anyhow becomes rings around its busiest node. The same graph always gives the same
 * picture. Time grows with n log n. */
void ml_draw(ml_arena *arena, ml_drawn_node *nodes, size_t n_nodes, const ml_drawn_edge *edges, size_t n_edges);

#endif
