#include "extract/match.h"

#include <stdlib.h>
#include <string.h>

#include "extract/reach.h"

/* Costs of a match in hundredths, per character. */
enum { POINTS_WORD = 100, POINTS_MENTION = 100, POINTS_GAP = -10 };

typedef struct thread {
  int weight;
  uint32_t start, steps;
} thread;

/* Threads of the next ML_REACH positions, as a ring of rows: one thread and one bit for each instruction of the program
 * at work. Rows lie close together, and no bit is set between two runs. */
struct ml_scratch {
  thread *threads;
  uint64_t *alive;
  uint32_t room; /* instructions that a row has room for */
};

/* As long as there is only one thread it is not put into the rows, unless they are crowded. */
typedef struct machine {
  ml_run *run;
  ml_streams *streams;
  ml_scratch *scratch;
  const ml_lattice *lattice;
  uint32_t limit;   /* last position a thread may reach */
  uint32_t words;   /* of the bit set of one position */
  uint32_t n_alive; /* threads in the rows */
  uint32_t row;     /* the first position that may have any */
  uint32_t last;    /* the last one */
  bool crowded;     /* all threads go to the rows: those that began at different positions meet there */
  bool lone;        /* there is one that stands at: */
  uint32_t position, pc;
  thread only;
} machine;

static uint32_t words_of(const ml_program *program) {
  return program->n / 64 + 1;
}

static ml_scratch *scratch_of(ml_matcher *matcher, const ml_program *program) {
  if (matcher->scratch == NULL)
    matcher->scratch = ML_NEW(matcher->tables, ml_scratch);
  ml_scratch *scratch = matcher->scratch;
  if (scratch->room < program->n) {
    scratch->room = program->n * 2;
    scratch->threads = ml_arena_take(matcher->tables, (size_t)ML_REACH * scratch->room * sizeof *scratch->threads);
    scratch->alive = ML_NEW_ARRAY(matcher->tables, uint64_t, (size_t)ML_REACH * (scratch->room / 64 + 1));
  }
  return scratch;
}

/* ---- where threads can be ---- */

/* Places to begin at are copied, as the marks may share them. */
static void mark_forward(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_stream *begins,
                         const ml_marks *marks) {
  const ml_stream *from = &matcher->streams.between;
  if (begins != NULL) {
    marks->room[0].any = 0;
    ml_stream_add_all(&marks->room[0], begins);
    from = &marks->room[0];
  }
  ml_reach(matcher, program, marks, from);
  *run = (ml_run){.matcher = matcher, .program = program, .marks = marks->comes, .load = matcher->streams.loads};
}

static void mark(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_stream *begins,
                 const ml_marks *marks) {
  mark_forward(run, matcher, program, begins, marks);
  ml_reach_back(matcher, program, marks);
  run->marks = marks->goes;
}

void ml_run_start(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_stream *begins) {
  mark(run, matcher, program, begins, ml_marks_for(matcher, program));
}

void ml_run_start_lasting(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_batch *batch) {
  ml_streams_load(&matcher->streams, batch, batch->claiming);
  ml_marks marks = ml_marks_new(matcher->streams.arena, program->n);
  mark(run, matcher, program, NULL, &marks);
}

bool ml_run_lasts(const ml_run *run, const ml_batch *batch) {
  return run->matcher != NULL && run->matcher->streams.batch == batch && run->matcher->streams.loads == run->load;
}

static void add_sentence(const ml_matcher *matcher, ml_stream *begins, const ml_lattice *lattice) {
  ml_stream_add_part(begins, &matcher->streams.between, lattice->offset, lattice->offset + lattice->n);
}

/* Word w of the bit set of the sentences in which all stands that the rule cannot do without. */
static uint64_t sentences_for(const ml_streams *streams, const ml_rule *rule, uint32_t w) {
  uint32_t n = streams->batch->n - w * 64;
  uint64_t sentences = n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
  for (size_t i = 0; i < rule->n_triggers && sentences != 0; i++)
    sentences &= ml_streams_triggered(streams, &rule->triggers[i], w);
  return sentences;
}

size_t ml_run_start_rule(ml_run *run, ml_matcher *matcher, const ml_rule *rule, const ml_batch *batch) {
  ml_stream begins = {.any = 0};
  size_t sentences = 0;
  ml_streams_load(&matcher->streams, batch, batch->claiming);
  for (uint32_t w = 0; w < matcher->streams.n_sentence_words; w++)
    for (uint64_t left = sentences_for(&matcher->streams, rule, w); left != 0; left &= left - 1, sentences++)
      add_sentence(matcher, &begins, batch->lattices[w * 64 + (uint32_t)__builtin_ctzll(left)]);
  if (sentences > 0)
    ml_run_start(run, matcher, &rule->program, &begins);
  return sentences;
}

