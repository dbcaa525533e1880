/* Scan: one pass of the dictionary's trie finds all names and listed words; numerals are read beside it. */
#include "base/script.h"
#include "base/utf8.h"
#include "extract/lattice.h"
#include "text/sentences.h"

static bool is_alnum(uint32_t c) {
  return ml_is_latin(c) || ml_is_digit(c);
}

ml_lattice *ml_lattice_new(ml_arena *arena, const ml_rules *rules, const ml_document *document, uint32_t index,
                           ml_batch *batch, uint32_t offset) {
  const ml_sentence *sentence = &document->sentences[index];
  ml_lattice *lattice = ML_NEW(arena, ml_lattice);
  lattice->batch = batch;
  lattice->offset = offset;
  lattice->document = document;
  lattice->sentence = index;
  lattice->begin = sentence->begin;
  lattice->n = sentence->end - sentence->begin;
  lattice->codes = document->fold + sentence->begin;
  lattice->edges_at = ML_NEW_ARRAY(arena, uint32_t, lattice->n + 1);
  lattice->edges_to = ML_NEW_ARRAY(arena, uint32_t, lattice->n + 1);
  lattice->types_at = ML_NEW_ARRAY(arena, uint64_t, lattice->n + 1);
  lattice->grains = ML_NEW_ARRAY(arena, uint64_t, lattice->n + 1);
  lattice->senses = ml_arena_take(arena, lattice->n * sizeof *lattice->senses); /* where there are grains */
  lattice->hits_at = ML_NEW_ARRAY(arena, uint32_t, lattice->n + 1);
  lattice->hits_to = ML_NEW_ARRAY(arena, uint32_t, lattice->n + 1);
  lattice->clause_end = ML_NEW_ARRAY(arena, uint32_t, lattice->n + 1);
  lattice->lists = ML_NEW_ARRAY(arena, uint64_t, rules->n_lists / 64 + 1);
  uint32_t end = lattice->n;
  for (uint32_t p = lattice->n + 1; p-- > 0;) {
    lattice->edges_at[p] = lattice->edges_to[p] = lattice->hits_at[p] = lattice->hits_to[p] = ML_NO_INDEX;
    if (p < lattice->n && ml_ends_clause(lattice->codes, lattice->n, p))
      end = p;
    lattice->clause_end[p] = end;
  }
  return lattice;
}

static void note_change(ml_lattice *lattice, uint32_t type) {
  lattice->batch->types |= UINT64_C(1) << type;
  lattice->batch->changed_at[type] = ++lattice->batch->changes;
}

static void note_replacement(ml_arena *arena, ml_lattice *lattice, const ml_edge *edge) {
  lattice->batch->changes++;
  ml_vec_push(arena, &lattice->batch->replaced, (ml_replaced){edge->type, lattice->offset + edge->begin});
}

/* Which entity a mention is, and what it stands for, is known whichever reading of its span is the heavier: a rule that
 * makes 远山公司 does not take away that a lexicon knows it. Whether that makes `to` another one. */
static bool keep_identity(ml_edge *to, const ml_edge *from) {
  bool identifies = to->id == NULL && from->id != NULL;
  if (identifies) {
    to->id = from->id;
    to->name = from->name;
  }
  if (!to->same.set)
    to->same = from->same;
  to->listed = to->listed || from->listed;
  return identifies;
}

/* Adds an edge that is the only one of its type over its span. */
static inline void append(ml_arena *arena, ml_lattice *lattice, const ml_edge *edge) {
  uint32_t index = (uint32_t)lattice->edges.n;
  ml_vec_push(arena, &lattice->edges, *edge);
  ml_edge *added = &lattice->edges.v[index];
  added->next = lattice->edges_at[edge->begin];
  added->next_end = lattice->edges_to[edge->end];
  added->mention = ML_NO_INDEX;
  lattice->edges_to[edge->end] = lattice->edges_at[edge->begin] = index;
  lattice->types_at[edge->begin] |= UINT64_C(1) << edge->type;
  lattice->types |= UINT64_C(1) << edge->type;
  note_change(lattice, edge->type);
}

/* The edge of a type over a span, or NULL. */
static ml_edge *edge_like(const ml_lattice *lattice, const ml_edge *edge) {
  if ((lattice->types_at[edge->begin] >> edge->type & 1) == 0)
    return NULL;
  for (uint32_t i = lattice->edges_at[edge->begin]; i != ML_NO_INDEX; i = lattice->edges.v[i].next)
    if (lattice->edges.v[i].type == edge->type && lattice->edges.v[i].end == edge->end)
      return &lattice->edges.v[i];
  return NULL;
}

