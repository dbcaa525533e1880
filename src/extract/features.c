#include "extract/features.h"

#include "base/script.h"
#include "base/utf8.h"

enum {
  SHORTEST_OPEN = 4, /* characters; two of a shorter mention would be a person's whole name */
  LOWEST_POINTS = -9,
  HIGHEST_POINTS = 20,
  LONGEST = 30,
  CONTEST = 200,    /* hundredths that a longer mention must weigh more, to contest it */
  WELL_KNOWN = 200, /* hundredths: what a name of two characters weighs in a lexicon that says nothing else */
  LONGEST_WORD = 5  /* characters of an ordinary word beside a mention */
};

typedef struct asking {
  const ml_rules *rules;
  const ml_lattice *lattice;
  const ml_feature_taker *taker;
  uint32_t index;
  const ml_edge *edge;
} asking;

static void tell(const asking *a, ml_feature_group group, uint32_t first, uint32_t second) {
  a->taker->take(a->taker->user, a->index, &(ml_feature){.group = group, .first = first, .second = second});
}

/* `hash` is that of the text, or 0. */
static void tell_text(const asking *a, ml_feature_group group, const char *text, uint64_t hash) {
  if (text != NULL)
    a->taker->take(a->taker->user, a->index, &(ml_feature){.group = group, .text = ml_str_of(text), .hash = hash});
}

/* A number of at most two characters: -9 to 99. */
static void tell_number(const asking *a, ml_feature_group group, int number) {
  unsigned size = (unsigned)(number < 0 ? -number : number);
  uint32_t tens = number < 0 ? '-' : '0' + size / 10, ones = '0' + size % 10;
  if (number >= 0 && number < 10)
    tell(a, group, ones, 0);
  else
    tell(a, group, tens, ones);
}

static void tell_types(const asking *a, ml_feature_group group, uint64_t types) {
  for (; types != 0; types &= types - 1) {
    uint32_t t = (uint32_t)__builtin_ctzll(types);
    tell_text(a, group, a->rules->schema.types[t].name, a->rules->type_hashes[t]);
  }
}

/* The character at `p`, or the class it stands for; beyond the ends of the sentence there is ^. */
static uint32_t character(const ml_lattice *lattice, uint32_t p) {
  if (p >= lattice->n)
    return '^';
  uint32_t code = lattice->codes[p];
  return ml_is_digit(code) ? '0' : ml_is_latin(code) ? 'a' : code == ' ' ? '_' : code;
}

static void tell_characters(const asking *a) {
  const ml_lattice *lattice = a->lattice;
  uint32_t begin = a->edge->begin, end = a->edge->end, n = end - begin;
  tell(a, ML_FEATURE_LEFT, character(lattice, begin - 1), 0);
  tell(a, ML_FEATURE_RIGHT, character(lattice, end), 0);
  tell(a, ML_FEATURE_LEFT_TWO, character(lattice, begin - 2), character(lattice, begin - 1));
  tell(a, ML_FEATURE_RIGHT_TWO, character(lattice, end), character(lattice, end + 1));
  for (uint32_t p = begin + 1; p + 1 < end; p++)
    tell(a, ML_FEATURE_INNER, character(lattice, p), 0);
  tell(a, ML_FEATURE_FIRST, character(lattice, begin), 0);
  tell(a, ML_FEATURE_LAST, character(lattice, end - 1), 0);
  if (n > 2)
    tell(a, ML_FEATURE_SECOND, character(lattice, begin + 1), 0);
  if (n < SHORTEST_OPEN)
    return;
  tell(a, ML_FEATURE_OPENS, character(lattice, begin), character(lattice, begin + 1));
  tell(a, ML_FEATURE_CLOSES, character(lattice, end - 2), character(lattice, end - 1));
}

static void tell_word(const asking *a, ml_feature_group group, uint32_t begin, uint32_t end) {
  char bytes[LONGEST_WORD * 4];
  size_t n = 0;
  for (uint32_t p = begin; p < end; p++)
    n += ml_utf8_put(a->lattice->codes[p], bytes + n);
  if (n > 0)
    a->taker->take(a->taker->user, a->index, &(ml_feature){.group = group, .text = {bytes, n}});
}

