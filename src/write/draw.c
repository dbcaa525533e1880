#include "write/draw.h"

#include <math.h>
#include <stdlib.h>

enum {
  GAP = 12,           /* least room between two nodes */
  BRANCH_GAP = 40,    /* between a node and what hangs on it */
  LARGEST_TREE = 2000 /* nodes of a component that somebody may want to read */
};

typedef struct place {
  uint32_t parent; /* in the tree; itself for a root */
  uint32_t first_child, n_children;
  double room;  /* how much of its ring, or how many rows, the node and what hangs on it need */
  double angle; /* where its share of the ring begins */
  double share; /* radians */
  uint32_t depth;
  double middle; /* in a tree: the row of the node */
  int side;      /* in a tree: 1 to the right of the root, -1 to the left of it */
} place;

typedef struct component {
  uint32_t first, n; /* in the order of the walk */
  double left, right, top, bottom;
} component;

typedef struct drawing {
  ml_arena *arena;
  ml_drawn_node *nodes;
  size_t n_nodes;
  uint32_t *neighbours, *first_neighbour; /* of node i: [first_neighbour[i], first_neighbour[i + 1]) */
  place *places;
  uint32_t *order; /* breadth first, component by component */
  component *components;
  size_t n_components;
} drawing;

/* ---- the walk ---- */

static void link_neighbours(drawing *d, const ml_drawn_edge *edges, size_t n_edges) {
  uint32_t *first = d->first_neighbour = ML_NEW_ARRAY(d->arena, uint32_t, d->n_nodes + 2);
  d->neighbours = ML_NEW_ARRAY(d->arena, uint32_t, 2 * n_edges + 1);
  for (size_t i = 0; i < n_edges; i++) {
    first[edges[i].source + 2]++;
    first[edges[i].target + 2]++;
  }
  for (size_t i = 2; i < d->n_nodes + 2; i++)
    first[i] += first[i - 1];
  for (size_t i = 0; i < n_edges; i++) { /* now first[i + 1] is where the next neighbour of i goes */
    d->neighbours[first[edges[i].source + 1]++] = edges[i].target;
    d->neighbours[first[edges[i].target + 1]++] = edges[i].source;
  }
}

static uint32_t degree(const drawing *d, uint32_t node) {
  return d->first_neighbour[node + 1] - d->first_neighbour[node];
}

typedef struct hub {
  uint32_t node, degree;
} hub;

static int by_degree(const void *a, const void *b) {
  const hub *left = a, *right = b;
  if (left->degree != right->degree)
    return left->degree > right->degree ? -1 : 1;
  return left->node < right->node ? -1 : 1;
}

/* Visits the component of `root` breadth first; returns the end of the order. */
static uint32_t walk(drawing *d, bool *seen, uint32_t root, uint32_t end) {
  uint32_t next = end;
  seen[root] = true;
  d->places[root].parent = root;
  d->order[end++] = root;
  for (; next < end; next++) {
    uint32_t node = d->order[next];
    d->places[node].first_child = end;
    for (uint32_t i = d->first_neighbour[node]; i < d->first_neighbour[node + 1]; i++) {
      uint32_t other = d->neighbours[i];
      if (seen[other])
        continue;
      seen[other] = true;
      d->places[other].parent = node;
      d->places[other].depth = d->places[node].depth + 1;
      d->places[node].n_children++;
      d->order[end++] = other;
    }
  }
  return end;
}

/* The busiest nodes become the centres. */
static void walk_all(drawing *d) {
  hub *hubs = ML_NEW_ARRAY(d->arena, hub, d->n_nodes);
  bool *seen = ML_NEW_ARRAY(d->arena, bool, d->n_nodes);
  uint32_t end = 0;
  for (uint32_t i = 0; i < d->n_nodes; i++)
    hubs[i] = (hub){i, degree(d, i)};
  qsort(hubs, d->n_nodes, sizeof *hubs, by_degree);
  for (size_t i = 0; i < d->n_nodes; i++) {
    if (seen[hubs[i].node])
      continue;
    uint32_t first = end;
    end = walk(d, seen, hubs[i].node, end);
    d->components[d->n_components++] = (component){.first = first, .n = end - first};
  }
}

/* ---- a component as rings ---- */

