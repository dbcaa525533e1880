/* Most features of a mention depend on its begin alone or on its end alone, and those of its characters add up. So what
 * they are worth is worked out once for a place, for all types at once, and a mention costs little more than the
 * features of the whole. */
#include "extract/features.h"

#include <string.h>

#include "base/script.h"

enum {
  LOWEST_POINTS = -9,
  HIGHEST_POINTS = 20,
  LONGEST = 30,
  WELL_KNOWN = 200, /* hundredths: what a name of two characters weighs in a lexicon that says nothing else */
  LONGEST_WORD = 5, /* characters of an ordinary word beside a mention */
  EDGE = '^'        /* what stands beyond the ends of a sentence */
};

/* How long a mention is, as far as the features of its ends depend on it. */
typedef enum reach {
  SHORT,
  WITH_SECOND, /* three characters: the second is a feature */
  WITH_PAIRS,  /* four or more: so are the first two and the last two, which of a shorter one would be a whole name */
  REACHES
} reach;

/* Features whose points are looked for together: most are not in the cache of the processor, and so it fetches many at
 * a time. */
typedef struct pending {
  size_t n;
  struct {
    uint64_t key;
    int *points; /* the row to which they are added */
  } of[32];
} pending;

/* Who asks: for the features of one edge, or for the points that features give each column of the weights. */
typedef struct asking {
  const ml_rules *rules;
  const ml_lattice *lattice;
  const uint32_t *classes;     /* for each character what stands for it; two more before and behind */
  const uint32_t *earliest;    /* for each place the earliest begin of what ends there */
  const uint32_t *latest;      /* the latest end of what begins there */
  const uint32_t *contestants; /* edges that may contest a well-known name */
  size_t n_contestants;
  const ml_feature_taker *taker; /* NULL: points are asked for */
  uint32_t edge;                 /* for the taker */
  int *points;                   /* a row: a number for each column */
  pending *pending;              /* what will be added to it, and to others */
} asking;

/* ---- telling ---- */

static void hand_over(const asking *a, const ml_feature *feature) {
  a->taker->take(a->taker->user, a->edge, feature);
}

static void add_row(const asking *a, int *points, const int32_t *row) {
  for (size_t c = 0; c < a->rules->weights.n_columns; c++)
    points[c] += row[c];
}

/* Adds what is pending. */
static void settle(const asking *a) {
  pending *p = a->pending;
  for (size_t i = 0; i < p->n; i++) {
    const int32_t *row = ml_weights_find(&a->rules->weights, p->of[i].key);
    if (row != NULL)
      add_row(a, p->of[i].points, row);
  }
  p->n = 0;
}

static void add(const asking *a, ml_feature_group group, uint64_t hash) {
  pending *p = a->pending;
  uint64_t key = ml_feature_key(group, hash);
  if (p->n == sizeof p->of / sizeof *p->of)
    settle(a);
  __builtin_prefetch(ml_weights_slot(&a->rules->weights, key));
  p->of[p->n].key = key;
  p->of[p->n++].points = a->points;
}

static void tell_characters(const asking *a, ml_feature_group group, const uint32_t *codes, size_t n) {
  if (a->taker != NULL)
    hand_over(a, &(ml_feature){.group = group, .codes = codes, .n = n});
  else
    add(a, group, ml_feature_hash(codes, n));
}

static void tell_name(const asking *a, ml_feature_group group, const char *name) {
  if (a->taker != NULL)
    hand_over(a, &(ml_feature){.group = group, .name = name});
  else
    add(a, group, ml_feature_hash_name(ml_str_of(name)));
}

static void tell_rule(const asking *a, ml_feature_group group, uint32_t rule) {
  if (a->taker != NULL)
    hand_over(a, &(ml_feature){.group = group, .name = a->rules->rules.v[rule].name});
  else
    add(a, group, a->rules->rule_hashes[rule]);
}

static void tell_types(const asking *a, ml_feature_group group, uint64_t types) {
  const ml_schema *schema = &a->rules->schema;
  for (; types != 0; types &= types - 1) {
    size_t t = (size_t)__builtin_ctzll(types);
    if (a->taker != NULL)
      hand_over(a, &(ml_feature){.group = group, .name = schema->types[t].name});
    else
      add_row(a, a->points, ml_weights_of_type(&a->rules->weights, group, t));
  }
}

/* A number of at most two characters: -9 to 99. */
static void tell_number(const asking *a, ml_feature_group group, int number) {
  unsigned size = (unsigned)(number < 0 ? -number : number);
  uint32_t characters[] = {number < 0 ? '-' : '0' + size / 10, '0' + size % 10};
  bool is_digit = number >= 0 && number < 10;
  tell_characters(a, group, characters + is_digit, is_digit ? 1 : 2);
}

