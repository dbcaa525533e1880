#include "extract/streams.h"

#include <string.h>

#include "rules/classes.h"

ml_stream *ml_stream_new(const ml_streams *s) {
  ml_stream *stream = ml_arena_take(s->arena, sizeof *stream);
  stream->any = 0;
  return stream;
}

uint32_t ml_stream_next(const ml_stream *stream, uint32_t from, uint32_t end) {
  if (from >= end)
    return ML_NO_INDEX;
  uint32_t w = from / 64;
  uint64_t word = (stream->any >> w & 1) == 0 ? 0 : stream->words[w] >> from % 64 << from % 64;
  if (word == 0) {
    uint64_t later = w == ML_STREAM_WORDS - 1 ? 0 : stream->any >> (w + 1);
    if (later == 0)
      return ML_NO_INDEX;
    w += 1 + (uint32_t)__builtin_ctzll(later);
    word = stream->words[w];
  }
  uint32_t place = w * 64 + (uint32_t)__builtin_ctzll(word);
  return place < end ? place : ML_NO_INDEX;
}

/* The bits of word w that stand for places in [begin, end). */
static uint64_t bits_in(uint32_t w, uint32_t begin, uint32_t end) {
  uint64_t bits = UINT64_MAX;
  if (w == begin / 64)
    bits &= UINT64_MAX << begin % 64;
  if (w == end / 64)
    bits &= (UINT64_C(1) << end % 64) - 1;
  return bits;
}

void ml_stream_add_part(ml_stream *stream, const ml_stream *from, uint32_t begin, uint32_t end) {
  for (uint32_t w = begin / 64; w * 64 < end; w++)
    if ((from->any >> w & 1) != 0)
      ml_stream_put(stream, w, from->words[w] & bits_in(w, begin, end));
}

void ml_stream_add_range(ml_stream *stream, uint32_t begin, uint32_t end) {
  for (uint32_t w = begin / 64; w * 64 < end; w++)
    ml_stream_put(stream, w, bits_in(w, begin, end));
}

void ml_stream_take_away(ml_stream *stream, uint32_t begin, uint32_t end) {
  for (uint32_t w = begin / 64; w * 64 < end; w++)
    if ((stream->any >> w & 1) != 0) {
      stream->words[w] &= ~bits_in(w, begin, end);
      if (stream->words[w] == 0)
        stream->any &= ~(UINT64_C(1) << w);
    }
}

/* ---- mentions and words ---- */

void ml_streams_add(ml_streams *s, uint32_t *first, uint32_t list, uint32_t place, uint32_t length) {
  if (length >= ML_REACH)
    return;
  uint32_t i = *first;
  while (i != ML_NO_INDEX && s->extents.v[i].length != length)
    i = s->extents.v[i].next;
  if (i == ML_NO_INDEX) {
    i = (uint32_t)s->extents.n;
    ml_vec_push(s->tables, &s->extents, (ml_extent){*first, list, length, ml_stream_new(s)});
    *first = i;
  }
  ml_stream_add(s->extents.v[i].begins, place);
}

static void add_sentence(const ml_streams *s, uint64_t *with, uint32_t of, uint32_t sentence) {
  with[of * s->n_sentence_words + sentence / 64] |= UINT64_C(1) << sentence % 64;
}

uint64_t ml_streams_triggered(const ml_streams *s, const ml_trigger *trigger, uint32_t w) {
  uint64_t sentences = 0;
  for (uint64_t types = trigger->types; types != 0; types &= types - 1)
    sentences |= s->with_type[(uint32_t)__builtin_ctzll(types) * s->n_sentence_words + w];
  for (size_t i = 0; i < trigger->n_lists; i++)
    sentences |= s->with_list[trigger->lists[i] * s->n_sentence_words + w];
  return sentences;
}

static void add_hits(ml_streams *s, uint32_t sentence) {
  const ml_lattice *lattice = s->batch->lattices[sentence];
  for (uint32_t p = 0; p < lattice->n; p++)
    for (uint32_t i = lattice->hits_at[p]; i != ML_NO_INDEX; i = lattice->hits.v[i].next) {
      const ml_hit *hit = &lattice->hits.v[i];
      add_sentence(s, s->with_list, hit->list, sentence);
      if (!s->claiming || (ml_stream_has(&s->between, lattice->offset + p) &&
                           ml_stream_has(&s->between, lattice->offset + p + hit->length)))
        ml_streams_add(s, &s->list_extents[hit->list], hit->list, lattice->offset + p, hit->length);
    }
}

