/* Relation rules -> candidates: one for each claim of each round of each match. */
#include <string.h>

#include "extract/work.h"

/* One match of one rule. */
typedef struct relating {
  ml_work *work;
  const ml_lattice *lattice;
  const ml_rule *rule;
  const ml_match *match;
  ml_candidates *out;
  ml_captured captured;
} relating;

static void widen(ml_candidate *candidate, const ml_bound *bound) {
  if (!bound->set || bound->lattice != candidate->lattice) /* sought elsewhere, or said by an expression */
    return;
  if (candidate->end == 0 || bound->begin < candidate->begin)
    candidate->begin = bound->begin;
  if (bound->end > candidate->end)
    candidate->end = bound->end;
}

static bool conditions_hold(const relating *r, const ml_bound *slots) {
  ml_scene scene = {.matcher = &r->work->matcher, .slots = slots, .lattice = r->lattice};
  for (size_t i = 0; i < r->rule->n_where; i++)
    if (!ml_holds(&scene, r->rule->where[i]))
      return false;
  return true;
}

static void add_candidate(relating *r, const ml_claim_plan *plan, const ml_bound *slots) {
  ml_work *work = r->work;
  if (!conditions_hold(r, slots))
    return;
  ml_candidate candidate = {.rule = r->rule,
                            .plan = plan,
                            .lattice = r->lattice,
                            .matched = r->match->begin,
                            .lacks = ML_NO_INDEX,
                            .beaten_by = ML_NO_INDEX};
  candidate.relation = &work->rules->schema.relations[plan->relation];
  ml_scene scene = {.matcher = &work->matcher, .slots = slots, .lattice = r->lattice};
  candidate.weight = r->match->weight + ml_worth_of(&scene, &plan->worth);
  candidate.slots = ML_NEW_ARRAY(work->keep, ml_bound, r->rule->n_captures);
  candidate.fillers = ML_NEW_ARRAY(work->keep, ml_filler, candidate.relation->n_roles);
  candidate.bounds = ML_NEW_ARRAY(work->keep, ml_bound, candidate.relation->n_roles);
  candidate.origins = ML_NEW_ARRAY(work->keep, ml_origin, candidate.relation->n_roles);
  for (uint32_t s = 0; s < r->rule->n_captures; s++) {
    candidate.slots[s] = slots[s];
    widen(&candidate, &slots[s]);
  }
  if (candidate.end == 0) { /* nothing is captured */
    candidate.begin = r->match->begin;
    candidate.end = r->match->end;
  }
  for (size_t role = 0; role < candidate.relation->n_roles; role++) {
    uint32_t capture = plan->fills[role].capture;
    candidate.fillers[role].kind = candidate.relation->roles[role].kind;
    candidate.fillers[role].mention = ML_NO_INDEX;
    if (capture != ML_NO_INDEX && slots[capture].set && ml_fill_bound(work, &candidate, role, &slots[capture]))
      candidate.origins[role].kind = ML_FROM_CAPTURE;
  }
  ml_vec_push(work->keep, r->out, candidate);
}

/* Captures that are handed on: set where this round has none, from an expression or from the round before. */
static void carry(const relating *r, ml_bound *slots, const ml_bound *before) {
  for (size_t i = 0; i < r->rule->n_carry; i++) {
    const ml_carry *carried = &r->rule->carry[i];
    ml_bound *slot = &slots[carried->capture];
    if (slot->set)
      continue;
    ml_scene scene = {.matcher = &r->work->matcher, .slots = slots, .lattice = r->lattice};
    ml_value said = {.kind = ML_UNSET};
    if (carried->value != NULL)
      said = ml_evaluate(&scene, carried->value);
    if (said.kind == ML_TEXT)
      *slot = (ml_bound){.set = true, .said = said.text};
    else
      *slot = before[carried->capture];
  }
}

static void claim_rounds(relating *r, const ml_claim_plan *plan) {
  ml_bound slots[ML_MAX_CAPTURES], before[ML_MAX_CAPTURES];
  memset(before, 0, sizeof before);
  for (uint32_t round = 0; round < r->captured.rounds.n; round++) {
    if (r->captured.rounds.v[round].group != plan->group)
      continue;
    ml_bind(&r->captured, round, slots, r->rule->n_captures);
    carry(r, slots, before);
    memcpy(before, slots, sizeof before);
    add_candidate(r, plan, slots);
  }
}