static void tell_word(const asking *a, ml_feature_group group, uint32_t begin, uint32_t end) {
  if (begin < end)
    tell_characters(a, group, a->lattice->codes + begin, end - begin);
}

/* ---- what stands at a place ---- */

static bool is_word(const asking *a, const ml_edge *edge) {
  return (a->rules->silent_types >> edge->type & 1) != 0 && edge->end - edge->begin <= LONGEST_WORD;
}

/* The types of the mentions from `p` that end at `limit` or before, and the end of the longest ordinary word. */
static uint64_t types_from(const asking *a, uint32_t p, uint32_t limit, uint32_t *word_end) {
  const ml_edge *edges = a->lattice->edges.v;
  uint64_t types = p < limit ? a->lattice->grains[p] : 0;
  *word_end = p;
  for (uint32_t e = a->lattice->edges_at[p]; e != ML_NO_INDEX; e = edges[e].next) {
    if (edges[e].end > limit)
      continue;
    types |= UINT64_C(1) << edges[e].type;
    if (edges[e].end > *word_end && is_word(a, &edges[e]))
      *word_end = edges[e].end;
  }
  return types;
}

/* The same of the mentions to `p` that begin at `limit` or behind it. */
static uint64_t types_to(const asking *a, uint32_t p, uint32_t limit, uint32_t *word_begin) {
  const ml_edge *edges = a->lattice->edges.v;
  uint64_t types = p > limit ? a->lattice->grains[p - 1] : 0;
  *word_begin = p;
  for (uint32_t e = a->lattice->edges_to[p]; e != ML_NO_INDEX; e = edges[e].next_end) {
    if (edges[e].begin < limit)
      continue;
    types |= UINT64_C(1) << edges[e].type;
    if (edges[e].begin < *word_begin && is_word(a, &edges[e]))
      *word_begin = edges[e].begin;
  }
  return types;
}

/* ---- features of a begin, of an end, of a character inside ---- */

static reach reach_of(const ml_edge *edge) {
  uint32_t n = edge->end - edge->begin;
  return n < 3 ? SHORT : n < 4 ? WITH_SECOND : WITH_PAIRS;
}

/* Those that mentions of this reach have beside those of a shorter one. */
static void tell_begin(const asking *a, uint32_t p, reach r) {
  const uint32_t *at = a->classes + p;
  uint32_t word_begin;
  switch (r) {
  case SHORT:
    tell_types(a, ML_FEATURE_BEHIND, types_to(a, p, 0, &word_begin));
    tell_word(a, ML_FEATURE_LEFT_WORD, word_begin, p);
    tell_characters(a, ML_FEATURE_LEFT, at - 1, 1);
    tell_characters(a, ML_FEATURE_LEFT_TWO, at - 2, 2);
    tell_characters(a, ML_FEATURE_FIRST, at, 1);
    tell_characters(a, ML_FEATURE_BEGIN_TWO, at - 1, 2);
    return;
  case WITH_SECOND:
    tell_characters(a, ML_FEATURE_SECOND, at + 1, 1);
    return;
  default:
    tell_characters(a, ML_FEATURE_OPENS, at, 2);
  }
}

static void tell_end(const asking *a, uint32_t p, reach r) {
  const uint32_t *at = a->classes + p;
  uint32_t word_end;
  switch (r) {
  case SHORT:
    tell_types(a, ML_FEATURE_BEFORE, types_from(a, p, a->lattice->n, &word_end));
    tell_word(a, ML_FEATURE_RIGHT_WORD, p, word_end);
    tell_characters(a, ML_FEATURE_RIGHT, at, 1);
    tell_characters(a, ML_FEATURE_RIGHT_TWO, at, 2);
    tell_characters(a, ML_FEATURE_LAST, at - 1, 1);
    tell_characters(a, ML_FEATURE_END_TWO, at - 1, 2);
    return;
  case WITH_SECOND:
    return;
  default:
    tell_characters(a, ML_FEATURE_CLOSES, at - 2, 2);
  }
}

static void tell_inside(const asking *a, uint32_t p) {
  tell_characters(a, ML_FEATURE_INNER, a->classes + p, 1);
}

/* Of a mention of four or more characters: of a shorter one it would be a given name. */
static void tell_pair_inside(const asking *a, uint32_t p) {
  tell_characters(a, ML_FEATURE_INNER_TWO, a->classes + p - 1, 2);
}

