/* What mentions that refer were found to stand for (refer.c finds it). */
#include "extract/work.h"

const ml_edge *ml_edge_of(const ml_work *work, const ml_reference *reference) {
  if (!reference->set)
    return NULL;
  const ml_lattice *lattice = work->lattices[reference->sentence];
  for (uint32_t e = lattice->edges_at[reference->begin]; e != ML_NO_INDEX; e = lattice->edges.v[e].next) {
    const ml_edge *edge = &lattice->edges.v[e];
    if (edge->chosen && edge->end == reference->end && edge->type == reference->type)
      return edge;
  }
  return NULL;
}

ml_bound ml_meant_by(const ml_work *work, ml_bound bound) {
  enum { HOPS = 8 }; /* two mentions may stand for each other */
  for (int i = 0; i < HOPS && bound.edge != NULL; i++) {
    const ml_reference *same = &bound.edge->same;
    const ml_edge *edge = ml_edge_of(work, same);
    if (edge == NULL)
      break;
    bound.lattice = work->lattices[same->sentence];
    bound.edge = edge;
    bound.begin = edge->begin;
    bound.end = edge->end;
  }
  return bound;
}