static uint32_t nth_round(const relating *r, uint32_t group, size_t nth) {
  for (uint32_t round = 0; round < r->captured.rounds.n; round++)
    if (r->captured.rounds.v[round].group == group && nth-- == 0)
      return round;
  return ML_NO_INDEX;
}

static void claim_pair(relating *r, const ml_claim_plan *plan, size_t nth, size_t of_pair) {
  ml_bound slots[ML_MAX_CAPTURES], other[ML_MAX_CAPTURES];
  ml_bind(&r->captured, nth_round(r, plan->group, nth), slots, r->rule->n_captures);
  ml_bind(&r->captured, nth_round(r, plan->pair, of_pair), other, r->rule->n_captures);
  for (uint32_t s = 0; s < r->rule->n_captures; s++)
    if (r->rule->captures[s].group == plan->pair)
      slots[s] = other[s];
  add_candidate(r, plan, slots);
}

/* Pairwise, lists of different length make no claim. */
static void claim_pairs(relating *r, const ml_claim_plan *plan) {
  size_t n = 0, m = 0;
  for (size_t i = 0; i < r->captured.rounds.n; i++) {
    n += r->captured.rounds.v[i].group == plan->group;
    m += r->captured.rounds.v[i].group == plan->pair;
  }
  for (size_t i = 0; i < n && plan->pairing == ML_PAIRWISE && n == m; i++)
    claim_pair(r, plan, i, i);
  for (size_t i = 0; i < n * m && plan->pairing == ML_EACH && i < ML_MAX_EACH; i++)
    claim_pair(r, plan, i / m, i % m);
}

static void relate_match(relating *r) {
  ml_unwind(&r->work->matcher, r->lattice, r->rule, r->match, &r->captured);
  for (size_t i = 0; i < r->rule->n_claims; i++) {
    const ml_claim_plan *plan = &r->rule->claims[i];
    if (plan->pair != ML_NO_INDEX) {
      claim_pairs(r, plan);
    } else if (plan->group != ML_NO_INDEX) {
      claim_rounds(r, plan);
    } else {
      ml_bound slots[ML_MAX_CAPTURES];
      ml_bind(&r->captured, ML_NO_INDEX, slots, r->rule->n_captures);
      add_candidate(r, plan, slots);
    }
  }
}

/* Tries a rule on a batch; `out` are the candidates of each sentence. */
static void relate_rule(ml_work *work, const ml_batch *batch, const ml_rule *rule, ml_candidates *out) {
  ml_run run;
  ml_matches matches = {0};
  uint64_t steps = work->matcher.n_steps;
  ml_matcher_forget(&work->matcher);
  ml_effort effort = {.sentences = ml_run_start_rule(&run, &work->matcher, rule, batch)};
  if (effort.sentences == 0)
    return;
  for (uint32_t l = 0; (l = ml_run_sentence(&run, batch, l)) < batch->n; l++) {
    matches.n = 0;
    ml_run_all(&run, batch->lattices[l], &matches);
    ml_matches_settle(&matches);
    size_t before = out[l].n;
    for (size_t m = 0; m < matches.n; m++)
      relate_match(&(relating){work, batch->lattices[l], rule, &matches.v[m], &out[l], {{0}, {0}}});
    effort.matches += matches.n;
    effort.made += out[l].n - before;
  }
  effort.steps = work->matcher.n_steps - steps;
  if (work->watch.ran != NULL)
    work->watch.ran(work->watch.user, rule, &effort);
}

void ml_relate(ml_work *work, const ml_batch *batch) {
  ml_candidates *candidates = ML_NEW_ARRAY(work->keep, ml_candidates, batch->n);
  work->relating = batch;
  ml_call_rules(work, batch);
  for (uint32_t r = 0; (r = ml_roster_next(&work->rules->claiming, work->called, r)) != ML_NO_INDEX; r++)
    relate_rule(work, batch, &work->rules->rules.v[r], candidates);
  for (uint32_t l = 0; l < batch->n; l++) {
    work->candidates = candidates[l];
    ml_settle(work, batch->lattices[l]);
  }
}
