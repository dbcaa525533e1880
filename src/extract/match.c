#include "extract/match.h"

#include <stdlib.h>

#include "extract/evaluate.h"

/* Costs of a match in hundredths, per character. */
enum { POINTS_WORD = 100, POINTS_MENTION = 100, POINTS_GAP = -10 };

typedef struct thread {
  int weight;
  uint32_t start, steps;
} thread;

/* Threads of the next ML_REACH positions, as a ring of rows: one thread and one bit for each instruction of the program
 * at work. Rows lie close together, and no bit is set between two runs. */
struct ml_scratch {
  ml_scratch *deeper; /* for look-arounds inside */
  thread *threads;
  uint64_t *alive;
  uint32_t room; /* instructions that a row has room for */
};

typedef struct machine {
  ml_run *run;
  ml_scratch *scratch;
  const ml_lattice *lattice;
  uint32_t limit; /* last position a thread may reach */
  uint32_t last;  /* last position that a thread has reached */
  uint32_t words; /* of the bit set of one position */
} machine;

static uint32_t words_of(const ml_program *program) {
  return program->n / 64 + 1;
}

static ml_scratch *scratch_of(ml_matcher *matcher, const ml_program *program, unsigned level) {
  ml_scratch **at = &matcher->scratch;
  for (; level > 0 && *at != NULL; level--)
    at = &(*at)->deeper;
  if (*at == NULL)
    *at = ML_NEW(matcher->tables, ml_scratch);
  ml_scratch *scratch = *at;
  if (scratch->room < program->n) {
    scratch->room = program->n * 2;
    scratch->threads = ML_NEW_ARRAY(matcher->tables, thread, (size_t)ML_REACH * scratch->room);
    scratch->alive = ML_NEW_ARRAY(matcher->tables, uint64_t, (size_t)ML_REACH * (scratch->room / 64 + 1));
  }
  return scratch;
}

static void start(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_lattice *lattice,
                  unsigned level) {
  *run = (ml_run){.matcher = matcher,
                  .lattice = lattice,
                  .program = program,
                  .scratch = scratch_of(matcher, program, level),
                  .level = level,
                  .claiming = lattice->inside != NULL};
}

void ml_run_start(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_lattice *lattice) {
  start(run, matcher, program, lattice, 0);
}

static bool stands_at(const ml_trigger *trigger, const ml_lattice *lattice, uint32_t position) {
  if ((trigger->types & lattice->types_at[position]) != 0)
    return true;
  if ((trigger->mask & lattice->lists_at[position]) == 0)
    return false;
  for (uint32_t h = lattice->hits_at[position]; h != ML_NO_INDEX; h = lattice->hits.v[h].next)
    for (size_t i = 0; i < trigger->n_lists; i++)
      if (trigger->lists[i] == lattice->hits.v[h].list)
        return true;
  return false;
}

void ml_run_aim(ml_run *run, const ml_trigger *trigger) {
  ml_matcher *matcher = run->matcher;
  const ml_lattice *lattice = run->lattice;
  ml_vec_reserve(matcher->tables, &matcher->ahead, (size_t)lattice->n + 1);
  uint32_t next = ML_NO_INDEX;
  for (uint32_t p = lattice->n + 1; p-- > 0;) {
    if (p < lattice->n && stands_at(trigger, lattice, p))
      next = p;
    matcher->ahead.v[p] = next;
  }
  run->ahead = matcher->ahead.v;
}

static ml_inside inside(const machine *m, uint32_t position) {
  return m->run->claiming ? (ml_inside)m->lattice->inside[position] : ML_BETWEEN;
}

static bool may_go_on(const ml_outlook *outlook, const ml_lattice *lattice, uint32_t position) {
  return outlook->anything || (outlook->types & lattice->types_at[position]) != 0 ||
         (outlook->lists & lattice->lists_at[position]) != 0;
}