void ml_run_start_in(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_lattice *lattice) {
  ml_stream begins = {.any = 0};
  ml_streams_load(&matcher->streams, lattice->batch, lattice->batch->claiming);
  add_sentence(matcher, &begins, lattice);
  ml_run_start(run, matcher, program, &begins);
}

void ml_run_start_alone(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_lattice *lattice,
                        bool claiming) {
  ml_streams_load_one(&matcher->streams, lattice, claiming);
  ml_run_start(run, matcher, program, NULL);
}

void ml_run_start_trail(ml_run *run, ml_matcher *matcher, const ml_program *program, const ml_lattice *lattice,
                        ml_trail *trail) {
  ml_stream begins = {.any = 0};
  ml_streams_load(&matcher->streams, lattice->batch, lattice->batch->claiming);
  add_sentence(matcher, &begins, lattice);
  mark_forward(run, matcher, program, &begins, ml_marks_for(matcher, program));
  run->trail = trail;
}

uint32_t ml_run_sentence(const ml_run *run, const ml_batch *batch, uint32_t from) {
  if (from == batch->n)
    return from;
  uint32_t place = ml_stream_next(run->marks[0], batch->lattices[from]->offset, ML_BATCH_SIZE);
  if (place == ML_NO_INDEX)
    return batch->n;
  while (place > batch->lattices[from]->offset + batch->lattices[from]->n)
    from++;
  return from;
}

uint32_t ml_run_next(const ml_run *run, const ml_lattice *lattice, uint32_t from) {
  uint32_t place = ml_stream_next(run->marks[0], lattice->offset + from, lattice->offset + lattice->n);
  return place == ML_NO_INDEX ? ML_NO_INDEX : place - lattice->offset;
}

/* ---- the machine ---- */

/* Whether the position is one of a stream. */
static bool stands(const machine *m, const ml_stream *stream, uint32_t position) {
  return ml_stream_has(stream, m->lattice->offset + position);
}

/* Notes where a thread stands, before an element or at the end, if none has come nearer to a match. */
static void leave_trail(ml_trail *trail, uint32_t position, uint32_t pc, thread t) {
  if (trail->lacking[pc] > 0 && trail->lacking[pc] == trail->lacking[pc + 1]) /* goes on by itself */
    return;
  uint32_t lacks = trail->lacking[pc], least = trail->n > 0 ? trail->lacking[trail->stops[0]] : UINT32_MAX;
  if (lacks > least || (lacks == least && t.weight < trail->weight))
    return;
  bool farther = t.start == trail->start && position > trail->position;
  if (lacks < least || t.weight > trail->weight || farther) {
    trail->n = 0;
    trail->start = t.start;
    trail->position = position;
    trail->weight = t.weight;
    trail->steps = t.steps;
  }
  if (trail->position == position && trail->start == t.start && trail->n < ML_MAX_STOPS)
    trail->stops[trail->n++] = pc;
}

/* Puts a thread into the row of its position unless a heavier one is there; tells whether it did. */
static bool put_into_row(machine *m, uint32_t position, uint32_t pc, thread t) {
  size_t row = position & (ML_REACH - 1);
  uint64_t *word = &m->scratch->alive[row * m->words + pc / 64], bit = UINT64_C(1) << pc % 64;
  thread *old = &m->scratch->threads[row * m->run->program->n + pc];
  if ((*word & bit) != 0 && old->weight >= t.weight)
    return false;
  m->n_alive += (*word & bit) == 0;
  *word |= bit;
  *old = t;
  if (m->run->trail != NULL && m->run->program->code[pc].op != ML_OP_SPLIT)
    leave_trail(m->run->trail, position, pc, t);
  if (position > m->last)
    m->last = position;
  if (position < m->row)
    m->row = position;
  return true;
}

/* Keeps a thread at (position, pc) unless a heavier one is there; tells whether it did. */
static bool keep(machine *m, uint32_t position, uint32_t pc, thread t) {
  if (m->n_alive == 0 && !m->lone && !m->crowded) {
    m->lone = true;
    m->position = position;
    m->pc = pc;
    m->only = t;
    return true;
  }
  if (m->lone) {
    m->lone = false;
    m->row = m->position;
    put_into_row(m, m->position, m->pc, m->only);
  }
  return put_into_row(m, position, pc, t);
}

