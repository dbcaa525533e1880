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

/* Makes `to`, which may be `from`, what is in `from` and in one of `a` and `b`. */
static void set_common(ml_stream *to, const ml_stream *from, const ml_stream *a, const ml_stream *b) {
  uint64_t left = from->any & (a->any | b->any);
  to->any = 0;
  for (; left != 0; left &= left - 1) {
    uint32_t w = (uint32_t)__builtin_ctzll(left);
    ml_stream_put(to, w, from->words[w] & (word_of(a, w) | word_of(b, w)));
  }
}

/* Adds the places that stand `length` behind a place in both `from` and `begins`: nothing of a batch leads out of it.
 */
static inline void add_behind(ml_stream *to, const ml_stream *from, const ml_stream *begins, uint32_t length) {
  uint32_t skip = length / 64, shift = length % 64;
  for (uint64_t left = from->any & begins->any; left != 0; left &= left - 1) {
    uint32_t w = (uint32_t)__builtin_ctzll(left);
    uint64_t x = from->words[w] & begins->words[w];
    if (x == 0)
      continue;
    ml_stream_put(to, w + skip, x << shift);
    ml_stream_put(to, w + skip + 1, x >> 1 >> (63 - shift));
  }
}

/* The way back: adds the places in `begins` that have one in `from` `length` behind them. */
static inline void add_before(ml_stream *to, const ml_stream *from, const ml_stream *begins, uint32_t length) {
  uint32_t skip = length / 64, shift = length % 64;
  uint64_t ends = from->any >> skip;
  for (uint64_t left = begins->any & (ends | ends >> 1); left != 0; left &= left - 1) {
    uint32_t w = (uint32_t)__builtin_ctzll(left);
    uint64_t x = word_of(from, w + skip) >> shift;
    if (w + skip + 1 < ML_STREAM_WORDS)
      x |= word_of(from, w + skip + 1) << 1 << (63 - shift);
    ml_stream_put(to, w, x & begins->words[w]);
  }
}

/* ---- marks ---- */

static const ml_stream nowhere = {.any = 0};

/* Where threads come to instruction `pc`, as a set that can be added to. */
static ml_stream *own(const ml_marks *marks, uint32_t pc) {
  ml_stream *room = &marks->room[pc];
  if (marks->comes[pc] != room) {
    room->any = 0;
    ml_stream_add_all(room, marks->comes[pc]);
    marks->comes[pc] = room;
  }
  return room;
}

/* Threads come to instruction `pc` at all places of a set. Most instructions are reached from one other only: then they
 * share its set. */
static void come(const ml_marks *marks, uint32_t pc, const ml_stream *from) {
  if (marks->comes[pc]->any == 0)
    marks->comes[pc] = from;
  else
    ml_stream_add_all(own(marks, pc), from);
}