/* Notes where a thread stands, before an element or at the end, if none has come nearer to a match. */
static void leave_trail(ml_trail *trail, uint32_t position, uint32_t pc, thread t) {
  if (trail->lacking[pc] > 0 && trail->lacking[pc] == trail->lacking[pc + 1]) /* goes on by itself */
    return;
  uint32_t lacks = trail->lacking[pc], least = trail->n > 0 ? trail->lacking[trail->stops[0]] : UINT32_MAX;
  if (lacks > least || (lacks == least && t.weight < trail->weight))
    return;
  if (lacks < least || t.weight > trail->weight) {
    trail->n = 0;
    trail->start = t.start;
    trail->position = position;
    trail->weight = t.weight;
    trail->steps = t.steps;
  }
  if (trail->position == position && trail->start == t.start && trail->n < ML_MAX_STOPS)
    trail->stops[trail->n++] = pc;
}

/* Keeps a thread at (position, pc) unless a heavier one is there; tells whether it did. */
static bool keep(machine *m, uint32_t position, uint32_t pc, thread t) {
  size_t row = position & (ML_REACH - 1);
  uint64_t *word = &m->scratch->alive[row * m->words + pc / 64], bit = UINT64_C(1) << pc % 64;
  thread *old = &m->scratch->threads[row * m->run->program->n + pc];
  if ((*word & bit) != 0 && old->weight >= t.weight)
    return false;
  *word |= bit;
  *old = t;
  if (m->run->trail != NULL && m->run->program->code[pc].op != ML_OP_SPLIT)
    leave_trail(m->run->trail, position, pc, t);
  if (position > m->last)
    m->last = position;
  return true;
}

/* Leads a thread to (position, pc), and through jumps and splits to where it reads something. What cannot go on there
 * is dropped. */
static void lead(machine *m, uint32_t position, uint32_t pc, thread t) {
  const ml_program *program = m->run->program;
  for (;;) {
    const ml_outlook *outlook = &program->outlook[pc];
    if (m->run->trail == NULL && (!may_go_on(outlook, m->lattice, position) ||
                                  (outlook->awaits && m->run->ahead != NULL && m->run->ahead[position] > m->limit)))
      return;
    const ml_instruction *in = &program->code[pc];
    if (in->op == ML_OP_SPLIT) {
      if (!keep(m, position, pc, t)) /* a heavier thread has been led on from here */
        return;
      lead(m, position, in->a, t);
      pc = in->b;
    } else if (in->op == ML_OP_JUMP) {
      pc = in->a;
    } else {
      keep(m, position, pc, t);
      return;
    }
  }
}

/* Puts a thread at (position, pc); `worst` is the least favourable place it may land. */
static void put(machine *m, uint32_t position, uint32_t pc, thread t, ml_inside worst) {
  if (position <= m->limit && inside(m, position) <= worst)
    lead(m, position, pc, t);
}

static uint32_t note(machine *m, uint32_t previous, ml_step_kind kind, uint32_t what, uint32_t at) {
  if (m->run->level > 0) /* a look-around captures nothing */
    return previous;
  ml_matcher *matcher = m->run->matcher;
  ml_vec_push(matcher->tables, &matcher->steps, (ml_step){previous, kind, what, at});
  return (uint32_t)matcher->steps.n - 1;
}

/* ---- the characters ---- */

static bool in_set(const ml_set *set, uint32_t c) {
  bool in = ((set->classes & ML_CLASS_HAN) != 0 && ml_is_han(c)) ||
            ((set->classes & ML_CLASS_LATIN) != 0 && ml_is_latin(c)) ||
            ((set->classes & ML_CLASS_DIGIT) != 0 && ml_is_digit(c)) ||
            ((set->classes & ML_CLASS_PUNCT) != 0 && !ml_is_han(c) && !ml_is_latin(c) && !ml_is_digit(c) && c != ' ');
  for (size_t low = 0, high = set->n_codes; low < high && !in;) {
    size_t middle = low + (high - low) / 2;
    in = set->codes[middle] == c;
    if (set->codes[middle] < c)
      low = middle + 1;
    else
      high = middle;
  }
  return in != set->negated;
}

static void step_words(machine *m, uint32_t position, uint32_t pc, thread t, uint32_t list) {
  for (uint32_t i = m->lattice->hits_at[position]; i != ML_NO_INDEX; i = m->lattice->hits.v[i].next) {
    const ml_hit *hit = &m->lattice->hits.v[i];
    if (hit->list != list || hit->length >= ML_REACH)
      continue;
    thread next = {t.weight + (int)hit->length * POINTS_WORD, t.start, t.steps};
    next.steps = note(m, t.steps, ML_STEP_HIT, i, position);
    put(m, position + hit->length, pc + 1, next, ML_BETWEEN);
  }
}