bool ml_lattice_would_keep(const ml_lattice *lattice, const ml_edge *edge) {
  const ml_edge *old = edge_like(lattice, edge);
  return old == NULL || old->weight < edge->weight;
}

bool ml_lattice_add(ml_arena *arena, ml_lattice *lattice, const ml_edge *edge) {
  ml_edge *old = edge_like(lattice, edge);
  if (old == NULL) {
    append(arena, lattice, edge);
    return true;
  }
  if (old->weight >= edge->weight) {
    if (keep_identity(old, edge))
      note_replacement(arena, lattice, edge);
    return false;
  }
  ml_edge heavier = *edge;
  heavier.next = old->next;
  heavier.next_end = old->next_end;
  keep_identity(&heavier, old);
  *old = heavier;
  note_change(lattice, edge->type);
  note_replacement(arena, lattice, edge);
  return true;
}

bool ml_batch_changed(const ml_batch *batch, uint64_t types, uint32_t changes) {
  for (types &= batch->types; types != 0; types &= types - 1)
    if (batch->changed_at[__builtin_ctzll(types)] > changes)
      return true;
  return false;
}

void ml_lattice_add_hit(ml_arena *arena, ml_lattice *lattice, uint32_t begin, ml_hit hit) {
  hit.next = lattice->hits_at[begin];
  hit.next_end = lattice->hits_to[begin + hit.length];
  ml_vec_push(arena, &lattice->hits, hit);
  lattice->hits_at[begin] = lattice->hits_to[begin + hit.length] = (uint32_t)lattice->hits.n - 1;
  lattice->lists[hit.list / 64] |= UINT64_C(1) << hit.list % 64;
}

const char *ml_lattice_text(ml_arena *arena, const ml_lattice *lattice, uint32_t begin, uint32_t end) {
  return ml_utf8_encode(arena, lattice->document->plain + lattice->begin + begin, end - begin).at;
}

/* Latin words and digits stand whole: ai is not found in email. */
static bool cuts_latin(const ml_lattice *lattice, uint32_t position) {
  const uint32_t *codes = lattice->codes;
  return position > 0 && position < lattice->n && is_alnum(codes[position - 1]) && is_alnum(codes[position]);
}

/* But a part of two letters or more may touch a number, as units do: gw in 32gw. (5g and 8k are no weights.) */
static bool follows_number(const ml_lattice *lattice, const ml_trie_hit *hit) {
  return hit->length > 1 && ml_is_digit(lattice->codes[hit->begin - 1]) && ml_is_latin(lattice->codes[hit->begin]);
}

ml_edge ml_edge_of_sense(ml_arena *arena, const ml_rules *rules, const ml_dictionary *words, const ml_sense *sense,
                         uint32_t begin, uint32_t end) {
  return (ml_edge){.begin = begin,
                   .listed = true,
                   .end = end,
                   .type = sense->what,
                   .weight = sense->weight,
                   .name = ml_dictionary_text(words, sense->label),
                   .id = ml_dictionary_text(words, sense->id),
                   .maker = ml_dictionary_text(words, sense->maker),
                   .values = ml_dictionary_values(words, sense, rules->schema.types[sense->what].n_attributes, arena)};
}

const ml_sense *ml_grain_at(const ml_rules *rules, const ml_lattice *lattice, uint32_t position, uint32_t type) {
  const ml_sense *sense = &rules->words.senses[lattice->senses[position]];
  while (sense->listed != 0 || sense->what != type)
    sense++;
  return sense;
}

/* The types of which a word of one character is a grain; none when it is one of a type twice, as they would differ. */
static uint64_t grains_among(const ml_rules *rules, const ml_sense *senses) {
  uint64_t grains = 0;
  for (const ml_sense *sense = senses;; sense++) {
    uint64_t type = sense->listed != 0 ? 0 : rules->grain_types & UINT64_C(1) << sense->what;
    if ((grains & type) != 0)
      return 0;
    grains |= type;
    if (sense->last != 0)
      return grains;
  }
}

static uint64_t add_grains(const ml_rules *rules, ml_lattice *lattice, uint32_t position, uint32_t senses) {
  uint64_t grains = grains_among(rules, &rules->words.senses[senses]);
  lattice->grains[position] = grains;
  lattice->senses[position] = senses;
  lattice->types |= grains;
  lattice->batch->types |= grains;
  return grains;
}