/* Parts are read where they do not end inside of a chosen mention. */
bool ml_streams_take(const ml_streams *s, const ml_lattice *lattice, const ml_edge *edge) {
  return !s->claiming || edge->chosen ||
         (s->rules->schema.types[edge->type].kind == ML_PART &&
          ml_stream_has(&s->between, lattice->offset + edge->end));
}

static void add_edges(ml_streams *s) {
  for (uint32_t i = 0; i < s->batch->n; i++) {
    const ml_lattice *lattice = s->batch->lattices[i];
    for (; s->n_edges[i] < lattice->edges.n; s->n_edges[i]++) {
      const ml_edge *edge = &lattice->edges.v[s->n_edges[i]];
      add_sentence(s, s->with_type, edge->type, i);
      if (!ml_streams_take(s, lattice, edge))
        continue;
      ml_streams_add(s, &s->type_extents[edge->type], ML_NO_INDEX, lattice->offset + edge->begin,
                     edge->end - edge->begin);
      ml_vec_push(s->tables, &s->by_type[edge->type], (ml_standing){i, (uint32_t)s->n_edges[i]});
    }
  }
}

static void forget_extents(ml_streams *s) {
  for (size_t i = 0; i < s->extents.n; i++)
    if (s->extents.v[i].list != ML_NO_INDEX)
      s->list_extents[s->extents.v[i].list] = ML_NO_INDEX;
  for (size_t t = 0; t < ML_MAX_TYPES; t++) {
    s->type_extents[t] = ML_NO_INDEX;
    s->by_type[t].n = 0;
  }
  s->extents.n = 0;
}

/* ---- places ---- */

/* Whether the sentence is the first (last) of its paragraph. */
static bool is_at_edge(const ml_lattice *lattice, bool last) {
  const ml_document *document = lattice->document;
  size_t index = lattice->sentence;
  if (last ? index + 1 == document->n_sentences : index == 0)
    return true;
  return document->sentences[last ? index + 1 : index - 1].paragraph != document->sentences[index].paragraph;
}

static void add_anchors(ml_streams *s, const ml_lattice *lattice) {
  ml_segment segment = lattice->document->sentences[lattice->sentence].segment;
  for (int end = 0; end <= 1; end++) {
    uint32_t place = lattice->offset + (end != 0 ? lattice->n : 0);
    ml_stream_add(&s->anchors[end][ML_AT_SENTENCE], place);
    ml_stream_add(&s->anchors[end][ML_AT_CLAUSE], place);
    if (is_at_edge(lattice, end != 0))
      ml_stream_add(&s->anchors[end][ML_AT_PARAGRAPH], place);
    if (segment == ML_SEGMENT_HEADING)
      ml_stream_add(&s->anchors[end][ML_AT_HEADING], place);
    if (segment == ML_SEGMENT_CAPTION)
      ml_stream_add(&s->anchors[end][ML_AT_CAPTION], place);
  }
}

static void add_clauses(ml_streams *s, const ml_lattice *lattice) {
  for (uint32_t p = 0; p < lattice->n; p++) {
    p = lattice->clause_end[p];
    ml_stream_take_away(&s->gap, lattice->offset + p, lattice->offset + p + 1);
    if (p == lattice->n)
      return;
    ml_stream_add(&s->anchors[1][ML_AT_CLAUSE], lattice->offset + p);
    ml_stream_add(&s->anchors[0][ML_AT_CLAUSE], lattice->offset + p + 1);
  }
}

static void add_places(ml_streams *s, const ml_lattice *lattice) {
  uint32_t begin = lattice->offset, end = begin + lattice->n;
  ml_stream_add_range(&s->all, begin, end + 1);
  ml_stream_add_range(&s->between, begin, end + 1);
  ml_stream_add_range(&s->lands, begin, end + 1);
  ml_stream_add_range(&s->characters, begin, end);
  ml_stream_add_range(&s->gap, begin, end);
  for (size_t i = 0; s->claiming && i < lattice->edges.n; i++) {
    const ml_edge *edge = &lattice->edges.v[i];
    if (!edge->chosen)
      continue;
    ml_stream_take_away(&s->between, begin + edge->begin + 1, begin + edge->end);
    if (!s->rules->schema.types[edge->type].silent)
      ml_stream_take_away(&s->lands, begin + edge->begin + 1, begin + edge->end);
  }
}

