#include "extract/reach.h"

#include "extract/evaluate.h"

/* ---- sets of places ---- */

static uint64_t word_of(const ml_stream *stream, uint32_t w) {
  return (stream->any >> w & 1) != 0 ? stream->words[w] : 0;
}

/* Adds what is in both `from` and `where`. */
static void add(ml_stream *to, const ml_stream *from, const ml_stream *where) {
  for (uint64_t left = from->any & where->any; left != 0; left &= left - 1) {
    uint32_t w = (uint32_t)__builtin_ctzll(left);
    ml_stream_put(to, w, from->words[w] & where->words[w]);
  }
}

/* Adds what is in `from` and not in `where`. */
static void add_without(ml_stream *to, const ml_stream *from, const ml_stream *where) {
  for (uint64_t left = from->any; left != 0; left &= left - 1) {
    uint32_t w = (uint32_t)__builtin_ctzll(left);
    ml_stream_put(to, w, from->words[w] & ~word_of(where, w));
  }
}

/* Leaves what is in `where`. */
static void keep_only(ml_stream *stream, const ml_stream *where) {
  uint64_t any = stream->any & where->any;
  stream->any = 0;
  for (; any != 0; any &= any - 1) {
    uint32_t w = (uint32_t)__builtin_ctzll(any);
    ml_stream_put(stream, w, stream->words[w] & where->words[w]);
  }
}

/* Adds the places in `where` that stand `length` behind a place in both `from` and `begins`. */
static void add_behind(ml_stream *to, const ml_stream *from, const ml_stream *begins, uint32_t length,
                       const ml_stream *where) {
  uint32_t skip = length / 64, shift = length % 64;
  for (uint64_t left = from->any & begins->any; left != 0; left &= left - 1) {
    uint32_t w = (uint32_t)__builtin_ctzll(left);
    uint64_t x = from->words[w] & begins->words[w];
    if (w + skip < ML_STREAM_WORDS)
      ml_stream_put(to, w + skip, x << shift & word_of(where, w + skip));
    if (shift > 0 && w + skip + 1 < ML_STREAM_WORDS)
      ml_stream_put(to, w + skip + 1, x >> (64 - shift) & word_of(where, w + skip + 1));
  }
}

/* The way back: adds the places in `begins` that have one in both `from` and `where` `length` behind them. */
static void add_before(ml_stream *to, const ml_stream *from, const ml_stream *begins, uint32_t length,
                       const ml_stream *where) {
  uint32_t skip = length / 64, shift = length % 64;
  for (uint64_t left = from->any & where->any; left != 0; left &= left - 1) {
    uint32_t w = (uint32_t)__builtin_ctzll(left);
    uint64_t x = from->words[w] & where->words[w];
    if (w >= skip)
      ml_stream_put(to, w - skip, x >> shift & word_of(begins, w - skip));
    if (shift > 0 && w >= skip + 1)
      ml_stream_put(to, w - skip - 1, x << (64 - shift) & word_of(begins, w - skip - 1));
  }
}

/* ---- mentions and words ---- */

bool ml_is_taken(ml_matcher *matcher, const ml_lattice *lattice, const ml_edge_test *test, const ml_edge *edge) {
  if ((test->types >> edge->type & 1) == 0 || edge->end - edge->begin >= ML_REACH)
    return false;
  if (matcher->streams.claiming && !edge->chosen && matcher->rules->schema.types[edge->type].kind != ML_PART)
    return false;
  return test->condition == NULL || ml_holds_for_edge(matcher, lattice, edge, test->condition);
}

static void collect_extents(ml_matcher *matcher, const ml_edge_test *test, uint32_t *first) {
  ml_streams *s = &matcher->streams;
  for (uint64_t types = test->types & s->batch->types; types != 0; types &= types - 1) {
    uint32_t type = (uint32_t)__builtin_ctzll(types);
    for (size_t i = 0; i < s->by_type[type].n; i++) {
      const ml_lattice *lattice = s->batch->lattices[s->by_type[type].v[i].lattice];
      const ml_edge *edge = &lattice->edges.v[s->by_type[type].v[i].edge];
      if (test->condition == NULL || ml_holds_for_edge(matcher, lattice, edge, test->condition))
        ml_streams_add(s, first, ML_NO_INDEX, lattice->offset + edge->begin, edge->end - edge->begin);
    }
  }
}