/* What the subtrees need, from the leaves inwards. */
static void measure(drawing *d, const component *c) {
  for (uint32_t i = c->first + c->n; i-- > c->first;) {
    uint32_t node = d->order[i];
    double own = d->nodes[node].size + GAP;
    if (d->places[node].room < own)
      d->places[node].room = own;
    if (d->places[node].parent != node)
      d->places[d->places[node].parent].room += d->places[node].room;
  }
}

/* The radius of each ring: all its nodes fit on it, and it clears the ring inside. */
static double *ring_radii(const drawing *d, const component *c) {
  uint32_t n_rings = d->places[d->order[c->first + c->n - 1]].depth + 1;
  double *radii = ML_NEW_ARRAY(d->arena, double, n_rings);
  double *largest = ML_NEW_ARRAY(d->arena, double, n_rings);
  const double turn = 2 * acos(-1);
  for (uint32_t i = c->first; i < c->first + c->n; i++) {
    uint32_t node = d->order[i], depth = d->places[node].depth;
    if (d->nodes[node].size > largest[depth])
      largest[depth] = d->nodes[node].size;
  }
  double needed = d->places[d->order[c->first]].room / turn;
  for (uint32_t depth = 1; depth < n_rings; depth++) {
    double clear = radii[depth - 1] + (largest[depth - 1] + largest[depth]) / 2 + 2 * GAP;
    radii[depth] = clear > needed ? clear : needed;
  }
  return radii;
}

/* Children share their parent's part of the ring by what they need. */
static void place_rings(drawing *d, const component *c) {
  measure(d, c);
  const double *radii = ring_radii(d, c);
  uint32_t root = d->order[c->first];
  d->places[root].share = 2 * acos(-1);
  for (uint32_t i = c->first; i < c->first + c->n; i++) {
    uint32_t node = d->order[i];
    const place *p = &d->places[node];
    double middle = p->angle + p->share / 2, needed = 0;
    d->nodes[node].x = node == root ? 0 : radii[p->depth] * cos(middle);
    d->nodes[node].y = node == root ? 0 : radii[p->depth] * sin(middle);
    for (uint32_t k = 0; k < p->n_children; k++)
      needed += d->places[d->order[p->first_child + k]].room;
    double angle = p->angle;
    for (uint32_t k = 0; k < p->n_children; k++) {
      place *child = &d->places[d->order[p->first_child + k]];
      child->angle = angle;
      child->share = p->share * child->room / needed;
      angle += child->share;
    }
  }
}

/* ---- a component as a tree ---- */

static double width_of(const ml_drawn_node *node) {
  return node->width > node->size ? node->width : node->size;
}

static double height_of(const ml_drawn_node *node) {
  return node->size > ML_DRAWN_LINE ? node->size : ML_DRAWN_LINE;
}

/* The rows that each branch needs, from the leaves inwards. Those on one side of the root do not add up with those on
 * the other, so the root is left out. */
static void measure_rows(const drawing *d, const component *c) {
  for (uint32_t i = c->first + c->n; i-- > c->first + 1;) {
    uint32_t node = d->order[i];
    place *p = &d->places[node];
    double own = height_of(&d->nodes[node]);
    p->room = p->room > own ? p->room : own;
    if (d->places[p->parent].parent != p->parent)
      d->places[p->parent].room += p->room;
  }
}

/* Gives each branch of the root to the side that has less; returns the rows of the two sides. */
static void choose_sides(const drawing *d, uint32_t root, double rows[2]) {
  const place *p = &d->places[root];
  rows[0] = rows[1] = 0;
  for (uint32_t k = 0; k < p->n_children; k++) {
    place *child = &d->places[d->order[p->first_child + k]];
    bool left = rows[1] < rows[0];
    child->side = left ? -1 : 1;
    rows[left] += child->room;
  }
}

/* The rows of the children of a node, from `top` downwards; for the root of one side only. */
static void place_rows(const drawing *d, const place *p, int side, double top) {
  for (uint32_t k = 0; k < p->n_children; k++) {
    place *child = &d->places[d->order[p->first_child + k]];
    if (child->side != side)
      continue;
    child->middle = top - child->room / 2;
    top -= child->room;
  }
}