/* ---- characters ---- */

static void add_characters(ml_streams *s, const ml_lattice *lattice) {
  for (uint32_t p = 0; p < lattice->n; p++) {
    if (!ml_stream_has(&s->lands, lattice->offset + p + 1))
      continue;
    ml_stream_add(&s->passing, lattice->offset + p);
    ml_stream **of_class = &s->classes[ml_class_of(&s->rules->classes, lattice->codes[p])];
    if (*of_class == NULL)
      *of_class = ml_stream_new(s);
    ml_stream_add(*of_class, lattice->offset + p);
  }
}

static void add_grains(ml_streams *s, uint32_t sentence) {
  const ml_lattice *lattice = s->batch->lattices[sentence];
  for (uint32_t p = 0; p < lattice->n; p++)
    for (uint64_t types = lattice->grains[p]; types != 0; types &= types - 1) {
      ml_stream **of_type = &s->grains[__builtin_ctzll(types)];
      if (*of_type == NULL)
        *of_type = ml_stream_new(s);
      ml_stream_add(*of_type, lattice->offset + p);
      add_sentence(s, s->with_type, (uint32_t)__builtin_ctzll(types), sentence);
    }
}

const ml_stream *ml_stream_of_set(ml_streams *s, uint32_t set) {
  if (s->sets[set] != NULL)
    return s->sets[set];
  const uint8_t *has = s->rules->sets.v[set].has;
  ml_stream *stream = ml_stream_new(s);
  for (uint32_t c = 0; c < s->rules->classes.n; c++)
    if (has[c] != 0 && s->classes[c] != NULL)
      ml_stream_add_all(stream, s->classes[c]);
  return s->sets[set] = stream;
}

/* ---- the whole ---- */

static void start(ml_streams *s) {
  if (s->list_extents == NULL) {
    s->list_extents = ML_NEW_ARRAY(s->tables, uint32_t, s->rules->n_lists);
    memset(s->list_extents, 0xFF, s->rules->n_lists * sizeof *s->list_extents);
  }
  ml_arena_reset(s->arena);
  s->loads++;
  s->classes = ML_NEW_ARRAY(s->arena, ml_stream *, s->rules->classes.n);
  memset(s->grains, 0, sizeof s->grains);
  s->n_sentence_words = s->batch->n / 64 + 1;
  s->with_list = ML_NEW_ARRAY(s->arena, uint64_t, s->rules->n_lists * s->n_sentence_words);
  s->with_type = ML_NEW_ARRAY(s->arena, uint64_t, (size_t)ML_MAX_TYPES * s->n_sentence_words);
  s->sets = ML_NEW_ARRAY(s->arena, ml_stream *, s->rules->sets.n);
  s->looks = ML_NEW_ARRAY(s->arena, ml_answer, s->rules->looks.n);
  s->tests = ML_NEW_ARRAY(s->arena, ml_test_answer, s->rules->edge_tests.n);
  s->n_edges = ML_NEW_ARRAY(s->arena, size_t, s->batch->n);
  s->all.any = s->characters.any = s->passing.any = s->between.any = s->lands.any = s->gap.any = 0;
  for (size_t a = 0; a < ML_N_ANCHORS; a++)
    s->anchors[0][a].any = s->anchors[1][a].any = 0;
  forget_extents(s);
}

void ml_streams_load(ml_streams *s, const ml_batch *batch, bool claiming) {
  if (s->batch != batch || s->claiming != claiming) {
    s->batch = batch;
    s->claiming = claiming;
    start(s);
    for (uint32_t i = 0; i < batch->n; i++) {
      add_places(s, batch->lattices[i]);
      add_characters(s, batch->lattices[i]);
      add_grains(s, i);
      add_clauses(s, batch->lattices[i]);
      add_anchors(s, batch->lattices[i]);
      add_hits(s, i);
    }
  } else if (s->changes == batch->changes) {
    return;
  }
  s->changes = batch->changes;
  add_edges(s);
}

void ml_streams_load_one(ml_streams *s, const ml_lattice *lattice, bool claiming) {
  s->one = *lattice->batch;
  s->alone = lattice->batch->lattices[lattice->sentence - lattice->batch->lattices[0]->sentence];
  s->one.lattices = &s->alone;
  s->one.n = 1;
  ml_streams_forget(s);
  ml_streams_load(s, &s->one, claiming);
}

void ml_streams_forget(ml_streams *s) {
  s->batch = NULL;
}
