/* The choice: the path through the lattice with the greatest sum of weights and of `follow` points (dynamic programming
 * over the edges; a sentence's Viterbi path). Ties go to the path that covers more characters, then to the one with
 * fewer mentions, then to the edge that begins earlier and was made by the earlier rule. */
#include <string.h>

#include "extract/work.h"

typedef struct score {
  int weight;
  uint32_t covered, mentions;
} score;

/* Where a path goes on from. */
typedef struct state {
  score best;
  uint32_t last; /* the last edge of the path, or ML_NO_INDEX */
} state;

typedef struct choice {
  ml_work *work;
  ml_lattice *lattice;
  state *through;    /* for each edge: the best path that ends with it; .last is the edge before */
  state *until;      /* for each position p: the best path whose last edge ends at p or before */
  uint32_t *ends_at; /* for each position the first edge that ends there, chained by next_end */
  uint32_t *next_end;
  uint32_t *sorted;          /* the edges of one position */
  const ml_stretch *between; /* for each follow */
  uint32_t *joining;         /* the follows whose patterns match in the sentence */
  size_t n_joining;
  const ml_transitions *transitions;
} choice;

static bool is_better(score a, score b) {
  if (a.weight != b.weight)
    return a.weight > b.weight;
  if (a.covered != b.covered)
    return a.covered > b.covered;
  return a.mentions < b.mentions;
}

static bool is_type(const choice *c, uint32_t type, uint32_t wanted) {
  return (c->work->rules->accepts[wanted] >> type & 1) != 0;
}

static int straight_points(const choice *c, uint32_t left, uint32_t right) {
  return c->transitions->straight[left * c->work->rules->schema.n_types + right];
}

static void offer(state *to, score from, int points, uint32_t last) {
  from.weight += points;
  if (is_better(from, to->best)) {
    to->best = from;
    to->last = last;
  }
}

/* The best way to stand before edge `e`. */
static state before(const choice *c, const ml_edge *e) {
  const ml_lattice *lattice = c->lattice;
  state best = e->begin > 0 ? c->until[e->begin - 1] : (state){.last = ML_NO_INDEX};
  for (uint32_t f = c->ends_at[e->begin]; f != ML_NO_INDEX; f = c->next_end[f])
    offer(&best, c->through[f].best, straight_points(c, lattice->edges.v[f].type, e->type), f);
  for (size_t j = 0; j < c->n_joining; j++) {
    uint32_t i = c->joining[j];
    const ml_follow *follow = &c->work->rules->follows[i];
    const ml_stretch *between = &c->between[i];
    if (!is_type(c, e->type, follow->right))
      continue;
    for (uint32_t m = between->ends_at[e->begin]; m != ML_NO_INDEX; m = between->next[m])
      for (uint32_t f = c->ends_at[between->matches.v[m].begin]; f != ML_NO_INDEX; f = c->next_end[f])
        if (is_type(c, lattice->edges.v[f].type, follow->left))
          offer(&best, c->through[f].best, c->transitions->joined[i], f);
  }
  return best;
}

static void chain_by_end(ml_arena *arena, ml_stretch *between, uint32_t n) {
  between->ends_at = ML_NEW_ARRAY(arena, uint32_t, n + 1);
  between->next = ML_NEW_ARRAY(arena, uint32_t, between->matches.n);
  for (uint32_t p = 0; p <= n; p++)
    between->ends_at[p] = ML_NO_INDEX;
  for (uint32_t m = (uint32_t)between->matches.n; m-- > 0;) {
    uint32_t end = between->matches.v[m].end;
    between->next[m] = between->ends_at[end];
    between->ends_at[end] = m;
  }
}

/* The places where mentions end. */
static void add_ends(const ml_rules *rules, const ml_lattice *lattice, ml_stream *ends) {
  for (size_t e = 0; e < lattice->edges.n; e++)
    if ((rules->chosen_types >> lattice->edges.v[e].type & 1) != 0)
      ml_stream_add(ends, lattice->offset + lattice->edges.v[e].end);
}

/* The patterns of follows are tried wherever a mention ends: of two readings with one end, each may be the one that
 * begins behind a mention. */
ml_stretch *ml_find_between(ml_work *work, const ml_batch *batch) {
  const ml_rules *rules = work->rules;
  ml_matcher *matcher = &work->matcher;
  ml_stretch *between = ML_NEW_ARRAY(matcher->arena, ml_stretch, batch->n * rules->n_follows);
  ml_stream ends = {.any = 0};
  for (uint32_t l = 0; l < batch->n; l++)
    add_ends(rules, batch->lattices[l], &ends);
  ml_streams_load(&matcher->streams, batch, false);
  for (size_t i = 0; i < rules->n_follows; i++) {
    if (rules->follows[i].between.n == 0)
      continue;
    ml_run run;
    ml_matcher_forget(matcher);
    ml_run_start(&run, matcher, &rules->follows[i].between, &ends);
    for (uint32_t l = 0; l < batch->n; l++) {
      const ml_lattice *lattice = batch->lattices[l];
      ml_stretch *stretch = &between[l * rules->n_follows + i];
      for (uint32_t p = ml_run_next(&run, lattice, 0); p != ML_NO_INDEX; p = ml_run_next(&run, lattice, p + 1))
        ml_run_from(&run, lattice, p, ML_REACH - 1, &stretch->matches);
      if (stretch->matches.n > 0)
        chain_by_end(matcher->arena, stretch, lattice->n);
    }
  }
  return between;
}