/* How far a branch of the root bulges outwards, so that all of them are about as far from it. */
static double bulge(double middle, double rows) {
  double part = rows > 0 ? 2 * middle / rows : 0;
  return rows / 4 * sqrt(fmax(0, 1 - part * part));
}

static void place_tree(const drawing *d, const component *c) {
  uint32_t root = d->order[c->first];
  double rows[2];
  measure_rows(d, c);
  choose_sides(d, root, rows);
  place_rows(d, &d->places[root], 1, rows[0] / 2);
  place_rows(d, &d->places[root], -1, rows[1] / 2);
  for (uint32_t i = c->first + 1; i < c->first + c->n; i++) {
    uint32_t node = d->order[i];
    place *p = &d->places[node];
    const ml_drawn_node *parent = &d->nodes[p->parent];
    double reach = (width_of(parent) + width_of(&d->nodes[node])) / 2 + BRANCH_GAP;
    if (p->parent == root)
      reach += bulge(p->middle, rows[p->side < 0]);
    d->nodes[node].x = parent->x + p->side * reach;
    d->nodes[node].y = p->middle;
    double needed = 0;
    for (uint32_t k = 0; k < p->n_children; k++) {
      place *child = &d->places[d->order[p->first_child + k]];
      child->side = p->side;
      needed += child->room;
    }
    place_rows(d, p, p->side, p->middle + needed / 2);
  }
}

/* ---- the components together ---- */

static void place_component(drawing *d, component *c) {
  if (c->n > LARGEST_TREE)
    place_rings(d, c);
  else
    place_tree(d, c);
  for (uint32_t i = c->first; i < c->first + c->n; i++) {
    const ml_drawn_node *node = &d->nodes[d->order[i]];
    double w = width_of(node) / 2, h = height_of(node) / 2;
    c->left = fmin(c->left, node->x - w);
    c->right = fmax(c->right, node->x + w);
    c->bottom = fmin(c->bottom, node->y - h);
    c->top = fmax(c->top, node->y + h);
  }
}

static int by_height(const void *a, const void *b) {
  const component *left = a, *right = b;
  double heights[] = {left->top - left->bottom, right->top - right->bottom};
  if (heights[0] != heights[1])
    return heights[0] > heights[1] ? -1 : 1;
  return left->first < right->first ? -1 : 1;
}

static void move(const drawing *d, const component *c, double x, double y) {
  for (uint32_t i = c->first; i < c->first + c->n; i++) {
    d->nodes[d->order[i]].x += x;
    d->nodes[d->order[i]].y += y;
  }
}

/* Rows of about the width that makes the whole a little wider than high, as screens are. */
static void pack(const drawing *d) {
  double area = 0, widest = 0, x = 0, y = 0, row_height = 0;
  for (size_t i = 0; i < d->n_components; i++) {
    const component *c = &d->components[i];
    double width = c->right - c->left + 2 * GAP;
    area += width * (c->top - c->bottom + 2 * GAP);
    widest = fmax(widest, width);
  }
  double limit = fmax(widest, sqrt(area * 1.6));
  for (size_t i = 0; i < d->n_components; i++) {
    const component *c = &d->components[i];
    double width = c->right - c->left + 2 * GAP, height = c->top - c->bottom + 2 * GAP;
    if (x > 0 && x + width > limit) {
      x = 0;
      y -= row_height;
      row_height = 0;
    }
    move(d, c, x - c->left + GAP, y - c->top - GAP);
    x += width;
    row_height = fmax(row_height, height);
  }
}

void ml_draw(ml_arena *arena, ml_drawn_node *nodes, size_t n_nodes, const ml_drawn_edge *edges, size_t n_edges) {
  drawing d = {.arena = arena, .nodes = nodes, .n_nodes = n_nodes};
  if (n_nodes == 0)
    return;
  d.places = ML_NEW_ARRAY(arena, place, n_nodes);
  d.order = ML_NEW_ARRAY(arena, uint32_t, n_nodes);
  d.components = ML_NEW_ARRAY(arena, component, n_nodes);
  link_neighbours(&d, edges, n_edges);
  walk_all(&d);
  for (size_t i = 0; i < d.n_components; i++)
    place_component(&d, &d.components[i]);
  qsort(d.components, d.n_components, sizeof *d.components, by_height);
  pack(&d);
}