static bool is_taken(const ml_run *run, const ml_edge_test *test, const ml_edge *edge) {
  if ((test->types >> edge->type & 1) == 0 || edge->end - edge->begin >= ML_REACH)
    return false;
  if (run->claiming && !edge->chosen && run->matcher->rules->schema.types[edge->type].kind != ML_PART)
    return false;
  return test->condition == NULL || ml_holds_for_edge(run->matcher, run->lattice, edge, test->condition);
}

static void step_edge(machine *m, uint32_t position, uint32_t pc, thread t, const ml_edge_test *test) {
  for (uint32_t i = m->lattice->edges_at[position]; i != ML_NO_INDEX; i = m->lattice->edges.v[i].next) {
    const ml_edge *edge = &m->lattice->edges.v[i];
    if (!is_taken(m->run, test, edge))
      continue;
    thread next = {t.weight + (m->run->claiming ? POINTS_MENTION : edge->weight), t.start, t.steps};
    next.steps = note(m, t.steps, ML_STEP_EDGE, i, position);
    put(m, edge->end, pc + 1, next, ML_BETWEEN);
  }
}

static void step_gap(machine *m, uint32_t position, uint32_t pc, thread t, bool leaves_clause) {
  const ml_instruction *in = &m->run->program->code[pc];
  uint32_t most = leaves_clause ? m->lattice->n - position : m->lattice->clause_end[position] - position;
  if (most > in->b)
    most = in->b;
  for (uint32_t k = in->a; k <= most && k < ML_REACH; k++)
    put(m, position + k, pc + 1, (thread){t.weight + (int)k * POINTS_GAP, t.start, t.steps}, ML_BETWEEN);
}

/* ---- places ---- */

static bool at_anchor(const machine *m, uint32_t position, ml_anchor anchor, bool at_end) {
  const ml_document *document = m->lattice->document;
  const ml_sentence *sentence = &document->sentences[m->lattice->sentence];
  bool sentence_edge = at_end ? position == m->lattice->n : position == 0;
  switch (anchor) {
  case ML_AT_SENTENCE:
    return sentence_edge;
  case ML_AT_CLAUSE:
    return sentence_edge || (at_end ? m->lattice->clause_end[position] == position
                                    : m->lattice->clause_end[position - 1] == position - 1);
  case ML_AT_PARAGRAPH: {
    size_t other = m->lattice->sentence + (size_t)at_end; /* the neighbour on that side, if there is one */
    bool has = at_end ? other < document->n_sentences : other > 0;
    return sentence_edge && (!has || document->sentences[at_end ? other : other - 1].paragraph != sentence->paragraph);
  }
  case ML_AT_HEADING:
    return sentence_edge && sentence->segment == ML_SEGMENT_HEADING;
  case ML_AT_CAPTION:
    return sentence_edge && sentence->segment == ML_SEGMENT_CAPTION;
  }
  return false;
}

/* Whether position `other`, where what is looked at begins or ends, may be one of its ends. */
static bool may_end(const machine *m, uint32_t other) {
  return inside(m, other) == ML_BETWEEN;
}

static bool has_word(const machine *m, uint32_t list, bool behind, uint32_t position) {
  const ml_hit *hits = m->lattice->hits.v;
  for (uint32_t i = behind ? m->lattice->hits_to[position] : m->lattice->hits_at[position]; i != ML_NO_INDEX;
       i = behind ? hits[i].next_end : hits[i].next)
    if (hits[i].list == list && may_end(m, behind ? position - hits[i].length : position + hits[i].length))
      return true;
  return false;
}

static bool has_edge(const machine *m, const ml_edge_test *test, bool behind, uint32_t position) {
  const ml_edge *edges = m->lattice->edges.v;
  for (uint32_t i = behind ? m->lattice->edges_to[position] : m->lattice->edges_at[position]; i != ML_NO_INDEX;
       i = behind ? edges[i].next_end : edges[i].next)
    if (is_taken(m->run, test, &edges[i]) && may_end(m, behind ? edges[i].begin : edges[i].end))
      return true;
  return false;
}