static bool is_word(const asking *a, const ml_edge *edge) {
  return a->rules->schema.types[edge->type].silent && edge->end - edge->begin <= LONGEST_WORD;
}

/* What may stand beside the mention: types, and the longest ordinary word. */
static void tell_neighbours(const asking *a) {
  const ml_edge *edges = a->lattice->edges.v;
  uint32_t begin = a->edge->begin, end = a->edge->end, word_begin = begin, word_end = end;
  uint64_t behind = 0, before = 0;
  for (uint32_t e = a->lattice->edges_to[begin]; e != ML_NO_INDEX; e = edges[e].next_end) {
    behind |= UINT64_C(1) << edges[e].type;
    if (is_word(a, &edges[e]) && edges[e].begin < word_begin)
      word_begin = edges[e].begin;
  }
  for (uint32_t e = a->lattice->edges_at[end]; e != ML_NO_INDEX; e = edges[e].next) {
    before |= UINT64_C(1) << edges[e].type;
    if (is_word(a, &edges[e]) && edges[e].end > word_end)
      word_end = edges[e].end;
  }
  tell_types(a, ML_FEATURE_BEHIND, behind);
  tell_types(a, ML_FEATURE_BEFORE, before);
  tell_word(a, ML_FEATURE_LEFT_WORD, word_begin, begin);
  tell_word(a, ML_FEATURE_RIGHT_WORD, end, word_end);
}

/* What may stand in the mention at its begin and at its end: types, and the longest ordinary word. */
static void tell_contents(const asking *a) {
  const ml_edge *edges = a->lattice->edges.v;
  uint32_t begin = a->edge->begin, end = a->edge->end, word_end = begin, word_begin = end;
  uint64_t begins = 0, ends = 0;
  for (uint32_t e = a->lattice->edges_at[begin]; e != ML_NO_INDEX; e = edges[e].next) {
    if (edges[e].end >= end)
      continue;
    begins |= UINT64_C(1) << edges[e].type;
    if (is_word(a, &edges[e]) && edges[e].end > word_end)
      word_end = edges[e].end;
  }
  for (uint32_t e = a->lattice->edges_to[end]; e != ML_NO_INDEX; e = edges[e].next_end) {
    if (edges[e].begin <= begin)
      continue;
    ends |= UINT64_C(1) << edges[e].type;
    if (is_word(a, &edges[e]) && edges[e].begin < word_begin)
      word_begin = edges[e].begin;
  }
  tell_types(a, ML_FEATURE_BEGINS, begins);
  tell_types(a, ML_FEATURE_ENDS, ends);
  tell_word(a, ML_FEATURE_BEGIN_WORD, begin, word_end);
  tell_word(a, ML_FEATURE_END_WORD, word_begin, end);
}

/* What else may stand where the mention stands, or across its ends. */
static void tell_rivals(const asking *a, uint64_t chosen_types) {
  const ml_edge *edges = a->lattice->edges.v;
  uint32_t begin = a->edge->begin, end = a->edge->end;
  uint64_t cuts_left = 0, cuts_right = 0, also = 0, within = 0;
  for (uint32_t p = begin + 1; p <= end; p++)
    for (uint32_t e = a->lattice->edges_to[p]; e != ML_NO_INDEX; e = edges[e].next_end) {
      uint64_t type = UINT64_C(1) << edges[e].type;
      if (edges[e].begin < begin)
        *(p < end ? &cuts_left : &within) |= type;
      else if (edges[e].begin == begin && p == end && e != a->index)
        also |= type;
    }
  for (uint32_t p = begin; p < end; p++)
    for (uint32_t e = a->lattice->edges_at[p]; e != ML_NO_INDEX; e = edges[e].next)
      if (edges[e].end > end)
        *(p > begin ? &cuts_right : &within) |= UINT64_C(1) << edges[e].type;
  tell_types(a, ML_FEATURE_CUTS_LEFT, cuts_left & chosen_types);
  tell_types(a, ML_FEATURE_CUTS_RIGHT, cuts_right & chosen_types);
  tell_types(a, ML_FEATURE_ALSO, also);
  tell_types(a, ML_FEATURE_WITHIN, within & chosen_types);
}