/* The extents of the mentions that a test takes. Those of one type are there; others are collected when asked for. */
static uint32_t extents_of_test(ml_matcher *matcher, uint32_t index) {
  ml_streams *s = &matcher->streams;
  const ml_edge_test *test = &s->rules->edge_tests.v[index];
  ml_answer *answer = &s->tests[index];
  if ((test->types & s->batch->types) == 0)
    return ML_NO_INDEX;
  if (test->condition == NULL && (test->types & (test->types - 1)) == 0)
    return s->type_extents[__builtin_ctzll(test->types)];
  if (!ml_answer_holds(s, answer, test->types)) {
    *answer = (ml_answer){.known = true, .changes = s->batch->changes, .extents = ML_NO_INDEX};
    collect_extents(matcher, test, &answer->extents);
  }
  return answer->extents;
}

/* ---- look-arounds ---- */

/* Behind a place stands what a match from anywhere ends with; ahead, what leads on to the end of a match. */
static const ml_stream *look_around(ml_matcher *matcher, const ml_look *look) {
  const ml_streams *s = &matcher->streams;
  const ml_program *program = &look->program;
  ml_stream *marks = ml_arena_take(s->arena, program->n * sizeof *marks), *found = ml_stream_new(s);
  for (uint32_t pc = 0; pc < program->n; pc++)
    marks[pc] = s->lands;
  if (look->behind) {
    marks[0] = s->between;
    ml_reach(matcher, program, marks);
    add(found, &marks[program->n - 1], &s->between);
  } else {
    ml_reach_back(matcher, program, marks);
    add(found, &marks[0], &s->between);
  }
  return found;
}

static const ml_stream *stream_of_look(ml_matcher *matcher, uint32_t index) {
  const ml_look *look = &matcher->rules->looks.v[index];
  ml_answer *answer = &matcher->streams.looks[index];
  if (!ml_answer_holds(&matcher->streams, answer, look->types)) {
    uint32_t changes = matcher->streams.batch->changes;
    *answer = (ml_answer){.known = true, .changes = changes, .at = look_around(matcher, look)};
  }
  return answer->at;
}

static void add_looked(ml_matcher *matcher, ml_stream *to, const ml_stream *from, const ml_instruction *in) {
  const ml_stream *at = stream_of_look(matcher, in->a);
  if (in->b != 0)
    add_without(to, from, at);
  else
    add(to, from, at);
}

/* ---- forward ---- */

static void add_extents(const ml_streams *s, ml_stream *to, const ml_stream *from, uint32_t first) {
  for (uint32_t i = first; i != ML_NO_INDEX; i = s->extents.v[i].next)
    add_behind(to, from, s->extents.v[i].begins, s->extents.v[i].length, &s->between);
}

typedef void (*ml_move)(ml_stream *to, const ml_stream *from, const ml_stream *begins, uint32_t length,
                        const ml_stream *where);

/* Adds what stands a gap away from `from` and is in `where`: `move` is one character on, or back. */
static void add_gap(const ml_streams *s, ml_stream *to, const ml_stream *from, const ml_instruction *in, ml_move move,
                    const ml_stream *where) {
  ml_stream at = {.any = 0}, next = {.any = 0};
  ml_stream_add_all(&at, from);
  for (uint32_t k = 0; k <= in->b && k < ML_REACH && at.any != 0; k++) {
    if (k >= in->a)
      add(to, &at, where);
    next.any = 0;
    move(&next, &at, in->op == ML_OP_GAP ? &s->gap : &s->characters, 1, &s->all);
    at.any = 0;
    ml_stream_add_all(&at, &next);
  }
}