static bool comes_first(const ml_edge *a, const ml_edge *b) {
  if (a->order != b->order)
    return a->order < b->order;
  return a->type != b->type ? a->type < b->type : a->end <= b->end;
}

/* The edges that begin at a position, in the order of their makers, so that what is tried first does not depend on how
 * the lattice was filled; how many these are. */
static uint32_t sort_at(const choice *c, uint32_t position) {
  const ml_edge *edges = c->lattice->edges.v;
  uint32_t n = 0;
  for (uint32_t e = c->lattice->edges_at[position]; e != ML_NO_INDEX; e = edges[e].next) {
    if ((c->work->rules->chosen_types >> edges[e].type & 1) == 0)
      continue;
    uint32_t i = n++;
    for (; i > 0 && !comes_first(&edges[c->sorted[i - 1]], &edges[e]); i--)
      c->sorted[i] = c->sorted[i - 1];
    c->sorted[i] = e;
  }
  return n;
}

static void close_position(choice *c, uint32_t position) {
  c->until[position] = position > 0 ? c->until[position - 1] : (state){.last = ML_NO_INDEX};
  for (uint32_t e = c->ends_at[position]; e != ML_NO_INDEX; e = c->next_end[e])
    offer(&c->until[position], c->through[e].best, 0, e);
}

static void extend(choice *c, uint32_t e) {
  const ml_edge *edge = &c->lattice->edges.v[e];
  state from = before(c, edge);
  from.best.weight += edge->weight + edge->learned;
  from.best.covered += edge->end - edge->begin;
  from.best.mentions++;
  c->through[e] = from;
  c->next_end[e] = c->ends_at[edge->end];
  c->ends_at[edge->end] = e;
}

void ml_choose(ml_work *work, ml_lattice *lattice, const ml_stretch *between) {
  choice c = {.work = work, .lattice = lattice, .between = between};
  size_t places = lattice->n + 1;
  c.transitions = work->transitions != NULL ? work->transitions : &work->rules->transitions;
  c.through = ml_arena_take(work->temp, lattice->edges.n * sizeof *c.through);
  c.next_end = ml_arena_take(work->temp, lattice->edges.n * sizeof *c.next_end);
  c.sorted = ml_arena_take(work->temp, lattice->edges.n * sizeof *c.sorted);
  c.until = ml_arena_take(work->temp, places * sizeof *c.until);
  c.ends_at = ml_arena_take(work->temp, places * sizeof *c.ends_at);
  c.joining = ml_arena_take(work->temp, work->rules->n_follows * sizeof *c.joining);
  for (uint32_t i = 0; i < work->rules->n_follows; i++)
    if (between[i].ends_at != NULL)
      c.joining[c.n_joining++] = i;
  for (uint32_t p = 0; p <= lattice->n; p++)
    c.ends_at[p] = ML_NO_INDEX;
  for (uint32_t p = 0; p <= lattice->n; p++) {
    close_position(&c, p);
    uint32_t n = sort_at(&c, p);
    for (uint32_t i = 0; i < n; i++)
      extend(&c, c.sorted[i]);
  }
  for (uint32_t e = c.until[lattice->n].last; e != ML_NO_INDEX; e = c.through[e].last) {
    uint32_t last = c.through[e].last;
    ml_edge *edge = &lattice->edges.v[e];
    edge->chosen = true;
    edge->joined = c.through[e].best.weight - edge->weight - edge->learned;
    edge->joined -= last == ML_NO_INDEX ? 0 : c.through[last].best.weight;
  }
}

void ml_mark_inside(ml_work *work, ml_lattice *lattice) {
  ml_streams_forget(&work->matcher.streams);
  if (lattice->inside == NULL)
    lattice->inside = ML_NEW_ARRAY(work->keep, uint8_t, lattice->n + 1);
  memset(lattice->inside, ML_BETWEEN, lattice->n + 1);
  for (size_t i = 0; i < lattice->edges.n; i++) {
    const ml_edge *edge = &lattice->edges.v[i];
    for (uint32_t p = edge->begin + 1; edge->chosen && p < edge->end; p++)
      lattice->inside[p] = work->rules->schema.types[edge->type].silent ? ML_INSIDE_SILENT : ML_INSIDE_MENTION;
  }
}