/* Whether one of the things that a look-around asks for stands beside `position`. */
static bool finds(const machine *m, const ml_look *look, const ml_instruction *in, bool behind, uint32_t position) {
  const ml_lattice *lattice = m->lattice;
  uint32_t at = behind ? position - 1 : position, other = behind ? position - 1 : position + 1;
  switch (in->op) {
  case ML_OP_AT:
    return at_anchor(m, position, (ml_anchor)in->a, in->b != 0);
  case ML_OP_WORDS:
    return has_word(m, in->a, behind, position);
  case ML_OP_EDGE:
    return has_edge(m, &look->program->edges[in->a], behind, position);
  default:
    if (behind ? position == 0 : position == lattice->n)
      return false;
    return may_end(m, other) &&
           (in->op == ML_OP_ANY || in_set(&m->run->matcher->rules->sets.v[in->a], lattice->codes[at]));
  }
}

static bool finds_one(const machine *m, const ml_look *look, bool behind, uint32_t position) {
  if (!may_end(m, position))
    return false;
  for (size_t i = 0; i < look->n_choices; i++)
    if (finds(m, look, &look->choices[i], behind, position))
      return true;
  return false;
}

/* Runs the program of a look-around for all positions (behind) or for one (ahead); `looked` keeps the answers. */
static void run_look(machine *m, uint32_t index, bool behind, uint32_t position) {
  ml_run *run = m->run;
  ml_matches found = {0};
  if (run->looked == NULL) {
    run->looked = ML_NEW_ARRAY(run->matcher->arena, uint8_t *, run->program->n_looks);
    run->runs = ML_NEW_ARRAY(run->matcher->arena, ml_run, run->program->n_looks);
  }
  if (run->looked[index] == NULL) {
    start(&run->runs[index], run->matcher, run->program->looks[index].program, run->lattice, run->level + 1);
    run->runs[index].claiming = run->claiming;
    run->looked[index] = ML_NEW_ARRAY(run->matcher->arena, uint8_t, run->lattice->n + 1);
  }
  uint8_t *looked = run->looked[index];
  if (!behind) {
    ml_run_from(&run->runs[index], position, ML_REACH - 1, &found);
    looked[position] = found.n > 0 ? 2 : 1;
    return;
  }
  ml_run_all(&run->runs[index], &found);
  for (uint32_t p = 0; p <= run->lattice->n; p++)
    looked[p] = 1;
  for (size_t i = 0; i < found.n; i++)
    looked[found.v[i].end] = 2;
}

static bool stands(machine *m, uint32_t index, bool behind, uint32_t position) {
  const ml_look *look = &m->run->program->looks[index];
  if (look->choices != NULL)
    return finds_one(m, look, behind, position) != look->negated;
  if (m->run->looked == NULL || m->run->looked[index] == NULL || m->run->looked[index][position] == 0)
    run_look(m, index, behind, position);
  return (m->run->looked[index][position] == 2) != look->negated;
}

/* ---- the machine ---- */

static void step(machine *m, uint32_t position, uint32_t pc, thread t, ml_matches *out) {
  const ml_instruction *in = &m->run->program->code[pc];
  bool more = position < m->lattice->n;
  switch (in->op) {
  case ML_OP_SET:
    if (more && in_set(&m->run->matcher->rules->sets.v[in->a], m->lattice->codes[position]))
      put(m, position + 1, pc + 1, t, ML_INSIDE_SILENT);
    return;
  case ML_OP_ANY:
    if (more)
      put(m, position + 1, pc + 1, t, ML_INSIDE_SILENT);
    return;
  case ML_OP_WORDS:
    if (more && inside(m, position) == ML_BETWEEN)
      step_words(m, position, pc, t, in->a);
    return;
  case ML_OP_EDGE:
    if (more)
      step_edge(m, position, pc, t, &m->run->program->edges[in->a]);
    return;
  case ML_OP_GAP:
  case ML_OP_SKIP:
    step_gap(m, position, pc, t, in->op == ML_OP_SKIP);
    return;
  case ML_OP_SPLIT:
  case ML_OP_JUMP: /* lead() has gone through them */
    return;
  case ML_OP_OPEN:
  case ML_OP_CLOSE:
    t.steps = note(m, t.steps, in->op == ML_OP_OPEN ? ML_STEP_OPEN : ML_STEP_CLOSE, in->a, position);
    put(m, position, pc + 1, t, ML_BETWEEN);
    return;
  case ML_OP_ROUND:
    t.steps = note(m, t.steps, ML_STEP_ROUND, in->a, position);
    put(m, position, pc + 1, t, ML_INSIDE_SILENT);
    return;
  case ML_OP_AHEAD:
  case ML_OP_BEHIND:
    if (stands(m, in->a, in->op == ML_OP_BEHIND, position))
      put(m, position, pc + 1, t, ML_INSIDE_SILENT);
    return;
  case ML_OP_AT:
    if (at_anchor(m, position, (ml_anchor)in->a, in->b != 0))
      put(m, position, pc + 1, t, ML_INSIDE_SILENT);
    return;
  case ML_OP_ADD:
    t.weight += (int)in->a;
    put(m, position, pc + 1, t, ML_INSIDE_SILENT);
    return;
  case ML_OP_DONE:
    /* a look-around may be an anchor only: >($clause) */
    if ((position > t.start || m->run->level > 0) && inside(m, position) == ML_BETWEEN)
      ml_vec_push(m->run->matcher->arena, out, (ml_match){t.start, position, t.weight, t.steps});
    return;
  }
}