/* ---- features of the whole ---- */

/* A part of names that a lexicon has: 有限公司, 总经理. Of those of one character the characters tell. */
static bool is_part(const asking *a, const ml_edge *edge) {
  uint32_t n = edge->end - edge->begin;
  return edge->listed && n > 1 && n <= LONGEST_WORD && (a->rules->chosen_types >> edge->type & 1) == 0;
}

static void tell_parts(const asking *a, const ml_edge *edge) {
  const ml_edge *edges = a->lattice->edges.v;
  uint32_t end = edge->begin, begin = edge->end;
  for (uint32_t e = a->lattice->edges_at[edge->begin]; e != ML_NO_INDEX; e = edges[e].next)
    if (edges[e].end > end && edges[e].end <= edge->end && is_part(a, &edges[e]))
      end = edges[e].end;
  for (uint32_t e = a->lattice->edges_to[edge->end]; e != ML_NO_INDEX; e = edges[e].next_end)
    if (edges[e].begin < begin && edges[e].begin >= edge->begin && is_part(a, &edges[e]))
      begin = edges[e].begin;
  tell_word(a, ML_FEATURE_BEGIN_PART, edge->begin, end);
  tell_word(a, ML_FEATURE_END_PART, begin, edge->end);
}

/* What may stand in the mention at its begin and at its end: types, and the longest ordinary word. */
static void tell_contents(const asking *a, const ml_edge *edge) {
  uint32_t word_begin, word_end;
  tell_types(a, ML_FEATURE_BEGINS, types_from(a, edge->begin, edge->end - 1, &word_end));
  tell_types(a, ML_FEATURE_ENDS, types_to(a, edge->end, edge->begin + 1, &word_begin));
  tell_word(a, ML_FEATURE_BEGIN_WORD, edge->begin, word_end);
  tell_word(a, ML_FEATURE_END_WORD, word_begin, edge->end);
}

/* What else may stand where the mention stands, or across its ends. */
static void tell_rivals(const asking *a, const ml_edge *edge) {
  const ml_edge *edges = a->lattice->edges.v;
  uint32_t begin = edge->begin, end = edge->end;
  uint64_t cuts_left = 0, cuts_right = 0, within = 0;
  uint64_t also = end == begin + 1 ? a->lattice->grains[begin] : 0;
  for (uint32_t p = begin + 1; p < end; p++)
    if (a->earliest[p] < begin)
      for (uint32_t e = a->lattice->edges_to[p]; e != ML_NO_INDEX; e = edges[e].next_end)
        cuts_left |= (uint64_t)(edges[e].begin < begin) << edges[e].type;
  for (uint32_t p = begin + 1; p < end; p++)
    if (a->latest[p] > end)
      for (uint32_t e = a->lattice->edges_at[p]; e != ML_NO_INDEX; e = edges[e].next)
        cuts_right |= (uint64_t)(edges[e].end > end) << edges[e].type;
  for (uint32_t e = a->lattice->edges_to[end]; e != ML_NO_INDEX; e = edges[e].next_end)
    within |= (uint64_t)(edges[e].begin < begin) << edges[e].type;
  for (uint32_t e = a->lattice->edges_at[begin]; e != ML_NO_INDEX; e = edges[e].next) {
    within |= (uint64_t)(edges[e].end > end) << edges[e].type;
    also |= (uint64_t)(edges[e].end == end && &edges[e] != edge) << edges[e].type;
  }
  tell_types(a, ML_FEATURE_CUTS_LEFT, cuts_left & a->rules->chosen_types);
  tell_types(a, ML_FEATURE_CUTS_RIGHT, cuts_right & a->rules->chosen_types);
  tell_types(a, ML_FEATURE_ALSO, also);
  tell_types(a, ML_FEATURE_WITHIN, within & a->rules->chosen_types);
}

static int within(int least, int number, int most) {
  return number < least ? least : number > most ? most : number;
}

static int at_most(int number, int most) {
  return number < most ? number : most;
}

static void tell_making(const asking *a, const ml_edge *edge, int made, uint64_t boosted) {
  const ml_rules *rules = a->rules;
  int points = (made + 100 * -LOWEST_POINTS) / 100 + LOWEST_POINTS; /* rounds down, not towards 0 */
  if (edge->rule != NULL)
    tell_rule(a, ML_FEATURE_MAKER, edge->rule->order);
  else if (edge->maker != NULL)
    tell_name(a, ML_FEATURE_MAKER, edge->maker);
  uint32_t kind = ml_schema_attribute(&rules->schema.types[edge->type], "kind");
  if (kind != ML_NO_INDEX && edge->values != NULL && edge->values[kind].kind == ML_TEXT)
    tell_name(a, ML_FEATURE_KIND, edge->values[kind].text);
  tell_number(a, ML_FEATURE_POINTS, points < LOWEST_POINTS ? LOWEST_POINTS : at_most(points, HIGHEST_POINTS));
  tell_number(a, ML_FEATURE_LENGTH, at_most((int)(edge->end - edge->begin), LONGEST));
  for (; boosted != 0; boosted &= boosted - 1)
    tell_rule(a, ML_FEATURE_BOOST, rules->boosters[__builtin_ctzll(boosted)]);
}

