/* What became of the rule that is asked about: its patterns are tried again, as the engine tries them. */
#include <string.h>

#include "extract/explained.h"

static const ml_edge *edge_like(const ml_explained *e, uint32_t begin, uint32_t end, uint32_t type) {
  for (size_t i = 0; i < e->edges.n; i++)
    if (e->edges.v[i].begin == begin && e->edges.v[i].end == end && e->edges.v[i].type == type)
      return &e->edges.v[i];
  return NULL;
}

/* The fewest elements that a match has to pass from each instruction on. */
static uint32_t *lacking_from(ml_arena *arena, const ml_program *program) {
  uint32_t *lacking = ML_NEW_ARRAY(arena, uint32_t, program->n);
  for (uint32_t pc = program->n; pc-- > 0;) { /* jumps lead forward: what comes behind is known */
    const ml_instruction *in = &program->code[pc];
    switch (in->op) {
    case ML_OP_DONE:
      break;
    case ML_OP_JUMP:
      lacking[pc] = lacking[in->a];
      break;
    case ML_OP_SPLIT:
      lacking[pc] = lacking[in->a] < lacking[in->b] ? lacking[in->a] : lacking[in->b];
      break;
    case ML_OP_SET:
    case ML_OP_ANY:
    case ML_OP_WORDS:
    case ML_OP_EDGE:
    case ML_OP_AHEAD:
    case ML_OP_BEHIND:
    case ML_OP_AT:
      lacking[pc] = lacking[pc + 1] + 1;
      break;
    default:
      lacking[pc] = lacking[pc + 1];
    }
  }
  return lacking;
}

/* What the nearest thread has read, oldest first. */
static void copy_read(ml_work *work, const ml_lattice *lattice, ml_attempt *attempt) {
  const ml_step *steps = work->matcher.steps.v;
  for (uint32_t s = attempt->trail.steps; s != ML_NO_INDEX; s = steps[s].previous) {
    ml_read read = {.begin = steps[s].at};
    if (steps[s].kind == ML_STEP_EDGE) {
      const ml_edge *edge = &lattice->edges.v[steps[s].what];
      read.end = edge->end;
      read.type = work->rules->schema.types[edge->type].name;
    } else if (steps[s].kind == ML_STEP_GRAIN) {
      read.end = read.begin + 1;
      read.type = work->rules->schema.types[steps[s].what].name;
    } else if (steps[s].kind == ML_STEP_HIT) {
      read.end = read.begin + lattice->hits.v[steps[s].what].length;
    } else {
      continue;
    }
    ml_vec_push(work->keep, &attempt->read, read);
  }
  for (size_t i = 0; i < attempt->read.n / 2; i++) {
    ml_read swap = attempt->read.v[i];
    attempt->read.v[i] = attempt->read.v[attempt->read.n - 1 - i];
    attempt->read.v[attempt->read.n - 1 - i] = swap;
  }
}

/* How near the pattern came to a match. */
static void follow_trail(ml_work *work, const ml_lattice *lattice, ml_attempt *attempt) {
  ml_run run;
  ml_matches none = {0};
  ml_matcher_forget(&work->matcher);
  attempt->trail.lacking = lacking_from(work->keep, &attempt->rule->program);
  ml_run_start_trail(&run, &work->matcher, &attempt->rule->program, lattice, &attempt->trail);
  ml_run_all(&run, lattice, &none);
  copy_read(work, lattice, attempt);
}

static const ml_expr *failed_condition(ml_work *work, const ml_lattice *lattice, const ml_rule *rule,
                                       const ml_bound *slots) {
  ml_scene scene = {.matcher = &work->matcher, .slots = slots, .lattice = lattice};
  for (size_t i = 0; i < rule->n_where; i++)
    if (!ml_holds(&scene, rule->where[i]))
      return rule->where[i];
  return NULL;
}

