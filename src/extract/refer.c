/* Referring mentions: 该平台 and 汤总 stand for a mention named elsewhere in the document. Where none is
 * found they remain mentions, which no claim sees, unless the rule lets them stand for themselves. */
#include <string.h>

#include "extract/work.h"

/* Whether the match made the edge. */
static bool made(const ml_rule *rule, const ml_match *match, const ml_bound *slots, const ml_edge *edge) {
  if (rule->make_from == ML_NO_INDEX)
    return match->begin == edge->begin && match->end == edge->end;
  const ml_bound *from = &slots[rule->make_from];
  return from->set && from->begin == edge->begin && from->end == edge->end;
}

/* Sets `slots` to what was captured when the edge was made; what is made of a capture may lie behind the match's begin.
 */
static void bind_own_captures(ml_work *work, const ml_lattice *lattice, const ml_edge *edge, ml_bound *slots) {
  ml_run run;
  ml_matches matches = {0};
  const ml_rule *rule = edge->rule;
  uint32_t back = rule->make_from == ML_NO_INDEX ? 0 : edge->begin < ML_MAX_SPAN ? edge->begin : ML_MAX_SPAN;
  ml_matcher_forget(&work->aside);
  ml_run_start_alone(&run, &work->aside, &rule->program, lattice,
                     false); /* as it was made: over parts and characters */
  for (uint32_t begin = ml_run_next(&run, lattice, edge->begin - back); begin <= edge->begin;
       begin = ml_run_next(&run, lattice, begin + 1)) {
    matches.n = 0;
    ml_run_from(&run, lattice, begin, ML_MAX_SPAN, &matches);
    for (size_t i = 0; i < matches.n; i++) {
      ml_captured captured;
      ml_unwind(&work->aside, lattice, NULL, &matches.v[i], &captured);
      ml_bind(&captured, ML_NO_INDEX, slots, rule->n_captures);
      if (made(rule, &matches.v[i], slots, edge))
        return;
    }
  }
  memset(slots, 0, rule->n_captures * sizeof *slots);
}

/* Only conditions of seeks ask for captures. */
static bool asks_for_captures(const ml_rule *rule) {
  for (size_t i = 0; i < rule->n_seeks; i++)
    if (rule->seeks[i].where != NULL)
      return true;
  return false;
}

/* Whether a seek of the rule lets its mentions stand for themselves. */
static bool is_itself(const ml_rule *rule) {
  for (size_t i = 0; i < rule->n_seeks; i++)
    if (rule->seeks[i].optional)
      return true;
  return false;
}

/* What `edge` stands for, found by its rule's seeks in turn. */
static bool find_same(ml_work *work, const ml_lattice *lattice, ml_edge *edge) {
  ml_bound slots[ML_MAX_CAPTURES] = {{0}};
  if (asks_for_captures(edge->rule))
    bind_own_captures(work, lattice, edge, slots);
  for (size_t i = 0; i < edge->rule->n_seeks; i++) {
    ml_scene scene = {.matcher = &work->matcher, .slots = slots, .lattice = lattice};
    ml_bound found = {0};
    if (ml_find(work, &edge->rule->seeks[i], lattice, edge->begin, edge->end, &scene, &found) == NULL)
      continue;
    found = ml_meant_by(work, found);
    if (found.edge == NULL || found.edge == edge)
      continue;
    edge->same = (ml_reference){true, found.lattice->sentence, found.edge->begin, found.edge->end, found.edge->type};
    return true;
  }
  return false;
}

void ml_refer(ml_work *work) {
  for (size_t s = 0; s < work->document->n_sentences; s++) {
    ml_lattice *lattice = work->lattices[s];
    bool changed = false;
    for (size_t e = 0; e < lattice->edges.n; e++) {
      ml_edge *edge = &lattice->edges.v[e];
      if (!edge->chosen || edge->rule == NULL || edge->rule->n_seeks == 0 || find_same(work, lattice, edge) ||
          is_itself(edge->rule))
        continue;
      edge->chosen = false;
      edge->refers_to_nothing = true;
      changed = true;
    }
    if (changed)
      ml_mark_inside(work, lattice);
  }
}