static void tell_whole(const asking *a, const ml_edge *edge, int made, uint64_t boosted) {
  tell_making(a, edge, made, boosted);
  tell_contents(a, edge);
  tell_parts(a, edge);
  tell_rivals(a, edge);
}

/* ---- who is judged ---- */

static bool is_known(const ml_edge *edge, int made) {
  return edge->listed && made >= WELL_KNOWN;
}

/* Whether a longer mention that a rule makes, and that weighs as much, may stand across it or around it. */
static bool is_contested(const asking *a, const ml_edge *edge) {
  for (size_t i = 0; i < a->n_contestants; i++) {
    const ml_edge *other = &a->lattice->edges.v[a->contestants[i]];
    if (other->begin < edge->end && edge->begin < other->end && other->weight >= edge->weight &&
        other->end - other->begin > edge->end - edge->begin)
      return true;
  }
  return false;
}

/* A mention that only refers is a name in hardly any text that labels names. What the document has said elsewhere is
 * certain. And a name that a lexicon knows well is what it is: what is learned decides only between it and longer ones.
 */
static bool is_judged(const asking *a, const ml_edge *edge, int made) {
  bool refers = edge->rule != NULL && edge->rule->n_seeks > 0;
  return !refers && !edge->remembered && (!is_known(edge, made) || is_contested(a, edge));
}

/* ---- the sentence ---- */

static uint32_t class_of(uint32_t code) {
  return ml_is_digit(code) ? '0' : ml_is_latin(code) ? 'a' : code == ' ' ? '_' : code;
}

static asking ask(ml_arena *temp, const ml_rules *rules, const ml_lattice *lattice) {
  size_t places = lattice->n + 1;
  uint32_t *classes = ml_arena_take(temp, (places + 3) * sizeof *classes);
  uint32_t *earliest = ml_arena_take(temp, places * sizeof *earliest);
  uint32_t *latest = ML_NEW_ARRAY(temp, uint32_t, places);
  uint32_t *contestants = ml_arena_take(temp, lattice->edges.n * sizeof *contestants);
  uint64_t contesting = rules->chosen_types & ~rules->silent_types;
  size_t n = 0;
  classes[0] = classes[1] = classes[places + 1] = classes[places + 2] = EDGE;
  for (uint32_t p = 0; p < lattice->n; p++)
    classes[p + 2] = class_of(lattice->codes[p]);
  memset(earliest, 0xFF, places * sizeof *earliest);
  for (uint32_t e = 0; e < lattice->edges.n; e++) {
    const ml_edge *edge = &lattice->edges.v[e];
    if (edge->begin < earliest[edge->end])
      earliest[edge->end] = edge->begin;
    if (edge->end > latest[edge->begin])
      latest[edge->begin] = edge->end;
    if ((contesting >> edge->type & 1) != 0 && edge->rule != NULL)
      contestants[n++] = e;
  }
  return (asking){.rules = rules,
                  .lattice = lattice,
                  .classes = classes + 2,
                  .earliest = earliest,
                  .latest = latest,
                  .contestants = contestants,
                  .n_contestants = n,
                  .pending = ML_NEW(temp, pending)};
}

void ml_features(ml_arena *temp, const ml_rules *rules, const ml_lattice *lattice, uint64_t types, const int *made,
                 const uint64_t *boosted, const ml_feature_taker *taker) {
  asking a = ask(temp, rules, lattice);
  a.taker = taker;
  for (a.edge = 0; a.edge < lattice->edges.n; a.edge++) {
    const ml_edge *edge = &lattice->edges.v[a.edge];
    if ((types >> edge->type & 1) == 0 || !is_judged(&a, edge, made[a.edge]))
      continue;
    for (reach r = SHORT; r <= reach_of(edge); r++) {
      tell_begin(&a, edge->begin, r);
      tell_end(&a, edge->end, r);
    }
    for (uint32_t p = edge->begin + 1; p + 1 < edge->end; p++)
      tell_inside(&a, p);
    for (uint32_t p = edge->begin + 2; p + 1 < edge->end; p++)
      tell_pair_inside(&a, p);
    tell_whole(&a, edge, made[a.edge], boosted[a.edge]);
  }
}