static void add_match(ml_work *work, const ml_lattice *lattice, const ml_explained *e, ml_attempt *attempt,
                      const ml_match *match) {
  const ml_rule *rule = attempt->rule;
  ml_bound slots[ML_MAX_CAPTURES] = {{0}};
  ml_captured captured;
  ml_unwind(&work->matcher, lattice, rule, match, &captured);
  for (size_t i = 0; i < captured.items.n; i++) /* of a capture in a repeated group, the last round's */
    slots[captured.items.v[i].slot] = captured.items.v[i].bound;
  ml_tried tried = {match->begin, match->end, match->weight, failed_condition(work, lattice, rule, slots), NULL};
  if (rule->makes != ML_NO_INDEX) {
    const ml_bound *from = rule->make_from == ML_NO_INDEX ? NULL : &slots[rule->make_from];
    tried.edge =
        edge_like(e, from == NULL ? match->begin : from->begin, from == NULL ? match->end : from->end, rule->makes);
  }
  ml_vec_push(work->keep, &attempt->matches, tried);
}

/* Tries a pattern as the engine does: claims look for the heaviest matches, makers and boosts for all. */
static void try_pattern(ml_work *work, const ml_lattice *lattice, ml_explained *e, const ml_rule *rule) {
  ml_attempt attempt = {.rule = rule, .triggered = ml_triggered(&rule->trigger, lattice)};
  ml_run run;
  ml_matches matches = {0};
  ml_matcher_forget(&work->matcher);
  ml_run_start_in(&run, &work->matcher, &rule->program, lattice);
  if (attempt.triggered && rule->n_claims > 0) {
    ml_run_all(&run, lattice, &matches);
    ml_matches_settle(&matches);
  }
  if (attempt.triggered && rule->n_claims == 0)
    for (uint32_t p = ml_run_next(&run, lattice, 0); p != ML_NO_INDEX; p = ml_run_next(&run, lattice, p + 1))
      ml_run_from(&run, lattice, p, rule->makes == ML_NO_INDEX ? ML_REACH - 1 : ML_MAX_SPAN, &matches);
  for (size_t i = 0; i < matches.n; i++)
    add_match(work, lattice, e, &attempt, &matches.v[i]);
  if (attempt.triggered && matches.n == 0)
    follow_trail(work, lattice, &attempt);
  ml_vec_push(work->keep, &e->attempts, attempt);
}

const ml_edge *ml_outvoted(const ml_rules *rules, const ml_explained *e, const ml_attempt *attempt) {
  const ml_program *program = &attempt->rule->program;
  const ml_edge *heaviest = NULL;
  const ml_trail *trail = &attempt->trail;
  for (uint32_t i = 0; i < trail->n; i++) {
    uint32_t pc = trail->stops[i], reach = 0;
    if (program->code[pc].op != ML_OP_EDGE)
      continue;
    for (uint32_t before = pc; before-- > 0 && program->code[before].op >= ML_OP_GAP;)
      if (program->code[before].op == ML_OP_GAP || program->code[before].op == ML_OP_SKIP)
        reach = program->code[before].b;
    for (size_t k = 0; k < e->edges.n; k++) {
      const ml_edge *edge = &e->edges.v[k];
      if (!edge->chosen && (rules->edge_tests.v[program->code[pc].a].types >> edge->type & 1) != 0 &&
          edge->begin >= trail->position && edge->begin <= trail->position + reach &&
          (heaviest == NULL || edge->weight > heaviest->weight))
        heaviest = edge;
    }
  }
  return heaviest;
}

void ml_try_rule(ml_work *work, const ml_lattice *lattice, ml_explained *e, const char *name, bool claims) {
  e->attempts.n = 0;
  for (size_t i = 0; i < work->rules->rules.n; i++) {
    const ml_rule *rule = &work->rules->rules.v[i];
    if (strcmp(rule->name, name) == 0 && (rule->n_claims > 0) == claims)
      try_pattern(work, lattice, e, rule);
  }
}