static bool comes_to_match(const machine *m, uint32_t position, uint32_t pc) {
  return stands(m, m->run->marks[pc], position);
}

static uint32_t note(machine *m, uint32_t previous, ml_step_kind kind, uint32_t what, uint32_t at) {
  ml_matcher *matcher = m->run->matcher;
  ml_vec_push(matcher->tables, &matcher->steps, (ml_step){previous, kind, what, at});
  return (uint32_t)matcher->steps.n - 1;
}

/* What an instruction that reads nothing does to a thread. */
static void pass(machine *m, uint32_t position, const ml_instruction *in, thread *t) {
  switch (in->op) {
  case ML_OP_OPEN:
    t->steps = note(m, t->steps, ML_STEP_OPEN, in->a, position);
    return;
  case ML_OP_CLOSE:
    t->steps = note(m, t->steps, ML_STEP_CLOSE, in->a, position);
    return;
  case ML_OP_ROUND:
    t->steps = note(m, t->steps, ML_STEP_ROUND, in->a, position);
    return;
  case ML_OP_ADD:
    t->weight += (int)in->a;
    return;
  default: /* AHEAD, BEHIND and AT */
    return;
  }
}

static bool reads_nothing(const ml_instruction *in) {
  return in->op >= ML_OP_OPEN && in->op <= ML_OP_ADD;
}

/* Leads a thread to (position, pc), from where it comes to a match, and on to where it reads something or meets others.
 * Where only one side of a split comes to a match there is no other thread to be kept from the way. */
static void lead(machine *m, uint32_t position, uint32_t pc, thread t) {
  const ml_instruction *code = m->run->program->code;
  for (;;) {
    const ml_instruction *in = &code[pc];
    if (in->op == ML_OP_JUMP) {
      pc = in->a;
    } else if (in->op == ML_OP_SPLIT) {
      bool second = comes_to_match(m, position, in->b);
      if (second && comes_to_match(m, position, in->a)) {
        if (!keep(m, position, pc, t)) /* a heavier thread has been led on from here */
          return;
        lead(m, position, in->a, t);
      }
      pc = second ? in->b : in->a;
    } else if (reads_nothing(in) && code[pc + 1].joined == 0 && m->run->trail == NULL) {
      pass(m, position, in, &t);
      pc++;
    } else {
      keep(m, position, pc, t);
      return;
    }
  }
}

/* Puts a thread at (position, pc), where it may stand if that is one of `where`. */
static void put(machine *m, uint32_t position, uint32_t pc, thread t, const ml_stream *where) {
  if (position <= m->limit && comes_to_match(m, position, pc) && (!m->streams->claiming || stands(m, where, position)))
    lead(m, position, pc, t);
}

static void step_words(machine *m, uint32_t position, uint32_t pc, thread t, uint32_t list) {
  for (uint32_t i = m->lattice->hits_at[position]; i != ML_NO_INDEX; i = m->lattice->hits.v[i].next) {
    const ml_hit *hit = &m->lattice->hits.v[i];
    if (hit->list != list || hit->length >= ML_REACH || !comes_to_match(m, position + hit->length, pc + 1))
      continue;
    thread next = {t.weight + (int)hit->length * POINTS_WORD, t.start, t.steps};
    next.steps = note(m, t.steps, ML_STEP_HIT, i, position);
    put(m, position + hit->length, pc + 1, next, &m->streams->between);
  }
}

static void step_edge(machine *m, uint32_t position, uint32_t pc, thread t, const ml_edge_test *test) {
  if ((test->types & m->lattice->types_at[position]) == 0)
    return;
  for (uint32_t i = m->lattice->edges_at[position]; i != ML_NO_INDEX; i = m->lattice->edges.v[i].next) {
    const ml_edge *edge = &m->lattice->edges.v[i];
    if ((test->types >> edge->type & 1) == 0 || !comes_to_match(m, edge->end, pc + 1) ||
        !ml_is_taken(m->run->matcher, m->lattice, test, edge))
      continue;
    thread next = {t.weight + (m->streams->claiming ? POINTS_MENTION : edge->weight), t.start, t.steps};
    next.steps = note(m, t.steps, ML_STEP_EDGE, i, position);
    put(m, edge->end, pc + 1, next, &m->streams->between);
  }
}