/* ---- what it is worth ---- */

/* Points for mentions that begin or end at the places of a sentence: rows with a number for each column, REACHES of
 * them for each place. */
typedef struct shared {
  bool *known; /* for each place */
  int *rows;
} shared;

typedef struct weighing {
  asking a;
  size_t columns;
  shared begins, ends;
  int *inside, *pairs; /* for each place a row: of the characters before it, and of those that stand in pairs */
  int *whole;          /* a row */
} weighing;

static shared new_shared(ml_arena *temp, const weighing *w) {
  size_t places = w->a.lattice->n + 1;
  return (shared){ML_NEW_ARRAY(temp, bool, places), ml_arena_take(temp, places * REACHES * w->columns * sizeof(int))};
}

static void add_up(int *rows, size_t n, size_t columns) {
  for (size_t i = columns; i < n * columns; i++)
    rows[i] += rows[i - columns];
}

/* The row of mentions of this reach, of those that `tell` tells of. */
static const int *row_of(weighing *w, shared *s, uint32_t p, reach wanted,
                         void (*tell)(const asking *a, uint32_t p, reach r)) {
  int *rows = s->rows + (size_t)p * REACHES * w->columns;
  if (!s->known[p]) {
    memset(rows, 0, REACHES * w->columns * sizeof(int));
    for (reach r = SHORT; r < REACHES; r++) {
      w->a.points = rows + r * w->columns;
      tell(&w->a, p, r);
    }
    settle(&w->a);
    add_up(rows, REACHES, w->columns);
    s->known[p] = true;
  }
  return rows + wanted * w->columns;
}

/* For each place a row: the sums of those before it. */
static int *sums_of(ml_arena *temp, weighing *w, void (*tell)(const asking *a, uint32_t p)) {
  size_t places = w->a.lattice->n + 1;
  int *sums = ML_NEW_ARRAY(temp, int, places * w->columns);
  for (uint32_t p = 0; p < w->a.lattice->n; p++) {
    w->a.points = sums + (p + 1) * w->columns;
    tell(&w->a, p);
  }
  settle(&w->a);
  add_up(sums, places, w->columns);
  return sums;
}

/* Of the places from `begin` to before `end`. */
static int between(const weighing *w, const int *sums, uint32_t begin, uint32_t end, size_t column) {
  return sums[end * w->columns + column] - sums[begin * w->columns + column];
}

static int points_of_whole(weighing *w, const ml_edge *edge, size_t column, int made, uint64_t boosted) {
  w->a.points = memset(w->whole, 0, w->columns * sizeof(int));
  tell_whole(&w->a, edge, made, boosted);
  settle(&w->a);
  return w->whole[column];
}

static int points_of(weighing *w, const ml_edge *edge, int made, uint64_t boosted) {
  size_t column = w->a.rules->weights.columns[edge->type];
  int points = points_of_whole(w, edge, column, made, boosted);
  points += row_of(w, &w->begins, edge->begin, reach_of(edge), tell_begin)[column];
  points += row_of(w, &w->ends, edge->end, reach_of(edge), tell_end)[column];
  if (reach_of(edge) > SHORT)
    points += between(w, w->inside, edge->begin + 1, edge->end - 1, column) +
              between(w, w->pairs, edge->begin + 2, edge->end - 1, column);
  return points;
}

void ml_weigh(ml_arena *temp, const ml_rules *rules, ml_lattice *lattice, const int *made, const uint64_t *boosted) {
  weighing w = {.columns = rules->weights.n_columns};
  if ((lattice->types & rules->weights.types) == 0)
    return;
  w.a = ask(temp, rules, lattice);
  w.begins = new_shared(temp, &w);
  w.ends = new_shared(temp, &w);
  w.whole = ml_arena_take(temp, w.columns * sizeof(int));
  w.inside = sums_of(temp, &w, tell_inside);
  w.pairs = sums_of(temp, &w, tell_pair_inside);
  for (uint32_t e = 0; e < lattice->edges.n; e++) {
    ml_edge *edge = &lattice->edges.v[e];
    if ((rules->weights.types >> edge->type & 1) == 0 || !is_judged(&w.a, edge, made[e]))
      continue;
    int points = points_of(&w, edge, made[e], boosted[e]);
    edge->learned += is_known(edge, made[e]) ? within(-made[e] / 2, points, made[e] / 2) : points;
  }
}