static void go_on(ml_matcher *matcher, const ml_instruction *in, ml_stream *marks, uint32_t pc) {
  ml_streams *s = &matcher->streams;
  const ml_stream *from = &marks[pc];
  ml_stream *to = &marks[pc + 1];
  switch (in->op) {
  case ML_OP_SET:
    add_behind(to, from, ml_stream_of_set(s, in->a), 1, &s->lands);
    return;
  case ML_OP_ANY:
    add_behind(to, from, &s->characters, 1, &s->lands);
    return;
  case ML_OP_WORDS:
    add_extents(s, to, from, s->list_extents[in->a]);
    return;
  case ML_OP_EDGE:
    add_extents(s, to, from, extents_of_test(matcher, in->a));
    return;
  case ML_OP_GAP:
  case ML_OP_SKIP:
    add_gap(s, to, from, in, add_behind, &s->between);
    return;
  case ML_OP_SPLIT:
    ml_stream_add_all(&marks[in->a], from);
    ml_stream_add_all(&marks[in->b], from);
    return;
  case ML_OP_JUMP:
    ml_stream_add_all(&marks[in->a], from);
    return;
  case ML_OP_AHEAD:
  case ML_OP_BEHIND:
    add_looked(matcher, to, from, in);
    return;
  case ML_OP_AT:
    add(to, from, &s->anchors[in->b != 0][in->a]);
    return;
  case ML_OP_OPEN:
  case ML_OP_CLOSE:
    add(to, from, &s->between);
    return;
  case ML_OP_ROUND:
  case ML_OP_ADD:
    ml_stream_add_all(to, from);
    return;
  case ML_OP_DONE:
    return;
  }
}

void ml_reach(ml_matcher *matcher, const ml_program *program, ml_stream *marks) {
  for (uint32_t pc = 1; pc < program->n; pc++)
    marks[pc].any = 0;
  for (uint32_t pc = 0; pc < program->n; pc++) {
    if (marks[pc].any == 0)
      continue;
    matcher->n_steps++;
    go_on(matcher, &program->code[pc], marks, pc);
  }
}

/* ---- back ---- */

static void add_extents_before(const ml_streams *s, ml_stream *to, const ml_stream *from, uint32_t first) {
  for (uint32_t i = first; i != ML_NO_INDEX; i = s->extents.v[i].next)
    add_before(to, from, s->extents.v[i].begins, s->extents.v[i].length, &s->between);
}

static void add_gap_before(const ml_streams *s, ml_stream *to, const ml_stream *from, const ml_instruction *in) {
  ml_stream ends = {.any = 0};
  add(&ends, from, &s->between);
  add_gap(s, to, &ends, in, add_before, &s->lands);
}

/* Adds where a thread at instruction `pc` goes on to a place in the marks of what comes behind it. */
static void come_from(ml_matcher *matcher, const ml_instruction *in, const ml_stream *marks, uint32_t pc,
                      ml_stream *to) {
  ml_streams *s = &matcher->streams;
  const ml_stream *from = &marks[pc + 1];
  switch (in->op) {
  case ML_OP_SET:
    add_before(to, from, ml_stream_of_set(s, in->a), 1, &s->lands);
    return;
  case ML_OP_ANY:
    add_before(to, from, &s->characters, 1, &s->lands);
    return;
  case ML_OP_WORDS:
    add_extents_before(s, to, from, s->list_extents[in->a]);
    return;
  case ML_OP_EDGE:
    add_extents_before(s, to, from, extents_of_test(matcher, in->a));
    return;
  case ML_OP_GAP:
  case ML_OP_SKIP:
    add_gap_before(s, to, from, in);
    return;
  case ML_OP_SPLIT:
    ml_stream_add_all(to, &marks[in->a]);
    ml_stream_add_all(to, &marks[in->b]);
    return;
  case ML_OP_JUMP:
    ml_stream_add_all(to, &marks[in->a]);
    return;
  case ML_OP_AHEAD:
  case ML_OP_BEHIND:
    add_looked(matcher, to, from, in);
    return;
  case ML_OP_AT:
    add(to, from, &s->anchors[in->b != 0][in->a]);
    return;
  case ML_OP_OPEN:
  case ML_OP_CLOSE:
    add(to, from, &s->between);
    return;
  case ML_OP_ROUND:
  case ML_OP_ADD:
    ml_stream_add_all(to, from);
    return;
  case ML_OP_DONE:
    ml_stream_add_all(to, &s->between);
    return;
  }
}

void ml_reach_back(ml_matcher *matcher, const ml_program *program, ml_stream *marks) {
  ml_stream ways;
  for (uint32_t pc = program->n; pc-- > 0;) {
    if (marks[pc].any == 0)
      continue;
    matcher->n_steps++;
    ways.any = 0;
    come_from(matcher, &program->code[pc], marks, pc, &ways);
    keep_only(&marks[pc], &ways);
  }
}