static void step_grains(machine *m, uint32_t position, uint32_t pc, thread t, uint64_t types) {
  if (types == 0 || !comes_to_match(m, position + 1, pc + 1))
    return;
  for (; types != 0; types &= types - 1) {
    uint32_t type = (uint32_t)__builtin_ctzll(types);
    const ml_sense *grain = ml_grain_at(m->run->matcher->rules, m->lattice, position, type);
    thread next = {t.weight + grain->weight, t.start, note(m, t.steps, ML_STEP_GRAIN, type, position)};
    put(m, position + 1, pc + 1, next, &m->streams->between);
  }
}

static void step_gap(machine *m, uint32_t position, uint32_t pc, thread t, bool leaves_clause) {
  const ml_instruction *in = &m->run->program->code[pc];
  uint32_t most = leaves_clause ? m->lattice->n - position : m->lattice->clause_end[position] - position;
  if (most > in->b)
    most = in->b;
  for (uint32_t k = in->a; k <= most && k < ML_REACH; k++)
    put(m, position + k, pc + 1, (thread){t.weight + (int)k * POINTS_GAP, t.start, t.steps}, &m->streams->between);
}

static void step(machine *m, uint32_t position, uint32_t pc, thread t, ml_matches *out) {
  const ml_instruction *in = &m->run->program->code[pc];
  ml_matcher *matcher = m->run->matcher;
  ml_streams *s = m->streams;
  switch (in->op) {
  case ML_OP_SET:
    if (stands(m, ml_stream_of_set(s, in->a), position))
      put(m, position + 1, pc + 1, t, &s->lands);
    return;
  case ML_OP_ANY:
    if (stands(m, &s->characters, position))
      put(m, position + 1, pc + 1, t, &s->lands);
    return;
  case ML_OP_WORDS:
    if (stands(m, &s->between, position))
      step_words(m, position, pc, t, in->a);
    return;
  case ML_OP_EDGE:
    step_edge(m, position, pc, t, &matcher->rules->edge_tests.v[in->a]);
    step_grains(m, position, pc, t, matcher->rules->edge_tests.v[in->a].types & m->lattice->grains[position]);
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
    pass(m, position, in, &t);
    put(m, position, pc + 1, t, &s->between);
    return;
  case ML_OP_ROUND:
  case ML_OP_ADD:
    pass(m, position, in, &t);
    put(m, position, pc + 1, t, &s->all);
    return;
  case ML_OP_AHEAD:
  case ML_OP_BEHIND:
    if (stands(m, s->looks[in->a].at, position) != (in->b != 0)) /* it was asked when the run started */
      put(m, position, pc + 1, t, &s->all);
    return;
  case ML_OP_AT:
    put(m, position, pc + 1, t, &s->anchors[in->b != 0][in->a]);
    return;
  case ML_OP_DONE:
    if (stands(m, &s->between, position))
      ml_vec_push(matcher->arena, out, (ml_match){t.start, position, t.weight, t.steps});
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
      m->n_alive--;
      m->run->matcher->n_steps++;
      step(m, position, pc, m->scratch->threads[row * m->run->program->n + pc], out);
    }
}

static void run_threads(machine *m, ml_matches *out) {
  while (m->lone || m->n_alive > 0) {
    if (m->lone) {
      m->lone = false;
      m->run->matcher->n_steps++;
      step(m, m->position, m->pc, m->only, out);
    } else {
      run_position(m, m->row++, out);
    }
  }
}

static machine machine_for(ml_run *run, const ml_lattice *lattice, uint32_t begin) {
  ml_matcher *matcher = run->matcher;
  return (machine){.run = run,
                   .streams = &matcher->streams,
                   .scratch = scratch_of(matcher, run->program),
                   .lattice = lattice,
                   .limit = lattice->n,
                   .last = begin,
                   .words = words_of(run->program)};
}

static void begin_at(machine *m, uint32_t begin) {
  put(m, begin, 0, (thread){0, begin, ML_NO_INDEX}, &m->streams->between);
}

void ml_run_from(ml_run *run, const ml_lattice *lattice, uint32_t begin, uint32_t longest, ml_matches *out) {
  machine m = machine_for(run, lattice, begin);
  if (longest < lattice->n - begin)
    m.limit = begin + longest;
  begin_at(&m, begin);
  run_threads(&m, out);
}

void ml_run_all(ml_run *run, const ml_lattice *lattice, ml_matches *out) {
  uint32_t next = ml_run_next(run, lattice, 0);
  if (next == ML_NO_INDEX)
    return;
  machine m = machine_for(run, lattice, next);
  m.crowded = true;
  for (uint32_t p = next; p <= m.limit && (p <= m.last || next != ML_NO_INDEX); p++) {
    if (p == next) {
      begin_at(&m, p);
      next = ml_run_next(run, lattice, p + 1);
    }
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