static void tell_making(const asking *a, int made, uint64_t boosted) {
  int points = (made + 100 * -LOWEST_POINTS) / 100 + LOWEST_POINTS; /* rounds down, not towards 0 */
  uint32_t n = a->edge->end - a->edge->begin;
  tell_text(a, ML_FEATURE_MAKER, a->edge->maker,
            a->edge->rule == NULL ? 0 : a->rules->rule_hashes[a->edge->rule->order]);
  uint32_t kind = ml_schema_attribute(&a->rules->schema.types[a->edge->type], "kind");
  if (kind != ML_NO_INDEX && a->edge->values != NULL && a->edge->values[kind].kind == ML_TEXT)
    tell_text(a, ML_FEATURE_KIND, a->edge->values[kind].text, 0);
  tell_number(a, ML_FEATURE_POINTS,
              points < LOWEST_POINTS    ? LOWEST_POINTS
              : points > HIGHEST_POINTS ? HIGHEST_POINTS
                                        : points);
  tell_number(a, ML_FEATURE_LENGTH, n < LONGEST ? (int)n : LONGEST);
  for (size_t b = 0; b < a->rules->n_boosters && b < ML_MAX_BOOSTERS; b++)
    if ((boosted >> b & 1) != 0)
      tell_text(a, ML_FEATURE_BOOST, a->rules->rules.v[a->rules->boosters[b]].name,
                a->rules->rule_hashes[a->rules->boosters[b]]);
}

/* Whether a longer mention that a rule makes, and that weighs clearly more, may stand across it or around it. */
static bool is_contested(const ml_rules *rules, const ml_lattice *lattice, const ml_edge *edge) {
  for (size_t i = 0; i < lattice->edges.n; i++) {
    const ml_edge *other = &lattice->edges.v[i];
    const ml_type *type = &rules->schema.types[other->type];
    if (other->rule != NULL && type->kind != ML_PART && !type->silent && other->weight >= edge->weight + CONTEST &&
        other->begin < edge->end && edge->begin < other->end && other->end - other->begin > edge->end - edge->begin)
      return true;
  }
  return false;
}

/* A mention that only refers is a name in no text that labels names. And a name that a lexicon knows well is what it
 * is: what is learned decides only between it and longer ones. */
static bool is_judged(const ml_rules *rules, const ml_lattice *lattice, const ml_edge *edge, int made) {
  bool refers = edge->rule != NULL && (edge->rule->n_seeks > 0 || edge->rule->same_as != ML_NO_INDEX);
  bool known = edge->listed && made >= WELL_KNOWN;
  return !refers && (!known || is_contested(rules, lattice, edge));
}

void ml_features(const ml_rules *rules, const ml_lattice *lattice, uint64_t types, const int *made,
                 const uint64_t *boosted, const ml_feature_taker *taker) {
  uint64_t chosen_types = 0;
  for (size_t t = 0; t < rules->schema.n_types; t++)
    if (rules->schema.types[t].kind != ML_PART)
      chosen_types |= UINT64_C(1) << t;
  for (uint32_t i = 0; i < lattice->edges.n; i++) {
    asking a = {.rules = rules, .lattice = lattice, .taker = taker, .index = i, .edge = &lattice->edges.v[i]};
    if ((types >> a.edge->type & 1) == 0 || !is_judged(rules, lattice, a.edge, made[i]))
      continue;
    tell_making(&a, made[i], boosted[i]);
    tell_characters(&a);
    tell_neighbours(&a);
    tell_contents(&a);
    tell_rivals(&a, chosen_types);
  }
}