static void add_sense(ml_arena *arena, const ml_rules *rules, ml_lattice *lattice, const ml_dictionary *words,
                      const ml_sense *sense, const ml_trie_hit *hit) {
  if (sense->listed != 0) {
    const char *label = ml_dictionary_text(words, sense->label);
    ml_lattice_add_hit(arena, lattice, hit->begin,
                       (ml_hit){.list = sense->what, .length = hit->length, .label = label});
    return;
  }
  ml_edge edge = ml_edge_of_sense(arena, rules, words, sense, hit->begin, hit->begin + hit->length);
  ml_lattice_add(arena, lattice, &edge);
}

static void add_word(ml_arena *arena, const ml_rules *rules, ml_lattice *lattice, const ml_dictionary *words,
                     const ml_trie_hit *hit) {
  bool parts_only = cuts_latin(lattice, hit->begin);
  if (cuts_latin(lattice, hit->begin + hit->length) || (parts_only && !follows_number(lattice, hit)))
    return;
  uint64_t grains = hit->length == 1 && words == &rules->words ? add_grains(rules, lattice, hit->begin, hit->value) : 0;
  for (const ml_sense *sense = &words->senses[hit->value];; sense++) {
    bool grain = sense->listed == 0 && (grains >> sense->what & 1) != 0;
    bool part = sense->listed == 0 && rules->schema.types[sense->what].kind == ML_PART;
    if (!grain && (part || !parts_only))
      add_sense(arena, rules, lattice, words, sense, hit);
    if (sense->last != 0)
      return;
  }
}

enum { EDGES_A_CHARACTER = 2 }; /* about as many as there are when all is made */

/* Attributes of Num, in the order of its declaration. */
enum { NUM_VALUE, NUM_QUALIFIER };

static uint32_t scan_number(ml_arena *arena, const ml_rules *rules, ml_lattice *lattice, uint32_t begin) {
  double value;
  const char *qualifier;
  uint32_t length = ml_read_number(lattice->codes, lattice->n, begin, &value, &qualifier);
  if (length == 0)
    return 0;
  ml_value *values = ML_NEW_ARRAY(arena, ml_value, rules->schema.types[rules->num_type].n_attributes);
  values[NUM_VALUE] = (ml_value){.kind = ML_NUMBER, .number = value};
  if (qualifier != NULL)
    values[NUM_QUALIFIER] = (ml_value){.kind = ML_TEXT, .text = qualifier};
  ml_lattice_add(arena, lattice,
                 &(ml_edge){.begin = begin,
                            .end = begin + length,
                            .type = rules->num_type,
                            .weight = (int)length * 100,
                            .maker = "Num",
                            .values = values});
  return length;
}

/* A word in Latin letters, with the digits and signs inside: cosmoplat, gpt-4, 3m is none. */
static void scan_latin(ml_arena *arena, const ml_rules *rules, ml_lattice *lattice, uint32_t begin) {
  const uint32_t *codes = lattice->codes;
  if (!ml_is_latin(codes[begin]) || (begin > 0 && is_alnum(codes[begin - 1])))
    return;
  uint32_t end = begin + 1;
  while (end < lattice->n && (is_alnum(codes[end]) || ((codes[end] == '-' || codes[end] == '.' || codes[end] == '&') &&
                                                       end + 1 < lattice->n && is_alnum(codes[end + 1]))))
    end++;
  ml_lattice_add(
      arena, lattice,
      &(ml_edge){
          .begin = begin, .end = end, .type = rules->latin_type, .weight = (int)(end - begin) * 100, .maker = "Latin"});
}

void ml_scan(ml_arena *arena, const ml_rules *rules, ml_lattice *lattice) {
  ml_vec_reserve(arena, &lattice->edges, (size_t)lattice->n * EDGES_A_CHARACTER);
  uint32_t number_end = 0;
  size_t next = 0;
  ml_trie_hits hits = {0}, probe_hits = {0};
  ml_trie_find(&rules->words.trie, arena, lattice->codes, lattice->n, &hits);
  for (uint32_t p = 0; p < lattice->n; p++) {
    for (; next < hits.n && hits.v[next].begin == p; next++)
      add_word(arena, rules, lattice, &rules->words, &hits.v[next]);
    scan_latin(arena, rules, lattice, p);
    if (p >= number_end)
      number_end = p + scan_number(arena, rules, lattice, p);
  }
  ml_trie_find(&rules->probe_words.trie, arena, lattice->codes, lattice->n, &probe_hits);
  for (size_t i = 0; i < probe_hits.n; i++)
    add_word(arena, rules, lattice, &rules->probe_words, &probe_hits.v[i]);
}
