#include "extract/paths.h"

#include <math.h>

enum { NEGLIGIBLE = 40 }; /* e to the power of -40 is less than the last digit of 1 */

static double add(double a, double b) {
  double high = a > b ? a : b, low = a > b ? b : a;
  return low == -INFINITY || high - low > NEGLIGIBLE ? high : high + log1p(exp(low - high));
}

/* Without points for standing side by side, an edge may stand behind every path that has come to its end before. */
static void go_forward(ml_arena *arena, ml_paths *paths) {
  const ml_lattice *lattice = paths->lattice;
  const ml_edge *edges = lattice->edges.v;
  double before = 0, until = 0; /* the paths that end before the position, and those that end at it too */
  paths->through = ML_NEW_ARRAY(arena, double, lattice->edges.n);
  for (uint32_t p = 0; p <= lattice->n; p++, before = until) {
    for (uint32_t e = lattice->edges_to[p]; e != ML_NO_INDEX; e = edges[e].next_end)
      until = add(until, paths->through[e]);
    for (uint32_t e = lattice->edges_at[p]; e != ML_NO_INDEX; e = edges[e].next) {
      double sum = before;
      for (uint32_t l = paths->links->first[e]; l < paths->links->first[e + 1]; l++)
        sum = add(sum, paths->through[paths->links->all[l].left] + paths->link_points[l]);
      paths->through[e] = sum + paths->points[e];
    }
  }
  paths->total = until;
}

static void go_back(ml_arena *arena, ml_paths *paths) {
  const ml_lattice *lattice = paths->lattice;
  const ml_edge *edges = lattice->edges.v;
  double *from =
      ML_NEW_ARRAY(arena, double, lattice->n + 2); /* for each position: the paths that begin there or later */
  double *after = ML_NEW_ARRAY(arena, double, lattice->edges.n); /* of each edge: those that a link goes on with */
  paths->onward = ML_NEW_ARRAY(arena, double, lattice->edges.n);
  for (size_t e = 0; e < lattice->edges.n; e++)
    after[e] = -INFINITY;
  for (uint32_t p = lattice->n; p-- > 0;) {
    from[p] = from[p + 1];
    for (uint32_t e = lattice->edges_at[p]; e != ML_NO_INDEX; e = edges[e].next) {
      paths->onward[e] = paths->points[e] + add(after[e], from[edges[e].end + 1]);
      from[p] = add(from[p], paths->onward[e]);
      for (uint32_t l = paths->links->first[e]; l < paths->links->first[e + 1]; l++) {
        uint32_t left = paths->links->all[l].left;
        after[left] = add(after[left], paths->onward[e] + paths->link_points[l]);
      }
    }
  }
}

void ml_paths_sum(ml_arena *arena, ml_paths *paths) {
  go_forward(arena, paths);
  go_back(arena, paths);
}

double ml_paths_share(const ml_paths *paths, uint32_t edge) {
  return paths->points[edge] == -INFINITY
             ? 0
             : exp(paths->through[edge] + paths->onward[edge] - paths->points[edge] - paths->total);
}

double ml_paths_link_share(const ml_paths *paths, uint32_t link, uint32_t edge) {
  return exp(paths->through[paths->links->all[link].left] + paths->link_points[link] + paths->onward[edge] -
             paths->total);
}
