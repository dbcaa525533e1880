#include "extract/capture.h"

/* The walk over the steps of one match, oldest first. */
typedef struct walk {
  ml_matcher *matcher;
  const ml_lattice *lattice;
  const ml_rule *rule;
  ml_captured *out;
  uint32_t round; /* the innermost one that is open */
} walk;

static uint32_t *in_order(ml_matcher *matcher, uint32_t newest, size_t *n) {
  *n = 0;
  for (uint32_t s = newest; s != ML_NO_INDEX; s = matcher->steps.v[s].previous)
    ++*n;
  uint32_t *order = ml_arena_take(matcher->arena, *n * sizeof *order);
  size_t i = *n;
  for (uint32_t s = newest; s != ML_NO_INDEX; s = matcher->steps.v[s].previous)
    order[--i] = s;
  return order;
}

/* The innermost open round of a group. */
static uint32_t open_round(const walk *w, uint32_t group) {
  uint32_t round = w->round;
  while (round != ML_NO_INDEX && w->out->rounds.v[round].group != group)
    round = w->out->rounds.v[round].parent;
  return round;
}

/* A round begins; it lies in the open round of the group around its own. */
static void begin_round(walk *w, uint32_t group) {
  uint32_t parent = open_round(w, w->rule->groups[group].parent);
  ml_vec_push(w->matcher->arena, &w->out->rounds, (ml_round){group, parent});
  w->round = (uint32_t)w->out->rounds.n - 1;
}

static const ml_edge *edge_of_grain(const walk *w, const ml_step *step) {
  const ml_rules *rules = w->matcher->rules;
  const ml_sense *grain = ml_grain_at(rules, w->lattice, step->at, step->what);
  ml_edge *edge = ml_arena_take(w->matcher->arena, sizeof *edge);
  *edge = ml_edge_of_sense(w->matcher->arena, rules, &rules->words, grain, step->at, step->at + 1);
  return edge;
}

/* What stands between the steps `open` and `close`: one mention or listed word that fills it all, or just text. */
static ml_bound contents(const walk *w, const uint32_t *order, size_t open, size_t close) {
  const ml_step *steps = w->matcher->steps.v;
  ml_bound bound = {.set = true, .lattice = w->lattice, .begin = steps[order[open]].at, .end = steps[order[close]].at};
  const ml_step *grain = NULL;
  size_t found = 0;
  for (size_t i = open + 1; i < close; i++) {
    const ml_step *step = &steps[order[i]];
    if (step->kind == ML_STEP_EDGE) {
      const ml_edge *edge = &w->lattice->edges.v[step->what];
      bound.edge = edge->begin == bound.begin && edge->end == bound.end ? edge : NULL;
      found++;
    } else if (step->kind == ML_STEP_GRAIN) {
      grain = step;
      found++;
    } else if (step->kind == ML_STEP_HIT) {
      const ml_hit *hit = &w->lattice->hits.v[step->what];
      bound.label = step->at == bound.begin && step->at + hit->length == bound.end ? hit->label : NULL;
      found++;
    }
  }
  if (found == 1 && grain != NULL && grain->at == bound.begin && grain->at + 1 == bound.end)
    bound.edge = edge_of_grain(w, grain);
  if (found != 1) {
    bound.edge = NULL;
    bound.label = NULL;
  }
  bound.set = bound.end > bound.begin; /* a capture of nothing is not set */
  return bound;
}

static size_t matching_close(const walk *w, const uint32_t *order, size_t n, size_t open) {
  const ml_step *steps = w->matcher->steps.v;
  size_t i = open + 1;
  while (i < n && !(steps[order[i]].kind == ML_STEP_CLOSE && steps[order[i]].what == steps[order[open]].what))
    i++;
  return i;
}

void ml_unwind(ml_matcher *matcher, const ml_lattice *lattice, const ml_rule *rule, const ml_match *match,
               ml_captured *out) {
  *out = (ml_captured){0};
  if (rule != NULL && rule->n_captures == 0)
    return;
  walk w = {matcher, lattice, rule, out, ML_NO_INDEX};
  size_t n;
  const uint32_t *order = in_order(matcher, match->steps, &n);
  for (size_t i = 0; i < n; i++) {
    const ml_step *step = &matcher->steps.v[order[i]];
    if (step->kind == ML_STEP_ROUND && rule != NULL) {
      begin_round(&w, step->what);
    } else if (step->kind == ML_STEP_OPEN) {
      ml_captured_item item = {.slot = step->what, .round = ML_NO_INDEX};
      if (rule != NULL && rule->captures[step->what].group != ML_NO_INDEX)
        item.round = open_round(&w, rule->captures[step->what].group);
      item.bound = contents(&w, order, i, matching_close(&w, order, n, i));
      if (item.bound.set)
        ml_vec_push(matcher->arena, &out->items, item);
    }
  }
}

static bool is_around(const ml_captured *captured, uint32_t outer, uint32_t round) {
  if (outer == ML_NO_INDEX)
    return true;
  while (round != ML_NO_INDEX && round != outer)
    round = captured->rounds.v[round].parent;
  return round == outer;
}

void ml_bind(const ml_captured *captured, uint32_t round, ml_bound *slots, uint32_t n_slots) {
  for (uint32_t s = 0; s < n_slots; s++)
    slots[s] = (ml_bound){0};
  for (size_t i = 0; i < captured->items.n; i++)
    if (is_around(captured, captured->items.v[i].round, round))
      slots[captured->items.v[i].slot] = captured->items.v[i].bound;
}