/* Runs the threads of one position in the order of their instructions. */
static void run_position(machine *m, uint32_t position, ml_matches *out) {
  size_t row = position & (ML_REACH - 1);
  uint64_t *alive = &m->scratch->alive[row * m->words];
  for (uint32_t w = 0; w < m->words; w++)
    while (alive[w] != 0) {
      uint32_t pc = w * 64 + (uint32_t)__builtin_ctzll(alive[w]);
      alive[w] &= alive[w] - 1;
      m->run->matcher->n_steps++;
      step(m, position, pc, m->scratch->threads[row * m->run->program->n + pc], out);
    }
}

void ml_run_from(ml_run *run, uint32_t begin, uint32_t longest, ml_matches *out) {
  if (run->trail == NULL && !may_go_on(&run->program->outlook[0], run->lattice, begin))
    return;
  machine m = {run, run->scratch, run->lattice, run->lattice->n, begin, words_of(run->program)};
  if (longest < run->lattice->n - begin)
    m.limit = begin + longest;
  put(&m, begin, 0, (thread){0, begin, ML_NO_INDEX}, ML_BETWEEN);
  for (uint32_t p = begin; p <= m.last; p++)
    run_position(&m, p, out);
}

void ml_run_all(ml_run *run, ml_matches *out) {
  machine m = {run, run->scratch, run->lattice, run->lattice->n, 0, words_of(run->program)};
  for (uint32_t p = 0; p <= m.limit; p++) {
    if (run->trail != NULL || may_go_on(&run->program->outlook[0], run->lattice, p))
      put(&m, p, 0, (thread){0, p, ML_NO_INDEX}, ML_BETWEEN);
    if (p <= m.last)
      run_position(&m, p, out);
  }
}

static int heavier_first(const void *a, const void *b) {
  const ml_match *x = a, *y = b;
  if (x->weight != y->weight)
    return x->weight > y->weight ? -1 : 1;
  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return (x->end < y->end) - (x->end > y->end);
}

void ml_matches_settle(ml_matches *matches) {
  size_t kept = 0;
  if (matches->n > 1)
    qsort(matches->v, matches->n, sizeof *matches->v, heavier_first);
  for (size_t i = 0; i < matches->n; i++) {
    size_t k = 0;
    while (k < kept && (matches->v[i].end <= matches->v[k].begin || matches->v[i].begin >= matches->v[k].end))
      k++;
    if (k == kept)
      matches->v[kept++] = matches->v[i];
  }
  matches->n = kept;
}

bool ml_triggered(const ml_trigger *trigger, const ml_lattice *lattice) {
  if ((trigger->types & lattice->types) != 0)
    return true;
  for (size_t i = 0; i < trigger->n_lists; i++)
    if ((lattice->lists[trigger->lists[i] / 64] >> trigger->lists[i] % 64 & 1) != 0)
      return true;
  return false;
}

void ml_matcher_forget(ml_matcher *matcher) {
  matcher->steps.n = 0;
}
