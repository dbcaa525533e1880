/* The sums over the paths of a lattice are those that one gets by walking every path. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "extract/paths.h"

enum { MOST = 8 }; /* edges, links, and places */

typedef struct sample {
  const char *name;
  uint32_t n; /* characters */
  struct {
    uint32_t begin, end;
    double points;
  } edges[MOST]; /* as many as have an end */
  struct {
    uint32_t left, right; /* edges */
    double points;
  } links[MOST]; /* in the order of `right`; as many as have two different edges */
} sample;

static const sample samples[] = {
    {"nothing stands there", 3, {{0}}, {{0}}},
    {"one edge, or none", 3, {{1, 2, 0.5}}, {{0}}},
    {"side by side, with points for it", 4, {{0, 2, 1}, {2, 4, -1}}, {{0, 1, 2}}},
    {"side by side, without a link", 4, {{0, 2, 1}, {2, 4, -1}}, {{0}}},
    {"joined over a gap, or not", 5, {{0, 2, 1}, {3, 5, 0.3}}, {{0, 1, 0.7}}},
    {"across each other", 4, {{0, 3, 1}, {1, 4, 2}, {3, 4, 0.1}}, {{0, 2, -0.4}}},
    {"one that is in no path", 4, {{0, 2, 1}, {2, 4, -INFINITY}, {2, 3, 0.2}}, {{0, 1, 2}, {0, 2, 0.3}}},
    {"points that no number holds", 4, {{0, 2, 1000}, {2, 4, -800}, {1, 3, 990}}, {{0, 1, 2}}},
};

typedef struct walk {
  const ml_paths *paths;
  double largest; /* points of a path: those of all are taken relative to it */
  double total, edges[MOST], links[MOST];
  uint32_t path[MOST], by_links[MOST]; /* what the path goes through */
  size_t n_path, n_by_links;
  bool summing;
} walk;

static void finish(walk *w, double points) {
  if (!w->summing) {
    w->largest = points > w->largest ? points : w->largest;
    return;
  }
  double share = exp(points - w->largest);
  w->total += share;
  for (size_t i = 0; i < w->n_path; i++)
    w->edges[w->path[i]] += share;
  for (size_t i = 0; i < w->n_by_links; i++)
    w->links[w->by_links[i]] += share;
}

/* Goes on from the last edge: over a link, or to whatever begins behind it and does not touch it. */
static void go_on(walk *w, double points) {
  const ml_edge *edges = w->paths->lattice->edges.v, *last = w->n_path == 0 ? NULL : &edges[w->path[w->n_path - 1]];
  finish(w, points);
  for (uint32_t e = 0; e < w->paths->lattice->edges.n; e++) {
    w->path[w->n_path] = e;
    w->n_path++;
    if (last == NULL || edges[e].begin > last->end)
      go_on(w, points + w->paths->points[e]);
    for (uint32_t l = w->paths->links->first[e]; last != NULL && l < w->paths->links->first[e + 1]; l++) {
      if (&edges[w->paths->links->all[l].left] != last)
        continue;
      w->by_links[w->n_by_links++] = l;
      go_on(w, points + w->paths->link_points[l] + w->paths->points[e]);
      w->n_by_links--;
    }
    w->n_path--;
  }
}

/* Chains the edges by their places, as ml_lattice_add does. */
static void fill(const sample *s, ml_edge *edges, ml_lattice *lattice) {
  for (uint32_t p = 0; p <= s->n; p++)
    lattice->edges_at[p] = lattice->edges_to[p] = ML_NO_INDEX;
  for (; lattice->edges.n < MOST && s->edges[lattice->edges.n].end > 0; lattice->edges.n++) {
    uint32_t e = (uint32_t)lattice->edges.n, begin = s->edges[e].begin, end = s->edges[e].end;
    edges[e] =
        (ml_edge){.begin = begin, .end = end, .next = lattice->edges_at[begin], .next_end = lattice->edges_to[end]};
    lattice->edges_at[begin] = lattice->edges_to[end] = e;
  }
}

static void assert_same(double a, double b) {
  assert_true(fabs(a - b) < 1e-9);
}

static void compare(ml_arena *arena, const sample *s) {
  ml_edge edges[MOST] = {{0}};
  uint32_t at[MOST], to[MOST], first[MOST + 1] = {0};
  double points[MOST], link_points[MOST];
  ml_link all[MOST];
  ml_lattice lattice = {.n = s->n, .edges_at = at, .edges_to = to};
  lattice.edges.v = edges;
  fill(s, edges, &lattice);
  uint32_t n = 0;
  for (uint32_t e = 0; e < lattice.edges.n; e++) {
    points[e] = s->edges[e].points;
    for (; n < MOST && s->links[n].left != s->links[n].right && s->links[n].right == e; n++) {
      all[n] = (ml_link){s->links[n].left, 0};
      link_points[n] = s->links[n].points;
    }
    first[e + 1] = n;
  }
  ml_links links = {first, all};
  ml_paths paths = {.lattice = &lattice, .links = &links, .points = points, .link_points = link_points};
  ml_paths_sum(arena, &paths);
  walk w = {.paths = &paths};
  go_on(&w, 0);
  w.summing = true;
  go_on(&w, 0);
  assert_same(paths.total, w.largest + log(w.total));
  for (uint32_t e = 0; e < lattice.edges.n; e++) {
    assert_same(ml_paths_share(&paths, e), w.edges[e] / w.total);
    for (uint32_t l = first[e]; l < first[e + 1]; l++)
      assert_same(ml_paths_link_share(&paths, l, e), w.links[l] / w.total);
  }
}

static ml_status compare_all(void *arena) {
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    print_message("%s\n", samples[i].name);
    compare(arena, &samples[i]);
  }
  return ML_OK;
}

static void test_sums(void **state) {
  (void)state;
  ml_arena arena = ML_ARENA_INIT;
  assert_int_equal(ml_arena_guard(&arena, compare_all, &arena), ML_OK);
  ml_arena_dispose(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sums)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