/* Of the threads at instruction `pc` those come to a match that do from `a` or `b`, the marks of what follows. */
static void go(const ml_marks *marks, uint32_t pc, uint32_t a, uint32_t b) {
  const ml_stream *from = marks->comes[pc], *on = marks->goes[a], *or_on = marks->goes[b];
  bool shared = marks->comes[a] == from && marks->comes[b] == from;
  if (shared && (on == or_on || or_on->any == 0)) {
    marks->goes[pc] = on;
  } else if (shared && on->any == 0) {
    marks->goes[pc] = or_on;
  } else {
    set_common(&marks->room[pc], from, on, or_on);
    marks->goes[pc] = &marks->room[pc];
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

static void ask(ml_matcher *matcher, const ml_edge_test *test, ml_test_answer *answer, const ml_lattice *lattice,
                const ml_edge *edge) {
  if (test->condition == NULL || ml_holds_for_edge(matcher, lattice, edge, test->condition))
    ml_streams_add(&matcher->streams, &answer->extents, ML_NO_INDEX, lattice->offset + edge->begin,
                   edge->end - edge->begin);
}

/* Asks the mentions of one type that have been added, from number *read on, where the others have been asked. */
static void ask_added(ml_matcher *matcher, const ml_edge_test *test, ml_test_answer *answer, uint32_t type) {
  const ml_streams *s = &matcher->streams;
  for (size_t *read = &answer->read[type]; *read < s->by_type[type].n; ++*read) {
    const ml_standing *standing = &s->by_type[type].v[*read];
    const ml_lattice *lattice = s->batch->lattices[standing->lattice];
    const ml_edge *edge = &lattice->edges.v[standing->edge];
    if (ml_stream_has(answer->asked, lattice->offset + edge->begin))
      ask(matcher, test, answer, lattice, edge);
  }
}

/* Asks the mentions that begin at places of `from` where none has been asked. */
static void ask_at(ml_matcher *matcher, const ml_edge_test *test, ml_test_answer *answer, const ml_stream *from) {
  const ml_streams *s = &matcher->streams;
  ml_stream begins = {.any = 0}, fresh = {.any = 0};
  for (uint64_t types = test->types & s->batch->types; types != 0; types &= types - 1)
    for (uint32_t i = s->type_extents[__builtin_ctzll(types)]; i != ML_NO_INDEX; i = s->extents.v[i].next)
      add(&begins, from, s->extents.v[i].begins);
  add_without(&fresh, &begins, answer->asked);
  ml_stream_add_all(answer->asked, &fresh);
  const ml_lattice *const *at = (const ml_lattice *const *)s->batch->lattices;
  for (uint32_t p = ml_stream_next(&fresh, 0, ML_BATCH_SIZE); p < ML_BATCH_SIZE;
       p = ml_stream_next(&fresh, p + 1, ML_BATCH_SIZE)) {
    while (p > (*at)->offset + (*at)->n)
      at++;
    for (uint32_t e = (*at)->edges_at[p - (*at)->offset]; e != ML_NO_INDEX; e = (*at)->edges.v[e].next)
      if ((test->types >> (*at)->edges.v[e].type & 1) != 0 && ml_streams_take(s, *at, &(*at)->edges.v[e]))
        ask(matcher, test, answer, *at, &(*at)->edges.v[e]);
  }
}

/* Forgets what was said at places where mentions have been replaced since. */
static void forget_replaced(const ml_streams *s, const ml_edge_test *test, ml_test_answer *answer) {
  for (; answer->replaced < s->batch->replaced.n; answer->replaced++) {
    const ml_replaced *replaced = &s->batch->replaced.v[answer->replaced];
    if ((test->types >> replaced->type & 1) == 0 || !ml_stream_has(answer->asked, replaced->place))
      continue;
    ml_stream_take_away(answer->asked, replaced->place, replaced->place + 1);
    for (uint32_t i = answer->extents; i != ML_NO_INDEX; i = s->extents.v[i].next)
      ml_stream_take_away(s->extents.v[i].begins, replaced->place, replaced->place + 1);
  }
}

/* What is known of a test. Without a condition it is known of all places. */
static ml_test_answer *answer_to(ml_matcher *matcher, uint32_t index) {
  const ml_streams *s = &matcher->streams;
  const ml_edge_test *test = &s->rules->edge_tests.v[index];
  ml_test_answer *answer = &s->tests[index];
  if (answer->asked != NULL) {
    if (test->condition != NULL)
      forget_replaced(s, test, answer);
    return answer;
  }
  *answer = (ml_test_answer){.extents = ML_NO_INDEX, .replaced = s->batch->replaced.n, .asked = ml_stream_new(s)};
  answer->read = ML_NEW_ARRAY(s->arena, size_t, s->rules->schema.n_types);
  if (test->condition == NULL)
    ml_stream_add_all(answer->asked, &s->all);
  return answer;
}

/* The extents of the mentions that a test takes at places of `from`, and of others that have been asked before; NULL:
 * only of these. Those of one type are there; others are collected. */
static uint32_t extents_of_test(ml_matcher *matcher, uint32_t index, const ml_stream *from) {
  ml_streams *s = &matcher->streams;
  const ml_edge_test *test = &s->rules->edge_tests.v[index];
  uint64_t types = test->types & s->batch->types;
  if (types == 0)
    return ML_NO_INDEX;
  if (test->condition == NULL && (test->types & (test->types - 1)) == 0)
    return s->type_extents[__builtin_ctzll(test->types)];
  ml_test_answer *answer = answer_to(matcher, index);
  for (; types != 0; types &= types - 1)
    ask_added(matcher, test, answer, (uint32_t)__builtin_ctzll(types));
  if (test->condition != NULL && from != NULL)
    ask_at(matcher, test, answer, from);
  return answer->extents;
}

/* ---- elements ---- */

typedef void (*ml_move)(ml_stream *to, const ml_stream *from, const ml_stream *begins, uint32_t length);

static void add_extents(const ml_streams *s, ml_stream *to, const ml_stream *from, uint32_t first, ml_move move) {
  for (uint32_t i = first; i != ML_NO_INDEX; i = s->extents.v[i].next)
    move(to, from, s->extents.v[i].begins, s->extents.v[i].length);
}

static void add_grains(const ml_streams *s, ml_stream *to, const ml_stream *from, uint64_t types, ml_move move) {
  for (types &= s->rules->grain_types & s->batch->types; types != 0; types &= types - 1)
    if (s->grains[__builtin_ctzll(types)] != NULL)
      move(to, from, s->grains[__builtin_ctzll(types)], 1);
}

/* Moves over the element that an instruction reads. Mentions are asked at places of `asked`; NULL: nowhere. */
static void add_element(ml_matcher *matcher, const ml_instruction *in, ml_stream *to, const ml_stream *from,
                        const ml_stream *asked, ml_move move) {
  ml_streams *s = &matcher->streams;
  switch (in->op) {
  case ML_OP_SET:
    move(to, from, ml_stream_of_set(s, in->a), 1);
    return;
  case ML_OP_ANY:
    move(to, from, &s->passing, 1);
    return;
  case ML_OP_WORDS:
    add_extents(s, to, from, s->list_extents[in->a], move);
    return;
  case ML_OP_EDGE:
    add_extents(s, to, from, extents_of_test(matcher, in->a, asked), move);
    add_grains(s, to, from, s->rules->edge_tests.v[in->a].types, move);
    return;
  default:
    return;
  }
}

/* ---- look-arounds ---- */

ml_marks ml_marks_new(ml_arena *arena, uint32_t n) {
  return (ml_marks){.comes = ml_arena_take(arena, n * sizeof(ml_stream *)),
                    .goes = ml_arena_take(arena, n * sizeof(ml_stream *)),
                    .room = ml_arena_take(arena, n * sizeof(ml_stream))};
}

const ml_marks *ml_marks_for(ml_matcher *matcher, const ml_program *program) {
  if (matcher->rooms.n <= matcher->depth)
    ml_vec_push(matcher->tables, &matcher->rooms, (ml_room){0});
  ml_room *room = &matcher->rooms.v[matcher->depth];
  if (room->n < program->n) {
    room->n = program->n * 2;
    room->marks = ml_marks_new(matcher->tables, room->n);
  }
  return &room->marks;
}

/* From which places in `begins` a match leads on. */
static void look_ahead(ml_matcher *matcher, const ml_program *program, const ml_stream *begins, ml_stream *found) {
  ml_marks marks = *ml_marks_for(matcher, program);
  ml_reach(matcher, program, &marks, begins);
  ml_reach_back(matcher, program, &marks);
  ml_stream_add_all(found, marks.goes[0]);
}

/* To which places a match from anywhere leads. */
static void look_behind(ml_matcher *matcher, const ml_program *program, ml_stream *found) {
  ml_marks marks = *ml_marks_for(matcher, program);
  ml_reach(matcher, program, &marks, &matcher->streams.between);
  add(found, marks.comes[program->n - 1], &matcher->streams.between);
}

/* Where a look-around holds, of the places in `from` and of others that have been asked before. */
static const ml_stream *stream_of_look(ml_matcher *matcher, uint32_t index, const ml_stream *from) {
  const ml_streams *s = &matcher->streams;
  const ml_look *look = &s->rules->looks.v[index];
  ml_answer *answer = &s->looks[index];
  ml_stream fresh = {.any = 0}, begins = {.any = 0};
  if (answer->asked == NULL)
    *answer = (ml_answer){s->batch->changes, ml_stream_new(s), ml_stream_new(s)};
  else if (ml_batch_changed(s->batch, look->types, answer->changes))
    answer->asked->any = answer->at->any = 0;
  answer->changes = s->batch->changes;
  add_without(&fresh, from, answer->asked);
  if (fresh.any == 0)
    return answer->at;
  matcher->depth++;
  if (look->behind) {
    ml_stream_add_all(answer->asked, &s->all);
    look_behind(matcher, &look->program, answer->at);
  } else {
    ml_stream_add_all(answer->asked, &fresh);
    add(&begins, &fresh, &s->between);
    look_ahead(matcher, &look->program, &begins, answer->at);
  }
  matcher->depth--;
  return answer->at;
}

/* Adds what of `from` a look-around wants, that holds in `at`. */
static void add_looked(ml_stream *to, const ml_stream *from, const ml_instruction *in, const ml_stream *at) {
  if (in->b != 0)
    add_without(to, from, at);
  else
    add(to, from, at);
}

/* ---- forward ---- */

/* Adds what stands a gap away from `from` and is in `where`: `move` is one character on, or back. */
static void add_gap(const ml_streams *s, ml_stream *to, const ml_stream *from, const ml_instruction *in, ml_move move,
                    const ml_stream *where) {
  ml_stream at = {.any = 0}, next = {.any = 0};
  ml_stream_add_all(&at, from);
  for (uint32_t k = 0; k <= in->b && k < ML_REACH && at.any != 0; k++) {
    if (k >= in->a)
      add(to, &at, where);
    next.any = 0;
    move(&next, &at, in->op == ML_OP_GAP ? &s->gap : &s->characters, 1);
    at.any = 0;
    ml_stream_add_all(&at, &next);
  }
}

static void go_on(ml_matcher *matcher, const ml_instruction *in, const ml_marks *marks, uint32_t pc) {
  ml_streams *s = &matcher->streams;
  const ml_stream *from = marks->comes[pc];
  switch (in->op) {
  case ML_OP_SET:
  case ML_OP_ANY:
  case ML_OP_WORDS:
  case ML_OP_EDGE:
    add_element(matcher, in, own(marks, pc + 1), from, from, add_behind);
    return;
  case ML_OP_GAP:
  case ML_OP_SKIP:
    add_gap(s, own(marks, pc + 1), from, in, add_behind, &s->between);
    return;
  case ML_OP_SPLIT:
    come(marks, in->a, from);
    come(marks, in->b, from);
    return;
  case ML_OP_JUMP:
    come(marks, in->a, from);
    return;
  case ML_OP_AHEAD:
  case ML_OP_BEHIND:
    add_looked(own(marks, pc + 1), from, in, stream_of_look(matcher, in->a, from));
    return;
  case ML_OP_AT:
    add(own(marks, pc + 1), from, &s->anchors[in->b != 0][in->a]);
    return;
  case ML_OP_OPEN:
  case ML_OP_CLOSE:
    if (s->claiming)
      add(own(marks, pc + 1), from, &s->between);
    else
      come(marks, pc + 1, from);
    return;
  case ML_OP_ROUND:
  case ML_OP_ADD:
    come(marks, pc + 1, from);
    return;
  case ML_OP_DONE:
    return;
  }
}

void ml_reach(ml_matcher *matcher, const ml_program *program, const ml_marks *marks, const ml_stream *begins) {
  for (uint32_t pc = 0; pc < program->n; pc++)
    marks->comes[pc] = &nowhere;
  marks->comes[0] = begins;
  for (uint32_t pc = 0; pc < program->n; pc++) {
    if (marks->comes[pc]->any == 0)
      continue;
    matcher->n_steps++;
    go_on(matcher, &program->code[pc], marks, pc);
  }
}

/* ---- back ---- */

static void add_gap_before(const ml_streams *s, ml_stream *to, const ml_stream *from, const ml_instruction *in) {
  ml_stream ends = {.any = 0};
  add(&ends, from, &s->between);
  add_gap(s, to, &ends, in, add_before, &s->lands);
}

/* Adds the places from where a thread at instruction `pc`, which reads or looks, goes on to what comes to a match. */
static void come_from(ml_matcher *matcher, const ml_instruction *in, const ml_stream *from, ml_stream *to) {
  ml_streams *s = &matcher->streams;
  switch (in->op) {
  case ML_OP_SET:
  case ML_OP_ANY:
  case ML_OP_WORDS:
  case ML_OP_EDGE:
    add_element(matcher, in, to, from, NULL, add_before);
    return;
  case ML_OP_GAP:
  case ML_OP_SKIP:
    add_gap_before(s, to, from, in);
    return;
  case ML_OP_AHEAD:
  case ML_OP_BEHIND:
    add_looked(to, from, in, s->looks[in->a].at); /* it was asked on the way there */
    return;
  case ML_OP_AT:
    add(to, from, &s->anchors[in->b != 0][in->a]);
    return;
  default: /* OPEN and CLOSE */
    add(to, from, &s->between);
  }
}

static void go_back(ml_matcher *matcher, const ml_instruction *in, const ml_marks *marks, uint32_t pc) {
  switch (in->op) {
  case ML_OP_SPLIT:
    go(marks, pc, in->a, in->b);
    return;
  case ML_OP_JUMP:
    go(marks, pc, in->a, in->a);
    return;
  case ML_OP_ROUND:
  case ML_OP_ADD:
    go(marks, pc, pc + 1, pc + 1);
    return;
  case ML_OP_OPEN:
  case ML_OP_CLOSE:
    if (matcher->streams.claiming)
      break;
    go(marks, pc, pc + 1, pc + 1);
    return;
  default:
    break;
  }
  ml_stream ways = {.any = 0};
  if (in->op == ML_OP_DONE)
    ml_stream_add_all(&ways, &matcher->streams.between);
  else
    come_from(matcher, in, marks->goes[pc + 1], &ways);
  set_common(&marks->room[pc], marks->comes[pc], &ways, &nowhere);
  marks->goes[pc] = &marks->room[pc];
}

void ml_reach_back(ml_matcher *matcher, const ml_program *program, const ml_marks *marks) {
  marks->goes[0] = &nowhere;
  if (marks->comes[program->n - 1]->any == 0) /* no thread comes to the end */
    return;
  for (uint32_t pc = program->n; pc-- > 0;) {
    marks->goes[pc] = &nowhere;
    if (marks->comes[pc]->any == 0)
      continue;
    matcher->n_steps++;
    go_back(matcher, &program->code[pc], marks, pc);
  }
}
